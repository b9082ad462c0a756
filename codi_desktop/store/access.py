"""Who looked at personal data, printed it or gave it away: a list of this machine that is only ever added to.

Each entry is chained to the one before, and the end of the chain is kept apart, so that `check` notices what was
altered or cut off. Entries name records by id alone: erasing somebody's data leaves nothing of them here.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Literal, get_args

from codi_desktop.store import local
from codi_desktop.store.opening import Connection

Act = Literal["viewed", "printed", "exported", "identifier", "disclosed", "erased"]
ACTS: tuple[Act, ...] = get_args(Act)

ONE_OPENING_MS = 60_000
"""Looking at the same record again within this time is one entry."""

TABLES = """
create table if not exists access_entry(
  number integer primary key, at integer not null, machine text not null, person text not null, act text not null,
  kind text not null, record text not null, count integer not null, about text not null, purpose text not null,
  link blob not null);
create index if not exists access_record on access_entry(record, number);
"""
GUARDS = tuple(
    f"create trigger if not exists access_{verb}_guard before {verb} on access_entry"
    " begin select raise(abort, 'entries of access are never changed'); end"
    for verb in ("update", "delete")
)

_GENESIS = b"codi-access-1"
_HEAD = "access"
_COLUMNS = "at, machine, person, act, kind, record, count, about, purpose"


@dataclass(frozen=True)
class Access:
    """One time that somebody used personal data: of one record, or of `count` records of a kind.

    `about` says what was printed or who received it, `purpose` what it was for where somebody was asked.
    """

    at: int
    machine: str
    person: str
    act: Act
    kind: str
    record: str = ""
    count: int = 1
    about: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for: of one record, by one person, from a moment (milliseconds) and before another.

    With `either`, of any of these records or by any of these people.
    """

    record: str = ""
    person: str = ""
    act: str = ""
    since: int | None = None
    until: int | None = None
    either: tuple[tuple[str, ...], tuple[str, ...]] | None = None


def note(connection: Connection, entries: Sequence[Access]) -> int:
    """Add entries, in a transaction of the caller; gives how many were new. An opening seen just now is left out."""
    added = 0
    number, link = _end(connection)
    for entry in entries:
        if entry.act == "viewed" and _is_open(connection, entry):
            continue
        number, link = number + 1, _linked(link, entry)
        connection.execute(
            f"insert into access_entry(number, {_COLUMNS}, link) values(?,?,?,?,?,?,?,?,?,?,?)",
            (number, *astuple(entry), link),
        )
        added += 1
    if added:
        local.set_setting(connection, _HEAD, [number, link.hex()])
    return added


def numbers(connection: Connection, wanted: Wanted) -> list[int]:
    """Give the numbers of the entries that are asked for, the newest first."""
    where, values = _conditions(wanted)
    rows = connection.execute(f"select number from access_entry{where} order by number desc", values)
    return [row[0] for row in rows]


def entries(connection: Connection, chosen: Sequence[int]) -> dict[int, Access]:
    """Give entries by their numbers."""
    marks = ",".join("?" * len(chosen))
    rows = connection.execute(f"select number, {_COLUMNS} from access_entry where number in ({marks})", list(chosen))
    return {row[0]: Access(*row[1:]) for row in rows}


def counts(connection: Connection, wanted: Wanted) -> dict[str, int]:
    """Count the entries that are asked for by what was done."""
    where, values = _conditions(wanted)
    rows = connection.execute(f"select act, count(*) from access_entry{where} group by act", values)
    return dict(rows.fetchall())


def purposes(connection: Connection, wanted: Wanted) -> set[str]:
    """Give what the entries that are asked for were for, where somebody said so."""
    where, values = _conditions(wanted)
    return {row[0] for row in connection.execute(f"select distinct purpose from access_entry{where}", values) if row[0]}


def people(connection: Connection) -> list[str]:
    """Name everybody who is in the list."""
    return [row[0] for row in connection.execute("select distinct person from access_entry order by person")]


def is_whole(connection: Connection) -> bool:
    """Compute the chain anew, and compare its end with the one that was kept."""
    link, last = _GENESIS, 0
    rows = connection.execute(f"select number, {_COLUMNS}, link from access_entry order by number")
    for number, *told, kept in rows:
        link = _linked(link, Access(*told))
        if number != last + 1 or link != bytes(kept):
            return False
        last = number
    head = local.setting(connection, _HEAD, [0, _GENESIS.hex()])
    return bool(head == [last, link.hex()])


def _end(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute("select number, link from access_entry order by number desc limit 1").fetchone()
    return (row[0], bytes(row[1])) if row else (0, _GENESIS)


def _linked(link: bytes, entry: Access) -> bytes:
    told = json.dumps(astuple(entry), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(link + told, digest_size=32).digest()


def _is_open(connection: Connection, entry: Access) -> bool:
    """Say whether this person looked at this record just now."""
    row = connection.execute(
        "select 1 from access_entry where record=? and act='viewed' and person=? and machine=? and at>? and at<=?"
        " order by number desc limit 1",
        (entry.record, entry.person, entry.machine, entry.at - ONE_OPENING_MS, entry.at),
    ).fetchone()
    return row is not None


def _conditions(wanted: Wanted) -> tuple[str, list[str | int]]:
    told: list[tuple[str, str | int | None]] = [
        ("record=?", wanted.record or None),
        ("person=?", wanted.person or None),
        ("act=?", wanted.act or None),
        ("at>=?", wanted.since),
        ("at<?", wanted.until),
    ]
    used = [(condition, value) for condition, value in told if value is not None]
    conditions, values = [condition for condition, _ in used], [value for _, value in used]
    if wanted.either is not None:
        records, people = (",".join("?" * len(names)) for names in wanted.either)
        conditions.append(f"(record in ({records}) or person in ({people}))")
        values += [name for names in wanted.either for name in names]
    return " where " + " and ".join(conditions) if conditions else "", values
