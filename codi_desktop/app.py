"""Where the parts are put together: the machine's folder, its settings and log, its store, the window."""

import multiprocessing
import os
from pathlib import Path

from codi_desktop import logs, settings
from codi_desktop.i18n import set_language
from codi_desktop.store import backup
from codi_desktop.store.history import Conflict
from codi_desktop.store.keys import KeySlots, Locked, WrongPassphrase
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import Store

APPLICATION = "codi-desktop"

__all__ = [
    "Conflict", "KeySlots", "Locked", "Saved", "Store", "WrongPassphrase", "default_folder", "has_machine",
    "make_machine", "open_store", "remembers_itself", "restore_backup", "run_window",
]  # fmt: skip


def default_folder() -> Path:
    """Name this machine's folder: CODI_DATA, or the place where programs keep their files on this system."""
    given = os.environ.get("CODI_DATA")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def has_machine(folder: Path) -> bool:
    """Say whether a machine was made in this folder."""
    return (folder / "keys.json").exists()


def open_store(folder: Path, passphrase: str | None = None) -> Store:
    """Open the machine in a folder; without a passphrase by the keyring or the key file.

    Raises Locked when a passphrase is needed, WrongPassphrase when it is another.
    """
    return Store.open(folder, KeySlots(folder).open(passphrase))


def make_machine(folder: Path, *, name: str, level: str, area: str, person: str, passphrase: str | None) -> Store:
    """Make a machine in an empty folder; without a passphrase its key lies in the keyring or in a file of the owner."""
    from codi_desktop.services import machines

    return machines.make_machine(folder, name=name, level=level, area=area, person=person, passphrase=passphrase)


def remembers_itself(folder: Path) -> bool:
    """Say whether the machine opens without a question."""
    return any(slot in {"keyring", "file"} for slot in KeySlots(folder).slots())


def restore_backup(file: Path, folder: Path) -> None:
    """Restore a backup into an empty folder, as a new incarnation of its machine."""
    backup.restore(file, folder)


def run_window(folder: Path | None = None) -> int:
    """Open the window on the machine's folder and stay until it is closed; the result is the exit code."""
    from codi_desktop.ui import window

    multiprocessing.set_start_method("spawn", force=True)
    folder = folder or default_folder()
    folder.mkdir(parents=True, exist_ok=True)
    logs.start(folder / "logs")
    chosen = settings.load(folder)
    set_language(chosen.language)
    return window.run(folder=folder, settings=chosen, open_store=open_store, make_machine=make_machine)
