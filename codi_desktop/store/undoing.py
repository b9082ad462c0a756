"""Take an action back: new changes that set the values its author saw before."""

import json
from typing import Any

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.history import Told
from codi_desktop.store.opening import Connection
from codi_desktop.store.saving import Edit
from codi_desktop.sync.change import Change, canonical
from codi_desktop.sync.merge import DELETED


class NothingToUndo(CodiError):
    """No action of this machine has this name, or it was taken back before."""

    message = N_("There is nothing to take back.")


class LaterWork(CodiError):
    """Somebody has worked on the same fields since."""

    message = N_("This cannot be taken back: {by} has changed the same record since.")


def edits_back(connection: Connection, action: str) -> list[Edit]:
    """Give the edits that take an action back. Raises NothingToUndo and LaterWork."""
    row = connection.execute("select changes, undone from local_action where action=?", (action,)).fetchone()
    if row is None or row[1]:
        raise NothingToUndo
    of_record: dict[str, list[str]] = {}
    for record_id, change_id in json.loads(row[0]):
        of_record.setdefault(record_id, []).append(change_id)
    return [
        edit for record_id, ids in of_record.items() for edit in _edits_of(Told(connection, record_id), record_id, ids)
    ]


def _edits_of(told: Told, record_id: str, own: list[str]) -> list[Edit]:
    """Give the edits that bring one record back to what its authors had seen before."""
    lineage, changes = told.lineage, told.changes
    before = lineage.known_at([parent for change_id in own for parent in changes[change_id].parents])
    before &= ~sum(1 << k for k, change_id in enumerate(lineage.order) if change_id in own)
    fields = {name: lineage.value(name, before) for change_id in own for name in changes[change_id].fields}
    touched = [name for name in fields if not set(lineage.last_to_set(name, lineage.everything)) <= set(own)]
    others = [change_id for change_id in lineage.order if change_id not in own]
    is_new = not before
    if touched or (is_new and others):
        raise LaterWork(by=_last(changes, others, touched).by)
    if is_new:
        fields = {DELETED: True}
    elif DELETED in fields:
        fields[DELETED] = bool(fields[DELETED])
    heads = lineage.heads()
    reopened = (
        [] if is_new else [Edit(told.kind, record_id, said, heads) for said in said_besides(told, before, fields)]
    )
    return [Edit(told.kind, record_id, fields, heads), *reopened]


def said_besides(told: Told, before: int, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the values that stood beside the shown one, so that taking back a decision opens the conflict again."""
    return [
        {name: told.changes[change_id].fields[name]}
        for name, shown in fields.items()
        for change_id in told.lineage.last_to_set(name, before)[1:]
        if canonical(told.changes[change_id].fields[name]) != canonical(shown)
    ]


def _last(changes: dict[str, Change], others: list[str], touched: list[str]) -> Change:
    """Name whose work is in the way."""

    def counts(change: Change) -> bool:
        return not touched or any(name in change.fields for name in touched)

    found = [changes[change_id] for change_id in others if counts(changes[change_id])]
    return found[-1]
