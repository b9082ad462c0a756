"""Record tables: what the changes add up to. A cache in plain SQL that can be rebuilt from the log at any time.

Triggers refuse every write that does not come through here. Column names come from declared fields alone.
"""

import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from operator import itemgetter
from types import NoneType
from typing import Annotated, Any, NamedTuple

import msgspec
import peewee as pw

from codi_desktop.records._fields import Attachment, Field, Privacy
from codi_desktop.records._record import Record
from codi_desktop.store import meetings, seals, search
from codi_desktop.store.opening import Connection, Database
from codi_desktop.sync.change import (
    DEEPEST_VALUE,
    ID_LETTERS,
    MOST_PARENTS,
    Change,
    IllegalChange,
    change_of,
    to_text,
)
from codi_desktop.sync.merge import DELETED, fold
from codi_desktop.thai.sorting import sort_key

_log = logging.getLogger(__name__)
_decode = msgspec.json.Decoder().decode
_NUL = "\0"
_MOST_MIXTURES = 1000  # of types that are remembered for a kind: honest records show a handful
_Mixture = tuple[list[int], Callable[[list[Any]], Iterable[str]]]
_BATCH = 2000
MANY = 200  # new rows for which it pays to take a guard away and put it back
_OWN_COLUMNS = ("id", "_heads", "_conf", "_deleted", "_sort", "_find")


class Arrived(NamedTuple):
    """A change that the log has just taken in."""

    kind: str
    record: str
    change_id: str
    change: Change


@dataclass
class Touched:
    """What applying changes did: records by kind, and the conflicts of each record before and after."""

    new: dict[str, set[str]] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=dict)
    conflicts_before: dict[str, set[str]] = field(default_factory=dict)
    conflicts_after: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, record_id: str, *, is_new: bool) -> None:
        """Count a record once: new stays new."""
        if is_new:
            self.new.setdefault(kind, set()).add(record_id)
        elif record_id not in self.new.get(kind, ()):
            self.changed.setdefault(kind, set()).add(record_id)

    def compare_conflicts(self, record_id: str, before: str, after: str) -> None:
        """Remember the fields in conflict, the first time before and every time after."""
        if before or after or record_id in self.conflicts_before:
            self.conflicts_before.setdefault(record_id, set(json.loads(before or "{}")))
            self.conflicts_after[record_id] = set(json.loads(after or "{}"))

    @property
    def ids(self) -> list[str]:
        """All records touched."""
        return [record_id for touched in (self.new, self.changed) for ids in touched.values() for record_id in ids]

    @property
    def kinds(self) -> set[str]:
        """All kinds touched."""
        return {*self.new, *self.changed}

    @property
    def new_conflicts(self) -> int:
        """Count the fields that are open now and were not before."""
        return sum(len(after - self.conflicts_before[key]) for key, after in self.conflicts_after.items())


class Row(NamedTuple):
    """A row of a record table, as the fold needs it."""

    rowid: int
    heads: str
    conflicts: str
    deleted: bool
    find: str
    values: dict[str, Any]


