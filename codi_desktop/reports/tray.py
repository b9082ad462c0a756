"""The shared tray: who gave what to each house, in cash, materials and labour."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from peewee import Case, fn

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import MONEY_FORMS, SOURCES
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.reports._areas import codes_of, lies_in
from codi_desktop.reports._ceilings import ceilings_of
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._counted import counted
from codi_desktop.reports._money import CODI, codi_spent, leverage, standing
from codi_desktop.reports._report import Asked, Cell, Column, Report, Table
from codi_desktop.reports.houses import house_rows
from codi_desktop.store.store import Store

_COUNTED = ("planned", "cash", "materials", "labour", "spent")


@dataclass(frozen=True)
class PartnerLine:
    """What one partner promised, gave in each form, and what was spent of it, in satang."""

    source: str
    partner: str
    planned: int = 0
    cash: int = 0
    materials: int = 0
    labour: int = 0
    spent: int = 0
    houses: int = 0
    """how many houses received something of it"""

    @property
    def received(self) -> int:
        """All that was given, in whatever form."""
        return self.cash + self.materials + self.labour


@dataclass(frozen=True)
class TrayHouse:
    """One house's tray in satang. `received` counts the partner that was asked for, or all."""

    id: str
    owner: str
    house_number: str
    moo: int | None
    tambon: str
    step: str
    planned: int
    received: int
    partners: int
    codi_spent: int
    ceiling: int | None


@dataclass(frozen=True)
class TrayOfArea:
    """The whole shared tray of an area and a fiscal year."""

    fiscal_year: int
    lines: tuple[PartnerLine, ...]
    ratio: float | None
    houses: int
    houses_with_money: int
    codi_spent: int
    ceilings: int
    """of the houses of which one is known, added up"""
    houses_over: int
    footnote: tuple[str, ...]

    @property
    def received(self) -> int:
        """All that was received."""
        return sum(line.received for line in self.lines)


def tray_of(store: Store, asked: Asked) -> TrayOfArea:
    """Add up an area's tray by partner, over the houses that are not set aside."""
    codes = codes_of(store, asked.area, asked.as_of)
    houses = _houses(store, asked, codes)
    lines, with_money = _lines(store, asked, codes)
    ceilings = ceilings_of(store, houses)
    spent = codi_spent(store, above=0)
    by_source: Counter[str] = Counter()
    for line in lines:
        by_source[line.source] += line.received
    return TrayOfArea(
        fiscal_year=asked.fiscal_year,
        lines=lines,
        ratio=leverage(dict(by_source)),
        houses=len(houses),
        houses_with_money=with_money,
        codi_spent=sum(spent.get(house.id, 0) for house in houses),
        ceilings=sum(ceilings.values()),
        houses_over=sum(spent.get(house.id, 0) > ceilings.get(house.id, 1 << 62) for house in houses),
        footnote=tuple(completeness_of(store, codes, asked.as_of).sentences()),
    )


def houses_of(store: Store, asked: Asked, source: str = "", partner: str = "") -> tuple[list[str], list[TrayHouse]]:
    """Give the houses that have any money, those with most first: their ids, and their lines.

    With a source, only those that got something of this partner.
    """
    codes = codes_of(store, asked.area, asked.as_of)
    entry = MoneyEntry
    wanted = [standing(), lies_in(entry, codes), entry.house.in_(_ids_of(asked, codes))]
    if source:
        wanted += [entry.source == source, fn.COALESCE(entry.partner_name, "") == partner]
    query = entry.select(
        entry.house,
        fn.SUM(Case(entry.phase, [("planned", entry.amount_satang)], 0)),
        fn.SUM(Case(entry.phase, [("received", entry.amount_satang)], 0)),
        fn.COUNT(fn.DISTINCT(entry.source.concat("/").concat(fn.COALESCE(entry.partner_name, "")))),
    ).where(*wanted).group_by(entry.house)  # fmt: skip
    sums = {
        house: (planned or 0, received or 0, partners) for house, planned, received, partners in store.tuples(query)
    }
    rows = {
        row.id: row for start in range(0, len(sums), 500) for row in house_rows(store, list(sums)[start : start + 500])
    }
    lines = [
        TrayHouse(row.id, row.owner, row.house_number, row.moo, row.tambon, row.side_state or row.step,
                  *sums[row.id], row.codi_spent, row.ceiling)
        for row in rows.values()
    ]  # fmt: skip
    lines.sort(key=lambda line: (-line.received, -line.planned, line.id))
    return [line.id for line in lines], lines


