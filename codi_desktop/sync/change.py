"""The change: what one person did to one record at one moment, and the chain of such changes that a machine signs.

A change's body is one line of JSON, kept byte for byte for ever:

    k  kind of record            r  the record's id without its scope      t  milliseconds since 1970, for people only
    u  who did it                v  schema number of the program           b  change ids that the author had seen
    s  {field: value}            a  the action that several changes share  w  why
    e  {privacy class: sealed fields}: kept by those who cannot open them

Other members are kept and ignored. A line may also be {"x": id}: a change that was erased, whose id alone is left.
The id of a change hashes its body and the id before it, so one signature vouches for everything up to its place.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

ID_BYTES = 20
ID_LETTERS = 27
LONGEST_BODY = 1 << 20
LONGEST_SEGMENT = 2000
LARGEST_SEGMENT = 8 << 20  # bytes of bodies; readers take four times as much
MOST_PARENTS = 64
DEEPEST_VALUE = 32

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_NESTED = (dict, list)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ERASED = re.compile(rb'\{"x":"([A-Za-z0-9_-]{27})"\}')


class IllegalChange(ValueError):
    """A body that no program of this format writes."""


class StreamId(NamedTuple):
    """Whose changes, in which area: one append-only chain."""

    scope: str
    device: str
    incarnation: str


class Change(NamedTuple):
    """A body, read and found legal."""

    kind: str
    ulid: str
    at: int
    by: str
    schema: int
    parents: list[str]
    fields: dict[str, Any]
    action: str = ""
    why: str = ""
    sealed: Mapping[str, str] = {}
    """fields of a privacy class under a key of their own, by class"""


class Segment(NamedTuple):
    """A run of one stream from place `first` to `last`, with the id before it and the signature at its end."""

    stream: StreamId
    first: int
    last: int
    previous: bytes
    signature: bytes
    bodies: list[bytes]
    keys: Mapping[str, Any] = {}
    """the keys of its records by privacy class: sealed text in a bundle, {record: [key]} where it was opened"""


def to_text(raw: bytes) -> str:
    """Write bytes as base64url without padding."""
    padded = binascii.b2a_base64(raw, newline=False)
    return padded.translate(_URL_SAFE, b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """Read base64url without padding; raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def genesis(stream: StreamId) -> bytes:
    """Give the id before the first change of a stream."""
    return hashlib.blake2b("\0".join(("stream", *stream)).encode(), digest_size=ID_BYTES).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """Give the id of the change that follows `previous`; an erased one brings its own."""
    if body.startswith(b'{"x":') and (erased := erased_id(body)):
        return erased
    return hashlib.blake2b(previous + body, digest_size=ID_BYTES).digest()


def erased_id(body: bytes) -> bytes | None:
    """Give the id that an erased change has left behind; None for a change that is whole."""
    found = _ERASED.fullmatch(body)
    return from_text(found[1].decode("ascii")) if found else None


def claim(stream: StreamId, n: int, head: bytes) -> bytes:
    """Give the bytes that a machine signs to vouch for its stream up to place `n`."""
    return "\0".join(("codi-log-1", *stream, str(n), "")).encode() + head


def segment_id(stream: StreamId, last: int, signature: bytes) -> str:
    """Name a segment by its end and its author's signature, for lists of what lies aside."""
    told = "\0".join(("aside", *stream, str(last), "")).encode() + signature
    return to_text(hashlib.blake2b(told, digest_size=ID_BYTES).digest())


def is_name(text: str) -> bool:
    """Say whether this may be a scope, device or incarnation."""
    return _NAME.fullmatch(text) is not None


def change_of(body: Any) -> Change:
    """Read a decoded body; raises IllegalChange. All programs must judge alike: the rule is frozen with the format."""
    try:
        change = Change(
            body["k"],
            body["r"],
            body["t"],
            body["u"],
            body["v"],
            body.get("b", []),
            body["s"],
            body.get("a", ""),
            body.get("w", ""),
            body.get("e", {}),
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise IllegalChange(str(missing)) from missing
    if not (_is_named(change) and _is_placed(change) and _is_shallow(body) and _is_sealed(change.sealed)):
        raise IllegalChange(change.kind if isinstance(change.kind, str) else "")
    return change


def _is_named(change: Change) -> bool:
    kind, ulid = change.kind, change.ulid
    return (
        isinstance(kind, str)
        and isinstance(ulid, str)
        and 0 < len(kind) <= 60
        and 0 < len(ulid) <= 40
        and kind.isprintable()
        and ulid.isprintable()
        and "." not in ulid
        and isinstance(change.by, str)
        and isinstance(change.action, str)
        and len(change.action) <= 26
        and isinstance(change.why, str)
    )


def _is_placed(change: Change) -> bool:
    parents = change.parents
    return (
        type(change.at) is int
        and abs(change.at) < 1 << 53
        and type(change.schema) is int
        and 0 <= change.schema < 1 << 31
        and isinstance(parents, list)
        and len(parents) <= MOST_PARENTS
        and all(isinstance(parent, str) and len(parent) == ID_LETTERS for parent in parents)
        and isinstance(change.fields, dict)
    )


def _is_sealed(slots: Any) -> bool:
    return isinstance(slots, dict) and all(isinstance(sealed, str) for sealed in slots.values())


def _is_shallow(value: Any, depth: int = 1) -> bool:
    for inner in value.values() if type(value) is dict else value:
        if type(inner) in _NESTED and (depth == DEEPEST_VALUE or not _is_shallow(inner, depth + 1)):
            return False
    return True


def canonical(value: Any) -> str:
    """Give one text for equal JSON values and different texts for different ones (1, 1.0 and true differ)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
