"""Dates as people here read and write them: พ.ศ. on screen and paper, `datetime.date` inside.

พ.ศ. is ค.ศ. + 543 throughout. Before 1941 the year began in April, so that a birthday from January to March of those
years may stand one year lower on an old paper.
"""

import datetime as dt
import re
from typing import Final, Literal

from codi_desktop import i18n
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import NBSP, one_line

Style = Literal["numeric", "short", "brief", "long", "full", "formal"]

YEARS_AHEAD: Final = 543
FIRST_FISCAL_MONTH: Final = 10

MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
WEEKDAYS: Final = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS_SHORT_EN: Final = tuple(month[:3] for month in MONTHS_EN)
WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DateNotUnderstood(CodiError):
    """The text is no date."""

    message = N_("“{text}” is not a date. Write it like 4/9/2565.")


class NoSuchDay(DateNotUnderstood):
    """The text reads as a date that the calendar does not have."""

    message = N_("There is no such day: {text}")


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """Read a date in any form that people type: 4/9/2565, 4-9-65, 04092565, ๔/๙/๒๕๖๕, 4 ก.ย. 2565, 4 ก.ย., ISO.

    A year of two digits is พ.ศ. and at most ten years ahead of `today`; one of four digits below 2400 is ค.ศ.; an era
    that is written wins; without a year it is this one. Raises DateNotUnderstood.
    """
    today = today or dt.date.today()  # noqa: DTZ011  the day on the wall, where the laptop stands
    plain = _DECORATION.sub("", to_arabic_digits(one_line(text))).strip(" ,")
    plain, christian = _CHRISTIAN.subn(" ", plain)
    plain, buddhist = _BUDDHIST.subn(" ", plain)
    for form in _FORMS:
        if read := form.fullmatch(" ".join(plain.split())):
            break
    else:
        raise DateNotUnderstood(text=text)
    month = _month(read["month"])
    year = _year(read["year"], today, christian=bool(christian), buddhist=bool(buddhist))
    if month is None or year is None:
        raise DateNotUnderstood(text=text)
    try:
        return dt.date(year, month, int(read["day"]))
    except ValueError:
        raise NoSuchDay(text=text) from None


def format_date(
    day: dt.date, style: Style = "short", *, language: str | None = None, today: dt.date | None = None
) -> str:
    """Write a date in พ.ศ., in the language of the screen unless `language` says "th" or "en".

    numeric 4/9/2565 · short 4 ก.ย. 2565 · brief 4 ก.ย. (with its year when that is not this one) · long 4 กันยายน 2565 ·
    full วันอาทิตย์ที่ 4 กันยายน 2565 · formal 4 กันยายน พ.ศ. 2565, held together for paper.
    """
    if style == "numeric":
        return f"{day.day}/{day.month}/{buddhist_year(day)}"
    if style == "brief":
        today = today or dt.date.today()  # noqa: DTZ011  the day on the wall, where the laptop stands
    thai = (language or i18n.language()) == "th"
    return _thai_date(day, style, today) if thai else _english_date(day, style, today)


def format_time(at: dt.time, *, language: str | None = None) -> str:
    """Write a time of day by the 24-hour clock: 09.30 น."""
    thai = (language or i18n.language()) == "th"
    return f"{at.hour:02d}.{at.minute:02d}{NBSP}น." if thai else f"{at.hour:02d}:{at.minute:02d}"


def buddhist_year(day: dt.date) -> int:
    """Give the year of a day in พ.ศ."""
    return day.year + YEARS_AHEAD


def fiscal_year(day: dt.date) -> int:
    """Give the ปีงบประมาณ of a day in พ.ศ.: October to September, named by the year in which it ends."""
    return buddhist_year(day) + (day.month >= FIRST_FISCAL_MONTH)


def fiscal_year_days(year: int) -> tuple[dt.date, dt.date]:
    """Give the first and the last day of a ปีงบประมาณ in พ.ศ."""
    christian = year - YEARS_AHEAD
    return dt.date(christian - 1, FIRST_FISCAL_MONTH, 1), dt.date(christian, FIRST_FISCAL_MONTH - 1, 30)


_DECORATION = re.compile(
    r"^(?:วัน(?:" + "|".join(WEEKDAYS) + r")?ที่|(?:" + "|".join(WEEKDAYS_EN) + r")\b,?) ?", re.IGNORECASE
)
_CHRISTIAN = re.compile(r"ค ?\. ?ศ ?\.|\b(?:CE|AD)\b", re.IGNORECASE)
_BUDDHIST = re.compile(r"พ ?\. ?ศ ?\.|\bBE\b", re.IGNORECASE)
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<day>\d{1,2}) ?[/.\-–] ?(?P<month>\d{1,2})(?: ?[/.\-–] ?(?P<year>\d{4}|\d{2}))?",
        r"(?P<day>\d{1,2}) (?P<month>\d{1,2})(?: (?P<year>\d{4}|\d{2}))?",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2}) ?(?:เดือน ?)?(?P<month>[ก-๎][ก-๎. ]*?|[A-Za-z]+\.?),?(?: ?(?:ปี ?)?(?P<year>\d{4}|\d{2}))?",
    )
)


def _bare(month: str) -> str:
    return month.replace(".", "").replace(" ", "").lower()


_MONTH_NUMBERS = {
    _bare(month): number
    for months in (MONTHS, MONTHS_SHORT, MONTHS_EN, MONTHS_SHORT_EN)
    for number, month in enumerate(months, 1)
}


def _month(written: str) -> int | None:
    return int(written) if written.isdecimal() else _MONTH_NUMBERS.get(_bare(written))


def _year(written: str | None, today: dt.date, *, christian: bool, buddhist: bool) -> int | None:
    """Give the year in ค.ศ., or None where the eras contradict each other or themselves."""
    if written is None:
        return None if christian or buddhist else today.year
    year = int(written)
    if christian and buddhist:
        return None
    if len(written) == 2 and christian:
        return None
    if len(written) == 2:
        this_year = buddhist_year(today)
        year += this_year - this_year % 100
        return (year - 100 if year > this_year + 10 else year) - YEARS_AHEAD
    if christian or (year < 2400 and not buddhist):
        return year if 1800 <= year < 2400 else None
    return year - YEARS_AHEAD if year >= 2400 else None


def _thai_date(day: dt.date, style: Style, today: dt.date | None) -> str:
    year = buddhist_year(day)
    month, short = MONTHS[day.month - 1], MONTHS_SHORT[day.month - 1]
    if style == "formal":
        return NBSP.join((str(day.day), month, "พ.ศ.", str(year)))
    if style == "full":
        return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {month} {year}"
    if style == "long":
        return f"{day.day} {month} {year}"
    if today and day.year == today.year:
        return f"{day.day} {short}"
    return f"{day.day} {short} {year}"


def _english_date(day: dt.date, style: Style, today: dt.date | None) -> str:
    year = buddhist_year(day)
    month, short = MONTHS_EN[day.month - 1], MONTHS_SHORT_EN[day.month - 1]
    if style == "formal":
        return NBSP.join((str(day.day), month, str(year), "BE"))
    if style == "full":
        return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {month} {year} BE"
    if style == "long":
        return f"{day.day} {month} {year} BE"
    if today and day.year == today.year:
        return f"{day.day} {short}"
    return f"{day.day} {short} {year} BE"
