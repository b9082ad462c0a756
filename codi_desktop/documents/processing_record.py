"""บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล: what มาตรา 39 of the data protection act asks a council to keep.

The fields come from the register of kinds, so that a field that is declared tomorrow stands on tomorrow's paper. What
only people know (requests that were refused) has lines to write on.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._sheet import GREEN, GREY, HAIRLINE, INK, LEFT, RIGHT, Sheet, SignatureBlock, new_canvas
from codi_desktop.documents._text import Type, bold, regular
from codi_desktop.documents._writing import write_whole
from codi_desktop.i18n import in_thai
from codi_desktop.records._fields import Privacy
from codi_desktop.records._record import Record, kinds
from codi_desktop.thai.calendar import format_date

PURPOSES: dict[str, str] = {
    "person": "รู้ว่าใครเป็นเจ้าของบ้าน สมาชิกครัวเรือน กรรมการ หรือช่าง ตรวจว่าเข้าเกณฑ์โครงการ และติดต่อ",
    "household": "รู้ที่ตั้งและจำนวนคนในครัวเรือนที่เดือดร้อน เพื่อสำรวจ จัดลำดับ และไปถึงบ้าน",
    "house_repair": "ซ่อมบ้านตามโครงการบ้านพอเพียง ตั้งแต่สำรวจ อนุมัติ ตรวจรับ จนส่งมอบ",
    "photo": "แสดงสภาพบ้านก่อน ระหว่าง และหลังซ่อม เป็นหลักฐานการตรวจรับ",
    "money_entry": "ทำบัญชีเงิน วัสดุ และแรงงานที่แต่ละฝ่ายร่วมสมทบ ให้ตรวจสอบได้",
    "inspection": "บันทึกผลการตรวจรับงานของคณะกรรมการ",
    "step_taken": "แสดงว่าใครตัดสินใจขั้นตอนใด เมื่อใด ตามมติใด",
    "issued_document": "เก็บเอกสารที่ออกเลขแล้วให้พิมพ์ซ้ำและตรวจสอบได้",
    "person_role": "รู้ว่าใครมีตำแหน่งใดในองค์กรใด เพื่อลงนามและติดต่อ",
}
"""What each kind of record with personal data is kept for. A kind without a line here fails a test."""

_ABOUT = "จัดทำตามมาตรา 39 แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"
_RETENTION = (
    "ระหว่างที่บ้านอยู่ในโครงการ และหลังปิดงานเท่าที่ระเบียบของผู้สนับสนุนเงินและการตรวจสอบกำหนด",
    "โปรแกรมไม่ลบข้อมูลเอง ข้อมูลส่วนบุคคลลบเมื่อเจ้าของข้อมูลขอ หรือเมื่อสภามีมติ",
)
_RIGHTS = (
    "เจ้าของข้อมูลขอดู ขอสำเนา ขอแก้ไข ขอลบ คัดค้าน หรือถอนความยินยอมได้",
    "ผู้ใช้เครื่องต้องเปิดด้วยรหัสผ่าน เลขประจำตัวประชาชนปิดไว้ ผู้ขอดูเลขเต็มต้องบอกเหตุผล และโปรแกรมจดไว้ทุกครั้ง",
)
_SECURITY = (
    "ข้อมูลทั้งหมดในเครื่องเข้ารหัสไว้ (AES-256) เปิดได้ด้วยรหัสผ่านหรือกุญแจของเครื่องนั้น",
    "แฟ้มแลกเปลี่ยนปิดผนึกให้เปิดได้เฉพาะเครื่องผู้รับ มีลายมือชื่ออิเล็กทรอนิกส์ และตรวจทุกไบต์ก่อนรับเข้า",
    "ทุกการแก้ไขเก็บผู้แก้ เครื่อง และเวลา แก้ย้อนหลังไม่ได้ ไฟล์สำรองเข้ารหัสเช่นกัน",
    "การเปิดดู พิมพ์ และส่งออกข้อมูลส่วนบุคคลจดไว้ต่อกันเป็นลำดับ ลบหรือแก้แล้วตรวจพบ",
    "เครื่องที่หายถูกเพิกถอน ไม่รับข้อมูลจากเครื่องนั้นและไม่ส่งให้อีก",
)
_CLASSES = {
    Privacy.PERSONAL: "ข้อมูลส่วนบุคคล",
    Privacy.SENSITIVE: "ข้อมูลอ่อนไหว",
    Privacy.IDENTIFIER: "เลขประจำตัวประชาชน",
}
_ACTS = {"viewed": "เปิดดู", "identifier": "ดูเลขเต็ม", "printed": "พิมพ์", "exported": "ส่งออก"}
_FIRST, _LAST = 24.0, 268.0
_BODY, _LEADING = regular(12), 6.0


@dataclass(frozen=True)
class Reading:
    """Which levels may read fields of a class, and how: tambon, province, and group or region."""

    privacy: Privacy
    tambon: str
    province: str
    above: str


@dataclass(frozen=True)
class Receiver:
    """A machine that bundles were written for in the period."""

    name: str
    bundles: int
    last: date


@dataclass(frozen=True)
class ProcessingRecord:
    """What is printed. `counts` are records by kind, `accesses` entries of the period by what was done."""

    council: str
    place: str
    contact: str
    machine: str
    person: str
    since: date
    until: date
    counts: Mapping[str, int]
    readings: Sequence[Reading]
    receivers: Sequence[Receiver]
    accesses: Mapping[str, int]
    erasures: int
    full_numbers_for: Sequence[str] = ()
    """purposes for which citizen ids were given away in full"""


def write_processing_record(facts: ProcessingRecord, out: BinaryIO | Path, *, thai_numerals: bool = False) -> None:
    """Print the record on as many A4 pages as it needs. A path is written whole or not at all."""

    def write(stream: BinaryIO) -> None:
        pages = _draw(facts, io.BytesIO(), 0, thai_numerals=thai_numerals)  # to know how many there are
        _draw(facts, stream, pages, thai_numerals=thai_numerals)

    write_whole(out, write)


def fields_by_class(model: type[Record]) -> dict[Privacy, list[str]]:
    """Give the labels of a kind's private fields, in Thai, each once."""
    found: dict[Privacy, list[str]] = {}
    for field in model.declared().values():
        if field.privacy is not Privacy.PUBLIC:
            labels = found.setdefault(field.privacy, [])
            if (label := in_thai(field.label)) not in labels:
                labels.append(label)
    return {privacy: found[privacy] for privacy in Privacy if privacy in found}


