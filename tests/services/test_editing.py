"""Forms of any kind: opened, filled, saved, with the names that other records repeat."""

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import editing
from codi_desktop.store.saving import NotAccepted
from codi_desktop.store.store import Store

TAMBON = "190406"


def test_a_new_house_begins_in_this_tambon_and_surveyed(store: Store) -> None:
    form = editing.load(store, "house_repair")
    assert isinstance(form.record, HouseRepair)
    assert (form.record.scope, form.record.step, form.record.programme) == (TAMBON, "surveyed", "baan_por_piang")
    assert [problem.field for problem in form.problems] == ["fiscal_year"]
    assert form.draft is None


def test_a_form_offers_what_was_typed_and_not_saved(store: Store, house: HouseRepair) -> None:
    store.keep_draft(editing.form_name("house_repair", house.id), {"note": "ค้างไว้"})
    assert editing.load(store, "house_repair", house.id).draft == {"note": "ค้างไว้"}
    assert editing.load(store, "house_repair").draft is None


def test_an_unknown_kind_or_field_is_named(store: Store) -> None:
    with pytest.raises(editing.NoSuchKind):
        editing.load(store, "unicorn")
    with pytest.raises(editing.NoSuchField) as refused:
        editing.fill(Person.new(TAMBON), {"horn": 1})
    assert "horn" in str(refused.value)


def test_a_house_repeats_its_owner_and_address(house: HouseRepair) -> None:
    assert (house.owner_name, house.house_number, house.moo) == ("นางสังเวียน เพิ่มพูน", "47/2", 6)
    assert house.title().replace("\u00a0", " ") == "บ้านนางสังเวียน เพิ่มพูน 47/2 ม.6"


def test_who_corrects_a_name_corrects_it_everywhere_in_one_action(
    store: Store, house: HouseRepair, household: Household, owner: Person
) -> None:
    owner.last_name = "เพิ่มพูนทรัพย์"
    saved = editing.save(store, owner)
    assert store.get(HouseRepair, house.id).owner_name == "นางสังเวียน เพิ่มพูนทรัพย์"
    assert store.get(Household, household.id).head_name == "นางสังเวียน เพิ่มพูนทรัพย์"
    store.undo(saved.action)
    assert store.get(HouseRepair, house.id).owner_name == "นางสังเวียน เพิ่มพูน"


def test_who_corrects_an_address_corrects_it_on_the_house(
    store: Store, house: HouseRepair, household: Household
) -> None:
    household.house_number = "47/3"
    editing.save(store, household)
    assert store.get(HouseRepair, house.id).house_number == "47/3"
    assert store.find("47/3", kinds=["house_repair"]) == [house.id]


def test_an_owner_and_a_house_saved_together_know_each_other(store: Store) -> None:
    person = Person.new(TAMBON, prefix="นาง", first_name="บุญเงิน", last_name="นามโคตร", citizen_id_missing="ไม่มีในบทความ")
    house = HouseRepair.new(TAMBON, fiscal_year=2565, owner=person.id)
    editing.save(store, [house, person])
    assert store.get(HouseRepair, house.id).owner_name == "นางบุญเงิน นามโคตร"


def test_a_reference_that_has_not_arrived_is_no_obstacle(store: Store) -> None:
    house = HouseRepair.new(TAMBON, fiscal_year=2565, owner=f"{TAMBON}.01ARZ3NDEKTSV4RRFFQ69G5FAV", owner_name="นางคำ")
    editing.save(store, house)
    assert store.get(HouseRepair, house.id).owner_name == "นางคำ"


def test_a_role_repeats_person_and_organisation(store: Store, owner: Person) -> None:
    council = Organisation.new(TAMBON, name="สภาองค์กรชุมชนตำบลเจริญธรรม", category="council")
    role = PersonRole.new(TAMBON, person=owner.id, organisation=council.id, role="member", role_title="สมาชิกสภาฯ")
    editing.save(store, [council, role])
    assert role.title() == "นางสังเวียน เพิ่มพูน สมาชิกสภาฯ"
    assert role.organisation_name == "สภาองค์กรชุมชนตำบลเจริญธรรม"


def test_typed_text_is_brought_into_its_normal_form(store: Store) -> None:
    person = Person.new(
        TAMBON, first_name=" เ\u0e19\u0e49\u0e4d\u0e32  ", citizen_id="3 2498 00008 34 1", phone="๐๘๑-๒๓๔ ๕๖๗๘"
    )
    editing.save(store, person)
    assert (person.first_name, person.citizen_id, person.phone) == ("เน้ำ", "3249800008341", "0812345678")


def test_a_citizen_id_with_a_wrong_last_digit_is_kept_only_with_a_note(store: Store) -> None:
    person = Person.new(TAMBON, first_name="คำ", citizen_id="3249800008342")
    with pytest.raises(NotAccepted):
        editing.save(store, person)
    person.citizen_id_note = "เลขตามบัตรเก่า"
    saved = editing.save(store, person)
    assert [problem.field for problem in saved.warnings] == ["citizen_id"]


def test_a_citizen_id_is_missing_only_with_a_reason(store: Store) -> None:
    with pytest.raises(NotAccepted) as refused:
        editing.save(store, Person.new(TAMBON, first_name="คำ"))
    assert [problem.field for problem in refused.value.problems] == ["citizen_id_missing"]


def test_every_problem_is_told_at_once(store: Store) -> None:
    house = HouseRepair.new(TAMBON, fiscal_year=1999, repair_class="castle", priority_override=5)
    with pytest.raises(NotAccepted) as refused:
        editing.save(store, house)
    assert {p.field for p in refused.value.problems} == {"fiscal_year", "repair_class", "priority_reason"}


def test_kinds_are_described_in_the_user_s_language() -> None:
    described = {kind.kind: kind for kind in editing.kinds_described()}
    house = {field.name: field for field in described["house_repair"].fields}
    assert (house["roof_before"].type, house["roof_before"].choices["3"]) == ("condition", "อันตราย")
    assert (house["owner"].refers_to, house["owner"].privacy) == ("person", "personal")
    assert house["fiscal_year"].required
    assert described["money_entry"].append_only
    assert {f.name: f.privacy for f in described["person"].fields}["citizen_id"] == "identifier"
    assert described["household"].sections["address"] == "ที่อยู่"
