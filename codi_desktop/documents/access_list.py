"""บันทึกการเข้าถึงข้อมูลส่วนบุคคล: who opened, printed or gave out personal data, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._flow import Flow, write_flow
from codi_desktop.documents._writing import write_whole
from codi_desktop.thai.calendar import format_date, format_time

ACTS = {
    "viewed": "เปิดดู",
    "identifier": "ดูเลขเต็ม",
    "printed": "พิมพ์",
    "exported": "ส่งออก",
    "disclosed": "เปิดเผยเลขให้จังหวัด",
    "erased": "ลบตามคำขอ",
}
_TITLE = "บันทึกการเข้าถึงข้อมูลส่วนบุคคล"
_HEADS = ("เมื่อใด", "ใคร", "ทำอะไร", "ข้อมูลของใคร", "เพื่ออะไร, เอกสาร")
_WIDTHS = (27.0, 36.0, 20.0, 43.0, 40.0)


@dataclass(frozen=True)
class Accessed:
    """One line of the list."""

    at: datetime
    person: str
    act: str
    whose: str
    purpose: str


@dataclass(frozen=True)
class AccessList:
    """What is printed: whose list, of which day, by which filter in words, and whether the list is whole."""

    council: str
    machine: str
    day: date
    filter: str
    is_whole: bool
    lines: Sequence[Accessed]


def write_access_list(found: AccessList, out: BinaryIO | Path, *, thai_numerals: bool = False) -> None:
    """Print the list on as many A4 pages as it needs. A path is written whole or not at all."""
    draw = partial(_draw, found)
    write_whole(out, lambda stream: write_flow(stream, _TITLE, found.council, draw, thai_numerals=thai_numerals))


def _draw(found: AccessList, flow: Flow) -> None:
    told = f"{len(found.lines):,} ครั้ง ถึงวันที่ {format_date(found.day, 'long', language='th')}"
    lines = [found.council, f"{found.machine} · {told}", found.filter]
    flow.title(_TITLE, [line for line in lines if line])
    if not found.is_whole:
        flow.points(("บันทึกนี้ถูกแก้หรือตัดจากนอกโปรแกรม จึงเชื่อถือไม่ได้ทั้งหมด",))
    flow.table(_HEADS, map(_row, found.lines), _WIDTHS)


def _row(line: Accessed) -> tuple[str, ...]:
    day, hour = format_date(line.at.date(), "short", language="th"), format_time(line.at.time(), language="th")
    return (f"{day}\n{hour}", line.person, ACTS.get(line.act, line.act), line.whose, line.purpose)
