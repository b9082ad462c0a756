"""The record of processing is collected from what is kept: records, bundles, and who used what in the period."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from codi_desktop.records._fields import Privacy
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.services import access, editing, exchanging, office, privacy, processing
from tests.services.offices import Offices, household, offices


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


def test_what_was_kept_sent_and_looked_at_is_told(tree: Offices) -> None:
    house = household(tree.tambon, "12/3")
    access.viewed(tree.tambon, "household", house)
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    today = date.today()  # noqa: DTZ011  as the paper counts
    told = processing.processing_record(tree.tambon, today - timedelta(days=1), today + timedelta(days=1))
    assert told.counts["household"] == 1
    assert "organisation" not in told.counts
    assert [(one.name, one.bundles) for one in told.receivers] == [("จังหวัดสระบุรี", 1)]
    assert told.accesses == {"viewed": 1, "exported": 1}


def test_who_reads_what_is_what_the_keys_do(tree: Offices) -> None:
    told = processing.processing_record(tree.tambon, *processing.period(date(2022, 9, 4)))
    assert [(one.privacy, one.tambon, one.above) for one in told.readings] == [
        (kept, "อ่านได้", "ไม่เห็น") for kept in (Privacy.PERSONAL, Privacy.SENSITIVE, Privacy.IDENTIFIER)
    ]
    assert [one.province[:6] for one in told.readings] == ["อ่านได", "อ่านได", "เห็นเฉ"]


def test_erasures_and_purposes_of_the_period_are_told_and_no_others(tree: Offices) -> None:
    people = [Person.new("190406", first_name=name, citizen_id="1101700207030") for name in ("ก", "ข", "ค")]
    editing.save(tree.tambon, people)
    for person in people[:2]:
        privacy.disclose(tree.tambon, person.id, "ตรวจสิทธิ์")
    access.printed(tree.tambon, "person", [people[0].id], "รายชื่อ", purpose="ขึ้นทะเบียน")
    privacy.erase(tree.tambon, people[2].id, "เจ้าของข้อมูลขอ")
    today = date.today()  # noqa: DTZ011  as the paper counts
    told = processing.processing_record(tree.tambon, today - timedelta(days=1), today + timedelta(days=1))
    assert told.erasures == 1
    assert told.full_numbers_for == ["ตรวจสิทธิ์ (ให้จังหวัดอ่าน 2 คน)", "ขึ้นทะเบียน (พิมพ์หรือส่งออก)"]
    assert told.accesses == {"printed": 1, "disclosed": 2, "erased": 1}
    before = processing.processing_record(tree.tambon, date(2020, 1, 1), date(2020, 12, 31))
    assert (before.erasures, before.full_numbers_for) == (0, [])


def test_a_purpose_that_ended_before_the_period_is_not_told(tree: Offices) -> None:
    person = Person.new("190406", first_name="ก", citizen_id="1101700207030")
    editing.save(tree.tambon, person)
    today = date.today()  # noqa: DTZ011  as the paper counts
    shown = privacy.disclose(tree.tambon, person.id, "ตรวจสิทธิ์")
    privacy.withdraw(tree.tambon, shown.id)
    later = processing.processing_record(tree.tambon, today + timedelta(days=1), today + timedelta(days=2))
    assert later.full_numbers_for == []


def test_another_period_tells_nothing_of_this_one(tree: Offices) -> None:
    access.viewed(tree.tambon, "household", household(tree.tambon, "12/3"))
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    told = processing.processing_record(tree.tambon, date(2020, 1, 1), date(2020, 12, 31))
    assert (told.receivers, told.accesses) == ([], {})


def test_the_council_is_named_with_its_address_and_phone(tree: Offices) -> None:
    kept = office.keep_council(tree.tambon, name="สภาฯ เจริญธรรม", short_name="", document_prefix="")
    record = tree.tambon.get(Organisation, kept.record_id)
    record.fill({"address": "9 หมู่ 6", "phone": "0812345678"})
    editing.save(tree.tambon, record)
    told = processing.processing_record(tree.tambon, *processing.period(date(2022, 9, 4)))
    assert (told.council, told.since) == ("สภาฯ เจริญธรรม", date(2021, 10, 1))
    assert told.contact == "9 หมู่ 6 โทร 081-234-5678"
