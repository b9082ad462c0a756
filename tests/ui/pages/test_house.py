"""The page of one house: what it shows, where it leads, what it saves, and what it never does silently."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.records.photo import Photo
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import houses, money, photos, repairing
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store, live
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.add_house import AddHouse
from codi_desktop.ui.dialogs.money import EnterMoney
from codi_desktop.ui.dialogs.photos import PhotoViewer
from codi_desktop.ui.dialogs.step import TakeStep
from codi_desktop.ui.pages.house import HousePage
from codi_desktop.ui.pages.house_sections._conditions import ConditionGrid
from codi_desktop.ui.pages.house_sections.section import FormCard
from codi_desktop.ui.tables.money_table import MoneyTable
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import Label
from codi_desktop.ui.translator import show_language
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.link_lines import LinkLines
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import PhotoFrame
from codi_desktop.ui.widgets.workflow import WorkflowBar
from tests.ui.pages import houses_made

TypeText = Callable[[QWidget, str], None]
SECTIONS = ("photos", "household", "materials", "money", "approvals", "documents", "history")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with houses_made.open_store(tmp_path / "ตำบล") as opened:
        yield opened


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: Tasks) -> Iterator[HousePage]:
    shown = HousePage(desk)
    qtbot.addWidget(shown)
    shown.resize(1150, 900)
    desk.changed.connect(shown.refresh)
    shown.show()
    yield shown
    qtbot.waitUntil(lambda: tasks.count == 0)


def settle(qtbot: QtBot, page: HousePage) -> None:
    """Wait until nothing is under way."""
    for _ in range(3):
        qtbot.waitUntil(lambda: page._desk.tasks.count == 0, timeout=10_000)
        qtbot.wait(10)


def opened(qtbot: QtBot, page: HousePage, house: HouseRepair, **arguments: str) -> None:
    page.open(house_id=house.id, **arguments)
    settle(qtbot, page)


def said(page: QWidget, name: str) -> str:
    found = page.findChild(QWidget, name)
    assert found is not None
    return found.accessibleName()


def words(page: QWidget) -> str:
    return "\n".join(label.plain_text() for label in page.findChildren(Label) if label.isVisible())


def child(page: QWidget, kind: type[Any], name: str) -> Any:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def dialog(kind: type[QDialog]) -> Any:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def jpeg() -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (64, 48), "#336699").save(written, "JPEG")
    return written.getvalue()


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_section_opens_in_both_languages(
    qtbot: QtBot, window: QApplication, desk: Desk, store: Store, language: str
) -> None:
    show_language(window, language)
    house = houses_made.repairing_house(store, with_photos=False)
    page = HousePage(desk)
    qtbot.addWidget(page)
    page.show()
    for name in SECTIONS:
        opened(qtbot, page, house, section=name)
        assert page.section(name).isVisible()
    assert page.title.endswith("นางทองม้วน ศรีบุญเรือง")


def test_head_bar_and_missing_line_say_where_the_house_stands(qtbot: QtBot, page: HousePage, store: Store) -> None:
    opened(qtbot, page, houses_made.repairing_house(store, with_photos=False))
    assert page.title == "บ้านนางทองม้วน ศรีบุญเรือง"
    assert "47/2" in page.subtitle_label.plain_text()
    assert said(page, "where") == "เฉพาะเครื่องนี้"
    assert child(page, WorkflowBar, "workflow").accessibleName() == "ขั้นที่ 6 จาก 9: กำลังซ่อม"
    assert said(page, "next-step") == "ไปขั้นถัดไป: ตรวจรับ"
    assert child(page, Notice, "missing").text().startswith("ก่อนไปตรวจรับ ยังขาด 2 อย่าง")


def test_tray_shows_every_partner_and_codis_part_against_its_ceiling(
    qtbot: QtBot, page: HousePage, store: Store
) -> None:
    opened(qtbot, page, houses_made.repairing_house(store, with_photos=False), section="money")
    tray = child(page.section("money"), MoneyTable, "tray")
    child(page, Button, "phase-received").click()
    assert tray.item(0, 0).text() == "พอช."
    assert tray.total(1) == 2_650_000
    assert "พอช. ใช้ 18,640 จากเพดาน 20,500" in words(page)
    assert "เหลือ 1,860" in words(page)


def test_green_button_is_never_grey_and_lists_what_is_missing(qtbot: QtBot, page: HousePage, store: Store) -> None:
    opened(qtbot, page, houses_made.repairing_house(store, with_photos=False))
    button = child(page, Button, "next-step")
    assert button.isEnabled()
    button.click()
    lines = child(page, LinkLines, "link-lines")
    assert lines.isVisible()
    assert len(lines._lines) == 2
    assert QApplication.activeModalWidget() is None


def test_a_missing_thing_leads_to_its_section_and_field(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    houses.change(store, store.get(HouseRepair, house.id), {"step": "certified", "tenure": "rent"})
    opened(qtbot, page, house)
    thing = next(thing for thing in repairing.missing(store, store.get(HouseRepair, house.id), "proposed")
                 if thing.field == "owner_consent")  # fmt: skip
    page.go_to(thing)
    assert page._tabs.current == "household"
    field = child(page, QWidget, "editor-owner_consent")
    assert QApplication.focusWidget() in field.findChildren(QWidget)


def test_a_step_is_taken_with_its_day_and_resolution(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    houses.change(store, store.get(HouseRepair, house.id), {"roof_before": 3})
    houses.add_photos(store, house.id, [], "before")
    photos.take_in(store, house.id, jpeg(), "before")
    opened(qtbot, page, house)
    page.next_step()
    asked = dialog(TakeStep)
    asked.form.set_values({"day": "2022-07-15", "resolution": "1/2565"})
    asked.accept_button.click()
    settle(qtbot, page)
    taken = store.rows(live(StepTaken))
    assert [(step.step, step.day, step.resolution) for step in taken] == [("certified", "2022-07-15", "1/2565")]
    assert said(page, "next-step") == "ไปขั้นถัดไป: เสนอ"


def test_a_refused_step_says_why_and_nothing_is_taken(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.repairing_house(store, with_photos=False)
    opened(qtbot, page, house)
    page._ask_step("inspected")
    asked = dialog(TakeStep)
    asked.accept_button.click()
    settle(qtbot, page)
    assert asked.isVisible()
    assert "ยังขาด 2 อย่าง" in asked.refused.text()
    assert store.get(HouseRepair, house.id).step == "repairing"
    asked.lines._lines[0].click()
    assert not asked.isVisible()
    assert page._tabs.current == "photos"


def test_a_void_approval_is_said_in_red_with_before_and_after(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.repairing_house(store, with_photos=False)
    planned = next(shown.entry for shown in money.entries(store, house.id) if shown.entry.phase == "planned")
    money.reissue(store, planned.id, "แก้จำนวน", amount_satang=1_900_000)
    opened(qtbot, page, house, section="approvals")
    void = child(page, Notice, "void")
    assert void.isVisible()
    assert void._kind == "bad"
    section = words(page.section("approvals"))
    assert "20,500" in section
    assert "19,000" in section
    child(void, Button, "link-approve").click()
    asked = dialog(TakeStep)
    asked.form.set_values({"day": "2022-08-20", "resolution": "9/2565"})
    asked.accept_button.click()
    settle(qtbot, page)
    assert not void.isVisible()
    approval = repairing.approval(store, store.get(HouseRepair, house.id))
    assert approval is not None
    assert approval.valid


def test_money_over_the_ceiling_is_red_and_in_words(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.repairing_house(store, with_photos=False)
    money.enter(store, house.id, phase="spent", source="CODI", amount_satang=250_000, receipt_no="13/1")
    opened(qtbot, page, house)
    assert "เกินเพดาน 640 บาท" in words(page)


def test_an_entry_is_cancelled_and_entered_anew_and_both_stay_readable(
    qtbot: QtBot, page: HousePage, store: Store
) -> None:
    house = houses_made.repairing_house(store, with_photos=False)
    opened(qtbot, page, house, section="money")
    section = page.section("money")
    table = child(section, MoneyTable, "entries")
    table.setCurrentCell(0, 0)
    child(section, Button, "cancel-entry").click()
    asked = dialog(EnterMoney)
    asked.accept_button.click()
    assert len(money.entries(store, house.id)) == 8  # without a reason nothing happens
    asked._why.set_values({"why": "ใบเสร็จผิด"})
    asked.form.set_values({"amount_satang": 1_850_000})
    asked.accept_button.click()
    settle(qtbot, page)
    spent = [shown for shown in money.entries(store, house.id) if shown.entry.phase == "spent"]
    assert [(s.entry.amount_satang, s.cancelled_by is not None) for s in spent] == [
        (1_864_000, True),
        (1_850_000, False),
    ]
    assert "ยกเลิก: ใบเสร็จผิด" in table.item(0, 0).text()
    assert table.total(4) == 1_850_000


def test_labour_is_days_times_rate_and_is_never_cash(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house, section="money")
    section: Any = page.section("money")
    section._ask({"phase": "received", "source": "community", "form": "labour"})
    asked = dialog(EnterMoney)
    asked.form.set_values({"labour_days": 16.0, "day_rate_satang": 30_000})
    asked._fit("")
    assert "16 วัน × 300 = 4,800 บาท" in words(asked)
    asked.accept_button.click()
    settle(qtbot, page)
    row = money.tray(store, house.id).rows[0]
    assert (row.cash, row.labour) == (0, 480_000)


def test_a_condition_is_set_by_one_key(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house)
    grid = child(page, ConditionGrid, "conditions")
    assert grid.focus_part("roof")
    QTest.keyClick(child(grid, QWidget, "condition-roof_before"), Qt.Key.Key_3)
    settle(qtbot, page)
    assert store.get(HouseRepair, house.id).roof_before == 3
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "condition-roof_before"
    QTest.keyClick(focused, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert store.get(HouseRepair, house.id).roof_before is None


def test_a_form_saves_when_the_focus_leaves_it(
    qtbot: QtBot, page: HousePage, store: Store, type_text: TypeText
) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house, section="household")
    line = child(child(page, QWidget, "card-programme"), QWidget, "editor-contract_no").control()
    line.setFocus()
    type_text(line, "บพ.9/2565")
    child(page, QWidget, "card-tenure").findChild(QWidget, "editor-tenure").take_focus()
    settle(qtbot, page)
    assert store.get(HouseRepair, house.id).contract_no == "บพ.9/2565"


def test_what_is_typed_is_kept_within_a_second_and_offered_again(
    qtbot: QtBot, desk: Desk, page: HousePage, store: Store, type_text: TypeText
) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house, section="household")
    line = child(child(page, QWidget, "card-programme"), QWidget, "editor-contract_no").control()
    line.setFocus()
    type_text(line, "บพ.9")
    qtbot.waitUntil(lambda: any(house.id in draft.form for draft in store.drafts()), timeout=1000)
    assert store.get(HouseRepair, house.id).contract_no is None
    again = HousePage(desk)
    qtbot.addWidget(again)
    opened(qtbot, again, house, section="household")
    card = child(again, FormCard, "card-programme")
    assert card.form.editor("contract_no").line.text() == "บพ.9"
    card.save()
    settle(qtbot, again)
    assert store.get(HouseRepair, house.id).contract_no == "บพ.9"
    assert not [draft for draft in store.drafts() if "programme" in draft.form]


def test_a_rule_that_is_broken_is_told_under_its_field_and_nothing_is_lost(
    qtbot: QtBot, page: HousePage, store: Store
) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house, section="household")
    card = child(page, FormCard, "card-rank")
    card.form.set_values({"priority_override": 90.0})
    card.save()
    settle(qtbot, page)
    assert card.form.editor("priority_reason").error() == "ระบุเหตุผลที่กำหนดคะแนนเอง"
    assert card.form.editor("priority_override").value() == 90.0
    assert store.get(HouseRepair, house.id).priority_override is None


def test_another_machines_change_is_offered_and_never_put_in_place_silently(
    qtbot: QtBot, page: HousePage, store: Store, tmp_path: Path
) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house)
    _change_elsewhere(store, tmp_path, house.id, {"step": "certified"})
    settle(qtbot, page)
    stale = child(page, Notice, "stale")
    assert stale.isVisible()
    assert "เครื่องอื่น" in stale.text()
    assert "ขั้นที่ 1" in said(page, "workflow")
    child(stale, Button, "link-reload").click()
    settle(qtbot, page)
    assert not stale.isVisible()
    assert "ขั้นที่ 2" in said(page, "workflow")


def test_own_work_from_elsewhere_in_the_window_is_shown_at_once(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house)
    houses.change(store, store.get(HouseRepair, house.id), {"fiscal_year": 2566})
    settle(qtbot, page)
    assert "2566" in page.subtitle_label.plain_text()
    assert not child(page, Notice, "stale").isVisible()


def test_photos_are_taken_in_several_at_once_and_bad_ones_are_told(
    qtbot: QtBot, page: HousePage, store: Store, tmp_path: Path
) -> None:
    house = houses_made.surveyed(store)
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg())
    (tmp_path / "broken.jpg").write_bytes(b"no photo")
    opened(qtbot, page, house)
    section: Any = page.section("photos")
    section.take_in(sorted(tmp_path.glob("*.jpg")), "before", "", "2022-07-12", keep_original=False)
    settle(qtbot, page)
    assert store.count(live(Photo)) == 3
    assert "broken.jpg" in words(section)
    assert "ถ่าย 12 ก.ค. 2565" in words(section)


def test_space_enlarges_a_photo_and_the_arrows_go_to_the_others(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    for part in ("", "roof"):
        photos.take_in(store, house.id, jpeg(), "before", part=part)
    opened(qtbot, page, house)
    QTest.keyClick(child(page, PhotoFrame, "photo-before")._frame, Qt.Key.Key_Space)
    viewer = dialog(PhotoViewer)
    settle(qtbot, page)
    assert viewer.canvas.has_photo
    first = viewer.photo.id
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Right)
    assert viewer.photo.id != first
    viewer.form.set_values({"part": "floor"})
    viewer._save.click()
    settle(qtbot, page)
    assert store.get(Photo, viewer.photo.id).part == "floor"
    viewer.reject()


def test_the_bill_of_materials_is_edited_and_added_up(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house, section="materials")
    section: Any = page.section("materials")
    section._new.set_values({"item": "กระเบื้อง", "quantity": 80.0, "unit": "แผ่น", "unit_price_satang": 6500})
    section.add_line()
    settle(qtbot, page)
    table = child(section, MoneyTable, "materials")
    assert table.total(4) == 520_000
    table.take_edit(0, 1, "๑๐๐")
    settle(qtbot, page)
    assert table.total(4) == 650_000
    assert "วัสดุรวม 6,500 บาท เพดาน พอช. 20,500" in words(section)
    table.setCurrentCell(0, 0)
    child(section, Button, "remove-material").click()
    settle(qtbot, page)
    assert houses.open_house(store, house.id).materials == []


def test_a_photo_that_has_not_arrived_says_so_in_its_frame(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    photo = photos.take_in(store, house.id, jpeg(), "before")
    digest = str(photo.attachment).removeprefix("sha256:")
    (store.folder / "photos" / digest[:2] / digest).unlink()
    opened(qtbot, page, house)
    frame = child(page, PhotoFrame, "photo-before")
    assert not frame.has_photo
    assert "ยังมาไม่ถึง" in frame._frame.accessibleName()


def test_history_says_from_what_to_what_in_words_and_takes_back(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    houses.change(store, store.get(HouseRepair, house.id), {"roof_before": 3})
    opened(qtbot, page, house, section="history")
    told = words(page.section("history"))
    assert "หลังคา ก่อนซ่อม: ว่าง เป็น อันตราย" in told
    assert "roof_before" not in told
    assert "พรรณทิพา ฤทธิ์แก้ว" in told
    newest = next(button for button in page.section("history").findChildren(Button)
                  if button.objectName().startswith("undo-"))  # fmt: skip
    newest.click()
    settle(qtbot, page)
    assert store.get(HouseRepair, house.id).roof_before is None


def test_no_number_of_an_identity_card_stands_on_the_page(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    person = store.get(Person, store.get(HouseRepair, house.id).owner)
    houses.change(store, person, {"citizen_id": "1101700230708", "citizen_id_note": "ทดสอบ"})
    for name in SECTIONS:
        opened(qtbot, page, house, section=name)
        shown = words(page) + " ".join(one.accessibleName() for one in page.findChildren(QWidget))
        assert "1101700230708" not in shown.replace("-", "")


def test_money_entries_and_steps_cannot_be_taken_back_from_history(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.repairing_house(store, with_photos=False)
    view = houses.open_house(store, house.id)
    assert {told.can_undo for told in view.history if told.record in {e.entry.id for e in view.entries}} == {False}
    assert {told.can_undo for told in view.history if told.record in {s.id for s in view.steps}} == {False}


def test_page_down_goes_to_the_next_house_of_the_list(qtbot: QtBot, page: HousePage, store: Store) -> None:
    first, second = houses_made.surveyed(store), houses_made.surveyed(store, "สังเวียน", "เพิ่มพูน")
    page.open(house_id=first.id, ids=[first.id, second.id])
    settle(qtbot, page)
    assert "1 จาก 2" in words(page)
    with qtbot.waitSignal(page.go) as asked:
        QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert asked.args is not None
    assert asked.args[0] == "house"
    assert asked.args[1]["house_id"] == second.id


def test_print_leads_to_the_certificate_of_this_house(qtbot: QtBot, page: HousePage, store: Store) -> None:
    house = houses_made.surveyed(store)
    opened(qtbot, page, house)
    with qtbot.waitSignal(page.go) as asked:
        child(page, Button, "print").click()
    assert asked.args == ["documents", {"house_ids": [house.id], "document": "handover_certificate"}]


def test_a_conflict_leads_to_where_it_is_decided(qtbot: QtBot, page: HousePage, store: Store, tmp_path: Path) -> None:
    house = houses_made.surveyed(store)
    _change_elsewhere(store, tmp_path, house.id, {"contract_no": "ก"}, lambda: _contract(store, house.id, "ข"))
    opened(qtbot, page, house)
    link = child(page, Button, "to-conflicts")
    assert link.isVisible()
    with qtbot.waitSignal(page.go) as asked:
        link.click()
    assert asked.args == ["conflicts", {"record_id": house.id}]


def test_without_a_house_the_page_leads_to_the_list(qtbot: QtBot, page: HousePage) -> None:
    page.open()
    assert "ยังไม่ได้เลือกบ้าน" in words(page)
    page.open(house_id="190406.01ARZ3NDEKTSV4RRFFQ69G5FAV")
    settle(qtbot, page)
    assert "เปิดบ้านหลังนี้ไม่ได้" in words(page)


def test_a_house_is_added_with_owner_and_household_as_one_action(
    qtbot: QtBot, page: HousePage, desk: Desk, store: Store
) -> None:
    asked = AddHouse(desk, page)
    asked.open_fitted()
    settle(qtbot, page)
    asked.accept_button.click()
    settle(qtbot, page)
    assert asked.forms["owner"].editor("first_name").error() == "ยังไม่ได้กรอก “ชื่อ”"
    assert store.count(live(HouseRepair)) == 0
    asked.forms["owner"].set_values(
        {"prefix": "นาง", "first_name": "บุญเงิน", "last_name": "นามโคตร", "citizen_id_missing": "ไม่ได้ขอไว้"}
    )
    asked.forms["household"].set_values({"house_number": "12", "moo": 3})
    with qtbot.waitSignal(asked.added) as added:
        asked.accept_button.click()
    assert added.args is not None
    house = store.get(HouseRepair, added.args[0])
    assert (house.owner_name, house.house_number, house.moo, house.step) == ("นางบุญเงิน นามโคตร", "12", 3, "surveyed")
    assert len({entry.action for entry in store.history(house.id)}) == 1
    assert {entry.action for entry in store.history(house.owner)} == {entry.action for entry in store.history(house.id)}
    settle(qtbot, page)


def _contract(store: Store, house_id: str, number: str) -> None:
    houses.change(store, store.get(HouseRepair, house_id), {"contract_no": number})


def _change_elsewhere(
    store: Store,
    folder: Path,
    house_id: str,
    values: dict[str, Any],
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Let another machine of the tambon change the house, and take its work in."""
    from codi_desktop.store.machine import Machine

    class Believing:
        def reason_against(self, _stream: object, _n: int, _head: bytes) -> str | None:
            return None

    machine = Machine.new(
        name="เครื่องอื่น", level="tambon", scope=houses_made.TAMBON, person="สมชาย", signing_seed=bytes([7] * 32)
    )
    store.note_peer(machine.device, machine.name, [])
    (folder / "อื่น").mkdir()
    with Store.create(folder / "อื่น", bytes(32), machine, durable=False) as other:
        _pour(store, other, Believing())
        houses.change(other, other.get(HouseRepair, house_id), values)
        if meanwhile is not None:
            meanwhile()
        _pour(other, store, Believing())


def _pour(source: Store, target: Store, trust: Any) -> None:
    segments = list(source.segments(target.vector(), lambda scope: scope.isdigit()))
    with target.receiving(trust) as intake:
        for segment in segments:
            intake.segment(segment)
