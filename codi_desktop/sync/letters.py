"""Seal a few bytes for certain machines, whole in memory: a key for the level above, and the answer to it."""

from collections.abc import Iterable

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.sync.sealing import check_header

LONGEST = 1 << 16


class NotALetter(CodiError):
    """Some other file, a damaged one, or one that is sealed for somebody else."""

    message = N_("“{name}” is damaged, or it is not meant for this machine.")


def make_reader() -> tuple[str, str]:
    """Make a key for one letter: (what opens it, what it is sealed to)."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal(content: bytes, recipients: Iterable[str]) -> bytes:
    """Seal a letter for these age keys."""
    import pyrage

    keys = [pyrage.x25519.Recipient.from_str(key) for key in sorted(set(recipients))]
    return bytes(pyrage.encrypt(content, keys))


def unseal(sealed: bytes, age_identities: Iterable[str], name: str, longest: int = LONGEST) -> bytes:
    """Open a letter with any of these keys. Raises NotALetter."""
    import pyrage

    try:
        if len(sealed) > longest:
            raise NotALetter(name=name)
        check_header(sealed, name)
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key) for key in age_identities]))
    except (CodiError, pyrage.DecryptError) as wrong:
        raise NotALetter(name=name) from wrong
