"""The condition of each part, before and after: a word with its symbol, changed by one key or from a menu."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QMenu, QSizePolicy, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._fields import Condition
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import rule
from codi_desktop.ui.widgets.flow import clear_layout

_LOOKS = {
    0: ("circle-check", "ok"),
    1: ("circle-check", "info"),
    2: ("triangle-alert", "warn"),
    3: ("circle-alert", "bad"),
}
_KEYS = {Qt.Key.Key_0.value: 0, Qt.Key.Key_1.value: 1, Qt.Key.Key_2.value: 2, Qt.Key.Key_3.value: 3}
_THAI_ZERO = 0x0E50


@dataclass(frozen=True)
class PartRow:
    """One part: its name, both conditions (None: not looked at), and its photos held and needed."""

    part: str
    label: str
    before: int | None
    after: int | None
    held: int
    needed: int
    waits: bool = False
    """the photo that the next step needs is not there"""


class ConditionGrid(QWidget):
    """Five columns. Arrow keys go through the cells; 0-3 set a condition, Delete clears it, Enter opens the choices."""

    changed = Signal(str, object)
    """the field (roof_before) and the condition or None"""
    photos_asked = Signal(str)
    """the part whose photos are asked for"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conditions")
        self.setAccessibleName(gettext("Condition of each part"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._cells: list[list[_Cell]] = []
        self._rows: tuple[PartRow, ...] = ()

    def set_rows(self, rows: Sequence[PartRow]) -> None:
        """Show other conditions; the focus stays where it was."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        focus = next((cell.objectName() for line in self._cells for cell in line if cell.hasFocus()), "")
        clear_layout(self._grid)
        self._cells = []
        for line in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, 0)
        titles = (gettext("Condition of each part"), gettext("Before"), gettext("After"), gettext("Photo"))
        for column, title in enumerate(titles):
            label = Label(title, "strong" if column == 0 else "second", parent=self)
            label.setContentsMargins(theme.current().px(6), 0, 0, 0)
            self._grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignVCenter)
        for number, row in enumerate(rows):
            self._add_row(row, 2 * number + 1)
            if number + 1 < len(rows):
                self._grid.addWidget(rule(self), 2 * number + 2, 0, 1, 4)
        for column, stretch in enumerate((30, 24, 24, 14)):
            self._grid.setColumnStretch(column, stretch)
        cell = next((one for line in self._cells for one in line if one.objectName() == focus), None)
        if cell is not None:
            cell.show()
            cell.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_part(self, part: str, when: str = "before") -> bool:
        """Put the focus on a part's condition. Say whether the part is shown."""
        cell = next((c for line in self._cells for c in line if c.objectName() == f"condition-{part}_{when}"), None)
        if cell is not None:
            cell.setFocus(Qt.FocusReason.OtherFocusReason)
        return cell is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell."""
        ways = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        way = next((step for key, step in ways.items() if key == event.key()), None)
        here = next(((y, x) for y, line in enumerate(self._cells) for x, c in enumerate(line) if c.hasFocus()), None)
        if way is None or here is None:
            super().keyPressEvent(event)
            return
        y = min(max(here[0] + way[0], 0), len(self._cells) - 1)
        x = min(max(here[1] + way[1], 0), 1)
        self._cells[y][x].setFocus(Qt.FocusReason.TabFocusReason)

    def _add_row(self, row: PartRow, line: int) -> None:
        if row.waits:
            ground = QFrame(self)
            look = theme.current()
            edge = f"border: 2px solid {look.tokens['warn_line']};" if look.contrast else "border: 0;"
            ground.setStyleSheet(f"background: {look.tokens['warn_tint']}; {edge} border-radius: {look.px(8)}px;")
            self._grid.addWidget(ground, line, 0, 1, 4)
        name = Label(row.label, "body", parent=self)
        name.setContentsMargins(theme.current().px(6), 0, 0, 0)
        self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignVCenter)
        cells = []
        for column, when in enumerate(("before", "after"), start=1):
            value = row.before if when == "before" else row.after
            waits = row.waits and when == "after" and value is None
            cell = _Cell(f"{row.part}_{when}", row.label, when, value, self, waits=waits)
            cell.chosen.connect(self.changed)
            cells.append(cell)
            self._grid.addWidget(cell, line, column)
        self._cells.append(cells)
        count = f"{row.held}/{row.needed}" if row.needed else str(row.held) if row.held else "–"
        photos = Label(
            count, "strong" if row.waits else "body", tone="warn" if row.waits else "", wrap=False, parent=self
        )
        told = gettext("{part}: {held} photos, {needed} needed")
        photos.setAccessibleName(told.format(part=row.label, held=row.held, needed=row.needed))
        photos.setContentsMargins(theme.current().px(6), 0, 0, 0)
        self._grid.addWidget(photos, line, 3, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowMinimumHeight(line, theme.current().px(36))


class _Cell(QAbstractButton):
    chosen = Signal(str, object)

    def __init__(self, field: str, part: str, when: str, value: int | None, parent: QWidget, *, waits: bool) -> None:
        super().__init__(parent)
        self._field = field
        self._value = value
        self._waits = waits
        self.setObjectName(f"condition-{field}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = gettext("{part} before: {word}") if when == "before" else gettext("{part} after: {word}")
        self.setAccessibleName(told.format(part=part, word=self._word()))
        self.setToolTip(gettext("0 good, 1 fair, 2 damaged, 3 dangerous, Delete clears"))
        self.clicked.connect(self.open_choices)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        words = [gettext(word) for word in Condition.options.values()]
        width = max(
            QFontMetrics(theme.current().font("medium")).horizontalAdvance(word) for word in (*words, self._word())
        )
        return QSize(width + px(38), px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def open_choices(self) -> None:
        """Offer the four words and "not looked at"."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for degree, word in Condition.options.items():
            icon, colour = _LOOKS[degree]
            action = menu.addAction(theme.icon(icon, colour, 20), f"{degree}  {gettext(word)}")
            action.setData(degree)
        menu.addAction(gettext("Not looked at")).setData(-1)
        menu.triggered.connect(self._picked)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = ord(event.text()) - _THAI_ZERO if len(event.text()) == 1 else -1
        degree = _KEYS.get(event.key(), digit if 0 <= digit <= 3 else None)
        if degree is not None:
            self._choose(degree)
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._choose(None)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.open_choices()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(8), look.px(8))
        if self._value in _LOOKS:
            icon, colour = _LOOKS[self._value or 0]
        else:
            icon, colour = "circle-dashed", "warn" if self._waits else "muted"
        side = look.px(18)
        pixmap = theme.icon_pixmap(icon, colour, 18, self.devicePixelRatioF())
        painter.drawPixmap(look.px(6), (self.height() - side) // 2, pixmap)
        painter.setFont(look.font("body" if colour == "muted" else "medium"))
        painter.setPen(look.colour(colour))
        words = QRectF(look.px(30), 0, self.width() - look.px(30), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word())

    def _word(self) -> str:
        if self._value in Condition.options:
            return gettext(Condition.options[self._value or 0])
        return gettext("photo needed") if self._waits else gettext("not noted")

    def _picked(self, action: object) -> None:
        degree = action.data()  # type: ignore[attr-defined]  # a QAction of this menu
        self._choose(None if degree < 0 else degree)

    def _choose(self, degree: int | None) -> None:
        if degree != self._value:
            self._value = degree
            self.update()
            self.chosen.emit(self._field, degree)
