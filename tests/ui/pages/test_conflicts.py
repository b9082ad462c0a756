"""The page of conflicts: two values, a decision, nothing lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from codi_desktop import i18n
from codi_desktop.records.household import Household
from codi_desktop.services import office, settling
from codi_desktop.store.store import live
from codi_desktop.ui.dialogs.conflict_asking import AnswerDialog, AskDialog
from codi_desktop.ui.dialogs.conflict_lists import ConflictLists
from codi_desktop.ui.pages.conflicts import ConflictsPage, KeepBoth, TypeValue
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.widgets.card import Card
from tests.services.offices import Offices, household, offices
from tests.ui.pages.exchange_made import apart, exchange, rest, shown


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made:
        yield made


def opened(tree: Offices, tasks: Tasks, qtbot: QtBot, **arguments: object) -> ConflictsPage:
    return cast("ConflictsPage", shown(ConflictsPage, tree.province, tasks, qtbot, **arguments))


def texts(page: ConflictsPage) -> str:
    from codi_desktop.ui.text import Label

    return "\n".join(label.plain_text() for label in page.findChildren(Label) if label.isVisible())


def card_words(page: ConflictsPage, number: int) -> str:
    card = page.findChild(Card, f"value-{number}")
    assert card is not None
    return str(card.accessibleName())


def members(tree: Offices, house: str) -> int:
    return int(tree.province.get(Household, house).members_count)


@pytest.mark.parametrize("language", ["th", "en"])
def test_both_values_stand_side_by_side_the_level_below_at_the_left(
    tree: Offices, tasks: Tasks, qtbot: QtBot, language: str
) -> None:
    apart(tree)
    i18n.set_language(language)
    page = opened(tree, tasks, qtbot)
    left, right = page.findChildren(QPushButton, "take-0")[0], page.findChildren(QPushButton, "take-1")[0]
    assert left.mapTo(page, left.rect().topLeft()).x() < right.mapTo(page, right.rect().topLeft()).x()
    assert left.size() == right.size()
    assert [" 4 " in said for said in (card_words(page, 0), card_words(page, 1))] == [True, False]
    told = texts(page)
    for words in ("4", "6", "ตำบลเจริญธรรม", "จังหวัดสระบุรี", "สมหญิง ใจดี"):
        assert words in told
    assert not left.hasFocus()
    assert not right.hasFocus()


def test_enter_decides_nothing_before_a_card_has_the_focus(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    apart(tree)
    page = opened(tree, tasks, qtbot)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Return)
    rest(qtbot, tasks)
    assert len(settling.disputes(tree.province)) == 1


@pytest.mark.parametrize(("key", "wanted"), [(Qt.Key.Key_L, 4), (Qt.Key.Key_R, 6)])
def test_a_side_is_taken_by_its_key_and_undo_opens_the_question_again(
    tree: Offices, tasks: Tasks, qtbot: QtBot, key: Qt.Key, wanted: int
) -> None:
    house = apart(tree)
    page = opened(tree, tasks, qtbot)
    page.activateWindow()
    page.setFocus()
    qtbot.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, tasks)
    assert members(tree, house) == wanted
    assert settling.disputes(tree.province) == []
    assert page.empty.isVisible()
    assert "สมหญิง ใจดี" in page.empty.accessibleName()
    office.undo_last(tree.province)
    rest(qtbot, tasks)
    assert len(settling.disputes(tree.province)) == 1
    assert page.card.isVisible()


def test_a_value_that_nobody_said_is_typed_with_the_fields_own_editor(
    tree: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    house = apart(tree)
    page = opened(tree, tasks, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    (dialog,) = page.findChildren(TypeValue)
    dialog.form.set_values({"members_count": 5})
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert members(tree, house) == 5
    assert settling.disputes(tree.province) == []


def test_page_down_goes_to_the_next_one_and_leaves_this_one_open(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    apart(tree)
    apart(tree, left=1, right=2)
    page = opened(tree, tasks, qtbot)
    assert page._dispute is not None
    first = page._dispute.key
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    rest(qtbot, tasks)
    assert page._dispute.key != first
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    rest(qtbot, tasks)
    assert page._dispute.key == first
    assert len(settling.disputes(tree.province)) == 2


def test_a_third_value_becomes_a_third_card_and_no_key_guesses_which(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = household(tree.tambon, "31")
    exchange(tree.tambon, tree.province, tree)
    exchange(tree.province, tree.region, tree)
    for store, value in ((tree.tambon, 4), (tree.province, 6), (tree.region, 9)):
        record = store.get(Household, house)
        record.members_count = value
        store.save(record)
    exchange(tree.tambon, tree.province, tree)
    exchange(tree.region, tree.province, tree)
    page = opened(tree, tasks, qtbot)
    assert page.findChild(QPushButton, "take-2") is not None
    qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, tasks)
    assert len(settling.disputes(tree.province)) == 1


def test_what_arrived_since_is_shown_before_anything_is_decided(tree: Offices) -> None:
    house = apart(tree)
    (key,) = settling.disputes(tree.province)
    seen = settling.dispute(tree.province, key)
    other = tree.tambon.get(Household, house)
    other.members_count = 5
    tree.tambon.save(other)
    exchange(tree.tambon, tree.province, tree)
    with pytest.raises(settling.MoreWasSaid):
        settling.settle(tree.province, seen, 4)
    assert len(settling.disputes(tree.province)) == 1


def test_what_was_settled_elsewhere_is_said_and_nothing_is_applied(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = apart(tree)
    exchange(tree.province, tree.tambon, tree)
    page = opened(tree, tasks, qtbot)
    (key,) = settling.disputes(tree.tambon)
    settling.settle(tree.tambon, settling.dispute(tree.tambon, key), 8)
    exchange(tree.tambon, tree.province, tree)
    rest(qtbot, tasks)
    assert members(tree, house) == 8
    assert page.notice.isVisible()
    assert "8" in page.notice.text()
    assert page.empty.isVisible()


def test_a_deletion_against_an_edit_is_kept_or_deleted_in_words(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = household(tree.tambon, "31")
    exchange(tree.tambon, tree.province, tree)
    record = tree.tambon.get(Household, house)
    record.members_count = 7
    tree.tambon.save(record)
    tree.province.delete(tree.province.get(Household, house))
    exchange(tree.tambon, tree.province, tree)
    page = opened(tree, tasks, qtbot)
    assert "7" in texts(page)
    assert not page.card.type_button.isVisible()
    page.findChildren(QPushButton, "take-1")[0].click()
    rest(qtbot, tasks)
    assert tree.province.get(Household, house).deleted
    assert settling.disputes(tree.province) == []


def test_copies_of_what_is_decided_follow_and_are_no_question_of_their_own(tree: Offices) -> None:
    from codi_desktop.records.house_repair import HouseRepair
    from codi_desktop.services import editing

    house = household(tree.tambon, "31")
    repair = HouseRepair.new("190406", fiscal_year=2565, household=house)
    editing.save(tree.tambon, repair)
    exchange(tree.tambon, tree.province, tree)
    for store, number in ((tree.tambon, "31/1"), (tree.province, "13")):
        record = store.get(Household, house)
        record.house_number = number
        editing.save(store, record)
    exchange(tree.tambon, tree.province, tree)
    (key,) = settling.disputes(tree.province)
    assert (key.id, key.field) == (house, "house_number")
    settling.settle(tree.province, settling.dispute(tree.province, key), "31/1")
    assert tree.province.conflicts() == []
    assert tree.province.get(HouseRepair, repair.id).house_number == "31/1"


def test_a_value_that_the_record_refuses_is_not_settled(tree: Offices) -> None:
    apart(tree)
    (key,) = settling.disputes(tree.province)
    with pytest.raises(settling.NotAccepted):
        settling.settle(tree.province, settling.dispute(tree.province, key), -3)
    assert len(settling.disputes(tree.province)) == 1


def test_without_conflicts_the_page_says_so(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(tree, tasks, qtbot)
    assert page.empty.isVisible()
    assert not page.card.isVisible()
    assert not page.next_button.isVisible()


def test_asking_marks_the_conflict_and_the_asked_office_answers_at_the_card(
    tree: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    house = apart(tree)
    page = opened(tree, tasks, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(AskDialog)
    dialog.words.set_value("กี่คน")
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert "กี่คน" in texts(page)
    assert page.card._mark.isVisible()
    assert page.findChild(QPushButton, "link-answer") is None
    exchange(tree.province, tree.tambon, tree)
    there = cast("ConflictsPage", shown(ConflictsPage, tree.tambon, tasks, qtbot, record_id=house))
    button = there.findChild(QPushButton, "link-answer")
    assert button is not None
    button.click()
    (answering,) = there.findChildren(AnswerDialog)
    assert answering.choices.current == ""
    answering.accept_button.click()
    rest(qtbot, tasks)
    assert answering.refused.isVisible()
    assert there._dispute is not None
    answering.choices.set_current(there._dispute.statements[0].change_id)
    answering.decides.setChecked(True)
    answering.accept_button.click()
    rest(qtbot, tasks)
    assert settling.disputes(tree.tambon) == []
    assert tree.tambon.get(Household, house).members_count == 4


def test_two_things_are_kept_apart_only_after_a_person_said_which_stays(
    tree: Offices, tasks: Tasks, qtbot: QtBot
) -> None:
    house = apart(tree)
    page = opened(tree, tasks, qtbot)
    page.card.both_button.click()
    (dialog,) = page.findChildren(KeepBoth)
    assert not dialog.accept_button.isEnabled()
    assert page._dispute is not None
    dialog._chosen(page._dispute.statements[0].change_id)
    dialog.choices.set_current(page._dispute.statements[0].change_id)
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert members(tree, house) == 4
    (other,) = [one for one in tree.province.rows(live(Household)) if one.id != house]
    assert (other.members_count, other.made_from) == (6, house)


def test_long_texts_are_proposed_as_one_with_a_mark_for_each_side(tree: Offices, tasks: Tasks, qtbot: QtBot) -> None:
    house = household(tree.tambon, "31")
    record = tree.tambon.get(Household, house)
    record.note = "หลังคารั่ว ห้องน้ำยังดี"
    tree.tambon.save(record)
    exchange(tree.tambon, tree.province, tree)
    for store, note in ((tree.tambon, "หลังคารั่วสองจุด ห้องน้ำยังดี"), (tree.province, "หลังคารั่ว ห้องน้ำชำรุด")):
        record = store.get(Household, house)
        record.note = note
        store.save(record)
    exchange(tree.tambon, tree.province, tree)
    page = opened(tree, tasks, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    (dialog,) = page.findChildren(TypeValue)
    assert dialog.form.values()["note"] == "หลังคารั่วสองจุด ห้องน้ำชำรุด"
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert tree.province.get(Household, house).note == "หลังคารั่วสองจุด ห้องน้ำชำรุด"


def test_the_lists_show_what_waits_what_was_decided_and_keep_it_as_a_file(
    tree: Offices, tasks: Tasks, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    first = apart(tree)
    apart(tree, left=1, right=2)
    key = settling.disputes(tree.province)[0]
    assert key.id == first
    settling.settle(tree.province, settling.dispute(tree.province, key), 4)
    page = opened(tree, tasks, qtbot)
    page.lists_button.click()
    (dialog,) = page.findChildren(ConflictLists)
    rest(qtbot, tasks)
    assert {name: table.model().rowCount() for name, table in dialog.tables.items()} == {
        "open": 1,
        "decided": 1,
        "joined": 0,
    }
    for suffix in ("csv", "pdf"):
        dialog.keep(str(tmp_path / f"kept.{suffix}"))
        rest(qtbot, tasks)
    assert "สมหญิง ใจดี" in (tmp_path / "kept.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "kept.pdf").read_bytes().startswith(b"%PDF")
