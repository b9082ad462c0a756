"""Machines in a tree for the tests of exchange and conflicts, and a desk over one of them."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from codi_desktop.records.household import Household
from codi_desktop.services import exchanging
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.tasks import Tasks
from tests.services.offices import Offices, household


def shown(make: Callable[[Desk], Page], store: Store, tasks: Tasks, qtbot: QtBot, **arguments: object) -> Page:
    """Open a page over a store, as the frame does, and wait until it has read everything."""
    desk = Desk(store, Settings(), tasks)
    page = make(desk)
    desk.setParent(page)
    desk.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1094, 900)
    page.show()
    page.open(**arguments)
    rest(qtbot, tasks)
    return page


def rest(qtbot: QtBot, tasks: Tasks) -> None:
    """Wait until nothing is under way any more, and what it brought is shown."""
    quiet = 0
    for _ in range(1000):  # one answer often asks the next question: quiet is quiet for a while
        qtbot.wait(20)
        quiet = quiet + 1 if tasks.count == 0 else 0
        if quiet == 5:
            return
    raise AssertionError(tasks.count)


def apart(tree: Offices, *, field: str = "members_count", left: object = 4, right: object = 6) -> str:
    """Let tambon and province change the same field apart, and the province learn of it; gives the household."""
    house = household(tree.tambon, "31")
    exchange(tree.tambon, tree.province, tree)
    for store, value in ((tree.tambon, left), (tree.province, right)):
        record = store.get(Household, house)
        record.fill({field: value})
        store.save(record)
    exchange(tree.tambon, tree.province, tree)
    return house


def exchange(sender: Store, receiver: Store, tree: Offices) -> None:
    """Carry a bundle."""
    written = exchanging.write_bundle_for(sender, receiver.machine.device, tree.stick)
    exchanging.take_in(receiver, written.path)