def table(store: Store, asked: Asked) -> Table:
    """List the received money of a fiscal year by partner, with how many houses each one helped."""
    codes = codes_of(store, asked.area, asked.as_of)
    house, entry = HouseRepair, MoneyEntry
    houses = house.select(house.id).where(counted(house), lies_in(house, codes), house.fiscal_year == asked.fiscal_year)
    query = entry.select(
        entry.source, entry.partner_name, entry.form, entry.amount_satang, entry.house
    ).where(
        standing(),
        entry.phase == "received",
        entry.house.in_(houses),
        entry.day.is_null() | (entry.day <= asked.as_of.isoformat()),
    )  # fmt: skip
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    helped: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_source: Counter[str] = Counter()
    for source, partner, form, satang, house_id in store.tuples(query):
        key = (source or "other", partner or "")
        sums[key][form or "cash"] += satang or 0
        helped[key].add(house_id)
        by_source[key[0]] += satang or 0
    order = list(SOURCES)
    keys = sorted(sums, key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key[1]))
    everything: Counter[str] = Counter()
    for key in keys:
        everything.update(sums[key])
    ratio = leverage(dict(by_source))
    footnote = list(completeness_of(store, codes, asked.as_of).sentences())
    if ratio is not None:
        footnote.insert(0, gettext("Partners add {ratio} baht to each CODI baht.").format(ratio=f"{ratio:.1f}"))
    return Table(
        title=REPORT.title,
        columns=(
            Column("source", N_("Source")),
            Column("partner", N_("Partner's name")),
            *(Column(f"{form}_satang", label, "money") for form, label in MONEY_FORMS.items()),
            Column("total_satang", N_("Total"), "money"),
            Column("houses", N_("Houses"), "whole"),
        ),
        rows=tuple((source, partner, *_sums(sums[source, partner]), len(helped[source, partner]))
                   for source, partner in keys),
        total=(gettext("Total"), "", *_sums(everything), len(set().union(*helped.values()))),
        footnote=tuple(footnote),
    )  # fmt: skip


REPORT = Report("tray", N_("Shared tray by partner"), table)


def _ids_of(asked: Asked, codes: tuple[str, ...]) -> Any:
    house = HouseRepair
    return house.select(house.id).where(
        counted(house),
        lies_in(house, codes),
        house.fiscal_year == asked.fiscal_year,
        house.side_state.is_null() | (house.side_state == ""),
    )


def _houses(store: Store, asked: Asked, codes: tuple[str, ...]) -> list[HouseRepair]:
    house = HouseRepair
    needed = (house.id, house.programme, house.batch, house.repair_class, house.fiscal_year)
    return list(store.rows(_ids_of(asked, codes).select(*needed)))


def _lines(store: Store, asked: Asked, codes: tuple[str, ...]) -> tuple[tuple[PartnerLine, ...], int]:
    """Add up every partner's money, CODI first, then by what was received; and count the houses that received any."""
    entry = MoneyEntry
    query = entry.select(
        entry.source, entry.partner_name, entry.phase, entry.form, entry.house, fn.SUM(entry.amount_satang)
    ).where(
        standing(),
        lies_in(entry, codes),
        entry.house.in_(_ids_of(asked, codes)),
        entry.day.is_null() | (entry.day <= asked.as_of.isoformat()),
    ).group_by(entry.source, entry.partner_name, entry.phase, entry.form, entry.house)  # fmt: skip
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    helped: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, partner, phase, form, house_id, satang in store.tuples(query):
        key = (source or "other", partner or "")
        sums[key][(form or "cash") if phase == "received" else phase] += satang or 0
        if phase == "received":
            helped[key].add(house_id)
    lines = [
        PartnerLine(source, partner, **{name: sums[source, partner][name] for name in _COUNTED},
                    houses=len(helped[source, partner]))
        for source, partner in sums
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.source != CODI, -line.received, -line.planned, line.partner))
    return tuple(lines), len(set().union(*helped.values()))


def _sums(sums: Counter[str]) -> tuple[Cell, ...]:
    return (*(sums[form] for form in MONEY_FORMS), sum(sums.values()))
