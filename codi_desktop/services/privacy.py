"""Who may read what, and what a person may ask for: a purpose for a citizen id, and the erasure of personal data.

Erasing destroys the keys under which private fields are sealed, here and, by a signed statement that travels with every
bundle, on every machine. The chain of changes stays whole; what is left says that something was, not what.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Privacy, Reference
from codi_desktop.records._record import Record, kinds
from codi_desktop.records.disclosure import Disclosure
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import access
from codi_desktop.services._keys import READ_BY, disclosed, may_read
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.seals import Erased
from codi_desktop.store.store import Store, live
from codi_desktop.sync import identity
from codi_desktop.sync.identity import Erasure

__all__ = [
    "CannotErase",
    "Erased",
    "NotHere",
    "Told",
    "disclose",
    "disclosed",
    "disclosures",
    "erasable",
    "erase",
    "erasures",
    "is_erased",
    "lying",
    "may_read",
    "readers",
    "withdraw",
]


class NotHere(CodiError):
    """A purpose for a person of another area."""

    message = N_("Only the tambon of this person may show the citizen id to the province.")


class CannotErase(CodiError):
    """A record that holds nobody's data, or one of another area."""

    message = N_("There is no personal data to erase in this record, or it belongs to another area.")


@dataclass(frozen=True)
class Told:
    """A record that an erasure touches, in words: what it is called, and which of its fields vanish."""

    id: str
    kind: str
    title: str
    labels: tuple[str, ...]


def readers(privacy: Privacy) -> tuple[str, ...]:
    """Name the levels that read a class of fields; the province reads an identifier for a recorded purpose only."""
    if privacy is Privacy.PUBLIC:
        return ("tambon", "province", "group", "region")
    return tuple(level for level, classes in READ_BY.items() if privacy.value in classes)


def disclose(store: Store, person_id: str, reason: str, *, until: date | None = None) -> Disclosure:
    """Record a purpose for which the province may read a person's citizen id.

    Raises NotHere and NotAccepted, and PurposeNeeded without a word of why.
    """
    person = store.get(Person, person_id)
    if store.machine.level != "tambon" or not store.machine.may_write(person.scope):
        raise NotHere
    made = Disclosure.new(
        person.scope,
        subject=person.id,
        reason=reason,
        said_on=date.today().isoformat(),  # noqa: DTZ011  the user's own calendar day
        said_by=store.machine.person,
        until=until.isoformat() if until else None,
    )
    access.disclosed(store, person.id, reason)
    store.save(made)
    return made


def withdraw(store: Store, disclosure_id: str) -> None:
    """End a purpose: from now on the key no longer travels. What was read cannot be unread."""
    found = store.get(Disclosure, disclosure_id)
    found.withdrawn_on = date.today().isoformat()  # noqa: DTZ011  the user's own calendar day
    store.save(found)


def disclosures(store: Store, person_id: str | None = None) -> list[Disclosure]:
    """Give the recorded purposes, of one person or of all, the newest first."""
    query = live(Disclosure)
    if person_id is not None:
        query = query.where(Disclosure.subject == person_id)
    return list(reversed(store.rows(query.order_by(Disclosure.id))))


def erasable(store: Store, record_id: str) -> list[Told]:
    """Say which records an erasure of a person or household touches, and which fields vanish. Raises CannotErase."""
    records = _belonging(store, store.by_id(record_id))
    if not records:
        raise CannotErase
    return [Told(one.id, one.kind, one.title(), tuple(_private_labels(one))) for one in records]


def erase(store: Store, record_id: str, why: str) -> list[str]:
    """Erase the private fields of a person or household and of all that tells about them; gives the records.

    Raises CannotErase, and PurposeNeeded without a word of why. The statement travels with every bundle, and everybody
    reads the reason in it; old sticks and backups keep what they hold.
    """
    told = erasable(store, record_id)
    access.erased(store, record_id, len(told), why)
    machine = store.machine
    said = Erasure(
        sub=machine.device, iss=machine.device, records=tuple(one.id for one in told), why=why, iat=int(time.time())
    )
    statement = identity.sign(machine.signing_seed, said)
    return store.erase((statement.id, statement.body, statement.signature), said.records)


def erasures(store: Store) -> list[Erasure]:
    """Give the erasures that count here, whichever machine said them."""
    trust = trust_of(store)
    gone = set(trust.erased())
    said = (identity.read(statement) for statement in trust.standing())
    return [one for one in said if isinstance(one, Erasure) and gone.intersection(one.records)]


def is_erased(store: Store, record_id: str) -> bool:
    """Say whether the private fields of a record were erased on request."""
    return bool(store.erased([record_id]))


def lying(store: Store, words: Iterable[str]) -> set[str]:
    """Give those of these words that lie anywhere in this machine's database, opened; reads all of it."""
    return store.lying(words)


def _private_labels(record: Record) -> list[str]:
    values = record.values()
    return [
        gettext(declared.label)
        for name, declared in record.declared().items()
        if declared.privacy is not Privacy.PUBLIC and values.get(name) not in (None, "", [])
    ]


def _belonging(store: Store, record: Record) -> list[Record]:
    """Give a person or household with all records that tell about them."""
    if not isinstance(record, Person | Household) or not store.machine.may_write(record.scope):
        return []
    found: dict[str, Record] = {record.id: record}
    own = isinstance(record, Household)
    if own:
        found |= {one.id: one for one in store.rows(live(Person).where(Person.household == record.id))}
        houses = store.rows(live(HouseRepair).where(HouseRepair.household == record.id))
    else:
        found |= {one.id: one for one in store.rows(live(PersonRole).where(PersonRole.person == record.id))}
        houses = store.rows(live(HouseRepair).where(HouseRepair.owner == record.id))
    for house in houses:
        found[house.id] = house
        for kind, model in kinds().items():
            field = model.declared().get("house")
            if isinstance(field, Reference) and kind != IssuedDocument.kind:
                found |= {one.id: one for one in store.rows(live(model).where(field == house.id))}
        found |= {one.id: one for one in store.rows(live(IssuedDocument).where(IssuedDocument.house == house.id))}
    return [one for one in found.values() if one.scope == record.scope and _private_labels(one)]
