"""The list of houses finds, filters, marks and prints, by keyboard too, and says what it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.services import access, editing, money, repairing
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.add_house import AddHouse
from codi_desktop.ui.dialogs.purpose import AskPrintedNumbers
from codi_desktop.ui.pages.houses import HousesPage
from codi_desktop.ui.tables.paged import PAGE, Column, PagedTableModel
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.translator import show_language
from codi_desktop.ui.widgets.notice import Notice
from tests.services.repaired import TAMBON, inspected, surveyed
from tests.ui.opened import child
from tests.ui.pages.listed import PROVINCE, cells, house, press, settle, shown, words

TypeText = Callable[[QWidget, str], None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    from tests.services.conftest import machine

    with Store.create(tmp_path / "ตำบล", bytes(range(32)), machine(), durable=False) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


@pytest.fixture
def page(desk: Desk) -> HousesPage:
    return HousesPage(desk)


@pytest.fixture
def three(store: Store) -> list[HouseRepair]:
    """A house that waits for its handover, one just surveyed, and one that is closed."""
    ready, begun, closed = (
        inspected(store, "ทองม้วน", "ศรีบุญเรือง"),
        surveyed(store, "กานดา", "ใจดี"),
        inspected(store, "ขวัญ", "มาก"),
    )
    closed.step = "closed"
    store.save(closed)
    return [ready, begun, closed]


def owners(page: HousesPage) -> list[str]:
    return cells(page.table, "owner")


def read(qtbot: QtBot, page: HousesPage) -> list[str]:
    owners(page)
    settle(qtbot, page)
    return owners(page)


@pytest.mark.parametrize(
    ("language", "title"), [("th", "แสดง 2 จาก 3 หลัง · ปีงบประมาณ 2565"), ("en", "Showing 2 of 3 houses")]
)
def test_the_list_begins_with_what_is_not_closed_and_says_how_many_there_are(
    qtbot: QtBot, desk: Desk, three: list[HouseRepair], window: QApplication, language: str, title: str
) -> None:
    assert len(three) == 3
    show_language(window, language)
    page = HousesPage(desk)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: title in page.subtitle_label.plain_text())
    assert read(qtbot, page) == ["นางกานดา ใจดี", "นางทองม้วน ศรีบุญเรือง"]


def test_where_all_are_closed_all_are_shown(qtbot: QtBot, page: HousesPage, store: Store) -> None:
    only = surveyed(store)
    only.step = "closed"
    store.save(only)
    shown(qtbot, page)
    assert page._model.rowCount() == 1
    assert not page._filters.is_filtering()


def test_arguments_choose_the_filter(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    shown(qtbot, page, step="closed")
    assert read(qtbot, page) == [three[2].owner_name]
    assert page._filters.steps.currentText() == "ปิด"
    page.open(text="กานดา")
    settle(qtbot, page)
    assert read(qtbot, page) == [three[1].owner_name]
    assert page._filters.search.text() == "กานดา"


def test_typing_searches_and_esc_takes_search_and_filters_away(
    qtbot: QtBot, page: HousesPage, three: list[HouseRepair], type_text: TypeText
) -> None:
    shown(qtbot, page)
    assert page.search()
    type_text(page._filters.search, "ก")
    qtbot.waitUntil(lambda: page._filter is not None and page._filter.text == "ก")
    settle(qtbot, page)
    assert three[1].owner_name in read(qtbot, page)
    assert page.leave()
    settle(qtbot, page)
    assert page._model.rowCount() == 2
    assert page.leave()
    settle(qtbot, page)
    assert page._model.rowCount() == 3
    assert not page.leave()


def test_toggles_count_and_filter_by_key(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    shown(qtbot, page)
    photos = page._filters.toggles["photos_missing"]
    qtbot.waitUntil(lambda: photos.accessibleName() == "ขาดภาพ 1")
    press(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    if not photos.isChecked():  # offscreen windows may not be active, and shortcuts need one that is
        photos.click()
    settle(qtbot, page)
    assert read(qtbot, page) == [three[1].owner_name]


def test_money_over_the_ceiling_is_a_filter_and_red_in_words(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair]
) -> None:
    money.enter(store, three[1].id, phase="spent", source="CODI", amount_satang=2_100_000, receipt_no="9")
    shown(qtbot, page)
    page._filters.toggles["over_ceiling"].click()
    settle(qtbot, page)
    assert read(qtbot, page) == [three[1].owner_name]
    assert cells(page.table, "used")[0].startswith("21,000")


def test_one_ceiling_stands_in_the_head_and_different_ones_in_the_rows(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair]
) -> None:
    shown(qtbot, page)
    place = [column.name for column in page._model.columns].index("used")

    def header() -> str:
        return str(page._model.headerData(place, Qt.Orientation.Horizontal))

    qtbot.waitUntil(lambda: header() == "ใช้จาก 20,500")
    other = store.get(HouseRepair, three[1].id)
    other.programme = "disaster"
    store.save(other)
    page.refresh(frozenset())
    qtbot.waitUntil(lambda: header() == "ใช้เงิน พอช.")
    read(qtbot, page)
    assert "17,900.50 / 20,500" in cells(page.table, "used")


def test_the_chosen_house_is_seen_beside_the_list(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    shown(qtbot, page)
    page.table.choose(three[1].id)
    settle(qtbot, page)
    qtbot.waitUntil(lambda: "นางกานดา ใจดี" in words(page.preview))
    told = words(page.preview)
    assert "ขั้นที่ 1 จาก 9" in told
    assert "ยังขาด" in told
    assert "0 จาก 3" in told


def test_enter_opens_the_house_with_its_list(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    shown(qtbot, page)
    page.table.choose(three[0].id)
    with qtbot.waitSignal(page.go) as asked:
        press(page.table, Qt.Key.Key_Return)
    assert asked.args is not None
    place, arguments = asked.args
    assert (place, arguments["house_id"]) == ("house", three[0].id)
    assert arguments["ids"] == [three[1].id, three[0].id]


def test_down_from_the_search_goes_into_the_list(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    shown(qtbot, page)
    page.activateWindow()
    page._filters.search.setFocus()
    qtbot.waitUntil(page._filters.search.hasFocus)
    press(page._filters.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.current_id() == three[1].id


def test_typing_in_the_list_goes_to_a_name(
    qtbot: QtBot, page: HousesPage, three: list[HouseRepair], type_text: TypeText
) -> None:
    shown(qtbot, page)
    type_text(page.table, "ทอง")
    qtbot.waitUntil(lambda: page.table.current_id() == three[0].id)


def test_houses_are_marked_by_space_and_by_ctrl_click_and_printed_together(
    qtbot: QtBot, page: HousesPage, three: list[HouseRepair]
) -> None:
    shown(qtbot, page)
    page.table.choose(three[1].id)
    press(page.table, Qt.Key.Key_Space)
    row = page._model.row_of(three[0].id)
    assert row is not None
    spot = page.table.visualRect(page._model.index(row, 1)).center()
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, QPoint(spot)
    )
    assert "เลือกไว้ 2 หลัง" in words(page)
    assert cells(page.table, "photo") == ["เลือกไว้", "เลือกไว้"]
    with qtbot.waitSignal(page.go) as asked:
        page._marks._print.click()
    assert asked.args == [
        "documents",
        {"house_ids": [three[1].id, three[0].id], "document": "handover_certificate"},
    ]
    press(page.table, Qt.Key.Key_Space)
    assert "เลือกไว้ 1 หลัง" in words(page)


def test_the_order_is_by_step_when_its_head_is_pressed(
    qtbot: QtBot, page: HousesPage, three: list[HouseRepair]
) -> None:
    shown(qtbot, page, step="")
    page.table.sort_asked.emit("step")
    settle(qtbot, page)
    assert read(qtbot, page) == [three[2].owner_name, three[0].owner_name, three[1].owner_name]


def test_without_houses_the_list_offers_to_add_one(qtbot: QtBot, page: HousesPage) -> None:
    shown(qtbot, page)
    assert "ยังไม่มีบ้าน" in words(page.table)
    page.table.empty_asked.emit("add")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddHouse)
    dialog.reject()
    settle(qtbot, page)


def test_nothing_found_says_the_filters_and_takes_them_away(
    qtbot: QtBot, page: HousesPage, three: list[HouseRepair]
) -> None:
    shown(qtbot, page, text="ไม่มีใคร", step="closed")
    assert "“ไม่มีใคร” · ปิด · ปี 2565" in words(page.table)
    page.table.empty_asked.emit("clear")
    settle(qtbot, page)
    assert page._model.rowCount() == len(three)


def test_a_list_that_cannot_be_read_keeps_its_rows_and_says_so(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(qtbot, page)
    asked = []

    def broken(_query: Any) -> Any:
        asked.append(1)
        raise OSError("disk")

    monkeypatch.setattr(store, "tuples", broken)
    page._filters.changed.emit()
    settle(qtbot, page)
    notice = page.findChild(Notice, "not-read")
    assert notice is not None
    assert asked
    assert notice.isVisible()
    assert page._model.rowCount() == 2
    monkeypatch.undo()
    notice.asked.emit("retry")
    settle(qtbot, page)
    assert not notice.isVisible()
    assert len(three) == 3


def test_the_printed_list_has_the_names_and_masks_citizen_ids(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("codi_desktop.ui.pages.houses.QDesktopServices.openUrl", lambda _url: True)
    person = store.get(Person, three[1].owner)
    person.fill({"citizen_id": "1101700230708", "citizen_id_missing": None})
    editing.save(store, person)
    shown(qtbot, page)
    file = tmp_path / "รายการ.pdf"
    page.keep_list(str(file))
    settle(qtbot, page)
    document = PdfDocument(file)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "1101700230708" not in text.replace("-", "")
    assert "070-8" in text or "x-xxxx" in text
    assert "17,900.50" in text


def test_print_asks_for_a_file(qtbot: QtBot, page: HousesPage, three: list[HouseRepair]) -> None:
    assert three
    shown(qtbot, page)
    page._print_list()
    asked = child(page, AskPrintedNumbers, "ask-printed")
    asked.accept_button.click()
    dialog = page.findChild(QFileDialog, "keep-list")
    assert dialog is not None
    dialog.reject()


def test_full_numbers_are_printed_for_a_purpose_alone_and_noted(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, type_text: Callable[[QWidget, str], None],
) -> None:  # fmt: skip
    monkeypatch.setattr("codi_desktop.ui.pages.houses.QDesktopServices.openUrl", lambda _url: True)
    shown(qtbot, page)
    page._print_list()
    asked = child(page, AskPrintedNumbers, "ask-printed")
    asked.full.click()
    asked.accept_button.click()
    assert page.findChild(QFileDialog, "keep-list") is None
    assert asked.choice.form.editor("own").error()
    type_text(asked.choice.form.editor("own").control(), "ส่งให้ พมจ.")
    asked.accept_button.click()
    dialog = child(page, QFileDialog, "keep-list")
    dialog.fileSelected.emit(str(tmp_path / "รายการ.pdf"))
    dialog.reject()
    settle(qtbot, page)
    (line,) = access.all_lines(store, access.Wanted(act="printed"))
    assert (line.purpose, line.count) == ("ส่งให้ พมจ.", 2)


def test_a_house_that_changes_is_shown_changed(
    qtbot: QtBot, page: HousesPage, store: Store, three: list[HouseRepair]
) -> None:
    shown(qtbot, page)
    repairing.set_aside(store, three[1].id, "withdrawn", why="ย้าย", day="2022-09-01")
    page.refresh(frozenset({"house_repair"}))
    settle(qtbot, page)
    assert read(qtbot, page) == [three[0].owner_name]


def test_above_the_tambon_each_house_says_where_it_lies(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with Store.create(tmp_path / "จ", bytes(32), PROVINCE, durable=False) as store:
        for tambon in (TAMBON, "190401"):
            house(store, tambon, "surveyed")
        page = HousesPage(Desk(store, Settings(), tasks))
        shown(qtbot, page)
        told = read(qtbot, page)
        assert len(set(told)) == 2
        assert page.findChild(QWidget, "add-house") is None
        page._filters.places.choose("190401")
        page._filters.changed.emit()
        settle(qtbot, page)
        assert page._model.rowCount() == 1
        tasks.close()


def test_the_first_rows_stand_before_the_rest_is_known_and_stay(qtbot: QtBot, tasks: Tasks) -> None:
    ready = Event()

    def all_ids(_query: str) -> list[int]:
        ready.wait(10)
        return list(range(1000))

    model = PagedTableModel[str, int](
        tasks, [Column("n", "n", str)], all_ids, list, first_ids=lambda _query: list(range(PAGE))
    )
    counts: list[int] = []
    model.counted.connect(counts.append)
    model.ask("all")
    qtbot.waitUntil(lambda: model.row_data(0) == 0)
    assert model.rowCount() == PAGE
    assert counts == []  # a count of loaded rows is not the total
    number = model._list_number
    ready.set()
    qtbot.waitUntil(lambda: counts == [1000])
    assert model.rowCount() == 1000
    assert model._list_number == number  # what is in view was not read again
    assert model.row_of(999) == 999
