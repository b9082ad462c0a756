"""A window without a screen: fonts, theme and language set, and helpers to type Thai and to take pictures."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from codi_desktop import i18n
from codi_desktop.ui.problems import forget_told
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.theme import Theme, apply_theme
from codi_desktop.ui.translator import show_language


@pytest.fixture(autouse=True, scope="session")
def _quick_clearing() -> None:
    """Leave what the suite has imported out of every clearing."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def window(qapp: QApplication) -> Iterator[QApplication]:
    """Start every test in Thai, in the light theme, at 100 % text."""
    show_language(qapp, "th")
    apply_theme(qapp, Theme())
    forget_told()
    gc.disable()  # as in the program: widgets in cycles are cleared here, between two tests, and nowhere else
    yield qapp
    i18n.set_language("th")
    gc.collect()
    gc.enable()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """Threads that have ended when the test has."""
    pool = Tasks()
    yield pool
    pool.close()
    qtbot.wait(0)


@pytest.fixture
def type_text() -> Callable[[QWidget, str], None]:
    """Type any text. WORKAROUND: Qt's own keyClicks aborts the process on Thai."""

    def type_into(widget: QWidget, text: str) -> None:
        for sign in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    return type_into


@pytest.fixture
def shot() -> Callable[[QWidget, str], None]:
    """Write a picture of a widget when CODI_SHOTS names a folder; otherwise do nothing."""

    def write(widget: QWidget, name: str) -> None:
        if folder := os.environ.get("CODI_SHOTS"):
            QApplication.processEvents()
            widget.grab().save(str(Path(folder) / f"{name}.png"))

    return write
