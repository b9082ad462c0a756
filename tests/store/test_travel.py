"""How far work has come: here, in a bundle, arrived."""

from codi_desktop.store.local import BundleNote
from codi_desktop.store.store import Store
from codi_desktop.store.travel import Where, receipt_of
from tests.store.machines import TAMBON, Villager, reopened, sent


def bundled(store: Store, number: int) -> None:
    vector = store.vector()
    store.note_bundle(BundleNote(number, "out", "DEV", "จังหวัด", "a.codi", 1, 100 + number, f"b{number}", vector))


def told(store: Store, record: Villager) -> list[Where]:
    """Say of each change of a record where it is."""
    places = [entry.place for entry in store.history(record.id)]
    where = store.where_at(places)
    return [where[place] for place in places]


def states(store: Store, record: Villager) -> list[str]:
    return [where.state for where in told(store, record)]


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
    assert store.where([villager.id])[villager.id].state == "here"  # nobody is known to hold it
    store.note_peer(neighbour.machine.device, "ข้างเคียง", neighbour.vector(), at=500)
    found = store.where([villager.id])[villager.id]
    assert (found.state, found.at, found.machine) == ("arrived", 500, "ข้างเคียง")
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
    assert (last.machine, last.at) == ("จังหวัด", 500)


def test_as_many_changes_of_a_copy_of_this_machine_are_no_receipt(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    bundled(store, 1)
    (note,) = store.bundles()
    (entry,) = store.vector()
    store.note_peer("DEV", "จังหวัด", [(*entry[:4], "A" * 27)])
    assert receipt_of(note, store.peers()) is None
    store.note_peer("DEV", "จังหวัด", [entry])
    assert receipt_of(note, store.peers()) is not None


def test_a_change_has_arrived_since_it_was_first_known(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    for at in (500, 900):
        store.note_peer("DEV", "จังหวัด", store.vector(), at=at)
    villager.name = "ข"
    store.save(villager)
    assert states(store, villager) == ["arrived", "here"]
    store.note_peer("DEV", "จังหวัด", store.vector(), at=1000)
    assert [where.at for where in told(store, villager)] == [500, 1000]
    assert store.where([villager.id])[villager.id].at == 1000


def test_what_an_older_state_no_longer_holds_has_not_arrived(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    early = store.vector()
    villager.name = "ข"
    store.save(villager)
    store.note_peer("DEV", "จังหวัด", store.vector(), at=500)
    store.note_peer("DEV", "จังหวัด", early, at=600)
    assert states(store, villager) == ["arrived", "here"]
    store.note_peer("DEV", "จังหวัด", [], at=700)
    assert states(store, villager) == ["here", "here"]


def test_what_a_lost_machine_holds_and_what_was_sealed_for_it_does_not_count(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    bundled(store, 1)
    store.note_peer("DEV", "จังหวัด", store.vector(), at=500)
    (note,) = store.bundles()
    assert store.receipts_of([note])
    store.note_lost(["DEV"])
    assert store.where([villager.id])[villager.id].state == "here"
    assert store.where_counts() == {"here": 1, "bundle": 0, "arrived": 0}
    assert store.only_here() == {villager.id}
    assert store.receipts_of([note]) == {}
    assert store.last_receipt() is None
    store.note_lost([])
    assert store.where([villager.id])[villager.id].state == "arrived"


def test_where_no_machine_holds_all_of_a_record_those_that_together_do_are_named(
    store: Store, neighbour: Store
) -> None:
    villager = Villager.new(TAMBON, name="ก")
    neighbour.save(villager)
    sent(neighbour, store)
    store.note_peer(neighbour.machine.device, "ข้างเคียง", neighbour.vector(), at=500)
    mine = store.get(Villager, villager.id)
    mine.name = "ข"
    store.save(mine)
    own = [entry for entry in store.vector() if entry[1] == store.machine.device]
    store.note_peer("DEV", "จังหวัด", own, at=600)
    found = store.where([villager.id])[villager.id]
    assert (found.state, found.at) == ("arrived", 600)
    assert set(found.machine.split(" · ")) == {"จังหวัด", "ข้างเคียง"}


def test_whoever_is_ahead_of_us_has_what_we_have(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    neighbour.save(villager)
    sent(neighbour, store)
    villager.name = "ข"
    neighbour.save(villager)
    store.note_peer(neighbour.machine.device, "ข้างเคียง", neighbour.vector(), at=500)
    assert store.where([villager.id])[villager.id].machine == "ข้างเคียง"


def test_what_an_earlier_program_kept_is_read_when_the_store_opens(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    bundled(store, 1)
    store.note_peer("DEV", "จังหวัด", store.vector(), at=500)
    with store._database.writing() as connection:
        connection.execute("drop table local_reach")
        connection.execute("drop table local_loaded")
    with reopened(store.folder) as again:
        assert again.where([villager.id])[villager.id].at == 500
        again.note_lost(["DEV"])
        assert again.where([villager.id])[villager.id].state == "here"
        assert again.receipts_of(again.bundles()) == {}


def test_another_holder_is_named_when_one_is_lost(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    store.note_peer("DEV", "จังหวัด", store.vector(), at=500)
    store.note_peer("DEV2", "ภาค", store.vector(), at=900)
    assert store.where([villager.id])[villager.id].machine == "จังหวัด"
    store.note_lost(["DEV"])
    found = store.where([villager.id])[villager.id]
    assert (found.machine, found.at) == ("ภาค", 900)


def test_what_another_had_said_to_hold_counts_when_it_comes_here(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    neighbour.save(villager)
    store.note_peer("DEV", "จังหวัด", neighbour.vector(), at=500)
    sent(neighbour, store)
    assert store.where([villager.id])[villager.id].machine == "จังหวัด"
