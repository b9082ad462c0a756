"""The card of matters to know: hidden while all is well, one row and one dialog for each thing."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from codi_desktop.services import exchanging
from codi_desktop.services.matters import Matter
from codi_desktop.store.store import Store
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.dialogs.forked_machines import ForkedMachinesDialog
from codi_desktop.ui.dialogs.missing_bundles import MissingBundlesDialog
from codi_desktop.ui.dialogs.waiting_changes import WaitingChangesDialog
from codi_desktop.ui.pages.exchange import ExchangePage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import Label
from tests.services.offices import Offices, offices
from tests.services.parts import in_parts
from tests.ui.pages.exchange_made import rest, shown


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


def opened(store: Store, tasks: Tasks, qtbot: QtBot) -> ExchangePage:
    return cast("ExchangePage", shown(ExchangePage, store, tasks, qtbot))


def words(dialog: AskingDialog) -> str:
    return "\n".join(label.plain_text() for label in dialog.findChildren(Label))


def test_nothing_is_shown_when_all_is_well(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    assert opened(tree.province, tasks, qtbot).matters.isHidden()


@pytest.mark.parametrize(("name", "dialog"), [("missing", MissingBundlesDialog), ("waiting", WaitingChangesDialog)])
def test_what_is_missing_and_what_waits_is_told_and_opened_by_its_button(
    tree: Offices, tasks: Tasks, qtbot: QtBot, name: str, dialog: type[AskingDialog]
) -> None:
    first, *_, last = in_parts(tree)
    for part in (first, last):
        exchanging.take_in(tree.province, part)
    page = opened(tree.province, tasks, qtbot)
    assert page.matters.isVisible()
    (button,) = (b for b in page.matters.findChildren(QPushButton) if b.objectName().startswith(f"open-{name}"))
    assert "เจริญธรรม" in button.accessibleName() or name == "waiting"
    button.click()
    rest(qtbot, tasks)
    (told,) = page.findChildren(dialog)
    assert "เจริญธรรม" in words(told)
    told.accept()


def test_the_card_goes_when_what_was_missing_has_come(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    first, *between, last = in_parts(tree)
    for part in (first, last):
        exchanging.take_in(tree.province, part)
    page = opened(tree.province, tasks, qtbot)
    assert page.matters.isVisible()
    for part in between:
        exchanging.take_in(tree.province, part)
    page.matters.read()
    rest(qtbot, tasks)
    assert page.matters.isHidden()


def test_a_row_that_changes_is_shown_anew(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(tree.province, tasks, qtbot)
    for sentence in ("หนึ่ง", "สอง"):
        page.matters.show_matters([Matter("x", "warn", sentence, "ดู", "waiting")])
        assert sentence in "\n".join(label.plain_text() for label in page.matters.findChildren(Label))


def test_a_machine_that_exists_twice_is_told_once(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    device = tree.tambon.machine.device
    tree.province.set_setting("exchange.forks", [[device, "life", 1, [[3, 1000], [3, 2000]]]])
    page = opened(tree.province, tasks, qtbot)
    (button,) = (b for b in page.matters.findChildren(QPushButton) if b.objectName().startswith("open-fork"))
    button.click()
    rest(qtbot, tasks)
    (told,) = page.findChildren(ForkedMachinesDialog)
    assert words(told).count("ฉบับที่ 3 ") == 2
    told.accept()
    rest(qtbot, tasks)
    assert page.matters.isHidden()
