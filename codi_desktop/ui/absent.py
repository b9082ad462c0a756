"""Say why a name is not there: nobody entered it, or it does not come to this level."""

from codi_desktop.i18n import gettext

_WITHOUT_NAMES = frozenset({"group", "region"})


def absent_owner(level: str) -> str:
    """Give the words in place of an owner's name."""
    if level in _WITHOUT_NAMES:
        return gettext("Name not shown at this level")
    return gettext("Owner not entered")


def absent_house_title(level: str) -> str:
    """Give the title of a house whose owner's name is not there."""
    if level in _WITHOUT_NAMES:
        return gettext("House, name not shown at this level")
    return gettext("House without an owner yet")
