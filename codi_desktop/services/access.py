"""Who used personal data: note it when a record is opened, a number is shown, a list is printed or given away.

Entries are written here and nowhere else. One that must be there first (a number shown in full, a paper, a bundle)
raises when it cannot be kept; opening a record is never refused because the disk is full.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from codi_desktop.durable import write_file
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import CitizenId, Field, Json, Privacy
from codi_desktop.records._record import Record, kinds
from codi_desktop.reports._report import Column, Table
from codi_desktop.services.moments import moment
from codi_desktop.services.spreadsheets import csv_of
from codi_desktop.store.access import ACTS, Access, Act, Wanted
from codi_desktop.store.opening import DiskFull
from codi_desktop.store.store import Store, live
from codi_desktop.thai.citizen_id import mask_citizen_id

_log = logging.getLogger(__name__)
_PAGE = 500
_MOST_FOUND = 2000
T = TypeVar("T", bound=Json)

__all__ = ["ACTS", "ACT_WORDS", "PURPOSES", "Line", "PurposeNeeded", "Wanted"]

ACT_WORDS: dict[str, str] = {
    "viewed": N_("Opened"),
    "printed": N_("Printed"),
    "exported": N_("Given out"),
    "identifier": N_("Number shown in full"),
    "disclosed": N_("Number shown to the province"),
    "erased": N_("Erased on request"),
}
PURPOSES: tuple[str, ...] = (
    N_("Correct the data of this person"),
    N_("Compare with the identity card"),
    N_("Send to an office that asks for it by law"),
    N_("Apply for help or welfare for this person"),
)
"""What citizen ids are shown in full for most often; anybody may write another purpose."""


class PurposeNeeded(CodiError):
    """Somebody wants to see numbers in full without a word of why."""

    message = N_("Say what the full number is needed for.")


@dataclass(frozen=True)
class Line:
    """One entry for people: `title` names the record as it is called today, or how many records of which kind."""

    number: int
    at: datetime
    machine: str
    person: str
    act: Act
    kind: str
    record: str
    count: int
    title: str
    about: str
    purpose: str


# --- noting


def viewed(store: Store, kind: str, record_id: str | None) -> None:
    """Note that a record was opened, if its kind holds personal data; never waits, and never fails."""
    if not record_id or not is_personal(kind):
        return
    try:
        store.note_access([_entry(store, "viewed", kind, record_id)], wait=False)
    except DiskFull:
        _log.warning("The disk is full: an opening of a record was not noted.")


def identifier_shown(store: Store, record_id: str, purpose: str) -> None:
    """Note that the numbers of a record are about to be shown in full. Raises PurposeNeeded."""
    kind = store.kind_of(record_id)
    store.note_access([_entry(store, "identifier", kind, record_id, purpose=said(purpose))])


def printed(store: Store, kind: str, ids: Sequence[str], about: str, *, purpose: str = "") -> None:
    """Note that records went on paper, as one entry; `about` names the paper."""
    _note_many(store, "printed", kind, ids, about, purpose)


def exported(store: Store, kind: str, ids: Sequence[str], about: str, *, purpose: str = "") -> None:
    """Note that records left this machine or its program, as one entry; `about` names the file or the receiver."""
    _note_many(store, "exported", kind, ids, about, purpose)


def disclosed(store: Store, record_id: str, purpose: str) -> None:
    """Note that the province may read a number from now on. Raises PurposeNeeded."""
    kind = store.kind_of(record_id)
    store.note_access([_entry(store, "disclosed", kind, record_id, purpose=said(purpose))])


def erased(store: Store, record_id: str, count: int, why: str) -> None:
    """Note that the private fields of a record, and of all that tells about it, are about to be erased."""
    store.note_access([_entry(store, "erased", store.kind_of(record_id), record_id, count, purpose=said(why))])


def sent(store: Store, count: int, receivers: Iterable[str]) -> None:
    """Note that a bundle with this many records was written for other machines."""
    if count:
        about = gettext("Bundle for {receivers}").format(receivers=", ".join(receivers))
        store.note_access([_entry(store, "exported", "", "", count, about)])


def backed_up(store: Store, out: Path) -> None:
    """Note that everything was written into a sealed file outside this machine's folder."""
    models = [model for kind, model in kinds().items() if is_personal(kind)]
    count = sum(store.count(live(model)) for model in models)
    if count:
        about = gettext("Sealed backup {file}").format(file=out.name)
        store.note_access([_entry(store, "exported", "", "", count, about)])


