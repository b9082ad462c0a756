"""The list of houses: ids for a filter and order at once, rows a page at a time, so that 100,000 make no pause."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import SQL, Case, NodeList, Select, fn

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._choices import SIDES, STEPS
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.photo import Photo
from codi_desktop.records.programme_rule import ProgrammeRule
from codi_desktop.reports._areas import codes_of, lies_in, names_of
from codi_desktop.reports._ceilings import ceilings_of
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._counted import counted, moved_away
from codi_desktop.reports._money import codi_spent
from codi_desktop.reports._report import Asked, Column, Report, Table
from codi_desktop.store.search import searchable
from codi_desktop.store.store import Store
from codi_desktop.thai.names import split_name
from codi_desktop.thai.sorting import sort_key
from codi_desktop.thai.text import normalise

REPAIRED = ("repairing", "inspected", "handed_over", "closed")
_YEARS_BACK = 30  # the programme began in 2560
_PAGE = 500
_NAMES_READ = 2000
_SHOWN = HouseRepair.select(  # a whole row has ninety columns
    HouseRepair.id, HouseRepair.owner_name, HouseRepair.house_number, HouseRepair.moo, HouseRepair.village_name,
    HouseRepair.step, HouseRepair.side_state, HouseRepair.conflicts, HouseRepair.programme, HouseRepair.batch,
    HouseRepair.repair_class, HouseRepair.fiscal_year,
)  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What the list shows; each that is empty lets everything through."""

    text: str = ""
    step: str = ""
    """A step, a side state, or "open" for all that is neither closed nor set aside."""
    moo: int | None = None
    fiscal_year: int | None = None
    over_ceiling: bool = False
    in_conflict: bool = False
    photos_missing: bool = False
    only_here: bool = False
    area: str = ""
    order: str = "owner"
    """"owner", "step" (the furthest first) or "moo"; owners in dictionary order within"""


@dataclass(frozen=True)
class HouseRow:
    """One row of the list. Money in satang; `where` is "here", "bundle" or "arrived"."""

    id: str
    owner: str
    house_number: str
    moo: int | None
    village: str
    tambon: str
    province: str
    step: str
    side_state: str
    codi_spent: int
    ceiling: int | None
    in_conflict: bool
    photos_missing: bool
    photo: str
    """The attachment of the photo to show, the newest of the latest stage; "" when there is none."""
    where: str
    where_at: int | None
    where_machine: str

    @property
    def over_ceiling(self) -> bool:
        """Say whether more of CODI's money was spent than the programme allows."""
        return self.ceiling is not None and self.codi_spent > self.ceiling


def house_ids(store: Store, chosen: Filter, limit: int | None = None) -> list[str]:
    """Give the ids of all houses that the filter lets through, in its order, or only the first of them."""
    listed = _listed(store, chosen).order_by(*_order(chosen)).limit(limit)
    # One text instead of a row for each house: the list must be there before anybody notices.
    found: list[str] = json.loads(_only(store, Select([listed], [fn.JSON_GROUP_ARRAY(listed.c.id)])))
    return found


def house_count(store: Store, chosen: Filter) -> int:
    """Count the houses that the filter lets through."""
    return store.count(_listed(store, chosen))


def is_any(store: Store, chosen: Filter) -> bool:
    """Say whether the filter lets any house through."""
    return bool(store.tuples(_listed(store, chosen).order_by(HouseRepair.sort_key).limit(1)))


def common_ceiling(store: Store, chosen: Filter) -> int | None:
    """Give the one ceiling that all houses of the list have; None when they differ or one has none."""
    found: set[int | None] = set()
    for page in _slices(house_ids(store, chosen)):
        houses = store.rows(_SHOWN.where(HouseRepair.id.in_(list(page))))
        ceilings = ceilings_of(store, houses)
        found.update(ceilings.get(house.id) for house in houses)
    return found.pop() if len(found) == 1 else None


def first_named(store: Store, chosen: Filter, typed: str) -> str | None:
    """Give the first house of the list whose owner's name begins with these letters, or else holds them."""
    wanted = _listed(store, replace(chosen, text=f"{chosen.text} {typed}")).select(
        HouseRepair.id, HouseRepair.owner_name
    )
    found = store.tuples(wanted.order_by(HouseRepair.sort_key, HouseRepair.id).limit(_NAMES_READ))
    names = {id_: name or "" for id_, name in found}
    begins = (id_ for id_, name in names.items() if typed in {name[: len(typed)], split_name(name)[1][: len(typed)]})
    return next(begins, next(iter(names), None))


