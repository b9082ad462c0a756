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
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
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
MOST_PREFIXES = 64
_DOMAIN = b"codi-cert-1\0"
_DEEPEST_CHAIN = 8
_WORD_SALT = b"codi-check-words"
_MOST_PROVEN = 10_000
_PROVEN: set[tuple[str, str, str]] = set()
"""Statements whose signatures were looked at: the same few are read again with every bundle."""

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


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A machine says which age key its bundles are sealed to from now on; of several the greatest `seq` counts."""

    kind: str = "renewal"
    v: int = 1
    sub: str
    enc: str
    seq: int
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


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A machine says what it holds of one scope: [device, incarnation, n, head] for each stream.

    The newest has the greatest `seq`; `life` is the machine's own incarnation. Receipts travel in the heads of bundles,
    whoever carries them, and are no part of what is said about machines.
    """

    kind: str = "receipt"
    v: int = 1
    sub: str
    scope: str
    life: str
    seq: int
    vector: tuple[tuple[str, str, int, str], ...]
    iss: str


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """Says that the private fields of these records were erased on request: whoever has their keys destroys them."""

    kind: str = "erasure"
    v: int = 1
    sub: str
    records: tuple[str, ...]
    why: str = ""
    iss: str
    iat: int


class _Other(msgspec.Struct, frozen=True):
    """A kind of statement that a newer program makes: carried along, not understood."""

    kind: str
    sub: str
    iss: str


Said = Certificate | Revocation | Upper | Renewal | Request | Receipt | Erasure | _Other
_KINDS: Mapping[
    str,
    type[Certificate] | type[Revocation] | type[Upper] | type[Renewal] | type[Request] | type[Receipt] | type[Erasure],
] = {
    "machine": Certificate,
    "revocation": Revocation,
    "upper": Upper,
    "renewal": Renewal,
    "request": Request,
    "receipt": Receipt,
    "erasure": Erasure,
}
_LATER = (Renewal, Receipt, Erasure)
"""Kinds that came after the first release: older programs pass them on unread, so one without form refuses nothing."""


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


def can_receive(age_recipient: object) -> bool:
    """Say whether something can be sealed to this age key; a certificate may name any text."""
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(age_recipient)
    except (pyrage.RecipientError, TypeError):
        return False
    return True


def is_age_identity(text: object) -> bool:
    """Say whether this is an age key that opens something."""
    import pyrage

    try:
        pyrage.x25519.Identity.from_str(text)
    except (pyrage.IdentityError, TypeError):
        return False
    return True


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
    said = read(statement)
    proof = (statement.id, said.iss, statement.signature)
    if proof in _PROVEN:
        return said
    try:
        signed = _DOMAIN + statement.body.encode()
        VerifyKey(to_bytes(said.iss)).verify(signed, to_bytes(statement.signature))
    except (BadSignatureError, ValueError, TypeError, binascii.Error) as wrong:
        raise StatementForged from wrong
    if len(_PROVEN) >= _MOST_PROVEN:
        _PROVEN.clear()
    _PROVEN.add(proof)
    return said


