"""Write a file so that a pulled stick, a full disk or a power cut leaves it whole or absent, older files untouched."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

PART = ".part"
_CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PROTECTED = {errno.EROFS, errno.EACCES, errno.EPERM}


class DiskFull(CodiError):
    """No room."""

    message = N_("There is no room left in “{folder}”. Free some space or use another stick.")


class StickGone(CodiError):
    """The folder or file cannot be read or written any more."""

    message = N_("“{folder}” can no longer be reached. If it is a stick, put it back in and try again.")


class WriteProtected(CodiError):
    """The disk may be read only."""

    message = N_(
        "Nothing can be written to “{folder}”. If the stick has a small switch, slide it; or use another stick."
    )


class ReadBackDiffers(CodiError):
    """The disk does not keep what it is given."""

    message = N_("What was written to “{folder}” reads back differently. Use another stick.")


def explain(wrong: OSError, folder: Path) -> CodiError:
    """Turn a system's failure about a folder into a sentence."""
    if wrong.errno in _PROTECTED:
        return WriteProtected(folder=folder)
    return DiskFull(folder=folder) if wrong.errno in _FULL else StickGone(folder=folder)


def write_new(final: Path, write: Callable[[BinaryIO], str]) -> Path:
    """Write a new file through `write`, which returns the SHA-256 of what it wrote; give the name it got.

    Temporary name, flush, read back and compare, rename. An existing file is never replaced: the name gets a number.
    Raises DiskFull, StickGone or ReadBackDiffers, and whatever `write` raises; nothing is left behind then.
    """
    part = final.with_name(final.name + PART)
    try:
        with part.open("wb") as out:
            wanted = write(out)
            out.flush()
            os.fsync(out.fileno())
        if _read_back(part) != wanted:
            raise ReadBackDiffers(folder=final.parent)
        return _place(part, final)
    except OSError as wrong:
        raise explain(wrong, final.parent) from wrong
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_file(out: Path, content: bytes) -> Path:
    """Write a file where somebody wants it, whole or not at all, in place of one that was there.

    Raises DiskFull and StickGone.
    """
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(out)
        sync_folder(out.parent)
    except OSError as wrong:
        raise explain(wrong, out.parent) from wrong
    finally:
        unfinished.unlink(missing_ok=True)
    return out


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_back(path: Path) -> str:
    """Hash a file as the disk gives it, past the system's memory of it where the system can be told."""
    digest = hashlib.sha256()
    with path.open("rb") as written:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := written.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _place(part: Path, final: Path) -> Path:
    """Give the file its name, or the first free one like it."""
    name, number = final, 1
    while not _renamed(part, name):
        number += 1
        name = final.with_name(f"{final.stem} ({number}){final.suffix}")
    sync_folder(final.parent)
    return name


def _renamed(part: Path, final: Path) -> bool:
    """Rename without replacing. A hard link refuses an existing name; FAT has none, so there we look first."""
    try:
        os.link(part, final)
    except FileExistsError:
        return False
    except OSError:
        if final.exists():
            return False
        part.rename(final)
    return True
