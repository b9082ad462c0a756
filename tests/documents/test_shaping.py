import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import pypdfium2
import pytest
import uharfbuzz
from PIL import Image, ImageChops
from pythainlp.corpus import tnc
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont, shapeStr
from reportlab.pdfgen.canvas import Canvas

from codi_desktop.documents import _shaping
from codi_desktop.documents._sheet import new_canvas
from codi_desktop.paths import resource
from tests.documents import drawn

STACKED = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2}|[\u0e48-\u0e4b]\u0e33")
BELOW_A_FOOT = re.compile("[ญฐฎฏ][\u0e38-\u0e3a]")
HARD = ["ที่ปั๊มน้ำ", "ฝ้ำ", "กำ", "ป้ำ", "ฤๅษี", "ญูฐุฎุ", "ทั้งสิ้น", "จุ้ยสำราญ", "ฐิติวิวัฒน์", "fi", "ศุกร์", "เก้าอี้", "กตัญญู", "ผู้ให้"]


@lru_cache(maxsize=1)
def commonest_words() -> list[str]:
    counted = sorted(tnc.word_freqs(), key=lambda pair: -pair[1])
    return [word for word, _ in counted if re.fullmatch("[\u0e01-\u0e3a\u0e40-\u0e4e]+", word)]


def printed(lines: Sequence[str], font: str = _shaping.REGULAR, per_page: int = 40) -> bytes:
    return _pdf(lines, per_page, lambda canvas, x, y, line: _shaping.draw(canvas, font, 12, x, y, line))


def _pdf(lines: Sequence[str], per_page: int, draw: Callable[[Canvas, float, float, str], None]) -> bytes:
    out = io.BytesIO()
    canvas = new_canvas(out, invariant=True)
    for start in range(0, len(lines), per_page):
        for row, line in enumerate(lines[start : start + per_page]):
            draw(canvas, 50, 800 - row * 19, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def by_harfbuzz(font: str, text: str) -> list[tuple[int, int, int]]:
    """Ask HarfBuzz itself: glyph, x and y in thousandths."""
    name = {"Sarabun": "Sarabun_400Regular", "Sarabun-Bold": "Sarabun_700Bold"}[font]
    shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(resource(f"fonts/{name}.ttf")))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer)
    pen, found = 0, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        found.append((info.codepoint, pen + place.x_offset, place.y_offset))
        pen += place.x_advance
    return found


def stacked_words(count: int) -> list[str]:
    words = [word for word in commonest_words() if STACKED.search(word) or BELOW_A_FOOT.search(word)]
    assert len(words) >= count
    return words[:count] + HARD


def text_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]


def share_found(words: Iterable[str], lines: Iterable[str]) -> float:
    wanted, found = list(words), set(lines)
    return sum(word in found for word in wanted) / len(wanted)


@pytest.mark.parametrize("font", [_shaping.REGULAR, _shaping.BOLD])
def test_every_glyph_of_500_words_with_stacked_marks_stands_where_harfbuzz_puts_it(font: str) -> None:
    words = stacked_words(500)
    runs = [run for page in drawn.pages(printed(words, font)) for run in page]
    assert len(runs) == len(words)
    for word, run in zip(words, runs, strict=True):
        put = [(glyph, round((x - run.x) / 0.012), round((y - run.y) / 0.012)) for glyph, x, y in run.glyphs]
        assert put == by_harfbuzz(font, word), word


def test_stock_reportlab_draws_most_of_those_words_wrong() -> None:
    registerFont(TTFont("Stock", str(resource("fonts/Sarabun_400Regular.ttf"))))
    words = stacked_words(400)[:200]

    def stock(canvas: Canvas, x: float, y: float, line: str) -> None:
        canvas.setFont("Stock", 12)
        canvas.drawString(x, y, line)

    ours, theirs = (_rows(pdf, len(words)) for pdf in (printed(words), _pdf(words, 40, stock)))
    assert sum(_differ(a, b) for a, b in zip(ours, theirs, strict=True)) > 100


