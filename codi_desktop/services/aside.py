"""What lies aside, in words: whose it is, why, since when, and what a person can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from codi_desktop import __version__
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._record import Record, kinds
from codi_desktop.services._trusting import trust_of
from codi_desktop.services._value_words import Names, field_line, record_title
from codi_desktop.services.waiting import area_words
from codi_desktop.store.aside import Apart, NotAside, NothingToAccept
from codi_desktop.store.saving import Edit, Saved
from codi_desktop.store.store import NotFound, Store
from codi_desktop.sync.identity import AFTER_LOSS, FOREIGN_AREA, UNKNOWN_MACHINE, Trust
from codi_desktop.sync.merge import DELETED

__all__ = [
    "Aside", "NotAside", "NotYours", "NothingToAccept", "RecordAside", "accept", "asides", "look", "retry",
    "retry_after_update",
]  # fmt: skip

_PROGRAM = "aside.program"
UNREAD = N_("A faulty program wrote this; no program can read it.")
_TODO = {
    UNKNOWN_MACHINE: N_("Ask for a newer bundle: it brings the certificate of that machine."),
    FOREIGN_AREA: N_("Ask the province whether that machine should write for this area."),
    AFTER_LOSS: N_("Ask the province whether this work is true before anybody accepts it."),
    UNREAD: N_("Ask the province for a newer program on that machine. Everything else came in."),
}


class NotYours(CodiError):
    """Work that this machine has no say over."""

    message = N_("Only the work of a lost machine can be accepted, by somebody who keeps that area.")


@dataclass(frozen=True)
class Aside:
    """Changes of one machine in one area that lie aside for one reason, in the parts of these numbers."""

    numbers: tuple[int, ...]
    device: str
    machine: str
    area: str
    changes: int
    since: int
    reason: str
    todo: str
    can_accept: bool


@dataclass(frozen=True)
class RecordAside:
    """What one record would become by accepting a part."""

    id: str
    kind: str
    title: str
    lines: tuple[str, ...]


def asides(store: Store) -> list[Aside]:
    """Give what lies aside, the longest first. What was accepted by hand is left out."""
    trust = trust_of(store)
    found: dict[tuple[str, str, str], list[Apart]] = {}
    for one in store.apart():
        if not one.accepted:
            found.setdefault((one.stream.device, one.stream.scope, one.reason), []).append(one)
    told = [_told(store, trust, parts) for parts in found.values()]
    for unread in store.unread():
        name = _name(trust, unread.stream.device)
        area = area_words(store, unread.stream.scope)
        words = gettext(UNREAD), gettext(_TODO[UNREAD])
        told.append(Aside((), unread.stream.device, name, area, unread.count, unread.at, *words, can_accept=False))
    return sorted(told, key=lambda one: (one.since, one.machine, one.area))


def retry(store: Store) -> int:
    """Try everything again that lies aside or waits; gives how many changes came in."""
    count = store.read_again()
    with store.receiving(trust_of(store)) as intake:
        return count + intake.result().new


def retry_after_update(store: Store) -> int:
    """Try again once with each version of the program, at start: a newer one may know more."""
    if store.setting(_PROGRAM) == __version__:
        return 0
    count = retry(store)
    store.set_setting(_PROGRAM, __version__)
    return count


def look(store: Store, number: int) -> list[RecordAside]:
    """Show what accepting an entry would change; any of its numbers names it. Raises NotAside, NothingToAccept."""
    waves = store.edits_aside([one.number for one in _entry(store, number)])
    if not waves:
        raise NothingToAccept
    fields: dict[tuple[str, str], dict[str, object]] = {}
    for edit in (edit for wave in waves for edit in wave):
        fields.setdefault((edit.kind, edit.record_id), {}).update(edit.fields)
    names = Names(store)
    return [_record(store, names, Edit(kind, record_id, said)) for (kind, record_id), said in fields.items()]


def accept(store: Store, number: int, why: str = "") -> Saved:
    """Write the work of a lost machine once more as one's own, all parts of an entry in one action.

    Raises NotAside, NotYours and NothingToAccept.
    """
    parts = _entry(store, number)
    part, trust = parts[0], trust_of(store)
    if not _can_accept(store, trust, part):
        raise NotYours
    told = gettext("Accepted from the lost machine “{machine}”. {why}")
    reason = told.format(machine=_name(trust, part.stream.device), why=why).strip()
    return store.accept_aside([one.number for one in parts], why=reason)


def _entry(store: Store, number: int) -> list[Apart]:
    """Give all parts of the entry that a part belongs to, in the order of their stream."""
    open_parts = [one for one in store.apart() if not one.accepted]
    chosen = next((one for one in open_parts if one.number == number), None)
    if chosen is None:
        raise NotAside
    whose = (chosen.stream.device, chosen.stream.scope, chosen.reason)
    parts = [one for one in open_parts if (one.stream.device, one.stream.scope, one.reason) == whose]
    return sorted(parts, key=lambda one: (one.stream.incarnation, one.first))


def _told(store: Store, trust: Trust, parts: list[Apart]) -> Aside:
    first = parts[0]
    return Aside(
        numbers=tuple(one.number for one in parts),
        device=first.stream.device,
        machine=_name(trust, first.stream.device),
        area=area_words(store, first.stream.scope),
        changes=sum(one.last - one.first + 1 for one in parts),
        since=min(one.at for one in parts),
        reason=gettext(first.reason),
        todo=gettext(_TODO.get(first.reason, _TODO[UNKNOWN_MACHINE])),
        can_accept=_can_accept(store, trust, first),
    )


def _can_accept(store: Store, trust: Trust, part: Apart) -> bool:
    machine = store.machine
    return (
        part.reason == AFTER_LOSS
        and part.stream.device != machine.device
        and machine.may_write(part.stream.scope)
        and not trust.is_revoked(machine.device)
    )


def _name(trust: Trust, device: str) -> str:
    certificate = trust.certificate_of(device)
    return certificate.name if certificate else gettext("unknown machine {device}").format(device=device[:8])


def _record(store: Store, names: Names, edit: Edit) -> RecordAside:
    try:
        record: Record | None = store.by_id(edit.record_id)
    except NotFound:
        record = None
    title = record_title(edit.kind, edit.record_id, edit.fields) if record is None else str(record.title())
    return RecordAside(edit.record_id, edit.kind, title, tuple(_lines(names, edit, record)))


def _lines(names: Names, edit: Edit, record: Record | None) -> Iterable[str]:
    fields = kinds()[edit.kind].declared() if edit.kind in kinds() else {}
    for name, value in edit.fields.items():
        if name == DELETED:
            yield gettext("It would be deleted.") if value else gettext("It comes back.")
        elif name in fields:
            before = getattr(record, name) if record is not None else None
            yield field_line(names, fields[name], before, value, is_new=record is None)
