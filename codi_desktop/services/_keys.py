"""The keys of private fields on their way: whose level may have which, sealed for them alone, opened on arrival.

The tambon reads everything of its own; the province personal and sensitive fields, citizen ids masked unless a purpose
is recorded; group and region none. Whatever an office wrote itself, its own machines read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from codi_desktop.errors import CodiError
from codi_desktop.records._record import scope_of
from codi_desktop.records.disclosure import Disclosure
from codi_desktop.store.store import Store, live
from codi_desktop.sync import letters
from codi_desktop.sync.change import Segment, from_text, to_text
from codi_desktop.sync.identity import Certificate, travels_to
from codi_desktop.sync.sealed import CLASSES, read_keys, write_keys

LACKS = "exchange.lacks"
MOST_LACKED = 5000
MOST_IN_HEAD = 20_000
LONGEST = 4 << 20  # bytes of sealed keys with one segment

READ_BY = {"tambon": ("personal", "sensitive", "identifier"), "province": ("personal", "sensitive")}
"""Which classes the machines of a level read of the records that travel to them; other levels none."""


def may_read(level: str, office: str, name: str, scope: str) -> bool:
    """Say whether a machine of this level and office may have the keys of a class in an area."""
    return name in READ_BY.get(level, ()) or office == scope


def own_classes(level: str) -> tuple[str, ...]:
    """Name the classes that a machine of this level may ask keys for."""
    return READ_BY.get(level, ())


def disclosed(store: Store) -> list[str]:
    """Give the persons whose citizen id is shown to the province for a purpose that stands."""
    today = date.today().isoformat()  # noqa: DTZ011  the user's own calendar day
    rows = store.rows(live(Disclosure).where(Disclosure.withdrawn_on.is_null()))
    return [str(one.subject) for one in rows if one.subject and (not one.until or one.until >= today)]


def with_keys(store: Store, segment: Segment, receivers: Sequence[Certificate], records: Iterable[str]) -> Segment:
    """Give a segment with the keys of its records, sealed for those receivers who may have them."""
    scope = segment.stream.scope
    keys = store.seal_keys(records)
    sealed = {}
    for name in CLASSES:
        mine = {record.partition(".")[2]: some for (record, of), some in keys.items() if of == name}
        readers = [c.enc for c in receivers if may_read(c.level, c.scope, name, scope)]
        if mine and readers:
            sealed[name] = _sealed(mine, readers)
    return segment._replace(keys=sealed) if sealed else segment


def keys_for_head(
    store: Store,
    receivers: Sequence[Certificate],
    prefixes: Mapping[str, tuple[str, ...]],
    disclosed: Iterable[str],
) -> dict[str, str]:
    """Give the keys of records that receivers hold already and cannot open: asked for, or shown for a purpose."""
    sealed: dict[str, str] = {}
    shown = list(disclosed)
    for name in CLASSES:
        for receiver in receivers if len(receivers) == 1 else ():  # what one asks for goes to that one alone
            asked = [(record, of) for record, of in store.setting(f"{LACKS}.{receiver.sub}", []) if of == name]
            wanted = [
                record
                for record, _ in asked
                if may_read(receiver.level, receiver.scope, name, scope_of(record))
                and travels_to(prefixes[receiver.sub], scope_of(record))
            ]
            if name == "identifier" and receiver.level == "province":
                wanted += [record for record in shown if travels_to(prefixes[receiver.sub], scope_of(record))]
            keys = {record: some for (record, of), some in store.seal_keys(wanted[:MOST_IN_HEAD]).items() if of == name}
            if keys:
                sealed[name] = _sealed(keys, [receiver.enc])
    return sealed


def _sealed(keys: Mapping[str, Iterable[bytes]], readers: list[str]) -> str:
    return to_text(letters.seal(write_keys(keys), readers))


def opened(store: Store, segment: Segment) -> Segment:
    """Give a segment with the keys that came with it opened, as far as they are for this machine."""
    if not segment.keys:
        return segment
    scope = segment.stream.scope
    found = dict(_opened(store, segment.keys, f"{scope}."))
    return segment._replace(keys=found)


def opened_head(store: Store, keys: Mapping[str, str]) -> dict[str, dict[str, list[bytes]]]:
    """Give the keys in a head, as far as they are for this machine."""
    return dict(_opened(store, keys, ""))


def _opened(store: Store, keys: Mapping[str, str], before: str) -> Iterator[tuple[str, dict[str, list[bytes]]]]:
    for name, sealed in keys.items():
        if name in CLASSES:
            try:
                raw = letters.unseal(from_text(sealed), store.machine.age_identities, "", LONGEST)
            except (CodiError, ValueError):
                continue  # for somebody else among the receivers
            yield name, {f"{before}{record}": some for record, some in read_keys(raw).items()}
