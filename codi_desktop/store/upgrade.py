"""Bring the tables into the shape that this program declares: what is declared otherwise is dropped and refilled."""

import hashlib
import json
from functools import cache

import codi_desktop
from codi_desktop.records._record import Record
from codi_desktop.store import (
    access,
    aside,
    local,
    log,
    meetings,
    met,
    packs,
    receiving,
    seals,
    search,
    taking_back,
    travel,
)
from codi_desktop.store.opening import Connection
from codi_desktop.store.tables import RecordTables

_SETTING = "tables"


def upgrade(connection: Connection, tables: RecordTables) -> list[str]:
    """Make what is missing and rebuild what was declared otherwise; gives the kinds that were rebuilt."""
    for place in (log, meetings, packs, receiving, local, met, search, access, taking_back, travel, aside, seals):
        for statement in place.TABLES.split(";"):
            connection.execute(statement)
    for guard in access.GUARDS:
        connection.execute(guard)
    kept: dict[str, list[str]] = local.setting(connection, _SETTING, {})
    wanted = {
        kind: [layout.table, _fingerprint(layout.model, codi_desktop.__version__)]
        for kind, layout in tables.layouts.items()
    }
    for kind, (table, _) in kept.items():
        if kept[kind] != wanted.get(kind):
            tables.drop(connection, kind, table)
    stale = [kind for kind in wanted if kept.get(kind) != wanted[kind]]
    for kind in stale:
        tables.make(kind)
        tables.rebuild(connection, kind)
    if kept != wanted:
        local.set_setting(connection, _SETTING, wanted)
    return [kind for kind in stale if kind in kept]


@cache
def _fingerprint(model: type[Record], version: str) -> str:
    """Tell a table's shape, and the version of the program that made its titles and search texts."""
    fields = [
        (name, declared.type_name, declared.column_name, bool(declared.index), declared.searched)
        for name, declared in model.declared().items()
    ]
    indexes = model._meta.indexes  # noqa: SLF001  Peewee's own list
    return hashlib.sha256(json.dumps([version, model.kind, fields, indexes]).encode()).hexdigest()
