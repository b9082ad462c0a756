"""Say what a document is: its name, its label, the facts that it prints, and how they are written."""

from collections.abc import Callable
from typing import Any, NamedTuple

from codi_desktop.i18n import gettext


class Document(NamedTuple):
    """A kind of Thai paper. `write(facts, out, progress=…, invariant=…)` prints a sequence of `facts` into one PDF."""

    name: str
    message: str
    facts: type[Any]
    write: Callable[..., None]

    @property
    def label(self) -> str:
        """Give the document's name in the language of the screen."""
        return gettext(self.message)
