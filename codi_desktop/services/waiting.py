"""Changes that came before the ones they follow: kept, without a time limit, until those come."""

from dataclasses import dataclass

from codi_desktop.i18n import gettext
from codi_desktop.services import areas
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.store import Store


@dataclass(frozen=True)
class Waiting:
    """Changes of one machine for one area that wait; `since` is milliseconds."""

    device: str
    machine: str
    area: str
    changes: int
    since: int


def waiting_parts(store: Store) -> list[Waiting]:
    """Give what waits, the longest waiting first."""
    names = {certificate.sub: certificate.name for certificate in trust_of(store).machines()}
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
        )
    return sorted(found.values(), key=lambda part: (part.since, part.machine, part.area))


def area_words(store: Store, code: str) -> str:
    """Name the area of a stream, whatever its level."""
    names = areas.place_names(store, code)
    if names.tambon:
        return gettext("Tambon {name}").format(name=names.tambon)
    if code.isdigit() and names.province:
        return gettext("Province {name}").format(name=names.province)
    return names.group or names.region or code
