"""Who used personal data: what is noted, what is masked, and what needs a purpose."""

from pathlib import Path

import pypdfium2
import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.transfer import Transfer
from codi_desktop.reports.houses import Filter
from codi_desktop.services import access, editing, issuing, office, papers, reporting
from codi_desktop.services.access import Wanted
from codi_desktop.store.opening import DiskFull
from codi_desktop.store.store import Store
from tests.services.conftest import TAMBON
from tests.services.repaired import inspected

CITIZEN_ID = "1101700230708"


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def lines(store: Store) -> list[tuple[str, str, str, int]]:
    return [(line.act, line.kind, line.record, line.count) for line in access.all_lines(store, Wanted())]


@pytest.fixture
def numbered(store: Store, house: HouseRepair, owner: Person) -> Person:
    owner.fill({"citizen_id": CITIZEN_ID, "citizen_id_missing": None})
    editing.save(store, owner)
    return owner


def test_opening_a_record_with_personal_data_is_one_line(store: Store, owner: Person) -> None:
    for _ in range(3):
        access.viewed(store, "person", owner.id)
    (line,) = access.all_lines(store, Wanted(record=owner.id))
    assert (line.title, line.person, line.machine) == ("นางสังเวียน เพิ่มพูน", "พรรณทิพา", store.machine.name)


def test_a_record_that_tells_of_nobody_and_one_that_is_new_are_not_noted(store: Store) -> None:
    council = Organisation.new(TAMBON, name="สภาองค์กรชุมชน", category="council")
    editing.save(store, council)
    access.viewed(store, "organisation", council.id)
    access.viewed(store, "person", None)
    access.printed(store, "person", [], "รายชื่อ")
    assert lines(store) == []


def test_a_full_disk_never_keeps_anybody_from_opening_a_record(
    store: Store, owner: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr(store, "note_access", full)
    access.viewed(store, "person", owner.id)
    assert "was not noted" in caplog.text
    caplog.clear()
    with pytest.raises(DiskFull):
        access.identifier_shown(store, owner.id, "ตรวจบัตร")


@pytest.mark.parametrize("purpose", ["", "  ", "\u00a0"])
def test_a_number_is_not_shown_in_full_without_a_purpose(store: Store, owner: Person, purpose: str) -> None:
    with pytest.raises(access.PurposeNeeded):
        access.identifier_shown(store, owner.id, purpose)
    assert lines(store) == []


def test_the_purpose_of_showing_a_number_is_kept(store: Store, owner: Person) -> None:
    access.identifier_shown(store, owner.id, " เทียบกับ  บัตร ")
    (line,) = access.all_lines(store, Wanted(act="identifier"))
    assert (line.record, line.purpose) == (owner.id, "เทียบกับ บัตร")


def test_a_printed_list_masks_citizen_ids_and_is_one_line(store: Store, numbered: Person) -> None:
    pdf = reporting.house_list_pdf(store, Filter(), [])
    assert "x-xxxx-xxxxx-70-8" in text_of(pdf)
    assert "1-1017-00230-70-8" not in text_of(pdf)
    (line,) = access.all_lines(store, Wanted())
    assert (line.act, line.kind, line.count, line.purpose) == ("printed", "house_repair", 1, "")


def test_a_list_with_full_numbers_says_on_paper_what_for_and_notes_it(store: Store, numbered: Person) -> None:
    pdf = reporting.house_list_pdf(store, Filter(), [], purpose="ส่งให้ พมจ.")
    assert "1-1017-00230-70-8" in text_of(pdf)
    assert "พมจ." in text_of(pdf)
    (line,) = access.all_lines(store, Wanted())
    assert line.purpose == "ส่งให้ พมจ."


def test_a_draft_that_is_kept_is_noted_and_one_that_is_looked_at_is_not(
    store: Store, house: HouseRepair, tmp_path: Path
) -> None:
    papers.draft(store, house.id, thai_numerals=True)
    assert lines(store) == []
    papers.keep_draft(store, "handover_certificate", house.id, tmp_path / "ร่าง.pdf", thai_numerals=True)
    assert lines(store) == [("printed", "house_repair", house.id, 1)]


def test_a_backup_that_is_taken_away_is_noted(store: Store, owner: Person, tmp_path: Path) -> None:
    office.back_up(store, tmp_path / "สำรอง.codi-backup")
    (line,) = access.all_lines(store, Wanted())
    assert (line.act, line.count, "สำรอง.codi-backup" in line.about) == ("exported", 1, True)


def test_values_are_given_with_their_numbers_masked() -> None:
    values = {"first_name": "สังเวียน", "citizen_id": CITIZEN_ID, "phone": "0812345678", "note": None}
    assert access.masked(Person, values) == values | {"citizen_id": "x-xxxx-xxxxx-70-8"}


def test_numbers_in_kept_facts_are_masked_too() -> None:
    """A person who moves to another tambon travels in the facts of the transfer."""
    facts = {"records": [{"kind": "person", "values": {"citizen_id": CITIZEN_ID, "phone": "0812345678"}}]}
    shown = access.masked(Transfer, {"content": facts, "about": "สังเวียน"})
    assert CITIZEN_ID not in str(shown)
    assert "0812345678" in str(shown)
    assert CITIZEN_ID in str(facts)


def test_papers_that_were_numbered_or_printed_again_are_one_line_each(store: Store, tmp_path: Path) -> None:
    houses = [inspected(store), inspected(store)]
    batch = issuing.issue(store, issuing.CERTIFICATE, [house.id for house in houses], out=tmp_path / "ใบ.pdf")
    assert lines(store) == [("printed", "house_repair", "", 2)]
    issuing.reprint(store, [batch.papers[0].id], out=tmp_path / "อีกครั้ง.pdf")
    newest, _ = access.all_lines(store, Wanted())
    assert (newest.record, newest.about.endswith(batch.papers[0].number)) == (houses[0].id, True)
