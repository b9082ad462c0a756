"""Seal a stream for certain machines with age, and open it again, without ever holding the whole."""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

from codi_desktop.durable import StickGone
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

MOST_RECIPIENTS = 64
_MOST_STANZAS = MOST_RECIPIENTS + 2  # age programs may add one that means nothing
_LONGEST_HEADER = 1 << 16
_MAGIC = b"age-encryption.org/v1\n"
_AGE = b"age-encryption.org/"

Progress = Callable[[int, int], None]
Opening: TypeAlias = str | tuple[str, ...]
"""The age key, or the several of one machine, of which any may open"""
Plain: TypeAlias = "BufferedReader[FileIO]"


class NotABundle(CodiError):
    """Some other file."""

    message = N_("“{name}” is not a bundle of this program.")


class NewerFormat(CodiError):
    """A format number above ours."""

    message = N_("“{name}” was written by a newer program. Update this program, then take the file in again.")


class BundleDamaged(CodiError):
    """Cut, changed, or never legal."""

    message = N_("“{name}” is damaged or was not copied to its end. Nothing was taken in. Copy it once more.")


class NotForThisMachine(CodiError):
    """None of the seals opens with this machine's key."""

    message = N_("“{name}” is sealed for other machines. Ask its sender to write one for this machine.")


class TooManyReceivers(CodiError):
    """More seals than any reader accepts."""

    message = N_("A bundle can be sealed for {most} machines at most; this one would need {count}.")


def seal(plain: Iterable[bytes], out: BinaryIO, recipients: Iterable[str]) -> str:
    """Write what age makes of a stream for these age keys; give the SHA-256 of what was written."""
    import pyrage

    keys = sorted(set(recipients))
    if len(keys) > MOST_RECIPIENTS:
        raise TooManyReceivers(most=MOST_RECIPIENTS, count=len(keys))
    source, sink = _Pulled(plain), _Hashed(out)
    try:
        pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(key) for key in keys])
    except (pyrage.EncryptError, OSError):
        cause = source.failure or sink.failure  # pyrage tells of failures by their text only
        if cause:
            raise cause from None
        raise
    return sink.digest.hexdigest()


@contextlib.contextmanager
def unsealed(path: Path, age_identity: Opening, progress: Progress | None = None) -> Iterator[Plain]:
    """Open a sealed file as a stream of what is inside.

    The file is whole and unchanged only when the stream was read to its end and the block was left without exception.
    `progress` is told the bytes read so far and their total; what it raises stops the reading.
    """
    try:
        file = path.open("rb")
    except OSError as wrong:
        raise StickGone(folder=path.parent) from wrong
    with file:
        source = _Counted(file, path, progress)
        check_header(source.head(), path.name)
        with _decrypting(source, age_identity, path.name) as plain:
            yield plain


def check_header(head: bytes, name: str) -> None:
    """Look at the raw head of a file before anything works on it.

    WORKAROUND: opening takes the square of the number of recipients (rage issue 368; a thousand take half a minute).
    """
    if not head.startswith(_MAGIC):
        raise (NewerFormat if head.startswith(_AGE) else NotABundle)(name=name)
    end = head.find(b"\n--- ")
    if end < 0 or head.count(b"\n-> ", 0, end) > _MOST_STANZAS:
        raise BundleDamaged(name=name)


@contextlib.contextmanager
def _decrypting(source: "_Counted", age_identity: Opening, name: str) -> Iterator[Plain]:
    """Decrypt in a thread into a pipe; at the end say why it stopped, if it stopped early."""
    import pyrage

    keys = (age_identity,) if isinstance(age_identity, str) else age_identity
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb", buffering=0) as sink:
                pyrage.decrypt_io(source, sink, [pyrage.x25519.Identity.from_str(key) for key in keys])
        except BaseException as failure:  # noqa: BLE001  told by the thread that waits for it
            failures.append(failure)

    thread = threading.Thread(target=decrypt, name="unseal", daemon=True)
    thread.start()
    left_early = True
    try:
        with BufferedReader(FileIO(reading), 1 << 18) as plain:
            try:
                yield plain
                left_early = bool(plain.peek(1))
            except BundleDamaged:
                left_early = False  # a short stream: the thread knows why
                _drain(plain)
                raise
    finally:
        thread.join()
        if source.failure:
            raise source.failure
        if failures and not left_early:
            raise _explain(failures[0], name) from failures[0]


def _drain(plain: Plain) -> None:
    while plain.read(1 << 18):
        pass


def _explain(failure: BaseException, name: str) -> BaseException:
    import pyrage

    if isinstance(failure, pyrage.DecryptError) and "No matching keys" in str(failure):
        return NotForThisMachine(name=name)  # WORKAROUND: pyrage has one class for this and for a cut header
    if isinstance(failure, pyrage.DecryptError | OSError):
        return BundleDamaged(name=name)
    return failure


class _Pulled:
    """A file to read from, made of pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")
        self.failure: Exception | None = None

    def read(self, most: int = 1 << 16) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as failure:
            self.failure = failure
            raise
        piece, self._rest = self._rest[:most], self._rest[most:]
        return bytes(piece)


class _Hashed:
    """A file to write to, that hashes what it is given."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.failure: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._out.write(piece)
        except OSError as failure:
            self.failure = failure
            raise
        self.digest.update(piece)
        return len(piece)

    def flush(self) -> None:
        pass


class _Counted:
    """A file to read from, that tells how far it is; a stick that is gone is told as such."""

    def __init__(self, file: BinaryIO, path: Path, progress: Progress | None) -> None:
        self._file = file
        self._path = path
        self._progress = progress
        self._done = 0
        self._told = 0
        self.failure: Exception | None = None

    def head(self) -> bytes:
        """Give the beginning of the file and go back to its start."""
        head = self._read(_LONGEST_HEADER)
        self._file.seek(0)
        return head

    def read(self, most: int = 1 << 16) -> bytes:
        try:
            piece = self._read(most)
            self._done += len(piece)
            if self._progress and (self._done - self._told >= 1 << 20 or not piece):
                self._told = self._done
                self._progress(self._done, self._path.stat().st_size)
        except Exception as failure:
            self.failure = failure
            raise
        return piece

    def _read(self, most: int) -> bytes:
        try:
            return self._file.read(most)
        except OSError as wrong:
            raise StickGone(folder=self._path.parent) from wrong
