"""The figures of the home page: how the tambon stands, whether its work is safe, and what to do next."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from peewee import fn

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._choices import SOURCES, STEPS
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.photo import Photo
from codi_desktop.records.question import Question
from codi_desktop.reports._areas import codes_of, lies_in
from codi_desktop.reports._ceilings import ceilings_of
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._counted import counted
from codi_desktop.reports._money import codi_spent, leverage, standing
from codi_desktop.reports._report import Asked, Column, Report, Table
from codi_desktop.reports.houses import REPAIRED, lacks_photos
from codi_desktop.store.store import NotFound, Store, live

MOST_NEXT_STEPS = 5
_SOON = timedelta(days=7)
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class StepCount:
    """How many houses stand at a step."""

    step: str
    label: str
    houses: int


@dataclass(frozen=True)
class Share:
    """What one source gave to the shared tray."""

    source: str
    label: str
    satang: int


@dataclass(frozen=True)
class SharedTray:
    """The tray of a fiscal year. `partners_per_codi` is None while CODI gave nothing."""

    satang: int
    shares: tuple[Share, ...]
    partners_per_codi: float | None
    houses_without_money: int


@dataclass(frozen=True)
class NotOnStick:
    """What would be lost with this machine today."""

    records: int
    houses: int
    photos: int
    bytes: int


@dataclass(frozen=True)
class Exchanged:
    """The last bundle of its sort: "arrived" by receipt, "out" on its way, or "in". `at` is when we learned of it."""

    what: str
    number: int
    machine: str
    at: int
    counts: dict[str, int]


@dataclass(frozen=True)
class NextStep:
    """Something to do: which action it leads to, about which records, why, and how urgent (0 is today)."""

    action: str
    sentence: str
    reason: str
    button: str
    ids: tuple[str, ...]
    urgency: int


@dataclass(frozen=True)
class Home:
    """Everything that the home page shows."""

    area: str
    fiscal_year: int
    houses: int
    steps: tuple[StepCount, ...]
    tray: SharedTray
    not_on_stick: NotOnStick
    exchanges: tuple[Exchanged, ...]
    conflicts: int
    photos_missing: int
    next_steps: tuple[NextStep, ...]
    footnote: tuple[str, ...]


def home(store: Store, asked: Asked) -> Home:
    """Count everything that the home page shows."""
    codes = codes_of(store, asked.area, asked.as_of)
    houses = _houses(store, asked, codes)
    missing = _photos_missing(store, asked, codes)
    safe = _not_on_stick(store)
    complete = completeness_of(store, codes, asked.as_of)
    steps = (
        *_dated(store, asked, houses),
        *_at_risk(safe, complete.conflicts),
        *_questions(store),
        *_blocking_houses(store, houses, missing),
        *_beginnings(store, houses, asked),
    )
    footnote = complete.sentences()
    if missing:
        told = ngettext("Photos are missing of {n} house.", "Photos are missing of {n} houses.", len(missing))
        footnote.append(told.format(n=len(missing)))
    return Home(
        area=asked.area,
        fiscal_year=asked.fiscal_year,
        houses=len(houses),
        steps=_by_step(houses),
        tray=_tray(store, houses),
        not_on_stick=safe,
        exchanges=tuple(_exchanges(store)),
        conflicts=complete.conflicts,
        photos_missing=len(missing),
        next_steps=tuple(sorted(steps, key=lambda step: step.urgency)[:MOST_NEXT_STEPS]),
        footnote=tuple(footnote),
    )


def table(store: Store, asked: Asked) -> Table:
    """Give the home page's figures as lines."""
    found = home(store, asked)
    rows: list[tuple[str, str, int]] = [(f"step.{s.step}", gettext(s.label), s.houses) for s in found.steps]
    rows += [(f"tray.{s.source}", gettext(s.label), s.satang) for s in found.tray.shares]
    rows += [
        ("not_on_stick.records", gettext("Records not yet on a stick"), found.not_on_stick.records),
        ("not_on_stick.photos", gettext("Photos not yet on a stick"), found.not_on_stick.photos),
        ("conflicts", gettext("In conflict"), found.conflicts),
        ("photos_missing", gettext("Houses with photos missing"), found.photos_missing),
    ]
    return Table(
        title=REPORT.title,
        columns=(
            Column("figure", N_("Figure")),
            Column("label", N_("Meaning")),
            Column("value", N_("Number"), "whole"),
        ),
        rows=tuple(rows),
        total=("houses", gettext("Houses"), found.houses),
        footnote=found.footnote,
    )


REPORT = Report("home", N_("Figures of the home page"), table)


def _houses(store: Store, asked: Asked, codes: tuple[str, ...]) -> list[HouseRepair]:
    house = HouseRepair
    query = house.select().where(
        counted(house),
        lies_in(house, codes),
        house.fiscal_year == asked.fiscal_year,
        house.side_state.is_null() | (house.side_state == ""),
    )
    return list(store.rows(query))


