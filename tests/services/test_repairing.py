"""A house goes through its steps: each says what it needs, and an approval binds what was approved."""

from collections.abc import Callable
from typing import Any

import pytest

from codi_desktop.records._choices import STEPS
from codi_desktop.records._record import Record
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.person import Person
from codi_desktop.records.photo import Photo
from codi_desktop.records.priority_weights import PriorityWeights
from codi_desktop.records.programme_rule import ProgrammeRule
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import editing, money, repairing
from codi_desktop.store.store import EnteredForGood, Store, live

TAMBON = "190406"
BAHT = 100
DAYS = {step: f"2022-0{place}-01" for place, step in enumerate(STEPS, 1)}


def change(store: Store, record: Record, **values: Any) -> None:
    fresh = store.by_id(record.id)
    fresh.fill(values)
    editing.save(store, fresh)


def add_photo(store: Store, house: HouseRepair, stage: str, part: str | None = None) -> None:
    store.save(Photo.new(TAMBON, house=house.id, stage=stage, part=part, attachment="sha256:" + "a" * 64))


def before_certified(store: Store, house: HouseRepair) -> None:
    change(store, house, roof_before=3, floor_before=2, community_rank=1)
    add_photo(store, house, "before")


def before_proposed(store: Store, house: HouseRepair) -> None:
    change(store, house, tenure="owner", repair_parts=["roof"])
    item = MaterialItem.new(
        TAMBON, house=house.id, item="กระเบื้อง", quantity=120, unit="แผ่น", unit_price_satang=45 * BAHT
    )
    store.save(item)


def before_approved(store: Store, house: HouseRepair) -> None:
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=20_500 * BAHT)


def before_contracted(store: Store, house: HouseRepair) -> None:
    change(store, house, contract_no="12/2565")
    money.enter(store, house.id, phase="received", source="CODI", amount_satang=20_500 * BAHT, instalment_no=1)


def before_repairing(_store: Store, _house: HouseRepair) -> None:
    """Nothing: the money is there."""


def before_inspected(store: Store, house: HouseRepair) -> None:
    add_photo(store, house, "after", "roof")
    money.enter(store, house.id, phase="spent", source="CODI", amount_satang=18_640 * BAHT, receipt_no="1/7")
    names = {f"inspector{n}_name": f"ผู้ตรวจ {n}" for n in (1, 2, 3)}
    store.save(Inspection.new(TAMBON, house=house.id, day=DAYS["inspected"], passed=True, **names))


def before_handed_over(store: Store, house: HouseRepair) -> None:
    change(
        store,
        house,
        handover_on=DAYS["handed_over"],
        presider_unknown=True,
        witness1_name="นายสาโรช มีภู่",
        witness2_name="นางพรรณทิพา ฤทธิ์แก้ว",
    )
    paper = IssuedDocument.new(
        TAMBON, document="handover_certificate", house=house.id, number="1/2565", day=DAYS["handed_over"]
    )
    store.save(paper)


def before_closed(store: Store, house: HouseRepair) -> None:
    change(store, house, refund_note="ส่งคืน พอช. แล้ว")


PREPARATIONS: dict[str, Callable[[Store, HouseRepair], None]] = {
    "certified": before_certified,
    "proposed": before_proposed,
    "approved": before_approved,
    "contracted": before_contracted,
    "repairing": before_repairing,
    "inspected": before_inspected,
    "handed_over": before_handed_over,
    "closed": before_closed,
}


def take(store: Store, house: HouseRepair, step: str, **answers: Any) -> None:
    resolution = {"resolution": f"{step}/2565"} if "resolution" in repairing.ASKED[step] else {}
    repairing.take_step(store, house.id, step, **{"day": DAYS[step], **resolution, **answers})


