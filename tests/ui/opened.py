"""A whole window on a machine's folder, as the tests of the window, the first start and the pages need one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import editing, opening
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.window import MainWindow
from codi_desktop.ui.workplace import Workplace

TAMBON = "190406"
PASSPHRASE = "ข้าวเหนียวมะม่วงหวานอร่อย"
LONG = 20_000  # milliseconds: the computer may be busy

T = TypeVar("T", bound=QObject)


def make_folder(folder: Path, passphrase: str | None = None, *, houses: int = 0, level: str = "tambon") -> Path:
    """Make a machine with some houses, and close it again."""
    area = TAMBON if level == "tambon" else "19"
    with opening.make_machine(folder, "เครื่องสภาฯ", level, area, "พรรณทิพา", passphrase) as store:
        for number in range(houses):
            add_house(store, number)
    return folder


def add_house(store: Store, number: int) -> HouseRepair:
    """Enter a person, the household and the house."""
    person = Person.new(TAMBON, prefix="นาง", first_name=f"สังเวียน{number}", citizen_id_missing="ไม่ได้ถาม")
    editing.save(store, person)
    household = Household.new(TAMBON, house_number=f"{number + 1}/2", moo=6, members_count=4, head=person.id)
    editing.save(store, household)
    house = HouseRepair.new(TAMBON, fiscal_year=2565, household=household.id, owner=person.id)
    editing.save(store, house)
    return house


def open_window(qtbot: QtBot, folder: Path, settings: Settings | None = None) -> MainWindow:
    """Show a window and wait until its workplace is there. Close it at the end of the test."""
    window = MainWindow(folder, settings or Settings(), opening.open_store, opening.make_machine)
    qtbot.addWidget(window, before_close_func=_close)
    window.show()
    qtbot.waitUntil(lambda: window.workplace is not None and window.workplace.isVisible(), timeout=LONG)
    return window


def opened(qtbot: QtBot, folder: Path, settings: Settings | None = None) -> tuple[MainWindow, Workplace]:
    """Show a window on a machine that opens by itself, and wait until its first page is shown."""
    window = open_window(qtbot, folder, settings)
    workplace = window.workplace
    assert workplace is not None
    qtbot.waitUntil(lambda: workplace.store is not None, timeout=LONG)
    settle(qtbot, workplace.tasks)
    return window, workplace


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    """Wait until nothing is under way any more."""
    qtbot.wait(5)
    qtbot.waitUntil(lambda: tasks.count == 0, timeout=LONG)
    qtbot.wait(5)
    qtbot.waitUntil(lambda: tasks.count == 0, timeout=LONG)


def open_page(qtbot: QtBot, make: Callable[[Desk], Page], desk: Desk, **arguments: Any) -> Page:
    """Show one page by itself and let it read."""
    page = make(desk)
    qtbot.addWidget(page)
    page.resize(1094, 740)
    page.show()
    page.open(**arguments)
    settle(qtbot, desk.tasks)
    return page


def child(parent: QObject, kind: type[T], name: str) -> T:
    """Find a widget by its object name."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def _close(window: MainWindow) -> None:
    window.close()
    QApplication.processEvents()
