import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import bahttext

from codi_desktop.thai.money import (
    AmountTooLarge,
    MoneyNotUnderstood,
    TooManyDecimals,
    baht_text,
    format_baht,
    parse_baht,
)
from codi_desktop.thai.numerals import to_thai_digits

SATANG = st.integers(min_value=-(10**14), max_value=10**14)


@pytest.mark.parametrize(
    ("satang", "said"),
    [
        (73_250_00, "เจ็ดหมื่นสามพันสองร้อยห้าสิบบาทถ้วน"),
        (0, "ศูนย์บาทถ้วน"),
        (25, "ยี่สิบห้าสตางค์"),
        (1, "หนึ่งสตางค์"),
        (-50, "ลบห้าสิบสตางค์"),
        (-5_00, "ลบห้าบาทถ้วน"),
        (21_00, "ยี่สิบเอ็ดบาทถ้วน"),
        (101_00, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (101_01, "หนึ่งร้อยเอ็ดบาทหนึ่งสตางค์"),
        (1_000_001_00, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (10**12 * 100, "หนึ่งล้านล้านบาทถ้วน"),
        (6_850_50, "หกพันแปดร้อยห้าสิบบาทห้าสิบสตางค์"),
    ],
)
def test_an_amount_is_said_in_words(satang: int, said: str) -> None:
    assert baht_text(satang) == said


@given(st.integers(min_value=0, max_value=10**12))
def test_whole_baht_are_said_as_another_program_says_them(baht: int) -> None:
    assert baht_text(baht * 100) == bahttext(baht)


@pytest.mark.parametrize(
    ("typed", "satang"),
    [
        ("1,234.50", 123_450),
        ("๑,๒๓๔.๕๐", 123_450),
        ("1234 บาท", 123_400),
        ("1234บาทถ้วน", 123_400),
        ("฿ 1,234", 123_400),
        ("0.5", 50),
        ("500.-", 50_000),
        ("25 สตางค์", 25),
        ("10 บาท 25 สตางค์", 1_025),
        ("-0.50", -50),
        ("−1", -100),
        ("ลบ 5 บาท", -500),
        ("  007 ", 700),
        ("1\u00a0000 บาท".replace("\u00a0", ","), 100_000),
        ("9,999,999,999,999", 999_999_999_999_900),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, satang: int) -> None:
    assert parse_baht(typed) == satang


@pytest.mark.parametrize(
    "typed",
    ["", "บาท", "12,5", "1,23,456", "1.2.3", "1e5", ".5", "5.", "ห้าบาท", "1 2", "12%", "5.25 บาท 25 สตางค์", "--5", "٥"],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(MoneyNotUnderstood):
        parse_baht(typed)


def test_a_third_decimal_is_refused_never_rounded() -> None:
    with pytest.raises(TooManyDecimals):
        parse_baht("1.005")
    with pytest.raises(TooManyDecimals):
        parse_baht("1.500")


def test_an_amount_beyond_every_budget_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        parse_baht("1" + "0" * 13)
    assert parse_baht("0" * 30 + "5") == 500


@pytest.mark.parametrize(
    ("satang", "shown", "written"),
    [
        (73_250_00, None, "73,250"),
        (6_850_50, None, "6,850.50"),
        (6_850_00, True, "6,850.00"),
        (6_850_50, False, "6,851"),
        (6_850_49, False, "6,850"),
        (-50, None, "-0.50"),
        (-49, False, "0"),
        (-1_234_567_05, None, "-1,234,567.05"),
        (0, None, "0"),
    ],
)
def test_an_amount_is_written_with_its_satang_where_it_has_any(satang: int, shown: bool | None, written: str) -> None:
    assert format_baht(satang, shown) == written


@given(SATANG)
def test_an_amount_that_was_written_is_read_back(satang: int) -> None:
    assert parse_baht(format_baht(satang)) == satang
    assert parse_baht(to_thai_digits(format_baht(satang, satang_shown=True)) + " บาท") == satang
