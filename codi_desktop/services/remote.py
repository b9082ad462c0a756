"""Bundles through any folder or server that fsspec reaches: the same files, sent on where a broken connection stopped.

A file is sent in pieces beside its name, each compared when it is asked for again, then put together under a temporary
name, read back and compared, and only then named. A file that is there is never replaced.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from codi_desktop.durable import PART, ReadBackDiffers, explain, write_new
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.sync.bundle import SUFFIX

Progress = Callable[[int, int], None]

_PIECE = 1 << 20
_LIBRARIES = {"aiohttp", "botocore", "fsspec", "http", "httpcore", "httpx", "paramiko", "webdav4"}
_WEBDAV = {"webdav": "http", "webdavs": "https"}


class ServerGone(CodiError):
    """The connection failed, or the address is wrong."""

    message = N_("“{address}” cannot be reached. What was sent so far is kept; try again when there is a connection.")


class NotLetIn(CodiError):
    """The server knows no such name, or the password is another."""

    message = N_("“{address}” does not accept the name or the password.")


class AddressNotUnderstood(CodiError):
    """No way is known to such a place."""

    message = N_("The address “{address}” is not understood.")


@dataclass(frozen=True)
class RemoteFile:
    """A bundle that lies there."""

    name: str
    size: int


class Remote:
    """A folder somewhere. `secrets` are what its kind of server asks for; they are told to nobody else."""

    def __init__(self, address: str, secrets: dict[str, Any] | None = None) -> None:
        self.address = without_secrets(address)
        try:
            with self._reaching():
                self._files, folder = _opened(address, secrets or {})
        except (ValueError, ImportError):
            raise AddressNotUnderstood(address=self.address) from None
        self._folder = folder.rstrip("/")

    def listed(self) -> list[RemoteFile]:
        """List the bundles that lie there; none where there is no such folder yet. Raises ServerGone and NotLetIn."""
        with self._reaching():
            self._files.invalidate_cache()
            entries = self._files.ls(self._folder, detail=True) if self._exists(self._folder) else []
        found = [
            RemoteFile(PurePosixPath(one["name"]).name, int(one["size"]))
            for one in entries
            if one["type"] == "file" and one["name"].endswith(SUFFIX)
        ]
        return sorted(found, key=lambda one: one.name)

    def put(self, file: Path, progress: Progress | None = None) -> str:
        """Send a file, going on where it stopped before; give the name it got. The same file is sent once.

        Raises ServerGone, NotLetIn, ReadBackDiffers, and whatever `progress` raises; what was sent stays to be used.
        """
        size, wanted = file.stat().st_size, _hash_of(file)
        with self._reaching():
            self._files.invalidate_cache()
            self._files.makedirs(self._folder, exist_ok=True)
            name = self._free_name(file.name, wanted, size)
            if self._exists(self._at(name)):
                return name
            pieces = f"{self._at(name)}.{wanted[:16]}{PART}s"
            self._files.makedirs(pieces, exist_ok=True)
            self._send_pieces(file, pieces, size, progress)
            self._put_together(pieces, name, size, wanted)
        return name

    def get(self, name: str, folder: Path, progress: Progress | None = None) -> Path:
        """Fetch a bundle into a folder, going on where it stopped before; give the file.

        Raises ServerGone, NotLetIn, DiskFull and StickGone.
        """
        with self._reaching():
            self._files.invalidate_cache()
            size = int(self._files.size(self._at(name)))
        part = folder / f"{PurePosixPath(name).name}.{size}.fetched{PART}"
        try:
            self._fetch(name, part, size, progress)
        except OSError as wrong:
            raise explain(wrong, folder) from wrong
        final = write_new(folder / PurePosixPath(name).name, lambda out: _copied(part, out))
        part.unlink()
        return final

    def _fetch(self, name: str, part: Path, size: int, progress: Progress | None) -> None:
        if part.exists() and part.stat().st_size > size:
            part.unlink()
        with part.open("ab") as out:
            done = out.tell()
            while done < size:
                with self._reaching():
                    piece = self._files.cat_file(self._at(name), start=done, end=min(done + _PIECE, size))
                if not piece or len(piece) > _PIECE:
                    raise ServerGone(address=self.address)
                out.write(piece)
                done += len(piece)
                if progress:
                    progress(done, size)

    def _send_pieces(self, file: Path, pieces: str, size: int, progress: Progress | None) -> None:
        there = {PurePosixPath(one["name"]).name: int(one["size"]) for one in self._files.ls(pieces, detail=True)}
        with file.open("rb") as source:
            for number, start in enumerate(range(0, size, _PIECE)):
                piece = source.read(_PIECE)
                if there.get(f"{number:06}") != len(piece):
                    self._files.pipe_file(f"{pieces}/{number:06}", piece)
                if progress:
                    progress(start + len(piece), size)

    def _put_together(self, pieces: str, name: str, size: int, wanted: str) -> None:
        part = f"{self._at(name)}{PART}"
        with self._files.open(part, "wb") as out:
            for number in range(-(-size // _PIECE)):
                out.write(self._files.cat_file(f"{pieces}/{number:06}"))
        self._files.invalidate_cache()
        if self._files.size(part) != size or self._hash_at(part) != wanted:
            self._files.rm_file(part)
            self._files.rm(pieces, recursive=True)  # a piece that lies there is wrong: all are sent anew
            raise ReadBackDiffers(folder=self.address)
        self._files.mv(part, self._at(name))
        self._files.rm(pieces, recursive=True)

    def _free_name(self, name: str, wanted: str, size: int) -> str:
        """Give the name of this very file there, or the first that no other file has."""
        tried, number = name, 1
        while self._exists(self._at(tried)):
            if self._files.size(self._at(tried)) == size and self._hash_at(self._at(tried)) == wanted:
                return tried
            number += 1
            tried = f"{Path(name).stem} ({number}){Path(name).suffix}"
        return tried

    def _exists(self, place: str) -> bool:
        """Say whether something lies there. A server that does not answer has not said no."""
        try:
            self._files.info(place)
        except FileNotFoundError:
            return False
        return True

    def _at(self, name: str) -> str:
        return f"{self._folder}/{PurePosixPath(name).name}"

    def _hash_at(self, place: str) -> str:
        digest = hashlib.sha256()
        with self._files.open(place, "rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Tell whatever a library raises about the connection in one sentence, without what it was told in secret."""
        try:
            yield
        except CodiError:
            raise
        except Exception as wrong:
            if _is_refusal(wrong):
                raise NotLetIn(address=self.address) from None
            if _is_about_the_connection(wrong):
                raise ServerGone(address=self.address) from None
            raise


