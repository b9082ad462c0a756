"""Machines that meet in any order, with copies, wild clocks, gaps and repeats, end up knowing the same."""

import itertools
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from codi_desktop.records._record import Record
from codi_desktop.store import log
from codi_desktop.store.glimpse import Glimpsed
from codi_desktop.store.receiving import Received
from codi_desktop.store.store import Store
from codi_desktop.sync.change import Segment, to_text
from tests.store.machines import NEIGHBOUR, TAMBON, Everybody, Villager, Visit, cloned, everywhere, made, sent

MACHINES = 2, 6
STEPS = 20, 90
CLOCKS = [None, 0, 4_102_444_800_000]  # now, 1970, 2100
FAST = {"key": None, "durable": False}

SEEN = "edit", "clone", "gap", "known", "fork", "unread"
ILLEGAL = b"no JSON", b"[]", b"\xff", b'{"k":"villager"}', b'{"k":"villager","r":"a.b","t":1,"u":"x","v":1,"s":{}}'

SEEDS = 300
BUNCH = 20


@dataclass
class World:
    """Some machines, and a pool of segments on sticks that may be read by anybody, in any order, again and again."""

    draw: random.Random
    folder: Path
    machines: list[Store] = field(default_factory=list)
    pool: list[Segment] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEEN, 0))

    def new_machine(self) -> None:
        name = f"m{len(self.machines)}"
        self.machines.append(made(self.folder / name, name, **FAST))

    def step(self) -> None:
        store = self.draw.choice(self.machines)
        chance = self.draw.random()
        if chance < 0.03:
            self.spoil(store)
        elif chance < 0.55:
            self.edit(store)
        elif chance < 0.6:
            self.clone(store)
        elif chance < 0.85:
            self.export(store)
        elif self.pool:
            self.take_in(store)

    def edit(self, store: Store) -> None:
        self.seen["edit"] += 1
        at = self.draw.choice([*CLOCKS, 10**12 + self.draw.randrange(10**9)])
        record = self.some_record(store)
        if record is None or self.draw.random() < 0.3:
            kind = self.draw.choice([Villager, Visit])
            store.save(fill(self.draw, kind.new(self.draw.choice([TAMBON, NEIGHBOUR]))), at=at)
        elif self.draw.random() < 0.15:
            (store.delete if self.draw.random() < 0.7 else store.undelete)(record)
        else:
            self.make_stale(store, record)
            store.save(fill(self.draw, record), at=at)

    def some_record(self, store: Store) -> Record | None:
        ids = sorted(row[0] for kind in (Villager, Visit) for row in store.tuples(kind.select(kind.id)))
        return store.by_id(self.draw.choice(ids)) if ids else None

    def make_stale(self, store: Store, record: Record) -> None:
        """Sometimes a form was opened long ago: it saw an older version than the store has by now."""
        if self.draw.random() < 0.3:
            record.heads = self.draw.choice([entry.change_id for entry in store.history(record.id)])

    def spoil(self, store: Store) -> None:
        """A program with a fault writes what is no change, and goes on."""
        entry = log.Entry("", "", self.draw.choice(ILLEGAL))
        with store._database.writing() as connection:
            log.append_own(connection, store.machine, self.draw.choice([TAMBON, NEIGHBOUR]), [entry])

    def clone(self, store: Store) -> None:
        if len(self.machines) < MACHINES[1]:
            self.seen["clone"] += 1
            self.machines.append(cloned(store, self.folder / f"m{len(self.machines)}", **FAST))

    def export(self, store: Store) -> None:
        other = self.draw.choice(self.machines)
        has = self.draw.choice([[], other.vector()])
        scopes = self.draw.choice([everywhere, lambda scope: scope == TAMBON])
        self.pool += store.segments(has, scopes)

    def take_in(self, store: Store) -> None:
        chosen = self.draw.sample(self.pool, min(len(self.pool), self.draw.randrange(1, 6)))
        glimpsed = store.glimpse(Everybody(), chosen)
        with store.receiving(Everybody()) as intake:
            for segment in chosen:
                intake.segment(segment)
        assert_alike(glimpsed, intake.result(), store)
        self.seen["gap"] += intake.result().waiting
        self.seen["known"] += intake.result().known
        self.seen["unread"] += intake.result().unread


def assert_alike(glimpsed: Glimpsed, received: Received, store: Store) -> None:
    """What was shown before is what came."""
    assert replace(glimpsed.received, ids=()) == replace(received, ids=())
    assert set(glimpsed.received.ids) == set(received.ids)
    for one in glimpsed.records:
        row = store.by_id(one.id)
        assert row.deleted == bool(one.state.get("_deleted"))
        assert all(getattr(row, name) == value for name, value in one.state.items() if name != "_deleted")