def lead_to(store: Store, house: HouseRepair, step: str) -> HouseRepair:
    """Bring a house to a step, with all that each needs."""
    for code, prepare in PREPARATIONS.items():
        prepare(store, house)
        take(store, house, code)
        if code == step:
            break
    return store.get(HouseRepair, house.id)


def ready_for(store: Store, house: HouseRepair, step: str) -> HouseRepair:
    """Bring a house just before a step, with all that it needs."""
    before = list(STEPS)[list(STEPS).index(step) - 1]
    if before in PREPARATIONS:
        lead_to(store, house, before)
    PREPARATIONS[step](store, house)
    return store.get(HouseRepair, house.id)


def lacking(store: Store, house: HouseRepair, step: str) -> set[tuple[str, str]]:
    """Give field and section of everything that is missing."""
    return {(m.field, m.section) for m in repairing.missing(store, store.get(HouseRepair, house.id), step)}


def test_a_house_goes_all_the_way(store: Store, house: HouseRepair) -> None:
    closed = lead_to(store, house, "closed")
    assert closed.step == "closed"
    assert repairing.next_step(closed) is None
    taken = repairing.steps_taken(store, house.id)
    assert [(s.step, s.day) for s in taken] == [(step, DAYS[step]) for step in PREPARATIONS]
    assert {s.by_name for s in taken} == {"พรรณทิพา"}


GAPS = {
    "certified": {("posts_before", "condition"), ("before", "photos")},
    "proposed": {("item", "materials"), ("tenure", "owner"), ("repair_parts", "work")},
    "approved": {("amount_satang", "money")},
    "contracted": {("contract_no", "programme"), ("instalment_no", "money")},
    "repairing": set(),
    "inspected": {("roof", "photos"), ("amount_satang", "money"), ("inspector1_name", "inspection")},
    "handed_over": {
        ("handover_on", "handover"),
        ("presider_name", "handover"),
        ("witness1_name", "handover"),
        ("witness2_name", "handover"),
        ("handover_certificate", "documents"),
    },
    "closed": {("refund_note", "handover")},
}


@pytest.mark.parametrize("step", PREPARATIONS)
def test_each_step_lists_what_it_lacks_and_is_refused_until_then(store: Store, house: HouseRepair, step: str) -> None:
    before = list(STEPS)[list(STEPS).index(step) - 1]
    if before in PREPARATIONS:
        lead_to(store, house, before)
    assert lacking(store, house, step) == GAPS[step]
    if not GAPS[step]:
        return
    vector = store.vector()
    with pytest.raises(repairing.StepRefused) as refused:
        take(store, house, step)
    assert {(m.field, m.section) for m in refused.value.missing} >= GAPS[step]
    assert all(m.sentence in str(refused.value) for m in refused.value.missing)
    assert store.vector() == vector
    assert store.get(HouseRepair, house.id).step == before


def test_the_first_step_lists_all_that_is_missing(store: Store) -> None:
    empty = HouseRepair.new(TAMBON, fiscal_year=2565)
    store.save(empty)
    assert lacking(store, empty, "certified") == {
        ("household", "owner"),
        ("owner", "owner"),
        ("posts_before", "condition"),
        ("before", "photos"),
    }


def test_the_forum_decides_by_resolution_or_rank(store: Store, house: HouseRepair) -> None:
    before_certified(store, house)
    change(store, house, community_rank=None)
    with pytest.raises(repairing.StepRefused) as refused:
        take(store, house, "certified", resolution="")
    assert [m.field for m in refused.value.missing] == ["resolution"]
    assert lacking(store, house, "certified") == set()  # what is asked with the step is no gap of the house
    take(store, house, "certified", resolution="1/2565")


def test_a_step_is_not_skipped_and_not_taken_twice(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "certified")
    assert ("step", "state") in lacking(store, house, "approved")
    assert ("step", "state") in lacking(store, house, "certified")
    assert ("step", "state") in lacking(store, house, "surveyed")
    assert repairing.next_step(store.get(HouseRepair, house.id)) == "proposed"


