"""Open a machine that lies in a folder, make a new one, restore one from its backup."""

from pathlib import Path

from codi_desktop.services.machines import make_machine
from codi_desktop.store import backup, slot_file
from codi_desktop.store.history import Conflict
from codi_desktop.store.keys import KeySlots, Locked, WrongPassphrase
from codi_desktop.store.store import Store

__all__ = [
    "Conflict", "KeySlots", "Locked", "Store", "WrongPassphrase", "has_machine", "make_machine", "open_store",
    "restore_backup",
]  # fmt: skip


def has_machine(folder: Path) -> bool:
    """Say whether a machine was made in this folder."""
    return slot_file.is_there(folder)


def open_store(folder: Path, passphrase: str | None = None) -> Store:
    """Open the machine in a folder; without a passphrase by the keyring or the key file.

    Raises Locked when a passphrase is needed, WrongPassphrase when it is another.
    """
    return Store.open(folder, KeySlots(folder).open(passphrase))


def restore_backup(file: Path, folder: Path) -> None:
    """Restore a backup into an empty folder, as a new incarnation of its machine. Raises NotBackup and FolderTaken."""
    backup.restore(file, folder)
