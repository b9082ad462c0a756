"""Plan what goes to a receiver: which changes it lacks, which photos they name, and what the bundle says of itself."""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec

from codi_desktop import __version__
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._record import scope_of
from codi_desktop.records.area import Area
from codi_desktop.services._keys import MOST_LACKED, disclosed, keys_for_head, may_read, own_classes, with_keys
from codi_desktop.services._receipts import receipts_for
from codi_desktop.services._trusting import MachineLost, machine_called, trust_of
from codi_desktop.store.local import BundleNote
from codi_desktop.store.photos import PREFIX
from codi_desktop.store.saving import SCHEMA
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import ALL, LARGEST_BLOB, MOST_CARRIED, SUFFIX, Head, Vector, bundle_id
from codi_desktop.sync.bundle_writer import Part, Photo
from codi_desktop.sync.change import Segment, link, to_text
from codi_desktop.sync.identity import Certificate, Trust, can_receive, covers, recipient_of, travels_to
from codi_desktop.sync.sealed import CLASSES
from codi_desktop.sync.sealing import Progress

CARRIED = "carrying.files"
WANTS = "exchange.wants"
ASIDE = "exchange.aside"
MOST_WANTED = 5000
_PHOTO = re.compile(rb'"sha256:([0-9a-f]{64})"')
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


class NobodyToSendTo(CodiError):
    """No machine of this area or above is known."""

    message = N_("No other machine is known here yet. Join the level above first, or accept another machine.")


class KeyUnusable(CodiError):
    """A machine whose certificate names no key that anything can be sealed to."""

    message = N_("Nothing can be sealed for “{machine}”: its certificate is faulty. Let it join once more.")


def planned(store: Store, to: str, *, photos: bool) -> "Plan":
    trust = trust_of(store)
    if to == ALL:
        own = store.machine.scope
        receivers = [
            c
            for c in trust.machines()
            if c.sub != store.machine.device
            and covers(trust.prefixes(c.sub), own)
            and not trust.is_revoked(c.sub)
            and can_receive(c.enc)
        ]
        if not receivers:
            raise NobodyToSendTo
        return Plan(store, trust, ALL, receivers, store.machine.scopes, with_photos=photos)
    receiver = machine_called(store, to)
    if trust.is_revoked(receiver.sub):
        raise MachineLost(machine=receiver.name)
    if not can_receive(receiver.enc):
        raise KeyUnusable(machine=receiver.name)
    return Plan(store, trust, receiver.sub, [receiver], trust.prefixes(receiver.sub), with_photos=photos)


