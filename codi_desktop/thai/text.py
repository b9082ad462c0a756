"""Bring typed and imported text into the one form that is stored, searched and compared."""

import re
import unicodedata

NBSP = "\u00a0"
TONES = "\u0e48-\u0e4b"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# How people and old programs write one and the same syllable; the right form is what a Thai keyboard gives.
_NIKHAHIT_AA = re.compile(f"\u0e4d([{TONES}]*)\u0e32")
_AM_TONE = re.compile(f"\u0e33([{TONES}]+)")
_MARKS = re.compile(f"[\u0e31\u0e34-\u0e39{TONES}]{{2,}}")
# Whatever the patterns above can find; nearly all text holds nothing of it, and is done in two microseconds.
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u00ad\u0e4d\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufdd0-\ufdef\ufeff"
    f"\ufff9-\uffff]|\u0e40\u0e40|[\u0e33{TONES}][\u0e31\u0e34-\u0e39{TONES}]"
)


def normalise(text: str) -> str:
    """Give `text` in NFC with marks in order, without invisible characters, with plain spaces and bare ends.

    Line ends become newlines and stay. NFC and never NFKC: the latter splits ำ and damages every น้ำ.
    """
    if unicodedata.is_normalized("NFC", text) and not _SUSPECT.search(text):
        return text.strip(" \n")
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    while (better := _in_order(unicodedata.normalize("NFC", text))) != text:
        text = better
    return text.strip(" \n")


def one_line(text: str) -> str:
    """Normalise `text` and reduce every run of spaces and line ends to one space, as names need it."""
    return " ".join(normalise(text).split())


def _in_order(text: str) -> str:
    if text.isascii():
        return text
    text = text.replace("\u0e40\u0e40", "\u0e41")  # แ typed as two เ
    text = _NIKHAHIT_AA.sub("\\1\u0e33", text)
    text = _AM_TONE.sub("\\1\u0e33", text)
    return _MARKS.sub(_vowel_before_tone, text)


def _vowel_before_tone(run: re.Match[str]) -> str:
    return "".join(sorted(run[0], key=lambda mark: mark >= "\u0e48"))
