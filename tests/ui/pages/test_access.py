"""The page of who used personal data: found by name, opened, kept as CSV; and it says when it was altered."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from codi_desktop.records.person import Person
from codi_desktop.services import access, opening
from codi_desktop.services.access import Wanted
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.access import AccessPage
from codi_desktop.ui.pages.record import RecordPage
from codi_desktop.ui.pages.settings import SettingsPage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import plain
from tests.ui.opened import child, make_folder, open_page, settle


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", houses=2)) as opened:
        yield opened


@pytest.fixture
def people(store: Store) -> list[Person]:
    found = sorted(store.rows(Person.select()), key=lambda person: str(person.first_name))
    for person in found:
        access.viewed(store, "person", person.id)
    access.identifier_shown(store, found[0].id, "=ตรวจบัตร")
    return found


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


def shown(qtbot: QtBot, desk: Desk, **arguments: str) -> AccessPage:
    page = open_page(qtbot, AccessPage, desk, **arguments)
    assert isinstance(page, AccessPage)
    cells(qtbot, desk, page)
    return page


def cells(qtbot: QtBot, desk: Desk, page: AccessPage, column: int = 2) -> list[str]:
    model = page._model
    for row in range(model.rowCount()):
        model.index(row, column).data()
    settle(qtbot, desk.tasks)
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_the_newest_comes_first_with_purpose_person_and_record(qtbot: QtBot, desk: Desk, people: list[Person]) -> None:
    page = shown(qtbot, desk)
    assert cells(qtbot, desk, page) == ["นางสังเวียน0 บุคคล", "นางสังเวียน1 บุคคล", "นางสังเวียน0 บุคคล"]
    assert cells(qtbot, desk, page, 3)[0] == "=ตรวจบัตร"
    assert plain(page.subtitle_label.text()) == "3 ครั้ง"
    assert not page.broken.isVisible()


@pytest.mark.parametrize(("text", "count"), [("สังเวียน1", 1), ("พรรณทิพา", 3), ("ไม่มีใคร", 0)])
def test_entries_are_found_by_who_looked_or_whose_data(
    qtbot: QtBot, desk: Desk, people: list[Person], text: str, count: int
) -> None:
    page = shown(qtbot, desk)
    page.search_field.asked.emit(text)
    settle(qtbot, desk.tasks)
    assert page._model.rowCount() == count


def test_a_record_shows_who_used_it_alone_and_everything_again(qtbot: QtBot, desk: Desk, people: list[Person]) -> None:
    record = open_page(qtbot, RecordPage, desk, kind="person", record_id=people[1].id)
    asked: list[dict[str, str]] = []
    record.go.connect(lambda _place, arguments: asked.append(arguments))
    child(record, QPushButton, "who-used").click()
    page = shown(qtbot, desk, **asked[0])
    assert page._model.rowCount() == 1
    page.notice.asked.emit("all")
    settle(qtbot, desk.tasks)
    assert page._model.rowCount() == 3


def test_enter_opens_the_record(qtbot: QtBot, desk: Desk, people: list[Person]) -> None:
    page = shown(qtbot, desk)
    asked: list[tuple[str, dict[str, str]]] = []
    page.go.connect(lambda place, arguments: asked.append((place, arguments)))
    page.table.choose(2)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert asked == [("record", {"kind": "person", "record_id": people[1].id})]


def test_the_list_is_kept_as_csv_which_is_noted_too(
    qtbot: QtBot, desk: Desk, store: Store, people: list[Person], tmp_path: Path
) -> None:
    page = shown(qtbot, desk)
    page.keep_button.click()
    dialog = child(page, QFileDialog, "keep-file")
    dialog.fileSelected.emit(str(tmp_path / "ใคร.csv"))
    dialog.reject()
    settle(qtbot, desk.tasks)
    written = list(csv.DictReader((tmp_path / "ใคร.csv").read_text("utf-8-sig").splitlines()))
    assert [row["record"] for row in written] == [people[0].id, people[1].id, people[0].id]
    assert written[0]["purpose"] == "'=ตรวจบัตร"  # no formula in a spreadsheet
    newest = access.all_lines(store, Wanted())[0]
    assert (newest.act, newest.count, "ใคร.csv" in newest.about) == ("exported", 3, True)


def test_an_altered_list_says_so(qtbot: QtBot, desk: Desk, store: Store, people: list[Person]) -> None:
    store._connection.execute("drop trigger access_update_guard")
    store._connection.execute("update access_entry set purpose='' where number=3")
    assert shown(qtbot, desk).broken.isVisible()


def test_settings_lead_to_the_list(qtbot: QtBot, desk: Desk) -> None:
    page = open_page(qtbot, SettingsPage, desk)
    asked: list[str] = []
    page.go.connect(lambda place, _arguments: asked.append(place))
    child(page, QPushButton, "show-access").click()
    assert asked == ["access"]


def test_settings_print_the_record_of_use(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi_desktop.ui.pages.settings.QDesktopServices.openUrl", lambda _url: True)
    page = open_page(qtbot, SettingsPage, desk)
    child(page, QPushButton, "print-processing").click()
    dialog = child(page, QFileDialog, "keep-processing")
    dialog.fileSelected.emit(str(tmp_path / "ม39.pdf"))
    dialog.reject()
    settle(qtbot, desk.tasks)
    assert (tmp_path / "ม39.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_shown_is_printed_which_is_noted_too(
    qtbot: QtBot, desk: Desk, store: Store, people: list[Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi_desktop.ui.pages.access.QDesktopServices.openUrl", lambda _url: True)
    page = shown(qtbot, desk)
    page.search_field.asked.emit("สังเวียน1")
    page.print_button.click()
    dialog = child(page, QFileDialog, "keep-sheet")
    dialog.fileSelected.emit(str(tmp_path / "ใคร.pdf"))
    dialog.reject()
    settle(qtbot, desk.tasks)
    with pypdfium2.PdfDocument(tmp_path / "ใคร.pdf") as document:
        text = "".join(document[0].get_textpage().get_text_range().split())
    assert "เฉพาะที่เกี่ยวกับ“สังเวียน1”" in text
    assert "สังเวียน0" not in text
    newest = access.all_lines(store, Wanted())[0]
    assert (newest.act, newest.count) == ("printed", 1)
