"""Which drives are sticks, what they say of themselves, and how a stick is erased."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from codi_desktop.durable import DiskFull, ReadBackDiffers, StickGone, WriteProtected, write_new
from codi_desktop.services import erasing, exchanging
from codi_desktop.services.sticks import Drive, Volume, linux_drives, sticks, windows_drives
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import Offices, household, offices


class Kernel:
    """A Linux machine with drives, as files tell of them."""

    def __init__(self, root: Path) -> None:
        self.mounts, self.system, self.labels = root / "mountinfo", root / "sys", root / "by-label"
        self.labels.mkdir()
        (self.system / "dev" / "block").mkdir(parents=True)
        self.mounts.touch()

    def plug(self, number: str, place: str, bus: str, *, removable: str, options: str = "rw", label: str = "") -> None:
        name = f"sd{number.replace(':', '')}"
        drive = self.system / "devices" / bus / "block" / name
        (drive / f"{name}1").mkdir(parents=True)
        (drive / "removable").write_text(f"{removable}\n")
        (self.system / "dev" / "block" / number).symlink_to(drive / f"{name}1")
        if label:
            (self.labels / label).symlink_to(self.labels / ".." / f"{name}1")
        with self.mounts.open("a") as file:
            file.write(f"31 1 {number} / {place} {options},noatime shared:1 - vfat /dev/{name}1 {options}\n")

    def drives(self) -> dict[str, Drive]:
        return {str(drive.path): drive for drive in linux_drives(self.mounts, self.system, self.labels)}


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return Kernel(tmp_path)


def test_a_drive_that_can_be_taken_out_or_hangs_on_usb_is_a_stick(kernel: Kernel) -> None:
    kernel.plug("8:1", "/", "pci/ata1", removable="0")
    kernel.plug("8:17", "/data/card", "pci/mmc", removable="1")
    kernel.plug("8:33", "/data/disk", "pci/usb2/2-1", removable="0")
    kernel.plug("8:49", "/run/media/somchai/CODI", "pci/ata2", removable="0")
    found = {place: drive.is_removable for place, drive in kernel.drives().items()}
    assert found == {"/": False, "/data/card": True, "/data/disk": True, "/run/media/somchai/CODI": True}


def test_a_stick_says_its_label_and_file_system_and_whether_it_is_protected(kernel: Kernel) -> None:
    kernel.plug("8:1", r"/media/my\040stick", "usb1", removable="1", label=r"\xe0\xb8\x81\x20A", options="ro")
    drive = kernel.drives()["/media/my stick"]
    assert (drive.label, drive.file_system, drive.is_writable) == ("ก A", "vfat", False)


def test_a_stick_without_a_label_is_called_like_its_folder(kernel: Kernel) -> None:
    kernel.plug("8:1", "/media/KINGSTON", "usb1", removable="1")
    assert kernel.drives()["/media/KINGSTON"].label == "KINGSTON"


def test_lines_that_tell_of_no_drive_are_passed_over(kernel: Kernel) -> None:
    kernel.mounts.write_text("nonsense\n22 1 0:5 / /proc rw - proc proc rw\n\n31 1 8:1 / /x rw - ext4\n")
    assert kernel.drives() == {}
    kernel.mounts.unlink()
    assert kernel.drives() == {}


def test_only_fat_bounds_the_size_of_a_file(tmp_path: Path) -> None:
    drives = [Drive("d", tmp_path, True, file_system=name) for name in ("vfat", "FAT32", "exfat", "NTFS")]
    assert [one.largest_file for one in sticks(drives)] == [2**32 - 1, 2**32 - 1, None, None]


def test_a_protected_stick_is_shown_for_it_can_be_read(tmp_path: Path) -> None:
    (stick,) = sticks([Drive("d", tmp_path, is_removable=True, is_writable=False)])
    assert not stick.is_writable


class Windows:
    """A Windows machine with a disk C, a stick E, an empty reader F and a protected stick G."""

    def letters(self) -> int:
        return 0b1110100

    def kind(self, root: str) -> int:
        return 3 if root == "C:\\" else 2

    def volume(self, root: str) -> Volume | None:
        return {"E:\\": Volume("CODI", "FAT32", 0), "G:\\": Volume("", "exFAT", 0x80006)}.get(root)


def test_windows_tells_of_sticks_that_have_something_in_them() -> None:
    found = [(d.device, d.label, d.file_system, d.is_writable) for d in windows_drives(Windows())]
    assert found == [("E:\\", "CODI", "FAT32", True), ("G:\\", "G:", "exFAT", False)]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EROFS, WriteProtected),
        (errno.EACCES, WriteProtected),
        (errno.EIO, StickGone),
        (errno.ENODEV, StickGone),
        (errno.ENOSPC, DiskFull),
    ],
)
def test_a_stick_that_fails_in_mid_write_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: type[Exception]
) -> None:
    with offices(tmp_path) as tree:
        household(tree.tambon, "12/3")
        before = sorted(tree.stick.iterdir())

        def fail(_handle: int) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(told):
                exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
        assert sorted(tree.stick.iterdir()) == before
        written = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
        assert (written.number, exchanging.take_in(tree.province, written.path).received.new) == (1, 1)


def test_a_stick_that_keeps_something_else_is_found_by_reading_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def lie(handle: int) -> None:
        fsync(handle)
        if (place := Path(f"/proc/self/fd/{handle}").readlink()).is_file():
            place.write_bytes(b"xbc")

    monkeypatch.setattr(os, "fsync", lie)
    with pytest.raises(ReadBackDiffers):
        write_new(tmp_path / "a.codi", lambda out: (out.write(b"abc"), hashlib.sha256(b"abc").hexdigest())[1])
    assert list(tmp_path.iterdir()) == []


def on_a_stick(tree: Offices) -> dict[str, bytes]:
    """Lay files of others beside a bundle of ours; gives those of others."""
    foreign = {"letter.docx": b"PK", "holiday.codi": b"not age", "notes.codi-request": b"hello", "x.part": b"1"}
    for name, content in foreign.items():
        (tree.stick / name).write_bytes(content)
    (tree.stick / "below").mkdir()
    (tree.stick / "below" / "kept.codi").write_bytes(b"age-encryption.org/v1\n")
    household(tree.tambon, "12/3")
    exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    (tree.stick / "half.codi.part").write_bytes(b"age-enc")
    return foreign


def test_erasing_a_stick_takes_exactly_our_files_and_writes_over_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with offices(tmp_path) as tree:
        foreign = on_a_stick(tree)
        outside = tmp_path / "outside.codi"
        outside.write_bytes(b"age-encryption.org/v1\n")
        (tree.stick / "link.codi").symlink_to(outside)
        found = erasing.ours(tree.stick)
        assert [one.path.suffix for one in found].count(".codi") == 3
        assert [one.path.name for one in found if one.path.suffix != ".codi"] == ["half.codi.part"]
        before = {one.path: one.path.read_bytes() for one in found}
        last: dict[Path, bytes] = {}
        unlink = Path.unlink
        monkeypatch.setattr(Path, "unlink", lambda path: (last.update({path: path.read_bytes()}), unlink(path))[1])
        told: list[tuple[int, int]] = []
        erasing.erase(found, lambda done, whole: told.append((done, whole)))
        assert told[-1][0] == told[-1][1] == sum(one.size for one in found)
        assert all(len(last[path]) == len(content) and last[path] != content for path, content in before.items())
        assert {one.name: one.read_bytes() for one in tree.stick.iterdir() if one.name in foreign} == foreign
        assert (tree.stick / "below" / "kept.codi").exists()
        assert outside.read_bytes() == b"age-encryption.org/v1\n"
        assert erasing.ours(tree.stick) == []


def test_erasing_a_stick_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StickGone):
        erasing.ours(tmp_path / "gone")


def test_the_command_erases_only_when_told_so(tmp_path: Path, run: Run) -> None:  # noqa: F811
    with offices(tmp_path) as tree:
        before = len(erasing.ours(tree.stick))
        listed = run("erase-stick", tree.stick, "--json").objects
        assert (len(listed), listed[-1], len(erasing.ours(tree.stick))) == (before + 1, {"erased": 0}, before)
        assert run("erase-stick", tree.stick, "--yes", "--json").objects[-1] == {"erased": before}
        assert list(tree.stick.iterdir()) == []
        assert run("erase-stick", tree.stick, "--json").objects == [{"erased": 0}]
