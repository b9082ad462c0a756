"""A word with a symbol on a tinted pill: where the data is, how far a house has come."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from codi_desktop.ui import theme

Kind = Literal["ok", "warn", "bad", "info", "muted"]


class Chip(QWidget):
    """Symbol + word + colour; read aloud as its word. `tall=True` is the 40 px chip of a page head."""

    def __init__(
        self, text: str, kind: Kind = "muted", icon: str = "", *, tall: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self._tall = tall
        self._text = text
        self._kind: Kind = kind
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(theme.current().font("second_strong"))
        self.show_state(text, kind, icon)

    def show_state(self, text: str, kind: Kind, icon: str = "") -> None:
        """Show another word, colour and symbol."""
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Give the word."""
        return self._text

    def sizeHint(self) -> QSize:
        """Ask for the word, the symbol and the round ends."""
        px = theme.current().px
        width = QFontMetrics(self.font()).horizontalAdvance(self._text) + px(26)
        return QSize(width + (px(25) if self._icon else 0), px(40 if self._tall else 32))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint pill, symbol and word."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "text" if self._kind == "muted" else self._kind
        painter.setPen(QPen(look.colour(f"{self._kind}_line"), 2) if look.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(f"{self._kind}_tint"))
        inset = 1 if look.contrast else 0
        pill = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        left = look.px(13)
        if self._icon:
            side = look.px(18)
            top = (self.height() - side) // 2
            painter.drawPixmap(left, top, theme.icon_pixmap(self._icon, token, 18, self.devicePixelRatioF()))
            left += look.px(25)
        painter.setPen(look.colour(token))
        painter.setFont(self.font())
        words = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
