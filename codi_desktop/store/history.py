"""Who did what to a record, what they had seen, and where two people said different things."""

from dataclasses import dataclass
from typing import Any

from codi_desktop.store import local
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
        for change_id, kind, body, device, place in rows:
            if kind == self.kind:
                name = to_text(change_id)
                self.changes[name] = read_body(body)
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
