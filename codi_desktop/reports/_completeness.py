"""How far a count can be believed: which tambons have sent, how old it is, what is in conflict."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.reports._areas import names_of, tambons_of
from codi_desktop.store.store import Store

_FEWEST_TAMBONS = 30  # the smallest province has 36; fewer means that the official list was not taken in


@dataclass(frozen=True)
class MachineHeard:
    """A machine of the area, and the day on which its last bundle was written."""

    name: str
    day: date


@dataclass(frozen=True)
class Completeness:
    """What a count rests on."""

    heard: frozenset[str]
    """Codes of the tambons of which this machine holds anything."""
    tambons: int
    """How many tambons there are; 0 while this machine has no full list of areas."""
    machines: tuple[MachineHeard, ...]
    conflicts: int
    as_of: date

    def has_heard(self, code: str) -> bool:
        """Say whether anything came from an area or from below it."""
        return any(tambon.startswith(code) for tambon in self.heard)

    @property
    def oldest(self) -> MachineHeard | None:
        """The machine that was silent for longest."""
        return min(self.machines, key=lambda machine: machine.day, default=None)

    def sentences(self) -> list[str]:
        """Write the footnote that stands under every total."""
        lines = [gettext("Counted from the data on this machine.")]
        if self.tambons > 1:
            told = gettext("{heard} of {all} tambons have sent data.")
            lines.append(told.format(heard=f"{len(self.heard):,}", all=f"{self.tambons:,}"))
        elif not self.tambons:
            told = ngettext("{n} tambon has sent data.", "{n} tambons have sent data.", len(self.heard))
            lines.append(told.format(n=f"{len(self.heard):,}"))
        if self.oldest:
            days = max((date.today() - self.oldest.day).days, 0)  # noqa: DTZ011  the user's own calendar day
            told = ngettext("Oldest data: {n} day, {machine}.", "Oldest data: {n} days, {machine}.", days)
            lines.append(told.format(n=days, machine=self.oldest.name))
        if self.conflicts:
            told = ngettext("{n} item is in conflict.", "{n} items are in conflict.", self.conflicts)
            lines.append(told.format(n=self.conflicts))
        return lines


def completeness_of(store: Store, codes: tuple[str, ...], as_of: date) -> Completeness:
    """Judge a count over some areas, as of a day."""
    scopes = {scope for scope, _device, _incarnation, n, _head in store.vector() if n and scope.isdigit()}
    below = _machines_of(store, codes)
    machines = tuple(
        MachineHeard(peer.name, datetime.fromtimestamp(peer.seen_at / 1000, UTC).astimezone().date())
        for peer in store.peers()
        if peer.device in below and peer.seen_at  # what came by others is no news of its work
    )
    return Completeness(
        heard=frozenset(scope for scope in scopes if len(scope) == 6 and scope.startswith(codes)),
        tambons=_count_tambons(store, codes),
        machines=machines,
        conflicts=sum(1 for conflict in store.conflicts() if conflict.id.startswith(codes)),
        as_of=as_of,
    )


def _machines_of(store: Store, codes: tuple[str, ...]) -> set[str]:
    """Give the other machines whose area lies in these, by their certificates."""
    found = set()
    for body, _signature in store.certificates():
        told = json.loads(body)
        scope = told.get("scope")
        if isinstance(scope, str) and scope.startswith(codes) and told.get("sub") != store.machine.device:
            found.add(told["sub"])
    return found


def _count_tambons(store: Store, codes: tuple[str, ...]) -> int:
    """Count the tambons of some areas; 0 where the list of a province is not whole."""
    if all(len(code) == 6 for code in codes):
        return len(codes)
    lists = [tambons_of(store, province) for province in {code[:2] for code in codes}]
    if any(len(tambons) < _FEWEST_TAMBONS for tambons in lists):
        return 0
    return sum(tambon.startswith(codes) for tambons in lists for tambon in tambons)


def silent_tambons(store: Store, codes: tuple[str, ...], as_of: date) -> dict[str, str]:
    """Name the tambons from which nothing has come, by code."""
    heard = completeness_of(store, codes, as_of).heard
    known = {tambon for code in {code[:2] for code in codes} for tambon in tambons_of(store, code)}
    silent = sorted(tambon for tambon in known if tambon.startswith(codes) and tambon not in heard)
    return names_of(store, tuple(silent))
