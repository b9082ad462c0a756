"""The large panel that says whether the stick may be pulled: always the same place and size."""

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label

State = Literal["ok", "warn", "bad"]

_ICONS = {"ok": "check", "warn": "usb", "bad": "x"}


class SafeToRemovePanel(QFrame):
    """Green only after write, flush, read-back and comparison; amber while writing; red when it was pulled too early.

    It shows what it is told; the page decides.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("safe-panel")
        look = theme.current()
        self._state: State = "warn"
        self.setMinimumHeight(look.px(136))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(100), look.px(18), look.px(20), look.px(18))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        self._message = Label("", "message")
        self._line = Label("", "medium")
        self._note = Label("", "second", selectable=True)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.hide()
        words.addStretch(1)
        for widget in (self._message, self._line, self._progress, self._note):
            words.addWidget(widget)
        words.addStretch(1)
        row.addLayout(words, 1)

    @property
    def state(self) -> State:
        """What is shown: ok, warn or bad."""
        return self._state

    def show_state(self, state: State, message: str, line: str = "", note: str = "") -> None:
        """Say it in words: the message, what to do now, and a note such as the name of the file."""
        self._state = state
        self._message.set_text(message)
        self._message.set_tone(state)
        self._line.set_text(line)
        self._line.setVisible(bool(line))
        self._note.set_text(note)
        self._note.setVisible(bool(note))
        self._progress.setVisible(False)
        self.setAccessibleName(". ".join(part for part in (message, line, note) if part))
        self.update()

    def show_progress(self, number: int, total: int) -> None:
        """Show how far the writing is, in any unit."""
        self._progress.setVisible(True)
        self._progress.setAccessibleName(f"{number} / {total}")
        self._progress.setMaximum(1000)
        self._progress.setValue(round(1000 * number / total) if total else 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the ground and the disc with its symbol."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour(f"{self._state}_line"), look.border))
        painter.setBrush(look.colour(f"{self._state}_tint"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(12), look.px(12))
        radius = look.px(28)
        disc = QRectF(look.px(26), self.height() / 2 - radius, 2 * radius, 2 * radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self._state))
        painter.drawEllipse(disc)
        side = look.px(32)
        corner = disc.center()
        pixmap = theme.icon_pixmap(_ICONS[self._state], "on_accent", 32, self.devicePixelRatioF())
        painter.drawPixmap(round(corner.x() - side / 2), round(corner.y() - side / 2), pixmap)
