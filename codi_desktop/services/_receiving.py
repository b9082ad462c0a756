"""Take a bundle in: judge its sender, verify every byte, then one transaction for all that it brings."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import forks
from codi_desktop.services._keys import LACKS, MOST_LACKED, opened, opened_head
from codi_desktop.services._receipts import entries, heed, held_by_sender
from codi_desktop.services._sending import ASIDE, MOST_WANTED, WANTS
from codi_desktop.services._trusting import keep_statements, trust_of
from codi_desktop.services.missing import MOST_MISSING, is_whole, note_met, ranges, settle
from codi_desktop.services.moments import moment
from codi_desktop.store.aside import MOST_NAMED
from codi_desktop.store.local import IN_PART, BundleNote
from codi_desktop.store.met import Met, Series
from codi_desktop.store.photos import PREFIX, Photos
from codi_desktop.store.receiving import Received
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import End, Head, bundle_id
from codi_desktop.sync.bundle_reader import Checked, Judge, Readable, Salvaged, TakePhoto, check, salvage, segments
from codi_desktop.sync.change import Segment, StreamId
from codi_desktop.sync.identity import Statement, Trust
from codi_desktop.sync.sealing import Progress
from codi_desktop.thai.calendar import format_date


class UnknownSigner(CodiError):
    """A bundle from a machine that nobody vouches for."""

    message = N_("“{name}” says it is from “{sender}”, but nobody known here vouches for that machine.")


@dataclass(frozen=True)
class TakenIn:
    """What taking a bundle in did."""

    bundle_id: str
    sender: str
    sender_name: str
    number: int
    seen_before: bool
    received: Received
    photos: int
    problems: tuple[str, ...] = ()


def receive(
    store: Store, file: Path, judge: Judge, trust: Callable[[], Trust], progress: Progress | None = None
) -> TakenIn:
    """Take a bundle in whose sender `judge` accepts and whose changes `trust` decides about."""
    beside = store.photos.aside("incoming")
    try:
        checked = check(file, store.machine.age_identities, judge, _keeping(store.photos, beside), progress)
        head, believed = checked.head, trust()
        seen_before = store.has_read(head.id)
        lost = tuple(news_of_lost(store, believed))
        with store.receiving(believed) as intake:
            keep_statements(store, believed)
            for segment in segments_of(store, checked):
                intake.segment(segment)
            for name, keys in opened_head(store, head.keys).items():
                intake.keys(name, keys)
            gone = intake.erase(believed.erased())
            received = intake.result()
            intake.heard(head.hello)
            for receipt in heed(store, head, believed):
                intake.heard(entries(receipt))
            store.note_import(head.id, intake.brought)
            whole = is_whole(store, head.hello, believed)
            told = (*problems(store, head, received, believed, intake.forked, is_whole=whole), *lost)
            forks.note(store, head, intake.forked, _now())
            _note(store, checked, believed, received)
            settle(store, believed)
            store.photos.make_place_for(beside)
        photos = len(beside.names())
        store.photos.adopt(beside)
        if gone:
            store.forget_erased(gone, intake.erased_files)
    finally:
        beside.drop()
    return TakenIn(
        bundle_id=head.id,
        sender=head.sender,
        sender_name=_name_of(head, believed),
        number=head.number,
        seen_before=seen_before,
        received=received,
        photos=photos,
        problems=told,
    )


def receive_whole_parts(
    store: Store, file: Path, judge: Judge, trust: Callable[[], Trust], progress: Progress | None = None
) -> TakenIn:
    """Take in what is whole of a damaged bundle. Of what its head claims nothing is believed: no number, no receipt."""
    beside = store.photos.aside("incoming")
    try:
        found = salvage(file, store.machine.age_identities, judge, _keeping(store.photos, beside), progress)
        beside.keep_only(PREFIX + sha256 for sha256 in found.photos)
        head, believed = found.whole.head, trust()
        named = bundle_id(head.sender, head.to, head.number, head.part, head.at)
        lost = tuple(news_of_lost(store, believed))
        with store.receiving(believed) as intake:
            keep_statements(store, believed)
            for segment in segments_of(store, found.whole):
                intake.segment(segment)
            received = intake.result()
            store.note_import(named, intake.brought)
            told = (*whole_parts_problems(found), *apart(received), *lost)
            seen_before = store.has_read(named)
            if not seen_before:
                counts = {"new": received.new, "known": received.known, "photos": len(found.photos)}
                store.note_bundle(_note_of(found.whole, believed, named, counts, IN_PART))
            store.photos.make_place_for(beside)
        photos = len(beside.names())
        store.photos.adopt(beside)
    finally:
        beside.drop()
    return TakenIn(
        bundle_id=named,
        sender=head.sender,
        sender_name=_name_of(head, believed),
        number=head.number,
        seen_before=seen_before,
        received=received,
        photos=photos,
        problems=told,
    )


def whole_parts_problems(found: Salvaged) -> Iterator[str]:
    """Say what is lost of a damaged bundle, as far as it can be known."""
    if found.has_all_records:
        yield gettext("All entries are whole. Some pictures are lost; they are asked for with the next bundle.")
    else:
        yield gettext("The end of the file is lost, with an unknown number of entries. Ask for a complete copy.")


class Court:
    """Judges a bundle's sender by what is said about machines, here and in the bundle."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self.trust = trust_of(store)
        self.sender_name = ""

    def judge(self, head: Head, statements: list[Statement]) -> None:
        """Raise UnknownSigner unless somebody whom this machine trusts vouches for the sender."""
        self.trust = trust_of(self._store, statements)
        certificate = self.trust.certificate_of(head.sender)
        if certificate is None:
            raise UnknownSigner(name=self._name, sender=head.sender_name)
        self.sender_name = certificate.name


