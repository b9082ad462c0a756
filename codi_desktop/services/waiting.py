"""Changes that came before the ones they follow: kept, without a time limit, until those come."""

from dataclasses import dataclass

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import areas, missing
from codi_desktop.services._trusting import trust_of
from codi_desktop.services.moments import moment
from codi_desktop.store.store import Store
from codi_desktop.thai.calendar import format_date


@dataclass(frozen=True)
class Waiting:
    """Changes of one machine for one area that wait; `since` is milliseconds.

    `bundles` are the numbers of that machine's bundles that are missing: most likely those that are waited for.
    """

    device: str
    machine: str
    area: str
    changes: int
    since: int
    bundles: tuple[int, ...] = ()


def waiting_parts(store: Store) -> list[Waiting]:
    """Give what waits, the longest waiting first."""
    names = {certificate.sub: certificate.name for certificate in trust_of(store).machines()}
    absent: dict[str, tuple[int, ...]] = {}
    for one in missing.missing_bundles(store):
        absent[one.sender] = (*absent.get(one.sender, ()), *one.numbers)
    found: dict[tuple[str, str], Waiting] = {}
    for segment in store.waiting():
        whose = (segment.stream.device, segment.stream.scope)
        before = found.get(whose)
        found[whose] = Waiting(
            device=segment.stream.device,
            machine=names.get(segment.stream.device, segment.stream.device[:8]),
            area=area_words(store, segment.stream.scope),
            changes=segment.last - segment.first + 1 + (before.changes if before else 0),
            since=min(segment.at, before.since) if before else segment.at,
            bundles=absent.get(segment.stream.device, ()),
        )
    return sorted(found.values(), key=lambda part: (part.since, part.machine, part.area))


def sentence(one: Waiting) -> str:
    """Say whose changes wait, for which area and how many."""
    told = ngettext("{n} change by {machine} for {area}", "{n} changes by {machine} for {area}", one.changes)
    return told.format(n=f"{one.changes:,}", machine=one.machine, area=one.area)


def since(one: Waiting) -> str:
    """Say since when they wait, and for what if that is known."""
    day = format_date(moment(one.since).date(), "brief")
    if not one.bundles:
        return gettext("Waiting since {day}").format(day=day)
    told = gettext("Waiting since {day} for bundle no. {numbers}")
    return told.format(day=day, numbers=missing.ranges(one.bundles))


def area_words(store: Store, code: str) -> str:
    """Name the area of a stream, whatever its level."""
    names = areas.place_names(store, code)
    if names.tambon:
        return gettext("Tambon {name}").format(name=names.tambon)
    if code.isdigit() and names.province:
        return gettext("Province {name}").format(name=names.province)
    return names.group or names.region or code
