"""Moving to another tambon in the window: offered, passed on, answered."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.person import Person
from codi_desktop.records.transfer import Transfer
from codi_desktop.services import editing, matters, transferring
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store, live
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.moves import MovesDialog, OfferMoveDialog
from codi_desktop.ui.tasks import Tasks
from tests.services.test_transferring import HERE, THERE, Three
from tests.ui.opened import child, settle


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with ExitStack() as stack:
        yield Three(tmp_path, stack)


def dialog_of(qtbot: QtBot, tasks: Tasks, store: Store, name: str, parent: QWidget) -> MovesDialog:
    matter = next(one for one in matters.matters(store) if one.opens == "moves")
    assert matter.about == name
    dialog = MovesDialog(Desk(store, Settings(), tasks), matter, parent)
    dialog.open_fitted()
    settle(qtbot, tasks)
    return dialog


def click(qtbot: QtBot, tasks: Tasks, button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)


def test_somebody_is_offered_passed_on_and_accepted(qtbot: QtBot, tasks: Tasks, three: Three) -> None:
    person = Person.new(HERE, first_name="สังเวียน", citizen_id_missing="ไม่มี")
    editing.save(three.giving, person)
    parent = QWidget()
    qtbot.addWidget(parent)
    offering = OfferMoveDialog(Desk(three.giving, Settings(), tasks), person.id, person.title(), parent)
    offering.open_fitted()
    click(qtbot, tasks, offering.accept_button)
    assert offering.refused.isVisibleTo(offering)
    child(offering, QLineEdit, "area").setText(THERE)
    child(offering, QLineEdit, "why").setText("ย้ายไปอยู่กับลูก")
    click(qtbot, tasks, offering.accept_button)
    assert three.giving.count(live(Transfer)) == 1
    three.carry_up(three.giving)
    click(qtbot, tasks, dialog_of(qtbot, tasks, three.province, "between", parent).accept_button)
    three.meet(three.taking)
    answering = dialog_of(qtbot, tasks, three.taking, "here", parent)
    click(qtbot, tasks, child(answering, QWidget, "refuse-move"))
    assert answering.refused.isVisibleTo(answering)
    click(qtbot, tasks, child(answering, QWidget, "accept-move"))
    assert [move.transfer.state for move in transferring.moves(three.taking)] == ["accepted"]
    assert not [one for one in matters.matters(three.taking) if one.opens == "moves"]
