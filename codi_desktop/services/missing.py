"""Bundles that never came here, though later ones of the same sender did: found by their numbers, named in words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.met import Met, Series
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import Head, Vector
from codi_desktop.sync.change import StreamId, from_text
from codi_desktop.sync.identity import AFTER_LOSS, FOREIGN_AREA, Trust

MOST_MISSING = 100  # a sender may skip as many numbers as it likes; nobody reads more of them
_MOST_CARRIED = 500
_LONGEST_BEARER = 80
_NAME = re.compile(r"(\w{1,6})-.*-(\d{1,9})( .*)?\.codi$")
_SETTLED = "exchange.settled"
_CARRIED = "exchange.carried"


@dataclass(frozen=True)
class Missing:
    """Bundles of a sender that never came here, though later ones did.

    `parts` says of a number which part of an export it is. `bearer` is who had them last, as far as anybody said; that
    is a hint. `is_settled` when all that was in them has come another way.
    """

    sender: str
    sender_name: str
    numbers: tuple[int, ...]
    parts: tuple[tuple[int, int], ...] = ()
    bearer: str = ""
    is_settled: bool = False


def missing_bundles(store: Store) -> list[Missing]:
    """Name the bundles that never came and are still to be waited for."""
    return [one for one in unheard_bundles(store) if not one.is_settled]


def unheard_bundles(store: Store) -> list[Missing]:
    """Name the bundles that never came, those too of which everything has come another way."""
    certificates = {certificate.sub: certificate for certificate in trust_of(store).machines()}
    settled = _settled(store)
    bearers = store.bearers()
    found = []
    for series, files in groupby(store.met(), key=attrgetter("series")):
        listed = list(files)
        certificate = certificates.get(series.sender)
        name = certificate.name if certificate else series.sender[:8]
        until = settled.get(series, 0)
        for is_settled, absent in _split(islice(_absent(listed), MOST_MISSING), until):
            numbers = tuple(number for number, _ in absent)
            parts = tuple((number, part) for number, part in absent if part)
            bearer = _bearer(store, listed, absent, bearers, certificate.scope if certificate else "")
            found.append(Missing(series.sender, name, numbers, parts, bearer, is_settled))
    return sorted(found, key=lambda missing: (missing.sender_name, missing.numbers))


def note_met(store: Store, met: Met, head: Head) -> None:
    """Keep that a bundle was read; within `receiving` it is part of that."""
    has_gap = any(number < met.number for number, _ in _absent([*store.met(met.series), met]))
    store.note_met(met, head.hello if has_gap else None, head.bearer[:_LONGEST_BEARER])
    store.set_setting(f"{_CARRIED}.{head.sender}", [list(each) for each in head.carried[:_MOST_CARRIED]])


def settle(store: Store, trust: Trust) -> None:
    """Wait no longer for bundles whose sender later held nothing that is not here too."""
    settled = _settled(store)
    for series, number, hello in store.hellos():
        if number <= settled.get(series, 0) or is_whole(store, hello, trust):
            settled[series] = max(number, settled.get(series, 0))
            store.drop_hellos(series, number)
    store.set_setting(_SETTLED, [[s.sender, s.life, s.receiver, number] for s, number in settled.items()])


def is_whole(store: Store, hello: Vector, trust: Trust) -> bool:
    """Say whether everything is here that a sender held and would send."""
    return store.holds(would_come(hello, trust))


def would_come(hello: Vector, trust: Trust) -> Vector:
    """Give what a sender would send of what it holds."""
    return [entry for entry in hello if _may_come(trust, entry)]


def sentence(missing: Missing) -> str:
    """Say in one sentence which bundles of whom have not come, and who had them last."""
    names = {"numbers": ranges(missing.numbers), "sender": missing.sender_name, "bearer": missing.bearer}
    if missing.is_settled:
        told = ngettext(
            "Bundle no. {numbers} of {sender} need not be waited for: what was in it has come another way",
            "Bundles no. {numbers} of {sender} need not be waited for: what was in them has come another way",
            len(missing.numbers),
        )
        return told.format(**names)
    if len(missing.parts) == len(missing.numbers):
        names["parts"] = ranges(part for _, part in missing.parts)
        told = ngettext(
            "Part {parts} of an export (bundle no. {numbers}) of {sender} has not arrived",
            "Parts {parts} of an export (bundles no. {numbers}) of {sender} have not arrived",
            len(missing.numbers),
        )
    else:
        told = ngettext(
            "Bundle no. {numbers} of {sender} has not arrived",
            "Bundles no. {numbers} of {sender} have not arrived",
            len(missing.numbers),
        )
    words = told.format(**names)
    return gettext("{words}, last carried by {bearer}").format(words=words, **names) if missing.bearer else words


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers so that neighbours stand together: 3, 14-15, 20-29."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _absent(listed: list[Met]) -> Iterator[tuple[int, int]]:
    """Give the numbers that are missing, each with its part of an export, or 0 where that is not known.

    A file says which part it is, and whether another follows: so what stands before and after it is known.
    """
    by_number = {met.number: met for met in sorted(listed, key=lambda met: met.number)}
    before: Met | None = None
    for number, met in by_number.items():
        if before is not None:
            for absent in range(before.number + 1, number):
                part = met.part - (number - absent)
                if part < 1:
                    part = before.part + 1 if before.more and absent == before.number + 1 else 0
                yield absent, part
        elif met.part > 1:
            yield from ((number - met.part + part, part) for part in range(1, met.part) if number - met.part + part > 0)
        before = met
    if before is not None and before.more:
        yield before.number + 1, before.part + 1


def _split(absent: Iterable[tuple[int, int]], until: int) -> Iterator[tuple[bool, list[tuple[int, int]]]]:
    for is_settled, some in groupby(absent, key=lambda each: each[0] < until):
        for _, alike in groupby(some, key=lambda each: bool(each[1])):
            yield is_settled, list(alike)


def _bearer(store: Store, listed: list[Met], absent: list[tuple[int, int]], bearers: dict[str, str], scope: str) -> str:
    """Find who had these files last: whoever said to carry them, or who carried another part of the same export."""
    numbers = {number for number, _ in absent}
    for peer in store.peers():
        for name, *_ in store.setting(f"{_CARRIED}.{peer.device}", []):
            area, number = area_and_number(str(name))
            if area == scope and number in numbers:
                return peer.name
    parts = dict(absent)
    beginnings = {number - part for number, part in parts.items() if part}
    known = (bearers.get(met.bundle_id, "") for met in listed if met.number - met.part in beginnings)
    return next((bearer for bearer in known if bearer), "")


def area_and_number(file_name: str) -> tuple[str, int]:
    """Read area and number from a file's name, as people do: 190406-เจริญธรรม-18.codi. Nothing of it is believed."""
    found = _NAME.match(file_name)
    return (found[1], int(found[2])) if found else ("", 0)


def _settled(store: Store) -> dict[Series, int]:
    return {Series(*names): number for *names, number in store.setting(_SETTLED, [])}


def _may_come(trust: Trust, entry: tuple[str, str, str, int, str]) -> bool:
    """Say whether a sender would send what it holds: not what a machine may not write, or wrote after its loss."""
    scope, device, incarnation, n, head = entry
    try:
        reason = trust.reason_against(StreamId(scope, device, incarnation), n, from_text(head))
    except ValueError:
        return False
    return reason not in {FOREIGN_AREA, AFTER_LOSS}
