"""The main window: the frame with its places, what works on every page, and how a machine is opened."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from codi_desktop import settings as settings_file
from codi_desktop.i18n import N_, gettext
from codi_desktop.settings import Settings
from codi_desktop.ui import problems, theme, translator
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.frame import Frame, NavEntry
from codi_desktop.ui.page import Page
from codi_desktop.ui.tasks import Tasks


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
    Place("settings", "settings", N_("Settings"), f"{_PAGES}.settings:SettingsPage", under="settings"),
)


def places_for(level: str) -> list[Place]:
    """Give the places that a machine of this level has."""
    wanted = "tambon" if level == "tambon" else "above"
    return [place for place in PLACES if place.only in {"", wanted}]


def make_page(place: Place, desk: Desk) -> Page:
    """Import and make the page of a place."""
    module, _, name = place.page.partition(":")
    page: Page = getattr(importlib.import_module(module), name)(desk)
    return page
