"""Remember how this machine likes the program: language, size of text, where the window stood.

These are habits of one machine, never part of the council's records, and never travel in a bundle.
"""

import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from codi_desktop.i18n import LANGUAGES

FILE_NAME = "settings.json"
TEXT_SCALES = (100, 110, 125, 150)

_log = logging.getLogger(__name__)


@dataclass
class Settings:
    """What the user chose, or what the program starts with."""

    language: str = "th"
    text_scale: int = 100
    """Size of all text in per cent, one of TEXT_SCALES."""
    high_contrast: bool = False
    last_folder: str = ""
    window_geometry: str = ""
    """What Qt needs to put the window back where it stood, in hexadecimal."""
    unknown: dict[str, Any] = field(default_factory=dict)
    """What a newer version of the program wrote here; kept as it is."""


def load(folder: Path) -> Settings:
    """Read the settings in this folder.

    A value that makes no sense counts as never chosen. A file that cannot be read at all is kept aside as
    `settings.json.bad`, and the program starts as on its first day: settings are no reason not to start.
    """
    path = folder / FILE_NAME
    try:
        chosen = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _keep_aside(path, error)
        return Settings()
    if not isinstance(chosen, dict):
        _keep_aside(path, TypeError(type(chosen).__name__))
        return Settings()
    known = {name: chosen.pop(name) for name in _CHECKS if name in chosen}
    return Settings(**{name: value for name, value in known.items() if _CHECKS[name](value)}, unknown=chosen)


def save(settings: Settings, folder: Path) -> None:
    """Write the settings into this folder, wholly or not at all."""
    values = asdict(settings)
    text = json.dumps(values.pop("unknown") | values, ensure_ascii=False, indent=2, sort_keys=True)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / (FILE_NAME + ".new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / FILE_NAME)


def _keep_aside(path: Path, error: Exception) -> None:
    _log.warning("The settings cannot be read and start anew: %s", type(error).__name__)
    with contextlib.suppress(OSError):  # a folder that cannot be read may not be writable either
        path.replace(path.with_name(FILE_NAME + ".bad"))


_CHECKS = {
    "language": lambda value: value in LANGUAGES,
    "text_scale": lambda value: value in TEXT_SCALES,
    "high_contrast": lambda value: isinstance(value, bool),
    "last_folder": lambda value: isinstance(value, str),
    "window_geometry": lambda value: isinstance(value, str) and all(letter in "0123456789abcdef" for letter in value),
}
assert set(_CHECKS) == {each.name for each in fields(Settings)} - {"unknown"}
