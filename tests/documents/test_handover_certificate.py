import io
import itertools
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from codi_desktop.documents._shaping import CharacterNotInFont
from codi_desktop.documents._sheet import PhotoUnreadable, _prepared
from codi_desktop.documents._text import MM
from codi_desktop.documents.handover_certificate import Certificate, PhotoShown, Share, write_certificates
from codi_desktop.documents.render import page_images, read_code
from codi_desktop.thai.money import baht_text
from tests.documents import drawn
from tests.documents.samples import EIGHT_SHARES, LONG_NAME, SHARES, TOKEN, certificate, hard_cases, house

CASES = hard_cases()


def printed(*certificates: Certificate) -> bytes:
    out = io.BytesIO()
    write_certificates(certificates, out, invariant=True)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")


def test_every_fact_of_the_checklist_is_on_the_paper() -> None:
    text = _bare(text_of(printed(certificate(thai_numerals=False))))
    shown = certificate()
    wanted = [
        f"ที่ {shown.number}", f"ป้ายบ้านเลขที่ {shown.plate_number}", shown.council, shown.seat, "ใบส่งมอบบ้านพอเพียง",
        shown.owner, shown.address, shown.programme, "ปีงบประมาณ พ.ศ. 2565", "36,350.50",
        f"({baht_text(3_635_050)})", "ก่อนซ่อม", "12 ก.ค. 2565", "หลังซ่อม", "2 ก.ย. 2565", "คณะกรรมการตรวจรับ 3 คน",
        "2 กันยายน 2565", "ให้ไว้ ณ วันที่ 4 กันยายน พ.ศ. 2565", shown.code, "พิมพ์ครั้งที่ 1", shown.sample_note,
        *shown.work_done.split(" "), *(share.partner for share in SHARES), *(share.what for share in SHARES),
        *(signature.name for signature in shown.signatures), *(signature.capacity for signature in shown.signatures),
        *(signature.position for signature in shown.signatures),
    ]  # fmt: skip
    assert [words for words in wanted if _bare(words) not in text] == []


@pytest.mark.parametrize("case", CASES)
def test_no_line_of_text_lies_on_another_or_outside_the_frame(case: str) -> None:
    for page in drawn.pages(printed(CASES[case])):
        boxes = []
        for run in page:
            if run.size < 100:  # the word across a draft lies over everything, as it should
                assert run.x / MM >= 20, run
                assert (run.x + run.width) / MM <= 190, run
                assert 11.5 <= 297 - run.y / MM <= 285, run
                boxes.append((run.x, run.x + run.width, run.y, run.y + run.size * 0.62))
        for one, other in itertools.combinations(boxes, 2):
            beside = one[1] <= other[0] + 0.6 or other[1] <= one[0] + 0.6
            above = one[3] <= other[2] or other[3] <= one[2]
            assert beside or above, (one, other)


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_smaller_than_the_design_allows(case: str) -> None:
    footer = 284
    for page in drawn.pages(printed(CASES[case])):
        for run in page:
            assert run.size >= (7.5 if round(297 - run.y / MM) == footer else 8.5), run


@pytest.mark.parametrize("case", CASES)
def test_names_are_never_broken_inside(case: str) -> None:
    text = text_of(printed(CASES[case]))
    for name in (CASES[case].owner, *(signature.name for signature in CASES[case].signatures)):
        assert all(part in text for part in name.split(" "))


@pytest.mark.parametrize("case", CASES)
def test_the_code_is_read_back_from_150_dots_an_inch_with_clear_room_around(case: str) -> None:
    pdf = printed(CASES[case])
    if not CASES[case].token or CASES[case].draft:
        return
    page = page_images(pdf, dpi=150, pages=[0])[0]
    assert read_code(page.png()) == TOKEN
    assert read_code(pdf) == TOKEN


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case].token and not CASES[case].draft])
def test_the_code_is_at_least_22_mm_wide_and_nothing_comes_near_it(case: str) -> None:
    import zxingcpp

    (page,) = page_images(printed(CASES[case]), dpi=254, pages=[0])  # ten dots a millimetre
    picture = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    corners = [found.position.top_left, found.position.top_right, found.position.bottom_left]
    left, right, top, bottom = corners[0].x, corners[1].x, corners[0].y, corners[2].y
    assert right - left >= 220
    if CASES[case].void:
        return
    for box in (
        (left - 21, top - 21, right + 21, top - 4), (left - 21, top - 21, left - 4, bottom + 15),
        (right + 4, top - 21, right + 21, bottom + 15), (left - 21, bottom + 4, right + 21, bottom + 15),
    ):  # fmt: skip
        darkest, _ = picture.crop(box).getextrema()
        assert isinstance(darkest, int | float)
        assert darkest > 200


