"""Help from the level above for a forgotten passphrase: the key lies beside the data, sealed for the machine above.

The locked machine writes a request with a key for the answer; the officer compares four words by telephone and writes
the answer, sealed to that key. Files only. Whoever can open the letter can open a stolen copy of the data too, so this
can be switched off.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codi_desktop.durable import write_new
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.services._trusting import MachineLost, NoSuchMachine, trust_of
from codi_desktop.store import slot_file
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.opening import Database, WrongKey
from codi_desktop.store.store import Store
from codi_desktop.sync import letters
from codi_desktop.sync.bundle import REQUEST_SUFFIX
from codi_desktop.sync.change import from_text, to_text
from codi_desktop.sync.identity import Certificate, can_receive, check_words, covers, is_age_identity, recipient_of

ANSWER_SUFFIX = ".codi-answer"

_KIND, _ANSWER = "recovery", "recovery-answer"
_SWITCH = "escrow"
_STATE = "recovery.json"
_ABOUT = ("device", "name", "area", "person")


class NoHelper(CodiError):
    """The machine joined nobody, or help was switched off."""

    message = N_("No machine above can open this one: it joined none, or this help was switched off.")


class NotARecovery(CodiError):
    """A file that no locked machine wrote, or that is sealed for another helper."""

    message = N_("“{name}” is not a request of a locked machine that this machine can help.")


class NotOurAnswer(CodiError):
    """An answer to another request, or with another key."""

    message = N_("“{name}” does not answer the request of this machine. Ask for the answer once more.")


class NothingAsked(CodiError):
    """An answer came where no request was written."""

    message = N_("This machine has not asked for help yet. Write the request first.")


@dataclass(frozen=True)
class Asking:
    """What a locked machine wrote: the file, and the words that its helper must see too."""

    path: Path
    words: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Who asks for help, as the letter inside says, and the words that the locked machine must show too."""

    device: str
    name: str
    area: str
    person: str
    words: tuple[str, ...]


# --- on the machine, while it is open


def helpers(store: Store) -> list[Certificate]:
    """Give the machines that are to be able to help: whoever let this one in; where that one is lost, others above."""
    trust = trust_of(store)
    own = trust.certificate_of(store.machine.device)
    if own is None or store.machine.root == store.machine.device:
        return []
    able = [
        c
        for c in trust.machines()
        if c.sub != own.sub and covers(trust.may_issue(c.sub), store.machine.scope) and can_receive(c.enc)
    ]
    return [c for c in able if c.sub == own.iss] or able


def is_on(store: Store) -> bool:
    """Say whether the level above is to be able to help."""
    return bool(store.setting(_SWITCH, default=True))


def switch(store: Store, *, on: bool) -> None:
    """Let the level above help, or not any more. Backups of before still hold its letter."""
    store.set_setting(_SWITCH, value=on)
    keep(store)


def keep(store: Store) -> None:
    """Seal the key for those who are to help, where they or their keys changed."""
    slots = KeySlots(store.folder)
    kept = slots.escrow()
    chosen = helpers(store) if is_on(store) else []
    if not chosen or store.key is None:
        if kept is not None and len(slots.slots()) > 1:
            slots.remove("escrow")
        return
    sealed_to = sorted(c.enc for c in chosen)
    if slots.slots() and (kept is None or list(kept.sealed_to) != sealed_to):
        machine = store.machine
        about = dict(zip(_ABOUT, (machine.device, machine.name, machine.scope, machine.person), strict=True))
        slots.add_escrow(
            store.key, about, lambda letter: letters.seal(letter, sealed_to), sealed_to, [c.name for c in chosen]
        )


# --- on the locked machine


def helper_names(folder: Path) -> tuple[str, ...]:
    """Name the machines that can help to open a locked one; none when nobody can."""
    kept = KeySlots(folder).escrow()
    return kept.names if kept else ()


