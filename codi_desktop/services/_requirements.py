"""What must be there before a house takes a step. A new requirement is a function here and its name in REQUIREMENTS.

Each says what is missing in a sentence, and where to put it: a field, and a section. Sections are those of HouseRepair,
"photos", "materials", "money", "inspection", "documents" (records beside the house) and "step" (asked with the step).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from codi_desktop.i18n import gettext
from codi_desktop.records._choices import PARTS, SIDES, STEPS
from codi_desktop.records._shown import shown
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.photo import Photo
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import money
from codi_desktop.services._approvals import Approval, approval
from codi_desktop.services._ceilings import Ceiling, ceiling_for
from codi_desktop.store.store import Store, live
from codi_desktop.thai.money import format_baht

CERTIFICATE = "handover_certificate"


@dataclass(frozen=True)
class Missing:
    """One thing that a step still needs."""

    sentence: str
    field: str
    section: str


@dataclass(frozen=True)
class Answers:
    """What a person says when a step is taken."""

    day: str
    resolution: str = ""
    by_body: str = ""
    note: str = ""


@dataclass
class Situation:
    """A house with all that is known of it, each part read once; `answers` is None while nobody takes the step yet."""

    store: Store
    house: HouseRepair
    step: str
    answers: Answers | None = None

    @cached_property
    def photos(self) -> list[Photo]:
        """All photos of the house."""
        return list(self.store.rows(live(Photo).where(Photo.house == self.house.id)))

    @cached_property
    def entries(self) -> list[MoneyEntry]:
        """The money entries that count."""
        return money.standing(self.store, self.house.id)

    @cached_property
    def materials(self) -> list[MaterialItem]:
        """The bill of materials."""
        return list(self.store.rows(live(MaterialItem).where(MaterialItem.house == self.house.id)))

    @cached_property
    def inspections(self) -> list[Inspection]:
        """The inspections, the newest last."""
        of_house = live(Inspection).where(Inspection.house == self.house.id)
        return list(self.store.rows(of_house.order_by(Inspection.day, Inspection.id)))

    @cached_property
    def steps(self) -> list[StepTaken]:
        """The steps taken, the newest last."""
        return list(self.store.rows(live(StepTaken).where(StepTaken.house == self.house.id).order_by(StepTaken.id)))

    @cached_property
    def certificates(self) -> list[IssuedDocument]:
        """The certificates that are not void."""
        of_house = live(IssuedDocument).where(
            IssuedDocument.house == self.house.id, IssuedDocument.document == CERTIFICATE
        )
        return [paper for paper in self.store.rows(of_house) if not paper.void_on]

    @cached_property
    def ceiling(self) -> Ceiling | None:
        """What CODI pays at most."""
        return ceiling_for(self.store, self.house, self.answers.day if self.answers else None)

    @cached_property
    def approval(self) -> Approval | None:
        """The last approval, compared with now."""
        return approval(self.store, self.house)

    def codi(self, phase: str) -> int:
        """Add up CODI's satang in a phase."""
        return money.total(self.entries, phase, money.CODI)


Requirement = Callable[[Situation], Iterator[Missing]]


def not_set_aside(at: Situation) -> Iterator[Missing]:
    if at.house.side_state:
        sentence = gettext("The house is set aside: {state}. Take it back into the work first.")
        yield Missing(sentence.format(state=gettext(SIDES.get(at.house.side_state, ""))), "side_state", "state")


def in_order(at: Situation) -> Iterator[Missing]:
    codes = list(STEPS)
    now = codes.index(at.house.step) if at.house.step in STEPS else 0
    again = at.step == "approved" and now >= codes.index("approved")
    if again:
        if at.approval is not None and at.approval.valid:
            yield Missing(gettext("The house is approved already, and nothing has changed since."), "step", "state")
    elif codes.index(at.step) <= now:
        sentence = gettext("This step was taken before: {step}.").format(step=gettext(STEPS[at.step]))
        yield Missing(sentence, "step", "state")
    elif codes.index(at.step) > now + 1:
        sentence = gettext("First comes the step: {step}.").format(step=gettext(STEPS[codes[now + 1]]))
        yield Missing(sentence, "step", "state")