def test_only_embedded_sarabun_is_used() -> None:
    pdf = printed(*CASES.values())
    assert b"Helvetica" not in pdf
    assert pdf.count(b"/FontFile2") == 2
    if shutil.which("pdffonts"):
        listed = subprocess.run(
            ["pdffonts", "-"], input=pdf, capture_output=True, text=False, check=True
        ).stdout.decode()
        rows = [line.split() for line in listed.splitlines()[2:]]
        assert sorted(row[0] for row in rows) == ["CODIBD+Sarabun-Bold", "CODIRG+Sarabun-Regular"]
        assert all(row[4:7] == ["yes", "yes", "yes"] for row in rows), listed


def test_title_author_and_language_are_in_the_file() -> None:
    pdf = printed(certificate())
    with pypdfium2.PdfDocument(pdf) as document:
        known = document.get_metadata_dict()
    assert known["Title"] == "ใบส่งมอบบ้านพอเพียง สอช.จธ. 001/2565 นางสังเวียน เพิ่มพูน"
    assert known["Author"] == "สภาองค์กรชุมชนตำบลเจริญธรรม"
    assert b"/Lang (th-TH)" in pdf


@pytest.mark.parametrize("thai", [True, False])
def test_never_both_kinds_of_numerals_on_one_sheet_but_for_the_machine_code(thai: bool) -> None:
    shown = certificate(thai_numerals=thai, code="")
    wrong = set("0123456789") if thai else set("๐๑๒๓๔๕๖๗๘๙")
    assert not wrong & set(text_of(printed(shown)))


@pytest.mark.parametrize("thai", [True, False])
def test_decimal_points_stand_under_each_other(thai: bool) -> None:
    pdf = printed(certificate(shares=EIGHT_SHARES, thai_numerals=thai))
    (page,) = drawn.pages(pdf)
    starts = [round(run.x, 2) for run in page if len(run.glyphs) == 3 and run.x / MM > 100 and run.size <= 11]
    commonest = max(set(starts), key=starts.count)
    assert starts.count(commonest) == len(EIGHT_SHARES) + 1


def test_equal_facts_give_equal_bytes() -> None:
    assert printed(certificate()) == printed(certificate())


def test_a_draft_says_so_and_has_neither_number_nor_code() -> None:
    text = text_of(pdf := printed(certificate(draft=True)))
    assert "ร่าง" in text
    assert "001/2565" not in text
    assert "๐๐๑/๒๕๖๕" not in text
    assert certificate().code not in text
    from codi_desktop.documents.render import NoCodeFound

    with pytest.raises(NoCodeFound):
        read_code(pdf)


def test_a_void_certificate_says_so_and_a_reprint_is_counted() -> None:
    text = text_of(printed(CASES["void"]))
    assert text.count("ยกเลิก") == 2  # across the sheet and in its foot
    assert "พิมพ์ครั้งที่ ๓" in text


def test_up_to_eight_partners_stand_in_front_and_more_go_to_the_back_with_their_total() -> None:
    for count in range(1, 9):
        assert len(drawn.pages(printed(certificate(shares=EIGHT_SHARES[:count])))) == 1, count
    shown = CASES["twelve_partners"]
    pages = _page_texts(printed(shown))
    assert len(pages) == 2
    assert "ภาคีอื่นอีก ๗ ราย" in pages[0]
    assert all(_bare(share.partner).translate(_THAI_DIGITS) in _bare(pages[1]) for share in shown.shares)
    assert all("๒๖๘,๕๕๐" in page for page in pages)


def test_forty_partners_all_appear_once_behind() -> None:
    text = _bare("".join(_page_texts(printed(CASES["forty_partners"]))[1:]))
    for share in CASES["forty_partners"].shares:
        assert f"{_bare(share.partner).translate(_THAI_DIGITS)}แรงงาน" in text


