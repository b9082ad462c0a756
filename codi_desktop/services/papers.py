"""Lay out the desk of papers: which houses wait for theirs, which papers were issued, and how each of them looks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

from codi_desktop.durable import write_file
from codi_desktop.i18n import gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.services import access, issuing
from codi_desktop.services.issuing import READY_STEPS
from codi_desktop.store.photos import PhotoDamaged, PhotoMissing
from codi_desktop.store.store import Store, live

__all__ = [
    "HouseForPaper",
    "PagePixels",
    "PaperIssued",
    "Papers",
    "PhotoDamaged",
    "PhotoMissing",
    "count_pages",
    "draft",
    "issue_unkept",
    "keep",
    "keep_draft",
    "pages",
    "papers",
    "reissue_unkept",
    "reprint_unkept",
    "stored",
]

_ONE_AT_A_TIME = Lock()  # PDFium is not made for several threads


class PagePixels(NamedTuple):
    """One page: three bytes a pixel, row by row."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True)
class HouseForPaper:
    """A house that can have a certificate. `is_ready`: inspected, and without a paper that holds."""

    id: str
    title: str
    owner: str
    step: str
    handover_on: date | None
    is_ready: bool
    number: str
    """of the paper that holds; empty where there is none"""


@dataclass(frozen=True)
class PaperIssued:
    """A paper that was given a number."""

    id: str
    house_id: str
    number: str
    day: date
    owner: str
    document: str
    print_count: int
    void_on: date | None
    void_reason: str
    replaced_by: str
    is_own: bool
    """whether this machine's letters are in the number"""


@dataclass(frozen=True)
class Papers:
    """The houses, those that wait first, and the papers, the newest first."""

    houses: tuple[HouseForPaper, ...]
    issued: tuple[PaperIssued, ...]
    thai_numerals: bool


def papers(store: Store) -> Papers:
    """Read houses and papers."""
    records = store.rows(live(IssuedDocument))
    records.sort(key=lambda record: record.id.partition(".")[2], reverse=True)
    holding = {record.house: record.number for record in records if not record.void_on}
    numbers = {record.id: record.number for record in records}
    houses = [
        _house(house, holding.get(house.id, "")) for house in store.rows(live(HouseRepair)) if not house.side_state
    ]
    houses.sort(key=_order)
    return Papers(
        houses=tuple(houses),
        issued=tuple(_paper(store, record, numbers) for record in records),
        thai_numerals=bool(store.setting("thai_numerals", default=False)),
    )


def draft(store: Store, house_id: str, *, thai_numerals: bool) -> bytes:
    """Draw a draft of a house's certificate as a PDF; it takes no number."""
    return issuing.preview(store, issuing.CERTIFICATE, house_id, thai_numerals=thai_numerals)


def stored(store: Store, paper_id: str) -> bytes:
    """Give the PDF of a paper as it was printed first. Raises PhotoMissing when it lies on another machine only."""
    content: bytes = store.photos.read(store.get(IssuedDocument, paper_id).pdf or "")
    return content


def pages(pdf: bytes | Path, dpi: int) -> Iterator[PagePixels]:
    """Draw one page after the other."""
    from codi_desktop.documents.render import page_count, page_images

    with _ONE_AT_A_TIME:
        count = page_count(pdf)
    for number in range(count):
        with _ONE_AT_A_TIME:
            drawn = page_images(pdf, dpi, [number])
        yield PagePixels(*drawn[0])


def count_pages(pdf: bytes | Path) -> int:
    """Count the pages of a PDF."""
    from codi_desktop.documents.render import page_count

    with _ONE_AT_A_TIME:
        return page_count(pdf)


def _house(house: HouseRepair, number: str) -> HouseForPaper:
    return HouseForPaper(
        id=house.id,
        title=house.title(),
        owner=house.owner_name or house.title(),
        step=house.step or "",
        handover_on=date.fromisoformat(house.handover_on) if house.handover_on else None,
        is_ready=house.step in READY_STEPS and not number,
        number=number,
    )


def _order(house: HouseForPaper) -> tuple[int, str]:
    """Put first who waits for the ceremony, by its day; then the other houses by name."""
    rank = 0 if house.is_ready and house.step == "inspected" else 1 if house.is_ready else 2 if not house.number else 3
    return rank, house.handover_on.isoformat() if house.handover_on else "9"


def _paper(store: Store, record: IssuedDocument, numbers: dict[str, str]) -> PaperIssued:
    return PaperIssued(
        id=record.id,
        house_id=record.house or "",
        number=record.number,
        day=date.fromisoformat(record.day),
        owner=(record.facts or {}).get("owner", ""),
        document=record.document,
        print_count=record.print_count or 1,
        void_on=date.fromisoformat(record.void_on) if record.void_on else None,
        void_reason=record.void_reason or "",
        replaced_by=numbers.get(record.replaced_by or "", ""),
        is_own=f"-{store.machine.code}/" in record.number,
    )


def issue_unkept(
    store: Store,
    ids: Sequence[str],
    *,
    thai_numerals: bool,
    day: date | None,
    progress: issuing.Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[issuing.IssuedBatch, bytes]:
    """Issue certificates for a printer: gives the PDF, and leaves no open file behind. Raises as `issuing.issue`."""
    return _unkept(
        store,
        lambda out: issuing.issue(
            store,
            issuing.CERTIFICATE,
            ids,
            out=out,
            thai_numerals=thai_numerals,
            day=day,
            progress=progress,
            cancelled=cancelled,
        ),
    )


def reprint_unkept(store: Store, paper_id: str) -> tuple[issuing.IssuedBatch, bytes]:
    """Print a paper again for a printer. Raises as `issuing.reprint`."""
    return _unkept(store, lambda out: issuing.reprint(store, [paper_id], out=out))


def reissue_unkept(store: Store, paper_id: str, *, why: str, thai_numerals: bool) -> tuple[issuing.IssuedBatch, bytes]:
    """Make a paper void and issue another in its place. Raises as `issuing.void_and_reissue`."""
    return _unkept(
        store,
        lambda out: issuing.void_and_reissue(store, paper_id, why=why, out=out, thai_numerals=thai_numerals),
    )


def keep(pdf: bytes, out: Path) -> Path:
    """Write a PDF where somebody wants it, whole or not at all. Raises DiskFull and StickGone."""
    return write_file(out, pdf)


def keep_draft(store: Store, document: str, house_id: str, out: Path, *, thai_numerals: bool) -> Path:
    """Write a draft as a file, which is noted as a printed paper is. Raises as `keep`."""
    pdf = issuing.preview(store, document, house_id, thai_numerals=thai_numerals)
    access.printed(store, HouseRepair.kind, [house_id], gettext("Draft"))
    return keep(pdf, out)


def _unkept(store: Store, write: Callable[[Path], issuing.IssuedBatch]) -> tuple[issuing.IssuedBatch, bytes]:
    """Let something write a PDF into a folder that is gone afterwards: it names people, and papers lie here sealed."""
    with TemporaryDirectory(dir=store.folder, prefix="printing-") as folder:
        batch = write(Path(folder) / "papers.pdf")
        return batch, batch.path.read_bytes()
