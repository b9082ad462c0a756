"""Move a house, household or person to another tambon: an offer, passed on by the level above both, and an answer.

The tambon that gives writes an offer that holds what is handed on. Neither tambon sees the other's records, so a
machine of the level above, which sees both, passes the offer on and brings the answer back (`pass_on`). Whoever accepts
makes the records anew in the own area, under ids that follow from the offer: accepted on two machines, it is still one
house. Citizen ids are not handed on, for the level above may not read them: the new tambon asks for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Privacy, Reference
from codi_desktop.records._record import Record, kinds, scope_of
from codi_desktop.records.area import Area
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.records.transfer import STATES, Transfer
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import NotFound, Store, live

__all__ = [
    "STATES",
    "AlreadyMoving",
    "CannotMove",
    "Move",
    "NotToThere",
    "NotWaiting",
    "accept",
    "area_name",
    "id_there",
    "moved_with",
    "moves",
    "moves_to_pass_on",
    "offer",
    "pass_on",
    "refuse",
    "withdraw",
]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_STAYS = {"issued_document", "transfer"}  # papers keep their numbers where they were issued


class CannotMove(CodiError):
    """A kind that does not move, or an area that this machine does not keep."""

    message = N_("“{title}” cannot be moved from here.")


class AlreadyMoving(CodiError):
    """A move that waits for its answer, or was accepted."""

    message = N_("“{title}” is already on its way to another tambon, or has moved there.")


class NotToThere(CodiError):
    """A target that is no other tambon."""

    message = N_("“{area}” is not the code of another tambon: six digits.")


class NotWaiting(CodiError):
    """An answer to a move that waits for none."""

    message = N_("This move no longer waits for an answer.")


@dataclass(frozen=True)
class Move:
    """A move as one side sees it. `role` is "gives", "takes" or "between"."""

    transfer: Transfer
    role: str
    what: str
    origin: str
    target: str
    waits_for_us: bool


def offer(store: Store, record_id: str, to_area: str, why: str, *, day: date | None = None) -> Transfer:
    """Offer a house, household or person to another tambon. Raises CannotMove, AlreadyMoving, NotToThere, NotFound."""
    record = store.by_id(record_id)
    if not isinstance(record, HouseRepair | Household | Person) or not store.machine.may_write(record.scope):
        raise CannotMove(title=record.title())
    if not (len(to_area) == 6 and to_area.isascii() and to_area.isdigit()) or to_area == record.scope:
        raise NotToThere(area=to_area)
    if store.one(live(Transfer).where(Transfer.subject == record_id, Transfer.state.in_(["offered", "accepted"]))):
        raise AlreadyMoving(title=record.title())
    transfer = Transfer.new(
        record.scope,
        subject=record_id,
        subject_kind=record.kind,
        about=record.title(),
        from_area=record.scope,
        to_area=to_area,
        why=why,
        offered_on=(day or _today()).isoformat(),
        offered_by=store.machine.person,
        content={"records": [_written(one) for one in _belonging(store, record)]},
        state="offered",
    )
    store.save(transfer)
    return transfer


def withdraw(store: Store, transfer_id: str) -> Saved:
    """Take an offer back that nobody has answered. Raises NotWaiting."""
    transfer = _waiting(store, transfer_id, side="from_area")
    transfer.state = "withdrawn"
    return store.save(transfer)


def accept(store: Store, transfer_id: str, *, day: date | None = None) -> Saved:
    """Take over what was offered to this machine's area: its records are made anew here. Raises NotWaiting."""
    transfer = _waiting(store, transfer_id, side="to_area")
    ids = {one["id"]: id_there(transfer, one["id"]) for one in transfer.content["records"]}
    made = [_made(one, ids) for one in transfer.content["records"]]
    known = {record.id for record in made if _is_here(store, record.id)}
    _decide(store, transfer, "accepted", "", day)
    return store.save([*(record for record in made if record.id not in known), transfer])


def refuse(store: Store, transfer_id: str, why: str, *, day: date | None = None) -> Saved:
    """Say no to what was offered. Raises NotWaiting."""
    transfer = _waiting(store, transfer_id, side="to_area")
    _decide(store, transfer, "refused", why, day)
    return store.save(transfer)


def moves_to_pass_on(store: Store) -> list[Transfer]:
    """Give what this machine, which sees both areas, would write by `pass_on`."""
    return list(_to_pass_on(store))


def pass_on(store: Store) -> int:
    """Carry offers to the tambons that they are for, and answers back; gives how many."""
    pending = list(_to_pass_on(store))
    if pending:
        store.save(pending, why=gettext("Passed on between two tambons."))
    return len(pending)


def moves(store: Store) -> list[Move]:
    """List the moves that this machine sees, those that wait for its answer first, then the newest."""
    found: dict[str, Move] = {}
    for transfer in store.rows(live(Transfer).order_by(Transfer.id)):
        move = _move(store, transfer)
        ulid = str(transfer.id).partition(".")[2]
        if ulid not in found or transfer.scope == transfer.to_area:
            found[ulid] = move
    return sorted(found.values(), key=lambda move: (move.waits_for_us, move.transfer.offered_on or ""), reverse=True)


def moved_with(store: Store, record_ids: list[str]) -> Transfer | None:
    """Give the accepted move of any of these records, if there is one."""
    return store.one(live(Transfer).where(Transfer.subject.in_(record_ids), Transfer.state == "accepted"))


