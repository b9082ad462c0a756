"""Home says in ten seconds what to do, whether the work is safe, and how the tambon stands."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.home import HomePage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.translator import show_language
from tests.services.repaired import inspected, surveyed
from tests.ui.pages.listed import press, settle, shown, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    from tests.services.conftest import machine

    with Store.create(tmp_path / "ตำบล", bytes(range(32)), machine(), durable=False) as opened:
        yield opened


@pytest.fixture
def page(store: Store, tasks: Tasks) -> HomePage:
    return HomePage(Desk(store, Settings(), tasks))


def button(page: QWidget, words: str) -> QPushButton:
    """Find the button with these words."""
    return next(one for one in page.findChildren(QPushButton) if one.isVisible() and one.text().strip() == words)


@pytest.mark.parametrize(("language", "greeting"), [("th", "พรรณทิพา"), ("en", "Good day, พรรณทิพา")])
def test_home_greets_and_counts(
    qtbot: QtBot, store: Store, tasks: Tasks, window: QApplication, language: str, greeting: str
) -> None:
    show_language(window, language)
    inspected(store, "ทองม้วน")
    surveyed(store, "กานดา")
    page = HomePage(Desk(store, Settings(), tasks))
    shown(qtbot, page)
    assert greeting in page.title
    told = words(page)
    assert "29,650.50" in told
    assert "2565" in told
    assert page._foot.text().count("·") >= 1


def test_a_new_tambon_is_led_to_its_first_house_and_shows_no_zero(qtbot: QtBot, page: HomePage) -> None:
    shown(qtbot, page)
    told = words(page)
    assert "ยังไม่มีบ้าน" in told
    assert "0 %" not in told
    assert "0%" not in told
    with qtbot.waitSignal(page.go) as asked:
        button(page, "เพิ่มบ้าน").click()
    assert asked.args == ["houses", {"add": True}]


def test_work_that_is_here_alone_is_never_called_safe(qtbot: QtBot, page: HomePage, store: Store) -> None:
    surveyed(store)
    shown(qtbot, page)
    assert "ถ้าเครื่องนี้เสียวันนี้ ส่วนนี้จะหายไป" in words(page)
    store.note_peer("other", "จังหวัด", store.vector())
    page.refresh(frozenset())
    settle(qtbot, page)
    assert "ถ้าเครื่องนี้เสียวันนี้" not in words(page)


def test_a_step_leads_to_what_it_names(qtbot: QtBot, page: HomePage, store: Store) -> None:
    house = surveyed(store)
    shown(qtbot, page)
    with qtbot.waitSignal(page.go) as asked:
        button(page, "เพิ่มภาพ").click()
    assert asked.args == ["house", {"house_id": house.id, "section": "photos"}]


def test_a_ceremony_of_today_comes_first_and_prints(qtbot: QtBot, page: HomePage, store: Store) -> None:
    house = store.get(HouseRepair, inspected(store).id)
    house.handover_on = date.today().isoformat()  # noqa: DTZ011  the ceremony is on the user's own day
    store.save(house)
    shown(qtbot, page)
    assert next(iter(page._todo.values())).action == "print_certificates"
    with qtbot.waitSignal(page.go) as asked:
        button(page, "พิมพ์ 1 ใบ").click()
    assert asked.args == ["documents", {"house_ids": [house.id]}]


def test_an_arrow_of_the_strip_opens_the_list_of_its_step(qtbot: QtBot, page: HomePage, store: Store) -> None:
    surveyed(store)
    shown(qtbot, page)
    with qtbot.waitSignal(page.go) as asked:
        page._strip.chosen.emit("surveyed")
    assert asked.args == ["houses", {"step": "surveyed"}]


def test_enter_in_the_search_goes_to_the_list_and_esc_empties_it(qtbot: QtBot, page: HomePage) -> None:
    shown(qtbot, page)
    page._find.setText("ทองม้วน")
    with qtbot.waitSignal(page.go) as asked:
        press(page._find, Qt.Key.Key_Return)
    assert asked.args == ["houses", {"text": "ทองม้วน"}]
    assert page.leave()
    assert not page.leave()


def test_no_ratio_is_told_while_houses_under_repair_lack_money(qtbot: QtBot, page: HomePage, store: Store) -> None:
    inspected(store, "ก")
    shown(qtbot, page)
    assert page._tray.second_label is not None
    assert "0.6" in page._tray.second_label.plain_text()
    bare = store.get(HouseRepair, surveyed(store, "ข").id)
    bare.step = "repairing"
    store.save(bare)
    page.refresh(frozenset())
    settle(qtbot, page)
    assert page._tray.second_label.plain_text() == ""