def said(purpose: str) -> str:
    """Give the purpose without spaces around it. Raises PurposeNeeded when nothing is left."""
    told = " ".join(purpose.split())
    if not told:
        raise PurposeNeeded
    return told


def _note_many(store: Store, act: Act, kind: str, ids: Sequence[str], about: str, purpose: str) -> None:
    if ids and is_personal(kind):
        record = ids[0] if len(ids) == 1 else ""
        store.note_access([_entry(store, act, kind, record, len(ids), about, purpose)])


def _entry(
    store: Store, act: Act, kind: str, record_id: str, count: int = 1, about: str = "", purpose: str = ""
) -> Access:
    machine = store.machine
    at = time.time_ns() // 1_000_000
    return Access(at, machine.name, machine.person, act, kind, record_id, count, about, purpose)


# --- what is personal, and how it is masked


@cache
def is_personal(kind: str) -> bool:
    """Say whether records of a kind hold anything that tells who somebody is, or how they live."""
    model = kinds().get(kind)
    return model is not None and any(field.privacy is not Privacy.PUBLIC for field in model.declared().values())


def is_identifier(field: Field) -> bool:
    """Say whether a field holds numbers that are shown masked."""
    return isinstance(field, CitizenId) or field.privacy is Privacy.IDENTIFIER


def masked(model: type[Record], values: dict[str, Json]) -> dict[str, Json]:
    """Give values of a record with the numbers in it masked, also within kept facts; other values stay as they are."""
    declared = model.declared()
    return {
        name: _masked(value, is_number=is_identifier(declared[name])) if name in declared else value
        for name, value in values.items()
    }


def _masked(value: Json, *, is_number: bool) -> Json:
    """Mask a number, and every number in facts that hold the fields of other records by their names."""
    if isinstance(value, dict):
        return {name: _masked(inner, is_number=name in _identifiers()) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, is_number=is_number) for inner in value]
    return mask_citizen_id(str(value)) if is_number and value else value


@cache
def _identifiers() -> frozenset[str]:
    """Name the fields of all kinds that hold numbers."""
    every = (model.declared().items() for model in kinds().values())
    return frozenset(name for declared in every for name, field in declared if is_identifier(field))


# --- reading


def numbers(store: Store, wanted: Wanted) -> list[int]:
    """Give the entries that are asked for by number, the newest first."""
    found: list[int] = store.access_numbers(wanted)
    return found


def lines(store: Store, chosen: Sequence[int]) -> list[Line | None]:
    """Give entries in the order of their numbers, with the names of their records as they are today."""
    found = store.access_entries(chosen)
    titles = _titles(store, {(entry.kind, entry.record) for entry in found.values() if entry.record})
    return [_line(number, found[number], titles) if number in found else None for number in chosen]


def find(store: Store, text: str, wanted: Wanted) -> Wanted:
    """Narrow what is asked for to records and people whose names hold every word of `text`."""
    if not text.strip():
        return wanted
    kinds_here = [kind for kind in kinds() if is_personal(kind)]
    records = tuple(store.find(text, kinds_here, limit=_MOST_FOUND))
    words = text.split()
    named = tuple(person for person in people(store) if all(word in person for word in words))
    return replace(wanted, either=(records, named))


def all_lines(store: Store, wanted: Wanted) -> list[Line]:
    """Give all entries that are asked for, the newest first."""
    chosen = numbers(store, wanted)
    pages = (lines(store, chosen[start : start + _PAGE]) for start in range(0, len(chosen), _PAGE))
    return [line for page in pages for line in page if line is not None]


