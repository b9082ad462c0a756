"""The shared tray of a whole area: who promised, gave and spent what, beside CODI's ceilings; house by house below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records._choices import SOURCES
from codi_desktop.reports import houses as listing
from codi_desktop.reports import tray as money
from codi_desktop.reports._report import Asked
from codi_desktop.reports.tray import PartnerLine, TrayHouse, TrayOfArea
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.absent import absent_owner
from codi_desktop.ui.charts import CeilingBar, Part, StackedBar
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.steps import step_icon, step_kind, step_word
from codi_desktop.ui.tables.cells import BarCell, Cell, ChipCell, TwoLineCell
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.drop_down import DropDown
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.footnote import Footnote
from codi_desktop.ui.widgets.notice import Notice

_COLOURS = {"CODI": 1, "local_government": 2, "msdhs": 3, "company": 4, "community": 5, "family": 5, "other": 3}


@dataclass(frozen=True)
class _HousesAsked:
    """Which houses are listed: all with money, or those of one partner."""

    asked: Asked
    partner: PartnerLine | None


class TrayPage(Page):
    """All money of this machine's area in one fiscal year. `open` takes fiscal_year=."""

    kinds = frozenset({"house_repair", "money_entry", "programme_rule"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Shared tray"), name="tray")
        self._desk = desk
        self._level: str = desk.store.machine.level
        self._asked = Asked(desk.store.machine.scope, date.today())  # noqa: DTZ011  the day on the wall
        self._is_begun = False
        self._lines: dict[str, TrayHouse] = {}
        self._partners: tuple[PartnerLine, ...] = ()
        self._years = DropDown("tray-year", gettext("Fiscal year"))
        self._years.activated.connect(self._choose_year)
        self.add_head(self._years)
        self._problem = Notice("bad", parent=self)
        self._problem.asked.connect(self._try_again)
        self._problem.hide()
        self._sum = Card(gettext("Received"), second=" ", name="received")
        self._bar = StackedBar()
        self._sum.body.addWidget(self._bar)
        self._ceiling = Card(gettext("CODI money and its ceilings"), name="ceilings")
        self._use = CeilingBar()
        self._over = Label("", "second")
        self._ceiling.body.addWidget(self._use)
        self._ceiling.body.addWidget(self._over)
        self._table = MoneyTable(_partner_columns(), label=gettext("Money by partner"), name="partners")
        partners = Card(gettext("Who gave what"), second=gettext("baht"), name="partner-card")
        partners.body.addWidget(self._table)
        self._houses = Card(gettext("House by house"), second=" ", name="house-card", fill=True)
        self._pick = DropDown("tray-partner", gettext("Partner"))
        self._pick.setMaximumWidth(theme.current().px(420))
        self._pick.activated.connect(self._ask_houses)
        picking = QHBoxLayout()
        picking.addWidget(self._pick)
        picking.addStretch(1)
        self._houses.body.addLayout(picking)
        self._model = PagedTableModel[_HousesAsked, TrayHouse](
            desk.tasks, _house_columns(self._level), self._ids, self._rows, self
        )
        self._model.failed.connect(self._not_read)
        self.table = PagedTable(self._model, name="tray-houses", label=gettext("House by house"))
        self.table.show_empty("hand-coins", gettext("No house has money yet"))
        self.table.opened.connect(self._open_house)
        self.table.setMinimumHeight(theme.current().px(300))
        self._houses.body.addWidget(self.table, 1)
        self._empty = EmptyState("hand-coins", gettext("No money has been entered yet"),
                                 gettext("Money is entered at each house: planned, received and spent."),
                                 [("houses", gettext("Go to the houses"))])  # fmt: skip
        self._empty.asked.connect(self._go_to_houses)
        self._foot = Footnote()
        self._whole = QWidget(self)
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(16))
        column.addWidget(Columns(self._sum, self._ceiling, side_width=360))
        column.addWidget(partners)
        column.addWidget(self._houses, 1)
        column.addWidget(self._foot)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.hide()
        self._whole.hide()
        self.start_focus = self.table

    def open(self, **arguments: Any) -> None:
        """Show the tray of a fiscal year: the one asked for, or the last that has houses."""
        if arguments.get("fiscal_year"):
            self._asked, self._is_begun = replace(self._asked, year=arguments["fiscal_year"]), True
        if self._is_begun:
            self.refresh(frozenset())
        else:
            asked = self._asked
            self._desk.run(self, lambda store: listing.latest_year(store, asked), self._begin)

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  every kind changes some sum
        """Add everything up anew."""
        if self._is_begun:
            self._desk.run(self, partial(_tray, asked=self._asked), self._show, self._not_read)

    def leave(self) -> bool:
        """Show all partners again."""
        if not self._pick.current():
            return False
        self._pick.choose("")
        self._ask_houses()
        return True

    def _begin(self, year: int) -> None:
        self._asked, self._is_begun = replace(self._asked, year=year), True
        self.refresh(frozenset())

    def _choose_year(self) -> None:
        self._asked = replace(self._asked, year=int(self._years.current()))
        self.refresh(frozenset())

    def _show(self, seen: tuple[TrayOfArea, list[int]]) -> None:
        found, years = seen
        self._problem.hide()
        named = [(str(year), gettext("Year {year}").format(year=year)) for year in years or [found.fiscal_year]]
        self._years.offer(named)
        self._years.choose(str(found.fiscal_year), gettext("Year {year}").format(year=found.fiscal_year))
        year = gettext("Fiscal year {year}").format(year=found.fiscal_year)
        count = ngettext(
            "{n} of {all} house has received money", "{n} of {all} houses have received money", found.houses
        )
        told = count.format(n=f"{found.houses_with_money:,}", all=f"{found.houses:,}")
        self.set_title(
            gettext("Shared tray"), f"{year} · {told}" if found.houses else f"{year} · {gettext('No house yet')}"
        )
        self._empty.setVisible(not found.lines)
        self._whole.setVisible(bool(found.lines))
        self._foot.show_sentences((*_without_money(found), *found.footnote))
        if found.lines:
            self._partners = found.lines
            self._show_sums(found)
            self._show_partners(found.lines)
            self._ask_houses()

    def _show_sums(self, found: TrayOfArea) -> None:
        assert self._sum.title_label is not None
        assert self._sum.second_label is not None
        self._sum.title_label.set_text(gettext("Received {amount} baht").format(amount=format_baht(found.received)))
        ratio = gettext("Partners add {ratio} baht to each baht of CODI")
        self._sum.second_label.set_text(ratio.format(ratio=f"{found.ratio:.1f}") if found.ratio is not None else "")
        sums: dict[str, int] = {}
        for line in found.lines:
            sums[line.source] = sums.get(line.source, 0) + line.received
        parts = [(source, sums[source]) for source in SOURCES if sums.get(source)]
        self._bar.set_parts(
            [Part(gettext(SOURCES[s]), n, f"partner_{_COLOURS.get(s, 5)}", format_baht(n)) for s, n in parts]
        )
        used = gettext("{used} used of {ceiling}").format(
            used=format_baht(found.codi_spent), ceiling=format_baht(found.ceilings)
        )
        rest = found.ceilings - found.codi_spent
        words = gettext("{amount} left") if rest >= 0 else gettext("{amount} over")
        self._use.show_use(found.codi_spent, found.ceilings, used, words.format(amount=format_baht(abs(rest))))
        over = ngettext("{n} house is above its ceiling", "{n} houses are above their ceiling", found.houses_over)
        self._over.set_text(
            over.format(n=found.houses_over) if found.houses_over else gettext("No house is above its ceiling")
        )
        self._over.set_tone("bad" if found.houses_over else "ok")

    def _show_partners(self, lines: Sequence[PartnerLine]) -> None:
        self._table.set_rows(
            [
                MoneyRow(
                    str(number),
                    (_named(line), *(amount or None for amount in _amounts(line))),
                    f"partner_{_COLOURS.get(line.source, 5)}",
                )
                for number, line in enumerate(lines)
            ]
        )
        choices = [(str(number + 1), _named(line)) for number, line in enumerate(lines)]
        self._pick.offer([("", gettext("All partners")), *choices])

    # --- house by house

    def _ask_houses(self) -> None:
        place = self._pick.current()
        partner = self._partners[int(place) - 1] if place and int(place) <= len(self._partners) else None
        self._model.ask(_HousesAsked(self._asked, partner))

    def _ids(self, query: "_HousesAsked") -> Sequence[str]:
        chosen = (query.partner.source, query.partner.partner) if query.partner else ("", "")
        ids, lines = money.houses_of(self._desk.store, query.asked, *chosen)
        self._lines = {line.id: line for line in lines}
        return ids

    def _rows(self, ids: Sequence[str]) -> Sequence[TrayHouse | None]:
        return [self._lines.get(one) for one in ids]

    def _open_house(self, house_id: str) -> None:
        self.go.emit("house", {"house_id": house_id, "section": "money"})

    def _go_to_houses(self, _action: str) -> None:
        self.go.emit("houses", {})

    def _not_read(self, _error: Exception) -> None:
        text = gettext("The sums could not be read. What you see may be old.")
        self._problem.show_notice("bad", text, links=(("retry", gettext("Try again")),))
        self._problem.show()

    def _try_again(self, _link: str) -> None:
        self.refresh(frozenset())


def _tray(store: Any, asked: Asked) -> tuple[TrayOfArea, list[int]]:
    return money.tray_of(store, asked), listing.fiscal_years(store)


def _without_money(found: TrayOfArea) -> tuple[str, ...]:
    """Say that a ratio rests on a part of the houses."""
    lacking = found.houses - found.houses_with_money
    told = ngettext("{n} house has not received money yet.", "{n} houses have not received money yet.", lacking)
    return (told.format(n=f"{lacking:,}"),) if lacking else ()


def _partner_columns() -> list[MoneyColumn]:
    return [
        MoneyColumn(gettext("Partner"), money=False),
        MoneyColumn(gettext("Planned")),
        MoneyColumn(gettext("Cash")),
        MoneyColumn(gettext("Materials")),
        MoneyColumn(gettext("Labour")),
        MoneyColumn(gettext("Received")),
        MoneyColumn(gettext("Spent")),
    ]


def _named(line: PartnerLine) -> str:
    return line.partner or gettext(SOURCES.get(line.source, line.source))


def _amounts(line: PartnerLine) -> tuple[int, ...]:
    return line.planned, line.cash, line.materials, line.labour, line.received, line.spent


def _house_columns(level: str) -> tuple[Column[TrayHouse], ...]:
    return (
        Column("owner", gettext("Owner"), partial(_owner_cell, level=level), 0),
        Column("number", gettext("No."), _number_cell, 72),
        Column("step", gettext("Step"), _step_cell, 114),
        Column("planned", gettext("Planned"), _planned_cell, 98, right=True),
        Column("received", gettext("Received"), _received_cell, 98, right=True),
        Column("partners", gettext("Partners"), _partners_cell, 72, right=True),
        Column("codi", gettext("CODI money used"), _codi_cell, 150),
    )


def _owner_cell(line: TrayHouse, level: str) -> Cell:
    second = "" if level == "tambon" else gettext("Tambon {name}").format(name=line.tambon)
    return TwoLineCell(line.owner or absent_owner(level), second)


def _number_cell(line: TrayHouse) -> Cell:
    moo = gettext("Moo {moo} {village}").format(moo=line.moo, village="").strip() if line.moo is not None else ""
    return TwoLineCell(line.house_number or "–", moo)


def _step_cell(line: TrayHouse) -> Cell:
    return ChipCell(step_word(line.step), step_kind(line.step), step_icon(line.step))


def _planned_cell(line: TrayHouse) -> Cell:
    return format_baht(line.planned) if line.planned else "–"


def _received_cell(line: TrayHouse) -> Cell:
    return format_baht(line.received) if line.received else "–"


def _partners_cell(line: TrayHouse) -> Cell:
    return str(line.partners)


def _codi_cell(line: TrayHouse) -> Cell:
    if line.ceiling is None:
        return format_baht(line.codi_spent) if line.codi_spent else "–"
    share = line.codi_spent / line.ceiling if line.ceiling else 2.0
    return BarCell(f"{format_baht(line.codi_spent)} / {format_baht(line.ceiling)}", share)
