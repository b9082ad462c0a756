"""Keep the shared tray: what each partner promised and gave for a house, and what was spent.

Entries are never changed. One that is wrong is cancelled by another entry that names it, with the reason.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from peewee import fn

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import SOURCES
from codi_desktop.records._fields import Json
from codi_desktop.records._record import scope_of
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.organisation import Organisation
from codi_desktop.reports._counted import counted
from codi_desktop.services import editing
from codi_desktop.services._ceilings import ceiling_for
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import Store, live

CODI = "CODI"


class AlreadyCancelled(CodiError):
    """An entry that somebody cancelled before."""

    message = N_("This entry was cancelled before.")


class IsCancellation(CodiError):
    """A cancellation, which cannot be cancelled itself."""

    message = N_("A cancellation cannot be cancelled. Enter the money anew.")


class OfAnotherHouse(CodiError):
    """A cancellation that stands with another house than the entry it names."""

    message = N_("An entry of another house cannot be cancelled from here.")


@dataclass(frozen=True)
class EntryShown:
    """An entry with what became of it: `cancelled_by` is the entry that cancels it, if any."""

    entry: MoneyEntry
    cancelled_by: MoneyEntry | None


@dataclass(frozen=True)
class TrayRow:
    """What one partner put into the tray, in satang."""

    partner: str
    source: str
    cash: int
    materials: int
    labour: int
    short: str = ""
    """the organisation's own short name, for narrow tables"""

    @property
    def total(self) -> int:
        """Give cash, materials and labour together."""
        return self.cash + self.materials + self.labour


@dataclass(frozen=True)
class Tray:
    """The tray of one house or of all, in one phase. `ratio`: what partners add to each satang of CODI, if any."""

    phase: str
    rows: list[TrayRow]
    totals: TrayRow
    codi_used: int
    ceiling: int | None
    ratio: float | None


def enter(
    store: Store,
    house_id: str,
    *,
    phase: str,
    source: str,
    amount_satang: int | None = None,
    form: str = "cash",
    by: str | None = None,
    **values: Json,
) -> Saved:
    """Enter money, materials or labour for a house; labour may leave its amount to days × rate.

    `values` are further fields of MoneyEntry: what, partner_name, organisation, labour_days, receipt_no, day ….
    """
    values |= {"house": house_id, "phase": phase, "source": source, "form": form, "amount_satang": amount_satang}
    return editing.save(store, _entry(store, house_id, values), by=by)


def void(store: Store, entry_id: str, why: str, *, by: str | None = None, day: str | None = None) -> Saved:
    """Cancel an entry; both stay readable. Raises AlreadyCancelled and IsCancellation."""
    return editing.save(store, _cancellation(store, entry_id, why, day), by=by, why=why)


def reissue(store: Store, entry_id: str, why: str, *, by: str | None = None, **changes: Json) -> Saved:
    """Cancel an entry and enter it anew with changes, as one action. Raises like `void`."""
    cancellation = _cancellation(store, entry_id, why, None)
    before = store.get(MoneyEntry, entry_id)
    amount = {"amount_satang": None} if {"labour_days", "day_rate_satang"} & changes.keys() else {}
    values = before.values() | amount | changes | {"reissue_of": entry_id}
    return editing.save(store, [cancellation, _entry(store, before.house, values)], by=by, why=why)


def labour_amount(days: float, day_rate_satang: int) -> int:
    """Value labour: days times rate, rounded half up to a satang."""
    return int((Decimal(str(days)) * day_rate_satang).quantize(Decimal(1), ROUND_HALF_UP))


def entries(store: Store, house_id: str) -> list[EntryShown]:
    """Give all entries of a house as they were entered, each with what cancelled it; cancellations are not listed."""
    found: list[MoneyEntry] = store.rows(live(MoneyEntry).where(MoneyEntry.house == house_id).order_by(MoneyEntry.id))
    cancelled = {entry.voids: entry for entry in found if entry.voids}
    return [EntryShown(entry, cancelled.get(entry.id)) for entry in found if not entry.voids]


def standing(store: Store, house_id: str) -> list[MoneyEntry]:
    """Give the entries of a house that count."""
    return [shown.entry for shown in entries(store, house_id) if shown.cancelled_by is None]


def total(counted: list[MoneyEntry], phase: str, source: str | None = None) -> int:
    """Add up the satang of one phase, of one source or of all."""
    return sum(e.amount_satang or 0 for e in counted if e.phase == phase and source in {None, e.source})


