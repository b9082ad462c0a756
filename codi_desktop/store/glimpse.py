"""See what an intake would do without doing it: nothing is written and nobody has to wait, however long one looks.

It reads a snapshot and keeps what is about to come packed in memory. The counts are those that the intake would give.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import zstandard

from codi_desktop.store import log, seals
from codi_desktop.store.history import Told
from codi_desktop.store.opening import Connection
from codi_desktop.store.receiving import Received, Trust, judged, verified
from codi_desktop.store.tables import RecordTables, Row, read_body
from codi_desktop.sync.change import Change, Segment, StreamId, canonical, from_text, genesis, to_text
from codi_desktop.sync.merge import DELETED, Lineage, fold
from codi_desktop.sync.sealed import key_id

_BATCH = 500
_KEPT = "scope, device, incarnation, first, last, previous, signature, bodies"
_Key = tuple[StreamId, int, bytes]


@dataclass(frozen=True)
class Coming:
    """What would become of one record. `is_merged`: both sides worked on it, on other fields."""

    id: str
    kind: str
    is_new: bool
    state: Mapping[str, Any] = field(repr=False)
    conflicts: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    is_merged: bool = False
    becomes_deleted: bool = False
    comes_back: bool = False


class FieldComing(NamedTuple):
    """What would become of one field: `said` is what comes, `now` and `then` what is shown before and after."""

    name: str
    now: Any
    said: Any
    then: Any
    by: str
    at: int
    device: str
    is_conflict: bool
    is_settled: bool


class Arrivals:
    """What is about to come, by record: the bodies packed, a record's changes unpacked when they are asked for."""

    def __init__(self) -> None:
        self._packs: list[bytes] = []
        self._devices: list[str] = []
        self._places: dict[tuple[str, str], list[tuple[int, int, bytes]]] = {}
        self.keys: dict[seals.KeyId, bytes] = {}
        """the keys that come along, in front of those that are here"""

    def take_keys(self, segment: Segment) -> None:
        """Remember the keys that came with a segment."""
        for name, keys in segment.keys.items():
            self.keys.update({(record, name, key_id(key)): key for record, some in keys.items() for key in some})

    def add(self, segment: Segment, ids: list[bytes], changes: list[Change | None], start: int) -> None:
        """Take what is new in a segment."""
        bodies = segment.bodies[start:]
        self._packs.append(zstandard.ZstdCompressor(level=3).compress(b"\n".join(bodies)))
        self._devices.append(segment.stream.device)
        scope, pack = segment.stream.scope, len(self._packs) - 1
        for i, change in enumerate(changes[start:]):
            if change is not None:
                key = change.kind, f"{scope}.{change.ulid}"
                self._places.setdefault(key, []).append((pack, i, ids[start + i]))

    def records(self) -> dict[str, list[str]]:
        """Give the records that something comes for, by kind."""
        found: dict[str, list[str]] = {}
        for kind, record_id in self._places:
            found.setdefault(kind, []).append(record_id)
        return found

    def changes(self, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Change]]:
        """Give what comes for these records, by change id."""
        wanted: dict[int, list[tuple[int, bytes, str]]] = {}
        for record_id in ids:
            for pack, i, change_id in self._places.get((kind, record_id), ()):
                wanted.setdefault(pack, []).append((i, change_id, record_id))
        found: dict[str, dict[str, Change]] = {}
        for pack, places in sorted(wanted.items()):
            bodies = self._bodies(pack)
            for i, change_id, record_id in places:
                found.setdefault(record_id, {})[to_text(change_id)] = read_body(bodies[i])
        return found

    def devices(self, kind: str, record_id: str) -> dict[str, str]:
        """Say whose each change of a record is."""
        places = self._places.get((kind, record_id), ())
        return {to_text(change_id): self._devices[pack] for pack, _, change_id in places}

    def _bodies(self, pack: int) -> list[bytes]:
        return zstandard.ZstdDecompressor().decompress(self._packs[pack]).split(b"\n")


@dataclass(frozen=True)
class Glimpsed:
    """What an intake would do, with all that is needed to look at one record more closely."""

    received: Received
    records: tuple[Coming, ...]
    arrivals: Arrivals = field(repr=False)
    forked: frozenset[StreamId] = frozenset()
    holds: bool = True
    """whether everything would be here then that the sender holds and would send"""


