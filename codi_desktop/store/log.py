"""The change log, which is the truth: streams of changes, kept byte for byte, and the signed marks that cut bundles.

A change's place is one number: its stream's number and its place in the stream, so one tree holds the log in order.
When a copied machine writes on, two contents claim one place: the later met is kept as a branch of the stream.
Bodies may lie in packs: SQL asks for `body_of(place, body)`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from codi_desktop.store import packs
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection
from codi_desktop.sync.change import (
    LARGEST_SEGMENT,
    LONGEST_BODY,
    LONGEST_SEGMENT,
    Segment,
    StreamId,
    genesis,
    link,
    to_text,
)

FACTS = "facts"  # the device that nobody is: facts shipped with the program, alike everywhere and never exported

TABLES = """
create table if not exists log_stream(
  sid integer primary key, scope text not null, device text not null, incarnation text not null,
  branch text not null default '', base_sid integer not null default 0, base_n integer not null default 0,
  n integer not null, head blob not null, unique(scope, device, incarnation, branch));
create table if not exists log_change(
  place integer primary key, change_id blob not null, kind text not null, record text not null, body blob not null);
create index if not exists log_change_record on log_change(record);
create table if not exists log_mark(place integer primary key, signature blob not null);
"""

Vector = list[tuple[str, str, str, int, str]]
_STREAM = "sid, scope, device, incarnation, branch, base_sid, base_n, n, head"


@dataclass(frozen=True)
class Stream:
    """A stream, or a branch of one from place `base_n` on, as far as this store has it."""

    sid: int
    id: StreamId
    branch: str
    base_sid: int
    base_n: int
    n: int
    head: bytes


class Entry(NamedTuple):
    """A change to be appended: its body and what the index needs."""

    kind: str
    record: str
    body: bytes


def place_of(sid: int, n: int) -> int:
    """Give the number under which place `n` of a stream is kept."""
    return sid << 32 | n


def streams(connection: Connection, where: str = "1", values: tuple[object, ...] = ()) -> list[Stream]:
    """Give all streams, or those for which a condition on the table holds."""
    rows = connection.execute(f"select {_STREAM} from log_stream where {where} order by sid", values)
    return [
        Stream(sid, StreamId(*names), branch, base_sid, base_n, n, bytes(head))
        for sid, *names, branch, base_sid, base_n, n, head in rows
    ]


def branches(connection: Connection, stream: StreamId) -> list[Stream]:
    """Give a stream and its branches."""
    return streams(connection, "scope=? and device=? and incarnation=?", tuple(stream))


def opened(connection: Connection, stream: StreamId) -> Stream:
    """Give the trunk of a stream, begun if need be."""
    found = streams(connection, "scope=? and device=? and incarnation=? and branch=''", tuple(stream))
    return found[0] if found else begun(connection, Stream(0, stream, "", 0, 0, 0, genesis(stream)))


def begun(connection: Connection, stream: Stream) -> Stream:
    """Keep a new stream or branch; gives it with its number."""
    values = (*stream.id, stream.branch, stream.base_sid, stream.base_n, stream.n, stream.head)
    sid = connection.execute(
        "insert into log_stream(scope, device, incarnation, branch, base_sid, base_n, n, head) values(?,?,?,?,?,?,?,?)",
        values,
    ).lastrowid
    assert sid is not None
    return replace(stream, sid=sid)


def id_at(connection: Connection, stream: Stream, n: int) -> bytes | None:
    """Give the change id at place `n`, through the streams that this one branched from; None where there is nothing."""
    if n == 0:
        return genesis(stream.id)
    while stream.base_sid and n <= stream.base_n:
        stream = streams(connection, "sid=?", (stream.base_sid,))[0]
    row = connection.execute("select change_id from log_change where place=?", (place_of(stream.sid, n),)).fetchone()
    return bytes(row[0]) if row else None


def linked(previous: bytes, bodies: list[bytes]) -> list[bytes]:
    """Give the ids of a run of changes."""
    ids = []
    for body in bodies:
        previous = link(previous, body)
        ids.append(previous)
    return ids


def append(
    connection: Connection, stream: Stream, entries: list[Entry], ids: list[bytes], *, packed: bool = False
) -> Stream:
    """Add linked changes to the end of a stream, with their bodies in one pack if asked."""
    start = place_of(stream.sid, stream.n) + 1
    if packed:
        packs.keep(connection, start, [entry.body for entry in entries])
    rows = [
        (start + i, ids[i], entry.kind, entry.record, b"" if packed else entry.body) for i, entry in enumerate(entries)
    ]
    connection.executemany("insert into log_change(place, change_id, kind, record, body) values(?,?,?,?,?)", rows)
    n = stream.n + len(rows)
    connection.execute("update log_stream set n=?, head=? where sid=?", (n, ids[-1], stream.sid))
    return replace(stream, n=n, head=ids[-1])


def append_own(connection: Connection, machine: Machine, scope: str, entries: list[Entry]) -> list[bytes]:
    """Add this machine's own changes, signing each place at which segments are cut."""
    stream = opened(connection, StreamId(scope, machine.device, machine.incarnation))
    ids = linked(stream.head, [entry.body for entry in entries])
    first = stream.n + 1
    stream = append(connection, stream, entries, ids)
    for n in range(first, stream.n + 1):
        if n % LONGEST_SEGMENT == 0:
            _sign(connection, machine, stream, n, ids[n - first])
    return ids


