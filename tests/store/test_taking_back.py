"""An import is taken back as new changes; what was written with it in sight stays, unless a person says otherwise."""

import json
from pathlib import Path

import pytest

from codi_desktop.store.store import EnteredForGood, Store, live
from codi_desktop.store.taking_back import NoSuchImport
from tests.store.machines import NEIGHBOUR, TAMBON, Everybody, Receipt, Villager, Visit, everywhere, made, met, sent


def brought(source: Store, target: Store, name: str = "bundle") -> None:
    """Carry everything over, as one import of this name."""
    with target.receiving(Everybody()) as intake:
        for segment in source.segments(target.vector(), everywhere):
            intake.segment(segment)
        target.note_import(name, intake.brought)


def changed(store: Store, record_id: str, **values: object) -> None:
    villager = store.get(Villager, record_id)
    villager.fill(values)
    store.save(villager)


def test_what_an_import_brought_goes_and_comes_back(store: Store, neighbour: Store) -> None:
    old = Villager.new(TAMBON, name="เก่า", moo=1)
    neighbour.save(old)
    sent(neighbour, store)
    before = {record.id: record.values() for record in neighbour.rows(live(Villager))}
    changed(store, old.id, name="ใหม่", phone="0812345678")
    store.save(Villager.new(TAMBON, name="เพิ่ม"))
    brought(store, neighbour)
    with_import = neighbour.digest()
    backs = {back.id: back for back in neighbour.look_back("bundle")}
    assert [(one.name, one.now, one.then) for one in backs[old.id].fields] == [
        ("name", "ใหม่", "เก่า"),
        ("phone", "0812345678", None),
    ]
    assert sorted(back.becomes_deleted for back in backs.values()) == [False, True]
    action = neighbour.take_back("bundle", why="ผิดแฟ้ม").action
    assert {record.id: record.values() for record in neighbour.rows(live(Villager))} == before
    assert neighbour.imports() == {"bundle": True}
    assert neighbour.look_back("bundle") == []
    assert neighbour.history(old.id)[-1].why == "ผิดแฟ้ม"
    assert neighbour.last_action() == action
    neighbour.undo(action)
    assert neighbour.digest() == with_import
    assert neighbour.imports() == {"bundle": False}


