"""The quiet line at the bottom of the window: what was done, and how to take it back."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.picture import Picture

ICONS = {"ok": "circle-check", "info": "info", "warn": "triangle-alert", "bad": "circle-alert"}
_SECONDS = 12


class SaidLine(QWidget):
    """One sentence that needs no answer. It takes room under the page instead of covering it, and goes by itself."""

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("said")
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(3), px(16), px(3))
        row.setSpacing(px(10))
        self._icon = Picture("circle-check", "ok", 20)
        self._words = Label("", "medium")
        self._undo = Button(gettext("Undo (Ctrl+Z)"), "link", icon="undo-2", name="undo")
        self._close = Button(gettext("Close"), "link", name="close-said")
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._undo.clicked.connect(self.undo_asked)
        self._close.clicked.connect(self.hide)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SECONDS * 1000)
        self._rest.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, kind: str = "ok") -> None:
        """Show a sentence; bad news stays until it is closed."""
        self._icon.show_icon(ICONS[kind], kind)
        self._words.set_text(sentence)
        self._words.set_tone("" if kind in {"ok", "info"} else kind)
        self._undo.hide()
        self.setAccessibleName(sentence)
        self.show()
        if kind == "bad":
            self._rest.stop()
        else:
            self._rest.start()

    def offer_undo(self) -> None:
        """Show the way back beside the sentence."""
        self._undo.show()

    def text(self) -> str:
        """Give the sentence that is shown."""
        return self._words.plain_text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the ground and the line above."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("card"))
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), look.border))
        painter.drawLine(0, 0, self.width(), 0)