def test_a_step_does_not_lie_before_the_one_before_it(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "proposed")
    with pytest.raises(repairing.StepRefused) as refused:
        take(store, house, "proposed", day="2022-01-31")
    assert [m.field for m in refused.value.missing] == ["day"]
    assert "1 ก.พ. 2565" in refused.value.missing[0].sentence


def test_an_unknown_step_is_named(store: Store, house: HouseRepair) -> None:
    with pytest.raises(repairing.NoSuchStep):
        repairing.take_step(store, house.id, "flying", day="2022-01-01")


def test_materials_need_prices(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "proposed")
    store.save(MaterialItem.new(TAMBON, house=house.id, item="ตะปู", quantity=2, unit="กก."))
    assert lacking(store, house, "proposed") == {("unit_price_satang", "materials")}


@pytest.mark.parametrize("tenure", ["house_only", "living", "rent", "state_land", "encroach"])
def test_who_does_not_own_house_and_land_needs_the_owner_s_consent(
    store: Store, house: HouseRepair, tenure: str
) -> None:
    ready_for(store, house, "proposed")
    change(store, house, tenure=tenure)
    assert lacking(store, house, "proposed") == {("owner_consent", "owner"), ("consent_document", "owner")}
    change(store, house, owner_consent=True, consent_document="sha256:" + "c" * 64)
    assert lacking(store, house, "proposed") == set()


def test_above_the_ceiling_only_with_a_resolution(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "approved")
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=640 * BAHT)
    missing = repairing.missing(store, store.get(HouseRepair, house.id), "approved")
    assert [(m.field, m.section) for m in missing] == [("resolution", "money")]
    assert "640" in missing[0].sentence
    assert "20,500" in missing[0].sentence
    (_, over) = money.standing(store, house.id)
    money.reissue(store, over.id, "มีมติแล้ว", resolution="5/2565")
    assert lacking(store, house, "approved") == set()


def test_money_of_partners_has_no_ceiling(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "approved")
    money.enter(store, house.id, phase="planned", source="company", amount_satang=90_000 * BAHT)
    assert lacking(store, house, "approved") == set()


def test_a_year_without_a_rule_needs_one(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "approved")
    change(store, house, fiscal_year=2590)
    assert lacking(store, house, "approved") == {("ceiling_satang", "programme")}


def test_nothing_is_approved_without_a_resolution(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "approved")
    with pytest.raises(repairing.StepRefused) as refused:
        take(store, house, "approved", resolution="")
    assert [(m.field, m.section) for m in refused.value.missing] == [("resolution", "step")]


def test_an_approval_keeps_what_was_approved(store: Store, house: HouseRepair) -> None:
    approved = lead_to(store, house, "approved")
    given = repairing.approval(store, approved)
    assert given is not None
    assert (given.valid, given.day, given.resolution, given.changed) == (True, DAYS["approved"], "approved/2565", [])
    (step,) = store.rows(live(StepTaken).where(StepTaken.step == "approved"))
    assert step.facts["codi_planned_satang"] == 20_500 * BAHT
    assert len(step.digest) == 64


def test_a_house_that_nobody_approved_has_no_approval(store: Store, house: HouseRepair) -> None:
    assert repairing.approval(store, house) is None


