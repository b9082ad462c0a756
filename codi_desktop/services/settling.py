"""Settle what two people said apart: tell it in the words of the screen, take a decision, never lose a value.

What is decided is exactly what was looked at. When another value or somebody's decision has arrived meanwhile, nothing
is applied and it is said so.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Attachment, CitizenId, Facts, Field, Json, LongText, Money, Privacy, Reference
from codi_desktop.records._record import Record, kinds
from codi_desktop.records._shown import shown
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import areas, editing, photos, questions
from codi_desktop.services._trusting import trust_of
from codi_desktop.services.moments import moment
from codi_desktop.services.questions import Asked, DisputeKey
from codi_desktop.services.text_merge import Proposal, merge
from codi_desktop.store.history import HistoryEntry, Said
from codi_desktop.store.saving import NotAccepted, Saved
from codi_desktop.store.store import NotFound, Store, live
from codi_desktop.sync.identity import Trust
from codi_desktop.sync.merge import DELETED
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.citizen_id import mask_citizen_id

__all__ = [
    "Dispute",
    "DisputeKey",
    "LastSettled",
    "MoreWasSaid",
    "NotAccepted",
    "NotFound",
    "SettledMeanwhile",
    "Statement",
    "dispute",
    "disputes",
    "in_words",
    "in_words_of",
    "keep_both",
    "last_settled",
    "picture",
    "settle",
]

_ORDER = {"tambon": 0, "province": 1, "group": 2, "region": 3}
_ORIGINS = {
    "tambon": N_("From the tambon"),
    "province": N_("From the province"),
    "group": N_("From the province group"),
    "region": N_("From the region"),
}
_LAST = "settling.last"


class SettledMeanwhile(CodiError):
    """Somebody else's decision has arrived."""

    message = N_("This was settled elsewhere meanwhile: {value} ({by}). Nothing was changed here.")


class MoreWasSaid(CodiError):
    """Another value has arrived since this was looked at."""

    message = N_("Another value has arrived meanwhile. Look at all of them before you decide.")


class NotTwo(CodiError):
    """One thing, of which one value is right."""

    message = N_("This is one thing, so only one of the values can stay. Choose one.")


@dataclass(frozen=True)
class Statement:
    """One of the values, in words: who said it, in which role, when, at which machine, and what they had seen."""

    change_id: str
    value: Json
    words: str
    unit: str
    photo: str
    """the name of a picture, when the field holds one"""
    lines: tuple[str, ...]
    """what else this change says, where a deletion stands against it"""
    origin: str
    by: str
    role: str
    at: datetime
    machine: str
    saw: str
    is_shown: bool
    """whether lists and reports use it for the time being"""


@dataclass(frozen=True)
class Dispute:
    """A field about which people said different things; the level below comes first."""

    key: DisputeKey
    kind: str
    title: str
    about: str
    house_id: str
    photo: str
    statements: tuple[Statement, ...]
    former: str
    interim: str
    can_type: bool
    is_deletion: bool
    is_second: bool
    """whether all of these are decisions already: two people decided differently"""
    can_keep_both: bool
    """whether these may be two things under one record"""
    can_ask: str
    """the level that can be asked, or nothing"""
    proposal: Proposal | None
    """for long texts: one text out of the two"""
    questions: tuple[Asked, ...]
    """what was asked about it, the newest first"""

    @property
    def seen(self) -> frozenset[str]:
        """The changes that this shows."""
        return frozenset(one.change_id for one in self.statements)


@dataclass(frozen=True)
class LastSettled:
    """The last decision that was taken on this machine."""

    at: datetime
    by: str


def disputes(store: Store) -> list[DisputeKey]:
    """Give everything that waits for a decision, the longest waiting first.

    A field that only repeats what another record says is left out: it follows when that one is decided.
    """
    every = store.conflicts()
    open_ones = {(one.id, one.field) for one in every}
    found = []
    for one in every:
        repeats = one.field in editing.repeated(kinds()[one.kind])
        source = editing.repeated_from(store.by_id(one.id), one.field) if repeats else None
        if source is None or not any((record_id, name) in open_ones for record_id, name in source):
            found.append((max(said.at for said in one.values), one.id, one.field))
    return [DisputeKey(record_id, name) for _at, record_id, name in sorted(found)]


