"""Checking: what is damaged is found and named."""

from pathlib import Path

import pytest

from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Villager, made, reopened, sent


def found(store: Store, *, deep: bool = False) -> list[str]:
    return [finding.what for finding in store.check(deep=deep)]


def test_a_good_store_has_no_findings(store: Store, neighbour: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(20)])
    sent(store, neighbour)
    assert found(store, deep=True) == found(neighbour, deep=True) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("update log_change set body = cast(replace(cast(body as text), '0812345678', '0898765432') as blob)", "chain"),
        ("update log_change set change_id = zeroblob(20)", "chain"),
        ("delete from log_change where place = (select max(place) from log_change)", "chain"),
        ("delete from log_change", "count"),
        ("update log_stream set n = n + 1", "count"),
        ("update log_stream set head = zeroblob(20)", "chain"),
    ],
)
def test_a_damaged_log_is_found(store: Store, damage: str, what: str) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}", phone="0812345678") for i in range(3)])
    store._connection.execute(damage)
    assert what in found(store)


def test_a_table_that_does_not_agree_with_the_log_is_found_and_made_anew(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    with store._database.applying():
        store._connection.execute("update villager set name='ข'")
    assert found(store) == []
    assert found(store, deep=True) == ["tables"]
    assert store.get(Villager, villager.id).name == "ก"
    assert found(store, deep=True) == []


def test_a_flipped_bit_in_the_file_is_found(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        store.save([Villager.new(TAMBON, name=f"คน {i}", note="x" * 500) for i in range(300)])
    file = tmp_path / "store" / "store.db"
    raw = bytearray(file.read_bytes())
    raw[-2000] ^= 1
    file.write_bytes(raw)
    with reopened(tmp_path / "store") as store:
        assert found(store)[:1] == ["file"]


def test_a_flipped_bit_is_found_even_where_nothing_is_kept_any_more(store: Store) -> None:
    connection = store._connection
    connection.execute("create table gone(x)")
    connection.execute("insert into gone values(randomblob(100000))")
    connection.execute("drop table gone")
    connection.execute("pragma wal_checkpoint(truncate)")
    file = store.folder / "store.db"
    raw = bytearray(file.read_bytes())
    raw[-2000] ^= 1
    file.write_bytes(raw)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert found(store) == ["file"]


def test_damaged_and_missing_photos_are_found(store: Store) -> None:
    good, bad = store.photos.add(b"good"), store.photos.add(b"bad")
    store.save([Villager.new(TAMBON, name="ก", photo=good), Villager.new(TAMBON, name="ข", photo="sha256:" + "0" * 64)])
    place = next(path for path in store.folder.rglob(bad.removeprefix("sha256:")))
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    assert found(store) == ["photos", "missing"]


def test_the_digest_is_about_values_and_open_conflicts_alone(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    before = store.digest()
    assert before == neighbour.digest()
    villager.name = "ข"
    store.save(villager)
    assert store.digest() != before
    villager.name = "ก"
    store.save(villager)
    assert store.digest() == before


def test_a_signature_that_is_not_its_authors_is_found(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    assert list(store.segments([], lambda _scope: True))
    assert store.check() == []
    store._connection.execute("update log_mark set signature=?", (bytes(64),))
    assert [found.what for found in store.check()] == ["signatures"]
