"""Money as reports count it: entries that stand, added up by house, source and phase."""

from collections.abc import Sequence
from typing import Any

from peewee import fn

from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.reports._areas import lies_in
from codi_desktop.store.store import Store

CODI = "CODI"


def standing() -> Any:
    """Say "this entry counts": not deleted, not a cancellation, and not cancelled by another."""
    cancelling = MoneyEntry.alias()
    cancelled = cancelling.select(cancelling.id).where(cancelling.voids == MoneyEntry.id, ~cancelling.deleted)
    return ~MoneyEntry.deleted & MoneyEntry.voids.is_null() & ~fn.EXISTS(cancelled)


def by_source(store: Store, codes: tuple[str, ...], houses: Any, phase: str) -> dict[str, int]:
    """Add up one phase by source, over the houses of a query, in some areas."""
    query = (
        MoneyEntry.select(MoneyEntry.source, fn.SUM(MoneyEntry.amount_satang))
        .where(standing(), lies_in(MoneyEntry, codes), MoneyEntry.phase == phase, MoneyEntry.house.in_(houses))
        .group_by(MoneyEntry.source)
    )
    return {source: int(satang or 0) for source, satang in store.tuples(query) if source}


def codi_spent(store: Store, houses: Sequence[str] | None = None, *, above: int | None = None) -> dict[str, int]:
    """Add up what was spent of CODI's money, house by house; `above` leaves out those that spent no more than that."""
    spent = fn.SUM(MoneyEntry.amount_satang)
    counted = [standing(), MoneyEntry.phase == "spent", MoneyEntry.source == CODI]
    if houses is not None:
        counted.append(MoneyEntry.house.in_(list(houses)))
    query = MoneyEntry.select(MoneyEntry.house, spent).where(*counted).group_by(MoneyEntry.house)
    if above is not None:
        query = query.having(spent > above)
    return {house: int(satang or 0) for house, satang in store.tuples(query)}


def leverage(sums: dict[str, int]) -> float | None:
    """Say how much the partners gave to each baht of CODI; None where CODI gave nothing yet."""
    codi = sums.get(CODI, 0)
    return (sum(sums.values()) - codi) / codi if codi else None
