"""Know where the program's own files lie, in a checkout and in the built program alike."""

import sys
from pathlib import Path


def _root() -> Path:
    bundled = getattr(sys, "_MEIPASS", None)
    return Path(bundled) if bundled else Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """Name a bundled file, as in `resource("fonts/Sarabun_400Regular.ttf")`."""
    return _root() / "resources" / name


def translations_dir() -> Path:
    """Name the folder of message catalogues."""
    return _root() / "translations"
