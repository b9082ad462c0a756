"""Photos and other files, each under the hash of its bytes, sealed on the disk with a key derived from the store's.

A file is written beside its place, flushed, and renamed: a name that exists is a whole file.
"""

import copy
import hashlib
import io
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as new_state,
)

from codi_desktop.durable import sync_folder
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.opening import explaining

PREFIX = "sha256:"

_CHUNK = 1 << 16
_HEADER = 24
_OVERHEAD = 17
_FINAL = 3


class PhotoMissing(CodiError):
    """The file is known by its hash, but is not on this computer."""

    message = N_("The photo has not arrived yet.")


class PhotoDamaged(CodiError):
    """The file on the disk is not what was kept."""

    message = N_("The photo is damaged on this computer.")


class Photos:
    """The folder of sealed files."""

    def __init__(self, folder: Path, store_key: bytes) -> None:
        self._folder = folder
        self._key = hashlib.blake2b(b"photos", key=store_key, digest_size=32, person=b"codi-photos").digest()

    def add(self, source: BinaryIO | Path | bytes) -> str:
        """Keep a file; gives the name by which a field refers to it. The same file twice is kept once."""
        if isinstance(source, bytes):
            source = io.BytesIO(source)
        if isinstance(source, Path):
            with source.open("rb") as opened:
                return self.add(opened)
        part = self._folder / f".part-{os.getpid()}-{threading.get_ident()}"
        try:
            with explaining():
                self._folder.mkdir(parents=True, exist_ok=True)
                digest = self._seal(source, part)
                place = self._place(digest)
                place.parent.mkdir(exist_ok=True)
                part.replace(place)
                for folder in (place.parent, self._folder, self._folder.parent):  # a record will name it at once
                    sync_folder(folder)
        finally:
            part.unlink(missing_ok=True)
        return PREFIX + digest

    def read(self, name: str) -> bytes:
        """Give a file's bytes. Raises PhotoMissing or PhotoDamaged."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a file's bytes piece by piece; an end that does not prove itself raises PhotoDamaged."""
        place = self._place(name)
        if not place.exists():
            raise PhotoMissing(photo=name)
        state, tag = new_state(), 0
        with place.open("rb") as sealed:
            try:
                init_pull(state, sealed.read(_HEADER), self._key)
                while chunk := sealed.read(_CHUNK + _OVERHEAD):
                    opened, tag = pull(state, chunk)
                    yield opened
            except (RuntimeError, ValueError, TypeError) as wrong:
                raise PhotoDamaged(photo=name) from wrong
        if tag != _FINAL:
            raise PhotoDamaged(photo=name)

    def has(self, name: str) -> bool:
        """Say whether the file is on this computer; what cannot be the name of one is not."""
        with suppress(PhotoMissing):
            return self._place(name).exists()
        return False

    def size(self, name: str) -> int:
        """Give the number of bytes of the file itself. Raises PhotoMissing."""
        with suppress(FileNotFoundError):
            sealed = self._place(name).stat().st_size - _HEADER
            return sealed - _OVERHEAD * -(-sealed // (_CHUNK + _OVERHEAD))
        raise PhotoMissing(photo=name)

    def names(self) -> list[str]:
        """Give all files on this computer."""
        return sorted(PREFIX + place.name for place in self._folder.glob("??/*") if len(place.name) == 64)

    def aside(self, name: str) -> "Photos":
        """Give an empty folder beside this one, sealed alike, for files that are not believed yet."""
        beside = copy.copy(self)
        beside._folder = self._folder / f".aside-{name}"  # noqa: SLF001  another of us
        beside.drop()
        return beside

    def make_place_for(self, beside: "Photos") -> None:
        """Make the folders that `adopt` needs, while a full disk can still refuse everything. Raises DiskFull."""
        with explaining():
            for name in beside.names():
                self._place(name).parent.mkdir(parents=True, exist_ok=True)

    def adopt(self, beside: "Photos") -> None:
        """Rename the files of a folder beside this one into place."""
        self.make_place_for(beside)
        names = beside.names()
        for name in names:
            beside._place(name).replace(self._place(name))  # noqa: SLF001  another of us
        for folder in {self._place(name).parent for name in names} | ({self._folder} if names else set()):
            sync_folder(folder)
        beside.drop()

    def keep_only(self, names: Iterable[str]) -> None:
        """Remove all files but these."""
        for name in {*self.names()} - {*names}:
            self._place(name).unlink()

    def remove(self, names: Iterable[str]) -> None:
        """Delete photos for good."""
        for name in names:
            self._place(name).unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove the folder with all its files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def is_whole(self, name: str) -> bool:
        """Read a file to its end and compare its hash."""
        digest = hashlib.sha256()
        try:
            for chunk in self.chunks(name):
                digest.update(chunk)
        except (PhotoMissing, PhotoDamaged):
            return False
        return PREFIX + digest.hexdigest() == name

    def _place(self, name: str) -> Path:
        digest = name.removeprefix(PREFIX)
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise PhotoMissing(photo=name)
        return self._folder / digest[:2] / digest

    def _seal(self, source: BinaryIO, part: Path) -> str:
        digest, state = hashlib.sha256(), new_state()
        with part.open("wb") as sealed:
            sealed.write(init_push(state, self._key))
            chunk = source.read(_CHUNK)
            while True:
                following = source.read(_CHUNK) if chunk else b""
                digest.update(chunk)
                sealed.write(push(state, chunk, tag=0 if following else _FINAL))
                if not following:
                    break
                chunk = following
            sealed.flush()
            os.fsync(sealed.fileno())
        return digest.hexdigest()
