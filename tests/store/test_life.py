"""A copy, a restored backup and an older state begin a new life, once; a renamed computer and a new user do not."""

import platform
import shutil
from pathlib import Path

import pytest

from codi_desktop.store import life
from codi_desktop.store.backup import restore
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store, live
from tests.store.machines import TAMBON, Everybody, Villager, made, met, reopened, sent


def told(folder: Path) -> tuple[str, bool]:
    """Open a store once; gives its life and whether somebody should hear of a new one."""
    with reopened(folder) as store:
        return store.machine.incarnation, store.has_new_life()


def with_one(folder: Path, name: str = "ก่อน") -> Machine:
    with made(folder) as store:
        store.save(Villager.new(TAMBON, name=name))
        return store.machine


def test_a_machine_that_is_opened_again_goes_on_with_its_life(tmp_path: Path) -> None:
    before = with_one(tmp_path / "a").incarnation
    assert told(tmp_path / "a") == (before, False)
    assert told(tmp_path / "a") == (before, False)


def test_a_renamed_computer_goes_on_with_its_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = with_one(tmp_path / "a").incarnation
    monkeypatch.setattr(platform, "node", lambda: "ชื่อใหม่")
    assert told(tmp_path / "a") == (before, False)


def test_another_user_of_the_computer_goes_on_with_its_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = with_one(tmp_path / "a").incarnation
    for user in ("หนึ่ง", "สอง", "หนึ่ง", "สอง"):
        monkeypatch.setenv("CODI_LIVES", str(tmp_path / user))
        assert told(tmp_path / "a") == (before, False)


def test_a_folder_for_marks_that_cannot_be_written_leaves_the_life_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CODI_LIVES", str(tmp_path / "file" / "lives"))
    before = with_one(tmp_path / "a").incarnation
    assert told(tmp_path / "a") == (before, False)


def test_a_copied_folder_begins_a_new_life_once_and_the_first_goes_on(tmp_path: Path) -> None:
    before = with_one(tmp_path / "a").incarnation
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    copy, is_news = told(tmp_path / "b")
    assert copy != before
    assert is_news
    assert told(tmp_path / "b") == (copy, True)  # told until somebody says that it was read
    with reopened(tmp_path / "b") as store:
        store.set_new_life_told()
    assert told(tmp_path / "b") == (copy, False)
    assert told(tmp_path / "a") == (before, False)


def test_a_moved_folder_begins_a_new_life_once(tmp_path: Path) -> None:
    before = with_one(tmp_path / "a").incarnation
    (tmp_path / "a").rename(tmp_path / "b")
    moved, _ = told(tmp_path / "b")
    assert moved != before
    assert told(tmp_path / "b")[0] == moved


@pytest.mark.parametrize("part", ["system", "board_name"])
def test_another_computer_begins_a_new_life_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(life, "computer", lambda: (("system", "1"), ("board_name", "1")))
    before = with_one(tmp_path / "a").incarnation
    monkeypatch.setattr(life, "computer", lambda: (("system", "1"), ("board_name", "1"), (part, "2")))
    there, _ = told(tmp_path / "a")
    assert there != before
    assert told(tmp_path / "a")[0] == there


def test_what_cannot_be_read_of_a_computer_makes_no_other_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "computer", lambda: (("system", "1"), ("board_name", "1")))
    before = with_one(tmp_path / "a").incarnation
    monkeypatch.setattr(life, "computer", lambda: (("system", "1"),))
    assert told(tmp_path / "a") == (before, False)


def test_an_older_database_put_back_in_place_is_noticed_at_start(tmp_path: Path) -> None:
    with_one(tmp_path / "a")
    old = (tmp_path / "a" / "store.db").read_bytes()
    with reopened(tmp_path / "a") as store, made(tmp_path / "b", "ข") as other:
        store.save(Villager.new(TAMBON, name="หลัง"))
        before = store.machine.incarnation
        sent(store, other)
    (tmp_path / "a" / "store.db").write_bytes(old)  # the same path, the same file, less in it
    with reopened(tmp_path / "a") as store, reopened(tmp_path / "b") as other:
        assert store.machine.incarnation != before
        store.save(Villager.new(TAMBON, name="อื่น"))
        met(store, other)
        assert store.digest() == other.digest()
        assert store.count(live(Villager)) == 3
        again = store.machine.incarnation
    assert told(tmp_path / "a")[0] == again


