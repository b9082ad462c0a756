from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.ui.charts import CeilingBar, MapTile, StackedBar, TileMap
from codi_desktop.ui.text import Label
from codi_desktop.ui.theme import Theme, apply_theme
from codi_desktop.ui.widgets.choosing import Choice, ChoiceCards, SearchField, SegmentTabs, ToggleFilter
from codi_desktop.ui.widgets.figures import Tile, TilesRow
from codi_desktop.ui.widgets.history import Event, HistoryTimeline
from codi_desktop.ui.widgets.next_steps import NextStep, NextSteps
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import PhotoFrame, dropped_photos
from codi_desktop.ui.widgets.safe_panel import SafeToRemovePanel
from codi_desktop.ui.widgets.workflow import StepStrip, WorkflowBar
from tests.ui.gallery import STEPS, TRAY, painted_house


def button(widget: QWidget, name: str) -> QAbstractButton:
    found = widget.findChild(QAbstractButton, name)
    assert found is not None
    return found


def opened(qtbot: QtBot, widget: QWidget, width: int = 1000) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, 300)
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
    QApplication.processEvents()


def test_the_workflow_says_which_steps_are_done(qtbot: QtBot) -> None:
    bar = WorkflowBar(STEPS, "repair")
    opened(qtbot, bar)
    assert button(bar, "stop-paid").accessibleName() == "รับงวด: ผ่านแล้ว"
    assert button(bar, "stop-repair").accessibleName() == "กำลังซ่อม: ขั้นปัจจุบัน"
    assert button(bar, "stop-closed").accessibleName() == "ปิด: ยังไม่ถึง"
    with pytest.raises(ValueError, match="no such step"):
        bar.set_now("no such step")


def test_arrow_keys_go_along_the_workflow_and_enter_chooses(qtbot: QtBot) -> None:
    bar = WorkflowBar(STEPS, "repair")
    opened(qtbot, bar)
    button(bar, "stop-repair").setFocus()
    QTest.keyClick(button(bar, "stop-repair"), Qt.Key.Key_Right)
    assert button(bar, "stop-inspect").hasFocus()
    with qtbot.waitSignal(bar.chosen) as chosen:
        QTest.keyClick(button(bar, "stop-inspect"), Qt.Key.Key_Return)
    assert chosen.args == ["inspect"]


def test_the_strip_is_one_line_when_wide_and_three_when_narrow(qtbot: QtBot) -> None:
    strip = StepStrip(STEPS)
    opened(qtbot, strip, 1054)
    first, fourth = button(strip, "arrow-survey"), button(strip, "arrow-approve")
    assert first.y() == fourth.y()
    strip.resize(400, 300)
    QApplication.processEvents()
    assert first.x() == fourth.x()
    assert first.y() < fourth.y()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert fourth.hasFocus()


def test_an_arrow_says_its_count_and_opens_its_list(qtbot: QtBot) -> None:
    strip = StepStrip(STEPS)
    opened(qtbot, strip)
    strip.set_counts({"survey": 17})
    assert button(strip, "arrow-survey").accessibleName() == "สำรวจ: 17 หลัง"
    with qtbot.waitSignal(strip.chosen) as chosen:
        button(strip, "arrow-survey").click()
    assert chosen.args == ["survey"]


def test_at_most_five_steps_are_shown_and_only_the_first_is_filled(qtbot: QtBot) -> None:
    steps = NextSteps([NextStep(str(number), "printer", "พิมพ์", "วันนี้", "ทำ") for number in range(7)])
    opened(qtbot, steps)
    kinds = [button(steps, f"do-{number}").property("kind") for number in range(5)]
    assert kinds == ["primary", "plain", "plain", "plain", "plain"]
    assert steps.findChild(QAbstractButton, "do-5") is None
    steps.focus_first()
    QTest.keyClick(button(steps, "do-0"), Qt.Key.Key_Down)
    assert button(steps, "do-1").hasFocus()
    with qtbot.waitSignal(steps.asked) as asked:
        QTest.keyClick(button(steps, "do-1"), Qt.Key.Key_Return)
    assert asked.args == ["1"]


