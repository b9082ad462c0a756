"""What holds for each place of the window, whoever wrote its page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.settings import Settings
from codi_desktop.ui.dialogs.help import HELP
from codi_desktop.ui.page import Page
from codi_desktop.ui.window import PLACES, Place
from codi_desktop.ui.workplace import Workplace
from tests.ui.opened import make_folder, opened, settle

NAMES = [place.name for place in PLACES]


def show(qtbot: QtBot, folder: Path, place: Place, settings: Settings) -> tuple[Workplace, Page]:
    make_folder(folder, houses=2, level="province" if place.only == "above" else "tambon")
    _, workplace = opened(qtbot, folder, settings)
    assert workplace.frame is not None
    arguments = {}
    if place.name == "house":
        arguments = {"house_id": workplace.store.rows(HouseRepair.select())[0].id}
    elif place.name == "record":
        arguments = {"kind": "person", "record_id": None}
    page = workplace.frame.go(place.name, **arguments)
    settle(qtbot, workplace.tasks)
    return workplace, page


def shown_words(page: QWidget) -> Iterator[str]:
    for widget in page.findChildren(QWidget):
        if widget.isVisibleTo(page) and isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()


def problems(workplace: Workplace) -> list[str]:
    return [box.text() for box in workplace.window().findChildren(QMessageBox, "problem")]


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_page_opens_in_thai_without_a_word_of_english(qtbot: QtBot, tmp_path: Path, place: Place) -> None:
    workplace, page = show(qtbot, tmp_path / "m", place, Settings())
    assert not problems(workplace)
    assert page.title
    ours = {"codi_desktop", "English", "Ctrl", "Shift", "Enter", "PySide6", "Qt", "LGPL", "PDF", "Excel", "MB", "QR"}
    ours |= {"พ.ศ.", "F10", "F1", "Esc", "Page", "Up", "Down", "MIT", "OFL", "ISC", "BSD", "GPS", "JPEG", "PNG"}
    english = [
        words
        for words in shown_words(page)
        if len(words) > 3
        and words.isascii()
        and any(sign.isalpha() for sign in words)
        and not any(known in words for known in ours)
    ]
    assert not english


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_page_opens_in_english_large_and_in_high_contrast(qtbot: QtBot, tmp_path: Path, place: Place) -> None:
    settings = Settings(language="en", text_scale=150, high_contrast=True)
    workplace, page = show(qtbot, tmp_path / "m", place, settings)
    assert not problems(workplace)
    assert page.title


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_everything_that_takes_the_focus_has_a_name_to_be_read_aloud(
    qtbot: QtBot, tmp_path: Path, place: Place
) -> None:
    _, page = show(qtbot, tmp_path / "m", place, Settings())
    kinds = QAbstractButton | QLineEdit | QComboBox | QPlainTextEdit | QAbstractItemView
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in page.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisibleTo(page)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert not nameless


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_page_has_at_most_one_filled_button_above(qtbot: QtBot, tmp_path: Path, place: Place) -> None:
    _, page = show(qtbot, tmp_path / "m", place, Settings())
    filled = [
        button.text()
        for button in page.findChildren(QAbstractButton)
        if button.property("kind") == "primary" and button.isVisibleTo(page)
    ]
    assert len(filled) <= 1, filled


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_page_survives_news_of_every_kind_and_a_change_of_language(
    qtbot: QtBot, tmp_path: Path, place: Place
) -> None:
    workplace, page = show(qtbot, tmp_path / "m", place, Settings())
    page.refresh(page.kinds or frozenset({"house_repair"}))
    settle(qtbot, workplace.tasks)
    workplace.desk.settings.language = "en"
    workplace.desk.appearance_changed.emit()
    settle(qtbot, workplace.tasks)
    assert not problems(workplace)
    assert workplace.frame is not None
    assert workplace.frame.current == place.name


def test_every_place_has_help() -> None:
    assert {place.name for place in PLACES} <= set(HELP)


def test_names_of_places_are_one_of_a_kind_and_those_under_another_name_it() -> None:
    names = [place.name for place in PLACES]
    assert len(set(names)) == len(names)
    assert {place.under for place in PLACES if place.under} <= set(names)
