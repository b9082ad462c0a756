"""The list of houses: ids for a filter and order at once, rows a page at a time, so that 100,000 make no pause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import SQL, fn

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._choices import SIDES, STEPS
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.photo import Photo
from codi_desktop.reports._areas import codes_of, lies_in
from codi_desktop.reports._ceilings import ceilings_of
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._money import codi_spent
from codi_desktop.reports._report import Asked, Column, Report, Table
from codi_desktop.store.store import Store

REPAIRED = ("repairing", "inspected", "handed_over", "closed")
_PAGE = 500


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


@dataclass(frozen=True)
class HouseRow:
    """One row of the list. Money in satang; `where` is "here", "bundle" or "arrived"."""

    id: str
    owner: str
    house_number: str
    moo: int | None
    village: str
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


def house_ids(store: Store, chosen: Filter) -> list[str]:
    """Give the ids of all houses that the filter lets through, in Thai dictionary order of their owners."""
    query = HouseRepair.select(HouseRepair.id).where(*_conditions(chosen)).order_by(SQL("_sort"), HouseRepair.id)
    ids = [id_ for (id_,) in store.tuples(query)]
    if chosen.text.strip():
        found = set(store.find(chosen.text, kinds=["house_repair"], limit=1_000_000))
        ids = [id_ for id_ in ids if id_ in found]
    if chosen.over_ceiling:
        ids = [row.id for row in _pages(store, ids) if row.over_ceiling]
    if chosen.only_here:
        ids = [id_ for page in _slices(ids) for id_ in page if _where(store, page)[id_][0] == "here"]
    return ids


def house_rows(store: Store, ids: Sequence[str]) -> list[HouseRow]:
    """Give the rows of these houses, in this order; one that is gone meanwhile is left out."""
    found = {house.id: house for house in store.rows(HouseRepair.select().where(HouseRepair.id.in_(list(ids))))}
    houses = [found[id_] for id_ in ids if id_ in found]
    spent = codi_spent(store, [house.id for house in houses])
    photos, missing = _photos(store, houses)
    where = _where(store, [house.id for house in houses])
    ceilings = ceilings_of(store, houses)
    return [
        HouseRow(
            id=house.id,
            owner=house.owner_name or "",
            house_number=house.house_number or "",
            moo=house.moo,
            village=house.village_name or "",
            step=house.step or "surveyed",
            side_state=house.side_state or "",
            codi_spent=spent.get(house.id, 0),
            ceiling=ceilings.get(house.id),
            in_conflict=bool(house.conflicts),
            photos_missing=house.id in missing,
            photo=photos.get(house.id, ""),
            where=where[house.id][0],
            where_at=where[house.id][1],
            where_machine=where[house.id][2],
        )
        for house in houses
    ]


def villages(store: Store, area: str = "") -> list[tuple[int, str]]:
    """Give the villages that houses lie in, for the filter: (moo, name)."""
    house = HouseRepair
    query = house.select(house.moo, fn.MAX(house.village_name)).where(
        ~house.deleted, house.moo.is_null(False), *([lies_in(house, (area,))] if area else [])
    )
    return sorted((moo, name or "") for moo, name in store.tuples(query.group_by(house.moo)))


def latest_year(store: Store, asked: Asked) -> int:
    """Give the asked fiscal year when it has houses, or the last year before it that has; else the asked one."""
    house = HouseRepair
    codes = codes_of(store, asked.area, asked.as_of)
    query = house.select(fn.MAX(house.fiscal_year)).where(
        ~house.deleted, lies_in(house, codes), house.fiscal_year <= asked.fiscal_year
    )
    return store.tuples(query)[0][0] or asked.fiscal_year


def toggle_counts(store: Store, chosen: Filter) -> dict[str, int]:
    """Count what the three toggles would show, under the other filters."""
    bare = replace(chosen, in_conflict=False, photos_missing=False, only_here=False)
    toggled = {
        "in_conflict": replace(bare, in_conflict=True),
        "photos_missing": replace(bare, photos_missing=True),
        "only_here": replace(bare, only_here=True),
    }
    return {toggle: len(house_ids(store, asked)) for toggle, asked in toggled.items()}


def table(store: Store, asked: Asked) -> Table:
    """List the houses of a fiscal year with step, CODI money and ceiling."""
    codes = codes_of(store, asked.area, asked.as_of)
    house = HouseRepair
    query = (
        house.select(house.id)
        .where(~house.deleted, lies_in(house, codes), house.fiscal_year == asked.fiscal_year)
        .order_by(SQL("_sort"), house.id)
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


REPORT = Report("houses", N_("List of houses"), table)


def _conditions(chosen: Filter) -> list[Any]:
    house = HouseRepair
    conditions: list[Any] = [~house.deleted]
    if chosen.area:
        conditions.append(lies_in(house, (chosen.area,)))
    if chosen.step in STEPS:
        conditions += [house.step == chosen.step, _empty(house.side_state)]
    elif chosen.step in SIDES:
        conditions.append(house.side_state == chosen.step)
    elif chosen.step == "open":
        conditions += [house.step != "closed", _empty(house.side_state)]
    if chosen.moo is not None:
        conditions.append(house.moo == chosen.moo)
    if chosen.fiscal_year is not None:
        conditions.append(house.fiscal_year == chosen.fiscal_year)
    if chosen.in_conflict:
        conditions.append(house.conflicts != "")
    if chosen.photos_missing:
        conditions.append(lacks_photos())
    return conditions


def lacks_photos() -> Any:
    """Say "no photo from before the repair, or none from after it although the repair has begun"."""
    return _lacks("before") | (HouseRepair.step.in_(REPAIRED) & _lacks("after"))


def _lacks(stage: str) -> Any:
    taken = Photo.select(Photo.id).where(Photo.house == HouseRepair.id, Photo.stage == stage, ~Photo.deleted)
    return ~fn.EXISTS(taken)


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


def _where(store: Store, ids: Sequence[str]) -> dict[str, tuple[str, int | None, str]]:
    found = store.where(list(ids))
    return {id_: (found[id_].state, found[id_].at, found[id_].machine or "") for id_ in ids}


def _pages(store: Store, ids: Sequence[str]) -> Iterable[HouseRow]:
    for page in _slices(ids):
        yield from house_rows(store, page)


def _slices(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), _PAGE):
        yield ids[start : start + _PAGE]
