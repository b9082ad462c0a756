"""How far work has come: here, in a bundle, arrived."""

from codi_desktop.store.local import BundleNote
from codi_desktop.store.store import Store
from codi_desktop.store.travel import receipt_of
from tests.store.machines import TAMBON, Villager, sent


def bundled(store: Store, number: int) -> None:
    vector = store.vector()
    store.note_bundle(BundleNote(number, "out", "DEV", "จังหวัด", "a.codi", 1, 100 + number, f"b{number}", vector))


def test_work_is_here_then_in_a_bundle_then_arrived(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    assert store.where([villager.id])[villager.id].state == "here"
    assert store.where_counts() == {"here": 1, "bundle": 0, "arrived": 0}
    bundled(store, 1)
    found = store.where([villager.id])[villager.id]
    assert (found.state, found.at, found.machine) == ("bundle", 101, "จังหวัด")
    assert store.where_counts() == {"here": 0, "bundle": 1, "arrived": 0}
    sent(store, neighbour)
    store.note_peer(neighbour.machine.device, "ข้างเคียง", neighbour.vector(), at=500)
    found = store.where([villager.id])[villager.id]
    assert (found.state, found.at, found.machine) == ("arrived", 500, "ข้างเคียง")
    assert store.where_counts() == {"here": 0, "bundle": 0, "arrived": 1}


def test_a_record_worked_on_again_is_here_again(store: Store) -> None:
    first, second = Villager.new(TAMBON, name="ก"), Villager.new(TAMBON, name="ข")
    store.save([first, second])
    bundled(store, 1)
    first.name = "ค"
    store.save(first)
    found = store.where([first.id, second.id])
    assert (found[first.id].state, found[second.id].state) == ("here", "bundle")
    assert store.where_counts() == {"here": 1, "bundle": 1, "arrived": 0}
    bundled(store, 2)
    assert store.where([first.id])[first.id].at == 102


def test_work_of_others_has_arrived_from_elsewhere(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    neighbour.save(villager)
    sent(neighbour, store)
    assert store.where([villager.id])[villager.id].state == "arrived"
    assert store.where_counts() == {"here": 0, "bundle": 0, "arrived": 0}


def test_a_bundle_that_came_in_and_a_vector_that_does_not_fit_prove_nothing(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    (entry,) = store.vector()
    store.note_bundle(BundleNote(1, "in", "DEV", "จังหวัด", "a.codi", 1, 1, "b1", [entry]))
    store.note_peer("DEV", "จังหวัด", [(*entry[:4], "A" * 27)])
    store.note_peer("DEV2", "จังหวัด", [(*entry[:3], 99, entry[4])])
    store.note_peer(store.machine.device, "ตัวเอง", [entry])
    assert store.where([villager.id])[villager.id].state == "here"


def test_the_last_receipt_is_of_a_machine_that_has_work_of_ours(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    vector = store.vector()
    assert store.last_receipt() is None
    store.note_peer("DEV", "จังหวัด", vector, at=500)
    store.note_peer("DEV2", "ตำบลอื่น", [], at=900)
    last = store.last_receipt()
    assert last is not None
    assert (last.name, last.seen_at) == ("จังหวัด", 500)


def test_as_many_changes_of_a_copy_of_this_machine_are_no_receipt(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    bundled(store, 1)
    (note,) = store.bundles()
    (entry,) = store.vector()
    store.note_peer("DEV", "จังหวัด", [(*entry[:4], "A" * 27)])
    assert receipt_of(note, store.peers()) is None
    store.note_peer("DEV", "จังหวัด", [entry])
    assert receipt_of(note, store.peers()) is not None
