"""ใบกู้คืนข้อมูล: one sheet with the code that opens a machine when its passphrase is forgotten."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._sheet import (
    AXIS,
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
    "เปิดโปรแกรม แล้วกด “ลืมรหัสผ่าน”",
    "พิมพ์ตัวอักษรภาษาอังกฤษ 25 ตัวในกรอบข้างบน ลงในช่องรหัสผ่าน ตัวเล็กหรือตัวใหญ่ก็ได้ ไม่ต้องพิมพ์ขีด",
    "เมื่อเปิดได้แล้ว ไปที่ “ตั้งค่า” ตั้งรหัสผ่านใหม่ แล้วพิมพ์ใบกู้คืนใบใหม่",
)
_CARE = (
    "ใครมีใบนี้และเครื่องนี้ จะเปิดข้อมูลได้ทั้งหมด จึงอย่าเก็บไว้กับเครื่อง อย่าถ่ายรูป และอย่าส่งทางโทรศัพท์",
    "เก็บในที่ที่มีกุญแจ เช่น ตู้เอกสารของสภาองค์กรชุมชนหรือของ อบต. และให้รู้กันอย่างน้อย 2 คนว่าอยู่ที่ไหน",
    "เมื่อพิมพ์ใบใหม่ ใบนี้จะใช้ไม่ได้อีก ให้ทำลายทิ้ง",
)
_BOX_TOP, _BOX_HEIGHT = 92.0, 40.0


@dataclass(frozen=True)
class RecoveryFacts:
    """What stands on the sheet. `code` is five groups of five letters."""

    place: str
    second: str
    machine: str
    person: str
    code: str
    day: date


def write_recovery_sheet(facts: RecoveryFacts, out: BinaryIO | Path) -> None:
    """Print the sheet on one A4 page. A path is written whole or not at all."""
    write_whole(out, lambda stream: _write(facts, stream))


def _write(facts: RecoveryFacts, out: BinaryIO) -> None:
    canvas = new_canvas(out)
    canvas.setTitle("ใบกู้คืนข้อมูล")
    canvas.setCreator("codi_desktop")
    sheet = Sheet(canvas, thai_numerals=False)
    sheet.border()
    sheet.text(AXIS, 36, "ใบกู้คืนข้อมูล", bold(26), GREEN, "centre")
    sheet.text(AXIS, 46, "ใช้เมื่อลืมรหัสผ่านของเครื่องนี้เท่านั้น", regular(14), GREY, "centre")
    sheet.divider(53)
    _whose(sheet, facts)
    _code(sheet, facts.code)
    y = _points(sheet, 148, "วิธีใช้", _HOW)
    _points(sheet, y + 14, "วิธีเก็บ", _CARE)
    sheet.signature(AXIS, 262, 80, SignatureBlock("", "ผู้เก็บรักษาใบนี้"))
    canvas.showPage()
    canvas.save()


def _whose(sheet: Sheet, facts: RecoveryFacts) -> None:
    place = " ".join(part for part in (facts.place, facts.second) if part)
    lines = (
        place,
        f"ชื่อเครื่อง: {facts.machine} · ผู้ใช้: {facts.person}",
        f"พิมพ์เมื่อ {format_date(facts.day, 'long', language='th')}",
    )
    for number, line in enumerate(lines):
        face = sheet.set.shrunk(bold(15) if number == 0 else regular(12), line, RIGHT - LEFT, 9)
        sheet.text(AXIS, 64 + number * 8, line, face, INK, "centre")


def _code(sheet: Sheet, code: str) -> None:
    canvas = sheet.canvas
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(1.2)
    canvas.roundRect(
        LEFT * MM, (HEIGHT - _BOX_TOP - _BOX_HEIGHT) * MM, (RIGHT - LEFT) * MM, _BOX_HEIGHT * MM, 4 * MM, stroke=1
    )
    groups = code.split("-")
    step = (RIGHT - LEFT) / len(groups)
    for number, group in enumerate(groups):
        sheet.machine_text(LEFT + step * (number + 0.5), _BOX_TOP + 22.5, group, bold(22))
        sheet.text(LEFT + step * (number + 0.5), _BOX_TOP + 32, f"กลุ่มที่ {number + 1}", regular(10), GREY, "centre")


def _points(sheet: Sheet, y: float, title: str, points: tuple[str, ...]) -> float:
    sheet.text(LEFT, y, title, bold(15), GREEN)
    for number, point in enumerate(points, 1):
        lines = sheet.set.lines(regular(13), point, RIGHT - LEFT - 8)
        sheet.text(LEFT, y + 8, f"{number}.", regular(13))
        y = sheet.paragraph(LEFT + 8, y + 8, lines, regular(13), 6.6)
    return y
