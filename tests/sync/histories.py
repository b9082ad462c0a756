"""Seeded histories: machines of a tree live through a few weeks of work and accidents, through real bundles.

Everything is drawn from one seed: who works where, whose stick gets lost, read twice or late, whose laptop is copied,
killed, put back from a backup, or runs an older program. Clock, names and keys come from the seed too, so that one seed
gives the same bundles byte for byte before they are sealed. At the end everybody meets, and `Oracle` asks whether
anything was lost, counted twice, or told differently.
"""

import contextlib
import itertools
import json
import random
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unittest import mock

import pyrage

from codi_desktop.errors import CodiError
from codi_desktop.records._fields import Privacy, Text, Whole
from codi_desktop.records._record import Record, kinds
from codi_desktop.records.household import Household
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.records.transfer import Transfer
from codi_desktop.reports._counted import counted
from codi_desktop.services import exchanging, privacy, taking_back, transferring
from codi_desktop.services._keys import own_classes
from codi_desktop.services._sending import NobodyToSendTo
from codi_desktop.services._trusting import NoSuchMachine, trust_of
from codi_desktop.store import log
from codi_desktop.store.machine import Machine
from codi_desktop.store.receiving import Intake
from codi_desktop.store.saving import NotAccepted, Saved
from codi_desktop.store.seals import Erased
from codi_desktop.store.store import EnteredForGood, Store, live
from codi_desktop.store.undoing import LaterWork, NothingToUndo
from codi_desktop.sync import identity, letters
from codi_desktop.sync.bundle_reader import peek
from codi_desktop.sync.change import to_text
from codi_desktop.sync.identity import Keys, Statement, Trust, travels_to

STEPS = 14, 36
START = 1_662_300_000_000_000_000  # ns: the article's September
WILD = [0, 4_102_444_800_000_000_000]  # 1970 and 2100
NAMES = ["สังเวียน", "บุญมี", "สมหมาย", "วันเพ็ญ"]

# Test keys, so that certificates are alike in every run; they seal nothing but the bundles of these tests.
_AGE = [
    "AGE-SECRET-KEY-1WXZA804WE4CYTWGY8T68V0GUUNP5SJ3TAPFKTJ3PANJAJX4S5MLQW9RX4J",
    "AGE-SECRET-KEY-1LMRC4YWJWNWXHKXDGAJHCH7RH0Z4YQ3DCCMNAN5UH662W0QPYFMS2SGYTU",
    "AGE-SECRET-KEY-1UGFKGJQUATNXRL4YW2G45R0RE9P0UHV8L7CEXZ92SJ6TTGA9YGTS6ZAL3F",
    "AGE-SECRET-KEY-1RR28JMA6FFMYCQMQSCXNUUC84RQSC9K9DLJY327CW5JLZQ6G8WZQZ0LJ7Z",
    "AGE-SECRET-KEY-1LN7ELENLESU96LLKP2CYAMASTCDWFLZ8PN8SXAQUD97Q095HFA2SQUG0EK",
    "AGE-SECRET-KEY-1Z43LLR6JHAA2REUT3N03GAKH5L2RA9AM2502WF8EJSLXR3HZ9E5QTHEU0V",
    "AGE-SECRET-KEY-12928SKNJKV465ZF073CZQK8ACJ2NLJW0VLUNXEZ4JRE9Y0AUEVTQ3GTUF0",
    "AGE-SECRET-KEY-14SM6ZME8VZJXUN3MWUWHXGH2MNEWJ008642FXARMMQM7LA9HASGQ30NPWR",
]


class OlderHousehold(Record):
    """A household as an older program declared it: without most of its fields."""

    kind = "household"
    label = label_plural = "Household"

    house_number = Text("House number", longest=40, searched=True, privacy=Privacy.PERSONAL)
    moo = Whole("Village number (moo)", least=1, most=99)


WORKED_ON: list[type[Record]] = [Organisation, Person, Household, MoneyEntry, StepTaken, Transfer]
TAMBONS = ["190406", "190407", "140101"]


@dataclass(frozen=True)
class Office:
    """One machine of the tree."""

    name: str
    level: str
    scope: str
    prefixes: tuple[str, ...]
    upper: str = ""

    @property
    def seed(self) -> bytes:
        return blake2b(self.name.encode(), digest_size=32).digest()


