"""Nobody but the store writes record tables, also where a guard was taken away for a moment because many rows came."""

from pathlib import Path

import peewee as pw
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from codi_desktop.store.opening import DiskFull
from codi_desktop.store.store import Store
from codi_desktop.store.tables import MANY
from tests.store.machines import TAMBON, Everybody, Villager, everywhere, reopened, sent

WRITES = (
    "insert into villager(id, _heads, _conf, _deleted, _sort, _find) values('x', '', '', 0, '', '')",
    "update villager set name='ข'",
    "delete from villager",
)


@pytest.fixture
def full(store: Store) -> Store:
    store.save([Villager.new(TAMBON, name=f"ชื่อ {i}") for i in range(MANY + 1)])
    return store


def guards(store: Store) -> list[tuple[str, str]]:
    return store._connection.execute(
        "select name, sql from sqlite_master where type='trigger' order by name"
    ).fetchall()


def is_guarded(store: Store) -> bool:
    for write in WRITES:
        with pytest.raises(pw.IntegrityError, match="write through Store"):
            store._database.execute_sql(write)
    return True


def table_is_empty(store: Store) -> bool:
    return store.count(Villager.select()) == 0


def spoil(store: Store) -> None:
    """Let the hundredth row of an intake fail."""
    store._connection.execute(
        "create temp trigger spoiler before insert on villager when new.rowid = 100"
        " begin select raise(abort, 'spoilt'); end"
    )


def test_the_guards_are_as_before_after_many_rows(full: Store, neighbour: Store) -> None:
    before = guards(neighbour)
    assert sent(full, neighbour).new == MANY + 1
    assert guards(neighbour) == before
    assert is_guarded(neighbour)


def test_the_guards_stand_between_two_segments(full: Store, neighbour: Store) -> None:
    with neighbour.receiving(Everybody()) as intake:
        for segment in full.segments([], everywhere):
            intake.segment(segment)
            assert is_guarded(neighbour)


def test_the_guards_stand_after_an_intake_that_failed_half_way(full: Store, neighbour: Store, tmp_path: Path) -> None:
    before = guards(neighbour)
    spoil(neighbour)
    with pytest.raises(sqlcipher.IntegrityError, match="spoilt"):
        sent(full, neighbour)
    assert guards(neighbour) == before
    assert table_is_empty(neighbour)
    neighbour.close()
    with reopened(tmp_path / "neighbour") as again:
        sent(full, again)
        assert is_guarded(again)
        assert again.digest() == full.digest()


def test_the_guards_stand_in_the_transaction_of_what_failed(full: Store, neighbour: Store) -> None:
    spoil(neighbour)
    with neighbour.receiving(Everybody()) as intake:
        with pytest.raises(sqlcipher.IntegrityError, match="spoilt"):
            intake.segment(next(iter(full.segments([], everywhere))))
        assert is_guarded(neighbour)


def test_the_guards_stand_wherever_the_disk_was_full(full: Store, neighbour: Store) -> None:
    connection = neighbour._connection
    before = guards(neighbour)
    used = connection.execute("pragma page_count").fetchone()[0]
    refused = 0
    while table_is_empty(neighbour):
        connection.execute(f"pragma max_page_count={used + refused}").fetchone()
        try:
            sent(full, neighbour)
        except DiskFull:
            refused += 1
            assert guards(neighbour) == before
    assert refused > 5
    assert is_guarded(neighbour)


def test_a_query_that_is_still_read_does_no_harm(full: Store, neighbour: Store) -> None:
    neighbour.save([Villager.new(TAMBON, name=name) for name in "กขค"])
    reading = neighbour._connection.execute("select name from villager order by rowid")
    assert reading.fetchone() == ("ก",)
    sent(full, neighbour)
    assert [row[0] for row in reading][:2] == ["ข", "ค"]
    assert neighbour.count(Villager.select()) == MANY + 4


def test_what_came_in_bulk_is_found_and_found_again_when_changed(full: Store, neighbour: Store) -> None:
    sent(full, neighbour)
    changed = [full.get(Villager, record_id) for record_id in full.find("ชื่อ", limit=10**6)]
    for record in changed:
        record.name = f"นาม {record.name}"
    full.save(changed)
    sent(full, neighbour)
    assert len(neighbour.find("นาม ชื่อ", limit=10**6)) == MANY + 1
    assert neighbour.digest() == full.digest()
    assert not neighbour.check(deep=True)
