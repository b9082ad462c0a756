"""Take a whole import back: new changes that leave what it brought in the log and lead the records back to before.

What an import brought is kept as runs of places, so it is known which changes are its own. Each record is looked at as
somebody would see it who had neither the import nor anything that was written with it in sight. Work of that last sort
is in the way: it is named and left alone, unless a person chooses otherwise.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records._fields import Reference
from codi_desktop.records._record import scope_of
from codi_desktop.store import log
from codi_desktop.store.history import Told
from codi_desktop.store.opening import Connection
from codi_desktop.store.saving import Edit
from codi_desktop.store.tables import RecordTables
from codi_desktop.store.undoing import said_besides
from codi_desktop.sync.change import canonical, to_text
from codi_desktop.sync.merge import DELETED

TABLES = """
create table if not exists local_intake(bundle_id text primary key, runs text not null, action text);
"""

Run = tuple[int, int, int]
"""Places that joined the log: number of the stream, first, last"""


class NoSuchImport(CodiError):
    """Nothing is known of what this bundle brought."""

    message = N_("It is not known here what this bundle brought, so it cannot be taken back.")


class Later(NamedTuple):
    """Work that was written with the import in sight."""

    by: str
    at: int
    fields: tuple[str, ...]


class FieldBack(NamedTuple):
    """A field that goes back: what it says now, and what it said before."""

    name: str
    now: Any
    then: Any


@dataclass(frozen=True)
class RecordBack:
    """What taking an import back means for one record.

    `fields` go back; `later` stands in the way of others; `leaning` are records that stay and name this one.
    """

    id: str
    kind: str
    fields: tuple[FieldBack, ...]
    is_new: bool = False
    is_foreign: bool = False
    later: Later | None = None
    in_the_way: tuple[FieldBack, ...] = ()
    leaning: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    besides: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def becomes_deleted(self) -> bool:
        """Whether the import made this record, so that it goes."""
        return self.is_new and bool(self.fields)

    def chosen(self) -> "RecordBack":
        """Give it with what stands in the way going back too."""
        return replace(self, fields=(*self.fields, *self.in_the_way), in_the_way=(), leaning=())


def note(connection: Connection, bundle_id: str, runs: Iterable[Run]) -> None:
    """Keep what an import brought, besides what the same bundle brought before."""
    kept = _joined([*_runs(connection, bundle_id), *runs])
    if kept:
        connection.execute(
            "insert into local_intake(bundle_id, runs) values(?,?)"
            " on conflict(bundle_id) do update set runs=excluded.runs",
            (bundle_id, json.dumps(kept)),
        )


def note_back(connection: Connection, bundle_id: str, action: str) -> None:
    """Keep by which action an import was taken back."""
    connection.execute("update local_intake set action=? where bundle_id=?", (action, bundle_id))


def imports(connection: Connection) -> dict[str, bool]:
    """Give the bundles of which it is known what they brought, and whether each was taken back."""
    rows = connection.execute(
        "select bundle_id, local_action.action is not null and undone is null"
        " from local_intake left join local_action using(action)"
    )
    return {bundle_id: bool(is_back) for bundle_id, is_back in rows}


def look(
    connection: Connection, tables: RecordTables, bundle_id: str, may_write: Callable[[str], bool]
) -> list[RecordBack]:
    """Say what taking an import back would do, record by record. Raises NoSuchImport."""
    runs = _runs(connection, bundle_id)
    if not runs:
        raise NoSuchImport
    looked = (_back(connection, record_id, ids) for record_id, ids in _brought(connection, runs).items())
    found = [replace(back, is_foreign=not may_write(scope_of(back.id))) for back in looked if back]
    return _held_by_others(connection, tables, found)


def edits(found: Iterable[RecordBack], chosen: Iterable[str] = ()) -> list[Edit]:
    """Give the changes that lead back; for the records of `chosen` also over later work."""
    among = set(chosen)
    return [edit for back in found for edit in _edits(back.chosen() if back.id in among else back)]


def _edits(back: RecordBack) -> Iterator[Edit]:
    if back.fields and not back.is_foreign:
        heads = list(back.heads)
        yield Edit(back.kind, back.id, {one.name: one.then for one in back.fields}, heads)
        for said in back.besides:
            if set(said) <= {one.name for one in back.fields}:
                yield Edit(back.kind, back.id, dict(said), heads)


def _runs(connection: Connection, bundle_id: str) -> list[Run]:
    row = connection.execute("select runs from local_intake where bundle_id=?", (bundle_id,)).fetchone()
    return [(sid, first, last) for sid, first, last in json.loads(row[0])] if row else []


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Put runs that follow each other together."""
    found: list[Run] = []
    for sid, first, last in sorted(runs):
        if found and found[-1][0] == sid and found[-1][2] + 1 == first:
            found[-1] = (sid, found[-1][1], last)
        else:
            found.append((sid, first, last))
    return found


