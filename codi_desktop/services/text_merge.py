"""Propose one text out of two that came from a third: word by word, by the breaker that breaks Thai lines.

A proposal, never a decision: a person reads it before it is kept. What one side alone changed is taken over; where
both changed the same place both wordings stand there, marked, so that no words of either side go silently.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise

from codi_desktop.thai.words import segments

_MANY = 2000  # changed words among which the usual ones are no anchors: the comparison would take seconds


class Mark(Enum):
    """Who changed a piece."""

    SAME = "same"
    LEFT = "left"
    RIGHT = "right"
    ALIKE = "alike"
    """both, and to the same words"""
    BOTH = "both"
    """both, and to different words"""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: as it was, and as each side has it."""

    mark: Mark
    before: str
    left: str
    right: str

    @property
    def text(self) -> str:
        """What is proposed; where both changed it, the left's words and then the right's."""
        if self.mark is Mark.BOTH:
            return self.left + _between(self.left, self.right) + self.right
        return self.left if self.mark in {Mark.LEFT, Mark.ALIKE, Mark.SAME} else self.right


@dataclass(frozen=True)
class Proposal:
    """The text in pieces; all `left` joined are the left text again, and so for `right` and `before`."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole text that is proposed."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_clear(self) -> bool:
        """Whether no place was changed by both to different words."""
        return all(piece.mark is not Mark.BOTH for piece in self.pieces)


def merge(before: str, left: str, right: str) -> Proposal:
    """Propose a text that holds what each of two people did to `before`."""
    was, one, other = segments(before), segments(left), segments(right)
    return Proposal(tuple(_joined(_pieces(was, one, other))))


def _pieces(was: list[str], one: list[str], other: list[str]) -> Iterator[Piece]:
    anchors = [(0, 0, 0), *_unchanged(was, one, other), (len(was), len(one), len(other))]
    for (w0, l0, r0), (w1, l1, r1) in pairwise(anchors):
        step = (w1 - w0, l1 - l0, r1 - r0)
        if step == (1, 1, 1) and was[w0] == one[l0] == other[r0]:
            yield Piece(Mark.SAME, was[w0], one[l0], other[r0])
        elif step != (0, 0, 0):
            yield _changed("".join(was[w0:w1]), "".join(one[l0:l1]), "".join(other[r0:r1]))


def _unchanged(was: list[str], one: list[str], other: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give the places before and after each word that both sides left as it was."""
    in_one, in_other = _matching(was, one), _matching(was, other)
    for at in sorted(in_one.keys() & in_other.keys()):
        yield at, in_one[at], in_other[at]
        yield at + 1, in_one[at] + 1, in_other[at] + 1


def _matching(was: list[str], now: list[str]) -> dict[int, int]:
    """Say which word is which; what is alike at both ends is not compared, for most edits are small."""
    start, shorter = 0, min(len(was), len(now))
    while start < shorter and was[start] == now[start]:
        start += 1
    end = 0
    while end < shorter - start and was[-1 - end] == now[-1 - end]:
        end += 1
    rest, rest_now = was[start : len(was) - end], now[start : len(now) - end]
    middle = SequenceMatcher(None, rest, rest_now, autojunk=len(rest_now) > _MANY)
    found = {k: k for k in range(start)}
    for block in middle.get_matching_blocks():
        found.update((start + block.a + k, start + block.b + k) for k in range(block.size))
    found.update((len(was) - k, len(now) - k) for k in range(1, end + 1))
    return found


def _changed(before: str, left: str, right: str) -> Piece:
    if left == right:
        mark = Mark.SAME if left == before else Mark.ALIKE
    elif right == before:
        mark = Mark.LEFT
    else:
        mark = Mark.RIGHT if left == before else Mark.BOTH
    return Piece(mark, before, left, right)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbours with the same mark, but for two places that both changed."""
    kept: Piece | None = None
    for piece in pieces:
        if kept is not None and kept.mark is piece.mark is not Mark.BOTH:
            kept = Piece(piece.mark, kept.before + piece.before, kept.left + piece.left, kept.right + piece.right)
            continue
        if kept is not None:
            yield kept
        kept = piece
    if kept is not None:
        yield kept


def _between(left: str, right: str) -> str:
    """Keep two wordings of one place apart."""
    return "" if not left or not right or left[-1].isspace() or right[0].isspace() else " "
