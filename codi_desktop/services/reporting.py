"""Put reports on paper and into pictures."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codi_desktop.i18n import gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.reports import progress
from codi_desktop.reports._areas import codes_of
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._report import Asked, Report, Table, report_named, reports
from codi_desktop.reports.houses import Filter, house_ids, house_rows
from codi_desktop.services import access
from codi_desktop.services.office import place_in_words
from codi_desktop.store.store import Store
from codi_desktop.thai.address import format_address
from codi_desktop.thai.citizen_id import format_citizen_id, mask_citizen_id

if TYPE_CHECKING:
    from codi_desktop.documents.house_list import ListedHouse

_PAGE = 500

__all__ = [
    "Asked",
    "Report",
    "Table",
    "dashboard_pdf",
    "house_list_pdf",
    "pictures",
    "report_named",
    "reports",
]


def dashboard_pdf(store: Store, asked: Asked, *, remarks: Sequence[str] = (), thai_numerals: bool = False) -> bytes:
    """Draw how an area stands, as a PDF of A4 pages, with its footnote and further remarks on every page."""
    from codi_desktop.documents.progress_sheet import write_progress

    found, drawn = progress.progress(store, asked), io.BytesIO()
    write_progress(found, [*progress.footnote(found), *remarks], drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def house_list_pdf(
    store: Store, chosen: Filter, filters: Sequence[str], *, purpose: str = "", thai_numerals: bool = False
) -> bytes:
    """Draw the list of houses as it is filtered, as a PDF of A4 pages; `filters` says the filter in words.

    Citizen ids are masked, for the sheet lies about on tables; with a purpose they stand there in full, and the sheet
    says so. That it was made is noted first.
    """
    from codi_desktop.documents.house_list import HouseList, write_house_list

    codes = codes_of(store, chosen.area or store.machine.scope, date.today())  # noqa: DTZ011  the day on the wall
    ids = house_ids(store, chosen)
    access.printed(store, HouseRepair.kind, ids, gettext("List of houses"), purpose=purpose)
    listed = HouseList(
        title=gettext("Houses of {place}").format(place=place_in_words(store)[0]),
        day=date.today(),  # noqa: DTZ011  the day on the wall
        filters=filters,
        houses=list(_listed(store, ids, format_citizen_id if purpose else mask_citizen_id)),
        purpose=purpose,
        footnote=completeness_of(store, codes, date.today()).sentences(),  # noqa: DTZ011  the day on the wall
    )
    drawn = io.BytesIO()
    write_house_list(listed, drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def _listed(store: Store, ids: Sequence[str], write: Callable[[str], str]) -> Iterator["ListedHouse"]:
    from codi_desktop.documents.house_list import ListedHouse

    is_one_tambon = store.machine.level == "tambon"
    for start in range(0, len(ids), _PAGE):
        rows = house_rows(store, ids[start : start + _PAGE])
        numbers = _citizen_ids(store, [row.id for row in rows], write)
        for row in rows:
            village = format_address(moo=row.moo or "", village=row.village, style="short")
            place = village if is_one_tambon else f"{village} {row.tambon}".strip()
            yield ListedHouse(
                row.owner,
                numbers.get(row.id, ""),
                row.house_number,
                place,
                row.side_state or row.step,
                row.codi_spent,
                row.ceiling,
            )


def _citizen_ids(store: Store, ids: Sequence[str], write: Callable[[str], str]) -> dict[str, str]:
    """Give the owners' citizen ids, written masked or in full, by house."""
    owners = dict(store.tuples(HouseRepair.select(HouseRepair.id, HouseRepair.owner).where(HouseRepair.id.in_(ids))))
    known = [owner for owner in owners.values() if owner]
    numbers = dict(store.tuples(Person.select(Person.id, Person.citizen_id).where(Person.id.in_(known))))
    return {id_: write(number) for id_, owner in owners.items() if (number := numbers.get(owner))}


def pictures(pdf: bytes | Path, dpi: int = 110) -> Iterator[bytes]:
    """Give the pages of a PDF as PNG files."""
    from codi_desktop.documents.render import page_images

    for page in page_images(pdf, dpi):
        yield page.png()
