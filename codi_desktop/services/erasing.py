"""Erase this stick: overwrite and delete exactly the files of this program that lie on it, and touch no other."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from codi_desktop.durable import PART, explain, sync_folder
from codi_desktop.i18n import N_, gettext
from codi_desktop.services.escrow import ANSWER_SUFFIX
from codi_desktop.sync.bundle import REQUEST_SUFFIX, SUFFIX

WARNING = N_(
    "The files were written over once and deleted. The memory of a stick may still hold old copies of them that nobody"
    " sees; they stay sealed. Whoever wants to be sure destroys the stick."
)

_AGE_LINE = b"age-encryption.org/"
_BEGINNINGS = {SUFFIX: _AGE_LINE, ANSWER_SUFFIX: _AGE_LINE, REQUEST_SUFFIX: b"{"}
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Ours:
    """A file of this program on a stick."""

    path: Path
    size: int


def ours(folder: Path) -> list[Ours]:
    """List the files of this program that lie in a folder, not below it: by their names and how they begin.

    A half written one counts by its name. Raises StickGone.
    """
    try:
        found = [path for path in sorted(folder.iterdir()) if _is_ours(path)]
        return [Ours(path, path.stat().st_size) for path in found]
    except OSError as wrong:
        raise explain(wrong, folder) from wrong


def _is_ours(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    if path.name.endswith(tuple(suffix + PART for suffix in _BEGINNINGS)):
        return True
    beginning = _BEGINNINGS.get(path.suffix)
    if beginning is None:
        return False
    with path.open("rb") as file:
        return file.read(len(beginning)) == beginning


def erase(files: list[Ours], progress: Callable[[int, int], None] | None = None) -> None:
    """Write over these files once, flush, and delete them. Raises StickGone and WriteProtected; may be repeated."""
    whole, done = sum(one.size for one in files), 0
    for one in files:
        try:
            with one.path.open("r+b") as file:
                for start in range(0, one.size, _CHUNK):
                    written = file.write(os.urandom(min(_CHUNK, one.size - start)))
                    done += written
                    if progress:
                        progress(done, whole)
                file.flush()
                os.fsync(file.fileno())
            one.path.unlink()
            sync_folder(one.path.parent)
        except OSError as wrong:
            raise explain(wrong, one.path.parent) from wrong


def warning() -> str:
    """Say honestly what a stick may still hold."""
    return gettext(WARNING)
