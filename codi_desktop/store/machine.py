"""Who this machine is: its name, its area, its keys, and the incarnation that tells copies of it apart."""

import hashlib
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from nacl.signing import SigningKey

from codi_desktop.sync.change import StreamId, claim, to_text

EVERYWHERE = "TH"
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which read as digits


@dataclass(frozen=True)
class Machine:
    """One computer of one council or office. Never shown, never logged: it holds the keys."""

    name: str
    level: str  # tambon, province, group or region
    scope: str  # the area it keeps: 190406, 19, CW1, CW
    scopes: tuple[str, ...]  # beginnings of the areas in which it may write
    person: str  # who sits before it
    device: str  # public key, base64url
    signing_seed: bytes
    age_identity: str
    incarnation: str
    root: str  # the device that it trusts to certify others
    old_age_identities: tuple[str, ...] = ()  # keys of before, for bundles that were sealed to them

    def __repr__(self) -> str:
        return f"Machine({self.name!r}, {self.scope!r}, {self.device[:8]!r})"

    @classmethod
    def new(
        cls,
        *,
        name: str,
        level: str,
        scope: str,
        person: str,
        signing_seed: bytes,
        age_identity: str = "",
        scopes: tuple[str, ...] | None = None,
        root: str | None = None,
    ) -> Self:
        """Make a machine that has never run; without `root` it trusts itself."""
        device = to_text(bytes(SigningKey(signing_seed).verify_key))
        return cls(
            name=name,
            level=level,
            scope=scope,
            scopes=(scope,) if scopes is None else scopes,
            person=person,
            device=device,
            signing_seed=signing_seed,
            age_identity=age_identity,
            incarnation=new_incarnation(),
            root=root or device,
        )

    @property
    def code(self) -> str:
        """Give the three letters that keep this machine's document numbers apart from all others."""
        digest = hashlib.blake2b(f"{self.device}\0{self.incarnation}".encode(), digest_size=8).digest()
        number = int.from_bytes(digest, "big")
        base = len(_CODE_LETTERS)
        return "".join(_CODE_LETTERS[number // base**place % base] for place in range(3))

    @property
    def age_identities(self) -> tuple[str, ...]:
        """Give all keys that open bundles for this machine, the newest first."""
        return (self.age_identity, *self.old_age_identities)

    def may_write(self, scope: str) -> bool:
        """Say whether this machine's changes in this area may leave it."""
        return any(scope.startswith(prefix) for prefix in self.scopes)

    def sign(self, stream: StreamId, n: int, head: bytes) -> bytes:
        """Vouch for an own stream up to place `n`."""
        return SigningKey(self.signing_seed).sign(claim(stream, n, head)).signature

    def reincarnated(self) -> Self:
        """Give this machine with a new incarnation, and another code, after a copy or an old backup of it turned up."""
        reborn = replace(self, incarnation=new_incarnation())
        return reborn if reborn.code != self.code else self.reincarnated()

    def renewed(self, age_identity: str) -> Self:
        """Give this machine with a new age key; the old ones go on to open old bundles."""
        return replace(self, age_identity=age_identity, old_age_identities=self.age_identities)

    def kept(self) -> dict[str, Any]:
        """Give the JSON form that the store keeps."""
        return {**asdict(self), "signing_seed": self.signing_seed.hex()}

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Self:
        """Read the JSON form."""
        read = {"signing_seed": bytes.fromhex(kept["signing_seed"]), "scopes": tuple(kept["scopes"])}
        return cls(**{**kept, **read, "old_age_identities": tuple(kept.get("old_age_identities", ()))})


def new_incarnation() -> str:
    """Make a name for one life of a machine."""
    return secrets.token_hex(4)
