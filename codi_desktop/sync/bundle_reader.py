"""Read a bundle in two passes: first every byte is verified and nothing believed, then its changes are given out.

The second pass compares each member with what the first pass verified, so a file that changes in between is refused.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from codi_desktop.durable import StickGone
from codi_desktop.sync.bundle import (
    CERTS,
    END,
    FORMAT,
    HEAD,
    End,
    Head,
    IllegalBundle,
    blob_of,
    format_of,
    is_log,
    largest,
    may_follow,
    read_end,
    read_head,
    read_statements,
    unpack,
)
from codi_desktop.sync.change import Segment
from codi_desktop.sync.identity import Statement
from codi_desktop.sync.sealing import BundleDamaged, NewerFormat, Opening, Progress, unsealed
from codi_desktop.sync.ustar import IllegalTar, Members

Judge = Callable[[Head, list[Statement]], None]


class Readable(Protocol):
    """A stream of one photo: gives as many bytes as asked for, until its end."""

    def read(self, most: int = 1 << 16, /) -> bytes:
        """Read on."""


TakePhoto = Callable[[str, Readable], None]


@dataclass(frozen=True)
class Checked:
    """A bundle of which every byte was verified."""

    path: Path
    head: Head
    statements: list[Statement]
    end: End
    size: int


def peek(path: Path, age_identity: Opening) -> Head:
    """Read what a bundle says about itself, quickly and unverified: for a list of what lies on a stick."""
    with _members(path, age_identity) as members:
        name, size = next(iter(members), ("", 0))
        if name != HEAD or size > largest(HEAD):
            raise IllegalBundle(HEAD)
        return _read_head(members, path)


def check(
    path: Path,
    age_identity: Opening,
    judge: Judge,
    take_photo: TakePhoto | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Verify every byte of a bundle.

    `judge` is asked once, before anything large is read, and raises when the sender is not to be believed. `take_photo`
    gets each photo as a stream, before the bundle as a whole is verified: it may keep it only when `check` returns.
    Raises NotABundle, NewerFormat, NotForThisMachine, BundleDamaged, StickGone.
    """
    with _members(path, age_identity, progress) as members:
        seen, head, statements, end = _walk(members, path, judge, take_photo)
    if [*end.members] != seen[:-1]:
        raise BundleDamaged(name=path.name)
    if (end.segments, end.photos) != (
        sum(is_log(n) for n, _, _ in seen),
        sum(blob_of(n) is not None for n, _, _ in seen),
    ):
        raise BundleDamaged(name=path.name)
    return Checked(path, head, statements, end, path.stat().st_size)


@dataclass(frozen=True)
class Salvaged:
    """What is whole of a damaged bundle, from its beginning on. Nothing that its head claims is vouched for.

    `whole` is a bundle of which only the whole segments are listed, for `segments`.
    """

    whole: Checked
    changes: int
    photos: tuple[str, ...]
    has_all_records: bool


def salvage(
    path: Path,
    age_identity: Opening,
    judge: Judge,
    take_photo: TakePhoto | None = None,
    progress: Progress | None = None,
) -> Salvaged:
    """Read a damaged bundle as far as age proves its bytes: whole segments, which prove themselves, and whole photos.

    `take_photo` may be given photos that turn out not to be whole: only those in `photos` are. Raises as `check`, and
    BundleDamaged where not even head and certificates are whole.
    """
    found = _Found()
    try:
        with _members(path, age_identity, progress) as members:
            found.gather(members, path, judge, take_photo)
    except (BundleDamaged, StickGone):
        if not path.exists():
            raise
    if found.head is None or not found.is_judged:
        raise BundleDamaged(name=path.name)
    end = End(members=found.logs, changes=found.changes, segments=len(found.logs), photos=len(found.photos))
    whole = Checked(path, found.head, found.statements, end, path.stat().st_size)
    return Salvaged(whole, found.changes, tuple(found.photos), found.has_all_records)


def segments(checked: Checked, age_identity: Opening, progress: Progress | None = None) -> Iterator[Segment]:
    """Give out the changes of a verified bundle; raises BundleDamaged when the file is no longer the one verified."""
    wanted = [member for member in checked.end.members if is_log(member[0])]
    if not wanted:
        return
    with _members(checked.path, age_identity, progress) as members:
        for name, size in members:
            if size > largest(name):
                raise IllegalBundle(name)
            content = b"".join(members.chunks())
            if is_log(name):
                if (name, size, hashlib.sha256(content).hexdigest()) != wanted.pop(0):
                    raise IllegalBundle(name)
                yield unpack(content)
                if not wanted:
                    return
    raise BundleDamaged(name=checked.path.name)


