"""How far work has come: still here alone, in a bundle on its way, or known to be at another machine.

Each change is judged by itself: another machine's signed word, or its bundle's hello, proves that it holds all up to a
place of a stream. What a machine that was reported lost holds does not count, nor do bundles that it alone can open.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from codi_desktop.store import local, log
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection
from codi_desktop.sync.change import StreamId, to_text

TABLES = """
create table if not exists local_reach(
  device text not null, sid integer not null, n integer not null, at integer not null,
  primary key(device, sid, n)) without rowid;
create index if not exists local_reach_place on local_reach(sid, n);
create table if not exists local_loaded(
  bundle_id text not null, sid integer not null, n integer not null, primary key(bundle_id, sid)) without rowid;
create index if not exists local_loaded_place on local_loaded(sid, n);
"""
# local_reach: when another machine was first known to hold a stream up to n; local_loaded: what a written bundle brings

State = Literal["here", "bundle", "arrived"]
_MANY = 2000  # changes beyond which it is quicker to read all places than to fetch these


@dataclass(frozen=True)
class Where:
    """How far a change or a record has come; `at` is since when (milliseconds), `machine` is where or to whom."""

    state: State
    at: int | None = None
    machine: str = ""


@dataclass(frozen=True)
class _Holder:
    device: str
    name: str
    at: int


class Travelled:
    """What bundles and other machines say about the streams of this store, by stream number."""

    def __init__(self, connection: Connection, machine: Machine) -> None:
        self._connection = connection
        self.streams = {stream.sid: stream for stream in log.streams(connection, "device<>?", (log.FACTS,))}
        self.own = {sid for sid, stream in self.streams.items() if stream.id.device == machine.device}
        self._names = {**local.machine_names(connection), machine.device: machine.name}
        self._out = json.dumps([machine.device, *local.lost(connection)])
        counted = "device not in (select value from json_each(?))"
        self._arrived: dict[int, int] = dict(
            connection.execute(f"select sid, max(n) from local_reach where {counted} group by sid", (self._out,))
        )
        self._loaded: dict[int, int] = dict(
            connection.execute(
                "select sid, max(n) from local_loaded join local_bundle using(bundle_id)"
                " where direction='out' and peer_device not in (select value from json_each(?)) group by sid",
                (self._out,),
            )
        )

    def arrived_n(self, sid: int) -> int:
        """Give the last place of a stream that another machine is known to have."""
        return self._arrived.get(sid, 0)

    def bundled_n(self, sid: int) -> int:
        """Give the last place of a stream that is in a bundle, or further."""
        return max(self.arrived_n(sid), self._loaded.get(sid, 0))

    def where(self, places: list[tuple[int, int]]) -> Where:
        """Judge a change, or all changes of a record, by their places (stream, n): the least of them counts."""
        if any(n > self.bundled_n(sid) for sid, n in places):
            return Where("here")
        behind = [self._bundle(sid, n) for sid, n in places if n > self.arrived_n(sid)]
        if behind:
            return min(behind, key=lambda where: where.at or 0)
        return self._at(places) if places else Where("arrived")

    def _bundle(self, sid: int, n: int) -> Where:
        """Find the newest bundle that holds a place."""
        at, name = self._connection.execute(
            "select at, peer_name from local_loaded join local_bundle using(bundle_id) where sid=? and n>=? and"
            " direction='out' and peer_device not in (select value from json_each(?)) order by at desc limit 1",
            (sid, n, self._out),
        ).fetchone()
        return Where("bundle", at, name)

    def _at(self, places: list[tuple[int, int]]) -> Where:
        """Name the machine that holds all of it: its author's rather than another, then who held it first.

        Where no machine holds all of it, name those that together do.
        """
        held = [{holder.device: holder for holder in self._holders(sid, n)} for sid, n in places]
        author = self.streams[places[-1][0]].id.device
        common = set.intersection(*map(set, held))
        if common:
            chosen = min(common, key=lambda device: (device != author, max(one[device].at for one in held), device))
            return Where("arrived", max(one[chosen].at for one in held), held[0][chosen].name)
        some = [min(one.values(), key=lambda holder: (holder.at, holder.device)) for one in held]
        names = dict.fromkeys(holder.name for holder in some)
        return Where("arrived", max(holder.at for holder in some), " · ".join(names))

    def _holders(self, sid: int, n: int) -> Iterator[_Holder]:
        rows = self._connection.execute(
            "select device, min(at) from local_reach where sid=? and n>=? and"
            " device not in (select value from json_each(?)) group by device",
            (sid, n, self._out),
        )
        for device, at in rows:
            yield _Holder(device, self._names.get(device, device[:8]), at)


def renew(connection: Connection, machine: Machine, device: str | None = None, at: int | None = None) -> None:
    """Read anew how far others (or one) have what is here; a place keeps the day on which it was first known."""
    told = _Told(connection, machine)
    for peer in local.peers(connection):
        if device in {None, peer.device}:
            steps = dict(
                connection.execute("select sid, max(n) from local_reach where device=? group by sid", (peer.device,))
            )
            known = told.known_by(peer.vector)
            since = local.told_at(connection, peer) if at is None else at
            for sid in steps.keys() | known.keys():
                n, before = known.get(sid, 0), steps.get(sid, 0)
                if n < before:  # an older state of it was put back
                    connection.execute(
                        "delete from local_reach where device=? and sid=? and n>?", (peer.device, sid, n)
                    )
                if n not in {0, before}:
                    connection.execute(
                        "insert into local_reach(device, sid, n, at) values(?,?,?,?) on conflict do nothing",
                        (peer.device, sid, n, since),
                    )


def load(connection: Connection, machine: Machine, note: local.BundleNote) -> None:
    """Take note of what a written bundle brings."""
    if note.direction == "out":
        known = _Told(connection, machine).known_by(note.vector)
        connection.executemany(
            "insert or replace into local_loaded(bundle_id, sid, n) values(?,?,?)",
            [(note.bundle_id, sid, n) for sid, n in known.items()],
        )


def begin(connection: Connection, machine: Machine) -> None:
    """Read what an earlier program has kept of machines and bundles."""
    if not connection.execute("select exists (select 1 from local_reach)").fetchone()[0]:
        renew(connection, machine)
    if not connection.execute("select exists (select 1 from local_loaded)").fetchone()[0]:
        for note in local.bundles(connection):
            load(connection, machine, note)


class _Told:
    """The streams of this store, to compare with what vectors say."""

    def __init__(self, connection: Connection, machine: Machine) -> None:
        self._connection, self._device = connection, machine.device
        self._branches: dict[StreamId, list[log.Stream]] = {}
        for stream in log.streams(connection, "device<>?", (log.FACTS,)):
            self._branches.setdefault(stream.id, []).append(stream)

    def known_by(self, vector: log.Vector) -> dict[int, int]:
        """Say up to which place of each stream somebody with this vector has what is here."""
        known: dict[int, int] = {}
        for scope, device, incarnation, n, head in vector:
            branches = self._branches.get(StreamId(scope, device, incarnation), [])
            for stream in branches:
                reached = self._reached(stream, n, head, is_alone=len(branches) == 1)
                if reached > known.get(stream.sid, 0):
                    known[stream.sid] = reached
                    if reached > stream.base_n > known.get(stream.base_sid, 0):
                        known[stream.base_sid] = stream.base_n
        return known

    def _reached(self, stream: log.Stream, n: int, head: str, *, is_alone: bool) -> int:
        """Say how far somebody has a stream who has `head` at `n`; who is ahead on the only branch has all of it."""
        if n > stream.n:
            return stream.n if is_alone and stream.id.device != self._device else 0
        here = stream.head if n == stream.n else log.id_at(self._connection, stream, n)
        return n if here is not None and to_text(here) == head else 0


def where(connection: Connection, machine: Machine, ids: Iterable[str]) -> dict[str, Where]:
    """Say for each record how far it has come; facts that ship with the program are everywhere."""
    travelled = Travelled(connection, machine)
    asked = list(ids)
    places: dict[str, list[tuple[int, int]]] = {}
    rows = connection.execute(
        "select record, place from log_change where record in (select value from json_each(?)) order by place",
        (json.dumps(asked),),
    )
    for record_id, place in rows:
        if place >> 32 in travelled.streams:
            places.setdefault(record_id, []).append((place >> 32, place & 0xFFFFFFFF))
    return {record_id: travelled.where(places.get(record_id, [])) for record_id in asked}


def where_at(connection: Connection, machine: Machine, places: Iterable[int]) -> dict[int, Where]:
    """Say for each change, by its place in the log, how far it has come."""
    travelled = Travelled(connection, machine)
    return {
        place: travelled.where([(place >> 32, place & 0xFFFFFFFF)] if place >> 32 in travelled.streams else [])
        for place in places
    }


def receipt_of(note: local.BundleNote, peers: Iterable[local.Peer]) -> local.Peer | None:
    """Find who said that it holds everything that a written bundle brought: its receiver, or anybody of one for all.

    None while nobody did. The receiver need not have read this very bundle: another may have brought the same.
    """
    for peer in peers:
        if note.peer_device not in {peer.device, local.FOR_ALL}:
            continue
        held: dict[tuple[str, str, str], int] = {}
        heads = {tuple(entry) for entry in peer.vector}
        for entry in peer.vector:
            held[entry[:3]] = max(entry[3], held.get(entry[:3], 0))
        if all(entry in heads or held.get(entry[:3], 0) > entry[3] for entry in note.vector):
            return peer
    return None


def receipts(connection: Connection, notes: Iterable[local.BundleNote]) -> dict[str, Where]:
    """Say for each written bundle, by its id, at which machine its contents are known to be, and since when."""
    lost = local.lost(connection)
    peers = [peer for peer in local.peers(connection) if peer.device not in lost]
    found = {}
    for note in notes:
        holder = receipt_of(note, peers) if note.direction == "out" else None
        if holder is not None:
            at = connection.execute(
                "select max(at) from (select min(reach.at) at from local_loaded loaded join local_reach reach"
                " on reach.sid=loaded.sid and reach.n>=loaded.n and reach.device=? where bundle_id=?"
                " group by loaded.sid)",
                (holder.device, note.bundle_id),
            ).fetchone()[0]
            found[note.bundle_id] = Where("arrived", at or holder.seen_at, holder.name)
    return found


def here(connection: Connection, machine: Machine) -> set[str]:
    """Give the records with work that no bundle and no other machine holds."""
    travelled = Travelled(connection, machine)
    reached = {sid: travelled.bundled_n(sid) for sid in travelled.streams}
    if sum(travelled.streams[sid].n - n for sid, n in reached.items()) > _MANY:
        # The index of records holds all places and none of the bodies.
        every = connection.execute("select record, place from log_change indexed by log_change_record")
        return {record_id for record_id, place in every if place & 0xFFFFFFFF > reached.get(place >> 32, place)}
    found: set[str] = set()
    for sid, n in reached.items():
        found.update(record_id for record_id, _ in _between(connection, sid, n, travelled.streams[sid].n))
    return found


def _between(connection: Connection, sid: int, after: int, until: int) -> list[tuple[str, int]]:
    if after >= until:
        return []
    return connection.execute(
        "select record, place from log_change where place>? and place<=?",
        (log.place_of(sid, after), log.place_of(sid, until)),
    ).fetchall()


def last_receipt(connection: Connection, machine: Machine) -> Where | None:
    """Give the machine that was the last to say that it holds work of this one, and since when; None while none did."""
    travelled = Travelled(connection, machine)
    lost = json.dumps([machine.device, *local.lost(connection)])
    row = connection.execute(
        "select device, at from local_reach where sid in (select value from json_each(?)) and n>0"
        " and device not in (select value from json_each(?)) order by at desc limit 1",
        (json.dumps(list(travelled.own)), lost),
    ).fetchone()
    if row is None:
        return None
    return Where("arrived", row[1], local.machine_names(connection).get(row[0], row[0][:8]))


def where_counts(connection: Connection, machine: Machine) -> dict[State, int]:
    """Count the records by how far they have come: of those that are elsewhere only those with own work."""
    travelled = Travelled(connection, machine)
    here: set[str] = set()
    behind: set[str] = set()
    for sid, stream in travelled.streams.items():
        for record_id, place in _between(connection, sid, travelled.arrived_n(sid), stream.n):
            (here if place & 0xFFFFFFFF > travelled.bundled_n(sid) else behind).add(record_id)
    own = connection.execute(
        "select distinct record from log_change where place >> 32 in (select value from json_each(?))",
        (json.dumps(list(travelled.own)),),
    )
    arrived = sum(record_id not in here and record_id not in behind for (record_id,) in own)
    return {"here": len(here), "bundle": len(behind - here), "arrived": arrived}