def test_stock_shaping_loses_the_text_and_ours_keeps_it() -> None:
    registerFont(TTFont("Stock", str(resource("fonts/Sarabun_400Regular.ttf"))))
    words = stacked_words(400)[:200]

    def stock(canvas: Canvas, x: float, y: float, line: str) -> None:
        canvas.setFont("Stock", 12)
        canvas.drawString(x, y, shapeStr(line, "Stock", 12))

    assert share_found(words, text_of(_pdf(words, 40, stock))) < 0.6
    assert share_found(words, text_of(printed(words))) == 1


def test_pdfium_reads_the_6000_commonest_words_back() -> None:
    words = commonest_words()[:6000]
    assert share_found(words, text_of(printed(words))) >= 0.999


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize("mode", [["-raw"], [], ["-layout"]])
def test_pdftotext_reads_the_6000_commonest_words_back_in_every_mode(mode: list[str]) -> None:
    words = commonest_words()[:6000]
    read = subprocess.run(["pdftotext", *mode, "-", "-"], input=printed(words), capture_output=True, check=True)
    lines = [line.strip() for line in read.stdout.decode().replace("\f", "\n").splitlines()]
    assert share_found(words, lines) >= 0.999


def test_codes_lead_back_to_text_where_a_reader_ignores_the_spelling() -> None:
    words = [word for word in commonest_words()[:3000] if "ำ" not in word]
    pdf = _pdf(words, 40, _without_spelling)
    assert share_found(words, text_of(pdf)) >= 0.99


def _without_spelling(canvas: Canvas, x: float, y: float, line: str) -> None:
    before = len(canvas._code)
    _shaping.draw(canvas, _shaping.REGULAR, 12, x, y, line)
    canvas._code[before:] = [
        re.sub(r"/Span <<.*?>>> BDC|/Span <<.*?>> BDC|EMC", "", code) for code in canvas._code[before:]
    ]


def test_spaces_and_punctuation_come_back_between_words() -> None:
    line = "หมู่ที่ ๕ ตำบลเจริญธรรม (พอช.) 1,234.50 × ๓ – “น้ำ”"
    assert text_of(printed([line])) == [line]


def test_a_no_break_space_is_read_as_a_space() -> None:
    assert text_of(printed(["พ.ศ.\u00a02565"])) == ["พ.ศ. 2565"]


@pytest.mark.parametrize("text", ["ที่ ☐", "บ้าน 🏠", "漢"])
def test_a_character_that_the_font_lacks_is_refused(text: str) -> None:
    with pytest.raises(_shaping.CharacterNotInFont) as refusal:
        printed([text])
    assert text[-1] in str(refusal.value)


def test_no_text_has_no_width() -> None:
    assert _shaping.width(_shaping.REGULAR, 12, "") == 0


def test_two_documents_at_once_do_not_share_their_codes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    canvases = [new_canvas(out, invariant=True) for out in (first, second)]
    for canvas, text in zip(canvases, ["ที่บ้าน", "น้ำปั๊ม"], strict=True):
        _shaping.draw(canvas, _shaping.REGULAR, 12, 50, 700, text)
    for canvas in canvases:
        canvas.save()
    assert text_of(first.getvalue()) == ["ที่บ้าน"]
    assert text_of(second.getvalue()) == ["น้ำปั๊ม"]


def _rows(pdf: bytes, count: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=2).to_pil().convert("L") for page in document]
    return [
        pictures[row // 40].crop((90, top := round((841.89 - 800 + row % 40 * 19 - 14) * 2), 700, top + 38))
        for row in range(count)
    ]


def _differ(ours: Image.Image, theirs: Image.Image) -> bool:
    difference = ImageChops.difference(ours, theirs).point(lambda value: 255 if value > 96 else 0)
    return sum(difference.histogram()[255:]) > 6