def _keeping(kept: Photos, beside: Photos) -> TakePhoto:
    def keep(sha256: str, source: Readable) -> None:
        if not kept.has(PREFIX + sha256):
            beside.add(cast("BinaryIO", source))

    return keep


def segments_of(store: Store, checked: Checked) -> Iterator[Segment]:
    return (opened(store, segment) for segment in segments(checked, store.machine.age_identities))


def _note(store: Store, checked: Checked, trust: Trust, received: Received) -> None:
    """Take note of what the sender holds and asks for, and of the bundle itself."""
    head = checked.head
    name = _name_of(head, trust)
    if not trust.is_revoked(head.sender) and head.sender != store.machine.device:
        if _is_newest(store, head):
            before = max((peer.seen_at for peer in store.peers() if peer.device == head.sender), default=0)
            store.note_peer(head.sender, name, held_by_sender(store, head), max(before, min(head.at, _now())))
            store.set_setting(f"{WANTS}.{head.sender}", list(head.want[:MOST_WANTED]))
            store.set_setting(f"{LACKS}.{head.sender}", [list(one) for one in head.lacks[:MOST_LACKED]])
            store.set_setting(f"{ASIDE}.{head.sender}", list(head.aside[:MOST_NAMED]))
        note_met(store, _met(head, checked.end), head)
    if not received.new and store.has_read(head.id):
        return  # the history keeps what it brought when it was new
    kept = max(0, checked.end.changes - received.new - received.known)  # what waits or lies aside came too
    counts = {"new": received.new, "known": received.known, "kept": kept, "photos": checked.end.photos}
    store.note_bundle(_note_of(checked, trust, head.id, counts, "taken in"))


def _note_of(checked: Checked, trust: Trust, named: str, counts: dict[str, int], state: str) -> BundleNote:
    head = checked.head
    return BundleNote(
        number=head.number,
        direction="in",
        peer_device=head.sender,
        peer_name=_name_of(head, trust),
        file_name=checked.path.name,
        bytes=checked.size,
        at=_now(),
        bundle_id=named,
        vector=[],
        counts=counts,
        state=state,
    )


