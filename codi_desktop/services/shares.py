"""The committee's paper shares: any `need` of them open the machine whose passphrase is forgotten, fewer tell nothing.

A secret of 128 bits, which opens one slot of the key, is split as SLIP-39 says. Its words are numbers below 1024; we
show every second of our Thai words for them, so that the checksum holds and neighbours are not alike.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import shamir_mnemonic
from shamir_mnemonic.constants import RADIX
from shamir_mnemonic.share import Share as Part
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.keys import KeySlots, SharesSlot
from codi_desktop.store.store import Store
from codi_desktop.sync.identity import word_list
from codi_desktop.thai.text import normalise

MOST = 16
WORDS = 20
_SECRET_BYTES = 16
_CODE = "CODI-SHARE-"
_DIGITS = 4


class CountImpossible(CodiError):
    """More shares needed than made, or one alone."""

    message = N_("Choose at least 2 sheets to be needed, and at most {most} sheets in all.")


class WordUnknown(CodiError):
    """A word that is on no sheet."""

    message = N_("Word no. {number}, “{word}”, is on no sheet. Compare it with the paper.")


class WordsMissing(CodiError):
    """A sheet that was typed in part."""

    message = N_("A sheet has {wanted} words; {count} were typed.")


class ShareMistyped(CodiError):
    """Words that do not belong together, where no single word is to blame."""

    message = N_("More than one word of this sheet is wrong. Compare all of them with the paper.")


class WordWrong(CodiError):
    """Exactly one word does not fit the others."""

    message = N_("Word no. {number} is wrong. Compare it with the paper.")


class ShareOfAnotherSet(CodiError):
    """A sheet from before the last time that sheets were made, or of another machine."""

    message = N_("This sheet is of set {given}; this machine opens with set {wanted}.")


class NoShares(CodiError):
    """Shares were never made for this machine, or not since it was made."""

    message = N_("No sheets of the committee were made for this machine.")


class SharesMissing(CodiError):
    """Too few sheets."""

    message = N_("{need} different sheets are needed; {count} are here.")


class NotAShare(CodiError):
    """A picture without the code of a sheet."""

    message = N_("There is no code of a committee's sheet in “{name}”.")


@dataclass(frozen=True)
class Share:
    """One paper: which of how many, how many are needed, of which set. `words` is the secret."""

    set: int
    number: int
    need: int
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Share({self.set}, {self.number})"

    @property
    def code(self) -> str:
        """Give the text of the paper's QR code."""
        return _CODE + "".join(f"{_numbers()[word]:0{_DIGITS}}" for word in self.words)


# --- making


def split(need: int, of: int) -> tuple[bytes, list[Share]]:
    """Make a new secret and its shares. Raises CountImpossible."""
    if not 2 <= need <= of <= MOST:
        raise CountImpossible(most=MOST)
    secret = secrets.token_bytes(_SECRET_BYTES)
    (made,) = shamir_mnemonic.generate_mnemonics(1, [(need, of)], secret, extendable=False, iteration_exponent=0)
    return secret, [_share(Part.from_mnemonic(words)) for words in made]


def make(store: Store, need: int, of: int, folder: Path, passphrase: str | None = None) -> list[Path]:
    """Write the sheets of a new set, one file each; those of before open this machine no more.

    `passphrase` is what opens the machine today; without one it must open by itself. Raises CountImpossible,
    WrongPassphrase and Locked.
    """
    from datetime import datetime

    from codi_desktop.documents import share_sheet
    from codi_desktop.i18n import gettext
    from codi_desktop.services import office

    slots = KeySlots(store.folder)
    key = slots.open(passphrase)
    secret, made = split(need, of)
    desk = office.desk(store)
    today = datetime.now().astimezone().date()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for share in made:
        facts = share_sheet.ShareFacts(
            place=desk.name, second=desk.second, machine=desk.machine, set=share.set, number=share.number, of=of,
            need=need, words=share.words, code=share.code, day=today,
        )  # fmt: skip
        name = gettext("Committee sheet {number} of {of}, set {set}").format(number=share.number, of=of, set=share.set)
        written.append(folder / f"{name}.pdf")
        share_sheet.write_share_sheet(facts, written[-1])
    slots.add_shares(key, secret, SharesSlot(made[0].set, need, of))
    return written


