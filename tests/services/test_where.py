"""Every status is true: whatever was exchanged, in whatever order, what a machine says of its work is so elsewhere."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codi_desktop.errors import CodiError
from codi_desktop.services import exchanging, machines
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle_reader import check, segments
from codi_desktop.sync.change import link, to_text
from tests.services.offices import carry, household, join, made, renumber


@dataclass
class World:
    """A province, two machines of one tambon, one of another, and every file that was ever written."""

    stores: dict[str, Store]
    stick: Path
    records: list[str] = field(default_factory=list)
    written: list[tuple[str, str, Path, frozenset[str]]] = field(default_factory=list)
    """by whom, for whom, the file, the changes in it"""
    lost: str = ""

    def known(self, name: str) -> frozenset[str]:
        """Give all changes that a machine really holds."""
        rows = self.stores[name]._connection.execute("select change_id from log_change")
        return frozenset(to_text(change_id) for (change_id,) in rows)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    stick = tmp_path / "stick"
    stick.mkdir()
    places = {
        "จังหวัด": ("province", "19"),
        "เครื่องหนึ่ง": ("tambon", "190406"),
        "เครื่องสอง": ("tambon", "190406"),
        "ตำบลอื่น": ("tambon", "190407"),
    }
    with ExitStack() as stack:
        stores = {
            name: stack.enter_context(made(tmp_path / str(number), name, *place))
            for number, (name, place) in enumerate(places.items())
        }
        province, *lower = stores.values()
        for store in lower:
            join(province, store, stick)
        yield World(stores, stick)


def contents(store: Store, file: Path) -> frozenset[str]:
    """Read which changes a file holds, with the key of the machine that wrote it."""
    checked = check(file, store.machine.age_identity, lambda _head, _statements: None)
    found = set()
    for segment in segments(checked, store.machine.age_identity):
        head = segment.previous
        for body in segment.bodies:
            head = link(head, body)
            found.add(to_text(head))
    return frozenset(found)


def one_step(world: World, chance: random.Random) -> None:
    name = chance.choice(sorted(world.stores))
    store = world.stores[name]
    match chance.choice(("enter", "change", "write", "write", "take", "take", "take", "lose")):
        case "enter" if store.machine.level == "tambon":
            world.records.append(household(store, str(len(world.records))))
        case "change" if world.records:
            record = chance.choice(world.records)
            if record in _held(store):
                renumber(store, record, str(chance.randrange(100)))
        case "write":
            to = chance.choice([*sorted(world.stores), "all"])
            try:
                to_whom = to if to == "all" else world.stores[to].machine.device
                made_files = exchanging.write_bundle_for(store, to_whom, world.stick)
            except CodiError:
                return  # for itself, for a lost machine, for one that it does not know
            for part in made_files.parts:
                world.written.append((name, to, part, contents(store, part)))
        case "take" if world.written:
            _, _, file, _ = chance.choice(world.written)
            try:
                exchanging.take_in(store, file)
            except CodiError:
                return  # not for this machine
        case "lose" if not world.lost and len(world.written) > 12:
            world.lost = "เครื่องสอง"
            lost = world.stores[world.lost].machine.device
            machines.revoke(world.stores["จังหวัด"], lost, "หาย")


def _held(store: Store) -> set[str]:
    return {str(row[0]) for row in store._connection.execute("select distinct record from log_change")}


def judge(world: World, name: str) -> None:
    """Compare what a machine says with what the others really hold and what really lies in the files."""
    store = world.stores[name]
    told_lost = {m.name for m in machines.machines(store) if m.is_lost}
    in_files = {
        change for by, to, _, changes in world.written if by == name and to not in told_lost for change in changes
    }
    records = [record for record in world.records if record in _held(store)]
    states = store.where(records)
    for record in records:
        entries = store.history(record)
        where = store.where_at(entry.place for entry in entries)
        for entry in entries:
            told = where[entry.place]
            if told.state == "arrived":
                assert told.machine not in told_lost
                assert entry.change_id in world.known(told.machine)
            elif told.state == "bundle":
                assert entry.change_id in in_files
            else:
                assert entry.change_id not in in_files
        of_changes = {told.state for told in where.values()}
        assert states[record].state == next(s for s in ("here", "bundle", "arrived") if s in of_changes)
        if states[record].state == "arrived":
            at = states[record].machine.split(" · ")
            together = frozenset[str]().union(*(world.known(machine) for machine in at))
            assert {entry.change_id for entry in entries} <= together
    counts = store.where_counts()
    assert counts["here"] == sum(state.state == "here" for state in states.values())
    assert counts["bundle"] == sum(state.state == "bundle" for state in states.values())
    assert store.only_here() == {record for record in records if states[record].state == "here"}


@pytest.mark.parametrize("seed", range(6))
def test_every_status_is_true_after_whatever_exchanges(world: World, seed: int) -> None:
    chance = random.Random(seed)
    seen = set()
    for step in range(90):
        one_step(world, chance)
        if step % 5 == 4:
            for name in sorted(world.stores):
                judge(world, name)
                seen |= {state.state for state in world.stores[name].where(world.records).values()}
    assert seen == {"here", "bundle", "arrived"}


def test_what_only_a_lost_machine_holds_is_only_here_again(world: World) -> None:
    province, first, second, _ = world.stores.values()
    own, came = household(first, "1"), household(second, "2")
    for sender, receiver in ((first, second), (second, first)):
        carry(province, sender, world.stick)
        carry(sender, receiver, world.stick)
    assert {state.machine for state in first.where([own, came]).values()} == {"เครื่องสอง"}
    machines.revoke(province, second.machine.device, "หาย")
    carry(province, first, world.stick)
    assert {state.state for state in first.where([own, came]).values()} == {"here"}


def test_what_a_machine_holds_counts_no_more_from_the_report_on(world: World) -> None:
    province, first, *_ = world.stores.values()
    house = household(first, "1")
    carry(first, province, world.stick)
    assert province.where([house])[house].machine == "เครื่องหนึ่ง"
    machines.revoke(province, first.machine.device, "หาย")
    assert province.where([house])[house].state == "here"
