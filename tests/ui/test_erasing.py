"""Erasing on request: what vanishes is shown, a reason and a word are asked for, and then it is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.person import Person
from codi_desktop.services import editing, opening, privacy
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.erasing import DiscloseDialog, EraseDialog
from codi_desktop.ui.pages.record import RecordPage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import Label
from tests.ui.opened import child, make_folder, open_page, settle


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", houses=1)) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, store: Store, tasks: Tasks) -> RecordPage:
    person = store.rows(Person.select())[0]
    person.fill({"citizen_id": "1101700230708", "citizen_id_missing": None})
    editing.save(store, person)
    opened = open_page(qtbot, RecordPage, Desk(store, Settings(), tasks), kind="person", record_id=person.id)
    assert isinstance(opened, RecordPage)
    return opened


def pressed(page: RecordPage, name: str, kind: type[QWidget], qtbot: QtBot, tasks: Tasks) -> QWidget:
    QTest.mouseClick(child(page, QWidget, name), Qt.MouseButton.LeftButton)
    found = page.window().findChild(kind)
    assert found is not None
    settle(qtbot, tasks)
    return found


def test_it_asks_for_a_reason_and_a_word_and_then_it_is_gone(
    page: RecordPage, store: Store, qtbot: QtBot, tasks: Tasks
) -> None:
    dialog = pressed(page, "erase-data", EraseDialog, qtbot, tasks)
    assert isinstance(dialog, EraseDialog)
    shown = " ".join(label.text() for label in dialog.findChildren(Label)).replace("\u200b", "")
    assert "ชื่อ" in shown
    person = str(page.record_id)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.refused.isVisibleTo(dialog)
    child(dialog, QLineEdit, "why").setText("เจ้าของข้อมูลขอ")
    child(dialog, QLineEdit, "word").setText("อื่น")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert not privacy.is_erased(store, person)
    child(dialog, QLineEdit, "word").setText("ลบ")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert privacy.is_erased(store, person)
    assert store.get(Person, person).first_name is None


def test_a_purpose_is_recorded_for_the_province(page: RecordPage, store: Store, qtbot: QtBot, tasks: Tasks) -> None:
    dialog = pressed(page, "disclose-id", DiscloseDialog, qtbot, tasks)
    assert isinstance(dialog, DiscloseDialog)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert privacy.disclosed(store) == []
    dialog.choice.first_button().click()
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert privacy.disclosed(store) == [str(page.record_id)]
