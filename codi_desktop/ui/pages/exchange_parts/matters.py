"""Matters to know: one row for each, with one button that opens its dialog. Hidden while there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services.matters import Matter, matters
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.dialogs.forked_machines import ForkedMachinesDialog
from codi_desktop.ui.dialogs.missing_bundles import MissingBundlesDialog
from codi_desktop.ui.dialogs.moves import MovesDialog
from codi_desktop.ui.dialogs.set_aside import SetAsideDialog
from codi_desktop.ui.dialogs.waiting_changes import WaitingChangesDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture


@dataclass(frozen=True)
class Opening:
    """How a kind of matter looks, and the dialog that its button opens."""

    icon: str
    dialog: Callable[[Desk, Matter, QWidget], AskingDialog]


OPENINGS: dict[str, Opening] = {
    "missing": Opening("file-x", MissingBundlesDialog),
    "aside": Opening("archive", SetAsideDialog),
    "waiting": Opening("hourglass", WaitingChangesDialog),
    "fork": Opening("copy", ForkedMachinesDialog),
    "moves": Opening("truck", MovesDialog),
}
"""by what a matter `opens`"""


class MattersCard(Card):
    """The rows. A thing that is empty does not show at all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Matters to know"), icon="bell", name="matters-card")
        self._desk = desk
        self._rows: list[Matter] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.current().px(6))
        self.body.addLayout(self._lines)
        self.hide()

    def read(self) -> None:
        """Look at everything anew."""
        self._desk.run(self, matters, self.show_matters)

    def show_matters(self, found: Sequence[Matter]) -> None:
        """Show these rows, or nothing at all."""
        if list(found) != self._rows:
            self._rows = list(found)
            clear_layout(self._lines)
            for number, matter in enumerate(self._rows):
                if number:
                    self._lines.addWidget(rule())
                self._lines.addWidget(self._row(matter))
        self.setVisible(bool(self._rows))

    def _row(self, matter: Matter) -> QWidget:
        px = theme.current().px
        holder = QWidget()
        holder.setObjectName(f"matter-{matter.name}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture(OPENINGS[matter.opens].icon, matter.status, 22))
        row.addWidget(Label(matter.sentence, "medium", tone=matter.status), 1)
        button = Button(matter.button, name=f"open-{matter.name}")
        button.setAccessibleName(f"{matter.button}: {matter.sentence}")
        button.setProperty("matter", matter.name)
        button.clicked.connect(self._open)
        row.addWidget(button)
        return holder

    def _open(self) -> None:
        name = self.sender().property("matter")
        matter = next((one for one in self._rows if one.name == name), None)
        if matter is not None:
            dialog = OPENINGS[matter.opens].dialog(self._desk, matter, self)
            dialog.finished.connect(self.read)
            dialog.open_fitted()
