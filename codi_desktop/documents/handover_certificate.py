"""ใบส่งมอบบ้าน: the certificate that the council hands to the owner of a repaired house, to be framed and hung.

One sheet for each house. What does not fit without becoming small (more than eight partners, more than seven
signatures) continues on the back. Everything printed here is Thai, whatever language the screen has.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from codi_desktop.documents._document import Document
from codi_desktop.documents._sheet import (
    AXIS,
    CODE_QUIET,
    CODE_SIZE,
    GREEN,
    GREY,
    INK,
    LEFT,
    RIGHT,
    Sheet,
    SignatureBlock,
    new_canvas,
)
from codi_desktop.documents._table import MoneyTable, Row
from codi_desktop.documents._text import Type, bold, regular
from codi_desktop.documents._writing import write_whole
from codi_desktop.i18n import N_
from codi_desktop.thai.calendar import format_date

TITLE = "ใบส่งมอบบ้านพอเพียง"
MOST_PARTNERS_IN_FRONT = 8
MOST_SIGNATURES_IN_FRONT = 7

_MEASURE = RIGHT - LEFT
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)
_CAPTION = 5.6
_HOW_TO_VERIFY = "ตรวจสอบใบส่งมอบ: สแกนรหัส หรือแจ้งรหัสใต้ภาพต่อสภาองค์กรชุมชน"
_INSPECTION = "ผลการตรวจรับ"
_BACK_END = 278.0
_DOTS = "." * 40


@dataclass(frozen=True)
class Share:
    """What one partner gave, and what it is worth."""

    partner: str
    what: str
    amount_satang: int


@dataclass(frozen=True)
class Inspection:
    """How many people inspected the house, when, and what they found."""

    count: int
    day: dt.date | None
    finding: str = "เห็นว่างานแล้วเสร็จครบตามรายการ มั่นคงแข็งแรง และปลอดภัยต่อการอยู่อาศัย จึงรับงานและเห็นควรส่งมอบแก่เจ้าของบ้าน"


@dataclass(frozen=True)
class PhotoShown:
    """A photo as JPEG, and the day on which it was taken."""

    jpeg: bytes
    taken: dt.date | None = None


@dataclass(frozen=True)
class Signature:
    """Who signs, as what, and for whom: ปฏิบัติราชการแทน … is a line of its own."""

    name: str
    capacity: str
    position: str = ""
    acting: str = ""


@dataclass(frozen=True)
class Certificate:
    """Every fact that one certificate prints."""

    number: str
    council: str
    seat: str
    owner: str
    address: str
    work_done: str
    programme: str
    fiscal_year: int
    shares: tuple[Share, ...] = ()
    inspection: Inspection | None = None
    before: PhotoShown | None = None
    after: PhotoShown | None = None
    no_photo_reason: str = ""
    day: dt.date | None = None
    place: str = ""
    signatures: tuple[Signature, ...] = ()
    token: str = ""
    code: str = ""
    print_number: int = 1
    plate_number: str = ""
    logo: bytes | None = None
    draft: bool = False
    void: bool = False
    thai_numerals: bool = True
    sample_note: str = ""

    @property
    def total_satang(self) -> int:
        """Add up what all partners gave."""
        return sum(share.amount_satang for share in self.shares)


def write_certificates(
    certificates: Sequence[Certificate],
    out: BinaryIO | Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    invariant: bool = False,
) -> None:
    """Print certificates into one PDF. A path is written whole or not at all; `progress` is told (done, of how many).

    With `invariant` equal facts give equal bytes. Raises PhotoUnreadable and CharacterNotInFont.
    """
    write_whole(out, lambda stream: _write(certificates, stream, progress, invariant=invariant))


def _write(
    certificates: Sequence[Certificate], out: BinaryIO, progress: Callable[[int, int], None] | None, *, invariant: bool
) -> None:
    if not certificates:
        raise ValueError("no certificate to print")
    canvas = new_canvas(out, invariant=invariant)
    first = certificates[0]
    one = len(certificates) == 1
    canvas.setTitle(f"{TITLE} {first.number} {first.owner}" if one else f"{TITLE} {len(certificates):,} ฉบับ")
    canvas.setAuthor(first.council)
    canvas.setSubject(f"{first.programme} ปีงบประมาณ พ.ศ. {first.fiscal_year}".strip())
    canvas.setCreator("codi_desktop")
    for done, certificate in enumerate(certificates, 1):
        sheet = Sheet(canvas, thai_numerals=certificate.thai_numerals)
        plan = _plan(sheet, certificate)
        _draw_front(sheet, certificate, plan)
        canvas.showPage()
        _draw_back(sheet, certificate, plan)
        if progress:
            progress(done, len(certificates))
    canvas.save()


DOCUMENT = Document("handover_certificate", N_("Handover certificate"), Certificate, write_certificates)


# Planning: what goes where, before anything is drawn


class _Foot(NamedTuple):
    """Where the date and the signatures stand; each place is (middle, line, width of its column)."""

    day: float
    places: tuple[tuple[float, float, float], ...]
    code: tuple[float, float]

    @property
    def band_end(self) -> float:
        """Give the lowest place for the table and the photos."""
        return self.day - 8.0


class _Inspected(NamedTuple):
    """The inspection's words, set; its head stands above them, or runs in where room is short."""

    face: Type
    lines: list[str]
    runs_in: bool

    @property
    def height(self) -> float:
        """Measure it in millimetres."""
        return self.face.height * (1.5 * len(self.lines) + (0 if self.runs_in else 1.35) - 0.15)


