"""Enter and change records of any kind: what forms, the command line and imports of lists have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Field, Json
from codi_desktop.records._record import Problem, Record, kinds
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import transferring
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import NotFound, Store, live

R = TypeVar("R", bound=Record)


class NoSuchKind(CodiError):
    """A name that no kind of record has."""

    message = N_("There is no kind of record called “{kind}”.")


class NoSuchField(CodiError):
    """A name that no field of the record has."""

    message = N_("{label} has no field called “{field}”.")


class AlreadyEntered(CodiError):
    """Somebody tries to change what may only be cancelled and entered anew."""

    message = N_("{label} is not changed after it was entered. Cancel it and enter it anew.")


class MovedAway(CodiError):
    """A change to what another tambon has accepted, or an entry for it."""

    message = N_("“{title}” has moved to {target}. It can only be read here.")


@dataclass(frozen=True)
class Form:
    """What a form shows: the record, what is wrong with it, and what was typed but not yet saved."""

    record: Record
    problems: list[Problem]
    draft: dict[str, Json] | None


@dataclass(frozen=True)
class FieldDescribed:
    """A field, for `kinds` and for forms that are made from it."""

    name: str
    type: str
    label: str
    help: str
    required: bool
    privacy: str
    choices: dict[str, str]
    section: str
    refers_to: str


@dataclass(frozen=True)
class KindDescribed:
    """A kind of record with its fields."""

    kind: str
    label: str
    label_plural: str
    append_only: bool
    sections: dict[str, str]
    fields: list[FieldDescribed]


@dataclass(frozen=True)
class _Copy:
    """Fields of one kind that repeat what another record says, so that lists and searches need one table."""

    model: type[Record]
    reference: str
    source: type[Record]
    fields: dict[str, str]  # the field here → the field there, or "" for its title


_COPIES = (
    _Copy(Household, "head", Person, {"head_name": ""}),
    _Copy(HouseRepair, "owner", Person, {"owner_name": ""}),
    _Copy(
        HouseRepair,
        "household",
        Household,
        {"house_number": "house_number", "moo": "moo", "village_name": "village_name"},
    ),
    _Copy(PersonRole, "person", Person, {"person_name": ""}),
    _Copy(PersonRole, "organisation", Organisation, {"organisation_name": ""}),
)


def model_of(kind: str) -> type[Record]:
    """Give the class of a kind of record. Raises NoSuchKind."""
    if kind not in kinds():
        raise NoSuchKind(kind=kind)
    return kinds()[kind]


def load(store: Store, kind: str, record_id: str | None = None, scope: str | None = None) -> Form:
    """Open a record, or begin a new one in `scope` (this machine's own by default), with its unsaved draft."""
    model = model_of(kind)
    record = store.get(model, record_id) if record_id else model.new(scope or store.machine.scope)
    return Form(record, record.check(), store.draft(form_name(kind, record_id)))


def form_name(kind: str, record_id: str | None) -> str:
    """Name a form's draft: one for each record, and one for the new record of each kind."""
    return f"{kind}/{record_id or 'new'}"


def fill(record: Record, values: dict[str, Json]) -> None:
    """Set fields of a record from typed values. Raises NoSuchField."""
    for name in values:
        if name not in record.declared():
            raise NoSuchField(label=gettext(record.label), field=name)
    record.fill(values)


def save(store: Store, records: Record | Iterable[Record], *, by: str | None = None, why: str = "") -> Saved:
    """Save records as one action, with the names and addresses that other records repeat from them.

    Raises NotAccepted with every problem, AlreadyEntered for a change to an entry that is only ever cancelled, and
    MovedAway for what another tambon keeps now.
    """
    changed = {r.id: r for r in ([records] if isinstance(records, Record) else records)}
    for record in list(changed.values()):
        _refuse_change_of_entry(store, record)
        _refuse_change_of_moved(store, record)
    for record in list(changed.values()):
        for repeating in _repeating(store, record, changed):
            changed.setdefault(repeating.id, repeating)
    for record in list(changed.values()):
        _copy_into(store, record, changed)
    return store.save(list(changed.values()), by=by, why=why)


def repeated(model: type[Record]) -> frozenset[str]:
    """Name the fields that repeat what another record says: the program fills them in, no form asks for them."""
    return frozenset(name for copy in _COPIES if copy.model is model for name in copy.fields)


def repeated_from(record: Record, name: str) -> list[tuple[str, str]] | None:
    """Say from which fields (record id, field) a repeated field is filled in; None when it repeats nothing."""
    for copy in _COPIES:
        if isinstance(record, copy.model) and name in copy.fields:
            source = str(getattr(record, copy.reference) or "")
            there = copy.fields[name]
            named = [there] if there else list(copy.source.declared())
            return [(record.id, copy.reference), *((source, field) for field in named)]
    return None


def copies(store: Store, record: Record) -> list[Record]:
    """Give a record and those that repeat what it says, filled in as it stands in memory; nothing is saved."""
    changed: dict[str, Record] = {record.id: record}
    for found in list(_repeating(store, record, changed)):
        changed.setdefault(found.id, found)
    for one in changed.values():
        _copy_into(store, one, changed)
    return list(changed.values())


def arrived(store: Store, model: type[R], record_id: str | None) -> R | None:
    """Give the record that a reference names; None where it names none or the record has not arrived yet."""
    if not record_id:
        return None
    try:
        return store.get(model, record_id)
    except NotFound:
        return None


def kinds_described() -> list[KindDescribed]:
    """Describe every kind of record with its fields, in the user's language."""
    return [_described(model) for model in kinds().values()]


def _described(model: type[Record]) -> KindDescribed:
    return KindDescribed(
        kind=model.kind,
        label=gettext(model.label),
        label_plural=gettext(model.label_plural),
        append_only=model.append_only,
        sections={code: gettext(label) for code, label in model.sections.items()},
        fields=[_field_described(name, field) for name, field in model.declared().items()],
    )


def _field_described(name: str, field: Field) -> FieldDescribed:
    options: dict[Any, str] = getattr(field, "options", {})
    return FieldDescribed(
        name=name,
        type=field.type_name,
        label=gettext(field.label),
        help=gettext(field.help),
        required=field.required,
        privacy=field.privacy.value,
        choices={str(code): gettext(label) for code, label in options.items()},
        section=field.section,
        refers_to=getattr(field, "refers_to", ""),
    )


def _refuse_change_of_entry(store: Store, record: Record) -> None:
    """Hold people to void-and-reissue; other machines' changes are judged by the log."""
    if not record.append_only or not record.heads:
        return
    before = store.get(type(record), record.id).values()
    differing = {name for name, value in record.values().items() if value != before[name]}
    if differing - record.changeable:
        raise AlreadyEntered(label=gettext(record.label))


def _refuse_change_of_moved(store: Store, record: Record) -> None:
    """Keep a record that has moved, and the entries of a house that has, as they were handed on."""
    transfer = transferring.moved_with(store, [record.id, str(getattr(record, "house", None) or "")])
    if transfer is not None:
        target = transferring.area_name(store, str(transfer.to_area))
        raise MovedAway(title=transfer.about or record.title(), target=target)


def _repeating(store: Store, record: Record, changed: dict[str, Record]) -> Iterator[Record]:
    """Find the saved records that repeat what this one says."""
    for copy in _COPIES:
        if isinstance(record, copy.source) and record.heads:
            reference = copy.model._meta.fields[copy.reference]  # noqa: SLF001  Peewee's public map of fields
            for found in store.rows(live(copy.model).where(reference == record.id)):
                if found.id not in changed and store.machine.may_write(found.scope):
                    yield found
                    if isinstance(found, Household):
                        yield from _repeating(store, found, changed)


def _copy_into(store: Store, record: Record, changed: dict[str, Record]) -> None:
    for copy in _COPIES:
        if not isinstance(record, copy.model):
            continue
        reference = getattr(record, copy.reference)
        source = changed.get(reference) or arrived(store, copy.source, reference)
        if source is not None:
            for here, there in copy.fields.items():
                setattr(record, here, getattr(source, there) if there else source.title())
