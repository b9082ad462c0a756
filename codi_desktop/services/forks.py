"""Machines that exist twice: a copy or a restored backup that went on beside the other under the same name.

Nothing of either is lost; but only people can say which of the two is to go on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from codi_desktop.i18n import gettext
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.met import Met, Series
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import Head
from codi_desktop.sync.change import StreamId
from codi_desktop.sync.identity import Trust

_FORKS = "exchange.forks"


@dataclass(frozen=True)
class Fork:
    """A machine that exists twice. `bundles` are different files of one number (number, written at), if any came."""

    device: str
    machine: str
    life: str
    seen_at: int
    bundles: tuple[tuple[int, int], ...]


def names(store: Store, head: Head, forked: Iterable[StreamId], trust: Trust) -> list[str]:
    """Name the machines that a bundle shows to exist twice: by its own number, or by what it brings."""
    return sorted({_name(trust, device) for device, _ in _doubled(store, head, forked)})


def note(store: Store, head: Head, forked: Iterable[StreamId], at: int) -> None:
    """Keep which machines exist twice, until a person has read it; to be asked before the bundle is noted."""
    kept = store.setting(_FORKS, [])
    known = {(device, life) for device, life, *_ in kept}
    for device, life in sorted(_doubled(store, head, forked) - known):
        twins = [met for met in _twins(store, head) if (device, life) == (head.sender, head.life)]
        bundles = [[met.number, met.written_at] for met in twins]
        kept.append([device, life, at, [*bundles, [head.number, head.at]] if bundles else []])
    if len(kept) != len(known):
        store.set_setting(_FORKS, kept)


def forks(store: Store) -> list[Fork]:
    """Give the machines that exist twice and of which nobody was told yet."""
    trust, told = trust_of(store), set(map(tuple, store.setting(f"{_FORKS}.told", [])))
    return [
        Fork(device, _name(trust, device), life, at, tuple((number, written) for number, written in bundles))
        for device, life, at, bundles in store.setting(_FORKS, [])
        if (device, life) not in told
    ]


def acknowledge(store: Store) -> None:
    """Take note that a person has read of all of them."""
    store.set_setting(f"{_FORKS}.told", [[device, life] for device, life, *_ in store.setting(_FORKS, [])])


def sentence(name: str) -> str:
    """Say it in one sentence, with what to do."""
    told = gettext(
        "“{name}” exists twice: a copy or a restored backup went on beside it. All work of both is kept. "
        "Telephone them and agree which of the two goes on."
    )
    return told.format(name=name)


def _doubled(store: Store, head: Head, forked: Iterable[StreamId]) -> set[tuple[str, str]]:
    own = store.machine.device  # what concerns this machine itself it is told when it begins its new life
    found = {(stream.device, stream.incarnation) for stream in forked if stream.device != own}
    return found | ({(head.sender, head.life)} if _twins(store, head) else set())


def _twins(store: Store, head: Head) -> list[Met]:
    """Give other files of the same sender, life, receiver and number."""
    met = store.met(Series(head.sender, head.life, head.to))
    return [one for one in met if one.number == head.number and one.bundle_id not in {"", head.id}]


def _name(trust: Trust, device: str) -> str:
    certificate = trust.certificate_of(device)
    return certificate.name if certificate else device[:8]