class _Band(NamedTuple):
    """How the table, the inspection and the photos share the middle of the sheet."""

    table: MoneyTable | None
    inspection: _Inspected | None
    arrangement: Literal["bare", "beside", "below", "across"]
    photo_width: float
    used: float

    @property
    def merit(self) -> float:
        """Prefer large photos, and two that stand side by side."""
        return self.photo_width + (0 if self.arrangement == "beside" else 14)


class _Plan(NamedTuple):
    """The whole front, and how much of the partners and signatures it holds."""

    compact: bool
    head: "_Head"
    foot: _Foot
    band: _Band
    partners: int
    signatures: int
    inspection_behind: bool


def _plan(sheet: Sheet, certificate: Certificate) -> _Plan:
    """Find the fairest way to fit everything on the front: the largest type first, then what has to go to the back."""
    count = len(certificate.shares)
    signatures = len(certificate.signatures)
    signatures = signatures if signatures <= MOST_SIGNATURES_IN_FRONT else 6
    shown = [count] if count <= MOST_PARTNERS_IN_FRONT else []
    foot = _foot(sheet, certificate, signatures)
    attempts = [
        *((partners, False, False) for partners in [*shown, *(n for n in (5, 4, 3, 2) if n < count)]),
        *((partners, True, behind) for behind in (False, True) for partners in (min(count, 3), 0)),
    ]
    for partners, inspection_behind, work_behind in attempts:
        for size in _SIZES if partners == count else _SIZES[1:]:
            plans = []
            for compact in (False, True):
                head = _head(sheet, certificate, compact=compact, work_behind=work_behind)
                band = _band(sheet, certificate, head.top, foot.band_end, size, partners, compact=compact,
                             inspection_behind=inspection_behind)  # fmt: skip
                if band:
                    plans.append(_Plan(compact, head, foot, band, partners, signatures, inspection_behind))
            if plans:
                return max(plans, key=lambda plan: plan.band.merit - 6 * plan.compact)
    raise AssertionError("an empty band always fits")


class _Head(NamedTuple):
    """The owner, the address and the sentence about the work, broken into lines, and where the band below starts."""

    name: tuple[Type, list[str]]
    address: list[str]
    work: tuple[Type, list[str]]
    work_behind: bool
    top: float


