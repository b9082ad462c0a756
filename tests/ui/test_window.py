import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop import settings as settings_file
from codi_desktop.records.person import Person
from codi_desktop.services import editing, office, opening, passphrases
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.dialogs.help import HelpDialog
from codi_desktop.ui.dialogs.unlock import Unlock
from codi_desktop.ui.forms.editors import Editor
from codi_desktop.ui.tasks import Progress
from codi_desktop.ui.window import MainWindow, places_for
from codi_desktop.ui.wizard.first_start import FirstStart
from codi_desktop.ui.workplace import Workplace
from tests.ui.opened import LONG, PASSPHRASE, child, make_folder, open_window, opened, settle


def a_person(first_name: str = "สมใจ") -> Person:
    return Person.new("190406", prefix="นาง", first_name=first_name, citizen_id_missing="ไม่มี")


def unlocking(qtbot: QtBot, folder: Path) -> tuple[Workplace, Unlock]:
    window = open_window(qtbot, folder)
    workplace = window.workplace
    assert workplace is not None
    lock = workplace.stage
    assert isinstance(lock, Unlock)
    return workplace, lock


def try_with(qtbot: QtBot, workplace: Workplace, lock: Unlock, text: str) -> None:
    lock.secret.line.setText(text)
    QTest.keyClick(lock.secret.line, Qt.Key.Key_Return)
    settle(qtbot, workplace.tasks)


# --- what happened to the machine


def test_a_copied_machine_says_so_until_it_was_read_and_never_again(qtbot: QtBot, tmp_path: Path) -> None:
    shutil.copytree(make_folder(tmp_path / "m"), tmp_path / "สำเนา")
    window, workplace = opened(qtbot, tmp_path / "สำเนา")
    assert workplace._news.isVisible()
    assert "ไม่มีอะไรหาย" in workplace._news.text()
    workplace._show_anew()
    settle(qtbot, workplace.tasks)
    assert workplace._news.isVisible()
    child(workplace._news, QPushButton, "link-read").click()
    settle(qtbot, workplace.tasks)
    assert not workplace._news.isVisible()
    window.close()
    for folder in ("m", "สำเนา"):
        window, workplace = opened(qtbot, tmp_path / folder)
        assert not workplace._news.isVisible()
        window.close()


# --- the way in


def test_the_window_paints_before_its_workplace_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(make_folder(tmp_path / "m"), Settings(), opening.open_store, opening.make_machine)
    qtbot.addWidget(window)
    picture = window.grab().toImage()
    assert window.workplace is None
    assert picture.pixelColor(10, 400).name() == "#0d3b33"
    assert picture.pixelColor(1000, 400).name() == "#f6f4ee"
    window.close()


def test_a_machine_that_opens_by_itself_comes_up_at_home_with_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    window, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    assert workplace.frame is not None
    assert workplace.frame.current == "home"
    assert window.windowTitle() == "ตำบลเจริญธรรม · codi_desktop"


