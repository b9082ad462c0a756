"""Lead a house through the programme: its steps and what each needs, approval, ceiling, priority, setting aside."""

from collections.abc import Sequence
from datetime import date

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import SIDES, STEPS
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import editing
from codi_desktop.services._approvals import Approval, ApprovedChange, approval, digest, freeze
from codi_desktop.services._ceilings import Ceiling, ceiling_for
from codi_desktop.services._needs import Priority, PriorityPart, priority
from codi_desktop.services._requirements import ALWAYS, REQUIREMENTS, Answers, Missing, Situation
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import Store, live

# What is asked with a step, beside its day: the fields of StepTaken in the order of the question.
ASKED = {
    "surveyed": ("note",),
    "certified": ("resolution", "by_body", "note"),
    "proposed": ("resolution", "by_body", "note"),
    "approved": ("resolution", "by_body", "note"),
    "contracted": ("note",),
    "repairing": ("note",),
    "inspected": ("note",),
    "handed_over": ("note",),
    "closed": ("note",),
}


class StepRefused(CodiError):
    """A step that still lacks something; `missing` lists what, with the place to put it."""

    message = N_("The step “{step}” is not possible yet. {sentences}")

    def __init__(self, step: str, missing: Sequence[Missing]) -> None:
        self.missing = list(missing)
        sentences = " ".join(thing.sentence for thing in missing)
        super().__init__(step=gettext(STEPS.get(step, SIDES.get(step, step))), sentences=sentences)


class NoSuchStep(CodiError):
    """A word that is no step."""

    message = N_("There is no step called “{step}”.")


def next_step(house: HouseRepair) -> str | None:
    """Give the step that comes next; None for a house that is closed or set aside."""
    if house.side_state or house.step == "closed":
        return None
    codes = list(STEPS)
    return codes[codes.index(house.step) + 1] if house.step in STEPS else codes[0]


def missing(store: Store, house: HouseRepair, step: str, answers: Answers | None = None) -> list[Missing]:
    """Say what a step still needs; without answers, what is asked with the step itself is left out."""
    if step not in STEPS:
        raise NoSuchStep(step=step)
    at = Situation(store, house, step, answers)
    return [thing for requirement in (*ALWAYS, *REQUIREMENTS[step]) for thing in requirement(at)]


def take_step(
    store: Store,
    house_id: str,
    step: str,
    *,
    day: date | str,
    by: str | None = None,
    resolution: str = "",
    by_body: str = "",
    note: str = "",
) -> Saved:
    """Let a house take its next step, or be approved again. Raises StepRefused with everything that is missing."""
    house = store.get(HouseRepair, house_id)
    answers = Answers(_iso(day), resolution, by_body, note)
    if lacking := missing(store, house, step, answers):
        raise StepRefused(step, lacking)
    taken = _step(store, house, step, answers, by)
    if step == "approved":
        taken.facts = freeze(store, house)
        taken.digest = digest(taken.facts)
    if list(STEPS).index(step) > list(STEPS).index(house.step or "surveyed"):
        house.step = step
    return editing.save(store, [house, taken], by=by)


def step_back(store: Store, house_id: str, step: str, *, why: str, day: date | str, by: str | None = None) -> Saved:
    """Put a house back to an earlier step, with the reason. Raises StepRefused."""
    house = store.get(HouseRepair, house_id)
    codes = list(STEPS)
    if step not in STEPS:
        raise NoSuchStep(step=step)
    if codes.index(step) >= codes.index(house.step or "surveyed"):
        sentence = gettext("A house goes back to an earlier step only.")
        raise StepRefused(step, [Missing(sentence, "step", "state")])
    if not why:
        raise StepRefused(step, [Missing(gettext("Say why the house goes back."), "note", "step")])
    house.step = step
    return editing.save(store, [house, _step(store, house, step, Answers(_iso(day), note=why), by)], by=by, why=why)