def fill(draw: random.Random, record: Record) -> Record:
    """Type into some fields; few values, so that two people often say the same, too."""
    record.fill({"note" if isinstance(record, Villager) else "text": str(draw.randrange(5))})
    if isinstance(record, Villager):
        record.fill({"name": f"ชื่อ{draw.randrange(5)}"} | ({"moo": draw.randrange(3)} if draw.random() < 0.5 else {}))
        record.groups = draw.choice([None, ["elderly"], ["bedridden", "elderly"]])
    return record


def changes_of(store: Store) -> set[bytes]:
    return {bytes(row[0]) for row in store._connection.execute("select change_id from log_change")}


def run(seed: int, folder: Path) -> dict[str, int]:
    draw = random.Random(seed)
    world = World(draw, folder)
    for _ in range(draw.randrange(MACHINES[0], 5)):
        world.new_machine()
    for _ in range(draw.randrange(*STEPS)):
        world.step()
    for _ in range(len(world.machines)):
        if sum(sent(one, other).new for one, other in itertools.permutations(world.machines, 2)) == 0:
            break
    assert_all_know_the_same(world, seed)
    for store in world.machines:
        store.close()
    return world.seen


def assert_all_know_the_same(world: World, seed: int) -> None:
    first, *others = world.machines
    digest, changes = first.digest(), changes_of(first)
    for other in others:
        assert other.digest() == digest, seed
        assert changes_of(other) == changes, seed
    for store in world.machines:
        world.seen["fork"] += sum(stream.branch != "" for stream in log.streams(store._connection))
        assert store._connection.execute("select count(*) from log_waiting").fetchone()[0] == 0, seed
    chosen = world.draw.choice(world.machines)
    assert_rows_say_what_the_format_says(chosen, seed)
    indexed = chosen.find("ชื่อ", limit=10**6)
    chosen.rebuild()
    assert chosen.digest() == digest, seed
    assert sorted(chosen.find("ชื่อ", limit=10**6)) == sorted(indexed), seed


def assert_rows_say_what_the_format_says(store: Store, seed: int) -> None:
    """Add up every record once more, slowly, in the words of FORMAT.md §6 and with nothing of the program's merging."""
    of_record: dict[str, dict[str, dict[str, Any]]] = {}
    for record, change_id, body in store._connection.execute(
        "select record, change_id, body from log_change where record <> ''"
    ):
        of_record.setdefault(record, {})[to_text(change_id)] = json.loads(body)
    for record, changes in of_record.items():
        seen = {one: seen_by(one, changes) for one in changes}
        shown, open_fields = {}, set()
        for field_name in {name for body in changes.values() for name in body["s"]}:
            setters = [one for one in changes if field_name in changes[one]["s"]]
            top = [one for one in setters if not any(one in seen[other] for other in setters)]
            values = [changes[one]["s"][field_name] for one in top]
            shown[field_name] = changes[max(top, key=lambda one: (changes[one]["t"], one))]["s"][field_name]
            if any(value != values[0] for value in values):
                open_fields.add(field_name)
        deletions = [one for one in changes if changes[one]["s"].get("_deleted")]
        if shown.get("_deleted") and any(
            one not in deletions and not any(one in seen[other] for other in deletions) for one in changes
        ):
            shown["_deleted"] = False
            open_fields.add("_deleted")
        row = store.by_id(record)
        assert set(json.loads(row.conflicts or "{}")) == open_fields, (seed, record)
        assert row.deleted == bool(shown.pop("_deleted", False)), (seed, record)
        assert {name: getattr(row, name) for name in shown} == shown, (seed, record)


def seen_by(change_id: str, changes: dict[str, dict[str, Any]]) -> set[str]:
    """Follow the parents of a change as far as they are here."""
    found: set[str] = set()
    waiting = list(changes[change_id].get("b", []))
    while waiting:
        parent = waiting.pop()
        if parent in changes and parent not in found:
            found.add(parent)
            waiting += changes[parent].get("b", [])
    return found


@pytest.fixture
def memory_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: these tests are about merging, not about disks."""
    shared = Path("/dev/shm")  # noqa: S108  a new folder of our own within it
    folder = Path(tempfile.mkdtemp(dir=shared)) if shared.is_dir() else tmp_path
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("first", range(0, SEEDS, BUNCH))
def test_machines_that_meet_in_any_order_end_up_knowing_the_same(first: int, memory_folder: Path) -> None:
    seen = dict.fromkeys(SEEN, 0)
    for seed in range(first, first + BUNCH):
        for name, count in run(seed, memory_folder / str(seed)).items():
            seen[name] += count
        shutil.rmtree(memory_folder / str(seed))
    assert all(seen.values()), f"the test no longer meets what it is about: {seen}"


@pytest.mark.soak
def test_ten_thousand_more_worlds_end_up_knowing_the_same(memory_folder: Path) -> None:
    for _ in range(10_000):
        seed = random.SystemRandom().randrange(1 << 40)
        run(seed, memory_folder / str(seed))
        shutil.rmtree(memory_folder / str(seed))