def read(statement: Statement) -> Said:
    """Read a statement without looking at its signature; raises StatementForged where it has no form."""
    try:
        body = statement.body.encode()
        if len(body) > LONGEST_STATEMENT:
            raise StatementForged
        other = msgspec.json.decode(body, type=_Other)
        shape = _KINDS.get(other.kind)
        try:
            return msgspec.json.decode(body, type=shape) if shape else other
        except msgspec.DecodeError:
            if shape in _LATER:
                return other
            raise
    except (msgspec.DecodeError, RecursionError, ValueError) as wrong:
        raise StatementForged from wrong


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
    """What one root's statements add up to. Pure: the order of statements does not matter.

    Reading walks down from the root: statements of strangers cost next to nothing, their signatures are not looked at.
    `_ever` is the tree as it was certified; `_now` is the tree without what revocations took out of it.
    """

    def __init__(self, root: str, statements: Iterable[Statement]) -> None:
        """Read statements; raises StatementForged when one that would count is forged."""
        self.root = root
        self._statements = {statement.id: statement for statement in statements}
        self._said = {name: read(statement) for name, statement in self._statements.items()}
        self._verified: set[str] = set()
        self._by: dict[str, list[tuple[str, Certificate]]] = {}
        self._revocations: dict[str, list[tuple[str, Revocation]]] = {}
        self._uppers: dict[str, list[tuple[str, str]]] = {}
        self._renewals: dict[str, list[tuple[str, Renewal]]] = {}
        for name, said in self._said.items():
            if isinstance(said, Certificate):
                self._by.setdefault(said.iss, []).append((name, said))
            elif isinstance(said, Revocation):
                self._revocations.setdefault(said.sub, []).append((name, said))
            elif isinstance(said, Upper):
                self._uppers.setdefault(said.iss, []).append((name, said.sub))
            elif isinstance(said, Renewal) and said.iss == said.sub:
                self._renewals.setdefault(said.sub, []).append((name, said))
        self._rank = self._ranked_roots()
        self.roots = frozenset(self._rank)
        self._ever = self._grown(lambda _name, _issuer: True)
        self._standing_by_device: dict[str, list[Revocation]] = {}
        self._now = self._grown(self._still_counts)
        self._renewed = dict(self._newest_renewals())

    def prefixes(self, device: str) -> tuple[str, ...]:
        """Give the prefixes that a machine may write; none for an unknown machine."""
        return _prefixes(self._now.get(device, ()))

    def may_issue(self, device: str) -> tuple[str, ...]:
        """Give the prefixes below which a machine may certify others; none after it was revoked."""
        return () if self.is_revoked(device) else _prefixes(c for c in self._now.get(device, ()) if c.ca)

    def is_revoked(self, device: str) -> bool:
        """Say whether a machine was reported lost by somebody who may say so."""
        return bool(self._standing_revocations(device))

    def certificate_of(self, device: str) -> Certificate | None:
        """Give the newest certificate of a machine that stands, with the age key that it renewed; None when unknown."""
        newest_last = sorted(self._now.get(device, ()), key=lambda c: (c.iss != c.sub, c.iat, c.name))
        if not newest_last:
            return None
        renewal = self.renewal_of(device)
        return msgspec.structs.replace(newest_last[-1], enc=renewal.enc) if renewal else newest_last[-1]

    def renewal_of(self, device: str) -> Renewal | None:
        """Give the newest renewal of a machine's age key that counts."""
        name = self._renewed.get(device)
        said = self._said[name] if name else None
        return said if isinstance(said, Renewal) else None

    def machines(self) -> list[Certificate]:
        """Give all known machines, revoked ones too, by scope and name."""
        known = (self.certificate_of(device) for device in self._now)
        return sorted((c for c in known if c), key=lambda c: (c.scope, c.name, c.sub))

    def standing(self) -> list[Statement]:
        """Give the statements that are worth keeping: made by a machine that may make them."""
        return [self._statements[name] for name in self._said if self._is_worth_keeping(name)]

    def for_receiver(self, prefixes: Iterable[str]) -> list[Statement]:
        """Give the statements that a receiver with these prefixes needs: all about machines whose work it may hold."""
        wanted = tuple(prefixes)
        chain = {c.sub for c in self.machines() if any(not p or travels_to(wanted, p) for p in c.prefixes)} | self.roots
        for _ in range(_DEEPEST_CHAIN):
            chain |= {c.iss for device in chain for c in self._ever.get(device, ())}
        return [statement for statement in self.standing() if self._said[statement.id].sub in chain]

    def erased(self) -> list[str]:
        """Name the records whose private fields were erased by a machine that writes their area."""
        found: set[str] = set()
        for name, said in self._said.items():
            if isinstance(said, Erasure) and said.iss in self._now and not self.is_revoked(said.iss):
                own = self.prefixes(said.iss)
                counting = {record for record in said.records if covers(own, record.partition(".")[0])}
                if counting:
                    self._vouched(name)
                    found |= counting
        return sorted(found)

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

    def _vouched(self, name: str) -> None:
        """Look at a statement's signature, once; raises StatementForged."""
        if name not in self._verified:
            verify(self._statements[name])
            self._verified.add(name)

    def _ranked_roots(self) -> dict[str, int]:
        """Find the root, the root that it joined, and so on: the higher, the smaller the rank."""
        ranks, waiting = {self.root: 0}, [self.root]
        while waiting:
            lower = waiting.pop()
            for name, upper in self._uppers.get(lower, ()):
                if upper not in ranks:
                    self._vouched(name)
                    ranks[upper] = ranks[lower] - 1
                    waiting.append(upper)
        return ranks

    def _grown(self, counts: Callable[[str, str], bool]) -> dict[str, list[Certificate]]:
        """Walk down from the roots over all certificates that only narrow; gives each machine's certificates."""
        grown: dict[str, list[Certificate]] = {}
        accepted: set[str] = set()
        issuing: dict[str, tuple[str, ...]] = {}
        waiting = deque(sorted(self.roots, key=self._rank.__getitem__))
        for root in waiting:
            own = [(name, c) for name, c in self._by.get(root, ()) if c.sub == root]
            for name, certificate in own:
                self._vouched(name)
                accepted.add(name)
                grown.setdefault(root, []).append(certificate)
            issuing[root] = _prefixes(c for _, c in own)
        while waiting:
            issuer = waiting.popleft()
            for name, certificate in self._by.get(issuer, ()):
                if name in accepted or len(certificate.prefixes) > MOST_PREFIXES:
                    continue
                if not all(covers(issuing[issuer], prefix) for prefix in certificate.prefixes):
                    continue
                if not counts(name, issuer):
                    continue
                self._vouched(name)
                accepted.add(name)
                subject = certificate.sub
                grown.setdefault(subject, []).append(certificate)
                self._rank.setdefault(subject, self._rank[issuer] + 1)
                if certificate.ca and not set(certificate.prefixes) <= set(issuing.get(subject, ())):
                    issuing[subject] = tuple({*issuing.get(subject, ()), *certificate.prefixes})
                    waiting.append(subject)
        return grown

    def _still_counts(self, name: str, issuer: str) -> bool:
        """Say whether a statement's issuer is not revoked, or all its revocations pin the statement."""
        return all(name in revocation.keep_statements for revocation in self._standing_revocations(issuer))

    def _newest_renewals(self) -> Iterator[tuple[str, str]]:
        for device, renewals in self._renewals.items():
            counting = [(said.seq, name) for name, said in renewals if self._still_counts(name, device)]
            if counting and device in self._now:
                _, newest = max(counting)
                self._vouched(newest)
                yield device, newest

    def _standing_revocations(self, device: str) -> list[Revocation]:
        if device not in self._standing_by_device:
            self._standing_by_device[device] = [
                revocation
                for name, revocation in self._revocations.get(device, ())
                if self._is_above(revocation.iss, device) and self._still_counts(name, revocation.iss)
            ]
            for name, revocation in self._revocations.get(device, ()):
                if revocation in self._standing_by_device[device]:
                    self._vouched(name)
        return self._standing_by_device[device]

    def _is_above(self, upper: str, device: str) -> bool:
        """Say whether one machine certified the other, or somebody who did; a root answers only to its own upper.

        Rank falls strictly on the way up, so machines that certify each other cannot revoke each other in a circle.
        """
        seen, waiting = {device}, [device]
        while waiting:
            lower = waiting.pop()
            above = {upper for _, upper in self._uppers.get(lower, ())} if lower in self.roots else set()
            if lower not in self.roots:
                above |= {c.iss for c in self._ever.get(lower, ())}
            above = {each for each in above if self._rank[each] < self._rank[lower]} - seen
            if upper in above:
                return True
            seen |= above
            waiting.extend(above)
        return upper in self.roots and device not in self.roots and device in self._ever

    def _is_worth_keeping(self, name: str) -> bool:
        said = self._said[name]
        if isinstance(said, Certificate):
            return said in self._ever.get(said.sub, ())
        if isinstance(said, Revocation):
            counts = self._is_above(said.iss, said.sub)
        elif isinstance(said, Upper):
            counts = said.iss in self.roots or (said.sub in self.roots and said.iss in self._ever)
        elif isinstance(said, Renewal):
            counts = self._renewed.get(said.sub) == name
        else:
            counts = not isinstance(said, Request | Receipt) and said.iss in self._now
        if counts:
            self._vouched(name)
        return counts


def _prefixes(certificates: Iterable[Certificate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(prefix for certificate in certificates for prefix in certificate.prefixes))


def check_words(device: str) -> tuple[str, str, str, str]:
    """Give the four Thai words by which two people compare a machine by phone.

    Slow on purpose (a tenth of a second): 44 bits would be few for somebody who searches for a key with the same words.
    """
    stretched = pwhash.argon2id.kdf(16, device.encode(), _WORD_SALT, opslimit=2, memlimit=64 << 20)
    number, words = int.from_bytes(stretched, "big"), word_list()
    return (
        words[number & 2047],
        words[number >> 11 & 2047],
        words[number >> 22 & 2047],
        words[number >> 33 & 2047],
    )


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """Give the 2048 Thai words that stand for numbers, in the order of their numbers."""
    return tuple(resource("words/check_words.txt").read_text(encoding="utf-8").split())


def _now() -> int:
    return int(time.time())