def set_aside(
    store: Store,
    house_id: str,
    side_state: str,
    *,
    why: str,
    day: date | str,
    by: str | None = None,
    resolution: str = "",
    replaced_by: str | None = None,
) -> Saved:
    """Take a house out of the work: reserve, withdrawn, deceased, moved, substituted.

    Putting another house in its place needs a resolution of its own and names that house. Raises StepRefused.
    """
    house = store.get(HouseRepair, house_id)
    if side_state not in SIDES:
        raise NoSuchStep(step=side_state)
    answers = Answers(_iso(day), resolution, note=why)
    if lacking := _missing_aside(store, house, side_state, answers, replaced_by):
        raise StepRefused(side_state, lacking)
    taken = _step(store, house, side_state, answers, by)
    house.side_state, house.side_reason = side_state, why
    changed = [house, taken]
    if side_state == "substituted":
        other = store.get(HouseRepair, replaced_by or "")
        house.replaced_by, other.replaces, taken.other_house = other.id, house.id, other.id
        changed.append(other)
    return editing.save(store, changed, by=by, why=why)


def resume(
    store: Store, house_id: str, *, why: str, day: date | str, by: str | None = None, resolution: str = ""
) -> Saved:
    """Take a house that was set aside back into the work, at the step where it was. Raises StepRefused."""
    house = store.get(HouseRepair, house_id)
    if not house.side_state or house.side_state == "substituted":
        sentence = gettext("Only a house that is set aside, and has no other in its place, comes back into the work.")
        raise StepRefused("resumed", [Missing(sentence, "side_state", "state")])
    house.side_state = house.side_reason = None
    taken = _step(store, house, "resumed", Answers(_iso(day), resolution, note=why), by)
    return editing.save(store, [house, taken], by=by, why=why)


def steps_taken(store: Store, house_id: str) -> list[StepTaken]:
    """Give the steps of a house in the order in which they were taken."""
    return list(store.rows(live(StepTaken).where(StepTaken.house == house_id).order_by(StepTaken.day, StepTaken.id)))


def warnings(store: Store, house: HouseRepair) -> list[str]:
    """Say what people should look at: former help, the same household or owner twice. It never blocks."""
    found = [problem.sentence for problem in house.check() if not problem.refuses]
    for name, sentence in (
        ("household", N_("The same household stands in another house repair: {house}, {year}.")),
        ("owner", N_("The same owner stands in another house repair: {house}, {year}.")),
    ):
        reference = getattr(house, name)
        if reference:
            field = getattr(HouseRepair, name)
            for other in store.rows(live(HouseRepair).where(field == reference, HouseRepair.id != house.id)):
                found.append(gettext(sentence).format(house=other.title(), year=other.fiscal_year))
                break
    return found


def _missing_aside(
    store: Store, house: HouseRepair, side_state: str, answers: Answers, replaced_by: str | None
) -> list[Missing]:
    lacking = []
    if house.step in {"handed_over", "closed"}:
        lacking.append(Missing(gettext("The house was handed over already."), "step", "state"))
    if not answers.note:
        lacking.append(Missing(gettext("Say why the house is set aside."), "side_reason", "state"))
    if side_state == "substituted":
        if not answers.resolution:
            sentence = gettext("Putting another house in its place needs a resolution of its own.")
            lacking.append(Missing(sentence, "resolution", "step"))
        other = editing.arrived(store, HouseRepair, replaced_by)
        if other is None or other.id == house.id:
            lacking.append(Missing(gettext("Say which house takes its place."), "replaced_by", "state"))
        elif other.replaces and other.replaces != house.id:
            sentence = gettext("That house stands in the place of another already.")
            lacking.append(Missing(sentence, "replaced_by", "state"))
    return lacking


def _step(store: Store, house: HouseRepair, step: str, answers: Answers, by: str | None) -> StepTaken:
    return StepTaken.new(
        house.scope,
        house=house.id,
        step=step,
        day=answers.day,
        by_name=by or store.machine.person,
        by_body=answers.by_body,
        resolution=answers.resolution,
        note=answers.note,
    )


def _iso(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else day


__all__ = [
    "ASKED",
    "SIDES",
    "STEPS",
    "Answers",
    "Approval",
    "ApprovedChange",
    "Ceiling",
    "Missing",
    "NoSuchStep",
    "Priority",
    "PriorityPart",
    "StepRefused",
    "approval",
    "ceiling_for",
    "missing",
    "next_step",
    "priority",
    "resume",
    "set_aside",
    "step_back",
    "steps_taken",
    "take_step",
    "warnings",
]