def made_for(folder: Path) -> SharesSlot | None:
    """Say which set opens the machine in a folder, or None."""
    return KeySlots(folder).shares()


# --- reading


def words() -> list[str]:
    """Give all words that a sheet may hold, for completion."""
    return list(_numbers())


def read(text: str | Iterable[str]) -> Share:
    """Read a share as it was typed. Raises WordUnknown, WordsMissing, WordWrong and ShareMistyped."""
    typed = text.split() if isinstance(text, str) else list(text)
    numbers = []
    for place, word in enumerate(typed, 1):
        number = _numbers().get(normalise(word))
        if number is None:
            raise WordUnknown(number=place, word=word)
        numbers.append(number)
    return _read(numbers)


def read_code(text: str) -> Share | None:
    """Read the text of a QR code, or give None when it is another one. Raises WordWrong and ShareMistyped."""
    digits = text.removeprefix(_CODE)
    if digits == text or len(digits) != WORDS * _DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    numbers = [int(digits[start : start + _DIGITS]) for start in range(0, len(digits), _DIGITS)]
    return _read(numbers) if all(number < RADIX for number in numbers) else None


def read_file(file: Path) -> Share:
    """Read a share from a picture or PDF of its sheet, or from a text file with its words. Raises NotAShare."""
    from codi_desktop.documents import render

    try:
        if file.suffix.lower() == ".txt":
            return read(file.read_text("utf-8-sig"))
        found = read_code(render.read_code(file))
    except (render.NotAPaper, render.NoCodeFound, UnicodeDecodeError) as wrong:
        raise NotAShare(name=file.name) from wrong
    if found is None:
        raise NotAShare(name=file.name)
    return found


def check_set(folder: Path, share: Share) -> SharesSlot:
    """Say what the machine in a folder needs. Raises NoShares, and ShareOfAnotherSet."""
    slot = made_for(folder)
    if slot is None:
        raise NoShares
    if share.set != slot.set:
        raise ShareOfAnotherSet(given=share.set, wanted=slot.set)
    return slot


def open_with(folder: Path, shares: Sequence[Share], passphrase: str) -> None:
    """Give the machine in a folder a new passphrase by its shares; the old one opens nothing any more.

    Raises NoShares, ShareOfAnotherSet and SharesMissing.
    """
    different = {share.number: share for share in shares}
    for share in different.values():
        check_set(folder, share)
    slot = made_for(folder)
    if slot is None:
        raise NoShares
    if len(different) < slot.need:
        raise SharesMissing(need=slot.need, count=len(different))
    slots = KeySlots(folder)
    slots.replace_passphrases(slots.open_with_secret(_joined(list(different.values())[: slot.need])), passphrase)


def _joined(shares: list[Share]) -> bytes:
    try:
        return bytes(shamir_mnemonic.combine_mnemonics([_mnemonic(_numbers_of(share)) for share in shares]))
    except MnemonicError as wrong:
        raise ShareMistyped from wrong


def _read(numbers: list[int]) -> Share:
    if len(numbers) != WORDS:
        raise WordsMissing(wanted=WORDS, count=len(numbers))
    found = _part(numbers)
    if found is not None:
        return _share(found)
    place = _wrong_place(numbers)
    if place:
        raise WordWrong(number=place)
    raise ShareMistyped


def _part(numbers: list[int]) -> Part | None:
    try:
        return Part.from_mnemonic(_mnemonic(numbers))
    except MnemonicError:
        return None


def _wrong_place(numbers: list[int]) -> int:
    """Give the only place where another word makes the sheet whole, or 0: the checksum tells three wrong words."""
    for place in range(WORDS):
        for other in range(RADIX):
            if _part([*numbers[:place], other, *numbers[place + 1 :]]) is not None:
                return place + 1
    return 0


def _share(part: Part) -> Share:
    by_number = list(_numbers())
    found = tuple(by_number[WORDLIST.index(word)] for word in part.words())
    return Share(part.identifier, part.index + 1, part.member_threshold, found)


def _numbers_of(share: Share) -> list[int]:
    return [_numbers()[word] for word in share.words]


def _mnemonic(numbers: list[int]) -> str:
    return " ".join(WORDLIST[number] for number in numbers)


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {normalise(word): number for number, word in enumerate(word_list()[::2][:RADIX])}
