"""A forgotten passphrase at the lock: the committee's sheets, and the machine above."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.services import arrivals, escrow, machines, opening, shares
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.forgotten import ByHelper, BySheets
from codi_desktop.ui.dialogs.unlock import Unlock
from codi_desktop.ui.pages.exchange import ExchangePage
from codi_desktop.ui.pages.exchange_parts.members import AnswerLocked, MembersCard
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.workplace import Workplace
from tests.services.offices import join
from tests.ui.opened import PASSPHRASE, child, make_folder, open_page, open_window, settle
from tests.ui.pages.exchange_made import rest

NEW = "เรือนไม้ริมน้ำมีเสาสูงใหญ่"


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Store]:
    with opening.make_machine(tmp_path / "p", "จังหวัดสระบุรี", "province", "19", "สมหญิง") as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path, province: Store) -> Path:
    """A locked tambon that has joined, and has sheets."""
    folder = make_folder(tmp_path / "m", PASSPHRASE)
    with opening.open_store(folder, PASSPHRASE) as store:
        join(province, store, tmp_path)
        shares.make(store, 2, 3, tmp_path / "ใบ", PASSPHRASE)
    return folder


def locked(qtbot: QtBot, folder: Path) -> tuple[Workplace, Unlock]:
    window = open_window(qtbot, folder)
    workplace = window.workplace
    assert workplace is not None
    lock = workplace.stage
    assert isinstance(lock, Unlock)
    child(lock, QPushButton, "forgotten").click()
    settle(qtbot, workplace.tasks)
    return workplace, lock


def is_open(workplace: Workplace) -> bool:
    return workplace.store is not None


def choose_new(dialog: BySheets | ByHelper) -> None:
    for field in (dialog.new, dialog.again):
        field.line.setText(NEW)
    dialog.accept_button.click()


def read(tmp_path: Path) -> list[tuple[Path, shares.Share]]:
    return [(path, shares.read_file(path)) for path in sorted((tmp_path / "ใบ").iterdir())]


def test_a_lock_without_other_ways_shows_none(qtbot: QtBot, tmp_path: Path) -> None:
    _, lock = locked(qtbot, make_folder(tmp_path / "alone", PASSPHRASE))
    assert lock.forgotten.isVisible()
    assert not lock.sheets_button.isVisible()
    assert not lock.helper_button.isVisible()


def test_sheets_are_typed_word_by_word_and_open_the_machine(qtbot: QtBot, tmp_path: Path, folder: Path) -> None:
    workplace, lock = locked(qtbot, folder)
    child(lock, QPushButton, "by-sheets-button").click()
    dialog = child(lock, BySheets, "by-sheets")
    (_, first), (path, _), _ = read(tmp_path)
    dialog.accept_button.click()
    assert "2" in dialog.refused.text()  # so many sheets are needed
    dialog.take()
    assert "1" in dialog.refused.text()  # the first word is missing
    for field, word in zip(dialog.fields, first.words, strict=True):
        field.setText(word)
    dialog.fields[4].setText(next(word for word in shares.words() if word != first.words[4]))
    dialog.take()
    settle(qtbot, workplace.tasks)
    assert "คำที่ 5" in dialog.refused.text()
    assert dialog.fields[4].hasFocus()
    dialog.fields[4].setText(first.words[4])
    QTest.keyClick(dialog.fields[4], Qt.Key.Key_Space)
    assert dialog.fields[5].hasFocus()
    QTest.keyClick(dialog.fields[19], Qt.Key.Key_Return)  # the last word takes the sheet
    settle(qtbot, workplace.tasks)
    assert dialog.refused.isHidden()
    assert not any(field.text() for field in dialog.fields)  # nobody reads the sheet from the screen afterwards
    dialog.take_file(path)
    settle(qtbot, workplace.tasks)
    assert dialog.missing() == ""
    dialog.accept_button.click()
    assert not is_open(workplace)  # no new passphrase yet
    choose_new(dialog)
    settle(qtbot, workplace.tasks)
    assert is_open(workplace)
    assert opening.KeySlots(folder).open(NEW)


def test_a_sheet_of_another_set_is_named(qtbot: QtBot, tmp_path: Path, folder: Path) -> None:
    workplace, lock = locked(qtbot, folder)
    lock.ask_for_sheets()
    dialog = child(lock, BySheets, "by-sheets")
    _, made = shares.split(2, 3)
    dialog._taken(made[0])
    assert str(made[0].set) in dialog.refused.text()
    assert dialog.missing()
    dialog.reject()
    assert not is_open(workplace)


def test_the_machine_above_opens_it_by_a_request_and_an_answer(
    qtbot: QtBot, tmp_path: Path, folder: Path, province: Store
) -> None:
    workplace, lock = locked(qtbot, folder)
    child(lock, QPushButton, "by-helper-button").click()
    dialog = child(lock, ByHelper, "by-helper")
    settle(qtbot, workplace.tasks)
    dialog.accept_button.click()
    assert dialog.refused.isVisible()
    dialog.keep_request(tmp_path)
    settle(qtbot, workplace.tasks)
    asked = escrow.look(province, tmp_path / "recovery.codi-request")
    assert child(dialog, QWidget, "check-words").accessibleName() == " ".join(asked.words)
    dialog.take_answer(tmp_path / "recovery.codi-request")
    choose_new(dialog)
    settle(qtbot, workplace.tasks)
    assert dialog.refused.isVisible()  # that was the request, not the answer
    assert not is_open(workplace)
    dialog.take_answer(escrow.answer(province, tmp_path / "recovery.codi-request", tmp_path))
    choose_new(dialog)
    settle(qtbot, workplace.tasks)
    assert is_open(workplace)


def test_the_officer_sees_whose_it_is_and_the_words_before_anything_is_written(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, folder: Path, province: Store
) -> None:
    asking = escrow.request(folder, tmp_path)
    card = MembersCard(Desk(province, Settings(), tasks))
    qtbot.addWidget(card)
    card.show()
    assert card.help_button.isVisible()
    card.help_locked(asking.path)
    settle(qtbot, tasks)
    dialog = child(card, AnswerLocked, "answer-locked")
    assert child(dialog, QWidget, "check-words").accessibleName() == " ".join(asking.words)
    assert not list(tmp_path.glob("*.codi-answer"))
    dialog.accept_button.click()
    settle(qtbot, tasks)
    (answer,) = tmp_path.glob("*.codi-answer")
    escrow.finish(folder, answer, NEW)


def test_a_stolen_machine_is_refused_in_words(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, folder: Path, province: Store
) -> None:
    asking = escrow.request(folder, tmp_path)
    (lost,) = [one for one in machines.machines(province) if not one.is_this_one]
    machines.revoke(province, lost.device, "ถูกขโมย")
    desk = Desk(province, Settings(), tasks)
    said: list[str] = []
    desk.said.connect(lambda sentence, _kind: said.append(sentence))
    card = MembersCard(desk)
    qtbot.addWidget(card)
    card.help_locked(asking.path)
    settle(qtbot, tasks)
    assert card.findChild(AnswerLocked) is None
    assert "หาย" in said[-1]


def test_the_request_on_a_stick_shows_by_itself_at_the_machine_above(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, folder: Path, province: Store
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    asking = escrow.request(folder, stick)
    (found,) = arrivals.around(province, stick).requests
    assert isinstance(found, arrivals.Locked)
    assert found.asked.words == asking.words
    page = open_page(qtbot, ExchangePage, Desk(province, Settings(), tasks), folder=stick)
    assert isinstance(page, ExchangePage)
    rest(qtbot, tasks)
    child(page, QPushButton, "open-file").click()
    dialog = child(page, AnswerLocked, "answer-locked")
    assert child(dialog, QWidget, "check-words").accessibleName() == " ".join(asking.words)
    dialog.reject()


def test_a_request_to_join_is_no_request_for_help(qtbot: QtBot, tasks: Tasks, tmp_path: Path, province: Store) -> None:
    with opening.make_machine(tmp_path / "new", "ใหม่", "tambon", "190405", "ก") as new:
        (tmp_path / "r.codi-request").write_bytes(machines.request(new))
    card = MembersCard(Desk(province, Settings(), tasks))
    qtbot.addWidget(card)
    card.help_locked(tmp_path / "r.codi-request")
    settle(qtbot, tasks)
    assert card.findChild(AnswerLocked) is None
