"""Help for the tests of lists and dashboards: a desk, waiting, and what is said on a page."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from codi_desktop.ui.page import Page
from codi_desktop.ui.tables.paged import PagedTable
from codi_desktop.ui.text import Label

REGION = Machine.new(name="ภาค", level="region", scope="CW", person="สมใจ", signing_seed=bytes(32), scopes=("",))
PROVINCE = Machine.new(name="จังหวัด", level="province", scope="19", person="สมใจ", signing_seed=bytes(32))


def settle(qtbot: QtBot, page: Page) -> None:
    """Wait until nothing is under way."""
    for _ in range(3):
        qtbot.wait(20)
        qtbot.waitUntil(lambda: page._desk.tasks.count == 0, timeout=10_000)  # type: ignore[attr-defined]


def shown(qtbot: QtBot, page: Page, **arguments: Any) -> None:
    """Show a page and wait until it has read everything."""
    qtbot.addWidget(page)
    page.resize(1150, 800)
    page.show()
    page.open(**arguments)
    settle(qtbot, page)


def words(widget: QWidget) -> str:
    """Give all that is written in labels one can see."""
    return "\n".join(label.plain_text() for label in widget.findChildren(Label) if label.isVisible())


def cells(table: PagedTable, column: str) -> list[str]:
    """Read a column of a list."""
    model = table.model()
    names = [one.name for one in table._model.columns]
    place = names.index(column)
    for row in range(model.rowCount()):  # ask for the rows before they are read
        model.index(row, place).data()
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key on a widget."""
    QTest.keyClick(widget, key, modifier)


def house(store: Store, scope: str, step: str, *, codi: int = 0, partners: int = 0, owner: str = "นางก") -> str:
    """Enter a house at a step, with received money."""
    made = HouseRepair.new(scope, fiscal_year=2565, owner_name=owner, house_number="1", step=step)
    records: list[Any] = [made]
    for source, satang in (("CODI", codi), ("company", partners)):
        if satang:
            records.append(
                MoneyEntry.new(scope, house=made.id, phase="received", source=source, form="cash", amount_satang=satang)
            )
    store.save(records)
    return str(made.id)
