"""How an area stands: houses by phase and money by source, for each area below, and how far that can be believed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from peewee import fn

from codi_desktop.i18n import N_, ngettext
from codi_desktop.records._choices import SOURCES
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.reports._areas import codes_of, groups_of, lies_in, names_of, tambons_of
from codi_desktop.reports._completeness import Completeness, completeness_of
from codi_desktop.reports._counted import counted
from codi_desktop.reports._money import CODI, leverage, standing
from codi_desktop.reports._report import Asked, Cell, Column, Report, Table
from codi_desktop.store.store import Store

PHASES = {
    "prepared": N_("Prepared"),
    "approved": N_("Approved"),
    "repairing": N_("Under repair"),
    "handed_over": N_("Handed over"),
}
PHASE_OF_STEP = {
    "surveyed": "prepared",
    "certified": "prepared",
    "proposed": "prepared",
    "approved": "approved",
    "contracted": "approved",
    "repairing": "repairing",
    "inspected": "repairing",
    "handed_over": "handed_over",
    "closed": "handed_over",
}


@dataclass(frozen=True)
class AreaProgress:
    """One area's houses by phase and received money by source, in satang. `heard` is whether anything came from it."""

    code: str
    name: str
    group: str = ""
    houses: dict[str, int] = field(default_factory=dict)
    money: dict[str, int] = field(default_factory=dict)
    heard: bool = True

    @property
    def all_houses(self) -> int:
        """All houses that are not set aside."""
        return sum(self.houses.values())

    @property
    def handed_over(self) -> int:
        """Houses that were handed over."""
        return self.houses.get("handed_over", 0)

    @property
    def codi_satang(self) -> int:
        """What CODI gave."""
        return self.money.get(CODI, 0)

    @property
    def partners_satang(self) -> int:
        """What all others gave."""
        return sum(self.money.values()) - self.codi_satang

    @property
    def leverage(self) -> float | None:
        """Partners' baht to each baht of CODI."""
        return leverage(self.money)


@dataclass(frozen=True)
class Progress:
    """A whole dashboard: the areas below, the province groups of a region, the sum, and the completeness."""

    area: str
    name: str
    as_of: date
    fiscal_year: int
    rows: tuple[AreaProgress, ...]
    groups: tuple[AreaProgress, ...]
    total: AreaProgress
    set_aside: int
    completeness: Completeness


def progress(store: Store, asked: Asked) -> Progress:
    """Count an area: by tambon below a province, by province below a group or region."""
    codes = codes_of(store, asked.area, asked.as_of)
    width = 6 if asked.area[:1].isdigit() else 2
    steps, set_aside = _steps(store, asked, codes)
    money = _money(store, asked, codes, width)
    complete = completeness_of(store, codes, asked.as_of)
    below = _below(store, codes, width, {house[:width] for house in steps}, complete)
    names = names_of(store, (*below, asked.area))
    groups = groups_of(store, asked.area, asked.as_of) if width == 2 else {}
    group_of = {province: group for group, provinces in groups.items() for province in provinces}
    houses: dict[str, Counter[str]] = defaultdict(Counter)
    for house, step in steps.items():
        houses[house[:width]][PHASE_OF_STEP[step]] += 1
    rows = tuple(
        AreaProgress(code, names[code], group_of.get(code, ""), dict(houses[code]), money.get(code, {}),
                     complete.has_heard(code))
        for code in sorted(below, key=lambda code: (group_of.get(code, ""), code))
    )  # fmt: skip
    group_names = names_of(store, tuple(groups))
    return Progress(
        area=asked.area,
        name=names[asked.area],
        as_of=asked.as_of,
        fiscal_year=asked.fiscal_year,
        rows=rows,
        groups=tuple(_sum(code, group_names[code], (r for r in rows if r.group == code)) for code in groups),
        total=_sum(asked.area, names[asked.area], rows),
        set_aside=set_aside,
        completeness=complete,
    )


def table(store: Store, asked: Asked) -> Table:
    """Give the dashboard as a table."""
    found = progress(store, asked)
    columns = (
        Column("area", N_("Code")),
        Column("name", N_("Area")),
        Column("group", N_("Province group")),
        *(Column(phase, label, "whole") for phase, label in PHASES.items()),
        Column("houses", N_("Houses"), "whole"),
        *(Column(f"{source.lower()}_satang", label, "money") for source, label in SOURCES.items()),
        Column("leverage", N_("Partners' money per CODI baht"), "number"),
    )
    return Table(
        title=N_("Houses and money by area"),
        columns=columns,
        rows=tuple(_cells(row) for row in found.rows),
        total=_cells(found.total),
        footnote=footnote(found),
    )


