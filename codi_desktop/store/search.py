"""Find records by any three letters within their text: Thai has no spaces, so words are of no use to an index.

Each row keeps its searchable text; the index keeps three-letter pieces of it, under its kind's number and its rowid.
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
"""

_KIND_SHIFT = 40
_PIECE = 3
_THAI_DIGIT = re.compile("[๐-๙]")  # asked first, for most texts have none and translating is slow


def searchable(text: str) -> str:
    """Bring text into the form in which it is compared: no capitals, one kind of digits."""
    return (to_arabic_digits(text) if _THAI_DIGIT.search(text) else text).lower()


def update(connection: Connection, number: int, rows: list[tuple[Any, ...]], before: Mapping[str, "Row"]) -> None:
    """Index rows that were changed, where their text is another than before."""
    differing = [(before[row[0]], row) for row in rows if before[row[0]].find != row[5]]
    stale = [(number << _KIND_SHIFT | was.rowid, was.find) for was, _ in differing if was.find]
    connection.executemany("insert into find_text(find_text, rowid, text) values('delete', ?, ?)", stale)
    add(connection, number, [(*row, was.rowid) for was, row in differing])


def add(connection: Connection, number: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Index the text of rows that end in their rowids."""
    texts = [(number << _KIND_SHIFT | row[-1], row[5]) for row in rows if row[5]]
    texts.sort()  # the index starts a new piece whenever a number is smaller than the last
    connection.executemany("insert into find_text(rowid, text) values(?, ?)", texts)


def forget(connection: Connection, table: str, number: int) -> None:
    """Take all rows of a table out of the index."""
    connection.execute(
        f"insert into find_text(find_text, rowid, text) select 'delete', {number << _KIND_SHIFT} | rowid, _find"
        f" from \"{table}\" where _find <> ''"
    )


def find(connection: Connection, tables: Mapping[int, str], text: str, limit: int) -> list[str]:
    """Give ids of records whose text holds every word, at most `limit`, by kind and then in order of entry."""
    words = searchable(normalise(text)).split()
    found: list[str] = []
    for number, table in tables.items():
        if words and len(found) < limit:
            found += _find_in(connection, number, table, words, limit - len(found))
    return found


def _find_in(connection: Connection, number: int, table: str, words: list[str], limit: int) -> list[str]:
    """Ask the index for pieces, then the text itself, for pieces alone do not make a word."""
    pieces = {word[i : i + _PIECE] for word in words for i in range(len(word) - _PIECE + 1)}
    where = " and ".join(["instr(_find, ?) > 0"] * len(words))
    values: list[Any] = [*words, limit]
    source = f'"{table}"'
    if pieces:
        match = " AND ".join(f'"{piece.replace(chr(34), chr(34) * 2)}"' for piece in sorted(pieces))
        low, high = number << _KIND_SHIFT, (number + 1 << _KIND_SHIFT) - 1
        source = (
            f"(select rowid - {low} as hit from find_text where find_text match ? and rowid between {low} and {high})"
            f' cross join "{table}" on "{table}".rowid = hit'
        )
        values.insert(0, match)
    query = f"select id from {source} where {where} limit ?"
    return [row[0] for row in connection.execute(query, values)]