class Layout:
    """How one kind lies in its table."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        self.kind = model.kind
        self.number = kind_number(model.kind)
        self.table = model.table()
        self.fields = model.declared()
        self.is_private = any(declared.privacy is not Privacy.PUBLIC for declared in self.fields.values())
        columns = [*_OWN_COLUMNS, *(declared.column_name for declared in self.fields.values())]
        quoted = [f'"{column}"' for column in columns]
        self.insert = (
            f'insert into "{self.table}"({",".join(quoted)}, rowid) values({",".join("?" * (len(columns) + 1))})'
        )
        self.update = f'update "{self.table}" set {",".join(f"{column}=?" for column in quoted[1:])} where id=?'
        self.select = f'select rowid, {",".join(quoted)} from "{self.table}"'
        self._cleaners = [(declared.clean, declared.kept_as) for declared in self.fields.values()]
        self._to_column = [
            (i, write) for i, declared in enumerate(self.fields.values()) if (write := _writer(declared))
        ]
        self._mixtures: dict[tuple[type, ...], _Mixture] = {}
        self._from_column = {name: _reader(declared) for name, declared in self.fields.items()}

    def read(self, values: tuple[Any, ...]) -> tuple[str, Row]:
        """Read a row that `select` gave: its id and itself."""
        rowid, record_id, heads, conflicts, deleted, _sort, find, *columns = values
        pairs = zip(self._from_column.items(), columns, strict=True)
        kept = {name: read(value) if read and value is not None else value for (name, read), value in pairs}
        return record_id, Row(rowid, heads, conflicts, bool(deleted), find, kept)

    def write(
        self, record_id: str, heads: str, conflicts: str, values: Mapping[str, Any], *, deleted: bool
    ) -> tuple[Any, ...]:
        """Make the row of a record from whatever its changes say."""
        get = values.get
        row = [get(name) for name in self.fields]
        types = (*map(type, row),)
        unsure, texts = self._mixtures.get(types) or self._mixture(types)
        for i in unsure:
            row[i] = self._cleaners[i][0](row[i])
        if _NUL in "".join(texts(row)):
            row = [
                clean(value) if type(value) is str else value
                for (clean, _), value in zip(self._cleaners, row, strict=True)
            ]
        sort, find = self._shown(record_id, dict(zip(self.fields, row, strict=True)), deleted=deleted)
        for i, write in self._to_column:
            if row[i] is not None:
                row[i] = write(row[i])
        return record_id, heads, conflicts, int(deleted), sort, find, *row

    def _mixture(self, types: tuple[type, ...]) -> "_Mixture":
        """Say which places of a row of these types must be cleaned, and how to get at its texts; asked once each."""
        unsure, texts = [], []
        for i, (kind, (_, kept_as)) in enumerate(zip(types, self._cleaners, strict=True)):
            if kind not in {NoneType, kept_as}:
                unsure.append(i)
            elif kind is str:
                texts.append(i)
        found = unsure, itemgetter(*texts) if len(texts) > 1 else lambda row: [row[i] for i in texts]
        if len(self._mixtures) < _MOST_MIXTURES:
            self._mixtures[types] = found
        return found

    def _shown(self, record_id: str, values: dict[str, Any], *, deleted: bool) -> tuple[str, str]:
        record = self.model.__new__(self.model)  # bare: Peewee's own making costs more than title and text together
        values["id"], values["deleted"] = record_id, deleted
        record.__data__ = values
        try:
            return sort_key(record.title()), "" if deleted else search.searchable(record.search_text())
        except Exception:  # noqa: BLE001  a title that cannot cope with what another machine says must not stop a bundle
            _log.exception("no title for a record of kind %s", self.kind)
            return "", ""


def _writer(declared: Field) -> Callable[[Any], Any] | None:
    if isinstance(declared, pw.BooleanField):
        return int  # the driver takes a number at once and asks about everything else
    return declared.db_value if type(declared).db_value is not pw.Field.db_value else None


def _reader(declared: Field) -> Callable[[Any], Any] | None:
    if isinstance(declared, pw.BooleanField):
        return bool
    return declared.python_value if type(declared).python_value is not pw.Field.python_value else None


class RecordTables:
    """The tables of all kinds in one database."""

    def __init__(self, database: Database, models: Mapping[str, type[Record]]) -> None:
        self._database = database
        self.layouts = {kind: Layout(model) for kind, model in sorted(models.items())}
        assert len({layout.number for layout in self.layouts.values()}) == len(models)

    def make(self, kind: str) -> None:
        """Create the table of a kind, its indexes and its guards."""
        layout = self.layouts[kind]
        pw.SchemaManager(layout.model, database=self._database).create_all(safe=False)
        connection: Connection = self._database.connection()
        connection.execute(f'create index "{layout.table}_conf" on "{layout.table}"(_conf) where _conf <> \'\'')
        for verb in ("insert", "update", "delete"):
            connection.execute(_guard(layout.table, verb))

    def drop(self, connection: Connection, kind: str, table: str) -> None:
        """Drop a table that was made by another version of the program, and what the index knows of it."""
        number = kind_number(kind)
        search.forget(connection, table, number)
        connection.execute(f'drop table "{table}"')

    def attachments(self, connection: Connection) -> set[str]:
        """Give the names of all files that records refer to."""
        found: set[str] = set()
        for layout in self.layouts.values():
            for declared in layout.fields.values():
                if isinstance(declared, Attachment):
                    column, table = declared.column_name, layout.table
                    rows = connection.execute(
                        f'select distinct "{column}" from "{table}" where "{column}" like \'sha256:%\' and not _deleted'
                    )
                    found.update(name for (name,) in rows)
        return found

    def attachments_of(self, connection: Connection, records: Iterable[str]) -> set[str]:
        """Give the names of all files that these records refer to."""
        found: set[str] = set()
        asked = json.dumps(list(records))
        for layout in self.layouts.values():
            for declared in layout.fields.values():
                if isinstance(declared, Attachment):
                    rows = connection.execute(
                        f'select distinct "{declared.column_name}" from "{layout.table}"'
                        f' where id in (select value from json_each(?)) and "{declared.column_name}" is not null',
                        (asked,),
                    )
                    found.update(name for (name,) in rows)
        return found

    def existing(self, connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, Row]:
        """Give the rows that are there, by id."""
        layout = self.layouts[kind]
        found = connection.execute(
            f"{layout.select} where id in (select value from json_each(?))", (json.dumps(list(ids)),)
        )
        return dict(layout.read(values) for values in found)

    def apply(self, connection: Connection, arrived: list[Arrived], touched: Touched) -> None:
        """Bring the tables up to date with changes that the log has taken in."""
        by_kind: dict[str, dict[str, list[Arrived]]] = {}
        if any(one.change.sealed for one in arrived):
            opened = seals.open_all(connection, [(one.record, one.change) for one in arrived])
            arrived = [one._replace(change=change) for one, change in zip(arrived, opened, strict=True)]
        for one in arrived:
            by_kind.setdefault(one.kind, {}).setdefault(one.record, []).append(one)
        for kind, records in by_kind.items():
            if kind in self.layouts:  # a newer program's kind stays in the log until this program knows it
                self._apply_kind(connection, kind, records, touched)

    def _apply_kind(
        self, connection: Connection, kind: str, records: dict[str, list[Arrived]], touched: Touched
    ) -> None:
        layout = self.layouts[kind]
        before = self.existing(connection, kind, records)
        rows, to_fold = [], []
        for record_id, changes in records.items():
            touched.add(kind, record_id, is_new=record_id not in before)
            row = _continued(layout, record_id, before.get(record_id), changes)
            if row is None:
                to_fold.append(record_id)
            else:
                rows.append(row)
        folded = self._folded(connection, layout, to_fold)
        for values in folded:
            was = before.get(values[0])
            touched.compare_conflicts(values[0], was.conflicts if was else "", values[2])
        self._put(connection, layout, rows + folded, before)

    def _folded(self, connection: Connection, layout: Layout, ids: list[str]) -> list[tuple[Any, ...]]:
        """Make rows from all changes of their records, by the rule and not by any short cut."""
        if not ids:
            return []
        rows, met = [], []
        for record_id, of_record in self.changes_of(connection, layout.kind, ids).items():
            state, conflicts, heads = fold(of_record)
            told = json.dumps(conflicts, sort_keys=True) if conflicts else ""
            rows.append(layout.write(record_id, ",".join(heads), told, state, deleted=bool(state.get(DELETED))))
            if len(heads) > 1 or any(len(change.parents) > 1 for change in of_record.values()):
                met.append((record_id, layout.kind, max(change.at for change in of_record.values())))
        meetings.note(connection, met)
        return rows

    def changes_of(self, connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Change]]:
        """Give all changes of records of a kind, by record and change id."""
        changes: dict[str, dict[str, Change]] = {}
        found = connection.execute(
            "select record, change_id, body_of(place, body) from log_change"
            " where record in (select value from json_each(?)) and kind=? order by place",
            (json.dumps(list(ids)), kind),
        )
        read = [(record_id, to_text(change_id), read_body(body)) for record_id, change_id, body in found]
        opened = seals.open_all(connection, [(record_id, change) for record_id, _, change in read])
        for (record_id, change_id, _), change in zip(read, opened, strict=True):
            changes.setdefault(record_id, {})[change_id] = change
        return changes

    def _put(
        self, connection: Connection, layout: Layout, rows: list[tuple[Any, ...]], before: Mapping[str, Row]
    ) -> None:
        changed = [row for row in rows if row[0] in before]
        new = [row for row in rows if row[0] not in before]
        with self._database.applying():
            connection.executemany(layout.update, [(*row[1:], row[0]) for row in changed])
            search.update(connection, layout.number, changed, before)
            if new:
                self._insert(connection, layout, new)

    def _insert(self, connection: Connection, layout: Layout, rows: list[tuple[Any, ...]]) -> None:
        last = connection.execute(f'select coalesce(max(rowid), 0) from "{layout.table}"').fetchone()[0]
        numbered = [(*row, last + i) for i, row in enumerate(rows, 1)]
        is_many = len(rows) >= MANY
        with _unguarded(connection, layout.table) if is_many else nullcontext():
            connection.executemany(layout.insert, numbered)
        if is_many:
            search.postpone(connection, layout.number, last + 1, last + len(rows))
        else:
            search.add(connection, layout.number, numbered)

    def fold_again(self, connection: Connection, records: Iterable[str], touched: Touched) -> None:
        """Add up records once more whose private fields open now, or open no longer."""
        asked = json.dumps(list(records))
        rows = connection.execute(
            "select distinct kind, record from log_change where record in (select value from json_each(?))", (asked,)
        )
        by_kind: dict[str, list[str]] = {}
        for kind, record_id in rows:
            by_kind.setdefault(kind, []).append(record_id)
        for kind, ids in by_kind.items():
            layout = self.layouts.get(kind)
            if layout is None:
                continue
            before = self.existing(connection, kind, ids)
            known = list(before)  # what is new in this intake is opened when it is added up
            for record_id in known:
                touched.add(kind, record_id, is_new=False)
            self._put(connection, layout, self._folded(connection, layout, known), before)

    def rebuild(self, connection: Connection, kind: str) -> None:
        """Empty a table and fill it from the log."""
        layout = self.layouts[kind]
        search.forget(connection, layout.table, layout.number)
        with self._database.applying():
            connection.execute(f'delete from "{layout.table}"')
        ids = [row[0] for row in connection.execute("select distinct record from log_change where kind=?", (kind,))]
        for start in range(0, len(ids), _BATCH):
            rows = self._folded(connection, layout, ids[start : start + _BATCH])
            self._put(connection, layout, rows, {})


def _guard(table: str, verb: str) -> str:
    return (
        f'create trigger "{table}_{verb}_guard" before {verb} on "{table}" when not applying()'
        f" begin select raise(abort, 'write through Store'); end"
    )


@contextmanager
def _unguarded(connection: Connection, table: str) -> Iterator[None]:
    """Leave the guard of inserts away for a moment: for many rows it would take a third of the time.

    What ends the transaction brings the guard back too, for it was never gone outside.
    """
    connection.execute(f'drop trigger "{table}_insert_guard"')
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute(_guard(table, "insert"))


def kind_number(kind: str) -> int:
    """Give a kind's number in the search index: alike in every version, whatever other kinds there are."""
    return zlib.crc32(kind.encode()) >> 9