ROSTER = [
    Office("จังหวัดสระบุรี", "province", "19", ("19", "TH"), "ภาคกลาง"),
    Office("ตำบลเจริญธรรม", "tambon", "190406", ("190406",), "จังหวัดสระบุรี"),
    Office("ตำบลบ้านลำ", "tambon", "190407", ("190407",), "จังหวัดสระบุรี"),
    Office("ภาคกลาง", "region", "CW", ("",)),
    Office("เจริญธรรม เครื่องที่สอง", "tambon", "190406", ("190406",), "จังหวัดสระบุรี"),
    Office("จังหวัดอยุธยา", "province", "14", ("14",), "ภาคกลาง"),
    Office("ตำบลประตูชัย", "tambon", "140101", ("140101",), "จังหวัดอยุธยา"),
    Office("กลุ่มจังหวัด", "group", "CW1", ("CW1", "19", "14"), "ภาคกลาง"),
]


@cache
def keys_of(office: Office) -> Keys:
    age = _AGE[ROSTER.index(office)]
    return Keys(office.seed, identity.device_of(office.seed), age, identity.recipient_of(age))


@cache
def statements(count: int) -> tuple[str, tuple[Statement, ...]]:
    """Certify the first `count` offices; gives the root and what is said."""
    chosen = ROSTER[:count]
    root = next((one for one in chosen if one.level == "region"), chosen[0])
    with mock.patch.object(time, "time", return_value=START / 1e9):
        own = keys_of(root)
        prefixes = root.prefixes
        said = [identity.self_certificate(own, name=root.name, level=root.level, scope=root.scope, prefixes=prefixes)]
        waiting = [one for one in chosen if one is not root]
        while waiting:
            office = waiting.pop(0)
            upper = next((one for one in chosen if one.name == office.upper), root)
            trust = Trust(own.device, said)
            if not trust.may_issue(keys_of(upper).device):
                waiting.append(office)
                continue
            request = identity.Request(
                sub=keys_of(office).device,
                enc=keys_of(office).age_recipient,
                name=office.name,
                level=office.level,
                scope=office.scope,
                person="สมหญิง",
                iss=keys_of(office).device,
                iat=1,
            )
            may_certify = office.level != "tambon"
            said.append(
                identity.issue(keys_of(upper).signing_seed, request, office.prefixes, ca=may_certify, trust=trust)
            )
    return own.device, tuple(said)


@dataclass
class Node:
    """A machine at work."""

    office: Office
    folder: Path
    store: Store
    is_older: bool = False
    clock: int = 0
    ever_held: set[str] = field(default_factory=set)
    backups: list[Path] = field(default_factory=list)

    @property
    def device(self) -> str:
        return self.store.machine.device

    def scopes(self) -> list[str]:
        """Give the areas in which this machine writes, of those that occur."""
        known = {one.scope for one in ROSTER} | {"TH"}
        if self.office.level in {"group", "region"}:  # they may write below, and would read what they wrote there
            known = {self.office.scope}
        return sorted(scope for scope in known if self.store.machine.may_write(scope))

    def held(self) -> set[str]:
        return {to_text(bytes(row[0])) for row in self.store._connection.execute("select change_id from log_change")}

    def open_again(self) -> None:
        older = {**kinds(), "household": OlderHousehold}
        older.pop("photo")
        self.store = Store.open(self.folder, None, models=older if self.is_older else kinds())


@dataclass(frozen=True)
class Typed:
    """What somebody typed: into which field of which record, by which change."""

    change_id: str
    record: str
    name: str
    value: Any


@dataclass(frozen=True)
class Stick:
    """A file on its way."""

    file: Path
    to: str


class Power(Exception):
    """The power went."""


