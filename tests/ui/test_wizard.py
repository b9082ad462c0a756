import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.area import Area
from codi_desktop.services import areas, machines, opening
from codi_desktop.store.store import Store
from codi_desktop.ui.wizard.first_start import FirstStart
from codi_desktop.ui.wizard.joining import JoinSteps
from codi_desktop.ui.wizard.recovery import RecoveryStage
from codi_desktop.ui.workplace import Workplace
from tests.ui.opened import LONG, PASSPHRASE, child, open_window, settle

COLUMNS = (
    "tambon_code,tambon_th,tambon_en,amphoe_code,amphoe_th,amphoe_en,province_code,province_th,province_en,"
    "postcode,lat,lon"
)
ROW = "310106,หนองตาด,Nong Tat,3101,เมืองบุรีรัมย์,Mueang Buri Ram,31,บุรีรัมย์,Buri Ram,31000,14.9,103.0"


@pytest.fixture
def wizard(qtbot: QtBot, tmp_path: Path) -> FirstStart:
    window = open_window(qtbot, tmp_path / "m")
    assert window.workplace is not None
    stage = window.workplace.stage
    assert isinstance(stage, FirstStart)
    settle(qtbot, window.workplace.tasks)
    return stage


def workplace_of(wizard: FirstStart) -> Workplace:
    parent: QWidget | None = wizard
    while parent is not None and not isinstance(parent, Workplace):
        parent = parent.parentWidget()
    assert isinstance(parent, Workplace)
    return parent


def look_for(qtbot: QtBot, wizard: FirstStart, text: str) -> None:
    wizard.form.finder.line.setText(text)
    wizard.form.finder.line.textEdited.emit(text)
    qtbot.wait(200)
    settle(qtbot, wizard._tasks)


def rows(wizard: FirstStart) -> list[str]:
    return [row.accessibleName() for row in wizard.form.finder._rows]


def describe(qtbot: QtBot, wizard: FirstStart, *, sheet: bool = False) -> None:
    look_for(qtbot, wizard, "เจริญธรรม")
    QTest.keyClick(wizard.form.finder.line, Qt.Key.Key_Return)
    wizard.form.who.set_values({"person": "พรรณทิพา สุขใจ", "machine": "เครื่องสภาฯ"})
    type_passphrase(wizard, PASSPHRASE, PASSPHRASE)
    wizard.form.sheet.setChecked(sheet)


def type_passphrase(wizard: FirstStart, first: str, again: str) -> None:
    wizard.form.secret.line.setText(first)
    wizard.form.secret_again.line.setText(again)
    wizard.form.secret.typed.emit()


# --- our place


@pytest.mark.parametrize("typed", ["เจริญ", "g0ibP", "ต.เจริญธรรม", "charoen", "เจริญธรรม สระบุรี", "190406"])
def test_our_tambon_is_found_as_people_type_it_and_always_with_its_amphoe(
    qtbot: QtBot, wizard: FirstStart, typed: str
) -> None:
    look_for(qtbot, wizard, typed)
    assert rows(wizard)[0].startswith("ตำบลเจริญธรรม อ.วิหารแดง  จ.สระบุรี")


def test_arrow_keys_and_enter_pick_a_place_and_typing_again_drops_it(
    qtbot: QtBot, wizard: FirstStart, type_text: Callable[[QWidget, str], None]
) -> None:
    look_for(qtbot, wizard, "1904")
    assert len(rows(wizard)) > 1
    QTest.keyClick(wizard.form.finder.line, Qt.Key.Key_Down)
    QTest.keyClick(wizard.form.finder.line, Qt.Key.Key_Return)
    assert wizard.form.finder.chosen.code == wizard.form.finder._found[1].code
    assert wizard.form._blocks["place"]._is_done
    type_text(wizard.form.finder.line, "ก")
    assert wizard.form.finder.chosen is None
    assert not wizard.form._blocks["place"]._is_done


def test_a_place_that_is_not_found_leads_on(qtbot: QtBot, wizard: FirstStart) -> None:
    look_for(qtbot, wizard, "ดาวอังคาร")
    assert wizard.form.not_found.isVisible()
    assert wizard.form.not_found.text() == "ไม่พบ “ดาวอังคาร”"
    look_for(qtbot, wizard, "เจริญ")
    assert wizard.form.not_found.isHidden()


