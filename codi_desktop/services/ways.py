"""How far a change or a record has travelled, as a person is told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from codi_desktop.services.moments import moment
from codi_desktop.store.travel import Where

__all__ = ["Way", "Where", "least", "way_of"]

_ORDER = ("here", "bundle", "arrived")


@dataclass(frozen=True)
class Way:
    """How far something has travelled: "here", "bundle" or "arrived", since when, and to whom or where."""

    state: str
    at: datetime | None
    machine: str


def way_of(where: Where) -> Way:
    """Tell where something is."""
    return Way(where.state, moment(where.at) if where.at else None, where.machine)


def least(ways: Iterable[Way]) -> Way:
    """Give the way of several changes made at once: the one that has come least far."""
    return min(ways, key=lambda way: _ORDER.index(way.state))