def test_what_the_front_cannot_hold_is_behind_and_not_lost() -> None:
    words = _bare(CASES["long_work"].work_done)
    front, back = _page_texts(printed(CASES["long_work"]))
    assert words in _bare(back)
    assert "ตามรายการซ่อมที่อยู่ด้านหลัง" in front
    front, back = _page_texts(printed(CASES["eight_signatures"]))
    assert "มีผู้ลงนามอีก ๒ ราย" in front
    assert "ว่าที่ร้อยตรีหญิงธัญลักษณ์" in back


def test_two_photos_are_embedded_once_each_however_often_they_are_shown() -> None:
    pdf = printed(certificate(), certificate(number="2/2565"))
    assert pdf.count(b"/Subtype /Image") == 2


def test_without_photos_there_is_no_empty_frame() -> None:
    text = text_of(printed(CASES["no_photo"]))
    assert "ก่อนซ่อม" not in text
    assert "ไม่มีภาพ" not in text


def test_a_missing_photo_is_explained_in_its_place() -> None:
    text = _bare(text_of(printed(CASES["photo_missing"])))
    assert "ไม่มีภาพก่อนซ่อม" in text
    assert "น้ำท่วมเสียหาย" in text


@pytest.mark.parametrize("size", [(480, 640), (1600, 900), (320, 240), (3000, 2000)])
def test_a_photo_of_any_shape_is_cropped_to_4_to_3_and_made_small(size: tuple[int, int]) -> None:
    content, width, height, _ = _prepared(house(size=size))
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (width, height)
    assert abs(width * 3 - height * 4) <= 4
    assert width <= 640


def test_a_photo_is_cropped_and_never_stretched() -> None:
    wide = Image.new("RGB", (1600, 600), "blue")
    wide.paste("red", (700, 200, 900, 400))  # a square in the middle
    out = io.BytesIO()
    wide.save(out, "JPEG")
    content, *_ = _prepared(out.getvalue())
    with Image.open(io.BytesIO(content)) as picture:
        left, top, right, bottom = (
            picture.getchannel("R").point(lambda value: 255 if value > 128 else 0).getbbox() or [0] * 4
        )
    assert right - left == pytest.approx(bottom - top, abs=4)


def test_a_turned_photo_is_set_upright_and_loses_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x8825] = 6, {2: (14.0, 30.0, 0.0)}
    out = io.BytesIO()
    turned = Image.new("RGB", (640, 480), "green")
    turned.paste("red", (0, 0, 320, 480))  # the left half becomes the upper half
    turned.save(out, "JPEG", exif=exif)
    content, *_ = _prepared(out.getvalue())
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert picture.getpixel((picture.width // 2, 10)) == pytest.approx((254, 0, 0), abs=12)
        assert picture.getpixel((picture.width // 2, picture.height - 10)) == pytest.approx((0, 128, 0), abs=12)


@pytest.mark.parametrize("broken", [b"", b"no photo", house()[:5000]])
def test_a_broken_photo_is_refused_and_no_file_is_left(tmp_path: Path, broken: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        write_certificates([certificate(before=PhotoShown(broken))], tmp_path / "certificate.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_character_that_cannot_be_printed_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "certificate.pdf"
    out.write_bytes(b"older")
    with pytest.raises(CharacterNotInFont):
        write_certificates([certificate(owner="นาง🏠 ข")], out)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("certificate.pdf", b"older")]


def test_a_logo_replaces_the_emblem_and_is_embedded_once() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 200), (200, 30, 30, 128)).save(out, "PNG")
    plain, with_logo = printed(certificate()), printed(*[certificate(logo=out.getvalue())] * 3)
    assert with_logo.count(b"/Subtype /Image") - plain.count(b"/Subtype /Image") == 2  # the picture and its mask


def test_progress_counts_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    write_certificates([certificate()] * 3, io.BytesIO(), progress=lambda done, count: told.append((done, count)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_satang_are_said_in_words() -> None:
    assert "บาทห้าสิบสตางค์" in text_of(printed(certificate()))
    assert "บาทถ้วน" in text_of(printed(certificate(shares=(Share("พอช.", "เงิน", 100),))))


def test_a_long_owner_name_fits_the_frame() -> None:
    (page,) = drawn.pages(printed(certificate(owner=LONG_NAME)))
    assert max(run.width / MM for run in page if run.size == 22) <= 166


_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\u00a0", "")
