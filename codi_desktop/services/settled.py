"""Tell what was decided between values in conflict, and what came together of itself, in the words of the screen."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Json
from codi_desktop.records._record import Record, kinds
from codi_desktop.reports._report import Column, Table
from codi_desktop.services import access, editing, papers, settling
from codi_desktop.services.moments import moment
from codi_desktop.services.office import council
from codi_desktop.services.spreadsheets import csv_of
from codi_desktop.store.history import Merged, Said, Settled
from codi_desktop.store.store import Store
from codi_desktop.thai.calendar import format_date, format_time

__all__ = [
    "Joined",
    "Merged",
    "Said",
    "Settled",
    "TakenDecision",
    "decisions",
    "joined",
    "keep",
    "settled_csv",
    "settled_pdf",
]


@dataclass(frozen=True)
class TakenDecision:
    """A decision in words. `stands` is false where the field was set again since."""

    record_id: str
    kind: str
    about: str
    field: str
    values: tuple[str, ...]
    """each with who said it, and when"""
    decision: str
    by: str
    machine: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class Joined:
    """Changes of several people to one record that came together: each in words."""

    record_id: str
    about: str
    changes: tuple[str, ...]
    at: datetime


def decisions(store: Store, most: int | None = None) -> list[TakenDecision]:
    """Give the decisions in words, those about the records last worked on first; fields that follow others left out."""
    found = []
    words = _Words(store)
    for one in store.settled(most):
        model = kinds().get(one.kind)
        if model is None or one.field in editing.repeated(model):
            continue
        found.append(
            TakenDecision(
                record_id=one.id,
                kind=one.kind,
                about=words.title(one.id),
                field=words.label(model, one.field),
                values=tuple(words.said(model, one.field, said) for said in one.values),
                decision=words.of(model, one.field, one.decision.value),
                by=one.decision.by,
                machine=one.decision.machine_name,
                at=moment(one.decision.at),
                stands=one.stands,
            )
        )
    return found


def joined(store: Store, most: int | None = None) -> list[Joined]:
    """Give in words what came together of itself, the records last worked on first."""
    words, found = _Words(store), []
    for one in store.merged(most):
        model = kinds().get(one.kind)
        if model is None:
            continue
        lines = []
        for entry, fields in one.changes:
            told = [words.label(model, name) for name in fields if name not in editing.repeated(model)]
            if told:
                when = _when(moment(entry.at))
                lines.append(
                    gettext("{fields}: {by}, {machine}, {when}").format(
                        fields=", ".join(told), by=entry.by, machine=entry.machine_name, when=when
                    )
                )
        if len(lines) > 1:
            last = max(entry.at for entry, _ in one.changes)
            found.append(Joined(one.id, words.title(one.id), tuple(lines), moment(last)))
    return found


def settled_csv(store: Store, about: str) -> str:
    """Write all decisions for a spreadsheet; that it was done is noted first, for they may name people."""
    taken = decisions(store)
    for kind in sorted({one.kind for one in taken}):
        access.exported(store, kind, sorted({one.record_id for one in taken if one.kind == kind}), about)
    return csv_of(_table(taken))


def settled_pdf(store: Store, about: str, *, thai_numerals: bool = False) -> bytes:
    """Draw all decisions as a PDF of A4 pages; that it was done is noted first."""
    from codi_desktop.documents.decision_list import DecisionList, ListedDecision, write_decision_list

    taken, drawn = decisions(store), io.BytesIO()
    for kind in sorted({one.kind for one in taken}):
        access.printed(store, kind, sorted({one.record_id for one in taken if one.kind == kind}), about)
    listed = DecisionList(
        council=council(store).name,
        day=date.today(),  # noqa: DTZ011  the day on the wall
        lines=[
            ListedDecision(
                one.about, one.field, one.values, one.decision, one.by, one.machine, one.at, stands=one.stands
            )
            for one in taken
        ],
    )
    write_decision_list(listed, drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def keep(store: Store, out: Path) -> Path:
    """Write all decisions where somebody wants them: a PDF by its name, or else CSV. Raises as `papers.keep`."""
    if out.suffix == ".pdf":
        return papers.keep(settled_pdf(store, out.name, thai_numerals=council(store).thai_numerals), out)
    return papers.keep(settled_csv(store, out.name).encode("utf-8-sig"), out)


def _table(taken: list[TakenDecision]) -> Table:
    rows = [
        (
            *(one.about, one.field, " / ".join(one.values), one.decision, one.by, one.machine),
            *(one.at.date().isoformat(), gettext("yes") if one.stands else gettext("no")),
        )
        for one in taken
    ]
    return Table(
        title=N_("Decisions about values in conflict"),
        columns=(
            Column("record", N_("Record")),
            Column("field", N_("Field")),
            Column("values", N_("Values")),
            Column("decision", N_("Decision")),
            Column("by", N_("Decided by")),
            Column("machine", N_("Machine")),
            Column("day", N_("Day"), "day"),
            Column("stands", N_("Still holds")),
        ),
        rows=tuple(rows),
        footnote=(gettext("As of {day}").format(day=format_date(date.today())),),  # noqa: DTZ011  the day on the wall
    )


class _Words:
    """Words for fields and values of any record, each record read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._records: dict[str, Record] = {}

    def title(self, record_id: str) -> str:
        record = self._record(record_id)
        return f"{gettext(record.label)} {record.title()}"

    def label(self, model: type[Record], name: str) -> str:
        return settling.label_of(model(), name)

    def of(self, model: type[Record], name: str, value: Json) -> str:
        return settling.in_words_of(self._store, model, name, value)

    def said(self, model: type[Record], name: str, said: Said) -> str:
        told = gettext("{value} ({by}, {when})")
        return told.format(value=self.of(model, name, said.value), by=said.by, when=_when(moment(said.at)))

    def _record(self, record_id: str) -> Record:
        if record_id not in self._records:
            self._records[record_id] = self._store.by_id(record_id)
        return self._records[record_id]


def _when(at: datetime) -> str:
    return gettext("{day}, {time}").format(day=format_date(at.date(), "brief"), time=format_time(at.time()))
