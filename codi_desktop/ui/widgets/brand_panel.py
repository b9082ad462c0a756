"""The dark panel of the first start and of the locked machine: the mark, a house, and what the program promises."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import N_, gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.logo import Logo
from codi_desktop.ui.widgets.picture import Picture

_PROMISES = (
    ("laptop", N_("Kept on this machine"), N_("No internet needed")),
    ("usb", N_("Sent to the province on a stick"), N_("Province and region see only what you send")),
    ("lock", N_("All of it encrypted"), N_("A lost machine cannot be read by others")),
)


class BrandPanel(QWidget):
    """392 px wide at 100 % text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("brand")
        px = theme.current().px
        self.setFixedWidth(px(392))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(32), px(32), px(24))
        column.setSpacing(px(16))
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(Logo(48))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label("codi_desktop", "strong", tone="sidebar_text"))
        names.addWidget(Label(gettext("Workbook of the community council"), "second", tone="sidebar_second"))
        head.addLayout(names, 1)
        column.addLayout(head)
        column.addSpacing(px(8))
        column.addWidget(_House(self), 20)
        first = Label(gettext("The tambon's data"), "message", tone="sidebar_text")
        second = Label(gettext("in the tambon's own hands"), "message")
        second.setStyleSheet(f"color: {theme.current().tokens['gold']};")
        column.addWidget(first)
        column.addWidget(second)
        column.addSpacing(px(8))
        for icon, title, words in _PROMISES:
            column.addLayout(_promise(icon, gettext(title), gettext(words)))
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the ground; a white edge in high contrast."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sidebar"))
        if look.contrast:
            painter.setPen(QPen(look.colour("edge"), 2))
            painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())


def _promise(icon: str, title: str, words: str) -> QHBoxLayout:
    px = theme.current().px
    row = QHBoxLayout()
    row.setSpacing(px(16))
    row.addWidget(Picture(icon, "gold", 22, tile="sidebar_chosen"), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(Label(title, "strong", tone="sidebar_text"))
    lines.addWidget(Label(words, "second", tone="sidebar_second"))
    row.addLayout(lines, 1)
    return row


class _House(QWidget):
    """A repaired house on stilts, decorative: painted, so that it is sharp at every size."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        px = theme.current().px
        self.setMinimumHeight(px(56))
        self.setMaximumHeight(px(232))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), look.px(14), look.px(14))
        painter.setClipPath(frame)
        scale = self.height() / 232
        if self.width() / 328 < 1.4 * scale:  # else the house would lose its roof: more land beside it instead
            scale = max(scale, self.width() / 328)
        painter.translate((self.width() - 328 * scale) / 2, self.height() - 232 * scale)
        painter.scale(scale, scale)
        painter.setPen(Qt.PenStyle.NoPen)
        _paint_land(painter)
        _paint_house(painter)
        _paint_palm(painter)


def _paint_land(painter: QPainter) -> None:
    sky = QLinearGradient(0, 0, 0, 160)
    sky.setColorAt(0, QColor("#9FB8C4"))
    sky.setColorAt(1, QColor("#E6E0C8"))
    painter.fillRect(QRectF(-600, 0, 1528, 160), sky)
    painter.setBrush(QColor("#5E7F52"))
    for x, y, width, height in (
        (-330, 96, 190, 90),
        (-180, 86, 200, 100),
        (-30, 90, 150, 90),
        (80, 100, 130, 80),
        (200, 84, 170, 100),
        (330, 98, 190, 80),
        (470, 88, 190, 100),
    ):
        painter.drawEllipse(QRectF(x, y, width, height))
    ground = QLinearGradient(0, 150, 0, 232)
    ground.setColorAt(0, QColor("#C9AE84"))
    ground.setColorAt(1, QColor("#A88B60"))
    painter.fillRect(QRectF(-600, 152, 1528, 80), ground)


def _paint_house(painter: QPainter) -> None:
    painter.setBrush(QColor("#8A8F86"))
    for x in (92, 132, 176, 226, 270):
        painter.drawRect(QRectF(x, 150, 7, 36))
    painter.setBrush(QColor("#7B6A58"))
    painter.drawRect(QRectF(84, 146, 204, 7))
    painter.setBrush(QColor("#DCE8DC"))
    painter.drawRect(QRectF(90, 88, 192, 60))
    painter.setBrush(QColor("#C24E2E"))
    painter.drawPolygon(QPolygonF([QPointF(70, 92), QPointF(106, 42), QPointF(268, 42), QPointF(302, 92)]))
    painter.setBrush(QColor("#A53F24"))
    painter.drawRect(QRectF(70, 88, 232, 5))
    painter.setBrush(QColor("#3E5C76"))
    for x in (106, 134, 236):
        painter.drawRect(QRectF(x, 102, 22, 26))
    painter.setBrush(QColor("#8C4A22"))
    painter.drawRect(QRectF(178, 100, 28, 48))
    painter.setBrush(QColor("#2D6EA8"))
    painter.drawRect(QRectF(212, 112, 16, 7))
    painter.setBrush(QColor("#D9D4C4"))
    for step in range(5):
        painter.drawRect(QRectF(176 - step * 2, 152 + step * 8, 34 + step * 4, 4))
    painter.setBrush(QColor("#9B4A26"))
    painter.drawEllipse(QRectF(292, 168, 26, 32))


def _paint_palm(painter: QPainter) -> None:
    painter.setBrush(QColor("#7A6243"))
    painter.drawPolygon(QPolygonF([QPointF(40, 190), QPointF(46, 190), QPointF(50, 92), QPointF(46, 92)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, (x, y) in enumerate(((8, 110), (20, 66), (48, 52), (78, 64), (92, 108), (64, 122))):
        painter.setPen(QPen(QColor("#7FA05A" if index % 2 else "#6B8F4A"), 9, c=Qt.PenCapStyle.RoundCap))
        leaf = QPainterPath(QPointF(48, 92))
        leaf.quadTo(QPointF((48 + x) / 2, y - 14), QPointF(x, y))
        painter.drawPath(leaf)
    painter.setPen(Qt.PenStyle.NoPen)
