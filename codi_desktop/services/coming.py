"""What a bundle would do to one record, field by field and in words; read only when somebody opens the record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._record import kinds
from codi_desktop.services._trusting import trust_of
from codi_desktop.services._value_words import Names, value_words
from codi_desktop.services.exchanging import Preview, RecordSeen
from codi_desktop.services.moments import moment
from codi_desktop.store.glimpse import FieldComing
from codi_desktop.store.store import Store
from codi_desktop.sync.change import canonical
from codi_desktop.sync.merge import DELETED

__all__ = ["FieldWords", "Status", "fields_of", "kind_words"]

Status = Literal["new", "changed", "conflict", "settled", "same"]


@dataclass(frozen=True)
class FieldWords:
    """One field: what it says here, what comes, by whom and from which machine."""

    label: str
    before: str
    after: str
    status: Status
    by: str
    at: datetime
    machine: str


def fields_of(store: Store, preview: Preview, record: RecordSeen) -> list[FieldWords]:
    """Tell every field of a record that a bundle speaks about."""
    declared = kinds()[record.kind].declared() if record.kind in kinds() else {}
    names = Names(store)
    names.learn({one.id: one.title for one in preview.records if one.is_new})
    machines = {certificate.sub: certificate.name for certificate in trust_of(store).machines()}
    found = []
    for one in store.coming(preview.glimpsed, record.kind, record.id):
        if one.name == DELETED:
            label, before, after = gettext("Record"), gettext(_FATE[bool(one.now)]), gettext(_FATE[bool(one.said)])
        elif one.name in declared:
            field = declared[one.name]
            label = gettext(field.label)
            before, after = value_words(names, field, one.now), value_words(names, field, one.said)
        else:
            continue
        if not (record.is_new and not after):
            machine = machines.get(one.device, preview.sender_name if one.device == preview.sender else one.device[:8])
            found.append(FieldWords(label, before, after, _status(record, one), one.by, moment(one.at), machine))
    return found


def kind_words(kind: str) -> str:
    """Name a kind of record; one of a newer program keeps its own name."""
    model = kinds().get(kind)
    return gettext(model.label) if model else kind


_FATE = {False: N_("in use"), True: N_("deleted")}


def _status(record: RecordSeen, one: FieldComing) -> Status:
    if one.is_conflict:
        return "conflict"
    if one.is_settled:
        return "settled"
    if record.is_new:
        return "new"
    return "same" if canonical(one.now) == canonical(one.then) else "changed"
