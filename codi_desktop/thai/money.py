"""Money: whole satang inside, baht on screen and paper."""

import re

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import number_text, to_arabic_digits
from codi_desktop.thai.text import one_line

_MINUS = r"(?P<minus>[-\u2212]|ลบ)? ?"
_SATANG = r"(?P<satang>\d{1,2}) ?สตางค์"
_AMOUNT = re.compile(
    _MINUS
    + r"฿? ?(?P<baht>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+|-))? ?"
    + rf"(?:(?:บาท|฿)(?:ถ้วน)?(?: ?{_SATANG})?)?",
    re.ASCII,
)
_SATANG_ALONE = re.compile(_MINUS + _SATANG, re.ASCII)
_MOST_DIGITS = 13  # ten million million baht: far over any budget, far under what a database column holds


class MoneyNotUnderstood(CodiError):
    """The text is no amount of money."""

    message = N_("“{text}” is not an amount of money. Write it like 1,234.50.")


class TooManyDecimals(MoneyNotUnderstood):
    """The amount is finer than a satang."""

    message = N_("“{text}” has more than two decimals. The smallest amount is 0.01 baht.")


class AmountTooLarge(MoneyNotUnderstood):
    """The amount is beyond anything that is counted in baht."""

    message = N_("“{text}” is too large an amount.")


def parse_baht(text: str) -> int:
    """Read an amount as satang: "1,234.50", "๑,๒๓๔.๕๐", "1234 บาท", "500.-", "25 สตางค์".

    Commas stand between thousands or nowhere: "12,5" is refused, and so is a third decimal. Raises MoneyNotUnderstood.
    """
    plain = to_arabic_digits(one_line(text))
    if alone := _SATANG_ALONE.fullmatch(plain):
        return _signed(alone, int(alone["satang"]))
    amount = _AMOUNT.fullmatch(plain)
    if amount is None or (amount["decimals"] and amount["satang"]):
        raise MoneyNotUnderstood(text=text)
    decimals = (amount["decimals"] or "").replace("-", "")
    if len(decimals) > 2:
        raise TooManyDecimals(text=text)
    baht = amount["baht"].replace(",", "").lstrip("0")
    if len(baht) > _MOST_DIGITS:
        raise AmountTooLarge(text=text)
    return _signed(amount, int(baht or "0") * 100 + int(amount["satang"] or decimals.ljust(2, "0")))


def format_baht(satang: int, satang_shown: bool | None = None) -> str:
    """Write an amount without its unit: "73,250", "6,850.50".

    Satang are shown where there are any; always with True; with False the amount is rounded to whole baht, half up.
    """
    sign = "-" if satang < 0 else ""
    baht, rest = divmod(abs(satang), 100)
    if satang_shown or (satang_shown is None and rest):
        return f"{sign}{baht:,}.{rest:02d}"
    baht += rest >= 50
    return f"{sign}{baht:,}" if baht else "0"


def baht_text(satang: int) -> str:
    """Say an amount in words, as a receipt needs it: 7325000 → เจ็ดหมื่นสามพันสองร้อยห้าสิบบาทถ้วน."""
    if satang < 0:
        return "ลบ" + baht_text(-satang)
    baht, rest = divmod(satang, 100)
    if not rest:
        return number_text(baht) + "บาทถ้วน"
    return (number_text(baht) + "บาท" if baht else "") + number_text(rest) + "สตางค์"


def _signed(amount: re.Match[str], satang: int) -> int:
    return -satang if amount["minus"] else satang
