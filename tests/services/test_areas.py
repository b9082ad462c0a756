"""Places: found as people type them, climbed as on a day, taken in from the official list."""

import csv
from pathlib import Path

import pytest

from codi_desktop import i18n
from codi_desktop.records.area import Area
from codi_desktop.records.area_membership import AreaMembership
from codi_desktop.services import areas
from codi_desktop.store.store import Store, live

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "areas.csv"

COLUMNS = (
    "tambon_code,tambon_th,tambon_en,amphoe_code,amphoe_th,amphoe_en,"
    "province_code,province_th,province_en,postcode,lat,lon"
)
HANG = "770801,ตำบลสมมุติ,Sommut,7708,อำเภอสมมุติ,Amphoe Sommut,77,ประจวบคีรีขันธ์,Prachuap Khiri Khan,77110,12.5,"
CHAROEN = "190406,เจริญธรรม,Charoen Tham,1904,วิหารแดง,Wihan Daeng,19,สระบุรี,Saraburi,18150,14.35,101.0"


def written(folder: Path, *lines: str, encoding: str = "utf-8-sig") -> Path:
    file = folder / "พื้นที่.csv"
    file.write_text("\n".join((COLUMNS, *lines)) + "\n", encoding=encoding)
    return file


@pytest.mark.parametrize(
    "typed",
    [
        "เจริญธรรม",
        "ต.เจริญธรรม",
        "ตำบล เจริญธรรม",
        "ต. เจริญธรรม",
        "เจริญ",
        "charoen",
        "Charoen Tham",
        "190406",
        "๑๙๐๔๐๖",
        "g0ibP",
        "เจริญธรรม สระบุรี",
        "เจริญธรรม วิหารแดง",
        "แ้ฟพนำื",
    ],
)
def test_a_tambon_is_found_however_it_is_typed(store: Store, typed: str) -> None:
    found = areas.find(store, typed)
    assert [(a.code, a.amphoe, a.province) for a in found] == [("190406", "วิหารแดง", "สระบุรี")]


def test_the_exact_name_comes_before_a_longer_one(store: Store) -> None:
    longer = Area.new("TH", code="190499", level="tambon", name_th="วิหารแดงใหม่", parent="1904")
    earlier = Area.new("TH", code="190400", level="tambon", name_th="ใหม่วิหารแดง", parent="1904")
    store.save([longer, earlier])
    assert [a.code for a in areas.find(store, "วิหารแดง")] == ["190404", "190499", "190400"]


def test_a_further_word_narrows_the_search(store: Store) -> None:
    assert not areas.find(store, "เจริญธรรม ลพบุรี")


def test_nothing_typed_finds_nothing(store: Store) -> None:
    assert areas.find(store, "  ") == []
    assert areas.find(store, "ไม่มีตำบลนี้") == []


def test_a_percent_sign_is_a_letter_like_any_other(store: Store) -> None:
    assert areas.find(store, "%") == []


def test_provinces_and_groups_are_found_when_asked_for(store: Store) -> None:
    assert [a.code for a in areas.find(store, "จ.สระบุรี", levels=("province",))] == ["19"]


def test_above_a_tambon_lie_amphoe_province_group_region_and_country(store: Store) -> None:
    assert [a.code for a in areas.above(store, "190406", "2022-09-05")] == ["1904", "19", "CW1", "CW", "TH"]


def test_before_the_resolution_there_was_no_province_group(store: Store) -> None:
    assert [a.code for a in areas.above(store, "190406", "2022-09-03")] == ["1904", "19", "CW", "TH"]
    assert [a.code for a in areas.below(store, "CW", "2022-09-03")][:2] == ["14", "15"]
    assert [a.code for a in areas.below(store, "CW", "2022-09-04")] == ["CW1", "CW2", "CW3"]


def test_the_article_s_groups_hold_their_thirteen_provinces(store: Store) -> None:
    groups = {code: areas.provinces_of(store, code, "2023-01-01") for code in ("CW1", "CW2", "CW3", "CW")}
    assert groups == {
        "CW1": ["14", "15", "16", "17", "18", "19"],
        "CW2": ["70", "71", "72"],
        "CW3": ["74", "75", "76", "77"],
        "CW": ["14", "15", "16", "17", "18", "19", "70", "71", "72", "74", "75", "76", "77"],
    }
    assert {m.resolution for m in store.rows(live(AreaMembership)) if m.group_code != "CW"} == {"4/2565"}


def test_a_province_that_left_its_group_is_counted_there_no_more(store: Store) -> None:
    member = store.get(AreaMembership, "TH.CW1-19")
    member.valid_to = "2024-09-30"
    moved = AreaMembership.new("TH", group_code="CW2", province_code="19", valid_from="2024-10-01")
    store.save([member, moved])
    assert [a.code for a in areas.above(store, "19", "2024-09-30")] == ["CW1", "CW", "TH"]
    assert [a.code for a in areas.above(store, "19", "2024-10-01")] == ["CW2", "CW", "TH"]