def _move(store: Store, transfer: Transfer) -> Move:
    may_give = store.machine.may_write(str(transfer.from_area))
    may_take = store.machine.may_write(str(transfer.to_area))
    role = "between" if may_give and may_take else "gives" if may_give else "takes"
    kind = gettext(kinds()[transfer.subject_kind].label) if transfer.subject_kind in kinds() else ""
    return Move(
        transfer=transfer,
        role=role,
        what=transfer.about or kind,
        origin=area_name(store, str(transfer.from_area)),
        target=area_name(store, str(transfer.to_area)),
        waits_for_us=role == "takes" and transfer.state == "offered",
    )


def area_name(store: Store, code: str) -> str:
    """Name an area as it is known here, by its code where it is not."""
    area = store.one(live(Area).where(Area.code == code).order_by(Area.id))
    return str(area.name_th) if area and area.name_th else code


def _to_pass_on(store: Store) -> Iterator[Transfer]:
    """Give the copies to be made of offers, and the answers to be written beside their offers."""
    by_ulid: dict[str, dict[str, Transfer]] = {}
    for transfer in store.rows(live(Transfer).order_by(Transfer.id)):
        if all(store.machine.may_write(str(area)) for area in (transfer.from_area, transfer.to_area)):
            by_ulid.setdefault(str(transfer.id).partition(".")[2], {})[transfer.scope] = transfer
    for ulid, sides in sorted(by_ulid.items()):
        yield from _step_between(ulid, sides)


def _step_between(ulid: str, sides: dict[str, Transfer]) -> Iterator[Transfer]:
    either = next(iter(sides.values()))
    given, taken = sides.get(str(either.from_area)), sides.get(str(either.to_area))
    if given is None:
        return
    if taken is None:
        if given.state == "offered":
            copy = Transfer.new(str(given.to_area), **given.values())
            copy.id = f"{given.to_area}.{ulid}"
            yield copy
    elif taken.state in {"accepted", "refused"} and given.state != taken.state:
        for name in ("state", "decided_on", "decided_by", "decided_why"):
            setattr(given, name, getattr(taken, name))
        yield given
    elif given.state == "withdrawn" and taken.state == "offered":
        taken.state = "withdrawn"
        yield taken


def _waiting(store: Store, transfer_id: str, *, side: str) -> Transfer:
    transfer = store.get(Transfer, transfer_id)
    if transfer.state != "offered" or transfer.scope != getattr(transfer, side):
        raise NotWaiting
    return transfer


def _decide(store: Store, transfer: Transfer, state: str, why: str, day: date | None) -> None:
    transfer.fill(
        {
            "state": state,
            "decided_on": (day or _today()).isoformat(),
            "decided_by": store.machine.person,
            "decided_why": why or None,
        }
    )


def _belonging(store: Store, record: Record) -> list[Record]:
    """Give a record and all that goes with it: the people of a house, its photos, money, materials and steps."""
    found = {record.id: record}
    house = record if isinstance(record, HouseRepair) else None
    home = record if isinstance(record, Household) else _referred(store, Household, house and house.household)
    for person in (house and house.owner, home and home.head):
        if (one := _referred(store, Person, person)) is not None:
            found[one.id] = one
    if home is not None:
        found[home.id] = home
        found |= {one.id: one for one in store.rows(live(Person).where(Person.household == home.id))}
    if house is not None:
        for kind, model in kinds().items():
            field = model.declared().get("house")
            if kind not in _STAYS and isinstance(field, Reference):
                found |= {one.id: one for one in store.rows(live(model).where(field == house.id))}
    return [one for one in found.values() if one.scope == record.scope]


def _referred(store: Store, model: type[Any], record_id: Any) -> Any:
    return store.one(live(model).where(model.id == record_id)) if record_id else None


def _written(record: Record) -> dict[str, Any]:
    """Write a record as it is handed on: without what the level above may not read."""
    declared = record.declared()
    values = {name: value for name, value in record.values().items() if value not in (None, "", [])}
    hidden = {name for name in values if declared[name].privacy is Privacy.IDENTIFIER}
    for name in hidden:
        del values[name]
    if hidden and f"{next(iter(hidden))}_missing" in declared:
        values.setdefault(f"{next(iter(hidden))}_missing", gettext("Kept by the tambon that it came from"))
    return {"id": record.id, "kind": record.kind, "values": values}


def _made(written: dict[str, Any], ids: dict[str, str]) -> Record:
    """Make a record anew in the area that takes over; what it refers to elsewhere is left out."""
    model = kinds()[written["kind"]]
    declared = model.declared()
    record = model.new(scope_of(ids[written["id"]]))
    record.id = ids[written["id"]]
    values = {name: value for name, value in written["values"].items() if name in declared}
    for name, value in values.items():
        if isinstance(declared[name], Reference):
            values[name] = ids.get(value)
    record.fill(values)
    return record


def id_there(transfer: Transfer, record_id: str) -> str:
    """Give the id that a record gets on the other side: the same on every machine that accepts."""
    told = f"transfer\0{str(transfer.id).partition('.')[2]}\0{record_id}"
    number = int.from_bytes(blake2b(told.encode(), digest_size=16).digest(), "big")
    return f"{transfer.to_area}." + "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def _is_here(store: Store, record_id: str) -> bool:
    try:
        store.kind_of(record_id)
    except NotFound:
        return False
    return True


def _today() -> date:
    return date.today()  # noqa: DTZ011  the user's own calendar day
