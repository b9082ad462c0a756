"""Write a bundle: pulled piece by piece through tar and age into a new file that is read back before it is named."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from codi_desktop.durable import write_new
from codi_desktop.sync import ustar
from codi_desktop.sync.bundle import (
    CERTS,
    END,
    HEAD,
    End,
    Head,
    blob_of,
    log_name,
    pack,
    write_end,
    write_json,
    write_statements,
)
from codi_desktop.sync.change import Segment
from codi_desktop.sync.identity import Statement
from codi_desktop.sync.sealing import seal

_Item = TypeVar("_Item")
_FRAME = 16 << 10  # room for age's header with all its recipients and for the end


class Photo(NamedTuple):
    """A photo to send: its SHA-256, its size and a way to read it."""

    sha256: str
    size: int
    read: Callable[[], Iterable[bytes]]


class Supply(Generic[_Item]):
    """Things to send, of which the next can be looked at before it is taken."""

    def __init__(self, items: Iterable[_Item]) -> None:
        self._items = iter(items)
        self._next: list[_Item] = []

    def peek(self) -> _Item | None:
        """Look at the next one; None when there is none left."""
        if not self._next:
            self._next = [item for item in (next(self._items, None),) if item is not None]
        return self._next[0] if self._next else None

    def take(self) -> _Item:
        """Take the next one."""
        self.peek()
        return self._next.pop()


@dataclass
class Cargo:
    """What is to be sent, in as many parts as the limit asks for: records first, then photos by their hash."""

    segments: Supply[Segment]
    photos: Supply[Photo]
    packed: Supply[tuple[bytes, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.packed = Supply((pack(segment), len(segment.bodies)) for segment in self._taken(self.segments))

    @staticmethod
    def _taken(supply: Supply[Segment]) -> Iterator[Segment]:
        while supply.peek() is not None:
            yield supply.take()

    def is_empty(self) -> bool:
        """Say whether everything was sent."""
        return self.packed.peek() is None and self.photos.peek() is None


@dataclass
class Part:
    """One file that was written."""

    path: Path
    size: int
    changes: int
    photos: int
    more: bool


def write_bundle(
    path: Path,
    head: Head,
    statements: Iterable[Statement],
    cargo: Cargo,
    *,
    recipients: Iterable[str],
    signing_seed: bytes,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Part:
    """Write the next part of a cargo, of about `limit` bytes at most (one member always goes in).

    Raises DiskFull, StickGone, ReadBackDiffers, TooManyReceivers, and whatever `progress` raises; no file is left then.
    """
    tar = _Tar(head, list(statements), cargo, signing_seed, limit, progress)
    final = write_new(path, lambda out: seal(tar.pieces(), out, recipients))
    return Part(final, final.stat().st_size, tar.changes, tar.photos, more=not cargo.is_empty())


class _Tar:
    """The plain stream of one part."""

    def __init__(
        self,
        head: Head,
        statements: list[Statement],
        cargo: Cargo,
        signing_seed: bytes,
        limit: int | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._head, self._statements, self._cargo = head, statements, cargo
        self._signing_seed, self._limit, self._progress = signing_seed, limit, progress
        self._members: list[tuple[str, int, str]] = []
        self._done = 0
        self.changes = self.segments = self.photos = 0

    def pieces(self) -> Iterator[bytes]:
        yield from self._whole(HEAD, write_json(self._head))
        yield from self._whole(CERTS, write_statements(self._statements))
        yield from self._logs()
        yield from self._photos()
        end = End(
            members=self._members,
            changes=self.changes,
            segments=self.segments,
            photos=self.photos,
            more=not self._cargo.is_empty(),
        )
        yield from self._whole(END, write_end(end, self._signing_seed))
        yield ustar.END

    def _logs(self) -> Iterator[bytes]:
        while (waiting := self._cargo.packed.peek()) and self._fits(len(waiting[0])):
            packed, changes = self._cargo.packed.take()
            self.segments += 1
            self.changes += changes
            yield from self._whole(log_name(self.segments), packed)

    def _photos(self) -> Iterator[bytes]:
        if self._cargo.packed.peek() is not None:
            return  # records first: photos wait for the next part
        while (waiting := self._cargo.photos.peek()) and self._fits(waiting.size):
            photo = self._cargo.photos.take()
            self.photos += 1
            yield from self._member(f"blob/{photo.sha256}", photo.size, photo.read())

    def _fits(self, size: int) -> bool:
        is_first = self.segments + self.photos == 0
        if is_first or self._limit is None:
            return True
        plain = self._done + _cost(size) + _FRAME
        return plain + plain // 4096 <= self._limit  # age adds 16 bytes to every 64 KiB

    def _whole(self, name: str, content: bytes) -> Iterator[bytes]:
        return self._member(name, len(content), (content,))

    def _member(self, name: str, size: int, content: Iterable[bytes]) -> Iterator[bytes]:
        yield ustar.header(name, size)
        digest, written = hashlib.sha256(), 0
        for piece in content:
            digest.update(piece)
            written += len(piece)
            yield piece
            if self._progress:
                self._progress(self._done + written)
        if written != size or blob_of(name) not in {None, digest.hexdigest()}:
            raise ustar.IllegalTar(name)
        yield ustar.padding(size)
        self._members.append((name, size, digest.hexdigest()))
        self._done += _cost(size)


def _cost(size: int) -> int:
    """Say how much a member of this size adds to a file: header, padding and its line in the end."""
    return ustar.BLOCK + size + len(ustar.padding(size)) + 150
