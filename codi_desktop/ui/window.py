"""The main window and its places.

The window paints before anything slow is imported: the ground of sidebar and page, and nothing on it. Then the
workplace is built, the store is opened beside it, and each page is imported when somebody goes there first.
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from codi_desktop.i18n import N_
from codi_desktop.services.starting import way_in
from codi_desktop.settings import Settings
from codi_desktop.ui import _tokens
from codi_desktop.ui._garbage import Garbage

if TYPE_CHECKING:
    from codi_desktop.ui.page import Page
    from codi_desktop.ui.workplace import Workplace

OpenStore = Callable[..., Any]
MakeMachine = Callable[..., Any]

_SIDEBAR, _BRAND = 216, 392


@dataclass(frozen=True)
class Place:
    """One page of the window. Its class is imported when somebody goes there first."""

    name: str
    icon: str
    label: str
    page: str
    """module:class"""
    under: str = ""
    only: str = ""
    """"tambon" or "above": for machines of that level alone"""


_PAGES = "codi_desktop.ui.pages"
PLACES = (
    Place("home", "layout-dashboard", N_("Home"), f"{_PAGES}.home:HomePage", only="tambon"),
    Place("overview", "layout-dashboard", N_("Overview"), f"{_PAGES}.overview:OverviewPage", only="above"),
    Place("houses", "house", N_("Ban Phor Phiang"), f"{_PAGES}.houses:HousesPage"),
    Place("house", "house", N_("One house"), f"{_PAGES}.house:HousePage", under="houses"),
    Place("people", "users", N_("Households and people"), f"{_PAGES}.people:PeoplePage"),
    Place("record", "users", N_("One record"), f"{_PAGES}.record:RecordPage", under="people"),
    Place("tray", "hand-coins", N_("Shared tray"), f"{_PAGES}.tray:TrayPage"),
    Place("documents", "printer", N_("Documents"), f"{_PAGES}.documents:DocumentsPage"),
    Place("exchange", "usb", N_("Exchange"), f"{_PAGES}.exchange:ExchangePage"),
    Place("conflicts", "git-compare", N_("Conflicts"), f"{_PAGES}.conflicts:ConflictsPage", under="exchange"),
    Place("access", "shield-check", N_("Who used personal data"), f"{_PAGES}.access:AccessPage", under="settings"),
    Place("settings", "settings", N_("Settings"), f"{_PAGES}.settings:SettingsPage", under="settings"),
)


def places_for(level: str) -> list[Place]:
    """Give the places that a machine of this level has."""
    wanted = "tambon" if level == "tambon" else "above"
    return [place for place in PLACES if place.only in {"", wanted}]


def make_page(place: Place, desk: Any) -> "Page":
    """Import and make the page of a place."""
    module, _, name = place.page.partition(":")
    page: Page = getattr(importlib.import_module(module), name)(desk)
    return page


def run(
    *,
    folder: Path,
    settings: Settings,
    open_store: OpenStore,
    make_machine: MakeMachine,
    begun: Callable[[], None] | None = None,
) -> int:
    """Show the window and stay until it is closed; gives the exit code. `begun` is called after the first paint."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("codi_desktop")
    window = MainWindow(folder, settings, open_store, make_machine, begun)
    window.show()
    return app.exec()


class MainWindow(QMainWindow):
    """The shell: where the window stands, its first paint, its end. What is in it is the workplace."""

    opened = Signal()
    """the store is open and the first page is shown"""
    closed = Signal()

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        open_store: OpenStore,
        make_machine: MakeMachine,
        begun: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._garbage = Garbage(self)
        self.setObjectName("main-window")
        self.setWindowTitle("codi_desktop")
        self.workplace: Workplace | None = None
        self._folder = folder
        self._settings = settings
        self._open_store = open_store
        self._make_machine = make_machine
        self._begun = begun
        self._is_painted = False
        self.setMinimumSize(640, 480)
        self.resize(1366, 768)
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromHex(settings.window_geometry.encode("ascii")))
        self.setCentralWidget(_Beginning(settings, _SIDEBAR if way_in(folder) == "open" else _BRAND))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin the work after the first paint: what is imported before would delay it."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep where the window stood and what was typed, end all work, close the store."""
        if self.workplace is not None:
            self._settings.window_geometry = bytes(self.saveGeometry().toHex().data()).decode("ascii")
            self.workplace.shut()
            self.closed.emit()
        super().closeEvent(event)

    def _begin(self) -> None:
        from codi_desktop.ui.workplace import Workplace

        if self._begun is not None:
            self._begun()
        self.workplace = Workplace(self, self._folder, self._settings, self._open_store, self._make_machine)
        self.workplace.opened.connect(self.opened)
        self.setCentralWidget(self.workplace)
        self.workplace.begin()


class _Beginning(QWidget):
    """The ground of the window, and the dark strip at its left, for the moment until the rest is there."""

    def __init__(self, settings: Settings, strip: int) -> None:
        super().__init__()
        self._tokens = _tokens.CONTRAST if settings.high_contrast else _tokens.LIGHT
        scale = settings.text_scale / 100
        self._strip = round(strip * scale)
        self._least = round(1000 * scale)  # a narrow window has no strip

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint two grounds."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._tokens["page"]))
        if self.width() >= self._least:
            painter.fillRect(0, 0, self._strip, self.height(), QColor(self._tokens["sidebar"]))
