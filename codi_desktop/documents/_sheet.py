"""Draw on an A4 sheet in millimetres, with y counted from the top edge: rules, borders, codes, photos, signatures."""

import hashlib
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import segno
from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from codi_desktop.documents import _shaping
from codi_desktop.documents._text import MM, Type, Typesetter, bold, regular
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, AXIS = 22.0, 188.0, 105.0

INK, GREEN, GOLD = HexColor("#1C1C1A"), HexColor("#1B4D3E"), HexColor("#9A7A34")
GREY, HAIRLINE = HexColor("#5E5E58"), HexColor("#B9B4A6")

CODE_SIZE = 24.0
CODE_QUIET = 2.2  # four modules of a version 7 symbol
_JPEG_END = b"\xff\xd9"
_PHOTO_PIXELS = (640, 480)

Align = Literal["left", "centre", "right"]


class PhotoUnreadable(CodiError):
    """Told instead of printing an empty frame."""

    message = N_("A photo for the paper cannot be read. Choose it again.")


def new_canvas(out: Any, *, invariant: bool = False) -> Canvas:
    """Open a PDF of A4 pages in Thai, to be written to a path or stream when it is saved."""
    _shaping.font(_shaping.REGULAR)
    rl_config.useA85 = 0  # text armour would make photos a quarter larger and printing half as fast
    return Canvas(
        out, pagesize=A4, initialFontName=_shaping.REGULAR, lang="th-TH", pageCompression=1, invariant=int(invariant)
    )


@dataclass(frozen=True)
class SignatureBlock:
    """One place to sign: the name under it (dotted when empty), the capacity, and what stands under that."""

    name: str
    capacity: str
    positions: tuple[str, ...] = ()


