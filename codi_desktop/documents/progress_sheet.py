"""ภาพรวม: how a province or region stands, on paper: houses by phase, area by area, the shared tray, and the footnote.

A total never stands without the lines that say how far it can be believed.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor

from codi_desktop.documents._sheet import GREEN, GREY, HAIRLINE, HEIGHT, INK, LEFT, RIGHT, Sheet, new_canvas
from codi_desktop.documents._text import MM, bold, regular
from codi_desktop.documents._writing import write_whole
from codi_desktop.reports.progress import AreaProgress, Progress
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht

# Neighbours differ in lightness, stand in a fixed order with a gap, and are named: no colour is needed to read them.
_PHASES = {
    "prepared": ("เตรียม", HexColor("#C9C6B8")),
    "approved": ("อนุมัติ", HexColor("#7FB0D8")),
    "repairing": ("กำลังซ่อม", HexColor("#2D6EA8")),
    "handed_over": ("ส่งมอบ", HexColor("#0B6350")),
}
_SOURCES = {
    "CODI": ("พอช.", HexColor("#0B6350")),
    "local_government": ("อปท.", HexColor("#2D6EA8")),
    "msdhs": ("พมจ.", HexColor("#7B4B94")),
    "company": ("เอกชน", HexColor("#A85A0A")),
    "community": ("ชุมชน", HexColor("#6B7426")),
    "family": ("ครอบครัว", HexColor("#78867E")),
    "other": ("อื่น ๆ", HexColor("#B9B4A6")),
}
_ROW = 7.0
_BAR_LEFT, _BAR_RIGHT = 66.0, 170.0
_FIRST_ROW, _LAST_ROW = 88.0, 216.0
_LOWEST_TRAY = 229.0


def write_progress(
    found: Progress, footnote: Sequence[str], out: BinaryIO | Path, *, thai_numerals: bool = False
) -> None:
    """Print a dashboard on as many A4 pages as its areas need. A path is written whole or not at all."""
    write_whole(out, lambda stream: _write(found, footnote, stream, thai_numerals=thai_numerals))


def _write(found: Progress, footnote: Sequence[str], out: BinaryIO, *, thai_numerals: bool) -> None:
    canvas = new_canvas(out)
    canvas.setTitle(f"ภาพรวม {_named(found.area, found.name)}")
    canvas.setCreator("codi_desktop")
    sheet = Sheet(canvas, thai_numerals=thai_numerals)
    most = max((row.all_houses for row in found.rows), default=0)
    waiting = _lines(found)
    is_first = True
    while waiting or is_first:
        _head(sheet, found)
        waiting, y = _rows(sheet, waiting, most)
        if not waiting:
            _tray(sheet, found, min(y + 22, _LOWEST_TRAY))
        _foot(sheet, footnote)
        canvas.showPage()
        is_first = False
    canvas.save()


def _lines(found: Progress) -> list[tuple[str, AreaProgress]]:
    """List the rows in order, each group followed by its own line."""
    lines: list[tuple[str, AreaProgress]] = []
    for group in (*found.groups, None):
        code = group.code if group else ""
        lines += [("area", row) for row in found.rows if row.group == code]
        if group:
            lines.append(("group", group))
    return lines


def _head(sheet: Sheet, found: Progress) -> None:
    sheet.text(LEFT, 26, f"ภาพรวม{_named(found.area, found.name)}", bold(20), GREEN)
    day = format_date(found.as_of, "long", language="th")
    sheet.text(LEFT, 33.5, f"บ้านพอเพียง ปีงบประมาณ {found.fiscal_year} · ณ วันที่ {day}", regular(12), GREY)
    sheet.rule(LEFT, RIGHT, 38, 0.9)
    width = (RIGHT - LEFT) / 5
    shown = [(label, colour, found.total.houses.get(phase, 0)) for phase, (label, colour) in _PHASES.items()]
    for place, (label, colour, houses) in enumerate([*shown, ("บ้านทั้งหมด", None, found.total.all_houses)]):
        x = LEFT + place * width
        if colour is not None:
            _box(sheet, x, 46, 3.4, 3.4, colour)
        sheet.text(x + (5.2 if colour is not None else 0), 49, label, regular(11), GREY)
        sheet.text(x, 60, f"{houses:,}", bold(24))
        sheet.text(x + sheet.set.width(bold(24), f"{houses:,}") + 1.8, 60, "หลัง", regular(11), GREY)
    sheet.rule(LEFT, RIGHT, 67, 0.4)
    sheet.text(LEFT, 76, "บ้านตามขั้นตอน", bold(14), GREEN)
    sheet.text(RIGHT, 76, "จำนวนหลัง", regular(10), GREY, "right")


def _rows(
    sheet: Sheet, lines: list[tuple[str, AreaProgress]], most: int
) -> tuple[list[tuple[str, AreaProgress]], float]:
    """Draw the rows that fit; give the rest, and how far down they reach."""
    y = _FIRST_ROW - _ROW
    if not lines:
        sheet.text(LEFT, y + _ROW, "ยังไม่มีข้อมูลบ้าน", regular(12), GREY)
    for number, (what, row) in enumerate(lines):
        if y + _ROW > _LAST_ROW:
            return lines[number:], y
        y += _ROW
        if what == "group":
            _group_line(sheet, y, row)
            y += 2
        else:
            _area_line(sheet, y, row, most)
    return [], y


def _area_line(sheet: Sheet, y: float, row: AreaProgress, most: int) -> None:
    face = sheet.set.shrunk(regular(11), row.name, _BAR_LEFT - LEFT - 3, 8.5)
    sheet.text(LEFT, y, row.name, face)
    if not row.heard and not row.all_houses:
        sheet.text(_BAR_LEFT, y, "ยังไม่ส่ง", regular(10), GREY)
        return
    x = _BAR_LEFT
    for phase, (_label, colour) in _PHASES.items():
        width = (_BAR_RIGHT - _BAR_LEFT) * row.houses.get(phase, 0) / max(most, 1)
        if width:
            _box(sheet, x, y - 3.6, max(width - 0.5, 0.4), 4.4, colour)
            x += width
    sheet.text(RIGHT, y, f"{row.all_houses:,}", bold(11), INK, "right")


def _group_line(sheet: Sheet, y: float, group: AreaProgress) -> None:
    sheet.text(LEFT, y, f"กลุ่ม{group.name}", bold(10.5), GREEN)
    told = f"ส่งมอบแล้ว {group.handed_over:,} จาก {group.all_houses:,} หลัง" if group.all_houses else "ยังไม่มีข้อมูล"
    sheet.text(RIGHT, y, told, regular(10.5), GREY, "right")
    sheet.rule(LEFT, RIGHT, y + 2.2, 0.25, HAIRLINE)


def _tray(sheet: Sheet, found: Progress, y: float) -> None:
    total = sum(found.total.money.values())
    sheet.text(LEFT, y, f"ถาดร่วม {format_baht(total)} บาท" if total else "ถาดร่วม ยังไม่มียอดรับ", bold(14), GREEN)
    if found.total.leverage is not None:
        told = f"ภาคีสมทบ {found.total.leverage:.1f} บาท ต่อ 1 บาทของ พอช."
        sheet.text(RIGHT, y, told, regular(11), INK, "right")
    x, shares = LEFT, [(source, found.total.money.get(source, 0)) for source in _SOURCES]
    for source, satang in shares:
        width = (RIGHT - LEFT) * satang / total if total else 0
        if width:
            _box(sheet, x, y + 4, max(width - 0.5, 0.4), 6, _SOURCES[source][1])
            x += width
    shown = [(source, satang) for source, satang in shares if satang]
    for place, (source, satang) in enumerate(shown):
        x, line = LEFT + place % 4 * 41.5, y + 17 + place // 4 * 11
        _box(sheet, x, line - 3, 3.2, 3.2, _SOURCES[source][1])
        sheet.text(x + 4.8, line, _SOURCES[source][0], regular(10), GREY)
        sheet.text(x + 4.8, line + 5, format_baht(satang), bold(10.5))


def _foot(sheet: Sheet, footnote: Sequence[str]) -> None:
    sheet.rule(LEFT, RIGHT, 269, 0.4)
    sheet.paragraph(
        LEFT, 275, sheet.set.lines(regular(9.5), " · ".join(footnote), RIGHT - LEFT), regular(9.5), 5.0, GREY
    )


def _box(sheet: Sheet, x: float, y: float, width: float, height: float, colour: Any) -> None:
    sheet.canvas.setFillColor(colour)
    sheet.canvas.rect(x * MM, (HEIGHT - y - height) * MM, width * MM, height * MM, stroke=0, fill=1)


def _named(code: str, name: str) -> str:
    return {6: "ตำบล", 4: "อำเภอ", 2: "จังหวัด"}.get(len(code) if code.isdigit() else 0, "") + name
