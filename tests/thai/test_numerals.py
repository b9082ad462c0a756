import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import num_to_thaiword

from codi_desktop.thai.numerals import number_text, to_arabic_digits, to_thai_digits


def test_thai_digits_come_and_go() -> None:
    assert to_thai_digits("ครั้งที่ 4/2565") == "ครั้งที่ ๔/๒๕๖๕"
    assert to_arabic_digits("๐๑๒๓๔๕๖๗๘๙") == "0123456789"


@given(st.text().filter(lambda text: not any("๐" <= sign <= "๙" for sign in text)))
def test_a_switch_of_digits_can_be_undone(text: str) -> None:
    assert to_arabic_digits(to_thai_digits(text)) == text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "ศูนย์"),
        (1, "หนึ่ง"),
        (10, "สิบ"),
        (11, "สิบเอ็ด"),
        (20, "ยี่สิบ"),
        (21, "ยี่สิบเอ็ด"),
        (101, "หนึ่งร้อยเอ็ด"),
        (111, "หนึ่งร้อยสิบเอ็ด"),
        (1_000_001, "หนึ่งล้านเอ็ด"),
        (11_000_000, "สิบเอ็ดล้าน"),
        (21_000_000, "ยี่สิบเอ็ดล้าน"),
        (10**12, "หนึ่งล้านล้าน"),
        (-21, "ลบยี่สิบเอ็ด"),
    ],
)
def test_numbers_are_said_as_people_say_them(number: int, said: str) -> None:
    assert number_text(number) == said


@given(st.integers(min_value=0, max_value=10**13))
def test_numbers_are_said_as_another_program_says_them(number: int) -> None:
    assert number_text(number) == num_to_thaiword(number)
