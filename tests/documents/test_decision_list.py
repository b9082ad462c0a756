"""The list of decisions on paper."""

import io
from datetime import date, datetime

from codi_desktop.documents.decision_list import DecisionList, ListedDecision, write_decision_list
from codi_desktop.documents.render import page_count


def line(number: int) -> ListedDecision:
    values = (f"{number} (สมหญิง ใจดี 1 ก.ย. 14:05 น.)", "6 (วิรัช ทองสุข 2 ก.ย. 09:20 น.)")
    at = datetime(2022, 9, 4, 9, 5)  # noqa: DTZ001  the time on the wall
    return ListedDecision(
        "ครัวเรือน 31 หมู่ 4", "จำนวนคน", values, "6", "วิรัช ทองสุข", "จังหวัดสระบุรี", at, stands=number % 2 == 0
    )


def test_it_takes_as_many_pages_as_it_needs() -> None:
    for count, least in ((0, 1), (3, 1), (60, 3)):
        out = io.BytesIO()
        write_decision_list(DecisionList("สภาองค์กรชุมชน", date(2022, 9, 4), [line(n) for n in range(count)]), out)
        assert page_count(out.getvalue()) >= least