class Sheet:
    """The page that is being drawn."""

    def __init__(self, canvas: Canvas, *, thai_numerals: bool) -> None:
        self.canvas = canvas
        self.set = Typesetter(thai_numerals=thai_numerals)

    # Text

    def text(self, x: float, y: float, text: str, face: Type, colour: Any = INK, align: Align = "left") -> None:
        """Set one line at a baseline; its numerals become the paper's."""
        self._line(x, y, self.set.say(text), face, colour, align)

    def machine_text(self, x: float, y: float, text: str, face: Type, align: Align = "centre") -> None:
        """Set one line that machines and telephones know by A–Z and 0–9, whatever numerals the paper has."""
        self._line(x, y, text, face, INK, align)

    def paragraph(
        self, x: float, y: float, lines: Sequence[str], face: Type, leading: float, colour: Any = INK,
        align: Align = "left",
    ) -> float:  # fmt: skip
        """Set lines below each other and return the last baseline."""
        for number, line in enumerate(lines):
            self.text(x, y + number * leading, line, face, colour, align)
        return y + (len(lines) - 1) * leading

    def _line(self, x: float, y: float, text: str, face: Type, colour: Any, align: Align) -> None:
        left = x * MM
        if align != "left":
            left -= _shaping.width(face.font, face.size, text) * (0.5 if align == "centre" else 1)
        self.canvas.setFillColor(colour)
        _shaping.draw(self.canvas, face.font, face.size, left, _up(y), text)

    # Lines

    def rule(self, x1: float, x2: float, y: float, weight: float, colour: Any = GREEN) -> None:
        """Draw a horizontal rule, its weight in points."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1 * MM, _up(y), x2 * MM, _up(y))

    def dotted(self, x1: float, x2: float, y: float) -> None:
        """Draw the line of round dots that one writes on."""
        canvas = self.canvas
        canvas.saveState()
        canvas.setLineCap(1)
        canvas.setDash([0, 2.2])
        self.rule(x1, x2, y, 0.7, GREY)
        canvas.restoreState()

    # Ornament

    def once(self, name: str, draw: Callable[[], None]) -> None:
        """Draw what is the same on every page; the document keeps it once."""
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name)
            draw()
            self.canvas.endForm()
        self.canvas.doForm(name)

    def border(self) -> None:
        """Draw the frame: two lines with corners stepped twice, and a flower in each notch."""
        self.once("border", self._border)

    def divider(self, y: float, reach: float = 34.0) -> None:
        """Draw a gold line with a flower in its middle."""
        for side in (-1, 1):
            self.rule(AXIS + side * 4, AXIS + side * reach, y, 0.7, GOLD)
        self.canvas.setFillColor(GOLD)
        self._flower(AXIS, y, 2.2)

    def emblem(self, y: float, diameter: float, logo: bytes | None) -> None:
        """Draw the council's own logo, or a neutral one: people under one roof. Never the state's Garuda."""
        if logo is None:
            self.once(f"emblem-{diameter}", lambda: self._house_emblem(y, diameter / 2))
        else:
            self.once(f"logo-{hashlib.sha256(logo).hexdigest()}-{diameter}", lambda: self._logo(y, diameter, logo))

    def _border(self) -> None:
        self.canvas.setLineJoin(0)
        for inset, weight, colour in ((9.0, 1.5, GREEN), (10.9, 0.45, GOLD)):
            self.canvas.setStrokeColor(colour)
            self.canvas.setLineWidth(weight)
            self._outline(_stepped(inset, 3.0))
        self.canvas.setFillColor(GOLD)
        for x in (10.2, WIDTH - 10.2):
            for y in (10.2, HEIGHT - 10.2):
                self._flower(x, y, 1.5)

    def _outline(self, corners: Sequence[tuple[float, float]], *, fill: int = 0) -> None:
        path = self.canvas.beginPath()
        path.moveTo(corners[0][0] * MM, _up(corners[0][1]))
        for x, y in corners[1:]:
            path.lineTo(x * MM, _up(y))
        path.close()
        self.canvas.drawPath(path, stroke=1 - fill, fill=fill)

    def _flower(self, x: float, y: float, radius: float) -> None:
        path = self.canvas.beginPath()
        for turn in range(4):
            angle = turn * math.pi / 2

            def point(along: float, across: float, angle: float = angle) -> tuple[float, float]:
                dx = along * math.cos(angle) - across * math.sin(angle)
                dy = along * math.sin(angle) + across * math.cos(angle)
                return (x + dx * radius) * MM, _up(y + dy * radius)

            path.moveTo(*point(0.12, 0))
            path.curveTo(*point(0.35, 0.52), *point(0.75, 0.42), *point(1, 0))
            path.curveTo(*point(0.75, -0.42), *point(0.35, -0.52), *point(0.12, 0))
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _house_emblem(self, top: float, radius: float) -> None:
        canvas, middle = self.canvas, top + radius
        canvas.setStrokeColor(GREEN)
        canvas.setLineWidth(1.3)
        canvas.circle(AXIS * MM, _up(middle), radius * MM, stroke=1, fill=0)
        canvas.setStrokeColor(GOLD)
        canvas.setLineWidth(0.45)
        canvas.circle(AXIS * MM, _up(middle), (radius - 1.3) * MM, stroke=1, fill=0)
        unit = radius / 9.5
        canvas.setStrokeColor(GREEN)
        canvas.setLineWidth(2.4 * unit)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        roof = canvas.beginPath()
        roof.moveTo((AXIS - 5.6 * unit) * MM, _up(middle - 0.9 * unit))
        roof.lineTo(AXIS * MM, _up(middle - 4.9 * unit))
        roof.lineTo((AXIS + 5.6 * unit) * MM, _up(middle - 0.9 * unit))
        canvas.drawPath(roof, stroke=1, fill=0)
        canvas.setFillColor(GREEN)
        for shift, size in ((-3.1, 1.0), (0.0, 1.2), (3.1, 1.0)):
            self._person(AXIS + shift * unit, middle + 3.7 * unit, size * unit)
        canvas.setStrokeColor(GOLD)
        canvas.setLineWidth(1.1 * unit)
        canvas.line(
            (AXIS - 4.9 * unit) * MM, _up(middle + 5.1 * unit), (AXIS + 4.9 * unit) * MM, _up(middle + 5.1 * unit)
        )

    def _person(self, x: float, foot: float, unit: float) -> None:
        self.canvas.circle(x * MM, _up(foot - 3.2 * unit), 0.85 * unit * MM, stroke=0, fill=1)
        body = self.canvas.beginPath()
        body.moveTo((x - 1.25 * unit) * MM, _up(foot))
        body.curveTo(
            (x - 1.25 * unit) * MM, _up(foot - 2.7 * unit), (x + 1.25 * unit) * MM, _up(foot - 2.7 * unit),
            (x + 1.25 * unit) * MM, _up(foot),
        )  # fmt: skip
        body.close()
        self.canvas.drawPath(body, stroke=0, fill=1)

    def _logo(self, top: float, diameter: float, logo: bytes) -> None:
        try:
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(logo))).convert("RGBA")
        except (UnidentifiedImageError, OSError, ValueError) as error:
            raise PhotoUnreadable from error
        picture.thumbnail((600, 600))
        size = diameter * MM
        self.canvas.drawImage(
            ImageReader(picture), AXIS * MM - size / 2, _up(top + diameter), size, size, mask="auto",
            preserveAspectRatio=True,
        )  # fmt: skip

    # Words across the sheet

    def across(self, word: str, colour: Any, weight: float) -> None:
        """Write one large word across the sheet, in outlines, so that what is under it can still be read."""
        canvas, face = self.canvas, bold(150)
        canvas.saveState()
        canvas.translate(AXIS * MM, _up(HEIGHT / 2))
        canvas.rotate(52)
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(weight)
        canvas.addLiteral("1 Tr")
        _shaping.draw(canvas, face.font, face.size, -_shaping.width(face.font, face.size, word) / 2, -40, word)
        canvas.addLiteral("0 Tr")
        canvas.restoreState()

    # Codes and photos

    def code(self, x: float, y: float, token: str, caption: str) -> None:
        """Draw a QR code, 24 mm square from its upper left corner, as vector rows, with its machine code below."""
        # One mask for all: choosing the best of eight takes four times as long, and the tokens look like noise anyway.
        symbol = segno.make(token, error="m", micro=False, boost_error=False, mask=4)
        rows = [bytes(row) for row in symbol.matrix]
        module = CODE_SIZE / len(rows) * MM
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(x * MM, _up(y))
        canvas.setFillColor(INK)
        canvas.addLiteral(f"{module:.5f} 0 0 {-module:.5f} 0 0 cm")
        canvas.addLiteral(" ".join(_row_rectangles(rows)) + " f")
        canvas.restoreState()
        self.machine_text(x + CODE_SIZE / 2, y + CODE_SIZE + 4.3, caption, bold(8.5))

    def photo(self, x: float, y: float, width: float, jpeg: bytes) -> None:
        """Draw a photo in a fine frame, 4:3; the document keeps equal photos once."""
        canvas, height = self.canvas, width * 0.75
        name = f"photo-{hashlib.sha256(jpeg).hexdigest()[:24]}"
        if not canvas.hasForm(name):
            _add_photo(canvas, name, jpeg)
        canvas.saveState()
        canvas.translate(x * MM, _up(y + height))
        canvas.scale(width * MM, height * MM)
        canvas.doForm(name)
        canvas.restoreState()
        canvas.setStrokeColor(GREEN)
        canvas.setLineWidth(0.6)
        canvas.rect(x * MM, _up(y + height), width * MM, height * MM, stroke=1, fill=0)

    def missing_photo(self, x: float, y: float, width: float, words: str, reason: str) -> None:
        """Draw a dashed frame in a photo's place, with the reason why there is none."""
        canvas, height = self.canvas, width * 0.75
        canvas.saveState()
        canvas.setStrokeColor(GREY)
        canvas.setLineWidth(0.6)
        canvas.setDash([3, 2])
        canvas.rect(x * MM, _up(y + height), width * MM, height * MM, stroke=1, fill=0)
        canvas.restoreState()
        head, small = regular(11), regular(9.5)
        lines = self.set.balanced(small, reason, width - 6) if reason else []
        start = y + height / 2 - len(lines) * 2.5 + 1.5
        self.text(x + width / 2, start, words, head, GREY, "centre")
        self.paragraph(x + width / 2, start + 6.2, lines, small, 4.9, GREY, "centre")

    # Signatures

    def signature(self, x: float, y: float, width: float, block: SignatureBlock) -> float:
        """Draw a place to sign around x, its line at y, and return the baseline of its last words."""
        room = width - 2
        self.dotted(x - min(width - 4, 46) / 2, x + min(width - 4, 46) / 2, y)
        if block.name:
            face, lines = self.set.name(regular(11), f"({block.name})", room, 10)
            last = self.paragraph(x, y + 5.3, lines, face, 4.9, INK, "centre")
        else:
            last = y + 5.3
            half = min(room, 46) / 2
            self.text(x - half, last, "(", regular(11))
            self.text(x + half, last, ")", regular(11), align="right")
            self.dotted(x - half + 2.2, x + half - 2.2, last + 0.3)
        for words, face, colour in (
            (block.capacity, bold(11), GREEN),
            *((p, regular(9.5), GREY) for p in block.positions),
        ):
            if words:
                last = self._signature_words(x, last, words, face, colour, room)
        return last

    def signature_depth(self, width: float, block: SignatureBlock) -> float:
        """Measure how far a signature block reaches below its line."""
        room = width - 2
        _, name = self.set.name(regular(11), f"({block.name})", room, 10)
        depth = 5.3 + (len(name) - 1) * 4.9
        for words, face in ((block.capacity, bold(11)), *((p, regular(9.5)) for p in block.positions)):
            if words:
                depth += _step(face) + (len(self._signature_lines(words, face, room)[1]) - 1) * 4.3
        return depth

    def _signature_words(self, x: float, last: float, words: str, face: Type, colour: Any, room: float) -> float:
        fitted, lines = self._signature_lines(words, face, room)
        return self.paragraph(x, last + _step(face), lines, fitted, 4.3, colour, "centre")

    def _signature_lines(self, words: str, face: Type, room: float) -> tuple[Type, list[str]]:
        if self.set.width(face, words) <= room:
            return face, [words]
        smaller = face._replace(size=max(8.5, face.size - 1))
        return smaller, self.set.balanced(smaller, words, room)


