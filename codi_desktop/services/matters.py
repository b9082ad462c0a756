"""Matters of exchange that a person should know: each maker looks at one kind of them and gives its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import aside, forks, missing, transferring, waiting
from codi_desktop.services.exchanging import Missing
from codi_desktop.store.store import Store

Status = Literal["bad", "warn", "info", "ok"]


@dataclass(frozen=True)
class Matter:
    """One row: how grave, one sentence, the words of its button, and which dialog that opens (`about` is handed to it).

    `name` tells the rows of one look apart.
    """

    name: str
    status: Status
    sentence: str
    button: str
    opens: str
    about: Any = None


Maker = Callable[[Store], list[Matter]]


def matters(store: Store) -> list[Matter]:
    """Give everything that a person should know, in the order of the makers; nothing when all is well."""
    return [matter for make in MAKERS for matter in make(store)]


def _missing(store: Store) -> list[Matter]:
    return [_missing_row(one) for one in missing.missing_bundles(store)]


def _missing_row(one: Missing) -> Matter:
    words = missing.sentence(one)
    return Matter(f"missing-{one.sender}", "bad", words, gettext("See what is missing"), "missing")


def _waiting(store: Store) -> list[Matter]:
    parts = waiting.waiting_parts(store)
    if not parts:
        return []
    count = sum(part.changes for part in parts)
    told = ngettext(
        "{n} change is kept safe and waits for an earlier bundle.",
        "{n} changes are kept safe and wait for an earlier bundle.",
        count,
    )
    return [Matter("waiting", "info", told.format(n=f"{count:,}"), gettext("See what waits"), "waiting")]


def _aside(store: Store) -> list[Matter]:
    count = sum(one.changes for one in aside.asides(store))
    if not count:
        return []
    told = ngettext("{n} change is set aside and kept whole.", "{n} changes are set aside and kept whole.", count)
    return [Matter("aside", "warn", told.format(n=f"{count:,}"), gettext("See what is set aside"), "aside")]


def _forked(store: Store) -> list[Matter]:
    return [
        Matter(f"fork-{one.device}", "warn", forks.sentence(one.machine), gettext("See the two"), "fork")
        for one in forks.forks(store)
    ]


def _moves(store: Store) -> list[Matter]:
    found = []
    between = len(transferring.moves_to_pass_on(store))
    if between:
        told = ngettext(
            "{n} offer or answer of a move waits to be passed on.",
            "{n} offers or answers of moves wait to be passed on.",
            between,
        )
        found.append(Matter("moves-between", "warn", told.format(n=between), gettext("Pass on"), "moves", "between"))
    for move in transferring.moves(store):
        if move.waits_for_us:
            told = gettext("“{origin}” offers to move {what} here.").format(origin=move.origin, what=move.what)
            found.append(Matter(f"move-{move.transfer.id}", "warn", told, gettext("Look and answer"), "moves", "here"))
    return found


MAKERS: tuple[Maker, ...] = (
    _missing,
    _waiting,
    _aside,
    _forked,
    _moves,
)
