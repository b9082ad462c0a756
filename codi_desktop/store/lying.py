"""What lies in an opened database: every row and every change, as somebody with the key would read it."""

import json
from collections.abc import Iterable, Iterator

from codi_desktop.store.opening import Connection

_INDEX = "find_text"


def lying(connection: Connection, words: Iterable[str]) -> set[str]:
    """Give those of these words that lie in a table or a change; the index of words is made from the tables."""
    forms = {word: (word.encode(), json.dumps(word)[1:-1].encode()) for word in words}
    found: set[str] = set()
    for text in _texts(connection):
        found |= {word for word, written in forms.items() if any(form in text for form in written)}
    return found


def _texts(connection: Connection) -> Iterator[bytes]:
    tables = connection.execute("select name from sqlite_master where type='table'").fetchall()
    for (table,) in tables:
        if not table.startswith(_INDEX):
            for row in connection.execute(f'select * from "{table}"'):
                yield b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for (body,) in connection.execute("select body_of(place, body) from log_change"):
        yield bytes(body)