@dataclass(frozen=True)
class OpenLine:
    """One that waits, as a list shows it."""

    key: DisputeKey
    about: str
    field: str
    asked: str
    """on which day somebody was asked about it, in words; or nothing"""


def by_record(store: Store) -> list[DisputeKey]:
    """Give everything that waits for a decision with the fields of a record together, the longest waiting first."""
    grouped: dict[str, list[DisputeKey]] = {}
    for key in disputes(store):
        grouped.setdefault(key.id, []).append(key)
    return [key for keys in grouped.values() for key in keys]


def open_lines(store: Store, keys: Sequence[DisputeKey]) -> list[OpenLine]:
    """Tell some of them for a list."""
    found, records = [], {}
    for key in keys:
        if key.id not in records:
            records[key.id] = store.by_id(key.id)
        record = records[key.id]
        asked = questions.asked_about(store, key)
        found.append(OpenLine(key, _about(record, _house_of(store, record)), label_of(record, key.field), mark(asked)))
    return found


def mark(asked: Sequence[Asked]) -> str:
    """Say that and when somebody was asked, or that the answer is here; nothing where nobody was."""
    if not asked:
        return ""
    if asked[0].is_answered:
        return gettext("answered")
    day = format_date(asked[0].on, "brief") if asked[0].on else ""
    return gettext("asked {day}").format(day=day)


def label_of(record: Record, name: str) -> str:
    """Name a field as the screen does; one that this program does not know by its own name."""
    if name == DELETED:
        return gettext("Deleted, or still in use?")
    field = record.declared().get(name)
    return gettext(field.label) if field else name


def dispute(store: Store, key: DisputeKey) -> Dispute:
    """Tell one of them in words. Raises SettledMeanwhile when it is no longer open."""
    record = store.by_id(key.id)
    values = _values(store, record, key)
    history = store.history(key.id)
    told = {entry.change_id: entry for entry in history}
    field = record.declared().get(key.field)
    words = _Words(store, record, key.field)
    statements = [words.statement(said, told[said.change_id], is_shown=n == 0) for n, said in enumerate(values)]
    places = {said.change_id: (words.rank(said.device), said.at) for said in values}
    ordered = tuple(sorted(statements, key=lambda one: places[one.change_id]))
    is_deletion = key.field == DELETED
    house = _house_of(store, record)
    return Dispute(
        key=key,
        kind=record.kind,
        title=label_of(record, key.field),
        about=_about(record, house),
        house_id=house.id if house else "",
        photo=_photo_of(store, house),
        statements=ordered,
        former=words.former(history, values) if not is_deletion else "",
        interim=statements[0].words,
        can_type=field is not None and not isinstance(field, Facts),
        is_deletion=is_deletion,
        is_second=_is_second(store, key, values),
        can_keep_both=_can_keep_both(store, record) and len(values) == 2 and field is not None,
        can_ask=questions.whom(store, key.id),
        proposal=_proposal(store, key, ordered) if isinstance(field, LongText) else None,
        questions=tuple(questions.asked_about(store, key)),
    )


def settle(store: Store, seen: Dispute, value: Json, *, beside: Iterable[Record] = ()) -> Saved:
    """Decide for a value, saving records `beside` it in the same action.

    Raises SettledMeanwhile, MoreWasSaid, and NotAccepted when the record refuses it.
    """
    record = store.by_id(seen.key.id)
    if {said.change_id for said in _values(store, record, seen.key)} != seen.seen:
        raise MoreWasSaid
    if seen.key.field != DELETED:
        record.fill({seen.key.field: value})
        refused = [one for one in record.check() if one.refuses and one.field == seen.key.field]
        if refused:
            raise NotAccepted(refused)
        value = getattr(record, seen.key.field)
        _settle_copies(store, record)
    saved = store.settle(seen.key.id, seen.key.field, value, beside=beside)
    now = datetime.now().astimezone()
    store.set_setting(_LAST, {"at": now.isoformat(), "by": store.machine.person})
    return saved


