"""Know where the program's own files lie, in a checkout and in the built program alike."""

import os
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


def lives_folder() -> Path:
    """Name the folder where it is marked how much each machine keeps: CODI_LIVES, or one of the user's own."""
    given = os.environ.get("CODI_LIVES")
    if given:
        return Path(given)
    from platformdirs import user_config_path

    return user_config_path("codi-desktop", appauthor=False, roaming=True) / "lives"
