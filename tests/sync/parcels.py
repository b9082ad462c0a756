"""Machines, chains and bundles for tests that need no store: honest ones, and ones that no program would write."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
from nacl.signing import SigningKey

from codi_desktop.sync import identity
from codi_desktop.sync.bundle import Head, bundle_id
from codi_desktop.sync.bundle_reader import Checked, Readable, check
from codi_desktop.sync.bundle_writer import Cargo, Part, Photo, Supply, write_bundle
from codi_desktop.sync.change import Segment, StreamId, claim, genesis, link
from codi_desktop.sync.identity import Keys, Request, Statement, Trust

NOW = 1_662_300_000_000


@dataclass
class Office:
    """A machine without a store: its keys, and what is said about it."""

    name: str
    level: str
    scope: str
    keys: Keys = field(default_factory=identity.make_keys)

    def request(self) -> Request:
        """Introduce this machine."""
        return Request(
            sub=self.keys.device,
            enc=self.keys.age_recipient,
            name=self.name,
            level=self.level,
            scope=self.scope,
            person="สมหญิง ใจดี",
            iss=self.keys.device,
            iat=1,
        )

    def on_its_own(self, *prefixes: str) -> Statement:
        """Certify this machine by itself."""
        return identity.self_certificate(
            self.keys, name=self.name, level=self.level, scope=self.scope, prefixes=prefixes or (self.scope,)
        )

    def certifies(self, other: "Office", trust: Trust, *prefixes: str, ca: bool = False) -> Statement:
        """Certify another machine, as the program does it."""
        return identity.issue(self.keys.signing_seed, other.request(), prefixes or (other.scope,), ca=ca, trust=trust)

    def pretends(self, other: "Office", *prefixes: str, ca: bool = False) -> Statement:
        """Sign a certificate without asking whether this machine may."""
        made = identity.Certificate(
            sub=other.keys.device,
            enc=other.keys.age_recipient,
            name=other.name,
            level=other.level,
            scope=other.scope,
            prefixes=prefixes or (other.scope,),
            ca=ca,
            iss=self.keys.device,
            iat=2,
        )
        return identity.sign(self.keys.signing_seed, made)


@dataclass
class Tree:
    """The region, one of its provinces, and a tambon of that."""

    region: Office = field(default_factory=lambda: Office("ภาคกลางและตะวันตก", "region", "CW"))
    province: Office = field(default_factory=lambda: Office("จังหวัดสระบุรี", "province", "19"))
    tambon: Office = field(default_factory=lambda: Office("ตำบลเจริญธรรม", "tambon", "190406"))
    statements: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.statements = [self.region.on_its_own("")]
        self.statements.append(self.region.certifies(self.province, self.trust(), ca=True))
        self.statements.append(self.province.certifies(self.tambon, self.trust()))

    def trust(self, *more: Statement) -> Trust:
        """Read what is said, and more."""
        return Trust(self.region.keys.device, [*self.statements, *more])


def body(number: int, **more: Any) -> bytes:
    """Write one legal change."""
    said = {
        "k": "household",
        "r": f"R{number}",
        "t": NOW,
        "u": "สมหญิง",
        "v": 1,
        "b": [],
        "s": {"note": f"บ้าน {number}"},
    }
    return json.dumps({**said, **more}, ensure_ascii=False, separators=(",", ":")).encode()


def chain(
    office: Office, bodies: Iterable[bytes], scope: str = "", incarnation: str = "i1", size: int = 2000
) -> list[Segment]:
    """Sign a stream from its beginning."""
    stream = StreamId(scope or office.scope, office.keys.device, incarnation)
    before, first, made = genesis(stream), 1, []
    rest = list(bodies)
    while rest:
        now, rest = rest[:size], rest[size:]
        head = before
        for each in now:
            head = link(head, each)
        last = first + len(now) - 1
        signature = SigningKey(office.keys.signing_seed).sign(claim(stream, last, head)).signature
        made.append(Segment(stream, first, last, before, signature, now))
        before, first = head, last + 1
    return made


def photo(content: bytes) -> Photo:
    """Make a photo to send."""
    return Photo(hashlib.sha256(content).hexdigest(), len(content), lambda: (content,))


def head_of(sender: Office, number: int = 1, part: int = 1, **more: Any) -> Head:
    """Make a head."""
    told: dict[str, Any] = {
        "schema": 1,
        "id": bundle_id(sender.keys.device, "all", number, part, NOW),
        "number": number,
        "part": part,
        "to": "all",
        "sender": sender.keys.device,
        "sender_name": sender.name,
        "sender_scope": sender.scope,
        "life": "i1",
        "root": sender.keys.device,
        "receivers": (),
        "at": NOW,
        "program": "0.1.0",
        "hello": [],
    }
    return Head(**{**told, **more})


def bundle(
    path: Path,
    sender: Office,
    segments: Iterable[Segment] = (),
    photos: Iterable[Photo] = (),
    *,
    to: Iterable[Office] = (),
    statements: Iterable[Statement] = (),
    limit: int | None = None,
    head: Head | None = None,
) -> Part:
    """Write one bundle."""
    return write_bundle(
        path,
        head or head_of(sender),
        statements,
        Cargo(Supply(segments), Supply(sorted(photos))),
        recipients=[office.keys.age_recipient for office in (sender, *to)],
        signing_seed=sender.keys.signing_seed,
        limit=limit,
    )


def read(path: Path, office: Office, photos: dict[str, bytes] | None = None) -> Checked:
    """Verify a bundle, keeping its photos."""

    def keep(sha256: str, source: Readable) -> None:
        content = b"".join(iter(source.read, b""))
        if photos is not None:
            photos[sha256] = content

    return check(path, office.keys.age_identity, lambda _head, _statements: None, keep)


def inside(path: Path, office: Office) -> bytes:
    """Give the plain tar of a bundle."""
    plain = BytesIO()
    with path.open("rb") as sealed:
        pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(office.keys.age_identity)])
    return plain.getvalue()


def sealed(plain: bytes, *offices: Office) -> bytes:
    """Seal any bytes for these machines."""
    keys = [pyrage.x25519.Recipient.from_str(office.keys.age_recipient) for office in offices]
    out: bytes = pyrage.encrypt(plain, keys)
    return out


def tar_of(members: Iterable[tuple[str, bytes]], change: Callable[[tarfile.TarInfo], None] | None = None) -> bytes:
    """Write a tar as Python's own library does."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            if change:
                change(info)
            tar.addfile(info, io.BytesIO(content) if info.size else None)
    return out.getvalue()


def members_of(plain: bytes) -> list[tuple[str, bytes]]:
    """Read a tar as Python's own library does."""
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return [(info.name, found.read()) for info in tar if (found := tar.extractfile(info))]