def house_rows(store: Store, ids: Sequence[str]) -> list[HouseRow]:
    """Give the rows of these houses, in this order; one that is gone meanwhile is left out."""
    found = {house.id: house for house in store.rows(_SHOWN.where(HouseRepair.id.in_(list(ids))))}
    houses = [found[id_] for id_ in ids if id_ in found]
    listed = [house.id for house in houses]
    spent = codi_spent(store, listed)
    photos, missing = _photos(store, houses)
    where = store.where(listed)
    ceilings = ceilings_of(store, houses)
    names = names_of(store, tuple({code for house in houses for code in (house.scope, house.scope[:2])}))
    return [
        HouseRow(
            id=house.id,
            owner=house.owner_name or "",
            house_number=house.house_number or "",
            moo=house.moo,
            village=house.village_name or "",
            tambon=names[house.scope],
            province=names[house.scope[:2]],
            step=house.step or "surveyed",
            side_state=house.side_state or "",
            codi_spent=spent.get(house.id, 0),
            ceiling=ceilings.get(house.id),
            in_conflict=bool(house.conflicts),
            photos_missing=house.id in missing,
            photo=photos.get(house.id, ""),
            where=where[house.id].state,
            where_at=where[house.id].at,
            where_machine=where[house.id].machine or "",
        )
        for house in houses
    ]


def villages(store: Store, area: str = "") -> list[tuple[int, str]]:
    """Give the villages that houses lie in, for the filter: (moo, name)."""
    house = HouseRepair
    inside = [counted(house), *([lies_in(house, (area,))] if area else [])]
    found = []
    numbers = store.tuples(house.select(_in_order(house.moo)).where(*inside).distinct())
    for moo in [number for (number,) in numbers if number is not None]:
        named = house.select(house.village_name).where(*inside, house.moo == moo, ~_empty(house.village_name)).limit(1)
        names = store.tuples(named)
        found.append((moo, names[0][0] if names else ""))
    return sorted(found)


def areas_with_houses(store: Store, width: int) -> list[tuple[str, str]]:
    """Give the areas that houses lie in, for the filter: (code, name); `width` 2 for provinces, 6 for tambons."""
    code = fn.SUBSTR(HouseRepair.id, 1, width)
    codes = [found for (found,) in store.tuples(HouseRepair.select(code).where(counted(HouseRepair)).distinct())]
    names = names_of(store, tuple(codes))
    return sorted(names.items(), key=lambda pair: sort_key(pair[1]))


def fiscal_years(store: Store) -> list[int]:
    """Give the fiscal years that have houses, the newest first."""
    house = HouseRepair
    query = house.select(_in_order(house.fiscal_year)).where(counted(house)).distinct()
    return sorted((year for (year,) in store.tuples(query) if year), reverse=True)


def latest_year(store: Store, asked: Asked) -> int:
    """Give the asked fiscal year when it has houses, or the last year before it that has; else the asked one."""
    house = HouseRepair
    here = lies_in(house, codes_of(store, asked.area, asked.as_of))
    for year in range(asked.fiscal_year, asked.fiscal_year - _YEARS_BACK, -1):
        found = house.select(house.id).where(counted(house), house.fiscal_year == year, here)
        if store.tuples(found.limit(1)):  # year by year from the index: the greatest of 100,000 would be read from all
            return year
    return asked.fiscal_year


def toggle_counts(store: Store, chosen: Filter) -> dict[str, int]:
    """Count what each toggle alone would show, under the other filters."""
    bare = replace(chosen, in_conflict=False, photos_missing=False, only_here=False, over_ceiling=False)
    toggled = {
        "in_conflict": replace(bare, in_conflict=True),
        "photos_missing": replace(bare, photos_missing=True),
        "only_here": replace(bare, only_here=True),
        "over_ceiling": replace(bare, over_ceiling=True),
    }
    return {toggle: house_count(store, asked) for toggle, asked in toggled.items()}


def table(store: Store, asked: Asked) -> Table:
    """List the houses of a fiscal year with step, CODI money and ceiling."""
    codes = codes_of(store, asked.area, asked.as_of)
    house = HouseRepair
    query = (
        house.select(house.id)
        .where(counted(house), lies_in(house, codes), house.fiscal_year == asked.fiscal_year)
        .order_by(house.sort_key, house.id)
    )
    rows = list(_pages(store, [id_ for (id_,) in store.tuples(query)]))
    missing = sum(row.photos_missing for row in rows)
    footnote = completeness_of(store, codes, asked.as_of).sentences()
    if missing:
        told = ngettext("Photos are missing of {n} house.", "Photos are missing of {n} houses.", missing)
        footnote.append(told.format(n=missing))
    return Table(
        title=REPORT.title,
        columns=(
            Column("id", N_("Id")),
            Column("owner", N_("Owner's name")),
            Column("house_number", N_("House number")),
            Column("moo", N_("Village number (moo)"), "whole"),
            Column("village", N_("Village name")),
            Column("step", N_("Step")),
            Column("side_state", N_("Set aside")),
            Column("codi_spent_satang", N_("CODI money used"), "money"),
            Column("ceiling_satang", N_("Ceiling for one house"), "money"),
            Column("where", N_("Where it is")),
        ),
        rows=tuple(
            (r.id, r.owner, r.house_number, r.moo, r.village, r.step, r.side_state, r.codi_spent, r.ceiling, r.where)
            for r in rows
        ),
        total=(gettext("Total"), *([None] * 6), sum(row.codi_spent for row in rows), None, None),
        footnote=tuple(footnote),
    )


