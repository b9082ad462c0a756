"""The record of processing is collected from what is kept: records, bundles, and who used what in the period."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from codi_desktop.records.organisation import Organisation
from codi_desktop.services import access, editing, exchanging, office, processing
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