def test_a_notice_says_all_its_lines_and_leads_there(qtbot: QtBot) -> None:
    notice = Notice()
    opened(qtbot, notice)
    notice.show_notice("bad", "ก่อนไปตรวจรับ ยังขาด 2 อย่าง", lines=(("photo", "ภาพห้องน้ำ"), ("people", "กรรมการ")))
    assert notice.accessibleName() == "ก่อนไปตรวจรับ ยังขาด 2 อย่าง. ภาพห้องน้ำ. กรรมการ"
    with qtbot.waitSignal(notice.asked) as asked:
        button(notice, "link-people").click()
    assert asked.args == ["people"]


def test_a_bar_tells_its_parts_in_words(qtbot: QtBot) -> None:
    bar = StackedBar(TRAY)
    opened(qtbot, bar)
    assert bar.accessibleName().startswith("พอช. 307,500 · อบต.เจริญธรรม 168,000")


def test_at_large_text_every_part_has_a_bar_of_its_own(qtbot: QtBot, window: QApplication) -> None:
    small = StackedBar(TRAY)
    opened(qtbot, small)
    apply_theme(window, Theme(scale=1.5))
    large = StackedBar(TRAY)
    opened(qtbot, large)
    assert large.sizeHint().height() > 2 * small.sizeHint().height()


def test_over_the_ceiling_the_words_are_red(qtbot: QtBot) -> None:
    bar = CeilingBar(21_140, 20_500, "พอช. ใช้ 21,140 จากเพดาน 20,500", "เกินเพดาน 640 บาท")
    opened(qtbot, bar)
    tones = {label.plain_text(): label.property("tone") for label in bar.findChildren(Label)}
    assert tones["เกินเพดาน 640 บาท"] == "bad"
    bar.show_use(18_640, 20_500, "ใช้ 18,640", "เหลือ 1,860")
    tones = {label.plain_text(): label.property("tone") for label in bar.findChildren(Label)}
    assert tones["เหลือ 1,860"] == "ok"


def test_arrow_keys_go_over_the_tiles_as_they_lie(qtbot: QtBot) -> None:
    tiles = TileMap(
        (
            MapTile("north", "ชัยนาท", 0, 1, "1 / 2", 0.5),
            MapTile("west", "กาญจนบุรี", 1, 0, "1 / 2", 0.5),
            MapTile("east", "สระบุรี", 1, 2, "ยังไม่ส่ง", None),
        )
    )
    opened(qtbot, tiles)
    button(tiles, "map-west").setFocus()
    QTest.keyClick(button(tiles, "map-west"), Qt.Key.Key_Right)
    assert button(tiles, "map-east").hasFocus()
    QTest.keyClick(button(tiles, "map-east"), Qt.Key.Key_Up)
    assert button(tiles, "map-north").hasFocus()
    assert button(tiles, "map-east").accessibleName() == "สระบุรี ยังไม่ส่ง"


def test_a_frame_without_photo_asks_for_one_and_with_one_enlarges(qtbot: QtBot) -> None:
    frame = PhotoFrame("ก่อนซ่อม")
    opened(qtbot, frame)
    inner = button(frame, "photo-frame")
    assert inner.accessibleName() == "เพิ่มภาพ"
    with qtbot.waitSignal(frame.add):
        inner.click()
    frame.show_photo(painted_house(), "ถ่าย 12 ก.ค. 2565")
    assert inner.accessibleName() == "ก่อนซ่อม"
    with qtbot.waitSignal(frame.enlarge):
        QTest.keyClick(inner, Qt.Key.Key_Space)
    frame.show_photo(None, missing="ไม่พบไฟล์ a1b2.jpg")
    assert inner.accessibleName() == "ไม่พบไฟล์ a1b2.jpg"


def test_a_frame_keeps_four_to_three(qtbot: QtBot) -> None:
    frame = PhotoFrame()
    opened(qtbot, frame, 400)
    inner = button(frame, "photo-frame")
    assert inner.heightForWidth(400) == 300


