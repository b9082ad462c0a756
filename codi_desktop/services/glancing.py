"""One house at a glance, for the panel beside the list: what it lacks, its money, its photos, its last change."""

from dataclasses import dataclass
from datetime import datetime

from codi_desktop.records._choices import STEPS
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.photo import Photo
from codi_desktop.reports.houses import HouseRow, house_rows
from codi_desktop.services import money, repairing
from codi_desktop.services.moments import moment
from codi_desktop.services.repairing import Missing
from codi_desktop.store.store import Store, live


@dataclass(frozen=True)
class Glance:
    """A house beside the list. `lacking` is what the next step still needs; empty for one that is closed."""

    row: HouseRow
    place: str
    step_number: int
    steps: int
    next_step: str | None
    lacking: tuple[Missing, ...]
    tray_satang: int
    photos_held: int
    photos_needed: int
    changed_at: datetime | None
    changed_by: str


def glance(store: Store, house_id: str) -> Glance:
    """Read a house at a glance. Raises NotFound."""
    house = store.get(HouseRepair, house_id)
    following = repairing.next_step(house)
    held, needed = _photos(store, house)
    history = store.history(house_id)
    last = max(history, key=lambda entry: entry.at, default=None)
    return Glance(
        row=house_rows(store, [house_id])[0],
        place=house.place(),
        step_number=list(STEPS).index(house.step) + 1 if house.step in STEPS else 1,
        steps=len(STEPS),
        next_step=following,
        lacking=tuple(repairing.missing(store, house, following)) if following else (),
        tray_satang=money.tray(store, house_id, "received").totals.total,
        photos_held=held,
        photos_needed=needed,
        changed_at=moment(last.at) if last else None,
        changed_by=last.by if last else "",
    )


def _photos(store: Store, house: HouseRepair) -> tuple[int, int]:
    """Count the photos that the programme asks for: before, each part under repair, after; and how many there are."""
    photos = store.rows(live(Photo).where(Photo.house == house.id))
    stages = {photo.stage for photo in photos}
    shown = {photo.part for photo in photos if photo.stage in {"during", "after"}}
    parts = set(house.repair_parts or [])
    return len({"before", "after"} & stages) + len(parts & shown), 2 + len(parts)