def test_a_change_to_what_was_approved_voids_the_approval_until_it_is_given_again(
    store: Store, house: HouseRepair
) -> None:
    lead_to(store, house, "contracted")
    change(store, house, repair_parts=["roof", "floor"])
    (item,) = store.rows(live(MaterialItem))
    change(store, item, quantity=150)
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=100 * BAHT, resolution="9")
    given = repairing.approval(store, store.get(HouseRepair, house.id))
    assert given is not None
    assert not given.valid
    assert [(c.label, c.before, c.after) for c in given.changed] == [
        ("ส่วนที่จะซ่อม", "หลังคา", "หลังคา, พื้น"),
        ("รายการวัสดุ", "กระเบื้อง 120 แผ่น ราคาหน่วยละ 45 บาท", "กระเบื้อง 150 แผ่น ราคาหน่วยละ 45 บาท"),
        ("เงิน พอช. ที่ตั้งไว้", "20,500", "20,600"),
    ]
    with pytest.raises(repairing.StepRefused) as refused:
        take(store, house, "repairing")
    assert "รายการวัสดุ" in str(refused.value)
    take(store, house, "approved", day=DAYS["contracted"], resolution="อนุมัติใหม่/2565")
    again = store.get(HouseRepair, house.id)
    assert again.step == "contracted"  # being approved again does not set it back
    renewed = repairing.approval(store, again)
    assert renewed is not None
    assert (renewed.valid, renewed.resolution) == (True, "อนุมัติใหม่/2565")
    take(store, house, "repairing")


def test_a_change_back_makes_the_approval_whole_again(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "approved")
    for parts, valid in ((["floor"], False), (["roof"], True)):
        change(store, house, repair_parts=parts)
        given = repairing.approval(store, store.get(HouseRepair, house.id))
        assert given is not None
        assert given.valid is valid


def test_a_correction_of_the_owner_s_name_does_not_void_the_approval(
    store: Store, house: HouseRepair, owner: Person
) -> None:
    lead_to(store, house, "approved")
    change(store, owner, last_name="เพิ่มพูล")
    given = repairing.approval(store, store.get(HouseRepair, house.id))
    assert given is not None
    assert given.valid


def test_another_owner_voids_the_approval_and_is_named(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "approved")
    other = Person.new(TAMBON, prefix="นาง", first_name="บุญเงิน", last_name="นามโคตร", citizen_id_missing="ไม่มีในบทความ")
    store.save(other)
    change(store, house, owner=other.id)
    given = repairing.approval(store, store.get(HouseRepair, house.id))
    assert given is not None
    assert [(c.label, c.before, c.after) for c in given.changed] == [
        ("เจ้าของบ้าน", "นางสังเวียน เพิ่มพูน", "นางบุญเงิน นามโคตร")
    ]


def test_what_is_approved_and_unchanged_is_not_approved_again(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "approved")
    with pytest.raises(repairing.StepRefused):
        take(store, house, "approved")


def test_every_repaired_part_needs_its_photo(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "repairing")
    PREPARATIONS["inspected"](store, house)
    change(store, house, repair_parts=["roof", "floor"])
    assert ("floor", "photos") in lacking(store, house, "inspected")
    add_photo(store, house, "before", "floor")
    assert ("floor", "photos") in lacking(store, house, "inspected")
    add_photo(store, house, "during", "floor")
    assert ("floor", "photos") not in lacking(store, house, "inspected")


def test_money_spent_needs_receipts_but_labour_does_not(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "inspected")
    money.enter(
        store, house.id, phase="spent", source="community", form="labour", labour_days=3, day_rate_satang=40_000
    )
    assert lacking(store, house, "inspected") == set()
    money.enter(store, house.id, phase="spent", source="family", amount_satang=500 * BAHT)
    assert lacking(store, house, "inspected") == {("receipt_no", "money")}


@pytest.mark.parametrize(
    ("values", "field"), [({"passed": False}, "passed"), ({"inspector3_name": None}, "inspector3_name")]
)
def test_an_inspection_is_by_three_and_passed(
    store: Store, house: HouseRepair, values: dict[str, Any], field: str
) -> None:
    ready_for(store, house, "inspected")
    (inspection,) = store.rows(live(Inspection))
    change(store, inspection, **values)
    assert lacking(store, house, "inspected") == {(field, "inspection")}


