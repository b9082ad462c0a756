import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.thai.citizen_id import (
    CitizenIdMistyped,
    CitizenIdNotUnderstood,
    check_digit,
    format_citizen_id,
    is_valid,
    mask_citizen_id,
    normalise_citizen_id,
)
from codi_desktop.thai.house_code import (
    HouseCodeNotUnderstood,
    format_house_code,
    is_plausible,
    normalise_house_code,
)
from codi_desktop.thai.numerals import to_thai_digits
from codi_desktop.thai.phone import PhoneNotUnderstood, format_phone, normalise_phone
from codi_desktop.thai.postcode import PostcodeNotUnderstood, is_postcode, normalise_postcode

TWELVE = st.text("0123456789", min_size=12, max_size=12)


def test_the_check_digit_of_a_known_number_fits() -> None:
    assert check_digit("324980000834") == 1
    assert is_valid("3 2498 00008 34 1")
    assert not is_valid("3249800008342")


@given(TWELVE, st.integers(0, 12), st.integers(1, 9))
def test_a_single_mistyped_digit_is_noticed_where_the_official_rule_can(first: str, place: int, by: int) -> None:
    number = first + str(check_digit(first))
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert is_valid(number)
    # The third digit weighs 11 of 11, and the remainders 0 and 10 share a check digit.
    assert not is_valid(wrong) or place == 2 or (place < 12 and number[12] == "1")


@given(TWELVE)
def test_a_citizen_id_survives_its_hyphens_and_thai_digits(first: str) -> None:
    number = first + str(check_digit(first))
    assert normalise_citizen_id(to_thai_digits(format_citizen_id(number))) == number


def test_a_citizen_id_is_written_and_hidden() -> None:
    assert format_citizen_id("3249800008341") == "3-2498-00008-34-1"
    assert mask_citizen_id("3-2498-00008-34-1") == "x-xxxx-xxxxx-34-1"
    assert mask_citizen_id("ทร.123") == "xx.xxx"
    assert format_citizen_id("ไม่มี") == "ไม่มี"


@pytest.mark.parametrize("typed", ["", "324980000834", "32498000083411", "324980000834x", "٣٢٤٩٨٠٠٠٠٨٣٤١"])
def test_what_has_not_13_digits_is_refused(typed: str) -> None:
    with pytest.raises(CitizenIdNotUnderstood):
        normalise_citizen_id(typed)
    assert not is_valid(typed)


def test_a_wrong_check_digit_is_refused_unless_a_person_insists() -> None:
    with pytest.raises(CitizenIdMistyped, match="3-2498-00008-34-2"):
        normalise_citizen_id("3249800008342")
    assert normalise_citizen_id("3249800008342", check=False) == "3249800008342"


def test_a_house_code_has_eleven_digits() -> None:
    assert normalise_house_code("๑๙๐๖-๐๑๒๓๔๕-๖") == "19060123456"
    assert format_house_code("19060123456") == "1906-012345-6"
    assert format_house_code("45/1") == "45/1"
    for typed in ("", "1906012345", "190601234567", "1906012345x"):
        with pytest.raises(HouseCodeNotUnderstood):
            normalise_house_code(typed)


def test_a_house_code_begins_with_a_province() -> None:
    assert is_plausible("1906-012345-6")
    assert not is_plausible("0906-012345-6")
    assert not is_plausible("1906")


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("081-234-5678", "0812345678", "081-234-5678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678", "081-234-5678"),
        ("+66812345678", "0812345678", "081-234-5678"),
        ("+66 (0)81 234 5678", "0812345678", "081-234-5678"),
        ("0066 2 123 4567", "021234567", "02-123-4567"),
        ("66812345678", "0812345678", "081-234-5678"),
        ("812345678", "0812345678", "081-234-5678"),
        ("036-123456", "036123456", "036-123-456"),
        ("02 123 4567", "021234567", "02-123-4567"),
    ],
)
def test_a_phone_number_keeps_its_zero(typed: str, kept: str, shown: str) -> None:
    assert normalise_phone(typed) == kept
    assert format_phone(typed) == shown
    assert normalise_phone(shown) == kept


@pytest.mark.parametrize(
    "typed", ["", "1669", "08123456789", "081234567", "0212345678", "123456789", "+1 212 555 0100", "ไม่มี"]
)
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneNotUnderstood):
        normalise_phone(typed)
    assert format_phone(typed) == typed


def test_a_postcode_has_five_digits_of_thailand() -> None:
    assert normalise_postcode("๑๘๑๕๐") == "18150"
    assert is_postcode("96220")
    for typed in ("", "1815", "181500", "00100", "97000", "1815x"):
        assert not is_postcode(typed)
        with pytest.raises(PostcodeNotUnderstood):
            normalise_postcode(typed)
