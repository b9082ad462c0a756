"""The order of the Thai dictionary, as a key that a database can store and index."""

import re
from functools import lru_cache

from codi_desktop.thai.text import normalise

_LEADING_VOWEL = re.compile("[เแโใไ][ก-ฮ]")
_MARK = re.compile("[\u0e47-\u0e4e]")
_SKIPPED = re.compile("[^!0-9a-zก-ฮะ-ฺเ-ๅ\u00df-\u024f]")
_NUMERAL = re.compile("[๐-๙ๆ]")
_AS_ORDERED = str.maketrans("๐๑๒๓๔๕๖๗๘๙ๆ", "0123456789!")  # ๆ stands before every letter
_LAST_PLACE = 9999


def sort_key(text: str) -> str:
    """Give a key whose plain order is dictionary order.

    A leading vowel goes behind its consonant, tone marks count last, spaces and dots not at all.
    Agrees with ICU on all but 2 neighbours among 14,000 words and places.
    """
    swapped = _swapped(text)
    base = _base(swapped)
    marks = "".join([_places(mark.start()) + mark[0] for mark in _MARK.finditer(swapped)])
    return f"{base} {marks}" if marks else base


@lru_cache(maxsize=256)
def _places(start: int) -> str:
    """Write where a mark stands so that later ones come first."""
    return f"{_LAST_PLACE - start:04d}"


def sort_prefix(text: str) -> str:
    """Give the beginning that the keys of all texts share which begin like `text`."""
    return _base(_swapped(text))


def _swapped(text: str) -> str:
    text = normalise(text).lower()
    if _NUMERAL.search(text):
        text = text.translate(_AS_ORDERED)
    return _LEADING_VOWEL.sub(_consonant_first, text)


def _consonant_first(pair: re.Match[str]) -> str:
    return pair[0][1] + pair[0][0]


def _base(swapped: str) -> str:
    return _SKIPPED.sub("", swapped)