def test_a_later_inspection_settles_an_earlier_one(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "inspected")
    names = {f"inspector{n}_name": f"ผู้ตรวจ {n}" for n in (1, 2, 3)}
    store.save(Inspection.new(TAMBON, house=house.id, day="2022-06-20", passed=False, **names))
    assert lacking(store, house, "inspected") == set()
    store.save(Inspection.new(TAMBON, house=house.id, day="2022-07-20", passed=False, **names))
    assert lacking(store, house, "inspected") == {("passed", "inspection")}


@pytest.mark.parametrize(
    ("values", "gap"),
    [
        ({"handover_on": None}, ("handover_on", "handover")),
        ({"presider_unknown": None}, ("presider_name", "handover")),
        ({"witness1_name": None}, ("witness1_name", "handover")),
        ({"witness2_name": None}, ("witness2_name", "handover")),
    ],
)
def test_the_handover_needs_its_people_and_day(
    store: Store, house: HouseRepair, values: dict[str, Any], gap: tuple[str, str]
) -> None:
    ready_for(store, house, "handed_over")
    change(store, house, **values)
    assert lacking(store, house, "handed_over") == {gap}


def test_the_handover_needs_a_photo_from_after_and_a_certificate_that_is_not_void(
    store: Store, house: HouseRepair
) -> None:
    ready_for(store, house, "handed_over")
    (after,) = store.rows(live(Photo).where(Photo.stage == "after"))
    store.delete(after, why="ผิดหลัง")
    (paper,) = store.rows(live(IssuedDocument))
    change(store, paper, void_on="2022-08-02", void_reason="ชื่อผิด")
    assert lacking(store, house, "handed_over") == {("after", "photos"), ("handover_certificate", "documents")}


def test_nothing_is_closed_that_was_spent_and_not_received(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "closed")
    money.enter(store, house.id, phase="spent", source="family", amount_satang=5_000 * BAHT, receipt_no="9")
    assert lacking(store, house, "closed") == {("amount_satang", "money")}
    money.enter(store, house.id, phase="received", source="family", amount_satang=5_000 * BAHT)
    assert lacking(store, house, "closed") == set()


def test_codi_s_money_is_not_stretched_by_a_partner_s(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "closed")
    money.enter(store, house.id, phase="received", source="company", amount_satang=9_000 * BAHT)
    (spent,) = [e for e in money.standing(store, house.id) if e.phase == "spent"]
    money.reissue(store, spent.id, "ใบเสร็จผิด", amount_satang=20_600 * BAHT, resolution="9/2565")
    assert lacking(store, house, "closed") == {("amount_satang", "money")}


def test_money_left_over_is_accounted_for(store: Store, house: HouseRepair) -> None:
    ready_for(store, house, "closed")
    change(store, house, refund_note=None)
    assert lacking(store, house, "closed") == {("refund_note", "handover")}


def test_a_house_goes_back_with_a_reason(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "proposed")
    with pytest.raises(repairing.StepRefused):
        repairing.step_back(store, house.id, "surveyed", why="", day="2022-03-02")
    with pytest.raises(repairing.StepRefused):
        repairing.step_back(store, house.id, "approved", why="ผิด", day="2022-03-02")
    repairing.step_back(store, house.id, "certified", why="จังหวัดส่งคืน", day="2022-03-02")
    assert store.get(HouseRepair, house.id).step == "certified"
    assert repairing.steps_taken(store, house.id)[-1].note == "จังหวัดส่งคืน"


def test_a_step_is_not_undone_but_gone_back_with_a_reason(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "approved")
    action = store.last_action()
    assert action is not None
    with pytest.raises(EnteredForGood):
        store.undo(action)
    assert store.get(HouseRepair, house.id).step == "approved"


