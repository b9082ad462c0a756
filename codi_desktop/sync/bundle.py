"""The shape of a bundle, version 1: age( ustar( head.json, certs.json, log/…, blob/…, end.json ) ). See FORMAT.md.

`bundle_writer` and `bundle_reader` agree through this file alone.
"""

import binascii
import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
import zstandard
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from codi_desktop.sync.change import LONGEST_SEGMENT, Segment, StreamId, to_text
from codi_desktop.sync.identity import Statement, to_bytes

FORMAT = 1
SUFFIX = ".codi"
MOST_CARRIED = 500
REQUEST_SUFFIX = ".codi-request"
HEAD, CERTS, END = "head.json", "certs.json", "end.json"
LARGEST_META = 4 << 20
LARGEST_END = 64 << 20
LARGEST_LOG = 32 << 20
LARGEST_BLOB = 64 << 20
ALL = "all"

_LOG = re.compile(r"log/(\d{5})\.jsonl\.zst")
_BLOB = re.compile(r"blob/([0-9a-f]{64})")
_DOMAIN = b"codi-bundle-1\0"
_LEVEL = 3

Vector = list[tuple[str, str, str, int, str]]


class IllegalBundle(ValueError):
    """A file that opens, but that no program of this format wrote."""


class Signed(msgspec.Struct, frozen=True):
    """A statement as a bundle carries it."""

    body: str
    sig: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle says about itself. `hello` is what the sender holds: the receipt for all it ever received.

    `receipts` are what machines say they hold, each signed by its own; `bearer` is who was to carry the file;
    `carried` names files for others that the sender has with it: [name, size, SHA-256, since].
    """

    format: int = FORMAT
    schema: int
    id: str
    number: int
    part: int = 1
    to: str
    sender: str
    sender_name: str
    sender_scope: str
    life: str
    root: str
    receivers: tuple[str, ...]
    at: int
    program: str
    hello: Vector
    want: tuple[str, ...] = ()
    keys: dict[str, str] = {}
    lacks: tuple[tuple[str, str], ...] = ()
    aside: tuple[str, ...] = ()
    receipts: tuple[Signed, ...] = ()
    bearer: str = ""
    carried: tuple[tuple[str, int, str, int], ...] = ()


class End(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle holds: name, size and SHA-256 of every member before this one, in order."""

    members: list[tuple[str, int, str]]
    changes: int
    segments: int
    photos: int
    more: bool = False


class _Format(msgspec.Struct, frozen=True):
    format: int


class _Line(msgspec.Struct, frozen=True):
    """The first line of a log member."""

    scope: str
    dev: str
    inc: str
    first: int = msgspec.field(name="from")
    prev: str
    to: int
    sig: str
    keys: dict[str, str] = {}


_Read = TypeVar("_Read")


def bundle_id(sender: str, to: str, number: int, part: int, at: int) -> str:
    """Name a bundle: 27 letters that no other bundle has."""
    told = "\0".join(("bundle", sender, to, str(number), str(part), str(at)))
    return to_text(hashlib.blake2b(told.encode(), digest_size=20).digest())


def log_name(number: int) -> str:
    """Name the log member of this number."""
    return f"log/{number:05d}.jsonl.zst"


def is_log(name: str) -> bool:
    """Say whether a member holds a segment."""
    return _LOG.fullmatch(name) is not None


def blob_of(name: str) -> str | None:
    """Give the hash that a photo's member is named by; None for another member."""
    found = _BLOB.fullmatch(name)
    return found[1] if found else None


def largest(name: str) -> int:
    """Give the size that a member of this name may have."""
    if is_log(name):
        return LARGEST_LOG
    if blob_of(name):
        return LARGEST_BLOB
    return LARGEST_END if name == END else LARGEST_META


def may_follow(name: str, before: str, logs: int) -> bool:
    """Say whether a member may stand after another: head, certs, logs counted up from 1, photos by hash, end."""
    if name in (HEAD, CERTS):
        return before == ("" if name == HEAD else HEAD)
    if is_log(name):
        return (before == CERTS or is_log(before)) and name == log_name(logs + 1)
    if blob_of(name):
        return before == CERTS or is_log(before) or (blob_of(before) is not None and before < name)
    return name == END and before not in ("", HEAD, END)


def write_json(told: msgspec.Struct) -> bytes:
    """Write a head or an end."""
    return _json(msgspec.to_builtins(told)).encode()


def read_head(raw: bytes) -> Head:
    """Read head.json; raises NewerFormat's cause (a greater `format`) as IllegalBundle unless `format_of` was asked."""
    return _read(raw, Head)


def format_of(raw: bytes) -> int:
    """Read the format number of head.json alone."""
    return _read(raw, _Format).format


def write_statements(statements: Iterable[Statement]) -> bytes:
    """Write certs.json."""
    return _json([{"body": s.body, "sig": s.signature} for s in statements]).encode()


def read_statements(raw: bytes) -> list[Statement]:
    """Read certs.json; signatures are not looked at here."""
    return [Statement(signed.body, signed.sig) for signed in _read(raw, list[Signed])]


def write_end(end: End, signing_seed: bytes) -> bytes:
    """Write end.json with the sender's signature over its body."""
    body = write_json(end)
    signature = SigningKey(signing_seed).sign(_DOMAIN + body).signature
    return _json({"body": body.decode(), "sig": to_text(signature)}).encode()


def read_end(raw: bytes, sender: str) -> End:
    """Read end.json after checking the sender's signature."""
    signed = _read(raw, Signed)
    body = signed.body.encode()
    try:
        VerifyKey(to_bytes(sender)).verify(_DOMAIN + body, to_bytes(signed.sig))
    except (BadSignatureError, ValueError, TypeError, binascii.Error) as wrong:
        raise IllegalBundle("signature") from wrong
    return _read(body, End)


def pack(segment: Segment) -> bytes:
    """Write a log member."""
    stream = segment.stream
    line = {
        "scope": stream.scope,
        "dev": stream.device,
        "inc": stream.incarnation,
        "from": segment.first,
        "prev": to_text(segment.previous),
        "to": segment.last,
        "sig": to_text(segment.signature),
        **({"keys": segment.keys} if segment.keys else {}),
    }
    plain = b"\n".join([_json(line).encode(), *segment.bodies])
    return zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True, write_checksum=False).compress(plain)


def unpack(raw: bytes) -> Segment:
    """Read a log member; chain, signature and bodies are the store's to judge. Never unpacks more than it may hold."""
    try:
        size = zstandard.frame_content_size(raw)
        if not 0 < size <= LARGEST_LOG:
            raise IllegalBundle("log size")
        plain = zstandard.ZstdDecompressor().decompress(raw, allow_extra_data=False)
        first_line, *bodies = plain.split(b"\n")
        line = _read(first_line, _Line)
        stream = StreamId(line.scope, line.dev, line.inc)
        segment = Segment(stream, line.first, line.to, to_bytes(line.prev), to_bytes(line.sig), bodies, line.keys)
    except (zstandard.ZstdError, ValueError) as wrong:
        raise IllegalBundle("log") from wrong
    if not bodies or len(bodies) > LONGEST_SEGMENT or line.to - line.first + 1 != len(bodies) or line.first < 1:
        raise IllegalBundle("log count")
    return segment


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read(raw: bytes, shape: type[_Read]) -> _Read:
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as wrong:
        raise IllegalBundle(str(wrong)[:80]) from wrong
