from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from codi_desktop.ui.frame import Frame, NavEntry
from codi_desktop.ui.page import Page
from codi_desktop.ui.theme import Theme, apply_theme
from codi_desktop.ui.translator import show_language
from codi_desktop.ui.widgets.nav import NavButton
from tests.ui.gallery import show_frame


class Remembering(Page):
    kinds = frozenset({"house_repair"})

    def __init__(self) -> None:
        super().__init__("บ้าน", name="remembering")
        self.opened: list[dict[str, Any]] = []
        self.refreshed: list[frozenset[str]] = []
        self.field = QLineEdit(self)
        self.body.addWidget(self.field)
        self.add_head(QPushButton("ทำ"), primary=True)

    def open(self, **arguments: Any) -> None:
        self.opened.append(arguments)

    def refresh(self, kinds: frozenset[str]) -> None:
        self.refreshed.append(kinds)

    def search(self) -> bool:
        self.field.setFocus()
        return True


def small_frame(qtbot: QtBot, width: int = 1366) -> Frame:
    entries = (
        NavEntry("home", "house", "Home", Remembering),
        NavEntry("houses", "house", "Houses", Remembering),
        NavEntry("house", "house", "House", Remembering, under="houses"),
    )
    frame = Frame("ตำบลเจริญธรรม", "อ.วิหารแดง จ.สระบุรี", entries)
    qtbot.addWidget(frame)
    frame.resize(width, 700)
    frame.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    frame.go("home")
    return frame


def nav(frame: Frame, name: str) -> NavButton:
    button = frame.findChild(NavButton, f"nav-{name}")
    assert button is not None
    return button


def press(qtbot: QtBot, frame: Frame, key: Qt.Key, control: bool = False) -> None:
    with_control = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(frame, key, with_control)


