"""Saving: what changed is written, what did not is not, and nothing by halves."""

import json
import threading
from pathlib import Path

import peewee as pw
import pytest

from codi_desktop.records._record import WriteThroughStore
from codi_desktop.store import log
from codi_desktop.store.saving import NotAccepted, NotYourArea, TooMuchAtOnce
from codi_desktop.store.store import Changed, NeverDeleted, NotFound, Store, live
from codi_desktop.sync.bundle import pack, unpack
from codi_desktop.sync.change import LARGEST_SEGMENT, LONGEST_BODY
from tests.store.machines import TAMBON, Everybody, Receipt, Villager, Visit, made


def count(store: Store) -> int:
    return int(store._connection.execute("select count(*) from log_change").fetchone()[0])


def test_what_is_saved_can_be_read_again(store: Store) -> None:
    villager = Villager.new(
        TAMBON, name="สังเวียน", born_on="1942-03-01", groups=["elderly"], owns_land=False, moo=7, note="บรรทัด\nสอง"
    )
    store.save(villager)
    read = store.get(Villager, villager.id)
    assert read.values() == villager.values()
    assert read.owns_land is False
    assert read.heads == villager.heads


def test_saving_tells_action_ids_and_changes(store: Store) -> None:
    two = [Villager.new(TAMBON, name="ก", moo=1), Visit.new(TAMBON, text="เยี่ยม")]
    saved = store.save(two)
    assert saved.ids == tuple(record.id for record in two)
    assert [entry.action for record in two for entry in store.history(record.id)] == [saved.action] * 2
    assert saved.changes == tuple(record.heads for record in two)


