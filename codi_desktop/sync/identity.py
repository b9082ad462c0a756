"""Who may say what: keys of machines, certificates that can only narrow, revocations that pin history.

A machine has an Ed25519 key, which signs and whose public half is the machine's id, and an age key, which opens
bundles. Everything said about machines is a `Statement`: a JSON text with its issuer's signature, passed on verbatim.
`Trust` reads all statements from the point of view of one root and answers what a machine may write. It asks no clock:
certificates do not expire, they are revoked, and a revocation names the signed positions that are still believed.
"""

import binascii
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from nacl import pwhash
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.paths import resource
from codi_desktop.sync.change import StreamId, from_text, to_text

LONGEST_STATEMENT = 1 << 20
_DOMAIN = b"codi-cert-1\0"
_DEEPEST_CHAIN = 8
_WORD_SALT = b"codi-check-words"

UNKNOWN_MACHINE = N_("The machine that wrote this is not known here.")
FOREIGN_AREA = N_("The machine that wrote this may not write for that area.")
AFTER_LOSS = N_("The machine was reported lost before this was written.")


class StatementForged(CodiError):
    """A certificate, revocation or request whose signature or form is wrong."""

    message = N_("A certificate in this file is damaged or forged.")


class TooWide(CodiError):
    """A machine wants to give away more than it has."""

    message = N_("This machine cannot give “{area}” to another machine: it lies outside its own area.")


class MayNotIssue(CodiError):
    """No certificate of this machine lets it certify others."""

    message = N_("This machine cannot accept other machines. Send the request to the level above.")


@dataclass(frozen=True)
class Keys:
    """A machine's secrets and their public halves, all as text but the seed."""

    signing_seed: bytes
    device: str
    age_identity: str
    age_recipient: str


@dataclass(frozen=True)
class Statement:
    """A signed text about a machine. Its id is the hash of its body."""

    body: str
    signature: str

    @property
    def id(self) -> str:
        """The statement's own name: 27 letters."""
        return to_text(hashlib.blake2b(self.body.encode(), digest_size=20).digest())


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """Says which areas a machine may write, and to which age key its bundles are sealed."""

    kind: str = "machine"
    v: int = 1
    sub: str
    enc: str
    name: str
    level: str
    scope: str
    prefixes: tuple[str, ...]
    ca: bool
    iss: str
    iat: int


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """Says that a machine is lost: believe these signed positions and the certificates it issued so far, nothing else.

    `keep` is {"scope|incarnation": {"n": head}}: a thief with the key can sign other things, but cannot make them hash
    to these heads.
    """

    kind: str = "revocation"
    v: int = 1
    sub: str
    keep: dict[str, dict[str, str]]
    keep_statements: tuple[str, ...] = ()
    why: str = ""
    iss: str
    iat: int


class Upper(msgspec.Struct, frozen=True, kw_only=True):
    """A root says which root it has joined, so that everybody who trusts the first trusts the second."""

    kind: str = "upper"
    v: int = 1
    sub: str
    iss: str
    iat: int


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A new machine introduces itself, signed by itself."""

    kind: str = "request"
    v: int = 1
    sub: str
    enc: str
    name: str
    level: str
    scope: str
    person: str
    iss: str
    iat: int


class _Other(msgspec.Struct, frozen=True):
    """A kind of statement that a newer program makes: carried along, not understood."""

    kind: str
    sub: str
    iss: str


Said = Certificate | Revocation | Upper | Request | _Other
_KINDS: Mapping[str, type[Certificate] | type[Revocation] | type[Upper] | type[Request]] = {
    "machine": Certificate,
    "revocation": Revocation,
    "upper": Upper,
    "request": Request,
}


def to_bytes(text: str) -> bytes:
    """Read base64url without padding; raises ValueError unless this is the one way to write these bytes."""
    raw = from_text(text)
    if to_text(raw) != text:
        raise ValueError(text[:60])
    return raw


def make_keys() -> Keys:
    """Make a new machine's keys."""
    import pyrage

    signing, age = SigningKey.generate(), pyrage.x25519.Identity.generate()
    return Keys(bytes(signing), to_text(bytes(signing.verify_key)), str(age), str(age.to_public()))