@contextmanager
def _members(path: Path, age_identity: Opening, progress: Progress | None = None) -> Iterator[Members]:
    """Open a bundle; what is illegal inside is told as damage, of which the decrypting thread may know the cause."""
    with unsealed(path, age_identity, progress) as plain:
        try:
            yield Members(plain)
        except (IllegalTar, IllegalBundle) as wrong:
            raise BundleDamaged(name=path.name) from wrong


def _walk(
    members: Members, path: Path, judge: Judge, take_photo: TakePhoto | None
) -> tuple[list[tuple[str, int, str]], Head, list[Statement], End]:
    seen: list[tuple[str, int, str]] = []
    logs = 0
    head: Head | None = None
    statements: list[Statement] = []
    end: End | None = None
    for name, size in members:
        if size > largest(name) or not may_follow(name, seen[-1][0] if seen else "", logs):
            raise IllegalBundle(name)
        digest = hashlib.sha256()
        if name == HEAD:
            head = _read_head(members, path, digest.update)
        elif name == CERTS and head:
            statements = read_statements(_whole(members, digest.update))
            judge(head, statements)
        elif name == END and head:
            end = read_end(_whole(members, digest.update), head.sender)
        elif (sha256 := blob_of(name)) and take_photo:
            take_photo(sha256, _Photo(members, digest.update))
            _through(members, digest.update)
        else:
            _through(members, digest.update)
        logs += is_log(name)
        if blob_of(name) not in {None, digest.hexdigest()}:
            raise IllegalBundle(name)
        seen.append((name, size, digest.hexdigest()))
    if head is None or end is None:
        raise IllegalBundle(END)
    return seen, head, statements, end


class _Found:
    """What was whole until a bundle broke off."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.statements: list[Statement] = []
        self.is_judged = self.has_all_records = False
        self.logs: list[tuple[str, int, str]] = []
        self.photos: list[str] = []
        self.changes = 0

    def gather(self, members: Members, path: Path, judge: Judge, take_photo: TakePhoto | None) -> None:
        before = ""
        for name, size in members:
            if size > largest(name) or not may_follow(name, before, len(self.logs)):
                raise IllegalBundle(name)
            self.has_all_records = self.has_all_records or blob_of(name) is not None or name == END
            if name == HEAD:
                self.head = _read_head(members, path)
            elif name == CERTS and self.head:
                self.statements = read_statements(_whole(members, _nobody))
                judge(self.head, self.statements)
                self.is_judged = True
            elif is_log(name):
                self._take_log(name, _whole(members, _nobody))
            elif sha256 := blob_of(name):
                self._take_photo(sha256, members, take_photo)
            else:
                _through(members, _nobody)
            before = name

    def _take_log(self, name: str, content: bytes) -> None:
        self.changes += len(unpack(content).bodies)
        self.logs.append((name, len(content), hashlib.sha256(content).hexdigest()))

    def _take_photo(self, sha256: str, members: Members, take_photo: TakePhoto | None) -> None:
        digest = hashlib.sha256()
        if take_photo:
            take_photo(sha256, _Photo(members, digest.update))
        _through(members, digest.update)
        if digest.hexdigest() != sha256:
            raise IllegalBundle(sha256)
        self.photos.append(sha256)


def _nobody(_piece: bytes) -> None:
    """Hash nothing."""


def _read_head(members: Members, path: Path, update: Callable[[bytes], None] = lambda _: None) -> Head:
    raw = _whole(members, update)
    if format_of(raw) > FORMAT:
        raise NewerFormat(name=path.name)
    return read_head(raw)


class _Photo:
    """The current member as a stream that is hashed on the way."""

    def __init__(self, members: Members, update: Callable[[bytes], None]) -> None:
        self._members, self._update = members, update

    def read(self, most: int = 1 << 16, /) -> bytes:
        piece = self._members.read(most)
        self._update(piece)
        return piece


def _whole(members: Members, update: Callable[[bytes], None]) -> bytes:
    return b"".join(_hashing(members, update))


def _through(members: Members, update: Callable[[bytes], None]) -> None:
    for _piece in _hashing(members, update):
        pass


def _hashing(members: Members, update: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in members.chunks():
        update(piece)
        yield piece
