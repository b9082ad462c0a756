"""Areas as reports need them: which records lie in an area, which provinces in a group on a day, what it is called."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from codi_desktop.records._record import Record
from codi_desktop.records.area import Area
from codi_desktop.records.area_membership import AreaMembership
from codi_desktop.store.store import Store


def lies_in(model: type[Record], codes: tuple[str, ...]) -> Any:
    """Say "the record belongs to one of these areas" as a condition on the id's beginning, which an index answers."""
    if not codes:
        return model.id == ""  # no area, no record
    return reduce(or_, (model.id.between(code, code + "~") for code in codes))


def codes_of(store: Store, area: str, as_of: date) -> tuple[str, ...]:
    """Give the codes that cover an area: itself, or the provinces that belonged to the group or region on that day."""
    return (area,) if area[:1].isdigit() else provinces_of(store, area, as_of)


def provinces_of(store: Store, area: str, as_of: date) -> tuple[str, ...]:
    """Give the provinces of a group or region on a day, directly or through its groups; of a province, itself."""
    if area[:1].isdigit():
        return (area[:2],)
    memberships = _memberships(store, as_of)
    within = {area, *(code for code, upper in _groups(store) if upper == area)}
    return tuple(sorted({province for group, province in memberships if group in within}))


def groups_of(store: Store, region: str, as_of: date) -> dict[str, tuple[str, ...]]:
    """Give the province groups of a region with their provinces on a day; none before the groups were made."""
    found: dict[str, list[str]] = {}
    groups = {code for code, upper in _groups(store) if upper == region}
    for group, province in sorted(_memberships(store, as_of)):
        if group in groups:
            found.setdefault(group, []).append(province)
    return {group: tuple(provinces) for group, provinces in found.items()}


def tambons_of(store: Store, province: str) -> tuple[str, ...]:
    """Give the codes of all tambons of a province that the list of areas knows."""
    query = Area.select(Area.code).where(
        ~Area.deleted, Area.level == "tambon", Area.code.between(province, province + "~")
    )
    return tuple(sorted(code for (code,) in store.tuples(query)))


def names_of(store: Store, codes: tuple[str, ...]) -> dict[str, str]:
    """Give the Thai names of areas; one that the list does not know is called by its code."""
    known: dict[str, str] = {}
    for start in range(0, len(codes), 500):
        query = Area.select(Area.code, Area.name_th).where(~Area.deleted, Area.code.in_(codes[start : start + 500]))
        known.update(store.tuples(query))
    return {code: known.get(code) or code for code in codes}


def _memberships(store: Store, as_of: date) -> set[tuple[str, str]]:
    day, membership = as_of.isoformat(), AreaMembership
    query = membership.select(membership.group_code, membership.province_code).where(
        ~membership.deleted,
        membership.valid_from.is_null() | (membership.valid_from <= day),
        membership.valid_to.is_null() | (membership.valid_to >= day),
    )
    return set(store.tuples(query))


def _groups(store: Store) -> list[tuple[str, str]]:
    query = Area.select(Area.code, Area.parent).where(~Area.deleted, Area.level == "group")
    return list(store.tuples(query))