def recipient_of(age_identity: str) -> str:
    """Give the public half of an age key."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(age_identity).to_public())


def device_of(signing_seed: bytes) -> str:
    """Give the machine id that belongs to a signing seed."""
    return to_text(bytes(SigningKey(signing_seed).verify_key))


def sign(signing_seed: bytes, said: Said) -> Statement:
    """Sign a statement. The body is what is kept; it is never written a second time."""
    body = json.dumps(msgspec.to_builtins(said), ensure_ascii=False, separators=(",", ":"))
    signature = SigningKey(signing_seed).sign(_DOMAIN + body.encode()).signature
    return Statement(body, to_text(signature))


def verify(statement: Statement) -> Said:
    """Read a statement after checking that its issuer signed it; raises StatementForged."""
    body = statement.body.encode("utf-8", "surrogatepass")
    if len(body) > LONGEST_STATEMENT:
        raise StatementForged
    try:
        other = msgspec.json.decode(body, type=_Other)
        VerifyKey(to_bytes(other.iss)).verify(_DOMAIN + body, to_bytes(statement.signature))
        return _decoded(body, other)
    except (BadSignatureError, msgspec.DecodeError, RecursionError, ValueError, TypeError, binascii.Error) as wrong:
        raise StatementForged from wrong


def _decoded(body: bytes, other: _Other) -> Said:
    shape = _KINDS.get(other.kind)
    return msgspec.json.decode(body, type=shape) if shape else other


def self_certificate(keys: Keys, *, name: str, level: str, scope: str, prefixes: Iterable[str]) -> Statement:
    """Certify a machine by itself: the root of its own tree until it joins another."""
    return sign(
        keys.signing_seed,
        Certificate(
            sub=keys.device,
            enc=keys.age_recipient,
            name=name,
            level=level,
            scope=scope,
            prefixes=tuple(prefixes),
            ca=True,
            iss=keys.device,
            iat=_now(),
        ),
    )


def issue(signing_seed: bytes, request: Request, prefixes: Iterable[str], *, ca: bool, trust: "Trust") -> Statement:
    """Certify the machine that made a request; raises MayNotIssue, or TooWide beyond the issuer's own prefixes."""
    issuer = device_of(signing_seed)
    own = trust.may_issue(issuer)
    if not own:
        raise MayNotIssue
    given = tuple(prefixes)
    for prefix in given:
        if not covers(own, prefix):
            raise TooWide(area=prefix)
    return sign(
        signing_seed,
        Certificate(
            sub=request.sub,
            enc=request.enc,
            name=request.name,
            level=request.level,
            scope=request.scope,
            prefixes=given,
            ca=ca,
            iss=issuer,
            iat=_now(),
        ),
    )


def covers(prefixes: Iterable[str], scope: str) -> bool:
    """Say whether a scope, or a narrower prefix, lies under one of the prefixes."""
    return any(scope.startswith(prefix) for prefix in prefixes)


def travels_to(prefixes: Iterable[str], scope: str) -> bool:
    """Say whether a receiver with these prefixes is sent what was written for a scope: its own, below it, above it."""
    return not scope.isdigit() or any(scope.startswith(p) or p.startswith(scope) for p in prefixes)


