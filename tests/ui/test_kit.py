"""Every widget of the kit, in both languages, at every text size: named, and with nothing cut off."""

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
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
def test_nothing_is_cut_off_and_everything_is_named_and_large_enough(
    frame: Frame, name: str, shot: Callable[[QWidget, str], None], look: Theme
) -> None:
    page = frame.go(name)
    QApplication.processEvents()
    seen = [one for one in page.findChildren(QWidget) if one.isVisible()]
    able = [one for one in seen if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert able
    assert [one.accessibleName() for one in seen if is_cut(one)] == []
    assert [one for one in seen if sticks_out(one)] == []
    assert [one for one in able if not spoken_name(one)] == []
    assert [one for one in able if not one.objectName()] == []
    assert [one.objectName() for one in able if isinstance(one, QAbstractButton) and is_small(one, look)] == []
    shot(frame, f"{name}-{look.scale}")


@pytest.mark.parametrize("name", PAGES)
def test_making_a_page_opens_no_window(qtbot: QtBot, window: QApplication, name: str) -> None:
    class Watcher(QObject):
        windows: ClassVar[list[QWidget]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(watched)
            return False

    watcher = Watcher()
    window.installEventFilter(watcher)
    page = PAGES[name]()
    window.removeEventFilter(watcher)
    qtbot.addWidget(page)
    assert watcher.windows == []


def spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def is_small(button: QAbstractButton, look: Theme) -> bool:
    """Say whether an unsteady hand would miss it; links inside a line may be as high as the line."""
    return button.height() < look.px(29 if button.property("room") == "line" else 38)


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
