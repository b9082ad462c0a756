"""Put reports on paper and into pictures."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from codi_desktop.reports import progress
from codi_desktop.reports._report import Asked, Report, Table, report_named, reports
from codi_desktop.store.store import Store

__all__ = ["Asked", "Report", "Table", "dashboard_pdf", "pictures", "report_named", "reports"]


def dashboard_pdf(store: Store, asked: Asked, *, remarks: Sequence[str] = (), thai_numerals: bool = False) -> bytes:
    """Draw how an area stands, as a PDF of A4 pages, with its footnote and further remarks on every page."""
    from codi_desktop.documents.progress_sheet import write_progress

    found, drawn = progress.progress(store, asked), BytesIO()
    write_progress(found, [*progress.footnote(found), *remarks], drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def pictures(pdf: bytes | Path, dpi: int = 110) -> Iterator[bytes]:
    """Give the pages of a PDF as PNG files."""
    from codi_desktop.documents.render import page_images

    for page in page_images(pdf, dpi):
        yield page.png()