class Plan:
    """One export: for whom, what they have, and what has gone into it so far."""

    def __init__(
        self,
        store: Store,
        trust: Trust,
        to: str,
        receivers: list[Certificate],
        prefixes: tuple[str, ...],
        *,
        with_photos: bool,
    ) -> None:
        self._store, self._trust, self._with_photos = store, trust, with_photos
        self.to, self.receivers, self._prefixes = to, receivers, prefixes
        self.statements = trust.for_receiver(prefixes)
        self.recipients = [recipient_of(store.machine.age_identity), *(c.enc for c in receivers)]
        known = {peer.device: peer.vector for peer in store.peers()}
        self._has = _known_to_all([known.get(c.sub, []) for c in receivers])
        self._somewhere = {entry[:3]: entry[3] for c in receivers for entry in known.get(c.sub, [])}
        self._reached = [entry for entry in self._has if travels_to(prefixes, entry[0])]
        self._given: deque[_Given] = deque()
        self._vectors = [known.get(c.sub, []) for c in receivers]
        self._aside = [set(store.setting(f"{ASIDE}.{c.sub}", [])) for c in receivers]
        wants = [store.setting(f"{WANTS}.{c.sub}", []) for c in receivers]
        self._named = {name for names in wants for name in names}
        self._readers = {c.sub: trust.prefixes(c.sub) for c in receivers}
        self._records: dict[str, set[str]] = {}
        self._photo_bytes_left = 0

    def segments(self) -> Iterator[Segment]:
        """Give what the receivers lack, taking note of the records and photos on the way.

        Photos of changes that one of several receivers has already are left to those who ask for them.
        """
        for segment in self._store.segments(self._has, self._travels, self._trust):
            for body in segment.bodies:
                if said := _about(body):
                    self._records.setdefault(said.k, set()).add(f"{segment.stream.scope}.{said.r}")
                    if self._somewhere.get(segment.stream, 0) < segment.last:
                        self._named.update(self._photos_in(f"{segment.stream.scope}.{said.r}", body, said.e))
            self._given.append(_Given.of(segment))
            yield self._with_keys(segment)
        known_aside: set[str] = set.intersection(*self._aside) if self._aside else set()
        common = _known_to_all(self._vectors)
        for segment in self._store.passed_on(self._travels, known_aside, common):
            self._given.append(_Given((), (), len(segment.bodies)))
            yield self._with_keys(segment)

    def _with_keys(self, segment: Segment) -> Segment:
        """Add the keys of private fields for those who may have them."""
        about = [said for body in segment.bodies if (said := _about(body)) and said.e]
        records = sorted({f"{segment.stream.scope}.{said.r}" for said in about})
        return with_keys(self._store, segment, self.receivers, records) if records else segment

    def _photos_in(self, record: str, body: bytes, slots: dict[str, str]) -> Iterator[str]:
        """Name the photos in a change, also those that are sealed for all of the receivers."""
        yield from (found.decode() for found in _PHOTO.findall(body))
        if slots:
            scope = scope_of(record)
            classes = [n for n in CLASSES if all(may_read(c.level, c.scope, n, scope) for c in self.receivers)]
            for text in self._store.opened_texts(record, slots, classes):
                yield from (found.decode() for found in _PHOTO.findall(text))

    def _travels(self, scope: str) -> bool:
        return travels_to(self._prefixes, scope)

    def photo_names(self) -> list[str]:
        """Give the photos named by what was given out, and those asked for, as far as they lie here.

        One larger than any reader accepts stays here, rather than have the whole bundle refused.
        """
        if not self._with_photos:
            return []
        kept = self._store.photos
        here = [name for name in sorted(self._named) if kept.has(PREFIX + name)]
        return [name for name in here if kept.size(PREFIX + name) <= LARGEST_BLOB]

    def photos(self) -> Iterator[Photo]:
        """Give the photos, when all segments were given out. A damaged one stays here; somebody else may have it."""
        kept = self._store.photos
        names = self.photo_names()
        self._photo_bytes_left = sum(kept.size(PREFIX + name) for name in names)
        for name in names:
            size = kept.size(PREFIX + name)
            if kept.is_whole(PREFIX + name):
                yield Photo(name, size, lambda name=name: kept.chunks(PREFIX + name))  # type: ignore[misc]
            self._photo_bytes_left -= size

    def records(self) -> dict[str, int]:
        """Count the records that were given out, by kind."""
        return {kind: len(ids) for kind, ids in sorted(self._records.items())}

    def head(self, number: int, part: int, at: int, bearer: str = "") -> Head:
        """Write what the bundle says about itself."""
        machine = self._store.machine
        return Head(
            schema=SCHEMA,
            id=bundle_id(machine.device, self.to, number, part, at),
            number=number,
            part=part,
            to=self.to,
            sender=machine.device,
            sender_name=machine.name,
            sender_scope=machine.scope,
            life=machine.incarnation,
            root=machine.root,
            receivers=tuple(c.sub for c in self.receivers),
            at=at,
            program=__version__,
            hello=[entry for entry in self._store.vector() if self._travels(entry[0])],
            want=tuple(name.removeprefix(PREFIX) for name in self._store.missing_photos()[:MOST_WANTED]),
            aside=tuple(self._store.named_aside(self._travels)),
            bearer=bearer,
            carried=tuple(tuple(entry) for entry in self._store.setting(CARRIED, [])[:MOST_CARRIED]),
            keys=keys_for_head(self._store, self.receivers, self._readers, disclosed(self._store)),
            lacks=tuple(self._store.shut(own_classes(machine.level), MOST_LACKED)),
            receipts=receipts_for(self._store, self._trust, self._prefixes),
        )

    def note(self, head: Head, part: Part) -> BundleNote:
        """Write the line that the history keeps; its vector is what the receiver has once it took this in.

        To be asked for each part in turn. What the writer looked at and left for a later part does not count.
        """
        left = part.changes
        while left:
            given = self._given.popleft()
            left -= given.changes
            if given.after:  # of what is passed on, the receiver may believe nothing
                self._reached = [*(entry for entry in self._reached if entry != given.before), given.after]
        name = self.receivers[0].name if len(self.receivers) == 1 else gettext("all machines of the area and above")
        return BundleNote(
            number=head.number,
            direction="out",
            peer_device=self.to,
            peer_name=name,
            file_name=part.path.name,
            bytes=part.size,
            at=head.at,
            bundle_id=head.id,
            vector=list(self._reached),
            counts={"changes": part.changes, "photos": part.photos},
            state="written",
        )

    def telling(self, progress: Progress | None) -> Callable[[int], None] | None:
        """Give the writer somebody to tell its progress to."""
        if progress is None:
            return None
        tell = progress
        return lambda done: tell(done, done + self._photo_bytes_left)