def _head(sheet: Sheet, certificate: Certificate, *, compact: bool, work_behind: bool) -> _Head:
    name = sheet.set.name(bold(22), certificate.owner, _MEASURE, 14)
    address = sheet.set.balanced(regular(12), certificate.address, 150, at_spaces=True)
    sentence = _work_sentence(certificate, behind=work_behind)
    work, face = [], regular(12)
    for size in (12.0, 11.5, 11.0, 10.5):
        face = regular(size)
        programme, _, rest = sentence.partition("\n")
        work = [*sheet.set.balanced(face, programme, 152), *sheet.set.balanced(face, rest, 146)]
        if len(work) <= 4:
            break
    if len(work) > 6 and not work_behind:
        return _head(sheet, certificate, compact=compact, work_behind=True)
    top = _address_y(compact, name) + (len(address) - 1) * 6.5 + 7.6 + (len(work) - 1) * _work_leading(face) + 6.3
    return _Head(name, address, (face, work), work_behind, top)


def _address_y(compact: bool, name: tuple[Type, list[str]]) -> float:
    return (92.5 if compact else 97.5) + (len(name[1]) - 1) * name[0].height * 1.42


def _work_leading(face: Type) -> float:
    return face.height * 1.53


def _work_sentence(certificate: Certificate, *, behind: bool) -> str:
    programme = f"ตาม{certificate.programme}" if certificate.programme else ""
    year = f" ปีงบประมาณ พ.ศ. {certificate.fiscal_year}" if certificate.fiscal_year else ""
    done = "ตามรายการซ่อมที่อยู่ด้านหลัง" if behind else f"โดย{certificate.work_done}" if certificate.work_done else ""
    helped = "ด้วยแรงร่วมของชุมชนและภาคี" + ("ดังรายการต่อไปนี้" if certificate.shares else "")
    return f"ได้รับการซ่อมแซมบ้าน{programme}{year}\n{done} {helped}".replace("\n ", "\n")


def _foot(sheet: Sheet, certificate: Certificate, count: int) -> _Foot:
    """Place the signatures evenly around the code, or the code in the upper corner where they need the room."""
    corner = (RIGHT - CODE_SIZE, 16.0)
    middle = (AXIS - CODE_SIZE / 2, 249.6)
    left, right = 49.7, 160.3
    if count <= 3:
        xs = {0: (), 1: (AXIS,), 2: (left, right), 3: (left, AXIS, right)}[count]
        line = 231.0 if count == 3 else 243.0
        code = (AXIS - CODE_SIZE / 2, 250.6 if count == 3 else 237.0)
        day = 218.0 if count == 3 else 226.0
        foot = _Foot(day, tuple((x, line, 54.0) for x in xs), corner if count == 1 else code)
    elif count == 4:
        places = tuple((x, y, 62.0) for y in (232.0, 260.0) for x in (left + 3, right - 3))
        foot = _Foot(218.0, places, (AXIS - CODE_SIZE / 2, 237.5))
    elif count == 5:
        upper = tuple((x, 230.0, 54.0) for x in (left, AXIS, right))
        foot = _Foot(217.5, (*upper, (left, 259.0, 54.0), (right, 259.0, 54.0)), middle)
    else:
        upper_xs = (left, AXIS, right) if count == 6 else tuple(LEFT + _MEASURE * part / 8 for part in (1, 3, 5, 7))
        upper = tuple((x, 229.0, 54.0 if count == 6 else 40.5) for x in upper_xs)
        foot = _Foot(217.0, (*upper, *((x, 259.0, 54.0) for x in (left, AXIS, right))), corner)
    above_code = [
        line + sheet.signature_depth(width, _block(signature))
        for signature, (x, line, width) in zip(certificate.signatures, foot.places, strict=False)
        if x == AXIS and line < foot.code[1]
    ]
    if any(lowest + 1 + CODE_QUIET > foot.code[1] for lowest in above_code):
        return foot._replace(code=corner)
    return foot


