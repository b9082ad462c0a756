"""What is kept aside: segments that are not believed, segments that wait, and changes that no program can read.

All of it is passed on, for others may know more. What another machine named as lying aside there is not given again.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store import log, seals
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection
from codi_desktop.store.receiving import read_changes
from codi_desktop.store.saving import Act, Edit, Saved, write
from codi_desktop.store.tables import RecordTables
from codi_desktop.sync.change import Segment, StreamId, segment_id, to_text

TABLES = """
create table if not exists local_accepted(id text primary key, action text not null, at integer not null);
"""
MOST_NAMED = 5000
MOST_PASSED_ON = 1000
MOST_BYTES_PASSED_ON = 32 << 20
_KEPT = "scope, device, incarnation, first, last, previous, signature, bodies"


class NotAside(CodiError):
    """No entry has this number, or it has joined by now."""

    message = N_("This is no longer set aside.")


class NothingToAccept(CodiError):
    """An entry that holds nothing which could be written anew."""

    message = N_("Nothing in this part can be read, so it cannot be accepted.")


@dataclass(frozen=True)
class Apart:
    """A segment that is not believed, with the reason; `accepted` when somebody here wrote its changes anew."""

    number: int
    stream: StreamId
    first: int
    last: int
    at: int
    reason: str
    id: str
    accepted: bool


@dataclass(frozen=True)
class Unread:
    """Changes of one stream that no program can read, since when."""

    stream: StreamId
    count: int
    at: int


def apart(connection: Connection) -> list[Apart]:
    """Give the segments that are not believed, the longest kept first."""
    accepted = {
        name
        for (name,) in connection.execute(
            "select id from local_accepted join local_action using(action) where undone is null"
        )
    }
    rows = connection.execute(
        "select number, scope, device, incarnation, first, last, at, reason, signature from log_quarantine"
        " order by at, number"
    )
    found = []
    for number, *names, first, last, at, reason, signature in rows:
        stream = StreamId(*names)
        named = segment_id(stream, last, bytes(signature))
        found.append(Apart(number, stream, first, last, at, reason, named, named in accepted))
    return found


def unread(connection: Connection) -> list[Unread]:
    """Count what no program can read, by stream."""
    rows = connection.execute(
        "select scope, device, incarnation, count(*), min(at) from log_unread join log_stream on sid = place >> 32"
        " group by sid order by min(at)"
    )
    return [Unread(StreamId(*names), count, at) for *names, count, at in rows]


def named(connection: Connection, scopes: Callable[[str], bool]) -> list[str]:
    """Name what lies aside or waits in these areas, the newest first."""
    rows = connection.execute(
        "select scope, device, incarnation, last, signature, at from log_quarantine union all"
        " select scope, device, incarnation, last, signature, at from log_waiting order by at desc"
    )
    ids = (
        segment_id(StreamId(scope, device, incarnation), last, bytes(signature))
        for scope, device, incarnation, last, signature, _ in rows
        if scopes(scope)
    )
    return [name for _, name in zip(range(MOST_NAMED), ids, strict=False)]


def passed_on(
    connection: Connection, scopes: Callable[[str], bool], left_out: Collection[str], has: log.Vector
) -> Iterator[Segment]:
    """Give what lies aside or waits, the newest first, but what the receiver named or has; not more than the bounds."""
    held: dict[StreamId, int] = {}
    for *names, n, _ in has:
        held[StreamId(*names)] = max(n, held.get(StreamId(*names), 0))
    count = size = 0
    for table in ("log_quarantine", "log_waiting"):
        numbers = connection.execute(f"select number from {table} order by at desc, number desc").fetchall()
        for (number,) in numbers:
            segment = _segment(connection, table, number)
            if segment is None or not scopes(segment.stream.scope):
                continue
            if held.get(segment.stream, 0) >= segment.last:
                continue
            if segment_id(segment.stream, segment.last, segment.signature) in left_out:
                continue
            count += 1
            size += sum(map(len, segment.bodies))
            if count > MOST_PASSED_ON or size > MOST_BYTES_PASSED_ON:
                return
            yield segment


def edits_of(connection: Connection, numbers: Sequence[int]) -> list[list[Edit]]:
    """Give what segments that are not believed would change, each list after the one before it; parents as written."""
    return [[edit for _, edit in wave] for number in numbers for wave in _waves(connection, number)]


def accept(connection: Connection, tables: RecordTables, machine: Machine, numbers: Sequence[int], act: Act) -> Saved:
    """Write what segments that are not believed say once more, as this machine's own changes, in one action.

    What their author had seen stays what the new changes have seen. Raises NotAside, NothingToAccept and NotYourArea.
    """
    waves = [wave for number in numbers for wave in _waves(connection, number)]
    if not waves:
        raise NothingToAccept
    new_ids: dict[str, str] = {}
    saved = Saved()
    for wave in waves:
        edits = [replace(edit, parents=[new_ids.get(one, one) for one in edit.parents]) for _, edit in wave]
        part = write(connection, tables, machine, edits, replace(act, action=saved.action))
        new_ids.update(zip((old for old, _ in wave), part.changes, strict=True))
        saved = Saved(part.action, (*saved.ids, *part.ids), (*saved.changes, *part.changes))
    for number in numbers:
        segment = _segment(connection, "log_quarantine", number)
        assert segment is not None
        connection.execute(
            "insert or replace into local_accepted(id, action, at) values(?,?,?)",
            (
                segment_id(segment.stream, segment.last, segment.signature),
                saved.action,
                time.time_ns() // 1_000_000,
            ),
        )
    return saved


def _waves(connection: Connection, number: int) -> list[list[tuple[str, Edit]]]:
    """Give the legal changes of a segment with their ids: of each record the first, of each the second, and so on."""
    segment = _segment(connection, "log_quarantine", number)
    if segment is None:
        raise NotAside
    changes = read_changes(segment)
    if isinstance(changes, str):
        return []
    waves: list[list[tuple[str, Edit]]] = []
    met: dict[str, int] = {}
    named = zip(changes, log.linked(segment.previous, segment.bodies), strict=True)
    legal = [(f"{segment.stream.scope}.{change.ulid}", change, told) for change, told in named if change is not None]
    opened = seals.open_all(connection, [(record, change) for record, change, _ in legal])
    for (record, _, change_id), change in zip(legal, opened, strict=True):
        place = met[record] = met.get(record, -1) + 1
        if place == len(waves):
            waves.append([])
        waves[place].append((to_text(change_id), Edit(change.kind, record, change.fields, change.parents)))
    return waves


def _segment(connection: Connection, table: str, number: int) -> Segment | None:
    row = connection.execute(f"select {_KEPT} from {table} where number=?", (number,)).fetchone()
    if row is None:
        return None
    scope, device, incarnation, first, last, previous, signature, bodies = row
    stream = StreamId(scope, device, incarnation)
    return Segment(stream, first, last, bytes(previous), bytes(signature), bytes(bodies).split(b"\n"))