def day_in_order(at: Situation) -> Iterator[Missing]:
    if at.answers is None or not at.steps:
        return
    last = max(step.day for step in at.steps)
    if at.answers.day < last:
        day = shown(StepTaken.declared()["day"], last)
        sentence = gettext("The day lies before the step before it, which was taken on {day}.").format(day=day)
        yield Missing(sentence, "day", "step")


def has_household(at: Situation) -> Iterator[Missing]:
    if not at.house.household:
        yield Missing(gettext("Say to which household the house belongs."), "household", "owner")


def has_owner(at: Situation) -> Iterator[Missing]:
    if not at.house.owner:
        yield Missing(gettext("Say who owns the house."), "owner", "owner")


def has_condition(at: Situation) -> Iterator[Missing]:
    if all(at.house.condition(part) is None for part in PARTS):
        sentence = gettext("Note the condition of the parts of the house before the repair.")
        yield Missing(sentence, "posts_before", "condition")


def has_photo_before(at: Situation) -> Iterator[Missing]:
    if not any(photo.stage == "before" for photo in at.photos):
        yield Missing(gettext("Add at least one photo from before the repair."), "before", "photos")


def has_forum_decision(at: Situation) -> Iterator[Missing]:
    if at.answers is not None and not at.answers.resolution and not at.house.community_rank:
        sentence = gettext("Type the number of the forum's resolution, or the rank that it gave.")
        yield Missing(sentence, "resolution", "step")


def has_materials_with_prices(at: Situation) -> Iterator[Missing]:
    if not at.materials:
        yield Missing(gettext("Make the bill of materials."), "item", "materials")
    for item in at.materials:
        if not item.unit_price_satang:
            sentence = gettext("Type the unit price of “{item}”.").format(item=item.title())
            yield Missing(sentence, "unit_price_satang", "materials")


def has_consent(at: Situation) -> Iterator[Missing]:
    if not at.house.tenure:
        yield Missing(gettext("Say by what right the family lives there."), "tenure", "owner")
    elif at.house.needs_consent():
        if not at.house.owner_consent:
            yield Missing(gettext("The owner of house and land must agree."), "owner_consent", "owner")
        if not at.house.consent_document:
            yield Missing(gettext("Add a photo of the owner's consent."), "consent_document", "owner")


def has_parts_to_repair(at: Situation) -> Iterator[Missing]:
    if not at.house.repair_parts:
        yield Missing(gettext("Say which parts of the house are to be repaired."), "repair_parts", "work")


def has_resolution(at: Situation) -> Iterator[Missing]:
    if at.answers is not None and not at.answers.resolution:
        yield Missing(gettext("Type the number of the resolution."), "resolution", "step")


def has_codi_plan(at: Situation) -> Iterator[Missing]:
    if not at.codi("planned"):
        yield Missing(gettext("Enter how much CODI is to give."), "amount_satang", "money")


def is_within_ceiling(at: Situation) -> Iterator[Missing]:
    """Above the ceiling only with a resolution that says so, kept in the CODI entry itself."""
    most = max(at.codi(phase) for phase in ("planned", "received", "spent"))
    if not most or any(entry.source == money.CODI and entry.resolution for entry in at.entries):
        return
    if at.ceiling is None:
        sentence = gettext("No rule says how much CODI may give for this house. Enter the programme's rule.")
        yield Missing(sentence, "ceiling_satang", "programme")
    elif most > at.ceiling.satang:
        sentence = gettext(
            "CODI's part is {over} baht above the ceiling of {ceiling} baht. Enter the resolution that allows it."
        ).format(over=format_baht(most - at.ceiling.satang), ceiling=format_baht(at.ceiling.satang))
        yield Missing(sentence, "resolution", "money")


def approval_stands(at: Situation) -> Iterator[Missing]:
    if at.approval is None:
        yield Missing(gettext("The house was never approved."), "step", "state")
    elif not at.approval.valid:
        changes = ", ".join(change.label for change in at.approval.changed)
        sentence = gettext("The approval is void, because this changed since: {changes}. Have it approved again.")
        yield Missing(sentence.format(changes=changes), "step", "state")


def has_contract(at: Situation) -> Iterator[Missing]:
    if not at.house.contract_no:
        yield Missing(gettext("Type the contract number."), "contract_no", "programme")


def has_instalment(at: Situation) -> Iterator[Missing]:
    if not at.codi("received"):
        yield Missing(gettext("Enter the instalment that was received from CODI."), "instalment_no", "money")


