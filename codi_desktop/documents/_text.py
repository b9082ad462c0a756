"""Measure, break and fit Thai text, in millimetres and in the numerals of the paper."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from codi_desktop.documents._shaping import BOLD, REGULAR, width
from codi_desktop.thai.money import format_baht
from codi_desktop.thai.numerals import to_arabic_digits, to_thai_digits
from codi_desktop.thai.text import NBSP
from codi_desktop.thai.words import segments

MM = 72 / 25.4


# A number stays with the word that it counts or numbers; the word breaker holds dates, baht and abbreviations already.
_HELD = re.compile(
    r"(?<=หมู่ที่) | (?=ๆ)|(?<=เลขที่) |(?<=ครั้งที่) |(?<=\d/\d) |(?<=[\d๐-๙]) (?=[ก-ฮ](?: |$))"
    r"|(?<=[\d๐-๙]) (?=คน|วัน|หลัง|แผ่น|ต้น|ถุง|เมตร|ราย|×)| (?=×)|(?<=×) "
)
_LEAST = 6.0  # points: a name that is too wide even in two lines is better small than outside its place
_BLANKS = f" {NBSP}"
_SPACED = re.compile(rf"[^{_BLANKS}]+[{_BLANKS}]*|[{_BLANKS}]+")
_LETTERS = re.compile("[เ-ไ]?.[ะ-ฺๅ็-๎]*", re.DOTALL)


class Type(NamedTuple):
    """A face and a size in points."""

    font: str
    size: float

    @property
    def height(self) -> float:
        """Give the size in millimetres."""
        return self.size / MM


def regular(size: float) -> Type:
    """Give the upright face at a size in points."""
    return Type(REGULAR, size)


def bold(size: float) -> Type:
    """Give the bold face at a size in points."""
    return Type(BOLD, size)


class Typesetter:
    """Measures and breaks text as one paper prints it: its numerals are applied last, to whatever comes."""

    def __init__(self, *, thai_numerals: bool) -> None:
        self.say: Callable[[str], str] = _said_in_thai if thai_numerals else _said_in_arabic

    def width(self, face: Type, text: str) -> float:
        """Measure one line in millimetres."""
        return width(face.font, face.size, self.say(text)) / MM

    def lines(
        self, face: Type, text: str, measure: float, *, at_spaces: bool = False, indent: float = 0.0
    ) -> list[str]:
        """Break a text into lines no wider than `measure`, at the ends of words; for names and addresses at spaces.

        What no line can hold (a date in a narrow column, fifty letters without an end) is opened rather than printed
        over its neighbour.
        """
        return list(_broken(face, self.say(text), round(measure, 2), at_spaces, round(indent, 2)))

    def balanced(
        self, face: Type, text: str, measure: float, *, at_spaces: bool = False, indent: float = 0.0,
        worth: float = 25.0,
    ) -> list[str]:  # fmt: skip
        """Break a text as `lines` does, into even lines: as few as fit, and ending at a space rather than inside.

        For the sake of such an end a line may be `worth` millimetres shorter than its neighbours.
        """
        said = self.say(text)
        lines = self.lines(face, said, measure, at_spaces=at_spaces, indent=indent)
        if len(lines) == 1 or "\n" in said:
            return lines
        return list(_evened(face, said, len(lines), round(measure, 2), at_spaces, round(indent, 2), worth))

    def shrunk(self, face: Type, text: str, measure: float, least: float) -> Type:
        """Give the largest face, half a point at a time and not below `least`, in which the text fits one line."""
        natural = self.width(face, text)
        if natural <= measure:
            return face
        return face._replace(size=max(least, int(face.size * measure / natural * 2) / 2))

    def name(self, face: Type, name: str, measure: float, least: float) -> tuple[Type, list[str]]:
        """Fit a person's name: in one line; else smaller; else in two, broken at its space, never inside."""
        fitted = self.shrunk(face, name, measure, least)
        if self.width(fitted, name) <= measure or " " not in name:
            return self.shrunk(fitted, name, measure, _LEAST), [self.say(name)]
        first, _, last = name.partition(" ")
        widest = max(first, last, key=lambda part: self.width(face, part))
        return self.shrunk(face, widest, measure, _LEAST), [self.say(first), self.say(last)]


