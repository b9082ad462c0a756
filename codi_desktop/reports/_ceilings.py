"""Ceilings for many houses at once, by the same order as for one: narrower rules first, then those of the nearer area.

`services` judges one house at a time; a list of thousands needs all rules read once. A test holds the two equal.
"""

from collections.abc import Sequence
from datetime import date

from codi_desktop.records._record import scope_of
from codi_desktop.records.area import Area
from codi_desktop.records.area_membership import AreaMembership
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.programme_rule import ProgrammeRule
from codi_desktop.store.store import Store

_NARROWING = ("batch", "repair_class", "fiscal_year")


def ceilings_of(store: Store, houses: Sequence[HouseRepair], day: date | None = None) -> dict[str, int]:
    """Give the ceiling of each house that has one, in satang."""
    when = (day or date.today()).isoformat()  # noqa: DTZ011  the council's own day
    rules = [rule for rule in store.rows(ProgrammeRule.select().where(~ProgrammeRule.deleted)) if _holds(rule, when)]
    upper = _upper_codes(store, {house.scope for house in houses}, when)
    found: dict[tuple[object, ...], int | None] = {}
    for house in houses:
        key = _key(house)
        if key not in found:
            found[key] = _ceiling(house, rules, upper[house.scope])
    return {house.id: satang for house in houses if (satang := found[_key(house)]) is not None}


def _key(house: HouseRepair) -> tuple[object, ...]:
    return (house.scope, house.programme, *(getattr(house, name) for name in _NARROWING))


def _ceiling(house: HouseRepair, rules: list[ProgrammeRule], nearest_first: list[str]) -> int | None:
    nearness = {code: place for place, code in enumerate(reversed(nearest_first))}
    speaking = [
        rule
        for rule in rules
        if rule.programme == house.programme
        and scope_of(rule.id) in nearness
        and all(getattr(rule, name) in {None, "", getattr(house, name)} for name in _NARROWING)
    ]
    best = max(
        speaking,
        key=lambda rule: (
            *(bool(getattr(rule, name)) for name in _NARROWING),
            nearness[scope_of(rule.id)],
            rule.valid_from or "",
            rule.id,
        ),
        default=None,
    )
    return int(best.ceiling_satang) if best else None


def _holds(rule: ProgrammeRule, when: str) -> bool:
    return rule.ceiling_satang is not None and (rule.valid_from or "") <= when <= (rule.valid_to or "9999-12-31")


def _upper_codes(store: Store, scopes: set[str], when: str) -> dict[str, list[str]]:
    """Give, for each area, itself and the areas above it: amphoe, province, group, region, country."""
    parents = dict(store.tuples(Area.select(Area.code, Area.parent).where(~Area.deleted, Area.level == "group")))
    bodies: dict[str, list[str]] = {}
    for member in store.rows(AreaMembership.select().where(~AreaMembership.deleted)):
        if (member.valid_from or "") <= when <= (member.valid_to or "9999-12-31"):
            bodies.setdefault(member.province_code, []).append(member.group_code)
    upper = {}
    for scope in scopes:
        own = [scope, *(scope[:length] for length in (4, 2) if scope.isdigit() and length < len(scope))]
        here = bodies.get(scope[:2], [])
        groups = sorted(code for code in here if parents.get(code) in here)
        upper[scope] = [*own, *groups, *sorted(set(here) - set(groups)), "TH"]
    return upper