class _Body(msgspec.Struct):
    """The form of nearly every change: what fits here `change_of` finds legal too, in three times the time."""

    k: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    r: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    t: Annotated[int, msgspec.Meta(gt=-(1 << 53), lt=1 << 53)]
    u: str
    v: Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]
    s: dict[str, Any]
    b: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=ID_LETTERS, max_length=ID_LETTERS)]],
        msgspec.Meta(max_length=MOST_PARENTS),
    ] = []
    a: Annotated[str, msgspec.Meta(max_length=26)] = ""
    w: str = ""
    e: dict[str, str] = {}


_decode_usual = msgspec.json.Decoder(_Body).decode


def read_body(body: bytes) -> Change:
    """Read a change that the log holds; raises IllegalChange."""
    try:
        usual = _decode_usual(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return change_of(_decode(body))
    is_shallow = body.count(b"{") + body.count(b"[") <= DEEPEST_VALUE
    if is_shallow and usual.k.isprintable() and usual.r.isprintable() and "." not in usual.r:
        return Change(usual.k, usual.r, usual.t, usual.u, usual.v, usual.b, usual.s, usual.a, usual.w, usual.e)
    return change_of(_decode(body))


def read_foreign_body(body: bytes) -> Change:
    """Read a change that somebody sent; raises IllegalChange whatever is wrong with it."""
    try:
        return read_body(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise IllegalChange(str(error)) from error


def _continued(layout: Layout, record_id: str, row: Row | None, changes: list[Arrived]) -> tuple[Any, ...] | None:
    """Make the row where each change simply follows the one before; None where the rule must be asked."""
    heads = row.heads if row else ""
    values = row.values if row else {}
    if row and (row.conflicts or row.deleted):
        return None
    for one in changes:
        if ",".join(one.change.parents) != heads or DELETED in one.change.fields:
            return None
        values = {**values, **one.change.fields} if values else one.change.fields
        heads = one.change_id
    return layout.write(record_id, heads, "", values, deleted=False)
