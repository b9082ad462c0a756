"""Records at which people worked without seeing each other, so that what became of it is found without reading the log.

Noted while such a record is added up, which is where it is read anyway; a rebuild of the tables notes all again.
"""

from collections.abc import Iterable, Iterator

from codi_desktop.store.opening import Connection

TABLES = """
create table if not exists log_meeting(record text primary key, kind text not null, at integer not null) without rowid;
create index if not exists log_meeting_at on log_meeting(at);
"""


def note(connection: Connection, met: Iterable[tuple[str, str, int]]) -> None:
    """Keep that changes met at these records (id, kind), and when the last of them was made."""
    connection.executemany(
        "insert into log_meeting(record, kind, at) values(?,?,?) on conflict(record) do update set at=excluded.at", met
    )


def newest_first(connection: Connection) -> Iterator[str]:
    """Give the records at which changes met."""
    for (record,) in connection.execute("select record from log_meeting order by at desc, record").fetchall():
        yield record
