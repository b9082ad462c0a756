"""A new program over an old store: tables are made anew from the log, and nothing is lost."""

from pathlib import Path

import pytest

import codi_desktop
from codi_desktop.records._fields import Number, Text, Whole
from codi_desktop.records._record import Record
from codi_desktop.store.store import Store, live
from tests.store.machines import KINDS, TAMBON, Everybody, Villager, made, reopened


class Retyped(Record):
    """The villager of another version: a field more, a field less, a field of another type."""

    kind = "villager"
    label = label_plural = "Villager"

    name = Text("Name", searched=True)
    nickname = Text("Nickname", index=True)
    moo = Text("Moo")
    height = Number("Height")

    class Meta:
        table_name = "villager"


class Renamed(Record):
    """The same kind in a table of another name."""

    kind = "villager"
    label = label_plural = "Villager"

    name = Text("Name", searched=True)

    class Meta:
        table_name = "person_of_the_village"


def fill(folder: Path) -> str:
    with made(folder) as store:
        villager = Villager.new(TAMBON, name="สังเวียน", moo=7, phone="1")
        store.save(villager)
        return str(villager.id)


def test_a_field_of_another_type_shows_what_fits(tmp_path: Path) -> None:
    villager = fill(tmp_path / "store")
    with reopened(tmp_path / "store", models={"villager": Retyped}) as store:
        assert store.get(Retyped, villager).values() == {"name": "สังเวียน", "nickname": None, "moo": "7", "height": None}
        assert store.check(deep=True) == []
    with reopened(tmp_path / "store") as store:
        assert store.get(Villager, villager).moo == 7
        assert store.get(Villager, villager).phone == "1"


def test_an_old_program_edits_and_a_new_field_survives(tmp_path: Path) -> None:
    villager = fill(tmp_path / "store")
    with reopened(tmp_path / "store", models={"villager": Retyped}) as store:
        record = store.get(Retyped, villager)
        record.nickname = "เวียน"
        store.save(record)
    with reopened(tmp_path / "store") as store:
        old = store.get(Villager, villager)
        old.name = "สังเวียน เพิ่มพูน"
        store.save(old)
    with reopened(tmp_path / "store", models={"villager": Retyped}) as store:
        assert store.get(Retyped, villager).values()["nickname"] == "เวียน"
        assert store.conflicts() == []


def test_a_table_of_another_name_replaces_the_old_one(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    with reopened(tmp_path / "store", models={"villager": Renamed}) as store:
        assert store.find("สังเวียน") == [store.rows(live(Renamed))[0].id]
        tables = store._connection.execute("select name from sqlite_master where type='table'").fetchall()
        assert ("villager",) not in tables
        assert ("visit",) not in tables


def test_a_kind_that_went_away_and_came_back_is_complete(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    with reopened(tmp_path / "store", models={"visit": KINDS["visit"]}) as without:
        assert without.find("สังเวียน") == []
        with made(tmp_path / "other", "ข") as other:
            other.save(Villager.new(TAMBON, name="มาใหม่"))
            with without.receiving(Everybody()) as intake:
                for segment in other.segments([], lambda _: True):
                    intake.segment(segment)
        assert intake.result().new == 1
    with reopened(tmp_path / "store") as store:
        assert {villager.name for villager in store.rows(live(Villager))} == {"สังเวียน", "มาใหม่"}


def test_nothing_is_rebuilt_when_nothing_was_declared_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    villager = fill(tmp_path / "store")

    def rowid(store: Store) -> int:
        return int(store._connection.execute("select rowid from villager where id=?", (villager,)).fetchone()[0])

    with reopened(tmp_path / "store") as store, store._database.applying():
        store._connection.execute("update villager set rowid=77")
    with reopened(tmp_path / "store") as store:
        assert rowid(store) == 77
    monkeypatch.setattr(codi_desktop, "__version__", "99")
    with reopened(tmp_path / "store") as store:
        assert rowid(store) == 1


def test_an_upgrade_that_fails_leaves_the_old_tables(tmp_path: Path) -> None:
    villager = fill(tmp_path / "store")

    class Impossible(Record):
        kind = "villager"
        label = label_plural = "Villager"
        name = Text("Name")
        moo = Whole("Moo")

        class Meta:
            table_name = "log_change"

    with pytest.raises(Exception, match="already exists"):
        reopened(tmp_path / "store", models={"villager": Impossible})
    with reopened(tmp_path / "store") as store:
        assert store.get(Villager, villager).name == "สังเวียน"
        assert store.find("สังเวียน") == [villager]
