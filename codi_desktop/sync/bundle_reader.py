"""Read a bundle in two passes: first every byte is verified and nothing believed, then its changes are given out.

The second pass compares each member with what the first pass verified, so a file that changes in between is refused.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