def request(folder: Path, out: Path) -> Asking:
    """Write the request of a locked machine into a folder or new file. Asked again, its words stay the same.

    Raises NoHelper.
    """
    kept = KeySlots(folder).escrow()
    if kept is None:
        raise NoHelper
    identity = _asked_before(folder)
    if identity is None:
        identity, _ = letters.make_reader()
        slot_file.write_private(folder / _STATE, json.dumps({"identity": identity}))
    recipient = recipient_of(identity)
    content = {"kind": _KIND, "v": 1, "recipient": recipient, "box": to_text(kept.box)}
    return Asking(_write(out, "recovery", REQUEST_SUFFIX, json.dumps(content).encode() + b"\n"), check_words(recipient))


def words_shown(folder: Path) -> tuple[str, ...]:
    """Give the words of the request that was written, or none."""
    identity = _asked_before(folder)
    return check_words(recipient_of(identity)) if identity else ()


def finish(folder: Path, file: Path, passphrase: str) -> None:
    """Take the answer, and let a new passphrase open the machine in place of the forgotten one.

    Raises NothingAsked and NotOurAnswer; nothing is changed then.
    """
    identity = _asked_before(folder)
    if identity is None:
        raise NothingAsked
    slots = KeySlots(folder)
    try:
        told = _object(letters.unseal(_bytes(file), [identity], file.name))
        key = from_text(told["key"])
        if told["kind"] != _ANSWER or not slots.is_key(told["id"], key):
            raise NotOurAnswer(name=file.name)
        _try(folder, key)
    except (letters.NotALetter, WrongKey, ValueError, KeyError, TypeError) as wrong:
        raise NotOurAnswer(name=file.name) from wrong
    slots.replace_passphrases(key, passphrase)
    (folder / _STATE).unlink()


def _asked_before(folder: Path) -> str | None:
    try:
        identity = json.loads((folder / _STATE).read_text("utf-8"))["identity"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(identity) if is_age_identity(identity) else None


def _try(folder: Path, key: bytes) -> None:
    database = Database(folder / "store.db", key)
    try:
        database.connection()
    finally:
        database.close_all()


# --- on the machine above


def look(store: Store, file: Path) -> Asked:
    """Read the request of a locked machine: whose it is, and the words to compare.

    Raises NotARecovery, NoSuchMachine, and MachineLost when the machine was reported lost.
    """
    return _opened(store, file)[0]


def answer(store: Store, file: Path, out: Path) -> Path:
    """Write the answer, after a person compared the words. Raises as `look`."""
    _, letter, recipient = _opened(store, file)
    content = json.dumps({"kind": _ANSWER, "v": 1, "id": letter["id"], "key": letter["key"]}).encode()
    return _write(out, "recovery", ANSWER_SUFFIX, letters.seal(content, [recipient]))


def _opened(store: Store, file: Path) -> tuple[Asked, dict[str, Any], str]:
    try:
        told = _object(_bytes(file))
        if told["kind"] != _KIND or not can_receive(told["recipient"]):
            raise NotARecovery(name=file.name)
        letter = _object(letters.unseal(from_text(told["box"]), store.machine.age_identities, file.name))
        device, name, area, person = (str(letter[member]) for member in _ABOUT)
        str(letter["id"]), str(letter["key"])
    except (letters.NotALetter, ValueError, KeyError, TypeError) as wrong:
        raise NotARecovery(name=file.name) from wrong
    trust = trust_of(store)
    if trust.is_revoked(device):
        raise MachineLost(machine=name)
    if trust.certificate_of(device) is None:
        raise NoSuchMachine(machine=name)
    return Asked(device, name, area, person, check_words(told["recipient"])), letter, told["recipient"]


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(letters.LONGEST + 1)


def _object(content: bytes) -> dict[str, Any]:
    told = json.loads(content)
    if not isinstance(told, dict):
        raise TypeError
    return told


def _write(out: Path, stem: str, suffix: str, content: bytes) -> Path:
    path = out / f"{stem}{suffix}" if out.is_dir() else out.with_suffix(suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    return write_new(path, lambda file: (file.write(content), digest)[1])
