"""The signed text in the QR code of a printed document: it proves, offline, who issued it and on what facts.

HB1 and the base32 of
    kind (1) · key (6) · day since 1970 (2) · satang (5) · number (ASCII) · facts (12) · Ed25519 (64)
where `key` begins the BLAKE2b of the issuing machine's public key, `number` is "190406|1-ABC/2565", and `facts` begins
the SHA-256 over a salt and the canonical facts. Facts are guessable, so the salt stays in the record; the
token itself holds no personal data. All letters are of QR's alphanumeric mode; 178 of them fit version 7-M.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

_PREFIX = "HB1"
_CLAIM = b"codi-document-1\0"
_EPOCH = date(1970, 1, 1)
_SIGNATURE = 64
_FIXED = 1 + 6 + 2 + 5
_DIGEST = 12
_NUMBER = re.compile(r"(?P<area>[A-Z0-9]{2,12})\|(?P<number>\d{3,}-[A-Z]{3}/\d{4})")
KINDS = ("handover_certificate",)  # the place in this list is what the token says: append only


class NotAToken(CodiError):
    """What was read is not the code of one of our documents."""

    message = N_("This is not the code of a document of this program.")


@dataclass(frozen=True)
class Token:
    """What the code of a document says, before anybody has checked the signature."""

    kind: str
    key: bytes
    day: date
    amount_satang: int
    area: str
    number: str  # without the letters before it, as in 1-ABC/2565
    facts: bytes
    signature: bytes = b""

    @property
    def body(self) -> bytes:
        """The bytes that are signed."""
        number = f"{self.area}|{self.number}".encode("ascii")
        return (
            bytes([KINDS.index(self.kind)])
            + self.key
            + (self.day - _EPOCH).days.to_bytes(2, "big")
            + self.amount_satang.to_bytes(5, "big")
            + number
            + self.facts
        )

    def signed(self, seed: bytes) -> str:
        """Write the token as text, signed with a machine's seed."""
        _public, secret = crypto_sign_seed_keypair(seed)
        signature = crypto_sign(_CLAIM + self.body, secret)[:_SIGNATURE]
        return _PREFIX + base64.b32encode(self.body + signature).decode("ascii").rstrip("=")

    def is_signed_by(self, public: bytes) -> bool:
        """Say whether the machine with this public key signed exactly this."""
        try:
            crypto_sign_open(self.signature + _CLAIM + self.body, public)
        except (BadSignatureError, ValueError):
            return False
        return True


def read_token(text: str) -> Token:
    """Read a token from the text of a code; whatever else the text is raises NotAToken."""
    letters = re.sub(r"\s", "", text).upper()
    if not letters.startswith(_PREFIX):
        raise NotAToken
    letters = letters.removeprefix(_PREFIX)
    try:
        return _parse(base64.b32decode(letters + "=" * (-len(letters) % 8)))
    except (binascii.Error, ValueError, IndexError, OverflowError) as broken:
        raise NotAToken from broken


def key_id(public: bytes) -> bytes:
    """Shorten a machine's public key to the six bytes that a token names it by."""
    return hashlib.blake2b(public, digest_size=6).digest()


def facts_digest(facts: dict[str, Any], salt: str) -> bytes:
    """Hash frozen facts in one canonical form, with their salt."""
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\0{canonical}".encode()).digest()[:_DIGEST]


def _parse(raw: bytes) -> Token:
    body, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    if len(body) < _FIXED + _DIGEST:
        raise NotAToken
    told = _NUMBER.fullmatch(body[_FIXED:-_DIGEST].decode("ascii"))
    if told is None:
        raise NotAToken
    return Token(
        kind=KINDS[body[0]],
        key=body[1:7],
        day=_EPOCH + timedelta(days=int.from_bytes(body[7:9], "big")),
        amount_satang=int.from_bytes(body[9:14], "big"),
        area=told["area"],
        number=told["number"],
        facts=body[-_DIGEST:],
        signature=signature,
    )
