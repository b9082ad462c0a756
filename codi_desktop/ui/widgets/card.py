"""The white sheet on which everything lies."""

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.picture import Picture

Tone = Literal["plain", "ok", "warn", "bad", "info", "sunk", "strong"]

_GROUND = {"plain": "card", "sunk": "sunk", "strong": "card"}
_EDGE = {"plain": "line", "sunk": "line", "strong": "edge"}


class Card(QFrame):
    """A rounded sheet with an optional head line: icon, title, and whatever stands at the right edge.

    Put content into `body`. `tone` tints the sheet; the words in it must say why. `fill=True` lets the
    body take all the height there is, for tables and pictures.
    """

    def __init__(
        self,
        title: str = "",
        *,
        icon: str = "",
        icon_colour: str = "accent",
        second: str = "",
        tone: Tone = "plain",
        big: bool = False,
        fill: bool = False,
        padding: int = 20,
        name: str = "card",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tone: Tone = tone
        look = theme.current()
        outer = QVBoxLayout(self)
        edge = look.px(padding)
        outer.setContentsMargins(edge, look.px(padding - 6), edge, look.px(padding - 4) + 2)
        outer.setSpacing(look.px(6))
        self.head = QHBoxLayout()
        self.head.setSpacing(look.px(10))
        self.title_label: Label | None = None
        self.second_label: Label | None = None
        if title:
            self.setAccessibleName(title)
            if icon:
                self.head.addWidget(Picture(icon, icon_colour, 22))
            self.title_label = Label(title, "big_card_title" if big else "card_title")
            if tone in {"ok", "warn", "bad", "info"}:
                self.title_label.set_tone(tone)
            self.head.addWidget(self.title_label, 1)
            if second:
                self.second_label = Label(second, "second", wrap=True)
                self.second_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.head.addWidget(self.second_label)
            outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(8))
        outer.addLayout(self.body, 1 if fill else 0)
        if not fill:
            outer.addStretch(1)

    def set_tone(self, tone: Tone) -> None:
        """Tint the sheet otherwise."""
        self._tone = tone
        if self.title_label is not None:
            self.title_label.set_tone(tone if tone in {"ok", "warn", "bad", "info"} else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint shadow, sheet and border."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(12)
        sheet = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -2.5)
        if look.contrast:
            sheet = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 9))
            painter.drawRoundedRect(sheet.translated(0, 1), radius, radius)
            painter.drawRoundedRect(sheet.translated(0, 2), radius, radius)
        edge = _EDGE.get(self._tone, f"{self._tone}_line")
        if look.contrast and edge == "line":
            edge = "edge"
        painter.setPen(QPen(look.colour(edge), look.border))
        painter.setBrush(look.colour(_GROUND.get(self._tone, f"{self._tone}_tint")))
        painter.drawRoundedRect(sheet, radius, radius)


def rule(parent: QWidget | None = None) -> QFrame:
    """Draw the hairline between two rows."""
    line = QFrame(parent)
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {theme.current().tokens['line']}; border: 0;")
    return line
