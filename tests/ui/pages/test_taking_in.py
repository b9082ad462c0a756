"""Looking closely, taking whole parts, taking back, and what lies aside: the screens, by real machines and files."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.household import Household
from codi_desktop.services import exchanging, machines, taking_back
from codi_desktop.store.store import Store, live
from codi_desktop.ui.dialogs.coming_records import ComingRecords
from codi_desktop.ui.dialogs.set_aside import AcceptAsideDialog, SetAsideDialog
from codi_desktop.ui.dialogs.take_back import TakeBackDialog
from codi_desktop.ui.pages.exchange import ExchangePage
from codi_desktop.ui.pages.exchange_parts.past import BundleDialog
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import Label
from tests.services.offices import Offices, carry, household, offices, picture, renumber
from tests.ui.pages.exchange_made import rest, shown


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made:
        for file in made.stick.iterdir():
            file.unlink()
        yield made


def opened(store: Store, folder: Path | None, tasks: Tasks, qtbot: QtBot) -> ExchangePage:
    arguments = {"folder": folder} if folder else {}
    return cast("ExchangePage", shown(ExchangePage, store, tasks, qtbot, **arguments))


def press(place: QWidget, name: str, qtbot: QtBot, tasks: Tasks) -> None:
    (button,) = (one for one in place.findChildren(QPushButton, name) if one.isVisible())
    button.click()
    rest(qtbot, tasks)


def words(place: QWidget) -> str:
    return "\n".join(label.plain_text() for label in place.findChildren(Label) if label.isVisible())


def numbers(store: Store) -> list[str]:
    return sorted(str(one.house_number) for one in store.rows(live(Household)))


def test_a_record_tells_its_fields_when_it_is_chosen(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = household(tree.tambon, "12")
    carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.tambon, house, "13")
    renumber(tree.province, house, "14")
    household(tree.tambon, "20")
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    page = opened(tree.province, tree.stick, tasks, qtbot)
    press(page, "one-by-one", qtbot, tasks)
    (dialog,) = page.findChildren(ComingRecords)
    lines = [str(dialog.view.model().index(row, 0).data()) for row in range(dialog.view.model().rowCount())]
    assert lines[0].startswith("ต้องตัดสิน")
    assert "ที่นี่ 14 · ในแฟ้ม 13" in words(dialog)
    dialog.view.setCurrentIndex(dialog.view.model().index(1, 0))
    rest(qtbot, tasks)
    assert "20" in words(dialog)
    assert "13" not in words(dialog)
    dialog.accept()


def test_the_whole_parts_of_a_damaged_bundle_are_taken_in_when_asked(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "12")
    picture(tree.tambon, bytes(range(256)) * 600)
    path = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick).path
    path.write_bytes(path.read_bytes()[:-20_000])
    page = opened(tree.province, tree.stick, tasks, qtbot)
    assert "เสียหาย" in words(page)
    assert numbers(tree.province) == []
    press(page, "whole-parts", qtbot, tasks)
    assert numbers(tree.province) == []
    assert "ลายเซ็นถูกต้อง" not in words(page)
    press(page, "take-in", qtbot, tasks)
    assert numbers(tree.province) == ["12"]
    assert "ขอแฟ้มที่สมบูรณ์" in words(page)
    assert "รับเข้าบางส่วน" in words(page)


def test_what_was_brought_in_is_taken_back_at_once(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    household(tree.tambon, "12")
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    page = opened(tree.province, tree.stick, tasks, qtbot)
    press(page, "take-in", qtbot, tasks)
    assert numbers(tree.province) == ["12"]
    press(page, "take-back-import", qtbot, tasks)
    (dialog,) = page.findChildren(TakeBackDialog)
    assert "12" in words(dialog)
    press(dialog, "accept", qtbot, tasks)
    assert numbers(tree.province) == []
    assert not page.intake.take_back_button.isVisible()


def test_an_import_of_the_history_is_taken_back_over_later_work_when_chosen(
    tree: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    house = household(tree.tambon, "12")
    taken = carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.province, house, "13")
    page = opened(tree.province, None, tasks, qtbot)
    page.past._show_one(f"in-{taken.bundle_id}")
    rest(qtbot, tasks)
    (bundle,) = page.findChildren(BundleDialog)
    press(bundle, "take-back-import", qtbot, tasks)
    (dialog,) = page.findChildren(TakeBackDialog)
    assert not dialog.accept_button.isEnabled()
    (box,) = dialog.findChildren(QCheckBox)
    box.setChecked(True)
    press(dialog, "accept", qtbot, tasks)
    assert numbers(tree.province) == []
    assert taken.bundle_id not in taking_back.can_be_taken_back(tree.province)


def test_what_lies_aside_is_shown_tried_again_and_accepted(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    machines.revoke(tree.province, tree.tambon.machine.device, "หาย")
    household(tree.tambon, "12")
    carry(tree.tambon, tree.province, tree.stick, "all")
    page = opened(tree.province, None, tasks, qtbot)
    press(page, "open-aside", qtbot, tasks)
    (dialog,) = page.findChildren(SetAsideDialog)
    assert "เจริญธรรม" in words(dialog)
    press(dialog, "accept", qtbot, tasks)
    assert "ยังรับไม่ได้" in words(dialog)
    press(dialog, "look-aside", qtbot, tasks)
    (accepting,) = page.findChildren(AcceptAsideDialog)
    assert "12" in words(accepting)
    assert not accepting.accept_button.isEnabled()
    accepting.why.setText("โทรถามแล้ว")
    press(accepting, "accept", qtbot, tasks)
    assert numbers(tree.province) == ["12"]
    assert "ไม่มีส่วนที่พักไว้แล้ว" in words(dialog)
    dialog.reject()
    page.matters.read()
    rest(qtbot, tasks)
    assert page.matters.isHidden()