def test_a_place_is_made_once_and_opened_each_time(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    page = frame.go("house", house="h1")
    assert frame.go("house", house="h2") is page
    assert isinstance(page, Remembering)
    assert page.opened == [{"house": "h1"}, {"house": "h2"}]


def test_control_and_a_digit_go_to_a_place(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    press(qtbot, frame, Qt.Key.Key_2, control=True)
    assert frame.current == "houses"
    press(qtbot, frame, Qt.Key.Key_1, control=True)
    assert frame.current == "home"


def test_a_place_under_another_marks_that_one(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    frame.go("house")
    assert nav(frame, "houses").isChecked()
    assert not nav(frame, "home").isChecked()


def test_escape_goes_back_to_where_one_came_from(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    frame.go("houses")
    frame.go("house", house="h1")
    press(qtbot, frame, Qt.Key.Key_Escape)
    assert frame.current == "houses"
    press(qtbot, frame, Qt.Key.Key_Escape)
    assert frame.current == "home"
    press(qtbot, frame, Qt.Key.Key_Escape)
    assert frame.current == "home"


def test_help_is_asked_for_the_place_that_is_shown(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    frame.go("houses")
    with qtbot.waitSignal(frame.help_requested) as asked:
        press(qtbot, frame, Qt.Key.Key_F1)
    assert asked.args == ["houses"]


def test_control_f_goes_to_the_search_of_the_page(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    press(qtbot, frame, Qt.Key.Key_F, control=True)
    page = frame.page("home")
    assert isinstance(page, Remembering)
    assert page.field.hasFocus()


def test_f6_goes_from_sidebar_to_head_and_round(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    nav(frame, "home").setFocus()
    press(qtbot, frame, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is frame.page("home").primary_action
    press(qtbot, frame, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is nav(frame, "home")


def test_the_page_that_is_shown_learns_of_changes_to_its_kinds_only(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    page = frame.page("home")
    assert isinstance(page, Remembering)
    frame.refresh(frozenset({"person"}))
    assert page.refreshed == []
    frame.refresh(frozenset({"house_repair", "person"}))
    assert len(page.refreshed) == 1


@pytest.mark.parametrize(
    ("width", "scale", "form"),
    [(1366, 1.0, "wide"), (1180, 1.0, "wide"), (1179, 1.0, "middle"), (999, 1.0, "narrow"), (1366, 1.5, "narrow")],
)
def test_the_form_follows_the_effective_width(
    qtbot: QtBot, window: QApplication, width: int, scale: float, form: str
) -> None:
    apply_theme(window, Theme(scale=scale))
    frame = small_frame(qtbot, width)
    assert frame.width_class == form
    assert frame.page("home").width_class == form
    assert nav(frame, "home").isVisible() == (form != "narrow")


def test_the_menu_of_a_narrow_window_opens_by_f10_and_closes_by_escape(qtbot: QtBot) -> None:
    frame = small_frame(qtbot, 900)
    assert not nav(frame, "home").isVisible()
    press(qtbot, frame, Qt.Key.Key_F10)
    assert nav(frame, "home").isVisible()
    assert nav(frame, "home").hasFocus()
    press(qtbot, frame, Qt.Key.Key_Escape)
    assert not nav(frame, "home").isVisible()
    assert frame.current == "home"


def test_choosing_in_the_menu_closes_it(qtbot: QtBot) -> None:
    frame = small_frame(qtbot, 900)
    frame.toggle_menu()
    nav(frame, "houses").click()
    assert frame.current == "houses"
    assert not nav(frame, "houses").isVisible()


def test_a_count_is_read_aloud(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    frame.set_badge("houses", 12)
    assert "12" in nav(frame, "houses").accessibleName()
    frame.set_badge("houses", 0)
    assert nav(frame, "houses").accessibleName() == nav(frame, "houses").text()


def test_a_change_of_theme_and_language_shows_the_same_place_with_all_that_was_told(
    qtbot: QtBot, window: QApplication
) -> None:
    frame = small_frame(qtbot)
    frame.set_badge("houses", 12)
    frame.set_saved("บันทึกแล้ว 09:42 น.", "ไม่ต้องใช้อินเทอร์เน็ต")
    before = frame.go("house", house="h1")
    show_language(window, "en")
    apply_theme(window, Theme(contrast=True, scale=1.25))
    frame.rebuild()
    after = frame.page("house")
    assert after is not before
    assert isinstance(after, Remembering)
    assert after.opened == [{"house": "h1"}]
    qtbot.wait(0)
    houses = frame._sidebar.findChild(NavButton, "nav-houses")
    assert houses is not None
    assert houses.count() == 12
    texts = [label.accessibleName() for label in frame._sidebar.findChildren(QLabel)]
    assert "บันทึกแล้ว 09:42 น." in texts


def test_a_long_label_takes_two_lines(qtbot: QtBot) -> None:
    short, long = NavButton("a", "house", "บ้าน"), NavButton("b", "house", "Households and people of the tambon")
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    assert long.sizeHint().width() <= 192
    assert long.sizeHint().height() > short.sizeHint().height()


def test_the_focused_thing_is_scrolled_into_view(qtbot: QtBot) -> None:
    frame = show_frame()
    qtbot.addWidget(frame)
    frame.resize(1366, 400)
    frame.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    page = frame.go("form")
    QApplication.processEvents()
    last = page.findChildren(QLineEdit)[-1]
    last.setFocus()
    top = last.mapTo(frame, last.rect().topLeft()).y()
    assert top >= 0
    assert top + last.height() <= frame.height()


def test_a_place_begins_at_its_top_and_without_a_ring(qtbot: QtBot, window: QApplication) -> None:
    apply_theme(window, Theme(contrast=True))
    frame = show_frame()
    qtbot.addWidget(frame)
    frame.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    frame.go("home")
    QApplication.processEvents()
    page = frame.go("exchange")
    QApplication.processEvents()
    assert page.mapTo(frame, page.rect().topLeft()).y() == frame._bar.height() * frame._bar.isVisible()
    assert not frame._ring.isVisible()


def test_the_ring_of_high_contrast_lies_around_the_focus(qtbot: QtBot, window: QApplication) -> None:
    apply_theme(window, Theme(contrast=True))
    frame = small_frame(qtbot)
    button = frame.page("home").primary_action
    assert button is not None
    button.setFocus()
    ring = frame._ring
    assert ring.isVisible()
    corner = button.mapTo(frame, button.rect().topLeft())
    assert ring.geometry().left() == corner.x() - 5
    assert ring.geometry().contains(corner)


def test_the_ring_follows_when_what_is_around_the_focus_moves(qtbot: QtBot, window: QApplication) -> None:
    apply_theme(window, Theme(contrast=True))
    frame = small_frame(qtbot)
    page = frame.page("home")
    assert page.primary_action is not None
    page.primary_action.setFocus()
    before = frame._ring.geometry()
    page.move(page.x(), page.y() - 37)
    assert frame._ring.geometry() == before.translated(0, -37)


def test_a_tall_thing_whose_top_is_seen_is_not_scrolled_to_its_end(qtbot: QtBot) -> None:
    frame = small_frame(qtbot)
    frame.resize(1366, 400)
    page = frame.go("home")
    tall = QListView(page)
    tall.setFixedHeight(300)
    page.body.insertSpacing(0, 160)
    page.body.insertWidget(1, tall)
    page.body.addStretch(1)
    page.setMinimumHeight(800)
    QApplication.processEvents()
    area = page.parent().parent()  # type: ignore[union-attr]  # the viewport and the area around the page
    assert isinstance(area, QScrollArea)
    page.findChildren(QLineEdit)[0].setFocus()
    area.verticalScrollBar().setValue(0)
    tall.setFocus()
    assert tall.hasFocus()
    assert area.verticalScrollBar().value() == 0


def test_a_place_is_first_seen_from_its_top_though_the_focus_begins_below(qtbot: QtBot) -> None:
    class Low(Page):
        def __init__(self) -> None:
            super().__init__("ต่ำ", name="low")
            self.body.addSpacing(2000)
            self.start_focus = QLineEdit(self)
            self.body.addWidget(self.start_focus)

    frame = Frame(
        "ตำบลเจริญธรรม", "", (NavEntry("home", "house", "Home", Remembering), NavEntry("low", "x", "Low", Low))
    )
    qtbot.addWidget(frame)
    frame.resize(1366, 700)
    frame.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    frame.go("home")
    page = frame.go("low")
    QApplication.processEvents()
    area = page.parent().parent()  # type: ignore[union-attr]  # the viewport and the area around the page
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 1000
    assert area.verticalScrollBar().value() == 0