def _band(
    sheet: Sheet, certificate: Certificate, top: float, end: float, size: float, partners: int, *,
    compact: bool, inspection_behind: bool,
) -> _Band | None:  # fmt: skip
    """Arrange table, inspection and photos at one type size, photos as large as can be; None where they do not fit."""
    room = end - top
    text = "" if inspection_behind else _inspection_text(certificate)
    if not (certificate.before or certificate.after):
        size *= 12 / 10.5
        inspected = _set_inspection(sheet, text, size, _MEASURE, runs_in=compact)
        table = _table(sheet, certificate, partners, _MEASURE, size, words_in_total=compact)
        used = _height(table) + (5 + inspected.height if inspected else 0)
        return _Band(table, inspected, "bare", 0, used) if used <= room else None
    candidates = []
    full = _table(sheet, certificate, partners, _MEASURE, size, words_in_total=True)
    # Photos side by side across the sheet, below everything.
    inspected = _set_inspection(sheet, text, size, _MEASURE, runs_in=False)
    above = _height(full) + (5 + inspected.height if inspected else 0) + 5
    wide = min(76.0, (room - above - _CAPTION) / 0.75)
    if wide >= 50:
        candidates.append(_Band(full, inspected, "across", wide, above + wide * 0.75 + _CAPTION))
    # Photos side by side at the lower right, the inspection at their left.
    above = _height(full) + 4.5
    for wide in _descending(min(54.0, (room - above - _CAPTION) / 0.75), 36.0):
        inspected = _set_inspection(sheet, text, size, _MEASURE - 2 * wide - 11, runs_in=True)
        if not inspected or inspected.height <= wide * 0.75 + _CAPTION:
            candidates.append(_Band(full, inspected, "below", wide, above + wide * 0.75 + _CAPTION))
            break
    # Photos on top of each other at the right, everything else beside them.
    for wide in _descending(min(54.0, (room - 2 * _CAPTION - 3) / 1.5), 38.0):
        beside = _MEASURE - wide - 7.5
        inspected = _set_inspection(sheet, text, size, beside, runs_in=compact)
        table = _table(sheet, certificate, partners, beside, size, words_in_total=compact)
        used = _height(table) + (4 + inspected.height if inspected else 0)
        if used <= room:
            candidates.append(_Band(table, inspected, "beside", wide, used))
            break
    return max(candidates, key=lambda band: band.merit, default=None)


def _descending(most: float, least: float) -> Iterator[float]:
    """Give widths of a photo to try, the largest first."""
    while most >= least:
        yield most
        most -= 3.0


def _table(
    sheet: Sheet, certificate: Certificate, partners: int, width: float, size: float, *, words_in_total: bool
) -> MoneyTable | None:
    if not certificate.shares:
        return None
    rows = [Row(share.partner, share.what, share.amount_satang) for share in certificate.shares[:partners]]
    if rest := certificate.shares[partners:]:
        others = f"ภาคีอื่นอีก {len(rest)} ราย" if partners else f"ภาคี {len(rest)} ราย"
        rows.append(Row(others, "รายละเอียดอยู่ด้านหลัง", sum(share.amount_satang for share in rest)))
    return MoneyTable(sheet, rows, certificate.total_satang, width, size, words_in_total=words_in_total)


def _inspection_text(certificate: Certificate) -> str:
    inspection = certificate.inspection
    if inspection is None:
        return ""
    day = f"เมื่อวันที่ {format_date(inspection.day, 'long', language='th')}" if inspection.day else "แล้ว"
    return f"คณะกรรมการตรวจรับ {inspection.count} คน ตรวจบ้าน{day} {inspection.finding}"


def _set_inspection(sheet: Sheet, text: str, size: float, width: float, *, runs_in: bool) -> _Inspected | None:
    if not text:
        return None
    face = regular(size if runs_in else size + 0.5)
    indent = sheet.set.width(bold(face.size), f"{_INSPECTION} ") if runs_in else 0
    return _Inspected(face, sheet.set.balanced(face, text, width, indent=indent, worth=4), runs_in)


