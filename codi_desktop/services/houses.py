"""One house with everything that its page shows, and what a person does there: add, change, take back."""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codi_desktop.i18n import gettext
from codi_desktop.records._fields import Json, Reference
from codi_desktop.records._record import Problem, Record, kinds
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.person import Person
from codi_desktop.records.photo import Photo
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.reports.houses import Filter, house_ids
from codi_desktop.services import editing, issuing, money, photos, repairing
from codi_desktop.services._needs import NoWeights
from codi_desktop.services._value_words import Names, field_line
from codi_desktop.services.moments import moment
from codi_desktop.services.money import EntryShown, Tray
from codi_desktop.services.repairing import Approval, Ceiling, Missing, Priority
from codi_desktop.services.ways import Way, way_of
from codi_desktop.store.history import HistoryEntry
from codi_desktop.store.saving import NotAccepted, Saved
from codi_desktop.store.store import Store, live
from codi_desktop.sync.merge import DELETED

PHASES = ("planned", "received", "spent")
_MOST_TOLD = 300
_NOT_TOLD = frozenset({"house", "attachment", "width", "height", "bytes", "facts", "digest", "salt", "code", "pdf"})


@dataclass(frozen=True)
class PhotoSeen:
    """A photo, whether its file is on this computer, and which machine added it."""

    photo: Photo
    is_here: bool
    machine: str


@dataclass(frozen=True)
class Told:
    """One change in words. `is_own` when it was made on this machine, `can_undo` when it may be taken back."""

    action: str
    record: str
    at: datetime
    by: str
    machine: str
    title: str
    lines: tuple[str, ...]
    why: str
    is_own: bool
    can_undo: bool
    change_id: str
    way: Way


@dataclass(frozen=True)
class Place:
    """Where the house stands in the list: number and total, and its neighbours ("" at the ends)."""

    number: int
    total: int
    before: str
    after: str


@dataclass(frozen=True)
class HouseView:
    """A house as it was when it was read."""

    house: HouseRepair
    household: Household | None
    owner: Person | None
    place: Place
    way: Way
    next_step: str | None
    missing: list[Missing]
    approval: Approval | None
    ceiling: Ceiling | None
    priority: Priority | None
    warnings: list[str]
    conflicts: list[str]
    photos: list[PhotoSeen]
    materials: list[MaterialItem]
    entries: list[EntryShown]
    trays: dict[str, Tray]
    inspections: list[Inspection]
    steps: list[StepTaken]
    papers: list[IssuedDocument]
    history: list[Told]
    drafts: dict[str, dict[str, Json]]
    """what was typed on this page and not saved, by the name of the form"""

    def changes(self) -> frozenset[str]:
        """Give the ids of all changes that this view shows."""
        return frozenset(told.change_id for told in self.history)

    def foreign_since(self, earlier: "HouseView") -> list[Told]:
        """Give what other machines changed since an earlier view."""
        known = earlier.changes()
        return [told for told in self.history if told.change_id not in known and not told.is_own]

    def record(self, record_id: str) -> Record | None:
        """Give one of the records of this view."""
        return next((record for record in self.records() if record.id == record_id), None)

    def records(self) -> list[Record]:
        """Give all records of this view."""
        alone = (self.house, self.household, self.owner)
        return [
            *(record for record in alone if record is not None),
            *(seen.photo for seen in self.photos),
            *self.materials,
            *(entry.entry for entry in self.entries),
            *(entry.cancelled_by for entry in self.entries if entry.cancelled_by is not None),
            *self.inspections,
            *self.steps,
            *self.papers,
        ]