class Trust:
    """What one root's statements add up to. Pure: the order of statements does not matter."""

    def __init__(self, root: str, statements: Iterable[Statement]) -> None:
        """Read statements; raises StatementForged when a signature is wrong."""
        self.root = root
        self.statements: dict[str, Statement] = {}
        self._said: dict[str, Said] = {}
        self._certificates: dict[str, list[tuple[str, Certificate]]] = {}
        self._revocations: dict[str, list[tuple[str, Revocation]]] = {}
        self._uppers: dict[str, set[str]] = {}
        for statement in statements:
            self._read(statement)
        self.roots = self._find_roots()
        self._written: dict[str, tuple[str, ...]] = {}

    def _read(self, statement: Statement) -> None:
        name = statement.id
        if name in self.statements:
            return
        said = verify(statement)
        self.statements[name], self._said[name] = statement, said
        if isinstance(said, Certificate):
            self._certificates.setdefault(said.sub, []).append((name, said))
        elif isinstance(said, Revocation):
            self._revocations.setdefault(said.sub, []).append((name, said))
        elif isinstance(said, Upper):
            self._uppers.setdefault(said.iss, set()).add(said.sub)

    def _find_roots(self) -> set[str]:
        found, new = {self.root}, {self.root}
        while new:
            new = {upper for lower in new for upper in self._uppers.get(lower, ())} - found
            found |= new
        return found

    def prefixes(self, device: str) -> tuple[str, ...]:
        """Give the prefixes that a machine may write; none for an unknown machine."""
        if device not in self._written:
            self._written[device] = self._prefixes(device, issuing=False, depth=_DEEPEST_CHAIN)
        return self._written[device]

    def may_issue(self, device: str) -> tuple[str, ...]:
        """Give the prefixes below which a machine may certify others; none after it was revoked."""
        return () if self.is_revoked(device) else self._prefixes(device, issuing=True, depth=_DEEPEST_CHAIN)

    def _prefixes(self, device: str, *, issuing: bool, depth: int) -> tuple[str, ...]:
        found: list[str] = []
        for name, certificate in self._certificates.get(device, ()):
            if issuing and not certificate.ca:
                continue
            if self._stands(name, certificate, depth):
                found.extend(certificate.prefixes)
        return tuple(dict.fromkeys(found))

    def _stands(self, name: str, certificate: Certificate, depth: int) -> bool:
        """Say whether a certificate chains up to a root and only narrows on the way."""
        if certificate.iss == certificate.sub:
            return certificate.sub in self.roots
        if depth == 0 or not self._still_counts(name, certificate.iss, depth - 1):
            return False
        above = self._prefixes(certificate.iss, issuing=True, depth=depth - 1)
        return all(covers(above, prefix) for prefix in certificate.prefixes)

    def _still_counts(self, name: str, issuer: str, depth: int) -> bool:
        """Say whether a statement was made by a machine that is not revoked, or is pinned by every revocation of it."""
        return all(name in revocation.keep_statements for revocation in self._standing_revocations(issuer, depth))

    def _standing_revocations(self, device: str, depth: int = _DEEPEST_CHAIN) -> list[Revocation]:
        if depth <= 0:
            return []
        return [
            revocation
            for name, revocation in self._revocations.get(device, ())
            if self._is_above(revocation.iss, device, depth) and self._still_counts(name, revocation.iss, depth - 1)
        ]

    def _is_above(self, upper: str, device: str, depth: int) -> bool:
        """Say whether one machine certified the other, or somebody who did; a root answers only to its own upper."""
        if depth <= 0 or upper == device:
            return False
        issuers = {c.iss for _, c in self._certificates.get(device, ()) if c.iss != device}
        if device in self.roots:
            issuers |= self._uppers.get(device, set())
        elif upper in self.roots:
            return True
        return upper in issuers or any(self._is_above(upper, issuer, depth - 1) for issuer in issuers)

    def is_revoked(self, device: str) -> bool:
        """Say whether a machine was reported lost by somebody who may say so."""
        return bool(self._standing_revocations(device))

    def certificate_of(self, device: str) -> Certificate | None:
        """Give the newest certificate of a machine that stands, or None for an unknown machine."""
        standing = [c for name, c in self._certificates.get(device, ()) if self._stands(name, c, _DEEPEST_CHAIN)]
        return max(standing, key=lambda c: (c.iss != c.sub, c.iat, c.name), default=None)

    def machines(self) -> list[Certificate]:
        """Give all known machines, revoked ones too, by scope and name."""
        known = (self.certificate_of(device) for device in self._certificates)
        return sorted((c for c in known if c), key=lambda c: (c.scope, c.name, c.sub))

    def standing(self) -> list[Statement]:
        """Give the statements that are worth keeping: made by a known machine or about one."""
        return [statement for name, statement in self.statements.items() if self._is_worth_keeping(name)]

    def _is_worth_keeping(self, name: str) -> bool:
        said = self._said[name]
        if isinstance(said, Certificate):
            return self._stands(name, said, _DEEPEST_CHAIN)
        if isinstance(said, Revocation):
            return self._is_above(said.iss, said.sub, _DEEPEST_CHAIN)
        if isinstance(said, Upper):
            return said.iss in self.roots
        return not isinstance(said, Request) and bool(self.prefixes(said.iss))

    def for_receiver(self, prefixes: Iterable[str]) -> list[Statement]:
        """Give the statements that a receiver with these prefixes needs: all about machines whose work it may hold."""
        wanted = tuple(prefixes)
        related = {c.sub for c in self.machines() if any(travels_to(wanted, p) or not p for p in c.prefixes)}
        chain = set(related) | self.roots
        for _ in range(_DEEPEST_CHAIN):
            chain |= {c.iss for device in chain for _, c in self._certificates.get(device, ())}
        return [s for s in self.standing() if self._said[s.id].sub in chain]

    def reason_against(self, stream: StreamId, n: int, head: bytes) -> str | None:
        """Say why a stream, up to the signed position n with this head, is not to be believed; None when it is."""
        allowed = self.prefixes(stream.device)
        if not allowed:
            return UNKNOWN_MACHINE
        if not covers(allowed, stream.scope):
            return FOREIGN_AREA
        revocations = self._standing_revocations(stream.device)
        pin = f"{stream.scope}|{stream.incarnation}"
        if revocations and not any(r.keep.get(pin, {}).get(str(n)) == to_text(head) for r in revocations):
            return AFTER_LOSS
        return None

    __call__ = reason_against


def check_words(device: str) -> tuple[str, str, str, str]:
    """Give the four Thai words by which two people compare a machine by phone.

    Slow on purpose (a tenth of a second): 44 bits would be few for somebody who searches for a key with the same words.
    """
    stretched = pwhash.argon2id.kdf(16, device.encode(), _WORD_SALT, opslimit=2, memlimit=64 << 20)
    number, words = int.from_bytes(stretched, "big"), _words()
    return (
        words[number & 2047],
        words[number >> 11 & 2047],
        words[number >> 22 & 2047],
        words[number >> 33 & 2047],
    )


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(resource("words/check_words.txt").read_text(encoding="utf-8").split())


def _now() -> int:
    return int(time.time())
