"""Take in what other machines did: verify all, keep all, believe what may be believed. One transaction for everything.

Three fates of a segment: it joins the log; it waits, verbatim, for the changes before it; or it lies in quarantine,
verbatim, with the reason, until its author is known. Forgery raises. One body of an illegal form keeps nothing else
from joining: it lies in the log, where the chain needs it, and in no table.
"""

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store import log, packs, seals
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection
from codi_desktop.store.tables import Arrived, RecordTables, Touched, read_foreign_body
from codi_desktop.sync.change import (
    LONGEST_BODY,
    LONGEST_SEGMENT,
    Change,
    IllegalChange,
    Segment,
    StreamId,
    claim,
    erased_id,
    from_text,
    genesis,
    is_name,
    to_text,
)

TABLES = """
create table if not exists log_waiting(
  number integer primary key, scope text, device text, incarnation text, first integer, last integer, previous blob,
  signature blob, bodies blob, at integer, unique(scope, device, incarnation, last, signature));
create table if not exists log_quarantine(
  number integer primary key, scope text, device text, incarnation text, first integer, last integer, previous blob,
  signature blob, bodies blob, at integer, reason text, unique(scope, device, incarnation, last, signature));
create table if not exists log_unread(place integer primary key, at integer not null);
"""

ERASED = N_("This was erased, and the permission to erase it is not here.")


class SegmentForged(CodiError):
    """Signature, chain or form of a segment is wrong: not what its author wrote."""

    message = N_("This file is damaged or forged. Nothing was taken in. Ask for a new one.")


class Trust(Protocol):
    """Who may be believed."""

    def reason_against(self, stream: StreamId, n: int, head: bytes) -> str | None:
        """Say why the stream up to place `n` with this head is not to be believed; None when it is."""


@dataclass(frozen=True)
class Received:
    """What an intake did. Changes are counted as new, known and unread; segments as waiting and quarantined."""

    new: int = 0
    known: int = 0
    waiting: int = 0
    conflicts: int = 0
    quarantined: int = 0
    new_records: dict[str, int] = field(default_factory=dict)
    changed_records: dict[str, int] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True)
class Waiting:
    """A segment that is kept until what comes before it is there; `at` is when it came."""

    stream: StreamId
    first: int
    last: int
    at: int


def waiting(connection: Connection) -> list[Waiting]:
    """Give what waits for changes before it, the longest waiting first."""
    rows = connection.execute(
        "select scope, device, incarnation, first, last, at from log_waiting order by at, number"
    ).fetchall()
    return [Waiting(StreamId(*names), first, last, at) for *names, first, last, at in rows]


