"""What belongs to this machine alone: settings, drafts, its own actions, bundles written and read, machines met."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from codi_desktop.store.log import Vector
from codi_desktop.store.opening import Connection

TABLES = """
create table if not exists local_setting(name text primary key, value text not null);
create table if not exists local_draft(form text primary key, content text not null, at integer not null);
create table if not exists local_action(
  number integer primary key, action text not null unique, changes text not null, undoes text, undone text);
create table if not exists local_peer(
  device text primary key, name text not null, vector text not null, seen_at integer not null);
create table if not exists local_bundle(
  bundle_id text not null, direction text not null, number integer not null, peer_device text not null,
  peer_name text not null, file_name text not null, bytes integer not null, at integer not null, state text not null,
  vector text not null, counts text not null, primary key(bundle_id, direction));
create table if not exists local_receipt(
  device text not null, scope text not null, seq integer not null, body text not null, signature text not null,
  primary key(device, scope));
create table if not exists kept_certificate(id text primary key, body text not null, signature text not null);
"""

IN_PART = "taken in part"
"""The state of a damaged bundle of which the whole parts were taken in; a complete copy is still to come"""

FOR_ALL = "all"
"""The receiver of a bundle that every machine of the area and above can open."""

_LOST = "peers.lost"
_BUNDLE = ("number", "direction", "peer_device", "peer_name", "file_name", "bytes", "at", "bundle_id")


@dataclass(frozen=True)
class BundleNote:
    """One bundle written ("out") or read ("in"). `vector` is what its receiver has once it has read it.

    Whether it did is not written down here: `travel.receipt_of` reads it from what the receiver said since.
    """

    number: int
    direction: str
    peer_device: str
    peer_name: str
    file_name: str
    bytes: int
    at: int
    bundle_id: str
    vector: Vector
    counts: dict[str, int] = field(default_factory=dict)
    state: str = ""


@dataclass(frozen=True)
class Peer:
    """Another machine, and how far it is known to know each stream.

    `seen_at` is when it spoke in its own bundle last; 0 while only its receipts have come, by others.
    """

    device: str
    name: str
    vector: Vector
    seen_at: int


@dataclass(frozen=True)
class Receipt:
    """The newest signed word of a machine about what it holds of one scope, verbatim."""

    device: str
    scope: str
    seq: int
    body: str
    signature: str


@dataclass(frozen=True)
class Draft:
    """What was typed into a form and not saved yet."""

    form: str
    values: dict[str, Any]
    at: int


def setting(connection: Connection, name: str, default: Any = None) -> Any:
    """Give a setting of this machine."""
    row = connection.execute("select value from local_setting where name=?", (name,)).fetchone()
    return json.loads(row[0]) if row else default


def set_setting(connection: Connection, name: str, value: Any) -> None:
    """Keep a setting of this machine: any JSON value."""
    connection.execute(
        "insert into local_setting(name, value) values(?,?) on conflict(name) do update set value=excluded.value",
        (name, json.dumps(value, ensure_ascii=False)),
    )


def keep_draft(connection: Connection, draft: Draft) -> None:
    """Keep what is typed, in place of what was typed before."""
    connection.execute(
        "insert into local_draft(form, content, at) values(?,?,?)"
        " on conflict(form) do update set content=excluded.content, at=excluded.at",
        (draft.form, json.dumps(draft.values, ensure_ascii=False), draft.at),
    )


def drafts(connection: Connection) -> list[Draft]:
    """Give all drafts, the newest first."""
    rows = connection.execute("select form, content, at from local_draft order by at desc, form")
    return [Draft(form, json.loads(content), at) for form, content, at in rows]


def drop_draft(connection: Connection, form: str) -> None:
    """Forget a draft."""
    connection.execute("delete from local_draft where form=?", (form,))


def note_peer(connection: Connection, peer: Peer) -> None:
    """Keep what another machine knows; a newer word replaces an older one."""
    connection.execute(
        "insert into local_peer(device, name, vector, seen_at) values(?,?,?,?) on conflict(device) do update set"
        " name=excluded.name, vector=excluded.vector, seen_at=excluded.seen_at where excluded.seen_at>=seen_at",
        (peer.device, peer.name, json.dumps(peer.vector), peer.seen_at),
    )


def peers(connection: Connection) -> list[Peer]:
    """Give all machines met, the last heard of first."""
    rows = connection.execute("select device, name, vector, seen_at from local_peer order by seen_at desc, device")
    return [Peer(device, name, _vector(vector), seen_at) for device, name, vector, seen_at in rows]


def told_at(connection: Connection, peer: Peer) -> int:
    """Say when a machine spoke last in its own bundle, or else in a receipt, by a clock not ahead of this one."""
    newest = connection.execute("select max(seq) from local_receipt where device=?", (peer.device,)).fetchone()[0]
    return peer.seen_at or min(newest or 0, time.time_ns() // 1_000_000)


def note_lost(connection: Connection, devices: Iterable[str]) -> None:
    """Keep which machines were reported lost, or are believed no more: what they hold counts for nothing."""
    wanted = sorted(devices)
    if wanted != setting(connection, _LOST, []):
        set_setting(connection, _LOST, wanted)


def lost(connection: Connection) -> frozenset[str]:
    """Give the machines that were reported lost."""
    return frozenset(setting(connection, _LOST, []))


def keep_receipts(connection: Connection, receipts: Iterable[Receipt]) -> None:
    """Keep receipts, one for each machine and scope; an older one changes nothing."""
    connection.executemany(
        "insert into local_receipt(device, scope, seq, body, signature) values(?,?,?,?,?)"
        " on conflict(device, scope) do update set seq=excluded.seq, body=excluded.body, signature=excluded.signature"
        " where excluded.seq>seq",
        [(each.device, each.scope, each.seq, each.body, each.signature) for each in receipts],
    )


def receipts(connection: Connection) -> list[Receipt]:
    """Give the receipts of all machines, the newest first."""
    rows = connection.execute(
        "select device, scope, seq, body, signature from local_receipt order by seq desc, device, scope"
    )
    return [Receipt(*row) for row in rows]


def note_bundle(connection: Connection, note: BundleNote) -> None:
    """Keep a bundle in the list; the same one again replaces its entry."""
    connection.execute(
        "insert or replace into local_bundle(bundle_id, direction, number, peer_device, peer_name, file_name, bytes,"
        " at, state, vector, counts) values(?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(note.bundle_id, note.direction, note.number, note.peer_device, note.peer_name, note.file_name),
            *(note.bytes, note.at, note.state, json.dumps(note.vector), json.dumps(note.counts)),
        ),
    )


def bundles(connection: Connection) -> list[BundleNote]:
    """Give all bundles written and read, the newest first."""
    rows = connection.execute(
        f"select {','.join(_BUNDLE)}, vector, counts, state from local_bundle order by at desc, number desc"
    )
    return [_bundle(*row) for row in rows]


def has_read(connection: Connection, bundle_id: str) -> bool:
    """Say whether a bundle was read here, to its end."""
    found = connection.execute(
        "select 1 from local_bundle where bundle_id=? and direction='in' and state<>?", (bundle_id, IN_PART)
    )
    return found.fetchone() is not None


def read_at(connection: Connection, bundle_id: str) -> int | None:
    """Say when a bundle was read here, to its end; None when it was not."""
    row = connection.execute(
        "select at from local_bundle where bundle_id=? and direction='in' and state<>?", (bundle_id, IN_PART)
    ).fetchone()
    return row[0] if row else None


def last_number(connection: Connection, peer_device: str) -> int:
    """Give the number of the last bundle written for a receiver; 0 when there was none."""
    found = connection.execute(
        "select coalesce(max(number), 0) from local_bundle where peer_device=? and direction='out'", (peer_device,)
    )
    return int(found.fetchone()[0])


def add_certificates(connection: Connection, certificates: Iterable[tuple[str, str, str]]) -> None:
    """Keep certificates (id, body, signature); known ones do no harm."""
    connection.executemany(
        "insert into kept_certificate(id, body, signature) values(?,?,?) on conflict do nothing", certificates
    )


def certificates(connection: Connection) -> list[tuple[str, str]]:
    """Give all certificates and revocations as (body, signature)."""
    return [tuple(row) for row in connection.execute("select body, signature from kept_certificate order by rowid")]


def machine_names(connection: Connection) -> dict[str, str]:
    """Give the names of machines as certificates and bundles tell them, by device."""
    names = {peer.device: peer.name for peer in peers(connection)}
    for body, _ in certificates(connection):
        said = json.loads(body)
        if isinstance(said, dict) and isinstance(said.get("sub"), str) and isinstance(said.get("name"), str):
            names[said["sub"]] = said["name"]
    return names


def _bundle(*row: Any) -> BundleNote:
    *plain, vector, counts, state = row
    named = dict(zip(_BUNDLE, plain, strict=True))
    return BundleNote(**named, vector=_vector(vector), counts=json.loads(counts), state=state)


def _vector(text: str) -> Vector:
    return [(scope, device, incarnation, n, head) for scope, device, incarnation, n, head in json.loads(text)]
