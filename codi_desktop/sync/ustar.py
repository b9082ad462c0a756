"""The strict tar of a bundle: regular files with known names, one legal header for each.

Any tar program reads what this writes. Reading is narrower than any tar program: a header must be, byte for byte, the
one that this module would have written for that name and size, and all padding must be zero. So there are no paths,
links, owners, dates or hidden bytes to be careful about.
"""

from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 512
END = bytes(2 * BLOCK)
_LARGEST = 8**11 - 1


class IllegalTar(ValueError):
    """Not what `header` and `padding` write."""


def header(name: str, size: int) -> bytes:
    """Write the one legal header of a member; the name is plain ASCII of at most 100 letters."""
    if not 0 <= size <= _LARGEST:
        raise IllegalTar(name)
    fields = b"".join(
        (
            name.encode("ascii").ljust(100, b"\0"),
            b"0000644\0",  # mode
            b"0000000\0",  # user
            b"0000000\0",  # group
            b"%011o\0" % size,
            b"00000000000\0",  # time: a bundle tells its own in head.json
            b" " * 8,  # the checksum counts as blanks
            b"0",  # a regular file
            bytes(100),  # no link
            b"ustar\x0000",
        )
    ).ljust(BLOCK, b"\0")
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def padding(size: int) -> bytes:
    """Give the zeros that fill a member's last block."""
    return bytes(-size % BLOCK)


class Members:
    """Walk over the members of a tar; each must be read to its end before the next is asked for."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._left = 0
        self._size = 0

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Give name and size of each member; raises IllegalTar, also when anything follows the end."""
        while (block := self._exactly(BLOCK)) != END[:BLOCK]:
            name, size = _read_header(block)
            self._left = self._size = size
            yield name, size
            if self._left:
                raise IllegalTar(name)
            if self._exactly(-size % BLOCK).strip(b"\0"):
                raise IllegalTar(name)
        if self._exactly(BLOCK) != END[:BLOCK] or self._source.read(1):
            raise IllegalTar("end")

    def read(self, most: int) -> bytes:
        """Read on in the current member; empty at its end, raises IllegalTar where the file breaks off."""
        wanted = min(most, self._left)
        self._left -= wanted
        return self._exactly(wanted)

    def chunks(self, most: int = 1 << 16) -> Iterator[bytes]:
        """Read the current member to its end, piece by piece."""
        while piece := self.read(most):
            yield piece

    def _exactly(self, size: int) -> bytes:
        piece = self._source.read(size) if size else b""
        if len(piece) != size:
            raise IllegalTar("cut")
        return piece


def _read_header(block: bytes) -> tuple[str, int]:
    try:
        name = block[:100].rstrip(b"\0").decode("ascii")
        size = int(block[124:135], 8)
        is_ours = block == header(name, size)
    except ValueError as wrong:
        raise IllegalTar("header") from wrong
    if not is_ours:
        raise IllegalTar(name)
    return name, size
