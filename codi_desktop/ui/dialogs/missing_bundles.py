"""The bundles that never came: which, of whom, and what to do about it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import missing
from codi_desktop.services.matters import Matter
from codi_desktop.services.missing import Missing
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.telling import TellingDialog


class MissingBundlesDialog(TellingDialog):
    """One paragraph for each sender."""

    def __init__(self, desk: Desk, _matter: Matter, parent: QWidget) -> None:
        super().__init__(
            gettext("Bundles that have not arrived"),
            gettext("Please ask for a copy, or bring in the file if you have it. What came later is kept safe."),
            parent,
            name="missing-bundles",
        )
        desk.run(self, missing.missing_bundles, self._show)

    def _show(self, found: Sequence[Missing]) -> None:
        self.tell([(missing.sentence(one), "") for one in found], icon="file-x", tone="bad")
