"""The way of a house through its steps: as one bar for one house, and as a strip of counts for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.widgets.press import PressButton

Phase = Literal["muted", "info", "ok", "warn"]
_Stage = Literal["done", "now", "later"]


@dataclass(frozen=True)
class Step:
    """One step: its name for the program, its word, symbol, count and colour."""

    name: str
    word: str
    icon: str
    count: int = 0
    kind: Phase = "muted"


class WorkflowBar(QWidget):
    """Done = disc with tick, now = ringed symbol and bold word, later = number. Arrow keys go along it."""

    chosen = Signal(str)

    def __init__(self, steps: Sequence[Step], now: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workflow")
        self._now = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._stops = [_Stop(step, number, self) for number, step in enumerate(steps, start=1)]
        for stop in self._stops:
            stop.clicked.connect(self._choose)
            row.addWidget(stop, 1)
        self.set_now(now or steps[0].name)

    def set_now(self, name: str) -> None:
        """Show which step the house stands at; everything before it is done. An unknown name raises ValueError."""
        names = [stop.step.name for stop in self._stops]
        self._now = names.index(name)
        for number, stop in enumerate(self._stops):
            stop.set_stage("done" if number < self._now else "now" if number == self._now else "later")
        told = gettext("Step {number} of {total}: {step}")
        self.setAccessibleName(
            told.format(number=self._now + 1, total=len(names), step=self._stops[self._now].step.word)
        )
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the stops."""
        if not step_focus(self._stops, event.key()):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the line that joins the stops."""
        look = theme.current()
        painter = QPainter(self)
        gap = look.px(20)
        for number, (stop, following) in enumerate(zip(self._stops, self._stops[1:], strict=False)):
            done = number < self._now
            painter.setPen(QPen(look.colour("accent" if done else "line"), look.px(3)))
            y = stop.middle()
            painter.drawLine(stop.geometry().center().x() + gap, y, following.geometry().center().x() - gap, y)

    def _choose(self) -> None:
        self.chosen.emit(str(self.sender().property("step")))


class _Stop(PressButton):
    def __init__(self, step: Step, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = step
        self._number = number
        self._stage: _Stage = "later"
        self.setObjectName(f"stop-{step.name}")
        self.setProperty("step", step.name)
        self.setText(step.word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_stage(self, stage: _Stage) -> None:
        self._stage = stage
        told = {
            "done": gettext("{step}: done"),
            "now": gettext("{step}: now"),
            "later": gettext("{step}: not yet"),
        }[stage]
        self.setAccessibleName(told.format(step=self.step.word))
        self.update()

    def middle(self) -> int:
        return self.y() + theme.current().px(20)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(QFontMetrics(self._font(bold=True)).horizontalAdvance(self.step.word) + px(8), px(68))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, look.px(20))
        now = self._stage == "now"
        radius = look.px(17 if now else 14)
        if self._stage == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
        else:
            painter.setPen(QPen(look.colour("info" if now else "edge"), 2 if now else look.border))
            painter.setBrush(look.colour("info_tint" if now else "card"))
        painter.drawEllipse(middle, radius, radius)
        if self._stage == "later":
            painter.setPen(look.colour("muted"))
            painter.setFont(look.font("second_strong"))
            box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))
        else:
            name, colour, size = ("check", "on_accent", 18) if self._stage == "done" else (self.step.icon, "info", 20)
            side = look.px(size)
            pixmap = theme.icon_pixmap(name, colour, size, self.devicePixelRatioF())
            painter.drawPixmap(round(middle.x() - side / 2), round(middle.y() - side / 2), pixmap)
        painter.setFont(self._font(bold=now))
        painter.setPen(look.colour({"done": "text", "now": "info", "later": "muted"}[self._stage]))
        words = QRectF(0, look.px(38), self.width(), look.px(28))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.step.word)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(9), look.px(9))

    def _font(self, *, bold: bool) -> QFont:
        font = theme.current().font("second")
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        return font


class StepStrip(QWidget):
    """An arrow for each step with how many houses stand there; three by three when narrow. Each arrow is a button."""

    chosen = Signal(str)

    def __init__(self, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step-strip")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._columns = 0
        self._arrows = [_Arrow(step, number, self) for number, step in enumerate(steps, start=1)]
        for arrow in self._arrows:
            arrow.clicked.connect(self._choose)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._arrange(len(self._arrows))

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show other counts, by the names of the steps."""
        for arrow in self._arrows:
            arrow.set_count(counts.get(arrow.step.name, 0))

    def minimumSizeHint(self) -> QSize:
        """Need no more width than three arrows."""
        width = 3 * max((arrow.sizeHint().width() for arrow in self._arrows), default=0) + 2 * self._grid.spacing()
        return QSize(width, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one line or three."""
        super().resizeEvent(event)
        widest = max((arrow.sizeHint().width() for arrow in self._arrows), default=0)
        fits = self.width() >= len(self._arrows) * widest
        self._arrange(len(self._arrows) if fits else 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the strip; up and down in the grid."""
        if not step_focus(self._arrows, event.key(), self._columns):
            super().keyPressEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        px = theme.current().px
        in_line = columns == len(self._arrows)
        self._grid.setHorizontalSpacing(px(5) if in_line else px(12))
        self._grid.setVerticalSpacing(px(12))
        for number, arrow in enumerate(self._arrows):
            arrow.show_in_line(in_line=in_line)
            self._grid.addWidget(arrow, number // columns, number % columns)
        self.updateGeometry()

    def _choose(self) -> None:
        self.chosen.emit(str(self.sender().property("step")))


class _Arrow(PressButton):
    def __init__(self, step: Step, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = step
        self._number = number
        self._count = step.count
        self._in_line = True
        self.setObjectName(f"arrow-{step.name}")
        self.setProperty("step", step.name)
        self.setText(step.word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(step.count)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(gettext("{step}: {count} houses").format(step=self.step.word, count=count))
        self.update()

    def show_in_line(self, *, in_line: bool) -> None:
        self._in_line = in_line
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(
            QFontMetrics(theme.current().font("second_strong")).horizontalAdvance(self._words()) + px(34), px(72)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind = self.step.kind
        edge = "edge" if look.contrast and kind == "muted" else f"{kind}_line"
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else edge), 2 if self.hasFocus() else look.border))
        painter.setBrush(look.colour("sunk" if kind == "muted" else f"{kind}_tint"))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._in_line:
            painter.drawPolygon(self._outline(area, look.px(11)))
        else:
            painter.drawRoundedRect(area, look.px(10), look.px(10))
        ink = "text" if kind == "muted" else kind
        self._paint_count(painter, ink)
        painter.setFont(look.font("second_strong" if kind != "muted" else "second"))
        painter.setPen(look.colour(ink))
        words = QRectF(0, look.px(38), self.width(), look.px(28))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._words())

    def _words(self) -> str:
        return self.step.word if self._in_line else f"{self._number}. {self.step.word}"

    def _outline(self, area: QRectF, tip: float) -> QPolygonF:
        middle = area.center().y()
        tail = 0 if self._number == 1 else tip
        return QPolygonF(
            [
                area.topLeft(),
                QPointF(area.right() - tip, area.top()),
                QPointF(area.right(), middle),
                QPointF(area.right() - tip, area.bottom()),
                area.bottomLeft(),
                QPointF(area.left() + tail, middle),
            ]
        )

    def _paint_count(self, painter: QPainter, ink: str) -> None:
        look = theme.current()
        font = look.font("count")
        text = str(self._count)
        side, gap = look.px(20), look.px(6)
        width = QFontMetrics(font).horizontalAdvance(text)
        left = (self.width() - side - gap - width) / 2
        colour = "muted" if self.step.kind == "muted" else ink
        pixmap = theme.icon_pixmap(self.step.icon, colour, 20, self.devicePixelRatioF())
        painter.drawPixmap(round(left), look.px(14), pixmap)
        painter.setFont(font)
        painter.setPen(look.colour(ink))
        box = QRectF(left + side + gap, look.px(4), width + 4, look.px(38))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def step_focus(buttons: Sequence[QAbstractButton], key: int, columns: int = 0) -> bool:
    """Move the focus among buttons by an arrow key. Say whether the key did that."""
    focused = [number for number, button in enumerate(buttons) if button.hasFocus()]
    steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
    if columns and columns < len(buttons):
        steps |= {Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
    if not focused:
        return False
    step = steps.get(Qt.Key(key)) if key in list(steps) else None
    if step is None or not 0 <= focused[0] + step < len(buttons):
        return step is not None
    buttons[focused[0] + step].setFocus(Qt.FocusReason.TabFocusReason)
    return True