def _height(table: MoneyTable | None) -> float:
    return table.height if table else 0


# Drawing


def _draw_front(sheet: Sheet, certificate: Certificate, plan: _Plan) -> None:
    sheet.border()
    _draw_head(sheet, certificate, plan)
    _draw_band(sheet, certificate, plan)
    _draw_foot(sheet, certificate, plan)
    _draw_state(sheet, certificate)


def _draw_state(sheet: Sheet, certificate: Certificate) -> None:
    """Write across the sheet that it is a draft, or no longer holds."""
    if certificate.draft:
        sheet.across("ร่าง", GREY, 1.0)
    if certificate.void:
        sheet.across("ยกเลิก", INK, 1.8)


def _draw_head(sheet: Sheet, certificate: Certificate, plan: _Plan) -> None:
    rise = 5.0 if plan.compact else 0.0
    number = "ฉบับร่าง ยังไม่ออกเลขที่" if certificate.draft else f"ที่ {certificate.number}"
    sheet.text(LEFT, 23, number, regular(11))
    if certificate.plate_number:
        sheet.text(LEFT, 29, f"ป้ายบ้านเลขที่ {certificate.plate_number}", regular(10), GREY)
    sheet.emblem(16.5 if plan.compact else 17.0, 16.0 if plan.compact else 19.0, certificate.logo)
    room = 108.0
    council = sheet.set.shrunk(bold(15), certificate.council, room, 11)
    sheet.text(AXIS, 44 - rise, certificate.council, council, GREEN, "centre")
    sheet.text(
        AXIS, 50 - rise, certificate.seat, sheet.set.shrunk(regular(11), certificate.seat, room, 9), GREY, "centre"
    )
    sheet.text(AXIS, 64.5 - rise, TITLE, bold(28), INK, "centre")
    sheet.divider(70.2 - rise)
    sheet.text(AXIS, 79 - rise, "มอบไว้เพื่อแสดงว่า", regular(12), INK, "centre")
    name_face, name_lines = plan.head.name
    sheet.paragraph(AXIS, 90 - rise, name_lines, name_face, name_face.height * 1.42, GREEN, "centre")
    y = sheet.paragraph(
        AXIS, _address_y(plan.compact, plan.head.name), plan.head.address, regular(12), 6.5, INK, "centre"
    )
    face, lines = plan.head.work
    sheet.paragraph(AXIS, y + 7.6, lines, face, _work_leading(face), INK, "centre")


def _draw_band(sheet: Sheet, certificate: Certificate, plan: _Plan) -> None:
    band, top, end = plan.band, plan.head.top, plan.foot.band_end
    spare = max(0.0, end - top - band.used)
    if band.arrangement == "bare":
        _draw_bare_band(sheet, plan, spare)
        return
    if band.arrangement == "beside":
        if band.table:
            band.table.draw(LEFT, top, min(1.1, spare / band.table.row_count))
        if band.inspection:
            _draw_inspection(sheet, LEFT, end - band.inspection.height, band.inspection)
        x, height = RIGHT - band.photo_width, band.photo_width * 0.75
        _draw_photos(sheet, certificate, band.photo_width, ((x, top), (x, end - height - _CAPTION)))
        return
    stretch = min(2.0, spare / (band.table.row_count + 1)) if band.table else 0.0
    y = band.table.draw(LEFT, top, stretch) if band.table else top
    photos_top = end - band.photo_width * 0.75 - _CAPTION
    photos_top -= max(0.0, spare - 6 - stretch * 3) * 0.4
    xs = (RIGHT - 2 * band.photo_width - 5, RIGHT - band.photo_width)
    if band.arrangement == "across":
        outer = (_MEASURE - 2 * band.photo_width - 10) / 2
        xs = (LEFT + outer, RIGHT - outer - band.photo_width)
    if band.inspection:
        clear = photos_top - y - band.inspection.height
        start = y + clear * 0.55 if band.arrangement == "across" else photos_top - 1.2
        _draw_inspection(sheet, LEFT, start, band.inspection)
    _draw_photos(sheet, certificate, band.photo_width, ((xs[0], photos_top), (xs[1], photos_top)))


