"""A Lucide icon that stands for itself, beside a word."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from codi_desktop.ui import theme


class Picture(QWidget):
    """An icon in a token's colour, on a rounded tile when `tile` names a ground. The word beside it says what it is."""

    def __init__(
        self, name: str, colour: str = "text", size: int = 20, *, tile: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._colour = colour
        self._size = size
        self._tile = tile
        side = theme.current().px(size * 2 if tile else size)
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the tile and the icon in its middle."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tile and not look.contrast:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(self._tile))
            painter.drawRoundedRect(self.rect(), look.px(10), look.px(10))
        side = look.px(self._size)
        corner = (self.width() - side) // 2
        painter.drawPixmap(
            corner, corner, theme.icon_pixmap(self._name, self._colour, self._size, self.devicePixelRatioF())
        )
