"""Read back from the bytes of a PDF where each glyph was put: an interpreter of the few operators that text needs."""

import re
import zlib
from typing import NamedTuple

_TOKEN = re.compile(rb"<<.*?>>|<[0-9A-F]*>|/[\w-]+|-?\d*\.?\d+(?:e-?\d+)?|[A-Za-z*]+|[\[\]]")


class Put(NamedTuple):
    """One glyph on the page, in points."""

    glyph: int
    x: float
    y: float


class Run(NamedTuple):
    """What stands between BT and ET: its font, size, glyphs and extent."""

    font: str
    size: float
    glyphs: list[Put]
    x: float
    y: float
    width: float


def pages(pdf: bytes) -> list[list[Run]]:
    """Give the runs of text of each page."""
    objects = {int(found[1]): found[2] for found in re.finditer(rb"(?s)(\d+) 0 obj\n(.*?)endobj", pdf)}
    fonts = _fonts(objects)
    found = []
    for body in objects.values():
        if re.search(rb"/Type /Page\b", body):
            content = re.search(rb"/Contents (\d+) 0 R", body)
            assert content
            found.append(_runs(_stream(objects[int(content[1])]), fonts))
    return found


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    length = re.search(rb"/Length (\d+)", head)
    assert length
    content = rest[: int(length[1])]
    return zlib.decompress(content) if b"/FlateDecode" in head else content


def _fonts(objects: dict[int, bytes]) -> dict[str, tuple[list[int], bytes]]:
    """Give the widths and the glyph numbers of the codes of each font."""
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(Sarabun(?:-Bold)?) (\d+) 0 R", body):
            font = objects[int(number)]
            descendant = re.search(rb"/DescendantFonts \[ (\d+) 0 R", font)
            assert descendant
            cid_font = objects[int(descendant[1])]
            widths = re.search(rb"(?s)/W \[ 1 \[ (.*?) \]", cid_font)
            glyphs = re.search(rb"/CIDToGIDMap (\d+) 0 R", cid_font)
            assert widths
            assert glyphs
            fonts[name.decode()] = [int(number) for number in widths[1].split()], _stream(objects[int(glyphs[1])])
    return fonts


def _runs(content: bytes, fonts: dict[str, tuple[list[int], bytes]]) -> list[Run]:
    return [_run(block, fonts) for block in re.findall(rb"(?s)BT (.*?) ET", content)]


def _run(block: bytes, fonts: dict[str, tuple[list[int], bytes]]) -> Run:
    stack: list[bytes] = []
    put: list[Put] = []
    font, size, x, y, left, rise = "", 0.0, 0.0, 0.0, 0.0, 0.0
    for token in _TOKEN.findall(block):
        match token:
            case b"Tf":
                font, size = stack[-2][1:].decode(), float(stack[-1])
            case b"Tm":
                x, y = float(stack[-2]), float(stack[-1])
                left = x
            case b"Ts":
                rise = float(stack[-1])
            case b"TJ":
                widths, glyphs = fonts[font]
                for part in stack[stack.index(b"[") + 1 : -1]:
                    if part[:1] == b"<":
                        code = int(part[1:-1], 16)
                        put.append(Put(int.from_bytes(glyphs[2 * code : 2 * code + 2], "big"), x, y + rise))
                        x += widths[code - 1] * size / 1000
                    else:
                        x -= float(part) * size / 1000
            case b"BDC" | b"EMC":
                pass
            case _:
                stack.append(token)
                continue
        stack = []
    return Run(font, size, put, left, y, x - left)
