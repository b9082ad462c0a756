"""Exchange work with other machines by files: write a bundle, look at one, take one in, know what has arrived where.

A bundle holds what its receiver was last known to lack. Its head says what its sender holds, which is the receipt for
everything the sender ever received; so receipts ride home with every bundle, whoever carries it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from codi_desktop.errors import CodiError
from codi_desktop.records._fields import Money
from codi_desktop.records._record import kinds
from codi_desktop.records._shown import shown
from codi_desktop.services import access
from codi_desktop.services._receiving import (
    Court,
    TakenIn,
    UnknownSigner,
    news_of_lost,
    problems,
    receive,
    receive_whole_parts,
    segments_of,
    whole_parts_problems,
)
from codi_desktop.services._sending import KeyUnusable, NobodyToSendTo, path_for, planned
from codi_desktop.services._trusting import MachineLost, NoSuchMachine
from codi_desktop.services._value_words import record_title
from codi_desktop.services.missing import Missing, missing_bundles, would_come
from codi_desktop.services.sticks import Stick, sticks
from codi_desktop.store.glimpse import Coming, Glimpsed
from codi_desktop.store.local import BundleNote
from codi_desktop.store.photos import PREFIX
from codi_desktop.store.receiving import Received
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import SUFFIX
from codi_desktop.sync.bundle_reader import Checked, Readable, check, peek
from codi_desktop.sync.bundle_reader import salvage as salvage_bundle
from codi_desktop.sync.bundle_writer import Cargo, Part, Supply, write_bundle
from codi_desktop.sync.sealing import Progress

__all__ = [
    "BundleSeen",
    "KeyUnusable",
    "Line",
    "MachineLost",
    "Missing",
    "NoSuchMachine",
    "NobodyToSendTo",
    "Preview",
    "RecordSeen",
    "Stick",
    "TakenIn",
    "ToSend",
    "UnknownSigner",
    "Written",
    "bundles_in",
    "history",
    "look_at",
    "missing_bundles",
    "salvage",
    "salvage_preview",
    "sticks",
    "take_in",
    "to_send",
    "write_bundle_for",
]

_BEGUN = "exchange.begun"
LARGEST_FILE = (4 << 30) - 1
"""FAT32 holds no larger file, and most sticks are FAT32."""


@dataclass(frozen=True)
class ToSend:
    """What the next bundle for a receiver would hold."""

    changes: int
    records: dict[str, int]
    photos: int
    photo_bytes: int

    @property
    def is_nothing_new(self) -> bool:
        """Whether the receiver is known to have everything."""
        return not (self.changes or self.photos)


@dataclass(frozen=True)
class Written:
    """A bundle that was written, read back and compared. `parts` are all its files, in the order of their numbers."""

    path: Path
    number: int
    bytes: int
    changes: int
    records: dict[str, int]
    photos: int
    receivers: tuple[str, ...]
    parts: tuple[Path, ...]

    @property
    def is_nothing_new(self) -> bool:
        """Whether it holds nothing but the receipt."""
        return not (self.changes or self.photos)


@dataclass(frozen=True)
class RecordSeen:
    """A record that a bundle brings or changes."""

    id: str
    kind: str
    title: str
    is_new: bool
    conflicts: int = 0
    settled: int = 0
    is_merged: bool = False
    """both sides worked on it since they last met, on different fields"""
    becomes_deleted: bool = False
    comes_back: bool = False
    amount: str = ""


@dataclass(frozen=True)
class Preview:
    """What taking a bundle in would do. Every byte of the bundle was verified; nothing was kept."""

    path: Path
    bundle_id: str
    sender: str
    sender_name: str
    sender_scope: str
    number: int
    at: int
    program: str
    seen_before: bool
    received: Received
    photos: int
    problems: tuple[str, ...]
    records: tuple[RecordSeen, ...]
    glimpsed: Glimpsed = field(repr=False, compare=False)
    """to look at one record more closely"""

    @property
    def merged(self) -> tuple[RecordSeen, ...]:
        """The records that both sides worked on without contradiction."""
        return tuple(one for one in self.records if one.is_merged)


@dataclass(frozen=True)
class BundleSeen:
    """A bundle file in a folder, by what its head says; `problem` tells why it cannot be opened here."""

    path: Path
    size: int
    sender: str = ""
    sender_name: str = ""
    number: int = 0
    at: int | None = None
    for_us: bool = False
    seen_before: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Line:
    """One bundle, written or read, with who carried it. Of a written one: whether its receiver is known to hold it."""

    note: BundleNote
    has_receipt: bool
    bearer: str = ""


# --- writing


def to_send(store: Store, to: str) -> ToSend:
    """Say what the next bundle for a machine, or for "all", would hold. Raises as `write_bundle_for`."""
    plan = planned(store, to, photos=True)
    changes = 0
    for segment in plan.segments():
        changes += len(segment.bodies)
    names = plan.photo_names()
    return ToSend(changes, plan.records(), len(names), sum(store.photos.size(PREFIX + name) for name in names))


def write_bundle_for(
    store: Store,
    to: str,
    folder: Path,
    *,
    limit: int | None = None,
    photos: bool = True,
    progress: Progress | None = None,
    at: int | None = None,
    bearer: str = "",
) -> Written:
    """Write what a machine (id, name or area), or "all", is not known to have: one file, or several within `limit`.

    `folder` may also be the name of a file that does not exist yet; `bearer` is who is to carry it. Raises
    NoSuchMachine, MachineLost, NobodyToSendTo, TooManyReceivers, DiskFull, StickGone, ReadBackDiffers; no half file is
    left then, and no file is ever replaced.
    """
    plan = planned(store, to, photos=photos)
    supply = Cargo(Supply(plan.segments()), Supply(plan.photos()))
    at = _now() if at is None else at
    parts: list[Part] = []
    first = max(store.last_number(plan.to), store.setting(f"{_BEGUN}.{plan.to}", 0)) + 1
    more = True
    while more:
        number = first + len(parts)
        head = plan.head(number, len(parts) + 1, at, bearer.strip())
        with _numbered(store, plan.to, number):
            part = write_bundle(
                path_for(store, folder, number, plan),
                head,
                plan.statements,
                supply,
                recipients=plan.recipients,
                signing_seed=store.machine.signing_seed,
                limit=min(limit or LARGEST_FILE, LARGEST_FILE),
                progress=plan.telling(progress),
            )
            store.note_bundle(plan.note(head, part))
        store.note_bearer(head.id, head.bearer)
        parts.append(part)
        more = part.more
    records = plan.records()
    access.sent(store, sum(records.values()), [c.name for c in plan.receivers])
    return Written(
        path=parts[0].path,
        number=first,
        bytes=sum(part.size for part in parts),
        changes=sum(part.changes for part in parts),
        records=plan.records(),
        photos=sum(part.photos for part in parts),
        receivers=tuple(c.name for c in plan.receivers),
        parts=tuple(part.path for part in parts),
    )


@contextmanager
def _numbered(store: Store, to: str, number: int) -> Iterator[None]:
    """Use a number for one file only: when the machine stops between writing and noting it, the next one is taken.

    Two files of one number would say to their reader that this machine exists twice.
    """
    store.set_setting(f"{_BEGUN}.{to}", number)
    try:
        yield
    except BaseException:
        store.set_setting(f"{_BEGUN}.{to}", number - 1)  # no file is left
        raise


# --- reading


def look_at(store: Store, file: Path, progress: Progress | None = None) -> Preview:
    """Verify every byte of a bundle and see what taking it in would do; nothing is written and nobody has to wait.

    Raises NotABundle, NewerFormat, NotForThisMachine, UnknownSigner, BundleDamaged, SegmentForged, StickGone.
    """
    court = Court(store, file.name)
    photos: list[str] = []

    def count(sha256: str, _source: Readable) -> None:
        if not _has(store, sha256):
            photos.append(sha256)

    checked = check(file, store.machine.age_identities, court.judge, count, progress)
    return _rehearsed(store, court, checked, photos, None)


def _has(store: Store, sha256: str) -> bool:
    return bool(store.photos.has(PREFIX + sha256))


def _rehearsed(
    store: Store, court: Court, checked: Checked, photos: list[str], told: tuple[str, ...] | None
) -> Preview:
    head = checked.head
    glimpsed = store.glimpse(court.trust, segments_of(store, checked), would_come(head.hello, court.trust))
    received = glimpsed.received
    if told is None:
        told = (
            *problems(store, head, received, court.trust, glimpsed.forked, is_whole=glimpsed.holds),
            *news_of_lost(store, court.trust),
        )
    return Preview(
        path=checked.path,
        bundle_id=head.id,
        sender=head.sender,
        sender_name=court.sender_name,
        sender_scope=head.sender_scope,
        number=head.number,
        at=head.at,
        program=head.program,
        seen_before=store.has_read(head.id),
        received=received,
        photos=len(photos),
        problems=told,
        records=tuple(_seen(one) for one in glimpsed.records),
        glimpsed=replace(glimpsed, records=()),
    )


def salvage_preview(store: Store, file: Path, progress: Progress | None = None) -> Preview:
    """Rehearse taking in the whole parts of a damaged bundle; `problems` says what is lost. Nothing stays.

    Sender and number are what the file claims. Raises as `look_at`, and BundleDamaged where nothing is whole.
    """
    court = Court(store, file.name)
    found = salvage_bundle(file, store.machine.age_identities, court.judge, None, progress)
    told = tuple(whole_parts_problems(found))
    return _rehearsed(store, court, found.whole, [name for name in found.photos if not _has(store, name)], told)


def salvage(store: Store, file: Path, progress: Progress | None = None) -> TakenIn:
    """Take in the whole parts of a damaged bundle, in one transaction. Raises as `salvage_preview`.

    A complete copy may be taken in afterwards and brings the rest.
    """
    court = Court(store, file.name)
    return receive_whole_parts(store, file, court.judge, lambda: court.trust, progress)


def take_in(store: Store, file: Path, progress: Progress | None = None) -> TakenIn:
    """Take a bundle in: all of it, or nothing. A known one does no harm. Raises as `look_at`."""
    court = Court(store, file.name)
    return receive(store, file, court.judge, lambda: court.trust, progress)


def _seen(one: Coming) -> RecordSeen:
    """Name a record that a bundle touches, as it would be afterwards."""
    return RecordSeen(
        one.id,
        one.kind,
        record_title(one.kind, one.id, one.state),
        one.is_new,
        conflicts=len(one.conflicts),
        settled=len(one.settled),
        is_merged=one.is_merged,
        becomes_deleted=one.becomes_deleted,
        comes_back=one.comes_back,
        amount=_amount(one),
    )


def _amount(one: Coming) -> str:
    """Say the money of an entry."""
    model = kinds().get(one.kind)
    if model is None or not model.append_only:
        return ""
    amounts = [
        shown(field, value)
        for name, field in model.declared().items()
        if isinstance(field, Money) and isinstance(value := one.state.get(name), int)
    ]
    return " · ".join(amounts)


# --- overview


def bundles_in(store: Store, folder: Path) -> list[BundleSeen]:
    """List the bundles in a folder or on a stick, newest file first, by their heads alone; nothing is verified yet."""
    try:
        files = [(path.stat(), path) for path in folder.glob(f"*{SUFFIX}") if path.is_file()]
    except OSError:
        return []
    files.sort(key=lambda found: (found[0].st_mtime, found[1]), reverse=True)
    return [_bundle_seen(store, path, told.st_size) for told, path in files]


def _bundle_seen(store: Store, path: Path, size: int) -> BundleSeen:
    try:
        head = peek(path, store.machine.age_identities)
    except CodiError as refused:
        return BundleSeen(path, size, problem=str(refused))
    return BundleSeen(
        path=path,
        size=size,
        sender=head.sender,
        sender_name=head.sender_name,
        number=head.number,
        at=head.at,
        for_us=head.sender != store.machine.device,
        seen_before=store.has_read(head.id),
    )


def history(store: Store) -> list[Line]:
    """Give all bundles written and read, the newest first, with their receipts."""
    notes = store.bundles()
    receipts = store.receipts_of(notes)
    bearers = store.bearers()
    return [
        Line(note, note.direction == "out" and note.bundle_id in receipts, bearers.get(note.bundle_id, ""))
        for note in notes
    ]


def _now() -> int:
    return time.time_ns() // 1_000_000
