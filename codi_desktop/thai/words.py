"""Where a line of Thai may end: one breaker for screen and paper.

Thai has no spaces between words, and Qt breaks it only where libthai is installed, which is nowhere on Windows. So the
words are found with a dictionary (nlpo3), and then the rules of good setting are laid over them. Text with marks is for
display only: never store it, never search in it.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from threading import Lock
from typing import Final

from codi_desktop.paths import resource
from codi_desktop.thai.calendar import MONTHS, MONTHS_SHORT
from codi_desktop.thai.text import NBSP, one_line

ZWSP: Final = "\u200b"

log = logging.getLogger(__name__)


def segments(text: str) -> list[str]:
    """Cut `text` into the pieces between which a line may end; joined they are `text` again.

    A piece may end in a space. Without the dictionary a line ends at spaces only.
    """
    cuts = (0, *_cuts(text), len(text))
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


@lru_cache(maxsize=16_384)
def mark_breaks(text: str, mark: str = ZWSP) -> str:
    """Put `mark` where a line may end inside a run without spaces, for display only.

    A space at which no line may end (before ๆ, in วันที่ 4 กันยายน) becomes a no-break space. The text comes back
    unchanged when it is all ASCII or the dictionary cannot be loaded.
    """
    if text.isascii() or not _has_dictionary():
        return text
    pieces = [_SPACE_INSIDE.sub(_held_space, piece) for piece in segments(text)]
    return "".join(piece if piece[-1] in _ENDS_BY_ITSELF else piece + mark for piece in pieces[:-1]) + pieces[-1]


def add_words(words: Iterable[str]) -> None:
    """Hold names of places and people together from now on, beside those added before.

    They are held, not looked up: nlpo3 can neither change nor drop a dictionary, and each takes 65 MB.
    """
    global _held  # noqa: PLW0603  swapped as a whole, so that a reader in another thread sees the old or the new
    with _lock:
        known = {word for bucket in _held.values() for word in bucket}
        known.update(word for word in map(one_line, words) if len(word) > 2 and _THAI.search(word))
        buckets: dict[str, list[str]] = {}
        for word in sorted(known, key=len, reverse=True):
            buckets.setdefault(word[:2], []).append(word)
        _held = {start: tuple(bucket) for start, bucket in buckets.items()}
    _forget_cuts()


def forget_words() -> None:
    """Drop the added words, as when another council's store is opened."""
    global _held  # noqa: PLW0603  see add_words
    _held = {}
    _forget_cuts()


def load() -> bool:
    """Read the dictionary ahead of its first use (a tenth of a second), and say whether it is there."""
    return _has_dictionary()


_DICTIONARY = "words_th"
_lock = Lock()
_loaded: bool | None = None
_held: dict[str, tuple[str, ...]] = {}

_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}")
_SPACE = re.compile(f"[ \t\n{ZWSP}]+(?=.)", re.DOTALL)
_SPACE_INSIDE = re.compile(r"(?<=[^ \t\n]) +(?=[^ \t\n])")
_ENDS_BY_ITSELF = frozenset((" ", "\t", "\n", ZWSP))
_OPENS, _CLOSES = "(\\[{“‘«", ")\\]}”’»"
_BRACKET = re.compile(f"[{_OPENS}{_CLOSES},;!?%…/]")
_AT_BRACKETS = re.compile(
    f"(?<=[\u0e01-\u0e4e{_CLOSES}])(?=[{_OPENS}])|(?<=[{_CLOSES},;!?%…])(?=[\u0e01-\u0e4e])|(?<=[\u0e01-\u0e4e]/)(?=[\u0e01-\u0e4e])"
)