def _name_of(head: Head, trust: Trust) -> str:
    certificate = trust.certificate_of(head.sender)
    return certificate.name if certificate else head.sender_name


def _series(head: Head) -> Series:
    return Series(head.sender, head.life, head.to)


def _is_newest(store: Store, head: Head) -> bool:
    """Say whether a bundle was written after all others that came from its sender; a clock is not asked."""
    return head.number > max((met.number for met in store.met(_series(head))), default=0)


def _met(head: Head, end: End) -> Met:
    return Met(_series(head), head.number, head.id, head.part, end.more, head.at, _now())


def problems(
    store: Store, head: Head, received: Received, trust: Trust, forked: Iterable[StreamId], *, is_whole: bool
) -> Iterator[str]:
    """Say what a person should know about taking a bundle in; to be asked before it is noted.

    `is_whole` when all is here then that the sender held.
    """
    if trust.is_revoked(head.sender):
        yield gettext("The machine that wrote this bundle was reported lost. What it wrote since then is set aside.")
    yield from _place_in_series(store, head, is_whole=is_whole)
    for name in forks.names(store, head, forked, trust):
        yield forks.sentence(name)
    yield from apart(received)


def apart(received: Received) -> Iterator[str]:
    """Say what did not come into the lists."""
    if received.waiting:
        count = received.waiting
        yield ngettext(
            "{count} part waits for an earlier bundle that has not come yet.",
            "{count} parts wait for an earlier bundle that has not come yet.",
            count,
        ).format(count=count)
    if received.quarantined:
        count = received.quarantined
        yield ngettext(
            "{count} part cannot be believed or understood and is set aside.",
            "{count} parts cannot be believed or understood and are set aside.",
            count,
        ).format(count=count)
    if received.unread:
        yield _unread_words(received.unread)


def _unread_words(count: int) -> str:
    return ngettext(
        "{count} entry was written by a faulty program and cannot be read. It is kept, and everything else came in.",
        "{count} entries were written by a faulty program and cannot be read. They are kept, and all else came in.",
        count,
    ).format(count=count)


def _place_in_series(store: Store, head: Head, *, is_whole: bool) -> Iterator[str]:
    """Say whether a bundle was taken in before, is an old one, or leaves others out."""
    met = store.met(_series(head))
    last = max(met, key=lambda one: one.number, default=None)
    before = store.read_at(head.id)
    if before is not None:
        told = gettext("This bundle was taken in on {day} already. Taking it in again does no harm.")
        yield told.format(day=_day(before))
    elif last is not None and head.number < last.number:
        told = gettext("A later bundle of this sender, no. {number}, was taken in. This one may still fill a gap.")
        yield told.format(number=last.number)
    elif last is not None and head.number > last.number + 1:
        numbers = ranges(range(last.number + 1, min(head.number, last.number + 1 + MOST_MISSING)))
        if is_whole:
            told = gettext("Bundle no. {numbers} of this sender did not come, but what was in it is here already.")
        else:
            told = gettext("Bundle no. {numbers} of this sender has not come yet. What came later is kept safe.")
        yield told.format(numbers=numbers)


def _day(at: int) -> str:
    return format_date(moment(at).date(), "brief")


def news_of_lost(store: Store, trust: Trust) -> Iterator[str]:
    """Say which machines a bundle tells to be lost; to be asked before its statements are kept."""
    lost = [certificate for certificate in trust.machines() if trust.is_revoked(certificate.sub)]
    before = trust_of(store) if lost else trust
    for certificate in lost:
        if not before.is_revoked(certificate.sub):
            told = gettext("“{name}” was reported lost. Nothing that it writes from now on is taken in.")
            yield told.format(name=certificate.name)


def _now() -> int:
    return time.time_ns() // 1_000_000
