"""ใบกุญแจสำรองของคณะกรรมการ: one person's share of the committee's key, on a page of its own."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._sheet import (
    AXIS,
    CODE_SIZE,
    GOLD,
    GREEN,
    GREY,
    HEIGHT,
    INK,
    LEFT,
    RIGHT,
    Sheet,
    SignatureBlock,
    new_canvas,
)
from codi_desktop.documents._text import MM, bold, regular
from codi_desktop.documents._writing import write_whole
from codi_desktop.thai.calendar import format_date

_HOW = (
    "ใช้เมื่อลืมรหัสผ่านของเครื่องนี้ และเปิดด้วยใบกู้คืนข้อมูลไม่ได้ ใบเดียวเปิดเครื่องไม่ได้",
    "นำใบกุญแจสำรองชุดเดียวกันมารวมกันที่เครื่อง ให้ครบ {need} ใบ ใบใดก็ได้",
    "เปิดโปรแกรม กด “ลืมรหัสผ่าน” แล้วเลือก “กุญแจสำรองของคณะกรรมการ” พิมพ์คำตามลำดับ หรือเปิดไฟล์ที่สแกนใบนี้ไว้ แล้วตั้งรหัสผ่านใหม่",
)
_CARE = (
    "เก็บไว้กับตัวท่านเองในที่ที่มีกุญแจ ห้ามเก็บรวมกับใบอื่น ห้ามเก็บไว้กับเครื่อง ห้ามถ่ายรูปเก็บไว้ และห้ามส่งทางโทรศัพท์",
    "เมื่อพ้นจากตำแหน่ง ให้ส่งใบนี้คืนสภา แล้วให้สภาทำชุดใหม่",
    "เมื่อทำชุดใหม่ ใบนี้จะใช้ไม่ได้อีก ให้ทำลายทิ้ง",
)
_BOX_TOP, _ROW, _COLUMNS = 101.0, 9.6, 4
_WORDS_WIDTH = RIGHT - LEFT - CODE_SIZE - 12


@dataclass(frozen=True)
class ShareFacts:
    """What stands on the sheet. `code` is the text of its QR code, the words once more."""

    place: str
    second: str
    machine: str
    set: int
    number: int
    of: int
    need: int
    words: tuple[str, ...]
    code: str
    day: date


def write_share_sheet(facts: ShareFacts, out: BinaryIO | Path) -> None:
    """Print one share on one A4 page. A path is written whole or not at all."""
    write_whole(out, lambda stream: _write(facts, stream))


def _write(facts: ShareFacts, out: BinaryIO) -> None:
    canvas = new_canvas(out)
    canvas.setTitle(f"ใบกุญแจสำรองของคณะกรรมการ ใบที่ {facts.number} จาก {facts.of}")
    canvas.setCreator("codi_desktop")
    sheet = Sheet(canvas, thai_numerals=False)
    sheet.border()
    sheet.text(AXIS, 35, "ใบกุญแจสำรองของคณะกรรมการ", bold(25), GREEN, "centre")
    which = f"ใบที่ {facts.number} จาก {facts.of} ใบ · ต้องใช้พร้อมกัน {facts.need} ใบ · ชุดที่ {facts.set}"
    sheet.text(AXIS, 46, which, bold(15), INK, "centre")
    sheet.divider(53)
    _whose(sheet, facts)
    _words(sheet, facts)
    how = tuple(point.format(need=facts.need) for point in _HOW)
    y = _points(sheet, _BOX_TOP + _rows(facts) * _ROW + 24, "วิธีใช้", how)
    _points(sheet, y + 12, "วิธีเก็บ", _CARE)
    sheet.signature(AXIS, 264, 80, SignatureBlock("", "ผู้เก็บรักษาใบนี้"))
    canvas.showPage()
    canvas.save()


def _whose(sheet: Sheet, facts: ShareFacts) -> None:
    lines = (
        " ".join(part for part in (facts.place, facts.second) if part),
        f"ชื่อเครื่อง: {facts.machine}",
        f"พิมพ์เมื่อ {format_date(facts.day, 'long', language='th')}",
    )
    for number, line in enumerate(lines):
        face = sheet.set.shrunk(bold(15) if number == 0 else regular(12), line, RIGHT - LEFT, 9)
        sheet.text(AXIS, 64 + number * 8, line, face, INK, "centre")


def _rows(facts: ShareFacts) -> int:
    return -(-len(facts.words) // _COLUMNS)


def _words(sheet: Sheet, facts: ShareFacts) -> None:
    """Write the words in numbered columns, read downwards, and the code beside them."""
    canvas, rows = sheet.canvas, _rows(facts)
    height = rows * _ROW + 10
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(1.2)
    canvas.roundRect(
        LEFT * MM, (HEIGHT - _BOX_TOP + 6 - height) * MM, (RIGHT - LEFT) * MM, height * MM, 4 * MM, stroke=1
    )
    step = _WORDS_WIDTH / _COLUMNS
    for place, word in enumerate(facts.words):
        column, row = divmod(place, rows)
        x, y = LEFT + 5 + column * step, _BOX_TOP + 4.5 + row * _ROW
        sheet.text(x + 5, y, f"{place + 1}.", regular(10), GREY, "right")
        sheet.text(x + 6.5, y, word, sheet.set.shrunk(bold(14), word, step - 8, 9))
    sheet.code(
        RIGHT - CODE_SIZE - 5, _BOX_TOP + (height - 12 - CODE_SIZE - 6) / 2, facts.code, f"{facts.number}/{facts.of}"
    )


def _points(sheet: Sheet, y: float, title: str, points: tuple[str, ...]) -> float:
    sheet.text(LEFT, y, title, bold(15), GREEN)
    for number, point in enumerate(points, 1):
        lines = sheet.set.lines(regular(13), point, RIGHT - LEFT - 8)
        sheet.text(LEFT, y + 8, f"{number}.", regular(13))
        y = sheet.paragraph(LEFT + 8, y + 8, lines, regular(13), 6.6)
    return y
