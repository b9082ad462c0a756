"""History: every change with who, when and on which machine, from what to what in words; own ones can be taken back."""

import datetime as dt
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, Told
from codi_desktop.services.ways import least
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.house_sections.section import Acting, Section
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.way import WayLine

_AT_FIRST = 12
_ACTIONS_LINES = 6


class HistorySection(Section):
    """The newest change first; what was done at once stands together."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "history")
        self._view: HouseView | None = None
        self._everything = False
        card = Card(gettext("History"), icon="history", name="card-history")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(8))
        card.body.addLayout(self._rows)
        self._more = Button(gettext("Show all"), "link", name="more-history")
        self._more.clicked.connect(self._show_all)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show the changes."""
        self._view = view
        clear_layout(self._rows)
        actions = _by_action(view.history)
        shown = actions if self._everything else actions[:_AT_FIRST]
        for number, told in enumerate(shown):
            if number:
                self._rows.addWidget(rule())
            self._rows.addWidget(self._row(told))
        self._more.setVisible(len(shown) < len(actions))

    def _row(self, told: list[Told]) -> QWidget:
        px = theme.current().px
        first = told[0]
        holder = QWidget()
        holder.setObjectName(f"told-{first.action}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        icon, colour = ("pencil", "accent") if first.is_own else ("download", "info")
        row.addWidget(Picture(icon, colour, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(who_when(first), "second"))
        for one in told[:_ACTIONS_LINES]:
            words.addWidget(Label(one.title, "medium"))
            if one.lines:
                words.addWidget(Label("\n".join(one.lines), "body"))
        if len(told) > _ACTIONS_LINES:
            words.addWidget(Label(gettext("and {count} more").format(count=len(told) - _ACTIONS_LINES), "second"))
        if first.why:
            words.addWidget(Label(gettext("Because: {why}").format(why=first.why), "second"))
        words.addWidget(WayLine(least(one.way for one in told)))
        row.addLayout(words, 1)
        if all(one.can_undo for one in told):
            undo = Button(gettext("Take back"), "link", icon="undo-2", name=f"undo-{first.action}", parent=holder)
            undo.setAccessibleName(gettext("Take back: {title}").format(title=first.title))
            undo.setProperty("action", first.action)
            undo.clicked.connect(self._undo)
            row.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _undo(self) -> None:
        action = str(self.sender().property("action"))
        self.act(lambda store, _view: houses.undo(store, action), self._undone)

    def _undone(self, _result: Any) -> None:
        self.desk.say(gettext("Taken back."))

    def _show_all(self) -> None:
        self._everything = True
        if self._view is not None:
            self.show_house(self._view)


def who_when(told: Told) -> str:
    """Say who changed something, when, and on which machine."""
    sentence = gettext("Changed by {person} on {day} at {time} · {machine}")
    return sentence.format(person=told.by, day=short_day(told.at), time=told.at.strftime("%H:%M"), machine=told.machine)


def short_day(at: dt.datetime) -> str:
    """Write the day of a time, without the year when it is this one."""
    return format_date(at.date(), "brief")


def _by_action(history: list[Told]) -> list[list[Told]]:
    actions: dict[tuple[str, str], list[Told]] = {}
    for told in history:
        actions.setdefault((told.machine, told.action), []).append(told)
    return list(actions.values())