def _sign(connection: Connection, machine: Machine, stream: Stream, n: int, head: bytes) -> None:
    """Sign a place of an own stream, and places before it where the run would be too large for one segment."""
    row = connection.execute(
        "select max(place) from log_mark where place>=? and place<?",
        (place_of(stream.sid, 0), place_of(stream.sid, n)),
    ).fetchone()
    sizes = connection.execute(
        "select place, change_id, length(body_of(place, body)) from log_change where place>? and place<?"
        " order by place",
        (row[0] or place_of(stream.sid, stream.base_n), place_of(stream.sid, n)),
    )
    size, cuts = 0, []
    for place, change_id, length in sizes:
        size += length + 1
        if size > LARGEST_SEGMENT - LONGEST_BODY:
            size = 0
            cuts.append((place & 0xFFFFFFFF, bytes(change_id)))
    for cut, cut_head in [*cuts, (n, head)]:
        mark(connection, stream, cut, machine.sign(stream.id, cut, cut_head))


def mark(connection: Connection, stream: Stream, n: int, signature: bytes) -> None:
    """Keep a signature at a place of this stream."""
    values = (place_of(stream.sid, n), signature)
    connection.execute("insert into log_mark(place, signature) values(?,?) on conflict do nothing", values)


def seal(connection: Connection, machine: Machine) -> None:
    """Sign the end of every own stream; of every incarnation, for a new one may have been minted since."""
    unsigned = "device=? and n>0 and not exists (select 1 from log_mark where place = (sid << 32 | n))"
    for stream in streams(connection, unsigned, (machine.device,)):
        _sign(connection, machine, stream, stream.n, stream.head)


def vector(connection: Connection) -> Vector:
    """Say how far this store knows each stream."""
    return [(*stream.id, stream.n, to_text(stream.head)) for stream in streams(connection, "device<>?", (FACTS,))]


def known_by(connection: Connection, has: Vector) -> dict[int, int]:
    """Say up to which place somebody with this vector has each of our streams, by stream number."""
    known: dict[int, int] = {}
    told: dict[StreamId, list[tuple[int, str]]] = {}
    for scope, device, incarnation, n, head in has:
        told.setdefault(StreamId(scope, device, incarnation), []).append((n, head))
    for stream in streams(connection):
        for n, head in told.get(stream.id, ()):
            if known.get(stream.sid, 0) < n <= stream.n and (here := id_at(connection, stream, n)):
                known[stream.sid] = n if to_text(here) == head else known.get(stream.sid, 0)
    return known


def segments(
    connection: Connection,
    machine: Machine,
    has: Vector,
    scopes: Callable[[str], bool],
    may_cut: Callable[[StreamId, int, bytes], bool],
) -> Iterator[Segment]:
    """Give all that somebody with vector `has` lacks in these areas, cut at signed marks; seal own streams before."""
    known = known_by(connection, has)
    for stream in streams(connection):  # of facts nothing is given, for nobody signs them
        is_believable = stream.id.device != machine.device or machine.may_write(stream.id.scope)
        if is_believable and scopes(stream.id.scope):
            yield from _segments_of(connection, stream, max(known.get(stream.sid, 0), stream.base_n), may_cut)


def _segments_of(
    connection: Connection, stream: Stream, start: int, may_cut: Callable[[StreamId, int, bytes], bool]
) -> Iterator[Segment]:
    cuts = connection.execute(
        "select place, signature from log_mark where place>? and place<=? order by place",
        (place_of(stream.sid, start), place_of(stream.sid, stream.n)),
    ).fetchall()
    for place, signature in cuts:
        n = place & 0xFFFFFFFF
        previous, head = id_at(connection, stream, start), id_at(connection, stream, n)
        assert previous is not None
        assert head is not None
        if not may_cut(stream.id, n, head):
            continue
        bodies = connection.execute(
            "select body_of(place, body) from log_change where place>? and place<=? order by place",
            (place_of(stream.sid, start), place),
        ).fetchall()
        yield Segment(stream.id, start + 1, n, previous, bytes(signature), [bytes(body) for (body,) in bodies])
        start = n
