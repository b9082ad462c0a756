"""Money and goods: planned, received and spent, by partner against the ceiling, and entry by entry."""

import datetime as dt
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QHBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._choices import MONEY_FORMS, PHASES, SOURCES
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.services.houses import HouseView
from codi_desktop.services.money import EntryShown
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.money import EnterMoney
from codi_desktop.ui.pages.house_sections._tray import COLOURS, TrayCard
from codi_desktop.ui.pages.house_sections.section import Acting, Section
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card

_STEPS_OF = {"planned": 0, "received": 1, "spent": 2}


class MoneySection(Section):
    """Entries are cancelled and entered anew, never edited."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "money")
        self._view: HouseView | None = None
        self._phase = ""
        self._listed: list[EntryShown] = []
        self.column.addWidget(self._make_phases())
        self._tray = TrayCard(name="card-phase", with_total=True)
        self.column.addWidget(self._tray)
        self.column.addWidget(self._make_entries())
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show the tray and the entries of the chosen phase; first that which the house has come to."""
        self._view = view
        if not self._phase:
            self._phase = _likely_phase(view)
        for code, button in self._phases.items():
            total = format_baht(view.trays[code].totals.total)
            button.set_words(f"{gettext(PHASES[code])} {total}")
            button.setChecked(code == self._phase)
        self._tray.show_tray(view, view.trays[self._phase])
        self._listed = [shown for shown in view.entries if shown.entry.phase == self._phase]
        self._table.set_rows([_row(shown) for shown in self._listed])
        self._table.setVisible(bool(self._listed))
        self._empty.setVisible(not self._listed)
        self._cancel.setVisible(any(shown.cancelled_by is None for shown in self._listed))

    def focus_field(self, name: str) -> None:
        """Open the entry of what is missing, or lead to the entries."""
        if name == "instalment_no":
            self._ask({"phase": "received", "source": "CODI", "form": "cash", "instalment_no": 1})
        elif name == "amount_satang" and self._view is not None and self._view.next_step == "approved":
            self._ask({"phase": "planned", "source": "CODI", "form": "cash"})
        elif name == "amount_satang":
            self._ask({"phase": "spent", "source": "CODI", "form": "cash"})
        else:
            self._choose_phase("spent" if name == "receipt_no" else "planned")
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_phases(self) -> QWidget:
        holder = QWidget()
        holder.setObjectName("phases")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        self._group = QButtonGroup(holder)
        self._phases: dict[str, Button] = {}
        for code, label in PHASES.items():
            button = Button(gettext(label), "plain", name=f"phase-{code}", parent=holder)
            button.setCheckable(True)
            button.setProperty("phase", code)
            button.clicked.connect(self._phase_pressed)
            self._group.addButton(button)
            self._phases[code] = button
            row.addWidget(button)
        row.addStretch(1)
        look = theme.current()
        t = look.tokens
        holder.setStyleSheet(
            f"QPushButton:checked {{background: {t['accent_soft']}; color: {t['accent_dark']};"
            f" border: 2px solid {t['accent']};}}"
        )
        return holder

    def _make_entries(self) -> Card:
        card = Card(gettext("Entries"), name="card-entries")
        self._add = Button(gettext("Enter money, materials or labour"), "tonal", icon="plus", name="enter-money")
        self._add.clicked.connect(self._add_entry)
        card.head.addWidget(self._add)
        columns = (
            MoneyColumn(gettext("Partner and what for"), money=False),
            MoneyColumn(gettext("Day"), money=False),
            MoneyColumn(gettext("Form"), money=False),
            MoneyColumn(gettext("Receipt number"), money=False),
            MoneyColumn(gettext("Amount")),
        )
        self._table = MoneyTable(columns, label=gettext("Entries"), name="entries")
        self._table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        card.body.addWidget(self._table)
        self._empty = Label(gettext("Nothing is entered here yet."), "body", tone="muted")
        card.body.addWidget(self._empty)
        self._cancel = Button(gettext("Cancel or correct the chosen entry…"), icon="ban", name="cancel-entry")
        self._cancel.clicked.connect(self._cancel_entry)
        card.body.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _phase_pressed(self) -> None:
        self._choose_phase(str(self.sender().property("phase")))

    def _choose_phase(self, phase: str) -> None:
        self._phase = phase
        if self._view is not None:
            self.show_house(self._view)

    def _add_entry(self) -> None:
        self._ask({"phase": self._phase or "planned", "form": "cash"})

    def _ask(self, values: dict[str, Any]) -> None:
        self._phase = values["phase"]
        values.setdefault("day", dt.date.today().isoformat())  # noqa: DTZ011  the day on the wall
        EnterMoney(self.desk, self.act, values, self).open_fitted()

    def _cancel_entry(self) -> None:
        line = self._table.currentRow()
        chosen = self._listed[line] if 0 <= line < len(self._listed) else None
        standing = [shown for shown in self._listed if shown.cancelled_by is None]
        if chosen is None and len(standing) == 1:
            chosen = standing[0]
        if chosen is None or chosen.cancelled_by is not None:
            self.desk.say(gettext("Choose an entry in the table first, by click or ↑ ↓."), "warn")
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        EnterMoney(self.desk, self.act, chosen.entry.values(), self, instead_of=chosen.entry).open_fitted()


def _likely_phase(view: HouseView) -> str:
    """Begin with the last phase that has anything."""
    filled = [phase for phase in _STEPS_OF if view.trays[phase].rows]
    return filled[-1] if filled else "planned"


def _row(shown: EntryShown) -> MoneyRow:
    entry = shown.entry
    words = [_partner(entry), entry.what or "", _labour(entry)]
    if entry.resolution:
        words.append(gettext("Resolution {number}").format(number=entry.resolution))
    if shown.cancelled_by is not None:
        words.append(gettext("cancelled: {why}").format(why=shown.cancelled_by.void_reason or ""))
    elif entry.reissue_of:
        words.append(gettext("in place of a cancelled entry"))
    return MoneyRow(
        entry.id,
        (
            " · ".join(word for word in words if word),
            format_date(dt.date.fromisoformat(entry.day), "short") if entry.day else "",
            gettext(MONEY_FORMS.get(entry.form or "", "")) if entry.form else "",
            entry.receipt_no or "",
            entry.amount_satang,
        ),
        COLOURS.get(entry.source or "", "muted"),
        struck=shown.cancelled_by is not None,
    )


def _partner(entry: MoneyEntry) -> str:
    return entry.partner_name or gettext(SOURCES.get(entry.source or "", entry.source or ""))


def _labour(entry: MoneyEntry) -> str:
    if entry.form != "labour" or not entry.labour_days:
        return ""
    told = gettext("{days:g} days × {rate} baht")
    return told.format(days=entry.labour_days, rate=format_baht(entry.day_rate_satang or 0))