def open_house(store: Store, house_id: str, ids: Sequence[str] | None = None) -> HouseView:
    """Read a house with everything around it; `ids` is the list that it was opened from. Raises NotFound."""
    house = store.get(HouseRepair, house_id)
    household = editing.arrived(store, Household, house.household)
    owner = editing.arrived(store, Person, house.owner)
    following = repairing.next_step(house)
    found = photos.photos_of(store, house_id)
    around = _around(store, house)
    told = _history(store, [house, *(one for one in (household, owner) if one is not None), *found, *around])
    added_by = {entry.record: entry.machine for entry in reversed(told)}
    return HouseView(
        house=house,
        household=household,
        owner=owner,
        place=_place(store, house_id, ids),
        way=_way(store, house_id),
        next_step=following,
        missing=repairing.missing(store, house, following) if following else [],
        approval=repairing.approval(store, house),
        ceiling=repairing.ceiling_for(store, house),
        priority=_priority(store, house),
        warnings=repairing.warnings(store, house),
        conflicts=_in_conflict([house, household, owner]),
        photos=[PhotoSeen(one, store.photos.has(one.attachment or ""), added_by.get(one.id, "")) for one in found],
        materials=_materials(store, house_id),
        entries=money.entries(store, house_id),
        trays={phase: money.tray(store, house_id, phase) for phase in PHASES},
        inspections=_of_house(store, Inspection, house_id),
        steps=repairing.steps_taken(store, house_id),
        papers=issuing.issued_for(store, house_id),
        history=told,
        drafts={draft.form: draft.values for draft in store.drafts() if house_id in draft.form},
    )


def change(store: Store, loaded: Record, values: dict[str, Json], *, why: str = "") -> Saved:
    """Save some fields of a record as it was loaded; the loaded one stays as it is. Raises NotAccepted."""
    record = copy.deepcopy(loaded)
    editing.fill(record, values)
    return editing.save(store, record, why=why)


def add(store: Store, house: dict[str, Json], household: dict[str, Json], owner: dict[str, Json]) -> str:
    """Enter a household with its head and a house to be repaired, as one action; gives the id of the house.

    Raises NotAccepted with the problems of all three; their fields are named "owner.first_name" and the like.
    """
    scope = store.machine.scope
    person, home, repair = Person.new(scope), Household.new(scope), HouseRepair.new(scope)
    editing.fill(person, {**owner, "household": home.id})
    tambon = {"tambon": scope} if scope.isdigit() and len(scope) == 6 else {}
    editing.fill(home, {**tambon, **household, "head": person.id})
    editing.fill(repair, {**house, "household": home.id, "owner": person.id})
    named = {"owner": person, "household": home, "house": repair}
    problems = [
        Problem(f"{name}.{problem.field}", problem.sentence)
        for name, record in named.items()
        for problem in record.check()
        if problem.refuses
    ]
    if problems:
        raise NotAccepted(problems)
    editing.save(store, list(named.values()))
    return str(repair.id)


def add_household(store: Store, loaded: HouseRepair, values: dict[str, Json]) -> Saved:
    """Write down the household of a house that has none yet."""
    home = Household.new(loaded.scope)
    editing.fill(home, values | ({"head": loaded.owner} if loaded.owner else {}))
    house = copy.deepcopy(loaded)
    house.household = home.id
    return editing.save(store, [home, house])


def add_record(store: Store, loaded: HouseRepair, kind: str, values: dict[str, Json]) -> Saved:
    """Add a record that belongs to a house: a material, an inspection. Raises NotAccepted."""
    record = editing.model_of(kind).new(loaded.scope)
    editing.fill(record, values | {"house": loaded.id})
    return editing.save(store, record)


def remove(store: Store, loaded: Record, *, why: str = "") -> Saved:
    """Delete a photo or a material of a house; it can be taken back."""
    return store.delete(copy.deepcopy(loaded), why=why)


def undo(store: Store, action: str) -> Saved:
    """Take an own action back. Raises LaterWork or NothingToUndo."""
    return store.undo(action)


@dataclass(frozen=True)
class PhotosTaken:
    """What became of some files: how many were kept, and what was wrong with the others."""

    kept: int
    refused: tuple[str, ...]


