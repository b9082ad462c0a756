"""The locked machine: asks for the passphrase, and says what to do when it is forgotten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Tasks
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.brand_panel import BrandPanel
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.secret_field import SecretField


class Unlock(QWidget):
    """One field and one button. The recovery code may be typed into the same field."""

    opened = Signal(object)
    """the open store"""

    def __init__(self, folder: Path, tasks: Tasks, open_store: Callable[..., Any]) -> None:
        super().__init__()
        self.setObjectName("unlock")
        self._folder = folder
        self._tasks = tasks
        self._open_store = open_store
        self._is_trying = False
        self._is_forgotten = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._brand = BrandPanel(self)
        row.addWidget(self._brand)
        row.addWidget(self._make_form(), 1)

    def take_focus(self) -> None:
        """Put the focus into the field."""
        self.secret.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def rebuild(self) -> None:
        """Nothing to do: the appearance is chosen behind the lock."""

    def resizeEvent(self, event: Any) -> None:
        """Leave the panel away where there is no room for it."""
        super().resizeEvent(event)
        self._brand.setVisible(self.width() >= theme.current().px(900))

    def try_to_open(self) -> None:
        """Open the machine with what was typed, in either keyboard layout."""
        text = self.secret.text()
        if not text:
            self.secret.say(gettext("Type the passphrase first."), "warn")
            self.take_focus()
            return
        if self._is_trying:
            return
        self._is_trying = True
        self.secret.say(gettext("Opening…"), "muted")
        folder, open_store = self._folder, self._open_store

        def work(_progress: Progress) -> Any:
            return _opened(folder, text, open_store)

        self._tasks.run(self, work, self._done, self._failed)

    def _make_form(self) -> QWidget:
        px = theme.current().px
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(48), px(32), px(48), px(32))
        column.setSpacing(px(12))
        column.addStretch(2)
        column.addWidget(Label(gettext("Open this machine's data"), "page_title"))
        column.addWidget(Label(gettext("Type the passphrase that was chosen at the first start."), tone="muted"))
        self.secret = SecretField(gettext("Passphrase"), name="passphrase", parent=holder)
        self.secret.entered.connect(self.try_to_open)
        self.secret.typed.connect(self._typed)
        column.addWidget(self.secret)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        self.open_button = Button(gettext("Open"), "primary", room="decisive", icon="lock-open", name="open")
        self.open_button.clicked.connect(self.try_to_open)
        self.forgotten_button = Button(gettext("Forgotten the passphrase?"), "link", name="forgotten")
        self.forgotten_button.clicked.connect(self._show_forgotten)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.forgotten_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.forgotten = Notice(
            "sunk",
            gettext("Take the recovery sheet and type its 25 letters into the field above."),
            gettext(
                "Capitals, spaces and hyphens do not matter. Other ways of this machine are below. Without any of them "
                "nobody can open its data; what was sent on a stick is still at the province."
            ),
            icon="key-round",
        )
        self.forgotten.hide()
        column.addWidget(self.forgotten)
        ways = QWidget(holder)
        flow = Flow(ways, gap=12)
        self.sheets_button = Button(gettext("Open with the committee's sheets"), icon="users", name="by-sheets-button")
        self.sheets_button.clicked.connect(self.ask_for_sheets)
        self.helper_button = Button("", icon="building-2", name="by-helper-button")
        self.helper_button.clicked.connect(self.ask_helper)
        for button in (self.sheets_button, self.helper_button):
            button.hide()
            flow.addWidget(button)
        column.addWidget(ways)
        column.addStretch(3)
        area = QScrollArea(self)
        area.setObjectName("unlock-form")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        return area

    def _typed(self) -> None:
        self.secret.say(self.secret.layout_hint(), "muted")

    def ask_for_sheets(self) -> None:
        """Read the committee's sheets."""
        from codi_desktop.ui.dialogs.forgotten import BySheets

        self._show(BySheets(self._folder, self._tasks, self._open_store, self))

    def ask_helper(self) -> None:
        """Write a request for the machine above, and take its answer."""
        from codi_desktop.ui.dialogs.forgotten import ByHelper

        self._show(ByHelper(self._folder, self._tasks, self._open_store, self))

    def _show(self, dialog: Any) -> None:
        dialog.opened.connect(self._done)
        dialog.open_fitted()

    def _show_forgotten(self) -> None:
        is_shown = self.forgotten.isHidden()
        self.forgotten.setVisible(is_shown)
        for button in (self.sheets_button, self.helper_button):
            button.hide()
        if is_shown:
            folder = self._folder
            self._tasks.run(self, lambda _progress: _other_ways(folder), self._show_ways, _nothing)
        self.take_focus()

    def _show_ways(self, ways: tuple[bool, str]) -> None:
        has_sheets, names = ways
        self.helper_button.set_words(gettext("Ask {name} to open it").format(name=names))
        for button, is_there in ((self.sheets_button, has_sheets), (self.helper_button, bool(names))):
            button.setVisible(is_there and not self.forgotten.isHidden())

    def _done(self, store: Any) -> None:
        self.opened.emit(store)

    def _failed(self, error: Exception) -> None:
        self._is_trying = False
        if isinstance(error, CodiError):
            self.secret.say(str(error), "bad")
            self.secret.line.selectAll()
            self.take_focus()
        else:
            self.secret.say("", "muted")
            show_problem(self, error)


def _other_ways(folder: Path) -> tuple[bool, str]:
    """Say whether the committee's sheets can open a machine, and name those above that can."""
    from codi_desktop.services import escrow, shares

    return shares.made_for(folder) is not None, " · ".join(escrow.helper_names(folder))


def _nothing(_error: Exception) -> None:
    """Slots that cannot be read are told when somebody tries to open them."""


def _opened(folder: Path, text: str, open_store: Callable[..., Any]) -> Any:
    """Open with what was typed, or with what the same keys give in the other layout."""
    from codi_desktop.services import passphrases
    from codi_desktop.services.office import WrongPassphrase

    wrong: CodiError = WrongPassphrase()
    readings = passphrases.readings(text)
    try:
        if code := passphrases.read_code(text):
            readings = [code]
    except passphrases.CodeMistyped as mistyped:
        wrong = mistyped
    for reading in readings:
        try:
            return open_store(folder, reading)
        except WrongPassphrase:
            continue
    raise wrong
