"""Bundles that never came here, though later ones of the same sender did: found by their numbers, named in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from codi_desktop.i18n import ngettext
from codi_desktop.services._receiving import NUMBERS
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.store import Store

_MOST_MISSING = 100  # a sender may skip as many numbers as it likes; nobody reads more of them


@dataclass(frozen=True)
class Missing:
    """Bundles of a sender that never came here, though later ones did."""

    sender: str
    sender_name: str
    numbers: tuple[int, ...]


def missing_bundles(store: Store) -> list[Missing]:
    """Name the bundles that never came, though later ones of the same sender did."""
    names = {certificate.sub: certificate.name for certificate in trust_of(store).machines()}
    found = []
    for series, numbers in store.setting(NUMBERS, {}).items():
        sender = json.loads(series)[0]
        gaps = (range(before + 1, after) for before, after in pairwise(numbers))
        absent = tuple(islice(chain.from_iterable(gaps), _MOST_MISSING))
        if absent:
            found.append(Missing(sender, names.get(sender, sender[:8]), absent))
    return sorted(found, key=lambda missing: missing.sender_name)


def sentence(missing: Missing) -> str:
    """Say in one sentence which bundles of whom have not come."""
    told = ngettext(
        "Bundle no. {numbers} of {sender} has not arrived",
        "Bundles no. {numbers} of {sender} have not arrived",
        len(missing.numbers),
    )
    return told.format(numbers=ranges(missing.numbers), sender=missing.sender_name)


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers so that neighbours stand together: 3, 14-15, 20-29."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
