"""รายการบ้าน: the list of houses on paper, as it was filtered; citizen ids are masked unless it names a purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._sheet import GREEN, GREY, HAIRLINE, INK, LEFT, RIGHT, Sheet, new_canvas
from codi_desktop.documents._text import bold, regular
from codi_desktop.documents._writing import write_whole
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht

_STEPS = {
    "surveyed": "สำรวจ",
    "certified": "ประชาคม",
    "proposed": "เสนอ",
    "approved": "อนุมัติ",
    "contracted": "รับงวด",
    "repairing": "กำลังซ่อม",
    "inspected": "ตรวจรับ",
    "handed_over": "ส่งมอบ",
    "closed": "ปิด",
    "reserve": "สำรอง",
    "withdrawn": "ถอนตัว",
    "deceased": "เจ้าของเสียชีวิต",
    "moved": "ย้ายออก",
    "substituted": "มีบ้านอื่นแทน",
}
_NUMBER, _OWNER, _HOUSE, _PLACE, _STEP, _CEILING = LEFT + 8, LEFT + 11, 84.0, 101.0, 133.0, RIGHT
_SPENT = 168.0
_FIRST_ROW, _LAST_ROW, _ROW = 56.0, 262.0, 9.6


@dataclass(frozen=True)
class ListedHouse:
    """One line of the list. Money in satang; the citizen id is written as it is to stand there."""

    owner: str
    citizen_id: str
    house_number: str
    place: str
    step: str
    spent: int
    ceiling: int | None


@dataclass(frozen=True)
class HouseList:
    """What is printed: whose list, as of which day, by which filters in words, and how far it can be believed."""

    title: str
    day: date
    filters: Sequence[str]
    houses: Sequence[ListedHouse]
    footnote: Sequence[str]
    purpose: str = ""
    """what the citizen ids, which are written in full then, are for"""


def write_house_list(found: HouseList, out: BinaryIO | Path, *, thai_numerals: bool = False) -> None:
    """Print the list on as many A4 pages as it needs. A path is written whole or not at all."""
    write_whole(out, lambda stream: _write(found, stream, thai_numerals=thai_numerals))


def _write(found: HouseList, out: BinaryIO, *, thai_numerals: bool) -> None:
    canvas = new_canvas(out)
    canvas.setTitle(found.title)
    canvas.setCreator("codi_desktop")
    sheet = Sheet(canvas, thai_numerals=thai_numerals)
    on_page = int((_LAST_ROW - _FIRST_ROW) / _ROW)
    pages = [found.houses[start : start + on_page] for start in range(0, len(found.houses), on_page)] or [()]
    for page, houses in enumerate(pages):
        _head(sheet, found)
        y = _FIRST_ROW
        for place, house in enumerate(houses):
            _line(sheet, y, page * on_page + place + 1, house)
            y += _ROW
        if page + 1 == len(pages):
            _total(sheet, y, found.houses)
        _foot(sheet, found, f"หน้า {page + 1} จาก {len(pages)}")
        canvas.showPage()
    canvas.save()


def _head(sheet: Sheet, found: HouseList) -> None:
    sheet.text(LEFT, 24, found.title, sheet.set.shrunk(bold(19), found.title, RIGHT - LEFT, 13), GREEN)
    told = " · ".join([*found.filters, f"ณ วันที่ {format_date(found.day, 'long', language='th')}"])
    if found.purpose:
        told = f"{told} · พิมพ์เลขเต็มเพื่อ{found.purpose}"
    sheet.text(LEFT, 31.5, told, sheet.set.shrunk(regular(11.5), told, RIGHT - LEFT, 8.5), GREY)
    sheet.rule(LEFT, RIGHT, 36, 0.9)
    face = bold(10.5)
    sheet.text(_NUMBER, 43, "ที่", face, GREEN, "right")
    for x, words in ((_OWNER, "เจ้าของบ้าน"), (_HOUSE, "เลขที่"), (_PLACE, "หมู่บ้าน"), (_STEP, "ขั้นตอน")):
        sheet.text(x, 43, words, face, GREEN)
    sheet.text(_SPENT, 43, "พอช. ใช้", face, GREEN, "right")
    sheet.text(_CEILING, 43, "เพดาน", face, GREEN, "right")
    sheet.rule(LEFT, RIGHT, 47, 0.4)


def _line(sheet: Sheet, y: float, number: int, house: ListedHouse) -> None:
    face = regular(11)
    sheet.text(_NUMBER, y, str(number), face, GREY, "right")
    sheet.text(_OWNER, y - 1.4, house.owner, sheet.set.shrunk(face, house.owner, _HOUSE - _OWNER - 2, 8))
    sheet.text(_OWNER, y + 2.8, house.citizen_id, regular(8.5), GREY)
    sheet.text(_HOUSE, y, house.house_number, sheet.set.shrunk(face, house.house_number, _PLACE - _HOUSE - 1.5, 7.5))
    sheet.text(_PLACE, y, house.place, sheet.set.shrunk(face, house.place, _STEP - _PLACE - 2, 7))
    sheet.text(_STEP, y, _STEPS.get(house.step, house.step), face)
    sheet.text(_SPENT, y, format_baht(house.spent) if house.spent else "–", face, INK, "right")
    sheet.text(_CEILING, y, format_baht(house.ceiling) if house.ceiling is not None else "–", face, GREY, "right")
    sheet.rule(LEFT, RIGHT, y + 4.6, 0.25, HAIRLINE)


def _total(sheet: Sheet, y: float, houses: Sequence[ListedHouse]) -> None:
    sheet.text(_OWNER, y + 0.6, f"รวม {len(houses):,} หลัง", bold(11.5))
    sheet.text(_SPENT, y + 0.6, format_baht(sum(house.spent for house in houses)), bold(11.5), INK, "right")


def _foot(sheet: Sheet, found: HouseList, page: str) -> None:
    sheet.rule(LEFT, RIGHT, 275, 0.4)
    words = " · ".join(found.footnote)
    sheet.paragraph(LEFT, 280.5, sheet.set.lines(regular(9), words, 138), regular(9), 4.6, GREY)
    sheet.text(RIGHT, 280.5, page, regular(9), GREY, "right")