def _brought(connection: Connection, runs: Iterable[Run]) -> dict[str, set[str]]:
    """Give the changes that came, by record. Those of an illegal form belong to none."""
    found: dict[str, set[str]] = {}
    for sid, first, last in runs:
        rows = connection.execute(
            "select record, change_id from log_change where place between ? and ?",
            (log.place_of(sid, first), log.place_of(sid, last)),
        )
        for record_id, change_id in rows:
            found.setdefault(record_id, set()).add(to_text(change_id))
    found.pop("", None)
    return found


def _back(connection: Connection, record_id: str, ids: set[str]) -> RecordBack | None:
    told = Told(connection, record_id)
    lineage, changes = told.lineage, told.changes
    brought = sum(1 << k for k, change_id in enumerate(lineage.order) if change_id in ids)
    before = sum(1 << k for k, seen in enumerate(lineage.seen) if not (seen | 1 << k) & brought)
    behind = {lineage.order[k] for k in range(len(lineage.order)) if not (brought | before) >> k & 1}
    now = lineage.state(lineage.everything)
    if not before:
        if now.get(DELETED):
            return None
        gone = (FieldBack(DELETED, False, True),)
        later = _later(told, behind, set(now))
        mine = () if later else gone
        return RecordBack(
            record_id, told.kind, mine, is_new=True, later=later, in_the_way=gone if later else (), heads=_heads(told)
        )
    free: list[FieldBack] = []
    barred: list[FieldBack] = []
    for name in sorted({name for change_id in ids if change_id in changes for name in changes[change_id].fields}):
        top = lineage.last_to_set(name, lineage.everything)
        then = lineage.value(name, before)
        then = bool(then) if name == DELETED else then
        if all(canonical(changes[change_id].fields[name]) == canonical(then) for change_id in top):
            continue
        (barred if behind.intersection(top) else free).append(FieldBack(name, now.get(name), then))
    if not (free or barred):
        return None
    return RecordBack(
        record_id,
        told.kind,
        tuple(free),
        later=_later(told, behind, {one.name for one in barred}) if barred else None,
        in_the_way=tuple(barred),
        heads=_heads(told),
        besides=tuple(said_besides(told, before, {one.name: one.then for one in (*free, *barred)})),
    )


def _heads(told: Told) -> tuple[str, ...]:
    return tuple(told.lineage.heads())


def _later(told: Told, behind: set[str], names: set[str]) -> Later | None:
    """Name the last work that was done with the import in sight on these fields."""
    found = [told.changes[one] for one in told.lineage.order if one in behind and names & {*told.changes[one].fields}]
    if not found:
        return None
    fields = {name for change in found for name in change.fields if name in names}
    return Later(found[-1].by, found[-1].at, tuple(sorted(fields)))


def _held_by_others(connection: Connection, tables: RecordTables, found: list[RecordBack]) -> list[RecordBack]:
    """Keep a new record that something names which stays: a person of a house must not be left without the house."""
    backs = {back.id: back for back in found}
    naming = _naming(connection, tables, [back.id for back in found if back.is_new])
    has_changed = True
    while has_changed:
        going = {back.id for back in backs.values() if back.becomes_deleted and not back.is_foreign}
        has_changed = False
        for record_id in going:
            staying = tuple(sorted(naming.get(record_id, set()) - going))
            if staying:
                back = backs[record_id]
                backs[record_id] = replace(back, fields=(), in_the_way=back.fields, leaning=staying)
                has_changed = True
    return list(backs.values())


def _naming(connection: Connection, tables: RecordTables, ids: list[str]) -> dict[str, set[str]]:
    """Give the records that name each of these in a field of theirs."""
    found: dict[str, set[str]] = {}
    for layout in tables.layouts.values():
        for declared in layout.fields.values():
            if isinstance(declared, Reference):
                column = declared.column_name
                rows = connection.execute(
                    f'select "{column}", id from "{layout.table}" where not _deleted'
                    f' and "{column}" in (select value from json_each(?))',
                    (json.dumps(ids),),
                )
                for named, record_id in rows:
                    found.setdefault(named, set()).add(record_id)
    return found
