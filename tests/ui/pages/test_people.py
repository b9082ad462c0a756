from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.organisation import Organisation
from codi_desktop.services import editing, lists, opening
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.people import PeoplePage, where_cell
from codi_desktop.ui.tables.cells import cell_text
from codi_desktop.ui.tasks import Tasks
from tests.ui.opened import add_house, make_folder, open_page, settle


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", houses=3)) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


def shown(qtbot: QtBot, desk: Desk, **arguments: Any) -> PeoplePage:
    page = open_page(qtbot, PeoplePage, desk, **arguments)
    assert isinstance(page, PeoplePage)
    desk.changed.connect(page.refresh)
    return page


def titles(qtbot: QtBot, page: PeoplePage, desk: Desk) -> list[str]:
    model = page.table.model()
    for row in range(model.rowCount()):
        model.index(row, 0).data()
    settle(qtbot, desk.tasks)
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def gone_to(page: PeoplePage) -> list[tuple[str, dict[str, Any]]]:
    places: list[tuple[str, dict[str, Any]]] = []
    page.go.connect(lambda name, arguments: places.append((name, arguments)))
    return places


def test_households_are_listed_with_head_address_and_where_they_are(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    assert titles(qtbot, page, desk)[0] == "นางสังเวียน0 1/2 ม.6"
    assert page.table.model().index(0, 1).data() == "4 คน"
    assert page.table.model().index(0, 3).data() == "เฉพาะเครื่องนี้"
    assert [tab._count for tab in page._tabs.values()] == [3, 3, 0]


def test_people_are_found_by_a_part_of_the_name_and_esc_clears(
    qtbot: QtBot, desk: Desk, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, kind="person")
    assert page.search()
    type_text(page.search_field, "เวียน2")
    QTest.keyClick(page.search_field, Qt.Key.Key_Return)
    settle(qtbot, desk.tasks)
    assert titles(qtbot, page, desk) == ["นางสังเวียน2"]
    assert page.subtitle_label.plain_text() == "พบ 1 รายการ"
    assert page.leave()
    settle(qtbot, desk.tasks)
    assert len(titles(qtbot, page, desk)) == 3
    assert not page.leave()


def test_enter_opens_the_chosen_record(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk, kind="person")
    titles(qtbot, page, desk)
    places = gone_to(page)
    page.table.setCurrentIndex(page.table.model().index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    (name, arguments) = places[0]
    assert name == "record"
    assert desk.store.by_id(arguments["record_id"]).title() == "นางสังเวียน1"


def test_ctrl_n_and_the_green_button_begin_a_record_of_the_kind_that_is_shown(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    places = gone_to(page)
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, desk.tasks)
    assert page.kind == "organisation"
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert places == [("record", {"kind": "organisation", "record_id": None})]
    assert page.add_button.text().strip() == "เพิ่มองค์กร"


def test_nothing_found_and_nothing_there_are_said_in_words(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk, kind="organisation")
    assert page.table._empty.accessibleName() == "ยังไม่มีองค์กร"
    page.search_field.setText("ไม่มีคำนี้")
    page._searched("ไม่มีคำนี้")
    settle(qtbot, desk.tasks)
    assert page.table._empty.accessibleName() == "ไม่พบ “ไม่มีคำนี้”"
    page.table.empty_asked.emit("clear")
    settle(qtbot, desk.tasks)
    assert page._text == ""


def test_the_list_follows_what_others_enter(qtbot: QtBot, desk: Desk, store: Store) -> None:
    page = shown(qtbot, desk)
    add_house(store, 7)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)
    settle(qtbot, desk.tasks)
    assert page._tabs["household"]._count == 4


def test_a_list_that_cannot_be_read_says_so_and_offers_to_try_again(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    page._not_read(RuntimeError("disk"))
    assert page.problem.isVisible()
    page.problem.asked.emit("again")
    settle(qtbot, desk.tasks)
    assert page.problem.isHidden()
    assert len(titles(qtbot, page, desk)) == 3


def test_an_organisation_is_told_by_its_kind_and_short_name(qtbot: QtBot, desk: Desk, store: Store) -> None:
    editing.save(store, Organisation.new("190406", name="อบต.เจริญธรรม", short_name="อบต.", category="local_government"))
    row = lists.rows(store, "organisation", lists.ids(store, lists.Query("organisation")))[0]
    assert row is not None
    assert (row.title, row.third) == ("อบต.เจริญธรรม", "อบต.")
    assert row.second
    assert cell_text(where_cell(row)) == "เฉพาะเครื่องนี้"
