from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.services import escrow, office, opening, passphrases, shares
from codi_desktop.settings import Settings
from codi_desktop.store.keys import WrongPassphrase
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.settings import SettingsPage
from codi_desktop.ui.tasks import Tasks
from tests.services.offices import join
from tests.ui.opened import PASSPHRASE, child, make_folder, open_page, settle

NEW = "เรือนไม้ริมน้ำมีเสาสูงใหญ่"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", PASSPHRASE), PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> SettingsPage:
    page = open_page(qtbot, SettingsPage, desk)
    assert isinstance(page, SettingsPage)
    return page


def said(desk: Desk) -> list[str]:
    sentences: list[str] = []
    desk.said.connect(lambda sentence, _kind: sentences.append(sentence))
    return sentences


def test_language_size_and_contrast_are_chosen_at_once(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    for name, value in (("choice-en", "language"), ("choice-150", "text_scale"), ("choice-True", "high_contrast")):
        with qtbot.waitSignal(desk.appearance_changed):
            child(page, QRadioButton, name).click()
        assert value
    assert (desk.settings.language, desk.settings.text_scale, desk.settings.high_contrast) == ("en", 150, True)


def test_the_council_is_kept_for_its_papers_with_a_small_logo(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    assert page.council.values()["name"] == "สภาองค์กรชุมชนตำบลเจริญธรรม"
    sentences = said(desk)
    logo = tmp_path / "ตรา.png"
    Image.new("RGB", (1200, 900), "green").save(logo)
    page.council.set_values({"short_name": "สอช.จธ.", "document_prefix": "สอช.จธ.", "thai_numerals": True})
    page.choose_logo(logo)
    child(page, QPushButton, "save-council").click()
    settle(qtbot, desk.tasks)
    kept = office.council(store)
    assert (kept.short_name, kept.document_prefix, kept.thai_numerals) == ("สอช.จธ.", "สอช.จธ.", True)
    assert len(office.logo(store, kept.logo)) < 20_000
    assert not page.logo.pixmap().isNull()
    assert sentences == ["บันทึกชื่อสภาแล้ว"]


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_kept(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "ตรา.png").write_text("no picture")
    with pytest.raises(office.NotAPicture):
        office.keep_council(store, name="ก", short_name="", document_prefix="", logo_file=tmp_path / "ตรา.png")
    assert office.council(store).record_id == ""


def test_a_council_without_a_name_is_not_saved(qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store) -> None:
    page.council.set_values({"name": None})
    page.save_council()
    settle(qtbot, desk.tasks)
    assert page.council.errors()
    assert office.council(store).record_id == ""


def test_what_is_typed_about_the_council_is_kept_as_a_draft_within_a_second(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, type_text: Callable[[QWidget, str], None]
) -> None:
    line = child(child(page.council, QWidget, "editor-short_name"), QLineEdit, "line")
    line.setFocus()
    type_text(line, "สอช.")
    qtbot.waitUntil(lambda: store.draft("settings/council") is not None, timeout=1000)
    assert store.draft("settings/council") == {"short_name": {"typed": "สอช."}}
    page.save_council()
    settle(qtbot, desk.tasks)
    assert store.draft("settings/council") is None


def test_who_works_here_and_the_name_of_the_machine_are_changed(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store
) -> None:
    page.machine.set_values({"person": "สมชาย", "name": "เครื่องที่สอง"})
    child(page, QPushButton, "save-machine").click()
    settle(qtbot, desk.tasks)
    assert (store.machine.person, store.machine.name) == ("สมชาย", "เครื่องที่สอง")
    assert store.machine.code in page.facts.plain_text()
    page.machine.set_values({"person": None})
    page.save_machine()
    assert page.machine.errors()


def change(qtbot: QtBot, page: SettingsPage, desk: Desk, old: str, new: str, again: str) -> None:
    page.old.line.setText(old)
    page.new.line.setText(new)
    page.again.line.setText(again)
    child(page, QPushButton, "change-passphrase").click()
    settle(qtbot, desk.tasks)


def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store
) -> None:
    change(qtbot, page, desk, PASSPHRASE, NEW, NEW)
    assert page.new.text() == ""
    opening.KeySlots(store.folder).open(NEW)
    with pytest.raises(WrongPassphrase):
        opening.KeySlots(store.folder).open(PASSPHRASE)


@pytest.mark.parametrize(
    ("old", "new", "again"), [("ผิด", NEW, NEW), (PASSPHRASE, "สั้น", "สั้น"), (PASSPHRASE, NEW, "อื่น"), ("", NEW, NEW)]
)
def test_a_passphrase_is_not_changed_to_what_was_not_meant(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, old: str, new: str, again: str
) -> None:
    change(qtbot, page, desk, old, new, again)
    opening.KeySlots(store.folder).open(PASSPHRASE)
    assert page.old.words() + page.new.words() + page.again.words()


def test_the_recovery_code_lets_a_forgotten_passphrase_be_replaced(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store
) -> None:
    code = passphrases.new_code()
    passphrases.keep_recovery(store, PASSPHRASE, code)
    change(qtbot, page, desk, code, NEW, NEW)
    opening.KeySlots(store.folder).open(NEW)
    with pytest.raises(WrongPassphrase):
        opening.KeySlots(store.folder).open(PASSPHRASE)


def test_a_new_sheet_replaces_the_old_one(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    old = passphrases.new_code()
    passphrases.keep_recovery(store, PASSPHRASE, old)
    page.old.line.setText(PASSPHRASE)
    page.make_sheet(tmp_path / "ใบใหม่.pdf")
    settle(qtbot, desk.tasks)
    assert (tmp_path / "ใบใหม่.pdf").exists()
    assert opening.KeySlots(store.folder).slots().count("recovery") == 1
    with pytest.raises(WrongPassphrase):
        opening.KeySlots(store.folder).open(old)


def test_a_backup_is_written_where_it_is_wanted_and_restores(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    out = tmp_path / "สำรอง.codi-backup"
    page.back_up(out)
    settle(qtbot, desk.tasks)
    assert page.backup_notice.isVisible()
    opening.restore_backup(out, tmp_path / "again")
    with opening.open_store(tmp_path / "again", PASSPHRASE) as restored:
        assert restored.machine.scope == "190406"


def test_the_data_are_checked_on_demand(qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store) -> None:
    child(page, QPushButton, "check").click()
    settle(qtbot, desk.tasks)
    assert page.backup_notice.text() == "ข้อมูลครบถ้วน ไม่มีส่วนใดเสียหาย"


def test_joining_is_offered_to_a_machine_on_its_own(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    button = child(page, QAbstractButton, "join-province")
    assert not button.isHidden()
    button.click()
    settle(qtbot, desk.tasks)
    assert page.findChild(QWidget, "join-steps") is not None


# --- spare keys


def test_the_committees_sheets_are_made_with_the_passphrase_of_today(
    qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store, tmp_path: Path
) -> None:
    settle(qtbot, desk.tasks)
    keys = page.spare_keys
    assert not keys.help.isVisible()  # a machine on its own has nobody above
    keys.passphrase.line.setText("ผิด")
    keys.make_sheets(tmp_path / "ใบ")
    settle(qtbot, desk.tasks)
    assert keys.passphrase.words()
    assert not (tmp_path / "ใบ").exists()
    keys.passphrase.line.setText(PASSPHRASE)
    keys.make_sheets(tmp_path / "ใบ")
    settle(qtbot, desk.tasks)
    assert len(list((tmp_path / "ใบ").glob("*.pdf"))) == 5
    assert keys.passphrase.text() == ""
    slot = shares.made_for(store.folder)
    assert slot is not None
    assert (slot.need, slot.of) == (3, 5)
    assert str(slot.set) in keys.state.plain_text()


def test_without_the_passphrase_no_folder_is_asked_for(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    settle(qtbot, desk.tasks)
    child(page, QPushButton, "make-shares").click()
    assert page.spare_keys.passphrase.words()
    assert page.spare_keys.passphrase.line.hasFocus()


def test_the_help_from_above_is_switched_off_and_on(qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path) -> None:
    with opening.make_machine(tmp_path / "p", "จังหวัดสระบุรี", "province", "19", "สมหญิง") as province:
        join(province, store, tmp_path)
    page = open_page(qtbot, SettingsPage, desk)
    assert isinstance(page, SettingsPage)
    settle(qtbot, desk.tasks)
    assert page.spare_keys.help.isVisible()
    assert "จังหวัดสระบุรี" in page.spare_keys.help.text()
    for there in ((), ("จังหวัดสระบุรี",)):
        page.spare_keys.help.click()
        settle(qtbot, desk.tasks)
        assert escrow.helper_names(store.folder) == there
        assert page.spare_keys.help.isChecked() == bool(there)


def test_the_key_of_this_machine_is_changed(qtbot: QtBot, page: SettingsPage, desk: Desk, store: Store) -> None:
    before = store.machine.age_identity
    sentences = said(desk)
    child(page, QPushButton, "renew-key").click()
    settle(qtbot, desk.tasks)
    assert store.machine.old_age_identities == (before,)
    assert "แฟ้ม" in sentences[-1]


def test_a_backup_of_a_machine_without_a_passphrase_says_that_it_opens_here_alone(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with opening.open_store(make_folder(tmp_path / "open")) as store:
        page = open_page(qtbot, SettingsPage, Desk(store, Settings(), tasks))
        assert isinstance(page, SettingsPage)
        page.back_up(tmp_path / "a.codi-backup")
        settle(qtbot, tasks)
        assert "เครื่องนี้เท่านั้น" in page.backup_notice.accessibleName()