def test_a_database_from_before_what_was_received_is_noticed_at_start(tmp_path: Path) -> None:
    before = with_one(tmp_path / "a").incarnation
    old = (tmp_path / "a" / "store.db").read_bytes()
    with reopened(tmp_path / "a") as store, made(tmp_path / "b", "ข") as other:
        other.save(Villager.new(TAMBON, name="ของ ข"))
        sent(other, store)
    (tmp_path / "a" / "store.db").write_bytes(old)
    assert told(tmp_path / "a")[0] != before


def test_another_file_under_the_same_path_without_marks_begins_a_new_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = with_one(tmp_path / "a").incarnation
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    shutil.rmtree(tmp_path / "a")
    (tmp_path / "between").touch()
    shutil.copytree(tmp_path / "b", tmp_path / "a")
    monkeypatch.setenv("CODI_LIVES", str(tmp_path / "nothing marked"))
    assert told(tmp_path / "a")[0] != before


def test_a_backup_restored_in_its_own_place_begins_a_new_life_once(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="ก่อน"))
        backup, before = store.backup(tmp_path / "a.codi-backup"), store.machine.incarnation
    for file in (tmp_path / "a").glob("store.db*"):
        file.unlink()
    restore(backup, tmp_path / "a")
    again, is_news = told(tmp_path / "a")
    assert again != before
    assert is_news
    assert told(tmp_path / "a")[0] == again


def test_a_store_of_an_earlier_program_goes_on_with_its_life(tmp_path: Path) -> None:
    before = with_one(tmp_path / "a").incarnation
    with reopened(tmp_path / "a") as store:
        store.set_setting("place", f"0a1b|{(tmp_path / 'a').resolve()}|ชื่อเครื่อง")
    assert told(tmp_path / "a") == (before, False)


def test_who_hears_that_others_hold_more_of_this_life_begins_a_new_one(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="หนึ่ง"))
        held, before = store.vector(), store.machine.incarnation
        ((*stream, n, head),) = held
        for hello in ([], held, [("190406", "somebody", "x", 99, head)]):
            with store.receiving(Everybody()) as intake:
                intake.heard(hello)
            assert store.machine.incarnation == before
        with store.receiving(Everybody()) as intake:
            intake.heard([(*stream, n + 1, head)])
        again = store.machine.incarnation
        assert again != before
        assert store.has_new_life()
        with store.receiving(Everybody()) as intake:
            intake.heard([(*stream, n + 1, head)])  # of the life before: nothing new
        assert store.machine.incarnation == again


def test_who_hears_of_another_head_at_its_own_place_begins_a_new_life(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="หนึ่ง"))
        ((*stream, n, _),) = store.vector()
        before = store.machine.incarnation
        with store.receiving(Everybody()) as intake:
            intake.heard([(*stream, n, "A" * 27)])
        assert store.machine.incarnation != before


def test_both_copies_go_on_and_meet_without_losing_or_reviving_anything(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        deleted, kept = Villager.new(TAMBON, name="ถูกลบ"), Villager.new(TAMBON, name="คงอยู่")
        store.save([deleted, kept])
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with reopened(tmp_path / "a") as first, reopened(tmp_path / "b") as copy, made(tmp_path / "c", "ค") as third:
        first.delete(first.get(Villager, deleted.id), why="ซ้ำ")
        first.save(Villager.new(TAMBON, name="ของเครื่องแรก"))
        copy.save(Villager.new(TAMBON, name="ของสำเนา"))
        assert first.machine.code != copy.machine.code
        met(first, third, copy)
        names = {villager.name for villager in third.rows(live(Villager))}
        assert names == {"คงอยู่", "ของเครื่องแรก", "ของสำเนา"}
        assert {one.digest() for one in (first, copy, third)} == {third.digest()}
        assert all(one.check(deep=True) == [] for one in (first, copy, third))


def test_a_new_life_never_numbers_papers_with_the_letters_of_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    monkeypatch.setattr("codi_desktop.store.machine.new_incarnation", lambda: next(names))
    machine = Machine.new(name="ก", level="tambon", scope=TAMBON, person="", signing_seed=bytes(32))
    assert machine.reincarnated().code != machine.code


def save_and_fail(store: Store) -> None:
    with store._database.writing():
        store.save(Villager.new(TAMBON, name="หายไป"))
        raise ZeroDivisionError


def test_marks_are_no_part_of_a_save_that_failed(store: Store) -> None:
    assert store._marks is not None
    before = store._marks.read()
    with pytest.raises(ZeroDivisionError):
        save_and_fail(store)
    assert store._marks.read() == before


def test_a_worker_that_ends_after_the_store_was_closed_opens_no_file(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        marks = store._marks
    assert marks is not None
    marks.write(life.Reach(9, 9))
    assert marks._file is None
    assert marks.read() != life.Reach(9, 9)
