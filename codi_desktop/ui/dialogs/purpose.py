"""Ask what full citizen ids are needed for: a ready answer, or somebody's own words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import access
from codi_desktop.ui import theme
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.editors import text_editor
from codi_desktop.ui.widgets.form_grid import FormGrid


class PurposeChoice(QWidget):
    """Some ready purposes, of which none is chosen at first, and a line for another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(12))
        self._group = QButtonGroup(self)
        self._purposes: dict[QRadioButton, str] = {}
        for number, purpose in enumerate(access.PURPOSES, start=1):
            words = gettext(purpose)
            button = QRadioButton(words, self)
            button.setObjectName(f"purpose-{number}")
            button.setAccessibleName(words)
            button.clicked.connect(self._ready_chosen)
            self._group.addButton(button)
            self._purposes[button] = words
            column.addWidget(button)
        self.form = FormGrid(1)
        self.form.add("own", gettext("Or say it in your own words"), text_editor())
        self.form.typed.connect(self._own_typed)
        column.addWidget(self.form)

    def purpose(self) -> str:
        """Give what was chosen or written; "" and a word under the line when there is nothing."""
        own = str(self.form.values()["own"] or "")
        chosen = next((words for button, words in self._purposes.items() if button.isChecked()), "")
        if not own and not chosen:
            self.form.show_errors({"own": gettext("Say what the full number is needed for.")})
        return own or chosen

    def first_button(self) -> QRadioButton:
        """Give the first ready purpose, where the focus begins."""
        return next(iter(self._purposes))

    def _ready_chosen(self) -> None:
        self.form.set_values({"own": None})

    def _own_typed(self) -> None:
        if self.form.unfinished()["own"]:
            self._group.setExclusive(False)
            for button in self._purposes:
                button.setChecked(False)
            self._group.setExclusive(True)


class AskPurpose(AskingDialog):
    """Ask before a number is shown in full; the answer is kept in the list of who used personal data."""

    told = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        second = gettext("Your name, the time and this answer are kept in the list of who used personal data.")
        super().__init__(
            gettext("What is the full number needed for?"),
            second,
            gettext("Show full number"),
            parent,
            name="ask-purpose",
            width=640,
        )
        self.choice = PurposeChoice()
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._tell)
        self.choice.first_button().setFocus()

    def _tell(self) -> None:
        if purpose := self.choice.purpose():
            self.told.emit(purpose)
            self.accept()


class AskPrintedNumbers(AskingDialog):
    """Ask how citizen ids stand on a printed list: masked, unless somebody says what for."""

    told = Signal(str)
    """the purpose of full numbers, "" for masked ones"""

    def __init__(self, parent: QWidget) -> None:
        second = gettext("Citizen ids are printed masked, like x-xxxx-xxxxx-12-1.")
        super().__init__(
            gettext("Print the list"), second, gettext("Choose where it goes"), parent, name="ask-printed", width=640
        )
        self.full = QCheckBox(gettext("Print full numbers"))
        self.full.setObjectName("full-numbers")
        self.full.toggled.connect(self._toggled)
        self.body.addWidget(self.full)
        self.choice = PurposeChoice()
        self.choice.hide()
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._tell)
        self.accept_button.setFocus()

    def _toggled(self, wanted: bool) -> None:
        self.choice.setVisible(wanted)
        self.fit()

    def _tell(self) -> None:
        purpose = self.choice.purpose() if self.full.isChecked() else ""
        if purpose or not self.full.isChecked():
            self.told.emit(purpose)
            self.accept()
