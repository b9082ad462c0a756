"""Beside the sections: the shared tray with CODI's ceiling, and who changed the house last."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services.houses import HouseView
from codi_desktop.ui import theme
from codi_desktop.ui.pages.house_sections._tray import TrayCard
from codi_desktop.ui.pages.house_sections.history import short_day
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card

_PHASE_SHOWN = {"surveyed": "planned", "certified": "planned", "proposed": "planned", "approved": "planned"}


class SidePanel(QWidget):
    """What is looked at from every section."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(14))
        self.tray = TrayCard()
        column.addWidget(self.tray)
        self._last = Card(gettext("Last change"), icon="history", name="card-last")
        every = Button(gettext("Show all"), "link", room="line", name="all-history")
        every.clicked.connect(self._ask_history)
        self._last.head.addWidget(every)
        self._who = Label("", "medium")
        self._when = Label("", "second")
        self._what = Label("", "second")
        for label in (self._who, self._when, self._what):
            self._last.body.addWidget(label)
        column.addWidget(self._last)
        column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show the tray as planned before the first instalment, as received from then on."""
        phase = _PHASE_SHOWN.get(view.house.step or "", "received")
        if phase == "planned" and not view.trays["planned"].rows and view.trays["received"].rows:
            phase = "received"
        self.tray.show_tray(view, view.trays[phase])
        self._last.setVisible(bool(view.history))
        if view.history:
            last = view.history[0]
            self._who.set_text(gettext("Changed by {person}").format(person=last.by))
            self._when.set_text(
                gettext("on {day} at {time} · {machine}").format(
                    day=short_day(last.at), time=last.at.strftime("%H:%M"), machine=last.machine
                )
            )
            self._what.set_text(last.lines[0] if last.lines else last.title)

    def _ask_history(self) -> None:
        self.asked.emit("history")
