"""Commands over records of every kind: kinds, put, list, show, delete, attach."""

import argparse
import codecs
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codi_desktop.cli._parser import Commands, day, pair
from codi_desktop.cli._session import Session, say, utc
from codi_desktop.cli.access import ask_for_full_numbers, purpose_of
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._fields import Field, Number, Tags, Whole, YesNo, typed
from codi_desktop.records._record import Record
from codi_desktop.records._shown import shown
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.services import access, editing, money, photos
from codi_desktop.services.opening import Store
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.sorting import sort_key


class NotJsonLines(CodiError):
    """Lines that are not JSON objects."""

    message = N_("Line {line} is not a JSON object.")


class NotReadable(CodiError):
    """A value after = that the field cannot have."""

    message = N_("“{value}” cannot be a value of “{label}”.")


class EnteredByCommand(CodiError):
    """Something that a command of its own writes, which proves it first."""

    message = N_("“{name}” is not entered by hand: use the command “{command}”.")


class NoReason(CodiError):
    """A deletion without a word of why."""

    message = N_("Say why the record is deleted.")


class NotAnId(CodiError):
    """A word that cannot be the id of a record."""

    message = N_("“{id}” is not an id: it is an area, a point and 26 letters.")


_BY_COMMAND = {"step_taken": "step", "issued_document": "issue"}


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("kinds", N_("the kinds of record with their fields"), _kinds)
    put = commands.add("put", N_("add or change records from JSON lines"), _put)
    put.add_argument("kind", metavar="KIND")
    put.add_argument("file", metavar="FILE", nargs="?", default="-")
    put.add_argument("--area", metavar="CODE", help=gettext(N_("area of new records (default: this machine's)")))
    put.add_argument("--why", default="", help=gettext(N_("the reason, kept in the history")))
    listed = commands.add("list", N_("list records"), _list)
    listed.add_argument("kind", metavar="KIND")
    listed.add_argument("--where", metavar="FIELD=VALUE", type=pair, action="append", default=[])
    listed.add_argument("--find", metavar="TEXT", default="")
    listed.add_argument("--deleted", action="store_true", help=gettext(N_("those in the trash instead")))
    ask_for_full_numbers(listed)
    show = commands.add("show", N_("show one record"), _show)
    show.add_argument("id", metavar="ID")
    show.add_argument("--history", action="store_true", help=gettext(N_("every change: who, when, which machine")))
    ask_for_full_numbers(show)
    delete = commands.add("delete", N_("mark a record deleted"), _delete)
    delete.add_argument("id", metavar="ID")
    delete.add_argument("--why", required=True)
    attach = commands.add("attach", N_("add a photo or a file"), _attach)
    attach.add_argument("id", metavar="ID")
    attach.add_argument("file", metavar="FILE", type=Path)
    attach.add_argument("--stage", default="before")
    attach.add_argument("--part", default="")
    attach.add_argument("--taken", metavar="DATE", type=day)
    attach.add_argument("--keep-original", action="store_true")


_TRUTHS = dict.fromkeys(("true", "yes", "1", "ใช่"), True) | dict.fromkeys(("false", "no", "0", "ไม่ใช่"), False)


def as_json(record: Record, *, unmasked: bool = False) -> dict[str, Any]:
    """Give a record as the JSON object that `put` takes back; its citizen ids are masked."""
    known = {name: value for name, value in record.values().items() if value is not None}
    known = known if unmasked else access.masked(type(record), known)
    marks = {"_deleted": True} if record.deleted else {}
    conflicts = json.loads(record.conflicts) if record.conflicts else None
    return {"id": record.id, "kind": record.kind, **known, **marks, **({"_conflicts": conflicts} if conflicts else {})}


def value_of(field: Field, text: str) -> Any:
    """Read a value from the command line as its field's JSON form."""
    if text == "":
        return None
    try:
        if isinstance(field, YesNo):
            return _TRUTHS[text.lower()]
        if isinstance(field, Whole):
            return int(to_arabic_digits(text))
        if isinstance(field, Number):
            return float(to_arabic_digits(text))
    except (KeyError, ValueError) as refused:
        raise NotReadable(value=text, label=gettext(field.label)) from refused
    if isinstance(field, Tags):
        return text.split(",")
    return typed(field, text)


def _kinds(session: Session, _chosen: argparse.Namespace) -> None:
    for kind in editing.kinds_described():
        lines = [f"{kind.kind}: {kind.label}"]
        lines += [f"  {f.name:24} {f.type:12} {f.label}" + ("  *" if f.required else "") for f in kind.fields]
        fields = [{**asdict(field), "private": field.privacy} for field in kind.fields]
        session.tell({**asdict(kind), "fields": fields}, "\n".join(lines))


def _put(session: Session, chosen: argparse.Namespace) -> None:
    model = editing.model_of(chosen.kind)
    written = _bytes_of_stdin() if chosen.file == "-" else Path(chosen.file).read_bytes()
    given = list(_objects(written))
    store = session.store
    records = [_record(store, model, values, chosen.area or store.machine.scope) for values in given]
    editing.save(store, [record for record, _ in records], why=chosen.why)
    for record, is_new in records:
        warned = _warnings(record)
        session.tell({"id": record.id, "new": is_new, "warnings": warned}, "\n  ".join([record.id, *warned]))


