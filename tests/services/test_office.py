from pathlib import Path

import pytest

from codi_desktop.i18n import set_language
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.services import editing, office
from codi_desktop.store.store import Store
from tests.services.conftest import machine


def test_the_desk_names_its_place_in_the_language_of_the_screen(store: Store) -> None:
    assert office.place_in_words(store) == ("ตำบลเจริญธรรม", "อ.วิหารแดง  จ.สระบุรี")
    set_language("en")
    assert office.place_in_words(store) == ("Tambon Charoen Tham", "Amphoe Wihan Daeng  Saraburi province")


@pytest.mark.parametrize(
    ("level", "area", "name"),
    [("province", "19", "จังหวัดสระบุรี"), ("group", "CW1", "ภาคกลางตอนบน"), ("region", "CW", "ภาคกลางและตะวันตก")],
)
def test_every_level_has_a_name(tmp_path: Path, level: str, area: str, name: str) -> None:
    with Store.create(tmp_path / "m", None, machine(area, level)) as store:
        assert office.place_in_words(store)[0] == name


def test_one_record_taken_back_is_named_and_several_are_counted(store: Store, house: HouseRepair) -> None:
    people = [Person.new("190406", first_name=name, citizen_id_missing="ไม่มี") for name in ("หนึ่ง", "สอง")]
    editing.save(store, people)
    assert office.undo_last(store) == "ย้อนกลับแล้ว 2 รายการ"
    assert office.undo_last(store).startswith("ย้อนกลับแล้ว: บ้าน")
    assert store.get(HouseRepair, house.id).deleted


def test_with_nothing_done_there_is_nothing_to_take_back(store: Store) -> None:
    with pytest.raises(office.NothingToUndo):
        office.undo_last(store)


def test_the_drafts_of_a_house_are_offered_once_and_those_of_other_forms_with_their_title(
    store: Store, house: HouseRepair, owner: Person
) -> None:
    for form in (f"house/{house.id}/money", f"house/{house.id}/photos", f"person/{owner.id}", "household/new"):
        store.keep_draft(form, {"note": "ก"})
    store.keep_draft("settings/council", {"name": "ข"})
    found = {(one.kind, one.record_id): one.title for one in office.drafts(store)}
    assert found == {
        ("house_repair", house.id): house.title(),
        ("person", owner.id): f"บุคคล {owner.title()}",
        ("household", ""): "ครัวเรือน (เพิ่มใหม่)",
    }


def test_work_is_counted_where_it_is(store: Store, house: HouseRepair) -> None:
    assert office.safety(store).here == 3
    assert office.safety(store).arrived_at is None


def test_a_nearly_full_disk_is_a_finding_and_no_backup_fills_it_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "LEAST_FREE_BYTES", 1 << 60)
    assert [finding.what for finding in office.check_up(store)] == ["disk"]
    assert office.last_backup(store) is None
    monkeypatch.undo()
    assert office.check_up(store) == []
    assert office.last_backup(store) is not None


def test_the_council_is_called_after_its_place_until_it_is_kept(store: Store) -> None:
    assert office.council(store).name == "สภาองค์กรชุมชนตำบลเจริญธรรม"
    kept = office.keep_council(store, name="สภาฯ", short_name="ส", document_prefix="จธ.", thai_numerals=True)
    again = office.keep_council(store, name="สภาฯ", short_name="ส", document_prefix="จธ.", thai_numerals=False)
    assert kept.record_id == again.record_id
    assert (kept.thai_numerals, again.thai_numerals) == (True, False)
