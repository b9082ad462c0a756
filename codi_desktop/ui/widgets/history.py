"""Timelines: what went out and came in, who changed what; newest first, joined by a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.press import PressButton

Kind = Literal["ok", "warn", "bad", "info", "muted"]


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, more about it, and how it stands with symbol and word.

    `alarm=True` tints the whole row: something is missing or wrong.
    """

    name: str
    when: str
    icon: str
    what: str
    more: str = ""
    state: str = ""
    state_icon: str = ""
    kind: Kind = "muted"
    alarm: bool = False


class HistoryTimeline(QWidget):
    """Rows of events. ↑ ↓ between them, Enter or a click shows one."""

    chosen = Signal(str)

    def __init__(self, events: Sequence[Event] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: list[_EventRow] = []
        self.set_events(events)

    def set_events(self, events: Sequence[Event]) -> None:
        """Show other events."""
        clear_layout(self._column)
        self._rows = []
        for number, event in enumerate(events):
            row = _EventRow(event, self, first=number == 0, last=number == len(events) - 1)
            row.clicked.connect(self._choose)
            self._rows.append(row)
            self._column.addWidget(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down the rows."""
        by = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
        focused = [number for number, row in enumerate(self._rows) if row.hasFocus()]
        if focused and by is not None:
            target = min(max(focused[0] + by, 0), len(self._rows) - 1)
            self._rows[target].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        self.chosen.emit(str(self.sender().property("event")))


class _EventRow(PressButton):
    def __init__(self, event: Event, parent: QWidget, *, first: bool, last: bool) -> None:
        super().__init__(parent)
        self._event = event
        self._first = first
        self._last = last
        self.setObjectName(f"event-{event.name}")
        self.setProperty("event", event.name)
        self.setAccessibleName(" · ".join(part for part in (event.when, event.what, event.more, event.state) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        px = theme.current().px
        self.setMinimumHeight(px(39))
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12), px(5), px(12), px(5))
        grid.setHorizontalSpacing(px(10))
        self._when = Label(event.when, "second")
        self._disc = QWidget(self)
        self._disc.setFixedSize(px(30), px(26))
        what = Label(event.what, "medium")
        more = Label(event.more, "second")
        state = QGridLayout()
        state.setHorizontalSpacing(px(6))
        if event.state:
            state.addWidget(Picture(event.state_icon or "info", self._ink(), 18), 0, 0)
            state.addWidget(Label(event.state, "second_strong", tone=event.kind if event.kind != "muted" else ""), 0, 1)
            state.setColumnStretch(1, 1)
        for column, (widget, stretch) in enumerate(((self._when, 12), (self._disc, 0), (what, 32), (more, 28))):
            grid.addWidget(widget, 0, column)
            grid.setColumnStretch(column, stretch)
        grid.setColumnMinimumWidth(0, px(108))
        grid.addLayout(state, 0, 4)
        grid.setColumnStretch(4, 24)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _ink(self) -> str:
        return "text" if self._event.kind == "muted" else self._event.kind

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint().expandedTo(QSize(0, theme.current().px(39))) if layout is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize().expandedTo(QSize(0, theme.current().px(39))) if layout is not None else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._event.alarm:
            painter.setPen(QPen(look.colour("bad"), 2) if look.contrast else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("bad_tint"))
            painter.drawRoundedRect(area, look.px(9), look.px(9))
        middle = self._disc.geometry().center()
        painter.setPen(QPen(look.colour("line"), 2))
        top = middle.y() if self._first else 0
        bottom = middle.y() if self._last else self.height()
        painter.drawLine(middle.x(), top, middle.x(), bottom)
        if not self._last and not self._event.alarm:
            painter.setPen(look.colour("line"))
            painter.drawLine(
                self._disc.geometry().right() + look.px(10), self.height() - 1, self.width(), self.height() - 1
            )
        ink = self._ink()
        radius = look.px(15)
        kind = self._event.kind
        painter.setPen(QPen(look.colour(ink), 2) if look.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(f"{kind}_tint"))
        painter.drawEllipse(middle, radius, radius)
        side = look.px(18)
        pixmap = theme.icon_pixmap(self._event.icon, ink, 18, self.devicePixelRatioF())
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side // 2, pixmap)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, look.px(9), look.px(9))
