"""Somebody who sits at a window: looks, clicks and types on the widgets that can be seen, and calls nothing else."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from codi_desktop.ui.text import plain
from codi_desktop.ui.window import MainWindow
from tests.ui.opened import LONG, settle

T = TypeVar("T", bound=QWidget)


class Sitting:
    """Somebody who sits at a machine. Names are object names; what is hidden cannot be used."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=LONG)
        assert window.workplace is not None
        self.workplace = window.workplace

    # --- looking

    def rest(self) -> None:
        """Wait until nothing is under way; what lies in front becomes active, as every desktop does it."""
        settle(self.qtbot, self.workplace.tasks)
        if not self.front.isActiveWindow():
            self.front.activateWindow()
            self.qtbot.waitUntil(self.front.isActiveWindow, timeout=LONG)
        assert not self.window.findChildren(QMessageBox), [box.text() for box in self.window.findChildren(QMessageBox)]

    def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(LONG // 20):
            if holds():
                self.rest()
                return
            self.qtbot.wait(20)
        raise AssertionError(self.texts())

    @property
    def front(self) -> QWidget:
        """What can be used: the topmost dialog, else the window."""
        dialogs = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        return dialogs[-1] if dialogs else self.window

    def sees(self, words: str) -> bool:
        """Whether words stand on the screen; those that need scrolling count."""
        return any(words in text for text in self.texts())

    def find(self, kind: type[T], name: str, within: QWidget | None = None) -> T:
        found = [one for one in (within or self.front).findChildren(kind, name) if one.isVisible()]
        assert len(found) == 1, (name, len(found), self.texts())
        area = found[0].parent()
        while area is not None:
            if isinstance(area, QScrollArea):
                area.ensureWidgetVisible(found[0])
            area = area.parent()
        return found[0]

    def texts(self) -> list[str]:
        """All words on the screen: labels, buttons, and what painted widgets read aloud."""
        shown = (one for one in self.front.findChildren(QWidget) if one.isVisible())
        words = (one.text() if isinstance(one, (QLabel, QAbstractButton)) else one.accessibleName() for one in shown)
        return [plain(text) for text in words if text]

    @property
    def place(self) -> str:
        assert self.workplace.frame is not None
        return self.workplace.frame.current

    # --- doing

    def click(self, name: str, within: QWidget | None = None) -> None:
        button = self.find(QAbstractButton, name, within)
        assert button.isEnabled(), name
        where = QPoint(12, button.height() // 2) if isinstance(button, QCheckBox) else button.rect().center()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=where)
        self.rest()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: str = "") -> None:
        """Press a key, where the focus is or on a widget that can take it."""
        if on:
            self.find(QWidget, on).setFocus(Qt.FocusReason.TabFocusReason)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert not on or focused.objectName() == on, (on, focused.objectName())
        QTest.keyClick(focused, key, modifier)
        self.rest()

    def type(self, text: str, into: QWidget) -> None:
        into.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(into, QLineEdit):
            into.selectAll()
        for sign in text:  # Qt's own keyClicks ends the process on Thai
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(into, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    def fill(self, within: QWidget | None = None, **typed: str) -> None:
        """Type into fields, choose in drop-downs (by value), press pills (by name)."""
        for name, text in typed.items():
            editor = self.find(QWidget, f"editor-{name}", within)
            for line in (*editor.findChildren(QLineEdit, "line"), *editor.findChildren(QPlainTextEdit, "sheet")):
                self.type(text, line)
                QTest.keyClick(line, Qt.Key.Key_Tab)
            for box in editor.findChildren(QComboBox, "box"):
                self.choose(box, text)
            for pill in text.split():
                if editor.findChildren(QAbstractButton, f"pill-{pill}"):
                    self.click(f"pill-{pill}", editor)
        self.rest()

    def choose(self, box: QComboBox, value: str) -> None:
        box.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.count()):
            if box.currentData() == value:
                return
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == value, value

    def go(self, name: str) -> None:
        self.click(f"nav-{name}")
        assert self.place == name

    def section(self, name: str) -> None:
        tabs = self.find(QWidget, f"tab-{name}")
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton)
        self.rest()

    def step(self, day: str, **answers: str) -> None:
        """Take the next step, which nothing may stand in the way of."""
        self.click("next-step")
        dialog = self.front
        assert dialog.objectName() == "take-step", self.texts()
        self.fill(dialog, day=day, **answers)
        self.click("accept", dialog)
        assert self.front is self.window, self.texts()