def keep_both(store: Store, seen: Dispute, stays: str) -> str:
    """Keep one side's value here, and make a record of its own from what the other side had; gives its id.

    It tells two people or things apart that were entered under one record. Other fields in conflict stay open, for
    each is a decision of its own. Raises NotTwo, and what `settle` raises.
    """
    record = store.by_id(seen.key.id)
    if not seen.can_keep_both or stays not in seen.seen:
        raise NotTwo
    kept = next(one for one in seen.statements if one.change_id == stays)
    other = next(one for one in seen.statements if one.change_id != stays)
    declared = record.declared()
    values = {
        name: declared[name].clean(value)
        for name, value in store.values_at(record.id, [other.change_id]).items()
        if name in declared
    }
    apart = type(record).new(record.scope)
    apart.fill({**values, "made_from": record.id})
    settle(store, seen, kept.value, beside=[apart])
    return str(apart.id)


def _can_keep_both(store: Store, record: Record) -> bool:
    """Say whether this office knows the whole of both, to make two records of them."""
    return record.may_be_two and store.machine.level in {"tambon", "province"}


def _proposal(store: Store, key: DisputeKey, statements: Sequence[Statement]) -> Proposal | None:
    texts = [one.value or "" for one in statements]
    if len(texts) != 2 or not all(isinstance(text, str) for text in texts):
        return None
    before = store.value_both_saw(key.id, key.field, [one.change_id for one in statements])
    return merge(before if isinstance(before, str) else "", *texts)


def _is_second(store: Store, key: DisputeKey, values: Iterable[Said]) -> bool:
    decisions = {one.decision.change_id for one in store.settled_of(key.id) if one.field == key.field}
    return all(said.change_id in decisions for said in values)


def last_settled(store: Store) -> LastSettled | None:
    """Say when something was decided here last; None when nothing ever was."""
    kept = store.setting(_LAST)
    return LastSettled(datetime.fromisoformat(kept["at"]), kept["by"]) if kept else None


def _settle_copies(store: Store, record: Record) -> None:
    """Let the fields that repeat what is decided follow it, before: Ctrl+Z is to take back the decision itself."""
    for copy in editing.copies(store, record):
        in_conflict = set(json.loads(copy.conflicts)) if copy.conflicts else set()
        for name in editing.repeated(type(copy)) & in_conflict:
            store.settle(copy.id, name, getattr(copy, name))


def _values(store: Store, record: Record, key: DisputeKey) -> list[Said]:
    """Give what is said about a field; raise SettledMeanwhile when it is not in conflict any more."""
    for conflict in store.conflicts_of(record.id):
        if conflict.field == key.field:
            return conflict.values
    last = next((entry for entry in reversed(store.history(key.id)) if key.field in entry.fields), None)
    words = _Words(store, record, key.field)
    raise SettledMeanwhile(
        value=words.of(last.fields[key.field]) if last else "", by=f"{last.by} · {last.machine_name}" if last else ""
    )