class Intake:
    """One intake, within one transaction. `segment` any number of times, then `result`."""

    def __init__(
        self,
        connection: Connection,
        tables: RecordTables,
        machine: Machine,
        trust: Trust,
        reincarnate: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._machine = machine
        self._trust = trust
        self._reincarnate = reincarnate
        self._is_copied = False
        self._is_settled = False
        self._new = self._known = self._quarantined = self._unread = 0
        self.touched = Touched()
        self._reopened: set[str] = set()
        self.erased_files: set[str] = set()
        """the files that erased records named"""
        self.forked: set[StreamId] = set()
        self.brought: list[tuple[int, int, int]] = []
        """what joined the log, as runs of places: number of the stream, first, last"""

    def segment(self, segment: Segment) -> None:
        """Take in one segment. Raises SegmentForged; everything else that is wrong with it is kept and counted."""
        with _uncollected():
            ids = verified(segment)
            self._is_settled = False
            for name, keys in segment.keys.items():
                self.keys(name, keys)
            changes = judged(self._trust, segment, ids)
            if isinstance(changes, str):
                self._quarantined += self._keep(segment, "log_quarantine", changes)
            elif not self._join(segment, ids, changes):
                self._keep(segment, "log_waiting")

    def keys(self, name: str, keys: Mapping[str, Iterable[bytes]]) -> None:
        """Take in keys of a privacy class, by record; what they open is shown when all has come."""
        self._reopened |= seals.take_keys(self._connection, name, keys)

    def erase(self, records: Iterable[str]) -> list[str]:
        """Destroy the keys of records; gives those that were not erased before."""
        asked = list(records)
        self.erased_files = self._tables.attachments_of(self._connection, asked)
        gone = seals.erase(self._connection, asked)
        self._reopened |= gone
        return sorted(gone)

    def result(self) -> Received:
        """Say what happened so far, after giving everything that waits another chance."""
        self.settle()
        waiting = self._connection.execute("select count(*) from log_waiting").fetchone()[0]
        return Received(
            new=self._new,
            known=self._known,
            waiting=waiting,
            conflicts=self.touched.new_conflicts,
            quarantined=self._quarantined,
            new_records={kind: len(ids) for kind, ids in sorted(self.touched.new.items())},
            changed_records={kind: len(ids) for kind, ids in sorted(self.touched.changed.items())},
            ids=tuple(sorted(self.touched.ids)),
            unread=self._unread,
        )

    def settle(self) -> None:
        """Try again what waits and what was not believed, until nothing more joins."""
        while not self._is_settled:
            retried = [self._retry(table) for table in ("log_waiting", "log_quarantine")]
            self._is_settled = not any(retried)
        if self._reopened:
            reopened, self._reopened = self._reopened, set()
            self._tables.fold_again(self._connection, reopened, self.touched)

    def heard(self, hello: Iterable[Iterable[Any]]) -> None:
        """Hear what another machine holds. More of this life than is here: this is a copy or older."""
        own = (self._machine.device, self._machine.incarnation)
        for scope, device, incarnation, n, head in hello:
            if (device, incarnation) == own and not self._is_copied:
                streams = log.branches(self._connection, StreamId(scope, device, incarnation))
                if not any(_is_on(self._connection, stream, n, head) for stream in streams):
                    self._is_copied = True
                    self._reincarnate()

    def _join(self, segment: Segment, ids: list[bytes], changes: list[Change | None]) -> bool:
        """Add to the log what is new in a believed segment; False where changes before it are missing."""
        stream, common = self._continues(segment, ids)
        if stream is None:
            return False
        self._known += common
        if common < len(ids):
            if segment.first - 1 + common < stream.n:
                stream = self._branched(stream, segment, ids, common)
            stream = self._append(stream, segment, ids, changes, common)
            own = (self._machine.device, self._machine.incarnation)
            if segment.stream[1:] == own and not self._is_copied:
                self._is_copied = True
                self._reincarnate()
        log.mark(self._connection, stream, segment.last, segment.signature)
        return True

    def _continues(self, segment: Segment, ids: list[bytes]) -> tuple[log.Stream | None, int]:
        """Find the branch of ours that a segment follows, and how many of its changes are known on it."""
        best, longest = None, -1
        for stream in log.branches(self._connection, segment.stream):
            if log.id_at(self._connection, stream, segment.first - 1) == segment.previous:
                common = self._common(stream, segment.first, ids)
                if common > longest:
                    best, longest = stream, common
        if best is None and segment.first == 1:
            return log.opened(self._connection, segment.stream), 0
        return best, longest

    def _common(self, stream: log.Stream, first: int, ids: list[bytes]) -> int:
        """Count the known changes. A chain that agrees at one place agrees before it, so halves suffice."""
        low, high = 0, max(0, min(len(ids), stream.n - first + 1))
        if high and log.id_at(self._connection, stream, first + high - 1) == ids[high - 1]:
            return high
        while low < high:
            middle = (low + high) // 2
            if log.id_at(self._connection, stream, first + middle) == ids[middle]:
                low = middle + 1
            else:
                high = middle
        return low

    def _branched(self, trunk: log.Stream, segment: Segment, ids: list[bytes], common: int) -> log.Stream:
        """Begin a branch: a copy of the machine wrote other changes at the same places. Both are kept."""
        self.forked.add(segment.stream)
        base_n = segment.first - 1 + common
        head = ids[common - 1] if common else segment.previous
        branch = log.Stream(0, segment.stream, to_text(ids[common]), trunk.sid, base_n, base_n, head)
        return log.begun(self._connection, branch)

    def _append(
        self, stream: log.Stream, segment: Segment, ids: list[bytes], changes: list[Change | None], common: int
    ) -> log.Stream:
        arrived: list[Arrived] = []
        entries: list[log.Entry] = []
        unread: list[int] = []
        start = log.place_of(stream.sid, stream.n) + 1
        for change, change_id, body in zip(changes[common:], ids[common:], segment.bodies[common:], strict=True):
            if change is None:
                unread.append(start + len(entries))
                entries.append(log.Entry("", "", body))
                continue
            record = f"{segment.stream.scope}.{change.ulid}"
            arrived.append(Arrived(change.kind, record, to_text(change_id), change))
            entries.append(log.Entry(change.kind, record, body))
        is_packed = len(entries) >= packs.WORTH_PACKING or any(not entry.body for entry in entries)
        self.brought.append((stream.sid, stream.n + 1, stream.n + len(entries)))
        stream = log.append(self._connection, stream, entries, ids[common:], packed=is_packed)
        if unread:
            values = [(place, _now()) for place in unread]
            self._connection.executemany("insert into log_unread(place, at) values(?,?)", values)
        self._tables.apply(self._connection, arrived, self.touched)
        self._new += len(arrived)
        self._unread += len(unread)
        return stream

    def _keep(self, segment: Segment, table: str, reason: str = "") -> bool:
        """Put a segment aside, verbatim; False where it already lies there."""
        values: dict[str, object] = {
            **segment.stream._asdict(),
            "first": segment.first,
            "last": segment.last,
            "previous": segment.previous,
            "signature": segment.signature,
            "bodies": b"\n".join(segment.bodies),
            "at": _now(),
        }
        if reason:
            values["reason"] = reason
        inserted = self._connection.execute(
            f"insert into {table}({','.join(values)}) values({','.join('?' * len(values))}) on conflict do nothing",
            tuple(values.values()),
        )
        return inserted.rowcount > 0

    def _retry(self, table: str) -> int:
        """Try again what lies in a table; gives how many segments left it."""
        joined = 0
        columns = "scope, device, incarnation, first, last, previous, signature, bodies"
        for (number,) in self._connection.execute(
            f"select number from {table} order by scope, device, first"
        ).fetchall():
            row = self._connection.execute(f"select {columns} from {table} where number=?", (number,)).fetchone()
            segment = _unpacked(row)
            ids = log.linked(segment.previous, segment.bodies)
            changes = judged(self._trust, segment, ids)
            if not isinstance(changes, str) and self._join(segment, ids, changes):
                self._connection.execute(f"delete from {table} where number=?", (number,))
                joined += 1
        return joined


def judged(trust: Trust, segment: Segment, ids: list[bytes]) -> list[Change | None] | str:
    """Read a segment's changes, or give the reason why they are not to be believed."""
    reason = trust.reason_against(segment.stream, segment.last, ids[-1])
    return read_changes(segment) if reason is None else reason


def read_changes(segment: Segment) -> list[Change | None] | str:
    """Read a segment's changes, None for one of an illegal form; or give the reason why the whole cannot join.

    All programs judge bodies alike (the rule is frozen), so what is in the tables is the same everywhere.
    """
    changes: list[Change | None] = []
    for body in segment.bodies:
        try:
            changes.append(read_foreign_body(body))
        except IllegalChange:
            if erased_id(body):
                return ERASED  # its id is whatever it says, so the chain proves nothing of what stands before it
            changes.append(None)
    return changes


def read_again(connection: Connection, tables: RecordTables, touched: Touched) -> int:
    """Read once more what had an illegal form; gives how many changes this program can read."""
    rows = connection.execute(
        "select place, scope, change_id, body_of(place, body) from log_unread join log_change using(place)"
        " join log_stream on sid = place >> 32 order by place"
    ).fetchall()
    arrived = []
    for place, scope, change_id, body in rows:
        try:
            change = read_foreign_body(bytes(body))
        except IllegalChange:
            continue
        record = f"{scope}.{change.ulid}"
        connection.execute("update log_change set kind=?, record=? where place=?", (change.kind, record, place))
        connection.execute("delete from log_unread where place=?", (place,))
        arrived.append(Arrived(change.kind, record, to_text(change_id), change))
    tables.apply(connection, arrived, touched)
    return len(arrived)


def _is_on(connection: Connection, stream: log.Stream, n: int, head: str) -> bool:
    found = log.id_at(connection, stream, n) if n <= stream.n else None
    return found is not None and to_text(found) == head


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles among thousands of new dictionaries, which have none: it takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _unpacked(row: tuple[Any, ...]) -> Segment:
    scope, device, incarnation, first, last, previous, signature, bodies = row
    stream = StreamId(scope, device, incarnation)
    return Segment(stream, first, last, bytes(previous), bytes(signature), bytes(bodies).split(b"\n"))


def verified(segment: Segment) -> list[bytes]:
    """Give the ids of a segment's changes, after proving that its author signed exactly them."""
    stream, bodies = segment.stream, segment.bodies
    has_form = (
        all(is_name(name) for name in stream)
        and 1 <= segment.first < 1 << 32
        and segment.last - segment.first + 1 == len(bodies)
        and 1 <= len(bodies) <= LONGEST_SEGMENT
        and all(len(body) <= LONGEST_BODY and b"\n" not in body for body in bodies)
    )
    if not has_form or (segment.first == 1 and segment.previous != genesis(stream)):
        raise SegmentForged
    ids = log.linked(segment.previous, bodies)
    try:
        VerifyKey(from_text(stream.device)).verify(claim(stream, segment.last, ids[-1]), segment.signature)
    except (CryptoError, ValueError, TypeError) as wrong:
        raise SegmentForged from wrong
    return ids


def _now() -> int:
    return time.time_ns() // 1_000_000
