"""Set Thai on a PDF page exactly as HarfBuzz shapes it, and so that the text comes back when it is copied or searched.

ReportLab writes one code per character; marks that must rise, shrink or lean get lost, and its own shaping leaves
codes that no reader can turn into letters again. So the glyphs are written here: each font is embedded once as a CID
font whose codes are pairs (glyph, text), and every word that holds a mark carries its spelling along as /ActualText.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import uharfbuzz
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.paths import resource

REGULAR = "Sarabun"
BOLD = "Sarabun-Bold"
_FILES = {REGULAR: "fonts/Sarabun_400Regular.ttf", BOLD: "fonts/Sarabun_700Bold.ttf"}
_POSTSCRIPT_NAMES = {REGULAR: "Sarabun-Regular", BOLD: "Sarabun-Bold"}
_SUBSET_TAGS = {REGULAR: "CODIRG", BOLD: "CODIBD"}
_SHAPING_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"DSIG", b"cmap", b"name", b"post")
_SPACES = frozenset(" \u00a0")
# A word made of these alone is read back rightly from glyph codes; any other one carries its /ActualText.
_PLAIN = frozenset("กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮฯะาเแโใไๅๆ๐๑๒๓๔๕๖๗๘๙฿")


class CharacterNotInFont(CodiError):
    """Told instead of printing an empty box."""

    message = N_("The paper's font has no “{character}” (in “{text}”). Write it in another way.")


class Glyph(NamedTuple):
    """One glyph of a shaped text: what to draw, what it stands for, and where, in thousandths of the type size."""

    glyph: int
    text: str
    advance: int
    dx: int
    dy: int
    width: int


class Word(NamedTuple):
    """A run of glyphs without space (or the space between two), with its spelling."""

    text: str
    glyphs: tuple[Glyph, ...]


class Shaped(NamedTuple):
    """A shaped text: its words and its width, in thousandths of the type size."""

    words: tuple[Word, ...]
    advance: int


@dataclass
class _Codes:
    """The codes that one font has given out in one document, in order, and the operators of texts already set."""

    by_glyph: dict[tuple[int, str], int] = field(default_factory=dict)
    operators: dict[tuple[str, float], str] = field(default_factory=dict)


class ThaiFont:
    """One Sarabun, offering what ReportLab asks of a font: a name, a face, and adding itself to a document."""

    _multiByte = 0  # noqa: N815  ReportLab asks by these two names,
    _dynamicFont = 1  # noqa: N815  and after this answer writes no font into the pages itself

    def __init__(self, name: str) -> None:
        self.fontName = name
        self.name = _POSTSCRIPT_NAMES[name]
        self.face = self
        blob = uharfbuzz.Blob.from_file_path(str(resource(_FILES[name])))
        self.outlines = uharfbuzz.Face(blob)
        self.shaper = uharfbuzz.Font(self.outlines)
        self._codes: WeakKeyDictionary[Any, _Codes] = WeakKeyDictionary()

    def codes(self, document: Any) -> _Codes:
        """Give this document's codes; the first time, promise it the font."""
        try:
            return self._codes[document]
        except KeyError:
            codes = self._codes[document] = _Codes()
            document.fontMapping[self.fontName] = f"/{self.fontName}"
            document.delayedFonts.append(self)
            return codes

    def addObjects(self, document: Any) -> None:  # noqa: N802  ReportLab's name
        """Write the font program, its widths and its way back to text; ReportLab calls it once, at the end."""
        glyphs = list(self._codes[document].by_glyph)
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        fonts[self.fontName] = document.Reference(self._composite_font(document, glyphs), f"{self.name} font")

    def _composite_font(self, document: Any, glyphs: list[tuple[int, str]]) -> Any:
        base = pdfdoc.PDFName(f"{_SUBSET_TAGS[self.fontName]}+{self.name}")
        extents = self.shaper.get_font_extents("ltr")
        box = [self.outlines.upem * edge // 1000 for edge in (-600, -450, 1700, 1350)]
        descriptor = _dictionary(
            Type=pdfdoc.PDFName("FontDescriptor"), FontName=base, Flags=4, FontBBox=pdfdoc.PDFArray(box), ItalicAngle=0,
            Ascent=extents.ascender, Descent=extents.descender, CapHeight=extents.ascender,
            StemV=150 if self.fontName == BOLD else 85,
            FontFile2=_stream(document, f"{self.name} outlines", self._subset({glyph for glyph, _ in glyphs})),
        )  # fmt: skip
        gids = b"".join(glyph.to_bytes(2, "big") for glyph in (0, *(glyph for glyph, _ in glyphs)))
        widths = pdfdoc.PDFArray([1, pdfdoc.PDFArray([self.shaper.get_glyph_h_advance(glyph) for glyph, _ in glyphs])])
        descendant = _dictionary(
            Type=pdfdoc.PDFName("Font"), Subtype=pdfdoc.PDFName("CIDFontType2"), BaseFont=base, DW=0, W=widths,
            CIDSystemInfo=_dictionary(
                Registry=pdfdoc.PDFString("Adobe"), Ordering=pdfdoc.PDFString("Identity"), Supplement=0
            ),
            CIDToGIDMap=_stream(document, f"{self.name} glyphs", gids),
            FontDescriptor=document.Reference(descriptor, f"{self.name} descriptor"),
        )  # fmt: skip
        texts = _to_unicode([text for _, text in glyphs])
        return _dictionary(
            Type=pdfdoc.PDFName("Font"), Subtype=pdfdoc.PDFName("Type0"), BaseFont=base,
            Encoding=pdfdoc.PDFName("Identity-H"),
            DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f"{self.name} descendant")]),
            ToUnicode=_stream(document, f"{self.name} text", texts),
        )  # fmt: skip

    def _subset(self, glyphs: set[int]) -> bytes:
        """Cut the font down to these glyphs, which keep their numbers, without the tables that only shaping needs."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = (
            uharfbuzz.SubsetFlags.RETAIN_GIDS
            | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
            | uharfbuzz.SubsetFlags.NO_HINTING
            | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        )
        wanted.glyph_set.update(glyphs)
        wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in _SHAPING_TABLES)
        return bytes(uharfbuzz.subset(self.outlines, wanted).blob.data)


@lru_cache(maxsize=2)
def font(name: str) -> ThaiFont:
    """Open one of the two fonts and make it known to ReportLab, once a process."""
    opened = ThaiFont(name)
    pdfmetrics.registerFont(opened)
    return opened


@lru_cache(maxsize=50_000)
def shape(font_name: str, text: str) -> Shaped:
    """Shape one line of text. A character that the font lacks raises CharacterNotInFont."""
    shaper = font(font_name).shaper
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Thai", "th"
    uharfbuzz.shape(shaper, buffer, {"kern": True, "liga": True})
    infos, positions = buffer.glyph_infos, buffer.glyph_positions or ()  # HarfBuzz has no positions for no text
    widths = shaper.get_glyph_h_advance
    glyphs, starts = [], []
    for info, place in zip(infos, positions, strict=True):
        if info.codepoint == 0:
            raise CharacterNotInFont(character=text[info.cluster], text=text)
        glyphs.append(
            Glyph(info.codepoint, "", place.x_advance, place.x_offset, place.y_offset, widths(info.codepoint))
        )
        starts.append(info.cluster)
    return Shaped(tuple(_words(text, glyphs, starts)), sum(glyph.advance for glyph in glyphs))


def width(font_name: str, size: float, text: str) -> float:
    """Measure a line of text in points."""
    return shape(font_name, text).advance * size / 1000


def draw(canvas: Canvas, font_name: str, size: float, x: float, y: float, text: str) -> None:
    """Set one line of text with its left end on the baseline at x, y (points), in the canvas's fill colour."""
    document = canvas._doc  # noqa: SLF001  ReportLab's canvas gives its document by no other name; its own fonts use this
    codes = font(font_name).codes(document)
    operators = codes.operators.get((text, size))
    if operators is None:
        operators = codes.operators[text, size] = _operators(codes, shape(font_name, text), size)
    canvas.addLiteral(f"BT /{font_name} {size:.6g} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm {operators} ET")


