"""Say how a machine's folder opens. Imports nothing slow: it is asked before the first paint."""

from pathlib import Path
from typing import Literal

from codi_desktop.store import slot_file

WayIn = Literal["new", "open", "locked"]


def way_in(folder: Path) -> WayIn:
    """Say whether a folder holds no machine yet, one that opens by itself, or one that asks for a passphrase."""
    try:
        kept = slot_file.read(folder)
    except slot_file.KeysDamaged:
        return "locked"  # whoever tries to open it is told what to do
    if kept is None:
        return "new"
    kinds = {slot["kind"] for slot in kept["slots"]}
    return "open" if kinds & {"keyring", "file"} else "locked"