@pytest.mark.parametrize("side", ["reserve", "withdrawn", "deceased", "moved"])
def test_a_house_that_is_set_aside_takes_no_step_until_it_is_back(store: Store, house: HouseRepair, side: str) -> None:
    ready_for(store, house, "proposed")
    with pytest.raises(repairing.StepRefused):
        repairing.set_aside(store, house.id, side, why="", day="2022-02-02")
    repairing.set_aside(store, house.id, side, why="ตามมติ", day="2022-02-02")
    aside = store.get(HouseRepair, house.id)
    assert (aside.side_state, aside.side_reason, repairing.next_step(aside)) == (side, "ตามมติ", None)
    assert lacking(store, house, "proposed") == {("side_state", "state")}
    repairing.resume(store, house.id, why="กลับมาแล้ว", day="2022-02-20")
    take(store, house, "proposed")
    with pytest.raises(repairing.StepRefused):
        repairing.resume(store, house.id, why="อีกครั้ง", day="2022-02-20")


def test_a_house_is_replaced_only_by_a_resolution_that_names_the_other(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "approved")
    other = HouseRepair.new(TAMBON, fiscal_year=2565)
    store.save(other)
    asked = {"why": "ย้ายไปอยู่กับลูก", "day": "2022-04-02"}
    with pytest.raises(repairing.StepRefused) as refused:
        repairing.set_aside(store, house.id, "substituted", **asked)
    assert [m.field for m in refused.value.missing] == ["resolution", "replaced_by"]
    with pytest.raises(repairing.StepRefused):
        repairing.set_aside(store, house.id, "substituted", resolution="7/2565", replaced_by=house.id, **asked)
    repairing.set_aside(store, house.id, "substituted", resolution="7/2565", replaced_by=other.id, **asked)
    assert store.get(HouseRepair, house.id).replaced_by == other.id
    assert store.get(HouseRepair, other.id).replaces == house.id
    step = repairing.steps_taken(store, house.id)[-1]
    assert (step.step, step.resolution, step.other_house) == ("substituted", "7/2565", other.id)
    with pytest.raises(repairing.StepRefused):
        repairing.resume(store, house.id, why="กลับมา", day="2022-04-03")
    third = HouseRepair.new(TAMBON, fiscal_year=2565)
    store.save(third)
    with pytest.raises(repairing.StepRefused):
        repairing.set_aside(store, third.id, "substituted", resolution="8/2565", replaced_by=other.id, **asked)


def test_a_house_that_was_handed_over_is_not_set_aside(store: Store, house: HouseRepair) -> None:
    lead_to(store, house, "handed_over")
    with pytest.raises(repairing.StepRefused):
        repairing.set_aside(store, house.id, "withdrawn", why="เปลี่ยนใจ", day="2022-09-01")


@pytest.mark.parametrize(
    ("year", "baht"),
    [(2560, 18_000), (2562, 18_000), (2563, 19_000), (2564, 20_000), (2565, 20_500), (2567, 20_000), (2568, 40_000)],
)
def test_each_year_has_its_ceiling(store: Store, year: int, baht: int) -> None:
    ceiling = repairing.ceiling_for(store, HouseRepair.new(TAMBON, fiscal_year=year))
    assert ceiling is not None
    assert ceiling.satang == baht * BAHT
    assert ceiling.source


def test_the_narrower_rule_goes_before_the_wider_and_the_nearer_area_before_the_upper(store: Store) -> None:
    def rule(scope: str, baht: int, **values: Any) -> None:
        made = ProgrammeRule.new(scope, programme="baan_por_piang", ceiling_satang=baht * BAHT, **values)
        store.save(made)

    def now(**values: Any) -> int:
        house = HouseRepair.new(TAMBON, **{"fiscal_year": 2565, **values})
        found = repairing.ceiling_for(store, house, "2022-09-05")
        return 0 if found is None else found.satang // BAHT

    rule("TH", 18_000, fiscal_year=2565, batch="2")
    rule(TAMBON, 19_500, fiscal_year=2565)
    rule(TAMBON, 1, fiscal_year=2565, valid_from="2022-10-01")
    rule(TAMBON, 2, fiscal_year=2565, valid_to="2022-09-04")
    assert now() == 19_500
    assert now(batch="2") == 18_000
    assert now(batch="3") == 19_500
    assert now(repair_class="new_build") == 40_000
    assert now(fiscal_year=2566) == 20_000
    assert now(programme="other") == 0


