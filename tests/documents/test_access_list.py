"""The list of who used personal data on paper: all lines, heads on each page, and a warning when it was altered."""

import io
from dataclasses import replace
from datetime import date, datetime

import pypdfium2

from codi_desktop.documents.access_list import ACTS, Accessed, AccessList, write_access_list
from codi_desktop.services import access

LINE = Accessed(datetime(2022, 9, 4, 9, 30).astimezone(), "พรรณทิพา", "identifier", "นางสังเวียน เพิ่มพูน", "ตรวจเทียบกับบัตร")
LIST = AccessList("สภาฯ เจริญธรรม", "เครื่องสภาฯ", date(2022, 9, 4), "", is_whole=True, lines=[LINE])


def written(found: AccessList) -> list[str]:
    out = io.BytesIO()
    write_access_list(found, out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_every_act_has_its_word_on_paper() -> None:
    assert set(ACTS) == set(access.ACTS)


def test_a_line_tells_when_who_what_whose_and_why() -> None:
    (page,) = written(LIST)
    for told in ("4ก.ย.2565", "09.30น.", "พรรณทิพา", "ดูเลขเต็ม", "นางสังเวียนเพิ่มพูน", "ตรวจเทียบกับบัตร", "1ครั้ง"):
        assert told in page
    assert "เชื่อถือไม่ได้" not in page


def test_a_long_list_goes_on_with_its_heads_on_each_page() -> None:
    pages = written(replace(LIST, lines=[replace(LINE, person=f"คนที่{number}") for number in range(100)]))
    assert len(pages) > 3
    assert all("ข้อมูลของใคร" in page for page in pages)
    assert all(f"คนที่{number}" in "".join(pages) for number in range(100))
    assert f"หน้า2จาก{len(pages)}" in pages[1]


def test_an_altered_list_says_so_on_paper() -> None:
    assert "เชื่อถือไม่ได้" in written(replace(LIST, is_whole=False))[0]
