"""The line below every total: how far it can be believed."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from codi_desktop.thai.calendar import format_time
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.picture import Picture


class Footnote(QWidget):
    """Sentences in one line with the time at which they were counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footnote")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.current().px(8))
        self._icon = Picture("info", "muted", 18)
        self._words = Label("", "second", tone="muted")
        self.row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(self._words, 1)

    def show_sentences(self, sentences: Sequence[str], *, kind: str = "muted") -> None:
        """Show all sentences without their full stops; `kind` "warn" or "bad" where they matter more."""
        time = format_time(datetime.now().astimezone().time())
        self._words.set_text(" · ".join([*(sentence.rstrip(".") for sentence in sentences), time]))
        self._words.set_tone(kind)
        self._icon.show_icon("info" if kind == "muted" else "triangle-alert", kind)

    def text(self) -> str:
        """Give the words."""
        return self._words.plain_text()
