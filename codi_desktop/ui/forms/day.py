"""The date field: reads what people type, shows พ.ศ., and has a calendar. The value is an ISO date.

↑ ↓ change the day, Page Up and Page Down the month, F4 or Alt+↓ opens the calendar.
"""

import calendar
import datetime as dt
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from codi_desktop import i18n
from codi_desktop.i18n import gettext
from codi_desktop.thai.calendar import MONTHS, format_date, parse_date
from codi_desktop.ui import theme
from codi_desktop.ui.forms.editors import LineEditor
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.in_line import button_after
from codi_desktop.ui.widgets.press import press_or_pass

_YEARS_AHEAD = 543


class DayEditor(LineEditor):
    """Edit a date; the value is an ISO string or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_read_day, _write_day, hint=gettext("day/month/year, like 4/9/2565"), parent=parent)
        self._popup: CalendarPopup | None = None
        self.line.installEventFilter(self)
        button = button_after(self.line, "calendar-days", "open-calendar", gettext("Open the calendar (F4)"))
        button.clicked.connect(self.open_calendar)

    def set_value(self, value: Any) -> None:
        """Show a date, and the whole of it as a hint."""
        super().set_value(value)
        self.line.setToolTip(format_date(dt.date.fromisoformat(value), "full") if value else "")

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        self.commit()
        self._popup = CalendarPopup(self._day(), self)
        self._popup.picked.connect(self._pick)
        self._popup.cleared.connect(self._clear)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup.show()
        self._popup.focus_day()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step by the arrow keys, and open the calendar."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier):
                self.open_calendar()
                return True
            if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                self._step(days=1 if key == Qt.Key.Key_Up else -1)
                return True
            if key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
                self._step(months=1 if key == Qt.Key.Key_PageUp else -1)
                return True
        return super().eventFilter(watched, event)

    def _day(self) -> dt.date:
        value = self.value()
        return dt.date.fromisoformat(value) if value else _today()

    def _step(self, days: int = 0, months: int = 0) -> None:
        day = self._day() if self.value() else _today() - dt.timedelta(days=days)
        self._pick(later(day, months) + dt.timedelta(days=days))

    def _pick(self, day: dt.date) -> None:
        before = self._value
        self.set_value(day.isoformat())
        if before != self._value:
            self.changed.emit()

    def _clear(self) -> None:
        before = self._value
        self.set_value(None)
        if before is not None:
            self.changed.emit()


class CalendarPopup(QFrame):
    """A month with its days as buttons. Arrow keys go by day and week, Page Up and Page Down by month."""

    picked = Signal(object)
    cleared = Signal()

    def __init__(self, day: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendar")
        self.setAccessibleName(gettext("Calendar"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme.current()
        tokens = look.tokens
        self.setStyleSheet(
            f"#calendar {{background: {tokens['card']}; border: {look.border}px solid {tokens['edge']};}}"
        )
        self._day = day
        column = QVBoxLayout(self)
        edge = look.px(14)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(8))
        column.addLayout(self._make_head())
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(2))
        column.addLayout(self._grid)
        column.addLayout(self._make_foot())
        self._days: dict[dt.date, QToolButton] = {}
        self._show_month()

    @property
    def day(self) -> dt.date:
        """The day that has the focus."""
        return self._day

    def focus_day(self) -> None:
        """Put the focus on the day."""
        self._days[self._day].setFocus(Qt.FocusReason.PopupFocusReason)

    def go(self, day: dt.date) -> None:
        """Show the month of a day and mark the day."""
        month_before = (self._day.year, self._day.month)
        self._days[self._day].setChecked(False)
        self._day = day
        if (day.year, day.month) != month_before:
            self._show_month()
        self._days[day].setChecked(True)
        self.focus_day()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by day, week and month; Enter picks, Esc closes."""
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = event.key()
        by_days = next((by for one, by in days.items() if one == key), 0)
        by_months = next((by for one, by in months.items() if one == key), 0)
        if by_days or by_months:
            self.go(later(self._day, by_months) + dt.timedelta(days=by_days))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._take(self._day)
        else:
            super().keyPressEvent(event)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(6))
        before = self._tool("chevron-left", gettext("Month before"))
        after = self._tool("chevron-right", gettext("Next month"))
        before.clicked.connect(self._month_before)
        after.clicked.connect(self._month_after)
        self._month = QComboBox(self)
        self._month.setAccessibleName(gettext("Month"))
        self._month.setMaxVisibleItems(12)
        self._month.addItems(_month_names())
        self._month.activated.connect(self._jump)
        self._year = QSpinBox(self)
        self._year.setAccessibleName(gettext("Year in the Buddhist era"))
        self._year.setRange(2400, 2700)
        self._year.valueChanged.connect(self._jump)
        row.addWidget(before)
        row.addWidget(self._month, 1)
        row.addWidget(self._year)
        row.addWidget(after)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        today = Button(gettext("Today"), "tonal", name="today", parent=self)
        clear = Button(gettext("No date"), "link", name="no-date", parent=self)
        today.clicked.connect(self._take_today)
        clear.clicked.connect(self._take_none)
        row.addWidget(today)
        row.addStretch(1)
        row.addWidget(clear)
        return row

    def _tool(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(self)
        side = theme.current().px(38)
        button.setIcon(theme.icon(icon, "text", 20))
        button.setIconSize(QSize(theme.current().px(20), theme.current().px(20)))
        button.setFixedSize(side, side)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    def _show_month(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._days = {}
        year, month = self._day.year, self._day.month
        self._month.setCurrentIndex(month - 1)
        self._year.blockSignals(True)
        self._year.setValue(year + _YEARS_AHEAD)
        self._year.blockSignals(False)
        for column, name in enumerate(_weekday_names()):
            label = Label(name, "second", wrap=False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(label, 0, column)
        weeks = calendar.Calendar(firstweekday=6).monthdatescalendar(year, month)
        for line, week in enumerate(weeks, start=1):
            for column, day in enumerate(week):
                if day.month == month:
                    self._days[day] = self._day_button(day)
                    self._grid.addWidget(self._days[day], line, column)
                    self._days[day].show()  # a hidden one could not take the focus

    def _day_button(self, day: dt.date) -> QToolButton:
        button = _DayButton(self)
        look = theme.current()
        tokens = look.tokens
        button.setText(str(day.day))
        button.setCheckable(True)
        button.setChecked(day == self._day)
        button.setFixedSize(look.px(42), look.px(42))
        button.setAccessibleName(format_date(day, "full"))
        today = f"border: {look.border + 1}px solid {tokens['edge']};" if day == _today() else ""
        button.setStyleSheet(
            f"QToolButton {{{today}}} QToolButton:checked {{background: {tokens['accent']};"
            f" color: {tokens['on_accent']}; font-weight: 600;}}"
            f" QToolButton:focus {{border: 2px solid {tokens['text']};}}"
        )
        button.setProperty("day", day.isoformat())
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        self._take(dt.date.fromisoformat(str(self.sender().property("day"))))

    def _take(self, day: dt.date) -> None:
        self.picked.emit(day)
        self.close()

    def _take_today(self) -> None:
        self._take(_today())

    def _take_none(self) -> None:
        self.cleared.emit()
        self.close()

    def _month_before(self) -> None:
        self.go(later(self._day, -1))

    def _month_after(self) -> None:
        self.go(later(self._day, 1))

    def _jump(self) -> None:
        first = dt.date(self._year.value() - _YEARS_AHEAD, self._month.currentIndex() + 1, 1)
        last = calendar.monthrange(first.year, first.month)[1]
        self._days[self._day].setChecked(False)
        self._day = first.replace(day=min(self._day.day, last))
        self._show_month()


class _DayButton(QToolButton):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_or_pass(self, event):
            super().keyPressEvent(event)


def later(day: dt.date, months: int) -> dt.date:
    """Go some months on; the 31st becomes the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _read_day(text: str) -> str:
    return parse_date(text).isoformat()


def _write_day(day: str) -> str:
    return format_date(dt.date.fromisoformat(day), "short")


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011  the day on the wall, where the laptop stands


def _month_names() -> list[str]:
    return list(MONTHS) if i18n.language() == "th" else list(calendar.month_name)[1:]


def _weekday_names() -> list[str]:
    """Name the days from Sunday, in one to three letters."""
    if i18n.language() == "th":
        return ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."]
    return ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]