def test_a_folder_without_a_machine_begins_with_the_first_start(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    assert window.workplace is not None
    assert isinstance(window.workplace.stage, FirstStart)


def test_a_locked_machine_opens_with_its_passphrase_and_says_so_when_it_is_wrong(qtbot: QtBot, tmp_path: Path) -> None:
    workplace, lock = unlocking(qtbot, make_folder(tmp_path / "m", PASSPHRASE))
    try_with(qtbot, workplace, lock, "ไม่ใช่")
    assert lock.secret.words() == "รหัสผ่านไม่ถูกต้อง"
    assert workplace.store is None
    try_with(qtbot, workplace, lock, PASSPHRASE)
    assert workplace.store is not None


def test_an_empty_field_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    workplace, lock = unlocking(qtbot, make_folder(tmp_path / "m", PASSPHRASE))
    try_with(qtbot, workplace, lock, "")
    assert lock.secret.words() == "พิมพ์รหัสผ่านก่อน"


def test_the_wrong_keyboard_layout_opens_the_machine_too(qtbot: QtBot, tmp_path: Path) -> None:
    workplace, lock = unlocking(qtbot, make_folder(tmp_path / "m", "correct horse battery"))
    try_with(qtbot, workplace, lock, "แนพพำแะ ้นพหำ ิฟะะำพั")
    assert workplace.store is not None


def test_the_recovery_code_opens_the_machine_and_a_wrong_letter_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    folder, code = make_folder(tmp_path / "m", PASSPHRASE), passphrases.new_code()
    with opening.open_store(folder, PASSPHRASE) as store:
        passphrases.keep_recovery(store, PASSPHRASE, code)
    workplace, lock = unlocking(qtbot, folder)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    try_with(qtbot, workplace, lock, wrong)
    assert lock.secret.words() == "ตัวอักษรในรหัสกู้คืนผิดไป ตรวจเทียบกับใบอีกครั้ง"
    try_with(qtbot, workplace, lock, code.lower().replace("-", " "))
    assert workplace.store is not None


def test_the_lock_says_what_a_forgotten_passphrase_means(qtbot: QtBot, tmp_path: Path) -> None:
    _, lock = unlocking(qtbot, make_folder(tmp_path / "m", PASSPHRASE))
    assert not lock.forgotten.isVisible()
    lock.forgotten_button.click()
    assert lock.forgotten.isVisible()
    assert "25 ตัว" in lock.forgotten.text()


# --- what every page has


def test_ctrl_z_takes_the_last_action_back_and_says_what_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    window, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    person = a_person()
    editing.save(workplace.store, person)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, workplace.tasks)
    assert workplace._said.text() == "ย้อนกลับแล้ว: บุคคล นางสมใจ"
    assert workplace.store.get(Person, person.id).deleted


def test_nothing_to_take_back_is_said_and_is_no_bug(qtbot: QtBot, tmp_path: Path) -> None:
    _, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    workplace.undo()
    settle(qtbot, workplace.tasks)
    assert workplace._said.isVisible()
    assert workplace._said.text() == str(office.NothingToUndo())


def test_undo_is_offered_for_what_was_just_done_and_not_for_what_was_before(qtbot: QtBot, tmp_path: Path) -> None:
    _, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    undo = child(workplace._said, QPushButton, "undo")
    editing.save(workplace.store, a_person())
    workplace.desk.say("บันทึกแล้ว")
    settle(qtbot, workplace.tasks)
    assert not undo.isHidden()
    workplace.desk.say("พิมพ์แล้ว")
    settle(qtbot, workplace.tasks)
    assert undo.isHidden()


def test_the_saved_box_and_the_badge_count_what_is_only_here(qtbot: QtBot, tmp_path: Path) -> None:
    _, workplace = opened(qtbot, make_folder(tmp_path / "m", houses=2))
    assert workplace.frame is not None
    assert workplace.frame._saved.second == "เฉพาะเครื่องนี้ 6 รายการ"
    assert workplace.frame._badges["exchange"] == 6
    editing.save(workplace.store, a_person())
    qtbot.waitUntil(lambda: workplace.frame is not None and workplace.frame._badges["exchange"] == 7, timeout=LONG)
    assert workplace.frame._saved.text.startswith("บันทึกแล้ว")
    assert workplace.frame._saved.kind == "warn"


def test_a_backup_of_today_is_made_at_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    _, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    assert office.last_backup(workplace.store) is not None
    assert workplace._health.isHidden()


def test_a_damaged_log_shows_a_red_line_on_every_page(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "m", houses=1)
    with opening.open_store(folder) as store, store._database.writing() as connection:
        connection.execute("delete from log_change where place=(select max(place) from log_change)")
    _, workplace = opened(qtbot, folder)
    assert workplace._health.isVisible()
    assert "สำรอง" in workplace._health.text()
    assert office.last_backup(workplace.store) is None  # nothing good is thrown away for a copy of something damaged


def test_a_form_that_was_not_finished_is_offered_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "m", houses=1)
    with opening.open_store(folder) as store:
        person = store.rows(Person.select())[0]
        store.keep_draft(editing.form_name("person", person.id), {"occupation": "ทำนา"})
    _, workplace = opened(qtbot, folder)
    assert workplace._unfinished.isVisible()
    link = next(b for b in workplace._unfinished.findChildren(QPushButton) if "สังเวียน" in b.text())
    link.click()
    settle(qtbot, workplace.tasks)
    assert workplace.frame is not None
    page = workplace.frame.page("record")
    assert workplace.frame.current == "record"
    assert child(page, Editor, "editor-occupation").unfinished() == "ทำนา"
    assert workplace._unfinished.isHidden()