def _by_step(houses: list[HouseRepair]) -> tuple[StepCount, ...]:
    counts = Counter(house.step for house in houses)
    return tuple(StepCount(step, label, counts[step]) for step, label in STEPS.items())


def _tray(store: Store, houses: list[HouseRepair]) -> SharedTray:
    sums: Counter[str] = Counter()
    with_money: set[str] = set()
    ids = [house.id for house in houses]
    for start in range(0, len(ids), 500):
        query = (
            MoneyEntry.select(MoneyEntry.house, MoneyEntry.source, fn.SUM(MoneyEntry.amount_satang))
            .where(standing(), MoneyEntry.phase == "received", MoneyEntry.house.in_(ids[start : start + 500]))
            .group_by(MoneyEntry.house, MoneyEntry.source)
        )
        for house, source, satang in store.tuples(query):
            sums[source or "other"] += int(satang or 0)
            with_money.add(house)
    shares = tuple(Share(source, label, sums[source]) for source, label in SOURCES.items() if sums[source])
    late = [h for h in houses if h.step in REPAIRED and h.id not in with_money]
    return SharedTray(sum(sums.values()), shares, leverage(dict(sums)), len(late))


def _photos_missing(store: Store, asked: Asked, codes: tuple[str, ...]) -> set[str]:
    house = HouseRepair
    query = house.select(house.id).where(
        counted(house), lies_in(house, codes), house.fiscal_year == asked.fiscal_year, lacks_photos(),
        house.side_state.is_null() | (house.side_state == ""),
    )  # fmt: skip
    return {id_ for (id_,) in store.tuples(query)}


def _not_on_stick(store: Store) -> NotOnStick:
    """Count what no bundle holds, with the size of its photos."""
    records = store.where_counts()["here"]
    if not records:
        return NotOnStick(0, 0, 0, 0)
    houses = store.tuples(HouseRepair.select(HouseRepair.id).where(counted(HouseRepair)))
    photos = dict(store.tuples(Photo.select(Photo.id, Photo.bytes).where(~Photo.deleted)))
    photos_here = _only_here(store, list(photos))
    size = sum(photos[id_] or 0 for id_ in photos_here)
    return NotOnStick(records, len(_only_here(store, [id_ for (id_,) in houses])), len(photos_here), size)


def _only_here(store: Store, ids: list[str]) -> list[str]:
    where = store.where(ids)
    return [id_ for id_ in ids if where[id_].state == "here"]


def _exchanges(store: Store) -> Iterator[Exchanged]:
    """Give the last bundle that arrived, the last that is on its way, and the last that came in."""
    shown: set[str] = set()
    notes = store.bundles()
    receipts = store.receipts_of(notes)
    for note in notes:
        receipt = receipts.get(note.bundle_id) if note.direction == "out" else None
        what = "in" if note.direction == "in" else "arrived" if receipt else "out"
        if what not in shown:
            shown.add(what)
            at = receipt.at if receipt and receipt.at is not None else note.at
            yield Exchanged(what, note.number, note.peer_name, at, note.counts)


def _dated(store: Store, asked: Asked, houses: list[HouseRepair]) -> Iterator[NextStep]:
    """Find ceremonies of today and of the coming week whose certificates are not printed yet."""
    soon = (asked.as_of + _SOON).isoformat()
    due = [
        h
        for h in houses
        if h.step == "inspected" and h.handover_on and asked.as_of.isoformat() <= h.handover_on <= soon
    ]
    printed = _with_certificate(store, [house.id for house in due])
    waiting = [house for house in due if house.id not in printed]
    for day in sorted({house.handover_on for house in waiting}):
        of_day = [house for house in waiting if house.handover_on == day]
        told = ngettext(
            "Print {n} handover certificate for the ceremony",
            "Print {n} handover certificates for the ceremony",
            len(of_day),
        )
        is_today = day == asked.as_of.isoformat()
        yield NextStep(
            action="print_certificates",
            sentence=told.format(n=len(of_day)),
            reason=_names(of_day),
            button=gettext("Print {n}").format(n=len(of_day)),
            ids=tuple(house.id for house in of_day),
            urgency=0 if is_today else 25,
        )


def _at_risk(safe: NotOnStick, conflicts: int) -> Iterator[NextStep]:
    if safe.records:
        told = (
            gettext("{houses} houses and {photos} photos are on this machine only.")
            if safe.houses or safe.photos
            else gettext("{count} records only on this machine")
        )
        yield NextStep(
            action="export",
            sentence=gettext("Send the data to the province by stick"),
            reason=told.format(houses=safe.houses, photos=safe.photos, count=f"{safe.records:,}"),
            button=gettext("Go to export"),
            ids=(),
            urgency=10,
        )
    if conflicts:
        told = ngettext("Decide {n} item in conflict", "Decide {n} items in conflict", conflicts)
        yield NextStep(
            action="settle",
            sentence=told.format(n=conflicts),
            reason=gettext("Two machines changed the same field."),
            button=gettext("Look and decide"),
            ids=(),
            urgency=30,
        )