class Glimpse:
    """One rehearsal within one snapshot. `segment` any number of times, then `result`."""

    def __init__(self, connection: Connection, tables: RecordTables, trust: Trust) -> None:
        self._connection, self._tables, self._trust = connection, tables, trust
        self._arrivals = Arrivals()
        self._ids: set[bytes] = set()
        self._followed: set[bytes] = set()
        self._forked: set[StreamId] = set()
        self._streams: dict[StreamId, list[log.Stream]] = {}
        self._kept: dict[str, dict[_Key, Segment]] = {"log_waiting": {}, "log_quarantine": {}}
        self._gone: set[tuple[str, _Key]] = set()
        self._new = self._known = self._quarantined = self._unread = 0

    def segment(self, segment: Segment) -> None:
        """Look at one segment. Raises SegmentForged, as the intake would."""
        ids = verified(segment)
        self._arrivals.take_keys(segment)
        changes = judged(self._trust, segment, ids)
        if isinstance(changes, str):
            self._quarantined += self._keep(segment, "log_quarantine")
        elif not self._join(segment, ids, changes):
            self._keep(segment, "log_waiting")

    def result(self, hello: Iterable[tuple[str, str, str, int, str]] = ()) -> Glimpsed:
        """Say what would happen, after giving everything that waits another chance."""
        while sum(self._retry(table) for table in self._kept):
            pass
        records = tuple(self._records())
        new: dict[str, int] = {}
        changed: dict[str, int] = {}
        for one in records:
            counted = new if one.is_new else changed
            counted[one.kind] = counted.get(one.kind, 0) + 1
        received = Received(
            new=self._new,
            known=self._known,
            waiting=self._waiting(),
            conflicts=sum(len(one.conflicts) for one in records),
            quarantined=self._quarantined,
            new_records=new,
            changed_records=changed,
            ids=tuple(sorted(one.id for one in records)),
            unread=self._unread,
        )
        holds = all(self._is_known(StreamId(*names), n, from_text(head)) for *names, n, head in hello)
        return Glimpsed(received, records, self._arrivals, frozenset(self._forked), holds)

    def _join(self, segment: Segment, ids: list[bytes], changes: list[Change | None]) -> bool:
        if not self._is_known(segment.stream, segment.first - 1, segment.previous):
            return False
        common = self._common(segment, ids)
        self._known += common
        if common < len(ids):
            unread = changes[common:].count(None)
            self._new += len(ids) - common - unread
            before = ids[common - 1] if common else segment.previous
            if self._is_followed(segment.stream, segment.first - 1 + common, before):
                self._forked.add(segment.stream)
            self._followed.update((before, *ids[common:-1]))
            self._unread += unread
            self._ids.update(ids[common:])
            self._arrivals.add(segment, ids, changes, common)
        return True

    def _is_known(self, stream: StreamId, n: int, change_id: bytes) -> bool:
        """Say whether a place with this content is known, here or among what comes; the chain vouches for the rest."""
        if change_id in self._ids or (n == 0 and change_id == genesis(stream)):
            return True
        if stream not in self._streams:
            self._streams[stream] = log.branches(self._connection, stream)
        return any(n <= each.n and log.id_at(self._connection, each, n) == change_id for each in self._streams[stream])

    def _is_followed(self, stream: StreamId, n: int, change_id: bytes) -> bool:
        """Say whether another change than those that come now stands after this place: then a machine exists twice."""
        if change_id in self._followed:
            return True
        branches = self._streams.get(stream) or log.branches(self._connection, stream)
        return any(n < each.n and log.id_at(self._connection, each, n) == change_id for each in branches)

    def _common(self, segment: Segment, ids: list[bytes]) -> int:
        low, high = 0, len(ids)
        if self._is_known(segment.stream, segment.last, ids[-1]):
            return high
        while low < high:
            middle = (low + high) // 2
            if self._is_known(segment.stream, segment.first + middle, ids[middle]):
                low = middle + 1
            else:
                high = middle
        return low

    def _keep(self, segment: Segment, table: str) -> bool:
        key = segment.stream, segment.last, segment.signature
        if key in self._kept[table] or key in {_key_of(row) for row in self._rows_like(table, segment)}:
            return False
        self._kept[table][key] = segment
        return True

    def _rows_like(self, table: str, segment: Segment) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            f"select {_KEPT} from {table} where scope=? and device=? and incarnation=? and last=? and signature=?",
            (*segment.stream, segment.last, segment.signature),
        ).fetchall()

    def _retry(self, table: str) -> int:
        joined = 0
        for segment in self._all_kept(table):
            ids = log.linked(segment.previous, segment.bodies)
            changes = judged(self._trust, segment, ids)
            if not isinstance(changes, str) and self._join(segment, ids, changes):
                self._gone.add((table, (segment.stream, segment.last, segment.signature)))
                joined += 1
        return joined

    def _all_kept(self, table: str) -> Iterator[Segment]:
        """Give what lies in a table and what would, in the order in which the intake tries it again."""
        places = self._connection.execute(f"select number, scope, device, first from {table}").fetchall()
        kept: list[tuple[tuple[str, str, int], Segment | int]] = [((*rest,), number) for number, *rest in places]
        kept += [((s.stream.scope, s.stream.device, s.first), s) for s in self._kept[table].values()]
        kept.sort(key=lambda one: one[0])
        for _, one in kept:
            segment = one if isinstance(one, Segment) else self._row(table, one)
            if (table, (segment.stream, segment.last, segment.signature)) not in self._gone:
                yield segment

    def _row(self, table: str, number: int) -> Segment:
        return _segment_of(
            self._connection.execute(f"select {_KEPT} from {table} where number=?", (number,)).fetchone()
        )

    def _waiting(self) -> int:
        lying = self._connection.execute("select count(*) from log_waiting").fetchone()[0]
        gone = sum(table == "log_waiting" for table, _ in self._gone)
        return int(lying) + len(self._kept["log_waiting"]) - gone

    def _records(self) -> Iterator[Coming]:
        for kind, ids in sorted(self._arrivals.records().items()):
            if kind in self._tables.layouts:
                for start in range(0, len(ids), _BATCH):
                    yield from self._coming(kind, ids[start : start + _BATCH])

    def _coming(self, kind: str, ids: list[str]) -> Iterator[Coming]:
        rows = self._tables.existing(self._connection, kind, ids)
        here = self._tables.changes_of(self._connection, kind, rows)
        arriving = _opened(self._connection, self._arrivals, self._arrivals.changes(kind, ids))
        for record_id in ids:
            yield _coming(kind, record_id, rows.get(record_id), here.get(record_id, {}), arriving[record_id])