class _Brief(msgspec.Struct):
    """What a change is about; an erased one is about nothing any more."""

    k: str = ""
    r: str = ""
    e: dict[str, str] = {}


_brief = msgspec.json.Decoder(_Brief).decode


def _about(body: bytes) -> _Brief | None:
    """Say what a change is about; None for one of an illegal form, which travels with its stream all the same."""
    try:
        return _brief(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _known_to_all(vectors: list[Vector]) -> Vector:
    """Give what every one of these is known to have: of each stream the shortest, where nobody knows branches."""
    if not vectors:
        return []
    common: Vector = []
    streams = [by_stream(vector) for vector in vectors]
    for stream, entries in streams[0].items():
        heads = [other.get(stream, []) for other in streams]
        if len(vectors) == 1:
            common.extend(entries)
        elif all(len(each) == 1 for each in heads):
            common.append(min((each[0] for each in heads), key=lambda entry: entry[3]))
    return common


def by_stream(vector: Vector) -> dict[tuple[str, str, str], list[tuple[str, str, str, int, str]]]:
    found: dict[tuple[str, str, str], list[tuple[str, str, str, int, str]]] = {}
    for entry in vector:
        found.setdefault(entry[:3], []).append(entry)
    return found


@dataclass(frozen=True)
class _Given:
    """A segment that was given out: what somebody knew of its stream before, and knows after."""

    before: tuple[str, str, str, int, str] | tuple[()]
    after: tuple[str, str, str, int, str] | tuple[()]
    changes: int

    @classmethod
    def of(cls, segment: Segment) -> Self:
        head = segment.previous
        for body in segment.bodies:
            head = link(head, body)
        before = (*segment.stream, segment.first - 1, to_text(segment.previous))
        return cls(before, (*segment.stream, segment.last, to_text(head)), len(segment.bodies))


def path_for(store: Store, folder: Path, number: int, plan: Plan) -> Path:
    """Name a bundle so that people can tell it: area, place, number, and for whom; safe on FAT32."""
    if folder.suffix == SUFFIX:
        return folder
    place = next((str(area.title()) for area in store.rows(_area_of(store))), store.machine.name)
    name = f"{store.machine.scope}-{safe_name(place)}-{number}"
    if plan.to != ALL:
        name = gettext("{bundle} for {receiver}").format(bundle=name, receiver=plan.receivers[0].scope)
    return folder / f"{safe_name(name)}{SUFFIX}"


def _area_of(store: Store) -> Any:
    return Area.select().where(Area.code == store.machine.scope).limit(1)


def safe_name(text: str) -> str:
    """Make a file name that every system can keep."""
    plain = _UNSAFE.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(plain.split()).strip(". ")[:70]