def _questions(store: Store) -> Iterator[NextStep]:
    """Find questions that this office has to answer, and answers to its own, while the conflict is open."""
    asked = [one for one in store.rows(live(Question)) if _is_in_conflict(store, one)]
    own = store.machine
    for_us = [q for q in asked if q.state == "open" and q.asked_of == own.level and q.asked_at != own.name]
    if for_us:
        told = ngettext("Answer {n} question about two values", "Answer {n} questions about two values", len(for_us))
        yield NextStep(
            action="answer",
            sentence=told.format(n=len(for_us)),
            reason=for_us[0].words or gettext("Asked by {name}").format(name=for_us[0].asked_by or for_us[0].asked_at),
            button=gettext("Look and answer"),
            ids=tuple(str(one.about) for one in for_us),
            urgency=15,
        )
    answered = [one for one in asked if one.state == "answered" and one.asked_at == own.name]
    if answered:
        told = ngettext("{n} answer about two values has come", "{n} answers about two values have come", len(answered))
        yield NextStep(
            action="answer",
            sentence=told.format(n=len(answered)),
            reason=gettext("Answered by {name}").format(name=answered[0].answered_by or answered[0].answered_at),
            button=gettext("Look and decide"),
            ids=tuple(str(one.about) for one in answered),
            urgency=18,
        )


def _is_in_conflict(store: Store, asked: Question) -> bool:
    try:
        return any(one.field == asked.field for one in store.conflicts_of(str(asked.about)))
    except NotFound:
        return False


def _blocking_houses(store: Store, houses: list[HouseRepair], missing: set[str]) -> Iterator[NextStep]:
    """Find what keeps houses from moving on: photos first, then money above the ceiling."""
    lacking = [house for house in houses if house.id in missing]
    if lacking:
        first = min(lacking, key=lambda house: (house.step not in REPAIRED, house.id))
        told = (
            gettext("Add photos of {house}") if len(lacking) == 1 else gettext("Add photos of {house} and {more} more")
        )
        yield NextStep(
            action="add_photos",
            sentence=told.format(house=first.title(), more=len(lacking) - 1),
            reason=gettext("Without them the house cannot move on."),
            button=gettext("Add photos"),
            ids=tuple(house.id for house in lacking),
            urgency=20,
        )
    ceilings = ceilings_of(store, houses)
    spent = codi_spent_of(store, houses)
    over = [h for h in houses if h.id in ceilings and spent.get(h.id, 0) > ceilings[h.id] and h.step != "closed"]
    if over:
        told = ngettext("{n} house is above its ceiling", "{n} houses are above their ceiling", len(over))
        yield NextStep(
            action="over_ceiling",
            sentence=told.format(n=len(over)),
            reason=_names(over),
            button=gettext("Look"),
            ids=tuple(house.id for house in over),
            urgency=40,
        )


def _beginnings(store: Store, houses: list[HouseRepair], asked: Asked) -> Iterator[NextStep]:
    """Help a machine on its first day."""
    if not houses and asked.area.isdigit() and len(asked.area) == 6:
        yield NextStep(
            action="add_house",
            sentence=gettext("Add the first house"),
            reason=gettext("There is no house of this fiscal year yet."),
            button=gettext("Add house"),
            ids=(),
            urgency=50,
        )
    if store.machine.root == store.machine.device and len(store.machine.scope) == 6:
        yield NextStep(
            action="join",
            sentence=gettext("Join the province"),
            reason=gettext("Until then nobody else can read what this machine writes."),
            button=gettext("Join"),
            ids=(),
            urgency=60,
        )


def codi_spent_of(store: Store, houses: list[HouseRepair]) -> dict[str, int]:
    """Add up CODI's money of any number of houses."""
    ids, found = [house.id for house in houses], {}
    for start in range(0, len(ids), 500):
        found.update(codi_spent(store, ids[start : start + 500]))
    return found


def _with_certificate(store: Store, ids: list[str]) -> set[str]:
    query = IssuedDocument.select(IssuedDocument.house).where(
        ~IssuedDocument.deleted, IssuedDocument.void_on.is_null(), IssuedDocument.house.in_(ids)
    )
    return {house for (house,) in store.tuples(query)}


def _names(houses: list[HouseRepair]) -> str:
    names = [house.owner_name or house.title() for house in houses]
    shown = " · ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return gettext("{names} and {more} more").format(names=shown, more=more) if more > 0 else shown
