"""The house code of 11 digits from the house register (ท.ร.14): registration office, running number, last digit.

How the last digit follows from the others is not published, and offices change; so the check is soft.
"""

import re

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import one_line

_SEPARATORS = re.compile(r"[ \-–./]")


class HouseCodeNotUnderstood(CodiError):
    """The text does not hold 11 digits."""

    message = N_("A house code has 11 digits.")


def normalise_house_code(text: str) -> str:
    """Give the 11 digits alone. Raises HouseCodeNotUnderstood."""
    digits = _SEPARATORS.sub("", to_arabic_digits(one_line(text)))
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise HouseCodeNotUnderstood
    return digits


def is_plausible(text: str) -> bool:
    """Say whether `text` has 11 digits that begin with the code of a province."""
    try:
        return 10 <= int(normalise_house_code(text)[:2]) <= 97
    except HouseCodeNotUnderstood:
        return False


def format_house_code(text: str) -> str:
    """Write the code as in the register, 1906-012345-6; whatever is no such code stays as it is."""
    try:
        digits = normalise_house_code(text)
    except HouseCodeNotUnderstood:
        return text
    return f"{digits[:4]}-{digits[4:10]}-{digits[10]}"
