"""Fields sealed inside a change: who holds the key of the record reads them, everybody else passes them on.

    slot = base64url( key id (16) ‖ nonce (24) ‖ XSalsa20-Poly1305 box )     key id = BLAKE2b-128( key )

The plain text is a JSON object {field: value}. The nonce follows from key, text and the change it stands in, so that
one seed gives one bundle; under one key it never repeats for another text.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from codi_desktop.sync.change import from_text, to_text

CLASSES = ("personal", "sensitive", "identifier")
"""The classes in the order in which they are opened: a later one's value stands over an earlier one's."""

KEY_BYTES = 32
KEY_ID_BYTES = 16
_NONCE_BYTES = 24
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def key_id(key: bytes) -> bytes:
    """Name a key, without telling it."""
    return hashlib.blake2b(key, digest_size=KEY_ID_BYTES).digest()


def seal(key: bytes, fields: Mapping[str, Any], at: int, parents: Iterable[str]) -> str:
    """Seal fields of a change that is made at this time after these changes."""
    plain = _encode(fields)
    told = b"\0".join((str(at).encode(), ",".join(parents).encode(), plain))
    nonce = hashlib.blake2b(told, key=key, digest_size=_NONCE_BYTES).digest()
    return to_text(key_id(key) + SecretBox(key).encrypt(plain, nonce))


def key_id_of(slot: str) -> bytes:
    """Say which key a slot was sealed with; b"" for what is no slot."""
    try:
        return from_text(slot)[:KEY_ID_BYTES]
    except ValueError:
        return b""


def open_slot(key: bytes, slot: str) -> dict[str, Any] | None:
    """Open a slot; None where it is not what was sealed with this key."""
    plain = open_plain(key, slot)
    if plain is None:
        return None
    try:
        return _decode(plain)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def open_plain(key: bytes, slot: str) -> bytes | None:
    """Give the JSON text in a slot; None where it is not what was sealed with this key."""
    try:
        return SecretBox(key).decrypt(from_text(slot)[KEY_ID_BYTES:])
    except (CryptoError, ValueError, TypeError):
        return None


def write_keys(keys: Mapping[str, Iterable[bytes]]) -> bytes:
    """Write keys by record, as they travel before they are sealed for those who may have them."""
    told = {record: [to_text(key) for key in some] for record, some in keys.items()}
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def read_keys(raw: bytes) -> dict[str, list[bytes]]:
    """Read keys by record; whatever has another form is left out."""
    try:
        told = msgspec.json.decode(raw, type=dict[str, list[str]])
        found = {record: [from_text(key) for key in some] for record, some in told.items()}
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return {record: [key for key in some if len(key) == KEY_BYTES] for record, some in found.items()}
