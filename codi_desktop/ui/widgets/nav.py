"""One entry of the sidebar: icon, word and, when something waits there, a count."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import shown
from codi_desktop.ui.widgets.press import PressButton

_WIDTH = 192  # the sidebar's own, less its margins


class NavButton(PressButton):
    """An entry that is chosen or not; its count is part of what is read aloud."""

    def __init__(self, name: str, icon: str, label: str, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"nav-{name}")
        self.setText(label)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon = icon
        self._small = small
        self._count = 0
        self.setFont(theme.current().font("second" if small else "body"))
        horizontal = QSizePolicy.Policy.Preferred if small else QSizePolicy.Policy.Expanding
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many things wait there; nothing at 0."""
        self._count = count
        waiting = gettext("{label}, {count} waiting").format(label=self.text(), count=count)
        self.setAccessibleName(waiting if count else self.text())
        self.updateGeometry()
        self.update()

    def count(self) -> int:
        """Give the count."""
        return self._count

    def sizeHint(self) -> QSize:
        """Ask for icon, word and count."""
        look = theme.current()
        metrics = QFontMetrics(self._bold())
        left = look.px(44 if self._small else 50)
        badge = look.px(12) + self._badge_width() if self._count else 0
        width = left + metrics.horizontalAdvance(self.text()) + badge + look.px(8)
        if self._small or width <= look.px(_WIDTH):
            return QSize(width, look.px(44))
        room = look.px(_WIDTH - 8) - left - badge
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        lines = metrics.boundingRect(0, 0, room, 1000, flags, shown(self.text()))
        return QSize(look.px(_WIDTH), max(look.px(44), lines.height() + look.px(14)))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint ground, mark, icon, word and count."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        chosen = self.isChecked()
        left = look.px(10 if self._small else 17)
        token = "accent" if chosen and look.contrast else "sidebar_text"
        side = look.px(20 if self._small else 22)
        middle = self.height() / 2
        pixmap = theme.icon_pixmap(self._icon, token, 20 if self._small else 22, self.devicePixelRatioF())
        painter.drawPixmap(left, round(middle - side / 2), pixmap)
        painter.setFont(self._bold() if chosen else self.font())
        painter.setPen(look.colour(token))
        start = left + look.px(27 if self._small else 33)
        badge = look.px(12) + self._badge_width() if self._count else 0
        words = QRectF(start, 0, self.width() - start - badge - look.px(2), self.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        fits = painter.fontMetrics().horizontalAdvance(self.text()) <= words.width()
        painter.drawText(words, flags, self.text() if fits else shown(self.text()))  # the breaker is slow to load
        if self._count:
            self._paint_badge(painter, middle)

    def _paint_ground(self, painter: QPainter) -> None:
        look = theme.current()
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = look.px(9)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(look.colour("sidebar_chosen"))
            painter.drawRoundedRect(ground, radius, radius)
        if self.isChecked():
            painter.setBrush(look.colour("gold"))
            mark = QRectF(0, look.px(10), look.px(4), self.height() - 2 * look.px(10))
            painter.drawRoundedRect(mark, look.px(2), look.px(2))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("gold"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, radius, radius)

    def _paint_badge(self, painter: QPainter, middle: float) -> None:
        look = theme.current()
        height = look.px(26)
        width = self._badge_width()
        pill = QRectF(self.width() - width - look.px(12), middle - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("gold"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(look.colour("on_gold"))
        painter.setFont(self._badge_font())
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(self._count))

    def _badge_font(self) -> QFont:
        font = theme.current().font("second_strong")
        font.setWeight(QFont.Weight.Bold)
        return font

    def _badge_width(self) -> int:
        look = theme.current()
        return max(look.px(26), QFontMetrics(self._badge_font()).horizontalAdvance(str(self._count)) + look.px(14))

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font
