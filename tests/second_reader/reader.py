"""A second reader of bundles, written from FORMAT.md alone. It knows nothing of the program that writes them.

It needs `pyrage`, `tarfile`, `zstandard`, `nacl` and the standard library; section numbers are those of the page.
"""

import base64
import binascii
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
import zstandard
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.signing import VerifyKey

CLASSES = ("personal", "sensitive", "identifier")
Stream = tuple[str, str, str]


class Refused(Exception):
    """A bundle, or a part of one, that the page tells to refuse."""


def raw(text: str) -> bytes:
    """Read base64url without padding, in the one way in which it is written."""
    found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if shown(found) != text:
        raise Refused("base64url")
    return found


def shown(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def blake(size: int, *parts: bytes, key: bytes = b"") -> bytes:
    return hashlib.blake2b(b"".join(parts), digest_size=size, key=key).digest()


def names(*texts: str) -> bytes:
    return b"\0".join(text.encode() for text in texts)


def signed(device: str, message: bytes, signature: str) -> None:
    try:
        VerifyKey(raw(device)).verify(message, raw(signature))
    except (CryptoError, ValueError, TypeError, binascii.Error) as wrong:
        raise Refused("signature") from wrong


@dataclass
class Trusted:
    """§5: what a root's statements add up to, as far as reading needs it."""

    root: str
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, statements: list[dict[str, str]]) -> None:
        for one in statements:
            body = json.loads(one["body"])
            if body["kind"] in {"machine", "upper", "revocation", "renewal", "erasure"}:
                signed(body["iss"], b"codi-cert-1\0" + one["body"].encode(), one["sig"])
                self.bodies[shown(blake(20, one["body"].encode()))] = body

    def prefixes(self) -> dict[str, set[str]]:
        """Give what each machine may write: from the roots down, only narrowing."""
        roots = {self.root}
        while more := {b["sub"] for b in self.of("upper") if b["iss"] in roots} - roots:
            roots |= more
        certificates = self.of("machine")
        found: dict[str, set[str]] = {}
        issuing: dict[str, set[str]] = {}
        for one in certificates:
            if one["iss"] == one["sub"] and one["sub"] in roots:
                found.setdefault(one["sub"], set()).update(one["prefixes"])
                issuing.setdefault(one["sub"], set()).update(one["prefixes"])
        is_growing = True
        while is_growing:
            is_growing = False
            for one in certificates:
                own = issuing.get(one["iss"], set())
                wide = all(any(p.startswith(q) for q in own) for p in one["prefixes"])
                if own and wide and not set(one["prefixes"]) <= found.get(one["sub"], set()):
                    found.setdefault(one["sub"], set()).update(one["prefixes"])
                    is_growing = True
                if own and wide and one["ca"] and not set(one["prefixes"]) <= issuing.get(one["sub"], set()):
                    issuing.setdefault(one["sub"], set()).update(one["prefixes"])
                    is_growing = True
        return found

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [body for body in self.bodies.values() if body["kind"] == kind]

    def believes(self, stream: Stream, n: int, head: str) -> bool:
        scope, device, life = stream
        if not any(scope.startswith(prefix) for prefix in self.prefixes().get(device, ())):
            return False
        lost = [body for body in self.of("revocation") if body["sub"] == device]
        return not lost or any(one["keep"].get(f"{scope}|{life}", {}).get(str(n)) == head for one in lost)

    def erased(self) -> set[str]:
        own = self.prefixes()
        return {
            record
            for one in self.of("erasure")
            for record in one["records"]
            if any(record.partition(".")[0].startswith(prefix) for prefix in own.get(one["iss"], ()))
        }


@dataclass
class Bundle:
    """§3: what one file holds, after everything in it was checked."""

    head: dict[str, Any]
    statements: list[dict[str, str]]
    segments: list[dict[str, Any]]
    photos: dict[str, bytes]


