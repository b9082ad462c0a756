"""Receipts: what each machine says, signed, that it holds of a scope. They ride in every bundle, whoever wrote it.

So the province's receipt reaches a tambon through another tambon's bundle, and nobody on the way can change it.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TypeVar

from codi_desktop.store.local import Peer
from codi_desktop.store.local import Receipt as Kept
from codi_desktop.store.store import Store
from codi_desktop.sync import identity
from codi_desktop.sync.bundle import Head, Signed, Vector
from codi_desktop.sync.identity import Receipt, Statement, StatementForged, Trust, travels_to

MOST_BYTES = 1 << 20
"""Of all receipts in one head, as counted by their bodies."""
_LATEST = 1 << 53
_Each = TypeVar("_Each", Kept, Signed)


def receipts_for(store: Store, trust: Trust, prefixes: tuple[str, ...]) -> tuple[Signed, ...]:
    """Give the receipts that a receiver with these prefixes can use: own ones first, then others', the newest first."""
    _sign_anew(store, prefixes)
    own = store.machine.device
    usable = [
        each
        for each in store.receipts()
        if travels_to(prefixes, each.scope) and (each.device == own or _counts(trust, each.device, each.scope))
    ]
    usable.sort(key=lambda each: each.device != own)  # stable: the newest stay first
    return tuple(Signed(each.body, each.signature) for each in _within_bounds(usable))


def heed(store: Store, head: Head, trust: Trust) -> list[Receipt]:
    """Keep the receipts in a head that are newer than what is known, and what they say of their machines; gives them.

    Forged ones, those of strangers and of lost machines, and those about scopes that do not travel to their machine or
    to this one change nothing. Own ones are kept too: an older state of this machine that was put back learns from
    them how far it had come.
    """
    newer = list(_newer(store, head, trust))
    store.keep_receipts(
        Kept(said.iss, said.scope, said.seq, statement.body, statement.signature) for statement, said in newer
    )
    by_device: dict[str, list[Receipt]] = {}
    for _, said in newer:
        if said.iss != store.machine.device:
            by_device.setdefault(said.iss, []).append(said)
    peers = {peer.device: peer for peer in store.peers()}
    for device, said_by in by_device.items():
        _note(store, trust, peers.get(device), device, said_by)
    return [said for _, said in newer]


def held_by_sender(store: Store, head: Head) -> Vector:
    """Give what a bundle's sender holds: its hello, but of each scope a receipt of the same life that is newer.

    The receipt of another life may be that of a copy of the sender, which holds other things.
    """
    told = {each.scope: each.seq for each in map(_read, head.receipts) if each and each.iss == head.sender}
    newer = [
        said
        for kept in store.receipts()
        if kept.device == head.sender
        and kept.seq > told.get(kept.scope, head.at)
        and (said := _read(Signed(kept.body, kept.signature)))
        and said.life == head.life
    ]
    scopes = {said.scope for said in newer}
    return [*(entry for entry in head.hello if entry[0] not in scopes), *_entries(newer)]


def entries(receipt: Receipt) -> Vector:
    """Give what a receipt says as a part of a vector."""
    return [(receipt.scope, *place) for place in receipt.vector]


def _sign_anew(store: Store, prefixes: tuple[str, ...]) -> None:
    """Sign a receipt for each scope of which this machine holds something else than it said last."""
    machine = store.machine
    held: dict[str, list[tuple[str, str, int, str]]] = {}
    for scope, *place in store.vector():
        held.setdefault(scope, []).append(tuple(place))  # type: ignore[arg-type]  # the rest of a vector's entry
    kept = {each.scope: each for each in store.receipts() if each.device == machine.device}
    signed = []
    for scope in sorted(held.keys() | kept.keys()):
        before = kept.get(scope)
        said = _read(Signed(before.body, before.signature)) if before else None
        vector = tuple(sorted(held.get(scope, ())))
        if travels_to(prefixes, scope) and (said is None or (said.vector, said.life) != (vector, machine.incarnation)):
            seq = max(before.seq + 1 if before else 0, _now())
            receipt = Receipt(
                sub=machine.device,
                iss=machine.device,
                scope=scope,
                life=machine.incarnation,
                seq=seq,
                vector=vector,
            )
            statement = identity.sign(machine.signing_seed, receipt)
            signed.append(Kept(machine.device, scope, seq, statement.body, statement.signature))
    if signed:
        store.keep_receipts(signed)


def _newer(store: Store, head: Head, trust: Trust) -> Iterator[tuple[Statement, Receipt]]:
    known = {(each.device, each.scope): each.seq for each in store.receipts()}
    own = trust.prefixes(store.machine.device)
    for signed in _within_bounds(head.receipts):
        said = _read(signed)
        if said is None or not known.get((said.iss, said.scope), 0) < said.seq < _LATEST:
            continue
        if not travels_to(own, said.scope) or not _counts(trust, said.iss, said.scope):
            continue
        statement = Statement(signed.body, signed.sig)
        try:
            identity.verify(statement)
        except StatementForged:
            continue
        known[said.iss, said.scope] = said.seq
        yield statement, said


def _counts(trust: Trust, device: str, scope: str) -> bool:
    """Say whether a machine's word about a scope counts: it is known, not lost, and the scope travels to it."""
    return not trust.is_revoked(device) and travels_to(trust.prefixes(device), scope) and bool(trust.prefixes(device))


def _within_bounds(receipts: Iterable[_Each]) -> Iterator[_Each]:
    size = 0

    def fits(each: _Each) -> bool:
        nonlocal size
        size += len(each.body.encode())
        return size <= MOST_BYTES

    return takewhile(fits, receipts)


def _read(signed: Signed) -> Receipt | None:
    try:
        said = identity.read(Statement(signed.body, signed.sig))
    except StatementForged:
        return None
    return said if isinstance(said, Receipt) and said.sub == said.iss else None


def _entries(receipts: Iterable[Receipt]) -> Vector:
    return [entry for receipt in receipts for entry in entries(receipt)]


def _note(store: Store, trust: Trust, before: Peer | None, device: str, receipts: list[Receipt]) -> None:
    certificate = trust.certificate_of(device)
    scopes = {receipt.scope for receipt in receipts}
    rest = [entry for entry in before.vector if entry[0] not in scopes] if before else []
    name = certificate.name if certificate else device[:8]
    known_at = min(max(receipt.seq for receipt in receipts), _now())
    store.note_peer(device, name, [*rest, *_entries(receipts)], before.seen_at if before else 0, known_at=known_at)


def _now() -> int:
    return time.time_ns() // 1_000_000