def _words(text: str, glyphs: list[Glyph], starts: list[int]) -> Iterator[Word]:
    """Cut the glyphs at spaces, and give each glyph the letters that it stands for."""
    ends = [*starts[1:], len(text)]
    spelled: list[Glyph] = []
    first = 0
    for cluster, members in groupby(range(len(glyphs)), key=starts.__getitem__):
        numbers = list(members)
        letters = text[cluster : ends[numbers[-1]]]
        is_space = letters in _SPACES
        if spelled and (is_space or text[cluster - 1] in _SPACES):
            yield Word(text[first:cluster], tuple(spelled))
            spelled, first = [], cluster
        parts = _letters_of_glyphs(letters, len(numbers))
        spelled += [glyphs[number]._replace(text=part) for number, part in zip(numbers, parts, strict=True)]
    if spelled:
        yield Word(text[first:], tuple(spelled))


def _letters_of_glyphs(letters: str, count: int) -> list[str]:
    """Share the letters of one cluster out among its glyphs, in order; none may be left without.

    HarfBuzz splits sara am into nikhahit and sara aa, and the font may join the nikhahit with a tone mark: with a tone
    mark the counts agree again; alone, the two halves stand for themselves and only /ActualText has them as one.
    """
    if letters == "ำ" and count == 2:
        return ["\u0e4d", "า"]
    if letters in _SPACES:
        return [" "]
    return [*letters[: count - 1], letters[count - 1 :]]