def details(connection: Connection, arrivals: Arrivals, kind: str, record_id: str) -> list[FieldComing]:
    """Say field by field what would become of a record, by whom."""
    arriving = _opened(connection, arrivals, arrivals.changes(kind, [record_id])).get(record_id, {})
    devices = arrivals.devices(kind, record_id)
    here = Told(connection, record_id).changes
    both = {**here, **arriving}
    lineage, before = Lineage(both), fold({name: one for name, one in here.items() if name not in arriving})
    after = fold(both)
    found = []
    for name in dict.fromkeys(name for one in arriving.values() for name in one.fields):
        last = [one for one in lineage.order if one in arriving and name in both[one].fields][-1]
        change = both[last]
        found.append(
            FieldComing(
                name,
                before.state.get(name),
                change.fields[name],
                after.state.get(name),
                change.by,
                change.at,
                devices.get(last, ""),
                is_conflict=name in after.conflicts,
                is_settled=name in before.conflicts and name not in after.conflicts,
            )
        )
    return found


def _opened(
    connection: Connection, arrivals: Arrivals, changes: dict[str, dict[str, Change]]
) -> dict[str, dict[str, Change]]:
    """Open what comes with the keys that come along and those that are here."""
    listed = [(record_id, name, change) for record_id, some in changes.items() for name, change in some.items()]
    opened = seals.open_all(connection, [(record_id, change) for record_id, _, change in listed], arrivals.keys)
    found: dict[str, dict[str, Change]] = {record_id: {} for record_id in changes}
    for (record_id, name, _), change in zip(listed, opened, strict=True):
        found[record_id][name] = change
    return found


def _coming(kind: str, record_id: str, row: Row | None, here: dict[str, Change], arriving: dict[str, Change]) -> Coming:
    both = {**here, **arriving}
    state, conflicts, heads = fold(both)
    was_deleted = row is not None and row.deleted
    is_deleted = bool(state.get(DELETED))
    if row is None:
        return Coming(record_id, kind, True, state, tuple(sorted(conflicts)), becomes_deleted=is_deleted)
    before = fold(here).conflicts if row.conflicts else {}
    opened = tuple(sorted(set(conflicts) - set(before)))
    both_sides = any(head in arriving for head in heads) and any(head not in arriving for head in heads)
    return Coming(
        record_id,
        kind,
        False,
        state,
        conflicts=opened,
        settled=tuple(sorted(set(before) - set(conflicts))),
        is_merged=both_sides and not conflicts and _differs(here, both),
        becomes_deleted=is_deleted and not was_deleted,
        comes_back=was_deleted and not is_deleted,
    )


def _differs(here: dict[str, Change], both: dict[str, Change]) -> bool:
    """Say whether anything is shown otherwise afterwards: two people who said the same have nothing to hear."""
    before, after = fold(here).state, fold(both).state
    return any(canonical(before.get(name)) != canonical(value) for name, value in after.items())


def _segment_of(row: tuple[Any, ...]) -> Segment:
    scope, device, incarnation, first, last, previous, signature, bodies = row
    stream = StreamId(scope, device, incarnation)
    return Segment(stream, first, last, bytes(previous), bytes(signature), bytes(bodies).split(b"\n"))


def _key_of(row: tuple[Any, ...]) -> _Key:
    segment = _segment_of(row)
    return segment.stream, segment.last, segment.signature