def _step(face: Type) -> float:
    return 5.4 if face.size > 10 else 4.8


def _up(y: float) -> float:
    """Turn millimetres from the top into points from the bottom."""
    return (HEIGHT - y) * MM


def _stepped(inset: float, step: float) -> list[tuple[float, float]]:
    """Give the corners of a frame whose corners step inwards twice, clockwise from the upper left."""
    steps = [(0, 2), (1, 2), (1, 1), (2, 1), (2, 0)]
    corner = [(inset + x * step, inset + y * step) for x, y in steps]
    upper = corner + [(WIDTH - x, y) for x, y in reversed(corner)]
    return upper + [(x, HEIGHT - y) for x, y in reversed(upper)]


def _row_rectangles(rows: Sequence[bytes]) -> list[str]:
    """Join the dark modules of each row into as few rectangles as can be."""
    found = []
    for y, row in enumerate(rows):
        start = 0
        while (begin := row.find(1, start)) >= 0:
            end = row.find(0, begin)
            end = len(row) if end < 0 else end
            found.append(f"{begin} {y} {end - begin} 1.02 re")
            start = end
    return found


def _add_photo(canvas: Canvas, name: str, jpeg: bytes) -> None:
    content, width, height, mode = _prepared(jpeg)
    entries = {
        "Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Image"), "Width": width, "Height": height,
        "BitsPerComponent": 8, "ColorSpace": pdfdoc.PDFName("DeviceGray" if mode == "L" else "DeviceRGB"),
        "Filter": pdfdoc.PDFName("DCTDecode"),
    }  # fmt: skip
    document = canvas._doc  # noqa: SLF001  see _shaping.draw; drawImage would unpack each photo only to fingerprint it
    document.Reference(pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content), document.getXObjectName(name))


def _prepared(jpeg: bytes) -> tuple[bytes, int, int, str]:
    """Give a photo as it is embedded: upright, 4:3 around its middle, at most 640×480, without place or camera."""
    try:
        with Image.open(io.BytesIO(jpeg)) as picture:
            if _is_ready(picture) and jpeg.endswith(_JPEG_END):
                return jpeg, *picture.size, picture.mode
            picture.draft("RGB", (_PHOTO_PIXELS[0] * 2, _PHOTO_PIXELS[0] * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable from error
    width = min(upright.width, round(upright.height * 4 / 3), _PHOTO_PIXELS[0])
    fitted = ImageOps.fit(upright, (width, round(width * 3 / 4)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    fitted.save(out, "JPEG", quality=85)
    return out.getvalue(), *fitted.size, "RGB"


def _is_ready(picture: Image.Image) -> bool:
    width, height = picture.size
    return (
        picture.format == "JPEG"
        and picture.mode in {"RGB", "L"}
        and width <= _PHOTO_PIXELS[0]
        and abs(width * 3 - height * 4) <= 8
        and all(kind in {"APP0", "APP14"} for kind, _ in getattr(picture, "applist", ()))
    )
