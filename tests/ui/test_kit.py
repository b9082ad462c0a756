"""Every widget of the kit, in both languages, at every text size: named, and with nothing cut off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.ui.frame import Frame
from codi_desktop.ui.text import Label
from codi_desktop.ui.theme import Theme, apply_theme
from codi_desktop.ui.translator import show_language
from tests.ui.gallery import PAGES, show_frame


@pytest.fixture(params=[(1.0, False), (1.25, False), (1.5, True)], ids=["100%", "125%", "150% in high contrast"])
def look(request: pytest.FixtureRequest, window: QApplication) -> Theme:
    scale, contrast = request.param
    look = Theme(contrast=contrast, scale=scale)
    apply_theme(window, look)
    return look


@pytest.fixture(params=["th", "en"])
def frame(request: pytest.FixtureRequest, window: QApplication, look: Theme, qtbot: QtBot) -> Iterator[Frame]:
    show_language(window, request.param)
    frame = show_frame()
    qtbot.addWidget(frame)
    frame.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    yield frame
    frame.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off(frame: Frame, name: str, shot: Callable[[QWidget, str], None], look: Theme) -> None:
    page = frame.go(name)
    QApplication.processEvents()
    cut = [one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible() and is_cut(one)]
    assert cut == []
    outside = [one for one in page.findChildren(QWidget) if one.isVisible() and sticks_out(one)]
    assert outside == []
    shot(frame, f"{name}-{look.scale}")


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_takes_the_focus_has_a_name_and_an_accessible_name(frame: Frame, name: str) -> None:
    page = frame.go(name)
    able = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.metaObject() is not None
    ]
    assert able
    for one in able:
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface is not None, one
        assert interface.text(QAccessible.Text.Name), one
        assert one.objectName(), one


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough_for_an_unsteady_hand(frame: Frame, name: str, look: Theme) -> None:
    page = frame.go(name)
    QApplication.processEvents()
    small = [
        (one.objectName(), one.height())
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if one.height() < look.px(29) or (one.height() < look.px(38) and one.property("room") != "line")
    ]
    assert small == []


def is_cut(widget: QWidget) -> bool:
    if isinstance(widget, Label) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width()) - 1 or (
            widget.width() < widget.minimumSizeHint().width() - 1
        )
    if isinstance(widget, QLineEdit):
        return widget.height() < QFontMetrics(widget.font()).height()
    if isinstance(widget, QLabel) or (isinstance(widget, QAbstractButton) and widget.layout() is None):
        hint = widget.minimumSizeHint() if widget.objectName() == "photo-frame" else widget.sizeHint()
        return widget.width() < hint.width() - 1 or widget.height() < hint.height() - 1
    return False


def sticks_out(widget: QWidget) -> bool:
    """Say whether a widget reaches over the edge of its parent; scrolling areas may be larger inside."""
    parent = widget.parentWidget()
    if parent is None or parent.objectName() in {"qt_scrollarea_viewport", "entries"}:
        return False
    return not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