def test_taking_back_travels(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    brought(store, neighbour)
    neighbour.take_back("bundle")
    met(store, neighbour)
    assert store.rows(live(Villager)) == []
    assert store.digest() == neighbour.digest()


def test_later_work_stands_in_the_way_and_stays_unless_chosen(store: Store, neighbour: Store) -> None:
    old = Villager.new(TAMBON, name="เก่า", note="เก่า", moo=1)
    neighbour.save(old)
    sent(neighbour, store)
    changed(store, old.id, name="ใหม่", note="ใหม่")
    brought(store, neighbour)
    changed(neighbour, old.id, note="ต่อจากนั้น")
    (back,) = neighbour.look_back("bundle")
    assert [one.name for one in back.fields] == ["name"]
    assert [(one.name, one.now, one.then) for one in back.in_the_way] == [("note", "ต่อจากนั้น", "เก่า")]
    assert back.later is not None
    assert back.later.by == neighbour.machine.person
    neighbour.take_back("bundle")
    assert (neighbour.get(Villager, old.id).name, neighbour.get(Villager, old.id).note) == ("เก่า", "ต่อจากนั้น")
    neighbour.take_back("bundle", over_later=[old.id])
    assert neighbour.get(Villager, old.id).note == "เก่า"


def test_a_new_record_that_was_worked_on_stays_unless_chosen(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    brought(store, neighbour)
    changed(neighbour, villager.id, note="แก้ที่นี่")
    (back,) = neighbour.look_back("bundle")
    assert (back.fields, back.becomes_deleted, back.later is not None) == ((), False, True)
    assert neighbour.take_back("bundle").ids == ()
    neighbour.take_back("bundle", over_later=[villager.id])
    assert neighbour.get(Villager, villager.id).deleted


def test_a_new_record_that_later_work_names_stays(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    visit = Visit.new(TAMBON, text="มากับแฟ้ม", villager=villager.id)
    store.save([villager, visit])
    brought(store, neighbour)
    assert all(back.becomes_deleted for back in neighbour.look_back("bundle"))
    own = Visit.new(TAMBON, text="ของที่นี่", villager=villager.id)
    neighbour.save(own)
    backs = {back.id: back for back in neighbour.look_back("bundle")}
    assert backs[villager.id].leaning == (own.id,)
    assert not backs[villager.id].becomes_deleted
    assert backs[visit.id].becomes_deleted


def test_work_of_another_area_is_named_and_left(store: Store, tmp_path: Path) -> None:
    with made(tmp_path / "own", "เฉพาะที่", TAMBON) as own:
        here, there = Villager.new(TAMBON, name="ก"), Villager.new(NEIGHBOUR, name="ข")
        store.save([here, there])
        brought(store, own)
        assert {back.id: back.is_foreign for back in own.look_back("bundle")} == {here.id: False, there.id: True}
        assert own.take_back("bundle").ids == (here.id,)
        assert [record.id for record in own.rows(live(Villager))] == [there.id]


def test_a_conflict_that_an_import_brought_goes_and_one_of_before_opens_again(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    changed(store, villager.id, name="ข")
    changed(neighbour, villager.id, name="ค")
    brought(store, neighbour)
    assert neighbour.conflict_count() == 1
    neighbour.take_back("bundle")
    assert (neighbour.conflict_count(), neighbour.get(Villager, villager.id).name) == (0, "ค")


def test_a_decision_that_an_import_brought_opens_the_conflict_again(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    changed(store, villager.id, name="ข")
    changed(neighbour, villager.id, name="ค")
    met(store, neighbour)
    store.settle(villager.id, "name", "ข")
    brought(store, neighbour)
    neighbour.take_back("bundle")
    (conflict,) = neighbour.conflicts()
    assert {said.value for said in conflict.values} == {"ข", "ค"}


def test_a_deletion_that_an_import_brought_goes(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    store.delete(store.get(Villager, villager.id))
    brought(store, neighbour)
    neighbour.take_back("bundle")
    assert not neighbour.get(Villager, villager.id).deleted


def test_entries_that_came_go_and_may_come_back_but_own_ones_stay_in_the_books(store: Store, neighbour: Store) -> None:
    store.save(Receipt.new(TAMBON, amount=100))
    neighbour.save(Receipt.new(TAMBON, amount=7))
    brought(store, neighbour)
    action = neighbour.take_back("bundle").action
    assert [entry.amount for entry in neighbour.rows(live(Receipt))] == [7]
    neighbour.undo(action)
    assert sorted(entry.amount for entry in neighbour.rows(live(Receipt))) == [7, 100]
    own = neighbour.save(Receipt.new(TAMBON, amount=1)).action
    with pytest.raises(EnteredForGood):
        neighbour.undo(own)


def test_two_imports_are_taken_back_apart(store: Store, neighbour: Store) -> None:
    first, second = Villager.new(TAMBON, name="ก"), Villager.new(TAMBON, name="ข")
    store.save(first)
    brought(store, neighbour, "1")
    store.save(second)
    brought(store, neighbour, "2")
    neighbour.take_back("1")
    assert [record.id for record in neighbour.rows(live(Villager))] == [second.id]
    assert neighbour.imports() == {"1": True, "2": False}


def test_what_a_bundle_brings_in_two_times_is_one_import(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    brought(store, neighbour)
    store.save(Villager.new(TAMBON, name="ข"))
    brought(store, neighbour)
    (runs,) = neighbour._connection.execute("select runs from local_intake").fetchone()
    assert [last - first for _, first, last in json.loads(runs)] == [1]
    neighbour.take_back("bundle")
    assert neighbour.rows(live(Villager)) == []


def test_an_unknown_import_cannot_be_taken_back(store: Store) -> None:
    with pytest.raises(NoSuchImport):
        store.look_back("nothing")
