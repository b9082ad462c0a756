"""The exchange page: written, read back, looked at, taken in; and everything that can go wrong on the way."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from codi_desktop import i18n
from codi_desktop.records.household import Household
from codi_desktop.services import arrivals, exchanging, machines
from codi_desktop.store.store import Store
from codi_desktop.ui.dialogs.coming_records import ComingRecords
from codi_desktop.ui.pages.exchange import ExchangePage
from codi_desktop.ui.pages.exchange_parts.members import AcceptRequest, JoinByWelcome, ReportLost
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import Label
from tests.services.offices import Offices, carry, files, household, made, offices, picture
from tests.services.parts import in_parts
from tests.ui.pages.exchange_made import apart, rest, shown


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        for file in made_offices.stick.iterdir():
            file.unlink()
        yield made_offices


def opened(store: Store, folder: Path | None, tasks: Tasks, qtbot: QtBot) -> ExchangePage:
    arguments = {"folder": folder} if folder else {}
    return cast("ExchangePage", shown(ExchangePage, store, tasks, qtbot, **arguments))


def press(page: ExchangePage, name: str, qtbot: QtBot, tasks: Tasks) -> None:
    """Press a button that is there."""
    (button,) = (one for one in page.findChildren(QPushButton, name) if one.isVisible())
    button.click()
    rest(qtbot, tasks)


def texts(page: ExchangePage) -> str:
    return "\n".join(label.plain_text() for label in page.findChildren(Label) if label.isVisible())


@pytest.mark.parametrize("language", ["th", "en"])
def test_without_a_stick_both_cards_say_what_to_do(tree: Offices, tasks: Tasks, qtbot: QtBot, language: str) -> None:
    i18n.set_language(language)
    page = opened(tree.tambon, None, tasks, qtbot)
    assert page.export.empty.isVisible()
    assert page.intake.empty.isVisible()
    assert not page.export.write_button.isVisible()


def test_work_is_written_and_the_stick_may_be_pulled_only_then(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    picture(tree.tambon, b"x" * 300_000)
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    states: list[str] = []
    page.export.busy.connect(lambda busy: states.append(page.export.panel.state if busy else "ended"))
    assert not page.export.panel.isVisible()
    press(page, "write-bundle", qtbot, tasks)
    assert states == ["warn", "ended"]
    assert (page.export.panel.isVisible(), page.export.panel.state) == (True, "ok")
    (bundle,) = tree.stick.glob("*.codi")
    assert bundle.name in page.export.panel.accessibleName()
    assert exchanging.look_at(tree.province, bundle).received.new == 2
    assert "รอใบรับ" in texts(page)


def test_a_bundle_is_looked_at_first_and_kept_only_when_asked(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = household(tree.tambon, "31")
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    page = opened(tree.province, tree.stick, tasks, qtbot)
    assert page.intake.take_button.isVisible()
    assert tree.province.count(Household.select()) == 0
    press(page, "one-by-one", qtbot, tasks)
    (listed,) = page.findChildren(ComingRecords)
    assert "31" in str(listed.view.model().index(0, 0).data())
    listed.accept()
    press(page, "take-in", qtbot, tasks)
    assert tree.province.get(Household, house).house_number == "31"
    assert (page.intake.panel.isVisible(), page.intake.panel.state) == (True, "ok")
    assert not page.intake.take_button.isVisible()


def test_what_must_be_decided_leads_to_the_decision(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    apart(tree)
    for file in tree.stick.iterdir():
        file.unlink()
    exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    press(page, "take-in", qtbot, tasks)
    with qtbot.waitSignal(page.go) as asked:
        press(page, "link-conflicts", qtbot, tasks)
    assert asked.args == ["conflicts", {}]


def test_one_button_is_filled_at_a_time(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    page = opened(tree.province, tree.stick, tasks, qtbot)

    def filled() -> list[str]:
        every = page.findChildren(QPushButton)
        return [one.objectName() for one in every if one.isVisible() and one.property("kind") == "primary"]

    qtbot.waitUntil(lambda: filled() == ["take-in"], timeout=20_000)
    press(page, "other-files", qtbot, tasks)
    qtbot.waitUntil(lambda: filled() == ["write-bundle"], timeout=20_000)


def test_the_receipt_comes_home_with_the_next_bundle(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    assert "รอใบรับ" in texts(page)
    exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    page.places.look()
    rest(qtbot, tasks)
    press(page, "take-in", qtbot, tasks)
    assert "มีใบรับ" in texts(page)
    assert "รอใบรับ" not in texts(page)


def test_a_part_that_never_came_is_named(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    first, _, *rest = in_parts(tree)
    for part in (first, *rest):
        exchanging.take_in(tree.province, part)
    page = opened(tree.province, None, tasks, qtbot)
    assert page.past.missing.isVisible()
    assert "2" in page.past.missing.text()
    assert "ยังไม่มาถึง" in texts(page)


def test_what_need_not_be_waited_for_any_more_is_said_and_alarms_nobody(
    tree: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    for number in range(3):
        household(tree.tambon, str(number))
        written = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
        if number != 1:
            exchanging.take_in(tree.province, written.path)
    page = opened(tree.province, None, tasks, qtbot)
    assert page.past.missing.isHidden()
    assert page.matters.isHidden()
    assert "ไม่ต้องรอแล้ว" in texts(page)


def test_a_full_stick_says_how_much_is_needed_and_offers_the_data_alone(
    tree: Offices, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    household(tree.tambon, "31")
    picture(tree.tambon, b"x" * 3_000_000)
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    fsync = os.fsync

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    press(page, "write-bundle", qtbot, tasks)
    monkeypatch.setattr(os, "fsync", fsync)
    assert str(page.export.panel.state) == "bad"
    assert "4.0 MB" in page.export.notice.text()
    assert list(tree.stick.iterdir()) == []
    press(page, "link-data-only", qtbot, tasks)
    assert page.export.panel.state == "ok"
    (bundle,) = tree.stick.glob("*.codi")
    assert exchanging.look_at(tree.province, bundle).photos == 0


def test_a_stick_that_is_pulled_too_early_is_told_and_written_again(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    page.places.set_busy(True)
    aside = tree.stick.with_name("pulled")
    tree.stick.rename(aside)
    page.export.write()
    rest(qtbot, tasks)
    assert str(page.export.panel.state) == "bad"
    assert "ไม่เสียหาย" in page.export.notice.text()
    aside.rename(tree.stick)
    press(page, "link-again", qtbot, tasks)
    assert page.export.panel.state == "ok"


def test_writing_is_stopped_after_one_question_and_leaves_nothing(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    picture(tree.tambon, os.urandom(12_000_000))
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    page.export.write_button.click()
    assert page.leave()
    (box,) = page.window().findChildren(QMessageBox, "ask-stop")
    assert page.export.is_writing
    next(button for button in box.buttons() if box.buttonRole(button) == QMessageBox.ButtonRole.DestructiveRole).click()
    rest(qtbot, tasks)
    assert list(tree.stick.iterdir()) == []
    assert exchanging.history(tree.tambon)[0].note.direction == "in"
    assert page.export.notice.isVisible()
    assert not page.export.is_writing


@pytest.mark.parametrize("harm", ["cut", "foreign", "noise"])
def test_a_file_that_cannot_be_taken_in_is_told_with_what_to_do_next(
    tree: Offices, tasks: Tasks, qtbot: QtBot, harm: str, tmp_path: Path
) -> None:
    household(tree.tambon, "31")
    written = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    reader = tree.province
    if harm == "cut":
        with written.path.open("r+b") as file:
            file.truncate(written.bytes - 40)
    elif harm == "noise":
        written.path.write_bytes(b"holiday" * 99)
    with made(tmp_path / "other", "ตำบลหนองสรวง", "tambon", "190404") as other:
        if harm == "foreign":
            reader = other
        before = files(reader.folder)
        page = opened(reader, tree.stick, tasks, qtbot)
        page.intake.look_at(written.path)
        rest(qtbot, tasks)
        assert page.intake.notice.isVisible()
        first, _, second = page.intake.notice.accessibleName().partition(". ")
        assert first
        assert second
        assert not page.intake.take_button.isVisible()
        assert files(reader.folder) == before


def test_a_stranger_is_not_taken_in(tree: Offices, tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    with made(tmp_path / "x", "คนแปลกหน้า", "province", "19") as stranger:
        household(stranger, "1", "190406")
        machines.accept(stranger, machines.request(tree.tambon), tree.stick)
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    assert page.intake.notice.isVisible()
    assert "คนแปลกหน้า" in page.intake.notice.text()
    assert not page.intake.take_button.isVisible()


def test_a_request_on_the_stick_is_accepted_after_the_words_were_shown(
    tree: Offices, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    with made(tmp_path / "new", "เครื่องตำบลหนองสรวง", "tambon", "190404") as new:
        machines.request(new, tree.stick / "new.codi-request")
        page = opened(tree.province, tree.stick, tasks, qtbot)
        press(page, "open-file", qtbot, tasks)
        (dialog,) = page.findChildren(AcceptRequest)
        told = [label.plain_text() for label in dialog.findChildren(Label)]
        assert all(word in told for word in machines.own_words(new))
        dialog.accept_button.click()
        rest(qtbot, tasks)
        (welcome,) = tree.stick.glob("*.codi")
        assert welcome.name in page.notice.text()
        page = opened(new, tree.stick, tasks, qtbot)
        press(page, "open-file", qtbot, tasks)
        (joining,) = page.findChildren(JoinByWelcome)
        told = [label.plain_text() for label in joining.findChildren(Label)]
        assert all(word in told for word in machines.own_words(tree.province))
        assert new.machine.root == new.machine.device
        joining.accept_button.click()
        rest(qtbot, tasks)
        assert new.machine.root == tree.region.machine.device
        assert page.export.write_button.isVisible()
        assert arrivals.around(tree.province, tree.stick).requests == ()


def test_a_machine_on_its_own_is_led_to_joining(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    with made(tmp_path / "alone", "ตำบลเดียว", "tambon", "190405") as alone:
        page = opened(alone, tmp_path, tasks, qtbot)
        assert page.export.alone.isVisible()
        press(page, "empty-join", qtbot, tasks)
        request = page.findChild(QPushButton, "request")
        assert request is not None
        assert request.isVisible()


def test_a_machine_is_reported_lost_with_a_reason(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(tree.province, tree.stick, tasks, qtbot)
    press(page, "report-lost", qtbot, tasks)
    (dialog,) = page.findChildren(ReportLost)
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert not any(one.is_lost for one in machines.machines(tree.province))
    dialog.form.set_values({"why": "ถูกขโมย"})
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert [one.name for one in machines.machines(tree.province) if one.is_lost] == ["ตำบลเจริญธรรม"]


def test_the_keys_export_and_import(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    page.activateWindow()
    page.export.write_button.setFocus()
    qtbot.keyClick(page.export.write_button, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, tasks)
    assert len(list(tree.stick.glob("*.codi"))) == 1
    page = opened(tree.province, tree.stick, tasks, qtbot)
    page.activateWindow()
    page.setFocus()
    page.intake.take_button.setFocus()
    qtbot.keyClick(page.intake.take_button, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, tasks)
    assert tree.province.count(Household.select()) == 1


def test_taking_a_bundle_in_twice_keeps_what_it_brought_in_the_history(tree: Offices) -> None:
    household(tree.tambon, "31")
    written = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    exchanging.take_in(tree.province, written.path)
    exchanging.take_in(tree.province, written.path)
    (line,) = (one for one in exchanging.history(tree.province) if one.note.bundle_id and one.note.number == 1
               and one.note.direction == "in" and one.note.peer_device == tree.tambon.machine.device)  # fmt: skip
    assert line.note.counts["new"] == 1


def test_the_folder_of_before_is_forgotten_when_it_is_gone(tree: Offices, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    arrivals.choose_folder(tree.tambon, folder)
    assert [place.path for place in arrivals.places(tree.tambon) if not place.is_stick] == [folder]
    shutil.rmtree(folder)
    assert [place.path for place in arrivals.places(tree.tambon) if not place.is_stick] == []


def test_who_carries_a_bundle_is_remembered_and_told_at_both_ends(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "31")
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    page.export.bearer.set_value("ลุงสมาน")
    press(page, "write-bundle", qtbot, tasks)
    (bundle,) = tree.stick.glob("*.codi")
    exchanging.take_in(tree.province, bundle)
    assert opened(tree.tambon, tree.stick, tasks, qtbot).export.bearer.value() == "ลุงสมาน"
    for store in (tree.tambon, tree.province):
        assert "ลุงสมาน" in {line.bearer for line in exchanging.history(store)}


def test_a_folder_that_is_chosen_while_sticks_are_looked_for_is_seen(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(tree.tambon, tree.stick, tasks, qtbot)
    page.places._timer.stop()
    page.places._is_looking = True  # a look is under way that began before the folder was kept
    page.places.look_anew()
    page.places._show(([], {}))
    assert page.places.place is None
    rest(qtbot, tasks)
    assert page.places.place is not None
