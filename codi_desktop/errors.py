"""The root of everything that can go wrong and that the user can do something about.

One small class per failure, beside the code that raises it: its `message` is a whole English sentence with named
placeholders, its facts are keyword arguments. Whatever is not a CodiError is a bug and rises to the top.
"""

from typing import Any, ClassVar

from codi_desktop.i18n import gettext


class CodiError(Exception):
    """A failure that the user can act on, told in the user's language by `str()`."""

    message: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        facts = {name: str(value) for name, value in self.facts.items()}
        return gettext(self.message).format_map(facts)
