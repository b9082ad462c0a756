"""Say how a machine's folder opens. Imports nothing slow: it is asked before the first paint."""

import json
from pathlib import Path
from typing import Literal

WayIn = Literal["new", "open", "locked"]


def way_in(folder: Path) -> WayIn:
    """Say whether a folder holds no machine yet, one that opens by itself, or one that asks for a passphrase."""
    try:
        kept = json.loads((folder / "keys.json").read_text("utf-8"))
    except FileNotFoundError:
        return "new"
    kinds = {slot["kind"] for slot in kept["slots"]}
    return "open" if kinds & {"keyring", "file"} else "locked"