def test_a_tambon_in_no_list_is_typed_in_and_its_machine_knows_it(qtbot: QtBot, wizard: FirstStart) -> None:
    describe(qtbot, wizard)
    look_for(qtbot, wizard, "หนองตาด")
    child(wizard.form.not_found, QPushButton, "link-type").click()
    wizard.form.typed_area.set_values({"code": "3101", "tambon": "หนองตาด", "amphoe": "เมืองบุรีรัมย์", "province": "บุรีรัมย์"})
    wizard.begin()
    assert "รหัสตำบลมี 6 หลัก" in wizard.form.missing.text()
    wizard.form.typed_area.set_values({"code": "๓๑๐๑๐๖"})
    wizard.begin()
    store = finish(qtbot, wizard)
    assert store.machine.scope == "310106"
    names = areas.place_names(store, "310106", in_language="th")
    assert (names.tambon, names.amphoe, names.province) == ("หนองตาด", "เมืองบุรีรัมย์", "บุรีรัมย์")


def test_the_official_list_is_taken_in_here_and_in_the_new_machine(
    qtbot: QtBot, wizard: FirstStart, tmp_path: Path
) -> None:
    file = tmp_path / "รายชื่อตำบล.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([COLUMNS.split(","), ROW.split(",")])
    wizard.take_in_list(file)
    settle(qtbot, wizard._tasks)
    assert "1 ตำบล" in wizard.form.not_found.text()
    describe(qtbot, wizard)
    look_for(qtbot, wizard, "หนองตาด")
    QTest.keyClick(wizard.form.finder.line, Qt.Key.Key_Return)
    wizard.begin()
    store = finish(qtbot, wizard)
    assert store.machine.scope == "310106"
    assert store.get(Area, "TH.3101").name_th == "เมืองบุรีรัมย์"


def test_a_province_is_looked_for_when_the_machine_is_one(qtbot: QtBot, wizard: FirstStart) -> None:
    wizard.form.level_editor.set_value("province")
    wizard.form._level_chosen()
    look_for(qtbot, wizard, "สระบุรี")
    assert rows(wizard)[0].startswith("จังหวัดสระบุรี")


# --- the passphrase


@pytest.mark.parametrize(
    ("first", "again", "says", "says_again"),
    [
        ("", "", "คำที่จำได้ 4 คำ ไทยหรืออังกฤษก็ได้", ""),
        ("ข้าวเหนียว", "", "เพิ่มอีก 3 คำ", ""),
        (PASSPHRASE, "ข้าวเหนียว", "แข็งแรงดี · 4 คำ จำง่าย", "พิมพ์ต่อ"),
        (PASSPHRASE, "ผิด", "แข็งแรงดี · 4 คำ จำง่าย", "ยังไม่ตรงกัน"),
        (PASSPHRASE, PASSPHRASE, "แข็งแรงดี · 4 คำ จำง่าย", "ตรงกันแล้ว"),
    ],
)
def test_the_passphrase_is_judged_while_it_is_typed(
    wizard: FirstStart, first: str, again: str, says: str, says_again: str
) -> None:
    type_passphrase(wizard, first, again)
    assert wizard.form.secret.words().startswith(says)
    assert wizard.form.secret_again.words() == says_again
    assert wizard.form._blocks["passphrase"]._is_done == (first == again == PASSPHRASE)


def test_what_is_missing_is_named_one_by_one_and_nothing_is_made(qtbot: QtBot, wizard: FirstStart) -> None:
    told = []
    for step in range(5):
        wizard.begin()
        told.append(wizard.form.missing.text())
        if step == 0:
            look_for(qtbot, wizard, "เจริญธรรม")
            QTest.keyClick(wizard.form.finder.line, Qt.Key.Key_Return)
        elif step == 1:
            wizard.form.who.set_values({"person": "พรรณทิพา", "machine": None})
        elif step == 2:
            wizard.form.who.set_values({"machine": "เครื่อง"})
            type_passphrase(wizard, "สั้น", "")
        elif step == 3:
            type_passphrase(wizard, PASSPHRASE, "")
    assert told[0] == "เลือกพื้นที่ของเครื่องนี้ก่อน"
    assert told[1].startswith("พิมพ์ชื่อของท่าน")
    assert told[2] == "ตั้งชื่อเครื่องก่อน"
    assert told[3].startswith("เพิ่มอีก")
    assert told[4] == "พิมพ์รหัสผ่านให้ตรงกันทั้งสองช่อง"
    assert not (wizard._folder / "keys.json").exists()


# --- begin


def finish(qtbot: QtBot, wizard: FirstStart) -> Store:
    """Wait for the machine and give its store."""
    workplace = workplace_of(wizard)
    qtbot.waitUntil(lambda: workplace.store is not None, timeout=LONG)
    settle(qtbot, workplace.tasks)
    store: Store = workplace.store
    return store


