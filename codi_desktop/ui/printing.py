"""Put a PDF on paper: its pages are drawn at 300 dots an inch and painted on a printer, page by page, in a task."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.services import papers
from codi_desktop.ui.tasks import Progress, Task, Tasks

DPI = 300


class PrinterRefused(CodiError):
    """The printer takes nothing."""

    message = N_("The printer does not take the pages. See whether it is on and has paper, then print again.")


def has_printer() -> bool:
    """Say whether a printer is set up on this computer."""
    return bool(QPrinterInfo.availablePrinterNames())


def choose_printer(parent: QWidget, chosen: Callable[[QPrinter], None]) -> QPrintDialog:
    """Ask for a printer, without blocking the window."""
    printer = a4_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(partial(chosen, printer))
    dialog.open()  # type: ignore[call-arg]  # the form without arguments, absent from the types
    return dialog


def a4_printer() -> QPrinter:
    """Give a printer for whole A4 pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


def print_pdf(
    tasks: Tasks,
    owner: QObject,
    pdf: bytes,
    printer: QPrinter,
    done: Callable[[int], None],
    failed: Callable[[Exception], None] | None = None,
) -> Task:
    """Print a PDF beside the window, telling each page; `done` gets the number of pages."""
    return tasks.run(owner, lambda progress: _paint(pdf, printer, progress), done, failed)


def _paint(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    count = papers.count_pages(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefused
    try:
        _paint_pages(pdf, painter, printer, lambda number: progress(number, count))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return count


def _paint_pages(pdf: bytes, painter: QPainter, printer: QPrinter, tell: Callable[[int], None]) -> None:
    area = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    for number, page in enumerate(papers.pages(pdf, DPI)):
        tell(number)
        if number and not printer.newPage():
            raise PrinterRefused
        image = QImage(page.rgb, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888)
        painter.drawImage(area, image)
