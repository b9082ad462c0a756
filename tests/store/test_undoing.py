"""Taking back: new changes that bring back what was, or a refusal that names who worked on."""

import pytest

from codi_desktop.store.store import Store, live
from codi_desktop.store.undoing import LaterWork, NothingToUndo
from tests.store.machines import TAMBON, Villager, Visit, sent


def test_an_edit_is_taken_back(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", groups=["elderly"])
    store.save(villager)
    villager.name, villager.groups = "ข", None
    saved = store.save(villager)
    store.undo(saved.action)
    assert store.get(Villager, villager.id).name == "ก"
    assert store.get(Villager, villager.id).groups == ["elderly"]
    assert len(store.history(villager.id)) == 3


def test_a_new_record_is_deleted(store: Store) -> None:
    saved = store.save(Villager.new(TAMBON, name="ก"))
    store.undo(saved.action)
    assert store.count(live(Villager)) == 0


def test_a_deletion_is_taken_back(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    store.undo(store.delete(villager).action)
    assert store.count(live(Villager)) == 1
    assert store.conflicts() == []


def test_an_action_over_several_records_is_taken_back_as_a_whole(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    villager.name = "ข"
    saved = store.save([villager, Visit.new(TAMBON, text="เยี่ยม")])
    store.undo(saved.action)
    assert store.get(Villager, villager.id).name == "ก"
    assert store.count(live(Visit)) == 0


def test_later_work_on_the_same_field_refuses_and_is_named(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    villager.name = "ข"
    saved = store.save(villager)
    villager.name = "ค"
    store.save(villager, by="สมชาย")
    with pytest.raises(LaterWork) as refused:
        store.undo(saved.action)
    assert refused.value.facts == {"by": "สมชาย"}
    assert store.get(Villager, villager.id).name == "ค"


def test_later_work_on_another_field_does_not_refuse(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    villager.name = "ข"
    saved = store.save(villager)
    villager.phone = "1"
    store.save(villager)
    store.undo(saved.action)
    assert store.get(Villager, villager.id).values() | {"moo": None} == villager.values() | {"name": "ก"}


def test_a_new_record_that_others_worked_on_is_not_deleted(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    saved = store.save(villager)
    sent(store, neighbour)
    other = neighbour.get(Villager, villager.id)
    other.phone = "1"
    neighbour.save(other, by="สมชาย")
    sent(neighbour, store)
    with pytest.raises(LaterWork, match="สมชาย"):
        store.undo(saved.action)


def test_taking_back_a_decision_opens_the_conflict_again(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    for each, name in ((store, "ข"), (neighbour, "ค")):
        record = each.get(Villager, villager.id)
        record.name = name
        each.save(record)
    sent(neighbour, store)
    store.undo(store.settle(villager.id, "name", "ง").action)
    assert {said.value for said in store.conflicts()[0].values} == {"ข", "ค"}


def test_the_last_action_is_the_last_that_was_not_taken_back(store: Store) -> None:
    assert store.last_action() is None
    first = store.save(Villager.new(TAMBON, name="ก")).action
    second = store.save(Villager.new(TAMBON, name="ข")).action
    assert store.last_action() == second
    store.undo(second)
    assert store.last_action() == first
    store.undo(first)
    assert store.last_action() is None


def test_nothing_is_taken_back_twice(store: Store) -> None:
    saved = store.save(Villager.new(TAMBON, name="ก"))
    store.undo(saved.action)
    for action in (saved.action, "unheard of"):
        with pytest.raises(NothingToUndo):
            store.undo(action)


def test_taking_back_a_taking_back_is_possible(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    villager.name = "ข"
    undone = store.undo(store.save(villager).action)
    store.undo(undone.action)
    assert store.get(Villager, villager.id).name == "ข"
