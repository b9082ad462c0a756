"""A citizen id on the screen: masked, shown for a purpose that is noted, masked again when the page is left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.services import access, editing, opening
from codi_desktop.services.access import Wanted
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.purpose import AskPurpose
from codi_desktop.ui.forms.identifiers import IdentifierEditor
from codi_desktop.ui.pages.house import HousePage
from codi_desktop.ui.pages.record import RecordPage
from codi_desktop.ui.tasks import Tasks
from tests.ui.opened import child, make_folder, open_page, settle

CITIZEN_ID = "1101700230708"
FULL = "1-1017-00230-70-8"
MASKED = "x-xxxx-xxxxx-70-8"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", houses=1)) as opened:
        yield opened


@pytest.fixture
def person(store: Store) -> Person:
    found = store.rows(Person.select())[0]
    found.fill({"citizen_id": CITIZEN_ID, "citizen_id_missing": None})
    editing.save(store, found)
    return found


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, person: Person) -> RecordPage:
    opened = open_page(qtbot, RecordPage, desk, kind="person", record_id=person.id)
    assert isinstance(opened, RecordPage)
    return opened


def editor(page: RecordPage) -> IdentifierEditor:
    found = page.form.editor("citizen_id")
    assert isinstance(found, IdentifierEditor)
    return found


def line(page: RecordPage) -> QLineEdit:
    return child(editor(page), QLineEdit, "line")


def noted(store: Store, act: str) -> list[access.Line]:
    return access.all_lines(store, Wanted(act=act))


def show_number(qtbot: QtBot, page: RecordPage, desk: Desk) -> None:
    """Do it by keyboard alone."""
    QTest.keyClick(editor(page).button, Qt.Key.Key_Return)
    dialog = child(page, AskPurpose, "ask-purpose")
    QTest.keyClick(child(dialog, QRadioButton, "purpose-2"), Qt.Key.Key_Space)
    QTest.keyClick(dialog.accept_button, Qt.Key.Key_Return)
    settle(qtbot, desk.tasks)
    assert line(page).text() == FULL


def test_the_number_of_a_record_is_masked_and_cannot_be_typed_over(
    page: RecordPage, type_text: Callable[[QWidget, str], None]
) -> None:
    assert line(page).text() == MASKED
    type_text(line(page), "9")
    assert line(page).text() == MASKED
    assert page.form.changes() == {}
    assert editor(page).button.accessibleName() == "แสดงเลขเต็ม: เลขประจำตัวประชาชน"


def test_the_number_is_shown_for_a_purpose_that_is_noted(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store, person: Person
) -> None:
    show_number(qtbot, page, desk)
    assert not line(page).isReadOnly()
    (entry,) = noted(store, "identifier")
    assert (entry.record, entry.purpose) == (person.id, "ตรวจเทียบกับบัตรประจำตัวประชาชน")


def test_without_a_purpose_nothing_is_shown_and_nothing_noted(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store
) -> None:
    editor(page).button.click()
    dialog = child(page, AskPurpose, "ask-purpose")
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert dialog.choice.form.editor("own").error()
    dialog.reject()
    settle(qtbot, desk.tasks)
    assert line(page).text() == MASKED
    assert noted(store, "identifier") == []


def test_own_words_take_the_place_of_a_ready_purpose(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store, type_text: Callable[[QWidget, str], None]
) -> None:
    editor(page).button.click()
    dialog = child(page, AskPurpose, "ask-purpose")
    ready = child(dialog, QRadioButton, "purpose-1")
    ready.click()
    type_text(dialog.choice.form.editor("own").control(), "ทำสัญญา")
    assert not ready.isChecked()
    dialog.accept_button.click()
    settle(qtbot, desk.tasks)
    assert [entry.purpose for entry in noted(store, "identifier")] == ["ทำสัญญา"]


def test_the_number_is_masked_again_when_the_page_is_left(qtbot: QtBot, page: RecordPage, desk: Desk) -> None:
    show_number(qtbot, page, desk)
    page.hide()
    page.show()
    assert line(page).text() == MASKED
    assert line(page).isReadOnly()


def test_the_number_is_masked_again_at_the_next_person(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store
) -> None:
    other = Person.new("190406", first_name="บุญเงิน", citizen_id="3101700230702", citizen_id_note="ทดสอบ")
    editing.save(store, other)
    show_number(qtbot, page, desk)
    page.open(kind="person", record_id=other.id)
    settle(qtbot, desk.tasks)
    assert line(page).text() == "x-xxxx-xxxxx-70-2"


def test_a_number_that_was_shown_can_be_corrected_and_is_masked_once_it_is_saved(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    show_number(qtbot, page, desk)
    line(page).selectAll()
    type_text(line(page), "3101700230704")
    page.save()
    settle(qtbot, desk.tasks)
    assert store.get(Person, person.id).citizen_id == "3101700230704"
    assert line(page).text() == "x-xxxx-xxxxx-70-4"


def test_a_number_that_was_half_typed_can_be_typed_to_its_end_later(
    qtbot: QtBot, page: RecordPage, desk: Desk, type_text: Callable[[QWidget, str], None]
) -> None:
    show_number(qtbot, page, desk)
    line(page).selectAll()
    type_text(line(page), "31017002")
    half_typed = page.form.unfinished()
    page.open(kind="person", record_id=page.record_id)
    settle(qtbot, desk.tasks)
    page.form.set_unfinished(half_typed)
    assert line(page).text() == "31017002"
    assert not line(page).isReadOnly()


def test_the_number_of_a_new_person_is_seen_while_it_is_typed(
    qtbot: QtBot, desk: Desk, type_text: Callable[[QWidget, str], None]
) -> None:
    page = open_page(qtbot, RecordPage, desk, kind="person", record_id=None)
    assert isinstance(page, RecordPage)
    type_text(line(page), CITIZEN_ID)
    editor(page).commit()
    assert line(page).text() == FULL
    assert not editor(page).button.isVisible()


def test_opening_a_person_and_a_house_is_one_line_each(
    qtbot: QtBot, page: RecordPage, desk: Desk, store: Store, person: Person
) -> None:
    page.refresh(frozenset({"person"}))
    page.open(kind="person", record_id=person.id)
    settle(qtbot, desk.tasks)
    house = store.rows(HouseRepair.select())[0]
    opened = open_page(qtbot, HousePage, desk, house_id=house.id)
    opened.refresh(frozenset({"house_repair"}))
    settle(qtbot, desk.tasks)
    assert [entry.record for entry in noted(store, "viewed")] == [house.id, person.id]
