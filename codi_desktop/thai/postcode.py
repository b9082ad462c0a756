"""Postcodes: five digits, from 10100 in Bangkok to 96220 in Narathiwat."""

import re

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import one_line

_POSTCODE = re.compile(r"[1-8][0-9]{4}|9[0-6][0-9]{3}")


class PostcodeNotUnderstood(CodiError):
    """The text is no postcode."""

    message = N_("A postcode has five digits, such as 18150.")


def is_postcode(text: str) -> bool:
    """Say whether `text` is a postcode."""
    return _POSTCODE.fullmatch(to_arabic_digits(one_line(text))) is not None


def normalise_postcode(text: str) -> str:
    """Give the five digits. Raises PostcodeNotUnderstood."""
    if not is_postcode(text):
        raise PostcodeNotUnderstood
    return to_arabic_digits(one_line(text))