@dataclass
class World:
    """The machines, the sticks between them, and what was typed."""

    seed: int
    draw: random.Random
    folder: Path
    nodes: list[Node] = field(default_factory=list)
    sticks: list[Stick] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    now: int = START
    acting: Node | None = None
    seen: dict[str, int] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    written: list[Path] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def is_near(self) -> bool:
        """Half of the histories play where people meet often, the others where sticks travel for weeks."""
        return self.seed % 2 == 1

    def count(self, what: str) -> None:
        self.seen[what] = self.seen.get(what, 0) + 1

    def time_ns(self) -> int:
        self.now += 1_000_000
        return self.now + (self.acting.clock if self.acting else 0)

    def time(self) -> float:
        return self.time_ns() / 1e9

    # --- what people do

    def step(self) -> None:
        node = self.draw.choice(self.nodes)
        self.acting = node
        self.now += self.draw.randrange(10**13)
        names, weights = zip(*ACTIONS, strict=True)
        action = self.draw.choices(names, [NEAR.get(name, one) for name, one in ACTIONS] if self.is_near else weights)[
            0
        ]
        action(self, node)

    def enter(self, node: Node) -> None:
        scope = self.draw.choice(node.scopes())
        if self.draw.random() < 0.3:
            record: Record = Organisation.new(scope, name=self.text(), category="council")
        elif node.is_older or self.draw.random() < 0.5:
            record = Person.new(scope, first_name=self.text(), last_name="ก", citizen_id_missing="ไม่มี")
        else:
            record = Household.new(scope, house_number=f"{self.draw.randrange(99)}", moo=1 + self.draw.randrange(9))
        self.keep(node, record, "enter")

    def edit(self, node: Node) -> None:
        record = self.some(node)
        if record is None:
            return self.enter(node)
        if self.draw.random() < 0.25:
            record.heads = self.draw.choice([entry.change_id for entry in node.store.history(record.id)])
            self.count("stale")
        self.change(record)
        return self.keep(node, record, "edit")

    def change(self, record: Record) -> None:
        match record:
            case Organisation():
                record.fill({"name": self.text()})
            case Person():
                record.fill({self.draw.choice(["first_name", "last_name", "phone_note"][:2]): self.text()})
            case _:
                record.fill({"moo": 1 + self.draw.randrange(9)})
                if self.draw.random() < 0.5:
                    record.fill({"house_number": str(self.draw.randrange(99))})

    def pay(self, node: Node) -> None:
        scope = self.draw.choice(node.scopes())
        entries = [one for one in node.store.rows(MoneyEntry.select()) if one.scope == scope and not one.voids]
        told: dict[str, Any] = {"phase": "received", "source": "CODI", "form": "cash", "house": f"{scope}.H"}
        if entries and self.draw.random() < 0.3:
            entry = self.draw.choice(sorted(entries, key=lambda one: str(one.id)))
            told |= {"amount_satang": entry.amount_satang, "voids": entry.id, "void_reason": "ผิด"}
        else:
            told |= {"amount_satang": 100 * self.draw.randrange(1, 50_000)}
        self.keep(node, MoneyEntry.new(scope, **told), "pay")

    def approve(self, node: Node) -> None:
        scope = self.draw.choice(node.scopes())
        step = StepTaken.new(scope, house=f"{scope}.H", step="approved", day="2022-09-04", resolution=self.text())
        self.keep(node, step, "approve")

    def delete(self, node: Node) -> None:
        record = self.some(node)
        if record is not None:
            self.count("delete")
            (node.store.undelete if record.deleted else node.store.delete)(record)

    def settle(self, node: Node) -> None:
        split = [one for one in self.nodes if one.store.conflict_count()]
        if split:
            self.acting = node = self.draw.choice(split)
        open_ones = [one for one in node.store.conflicts() if node.store.machine.may_write(one.id.partition(".")[0])]
        if open_ones:
            chosen = self.draw.choice(sorted(open_ones, key=lambda one: (one.id, one.field)))
            said = self.draw.choice(chosen.values)
            saved = node.store.settle(chosen.id, chosen.field, said.value)
            self.count("settle")
            if chosen.field != "_deleted":
                self.note(saved, {chosen.id: {chosen.field: said.value}})

    def undo(self, node: Node) -> None:
        action = node.store.last_action()
        if action:
            with contextlib.suppress(LaterWork, NothingToUndo, EnteredForGood):
                node.store.undo(action)
                self.count("undo")

    def transfer(self, node: Node) -> None:
        """Move somebody: offer, pass on, accept, refuse or withdraw, whatever is due at this machine."""
        waiting = [one for one in self.nodes if not one.is_older and self.asked(one)]
        if waiting and self.draw.random() < 0.8:
            self.acting = node = self.draw.choice(waiting)
        if node.is_older:
            return None
        if transferring.pass_on(node.store):
            return self.count("pass on")
        due = [move for move in transferring.moves(node.store) if move.transfer.state == "offered"]
        ours = self.asked(node)
        offered = [move.transfer for move in due if move.transfer.scope == move.transfer.from_area]
        if ours:
            if self.draw.random() < 0.8:
                transferring.accept(node.store, self.draw.choice(ours).id)
                return self.count("accept")
            transferring.refuse(node.store, self.draw.choice(ours).id, "ไม่ใช่คนที่นี่")
            return self.count("refuse")
        if offered and self.draw.random() < 0.3:
            transferring.withdraw(node.store, self.draw.choice(offered).id)
            return self.count("withdraw")
        record = self.some(node)
        others = [one for one in TAMBONS if record is not None and one != record.scope]
        if isinstance(record, Person | Household) and len(record.scope) == 6 and not record.deleted:
            with contextlib.suppress(transferring.AlreadyMoving, NotAccepted):
                transferring.offer(node.store, record.id, self.draw.choice(others), "ย้าย")
                self.count("offer")
        return None

    def asked(self, node: Node) -> list[Transfer]:
        """Give the moves that wait for this tambon's answer."""
        scope = node.office.scope
        found = live(Transfer).where(Transfer.state == "offered", Transfer.to_area == scope).order_by(Transfer.id)
        return [one for one in node.store.rows(found) if one.scope == scope and node.office.level == "tambon"]

    def take_back(self, node: Node) -> None:
        """Take a whole import back, as if it should not have been taken in."""
        imports = sorted(taking_back.can_be_taken_back(node.store))
        if imports and not node.is_older:
            with contextlib.suppress(CodiError):
                self.taken_back |= set(taking_back.take_back(node.store, self.draw.choice(imports)).ids)
                self.count("take back")

    def disclose(self, node: Node) -> None:
        """Record a purpose for which the province may read a number."""
        person = self.some(node)
        if isinstance(person, Person) and node.office.level == "tambon" and not person.deleted:
            privacy.disclose(node.store, person.id, "ตรวจสิทธิ์")
            self.count("disclose")

    def erase(self, node: Node) -> None:
        """Erase what is known of somebody, on request."""
        record = self.some(node)
        if isinstance(record, Person | Household) and node.office.level == "tambon":
            with contextlib.suppress(privacy.CannotErase):
                self.erased |= set(privacy.erase(node.store, record.id, "ขอให้ลบ"))
                self.count("erase")

    # --- what travels

    def export(self, node: Node) -> None:
        others = [one for one in self.nodes if one.device != node.device]
        to = self.draw.choice([*(one.device for one in others), "all"] if others else ["all"])
        limit = self.draw.choice([None, None, None, 9000])
        stick = self.folder / f"stick{next(self.numbers)}"
        stick.mkdir()
        try:
            parts = exchanging.write_bundle_for(node.store, to, stick, limit=limit).parts
        except (NobodyToSendTo, NoSuchMachine):
            return
        self.count("export")
        self.written += parts
        self.sticks += [Stick(part, to) for part in parts]
        self.draw.shuffle(self.sticks)

    def visit(self, node: Node) -> None:
        """Go to the office above with a stick and come back with another."""
        above = next((one for one in self.nodes if one.office.name == node.office.upper), None)
        if above is not None:
            given(self, node, above, self.folder)
            if not above.is_older and transferring.pass_on(above.store):
                self.count("pass on")
            given(self, above, node, self.folder)
            self.count("visit")

    def arrive(self, node: Node) -> None:
        """Take in some file that is for this machine: any, perhaps once more, perhaps an old one."""
        fitting = [one for one in self.sticks if one.to in {node.device, "all"} and self.may_open(node, one)]
        if not fitting:
            return None
        stick = self.draw.choice(fitting)
        chance = self.draw.random()
        if chance < 0.15:
            return self.crash(node, stick)
        taken = exchanging.take_in(node.store, stick.file)
        self.count("arrive")
        if taken.seen_before:
            self.count("again")
        if taken.received.waiting:
            self.count("gap")
        if chance < 0.6:
            self.sticks.remove(stick)
        return None

    def may_open(self, node: Node, stick: Stick) -> bool:
        """Say whether a file to all was sealed for this machine too."""
        with contextlib.suppress(CodiError):
            return peek(stick.file, node.store.machine.age_identity).sender != node.device
        return False

    def lose(self, _node: Node) -> None:
        if self.sticks:
            self.sticks.remove(self.draw.choice(self.sticks))
            self.count("lose")

    # --- accidents

    def crash(self, node: Node, stick: Stick) -> None:
        """Take the power away in the middle of an intake; what the disk held then is what is found."""
        left = self.draw.randrange(3)
        true_segment = Intake.segment
        image = self.folder / "image"

        def segment(intake: Intake, *given: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                shutil.copytree(node.folder, image)
                raise Power
            return true_segment(intake, *given, **named)

        with mock.patch.object(Intake, "segment", segment), contextlib.suppress(Power):
            exchanging.take_in(node.store, stick.file)
        if image.exists():
            self.count("crash")
            node.store.close()
            shutil.rmtree(node.folder)
            image.rename(node.folder)
            node.open_again()

    def back_up(self, node: Node) -> None:
        node.store._connection.execute("pragma wal_checkpoint(truncate)")
        kept = self.folder / f"kept{len(list(self.folder.glob('kept*')))}"
        shutil.copytree(node.folder, kept)
        node.backups.append(kept)

    def restore(self, node: Node) -> None:
        """Put an older state of the disk back. What nobody else holds is gone, as in life."""
        if not node.backups:
            return self.back_up(node)
        before = node.held()
        node.ever_held |= before
        node.store.close()
        shutil.rmtree(node.folder)
        shutil.copytree(node.backups[-1], node.folder)
        node.open_again()
        self.lost |= before - node.held()
        self.count("restore")
        return None

    def clone(self, node: Node) -> None:
        """Copy a disk; sometimes nobody notices, and both go on as one."""
        if len(self.nodes) >= 8:
            return
        node.store._connection.execute("pragma wal_checkpoint(truncate)")
        folder = self.folder / f"copy{len(self.nodes)}"
        shutil.copytree(node.folder, folder)
        copy = Node(node.office, folder, node.store, node.is_older, node.clock)
        copy.open_again()
        if self.draw.random() < 0.5:
            copy.store.become(replace(copy.store.machine, incarnation=node.store.machine.incarnation))
            self.count("twin")
        self.nodes.append(copy)
        self.count("clone")

    def jump(self, node: Node) -> None:
        wild = self.draw.choice([*WILD, self.now + self.draw.randrange(-(10**15), 10**15)])
        node.clock = 0 if node.clock else wild - self.now
        self.count("jump")

    def change_program(self, node: Node) -> None:
        node.is_older = not node.is_older
        node.store.close()
        node.open_again()
        self.count("older")

    # --- the ledger

    def text(self) -> str:
        return f"{self.draw.choice(NAMES)}{self.draw.randrange(4)}"

    def some(self, node: Node) -> Record | None:
        """Choose a record that this machine may change."""
        found: list[Record] = []
        models: list[type[Record]] = [Organisation, Person, OlderHousehold if node.is_older else Household]
        for model in models:
            found += node.store.rows(model.select())
        scopes = node.scopes()
        found = sorted((one for one in found if one.scope in scopes), key=lambda one: str(one.id))
        return self.draw.choice(found[-3:] if self.draw.random() < 0.7 else found) if found else None

    def keep(self, node: Node, record: Record, what: str) -> None:
        fields = record.assigned() & set(record.declared())
        said = {name: getattr(record, name) for name in fields}
        try:
            saved = node.store.save(record)
        except (NotAccepted, Erased):  # who cannot read a name cannot keep a person without one
            return
        self.count(what)
        self.note(saved, {record.id: said})

    def note(self, saved: Saved, said: dict[str, dict[str, Any]]) -> None:
        for record, change_id in zip(saved.ids, saved.changes, strict=True):
            public = {name for name, one in self.declared(record).items() if one.privacy is Privacy.PUBLIC}
            change = next(one for one in self.acting_store().history(record) if one.change_id == change_id)
            written = public & set(change.fields)  # a form that says what it had loaded writes nothing
            told = {name: value for name, value in said[record].items() if value is not None and name in written}
            self.typed += [Typed(change_id, record, name, value) for name, value in told.items()]

    def declared(self, record: str) -> dict[str, Any]:
        return kinds()[self.acting_store().kind_of(record)].declared()

    def acting_store(self) -> Store:
        assert self.acting is not None
        return self.acting.store


ACTIONS: list[tuple[Callable[[World, Node], None], float]] = [
    (World.enter, 5),
    (World.edit, 24),
    (World.pay, 6),
    (World.approve, 3),
    (World.delete, 4),
    (World.settle, 8),
    (World.undo, 3),
    (World.transfer, 6),
    (World.take_back, 2),
    (World.disclose, 2),
    (World.erase, 1),
    (World.export, 17),
    (World.arrive, 26),
    (World.visit, 9),
    (World.lose, 2),
    (World.back_up, 3),
    (World.restore, 3),
    (World.clone, 2),
    (World.jump, 2),
    (World.change_program, 2),
]
NEAR: dict[Callable[[World, Node], None], float] = {
    World.enter: 3,
    World.visit: 34,
    World.export: 5,
    World.arrive: 7,
    World.transfer: 16,
    World.settle: 14,
}


@cache
def template(folder: Path, count: int, place: int) -> Path:
    """Make a machine once; each history copies it."""
    root, said = statements(count)
    office = ROSTER[place]
    machine = Machine.new(
        name=office.name,
        level=office.level,
        scope=office.scope,
        person=f"คนของ{office.name}",
        signing_seed=office.seed,
        age_identity=_AGE[place],
        scopes=office.prefixes,
        root=root,
    )
    made = folder / f"template{count}-{place}"
    with Store.create(made, None, machine) as store:
        for statement in said:
            store.add_certificate(statement.id, statement.body, statement.signature)
    return made


def addressed(content: bytes, recipients: Iterable[str]) -> bytes:
    """Write for whom a letter is instead of sealing it, so that one seed gives one text."""
    return ",".join(sorted(set(recipients))).encode() + b"\n" + content


def for_whom_it_is(letter: bytes, age_identities: Iterable[str], name: str, _longest: int = 0) -> bytes:
    """Read such a letter as one of its readers."""
    readers, _, content = letter.partition(b"\n")
    if not {identity.recipient_of(one) for one in age_identities} & set(readers.decode().split(",")):
        raise letters.NotALetter(name=name)
    return content


@contextlib.contextmanager
def begun(seed: int, folder: Path, templates: Path) -> Iterator[World]:
    """Make the world of a seed; its clock and its chance rule while it lasts."""
    draw = random.Random(seed)
    chance = random.Random(seed ^ 0x5EED)
    world = World(seed, draw, folder)
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context
        count = draw.choice([2, 3, 3, 4, 4, 5, 6, 7, 8])
        made = [template(templates, count, place) for place in range(count)]
        patch(mock.patch.object(time, "time_ns", world.time_ns))
        patch(mock.patch.object(time, "time", world.time))
        patch(mock.patch.object(secrets, "token_bytes", lambda size=32: chance.randbytes(size)))
        patch(mock.patch.object(secrets, "token_hex", lambda size=32: chance.randbytes(size).hex()))
        patch(mock.patch.object(secrets, "randbits", chance.getrandbits))
        patch(mock.patch.object(letters, "seal", addressed))
        patch(mock.patch.object(letters, "unseal", for_whom_it_is))
        for place, origin in enumerate(made):
            own = folder / f"m{place}"
            shutil.copytree(origin, own)
            node = Node(ROSTER[place], own, Store.open(own, None))
            world.nodes.append(node)
        try:
            yield world
        finally:
            for node in world.nodes:
                node.store.close()


def lived(seed: int, folder: Path, templates: Path) -> dict[str, int]:
    """Live through a history and ask the oracle; gives what was met."""
    with begun(seed, folder, templates) as world:
        for _ in range(world.draw.randrange(*STEPS)):
            world.step()
        met(world)
        Oracle(world, seed).ask()
        return world.seen


def met(world: World) -> None:
    """Bring every stick home, then let all meet by way of the top until nothing new comes."""
    for node in world.nodes:
        if node.is_older:
            world.change_program(node)
        node.clock = 0
    for stick in world.sticks:
        for node in world.nodes:
            if stick.to in {node.device, "all"} and world.may_open(node, stick):
                world.acting = node
                exchanging.take_in(node.store, stick.file)
    top = next((node for node in world.nodes if node.office.level == "region"), world.nodes[0])
    pairs = [(node, above) for node in world.nodes for above in uppers(world, node, top) if above is not node]
    twins = [pair for pair in itertools.permutations(world.nodes, 2) if pair[0].office.scope == pair[1].office.scope]
    home = world.folder / "home"
    home.mkdir()
    for turn in range(6):
        # Whoever lost something, or lacks a key, says so in one round and is sent it in the next.
        is_new = turn == 0 or (turn < 4 and any(is_short(node) for node in world.nodes))
        for one, other in [*pairs, *((other, one) for one, other in pairs), *twins]:
            is_new |= given(world, one, other, home) > 0
        if not is_new:
            return


def is_short(node: Node) -> bool:
    """Say whether a machine waits for changes, or for keys that it may have."""
    waiting = node.store._connection.execute("select count(*) from log_waiting").fetchone()[0]
    return bool(waiting or node.store.shut(own_classes(node.office.level), 1))


def uppers(world: World, node: Node, top: Node) -> list[Node]:
    """Give the machines of the office above, with their copies; of one without any here, the top."""
    return [one for one in world.nodes if one.office.name == node.office.upper] or [top]


def given(world: World, one: Node, other: Node, folder: Path) -> int:
    """Carry from one machine to another. A copy of the same machine cannot be written to: it is given the changes."""
    world.acting = one
    if one.device == other.device:
        trust = trust_of(one.store)
        prefixes = trust.prefixes(other.device)
        segments = list(one.store.segments(other.store.vector(), lambda scope: travels_to(prefixes, scope), trust))
        with other.store.receiving(trust) as intake:
            for record, name, key in one.store._connection.execute(
                "select record, class, key from seal_key"
            ).fetchall():
                intake.keys(name, {record: [bytes(key)]})
            for segment in segments:
                intake.segment(segment)
        return intake.result().new
    parts = exchanging.write_bundle_for(one.store, other.device, folder).parts
    return sum(exchanging.take_in(other.store, part).received.new for part in parts)


class Oracle:
    """Asks at the end whether everything is as it must be."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.held = {id(node): self._by_scope(node) for node in world.nodes}

    def ask(self) -> None:
        self.nobody_waits()
        self.everybody_knows_the_same()
        self.nothing_typed_is_lost()
        self.money_is_conserved()
        self.every_status_is_true()
        self.private_fields_are_read_where_they_may_be()
        self.who_moved_is_counted_once()
        self.the_log_alone_says_the_same()

    def _by_scope(self, node: Node) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for stream in log.streams(node.store._connection):
            places = (log.place_of(stream.sid, 0), log.place_of(stream.sid + 1, 0))
            rows = node.store._connection.execute(
                "select change_id from log_change where place>? and place<?", places
            ).fetchall()
            if stream.id.device != log.FACTS:
                found.setdefault(stream.id.scope, set()).update(to_text(bytes(row[0])) for row in rows)
        return found

    def holders(self, scope: str) -> list[Node]:
        return [node for node in self.world.nodes if travels_to(node.store.machine.scopes, scope)]

    def scopes(self) -> list[str]:
        return sorted({scope for held in self.held.values() for scope in held})

    def nobody_waits(self) -> None:
        """Nothing waits, but for what went with a disk that was put back and that nobody else had."""
        held = set().union(*(node.held() for node in self.world.nodes))
        for node in self.world.nodes:
            connection = node.store._connection
            for (previous,) in connection.execute("select previous from log_waiting"):
                before = to_text(bytes(previous))
                assert before in self.world.lost, (self.seed, node.office.name, before)
                assert before not in held, (self.seed, node.office.name, before)
            count = connection.execute("select count(*) from log_quarantine").fetchone()[0]
            assert count == 0, (self.seed, node.office.name)

    def everybody_knows_the_same(self) -> None:
        for scope in self.scopes():
            first, *others = self.holders(scope)
            changes, told = self.held[id(first)].get(scope, set()), self.told(first, scope)
            for other in others:
                assert self.held[id(other)].get(scope, set()) == changes, (self.seed, scope, other.office.name)
                assert self.told(other, scope) == told, (self.seed, scope, other.office.name)

    def told(self, node: Node, scope: str) -> dict[str, Any]:
        """Give what everybody may read of an area: values, deletions, and the same open conflicts."""
        found: dict[str, Any] = {}
        for model in WORKED_ON:
            public = [one for one in model.declared().values() if one.privacy is Privacy.PUBLIC]
            columns = "".join(f', "{one.column_name}"' for one in public)
            names = {"_deleted", *(one.name for one in public)}
            for record, heads, conflicts, *values in node.store._connection.execute(
                f'select id, _heads, _conf, _deleted{columns} from "{model.table()}" where id glob ?', (f"{scope}.*",)
            ):
                is_open = {name: ids for name, ids in json.loads(conflicts or "{}").items() if name in names}
                found[record] = (heads, is_open, values)
        return found

    def nothing_typed_is_lost(self) -> None:
        bodies: dict[str, dict[str, Any]] = {}
        for node in self.world.nodes:
            rows = node.store._connection.execute("select change_id, body_of(place, body) from log_change")
            for change_id, body in rows:
                bodies.setdefault(to_text(bytes(change_id)), json.loads(body)["s"])
        for one in self.world.typed:
            if one.change_id not in self.world.lost or one.change_id in bodies:
                assert one.change_id in bodies, (self.seed, one)
                assert bodies[one.change_id].get(one.name) == one.value, (self.seed, one)

    def money_is_conserved(self) -> None:
        for scope in self.scopes():
            known = set().union(*(held.get(scope, set()) for held in self.held.values()))
            entries: dict[str, dict[str, Any]] = {}
            for one in self.world.typed:
                if one.record.startswith(f"{scope}.") and one.change_id in known:
                    entries.setdefault(one.record, {})[one.name] = one.value
            gone = self.world.taken_back  # with the import that brought them: they count or not, as was decided last
            paid = {r: said for r, said in entries.items() if "amount_satang" in said and r not in gone}
            void = {said["voids"] for said in paid.values() if "voids" in said}
            due = sum(s["amount_satang"] for record, s in paid.items() if "voids" not in s and record not in void)
            for node in self.holders(scope):
                rows = [one for one in node.store.rows(MoneyEntry.select()) if one.scope == scope and not one.deleted]
                rows = [one for one in rows if one.id not in gone]
                cancelled = {one.voids for one in rows if one.voids}
                kept = sum(one.amount_satang for one in rows if not one.voids and one.id not in cancelled)
                assert kept == due, (self.seed, scope, node.office.name)

    def every_status_is_true(self) -> None:
        """What is said to have arrived at a machine is or was there."""
        for node in self.world.nodes:
            ids = [row[0] for row in node.store._connection.execute("select distinct record from log_change")]
            for record, where in node.store.where(ids).items():
                if where.state != "arrived" or not where.machine:
                    continue
                there = [one for one in self.world.nodes if one.office.name == where.machine]
                own = {entry.change_id for entry in node.store.history(record) if entry.device == node.device}
                assert any(own <= one.held() | one.ever_held for one in there), (self.seed, record, where)

    def private_fields_are_read_where_they_may_be(self) -> None:
        """Machines of one tambon read the same, levels above only their part, and nobody what was erased."""
        erased = set().union(*(trust_of(node.store).erased() for node in self.world.nodes))
        assert erased == self.world.erased or self.world.seen.get("restore"), (self.seed, "an erasure was forgotten")
        for scope in TAMBONS:
            told = [self.private(node, scope) for node in self.world.nodes if node.office.scope == scope]
            assert all(one == told[0] for one in told), (self.seed, scope)
            for node in self.holders(scope):
                values = self.private(node, scope)
                gone = erased & set(values)
                assert not gone, (self.seed, node.office.name, gone)
                if node.office.level in {"region", "group"}:
                    assert not values, (self.seed, node.office.name, values)

    def private(self, node: Node, scope: str) -> dict[str, list[Any]]:
        """Give what a machine reads of private fields in an area, by record."""
        found = {}
        for model in WORKED_ON:
            hidden = [one.column_name for one in model.declared().values() if one.privacy is not Privacy.PUBLIC]
            columns = ",".join(f'"{name}"' for name in hidden) or "null"
            rows = node.store._connection.execute(
                f'select id, {columns} from "{model.table()}" where id glob ?', (f"{scope}.*",)
            )
            found.update({record: values for record, *values in rows if any(value is not None for value in values)})
        return found

    def who_moved_is_counted_once(self) -> None:
        """Where both tambons are seen, whoever moved is counted at the one or at the other."""
        for node in self.world.nodes:
            for move in node.store.rows(live(Transfer)):
                sees_both = all(travels_to(node.store.machine.scopes, area) for area in (move.from_area, move.to_area))
                if sees_both and move.scope == move.to_area and move.state == "accepted":
                    model = kinds()[move.subject_kind]
                    old = node.store.count(model.select().where(counted(model), model.id == move.subject))
                    new = transferring.id_there(move, move.subject)
                    made = node.store.count(model.select().where(model.id == new))
                    assert (old, made) == (0, 1), (self.seed, node.office.name, move.id)

    def the_log_alone_says_the_same(self) -> None:
        node = self.world.draw.choice(self.world.nodes)
        assert node.store.check(deep=True) == [], (self.seed, node.office.name)


def plain(file: Path, identities: list[str]) -> bytes:
    """Give what is inside a bundle, before it was sealed."""
    for text in identities:
        with contextlib.suppress(pyrage.DecryptError):
            return bytes(pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(text)]))
    raise AssertionError(file)


def age_identities() -> list[str]:
    return list(_AGE)
