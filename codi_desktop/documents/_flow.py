"""Pages that go on by themselves: each thing is drawn below the one before, and a full page is followed by the next."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from codi_desktop.documents._sheet import GREEN, GREY, HAIRLINE, INK, LEFT, RIGHT, Sheet, SignatureBlock, new_canvas
from codi_desktop.documents._text import Type, bold, regular

BODY, LEADING = regular(12), 6.0
SMALL, SMALL_LEADING = regular(11), 5.4
_FIRST, _LAST = 24.0, 268.0


class Flow:
    """What is being drawn, and how far down the page it has come (`y`, millimetres)."""

    def __init__(self, sheet: Sheet, foot: str, pages: int) -> None:
        self.sheet = sheet
        self.page, self.y = 1, _FIRST
        self._foot, self._pages = foot, pages

    def title(self, title: str, lines: Sequence[str]) -> None:
        """Set the title of the paper and what stands under it, the first line bold."""
        sheet = self.sheet
        sheet.text(LEFT, 26, title, sheet.set.shrunk(bold(20), title, RIGHT - LEFT, 14), GREEN)
        for number, line in enumerate(lines):
            face = bold(13) if number == 0 else regular(11.5)
            shrunk = sheet.set.shrunk(face, line, RIGHT - LEFT, 9)
            sheet.text(LEFT, 34 + number * 6.4, line, shrunk, INK if number == 0 else GREY)
        self.y = 34 + len(lines) * 6.4 - 1.8
        sheet.rule(LEFT, RIGHT, self.y, 0.9)
        self.y += 1

    def section(self, title: str) -> None:
        """Begin a part; its title never stands alone at the foot of a page."""
        self.room(9 + 3 * LEADING)
        self.y += 9
        self.sheet.text(LEFT, self.y, title, bold(14), GREEN)
        self.y += 1.5

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Set what each thing is called, and the thing."""
        for label, words in pairs:
            lines = self.sheet.set.lines(BODY, words, RIGHT - LEFT - 36)
            self.room(len(lines) * LEADING)
            self.sheet.text(LEFT, self.y + LEADING, label, BODY, GREY)
            self.y = self.sheet.paragraph(LEFT + 36, self.y + LEADING, lines, BODY, LEADING)

    def points(self, points: Sequence[str]) -> None:
        """Set sentences with a dash before each."""
        for point in points:
            lines = self.sheet.set.lines(BODY, point, RIGHT - LEFT - 5)
            self.room(len(lines) * LEADING)
            self.sheet.text(LEFT, self.y + LEADING, "–", BODY)
            self.y = self.sheet.paragraph(LEFT + 5, self.y + LEADING, lines, BODY, LEADING)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """Set rows in columns of these widths; the heads stand again on each page."""
        self.room(3 * 7)
        self.y += 3
        self._heads(heads, widths)
        for row in rows:
            broken = self._broken(row, widths, SMALL)
            if self.room(_height(broken)):
                self._heads(heads, widths)
            else:
                self.sheet.rule(LEFT, RIGHT, self.y, 0.25, HAIRLINE)
            self._cells(broken, widths, SMALL)
        self.sheet.rule(LEFT, RIGHT, self.y, 0.6)
        self.y += 1

    def writing_lines(self, count: int) -> None:
        """Leave lines to write on."""
        self.room(count * 9)
        for _ in range(count):
            self.y += 9
            self.sheet.dotted(LEFT, RIGHT, self.y)

    def signature(self, capacity: str) -> None:
        """Leave room for somebody to sign, with the day."""
        self.room(42)
        block = SignatureBlock("", capacity, ("วันที่ ......../......../........",))
        self.sheet.signature((LEFT + RIGHT) / 2, self.y + 24, 80, block)
        self.y += 42

    def room(self, height: float) -> bool:
        """Begin a new page where the rest of this one is too low; say whether one was begun."""
        if self.y + height <= _LAST:
            return False
        self.end()
        self.page += 1
        self.y = _FIRST
        return True

    def end(self) -> None:
        """Finish the page."""
        sheet = self.sheet
        sheet.rule(LEFT, RIGHT, 275, 0.4)
        sheet.text(LEFT, 280.5, self._foot, regular(9), GREY)
        sheet.text(RIGHT, 280.5, f"หน้า {self.page} จาก {self._pages}", regular(9), GREY, "right")
        sheet.canvas.showPage()

    def _heads(self, heads: Sequence[str], widths: Sequence[float]) -> None:
        self.sheet.rule(LEFT, RIGHT, self.y, 0.6)
        self._cells(self._broken(heads, widths, bold(11)), widths, bold(11))
        self.sheet.rule(LEFT, RIGHT, self.y, 0.4)

    def _broken(self, cells: Sequence[str], widths: Sequence[float], face: Type) -> list[list[str]]:
        return [self.sheet.set.lines(face, cell, width - 3) for cell, width in zip(cells, widths, strict=True)]

    def _cells(self, broken: Sequence[Sequence[str]], widths: Sequence[float], face: Type) -> None:
        x = LEFT
        for lines, width in zip(broken, widths, strict=True):
            self.sheet.paragraph(x, self.y + 5.2, lines, face, SMALL_LEADING)
            x += width
        self.y += _height(broken)


def write_flow(stream: BinaryIO, title: str, foot: str, draw: Callable[[Flow], None], *, thai_numerals: bool) -> None:
    """Draw a paper of as many A4 pages as it needs: once to count them, and once with their number on each."""
    pages = _drawn(io.BytesIO(), title, foot, draw, 0, thai_numerals=thai_numerals)
    _drawn(stream, title, foot, draw, pages, thai_numerals=thai_numerals)


def _drawn(
    stream: BinaryIO, title: str, foot: str, draw: Callable[[Flow], None], pages: int, *, thai_numerals: bool
) -> int:
    canvas = new_canvas(stream)
    canvas.setTitle(title)
    canvas.setCreator("codi_desktop")
    flow = Flow(Sheet(canvas, thai_numerals=thai_numerals), foot, pages)
    draw(flow)
    flow.end()
    canvas.save()
    return flow.page


def _height(broken: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in broken) * SMALL_LEADING + 1.8
