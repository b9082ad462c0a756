"""The shared tray adds up what everybody gave, beside CODI's ceilings, and leads to each house."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from codi_desktop.reports._report import Asked
from codi_desktop.reports.tray import houses_of, tray_of
from codi_desktop.services import money, repairing
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.tray import TrayPage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.translator import show_language
from tests.services.repaired import TAMBON, inspected, surveyed
from tests.ui.pages.listed import cells, press, settle, shown, words

TODAY = Asked(TAMBON, date(2026, 11, 1), 2565)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    from tests.services.conftest import machine

    with Store.create(tmp_path / "ตำบล", bytes(range(32)), machine(), durable=False) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


@pytest.fixture
def page(desk: Desk) -> TrayPage:
    return TrayPage(desk)


def test_money_is_added_up_by_partner_and_form(store: Store) -> None:
    inspected(store, "ก")
    other = surveyed(store, "ข")
    spent = money.enter(store, other.id, phase="spent", source="CODI", amount_satang=2_100_000, receipt_no="1")
    found = tray_of(store, TODAY)
    lines = {line.source: line for line in found.lines}
    assert (lines["CODI"].planned, lines["CODI"].cash, lines["CODI"].spent) == (1_800_000, 1_800_000, 3_890_050)
    assert (lines["community"].labour, lines["local_government"].materials) == (480_000, 685_050)
    assert found.received == 1_800_000 + 480_000 + 685_050
    assert found.ratio == pytest.approx((480_000 + 685_050) / 1_800_000)
    assert (found.houses, found.houses_with_money, found.ceilings, found.houses_over) == (2, 1, 4_100_000, 1)
    money.void(store, spent.ids[0], "ผิดหลัง")
    again = tray_of(store, TODAY)
    assert (again.codi_spent, again.houses_over) == (1_790_050, 0)


def test_houses_set_aside_are_not_counted(store: Store) -> None:
    house = surveyed(store)
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=100)
    repairing.set_aside(store, house.id, "withdrawn", why="ย้าย", day="2022-09-01")
    found = tray_of(store, TODAY)
    assert (found.houses, found.lines, houses_of(store, TODAY)[0]) == (0, (), [])


@pytest.mark.parametrize(("language", "title"), [("th", "รับแล้ว 29,650.50 บาท"), ("en", "Received 29,650.50 baht")])
def test_the_page_shows_sums_ratio_ceilings_and_the_footnote(
    qtbot: QtBot, desk: Desk, store: Store, window: QApplication, language: str, title: str
) -> None:
    show_language(window, language)
    inspected(store, "ก")
    surveyed(store, "ข")
    page = TrayPage(desk)
    shown(qtbot, page)
    told = words(page)
    assert title in told
    assert "0.6" in told
    assert "17,900.50" in told
    assert "41,000" in told
    if language == "th":
        assert "1 หลังยังไม่ได้รับเงิน" in page._foot.text()
    assert page._table.total(5) == 2_965_050


def test_enter_opens_the_money_of_a_house(qtbot: QtBot, page: TrayPage, store: Store) -> None:
    house = inspected(store, "ก")
    shown(qtbot, page)
    page.table.selectRow(0)
    with qtbot.waitSignal(page.go) as asked:
        press(page.table, Qt.Key.Key_Return)
    assert asked.args == ["house", {"house_id": house.id, "section": "money"}]


def test_a_partner_narrows_the_houses_and_esc_shows_all(qtbot: QtBot, page: TrayPage, store: Store) -> None:
    inspected(store, "ก")
    other = surveyed(store, "ข")
    money.enter(store, other.id, phase="planned", source="company", partner_name="บริษัท", amount_satang=100)
    shown(qtbot, page)
    assert page._model.rowCount() == 2
    place = page._pick.findText("บริษัท")
    page._pick.setCurrentIndex(place)
    page._pick.activated.emit(place)
    settle(qtbot, page)
    cells(page.table, "owner")
    settle(qtbot, page)
    assert cells(page.table, "planned") == ["1"]
    assert page.leave()
    settle(qtbot, page)
    assert page._model.rowCount() == 2
    assert not page.leave()


def test_without_money_the_page_says_where_it_is_entered(qtbot: QtBot, page: TrayPage, store: Store) -> None:
    surveyed(store)
    shown(qtbot, page)
    assert "ยังไม่ได้ลงรายการเงิน" in words(page)
    assert not page._whole.isVisible()
    with qtbot.waitSignal(page.go) as asked:
        page._empty.asked.emit("houses")
    assert asked.args == ["houses", {}]


def test_sums_that_cannot_be_read_stay_and_say_so(
    qtbot: QtBot, page: TrayPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspected(store)
    shown(qtbot, page)

    def broken(_query: object) -> object:
        raise OSError("disk")

    monkeypatch.setattr(store, "tuples", broken)
    page.refresh(frozenset())
    settle(qtbot, page)
    assert page._problem.isVisible()
    assert "รับแล้ว 29,650.50 บาท" in words(page)
    monkeypatch.undo()
    page._problem.asked.emit("retry")
    settle(qtbot, page)
    assert not page._problem.isVisible()
