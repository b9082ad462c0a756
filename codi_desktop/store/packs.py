"""Keep the bodies of a long run of changes packed together: a tenth of the disk, and of what an import has to encrypt.

Where a body is empty in the log, it lies in the pack of its run. SQL gets it either way by `body_of(place, body)`.
"""

import sqlite3
from collections import OrderedDict
from weakref import ref

import zstandard

Connection = sqlite3.Connection  # as in `opening`, which offers this to every connection

TABLES = """
create table if not exists log_pack(last integer primary key, first integer not null, packed blob not null);
"""

WORTH_PACKING = 500  # changes; below it, unpacking all for one would cost more than it saves
_LEVEL = 3
_OPEN_PACKS = 4  # of each connection, about a megabyte and a half each


def keep(connection: Connection, first: int, bodies: list[bytes]) -> None:
    """Keep the bodies of the places from `first` on as one pack."""
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(b"\n".join(bodies))
    connection.execute(
        "insert into log_pack(last, first, packed) values(?,?,?)", (first + len(bodies) - 1, first, packed)
    )


def offer(connection: Connection) -> None:
    """Let SQL on this connection ask for `body_of(place, body)`."""
    connection.create_function("body_of", 2, _Packs(connection).body_of)


class _Packs:
    """The packs that one connection has open, the last used last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = ref(connection)
        self._open: OrderedDict[int, tuple[int, int, list[bytes]]] = OrderedDict()

    def body_of(self, place: int, body: bytes) -> bytes | None:
        """Give a body; None, which no chain accepts, where its pack is not there."""
        if body:
            return body
        for last, (first, _, bodies) in self._open.items():
            if first <= place <= last:
                self._open.move_to_end(last)
                return bodies[place - first]
        found = self._unpacked(place)
        if found is None:
            return None
        first, last, bodies = found
        self._open[last] = found
        if len(self._open) > _OPEN_PACKS:
            self._open.popitem(last=False)
        return bodies[place - first]

    def _unpacked(self, place: int) -> tuple[int, int, list[bytes]] | None:
        connection = self._connection()
        row = (
            connection
            and connection.execute(
                "select first, last, packed from log_pack where last>=? order by last limit 1", (place,)
            ).fetchone()
        )
        if not row or place < row[0]:
            return None
        first, last, packed = row
        try:
            bodies = zstandard.ZstdDecompressor().decompress(packed).split(b"\n")
        except zstandard.ZstdError:
            return None
        return (first, last, bodies) if last - first + 1 == len(bodies) else None
