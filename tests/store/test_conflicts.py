"""Two people said different things: both are shown, one decides, and everybody agrees afterwards."""

import json
from pathlib import Path

from codi_desktop.store.store import Store, live
from codi_desktop.sync.change import MOST_PARENTS
from codi_desktop.sync.merge import DELETED
from tests.store.machines import TAMBON, Everybody, Villager, Visit, machine, made, met, segment_of, sent


def three(folder: Path) -> tuple[Store, Store, Store, str]:
    """Three machines that know one villager."""
    stores = tuple(made(folder / name, name) for name in "กขค")
    villager = Villager.new(TAMBON, name="เดิม", phone="0")
    stores[0].save(villager)
    met(*stores)
    return stores[0], stores[1], stores[2], villager.id


def rename(store: Store, record_id: str, name: str, at: int | None = None) -> None:
    villager = store.get(Villager, record_id)
    villager.name = name
    store.save(villager, at=at)


def test_three_sides_are_all_listed_with_who_said_them(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    for at, store in enumerate((a, b, c)):
        rename(store, villager, f"ชื่อ{at}", at=100 + at)
    met(a, b, c)
    for store in (a, b, c):
        (conflict,) = store.conflicts()
        assert [said.value for said in conflict.values] == ["ชื่อ2", "ชื่อ1", "ชื่อ0"]
        assert [said.by for said in conflict.values] == ["คนของค", "คนของข", "คนของก"]
        assert conflict.values[2].device == a.machine.device
        assert store.get(Villager, villager).name == "ชื่อ2"
        assert store.conflict_count() == 1
        store.close()


def test_one_decision_settles_it_for_everybody(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    for store in (a, b, c):
        rename(store, villager, store.machine.name)
    met(a, b, c)
    b.settle(villager, "name", "ตกลง")
    assert b.conflicts() == []
    met(a, b, c)
    for store in (a, b, c):
        assert store.conflicts() == []
        assert store.get(Villager, villager).name == "ตกลง"
        assert store.digest() == a.digest()
    for store in (a, b, c):
        store.close()


def test_two_who_decide_alike_do_not_quarrel_and_two_who_decide_otherwise_do(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    rename(a, villager, "ก")
    rename(b, villager, "ข")
    met(a, b, c)
    a.settle(villager, "name", "ก")
    b.settle(villager, "name", "ก")
    met(a, b, c)
    assert c.conflicts() == []
    rename(a, villager, "ง")
    rename(b, villager, "จ")
    met(a, b, c)
    a.settle(villager, "name", "ง")
    b.settle(villager, "name", "จ")
    met(a, b, c)
    assert {said.value for said in c.conflicts()[0].values} == {"ง", "จ"}
    for store in (a, b, c):
        store.close()


def test_editing_another_field_does_not_settle_a_conflict(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    rename(a, villager, "ก")
    rename(b, villager, "ข")
    met(a, b)
    record = a.get(Villager, villager)
    record.phone = "9"
    a.save(record)
    assert [conflict.field for conflict in a.conflicts()] == ["name"]
    for store in (a, b, c):
        store.close()


def test_deleting_against_editing_keeps_the_record_visible_until_somebody_decides(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    a.delete(a.get(Villager, villager))
    rename(b, villager, "ยังอยู่")
    met(a, b, c)
    for store in (a, b, c):
        assert store.count(live(Villager)) == 1
        assert [conflict.field for conflict in store.conflicts()] == [DELETED]
        assert {said.value for said in store.conflicts()[0].values} == {True, False}
        assert store.find("ยังอยู่") == [villager]
    c.settle(villager, DELETED, value=True)
    met(a, b, c)
    assert [store.count(live(Villager)) for store in (a, b, c)] == [0, 0, 0]
    assert a.conflicts() == []
    for store in (a, b, c):
        store.close()


def test_keeping_what_was_deleted_settles_it_too(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    a.delete(a.get(Villager, villager))
    rename(b, villager, "ยังอยู่")
    met(a, b, c)
    c.settle(villager, DELETED, value=False)
    met(a, b, c)
    assert [store.count(live(Villager)) for store in (a, b, c)] == [1, 1, 1]
    assert a.conflicts() == []
    for store in (a, b, c):
        store.close()


def test_conflicts_can_be_asked_for_by_kind(store: Store, neighbour: Store) -> None:
    villager, visit = Villager.new(TAMBON, name="ก"), Visit.new(TAMBON, text="ก")
    store.save([villager, visit])
    sent(store, neighbour)
    for each, text in ((store, "ข"), (neighbour, "ค")):
        one, other = each.get(Villager, villager.id), each.get(Visit, visit.id)
        one.name = other.text = text
        each.save([one, other])
    sent(store, neighbour)
    assert [conflict.id for conflict in neighbour.conflicts("visit")] == [visit.id]
    assert len(neighbour.conflicts()) == 2


def test_the_names_of_machines_come_from_bundles_and_certificates(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    assert neighbour.history(villager.id)[0].machine_name == store.machine.device[:8]
    neighbour.note_peer(store.machine.device, "ตำบลเจริญธรรม", [])
    assert neighbour.history(villager.id)[0].machine_name == "ตำบลเจริญธรรม"
    neighbour.add_certificate("1", f'{{"sub":"{store.machine.device}","name":"เครื่องแรก"}}', "sig")
    assert neighbour.history(villager.id)[0].machine_name == "เครื่องแรก"


def test_more_sides_than_a_change_can_name_are_settled_in_turns(store: Store, neighbour: Store) -> None:
    record = f"{TAMBON}.R"
    for number in range(MOST_PARENTS + 6):
        said = {"k": "villager", "r": "R", "t": number, "u": "", "v": 1, "s": {"name": f"ชื่อ {number}"}}
        with store.receiving(Everybody()) as intake:
            intake.segment(segment_of(machine(f"m{number}"), [json.dumps(said).encode()]))
    store.settle(record, "name", "ดี")
    (conflict,) = store.conflicts()
    assert len(conflict.values) == 1 + 6
    assert sent(store, neighbour).quarantined == 0
    neighbour.settle(record, "name", "ดี")
    assert neighbour.conflicts() == []
    sent(neighbour, store)
    assert store.digest() == neighbour.digest()


def test_decisions_and_what_came_together_of_itself_are_told_alike_everywhere(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    rename(a, villager, "ก")
    for store, fields in ((b, {"name": "ข"}), (c, {"phone": "9"})):
        record = store.get(Villager, villager)
        record.fill(fields)
        store.save(record)
    met(a, b, c)
    c.settle(villager, "name", "ก")
    met(a, b, c)
    for store in (a, b, c):
        (settled,) = store.settled()
        assert (settled.id, settled.field, settled.decision.value, settled.stands) == (villager, "name", "ก", True)
        assert {said.value for said in settled.values} == {"ก", "ข"}
        assert store.merged() == []
        store.close()


def test_different_fields_that_came_together_are_told_with_who_set_them(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    rename(a, villager, "ก")
    record = b.get(Villager, villager)
    record.phone = "9"
    b.save(record)
    met(a, b, c)
    for store in (a, b, c):
        (merged,) = store.merged()
        assert {(entry.by, *fields) for entry, fields in merged.changes} == {("คนของก", "name"), ("คนของข", "phone")}
        assert store.conflicts() == []
        store.close()


def test_the_list_of_decisions_is_bounded_and_says_which_stand(tmp_path: Path) -> None:
    a, b, c, villager = three(tmp_path)
    for name in ("1", "2"):
        rename(a, villager, f"ก{name}")
        rename(b, villager, f"ข{name}")
        met(a, b)
        a.settle(villager, "name", "ก")
        met(a, b)
    assert [one.stands for one in a.settled()] == [True, False]
    assert len(a.settled(1)) == 1
    sent(a, c)  # which hears of everything at once, and never met two sides apart
    assert [one.decision.change_id for one in c.settled()] == [one.decision.change_id for one in a.settled()]
    for store in (a, b, c):
        store.close()
