"""Who did what to a record, what they had seen, and where two people said different things."""

from dataclasses import dataclass
from typing import Any

from codi_desktop.store import local, seals
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection
from codi_desktop.store.tables import read_body
from codi_desktop.sync.change import Change, to_text
from codi_desktop.sync.merge import DELETED, Lineage


@dataclass(frozen=True)
class HistoryEntry:
    """One change: the fields it set and what its author saw in them before; `place` is where the log keeps it."""

    change_id: str
    at: int
    by: str
    machine_name: str
    device: str
    why: str
    fields: dict[str, Any]
    before: dict[str, Any]
    saw: list[str]
    action: str
    place: int


@dataclass(frozen=True)
class Said:
    """One of several values of a field, and who said it."""

    value: Any
    change_id: str
    at: int
    by: str
    machine_name: str
    device: str
    saw: list[str]


@dataclass(frozen=True)
class Conflict:
    """A field about which people who had not seen each other said different things; the shown value comes first."""

    id: str
    kind: str
    field: str
    values: list[Said]


@dataclass(frozen=True)
class Settled:
    """A decision between values that people had said apart. It stands until somebody sets the field again."""

    id: str
    kind: str
    field: str
    values: list[Said]
    decision: Said
    stands: bool


@dataclass(frozen=True)
class Merged:
    """Changes to one record by people who had not seen each other, in different fields: nothing was to be decided."""

    id: str
    kind: str
    changes: list[tuple[HistoryEntry, list[str]]]
    """each change, with those of its fields that nobody else set"""


class Told:
    """All changes of one record, with their authors' machines."""

    def __init__(self, connection: Connection, record_id: str) -> None:
        rows = connection.execute(
            "select change_id, kind, body_of(place, body), device, place from log_change join log_stream"
            " on sid = place >> 32 where record=?",
            (record_id,),
        ).fetchall()
        self.kind: str = rows[0][1] if rows else ""
        self.changes: dict[str, Change] = {}
        self.devices: dict[str, str] = {}
        self.places: dict[str, int] = {}
        read = [read_body(body) if kind == self.kind else None for _, kind, body, *_ in rows]
        known = [(record_id, change) for change in read if change is not None]
        opened = iter(seals.open_all(connection, known))
        for change_id, kind, _, device, place in rows:
            if kind == self.kind:
                name = to_text(change_id)
                self.changes[name] = next(opened)
                self.devices[name] = device
                self.places[name] = place
        self.lineage = Lineage(self.changes)

    def values_seen(self, heads: list[str]) -> dict[str, Any]:
        """Give the values that somebody saw who had these changes before them."""
        return self.lineage.state(self.lineage.known_at(heads))


def history(connection: Connection, machine: Machine, record_id: str) -> list[HistoryEntry]:
    """Tell a record's changes, each after those it had seen."""
    told = Told(connection, record_id)
    names = _names(connection, machine)
    entries = []
    for change_id, seen in zip(told.lineage.order, told.lineage.seen, strict=True):
        change, device = told.changes[change_id], told.devices[change_id]
        entries.append(
            HistoryEntry(
                change_id=change_id,
                at=change.at,
                by=change.by,
                machine_name=_name(names, device),
                device=device,
                why=change.why,
                fields=change.fields,
                before={name: told.lineage.value(name, seen) for name in change.fields},
                saw=change.parents,
                action=change.action or change_id,
                place=told.places[change_id],
            )
        )
    return entries


def conflicts_of(connection: Connection, machine: Machine, record_id: str, fields: list[str]) -> list[Conflict]:
    """Tell who said what in these fields of a record."""
    told = Told(connection, record_id)
    names = _names(connection, machine)
    return [
        Conflict(record_id, told.kind, field, [_said(told, names, change_id, value) for change_id, value in values])
        for field in fields
        if (values := _values_of(told, field))
    ]


def settled_in(connection: Connection, machine: Machine, record_id: str) -> list[Settled]:
    """Tell the decisions that were taken about a record, the newest first."""
    told = Told(connection, record_id)
    names = _names(connection, machine)
    found = []
    for change_id, field, between in told.lineage.settlements():
        values = [_said(told, names, one, told.changes[one].fields.get(field, False)) for one in between]
        decision = _said(told, names, change_id, told.changes[change_id].fields[field])
        stands = change_id in told.lineage.last_to_set(field, told.lineage.everything)
        found.append(Settled(record_id, told.kind, field, values, decision, stands))
    return found[::-1]


def merged_in(connection: Connection, machine: Machine, record_id: str) -> list[Merged]:
    """Tell where changes to a record came together of themselves, the newest first."""
    groups = Told(connection, record_id).lineage.side_by_side()
    if not groups:
        return []
    told = {entry.change_id: entry for entry in history(connection, machine, record_id)}
    kind = Told(connection, record_id).kind
    return [
        Merged(record_id, kind, [(told[change_id], fields) for change_id, fields in group]) for group in groups[::-1]
    ]


def _values_of(told: Told, field: str) -> list[tuple[str, Any]]:
    lineage = told.lineage
    if field == DELETED and (deletions := lineage.deletions_and_late())[1]:
        return [*((late, False) for late in deletions[1]), *((deletion, True) for deletion in deletions[0])]
    top = lineage.last_to_set(field, lineage.everything)
    return [(change_id, told.changes[change_id].fields[field]) for change_id in top]


def _said(told: Told, names: dict[str, str], change_id: str, value: Any) -> Said:
    change, device = told.changes[change_id], told.devices[change_id]
    return Said(value, change_id, change.at, change.by, _name(names, device), device, change.parents)


def _names(connection: Connection, machine: Machine) -> dict[str, str]:
    return {**local.machine_names(connection), machine.device: machine.name}


def _name(names: dict[str, str], device: str) -> str:
    return names.get(device, device[:8])
