"""The keys of private fields: one for each record and privacy class, made by whoever first writes such a field.

What no key here opens stays in the log, unread. Erasing a record is destroying its keys; a tombstone refuses them when
they come once more. Changes are opened here and nowhere else, after they were read and before they are added up.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records._fields import Field, Privacy
from codi_desktop.store.opening import Connection
from codi_desktop.sync.change import Change
from codi_desktop.sync.sealed import CLASSES, KEY_BYTES, key_id, key_id_of, open_plain, open_slot, seal
from codi_desktop.thai.citizen_id import is_masked, mask_citizen_id

TABLES = """
create table if not exists seal_key(
  record text not null, class text not null, key_id blob not null, key blob not null,
  primary key(record, class, key_id)) without rowid;
create table if not exists seal_shut(
  record text not null, class text not null, primary key(record, class)) without rowid;
create table if not exists seal_erased(record text primary key) without rowid;
"""

KeyId = tuple[str, str, bytes]


class Erased(CodiError):
    """Private words for a record whose keys were destroyed on request."""

    message = N_("The personal data of this record was erased on request. Enter a new record instead.")


class OnlyTheMask(CodiError):
    """A decision about a number of which only the last digits are known here."""

    message = N_("Here only the last digits of this number are known. Let the tambon decide.")


def open_all(
    connection: Connection, changes: Sequence[tuple[str, Change]], beside: Mapping[KeyId, bytes] | None = None
) -> list[Change]:
    """Open what the keys here, and those `beside` them, open of changes, given with their records.

    What stays shut comes back as it is. Within a transaction it is remembered, so that its keys can be asked for.
    """
    sealed = {record for record, change in changes if change.sealed}
    if not sealed:
        return [change for _, change in changes]
    keys = {**(beside or {}), **keys_of(connection, sealed)}
    shut: set[tuple[str, str]] = set()
    opened = [_opened(record, change, keys, shut) if change.sealed else change for record, change in changes]
    if shut and connection.in_transaction:
        connection.executemany("insert into seal_shut(record, class) values(?,?) on conflict do nothing", shut)
    return opened


def _opened(record: str, change: Change, keys: Mapping[KeyId, bytes], shut: set[tuple[str, str]]) -> Change:
    fields = dict(change.fields)
    for name in CLASSES:
        slot = change.sealed.get(name)
        if slot is None:
            continue
        key = keys.get((record, name, key_id_of(slot)))
        found = open_slot(key, slot) if key else None
        if found is None:
            shut.add((record, name))
        else:
            fields.update(found)
    return change._replace(fields=fields)


def opened_texts(connection: Connection, record: str, slots: Mapping[str, str], classes: Iterable[str]) -> list[bytes]:
    """Give the JSON texts of the slots of these classes that open here."""
    keys = keys_of(connection, [record])
    texts = []
    for name in classes:
        slot = slots.get(name)
        key = keys.get((record, name, key_id_of(slot))) if slot else None
        plain = open_plain(key, slot) if key and slot else None
        texts += [plain] if plain else []
    return texts


def keys_of(connection: Connection, records: Iterable[str]) -> dict[KeyId, bytes]:
    """Give the keys of records."""
    rows = connection.execute(
        "select record, class, key_id, key from seal_key where record in (select value from json_each(?))",
        (json.dumps(list(records)),),
    )
    return {(record, name, bytes(named)): bytes(key) for record, name, named, key in rows}


def without_masks(fields: Mapping[str, Field], change: Change) -> Change:
    """Leave masked numbers out of an own change, for they would stand over the true ones. Raises OnlyTheMask."""
    masked = [name for name, value in change.fields.items() if _is_hidden(fields.get(name), value)]
    if masked and len(masked) == len(change.fields):
        raise OnlyTheMask
    return change._replace(fields={n: v for n, v in change.fields.items() if n not in masked}) if masked else change


def _is_hidden(declared: Field | None, value: object) -> bool:
    is_number = declared is not None and declared.privacy is Privacy.IDENTIFIER
    return is_number and isinstance(value, str) and is_masked(value)


def sealed_for(connection: Connection, record: str, fields: Mapping[str, Field], change: Change) -> Change:
    """Put the private fields of an own change under the keys of its record. Raises Erased."""
    public, private = _split(fields, change)
    if not private:
        return change._replace(fields=public)
    if connection.execute("select 1 from seal_erased where record=?", (record,)).fetchone():
        raise Erased
    keys = keys_of(connection, [record])
    slots = {}
    for name in CLASSES:
        if name in private:
            key = min((key for (_, of, _), key in keys.items() if of == name), default=None, key=key_id)
            key = key or _new_key(connection, record, name)
            slots[name] = seal(key, private[name], change.at, change.parents)
    return change._replace(fields=public, sealed=slots)


def _split(fields: Mapping[str, Field], change: Change) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    public: dict[str, object] = {}
    private: dict[str, dict[str, object]] = {}
    for name, value in change.fields.items():
        privacy = fields[name].privacy if name in fields else Privacy.PUBLIC
        if privacy is Privacy.PUBLIC:
            public[name] = value
        elif privacy is not Privacy.IDENTIFIER:
            private.setdefault(privacy.value, {})[name] = value
        else:
            private.setdefault(Privacy.IDENTIFIER.value, {})[name] = value
            hidden = mask_citizen_id(value) if isinstance(value, str) else None
            private.setdefault(Privacy.PERSONAL.value, {})[name] = hidden
    return public, private


def _new_key(connection: Connection, record: str, name: str) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    _insert(connection, [(record, name, key_id(key), key)])
    return key


def _insert(connection: Connection, rows: list[tuple[str, str, bytes, bytes]]) -> None:
    connection.executemany(
        "insert into seal_key(record, class, key_id, key) values(?,?,?,?) on conflict do nothing", rows
    )


def take_keys(connection: Connection, name: str, keys: Mapping[str, Iterable[bytes]]) -> set[str]:
    """Keep keys of a class that came in a bundle; gives the records of which something may open now."""
    erased = _erased(connection, keys)
    known = keys_of(connection, keys)
    rows = [
        (record, name, named, key)
        for record, some in keys.items()
        if record not in erased
        for key in some
        if (record, name, named := key_id(key)) not in known
    ]
    _insert(connection, rows)
    shut = [(record, name) for record, *_ in rows]
    connection.executemany("delete from seal_shut where record=? and class=?", shut)
    return {record for record, _ in shut}


def _erased(connection: Connection, records: Iterable[str]) -> set[str]:
    rows = connection.execute(
        "select record from seal_erased where record in (select value from json_each(?))", (json.dumps(list(records)),)
    )
    return {record for (record,) in rows}


def shut(connection: Connection, classes: Iterable[str], limit: int) -> list[tuple[str, str]]:
    """Give records of which something of these classes stays shut here: (record, class)."""
    wanted = json.dumps(list(classes))
    rows = connection.execute(
        "select record, class from seal_shut where class in (select value from json_each(?))"
        " and record not in (select record from seal_erased) order by record limit ?",
        (wanted, limit),
    )
    return [(record, name) for record, name in rows]


def erase(connection: Connection, records: Iterable[str]) -> set[str]:
    """Destroy the keys of records for good, and refuse them from now on; gives those that were not erased before."""
    new = set(records) - _erased(connection, records := list(records))
    rows = [(record,) for record in sorted(new)]
    connection.execute("pragma secure_delete=on")
    connection.executemany("insert into seal_erased(record) values(?) on conflict do nothing", rows)
    connection.executemany("delete from seal_key where record=?", rows)
    connection.executemany("delete from seal_shut where record=?", rows)
    return new


def erased_records(connection: Connection, records: Iterable[str]) -> set[str]:
    """Give those of these records whose private fields were erased."""
    return _erased(connection, list(records))