def counts(store: Store, wanted: Wanted) -> dict[str, int]:
    """Count the entries that are asked for by what was done."""
    found: dict[str, int] = store.access_counts(wanted)
    return found


def purposes_given(store: Store, wanted: Wanted) -> list[str]:
    """Give the purposes for which numbers were printed or given out in full, each once, of the entries asked for."""
    acts: tuple[Act, ...] = ("printed", "exported")
    return sorted({told for act in acts for told in store.access_purposes(replace(wanted, act=act))})


def people(store: Store) -> list[str]:
    """Name everybody who is in the list."""
    found: list[str] = store.access_people()
    return found


def is_whole(store: Store) -> bool:
    """Say whether the list is as it was written."""
    whole: bool = store.access_is_whole()
    return whole


def keep(store: Store, wanted: Wanted, out: Path) -> Path:
    """Write the entries that are asked for as CSV, which is noted too. Raises DiskFull and StickGone."""
    found = all_lines(store, wanted)
    about = gettext("List of who used personal data: {file}").format(file=out.name)
    store.note_access([_entry(store, "exported", "", "", len(found), about)])
    return write_file(out, csv_of(as_table(found)).encode("utf-8-sig"))


def printed_list(store: Store, wanted: Wanted, *, filter_in_words: str = "", thai_numerals: bool = False) -> bytes:
    """Draw the entries that are asked for as a PDF of A4 pages, which is noted too."""
    from codi_desktop.documents.access_list import Accessed, AccessList, write_access_list
    from codi_desktop.services.office import council

    found, drawn = all_lines(store, wanted), BytesIO()
    store.note_access([_entry(store, "printed", "", "", len(found), gettext("Who used personal data"))])
    told = [
        Accessed(line.at, line.person, line.act, line.title, " · ".join(w for w in (line.purpose, line.about) if w))
        for line in found
    ]
    listed = AccessList(
        council=council(store).name,
        machine=store.machine.name,
        day=date.today(),  # noqa: DTZ011  the day on the wall
        filter=filter_in_words,
        is_whole=is_whole(store),
        lines=told,
    )
    write_access_list(listed, drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def as_table(found: Sequence[Line]) -> Table:
    """Give entries as a table."""
    return Table(
        title=N_("Who used personal data"),
        columns=(
            Column("at", N_("When")),
            Column("person", N_("Who")),
            Column("machine", N_("Machine")),
            Column("act", N_("What was done")),
            Column("record", N_("Id")),
            Column("title", N_("Whose data")),
            Column("count", N_("Records"), "whole"),
            Column("about", N_("Paper or receiver")),
            Column("purpose", N_("For what")),
        ),
        rows=tuple(
            (
                line.at.isoformat(timespec="seconds"),
                line.person,
                line.machine,
                gettext(ACT_WORDS[line.act]),
                line.record,
                line.title,
                line.count,
                line.about,
                line.purpose,
            )
            for line in found
        ),
    )


def _titles(store: Store, named: set[tuple[str, str]]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for kind in {kind for kind, _ in named}:
        model = kinds().get(kind)
        if model is not None:
            ids = [record for each, record in named if each == kind]
            titles |= {record.id: record.title() for record in store.rows(model.select().where(model.id.in_(ids)))}
    return titles


def _line(number: int, entry: Access, titles: dict[str, str]) -> Line:
    model = kinds().get(entry.kind)
    if entry.record:
        title = titles.get(entry.record, entry.record)
    else:
        label = gettext(model.label_plural) if model else gettext("Records")
        title = gettext("{records}: {count}").format(records=label, count=f"{entry.count:,}")
    return Line(
        number=number,
        at=moment(entry.at),
        machine=entry.machine,
        person=entry.person,
        act=entry.act,
        kind=entry.kind,
        record=entry.record,
        count=entry.count,
        title=title,
        about=entry.about,
        purpose=entry.purpose,
    )