def test_photos_that_are_dropped_are_told_and_other_files_are_not(qtbot: QtBot) -> None:
    frame = PhotoFrame()
    opened(qtbot, frame)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/stick/a.JPG"), QUrl.fromLocalFile("/stick/list.xlsx")])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert dropped_photos(drop) == [Path("/stick/a.JPG")]
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(button(frame, "photo-frame"), enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(frame.dropped) as dropped:
        QApplication.sendEvent(button(frame, "photo-frame"), drop)
    assert dropped.args == [[Path("/stick/a.JPG")]]


def test_tabs_go_round_by_step_and_arrow(qtbot: QtBot) -> None:
    tabs = SegmentTabs((("photos", "image", "ภาพ"), ("people", "users", "ครัวเรือน")))
    opened(qtbot, tabs)
    told: list[str] = []
    tabs.chosen.connect(told.append)
    tabs.step(1)
    QTest.keyClick(tabs, Qt.Key.Key_Down)
    assert told == ["people", "photos"]
    assert tabs.current == "photos"


def test_a_filter_that_is_on_looks_different(qtbot: QtBot) -> None:
    toggle = ToggleFilter("here", "laptop", "เฉพาะเครื่องนี้", 12)
    opened(qtbot, toggle)
    before = toggle.grab().toImage()
    toggle.click()
    assert toggle.grab().toImage() != before
    assert toggle.accessibleName() == "เฉพาะเครื่องนี้ 12"


def test_searching_asks_when_the_hand_rests_and_clears(qtbot: QtBot) -> None:
    field = SearchField("ค้นหาชื่อ")
    opened(qtbot, field)
    asked: list[str] = []
    field.asked.connect(asked.append)
    field.setText("ทองม้วน")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["ทองม้วน"])
    assert field.clear_search()
    assert not field.clear_search()
    qtbot.waitUntil(lambda: asked == ["ทองม้วน", ""])


def test_nothing_is_chosen_until_somebody_chooses(qtbot: QtBot) -> None:
    cards = ChoiceCards((Choice("join", "file-check", "เข้าร่วม", "ด้วยไฟล์"), Choice("own", "door-open", "เริ่มเอง", "ทันที")))
    opened(qtbot, cards)
    chosen_first = cards.current
    assert not chosen_first
    button(cards, "choice-join").setFocus()
    with qtbot.waitSignal(cards.chosen) as chosen:
        QTest.keyClick(button(cards, "choice-join"), Qt.Key.Key_Right)
    assert chosen.args == ["own"]
    assert cards.current == "own"


def test_tiles_and_events_tell_which_was_pressed(qtbot: QtBot) -> None:
    tiles = TilesRow((Tile("new", "3", "บ้านใหม่", "plus", "ok"),))
    events = HistoryTimeline(
        (Event("18", "วันนี้", "upload", "ส่งออก", state="รอใบรับ"), Event("17", "เมื่อวาน", "upload", "ส่งออก"))
    )
    opened(qtbot, tiles)
    opened(qtbot, events)
    with qtbot.waitSignal(tiles.chosen) as chosen:
        button(tiles, "tile-new").click()
    assert chosen.args == ["new"]
    assert button(events, "event-18").accessibleName() == "วันนี้ · ส่งออก · รอใบรับ"
    button(events, "event-18").setFocus()
    QTest.keyClick(button(events, "event-18"), Qt.Key.Key_Down)
    with qtbot.waitSignal(events.chosen) as shown:
        QTest.keyClick(button(events, "event-17"), Qt.Key.Key_Return)
    assert shown.args == ["17"]


def test_the_safe_panel_begins_amber_and_says_what_it_is_told(qtbot: QtBot) -> None:
    panel = SafeToRemovePanel()
    opened(qtbot, panel)
    first_state = panel.state
    assert first_state == "warn"
    panel.show_state("ok", "ดึงแฟลชไดรฟ์ออกได้แล้ว", "นำไปให้จังหวัดสระบุรี")
    assert panel.state == "ok"
    assert panel.accessibleName() == "ดึงแฟลชไดรฟ์ออกได้แล้ว. นำไปให้จังหวัดสระบุรี"