def test_the_machine_is_made_as_described_and_opens_with_its_passphrase(qtbot: QtBot, wizard: FirstStart) -> None:
    describe(qtbot, wizard)
    QTest.keyClick(wizard.form.secret_again.line, Qt.Key.Key_Return)
    store = finish(qtbot, wizard)
    machine = store.machine
    assert (machine.name, machine.person, machine.level, machine.scope) == (
        "เครื่องสภาฯ", "พรรณทิพา สุขใจ", "tambon", "190406",
    )  # fmt: skip
    opening.open_store(store.folder, PASSPHRASE).close()


def test_the_recovery_sheet_is_shown_once_and_its_code_opens_the_machine(
    qtbot: QtBot, wizard: FirstStart, tmp_path: Path
) -> None:
    describe(qtbot, wizard, sheet=True)
    wizard.begin()
    settle(qtbot, wizard._tasks)
    stage = wizard._stack.currentWidget()
    assert isinstance(stage, RecoveryStage)
    code = wizard._code
    stage.next_button.click()
    assert workplace_of(wizard).store is None  # not before it is printed or written down
    stage.save_asked.emit(tmp_path / "ใบกู้คืน.pdf")
    settle(qtbot, wizard._tasks)
    assert (tmp_path / "ใบกู้คืน.pdf").read_bytes().startswith(b"%PDF")
    stage.kept.setChecked(True)
    stage.next_button.click()
    store = finish(qtbot, wizard)
    opening.open_store(store.folder, code).close()
    kept = (store.folder / "keys.json").read_text()
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_joining_takes_a_request_out_and_a_welcome_in(qtbot: QtBot, wizard: FirstStart, tmp_path: Path) -> None:
    describe(qtbot, wizard)
    wizard.form.ways.set_current("join")
    wizard.begin()
    settle(qtbot, wizard._tasks)
    steps = child(wizard, JoinSteps, "join-steps")
    stick = tmp_path / "stick"
    stick.mkdir()
    steps.write_request(stick)
    settle(qtbot, wizard._tasks)
    (request,) = stick.iterdir()
    with machines.make_machine(tmp_path / "p", "จังหวัดสระบุรี", "province", "19", "สมศักดิ์") as province:
        seen = machines.look_at_request(province, request)
        assert seen.words == machines.own_words(wizard._store)
        welcome = machines.accept(province, request, stick).path
        words = machines.own_words(province)
    steps.look_at_welcome(welcome)
    settle(qtbot, wizard._tasks)
    assert "จังหวัดสระบุรี" in steps.welcome_notice.text()
    assert all(word in steps.welcome_notice.text() for word in words)
    assert wizard._store.machine.root == wizard._store.machine.device  # nothing before the words were compared
    steps.join_button.click()
    settle(qtbot, wizard._tasks)
    assert wizard._store.machine.root != wizard._store.machine.device
    wizard.later_button.click()
    assert finish(qtbot, wizard).machine.scope == "190406"


def test_a_file_that_is_no_welcome_is_refused_in_words(qtbot: QtBot, wizard: FirstStart, tmp_path: Path) -> None:
    describe(qtbot, wizard)
    wizard.form.ways.set_current("join")
    wizard.begin()
    settle(qtbot, wizard._tasks)
    steps = child(wizard, JoinSteps, "join-steps")
    file = tmp_path / "welcome.codi"
    file.write_bytes(b"nothing")
    steps.look_at_welcome(file)
    settle(qtbot, wizard._tasks)
    assert steps.welcome_notice.isVisible()
    assert steps.join_button.isHidden()


def test_another_language_keeps_what_was_typed(qtbot: QtBot, wizard: FirstStart) -> None:
    describe(qtbot, wizard)
    child(wizard, QPushButton, "language").click()
    QApplication.processEvents()
    assert wizard.form.finder.chosen.code == "190406"
    assert wizard.form.who.values()["person"] == "พรรณทิพา สุขใจ"
    assert wizard.form.secret.text() == PASSPHRASE
    assert wizard.form.secret.words().startswith("Strong")


def test_a_window_closed_before_the_sheet_was_read_leaves_no_store_open(qtbot: QtBot, wizard: FirstStart) -> None:
    describe(qtbot, wizard, sheet=True)
    wizard.begin()
    settle(qtbot, wizard._tasks)
    store = wizard._store
    wizard.window().close()
    assert not list(store._database._connections)
