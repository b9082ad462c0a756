"""Carry sealed bundles that are for others: kept as they are, never opened, and laid onto the next stick unchanged."""

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import BinaryIO

from codi_desktop.durable import DiskFull, StickGone, explain, write_new
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.services._sending import CARRIED, safe_name
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import MOST_CARRIED, SUFFIX
from codi_desktop.sync.bundle_reader import peek
from codi_desktop.sync.sealing import BundleDamaged, NotForThisMachine

_FOLDER = "carried"
_ROOM_LEFT = 256 << 20  # bytes that carrying for others never takes from this machine's own work
_CHUNK = 1 << 20


class IsForThisMachine(CodiError):
    """Asked to carry what can be opened here."""

    message = N_("“{name}” is for this machine. Take it in instead.")


class CarriesTooMuch(CodiError):
    """The list is full."""

    message = N_("This machine carries {count} files for others already. Hand some over first.")


class NotCarried(CodiError):
    """No such file is carried."""

    message = N_("No file that is carried for others begins with “{name}”.")


@dataclass(frozen=True)
class Carried:
    """A sealed bundle for somebody else: its file name, size, SHA-256, and since when (milliseconds) it is here."""

    name: str
    size: int
    sha256: str
    since: int


def carried(store: Store) -> list[Carried]:
    """List what is carried for others, the oldest first."""
    return [Carried(*entry) for entry in store.setting(CARRIED, [])]


def carry(store: Store, file: Path) -> Carried:
    """Keep a sealed bundle for others; one that is here already is not kept twice.

    Raises NotABundle, NewerFormat, IsForThisMachine, CarriesTooMuch, DiskFull, StickGone.
    """
    try:
        peek(file, store.machine.age_identities)
    except NotForThisMachine:
        pass
    else:
        raise IsForThisMachine(name=file.name)
    held = carried(store)
    if len(held) >= MOST_CARRIED:
        raise CarriesTooMuch(count=len(held))
    folder = store.folder / _FOLDER
    folder.mkdir(exist_ok=True)
    try:
        size = file.stat().st_size
    except OSError as wrong:
        raise explain(wrong, file.parent) from wrong
    if size + _ROOM_LEFT > shutil.disk_usage(folder).free:
        raise DiskFull(folder=folder)
    name = f"{safe_name(file.stem)}{SUFFIX}"
    digests: list[str] = []
    kept = write_new(folder / name, _copying(file, digests))
    (sha256,) = digests
    if known := next((one for one in held if one.sha256 == sha256), None):
        kept.unlink()
        return known
    kept.replace(folder / sha256)
    new = Carried(name, size, sha256, time.time_ns() // 1_000_000)
    store.set_setting(CARRIED, [*map(astuple, held), astuple(new)])
    return new


def hand_over(store: Store, one: Carried, folder: Path) -> Path:
    """Lay a carried bundle into a folder, unchanged and read back; give the file. One that lies there stays.

    Raises BundleDamaged, DiskFull, WriteProtected, StickGone, ReadBackDiffers; no half file is left then.
    """
    source, digests = store.folder / _FOLDER / one.sha256, list[str]()
    there = folder / one.name
    if there.is_file() and there.stat().st_size == one.size and _hash_of(there) == one.sha256:
        return there
    return write_new(there, _copying(source, digests, one))


def drop(store: Store, sha256: str) -> Carried:
    """Carry a file no longer; its SHA-256 may be shortened. Raises NotCarried."""
    held = carried(store)
    found = [one for one in held if sha256 and one.sha256.startswith(sha256)]
    if len(found) != 1:
        raise NotCarried(name=sha256)
    store.set_setting(CARRIED, [astuple(one) for one in held if one != found[0]])
    (store.folder / _FOLDER / found[0].sha256).unlink(missing_ok=True)
    return found[0]


def _copying(source: Path, digests: list[str], expected: Carried | None = None) -> Callable[[BinaryIO], str]:
    """Give a writer that copies a file, telling its SHA-256; of an expected one it refuses anything else."""

    def write(out: BinaryIO) -> str:
        digest = hashlib.sha256()
        try:
            file = source.open("rb")
        except OSError as wrong:
            raise StickGone(folder=source.parent) from wrong
        with file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                out.write(piece)
        digests.append(digest.hexdigest())
        if expected is not None and digests[-1] != expected.sha256:
            raise BundleDamaged(name=expected.name)
        return digests[-1]

    return write


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
