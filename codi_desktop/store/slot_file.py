"""`keys.json`, which holds the ways to the store's key, its copy `keys.json.bak`, and the newest backup: one is enough.

Imports nothing slow: it is read before the first paint.
"""

import json
import os
from pathlib import Path
from typing import Any

from codi_desktop.durable import sync_folder
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

NAME = "keys.json"
COPY = "keys.json.bak"


class KeysDamaged(CodiError):
    """Neither `keys.json` nor its copy can be read, and no backup in the folder holds it."""

    message = N_(
        "The file {file}, which opens the data, is damaged. The data itself is whole. "
        "Take a backup of this machine, and put its keys.json in this place."
    )


def is_there(folder: Path) -> bool:
    """Say whether a machine was made in this folder."""
    return (folder / NAME).exists() or (folder / COPY).exists()


def read(folder: Path) -> dict[str, Any] | None:
    """Give what the file holds or, when it is damaged or gone, its copy or the newest backup; None without a machine.

    Raises KeysDamaged.
    """
    if is_there(folder):
        found = _read(folder / NAME) or _read(folder / COPY) or _in_backups(folder / "backups")
        if found is not None:
            return found
        raise KeysDamaged(file=folder / NAME)
    return None


def write(folder: Path, kept: dict[str, Any]) -> None:
    """Write both, one after the other, so that one of them is whole at each moment."""
    text = json.dumps(kept, indent=1)
    write_private(folder / NAME, text)
    write_private(folder / COPY, text)


def write_private(path: Path, text: str) -> None:
    """Write a small file so that it is whole or not there, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def _in_backups(folder: Path) -> dict[str, Any] | None:
    """Give what the newest backup that can be read holds. The ways of this computer alone are tried."""
    import tarfile

    for path in sorted(folder.glob("*.codi-backup"), reverse=True):
        try:
            with tarfile.open(path, "r:") as tar:
                member = tar.extractfile(NAME)
                found = _whole(member.read().decode()) if member else None
        except (OSError, ValueError, KeyError, tarfile.TarError):
            continue
        if found is not None:
            return {**found, "slots": [*found["slots"], {"kind": "keyring"}, {"kind": "file"}]}
    return None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return _whole(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _whole(text: str) -> dict[str, Any] | None:
    try:
        kept = json.loads(text)
        is_whole = isinstance(kept["id"], str) and all(isinstance(slot["kind"], str) for slot in kept["slots"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return kept if is_whole else None
