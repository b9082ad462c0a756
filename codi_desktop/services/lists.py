"""Lists and single records of any kind: what the page of people and the page of one record show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from codi_desktop.i18n import gettext
from codi_desktop.records._record import Record, kinds
from codi_desktop.records.household import Household
from codi_desktop.records.organisation import CATEGORIES, Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import editing
from codi_desktop.services.editing import Form
from codi_desktop.services.moments import moment
from codi_desktop.services.ways import Way, way_of
from codi_desktop.store.saving import NotAccepted, Saved
from codi_desktop.store.store import Store, live
from codi_desktop.thai.phone import format_phone

__all__ = ["Listed", "NotAccepted", "Opened", "Query", "Related", "Told", "count", "ids", "open_record", "rows"]

_MOST_FOUND = 5_000
_MOST_RELATED = 8
_MOST_TOLD = 6
_HIDDEN = frozenset({"area", "area_membership", "programme_rule", "priority_weights", "issued_document"})


@dataclass(frozen=True)
class Query:
    """Which records of a kind are wanted: those that hold every word of `text`."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Listed:
    """A record in a list. `state` is how far this machine's work on it has come: here, bundle or arrived."""

    id: str
    title: str
    second: str
    third: str
    in_conflict: bool
    state: str
    at: datetime | None
    machine: str


@dataclass(frozen=True)
class Related:
    """Records of one kind that name this one: by which field, how many, and the first of them as id and title."""

    kind: str
    field: str
    label: str
    count: int
    first: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """One change of a record: when, by whom, where, and the labels of the fields that changed."""

    at: datetime
    by: str
    machine: str
    labels: tuple[str, ...]
    is_first: bool
    way: Way


@dataclass(frozen=True)
class Opened:
    """A record with its draft, what names it, and what was done to it last."""

    form: Form
    related: tuple[Related, ...]
    told: tuple[Told, ...]
    in_conflict: bool


def ids(store: Store, query: Query) -> list[str]:
    """Give the ids that a query finds, in the order of the dictionary."""
    model = editing.model_of(query.kind)
    chosen = model.select(model.id).where(~model.deleted)
    if query.text.strip():
        chosen = chosen.where(model.id.in_(store.find(query.text, [query.kind], limit=_MOST_FOUND)))
    return [str(record_id) for (record_id,) in store.tuples(chosen.order_by(model.sort_key, model.id))]


def count(store: Store, kind: str) -> int:
    """Count the records of a kind."""
    return store.count(live(editing.model_of(kind)))


def rows(store: Store, kind: str, wanted: Sequence[str]) -> list[Listed | None]:
    """Give the rows of a list in the order of their ids; None for one that is gone."""
    model: Any = editing.model_of(kind)
    found = {record.id: record for record in store.rows(live(model).where(model.id.in_(list(wanted))))}
    where = store.where(found)
    listed: list[Listed | None] = []
    for record_id in wanted:
        record = found.get(record_id)
        if record is None:
            listed.append(None)
            continue
        second, third = _more(record)
        way = where[record_id]
        at = _time(way.at) if way.at else None
        listed.append(
            Listed(record_id, record.title(), second, third, bool(record.conflicts), way.state, at, way.machine)
        )
    return listed


def open_record(store: Store, kind: str, record_id: str | None) -> Opened:
    """Give a record, or a new one, with all that its page shows. Raises NotFound and NoSuchKind."""
    form = editing.load(store, kind, record_id)
    if record_id is None:
        return Opened(form, (), (), in_conflict=False)
    record = form.record
    return Opened(form, tuple(_related(store, record)), tuple(_told(store, record)), bool(record.conflicts))


def keep(store: Store, record: Record, values: dict[str, Any]) -> Saved:
    """Save a record with what was typed. Raises NotAccepted with every problem."""
    editing.fill(record, values)
    return editing.save(store, record)


def remove(store: Store, record: Record) -> Saved:
    """Delete a record; Ctrl+Z brings it back. Raises NeverDeleted."""
    return store.delete(record)


def _related(store: Store, record: Record) -> list[Related]:
    """Find what names this record, kind by kind."""
    found = []
    for model in kinds().values():
        if model.kind in _HIDDEN or model.append_only:
            continue
        for name, field in model.declared().items():
            if getattr(field, "refers_to", "") == record.kind:
                chosen = live(model).where(field == record.id)
                first = store.rows(chosen.order_by(model.sort_key).limit(_MOST_RELATED))
                titles = tuple((one.id, one.title()) for one in first)
                total = store.count(chosen) if len(titles) == _MOST_RELATED else len(titles)
                found.append(Related(model.kind, name, gettext(model.label_plural), total, titles))
    return found


def _told(store: Store, record: Record) -> list[Told]:
    declared = record.declared()
    entries = sorted(store.history(record.id), key=lambda entry: entry.at, reverse=True)[:_MOST_TOLD]
    where = store.where_at(entry.place for entry in entries)
    return [
        Told(
            at=_time(entry.at),
            by=entry.by,
            machine=entry.machine_name,
            labels=tuple(gettext(declared[name].label) for name in entry.fields if name in declared),
            is_first=not entry.saw,
            way=way_of(where[entry.place]),
        )
        for entry in entries
    ]


def _more(record: Record) -> tuple[str, str]:
    """Give two more things that tell a record apart from others of its title."""
    match record:
        case Person():
            return format_phone(record.phone) if record.phone else "", record.occupation or ""
        case Household():
            return _people(record.members_count), _people(record.dependants_count)
        case Organisation():
            category = CATEGORIES.get(record.category or "")
            return gettext(category) if category else "", record.short_name or ""
        case PersonRole():
            return record.organisation_name or "", ""
    return "", ""


def _people(count: int | None) -> str:
    return "" if count is None else gettext("{count} people").format(count=count)


def _time(milliseconds: int) -> datetime:
    return moment(milliseconds)
