"""What stands where a list has nothing to show: one drawing, words, and the way on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture


class EmptyState(QWidget):
    """Nothing here yet, and what to do about it. The first button is filled when `primary` is set."""

    asked = Signal(str)

    def __init__(
        self,
        icon: str,
        text: str,
        second: str = "",
        actions: Sequence[tuple[str, str]] = (),
        *,
        primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addStretch(1)
        column.addWidget(Picture(icon, "muted", 40, tile="muted_tint"), 0, Qt.AlignmentFlag.AlignHCenter)
        self._first = Label("", "card_title")
        self._second = Label("", "second")
        for label in (self._first, self._second):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(px(12))
        column.addLayout(self._actions)
        column.addStretch(2)
        self.show_words(text, second, actions, primary=primary)

    def show_words(
        self, text: str, second: str = "", actions: Sequence[tuple[str, str]] = (), *, primary: bool = True
    ) -> None:
        """Say something else; `actions` are pairs of name and words."""
        self._first.set_text(text)
        self._second.set_text(second)
        self._second.setVisible(bool(second))
        self.setAccessibleName(f"{text} {second}".strip())
        clear_layout(self._actions)
        self._actions.addStretch(1)
        for number, (name, words) in enumerate(actions):
            first = primary and number == 0
            button = Button(words, "primary" if first else "plain", name=f"empty-{name}", parent=self)
            button.setProperty("action", name)
            button.clicked.connect(self._ask)
            self._actions.addWidget(button)
        self._actions.addStretch(1)

    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("action")))