def _bytes_of_stdin() -> bytes:
    """Read a pipe as it is: decoded by the system, a broken letter would vanish without a word."""
    raw = getattr(sys.stdin, "buffer", None)
    return bytes(raw.read()) if raw else sys.stdin.read().encode()


def _objects(written: bytes) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(written.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line.decode())
        except (ValueError, RecursionError) as broken:
            raise NotJsonLines(line=number) from broken
        if not isinstance(values, dict):
            raise NotJsonLines(line=number)
        yield values


def _record(store: Store, model: type[Record], given: dict[str, Any], scope: str) -> tuple[Record, bool]:
    """Load the record that an object changes, or make the new one that it describes."""
    values = {name: value for name, value in given.items() if name not in {"id", "kind"} and not name.startswith("_")}
    record_id = given.get("id")
    if record_id is None:
        known, record = False, model.new(scope)
    elif isinstance(record_id, str) and all(record_id.partition(".")):
        known = store.count(model.select().where(model.id == record_id)) > 0
        record = store.get(model, record_id) if known else model.new(scope)
        record.id = record_id
    else:
        raise NotAnId(id=record_id)
    before = record.values()
    hidden = access.masked(model, before)
    as_it_was = {name for name in values if values[name] == hidden.get(name) != before.get(name)}  # as `list` gave it
    editing.fill(record, {name: value for name, value in values.items() if name not in as_it_was})
    _refuse_what_commands_write(record, before)
    if isinstance(record, MoneyEntry) and not record.heads:
        money.refuse_wrong_cancellation(store, record)
    return record, not known


def _refuse_what_commands_write(record: Record, before: dict[str, Any]) -> None:
    """Hold steps and papers to the commands that prove them; to put back what `list` gave changes nothing."""
    differing = [name for name, value in record.values().items() if value != before[name]]
    if record.kind in _BY_COMMAND and (differing or not record.heads):
        raise EnteredByCommand(name=gettext(record.label), command=_BY_COMMAND[record.kind])
    for name in record.led:
        if name in differing:
            raise EnteredByCommand(name=gettext(record.declared()[name].label), command="step")


def _warnings(record: Record) -> list[str]:
    return [problem.sentence for problem in record.check() if not problem.refuses]


def _list(session: Session, chosen: argparse.Namespace) -> None:
    model, store, purpose = editing.model_of(chosen.kind), session.store, purpose_of(chosen)
    query = model.select().where(model.deleted == chosen.deleted)
    for name, text in chosen.where:
        field = model.declared().get(name)
        if field is None and name != "id":
            raise editing.NoSuchField(label=gettext(model.label), field=name)
        query = query.where(model.id == text if field is None else field == value_of(field, text))
    if chosen.find:
        query = query.where(model.id.in_(store.find(chosen.find, kinds=[model.kind])))
    found = sorted(store.rows(query), key=lambda record: (sort_key(record.title()), record.id))
    if session.as_json:
        access.exported(store, model.kind, [record.id for record in found], gettext("Command line"), purpose=purpose)
    for record in found:
        session.tell(as_json(record, unmasked=bool(purpose)), f"{record.id}  {record.title()}")
    if not session.as_json:
        say(ngettext("{n} record", "{n} records", len(found)).format(n=len(found)))


def _show(session: Session, chosen: argparse.Namespace) -> None:
    store, purpose = session.store, purpose_of(chosen)
    record = store.by_id(chosen.id)
    if purpose:
        access.identifier_shown(store, record.id, purpose)
    else:
        access.viewed(store, record.kind, record.id)

    def told(values: dict[str, Any]) -> dict[str, Any]:
        return values if purpose else access.masked(type(record), values)

    entries = [_entry(entry, told) for entry in store.history(chosen.id)] if chosen.history else None
    facts = as_json(record, unmasked=bool(purpose)) | ({"history": entries} if entries is not None else {})
    fields = record.declared()
    lines = [f"{gettext(record.label)}: {record.title()}"]
    lines += [
        f"  {gettext(fields[name].label)}: {shown(fields[name], value)}"
        for name, value in told(record.values()).items()
        if value is not None
    ]
    lines += [
        f"  {e['at']} {e['by']} ({e['machine']}): {json.dumps(e['fields'], ensure_ascii=False)}" for e in entries or []
    ]
    session.tell(facts, "\n".join(lines))


def _entry(entry: Any, told: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    return {
        "change": entry.change_id,
        "at": utc(entry.at),
        "by": entry.by,
        "machine": entry.machine_name,
        "device": entry.device,
        "why": entry.why,
        "fields": told(entry.fields),
        "before": told(entry.before),
        "saw": entry.saw,
        "action": entry.action,
    }


def _delete(session: Session, chosen: argparse.Namespace) -> None:
    if not chosen.why.strip():
        raise NoReason
    record = session.store.by_id(chosen.id)
    saved = session.store.delete(record, by=session.store.machine.person, why=chosen.why)
    session.tell(
        {"id": chosen.id, "action": saved.action}, gettext("“{title}” is in the trash.").format(title=record.title())
    )


def _attach(session: Session, chosen: argparse.Namespace) -> None:
    record = session.store.by_id(chosen.id)
    photo = photos.take_in(
        session.store,
        record.id,
        chosen.file,
        chosen.stage,
        part=chosen.part,
        taken=chosen.taken,
        keep_original=chosen.keep_original,
        by=session.store.machine.person,
    )
    session.tell(as_json(photo), gettext("Took in {title}.").format(title=photo.title()))
