"""The store's key, and the ways to it: a passphrase, the system's keeper, a file, paper shares, the level above.

The key is random and never changes; each slot of `keys.json` holds it wrapped in one way, so a new passphrase rewraps
a few bytes. Slots of a kind that this program does not know are kept as they are.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nacl import pwhash, secret
from nacl.exceptions import CryptoError

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store import slot_file
from codi_desktop.store.opening import explaining
from codi_desktop.sync.change import from_text, to_text
from codi_desktop.thai.text import normalise

KEY_BYTES = 32
CODE_LENGTH = 25  # letters of a recovery code

_SERVICE = "codi-desktop"
_MEMORY = 64 << 20
_PASSES = 2
_KEY_FILE = "key"


class WrongPassphrase(CodiError):
    """No slot opens with this passphrase."""

    message = N_("This passphrase is not right.")


class Locked(CodiError):
    """There is no way to the key without a passphrase."""

    message = N_("Type the passphrase to open the data.")


class KeyringAbsent(CodiError):
    """The system keeps no secrets for programs."""

    message = N_("This computer cannot remember the key. A passphrase will be asked at each start.")


class SlotMissing(CodiError):
    """A slot was to be taken away that is not there, or is the last."""

    message = N_("This is the only way to open the data. Add another one first.")


@dataclass(frozen=True)
class SharesSlot:
    """Which set of paper shares opens the store, and how many of them are needed."""

    set: int
    need: int
    of: int


@dataclass(frozen=True)
class EscrowSlot:
    """A letter with the key: sealed, for which age keys, and what their machines are called."""

    box: bytes
    sealed_to: tuple[str, ...]
    names: tuple[str, ...]


class KeySlots:
    """The slots of one store's folder."""

    def __init__(self, folder: Path) -> None:
        """Read the slots. Raises KeysDamaged."""
        self._folder = folder
        kept = slot_file.read(folder) or {"id": "", "slots": []}
        self._id: str = kept["id"]
        self._slots: list[dict[str, Any]] = kept["slots"]

    def create(self, key: bytes | None = None) -> bytes:
        """Make the key of a new store, without any slot yet; gives it."""
        self._id = secrets.token_hex(8)
        self._slots = []
        return key or secrets.token_bytes(KEY_BYTES)

    def add_passphrase(self, key: bytes, passphrase: str) -> None:
        """Let a passphrase open the store."""
        self._add(_wrapped("passphrase", key, passphrase))

    def add_recovery(self, key: bytes, code: str) -> None:
        """Let a recovery code open the store, in place of any earlier one; it may be typed in any case and spacing."""
        self._add(_wrapped("recovery", key, _code_letters(code)))

    def add_shares(self, key: bytes, secret: bytes, told: SharesSlot) -> None:
        """Let a secret that was split into shares open the store, in place of any earlier one."""
        box = secret_box(secret).encrypt(key)
        self._add({"kind": "shares", **asdict(told), "box": to_text(box)})

    def shares(self) -> SharesSlot | None:
        """Say which set of shares opens the store."""
        slot = self._slot("shares", "set", "need", "of", "box")
        return SharesSlot(slot["set"], slot["need"], slot["of"]) if slot else None

    def open_with_secret(self, secret: bytes) -> bytes:
        """Give the key by the secret of the shares. Raises WrongPassphrase."""
        slot = self._slot("shares")
        try:
            return secret_box(secret).decrypt(from_text(slot["box"])) if slot else b""
        except (CryptoError, ValueError, KeyError, TypeError) as wrong:
            raise WrongPassphrase from wrong

    def add_escrow(
        self,
        key: bytes,
        about: Mapping[str, str],
        seal: Callable[[bytes], bytes],
        sealed_to: Iterable[str],
        names: Iterable[str],
    ) -> None:
        """Let machines above open the store: `seal` closes a letter with the key, and what it is about, for them."""
        letter = json.dumps({**about, "id": self._id, "key": to_text(key)}, ensure_ascii=False).encode()
        slot = {"kind": "escrow", "to": list(sealed_to), "names": list(names), "box": to_text(seal(letter))}
        self._add(slot)

    def escrow(self) -> EscrowSlot | None:
        """Give the letter for the machines above; None when there is none."""
        slot = self._slot("escrow", "to", "names", "box")
        return EscrowSlot(from_text(slot["box"]), tuple(slot["to"]), tuple(slot["names"])) if slot else None

    def is_key(self, name: str, key: bytes) -> bool:
        """Say whether a key that came back is the one of this store, as far as its name tells."""
        return name == self._id and len(key) == KEY_BYTES

    def replace_passphrases(self, key: bytes, passphrase: str) -> None:
        """Let a new passphrase open the store, and none of those of before."""
        self._slots = [slot for slot in self._slots if slot["kind"] != "passphrase"]
        self.add_passphrase(key, passphrase)

    def add_keyring(self, key: bytes) -> None:
        """Let the system open the store for this user of this computer. Raises KeyringAbsent."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(_SERVICE, self._id, to_text(key))
        except (KeyringError, RuntimeError) as absent:  # RuntimeError: the backend that refuses everything
            raise KeyringAbsent from absent
        self._add({"kind": "keyring"})

    def add_file(self, key: bytes) -> None:
        """Let a file beside the store open it; only its owner may read it."""
        with explaining():
            slot_file.write_private(self._folder / _KEY_FILE, to_text(key))
        self._add({"kind": "file"})

    def open(self, passphrase: str | None = None) -> bytes:
        """Give the key. Raises WrongPassphrase, or Locked when nothing opens it without one."""
        for slot in self._slots:
            if key := self._key_from(slot, passphrase):
                return key
        if passphrase is not None:
            raise WrongPassphrase
        raise Locked

    def change_passphrase(self, old: str, new: str) -> None:
        """Put a new passphrase in place of an old one; `old` may be the recovery code. Raises WrongPassphrase."""
        key = self.open(old)
        passphrases = [slot for slot in self._slots if slot["kind"] == "passphrase"]
        before = [slot for slot in passphrases if _unwrapped(slot, old)] or passphrases
        self._slots = [slot for slot in self._slots if slot not in before]
        self.add_passphrase(key, new)

    def remove(self, kind: str) -> None:
        """Take away the slots of a kind. Raises SlotMissing rather than leave no way to the key."""
        left = [slot for slot in self._slots if slot["kind"] != kind]
        if len(left) == len(self._slots) or not left:
            raise SlotMissing
        self._slots = left
        self._save()
        if kind == "file":
            (self._folder / _KEY_FILE).unlink(missing_ok=True)
        if kind == "keyring":
            _forget_in_keyring(self._id)

    def slots(self) -> list[str]:
        """Name the kinds of slots that there are."""
        return [slot["kind"] for slot in self._slots]

    def portable(self) -> str:
        """Give the slots that open the store on another computer too, as the text of a `keys.json`."""
        left = [slot for slot in self._slots if slot["kind"] not in {"keyring", "file"}]
        return json.dumps({"v": 1, "id": self._id, "slots": left}, indent=1)

    def _slot(self, kind: str, *members: str) -> dict[str, Any] | None:
        """Give the slot of a kind; one that lacks a member is as good as none."""
        return next((slot for slot in self._slots if slot["kind"] == kind and slot.keys() >= set(members)), None)

    def _add(self, slot: dict[str, Any]) -> None:
        if slot["kind"] != "passphrase":
            self._slots = [other for other in self._slots if other["kind"] != slot["kind"]]
        self._slots.append(slot)
        self._save()

    def _save(self) -> None:
        with explaining():
            slot_file.write(self._folder, {"v": 1, "id": self._id, "slots": self._slots})

    def _key_from(self, slot: dict[str, Any], passphrase: str | None) -> bytes | None:
        match slot["kind"]:
            case "passphrase" if passphrase is not None:
                return _unwrapped(slot, passphrase)
            case "recovery" if passphrase is not None:
                letters = _code_letters(passphrase)
                return _unwrapped(slot, letters) if len(letters) == CODE_LENGTH else None
            case "keyring" if passphrase is None:
                return self._from_keyring()
            case "file" if passphrase is None:
                return self._from_file()
        return None

    def _from_keyring(self) -> bytes | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            kept = keyring.get_password(_SERVICE, self._id)
        except (KeyringError, RuntimeError):
            return None  # moved to a computer without one: the passphrase still opens it
        return _key(kept) if kept else None

    def _from_file(self) -> bytes | None:
        path = self._folder / _KEY_FILE
        return _key(path.read_text("utf-8", errors="replace")) if path.exists() else None


def _key(text: str) -> bytes | None:
    """Read a key that was kept in the open; None when it is none any more."""
    try:
        key = from_text(text.strip())
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def secret_box(seed: bytes) -> secret.SecretBox:
    """Make the box that a random secret opens: it needs no stretching."""
    return secret.SecretBox(hashlib.blake2b(seed, digest_size=KEY_BYTES, person=b"codi-shares").digest())


def _wrapped(kind: str, key: bytes, words: str) -> dict[str, Any]:
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    box = secret.SecretBox(_stretched(words, salt, _PASSES, _MEMORY)).encrypt(key)
    return {"kind": kind, "salt": to_text(salt), "passes": _PASSES, "memory": _MEMORY, "box": to_text(box)}


def _code_letters(code: str) -> str:
    """Give the letters of a recovery code as they were printed."""
    return "".join(letter for letter in code.upper() if "A" <= letter <= "Z")


def _stretched(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(KEY_BYTES, normalise(passphrase).encode(), salt, opslimit=passes, memlimit=memory)


def _unwrapped(slot: dict[str, Any], passphrase: str) -> bytes | None:
    """Give what a slot holds; None when the words are others, or the slot is damaged."""
    try:
        key = _stretched(passphrase, from_text(slot["salt"]), slot["passes"], slot["memory"])
        return secret.SecretBox(key).decrypt(from_text(slot["box"]))
    except (CryptoError, ValueError, KeyError, TypeError):
        return None


def _forget_in_keyring(name: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, name)
    except (KeyringError, RuntimeError):
        return