def test_below_a_province_and_an_amphoe_lie_the_known_places(store: Store) -> None:
    assert [a.code for a in areas.below(store, "19")] == ["1904"]
    assert [a.name_th for a in areas.below(store, "1904")][-1] == "เจริญธรรม"
    assert [a.code for a in areas.below(store, "TH")] == ["CW"]


def test_places_are_named_in_the_language_that_is_asked_for(store: Store) -> None:
    thai = areas.place_names(store, "190406", day="2022-09-05")
    assert (thai.tambon, thai.amphoe, thai.province, thai.postcode) == ("เจริญธรรม", "วิหารแดง", "สระบุรี", "18150")
    assert (thai.group, thai.region) == ("ภาคกลางตอนบน", "ภาคกลางและตะวันตก")
    i18n.set_language("en")
    assert areas.place_names(store, "190406").tambon == "Charoen Tham"
    assert areas.place_names(store, "190406", in_language="th").tambon == "เจริญธรรม"


def test_an_area_that_nobody_knows_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(areas.NoSuchArea):
        areas.get(store, "999999")
    assert areas.above(store, "509999")[-1].code == "TH"


def test_a_list_adds_what_is_new_and_changes_only_what_differs(store: Store, tmp_path: Path) -> None:
    done = areas.import_list(store, written(tmp_path, CHAROEN, HANG))
    assert (done.new, done.changed, done.same, done.tambons) == (2, 1, 3, 2)
    assert areas.get(store, "770801").postcode == "77110"
    assert areas.get(store, "770801").lon is None
    assert areas.get(store, "190406").lat == 14.35
    assert {"lat", "lon"} in [entry.fields.keys() for entry in store.history("TH.190406")]


def test_the_same_list_twice_writes_nothing(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, CHAROEN, HANG)
    areas.import_list(store, file)
    before = store.vector()
    done = areas.import_list(store, file)
    assert (done.new, done.changed, done.same) == (0, 0, 6)
    assert store.vector() == before


def test_a_list_without_a_byte_order_mark_is_read_too(store: Store, tmp_path: Path) -> None:
    assert areas.import_list(store, written(tmp_path, HANG, encoding="utf-8")).new == 2


@pytest.mark.parametrize(
    "bad", ["19040,x,x,1904,x,x,19,x,x,,,", "190406,x,x,1905,x,x,19,x,x,,,", "190406,x,x,1904,x,x,20,x,x,,,"]
)
def test_a_wrong_line_is_named_and_nothing_is_taken_in(store: Store, tmp_path: Path, bad: str) -> None:
    with pytest.raises(areas.AreaListWrong) as refused:
        areas.import_list(store, written(tmp_path, HANG, bad))
    assert refused.value.facts["line"] == 3
    with pytest.raises(areas.NoSuchArea):
        areas.get(store, "770801")


def test_another_file_is_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "บ้าน.csv"
    file.write_text("ชื่อ,บ้านเลขที่\nก,1\n", encoding="utf-8")
    with pytest.raises(areas.NotAreaList):
        areas.import_list(store, file)
    file.write_bytes(bytes(range(128, 256)))
    with pytest.raises(areas.NotAreaList):
        areas.import_list(store, file)


@pytest.mark.skipif(not LIST.exists(), reason="the official list lies beside the checkout, not in it")
def test_the_official_list_comes_in_whole(store: Store) -> None:
    done = areas.import_list(store, LIST)
    with LIST.open(encoding="utf-8-sig", newline="") as lines:
        count = sum(1 for _ in csv.DictReader(lines))
    assert done.tambons == count == 7436
    assert areas.import_list(store, LIST).changed == 0
    assert (
        sum(len(areas.below(store, a.code)) for p in areas.provinces_of(store, "CW") for a in areas.below(store, p))
        == 1142
    )
    found = [area for area in areas.find(store, "หนองบัว", limit=100) if area.name_th == "หนองบัว"]
    assert len({(a.amphoe, a.province) for a in found}) == len(found) > 20


@pytest.mark.parametrize(
    "line",
    [
        CHAROEN.replace("14.35", "สิบสี่"),
        CHAROEN.replace("เจริญธรรม", ""),
        CHAROEN.replace("190406", "๑๙๐๔๐๖"),
        CHAROEN.replace(",1904,", ",19,"),
        "190406,เจริญธรรม,Charoen Tham,1904,วิหารแดง,Wihan Daeng,19,สระบุรี,Saraburi",
    ],
    ids=["place in words", "no name", "Thai digits", "code of another level", "line cut off"],
)
def test_a_broken_line_is_named_and_nothing_is_taken_in(store: Store, tmp_path: Path, line: str) -> None:
    good = HANG + "99.5"
    with pytest.raises((areas.AreaListWrong, areas.AreaLineWrong), match="3"):
        areas.import_list(store, written(tmp_path, good, line))
    assert areas.find(store, "ตำบลสมมุติ") == []
