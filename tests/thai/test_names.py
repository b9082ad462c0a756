import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.thai.names import PREFIXES, full_name, split_name


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("นาง", "สังเวียน", "เพิ่มพูน"), "นางสังเวียน เพิ่มพูน"),
        (("นางสาว", "สมหญิง", "ใจดี"), "นางสาวสมหญิง ใจดี"),
        (("ด.ช.", "สมชาย", "ใจดี"), "ด.ช.สมชาย ใจดี"),
        (("ดร.", "สมชาย", "ใจดี"), "ดร.สมชาย ใจดี"),
        (("ผศ.ดร.", "สมชาย", "ณ อยุธยา"), "ผศ.ดร.สมชาย ณ อยุธยา"),
        (("ว่าที่ ร.ต.", "สมชาย", "ใจดี"), "ว่าที่ ร.ต.สมชาย ใจดี"),
        (("ว่าที่ ร.ต.หญิง", "สมศรี", "ใจดี"), "ว่าที่ ร.ต.หญิงสมศรี ใจดี"),
        (("พล.ต.อ.", "สมชาย", "ใจดี"), "พล.ต.อ.สมชาย ใจดี"),
        (("พันตำรวจเอก", "สมชาย", "ใจดี"), "พันตำรวจเอก สมชาย ใจดี"),
        (("ว่าที่ร้อยตรี", "สมชาย", "ใจดี"), "ว่าที่ร้อยตรี สมชาย ใจดี"),
        (("ศาสตราจารย์ ดร.", "สมชาย", "ใจดี"), "ศาสตราจารย์ ดร.สมชาย ใจดี"),
        (("พระครู", "วิหารธรรมคุณ", ""), "พระครูวิหารธรรมคุณ"),
        (("พระ", "สมชาย", "สุธมฺโม"), "พระสมชาย สุธมฺโม"),
        (("Mr.", "John", "Smith"), "Mr. John Smith"),
        (("Miss", "Jane", "Doe"), "Miss Jane Doe"),
        (("", "สมชาย", "ใจดี"), "สมชาย ใจดี"),
        (("", "สมชาย", ""), "สมชาย"),
    ],
)
def test_a_name_is_written_and_taken_apart_by_the_habit_of_its_prefix(
    parts: tuple[str, str, str], written: str
) -> None:
    assert full_name(*parts) == written
    assert split_name(written) == parts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("นาง สังเวียน  เพิ่มพูน", ("นาง", "สังเวียน", "เพิ่มพูน")),
        ("น.ส. มะลิ ดี", ("น.ส.", "มะลิ", "ดี")),
        ("น. ส. มะลิ ดี", ("น.ส.", "มะลิ", "ดี")),
        ("ว่าที่ร.ต.สมชาย ใจดี", ("ว่าที่ ร.ต.", "สมชาย", "ใจดี")),
        ("พันตำรวจเอกสมชาย ใจดี", ("พันตำรวจเอก", "สมชาย", "ใจดี")),
        ("พ.ต.อ.หญิง สมศรี ดี", ("พ.ต.อ.หญิง", "สมศรี", "ดี")),
        ("John Paul Smith", ("", "John", "Paul Smith")),
        ("Missy Elliott", ("", "Missy", "Elliott")),
        ("", ("", "", "")),
        ("นาย", ("นาย", "", "")),
    ],
)
def test_a_typed_name_is_taken_apart(typed: str, parts: tuple[str, str, str]) -> None:
    assert split_name(typed) == parts


def test_the_longest_prefix_wins() -> None:
    assert split_name("นางสาวมะลิ ใจดี")[0] == "นางสาว"
    assert split_name("พระครูสมุห์สมชาย")[0] == "พระครูสมุห์"
    assert split_name("พล.ต.ต.สมชาย ใจดี")[0] == "พล.ต.ต."


def test_letters_that_cannot_be_a_prefix_stay_in_the_name() -> None:
    assert split_name("นายิกา ใจดี") == ("", "นายิกา", "ใจดี")
    assert split_name("นายก ใจดี") == ("", "นายก", "ใจดี")


def test_a_name_that_begins_like_a_prefix_is_taken_for_one() -> None:
    assert split_name("นางนวล ใจดี") == ("นาง", "นวล", "ใจดี")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix_offered_is_recognised_again(prefix: str) -> None:
    assert split_name(full_name(prefix, "สมชาย", "ใจดี")) == (prefix, "สมชาย", "ใจดี")


@given(st.text())
def test_any_text_can_be_taken_apart(text: str) -> None:
    parts = split_name(text)
    assert split_name(full_name(*parts)) is not None
