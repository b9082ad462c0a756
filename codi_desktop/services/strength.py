"""How good a passphrase is, by its length and its words alone: rules about signs make people write it on the lid."""

from dataclasses import dataclass

from codi_desktop.thai.text import normalise
from codi_desktop.thai.words import segments

ENOUGH_WORDS = 4
ENOUGH_LETTERS = 16
_LEAST_LETTERS = 12
_LEAST_DIFFERENT = 7


@dataclass(frozen=True)
class Judged:
    """How good a passphrase is. `words_missing` says how many more words would do."""

    is_enough: bool
    words: int
    letters: int
    words_missing: int


def judge(text: str) -> Judged:
    """Judge a passphrase by its words and its length."""
    typed = normalise(text)
    words = {piece.casefold() for piece in segments(typed) if sum(sign.isalpha() for sign in piece) >= 2}
    letters = sum(not sign.isspace() for sign in typed)
    is_varied = len(set(typed.casefold())) >= _LEAST_DIFFERENT
    many = len(words) >= ENOUGH_WORDS and letters >= _LEAST_LETTERS
    long = letters >= ENOUGH_LETTERS and any(sign.isalpha() for sign in typed)
    is_enough = is_varied and (many or long)
    return Judged(is_enough, len(words), letters, 0 if is_enough else max(1, ENOUGH_WORDS - len(words)))