class _Words:
    """The words for the values of one field, and for those who said them."""

    def __init__(self, store: Store, record: Record, name: str) -> None:
        self._store, self._record, self._name = store, record, name
        self._field: Field | None = record.declared().get(name)

    @cached_property
    def _trust(self) -> Trust:
        return trust_of(self._store)

    def of(self, value: Json, field: Field | None = None) -> str:
        """Say a value; nothing is said to be empty."""
        field = field or self._field
        if field is None:
            if self._name != DELETED:
                return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            return gettext("Delete it") if value else gettext("Keep it")
        if value is None or value in ("", []):
            return gettext("Empty")
        if isinstance(field, CitizenId) or field.privacy is Privacy.IDENTIFIER:
            return mask_citizen_id(str(value))
        if isinstance(field, Reference):
            return self._title(field.refers_to, str(value))
        return shown(field, value)

    def statement(self, said: Said, entry: HistoryEntry, *, is_shown: bool) -> Statement:
        """Tell who said a value."""
        field = self._field
        level, scope = self._place(said.device)
        return Statement(
            change_id=said.change_id,
            value=said.value,
            words=self.of(said.value),
            unit=gettext("baht") if isinstance(field, Money) and said.value is not None else "",
            photo=str(said.value) if isinstance(field, Attachment) and said.value else "",
            lines=tuple(self._lines(entry)) if field is None and not said.value else (),
            origin=gettext(_ORIGINS[level]) if level in _ORIGINS else said.machine_name,
            by=said.by,
            role=self._role(said.by) or self._area(level, scope),
            at=_time(said.at),
            machine=said.machine_name,
            saw=self._saw(entry),
            is_shown=is_shown,
        )

    def former(self, history: Sequence[HistoryEntry], values: Iterable[Said]) -> str:
        """Say what stood there before these people changed it, where they all had seen the same."""
        name = self._name
        chosen = {said.change_id for said in values}
        before = [entry.before.get(name) for entry in history if entry.change_id in chosen]
        if not before or before[0] in (None, "", []) or any(one != before[0] for one in before):
            return ""
        from_whom = [e for e in history if e.change_id not in chosen and e.fields.get(name) == before[0]]
        if not from_whom:
            return ""
        day = format_date(_time(from_whom[-1].at).date(), "brief")
        value = self._with_unit(before[0])
        told = gettext("Before these people changed it, it was {value} ({by}, {day})")
        return told.format(value=value, by=from_whom[-1].by, day=day)

    def rank(self, device: str) -> int:
        """Say where a machine's level stands: the lower, the further to the left."""
        return _ORDER.get(self._place(device)[0], len(_ORDER))

    def _saw(self, entry: HistoryEntry) -> str:
        if self._field is None:
            return ""
        if not entry.saw:
            return gettext("Had seen nothing before: entered the record")
        return gettext("Had seen: {value}").format(value=self._with_unit(entry.before.get(self._name)))

    def _with_unit(self, value: Json) -> str:
        told = self.of(value)
        is_money = isinstance(self._field, Money) and value is not None
        return gettext("{amount} baht").format(amount=told) if is_money else told

    def _lines(self, entry: HistoryEntry) -> Iterable[str]:
        declared = self._record.declared()
        for name, value in entry.fields.items():
            if name in declared and name not in editing.repeated(type(self._record)):
                label = gettext(declared[name].label)
                yield gettext("{label}: {value}").format(label=label, value=self.of(value, declared[name]))

    def _title(self, kind: str, record_id: str) -> str:
        found = editing.arrived(self._store, kinds()[kind], record_id) if kind in kinds() else None
        return found.title() if found else gettext("A record that has not arrived yet")

    def _place(self, device: str) -> tuple[str, str]:
        own = self._store.machine
        if device == own.device:
            return own.level, own.scope
        certificate = self._trust.certificate_of(device)
        return (certificate.level, certificate.scope) if certificate else ("", "")

    def _role(self, by: str) -> str:
        found = self._store.rows(live(PersonRole).where(PersonRole.person_name.endswith(by)).limit(1)) if by else []
        return str(found[0].role_title or "") if found else ""

    def _area(self, level: str, scope: str) -> str:
        if not scope:
            return ""
        names = areas.place_names(self._store, scope)
        if level == "tambon" and names.tambon:
            return gettext("Tambon {name}").format(name=names.tambon)
        if level == "province" and names.province:
            return gettext("Province {name}").format(name=names.province)
        return names.group or names.region or scope


def _house_of(store: Store, record: Record) -> HouseRepair | None:
    if isinstance(record, HouseRepair):
        return record
    named = getattr(record, "house", None)
    if named:
        return editing.arrived(store, HouseRepair, str(named))
    if record.kind == "household":
        return store.one(live(HouseRepair).where(HouseRepair.household == record.id))
    return store.one(live(HouseRepair).where(HouseRepair.owner == record.id)) if record.kind == "person" else None


def _about(record: Record, house: HouseRepair | None) -> str:
    label = gettext(record.label)
    if house is None:
        return f"{label} {record.title()}"
    if house.id == record.id:
        return record.title()
    named = label if record.kind in {"household", "person"} else f"{label} {record.title()}"
    return f"{named} · {house.title()}"


def _photo_of(store: Store, house: HouseRepair | None) -> str:
    if house is None:
        return ""
    found = [photo.attachment for photo in photos.photos_of(store, house.id) if photo.attachment]
    return next((name for name in found if store.photos.has(name)), "")


def picture(store: Store, name: str) -> bytes:
    """Give the bytes of a picture. Raises PhotoMissing or PhotoDamaged."""
    content: bytes = store.photos.read(name)
    return content


def _time(milliseconds: int) -> datetime:
    return moment(milliseconds)


def in_words(store: Store, of: Dispute, value: Json) -> str:
    """Say a value of the field that a dispute is about."""
    return _Words(store, store.by_id(of.key.id), of.key.field).of(value)


def in_words_of(store: Store, model: type[Record], name: str, value: Json) -> str:
    """Say a value of a field of any record of this kind."""
    return _Words(store, model.new(store.machine.scope), name).of(value)