def has_photos_of_parts(at: Situation) -> Iterator[Missing]:
    shown_parts = {photo.part for photo in at.photos if photo.stage in {"during", "after"}}
    for part in at.house.repair_parts or []:
        if part not in shown_parts:
            sentence = gettext("Add a photo from during or after the repair: {part}.")
            yield Missing(sentence.format(part=gettext(PARTS.get(part, part))), part, "photos")


def has_receipts(at: Situation) -> Iterator[Missing]:
    spent = [entry for entry in at.entries if entry.phase == "spent"]
    if not spent:
        yield Missing(gettext("Enter what was spent."), "amount_satang", "money")
    for entry in spent:
        if entry.form != "labour" and not entry.receipt_no:
            sentence = gettext("Money spent without a receipt number: {entry}. Cancel the entry and enter it anew.")
            yield Missing(sentence.format(entry=entry.title()), "receipt_no", "money")


def has_inspection(at: Situation) -> Iterator[Missing]:
    if not at.inspections:
        yield Missing(gettext("Enter the inspection by three people."), "inspector1_name", "inspection")
        return
    last = at.inspections[-1]
    if len(set(last.inspectors())) < 3:
        sentence = gettext("The inspection needs the names of three people.")
        yield Missing(sentence, f"inspector{len(last.inspectors()) + 1}_name", "inspection")
    if not last.passed:
        yield Missing(gettext("The last inspection was not passed. Inspect the house again."), "passed", "inspection")


def has_handover_day(at: Situation) -> Iterator[Missing]:
    if not at.house.handover_on:
        yield Missing(gettext("Type the day of the handover."), "handover_on", "handover")


def has_presider(at: Situation) -> Iterator[Missing]:
    if not at.house.presider_name and not at.house.presider_unknown:
        sentence = gettext("Type who presides over the ceremony, or say that it is not known.")
        yield Missing(sentence, "presider_name", "handover")


def has_witnesses(at: Situation) -> Iterator[Missing]:
    for name in ("witness1_name", "witness2_name"):
        if not getattr(at.house, name):
            label = gettext(HouseRepair.declared()[name].label)
            yield Missing(gettext("Type the name: {label}.").format(label=label), name, "handover")


def has_photo_after(at: Situation) -> Iterator[Missing]:
    if not any(photo.stage == "after" for photo in at.photos):
        yield Missing(gettext("Add at least one photo from after the repair."), "after", "photos")


def has_certificate(at: Situation) -> Iterator[Missing]:
    if not at.certificates:
        yield Missing(gettext("Issue the handover certificate."), CERTIFICATE, "documents")


def is_accounted_for(at: Situation) -> Iterator[Missing]:
    """Nothing is spent that nobody gave, of CODI's part and of the whole."""
    for source, sentence in (
        (money.CODI, gettext("{over} baht more of CODI's money was spent than received. Correct the entries.")),
        (None, gettext("{over} baht more was spent than received. Enter who gave it.")),
    ):
        over = money.total(at.entries, "spent", source) - money.total(at.entries, "received", source)
        if over > 0:
            yield Missing(sentence.format(over=format_baht(over)), "amount_satang", "money")
            return


def has_refund_note(at: Situation) -> Iterator[Missing]:
    left = at.codi("received") - at.codi("spent")
    if left > 0 and not at.house.refund_note:
        sentence = gettext("{left} baht of CODI's money is left over. Say what became of it.")
        yield Missing(sentence.format(left=format_baht(left)), "refund_note", "handover")


ALWAYS: tuple[Requirement, ...] = (not_set_aside, in_order, day_in_order)

REQUIREMENTS: dict[str, tuple[Requirement, ...]] = {
    "surveyed": (),
    "certified": (has_household, has_owner, has_condition, has_photo_before, has_forum_decision),
    "proposed": (has_materials_with_prices, has_consent, has_parts_to_repair),
    "approved": (has_resolution, has_codi_plan, is_within_ceiling),
    "contracted": (approval_stands, has_contract, has_instalment),
    "repairing": (approval_stands,),
    "inspected": (approval_stands, has_photos_of_parts, has_receipts, has_inspection, is_within_ceiling),
    "handed_over": (
        approval_stands,
        has_handover_day,
        has_presider,
        has_witnesses,
        has_photo_after,
        has_certificate,
    ),
    "closed": (approval_stands, is_accounted_for, has_refund_note, is_within_ceiling),
}
