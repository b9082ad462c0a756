"""The citizen number of 13 digits: check, write with hyphens, hide."""

import re

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import one_line

_SEPARATORS = re.compile(r"[ \-–./]")


class CitizenIdNotUnderstood(CodiError):
    """The text does not hold 13 digits."""

    message = N_("A citizen ID has 13 digits.")


class CitizenIdMistyped(CitizenIdNotUnderstood):
    """The number has 13 digits, but the last does not follow from the others."""

    message = N_("The citizen ID {citizen_id} is mistyped: its last digit does not fit.")


def check_digit(first12: str) -> int:
    """Compute the 13th digit from the first twelve."""
    return (11 - sum(int(digit) * weight for digit, weight in zip(first12, range(13, 1, -1), strict=True)) % 11) % 10


def is_valid(text: str) -> bool:
    """Say whether `text` is a citizen ID whose last digit fits."""
    digits = _digits(text)
    return _has_13_digits(digits) and check_digit(digits[:12]) == int(digits[12])


def normalise_citizen_id(text: str, *, check: bool = True) -> str:
    """Give the 13 digits alone. Raises CitizenIdNotUnderstood, and CitizenIdMistyped unless `check` is off.

    Old registers hold numbers that were issued wrongly; a person may insist on one, with a note.
    """
    digits = _digits(text)
    if not _has_13_digits(digits):
        raise CitizenIdNotUnderstood
    if check and check_digit(digits[:12]) != int(digits[12]):
        raise CitizenIdMistyped(citizen_id=_hyphened(digits))
    return digits


def format_citizen_id(text: str) -> str:
    """Write the number as on the card, 1-2345-67890-12-1; whatever is no such number stays as it is."""
    digits = _digits(text)
    return _hyphened(digits) if _has_13_digits(digits) else text


def mask_citizen_id(text: str) -> str:
    """Show the last three digits only, x-xxxx-xxxxx-12-1, so that a list betrays nobody."""
    digits = _digits(text)
    if not _has_13_digits(digits):
        return re.sub(r"\w", "x", text)
    return _hyphened("x" * 10 + digits[10:])


def is_masked(text: str) -> bool:
    """Say whether a text is a number of which most digits are hidden."""
    return "x" in text and not set(text) - set("x0123456789-")


def _digits(text: str) -> str:
    return _SEPARATORS.sub("", to_arabic_digits(one_line(text)))


def _has_13_digits(digits: str) -> bool:
    return len(digits) == 13 and digits.isascii() and digits.isdecimal()


def _hyphened(digits: str) -> str:
    return "-".join((digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12]))