def _draw(facts: ProcessingRecord, out: BinaryIO, pages: int, *, thai_numerals: bool) -> int:
    canvas = new_canvas(out)
    canvas.setTitle("บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล")
    canvas.setCreator("codi_desktop")
    paper = _Paper(Sheet(canvas, thai_numerals=thai_numerals), facts, pages)
    paper.title()
    paper.section("1. ผู้ควบคุมข้อมูลส่วนบุคคล")
    paper.pairs(
        (
            ("ผู้ควบคุมข้อมูล", facts.council),
            ("พื้นที่", facts.place),
            ("ติดต่อ", facts.contact or "................................................................"),
            ("เครื่องที่เก็บ", f"{facts.machine} ผู้ใช้ {facts.person}"),
        )
    )
    paper.section("2. ข้อมูลที่เก็บ และวัตถุประสงค์")
    for kind, count in facts.counts.items():
        paper.activity(kinds()[kind], count)
    paper.section("3. ระยะเวลาการเก็บรักษา")
    paper.points(_RETENTION)
    paper.section("4. สิทธิและวิธีการเข้าถึงข้อมูล")
    paper.points(_RIGHTS)
    paper.table(
        ("ชั้นของข้อมูล", "เครื่องตำบล", "เครื่องจังหวัด", "เครื่องกลุ่มและภาค"),
        [(_CLASSES[one.privacy], one.tambon, one.province, one.above) for one in facts.readings],
        (44, 34, 50, 38),
    )
    paper.section("5. การใช้หรือเปิดเผย")
    _told_disclosures(paper, facts)
    paper.section("6. การปฏิเสธคำขอหรือการคัดค้านของเจ้าของข้อมูล พร้อมเหตุผล")
    paper.writing_lines(3)
    paper.section("7. มาตรการรักษาความมั่นคงปลอดภัย")
    paper.points(_SECURITY)
    paper.signature()
    paper.end()
    canvas.save()
    return paper.page


def _told_disclosures(paper: "_Paper", facts: ProcessingRecord) -> None:
    if facts.receivers:
        rows = [
            (one.name, f"{one.bundles:,}", format_date(one.last, "short", language="th")) for one in facts.receivers
        ]
        paper.table(("เครื่องที่รับแฟ้มแลกเปลี่ยน", "จำนวนแฟ้ม", "ครั้งล่าสุด"), rows, (100, 28, 38))
    else:
        paper.points(("ไม่ได้ส่งแฟ้มแลกเปลี่ยนให้เครื่องใดในช่วงนี้",))
    for purpose in facts.full_numbers_for:
        paper.points((f"เปิดเผยเลขประจำตัวประชาชนเต็มเพื่อ: {purpose}",))
    told = " · ".join(f"{_ACTS[act]} {facts.accesses.get(act, 0):,} ครั้ง" for act in _ACTS)
    paper.points((f"บันทึกการเข้าถึงในช่วงนี้: {told}", f"ลบข้อมูลส่วนบุคคลตามคำขอหรือมติแล้ว {facts.erasures:,} ครั้ง"))