def add_photos(
    store: Store,
    house_id: str,
    files: Iterable[Path],
    stage: str,
    *,
    part: str = "",
    taken: str | None = None,
    keep_original: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> PhotosTaken:
    """Take in several photos, one after the other; those that cannot be read are told, the others are kept."""
    every = list(files)
    refused = []
    for number, file in enumerate(every):
        if progress:
            progress(number, len(every), file.name)
        try:
            photos.take_in(store, house_id, file, stage, part=part, taken=taken, keep_original=keep_original)
        except photos.PhotoNotUnderstood as error:
            refused.append(str(error))
        except OSError:
            refused.append(
                gettext("{name} cannot be read. Is the phone or stick still plugged in?").format(name=file.name)
            )
    if progress:
        progress(len(every), len(every), "")
    return PhotosTaken(len(every) - len(refused), tuple(refused))


def pictures(store: Store, names: Iterable[str]) -> dict[str, bytes]:
    """Give the files of these photos that are on this computer."""
    return {name: store.photos.read(name) for name in names if name and store.photos.has(name)}


def _around(store: Store, house: HouseRepair) -> list[Record]:
    kept: list[Record] = []
    for model in kinds().values():
        field = model.declared().get("house")
        if isinstance(field, Reference) and model is not Photo:
            kept += store.rows(model.select().where(field == house.id))
    return kept


def _of_house(store: Store, model: type[Inspection], house_id: str) -> list[Inspection]:
    return list(store.rows(live(model).where(model.house == house_id).order_by(model.day, model.id)))


def _materials(store: Store, house_id: str) -> list[MaterialItem]:
    of_house = live(MaterialItem).where(MaterialItem.house == house_id)
    found: list[MaterialItem] = store.rows(of_house)
    return sorted(found, key=lambda item: (item.position or 10_000, item.id))


def _place(store: Store, house_id: str, ids: Sequence[str] | None) -> Place:
    listed = list(ids) if ids else house_ids(store, Filter())
    if house_id not in listed:
        return Place(0, len(listed), "", "")
    number = listed.index(house_id)
    return Place(
        number + 1,
        len(listed),
        listed[number - 1] if number else "",
        listed[number + 1] if number + 1 < len(listed) else "",
    )


def _way(store: Store, house_id: str) -> Way:
    return way_of(store.where([house_id])[house_id])


def _priority(store: Store, house: HouseRepair) -> Priority | None:
    try:
        return repairing.priority(store, house)
    except NoWeights:
        return None


def _in_conflict(records: Iterable[Record | None]) -> list[str]:
    return [record.id for record in records if record is not None and record.conflicts]


def _history(store: Store, records: Sequence[Record]) -> list[Told]:
    """Tell all changes of these records in words, the newest first."""
    by_id = {record.id: record for record in records}
    entries = [(by_id[id_], entry) for id_ in by_id for entry in store.history(id_)]
    entries.sort(key=lambda pair: pair[1].at, reverse=True)
    entered = {entry.action for record, entry in entries if record.append_only}
    names, shown = Names(store), entries[:_MOST_TOLD]
    where = store.where_at(entry.place for _, entry in shown)
    return [_told(store, names, record, entry, entered, way_of(where[entry.place])) for record, entry in shown]


def _told(store: Store, names: "Names", record: Record, entry: HistoryEntry, entered: set[str], way: Way) -> Told:
    declared = record.declared()
    is_new = not entry.saw
    is_own = entry.device == store.machine.device
    label = gettext(record.label)
    if DELETED in entry.fields:
        gone = bool(entry.fields[DELETED])
        title = gettext("{kind} deleted: {title}") if gone else gettext("{kind} brought back: {title}")
    elif is_new:
        title = gettext("{kind} added: {title}")
    else:
        title = gettext("{kind} changed: {title}")
    repeated = editing.repeated(type(record))
    told_not = repeated | _NOT_TOLD
    lines = tuple(
        field_line(names, declared[name], entry.before.get(name), value, is_new=is_new)
        for name, value in entry.fields.items()
        if name in declared and name not in told_not and not (is_new and value in (None, "", []))
    )
    return Told(
        action=entry.action,
        record=record.id,
        at=_time(entry.at),
        by=entry.by,
        machine=entry.machine_name,
        title=title.format(kind=label, title=record.title()),
        lines=tuple(line for line in lines if line),
        why=entry.why,
        is_own=is_own,
        can_undo=is_own and entry.action not in entered,
        change_id=entry.change_id,
        way=way,
    )


def _time(milliseconds: int) -> datetime:
    return moment(milliseconds)


__all__ = [
    "PHASES", "HouseView", "NotAccepted", "PhotoSeen", "PhotosTaken", "Place", "Told", "Way", "add", "add_household",
    "add_photos", "add_record", "change", "open_house", "pictures", "remove", "undo",
]  # fmt: skip
