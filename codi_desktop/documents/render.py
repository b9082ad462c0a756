"""Turn printed pages into pictures for the screen, and read the code of a paper back from its file, scan or photo.

PDFium is not made for several threads: call this from one at a time.
"""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

_SCAN_DPI = (150, 300)  # a printed code is read at the first; a faded or reduced one may need the second
_QR = zxingcpp.barcode_formats_from_str("QRCode")
_LARGEST_SIDE = 3200  # a telephone's photo holds more than any code needs


class NotAPaper(CodiError):
    """The file is neither a PDF nor a picture."""

    message = N_("This file is neither a PDF nor a picture.")


class NoCodeFound(CodiError):
    """No QR code could be read."""

    message = N_("No QR code was found. Photograph the code from the front, in good light, and try again.")


class PageImage(NamedTuple):
    """One page as pixels: three bytes each, red, green, blue, row by row from the top."""

    width: int
    height: int
    rgb: bytes

    def png(self) -> bytes:
        """Pack the page as a PNG file."""
        out = io.BytesIO()
        Image.frombytes("RGB", (self.width, self.height), self.rgb).save(out, "PNG")
        return out.getvalue()


def page_count(pdf: bytes | Path) -> int:
    """Count the pages of a PDF. Raises NotAPaper."""
    with _opened(pdf) as document:
        return len(document)


def page_images(pdf: bytes | Path, dpi: int = 110, pages: Iterable[int] | None = None) -> list[PageImage]:
    """Draw pages, all or those numbered from 0, as a printer of so many dots an inch would. Raises NotAPaper."""
    with _opened(pdf) as document:
        return [
            PageImage(*picture.size, picture.tobytes())
            for picture in (_picture(document, number, dpi) for number in (pages or range(len(document))))
        ]


def read_code(source: bytes | Path) -> str:
    """Read the QR code of a certificate from a PDF, a scan or a photo. Raises NotAPaper or NoCodeFound."""
    content = source.read_bytes() if isinstance(source, Path) else source
    pictures = _pages_to_scan(content) if content.lstrip()[:5] == b"%PDF-" else _photo_to_scan(content)
    for picture in pictures:
        for found in zxingcpp.read_barcodes(picture, formats=_QR):
            return str(found.text)
    raise NoCodeFound


def _opened(pdf: bytes | Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise NotAPaper from error


def _picture(document: pypdfium2.PdfDocument, number: int, dpi: int) -> Image.Image:
    page = document[number]
    picture: Image.Image = page.render(scale=dpi / 72).to_pil()
    page.close()
    return picture.convert("RGB")


def _pages_to_scan(content: bytes) -> Iterator[Image.Image]:
    with _opened(content) as document:
        for dpi in _SCAN_DPI:
            for number in range(len(document)):
                yield _picture(document, number, dpi)


def _photo_to_scan(content: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPaper from error
    yield picture
    if max(picture.size) > _LARGEST_SIDE:
        picture.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
        yield picture
