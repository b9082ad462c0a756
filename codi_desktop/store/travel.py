"""How far this machine's work has come: still here, in a bundle on its way, or arrived at another machine."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from codi_desktop.store import local, log
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Connection

State = Literal["here", "bundle", "arrived"]
_MANY = 2000  # changes beyond which it is quicker to read all places than to fetch these


@dataclass(frozen=True)
class Where:
    """How far a record's work has come; `at` is when (milliseconds) and `machine` is to whom."""

    state: State
    at: int | None = None
    machine: str = ""


@dataclass(frozen=True)
class _Reached:
    """Up to which place an own stream has come, when and to whom."""

    n: int = 0
    at: int | None = None
    machine: str = ""


class Travelled:
    """What bundles and other machines say about this machine's own streams, by stream number."""

    def __init__(self, connection: Connection, machine: Machine) -> None:
        self._connection = connection
        self.own = {stream.sid: stream for stream in log.streams(connection, "device=?", (machine.device,))}
        self._arrived: dict[int, _Reached] = {}
        self._bundled: dict[int, _Reached] = {}
        for peer in local.peers(connection):
            if peer.device != machine.device:
                self._note(self._arrived, peer.vector, peer.seen_at, peer.name)
        for bundle in local.bundles(connection):
            if bundle.direction == "out":
                self._note(self._bundled, bundle.vector, bundle.at, bundle.peer_name)

    def _note(self, reached: dict[int, _Reached], vector: log.Vector, at: int, name: str) -> None:
        devices = {stream.id.device for stream in self.own.values()}
        own = [entry for entry in vector if entry[1] in devices]
        for sid, n in log.known_by(self._connection, own).items():
            if n > reached.get(sid, _Reached()).n:
                reached[sid] = _Reached(n, at, name)

    def arrived_n(self, sid: int) -> int:
        """Give the last place of an own stream that another machine is known to have."""
        return self._arrived.get(sid, _Reached()).n

    def bundled_n(self, sid: int) -> int:
        """Give the last place of an own stream that is in a bundle, or further."""
        return max(self.arrived_n(sid), self._bundled.get(sid, _Reached()).n)

    def where(self, places: list[tuple[int, int]]) -> Where:
        """Judge a record by the places (stream, n) of this machine's own changes to it."""
        if any(n > self.bundled_n(sid) for sid, n in places):
            return Where("here")
        behind = [(sid, n) for sid, n in places if n > self.arrived_n(sid)]
        kept = self._bundled if behind else self._arrived
        reached = kept[max(behind or places)[0]]
        return Where("bundle" if behind else "arrived", reached.at, reached.machine)


def where(connection: Connection, machine: Machine, ids: Iterable[str]) -> dict[str, Where]:
    """Say for each record how far it has come. One without own work came from elsewhere: it has arrived."""
    travelled = Travelled(connection, machine)
    asked = list(ids)
    places: dict[str, list[tuple[int, int]]] = {}
    rows = connection.execute(
        "select record, place from log_change where record in (select value from json_each(?))", (json.dumps(asked),)
    )
    for record_id, place in rows:
        if place >> 32 in travelled.own:
            places.setdefault(record_id, []).append((place >> 32, place & 0xFFFFFFFF))
    return {
        record_id: travelled.where(places[record_id]) if record_id in places else Where("arrived")
        for record_id in asked
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


def here(connection: Connection, machine: Machine) -> set[str]:
    """Give the records with own work that no bundle holds."""
    travelled = Travelled(connection, machine)
    reached = {sid: travelled.bundled_n(sid) for sid in travelled.own}
    if sum(travelled.own[sid].n - n for sid, n in reached.items()) > _MANY:
        # The index of records holds all places and none of the bodies.
        every = connection.execute("select record, place from log_change indexed by log_change_record")
        return {record_id for record_id, place in every if place & 0xFFFFFFFF > reached.get(place >> 32, place)}
    found: set[str] = set()
    for sid, n in reached.items():
        since, until = log.place_of(sid, n), log.place_of(sid, travelled.own[sid].n)
        rows = connection.execute("select record from log_change where place>? and place<=?", (since, until))
        found.update(record_id for (record_id,) in rows)
    return found - {""}  # a change of an illegal form belongs to no record


def last_receipt(connection: Connection, machine: Machine) -> local.Peer | None:
    """Give the machine that was the last to say that it holds work of this one; None while none did."""
    own = {stream.sid for stream in log.streams(connection, "device=?", (machine.device,))}
    others = (peer for peer in local.peers(connection) if peer.device != machine.device)
    return next((peer for peer in others if own & log.known_by(connection, peer.vector).keys()), None)


def where_counts(connection: Connection, machine: Machine) -> dict[State, int]:
    """Count the records with own work by how far it has come."""
    travelled = Travelled(connection, machine)
    here: set[str] = set()
    behind: set[str] = set()
    for sid, stream in travelled.own.items():
        since, until = log.place_of(sid, travelled.arrived_n(sid)), log.place_of(sid, stream.n)
        for record_id, place in connection.execute(
            "select record, place from log_change where place>? and place<=?", (since, until)
        ):
            (here if place & 0xFFFFFFFF > travelled.bundled_n(sid) else behind).add(record_id)
    own = connection.execute(
        "select count(distinct record) from log_change where place >> 32 in (select value from json_each(?))",
        (json.dumps(list(travelled.own)),),
    ).fetchone()[0]
    return {"here": len(here), "bundle": len(behind - here), "arrived": own - len(here | behind)}
