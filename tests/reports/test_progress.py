"""A dashboard counts what was true on a day, in the groups of that day, and says how far it can be believed."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.reports._report import Asked
from codi_desktop.reports.progress import progress, table
from codi_desktop.services import editing, reporting
from codi_desktop.services import repairing as steps
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from tests.services.repaired import inspected, surveyed

DAY = date(2022, 9, 5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A machine that may write everywhere, so that houses of several provinces can be made."""
    made = Machine.new(name="ภาค", level="region", scope="CW", person="ส", signing_seed=bytes(32), scopes=("",))
    with Store.create(tmp_path, bytes(32), made) as opened:
        yield opened


def test_a_province_counts_houses_by_phase_and_money_by_source(store: Store) -> None:
    inspected(store)
    surveyed(store, "บุญเงิน")
    found = progress(store, Asked("19", date.today()))  # noqa: DTZ011
    assert found.total.all_houses == 0  # of another fiscal year
    found = progress(store, Asked("19", date.today(), 2565))  # noqa: DTZ011
    assert found.total.houses == {"repairing": 1, "prepared": 1}
    assert found.total.money == {"CODI": 1_800_000, "community": 480_000, "local_government": 685_050}
    assert found.total.leverage == pytest.approx(1_165_050 / 1_800_000)
    assert [(row.code, row.name) for row in found.rows] == [("190406", "เจริญธรรม")]


@pytest.mark.parametrize(
    ("day", "phase"),
    [(date(2022, 7, 16), "prepared"), (date(2022, 8, 1), "approved"), (date(2022, 8, 8), "repairing")],
)
def test_a_past_day_shows_the_house_as_it_stood_then(store: Store, day: date, phase: str) -> None:
    inspected(store)
    assert progress(store, Asked("19", day)).total.houses == {phase: 1}


def test_before_its_first_step_a_house_is_not_counted(store: Store) -> None:
    inspected(store)
    assert progress(store, Asked("19", date(2022, 1, 1))).total.all_houses == 0


def test_a_house_set_aside_is_told_but_not_counted(store: Store) -> None:
    house = surveyed(store)
    steps.set_aside(store, house.id, "deceased", why="ถึงแก่กรรม", day="2022-07-20")
    found = table(store, Asked("19", DAY, 2565))
    assert found.total is not None
    assert dict(zip((column.name for column in found.columns), found.total, strict=True))["houses"] == 0
    assert any("1" in line for line in found.footnote[1:])


def test_groups_follow_the_day(store: Store) -> None:
    inspected(store)
    before = progress(store, Asked("CW", date(2022, 9, 3)))
    after = progress(store, Asked("CW", date(2022, 9, 5)))
    assert before.groups == ()
    assert {row.group for row in before.rows} == {""}
    assert [(group.code, group.all_houses) for group in after.groups] == [("CW1", 1), ("CW2", 0), ("CW3", 0)]
    assert {row.code: row.group for row in after.rows}["19"] == "CW1"
    assert len(before.rows) == len(after.rows) == 13
    assert before.total.all_houses == after.total.all_houses == 1


def test_a_group_has_its_own_dashboard(store: Store) -> None:
    inspected(store)
    found = progress(store, Asked("CW1", DAY))
    assert [row.code for row in found.rows] == ["14", "15", "16", "17", "18", "19"]
    assert found.total.all_houses == 1


def test_an_area_that_has_not_sent_is_empty_and_never_zero(store: Store) -> None:
    inspected(store)
    found = table(store, Asked("CW", DAY))
    names = [column.name for column in found.columns]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found.rows}
    assert rows["14"]["houses"] is None
    assert rows["14"]["codi_satang"] is None
    assert rows["19"]["houses"] == 1


def test_conflicts_and_silent_machines_are_in_the_footnote(store: Store) -> None:
    house = surveyed(store)
    one, other = store.get(HouseRepair, house.id), store.get(HouseRepair, house.id)
    for record, plate in ((one, "ป.1"), (other, "ป.2")):
        record.fill({"plate_no": plate})
        editing.save(store, record)
    footnote = table(store, Asked("19", DAY, 2565)).footnote
    assert "ข้อมูลขัดกัน 1 รายการ" in footnote
    assert "ส่งข้อมูลแล้ว 1 ตำบล" in footnote


def test_the_number_of_tambons_is_told_only_with_the_whole_list(store: Store) -> None:
    from codi_desktop.records.area import Area

    surveyed(store)
    for number in range(1, 41):
        code = f"1905{number:02}"
        area = Area.new("TH", code=code, level="tambon", name_th=f"ตัวอย่าง{number}", parent="1905")
        area.id = f"TH.{code}"
        editing.save(store, area)
    assert "ส่งข้อมูลแล้ว 1 จาก 46 ตำบล" in table(store, Asked("19", DAY, 2565)).footnote


def test_the_dashboard_is_printed_with_every_province_and_its_footnote(store: Store) -> None:
    inspected(store)
    drawn = reporting.dashboard_pdf(store, Asked("CW", DAY), remarks=["ข้อมูลตัวอย่าง"])
    with pypdfium2.PdfDocument(io.BytesIO(drawn)) as document:
        text = document[0].get_textpage().get_text_range()
    for word in ("ภาพรวมภาคกลางและตะวันตก", "สระบุรี", "ยังไม่ส่ง", "กลุ่มภาคกลางตอนบน", "นับจากข้อมูลในเครื่องนี้", "ข้อมูลตัวอย่าง"):
        assert word in text.replace("\u00a0", " ")
    assert next(reporting.pictures(drawn, 40)).startswith(b"\x89PNG")


def test_a_dashboard_of_many_tambons_goes_on_to_further_pages(store: Store) -> None:
    for number in range(1, 31):
        surveyed(store, scope=f"1905{number:02}")
    drawn = reporting.dashboard_pdf(store, Asked("19", date.today(), 2565))  # noqa: DTZ011
    with pypdfium2.PdfDocument(io.BytesIO(drawn)) as document:
        assert len(document) == 2
