"""Find the sticks that are plugged in, with the room that is left on them."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_MEDIA = ("/media", "/run/media", "/mnt")
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_REMOVABLE_DRIVE = 2


@dataclass(frozen=True)
class Stick:
    """A removable drive that can be written: where it lies, what it is called, free and total bytes."""

    path: Path
    label: str
    free: int
    size: int


@dataclass(frozen=True)
class Drive:
    """What the system says about a drive: device, place, whether it can be taken out, whether it is writable."""

    device: str
    path: Path
    is_removable: bool
    is_writable: bool = True
    label: str = ""


def sticks(drives: Iterable[Drive] | None = None) -> list[Stick]:
    """Give the sticks that are plugged in now. `drives` replaces the system's own answer, in tests."""
    found = []
    for drive in _drives() if drives is None else drives:
        if not drive.is_removable or not drive.is_writable:
            continue
        try:
            usage = shutil.disk_usage(drive.path)
        except OSError:
            continue  # pulled between the two questions
        found.append(Stick(drive.path, drive.label or drive.path.name or str(drive.path), usage.free, usage.total))
    return sorted(found, key=lambda stick: str(stick.path))


def _drives() -> Iterator[Drive]:
    if sys.platform == "win32":
        return _windows_drives()
    return linux_drives(Path("/proc/mounts"), Path("/sys"))


def linux_drives(mounts: Path, system: Path) -> Iterator[Drive]:
    """Read /proc/mounts: a drive is a stick when the kernel says so, or when the desktop mounted it as one."""
    if not mounts.exists():
        return
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        device, place, _kind, options = (*line.split(" "), "", "", "", "")[:4]
        if not device.startswith("/dev/"):
            continue
        path = Path(_unescaped(place))
        is_media = any(path.is_relative_to(media) for media in _MEDIA)
        is_removable = is_media or _is_removable(device.removeprefix("/dev/"), system)
        yield Drive(device, path, is_removable, "rw" in options.split(","), path.name)


def _is_removable(name: str, system: Path) -> bool:
    """Ask the kernel about a drive or the drive that a partition lies on."""
    for flag in (system / "block" / name / "removable", *system.glob(f"block/*/{name}/../removable")):
        if flag.exists():
            return flag.read_text(encoding="ascii").strip() == "1"
    return False


def _unescaped(place: str) -> str:
    for written, meant in _ESCAPES.items():
        place = place.replace(written, meant)
    return place


def _windows_drives() -> Iterator[Drive]:  # pragma: no cover  needs Windows
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    letters = kernel.GetLogicalDrives()
    for i in range(26):
        root = f"{chr(65 + i)}:\\"
        if letters >> i & 1 and kernel.GetDriveTypeW(root) == _REMOVABLE_DRIVE:
            name = ctypes.create_unicode_buffer(261)
            is_ready = kernel.GetVolumeInformationW(root, name, 261, None, None, None, None, 0)
            if is_ready:
                yield Drive(root, Path(root), is_removable=True, is_writable=os.access(root, os.W_OK), label=name.value)
