"""บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล: what มาตรา 39 of the data protection act asks a council to keep.

The fields come from the register of kinds, so that a field that is declared tomorrow stands on tomorrow's paper. What
only people know (requests that were refused) has lines to write on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._flow import SMALL, SMALL_LEADING, Flow, write_flow
from codi_desktop.documents._sheet import GREY, HAIRLINE, INK, LEFT, RIGHT
from codi_desktop.documents._text import bold
from codi_desktop.documents._writing import write_whole
from codi_desktop.documents.access_list import ACTS
from codi_desktop.i18n import in_thai
from codi_desktop.records._fields import Privacy
from codi_desktop.records._record import Record, kinds
from codi_desktop.thai.calendar import format_date

_TITLE = "บันทึกรายการกิจกรรมการประมวลผลข้อมูลส่วนบุคคล"
_ABOUT = "จัดทำตามมาตรา 39 แห่งพระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562"
_RETENTION = (
    "ระหว่างที่บ้านอยู่ในโครงการ และหลังปิดงานเท่าที่ระเบียบของผู้สนับสนุนเงินและการตรวจสอบกำหนด",
    "โปรแกรมไม่ลบข้อมูลเอง ข้อมูลส่วนบุคคลลบเมื่อเจ้าของข้อมูลขอ หรือเมื่อสภามีมติ",
)
_RIGHTS = (
    "เจ้าของข้อมูลขอดู ขอสำเนา ขอแก้ไข ขอลบ คัดค้าน หรือถอนความยินยอมได้",
    "ผู้ใช้เครื่องต้องเปิดด้วยรหัสผ่าน เลขประจำตัวประชาชนปิดไว้ ผู้ขอดูเลขเต็มต้องบอกเหตุผล และโปรแกรมจดไว้ทุกครั้ง",
)
_READING = (
    "ไม่เห็น หมายถึงข้อมูลไปถึงเครื่องนั้นแบบปิดผนึก ไม่มีกุญแจเปิด จึงนับยอดได้แต่อ่านไม่ได้",
    "ข้อมูลที่เครื่องของหน่วยงานใดบันทึกเอง หน่วยงานนั้นอ่านได้ รูปถ่ายบ้านไม่ส่งให้กลุ่มและภาค",
)
_READING_ROOM = 40  # millimetres: the table of who reads what stays on one page
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
    draw = partial(_draw, facts)
    write_whole(out, lambda stream: write_flow(stream, _TITLE, facts.council, draw, thai_numerals=thai_numerals))


def fields_by_class(model: type[Record]) -> dict[Privacy, list[str]]:
    """Give the labels of a kind's private fields, in Thai, each once."""
    found: dict[Privacy, list[str]] = {}
    for field in model.declared().values():
        if field.privacy is not Privacy.PUBLIC:
            labels = found.setdefault(field.privacy, [])
            if (label := in_thai(field.label)) not in labels:
                labels.append(label)
    return {privacy: found[privacy] for privacy in Privacy if privacy in found}


def _draw(facts: ProcessingRecord, flow: Flow) -> None:
    since, until = (format_date(day, "long", language="th") for day in (facts.since, facts.until))
    flow.title(_TITLE, (facts.council, f"ช่วงวันที่ {since} ถึง {until}", _ABOUT))
    flow.section("1. ผู้ควบคุมข้อมูลส่วนบุคคล")
    flow.pairs(
        (
            ("ผู้ควบคุมข้อมูล", facts.council),
            ("พื้นที่", facts.place),
            ("ติดต่อ", facts.contact or "................................................................"),
            ("เครื่องที่เก็บ", f"{facts.machine} ผู้ใช้ {facts.person}"),
        )
    )
    flow.section("2. ข้อมูลที่เก็บ และวัตถุประสงค์")
    for kind, count in facts.counts.items():
        _activity(flow, kinds()[kind], count)
    flow.section("3. ระยะเวลาการเก็บรักษา")
    flow.points(_RETENTION)
    flow.section("4. สิทธิและวิธีการเข้าถึงข้อมูล")
    flow.points(_RIGHTS)
    flow.room(_READING_ROOM)
    flow.table(
        ("ชั้นของข้อมูล", "เครื่องตำบล", "เครื่องจังหวัด", "เครื่องกลุ่มและภาค"),
        [(_CLASSES[one.privacy], one.tambon, one.province, one.above) for one in facts.readings],
        (44, 34, 50, 38),
    )
    flow.points(_READING)
    flow.section("5. การใช้หรือเปิดเผย")
    _disclosures(flow, facts)
    flow.section("6. การปฏิเสธคำขอหรือการคัดค้านของเจ้าของข้อมูล พร้อมเหตุผล")
    flow.writing_lines(3)
    flow.section("7. มาตรการรักษาความมั่นคงปลอดภัย")
    flow.points(_SECURITY)
    flow.signature("ผู้บันทึกรายการ")


def _activity(flow: Flow, model: type[Record], count: int) -> None:
    """Say of one kind of record what it is for, and which of its fields tell of people."""
    sheet = flow.sheet
    blocks = [(INK, f"เพื่อ{in_thai(model.purpose)}")]
    for privacy, labels in fields_by_class(model).items():
        blocks.append((GREY, f"{_CLASSES[privacy]}: {', '.join(labels)}"))
    broken = [(colour, sheet.set.lines(SMALL, words, RIGHT - LEFT - 5)) for colour, words in blocks]
    flow.room(7 + sum(len(lines) for _, lines in broken) * SMALL_LEADING + 2)
    flow.y += 7
    sheet.text(LEFT, flow.y, in_thai(model.label_plural), bold(12))
    sheet.text(RIGHT, flow.y, f"{count:,} รายการ", SMALL, GREY, "right")
    for colour, lines in broken:
        flow.y = sheet.paragraph(LEFT + 5, flow.y + SMALL_LEADING, lines, SMALL, SMALL_LEADING, colour)
    flow.y += 2.2
    sheet.rule(LEFT, RIGHT, flow.y, 0.25, HAIRLINE)


def _disclosures(flow: Flow, facts: ProcessingRecord) -> None:
    if facts.receivers:
        rows = [
            (one.name, f"{one.bundles:,}", format_date(one.last, "short", language="th")) for one in facts.receivers
        ]
        flow.table(("เครื่องที่รับแฟ้มแลกเปลี่ยน", "จำนวนแฟ้ม", "ครั้งล่าสุด"), rows, (100, 28, 38))
    else:
        flow.points(("ไม่ได้ส่งแฟ้มแลกเปลี่ยนให้เครื่องใดในช่วงนี้",))
    flow.points([f"เปิดเผยเลขประจำตัวประชาชนเต็มเพื่อ: {purpose}" for purpose in facts.full_numbers_for])
    told = " · ".join(f"{word} {facts.accesses.get(act, 0):,} ครั้ง" for act, word in ACTS.items())
    flow.points((f"บันทึกการเข้าถึงในช่วงนี้: {told}", f"ลบข้อมูลส่วนบุคคลตามคำขอหรือมติแล้ว {facts.erasures:,} ครั้ง"))