def _draw_bare_band(sheet: Sheet, plan: _Plan, spare: float) -> None:
    """Fill the middle of a sheet without photos: higher rows, then air, so that it stands in balance."""
    band, y = plan.band, plan.head.top
    row_spare = min(3.2, spare * 0.6 / band.table.row_count) if band.table else 0.0
    left_over = spare - row_spare * (band.table.row_count if band.table else 0)
    y += left_over * 0.25
    if band.table:
        y = band.table.draw(LEFT, y, row_spare)
    if band.inspection:
        _draw_inspection(sheet, LEFT, y + 5 + left_over * 0.25, band.inspection)


def _draw_inspection(sheet: Sheet, x: float, top: float, inspected: _Inspected) -> None:
    face, lines = inspected.face, inspected.lines
    y = top + face.height * 1.1
    sheet.text(x, y, _INSPECTION, bold(face.size), GREEN)
    if inspected.runs_in:
        sheet.text(x + sheet.set.width(bold(face.size), f"{_INSPECTION} "), y, lines[0], face)
        lines = lines[1:]
    sheet.paragraph(x, y + face.height * (1.5 if inspected.runs_in else 1.55), lines, face, face.height * 1.5)


def _draw_photos(
    sheet: Sheet, certificate: Certificate, width: float, corners: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    shown = ((certificate.before, "ก่อนซ่อม"), (certificate.after, "หลังซ่อม"))
    for (photo, words), (x, y) in zip(shown, corners, strict=True):
        below = y + width * 0.75 + 4.4
        sheet.text(x, below, words, bold(10.5), GREEN)
        if photo is None:
            sheet.missing_photo(x, y, width, f"ไม่มีภาพ{words}", certificate.no_photo_reason)
            continue
        sheet.photo(x, y, width, photo.jpeg)
        if photo.taken:
            taken = format_date(photo.taken, "long" if width >= 50 else "short", language="th")
            sheet.text(x + width, below, taken, regular(10.5), GREY, "right")


def _draw_foot(sheet: Sheet, certificate: Certificate, plan: _Plan) -> None:
    foot = plan.foot
    sheet.text(AXIS, foot.day, _day_sentence(certificate), bold(13), INK, "centre")
    for signature, (x, line, width) in zip(certificate.signatures[: plan.signatures], foot.places, strict=True):
        sheet.signature(x, line, width, _block(signature))
    if certificate.token and not certificate.draft:
        sheet.code(*foot.code, certificate.token, certificate.code)
    if more := len(certificate.signatures) - plan.signatures:
        sheet.text(LEFT, 284, f"มีผู้ลงนามอีก {more} ราย อยู่ด้านหลัง", bold(8.5), GREY)
    elif certificate.token and not certificate.draft:
        sheet.text(LEFT, 284, _HOW_TO_VERIFY, regular(7.5), GREY)
    _draw_footer(sheet, certificate)


def _day_sentence(certificate: Certificate) -> str:
    day = format_date(certificate.day, "formal", language="th") if certificate.day else _DOTS
    return f"ให้ไว้ ณ {certificate.place} วันที่ {day}".replace("ณ  ", "ณ ")


def _draw_footer(sheet: Sheet, certificate: Certificate) -> None:
    printed = "" if certificate.draft else f"พิมพ์ครั้งที่ {certificate.print_number}"
    notes = (printed, "ใบนี้ยกเลิกแล้ว" if certificate.void else "", certificate.sample_note)
    sheet.text(RIGHT, 284, " · ".join(filter(None, notes)), regular(7.5), GREY, "right")


def _block(signature: Signature) -> SignatureBlock:
    return SignatureBlock(
        signature.name, signature.capacity, tuple(filter(None, (signature.position, signature.acting)))
    )


# The back


def _draw_back(sheet: Sheet, certificate: Certificate, plan: _Plan) -> None:
    """Continue behind the front what it could not hold; nothing is drawn where it held everything."""
    rest = certificate.signatures[plan.signatures :]
    rows = [Row(share.partner, share.what, share.amount_satang) for share in certificate.shares]
    rows = rows if plan.partners < len(rows) else []
    paragraphs = [
        ("รายการซ่อม", certificate.work_done if plan.head.work_behind else ""),
        (_INSPECTION, _inspection_text(certificate) if plan.inspection_behind else ""),
    ]
    if not (rest or rows or any(words for _, words in paragraphs)):
        return
    y = _start_back(sheet, certificate)
    for head, words in paragraphs:
        if words:
            sheet.text(LEFT, y, head, bold(11.5), GREEN)
            lines = sheet.set.lines(regular(11.5), words, _MEASURE)
            y = sheet.paragraph(LEFT, y + 6.5, lines, regular(11.5), 6.2) + 10
    y = _draw_back_rows(sheet, certificate, rows, y)
    _draw_back_signatures(sheet, certificate, rest, y)
    sheet.canvas.showPage()


def _start_back(sheet: Sheet, certificate: Certificate) -> float:
    """Head another page behind the certificate and return where its content starts."""
    sheet.border()
    sheet.text(AXIS, 26, certificate.council, sheet.set.shrunk(bold(13), certificate.council, 150, 10), GREEN, "centre")
    number = "ฉบับร่าง" if certificate.draft else f"ที่ {certificate.number}"
    sheet.text(AXIS, 35, f"รายละเอียดแนบท้าย{TITLE} {number}", bold(13), INK, "centre")
    face, lines = sheet.set.name(regular(12), certificate.owner, _MEASURE, 10)
    y = sheet.paragraph(AXIS, 42.5, lines, face, 6, INK, "centre")
    sheet.divider(y + 6)
    if certificate.code and not certificate.draft:
        sheet.machine_text(LEFT, 284, certificate.code, bold(7.5), "left")
    _draw_footer(sheet, certificate)
    _draw_state(sheet, certificate)
    return y + 16


def _draw_back_rows(sheet: Sheet, certificate: Certificate, rows: list[Row], y: float) -> float:
    """Draw the whole table, over as many pages as it takes; the total stands under the last row."""
    while rows:
        table = MoneyTable(sheet, rows, certificate.total_satang, _MEASURE, 11, words_in_total=False)
        if y + table.height <= _BACK_END:
            return table.draw(LEFT, y, 0.6 if y + table.height + 0.6 * len(rows) <= _BACK_END else 0) + 8
        fitting = min(max(1, table.split(_BACK_END - y)), max(1, len(rows) - 1))
        part = MoneyTable(
            sheet, rows[:fitting], certificate.total_satang, _MEASURE, 11, words_in_total=False, has_total=False
        )
        part.draw(LEFT, y)
        rows = rows[fitting:]
        sheet.canvas.showPage()
        y = _start_back(sheet, certificate)
    return y


def _draw_back_signatures(sheet: Sheet, certificate: Certificate, signatures: Sequence[Signature], y: float) -> None:
    """Draw the signatures that the front had no room for, three in a row."""
    for start in range(0, len(signatures), 3):
        row = [_block(signature) for signature in signatures[start : start + 3]]
        depth = max(sheet.signature_depth(54, block) for block in row)
        if y + 14 + depth > _BACK_END:
            sheet.canvas.showPage()
            y = _start_back(sheet, certificate)
        for block, x in zip(row, (49.7, AXIS, 160.3), strict=False):
            sheet.signature(x, y + 14, 54, block)
        y += 14 + depth + 4