def without_secrets(address: str) -> str:
    """Give an address as it may be shown: without a name or password in it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl() if parts.netloc else address


def _opened(address: str, secrets: dict[str, Any]) -> tuple[Any, str]:
    """Open an address. WebDAV is written `webdav://` or `webdavs://`; the rest is as fsspec writes it."""
    parts = urlsplit(address)
    if parts.scheme in _WEBDAV:
        from webdav4.fsspec import WebdavFileSystem

        base = parts._replace(scheme=_WEBDAV[parts.scheme], netloc=parts.netloc.rpartition("@")[2], path="").geturl()
        return WebdavFileSystem(base, **secrets), parts.path
    from fsspec.core import url_to_fs

    files, folder = url_to_fs(address, **secrets)
    return files, str(folder)


def _is_refusal(wrong: Exception) -> bool:
    """Say whether a server answered that it does not let this name in (401 and 403 of HTTP)."""
    answer = getattr(wrong, "response", None)
    return isinstance(wrong, PermissionError) or getattr(answer, "status_code", None) in {401, 403}


def _is_about_the_connection(wrong: Exception) -> bool:
    """Say whether an error comes from the system or from the library of a server, not from who stopped it."""
    return isinstance(wrong, OSError) or type(wrong).__module__.partition(".")[0] in _LIBRARIES


def _copied(source: Path, out: Any) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