_NEVER_FIRST = frozenset("ๆฯ)]}”’»,.:;!?%…" + NBSP + "\u2060\u202f") | frozenset(
    map(chr, (*range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F)))
)
_NEVER_LAST = frozenset("เแโใไ([{“‘«฿" + NBSP + "\u2060\u202f")
_TITLES = frozenset(("นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "พระครู", "พระมหา"))
_HOLDS_NEXT = (
    frozenset(
        (
            *("การ", "ความ", "ผู้", "นัก", "ช่าง"),
            *("ตำบล", "อำเภอ", "จังหวัด", "แขวง", "เขต", "ถนน", "ซอย"),
        )
    )
    | _TITLES
)
_LONGEST_NAME = 18  # letters of a first or a family name; what is longer is a sentence without spaces
_PREFIX_JOINED = {"ร": "การ", "ม": "ความ"}
_WORD_OF_ONE_LETTER = "ณ"

_ABBREVIATED = re.compile("[\u0e01-\u0e4e.]*[\u0e01-\u0e4e]\\.[\u0e01-\u0e4e.]*")
_LONGEST_ABBREVIATED = 24  # letters; what is longer is a sentence without spaces that happens to hold a dot
_LETTERS_BEFORE_DOT = 8

_MONTH = "|".join(map(re.escape, (*MONTHS, *MONTHS_SHORT)))
_HELD_SPACE = re.compile(
    r"(?:(?:หมู่|ครั้ง|วัน|เลข|บ้านเลข|งวด|ฉบับ|ลำดับ|วาระ)?ที่|หมู่|พ\.ศ\.|ค\.ศ\.|ร้อยละ|ข้อ|มาตรา|โทร\.|"
    + _MONTH
    + r") +(?=[0-9๐-๙])"
    r"|[0-9๐-๙] *[-–/] +(?=[0-9๐-๙])|[0-9๐-๙] +(?=[-–/][0-9๐-๙])"
    r"|[0-9๐-๙] +(?=น\.|บาท|สตางค์|" + _MONTH + ")"
    "|(?:" + _MONTH + r") +(?=พ\.ศ\.|ค\.ศ\.)"
)


@lru_cache(maxsize=16_384)
def _cuts(text: str) -> tuple[int, ...]:
    """Give the places inside `text` where a line may end, in order."""
    found = set(_after_spaces(text))
    if not text.isascii():
        found.update(
            at
            for at in (*_at_brackets(text), *_word_ends(text))
            if text[at] not in _NEVER_FIRST and text[at - 1] not in _NEVER_LAST
        )
        for start, end in _wholes(text):
            found.difference_update(range(start + 1, end))
    return tuple(sorted(found))


def _after_spaces(text: str) -> Iterator[int]:
    for space in _SPACE.finditer(text):
        at, before = space.end(), text[space.start() - 1 : space.start()]
        if "\n" in space[0] or (text[at] not in _NEVER_FIRST and before not in _NEVER_LAST):
            yield at


def _at_brackets(text: str) -> list[int]:
    return [between.start() for between in _AT_BRACKETS.finditer(text)] if _BRACKET.search(text) else []


def _word_ends(text: str) -> Iterator[int]:
    """Find the dictionary words; a bare prefix and a stray letter end no line, and a person's name is one piece."""
    if not _has_dictionary():
        return
    from nlpo3 import segment

    joined = _joined()
    holding = _HOLDS_NEXT | joined
    name_ended = -1
    for run in _THAI.finditer(text):
        if run.start() == name_ended + 1 and text[name_ended] in " \u00a0" and len(run[0]) <= _LONGEST_NAME:
            continue  # the family name
        at, before = run.start(), ""
        for word in segment(run[0], _DICTIONARY, safe=True):
            if before in _TITLES and run.end() - at <= _LONGEST_NAME:
                name_ended = run.end()
                break
            if before and before not in holding and not _is_stray(before) and not _is_stray(word):
                yield at
            if word in joined:
                yield at + word.rindex(_PREFIX_JOINED[word[-1]])
            at += len(word)
            before = word


@cache
def _joined() -> frozenset[str]:
    """Read the words that the dictionary takes together with the การ or ความ behind them (see make_words.py)."""
    return frozenset(resource("words/joined_th.txt").read_text(encoding="utf-8").split())


def _is_stray(word: str) -> bool:
    """Say whether a piece is left over from a word that the dictionary does not have."""
    return len(word) == 1 and word != _WORD_OF_ONE_LETTER


def _wholes(text: str) -> Iterator[tuple[int, int]]:
    """Find the stretches that stay on one line: abbreviations, dates and numbers with their word, added names."""
    for word in _ABBREVIATED.finditer(text) if "." in text else ():
        if len(word[0]) <= _LONGEST_ABBREVIATED:
            yield word.span()
        else:
            yield from ((at - _LETTERS_BEFORE_DOT, at + 1) for at in range(*word.span()) if text[at] == ".")
    for space in _HELD_SPACE.finditer(text) if " " in text else ():
        yield space.start(), space.end() + 1
    if held := _held:
        for at in range(len(text) - 2):
            for name in held.get(text[at : at + 2], ()):
                if text.startswith(name, at):
                    yield at, at + len(name)
                    break


def _forget_cuts() -> None:
    _cuts.cache_clear()
    mark_breaks.cache_clear()


def _held_space(space: re.Match[str]) -> str:
    return NBSP * len(space[0])


def _has_dictionary() -> bool:
    global _loaded  # noqa: PLW0603  nlpo3 keeps one dictionary for the whole process
    if _loaded is None:
        with _lock:
            if _loaded is None:
                _loaded = _load()
    return _loaded


def _load() -> bool:
    path = resource("words/words_th.txt")
    if not path.is_file():  # nlpo3 panics over a missing file, and is then broken for good
        log.warning("No dictionary at %s: Thai lines end at spaces only.", path)
        return False
    try:
        from nlpo3 import load_dict
    except ImportError:
        log.warning("The word breaker is missing: Thai lines end at spaces only.")
        return False
    said, done = load_dict(str(path), _DICTIONARY)
    if not done:
        log.warning("The word breaker refuses its dictionary: %s", said)
    return done
