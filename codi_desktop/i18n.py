"""Give every sentence of the program in the user's language, from one Babel catalogue.

Source language is English. `N_` marks a sentence where it is declared, `gettext` translates it where it is shown,
never at import. Thai is the language that the program starts in.
"""

import gettext as _gettext
import io
from functools import lru_cache

from codi_desktop.paths import translations_dir

DOMAIN = "codi_desktop"
LANGUAGES = ("th", "en")

_current = "th"


def N_(message: str) -> str:  # noqa: N802  the name that every extraction tool knows
    """Mark a message for translation without translating it."""
    return message


def gettext(message: str) -> str:
    """Translate a message; an empty one stays empty."""
    return _catalogue(_current).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that counts something."""
    return _catalogue(_current).ngettext(singular, plural, n)


def in_thai(message: str) -> str:
    """Translate a message for a Thai paper, whatever language the screen shows."""
    return _catalogue("th").gettext(message) if message else ""


def set_language(language: str) -> None:
    """Show everything from now on in "th" or "en"; an unknown one raises ValueError."""
    global _current  # noqa: PLW0603  one person sits before one program
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = language


def language() -> str:
    """Say which language is shown now."""
    return _current


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> _gettext.NullTranslations:
    if language == "en":
        return _gettext.NullTranslations()
    folder = translations_dir() / language / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        return _gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    return _compile(source.read_bytes())


def _compile(po: bytes) -> _gettext.NullTranslations:
    """Read a catalogue that nobody has compiled yet, as in a fresh checkout."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(po)))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)
