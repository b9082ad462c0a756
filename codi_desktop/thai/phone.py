"""Telephone numbers of Thailand, kept with their leading 0."""

import re

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import one_line

_SEPARATORS = re.compile(r"[ \-–./()]")
_FROM_ABROAD = re.compile(r"(?:\+|00)660?(?=[0-9]{8,9}$)|660?(?=[0-9]{9}$)")
_NUMBER = re.compile(r"0[2-7][0-9]{7}|0[689][0-9]{8}")
_MOBILE_WITHOUT_0 = re.compile(r"[689][0-9]{8}")


class PhoneNotUnderstood(CodiError):
    """The text is no telephone number."""

    message = N_("“{text}” is not a telephone number. It has 9 or 10 digits and begins with 0.")


def normalise_phone(text: str) -> str:
    """Give the digits alone, "0812345678" or "036123456"; +66 becomes 0. Raises PhoneNotUnderstood.

    A mobile number that lost its 0 in a spreadsheet gets it back.
    """
    digits = _SEPARATORS.sub("", to_arabic_digits(one_line(text)))
    digits = _FROM_ABROAD.sub("0", digits, count=1)
    if _MOBILE_WITHOUT_0.fullmatch(digits):
        digits = "0" + digits
    if not _NUMBER.fullmatch(digits):
        raise PhoneNotUnderstood(text=text)
    return digits


def format_phone(text: str) -> str:
    """Write a number in groups, 081-234-5678; whatever is no number stays as it is."""
    try:
        digits = normalise_phone(text)
    except PhoneNotUnderstood:
        return text
    first = 2 if digits.startswith("02") else 3
    return f"{digits[:first]}-{digits[first : first + 3]}-{digits[first + 3 :]}"
