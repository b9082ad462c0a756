import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop import i18n
from codi_desktop.thai.calendar import (
    DateNotUnderstood,
    NoSuchDay,
    Style,
    fiscal_year,
    fiscal_year_days,
    format_date,
    format_time,
    parse_date,
)
from codi_desktop.thai.numerals import to_thai_digits

DAY = dt.date(2022, 9, 4)
TODAY = dt.date(2022, 11, 1)
DAYS = st.dates(min_value=dt.date(1860, 1, 1), max_value=dt.date(2400, 12, 31))
STYLES: list[Style] = ["numeric", "short", "long", "full", "formal"]


@pytest.mark.parametrize(
    "typed",
    [
        "4/9/2565",
        "04/09/2565",
        "4-9-65",
        "4.9.2565",
        "4 9 2565",
        "04092565",
        "040965",
        "๔/๙/๒๕๖๕",
        "4 ก.ย. 2565",
        "4 ก.ย.65",
        "4 กย 65",
        "4 ก. ย. 2565",
        "4กันยายน2565",
        "4 กันยายน พ.ศ. 2565",
        "วันที่ ๔ เดือน กันยายน พ.ศ. ๒๕๖๕",
        "วันอาทิตย์ที่ 4 กันยายน 2565",
        "4\u00a0กันยายน\u00a0พ.ศ.\u00a02565",
        "2022-09-04",
        "2565-09-04",
        "4/9/2022",
        "4 กันยายน ค.ศ. 2022",
        "4 Sep 2565 BE",
        "Sunday 4 September 2565 BE",
        "4 september 2022",
        "4 Sep 2022 CE",
        " 4/9/2565 ",
        "4/9",
        "4 ก.ย.",
    ],
)
def test_a_date_is_read_in_every_form_that_people_type(typed: str) -> None:
    assert parse_date(typed, TODAY) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "เมื่อวาน",
        "4",
        "256",
        "4/9/256",
        "4/9/25655",
        "4/9/",
        "4 ก.ก. 2565",
        "4/9/1565",
        "4/9/2565 ค.ศ.",
        "4 ก.ย. 65 ค.ศ.",
        "4 ก.ย. พ.ศ.",
        "4 ก.ย. พ.ศ. 2022",
        "4 ก.ย. พ.ศ. 2565 ค.ศ. 2022",
        "4/9/2022 ค.ศ. พ.ศ.",
        "4/9/2565 พ.ศ. ค.ศ.",
        "٤/٩/٢٥٦٥",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(DateNotUnderstood):
        parse_date(typed, TODAY)


@pytest.mark.parametrize("typed", ["31/2/2565", "29/2/2562", "0/1/2565", "32/1/2565", "4/13/2565"])
def test_a_day_that_the_calendar_does_not_have_is_named_as_such(typed: str) -> None:
    with pytest.raises(NoSuchDay, match=typed):
        parse_date(typed, TODAY)


def test_the_leap_day_of_2563_is_a_day() -> None:
    assert parse_date("29/2/2563") == dt.date(2020, 2, 29)
    assert format_date(dt.date(2020, 2, 29), "numeric") == "29/2/2563"


@pytest.mark.parametrize(("typed", "year"), [("65", 2022), ("75", 2032), ("76", 1933), ("00", 1957), ("99", 1956)])
def test_two_digits_are_a_buddhist_year_at_most_ten_ahead(typed: str, year: int) -> None:
    assert parse_date(f"1/5/{typed}", TODAY).year == year


@pytest.mark.parametrize(("typed", "year"), [("2399", 2399), ("2400", 1857), ("1800", 1800)])
def test_four_digits_below_2400_are_a_christian_year(typed: str, year: int) -> None:
    assert parse_date(f"1/5/{typed}", TODAY).year == year


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        ("numeric", "4/9/2565", "4/9/2565"),
        ("short", "4 ก.ย. 2565", "4 Sep 2565 BE"),
        ("long", "4 กันยายน 2565", "4 September 2565 BE"),
        ("full", "วันอาทิตย์ที่ 4 กันยายน 2565", "Sunday 4 September 2565 BE"),
        ("formal", "4\u00a0กันยายน\u00a0พ.ศ.\u00a02565", "4\u00a0September\u00a02565\u00a0BE"),
    ],
)
def test_a_date_is_written_in_five_ways(style: Style, thai: str, english: str) -> None:
    assert format_date(DAY, style, language="th") == thai
    assert format_date(DAY, style, language="en") == english


def test_a_brief_date_leaves_out_this_year_only() -> None:
    assert format_date(DAY, "brief", language="th", today=TODAY) == "4 ก.ย."
    assert format_date(DAY, "brief", language="en", today=TODAY) == "4 Sep"
    assert format_date(DAY, "brief", language="th", today=dt.date(2023, 1, 1)) == "4 ก.ย. 2565"


def test_the_language_of_the_screen_is_the_language_of_dates() -> None:
    before = i18n.language()
    try:
        i18n.set_language("en")
        assert format_date(DAY) == "4 Sep 2565 BE"
        assert format_time(dt.time(9, 5)) == "09:05"
        i18n.set_language("th")
        assert format_date(DAY) == "4 ก.ย. 2565"
        assert format_time(dt.time(9, 5)) == "09.05\u00a0น."
    finally:
        i18n.set_language(before)


@given(DAYS, st.sampled_from(STYLES), st.sampled_from(["th", "en"]))
def test_a_date_that_was_written_is_read_back(day: dt.date, style: Style, language: str) -> None:
    written = format_date(day, style, language=language)
    assert parse_date(written) == day
    assert parse_date(to_thai_digits(written)) == day


@given(DAYS, DAYS)
def test_a_brief_date_is_read_back_on_the_same_day(day: dt.date, today: dt.date) -> None:
    assert parse_date(format_date(day, "brief", language="th", today=today), today) == day


@given(st.dates(min_value=dt.date(1860, 1, 1), max_value=dt.date(2399, 12, 31)))
def test_an_iso_date_is_read_back(day: dt.date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2021, 9, 30), 2564),
        (dt.date(2021, 10, 1), 2565),
        (dt.date(2021, 12, 31), 2565),
        (dt.date(2022, 1, 1), 2565),
        (dt.date(2022, 9, 30), 2565),
        (dt.date(2022, 10, 1), 2566),
    ],
)
def test_the_fiscal_year_begins_in_october_and_is_named_by_its_end(day: dt.date, year: int) -> None:
    assert fiscal_year(day) == year


def test_a_fiscal_year_has_a_first_and_a_last_day() -> None:
    assert fiscal_year_days(2565) == (dt.date(2021, 10, 1), dt.date(2022, 9, 30))


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year(day: dt.date) -> None:
    first, last = fiscal_year_days(fiscal_year(day))
    assert first <= day <= last
