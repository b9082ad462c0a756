"""The record of processing says what is declared, of every kind that tells of people, in Thai, on whole pages."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from codi_desktop import i18n
from codi_desktop.documents.processing_record import (
    ProcessingRecord,
    Reading,
    Receiver,
    fields_by_class,
    write_processing_record,
)
from codi_desktop.records._fields import Privacy
from codi_desktop.records._record import kinds
from codi_desktop.services import access

PERSONAL = [kind for kind in kinds() if access.is_personal(kind)]
FACTS = ProcessingRecord(
    council="สภาองค์กรชุมชนตำบลเจริญธรรม",
    place="ตำบลเจริญธรรม อ.วิหารแดง จ.สระบุรี",
    contact="9 หมู่ 6 โทร 08-1234-5678",
    machine="เครื่องสภาฯ",
    person="นางพรรณทิพา ฤทธิ์แก้ว",
    since=date(2021, 10, 1),
    until=date(2022, 9, 30),
    counts=dict.fromkeys(PERSONAL, 1234),
    readings=[Reading(privacy, "อ่านได้", "ปิดไว้", "ไม่ส่ง") for privacy in (Privacy.PERSONAL, Privacy.IDENTIFIER)],
    receivers=[Receiver("เครื่องจังหวัดสระบุรี", 14, date(2022, 9, 4))],
    accesses={"viewed": 321, "identifier": 7},
    erasures=2,
    full_numbers_for=["ขึ้นทะเบียนสวัสดิการ"],
)


def written(facts: ProcessingRecord = FACTS, *, thai_numerals: bool = False) -> tuple[int, str]:
    out = io.BytesIO()
    write_processing_record(facts, out, thai_numerals=thai_numerals)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return len(texts), "".join("".join(texts).split())


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_private_field_stands_on_the_paper_in_thai_whatever_the_screen_speaks(language: str) -> None:
    i18n.set_language(language)
    _, text = written()
    missing = [
        label
        for kind in PERSONAL
        for labels in fields_by_class(kinds()[kind]).values()
        for label in labels
        if "".join(label.split()) not in text
    ]
    i18n.set_language("th")
    assert not missing
    assert "Citizenid" not in text


def test_every_kind_that_tells_of_people_says_on_paper_what_for() -> None:
    _, text = written()
    assert all("".join(i18n.in_thai(kinds()[kind].purpose).split()) in text for kind in PERSONAL)
    assert "เพื่อเพื่อ" not in text


def test_it_says_who_received_what_was_done_and_what_was_erased() -> None:
    _, text = written()
    for told in ("เครื่องจังหวัดสระบุรี14", "เปิดดู321ครั้ง", "ดูเลขเต็ม7ครั้ง", "พิมพ์0ครั้ง", "แล้ว2ครั้ง", "ขึ้นทะเบียนสวัสดิการ"):
        assert told in text


def test_pages_are_counted_and_go_on() -> None:
    many = [Receiver(f"เครื่อง {number}", 1, date(2022, 9, 4)) for number in range(90)]
    few, text = written()
    more, longer = written(replace(FACTS, receivers=many))
    assert more > few
    assert f"หน้า1จาก{few}" in text
    assert f"หน้า{more}จาก{more}" in longer
    assert "เครื่อง89" in longer


def test_thai_numerals_are_everywhere_or_nowhere() -> None:
    _, text = written(thai_numerals=True)
    assert not any(digit in text for digit in "0123456789")
