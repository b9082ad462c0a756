"""Machines with real stores and two small kinds of record, for tests of the store alone."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from codi_desktop.records._fields import Attachment, Choice, Day, LongText, Money, Reference, Tags, Text, Whole, YesNo
from codi_desktop.records._record import Problem, Record
from codi_desktop.store.log import linked
from codi_desktop.store.machine import Machine, new_incarnation
from codi_desktop.store.receiving import Received
from codi_desktop.store.store import Store
from codi_desktop.sync.change import Segment, StreamId, claim, genesis

KEY = bytes(range(32))
TAMBON = "190406"
NEIGHBOUR = "190407"


class Villager(Record):
    """A person of a made-up council."""

    kind = "villager"
    label = "Villager"
    label_plural = "Villagers"

    name = Text("Name", required=True, searched=True)
    phone = Text("Phone", searched=True)
    born_on = Day("Born on")
    groups = Tags("Groups", {"elderly": "Elderly", "bedridden": "Bedridden"})
    owns_land = YesNo("Owns land")
    moo = Whole("Moo", most=99)
    note = LongText("Note")
    photo = Attachment("Photo")

    def title(self) -> str:
        return str(self.name or self.id)

    def check_whole(self) -> Iterator[Problem]:
        if self.moo is None:
            yield Problem("moo", "Moo is not known yet.", refuses=False)


class Visit(Record):
    """A visit to a villager."""

    kind = "visit"
    label = "Visit"
    label_plural = "Visits"

    villager = Reference("Villager", "villager")
    text = LongText("What was seen", searched=True)
    cost = Money("Cost")
    state = Choice("State", {"open": "Open", "done": "Done"})


class Receipt(Record):
    """Something that is only ever added."""

    kind = "receipt"
    label = "Receipt"
    label_plural = "Receipts"
    append_only = True

    amount = Money("Amount")


KINDS: dict[str, type[Record]] = {model.kind: model for model in (Villager, Visit, Receipt)}
NO_FACTS = Path("/nowhere/facts.json")


class Everybody:
    """Trusts everybody."""

    def reason_against(self, stream: StreamId, n: int, head: bytes) -> str | None:
        return None


class Nobody:
    """Distrusts these devices."""

    def __init__(self, *devices: str) -> None:
        self.devices = devices

    def reason_against(self, stream: StreamId, n: int, head: bytes) -> str | None:
        return "unknown" if stream.device in self.devices else None


def machine(name: str = "ตำบลเจริญธรรม", *scopes: str) -> Machine:
    """Make a machine whose keys follow from its name."""
    seed = name.encode()[:32].ljust(32, b"\0")
    return Machine.new(
        name=name, level="tambon", scope=TAMBON, scopes=scopes or ("19",), person=f"คนของ{name}", signing_seed=seed
    )


def made(folder: Path, name: str = "ตำบลเจริญธรรม", *scopes: str, **options: Any) -> Store:
    """Make a store, encrypted and durable like a real one unless told otherwise."""
    chosen = {"models": KINDS, "facts_file": NO_FACTS, **options}
    return Store.create(folder, chosen.pop("key", KEY), machine(name, *scopes), **chosen)


def reopened(folder: Path, **options: Any) -> Store:
    """Open a store that `made` made."""
    chosen = {"models": KINDS, "facts_file": NO_FACTS, **options}
    return Store.open(folder, chosen.pop("key", KEY), **chosen)


def cloned(store: Store, folder: Path, **options: Any) -> Store:
    """Copy a machine's disk: the copy believes to be the same machine in the same life."""
    store._connection.execute("pragma wal_checkpoint(truncate)")
    shutil.copytree(store.folder, folder)
    copy = reopened(folder, **options)
    copy.become(replace(copy.machine, incarnation=store.machine.incarnation))
    return copy


def everywhere(_scope: str) -> bool:
    return True


def sent(
    source: Store,
    target: Store,
    trust: Any = None,
    scopes: Callable[[str], bool] = everywhere,
) -> Received:
    """Carry to one machine what it lacks of another."""
    with target.receiving(trust or Everybody()) as intake:
        for segment in source.segments(target.vector(), scopes):
            intake.segment(segment)
    return intake.result()


def met(*stores: Store) -> None:
    """Let everybody meet everybody, often enough that all know all."""
    for _ in stores:
        for one in stores:
            for other in stores:
                if one is not other:
                    sent(one, other)


def segment_of(author: Machine, bodies: list[bytes], scope: str = TAMBON, **changed: Any) -> Segment:
    """Sign any bodies as a machine's first segment, then change what is asked for."""
    stream = StreamId(scope, author.device, changed.pop("incarnation", new_incarnation()))
    ids = linked(genesis(stream), bodies)
    signature = author.sign(stream, len(bodies), ids[-1])
    return Segment(stream, 1, len(bodies), genesis(stream), signature, bodies)._replace(**changed)


def signed(author: Machine, segment: Segment) -> Segment:
    """Sign a segment again after it was altered."""
    head = linked(segment.previous, segment.bodies)[-1]
    assert claim(segment.stream, segment.last, head)
    return segment._replace(signature=author.sign(segment.stream, segment.last, head))


@contextmanager
def pair(folder: Path) -> Iterator[tuple[Store, Store]]:
    """Make two machines of neighbours."""
    with made(folder / "a", "ก") as one, made(folder / "b", "ข") as other:
        yield one, other