def test_only_fields_that_changed_are_written(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", phone="0812345678")
    store.save(villager)
    villager.name = "ข"
    villager.phone = "0812345678"
    store.save(villager)
    assert [entry.fields for entry in store.history(villager.id)] == [
        {"name": "ก", "phone": "0812345678"},
        {"name": "ข"},
    ]


def test_a_list_changed_in_place_is_written(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", groups=["elderly"])
    store.save(villager)
    villager.groups.append("bedridden")
    store.save(villager)
    assert store.get(Villager, villager.id).groups == ["elderly", "bedridden"]


def test_nothing_changed_writes_nothing_and_tells_nobody(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    told: list[Changed] = []
    store.on_change(told.append)
    saved = store.save(store.get(Villager, villager.id))
    assert (saved.action, saved.ids, told) == ("", (), [])
    assert count(store) == 1


def test_emptied_text_is_nothing(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", phone="1")
    store.save(villager)
    villager.phone = ""
    store.save(villager)
    assert store.history(villager.id)[-1].fields == {"phone": None}


def test_a_record_with_nothing_filled_in_exists(store: Store) -> None:
    visit = Visit.new(TAMBON)
    store.save(visit)
    assert store.count(live(Visit)) == 1


def test_a_refused_record_changes_nothing_even_among_good_ones(store: Store) -> None:
    good, bad = Villager.new(TAMBON, name="ก"), Villager.new(TAMBON, phone="1")
    with pytest.raises(NotAccepted) as refused:
        store.save([good, bad])
    assert [problem.field for problem in refused.value.problems] == ["name"]
    assert count(store) == 0
    assert good.heads == ""


def test_warnings_are_given_and_do_not_refuse(store: Store) -> None:
    saved = store.save(Villager.new(TAMBON, name="ก"))
    assert [problem.field for problem in saved.warnings] == ["moo"]


def test_a_failure_in_the_middle_leaves_nothing(store: Store) -> None:
    records = [Villager.new(TAMBON, name="ก"), Villager.new("TH", name="ข"), Villager.new("500101", name="ค")]
    with pytest.raises(NotYourArea):
        store.save(records)
    assert count(store) == 0
    assert store.count(Villager.select()) == 0
    assert store.find("ก") == []
    assert [record.heads for record in records] == ["", "", ""]


def test_a_machine_does_not_write_for_other_areas_but_may_note_areas_of_its_own(store: Store) -> None:
    store.save(Villager.new("TH", name="ก"))
    with pytest.raises(NotYourArea):
        store.save(Villager.new("210101", name="ข"))


def test_a_record_loaded_in_part_cannot_be_saved(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก", phone="1"))
    part = store.rows(Villager.select(Villager.id, Villager.name))[0]
    part.name = "ข"
    with pytest.raises(ValueError, match="a part of"):
        store.save(part)


def test_saving_twice_from_one_form_is_no_conflict(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    for name in ("ข", "ค"):
        villager.name = name
        store.save(villager)
    assert store.conflicts() == []
    assert store.get(Villager, villager.id).name == "ค"


def test_two_open_forms_that_change_one_field_are_a_visible_conflict(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", phone="1")
    store.save(villager)
    first, second = store.get(Villager, villager.id), store.get(Villager, villager.id)
    first.phone, second.phone = "2", "3"
    store.save(first)
    store.save(second)
    conflict = store.conflicts()[0]
    assert (conflict.id, conflict.field) == (villager.id, "phone")
    assert {said.value for said in conflict.values} == {"2", "3"}


def test_a_stale_form_writes_what_its_person_changed_and_not_what_others_did(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก", phone="1")
    store.save(villager)
    stale, other = store.get(Villager, villager.id), store.get(Villager, villager.id)
    other.name = "ข"
    store.save(other)
    stale.phone, stale.name = "2", "ก"
    store.save(stale)
    assert store.get(Villager, villager.id).name == "ข"
    assert store.get(Villager, villager.id).phone == "2"
    assert store.conflicts() == []


def test_after_saving_a_stale_form_it_still_has_not_seen_what_others_did(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    stale, other = store.get(Villager, villager.id), store.get(Villager, villager.id)
    other.name = "ข"
    store.save(other)
    stale.phone = "2"
    store.save(stale)
    stale.name = "ค"
    store.save(stale)
    assert [conflict.field for conflict in store.conflicts()] == ["name"]


def test_history_tells_who_what_why_and_what_was_before(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager, by="สมหญิง", at=5)
    villager.name = "ข"
    store.save(villager, why="สะกดผิด", at=6)
    first, second = store.history(villager.id)
    assert (first.by, first.at, first.before, first.saw) == ("สมหญิง", 5, {"name": None}, [])
    assert (second.by, second.why, second.before) == (store.machine.person, "สะกดผิด", {"name": "ก"})
    assert second.saw == [first.change_id]
    assert second.machine_name == store.machine.name


def test_a_deleted_record_is_kept_and_comes_back(store: Store) -> None:
    villager = Villager.new(TAMBON, name="สังเวียน")
    store.save(villager)
    store.delete(villager, why="ซ้ำ")
    assert store.count(live(Villager)) == 0
    assert store.get(Villager, villager.id).deleted
    assert store.find("สังเวียน") == []
    store.undelete(store.get(Villager, villager.id))
    assert store.count(live(Villager)) == 1
    assert store.find("สังเวียน") == [villager.id]


def test_entries_that_are_only_added_are_never_deleted(store: Store) -> None:
    receipt = Receipt.new(TAMBON, amount=5)
    store.save(receipt)
    with pytest.raises(NeverDeleted):
        store.delete(receipt)


def test_deleting_what_does_not_exist_says_so(store: Store) -> None:
    with pytest.raises(NotFound):
        store.delete(Villager.new(TAMBON, name="ก"))


def test_records_do_not_save_themselves(store: Store) -> None:
    with pytest.raises(WriteThroughStore):
        Villager.new(TAMBON, name="ก").save()


@pytest.mark.parametrize(
    "statement",
    ["update villager set name='ข'", "delete from villager", "insert into villager(id, _heads) values('x', '')"],
)
def test_no_other_way_writes_a_record_table(store: Store, statement: str) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    with pytest.raises(pw.IntegrityError, match="write through Store"):
        store._database.execute_sql(statement)
    assert store.rows(Villager.select())[0].name == "ก"


def test_no_other_way_writes_even_while_bundles_are_taken_in(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    with store.receiving(Everybody()), pytest.raises(pw.IntegrityError):
        store._database.execute_sql("update villager set name='ข'")


def test_a_kind_that_nobody_knows_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.by_id("190406.X")


def test_any_kind_is_found_by_its_id(store: Store) -> None:
    visit = Visit.new(TAMBON, text="เยี่ยม")
    store.save(visit)
    assert store.kind_of(visit.id) == "visit"
    assert isinstance(store.by_id(visit.id), Visit)


def test_listeners_hear_after_the_commit_and_in_the_thread_that_saved(store: Store) -> None:
    heard: list[tuple[Changed, int, int]] = []

    def listen(changed: Changed) -> None:
        heard.append((changed, threading.get_ident(), store.count(Villager.select())))

    store.on_change(listen)
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    assert heard == [(Changed(frozenset({"villager"}), frozenset({villager.id})), threading.get_ident(), 1)]


def test_several_threads_save_and_read_at_once(store: Store) -> None:
    failed: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for i in range(20):
                store.save(Villager.new(TAMBON, name=f"{name} {i}"))
                store.rows(live(Villager))
        except BaseException as error:  # noqa: BLE001  told to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "กขคง"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert store.count(live(Villager)) == 80
    assert store.check(deep=True) == []


def test_records_come_in_dictionary_order(store: Store) -> None:
    names = ["แก้ว", "กา", "เกาะ", "ขา", "ไก่"]
    store.save([Villager.new(TAMBON, name=name) for name in names])
    ordered = store.rows(live(Villager).order_by(Villager.sort_key))
    assert [villager.name for villager in ordered] == ["กา", "เกาะ", "แก้ว", "ไก่", "ขา"]


def test_two_stores_live_in_one_process(tmp_path: Path) -> None:
    with made(tmp_path / "a", "ก") as one, made(tmp_path / "b", "ข") as other:
        one.save(Villager.new(TAMBON, name="ก"))
        query = live(Villager)
        assert (one.count(query), other.count(query), one.count(query)) == (1, 0, 1)


def test_three_thousand_records_are_one_action_and_are_signed_at_the_cut(store: Store) -> None:
    saved = store.save([Villager.new(TAMBON, name=f"คน {i}", moo=1) for i in range(3000)])
    segments = list(store.segments([], lambda _: True))
    assert [(segment.first, segment.last) for segment in segments] == [(1, 2000), (2001, 3000)]
    assert store.last_action() == saved.action
    store.undo(saved.action)
    assert store.count(live(Villager)) == 0


def test_a_change_that_no_other_machine_would_accept_is_refused_here(store: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    with pytest.raises(TooMuchAtOnce):
        store.save(villager, why="x" * LONGEST_BODY)
    assert store.vector() == []


@pytest.mark.parametrize("seals_at", ["the end", "the two thousandth change"])
def test_much_text_is_cut_into_segments_that_every_reader_takes(store: Store, seals_at: str) -> None:
    long = "".join(f"{n:07x}" for n in range(100_000))
    before = 0 if seals_at == "the end" else 1950
    texts = [*[""] * before, *[long] * 50]
    bodies = [json.dumps({"k": "visit", "r": str(n), "text": text}).encode() for n, text in enumerate(texts)]
    entries = [log.Entry("visit", f"{TAMBON}.{n}", body) for n, body in enumerate(bodies)]
    with store._database.writing() as connection:
        log.append_own(connection, store.machine, TAMBON, entries)
    found = list(store.segments([], lambda _scope: True))
    assert sum(len(segment.bodies) for segment in found) == before + 50
    assert all(sum(len(body) + 1 for body in segment.bodies) <= LARGEST_SEGMENT for segment in found)
    for segment in found:
        assert unpack(pack(segment)) == segment
    assert len(found) == 5, "cut no more often than needed"
