"""Settings: language and text, the council on its papers, this machine, its passphrase and backups."""

from typing import Any

from codi_desktop.i18n import N_, gettext
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page


class SettingsPage(Page):
    """Everything that is chosen once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Settings"), name="settings")
        self._desk = desk
