"""Write a person's edits: what changed against what was loaded, into the log and the tables, as one action."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records._fields import Facts, Tags
from codi_desktop.records._record import Problem, Record, new_ulid, scope_of
from codi_desktop.store import log, seals
from codi_desktop.store.history import Told
from codi_desktop.store.machine import EVERYWHERE, Machine
from codi_desktop.store.opening import Connection
from codi_desktop.store.tables import Arrived, RecordTables, Row, Touched
from codi_desktop.sync.change import LONGEST_BODY, MOST_PARENTS, Change, to_text

SCHEMA = 1
_BATCH = 2000
_encode = msgspec.json.Encoder().encode


class NotAccepted(CodiError):
    """A record breaks a rule; `problems` says which."""

    message = N_("This cannot be saved yet. {problems}")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems=" ".join(problem.sentence for problem in problems))
        self.problems = problems


class NotYourArea(CodiError):
    """The record belongs to an area that this machine does not keep."""

    message = N_("This machine may not change records of area {scope}.")


class TooMuchAtOnce(CodiError):
    """A change that no other machine would accept."""

    message = N_("This is too long to be kept as one change. Shorten the texts, or save them one after the other.")


@dataclass(frozen=True)
class Saved:
    """What a save wrote; empty when nothing had changed. `warnings` are problems that did not refuse it."""

    action: str = ""
    ids: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One change to be written: the fields, and the changes that its author had seen."""

    kind: str
    record_id: str
    fields: dict[str, Any]
    parents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Act:
    """What the edits of one action share."""

    by: str
    why: str = ""
    at: int | None = None
    undoes: str | None = None
    action: str = ""
    """the name of an action that was begun, to be gone on with"""


def accepted(records: Iterable[Record]) -> list[Problem]:
    """Give the warnings about records; raises NotAccepted with the problems that refuse them."""
    problems = [problem for record in records for problem in record.check()]
    refusing = [problem for problem in problems if problem.refuses]
    if refusing:
        raise NotAccepted(refusing)
    return problems


def edits_of(connection: Connection, tables: RecordTables, records: list[Record]) -> list[tuple[Record, Edit]]:
    """Say what each record changes against what it was loaded with, leaving out those that change nothing."""
    loaded: dict[str, list[str]] = {}
    for record in records:
        if record.heads is None:
            raise ValueError(f"a part of {record.kind} {record.id} was loaded, and only a whole can be saved")
        if record.heads:
            loaded.setdefault(record.kind, []).append(record.id)
    rows: dict[str, Row] = {}
    for kind, ids in loaded.items():
        rows.update(tables.existing(connection, kind, ids))
    found = []
    for record in records:
        fields = _changed(record, _values_seen(connection, record, rows.get(record.id)))
        if fields or not record.heads:
            parents = record.heads.split(",") if record.heads else []
            found.append((record, Edit(record.kind, record.id, fields, parents)))
    return found


def write(connection: Connection, tables: RecordTables, machine: Machine, edits: list[Edit], act: Act) -> Saved:
    """Add edits to the log and the tables. Raises NotYourArea."""
    if not edits:
        return Saved()
    shared = act.action or (new_ulid() if len(edits) > 1 else "")
    at = time.time_ns() // 1_000_000 if act.at is None else act.at
    changes = [
        Change(
            e.kind,
            e.record_id.partition(".")[2],
            at,
            act.by,
            SCHEMA,
            e.parents[:MOST_PARENTS],
            e.fields,
            shared,
            act.why,
        )
        for e in edits
    ]
    changes = [_for_here(tables, change) for change in changes]
    change_ids = _append(connection, tables, machine, edits, changes)
    action = shared or change_ids[0]
    ids = tuple(edit.record_id for edit in edits)
    done = list(zip(ids, change_ids, strict=True))
    if act.action:
        before = connection.execute("select changes from local_action where action=?", (action,)).fetchone()
        connection.execute(
            "update local_action set changes=? where action=?", (json.dumps([*json.loads(before[0]), *done]), action)
        )
    else:
        connection.execute(
            "insert into local_action(action, changes, undoes) values(?,?,?)", (action, json.dumps(done), act.undoes)
        )
    if act.undoes:
        connection.execute("update local_action set undone=? where action=?", (action, act.undoes))
    return Saved(action, ids, tuple(change_ids))


def _append(
    connection: Connection, tables: RecordTables, machine: Machine, edits: list[Edit], changes: list[Change]
) -> list[str]:
    """Add changes to the streams of their areas; gives their ids in the order of the edits."""
    by_scope: dict[str, list[int]] = {}
    for i, edit in enumerate(edits):
        by_scope.setdefault(scope_of(edit.record_id), []).append(i)
    change_ids = [""] * len(edits)
    for scope, places in by_scope.items():
        if scope != EVERYWHERE and not machine.may_write(scope):
            raise NotYourArea(scope=scope)
        for start in range(0, len(places), _BATCH):
            part = places[start : start + _BATCH]
            entries = [
                log.Entry(edits[i].kind, edits[i].record_id, body_of(_sealed(connection, tables, edits[i], changes[i])))
                for i in part
            ]
            if any(len(entry.body) > LONGEST_BODY for entry in entries):
                raise TooMuchAtOnce
            for i, change_id in zip(part, log.append_own(connection, machine, scope, entries), strict=True):
                change_ids[i] = to_text(change_id)
            arrived = [Arrived(edits[i].kind, edits[i].record_id, change_ids[i], changes[i]) for i in part]
            tables.apply(connection, arrived, Touched())
    return change_ids


def _for_here(tables: RecordTables, change: Change) -> Change:
    layout = tables.layouts.get(change.kind)
    return seals.without_masks(layout.fields, change) if layout and layout.is_private else change


def _sealed(connection: Connection, tables: RecordTables, edit: Edit, change: Change) -> Change:
    layout = tables.layouts.get(edit.kind)
    if layout is None or not layout.is_private:
        return change
    return seals.sealed_for(connection, edit.record_id, layout.fields, change)


def body_of(change: Change) -> bytes:
    """Write a change as the line that is kept for ever."""
    body: dict[str, Any] = {"k": change.kind, "r": change.ulid, "t": change.at, "u": change.by, "v": change.schema}
    if change.parents:
        body["b"] = change.parents
    body["s"] = change.fields
    if change.sealed:
        body["e"] = change.sealed
    if change.action:
        body["a"] = change.action
    if change.why:
        body["w"] = change.why
    return _encode(body)


def _values_seen(connection: Connection, record: Record, row: Row | None) -> dict[str, Any]:
    """Give the values that a form had loaded: those of now, or, when the record went on behind it, those of then."""
    if not record.heads:
        return {}
    if row is not None and row.heads == record.heads:
        return row.values
    seen = Told(connection, record.id).values_seen(record.heads.split(","))
    fields = record.declared()
    return {name: fields[name].clean(value) for name, value in seen.items() if name in fields and value is not None}


def _changed(record: Record, seen: dict[str, Any]) -> dict[str, Any]:
    """Give the fields that were set to something else than what was seen. Lists may have been changed in place."""
    changed = {}
    assigned = record.assigned()
    for name, declared in record.declared().items():
        if name in assigned or isinstance(declared, Tags | Facts):
            value = record.__data__.get(name)
            value = None if value is None or value == "" else declared.clean(value)
            if value != seen.get(name):
                changed[name] = value
    return changed
