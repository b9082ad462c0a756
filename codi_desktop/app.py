"""Where the parts are put together: this machine's folder, its settings and log, and the window.

Nothing slow is imported here: the window paints first, and opens the store afterwards.
"""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from codi_desktop import settings
from codi_desktop.i18n import set_language

if TYPE_CHECKING:
    from codi_desktop.services.opening import Store

APPLICATION = "codi-desktop"


def default_folder() -> Path:
    """Name this machine's folder: CODI_DATA, or the place where programs keep their files on this system."""
    given = os.environ.get("CODI_DATA")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def run_window(folder: Path | None = None) -> int:
    """Open the window on the machine's folder and stay until it is closed; the result is the exit code."""
    from codi_desktop.ui import window

    folder = folder or default_folder()
    folder.mkdir(parents=True, exist_ok=True)
    chosen = settings.load(folder)
    set_language(chosen.language)
    return window.run(
        folder=folder,
        settings=chosen,
        open_store=_open_store,
        make_machine=_make_machine,
        begun=partial(_start_log, folder / "logs"),
    )


def _start_log(folder: Path) -> None:
    from codi_desktop import logs

    logs.start(folder)


def _open_store(folder: Path, passphrase: str | None = None) -> "Store":
    from codi_desktop.services import opening

    return opening.open_store(folder, passphrase)


def _make_machine(folder: Path, *, name: str, level: str, area: str, person: str, passphrase: str | None) -> "Store":
    from codi_desktop.services import opening

    return opening.make_machine(folder, name=name, level=level, area=area, person=person, passphrase=passphrase)
