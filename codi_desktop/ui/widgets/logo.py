"""The mark of the program: a house held by a smile."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from codi_desktop.ui import theme


class Logo(QWidget):
    """The golden tile with the house, decorative: the place is told by the words beside it."""

    def __init__(self, size: int = 42, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("logo")
        side = theme.current().px(size)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint tile, roof, walls and smile."""
        painter = QPainter(self)
        paint_logo(painter, QRectF(self.rect()))


def paint_logo(painter: QPainter, area: QRectF) -> None:
    """Paint the mark into a square."""
    look = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / 42, area.height() / 42)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("gold"))
    painter.drawRoundedRect(QRectF(0, 0, 42, 42), 10, 10)
    pen = QPen(look.colour("on_gold" if look.contrast else "sidebar"), 3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    house = QPainterPath(QPointF(8.5, 20))
    house.lineTo(21, 10)
    house.lineTo(33.5, 20)
    house.moveTo(12.5, 19)
    house.lineTo(12.5, 28)
    house.moveTo(29.5, 19)
    house.lineTo(29.5, 28)
    house.moveTo(9, 29.5)
    house.cubicTo(QPointF(15, 34.5), QPointF(27, 34.5), QPointF(33, 29.5))
    painter.drawPath(house)
    painter.restore()