def opened(path: Path, age_identity: str) -> Bundle:
    """§4, 1-5: read a file. Raises Refused."""
    content = path.read_bytes()
    end_of_header = content.find(b"\n--- ")
    if not content.startswith(b"age-encryption.org/v1\n") or content.count(b"\n-> ", 0, end_of_header) > 66:
        raise Refused("no age file")
    try:
        plain = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(age_identity)])
    except pyrage.DecryptError as wrong:
        raise Refused("sealed") from wrong
    members: list[tuple[str, bytes]] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as tar:
            for member in tar:
                taken = tar.extractfile(member)
                if not member.isreg() or taken is None:
                    raise Refused(member.name)
                members.append((member.name, taken.read()))
    except tarfile.TarError as wrong:
        raise Refused("tar") from wrong
    pattern = r"head\.json certs\.json( log/\d{5}\.jsonl\.zst)*( blob/[0-9a-f]{64})* end\.json"
    if not re.fullmatch(pattern, " ".join(name for name, _ in members)):
        raise Refused("order")
    head, certs = json.loads(members[0][1]), json.loads(members[1][1])
    if head["format"] > 1:
        raise Refused("newer")
    end = json.loads(members[-1][1])
    signed(head["sender"], b"codi-bundle-1\0" + end["body"].encode(), end["sig"])
    told = [[name, len(some), hashlib.sha256(some).hexdigest()] for name, some in members[:-1]]
    if json.loads(end["body"])["members"] != told:
        raise Refused("members")
    photos = {name[5:]: some for name, some in members if name.startswith("blob/")}
    if any(hashlib.sha256(some).hexdigest() != name for name, some in photos.items()):
        raise Refused("photo")
    logs = [segment_of(some) for name, some in members if name.startswith("log/")]
    return Bundle(head, certs, logs, photos)


def segment_of(packed: bytes) -> dict[str, Any]:
    """§2: read a segment and prove its chain and signature."""
    try:
        line, *bodies = zstandard.ZstdDecompressor().decompress(packed).split(b"\n")
    except zstandard.ZstdError as wrong:
        raise Refused("zstd") from wrong
    told = json.loads(line)
    stream = (told["scope"], told["dev"], told["inc"])
    previous = raw(told["prev"])
    if told["from"] == 1 and previous != blake(20, names("stream", *stream)):
        raise Refused("genesis")
    ids = []
    for body in bodies:
        previous = blake(20, previous, body)
        ids.append(shown(previous))
    if told["to"] - told["from"] + 1 != len(bodies):
        raise Refused("count")
    signed(told["dev"], names("codi-log-1", *stream, str(told["to"]), "") + previous, told["sig"])
    return {**told, "stream": stream, "bodies": bodies, "ids": ids}