def test_a_rule_of_another_tambon_does_not_speak_here(store: Store, house: HouseRepair) -> None:
    rule = ProgrammeRule.new(TAMBON, programme="baan_por_piang", fiscal_year=2565, ceiling_satang=1)
    store.save(rule)
    neighbour = repairing.ceiling_for(store, HouseRepair.new("190405", fiscal_year=2565))
    here = repairing.ceiling_for(store, house)
    assert neighbour is not None
    assert here is not None
    assert (neighbour.satang, here.satang) == (20_500 * BAHT, 1)


def test_priority_explains_every_point(store: Store, house: HouseRepair, household: Household, owner: Person) -> None:
    change(store, household, tenure="rent")
    change(store, owner, income_satang=3_000 * BAHT, income_period="month")
    change(
        store,
        house,
        roof_before=3,
        toilet_before=2,
        walls_before=0,
        hazards=["collapse", "wiring"],
        vulnerabilities=["elderly"],
        in_tpmap=True,
        helped_before=True,
        help_year=2560,
    )
    found = repairing.priority(store, store.get(HouseRepair, house.id))
    assert [(p.label, p.points) for p in found.parts] == [
        ("หลังคา", 15),
        ("ห้องน้ำ ห้องส้วม", 4),
        ("อันตรายของบ้าน", 6),
        ("จำนวนสมาชิก", 4),
        ("ผู้ที่ต้องพึ่งพิง", 6),
        ("กลุ่มเปราะบาง", 4),
        ("รายได้น้อย", 10),
        ("สิทธิในที่อยู่อาศัย", 3),
        ("มีชื่อในฐานข้อมูลของรัฐ", 3),
        ("เคยได้รับความช่วยเหลือเรื่องบ้าน", -10),
    ]
    assert found.score == sum(p.points for p in found.parts) == 45
    assert all(p.why for p in found.parts)


def test_being_on_no_list_takes_nothing_away(store: Store, house: HouseRepair) -> None:
    change(store, house, roof_before=3)
    unknown = repairing.priority(store, store.get(HouseRepair, house.id)).score
    change(store, house, in_tpmap=False, in_thai_qm=False)
    assert repairing.priority(store, store.get(HouseRepair, house.id)).score == unknown


def test_points_set_by_hand_count_and_the_counted_ones_stay_beside_them(store: Store, house: HouseRepair) -> None:
    change(store, house, roof_before=3, priority_override=99, priority_reason="มติประชาคม")
    found = repairing.priority(store, store.get(HouseRepair, house.id))
    assert (found.score, found.by_hand, found.reason) == (99, True, "มติประชาคม")
    assert found.parts


def test_the_tambon_s_own_weights_go_before_the_national_ones(store: Store, house: HouseRepair) -> None:
    own = PriorityWeights.new(TAMBON, name="ของเรา", structure=10)
    store.save(own)
    change(store, house, roof_before=1)
    found = repairing.priority(store, store.get(HouseRepair, house.id))
    assert (found.score, found.weights_id) == (10, own.id)


def test_former_help_and_a_second_repair_of_one_house_warn_and_do_not_block(
    store: Store, house: HouseRepair, household: Household
) -> None:
    ready_for(store, house, "certified")
    change(store, house, helped_before=True, help_scheme="disaster", help_year=2563)
    editing.save(store, HouseRepair.new(TAMBON, fiscal_year=2564, household=household.id))
    said = repairing.warnings(store, store.get(HouseRepair, house.id))
    assert any("2563" in sentence and "ปภ." in sentence for sentence in said)
    assert any("2564" in sentence for sentence in said)
    take(store, house, "certified")
