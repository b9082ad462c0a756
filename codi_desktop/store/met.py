"""The numbered files of other machines that were read here: what tells missing, repeated and forked ones apart.

Files are numbered 1, 2, 3 … for each series: a sender, a life of it, and a receiver.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from codi_desktop.store import local, log
from codi_desktop.store.opening import Connection
from codi_desktop.sync.change import StreamId, to_text

TABLES = """
create table if not exists local_met(
  sender text not null, life text not null, receiver text not null, number integer not null, bundle_id text not null,
  part integer not null, more integer not null, written_at integer not null, taken_at integer not null,
  hello text not null, primary key(sender, life, receiver, number, bundle_id));
create table if not exists local_bearer(bundle_id text primary key, bearer text not null);
"""
# hello: what the sender held, kept only while something before is missing and not everything of it is here

_MOST_HELLOS = 20  # of each series; the newest prove most


@dataclass(frozen=True)
class Series:
    """Whose files, of which of its lives, for whom."""

    sender: str
    life: str
    receiver: str


@dataclass(frozen=True)
class Met:
    """One file that was read: its number, which part of its export it is, and whether another part follows."""

    series: Series
    number: int
    bundle_id: str
    part: int
    more: bool
    written_at: int
    taken_at: int


_EARLIER = "exchange.numbers"
_MET = "sender, life, receiver, number, bundle_id, part, more, written_at, taken_at"


def begin(connection: Connection) -> None:
    """Read the numbers that an earlier program kept: {series: numbers}, whose files it did not name."""
    for told, numbers in local.setting(connection, _EARLIER, {}).items():
        for number in numbers:
            note(connection, Met(Series(*json.loads(told)), number, "", 1, False, 0, 0), None)
    local.set_setting(connection, _EARLIER, {})


def note(connection: Connection, met: Met, hello: log.Vector | None) -> None:
    """Keep that a file was read; the same one again changes nothing."""
    values = (*_key(met.series), met.number, met.bundle_id, met.part, met.more, met.written_at, met.taken_at)
    connection.execute(
        f"insert into local_met({_MET}, hello) values({','.join('?' * 10)}) on conflict do nothing",
        (*values, "" if hello is None else json.dumps(hello)),
    )


def met(connection: Connection, series: Series | None = None) -> list[Met]:
    """Give the files that were read, of one series or of all, by their numbers."""
    where = "sender=? and life=? and receiver=?" if series else "1"
    values = (series.sender, series.life, series.receiver) if series else ()
    rows = connection.execute(
        f"select {_MET} from local_met where {where} order by sender, life, receiver, number, taken_at", values
    )
    return [
        Met(Series(sender, life, receiver), number, bundle_id, part, bool(more), written_at, taken_at)
        for sender, life, receiver, number, bundle_id, part, more, written_at, taken_at in rows
    ]


def hellos(connection: Connection) -> list[tuple[Series, int, log.Vector]]:
    """Give what senders held when they wrote files, where that is still of use: series, number, vector."""
    columns = "sender, life, receiver, number, hello"
    rows = connection.execute(f"select {columns} from local_met where hello<>'' order by number")
    return [
        (Series(sender, life, receiver), number, [(s, d, i, n, h) for s, d, i, n, h in json.loads(hello)])
        for sender, life, receiver, number, hello in rows
    ]


def drop_hellos(connection: Connection, series: Series, until: int) -> None:
    """Forget what a sender held, up to a number, and all but the newest of the rest."""
    connection.execute(
        "update local_met set hello='' where sender=? and life=? and receiver=? and hello<>'' and (number<=? or number"
        " not in (select number from local_met where sender=? and life=? and receiver=? order by number desc limit ?))",
        (*_key(series), until, *_key(series), _MOST_HELLOS),
    )


def holds(connection: Connection, vector: Iterable[tuple[str, str, str, int, str]]) -> bool:
    """Say whether everything that somebody with this vector holds is here too."""
    for scope, device, incarnation, n, head in vector:
        streams = log.branches(connection, StreamId(scope, device, incarnation))
        found = (log.id_at(connection, stream, n) for stream in streams if n <= stream.n)
        if not any(here is not None and to_text(here) == head for here in found):
            return False
    return True


def note_bearer(connection: Connection, bundle_id: str, bearer: str) -> None:
    """Keep who was to carry a file."""
    if bearer:
        connection.execute("insert or replace into local_bearer(bundle_id, bearer) values(?,?)", (bundle_id, bearer))


def bearers(connection: Connection) -> dict[str, str]:
    """Give who was to carry the files written and read here, by their ids."""
    return dict(connection.execute("select bundle_id, bearer from local_bearer").fetchall())


def _key(series: Series) -> tuple[str, str, str]:
    return series.sender, series.life, series.receiver