class Reader:
    """A reader with one machine's age key and the root that it trusts."""

    def __init__(self, age_identity: str, root: str) -> None:
        self.age_identity = age_identity
        self.trusted = Trusted(root)
        self.changes: dict[str, tuple[str, str, dict[str, Any]]] = {}
        """by id: the record, its kind, and the body"""
        self.keys: dict[tuple[str, str, bytes], bytes] = {}
        self.waiting: list[dict[str, Any]] = []

    def take_in(self, path: Path) -> Bundle:
        """Read a file and keep what it brings. Raises Refused, and then keeps nothing."""
        bundle = opened(path, self.age_identity)
        self.trusted.add(bundle.statements)
        if bundle.head["sender"] not in self.trusted.prefixes():
            raise Refused("stranger")
        for segment in bundle.segments:
            self._take_keys(segment.get("keys", {}), f"{segment['scope']}.")
        self._take_keys(bundle.head.get("keys", {}), "")
        self.waiting += bundle.segments
        while joined := [one for one in self.waiting if self._joins(one)]:
            for segment in joined:
                self._join(segment)
                self.waiting.remove(segment)
        for record in self.trusted.erased():
            self.keys = {where: key for where, key in self.keys.items() if where[0] != record}
        return bundle

    def _joins(self, segment: dict[str, Any]) -> bool:
        has_before = segment["from"] == 1 or segment["prev"] in self.changes
        return has_before and self.trusted.believes(segment["stream"], segment["to"], segment["ids"][-1])

    def _join(self, segment: dict[str, Any]) -> None:
        for name, body in zip(segment["ids"], segment["bodies"], strict=True):
            told = json.loads(body)
            self.changes[name] = (f"{segment['scope']}.{told['r']}", told["k"], told)

    def _take_keys(self, sealed: dict[str, str], before: str) -> None:
        """§3: keys that are for this machine; others do not open."""
        for name, text in sealed.items():
            try:
                plain = pyrage.decrypt(raw(text), [pyrage.x25519.Identity.from_str(self.age_identity)])
            except pyrage.DecryptError:
                continue
            for record, keys in json.loads(plain).items():
                for key in map(raw, keys):
                    self.keys[before + record, name, blake(16, key)] = key

    def fields(self, record: str, body: dict[str, Any]) -> dict[str, Any]:
        """§1a: the fields of a change, with what opens of its slots."""
        found = dict(body["s"])
        for name in CLASSES:
            slot = body.get("e", {}).get(name)
            key = self.keys.get((record, name, raw(slot)[:16])) if slot else None
            if slot and key:
                found |= json.loads(SecretBox(key).decrypt(raw(slot)[16:]))
        return found

    def records(self) -> dict[str, tuple[str, bool, dict[str, Any], dict[str, list[str]]]]:
        """§6: every record as its changes leave it: kind, deleted, values, fields in conflict."""
        of_record: dict[str, dict[str, dict[str, Any]]] = {}
        kinds = {}
        for name, (record, kind, body) in self.changes.items():
            of_record.setdefault(record, {})[name] = {**body, "s": self.fields(record, body)}
            kinds[record] = kind
        return {record: (kinds[record], *merged(changes)) for record, changes in of_record.items()}

    def digest(self, public: Mapping[str, Iterable[str]]) -> str:
        """§6: the digest, for kinds with these public fields."""
        hashed = hashlib.blake2b(digest_size=16)
        for record, (kind, deleted, values, conflicts) in sorted(
            self.records().items(), key=lambda one: (one[1][0], one[0])
        ):
            if kind not in public:
                continue
            known = {*public[kind], "_deleted"}
            shown_values = {n: v for n, v in values.items() if n in known and v is not None and n != "_deleted"}
            is_open = {n: ids for n, ids in conflicts.items() if n in known}
            line = json.dumps([kind, record, deleted, shown_values, is_open], ensure_ascii=False, sort_keys=True)
            hashed.update(line.encode())
        return hashed.hexdigest()


def merged(changes: dict[str, dict[str, Any]]) -> tuple[bool, dict[str, Any], dict[str, list[str]]]:
    """§6, 1-2: values, and who said differently without having seen the other."""
    seen = {name: ancestors(name, changes) for name in changes}
    values: dict[str, Any] = {}
    conflicts: dict[str, list[str]] = {}
    for name in {one for body in changes.values() for one in body["s"]}:
        setters = [one for one in changes if name in changes[one]["s"]]
        top = [one for one in setters if not any(one in seen[other] for other in setters)]
        values[name] = changes[max(top, key=lambda one: (changes[one]["t"], one))]["s"][name]
        if len({json.dumps(changes[one]["s"][name], sort_keys=True) for one in top}) > 1:
            conflicts[name] = sorted(top)
    deleted = bool(values.pop("_deleted", False))
    deletions = [one for one in changes if changes[one]["s"].get("_deleted")]
    late = [o for o in changes if o not in deletions and not any(o in seen[d] for d in deletions)]
    if deleted and late:
        conflicts["_deleted"] = sorted([*deletions, *late])
        deleted = False
    return deleted, values, conflicts


def ancestors(name: str, changes: dict[str, dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    waiting = list(changes[name].get("b", []))
    while waiting:
        one = waiting.pop()
        if one in changes and one not in found:
            found.add(one)
            waiting += changes[one].get("b", [])
    return found
