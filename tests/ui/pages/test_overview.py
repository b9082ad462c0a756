"""The dashboard of a province or region counts what was sent, and never shows a total without its footnote."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from codi_desktop.services import areas
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.overview import OverviewPage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.translator import show_language
from tests.ui.pages.listed import PROVINCE, REGION, cells, house, press, settle, shown, words


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Store]:
    """A region with houses of two provinces in two groups; the others have sent nothing."""
    with Store.create(tmp_path / "ภาค", bytes(range(32)), REGION, durable=False) as opened:
        house(opened, "190406", "handed_over", codi=1_000_000_00, partners=2_000_000_00)
        house(opened, "190406", "surveyed")
        house(opened, "190401", "repairing")
        house(opened, "700101", "approved", codi=10_000, partners=5_000)
        yield opened


@pytest.fixture
def page(region: Store, tasks: Tasks) -> OverviewPage:
    return OverviewPage(Desk(region, Settings(), tasks))


def tile(page: OverviewPage, code: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, f"map-{code}")
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "silent"), [("th", "ยังไม่ส่ง"), ("en", "nothing sent yet")])
def test_tiles_show_handed_over_of_all_and_silence_is_not_nothing(
    qtbot: QtBot, region: Store, tasks: Tasks, window: QApplication, language: str, silent: str
) -> None:
    show_language(window, language)
    page = OverviewPage(Desk(region, Settings(), tasks))
    shown(qtbot, page)
    assert tile(page, "19").accessibleName() == "สระบุรี 1 / 3"
    assert "0" not in tile(page, "77").accessibleName()
    assert tile(page, "77").accessibleName().startswith("ประจวบฯ")
    if language == "en":
        assert silent in tile(page, "77").accessibleName()


def test_groups_have_words_money_and_the_footnote_stands_below(qtbot: QtBot, page: OverviewPage) -> None:
    shown(qtbot, page)
    told = words(page)
    assert "รวม 4 หลัง" in told
    assert "2.0 บาท" in told
    assert "พอช. 1.0 ล้าน" in told
    assert "0.5 บาท" in told
    bars = page._bars._bars.accessibleName()
    assert "ส่งมอบแล้ว 1 จาก 3 หลัง (33%)" in bars
    assert "ยังไม่มีข้อมูล" in bars
    assert "นับจากข้อมูลในเครื่องนี้" in page._foot.text()
    assert page._foot.isVisible()


def test_a_tile_shows_its_tambons_and_esc_goes_back(qtbot: QtBot, page: OverviewPage) -> None:
    shown(qtbot, page)
    press(tile(page, "19"), Qt.Key.Key_Return)
    settle(qtbot, page)
    cells(page._below.table, "name")
    settle(qtbot, page)
    assert cells(page._below.table, "handed_over") == ["0 / 1", "1 / 2"]
    assert not page._bars.isVisible()
    assert page.leave()
    settle(qtbot, page)
    assert page._bars.isVisible()
    assert not page.leave()


def test_a_tambon_opens_its_houses(qtbot: QtBot, page: OverviewPage) -> None:
    shown(qtbot, page, area="19")
    page._below.table.selectRow(1)
    with qtbot.waitSignal(page.go) as asked:
        press(page._below.table, Qt.Key.Key_Return)
    assert asked.args == ["houses", {"area": "190406", "fiscal_year": 2565}]


def test_a_day_before_everything_says_so_and_leads_back(qtbot: QtBot, page: OverviewPage) -> None:
    shown(qtbot, page)
    page._take_day(date(2021, 1, 1))
    settle(qtbot, page)
    assert page._problem.isVisible()
    assert "ไม่มีข้อมูลถึงวันที่ 1 ม.ค. 2564" in page._problem.text()
    page._problem.asked.emit("today")
    settle(qtbot, page)
    assert not page._problem.isVisible()
    assert "รวม 4 หลัง" in words(page)


def test_no_day_to_come_is_taken(qtbot: QtBot, page: OverviewPage) -> None:
    shown(qtbot, page)
    today = page._asked.as_of
    page._take_day(today + timedelta(days=30))
    settle(qtbot, page)
    assert page._asked.as_of == today


def test_a_province_lists_its_tambons_at_once(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with Store.create(tmp_path / "จ", bytes(32), PROVINCE, durable=False) as store:
        house(store, "190406", "closed", codi=100)
        page = OverviewPage(Desk(store, Settings(), tasks))
        shown(qtbot, page)
        assert page.title == "ภาพรวมจังหวัดสระบุรี"
        assert not page._map.isVisible()
        assert page._below.isVisible()
        assert page._below.table.model().rowCount() == 1
        assert "ส่งมอบแล้ว 1 จาก 1 หลัง" in words(page)
        tasks.close()


def test_tambons_that_have_not_sent_are_named(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with Store.create(tmp_path / "จ", bytes(32), PROVINCE, durable=False) as store:
        columns = (
            "tambon_code,tambon_th,tambon_en,amphoe_code,amphoe_th,amphoe_en,province_code,province_th,province_en"
        )
        lines = [f"{columns},postcode,lat,lon"]
        lines += [
            f"19{n:04d},ตำบล{n},T{n},1901,เมือง,Mueang,19,สระบุรี,Saraburi,18000,14.5,100.9" for n in range(101, 141)
        ]
        file = tmp_path / "areas.csv"
        file.write_text("\n".join(lines), encoding="utf-8")
        areas.import_list(store, file)
        house(store, "190101", "surveyed")
        page = OverviewPage(Desk(store, Settings(), tasks))
        shown(qtbot, page)
        assert page._silent_link.isVisible()
        page._silent_link.click()
        assert "ตำบล140" in page._silent_names.plain_text()
        assert "ตำบล101" not in page._silent_names.plain_text()
        tasks.close()


def test_the_report_is_a_sheet_with_the_same_sums(
    qtbot: QtBot, page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi_desktop.ui.pages.overview.QDesktopServices.openUrl", lambda _url: True)
    shown(qtbot, page)
    page.keep_report(str(tmp_path / "ภาพรวม.pdf"))
    settle(qtbot, page)
    document = PdfDocument(tmp_path / "ภาพรวม.pdf")
    assert "2565" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_a_count_that_fails_keeps_what_was_counted(
    qtbot: QtBot, page: OverviewPage, region: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(qtbot, page)

    def broken(_query: object) -> object:
        raise OSError("disk")

    monkeypatch.setattr(region, "tuples", broken)
    page.refresh(frozenset())
    settle(qtbot, page)
    assert page._problem.isVisible()
    assert "รวม 4 หลัง" in words(page)
