"""Single kinds of record: their titles, sums and rules between fields, and what ships as facts."""

import json
from typing import Any

import pytest

from codi_desktop.paths import resource
from codi_desktop.records._choices import PARTS
from codi_desktop.records._record import Record, WriteThroughStore, kinds, new_id, new_ulid, scope_of
from codi_desktop.records.area_membership import AreaMembership
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole

TAMBON = "190406"


def refused(record: Record) -> set[str]:
    return {problem.field for problem in record.check() if problem.refuses}


def warned(record: Record) -> set[str]:
    return {problem.field for problem in record.check() if not problem.refuses}


def facts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(resource("facts/areas.json").read_text(encoding="utf-8"))
    return found


def test_ids_sort_by_time_and_name_their_scope() -> None:
    ids = [new_ulid() for _ in range(3)]
    assert all(len(one) == 26 for one in ids)
    assert scope_of(new_id(TAMBON)) == TAMBON
    assert len(set(ids)) == 3


def test_a_record_does_not_save_itself() -> None:
    record = Person.new(TAMBON, first_name="คำ")
    with pytest.raises(WriteThroughStore):
        record.save()
    with pytest.raises(WriteThroughStore):
        record.delete_instance()


def test_an_unknown_field_is_an_error_and_not_lost() -> None:
    with pytest.raises(KeyError):
        Person.new(TAMBON, first="คำ")


def test_a_new_house_begins_as_surveyed_repair_of_the_programme() -> None:
    house = HouseRepair.new(TAMBON)
    assert (house.step, house.programme, house.repair_class) == ("surveyed", "baan_por_piang", "repair")
    assert HouseRepair.new(TAMBON, step="approved").step == "approved"


def test_every_part_of_a_house_has_a_condition_before_and_after() -> None:
    house = HouseRepair.new(TAMBON, **{f"{part}_{when}": 1 for part in PARTS for when in ("before", "after")})
    assert {house.condition(part, when) for part in PARTS for when in ("before", "after")} == {1}
    assert house.condition("roof") == 1
    assert HouseRepair.new(TAMBON).condition("roof") is None


def test_titles_tell_what_they_stand_for() -> None:
    household = Household.new(TAMBON, house_number="47/2", moo=6, village_name="บ้านโคก", head_name="นางคำ ดี")
    assert household.title().replace("\u00a0", " ") == "นางคำ ดี 47/2 ม.6 บ้านโคก"
    nameless = Household.new(TAMBON)
    assert nameless.title() == f"ครัวเรือน รหัส {nameless.id[-4:]}"
    person = Person.new(TAMBON, prefix="นาง", first_name="สังเวียน", last_name="เพิ่มพูน")
    assert person.title() == "นางสังเวียน เพิ่มพูน"


def test_material_costs_quantity_times_price_to_the_satang() -> None:
    item = MaterialItem.new(TAMBON, item="ตะปู", quantity=2.5, unit="กก.", unit_price_satang=5_555)
    assert item.total_satang() == 13_888  # 13,887.5 rounded half up
    assert MaterialItem.new(TAMBON, quantity=0.1 + 0.2, unit_price_satang=1000).total_satang() == 300
    assert MaterialItem.new(TAMBON, quantity=3).total_satang() == 0


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (HouseRepair.new(TAMBON, fiscal_year=2565, priority_override=3), "priority_reason"),
        (HouseRepair.new(TAMBON, fiscal_year=2565, side_state="moved"), "side_reason"),
        (Household.new(TAMBON, lat=14.3), "lon"),
        (Household.new(TAMBON, lon=101.0), "lat"),
        (Person.new(TAMBON, first_name="คำ", citizen_id_missing="-", income_satang=5), "income_period"),
        (
            PersonRole.new(
                TAMBON, person="a.b", organisation="a.b", role="chair", from_day="2022-01-02", to_day="2022-01-01"
            ),
            "to_day",
        ),
        (
            AreaMembership.new(
                "TH", group_code="CW1", province_code="19", valid_from="2022-01-02", valid_to="2022-01-01"
            ),
            "valid_to",
        ),
        (
            Inspection.new(
                TAMBON, house="a.b", day="2022-01-01", passed=True, inspector1_name="ก", inspector3_name="ก"
            ),
            "inspector1_name",
        ),
        (IssuedDocument.new(TAMBON, document="x", number="1", day="2022-01-01", void_on="2022-01-01"), "void_reason"),
        (
            MoneyEntry.new(
                TAMBON, house="a.b", phase="spent", source="CODI", form="cash", amount_satang=1, labour_days=2
            ),
            "form",
        ),
        (
            MoneyEntry.new(
                TAMBON, house="a.b", phase="spent", source="CODI", form="cash", amount_satang=1, voids="a.c"
            ),
            "void_reason",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_together_is_refused(record: Record, field: str) -> None:
    assert refused(record) == {field}


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (HouseRepair.new(TAMBON, fiscal_year=2565, helped_before=True), "helped_before"),
        (Household.new(TAMBON, members_count=2, dependants_count=3), "dependants_count"),
        (
            Person.new(TAMBON, first_name="คำ", citizen_id_missing="-", born_on="1950-01-01", birth_year=2494),
            "birth_year",
        ),
        (Inspection.new(TAMBON, house="a.b", day="2022-01-01", passed=True, inspector1_name="ก"), "inspector3_name"),
        (MoneyEntry.new(TAMBON, house="a.b", phase="spent", source="CODI", form="cash", amount_satang=1), "receipt_no"),
        (
            MoneyEntry.new(TAMBON, house="a.b", phase="received", source="CODI", form="labour", amount_satang=1),
            "labour_days",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_only_doubtful_is_warned_about(record: Record, field: str) -> None:
    assert refused(record) == set()
    assert warned(record) == {field}


def test_every_shipped_fact_is_a_record_that_may_be_saved() -> None:
    for fact in facts():
        record = kinds()[fact["kind"]]()
        record.id = fact["id"]
        record.fill(fact["fields"])
        assert record.check() == [], fact
        assert {name: getattr(record, name) for name in fact["fields"]} == fact["fields"]
        assert scope_of(record.id) == "TH"


def test_facts_name_each_record_once_and_areas_by_their_code() -> None:
    ids = [fact["id"] for fact in facts()]
    assert len(set(ids)) == len(ids)
    areas = [fact for fact in facts() if fact["kind"] == "area"]
    assert all(fact["id"] == f"TH.{fact['fields']['code']}" for fact in areas)


def test_the_facts_hold_the_article_s_areas_and_not_the_official_list() -> None:
    levels = [fact["fields"]["level"] for fact in facts() if fact["kind"] == "area"]
    assert {level: levels.count(level) for level in set(levels)} == {
        "country": 1,
        "region": 1,
        "group": 3,
        "province": 13,
        "amphoe": 1,
        "tambon": 6,
    }