def test_another_language_and_size_show_the_same_page_anew(qtbot: QtBot, tmp_path: Path) -> None:
    window, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    assert workplace.frame is not None
    workplace.frame.go("people")
    workplace.desk.settings.language, workplace.desk.settings.text_scale = "en", 150
    workplace.desk.appearance_changed.emit()
    settle(qtbot, workplace.tasks)
    assert workplace.frame.current == "people"
    assert workplace.frame.page("people").title == "Households and people"
    assert window.windowTitle() == "Tambon Charoen Tham · codi_desktop"
    assert settings_file.load(tmp_path / "m").text_scale == 150


def test_f1_shows_help_for_this_page(qtbot: QtBot, tmp_path: Path) -> None:
    window, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    assert workplace.frame is not None
    workplace.frame.go("people")
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = workplace.findChild(HelpDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert any("ครัวเรือน คน และองค์กร" in label.accessibleName() for label in dialog.findChildren(QWidget))
    dialog.accept()


def test_the_sidebar_of_a_province_begins_with_the_overview() -> None:
    names = [place.name for place in places_for("province")]
    assert names[0] == "overview"
    assert "home" not in names


def test_cycles_are_cleared_on_the_thread_of_the_window_alone(qtbot: QtBot, tmp_path: Path) -> None:
    cleared: list[int] = []

    class Cycle:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            cleared.append(threading.get_ident())

    def make_many(_progress: Progress) -> None:
        for _ in range(5000):
            Cycle()

    make_folder(tmp_path)
    _, workplace = opened(qtbot, tmp_path)
    done: list[None] = []
    workplace.tasks.run(workplace, make_many, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not cleared
    qtbot.waitUntil(lambda: len(cleared) == 5000)
    assert set(cleared) == {threading.get_ident()}


# --- the end


def test_closing_keeps_what_was_typed_in_the_last_moment(
    qtbot: QtBot, tmp_path: Path, type_text: Callable[[QWidget, str], None]
) -> None:
    folder = make_folder(tmp_path / "m", houses=1)
    window, workplace = opened(qtbot, folder)
    person = workplace.store.rows(Person.select())[0]
    assert workplace.frame is not None
    page = workplace.frame.go("record", kind="person", record_id=person.id)
    settle(qtbot, workplace.tasks)
    type_text(child(child(page, QWidget, "editor-occupation"), QLineEdit, "line"), "ทำนา")
    window.close()
    with opening.open_store(folder) as store:
        assert store.draft(editing.form_name("person", person.id)) == {"occupation": {"typed": "ทำนา"}}


def test_closing_leaves_no_thread_behind_and_keeps_where_the_window_stood(qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "m")
    before = threading.active_count()
    window, _ = opened(qtbot, folder)
    window.resize(760, 700)
    window.close()
    assert threading.active_count() <= before
    kept = settings_file.load(folder).window_geometry
    assert kept
    again = open_window(qtbot, folder, settings_file.load(folder))
    assert again.size().width() == 760
    assert not QByteArray.fromHex(kept.encode()).isEmpty()


def test_a_window_closed_before_its_store_is_open_closes_the_store_too(qtbot: QtBot, tmp_path: Path) -> None:
    stores: list[Store] = []

    def open_and_remember(folder: Path, passphrase: str | None = None) -> Store:
        stores.append(opening.open_store(folder, passphrase))
        return stores[-1]

    window = MainWindow(make_folder(tmp_path / "m"), Settings(), open_and_remember, opening.make_machine)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.workplace is not None, timeout=LONG)
    window.close()
    QApplication.processEvents()
    assert window.workplace is not None
    assert window.workplace.store is None
    assert [list(store._database._connections) for store in stores] == [[]]


@pytest.mark.parametrize("key", ["1", "2"])
def test_ctrl_and_a_digit_goes_to_a_place(qtbot: QtBot, tmp_path: Path, key: str) -> None:
    window, workplace = opened(qtbot, make_folder(tmp_path / "m"))
    assert workplace.frame is not None
    names = [name for name, entry in workplace.frame._entries.items() if not entry.under]
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, workplace.tasks)
    assert workplace.frame.current == names[int(key) - 1]
