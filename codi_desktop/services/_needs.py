"""Score how urgently a house needs repair, so that the forum can see and question every point."""

from collections.abc import Iterator
from dataclasses import dataclass

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import HAZARDS, PARTS, SECURE_TENURES, TENURES, VULNERABILITIES
from codi_desktop.records._fields import Condition
from codi_desktop.records._record import scope_of
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.records.priority_weights import PriorityWeights
from codi_desktop.services import areas, editing
from codi_desktop.store.store import Store, live
from codi_desktop.thai.money import format_baht

STRUCTURE = ("posts", "beams", "roof_frame", "roof", "floor")
_A_YEAR = {"day": 365, "month": 12, "year": 1}


class NoWeights(CodiError):
    """A store without any set of weights."""

    message = N_("There are no weights of need. Enter a set of them first.")


@dataclass(frozen=True)
class PriorityPart:
    """Some points of a score, with what they are for and why."""

    label: str
    points: float
    why: str


@dataclass(frozen=True)
class Priority:
    """A score with all its parts. One set by hand keeps the counted parts beside it."""

    score: float
    parts: list[PriorityPart]
    by_hand: bool
    reason: str
    weights_id: str


def priority(store: Store, house: HouseRepair) -> Priority:
    """Add up the points of a house by the weights of its area. Raises NoWeights."""
    weights = weights_for(store, house.scope)
    household = editing.arrived(store, Household, house.household)
    owner = editing.arrived(store, Person, house.owner)
    parts = [
        *_condition(house, weights),
        *_people(house, household, weights),
        *_means(house, household, owner, weights),
        *_lists(house, weights),
    ]
    counted = round(sum(part.points for part in parts), 2)
    by_hand = house.priority_override is not None
    score = float(house.priority_override) if by_hand else counted
    return Priority(score, parts, by_hand, house.priority_reason or "", weights.id)


def weights_for(store: Store, scope: str) -> PriorityWeights:
    """Give the weights of the nearest area; among equals the newest. Raises NoWeights."""
    order = [scope, *areas.above_codes(store, scope)]
    found = [w for w in store.rows(live(PriorityWeights)) if scope_of(w.id) in order]
    if not found:
        raise NoWeights
    best: PriorityWeights = max(found, key=lambda w: (-order.index(scope_of(w.id)), w.valid_from or "", w.id))
    return best


def _condition(house: HouseRepair, weights: PriorityWeights) -> Iterator[PriorityPart]:
    for part, label in PARTS.items():
        degree = house.condition(part)
        weight = (weights.structure if part in STRUCTURE else weights.other_part) or 0
        if degree and weight:
            why = gettext("{word}, degree {degree} of 3 × {weight:g}").format(
                word=gettext(Condition.options[degree]), degree=degree, weight=weight
            )
            yield PriorityPart(gettext(label), degree * weight, why)
    yield from _counted(gettext("Hazards"), _labels(house.hazards, HAZARDS), weights.hazard)


def _people(house: HouseRepair, household: Household | None, weights: PriorityWeights) -> Iterator[PriorityPart]:
    if household is not None:
        yield from _number(gettext("Members"), household.members_count, weights.member)
        yield from _number(gettext("Dependants"), household.dependants_count, weights.dependant)
    yield from _counted(
        gettext("Vulnerability"), _labels(house.vulnerabilities, VULNERABILITIES), weights.vulnerability
    )


def _means(
    house: HouseRepair, household: Household | None, owner: Person | None, weights: PriorityWeights
) -> Iterator[PriorityPart]:
    income = owner.income_satang if owner else None
    if income is not None and weights.low_income and owner and owner.income_period in _A_YEAR:
        each = income * _A_YEAR[owner.income_period] // max(1, (household.members_count if household else None) or 1)
        if each <= (weights.low_income_satang or 0):
            why = gettext("{income} baht a person a year").format(income=format_baht(each, satang_shown=False))
            yield PriorityPart(gettext("Low income"), weights.low_income, why)
    tenure = house.tenure or (household.tenure if household else None)
    if tenure and tenure not in SECURE_TENURES and weights.insecure_tenure:
        yield PriorityPart(
            gettext("Right to live there"), weights.insecure_tenure, gettext(TENURES.get(tenure, tenure))
        )


def _lists(house: HouseRepair, weights: PriorityWeights) -> Iterator[PriorityPart]:
    """Being on no list takes nothing away: most who are in need stand on none."""
    listed = [
        name
        for name, on_it in (
            ("TPMAP", house.in_tpmap),
            ("Thai QM", house.in_thai_qm),
            (gettext("Basic needs"), house.fails_basic_needs),
            ("MSO-Logbook", house.in_logbook),
        )
        if on_it
    ]
    if listed and weights.listed:
        yield PriorityPart(gettext("On a list of the state"), weights.listed, ", ".join(listed))
    if house.helped_before and weights.helped_before:
        why = str(house.help_year or "") or gettext("year not known")
        yield PriorityPart(gettext("Had housing help before"), -weights.helped_before, why)


def _counted(label: str, words: list[str], weight: float | None) -> Iterator[PriorityPart]:
    if words and weight:
        yield PriorityPart(label, len(words) * weight, ", ".join(words))


def _number(label: str, count: int | None, weight: float | None) -> Iterator[PriorityPart]:
    if count and weight:
        yield PriorityPart(label, count * weight, gettext("{count} × {weight:g}").format(count=count, weight=weight))


def _labels(codes: list[str] | None, options: dict[str, str]) -> list[str]:
    return [gettext(options.get(code, code)) for code in codes or []]
