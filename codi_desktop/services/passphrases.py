"""What opens a machine: readings of what was typed, the recovery code and its sheet."""

import secrets
from pathlib import Path

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.keys import CODE_LENGTH, KeySlots
from codi_desktop.store.store import Store
from codi_desktop.thai.keyboard import other_layout

_CODE_ALPHABET = "ABCDEFGHKLMNPQRTWXYZ"  # nothing that a tired eye takes for another: no I J O S U V
_GROUP = 5
_WEIGHTS = (1, 3, 7, 9, 11, 13, 17, 19)  # without a factor in common with 20: every single wrong letter shows


class CodeMistyped(CodiError):
    """A recovery code with a wrong letter."""

    message = N_("One letter of the code is wrong. Compare it with the sheet.")


def new_code() -> str:
    """Make a recovery code: five groups of five letters, the last letter checks the others."""
    letters = [secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH - 1)]
    letters.append(_check_letter("".join(letters)))
    return "-".join("".join(letters[start : start + _GROUP]) for start in range(0, CODE_LENGTH, _GROUP))


def read_code(text: str) -> str | None:
    """Give the recovery code that was typed, in either keyboard layout, or None when it is no code at all.

    Raises CodeMistyped when it has the length of one and a letter is wrong; it may then be a passphrase.
    """
    for reading in (text, other_layout(text)):
        letters = "".join(sign for sign in reading.upper() if sign.isascii() and sign.isalpha())
        if len(letters) == CODE_LENGTH and all(sign.isascii() and not sign.isdigit() for sign in reading):
            if any(letter not in _CODE_ALPHABET for letter in letters) or _check_letter(letters[:-1]) != letters[-1]:
                raise CodeMistyped
            return letters
    return None


def readings(text: str) -> list[str]:
    """Give what a person may have meant to type, with the wrong keyboard layout on or capitals locked."""
    return list(dict.fromkeys((text, other_layout(text), text.swapcase())))


def keep_recovery(store: Store, passphrase: str, code: str) -> None:
    """Let a recovery code open the machine, in place of any earlier one. Raises WrongPassphrase."""
    slots = KeySlots(store.folder)
    slots.add_recovery(slots.open(passphrase), code)


def has_recovery(store: Store) -> bool:
    """Say whether a recovery code opens the machine."""
    return "recovery" in KeySlots(store.folder).slots()


def recovery_sheet(store: Store, code: str, out: Path) -> Path:
    """Write the sheet with the recovery code as PDF; the code is kept nowhere else."""
    from datetime import datetime

    from codi_desktop.documents import recovery_sheet as document
    from codi_desktop.services import office

    desk = office.desk(store)
    facts = document.RecoveryFacts(
        place=desk.name,
        second=desk.second,
        machine=desk.machine,
        person=desk.person,
        code=code,
        day=datetime.now().astimezone().date(),
    )
    document.write_recovery_sheet(facts, out)
    return out


def _check_letter(letters: str) -> str:
    total = sum(_WEIGHTS[place % len(_WEIGHTS)] * _CODE_ALPHABET.find(letter) for place, letter in enumerate(letters))
    return _CODE_ALPHABET[total % len(_CODE_ALPHABET)]
