"""Taking in what other machines did: all or nothing, order-free, and no forgery."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from codi_desktop.records._fields import Text
from codi_desktop.records._record import Record
from codi_desktop.store import log, receiving
from codi_desktop.store.receiving import ERASED, SegmentForged
from codi_desktop.store.store import Changed, Store, live
from codi_desktop.store.tables import read_foreign_body
from codi_desktop.sync.change import IllegalChange, Segment, StreamId, genesis, to_text
from tests.store.machines import (
    KINDS,
    NEIGHBOUR,
    TAMBON,
    Everybody,
    Nobody,
    Villager,
    Visit,
    cloned,
    everywhere,
    machine,
    made,
    met,
    pair,
    reopened,
    segment_of,
    sent,
    signed,
)

STRANGER = machine("คนแปลกหน้า")


def body(**changed: Any) -> bytes:
    legal = {"k": "villager", "r": "01A", "t": 1, "u": "ก", "v": 1, "s": {"name": "ก"}}
    return json.dumps({**legal, **changed}, ensure_ascii=False).encode()


def take(store: Store, *segments: Segment, trust: Any = None) -> Any:
    with store.receiving(trust or Everybody()) as intake:
        for segment in segments:
            intake.segment(segment)
    return intake.result()


def table(store: Store, name: str) -> int:
    return int(store._connection.execute(f"select count(*) from {name}").fetchone()[0])


def segments(store: Store, has: Any = ()) -> list[Segment]:
    return list(store.segments(has, everywhere))


def test_what_one_machine_saved_the_other_has(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="สังเวียน", groups=["elderly"])
    store.save([villager, Visit.new(TAMBON, text="เยี่ยม")])
    received = sent(store, neighbour)
    assert (received.new, received.known, received.new_records) == (2, 0, {"villager": 1, "visit": 1})
    assert set(received.ids) == {villager.id, neighbour.rows(live(Visit))[0].id}
    assert neighbour.get(Villager, villager.id).values() == villager.values()
    assert neighbour.digest() == store.digest()
    assert neighbour.find("สังเวียน") == [villager.id]


def test_the_same_again_does_no_harm(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    everything = segments(store)
    take(neighbour, *everything)
    again = take(neighbour, *everything)
    assert (again.new, again.known, again.ids) == (0, 1, ())


def test_what_the_other_has_is_not_sent_again(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    assert segments(store, neighbour.vector()) == []
    villager.name = "ข"
    store.save(villager)
    assert [len(segment.bodies) for segment in segments(store, neighbour.vector())] == [1]


def test_only_the_areas_asked_for_are_sent(store: Store) -> None:
    store.save([Villager.new(TAMBON, name="ก"), Villager.new(NEIGHBOUR, name="ข")])
    found = list(store.segments([], lambda scope: scope == NEIGHBOUR))
    assert [segment.stream.scope for segment in found] == [NEIGHBOUR]


def test_notes_about_foreign_areas_stay_on_this_machine(store: Store) -> None:
    store.save(Villager.new("TH", name="พื้นที่"))
    assert segments(store) == []


def test_a_vector_that_lies_about_a_head_gets_everything(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    sent(store, neighbour)
    lie = [(*entry[:4], to_text(bytes(20))) for entry in neighbour.vector()]
    assert len(segments(store, lie)) == 1


def test_changed_records_are_counted_as_changed(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    villager.name = "ข"
    store.save(villager)
    received = sent(store, neighbour)
    assert (received.new_records, received.changed_records) == ({}, {"villager": 1})


def test_an_import_behind_an_open_form_becomes_a_visible_conflict(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    form = store.get(Villager, villager.id)
    other = neighbour.get(Villager, villager.id)
    other.name = "ข"
    neighbour.save(other)
    sent(neighbour, store)
    form.name = "ค"
    store.save(form)
    assert {said.value for said in store.conflicts()[0].values} == {"ข", "ค"}


def test_new_conflicts_are_counted_once(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    sent(store, neighbour)
    other = neighbour.get(Villager, villager.id)
    other.name, other.phone = "ข", "2"
    neighbour.save(other)
    villager.name, villager.phone = "ค", "3"
    store.save(villager)
    assert sent(store, neighbour).conflicts == 2
    other.note = "ไม่เกี่ยว"
    neighbour.save(other)
    assert sent(neighbour, store).conflicts == 2
    assert sent(store, neighbour).conflicts == 0


def test_a_clock_of_1970_or_2100_loses_no_edit(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager, at=4_102_444_800_000)
    sent(store, neighbour)
    later = neighbour.get(Villager, villager.id)
    later.name = "ข"
    neighbour.save(later, at=0)
    sent(neighbour, store)
    assert store.get(Villager, villager.id).name == "ข"
    assert store.conflicts() == []


def test_a_gap_waits_and_joins_when_what_was_missing_arrives(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    first = segments(store)
    has = store.vector()
    villager.name = "ข"
    store.save(villager)
    second = segments(store, has)
    villager.name = "ค"
    has = store.vector()
    store.save(villager)
    third = segments(store, has)
    waiting = take(neighbour, *third, *second)
    assert (waiting.new, waiting.waiting) == (0, 2)
    assert neighbour.digest() != store.digest()
    assert take(neighbour, *third).waiting == 2
    joined = take(neighbour, *first)
    assert (joined.new, joined.waiting) == (3, 0)
    assert neighbour.digest() == store.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"signature": bytes(64)},
        {"signature": b"short"},
        {"previous": bytes(20)},
        {"bodies": [body(s={"name": "แก้"})]},
        {"bodies": []},
        {"bodies": [body(), body()]},
        {"last": 2},
        {"first": 0},
        {"stream": ("500101", STRANGER.device, "x")},
        {"stream": (TAMBON, machine("อีกคน").device, "x")},
        {"stream": (TAMBON, STRANGER.device, "y")},
        {"stream": ("190406\0x", STRANGER.device, "x")},
    ],
    ids=str,
)
def test_a_forged_segment_is_refused_and_nothing_is_changed(store: Store, change: dict[str, Any]) -> None:
    honest = segment_of(STRANGER, [body()], incarnation="x")
    if "stream" in change:
        change = {"stream": type(honest.stream)(*change["stream"])}
    with pytest.raises(SegmentForged):
        take(store, segment_of(STRANGER, [body(r="02B")]), honest._replace(**change))
    assert table(store, "log_change") == 0
    assert take(store, honest).new == 1


@pytest.mark.parametrize(
    "change",
    [
        {"last": 5},
        {"first": 0, "last": 0},
        {"first": 2, "last": 5},
        {"previous": bytes(20)},
        {"scope": "190406.5"},
        {"scope": ""},
        {"scope": "190406\n"},
        {"incarnation": "x" * 65},
    ],
    ids=str,
)
def test_an_impossible_segment_is_refused_even_from_the_hand_of_its_author(
    store: Store, change: dict[str, Any]
) -> None:
    named = {name: change[name] for name in ("scope", "incarnation") if name in change}
    placed = {name: value for name, value in change.items() if name not in named}
    impossible = segment_of(STRANGER, [body()], **named)._replace(**placed)
    with pytest.raises(SegmentForged):
        take(store, signed(STRANGER, impossible))
    assert table(store, "log_change") == table(store, "log_waiting") == 0


def test_a_body_altered_and_signed_again_by_another_is_refused(store: Store) -> None:
    honest = segment_of(STRANGER, [body()])
    altered = honest._replace(bodies=[body(s={"name": "แก้"})])
    with pytest.raises(SegmentForged):
        take(store, signed(machine("โจร"), altered))
    assert take(store, signed(STRANGER, altered)).new == 1


def test_a_body_of_two_lines_or_of_two_million_letters_is_refused(store: Store) -> None:
    for bad in (body() + b"\n", body(w="x" * (1 << 20))):
        with pytest.raises(SegmentForged):
            take(store, segment_of(STRANGER, [bad]))


def test_a_segment_of_two_thousand_changes_is_the_longest(store: Store) -> None:
    with pytest.raises(SegmentForged):
        take(store, segment_of(STRANGER, [body(r=f"R{i}") for i in range(2001)]))
    assert take(store, segment_of(STRANGER, [body(r=f"R{i}") for i in range(2000)])).new == 2000


def test_nobody_is_believed_who_speaks_for_the_shipped_facts(store: Store) -> None:
    pretended = segment_of(STRANGER, [body()])
    with pytest.raises(SegmentForged):
        take(store, pretended._replace(stream=pretended.stream._replace(device=log.FACTS)))


ILLEGAL_BODIES = {
    "no kind": b'{"r":"1","t":1,"u":"x","v":1,"s":{}}',
    "not JSON": b"hello",
    "not an object": b"[]",
    "not UTF-8": b'{"k":"\xff"}',
    "lone surrogate": b'{"k":"villager","r":"1","t":1,"u":"x","v":1,"s":{"name":"\\ud800"}}',
    "time is text": body(t="1"),
    "time beyond all bounds": body(t=2**63),
    "time is true": body(t=True),
    "fields are a list": body(s=[1]),
    "row leaves its scope": body(r="500999.R"),
    "row is empty": body(r=""),
    "row is endless": body(r="R" * 41),
    "row holds NUL": body(r="a\0b"),
    "kind holds NUL": body(k="a\0b"),
    "parents are text": body(b="x" * 27),
    "a parent is short": body(b=["x"]),
    "too many parents": body(b=["x" * 27] * 65),
    "author is a number": body(u=1),
    "action is endless": body(a="x" * 27),
    "sealed part is a number": body(e={"personal": 1}),
    "200,000 deep": b'{"k":"villager","r":"1","t":1,"u":"x","v":1,"s":{"name":' + b"[" * 200000 + b"]" * 200000 + b"}}",
    "33 deep": body(s={"name": json.loads("[" * 31 + "]" * 31)}),
}


@pytest.mark.parametrize("bad", ILLEGAL_BODIES.values(), ids=ILLEGAL_BODIES)
def test_an_illegal_body_keeps_nothing_beside_it_from_joining(store: Store, neighbour: Store, bad: bytes) -> None:
    received = take(store, segment_of(STRANGER, [body(), bad, body(r="02B")]))
    assert (received.new, received.unread, received.quarantined) == (2, 1, 0)
    assert {villager.id for villager in store.rows(live(Villager))} == {f"{TAMBON}.01A", f"{TAMBON}.02B"}
    assert store.check(deep=True) == []
    assert sent(store, neighbour).unread == 1
    assert neighbour.digest() == store.digest()
    assert [bytes(row[0]) for row in neighbour._connection.execute(BODIES)] == [body(), bad, body(r="02B")]
    assert sent(store, neighbour).unread == 0


BODIES = "select body_of(place, body) from log_change order by place"


def test_an_empty_body_is_kept_in_its_place(store: Store, neighbour: Store) -> None:
    assert take(store, segment_of(STRANGER, [b"", body(), b""])).unread == 2
    assert sent(store, neighbour).new == 1
    assert neighbour.check(deep=True) == []


def test_a_change_may_have_seen_one_of_an_illegal_form(store: Store, neighbour: Store) -> None:
    seen = to_text(log.linked(genesis(stream := StreamId(TAMBON, STRANGER.device, "i1")), [b"bad"])[0])
    segment = segment_of(STRANGER, [b"bad", body(b=[seen]), body(s={"name": "ข"}, b=[seen])], incarnation="i1")
    assert segment.stream == stream
    take(store, segment)
    sent(store, neighbour)
    store.rebuild()
    assert store.digest() == neighbour.digest()
    assert [conflict.field for conflict in store.conflicts()] == ["name"]


def test_what_had_an_illegal_form_is_read_once_the_program_can(store: Store, monkeypatch: Any) -> None:
    def narrow(told: bytes) -> Any:
        if b"01A" in told:
            raise IllegalChange
        return read_foreign_body(told)

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "read_foreign_body", narrow)
        assert take(store, segment_of(STRANGER, [body(), body(r="02B")])).unread == 1
    assert [row.id for row in store.rows(live(Villager))] == [f"{TAMBON}.02B"]
    assert store.read_again() == 1
    assert {row.id for row in store.rows(live(Villager))} == {f"{TAMBON}.01A", f"{TAMBON}.02B"}
    assert store.check(deep=True) == []
    assert store.read_again() == 0


def test_thirty_two_deep_is_still_legal(store: Store) -> None:
    assert take(store, segment_of(STRANGER, [body(s={"name": json.loads("[" * 30 + "]" * 30)})])).new == 1


def test_an_erased_change_is_kept_aside_and_its_chain_still_holds(store: Store) -> None:
    erased = json.dumps({"x": "A" * 27}, separators=(",", ":")).encode()
    received = take(store, segment_of(STRANGER, [body(), erased, body(r="02B")]))
    assert (received.new, received.quarantined) == (0, 1)
    assert store._connection.execute("select reason from log_quarantine").fetchone()[0] == ERASED


NONSENSE: list[Any] = [10**40, -(10**40), 1.5, True, "abc", "a\0b", [], [1, None, "x"], {"x": [1]}, "", 2**63]


@pytest.mark.parametrize(
    "name", [*Villager.declared(), "unheard_of", "evil'); drop table villager;--", "_deleted", "id"]
)
def test_signed_nonsense_never_blocks(store: Store, name: str) -> None:
    bodies = [body(r=f"R{i}", s={name: value}) for i, value in enumerate(NONSENSE)]
    received = take(store, segment_of(STRANGER, bodies))
    assert received.new == len(NONSENSE)
    everybody = store.rows(Villager.select())
    assert len(everybody) == len(NONSENSE)
    assert all("\0" not in str(villager.values()) for villager in everybody)
    assert store.check(deep=True) == []
    for villager in everybody:
        assert len(store.history(villager.id)) == 1


class Broken(Record):
    """A kind whose title cannot cope."""

    kind = "broken"
    label = label_plural = "Broken"

    name = Text("Name")

    def title(self) -> str:
        raise ZeroDivisionError


def test_a_title_that_fails_does_not_stop_a_bundle(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with made(tmp_path / "store", models={"broken": Broken}) as store:
        assert take(store, segment_of(STRANGER, [body(k="broken")])).new == 1
        assert store.count(live(Broken)) == 1
    assert "no title for a record of kind broken" in caplog.text
    caplog.clear()


def test_an_unknown_machine_is_kept_aside_and_joins_when_it_is_trusted(store: Store) -> None:
    received = take(store, segment_of(STRANGER, [body()]), trust=Nobody(STRANGER.device))
    assert (received.new, received.quarantined) == (0, 1)
    assert store._connection.execute("select reason from log_quarantine").fetchone()[0] == "unknown"
    assert take(store, trust=Nobody(STRANGER.device)).new == 0
    assert take(store, trust=Everybody()).new == 1
    assert table(store, "log_quarantine") == 0


def test_what_is_not_believed_is_left_out_of_what_is_sent(store: Store, neighbour: Store) -> None:
    take(store, segment_of(STRANGER, [body()]))
    store.save(Villager.new(TAMBON, name="ก"))
    distrust = Nobody(STRANGER.device)
    assert {s.stream.device for s in store.segments([], everywhere, distrust)} == {store.machine.device}
    assert {s.stream.device for s in store.segments([], everywhere)} == {store.machine.device, STRANGER.device}


def take_and_fail(store: Store, carried: list[Segment]) -> None:
    with store.receiving(Everybody()) as intake:
        for segment in carried:
            intake.segment(segment)
        assert intake.result().new == len(carried[0].bodies)
        raise ZeroDivisionError


def test_leaving_with_an_exception_changes_nothing(store: Store, neighbour: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"สังเวียน {i}") for i in range(5)])
    told: list[Changed] = []
    neighbour.on_change(told.append)
    before = neighbour.digest()
    with pytest.raises(ZeroDivisionError):
        take_and_fail(neighbour, segments(store))
    assert neighbour.digest() == before
    assert neighbour.find("สังเวียน") == []
    assert (table(neighbour, "log_change"), table(neighbour, "log_stream"), told) == (0, 0, [])
    assert sent(store, neighbour).new == 5
    assert len(told) == 1


def test_a_glimpse_shows_everything_and_keeps_nothing(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="ก")
    store.save(villager)
    told: list[Changed] = []
    neighbour.on_change(told.append)
    glimpsed = neighbour.glimpse(Everybody(), segments(store))
    assert glimpsed.received.new_records == {"villager": 1}
    assert [(one.id, one.state["name"]) for one in glimpsed.records] == [(villager.id, "ก")]
    assert neighbour.count(live(Villager)) == 0
    assert told == []


def test_nobody_who_writes_waits_for_a_glimpse(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))

    def slowly() -> Iterator[Segment]:
        for segment in segments(store):
            elsewhere = Thread(target=neighbour.save, args=[Villager.new(TAMBON, name="ข")])
            elsewhere.start()
            elsewhere.join(timeout=10)
            assert not elsewhere.is_alive()
            yield segment

    assert neighbour.glimpse(Everybody(), slowly()).received.new == 1
    assert [villager.name for villager in neighbour.rows(live(Villager))] == ["ข"]


@pytest.fixture
def grown() -> dict[str, type[Record]]:
    """The same kinds as a newer program declares them: one more field, one more kind."""

    class GrownVillager(Villager):
        email = Text("E-mail", searched=True)

        class Meta:
            table_name = "villager"

    class Pet(Record):
        kind = "pet"
        label = label_plural = "Pet"
        name = Text("Name", searched=True)

    return {**KINDS, "villager": GrownVillager, "pet": Pet}


def test_an_older_program_keeps_what_it_does_not_know_and_shows_it_after_the_upgrade(
    tmp_path: Path, grown: dict[str, type[Record]]
) -> None:
    with made(tmp_path / "new", "ใหม่", models=grown) as new, made(tmp_path / "old", "เก่า") as old:
        villager = grown["villager"].new(TAMBON, name="ก", email="a@b.c")
        new.save([villager, grown["pet"].new(TAMBON, name="ด่าง")])
        assert sent(new, old).new == 2
        seen = old.get(Villager, villager.id)
        seen.name = "ข"
        old.save(seen)
        sent(old, new)
        assert new.get(grown["villager"], villager.id).values()["email"] == "a@b.c"
        assert new.get(grown["villager"], villager.id).values()["name"] == "ข"
        assert old.conflicts() == []
    with reopened(tmp_path / "old", models=grown) as upgraded, reopened(tmp_path / "new", models=grown) as new:
        assert upgraded.digest() == new.digest()
        assert len(upgraded.find("ด่าง")) == 1
        assert upgraded.find("a@b.c") == [villager.id]
        assert upgraded.check(deep=True) == []
    with reopened(tmp_path / "old") as downgraded:
        assert downgraded.get(Villager, villager.id).name == "ข"
        assert downgraded.check(deep=True) == []
    with reopened(tmp_path / "old", models=grown) as again:
        assert len(again.find("ด่าง")) == 1


def test_a_copied_disk_loses_nothing_and_both_begin_a_new_life(tmp_path: Path) -> None:
    with made(tmp_path / "a") as original:
        original.save(Villager.new(TAMBON, name="ร่วม"))
        with cloned(original, tmp_path / "b") as copy, made(tmp_path / "c", "ค") as third:
            assert copy.machine.incarnation == original.machine.incarnation
            original.save([Villager.new(TAMBON, name="ต้นฉบับ"), Villager.new(TAMBON, name="ต้นฉบับสอง")])
            copy.save(Villager.new(TAMBON, name="สำเนา"))
            life = original.machine.incarnation
            met(original, copy, third)
            assert original.machine.incarnation != life
            assert copy.machine.incarnation != life
            assert original.machine.incarnation != copy.machine.incarnation
            assert {store.digest() for store in (original, copy, third)} == {original.digest()}
            assert {villager.name for villager in third.rows(live(Villager))} == {"ร่วม", "ต้นฉบับ", "ต้นฉบับสอง", "สำเนา"}
            copy.save(Villager.new(TAMBON, name="ต่อ"))
            original.save(Villager.new(TAMBON, name="ต่อไป"))
            met(original, copy, third)
            assert third.count(live(Villager)) == 6
            assert all(store.check(deep=True) == [] for store in (original, copy, third))


def test_the_new_life_survives_closing(tmp_path: Path) -> None:
    with made(tmp_path / "a") as original, cloned(original, tmp_path / "b") as copy:
        original.save(Villager.new(TAMBON, name="ก"))
        sent(original, copy)
        life = copy.machine.incarnation
        assert life != original.machine.incarnation
    with reopened(tmp_path / "b") as copy:
        assert copy.machine.incarnation == life


def test_a_rehearsed_copy_does_not_change_who_this_machine_is(tmp_path: Path) -> None:
    with made(tmp_path / "a") as original, cloned(original, tmp_path / "b") as copy:
        original.save(Villager.new(TAMBON, name="ก"))
        life = copy.machine
        copy.glimpse(Everybody(), segments(original))
        assert copy.machine == life


def test_changes_not_yet_signed_when_a_new_life_began_still_travel(tmp_path: Path) -> None:
    with made(tmp_path / "a") as original, cloned(original, tmp_path / "b") as copy, made(tmp_path / "c", "ค") as third:
        original.save(Villager.new(TAMBON, name="ก"))
        copy.save(Villager.new(TAMBON, name="ข"))
        sent(original, copy)
        sent(copy, third)
        assert {villager.name for villager in third.rows(live(Villager))} == {"ก", "ข"}


def test_machines_of_one_name_do_not_confuse_their_areas(tmp_path: Path) -> None:
    with pair(tmp_path) as (one, other):
        one.save(Villager.new(TAMBON, name="ก"))
        one.save(Villager.new(NEIGHBOUR, name="ข"))
        received = sent(one, other, scopes=lambda scope: scope == NEIGHBOUR)
        assert received.new == 1
        assert [villager.scope for villager in other.rows(live(Villager))] == [NEIGHBOUR]


def test_what_waits_for_something_that_was_not_believed_joins_with_it(store: Store, neighbour: Store) -> None:
    for name in ("ก", "ข"):
        neighbour.save(Villager.new(TAMBON, name=name))
        segments = list(neighbour.segments([], everywhere))
    first, second = segments
    with store.receiving(Everybody()) as intake:
        intake.segment(second)
    with store.receiving(Nobody(neighbour.machine.device)) as intake:
        intake.segment(first)
    assert store.count(live(Villager)) == 0
    with store.receiving(Everybody()) as intake:
        pass
    assert store.count(live(Villager)) == 2
    assert intake.result().waiting == 0


def test_a_glimpse_says_whether_all_that_the_sender_holds_would_be_here(store: Store, neighbour: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก"))
    arriving, held = segments(store), store.vector()
    assert neighbour.glimpse(Everybody(), arriving, held).holds
    assert not neighbour.glimpse(Everybody(), [], held).holds
    assert not neighbour.glimpse(Everybody(), arriving, [*held, (TAMBON, "another", "life", 1, "A" * 27)]).holds
