"""The list of who used personal data: only ever added to, and nobody alters it unseen."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from codi_desktop.store import access
from codi_desktop.store.access import Access, Wanted
from codi_desktop.store.opening import Connection
from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Everybody, Villager, made, reopened

LOOK = Access(1_000_000, "เครื่องตำบล", "พรรณทิพา", "viewed", "villager", f"{TAMBON}.R1")


EVERYTHING = Wanted()


def noted(store: Store, wanted: Wanted = EVERYTHING) -> list[Access]:
    numbers = store.access_numbers(wanted)
    found = store.access_entries(numbers)
    return [found[number] for number in numbers]


def fill(store: Store) -> Connection:
    acts = [replace(LOOK, at=LOOK.at + i, record=f"{TAMBON}.R{i}", purpose="ตรวจบัตร") for i in range(5)]
    store.note_access(acts)
    return store._connection


def unguarded(store: Store) -> Connection:
    """Do what somebody does who has the key and a program of their own."""
    connection = fill(store)
    connection.execute("drop trigger access_update_guard")
    connection.execute("drop trigger access_delete_guard")
    return connection


def findings(store: Store) -> list[str]:
    return [finding.what for finding in store.check()]


def test_entries_stay_when_the_store_is_opened_again_and_go_on_in_one_chain(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        fill(store)
    with reopened(tmp_path / "store") as store:
        store.note_access([replace(LOOK, act="printed", count=3, about="ใบส่งมอบ")])
        assert [entry.act for entry in noted(store)] == ["printed"] + ["viewed"] * 5
        assert findings(store) == []


@pytest.mark.parametrize("write", ["update access_entry set person='ใคร'", "delete from access_entry"])
def test_entries_are_never_changed(store: Store, write: str) -> None:
    connection = fill(store)
    with pytest.raises(Exception, match="never changed"):
        connection.execute(write)


@pytest.mark.parametrize(
    "damage",
    [
        "update access_entry set person='ใคร' where number=2",
        "update access_entry set purpose='' where number=5",
        "update access_entry set at=at+1 where number=1",
        "update access_entry set link=zeroblob(32) where number=5",
        "delete from access_entry where number=3",
        "delete from access_entry where number=1",
        "delete from access_entry where number=5",
        "delete from access_entry",
    ],
)
def test_a_list_that_was_altered_or_cut_is_found(store: Store, damage: str) -> None:
    connection = unguarded(store)
    assert findings(store) == []
    connection.execute(damage)
    assert findings(store) == ["access"]


def test_opening_a_record_again_within_a_minute_is_one_entry(store: Store) -> None:
    later = [replace(LOOK, at=LOOK.at + seconds * 1000) for seconds in (0, 1, 59, 60, 61, 119, 200)]
    for entry in later:
        store.note_access([entry])
    assert [entry.at - LOOK.at for entry in noted(store)] == [200_000, 60_000, 0]


def test_another_person_another_record_or_another_act_is_an_entry_of_its_own(store: Store) -> None:
    store.note_access(
        [
            LOOK,
            replace(LOOK, person="สมหมาย"),
            replace(LOOK, record=f"{TAMBON}.R2"),
            replace(LOOK, act="identifier", purpose="ตรวจบัตร"),
            replace(LOOK, act="identifier", purpose="ตรวจบัตร"),
        ]
    )
    assert len(noted(store)) == 5


def test_a_clock_that_was_set_back_hides_no_opening(store: Store) -> None:
    store.note_access([LOOK])
    store.note_access([replace(LOOK, at=LOOK.at - 1)])
    assert len(noted(store)) == 2


def test_entries_are_found_by_record_person_act_and_time(store: Store) -> None:
    fill(store)
    store.note_access([replace(LOOK, at=LOOK.at + 100, person="สมหมาย", act="printed", record="", count=7)])
    assert [entry.record for entry in noted(store, Wanted(record=f"{TAMBON}.R3"))] == [f"{TAMBON}.R3"]
    assert [entry.count for entry in noted(store, Wanted(person="สมหมาย"))] == [7]
    assert len(noted(store, Wanted(act="viewed", since=LOOK.at + 1, until=LOOK.at + 4))) == 3
    assert store.access_counts(Wanted(until=LOOK.at + 2)) == {"viewed": 2}
    assert store.access_people() == ["พรรณทิพา", "สมหมาย"]


def test_an_opening_while_a_bundle_is_taken_in_is_written_when_it_is(store: Store) -> None:
    begun, opened = threading.Event(), threading.Event()

    def take_in() -> None:
        with store.receiving(Everybody()):
            begun.set()
            assert opened.wait(20)

    other = threading.Thread(target=take_in)
    other.start()
    assert begun.wait(20)
    store.note_access([LOOK], wait=False)  # comes back at once: the other waits for us
    assert access.numbers(store._connection, Wanted()) == []
    opened.set()
    other.join()
    assert access.numbers(store._connection, Wanted()) == [1]
    assert noted(store) == [LOOK]


def test_what_could_not_be_written_yet_is_written_when_the_store_is_closed(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        store._unwritten.append(LOOK)
    with reopened(tmp_path / "store") as store:
        assert noted(store) == [LOOK]


def test_the_list_is_no_part_of_what_machines_exchange(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="สังเวียน"))
    before = store.digest(), store.vector()
    fill(store)
    assert (store.digest(), store.vector()) == before
