"""Sealed copies of a store: one tar file with the encrypted database, its key slots and the list of photos.

The database inside stays encrypted with the store's key, and the key opens with the passphrase: a lost stick tells
nothing. A restored store is a new incarnation, so what it lost comes back from colleagues.
"""

import io
import json
import os
import shutil
import tarfile
from datetime import date
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from codi_desktop.durable import sync_folder
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store import slot_file
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.opening import Connection, explaining
from codi_desktop.store.photos import Photos

SUFFIX = ".codi-backup"
DAILY, WEEKLY = 7, 4
RESTORED = "restored"
"""A file beside a database that was unpacked and not opened yet: it begins a new life wherever it lies."""

_DATABASE, _KEYS, _PHOTOS = "store.db", slot_file.NAME, "photos.txt"


class NotBackup(CodiError):
    """The file is not a backup of this program, or is cut off."""

    message = N_("This file is not a whole backup.")


class FolderTaken(CodiError):
    """There is a store already where one was to be restored."""

    message = N_("There is data in this folder already. Choose an empty folder.")


class Backups:
    """The backups of one store."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._folder = folder
        self._key = key

    def write(self, connection: Connection, out: Path, photos: Photos, *, with_photos: bool = False) -> Path:
        """Write a backup; whole under its name, or not there."""
        part = out.with_name(out.name + ".part")
        copy = out.with_name(out.name + ".db.part")
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            with explaining(out.parent):
                self._copy_database(connection, copy)
                with part.open("wb") as file:
                    self._pack(file, copy, photos.names(), with_photos=with_photos)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(out)
                sync_folder(out.parent)
        finally:
            part.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
        return out

    def rotate(self, connection: Connection, photos: Photos, today: date) -> Path | None:
        """Make today's backup unless there is one; keep one a day for a week and one a week for a month."""
        folder = self._folder / "backups"
        made = folder / f"{today.isoformat()}{SUFFIX}"
        if made.exists():
            return None
        self.write(connection, made, photos)
        days = {date.fromisoformat(path.name.removesuffix(SUFFIX)): path for path in folder.glob(f"????-??-??{SUFFIX}")}
        kept = _kept(sorted(days, reverse=True))
        for day, path in days.items():
            if day not in kept and path != made:  # by a wrong clock the newest may be dated oldest
                path.unlink()
        return made

    def _copy_database(self, connection: Connection, copy: Path) -> None:
        copy.unlink(missing_ok=True)
        target: Connection = sqlcipher.connect(str(copy), isolation_level=None)
        try:
            if self._key is not None:
                target.execute(f"pragma key = \"x'{self._key.hex()}'\"")
            connection.backup(target)
        finally:
            target.close()

    def _pack(self, file: io.BufferedWriter, copy: Path, photos: list[str], *, with_photos: bool) -> None:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            tar.add(copy, _DATABASE)
            _add_text(tar, _KEYS, KeySlots(self._folder).portable())
            for name in photos if with_photos else []:
                digest = name.partition(":")[2]
                tar.add(self._folder / "photos" / digest[:2] / digest, f"photos/{digest[:2]}/{digest}")
            _add_text(tar, _PHOTOS, "\n".join(photos))  # last: its being there says that the file is whole


def restore(file: Path, folder: Path) -> Path:
    """Unpack a backup into a folder without a database, to be opened like any store. Raises NotBackup and FolderTaken.

    Everything is unpacked beside its place first, and the database gets its name last: without it there is no store.
    """
    if (folder / _DATABASE).exists():
        raise FolderTaken
    beside = folder / ".restoring"
    try:
        with tarfile.open(file, "r:") as tar, explaining(folder):
            names = tar.getnames()
            if names[:1] != [_DATABASE] or names[-1:] != [_PHOTOS] or not all(_is_ours(name) for name in names):
                raise NotBackup
            beside.mkdir(parents=True, exist_ok=True)
            tar.extractall(beside, filter="data")
            _flush(beside)
            _put_in_place(names, beside, folder)
    except (tarfile.TarError, EOFError) as wrong:
        raise NotBackup from wrong
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as unpacked:
                os.fsync(unpacked.fileno())


def _put_in_place(names: list[str], beside: Path, folder: Path) -> None:
    """Rename what was unpacked. What an older database has left in the folder must not be taken for this one's."""
    for left in ("store.db-wal", "store.db-shm"):
        (folder / left).unlink(missing_ok=True)
    (folder / RESTORED).touch()
    for name in reversed(names):  # the database is first
        if name == _KEYS and _opens_more(folder / _KEYS, beside / _KEYS):
            continue
        if name == _KEYS:
            (folder / slot_file.COPY).unlink(missing_ok=True)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (beside / name).replace(folder / name)
        sync_folder((folder / name).parent)


def _opens_more(here: Path, unpacked: Path) -> bool:
    """Say whether the slots that are here are those of the same key: they are newer, and open it on this computer."""
    try:
        found = slot_file.read(here.parent)
        return bool(found and found["id"] == json.loads(unpacked.read_text("utf-8"))["id"])
    except (slot_file.KeysDamaged, OSError, ValueError, KeyError, TypeError):
        return False


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    is_photo = len(parts) == 3 and parts[0] == "photos" and len(parts[2]) == 64 and parts[2].startswith(parts[1])
    return name in {_DATABASE, _KEYS, _PHOTOS} or is_photo


def _kept(newest_first: list[date]) -> set[date]:
    """Choose which days stay: the last seven, and the newest of each of the last four weeks."""
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
    return {*newest_first[:DAILY], *list(weeks.values())[:WEEKLY]}


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(text.encode()))
