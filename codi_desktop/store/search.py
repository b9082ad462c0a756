"""Find records by any three letters within their text: Thai has no spaces, so words are of no use to an index.

Each row keeps its searchable text; the index keeps three-letter pieces of it, under its kind's number and its rowid.
Many new rows at once are left to be indexed later (`catch_up`); until then their texts themselves are read.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from codi_desktop.store.opening import Connection
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import normalise

if TYPE_CHECKING:
    from codi_desktop.store.tables import Row

TABLES = """
create virtual table if not exists find_text
  using fts5(text, content='', detail=none, columnsize=0, tokenize='trigram');
create table if not exists find_rest(number integer not null, first integer not null, last integer not null);
"""

_KIND_SHIFT = 40
_PIECE = 3
_AT_ONCE = 2000
_THAI_DIGIT = re.compile("[๐-๙]")  # asked first, for most texts have none and translating is slow


def searchable(text: str) -> str:
    """Bring text into the form in which it is compared: no capitals, one kind of digits."""
    return (to_arabic_digits(text) if _THAI_DIGIT.search(text) else text).lower()


def update(connection: Connection, number: int, rows: list[tuple[Any, ...]], before: Mapping[str, "Row"]) -> None:
    """Index rows that were changed, where their text is another than before."""
    rest = _rest(connection, number)
    differing = [
        (was, row)
        for row in rows
        if (was := before[row[0]]).find != row[5] and not any(was.rowid in rowids for rowids in rest)
    ]
    stale = [(number << _KIND_SHIFT | was.rowid, was.find) for was, _ in differing if was.find]
    connection.executemany("insert into find_text(find_text, rowid, text) values('delete', ?, ?)", stale)
    add(connection, number, [(*row, was.rowid) for was, row in differing])


def add(connection: Connection, number: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Index the text of rows that end in their rowids."""
    _index(connection, number, ((row[-1], row[5]) for row in rows))


def postpone(connection: Connection, number: int, first: int, last: int) -> None:
    """Leave new rows from `first` to `last` to be indexed later."""
    connection.execute("insert into find_rest(number, first, last) values(?,?,?)", (number, first, last))


def catch_up(connection: Connection, tables: Mapping[int, str]) -> bool:
    """Index some of the rows that were left; False when there were none."""
    found = connection.execute("select rowid, number, first, last from find_rest order by rowid limit 1").fetchone()
    if found is None:
        return False
    place, number, first, last = found
    done = min(first + _AT_ONCE - 1, last)
    if number in tables:
        rows = connection.execute(
            f'select rowid, _find from "{tables[number]}" where rowid between ? and ?', (first, done)
        )
        _index(connection, number, rows.fetchall())
    if done == last:
        connection.execute("delete from find_rest where rowid=?", (place,))
    else:
        connection.execute("update find_rest set first=? where rowid=?", (done + 1, place))
    return True


def forget(connection: Connection, table: str, number: int) -> None:
    """Take all rows of a table out of the index."""
    connection.execute(
        f"insert into find_text(find_text, rowid, text) select 'delete', {number << _KIND_SHIFT} | rowid, _find"
        f" from \"{table}\" where _find <> ''"
        f' and not exists (select 1 from find_rest where number = {number} and "{table}".rowid between first and last)'
    )
    connection.execute("delete from find_rest where number=?", (number,))


def optimise(connection: Connection) -> None:
    """Let the index forget for good what was taken out of it."""
    connection.execute("insert into find_text(find_text) values('optimize')")


def find(connection: Connection, tables: Mapping[int, str], text: str, limit: int) -> list[str]:
    """Give ids of records whose text holds every word, at most `limit`, by kind and then in order of entry."""
    words = searchable(normalise(text)).split()
    found: list[str] = []
    for number, table in tables.items():
        if words and len(found) < limit:
            found += _find_in(connection, number, table, words, limit - len(found))
    return found


def _rest(connection: Connection, number: int) -> list[range]:
    """Give the rowids that are not indexed yet."""
    found = connection.execute("select first, last from find_rest where number=?", (number,))
    return [range(first, last + 1) for first, last in found]


def _index(connection: Connection, number: int, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their rowids."""
    kept = [(number << _KIND_SHIFT | rowid, text) for rowid, text in texts if text]
    kept.sort()  # the index starts a new piece whenever a number is smaller than the last
    connection.executemany("insert into find_text(rowid, text) values(?, ?)", kept)


def _find_in(connection: Connection, number: int, table: str, words: list[str], limit: int) -> list[str]:
    """Ask the index for pieces, then the text itself, for pieces alone do not make a word."""
    pieces = {word[i : i + _PIECE] for word in words for i in range(len(word) - _PIECE + 1)}
    where = " and ".join(["instr(_find, ?) > 0"] * len(words))
    values: list[Any] = [*words, limit]
    source = f'"{table}"'
    if pieces:
        match = " AND ".join(f'"{piece.replace(chr(34), chr(34) * 2)}"' for piece in sorted(pieces))
        low, high = number << _KIND_SHIFT, (number + 1 << _KIND_SHIFT) - 1
        hits = f"select rowid - {low} as hit from find_text where find_text match ? and rowid between {low} and {high}"
        for rowids in _rest(connection, number):
            hits += f' union all select rowid from "{table}" where rowid between {rowids[0]} and {rowids[-1]}'
        source = f'({hits}) cross join "{table}" on "{table}".rowid = hit'
        values.insert(0, match)
    query = f"select id from {source} where {where} limit ?"
    return [row[0] for row in connection.execute(query, values)]
