"""Facts that ship with the program: areas, rules. The same stream on every machine, so nobody has to send them.

Each entry of the file is one change by nobody at no time; their chain proves that what is kept is what was shipped.
A file that only grew is appended. One in which an old fact was altered replaces what was kept.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from codi_desktop.store import local, log
from codi_desktop.store.opening import Connection
from codi_desktop.store.tables import Arrived, RecordTables, Touched, read_body
from codi_desktop.sync.change import StreamId, genesis, link, to_text

STREAM = StreamId("TH", log.FACTS, "1")

_SETTING = "facts"


def load(connection: Connection, tables: RecordTables, file: Path) -> Touched:
    """Append the facts that this store does not have yet. Costs nothing when the file is the same as last time."""
    touched = Touched()
    if not file.exists():
        return touched
    raw = file.read_bytes()
    fingerprint = hashlib.sha256(raw).hexdigest()
    if local.setting(connection, _SETTING) == fingerprint:
        return touched
    bodies, records = _bodies(json.loads(raw))
    stream = log.opened(connection, STREAM)
    ids = log.linked(genesis(STREAM), bodies)
    shared = min(stream.n, len(ids))
    if shared and log.id_at(connection, stream, shared) != ids[shared - 1]:
        stream = _emptied(connection, tables, stream)
    if stream.n < len(ids):
        _append(connection, tables, stream, bodies, records, ids, touched)
    local.set_setting(connection, _SETTING, fingerprint)
    return touched


def _append(
    connection: Connection,
    tables: RecordTables,
    stream: log.Stream,
    bodies: list[bytes],
    records: list[str],
    ids: list[bytes],
    touched: Touched,
) -> None:
    arrived, entries = [], []
    for body, record, change_id in list(zip(bodies, records, ids, strict=True))[stream.n :]:
        change = read_body(body)
        arrived.append(Arrived(change.kind, record, to_text(change_id), change))
        entries.append(log.Entry(change.kind, record, body))
    log.append(connection, stream, entries, ids[stream.n :])
    tables.apply(connection, arrived, touched)


def _emptied(connection: Connection, tables: RecordTables, stream: log.Stream) -> log.Stream:
    """Forget what was shipped before; what people did to the same records stays."""
    places = (log.place_of(stream.sid, 0), log.place_of(stream.sid, stream.n))
    kinds = connection.execute("select distinct kind from log_change where place>? and place<=?", places).fetchall()
    connection.execute("delete from log_change where place>? and place<=?", places)
    connection.execute("delete from log_stream where sid=?", (stream.sid,))
    for (kind,) in kinds:
        if kind in tables.layouts:
            tables.rebuild(connection, kind)
    return log.opened(connection, STREAM)


def _bodies(facts: list[dict[str, Any]]) -> tuple[list[bytes], list[str]]:
    """Make the bodies of all facts; a second fact about one record follows the first."""
    bodies: list[bytes] = []
    last: dict[str, bytes] = {}
    previous = genesis(STREAM)
    for fact in facts:
        parents = [to_text(last[fact["id"]])] if fact["id"] in last else []
        body = msgspec.json.encode(
            {
                "k": fact["kind"],
                "r": fact["id"].removeprefix(f"{STREAM.scope}."),
                "t": 0,
                "u": "",
                "v": 1,
                "b": parents,
                "s": fact["fields"],
            }
        )
        previous = link(previous, body)
        last[fact["id"]] = previous
        bodies.append(body)
    return bodies, [fact["id"] for fact in facts]
