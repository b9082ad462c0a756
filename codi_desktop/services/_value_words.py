"""Say values in words where records are told about: labels, titles of other records, masked numbers."""

from collections.abc import Mapping

from codi_desktop.i18n import gettext
from codi_desktop.records._fields import CitizenId, Field, Json, Privacy, Reference
from codi_desktop.records._record import kinds
from codi_desktop.records._shown import shown
from codi_desktop.services import editing
from codi_desktop.store.store import Store
from codi_desktop.thai.citizen_id import mask_citizen_id


class Names:
    """Titles of records that others refer to, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def of(self, kind: str, record_id: str) -> str:
        """Give the title of a record, or say that it has not arrived."""
        if record_id not in self._known:
            record = editing.arrived(self._store, kinds()[kind], record_id) if kind in kinds() else None
            self._known[record_id] = record.title() if record else gettext("A record that has not arrived yet")
        return self._known[record_id]

    def learn(self, titles: dict[str, str]) -> None:
        """Take titles of records that are only about to come."""
        self._known.update(titles)


def field_line(names: Names, field: Field, before: Json, after: Json, *, is_new: bool) -> str:
    """Say what became of a field."""
    label = gettext(field.label)
    was, now = value_words(names, field, before), value_words(names, field, after)
    if is_new:
        return gettext("{label}: {value}").format(label=label, value=now)
    nothing = gettext("nothing")
    return gettext("{label}: {before} became {after}").format(label=label, before=was or nothing, after=now or nothing)


def value_words(names: Names, field: Field, value: Json) -> str:
    """Say a value, a number of a person masked."""
    if value is None or value == "":
        return ""
    if isinstance(field, CitizenId) or field.privacy is Privacy.IDENTIFIER:
        return mask_citizen_id(str(value))
    if isinstance(field, Reference):
        return names.of(field.refers_to, str(value))
    try:
        return shown(field, value)
    except Exception:  # noqa: BLE001  what another machine wrote may be of no sense for this field; it is shown as it is
        return str(value)


def record_title(kind: str, record_id: str, values: Mapping[str, Json]) -> str:
    """Name a record that is not here, by what is said of it."""
    model = kinds().get(kind)
    if model is None:
        return record_id
    declared = model.declared()
    record = model.__new__(model)
    record.__data__ = {name: declared[name].clean(value) for name, value in values.items() if name in declared}
    record.__data__["id"] = record_id
    try:
        return str(record.title()) or record_id
    except Exception:  # noqa: BLE001  a title that cannot cope with what another machine says must not stop a preview
        return record_id
