"""Know whether a folder goes on with the life that it led, or is a copy, a restored backup or an older state of itself.

Two copies of one machine that both go on would write different things under one name. So a new life begins where the
computer or the folder's path is another one, or where less is kept than was marked outside the folder. A renamed
computer, another user or a new disk under the same path begins none. What nothing here shows, such as a whole disk that
was put back, is noticed when others tell what they hold (`Intake.heard`).
"""

import contextlib
import hashlib
import secrets
import sys
import threading
import weakref
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

from codi_desktop.store.opening import Connection

_WIDTH = 20
_BOARD = ("board_vendor", "board_name", "product_name")
_BIOS = ("BaseBoardManufacturer", "BaseBoardProduct", "SystemProductName")


class Reach(NamedTuple):
    """How much a store keeps. Neither number ever falls, unless an older state was put back."""

    changes: int
    bundles: int

    def covers(self, other: "Reach") -> bool:
        """Say whether nothing of another reach is missing."""
        return self.changes >= other.changes and self.bundles >= other.bundles


@dataclass(frozen=True)
class Place:
    """Where a store lies. What cannot be read here stays away, and then says nothing."""

    path: str
    file: str = ""
    computer: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Look where a folder lies."""
        with contextlib.suppress(OSError):
            told = (folder / "store.db").stat()
            return cls(str(folder.resolve()), f"{told.st_dev}:{told.st_ino}", dict(computer()))
        return cls(str(folder.resolve()), "", dict(computer()))

    @classmethod
    def from_kept(cls, kept: Any) -> Self:
        """Read what a store keeps of its place; earlier programs kept one text: token, path, computer."""
        if isinstance(kept, dict):
            return cls(kept["path"], kept["file"], kept["computer"])
        return cls(kept.split("|")[1] if isinstance(kept, str) and "|" in kept else "")

    def is_same_computer(self, other: "Place") -> bool:
        """Say whether nothing that both know of their computers differs."""
        return all(other.computer.get(name, told) == told for name, told in self.computer.items())


def goes_on(kept: Place, now: Place, marked: Reach | None, reached: Reach) -> bool:
    """Say whether the store that lies at `now` goes on with the life that it led at `kept`.

    `marked` is what was written outside the folder. Without it (another user of the computer, a profile made anew) the
    database must be the very file that it was.
    """
    if kept.path != now.path or not kept.is_same_computer(now):
        return False
    return reached.covers(marked) if marked else "" in {kept.file, now.file} or kept.file == now.file


def reached(connection: Connection) -> Reach:
    """Say how much a store keeps."""
    query = "select (select coalesce(sum(n), 0) from log_stream), (select count(*) from local_bundle)"
    return Reach(*connection.execute(query).fetchone())


class Marks:
    """A small file outside the store's folder that says how much was kept last. It is not flushed: it may lag behind.

    A folder that cannot be written leaves the store without marks, not without life.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / name
        self._file: BinaryIO | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def read(self) -> Reach | None:
        """Give what was marked last, or None where nothing was."""
        try:
            changes, bundles = self._path.read_text("ascii").split()
            return Reach(int(changes), int(bundles))
        except (OSError, ValueError):
            return None

    def write(self, reach: Reach) -> None:
        """Mark how much is kept."""
        with self._lock, contextlib.suppress(OSError):
            if self._is_closed:
                return  # a worker that ended after the store was closed; marks may lag behind
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch()
                self._file = self._path.open("rb+", buffering=0)
                weakref.finalize(self, self._file.close)  # as connections end with whoever held them
            self._file.seek(0)
            self._file.write(b"%0*d %0*d\n" % (_WIDTH, reach.changes, _WIDTH, reach.bundles))

    def close(self) -> None:
        """Let go of the file, for good."""
        with self._lock:
            self._is_closed = True
            if self._file is not None:
                self._file.close()
                self._file = None


def new_name() -> str:
    """Make a name for the marks of one life."""
    return secrets.token_hex(16)


@lru_cache(maxsize=1)
def computer() -> tuple[tuple[str, str], ...]:
    """Tell this computer from others: the id that its system was installed with, and what it is built of."""
    told = _windows() if sys.platform == "win32" else _unix()
    return tuple((name, _shortened(value)) for name, value in told.items() if value)


def _shortened(value: str) -> str:
    return hashlib.blake2b(value.encode(), digest_size=8).hexdigest()


def _unix() -> dict[str, str]:
    told = {"system": _first_line(Path("/etc/machine-id"))}
    return told | {name: _first_line(Path("/sys/class/dmi/id") / name) for name in _BOARD}


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _windows() -> dict[str, str]:
    told = {"system": _registered(r"SOFTWARE\Microsoft\Cryptography", "MachineGuid")}
    return told | {name: _registered(r"HARDWARE\DESCRIPTION\System\BIOS", name) for name in _BIOS}


def _registered(key: str, name: str) -> str:
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened,
        ):
            return str(winreg.QueryValueEx(opened, name)[0])
    return ""