class _Paper:
    """Pages that go on by themselves: each thing is drawn below the one before."""

    def __init__(self, sheet: Sheet, facts: ProcessingRecord, pages: int) -> None:
        self._sheet, self._facts, self._pages = sheet, facts, pages
        self.page, self._y = 1, _FIRST

    def title(self) -> None:
        facts, sheet = self._facts, self._sheet
        words = "บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล"
        sheet.text(LEFT, 26, words, sheet.set.shrunk(bold(20), words, RIGHT - LEFT, 14), GREEN)
        since, until = (format_date(day, "long", language="th") for day in (facts.since, facts.until))
        for number, line in enumerate((facts.council, f"ช่วงวันที่ {since} ถึง {until}", _ABOUT)):
            face = bold(13) if number == 0 else regular(11.5)
            shrunk = sheet.set.shrunk(face, line, RIGHT - LEFT, 9)
            sheet.text(LEFT, 34 + number * 6.4, line, shrunk, INK if number == 0 else GREY)
        sheet.rule(LEFT, RIGHT, 51, 0.9)
        self._y = 52

    def section(self, title: str) -> None:
        """Begin a part; its title never stands alone at the foot of a page."""
        self._room(9 + 3 * _LEADING)
        self._y += 9
        self._sheet.text(LEFT, self._y, title, bold(14), GREEN)
        self._y += 1.5

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, words in pairs:
            lines = self._sheet.set.lines(_BODY, words, RIGHT - LEFT - 36)
            self._room(len(lines) * _LEADING)
            self._sheet.text(LEFT, self._y + _LEADING, label, _BODY, GREY)
            self._y = self._sheet.paragraph(LEFT + 36, self._y + _LEADING, lines, _BODY, _LEADING)

    def points(self, points: Sequence[str]) -> None:
        for point in points:
            lines = self._sheet.set.lines(_BODY, point, RIGHT - LEFT - 5)
            self._room(len(lines) * _LEADING)
            self._sheet.text(LEFT, self._y + _LEADING, "–", _BODY)
            self._y = self._sheet.paragraph(LEFT + 5, self._y + _LEADING, lines, _BODY, _LEADING)

    def activity(self, model: type[Record], count: int) -> None:
        """Say of one kind of record what it is for, and which of its fields tell of people."""
        sheet, small = self._sheet, regular(11)
        blocks = [(small, INK, f"เพื่อ{PURPOSES[model.kind]}")]
        for privacy, labels in fields_by_class(model).items():
            blocks.append((small, GREY, f"{_CLASSES[privacy]}: {', '.join(labels)}"))
        broken = [(face, colour, sheet.set.lines(face, words, RIGHT - LEFT - 5)) for face, colour, words in blocks]
        self._room(7 + sum(len(lines) for _, _, lines in broken) * 5.4 + 2)
        self._y += 7
        sheet.text(LEFT, self._y, in_thai(model.label_plural), bold(12))
        sheet.text(RIGHT, self._y, f"{count:,} รายการ", regular(11), GREY, "right")
        for face, colour, lines in broken:
            self._y = sheet.paragraph(LEFT + 5, self._y + 5.4, lines, face, 5.4, colour)
        self._y += 2.2
        sheet.rule(LEFT, RIGHT, self._y, 0.25, HAIRLINE)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        self._room(3 * 7)
        self._y += 3
        self._sheet.rule(LEFT, RIGHT, self._y, 0.6)
        self._row(heads, widths, bold(11))
        for row in rows:
            self._sheet.rule(LEFT, RIGHT, self._y, 0.25, HAIRLINE)
            self._row(row, widths, regular(11))
        self._sheet.rule(LEFT, RIGHT, self._y, 0.6)
        self._y += 1

    def writing_lines(self, count: int) -> None:
        self._room(count * 9)
        for _ in range(count):
            self._y += 9
            self._sheet.dotted(LEFT, RIGHT, self._y)

    def signature(self) -> None:
        self._room(42)
        block = SignatureBlock("", "ผู้บันทึกรายการ", ("วันที่ ......../......../........",))
        self._sheet.signature((LEFT + RIGHT) / 2, self._y + 24, 80, block)
        self._y += 42

    def end(self) -> None:
        """Finish the page."""
        sheet = self._sheet
        sheet.rule(LEFT, RIGHT, 275, 0.4)
        sheet.text(LEFT, 280.5, self._facts.council, regular(9), GREY)
        sheet.text(RIGHT, 280.5, f"หน้า {self.page} จาก {self._pages}", regular(9), GREY, "right")
        sheet.canvas.showPage()

    def _row(self, cells: Sequence[str], widths: Sequence[float], face: Type) -> None:
        broken = [self._sheet.set.lines(face, cell, width - 3) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(lines) for lines in broken) * 5.4 + 1.8
        self._room(height)
        x = LEFT
        for lines, width in zip(broken, widths, strict=True):
            self._sheet.paragraph(x, self._y + 5.2, lines, face, 5.4)
            x += width
        self._y += height

    def _room(self, height: float) -> None:
        """Begin a new page where the rest of this one is too low."""
        if self._y + height > _LAST:
            self.end()
            self.page += 1
            self._y = _FIRST