REPORT = Report("houses", N_("List of houses"), table, lists="house_repair")


def _listed(store: Store, chosen: Filter) -> Any:
    """Select the ids that the filter lets through."""
    conditions = _conditions(chosen)
    if moved := moved_away(store):
        conditions.append(HouseRepair.id.not_in(moved))
    if chosen.over_ceiling:
        conditions.append(_one_of(_over_ceiling(store)))
    if chosen.only_here:
        conditions.append(_one_of(store.only_here()))
    return HouseRepair.select(HouseRepair.id).where(*conditions)


def _order(chosen: Filter) -> list[Any]:
    house, by_owner = HouseRepair, [HouseRepair.sort_key, HouseRepair.id]
    if chosen.order == "step":
        places = [(step, place) for place, step in enumerate(STEPS)]
        return [~_empty(house.side_state), Case(house.step, places, -1).desc(), *by_owner]
    if chosen.order == "moo":
        return [house.moo.is_null(), house.moo, *by_owner]
    return by_owner


def _one_of(ids: Iterable[str]) -> Any:
    return HouseRepair.id.in_(SQL("(select value from json_each(?))", [json.dumps(list(ids))]))


def _only(store: Store, query: Any) -> Any:
    return store.tuples(query)[0][0]


def _over_ceiling(store: Store) -> list[str]:
    """Find the houses with more of CODI's money spent than their ceiling: few of many, so all are judged."""
    least = _only(store, ProgrammeRule.select(fn.MIN(ProgrammeRule.ceiling_satang)).where(~ProgrammeRule.deleted))
    if least is None:
        return []
    spent = codi_spent(store, above=least)
    found: list[str] = []
    for page in _slices(list(spent)):
        houses = store.rows(_SHOWN.where(HouseRepair.id.in_(list(page))))
        ceilings = ceilings_of(store, houses)
        found += [house.id for house in houses if spent[house.id] > ceilings.get(house.id, spent[house.id])]
    return found


def _conditions(chosen: Filter) -> list[Any]:
    house = HouseRepair
    conditions: list[Any] = [~house.deleted]
    conditions += [fn.INSTR(house.found_by, word) > 0 for word in searchable(normalise(chosen.text)).split()]
    if chosen.area:
        conditions.append(lies_in(house, (chosen.area,)))
    step, side = _in_order(house.step), _in_order(house.side_state)
    if chosen.step in STEPS:
        conditions += [step == chosen.step, _empty(side)]
    elif chosen.step in SIDES:
        conditions.append(side == chosen.step)
    elif chosen.step == "open":
        conditions += [step != "closed", _empty(side)]
    if chosen.moo is not None:
        conditions.append(_in_order(house.moo) == chosen.moo)
    if chosen.fiscal_year is not None:
        conditions.append(_in_order(house.fiscal_year) == chosen.fiscal_year)
    if chosen.in_conflict:
        conditions.append(house.conflicts != "")
    if chosen.photos_missing:
        conditions.append(lacks_photos())
    return conditions


def lacks_photos() -> Any:
    """Say "no photo from before the repair, or none from after it although the repair has begun"."""
    return _lacks("before") | (HouseRepair.step.in_(REPAIRED) & _lacks("after"))


def _lacks(stage: str) -> Any:
    photo = Photo
    shown = photo.select(photo.house).where(photo.stage == stage, ~photo.deleted, photo.house.is_null(False))
    return HouseRepair.id.not_in(shown)


def _in_order(field: Any) -> Any:
    """Keep the database from this field's own index, which would read every wide row: the list's index has all."""
    return NodeList((SQL("+"), field))


def _empty(field: Any) -> Any:
    return field.is_null() | (field == "")


def _photos(store: Store, houses: Iterable[HouseRepair]) -> tuple[dict[str, str], set[str]]:
    """Find each house's photo to show, and the houses that lack one."""
    stages = {"after": 3, "during": 2, "before": 1}
    by_house: dict[str, list[tuple[int, str, str, str]]] = {house.id: [] for house in houses}
    query = Photo.select(Photo.house, Photo.stage, Photo.taken_on, Photo.id, Photo.attachment).where(
        ~Photo.deleted, Photo.house.in_(list(by_house)), Photo.stage.in_(list(stages))
    )
    for house, stage, taken, id_, attachment in store.tuples(query):
        by_house[house].append((stages[stage], taken or "", id_, attachment or ""))
    shown = {house: max(photos)[3] for house, photos in by_house.items() if photos}
    missing = set()
    for house in houses:
        held = {stage for stage, *_ in by_house[house.id]}
        if 1 not in held or (house.step in REPAIRED and 3 not in held):
            missing.add(house.id)
    return shown, missing


def _pages(store: Store, ids: Sequence[str]) -> Iterable[HouseRow]:
    for page in _slices(ids):
        yield from house_rows(store, page)


def _slices(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), _PAGE):
        yield ids[start : start + _PAGE]
