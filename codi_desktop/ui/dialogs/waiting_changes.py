"""The changes that wait for an earlier bundle: whose, from where, how many, since when."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import waiting
from codi_desktop.services.matters import Matter
from codi_desktop.services.waiting import Waiting
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.telling import TellingDialog


class WaitingChangesDialog(TellingDialog):
    """One paragraph for each machine and area."""

    def __init__(self, desk: Desk, _matter: Matter, parent: QWidget) -> None:
        super().__init__(
            gettext("Changes that wait for an earlier bundle"),
            gettext("They are kept here safely, however long it takes, and join by themselves."),
            parent,
            name="waiting-changes",
        )
        desk.run(self, waiting.waiting_parts, self._show)

    def _show(self, found: Sequence[Waiting]) -> None:
        self.tell([(waiting.sentence(one), waiting.since(one)) for one in found], icon="hourglass", tone="info")