_said_in_thai = lru_cache(maxsize=50_000)(to_thai_digits)
_said_in_arabic = lru_cache(maxsize=50_000)(to_arabic_digits)


def money_parts(amount_satang: int) -> tuple[str, str]:
    """Split an amount at its decimal point, so that the points can stand under each other: ("6,850", ".50")."""
    baht, _, satang = format_baht(amount_satang, satang_shown=True).partition(".")
    return baht, f".{satang}"


@lru_cache(maxsize=20_000)
def _broken(face: Type, text: str, measure: float, at_spaces: bool, indent: float) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        pieces = tuple(_fitting(face, _parts(paragraph) if at_spaces else _pieces(paragraph), measure))
        lines += _fill(face, pieces, measure, 0.0 if lines else indent)
    return tuple(lines)


def _fitting(face: Type, pieces: tuple[str, ...], measure: float) -> Iterator[str]:
    """Pass pieces on; one that no line can hold is opened at its spaces, and what is still too wide between letters."""
    for piece in pieces:
        if width(face.font, face.size, piece.rstrip(_BLANKS)) / MM <= measure:
            yield piece
            continue
        for part in _SPACED.findall(piece):
            letters = (
                _LETTERS.findall(part) if width(face.font, face.size, part.rstrip(_BLANKS)) / MM > measure else [part]
            )
            yield from letters


def _fill(face: Type, pieces: tuple[str, ...], measure: float, indent: float) -> Iterator[str]:
    line, used = "", indent
    for piece in pieces:
        if line and used + width(face.font, face.size, piece.rstrip(_BLANKS)) / MM > measure + 0.01:
            yield line.rstrip(_BLANKS)
            line, used = "", 0.0
        line += piece
        used += width(face.font, face.size, piece) / MM
    yield line.rstrip(_BLANKS)


@lru_cache(maxsize=20_000)
def _evened(
    face: Type, text: str, count: int, measure: float, at_spaces: bool, indent: float, worth: float
) -> tuple[str, ...]:
    """Share the pieces out among `count` lines so that these are as even as can be, from the first line to the last."""
    pieces = tuple(_fitting(face, _parts(text) if at_spaces else _pieces(text), measure))
    full = [width(face.font, face.size, piece) / MM for piece in pieces]
    bare = [width(face.font, face.size, piece.rstrip(_BLANKS)) / MM for piece in pieces]
    even = (indent + sum(full)) / count
    reached: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for line in range(count):
        following: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (cost, lines) in reached.items():
            used = indent if line == 0 else 0.0
            for end in range(start + 1, len(pieces) + 1):
                wide = used + bare[end - 1]
                used += full[end - 1]
                if wide > measure + 0.01 and end > start + 1:
                    break
                if (end == len(pieces)) != (line == count - 1):
                    continue
                inside = end < len(pieces) and not pieces[end - 1].endswith(" ")
                total = cost + (even - wide) ** 2 + (worth**2 if inside else 0)
                if end not in following or total < following[end][0]:
                    following[end] = total, (*lines, "".join(pieces[start:end]).rstrip(_BLANKS))
        reached = following
    return reached[len(pieces)][1]


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> tuple[str, ...]:
    """Cut a text where lines may end; a piece keeps the space that follows it."""
    pieces: list[str] = []
    for piece in segments(_HELD.sub(NBSP, text)):
        if pieces and pieces[-1].endswith("หมู่") and piece.startswith("ที่"):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


@lru_cache(maxsize=20_000)
def _parts(text: str) -> tuple[str, ...]:
    """Cut a name or an address at its spaces alone."""
    parts = _HELD.sub(NBSP, text).split(" ")
    return (*(f"{part} " for part in parts[:-1]), parts[-1])
