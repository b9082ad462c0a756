"""Find the sticks that are plugged in, with the room that is left on them."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

_MEDIA = ("/media", "/run/media", "/mnt")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_ESCAPED_LABEL = re.compile(r"\\x([0-9a-f]{2})")
_USB = re.compile(r"usb\d+")
_FAT = {"vfat", "msdos", "fat", "fat32"}
_LARGEST_ON_FAT = (4 << 30) - 1
_REMOVABLE_DRIVE = 2
_READ_ONLY_VOLUME = 0x80000
_NO_QUESTIONS = 1  # an empty card reader must not open a window of the system's


@dataclass(frozen=True)
class Stick:
    """A removable drive: where it lies, its name, free and total bytes, its file system, whether it is writable."""

    path: Path
    label: str
    free: int
    size: int
    file_system: str = ""
    is_writable: bool = True

    @property
    def largest_file(self) -> int | None:
        """Give the size of the largest file that its file system can hold; None where there is no such bound."""
        return _LARGEST_ON_FAT if self.file_system.lower() in _FAT else None


@dataclass(frozen=True)
class Drive:
    """What the system says about a drive: device, place, whether it can be taken out, whether it is writable."""

    device: str
    path: Path
    is_removable: bool
    is_writable: bool = True
    label: str = ""
    file_system: str = ""


def sticks(drives: Iterable[Drive] | None = None) -> list[Stick]:
    """Give the sticks that are plugged in now. `drives` replaces the system's own answer, in tests."""
    found = []
    for drive in _drives() if drives is None else drives:
        if not drive.is_removable:
            continue
        try:
            usage = shutil.disk_usage(drive.path)
        except OSError:
            continue  # pulled between the two questions
        label = drive.label or drive.path.name or str(drive.path)
        found.append(Stick(drive.path, label, usage.free, usage.total, drive.file_system, drive.is_writable))
    return sorted(found, key=lambda stick: str(stick.path))


def _drives() -> Iterator[Drive]:
    if sys.platform == "win32":
        return windows_drives(_Kernel())
    return linux_drives(Path("/proc/self/mountinfo"), Path("/sys"), Path("/dev/disk/by-label"))


def linux_drives(mounts: Path, system: Path, labels: Path) -> Iterator[Drive]:
    """Read mountinfo: a stick is what the kernel calls removable, hangs on USB, or the desktop mounted as one."""
    if not mounts.exists():
        return
    named = _labels(labels)
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        where, about = before.split(" "), after.split(" ")
        if len(where) < 6 or len(about) < 2 or not about[1].startswith("/dev/"):
            continue
        path, device = Path(_unescaped(where[4])), _unescaped(about[1])
        is_media = any(path.is_relative_to(media) for media in _MEDIA)
        is_removable = is_media or _is_removable(where[2], Path(device).name, system)
        is_writable = all("ro" not in options.split(",") for options in (where[5], *about[2:3]))
        label = named.get(Path(device).name, path.name)
        yield Drive(device, path, is_removable, is_writable, label, about[0])


def _is_removable(number: str, name: str, system: Path) -> bool:
    """Ask the kernel about a drive, or the drive that a partition lies on."""
    for entry in (system / "dev" / "block" / number, system / "class" / "block" / name):
        if entry.exists():
            folder = entry.resolve()
            flags = [one / "removable" for one in (folder, folder.parent)]
            is_marked = any(flag.exists() and flag.read_text(encoding="ascii").strip() == "1" for flag in flags)
            return is_marked or any(_USB.fullmatch(part) for part in folder.parts)
    return False


def _labels(folder: Path) -> dict[str, str]:
    """Give what people called their drives, by the name of the device."""
    try:
        links = list(folder.iterdir())
    except OSError:
        return {}
    return {link.resolve().name: _meant(_ESCAPED_LABEL, 16, link.name) for link in links}


def _unescaped(place: str) -> str:
    return _meant(_ESCAPED, 8, place)


def _meant(escaped: re.Pattern[str], base: int, text: str) -> str:
    """Put back the bytes that were written as numbers."""
    raw = text.encode("utf-8", "surrogateescape")
    pattern = re.compile(escaped.pattern.encode())
    return pattern.sub(lambda found: bytes([int(found[1], base) & 0xFF]), raw).decode("utf-8", "replace")


class Volume(NamedTuple):
    """What Windows tells about a drive that has something in it."""

    label: str
    file_system: str
    flags: int


class WindowsSystem(Protocol):
    """The three questions that are put to Windows."""

    def letters(self) -> int:
        """Give the letters in use, as bits."""

    def kind(self, root: str) -> int:
        """Give the kind of a drive, as a number."""

    def volume(self, root: str) -> Volume | None:
        """Look at what is in a drive; None when nothing is."""


def windows_drives(system: WindowsSystem) -> Iterator[Drive]:
    """Ask Windows for the drives that can be taken out and have something in them."""
    letters = system.letters()
    for i in range(26):
        root = f"{chr(65 + i)}:\\"
        if letters >> i & 1 and system.kind(root) == _REMOVABLE_DRIVE and (volume := system.volume(root)):
            is_writable = not volume.flags & _READ_ONLY_VOLUME
            label = volume.label or root[:2]
            yield Drive(root, Path(root), True, is_writable, label, volume.file_system)


class _Kernel:  # pragma: no cover  needs Windows
    """Windows itself."""

    def __init__(self) -> None:
        import ctypes
        from ctypes import wintypes

        self._ctypes = ctypes
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        kernel.GetLogicalDrives.argtypes, kernel.GetLogicalDrives.restype = [], wintypes.DWORD
        kernel.GetDriveTypeW.argtypes, kernel.GetDriveTypeW.restype = [wintypes.LPCWSTR], wintypes.UINT
        number = ctypes.POINTER(wintypes.DWORD)
        kernel.GetVolumeInformationW.argtypes = [
            *(wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD),
            *(number, number, number, wintypes.LPWSTR, wintypes.DWORD),
        ]
        kernel.GetVolumeInformationW.restype = wintypes.BOOL
        kernel.SetThreadErrorMode.argtypes, kernel.SetThreadErrorMode.restype = [wintypes.DWORD, number], wintypes.BOOL
        self._kernel, self._flags = kernel, wintypes.DWORD

    def letters(self) -> int:
        return int(self._kernel.GetLogicalDrives())

    def kind(self, root: str) -> int:
        return int(self._kernel.GetDriveTypeW(root))

    def volume(self, root: str) -> Volume | None:
        before, flags = self._flags(), self._flags()
        label, kind = self._ctypes.create_unicode_buffer(261), self._ctypes.create_unicode_buffer(261)
        self._kernel.SetThreadErrorMode(_NO_QUESTIONS, self._ctypes.byref(before))
        try:
            told = self._kernel.GetVolumeInformationW(
                root, label, 261, None, None, self._ctypes.byref(flags), kind, 261
            )
        finally:
            self._kernel.SetThreadErrorMode(before.value, None)
        return Volume(label.value, kind.value, int(flags.value)) if told else None