def tray(store: Store, house_id: str | None = None, phase: str = "received") -> Tray:
    """Add up the tray of a house, or of every house in this store, by partner; CODI first, then by amount."""
    sums = _sums(store, house_id, phase)
    by_partner: dict[tuple[str, str], dict[str, int]] = {}
    for source, partner, form, amount in sums:
        by_partner.setdefault((source, partner or ""), {})[form] = amount or 0
    short_names = _short_names(store, [partner for _, partner in by_partner if partner])
    rows = [
        TrayRow(
            partner or gettext(SOURCES.get(source, source)),
            source,
            forms.get("cash", 0),
            forms.get("materials", 0),
            forms.get("labour", 0),
            short_names.get(partner, ""),
        )
        for (source, partner), forms in by_partner.items()
    ]
    rows.sort(key=lambda row: (row.source != CODI, -row.total, row.partner))
    return _with_totals(store, house_id, phase, rows)


def _short_names(store: Store, partners: list[str]) -> dict[str, str]:
    query = Organisation.select(Organisation.name, Organisation.short_name)
    query = query.where(~Organisation.deleted, Organisation.name.in_(partners), Organisation.short_name.is_null(False))
    return dict(store.tuples(query))


def _with_totals(store: Store, house_id: str | None, phase: str, rows: list[TrayRow]) -> Tray:
    codi = sum(row.total for row in rows if row.source == CODI)
    every = TrayRow(
        gettext("All together"),
        "",
        sum(r.cash for r in rows),
        sum(r.materials for r in rows),
        sum(r.labour for r in rows),
    )
    used = codi if phase == "spent" else _codi_spent(store, house_id)
    ceiling = ceiling_for(store, store.get(HouseRepair, house_id)) if house_id else None
    return Tray(
        phase=phase,
        rows=rows,
        totals=every,
        codi_used=used,
        ceiling=ceiling.satang if ceiling else None,
        ratio=(every.total - codi) / codi if codi else None,
    )


def _codi_spent(store: Store, house_id: str | None) -> int:
    return sum(amount or 0 for source, _, _, amount in _sums(store, house_id, "spent") if source == CODI)


def _sums(store: Store, house_id: str | None, phase: str) -> list[tuple[Any, ...]]:
    """Let the database add up what counts: (source, partner, form, satang)."""
    cancelling = MoneyEntry.alias()
    cancelled = cancelling.select(cancelling.voids).where(~cancelling.deleted, cancelling.voids.is_null(False))
    houses = HouseRepair.select(HouseRepair.id).where(counted(HouseRepair))
    query = (
        MoneyEntry.select(MoneyEntry.source, MoneyEntry.partner_name, MoneyEntry.form, fn.SUM(MoneyEntry.amount_satang))
        .where(
            ~MoneyEntry.deleted,
            MoneyEntry.phase == phase,
            MoneyEntry.voids.is_null(),
            MoneyEntry.id.not_in(cancelled),
            MoneyEntry.house == house_id if house_id else MoneyEntry.house.in_(houses),
        )
        .group_by(MoneyEntry.source, MoneyEntry.partner_name, MoneyEntry.form)
    )
    found: list[tuple[Any, ...]] = store.tuples(query)
    return found


def _entry(store: Store, house_id: str, values: dict[str, Json]) -> MoneyEntry:
    if values.get("amount_satang") is None and values.get("labour_days") and values.get("day_rate_satang"):
        values["amount_satang"] = labour_amount(values["labour_days"], values["day_rate_satang"])
    if values.get("organisation") and not values.get("partner_name"):
        values["partner_name"] = store.get(Organisation, values["organisation"]).title()
    entry = MoneyEntry.new(scope_of(house_id))
    editing.fill(entry, values)
    return entry


def refuse_wrong_cancellation(store: Store, entry: MoneyEntry) -> None:
    """Prove an entry that was written elsewhere and cancels another. Raises like `void`, and OfAnotherHouse."""
    if entry.voids and _cancellable(store, entry.voids).house != entry.house:
        raise OfAnotherHouse


def _cancellable(store: Store, entry_id: str) -> MoneyEntry:
    before = store.get(MoneyEntry, entry_id)
    if before.voids:
        raise IsCancellation
    if store.count(live(MoneyEntry).where(MoneyEntry.voids == entry_id)):
        raise AlreadyCancelled
    return before


def _cancellation(store: Store, entry_id: str, why: str, day: str | None) -> MoneyEntry:
    """Make the entry that cancels another: the same money, and nothing of it is counted any more."""
    before = _cancellable(store, entry_id)
    values = before.values() | {"voids": entry_id, "void_reason": why, "reissue_of": None}
    if day:
        values["day"] = day
    return _entry(store, before.house, values)