def _operators(codes: _Codes, shaped: Shaped, size: float) -> str:
    """Write the glyphs word by word, so that /ActualText stays as near to its letters as it can be."""
    return " ".join(_word_operators(codes, word, size) for word in shaped.words)


def _word_operators(codes: _Codes, word: Word, size: float) -> str:
    shown = _show(codes, word.glyphs, size)
    if _PLAIN.issuperset(word.text) or word.text.isascii() or word.text in _SPACES:
        return shown
    return f"/Span <</ActualText <FEFF{word.text.encode('utf-16-be').hex().upper()}>>> BDC {shown} EMC"


def _show(codes: _Codes, glyphs: tuple[Glyph, ...], size: float) -> str:
    """Place each glyph where HarfBuzz put it: sideways by the numbers of TJ, upwards by the text rise."""
    written: list[str] = []
    array: list[str] = []
    rise = 0
    for glyph in glyphs:
        if glyph.dy != rise:
            written += [f"[{' '.join(array)}] TJ" if array else "", f"{glyph.dy * size / 1000:.4g} Ts"]
            array, rise = [], glyph.dy
        code = codes.by_glyph.setdefault((glyph.glyph, glyph.text), len(codes.by_glyph) + 1)
        after = glyph.width + glyph.dx - glyph.advance
        array.append(f"{-glyph.dx or ''}<{code:04X}>{after or ''}")
    written.append(f"[{' '.join(array)}] TJ")
    if rise:
        written.append("0 Ts")
    return " ".join(filter(None, written))


def _to_unicode(texts: list[str]) -> bytes:
    """Write the table that leads from codes 1, 2, 3 … back to text."""
    rows = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, start=1)]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")


def _dictionary(**entries: Any) -> Any:
    return pdfdoc.PDFDictionary(entries)


def _stream(document: Any, name: str, content: bytes) -> Any:
    """Put a compressed stream into the document and refer to it."""
    entries = {"Filter": pdfdoc.PDFName("FlateDecode"), "Length1": len(content)}
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), zlib.compress(content, 9))
    return document.Reference(stream, name)
