"""Take a whole import back, after showing what that means: as new changes, which travel and can be taken back too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._record import Record, kinds
from codi_desktop.services._value_words import Names, field_line, value_words
from codi_desktop.services.waiting import area_words
from codi_desktop.store.local import BundleNote
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import NotFound, Store
from codi_desktop.store.taking_back import FieldBack, NoSuchImport, RecordBack
from codi_desktop.sync.change import canonical
from codi_desktop.sync.merge import DELETED

__all__ = ["NoSuchImport", "NothingToTakeBack", "RecordWords", "TakingBack", "can_be_taken_back", "look", "take_back"]

What = Literal["back", "deleted", "later", "foreign"]


class NothingToTakeBack(CodiError):
    """All of it was taken back, or somebody has worked on all of it."""

    message = N_("There is nothing left of this bundle that could be taken back.")


@dataclass(frozen=True)
class RecordWords:
    """One record: what becomes of it in words, and what is left alone and why."""

    id: str
    kind: str
    title: str
    what: What
    lines: tuple[str, ...]
    left: tuple[str, ...] = ()
    """what stays as it is, with the reason; it may be chosen to go back too where `is_choice`"""
    is_choice: bool = False


@dataclass(frozen=True)
class TakingBack:
    """What taking an import back would do. Nothing was done yet."""

    bundle_id: str
    number: int
    sender_name: str
    records: tuple[RecordWords, ...]

    def count(self, what: What) -> int:
        """Count the records of which one thing becomes."""
        return sum(record.what == what for record in self.records)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change unless later work is chosen."""
        return not (self.count("back") + self.count("deleted"))


def can_be_taken_back(store: Store) -> set[str]:
    """Give the bundles whose import could be taken back and was not."""
    return {bundle_id for bundle_id, is_back in store.imports().items() if not is_back}


def look(store: Store, bundle_id: str) -> TakingBack:
    """Say what taking an import back would do. Raises NoSuchImport."""
    found = store.look_back(bundle_id)
    note = _note(store, bundle_id)
    names = Names(store)
    records = [_words(store, names, back) for back in found]
    order = ("deleted", "back", "later", "foreign")
    records.sort(key=lambda one: (order.index(one.what), one.kind, one.title))
    return TakingBack(bundle_id, note.number if note else 0, note.peer_name if note else "", tuple(records))


def take_back(store: Store, bundle_id: str, over_later: Iterable[str] = ()) -> Saved:
    """Take an import back; for the records of `over_later` also over later work. Raises NothingToTakeBack."""
    note = _note(store, bundle_id)
    told = gettext("Bundle no. {number} of {sender} was taken back.")
    why = told.format(number=note.number, sender=note.peer_name) if note else ""
    saved = store.take_back(bundle_id, over_later=over_later, why=why)
    if not saved.action:
        raise NothingToTakeBack
    return saved


def _note(store: Store, bundle_id: str) -> BundleNote | None:
    return next((one for one in store.bundles() if (one.bundle_id, one.direction) == (bundle_id, "in")), None)


def _words(store: Store, names: Names, back: RecordBack) -> RecordWords:
    try:
        record: Record | None = store.by_id(back.id)
    except NotFound:
        record = None
    title = str(record.title()) if record else back.id
    scope = back.id.partition(".")[0]
    if back.is_foreign:
        told = gettext("This belongs to {area} and stays: only that machine can take it back.")
        return RecordWords(back.id, back.kind, title, "foreign", (), (told.format(area=area_words(store, scope)),))
    what: What = "deleted" if back.becomes_deleted else "back" if back.fields else "later"
    lines = () if back.becomes_deleted else tuple(_lines(names, back.kind, back.fields))
    left = tuple(_lines(names, back.kind, back.in_the_way)) if back.in_the_way else ()
    reasons = []
    if back.later:
        reasons.append(gettext("{person} has worked on it since.").format(person=back.later.by))
    if back.leaning:
        reasons.append(gettext("{n} later records belong to it.").format(n=f"{len(back.leaning):,}"))
    return RecordWords(back.id, back.kind, title, what, lines, (*reasons, *left), is_choice=bool(back.in_the_way))


def _lines(names: Names, kind: str, fields: Sequence[FieldBack]) -> Iterable[str]:
    declared = kinds()[kind].declared() if kind in kinds() else {}
    for one in fields:
        if one.name == DELETED:
            yield gettext("It would be deleted again.") if one.then else gettext("It comes back.")
        elif one.name in declared and canonical(one.now) == canonical(one.then):
            value = value_words(names, declared[one.name], one.then)
            told = gettext("{label}: {value}, and nothing is left to decide")
            yield told.format(label=gettext(declared[one.name].label), value=value)
        elif one.name in declared:
            yield field_line(names, declared[one.name], one.now, one.then, is_new=False)