def footnote(found: Progress) -> tuple[str, ...]:
    """Say in sentences how far the numbers can be believed."""
    lines = list(found.completeness.sentences())
    if found.set_aside:
        told = ngettext("{n} house is set aside and not counted.", "{n} houses are set aside and not counted.",
                        found.set_aside)  # fmt: skip
        lines.append(told.format(n=found.set_aside))
    return tuple(lines)


REPORT = Report("progress", N_("Houses and money by area"), table)


def _cells(row: AreaProgress) -> tuple[Cell, ...]:
    """Write a row; an area that has not sent is empty, never 0."""
    if not row.heard and not row.all_houses:
        return (row.code, row.name, row.group, *(None for _ in PHASES), None, *(None for _ in SOURCES), None)
    counts = (row.houses.get(phase, 0) for phase in PHASES)
    sums = (row.money.get(source, 0) for source in SOURCES)
    ratio = None if row.leverage is None else round(row.leverage, 2)
    return (row.code, row.name, row.group, *counts, row.all_houses, *sums, ratio)


def _sum(code: str, name: str, rows: Iterable[AreaProgress]) -> AreaProgress:
    houses: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for row in rows:
        houses.update(row.houses)
        money.update(row.money)
    return AreaProgress(code, name, "", dict(houses), dict(money))


def _below(
    store: Store, codes: tuple[str, ...], width: int, with_houses: set[str], complete: Completeness
) -> tuple[str, ...]:
    """List the areas that get a row: every province of a region; of a province the tambons that have sent anything."""
    if width == 2:
        return codes
    known = {tambon for code in codes for tambon in tambons_of(store, code[:2]) if tambon.startswith(code)}
    return tuple(sorted(with_houses | (known & complete.heard)))


def _steps(store: Store, asked: Asked, codes: tuple[str, ...]) -> tuple[dict[str, str], int]:
    """Give each house with its step on the day asked for, without those set aside, whose number comes second."""
    house = HouseRepair
    query = house.select(house.id, house.step, house.side_state).where(
        counted(house), lies_in(house, codes), house.fiscal_year == asked.fiscal_year
    )
    now = {id_: (step, side) for id_, step, side in store.tuples(query)}
    if asked.as_of < date.today():  # noqa: DTZ011  the user's own calendar day
        now = _as_of(store, codes, now, asked.as_of)
    kept = {id_: step for id_, (step, side) in now.items() if not side and step in PHASE_OF_STEP}
    return kept, sum(1 for _step, side in now.values() if side)


def _as_of(
    store: Store, codes: tuple[str, ...], now: dict[str, tuple[str, str]], day: date
) -> dict[str, tuple[str, str]]:
    """Turn the houses back to a past day by the steps that they had taken until then."""
    query = (
        StepTaken.select(StepTaken.house, StepTaken.step, StepTaken.day)
        .where(~StepTaken.deleted, lies_in(StepTaken, codes))
        .order_by(StepTaken.day, StepTaken.id)
    )
    then: dict[str, tuple[str, str]] = {}
    with_steps: set[str] = set()
    for id_, step, taken in store.tuples(query):
        with_steps.add(id_)
        if id_ not in now or not taken or taken > day.isoformat():
            continue
        if step == "resumed":
            then[id_] = (then.get(id_, ("surveyed", ""))[0], "")
        elif step in PHASE_OF_STEP:
            then[id_] = (step, "")
        else:
            then[id_] = (then.get(id_, ("surveyed", ""))[0], step)
    for id_ in now.keys() - with_steps:
        if _made_on(id_) <= day:
            then[id_] = now[id_]
    return then


def _made_on(record_id: str) -> date:
    """Read the day on which an id was made from its ULID."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    milliseconds = 0
    for letter in record_id.partition(".")[2][:10]:
        milliseconds = milliseconds * 32 + max(letters.find(letter), 0)
    return date(1970, 1, 1) + timedelta(milliseconds=milliseconds)


def _money(store: Store, asked: Asked, codes: tuple[str, ...], width: int) -> dict[str, dict[str, int]]:
    """Add up what was received until the day, by area and source, for houses of the fiscal year."""
    entry, house = MoneyEntry, HouseRepair
    houses = house.select(house.id).where(counted(house), lies_in(house, codes), house.fiscal_year == asked.fiscal_year)
    area = fn.SUBSTR(entry.house, 1, width)
    query = (
        entry.select(area, entry.source, fn.SUM(entry.amount_satang))
        .where(
            standing(),
            entry.phase == "received",
            entry.day.is_null() | (entry.day <= asked.as_of.isoformat()),
            entry.house.in_(houses),
        )
        .group_by(area, entry.source)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for code, source, satang in store.tuples(query):
        found[code][source or "other"] = int(satang or 0)
    return found
