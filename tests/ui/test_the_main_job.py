"""The main job from end to end, by hand: whatever a person does is done on the widgets that a person sees."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.cli._painting import paint_house
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.services import issuing, opening, repairing
from codi_desktop.store.store import Store, live
from tests.ui.opened import open_window
from tests.ui.sitting import Sitting

PASSPHRASE = "ข้าวเหนียวมะม่วงหวานอร่อย"

GIVEN = (  # phase, source, partner, form, what, amount
    ("planned", "CODI", "", "cash", "", "18000"),
    ("received", "local_government", "อบต.เจริญธรรม", "materials", "ปูนซีเมนต์ ทราย หิน", "6,850.50"),
    ("received", "company", "ศูนย์อุตสาหกรรมฯ", "materials", "กระเบื้องหลังคา", "๓,๕๐๐"),
    ("received", "community", "ช่างชุมชน", "cash", "ค่าอาหารช่าง", "1200"),
)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands for the stick: it is what people choose when they are asked for a folder."""
    folder = tmp_path / "แฟลชไดรฟ์"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(folder))
    return folder


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, list[str]]:
    """Photos as the camera left them."""
    made: dict[str, list[str]] = {}
    for stage, count in (("before", 2), ("after", 2)):
        for number in range(count):
            file = tmp_path / f"IMG_{stage}_{number}.jpg"
            file.write_bytes(paint_house(stage, number))
            made.setdefault(stage, []).append(str(file))
    return made


def test_a_house_is_repaired_handed_over_and_its_record_reaches_the_province(
    qtbot: QtBot, tmp_path: Path, stick: Path, photos: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tambon, province = tmp_path / "tambon", tmp_path / "province"
    tambon.mkdir()
    province.mkdir()

    def choose_photos(stage: str, number: int) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: ([photos[stage][number]], ""))

    with first_start(qtbot, tambon, "tambon", "เจริญ", "นางพรรณทิพา ฤทธิ์แก้ว", "เครื่องสภาฯ") as secretary:
        assert secretary.window.windowTitle() == "ตำบลเจริญธรรม · codi_desktop"
        ask_to_join(secretary)
    with first_start(qtbot, province, "province", "สระบุรี", "นายวิชัย มั่นคง", "เครื่องจังหวัด") as officer:
        let_in(officer)
    with at(qtbot, tambon) as secretary:
        join(secretary)
        add_house(secretary)
        survey(secretary, lambda: choose_photos("before", 0))
        propose(secretary)
        write_bundle(secretary)
    with at(qtbot, province) as officer:
        take_in(officer)
        approve(officer)
        write_bundle(officer)
    with at(qtbot, tambon) as secretary:
        take_in(secretary)
        see_approval(secretary)
        repair(secretary, lambda number: choose_photos("after", number))
        hand_over(secretary, tmp_path / "ใบส่งมอบ.pdf", monkeypatch)
        write_bundle(secretary)
    with at(qtbot, province) as officer:
        take_in(officer)
        open_the_house(officer)
        assert officer.sees("บ้านนางสังเวียน เพิ่มพูน")

    digests = []
    for folder in (tambon, province):
        with opening.open_store(folder, PASSPHRASE) as store:
            house = the_house(store)
            approval = repairing.approval(store, house)
            assert house.step == "handed_over"
            assert approval is not None
            assert approval.valid
            assert approval.resolution == "3/2565"
            assert issuing.verify(store, tmp_path / "ใบส่งมอบ.pdf").good
            assert not store.check(deep=True)
            digests.append(store.digest())
    assert digests[0] == digests[1]


# --- the parts of the story


@contextmanager
def at(qtbot: QtBot, folder: Path) -> Iterator[Sitting]:
    """Sit down at a machine that is locked, and open it with the passphrase."""
    window = open_window(qtbot, folder)
    sitting = Sitting(qtbot, window)
    sitting.until(lambda: any(one.isVisible() for one in window.findChildren(QLineEdit, "passphrase-line")))
    line = sitting.find(QLineEdit, "passphrase-line")
    sitting.type(PASSPHRASE, line)
    QTest.keyClick(line, Qt.Key.Key_Return)
    sitting.until(lambda: sitting.workplace.store is not None)
    yield sitting
    sitting.rest()
    window.close()


@contextmanager
def first_start(qtbot: QtBot, folder: Path, level: str, area: str, person: str, machine: str) -> Iterator[Sitting]:
    """From nothing to a machine, on the page of the first start."""
    window = open_window(qtbot, folder)
    sitting = Sitting(qtbot, window)
    sitting.until(lambda: bool(window.findChildren(QWidget, "wizard")))
    sitting.choose(sitting.find(QComboBox, "box", sitting.find(QWidget, "level")), level)
    sitting.type(area, sitting.find(QLineEdit, "finder-line"))
    sitting.until(lambda: bool([one for one in window.findChildren(QWidget, "found") if one.isVisible()]))
    sitting.key(Qt.Key.Key_Return)
    sitting.fill(person=person, machine=machine)
    sitting.type(PASSPHRASE, sitting.find(QLineEdit, "secret-line"))
    sitting.type(PASSPHRASE, sitting.find(QLineEdit, "secret-again-line"))
    sitting.click("begin")
    sitting.until(lambda: bool(sitting.window.findChildren(QWidget, "recovery-stage")))
    sitting.click("kept")
    sitting.click("next")
    sitting.until(lambda: sitting.workplace.frame is not None)
    yield sitting
    sitting.rest()
    sitting.window.close()


def ask_to_join(secretary: Sitting) -> None:
    """Put the request onto the stick."""
    secretary.go("exchange")
    secretary.click("choose-folder")
    secretary.click("empty-join")
    secretary.click("request")


def let_in(officer: Sitting) -> None:
    """Compare the words of the request, and write the answer onto the stick."""
    officer.go("exchange")
    officer.click("choose-folder")
    officer.click("open-file")
    assert officer.front.objectName() == "accept-request"
    officer.click("accept")


def join(secretary: Sitting) -> None:
    """Take in the answer."""
    secretary.go("exchange")
    secretary.click("open-file")
    assert secretary.front.objectName() == "join-by-welcome"
    secretary.click("accept")
    assert secretary.sees("เครื่องนี้เข้าร่วมกับ")


def add_house(secretary: Sitting) -> None:
    """Begin at home, with the first thing to do."""
    secretary.go("home")
    button = next(
        one for one in secretary.window.findChildren(QAbstractButton) if one.objectName().endswith("-add_house")
    )
    secretary.click(button.objectName())
    dialog = secretary.front
    assert dialog.objectName() == "add-house", secretary.texts()
    owner, household, house = (secretary.find(QWidget, f"form-{name}") for name in ("owner", "household", "house"))
    secretary.fill(owner, prefix="นาง", first_name="สังเวียน", last_name="เพิ่มพูน", citizen_id_missing="ไม่ปรากฏในข่าว")
    secretary.fill(household, house_number="47/2", moo="๖", village_name="บ้านเจริญธรรม", members_count="4")
    secretary.fill(house, fiscal_year="2565")
    secretary.click("accept")
    assert secretary.place == "house", secretary.texts()
    assert secretary.sees("บ้านนางสังเวียน เพิ่มพูน")


def survey(secretary: Sitting, choose_photo: Callable[[], None]) -> None:
    """Photos, condition, the right to live there; then the forum certifies."""
    secretary.click("next-step")
    assert secretary.sees("ภาพก่อนซ่อม")  # what is missing is named
    choose_photo()
    secretary.click("add-photos")
    secretary.fill(secretary.front, stage="before", taken_on="12/7/2565")
    secretary.click("accept")
    for field, key in (("roof_before", Qt.Key.Key_3), ("walls_before", Qt.Key.Key_2)):
        secretary.key(key, on=f"condition-{field}")
    secretary.fill(repair_parts="roof")
    secretary.section("household")
    secretary.fill(tenure="owner")
    secretary.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    secretary.step("15/7/2565", resolution="1/2565", by_body="ประชาคมตำบลเจริญธรรม")


def propose(secretary: Sitting) -> None:
    """The bill of materials and the money of all partners; then the council proposes."""
    secretary.section("materials")
    for item, quantity, unit, price in (("กระเบื้องลอนคู่", "110", "แผ่น", "65"), ("ไม้โครงหลังคา", "24", "ท่อน", "280")):
        secretary.fill(item=item, quantity=quantity, unit=unit, unit_price_satang=price, price_source="ร้านในตำบล")
        secretary.click("add-material")
    assert secretary.sees("13,870")
    secretary.section("money")
    for phase, source, partner, form, what, amount in GIVEN:
        enter_money(secretary, phase, source, partner, form, what, amount, "18/7/2565")
    secretary.click("phase-received")
    assert secretary.sees("11,550.50")
    secretary.step("20/7/2565", resolution="2/2565", by_body="สภาองค์กรชุมชนตำบลเจริญธรรม")


def enter_money(
    secretary: Sitting, phase: str, source: str, partner: str, form: str, what: str, amount: str, day: str, **more: str
) -> None:
    secretary.click("enter-money")
    told = {"phase": phase, "source": source, "partner_name": partner, "form": form, "what": what}
    filled = {name: text for name, text in told.items() if text}
    secretary.fill(secretary.front, **filled, amount_satang=amount, day=day, **more)
    secretary.click("accept")
    assert secretary.front is secretary.window, secretary.texts()


def write_bundle(sender: Sitting) -> None:
    """Write what the other lacks, and wait for the green panel."""
    sender.go("exchange")
    sender.click("write-bundle")
    sender.until(lambda: sender.sees("เขียนแฟ้มเสร็จแล้ว"))


def take_in(receiver: Sitting) -> None:
    """Look at what the stick brings, which happens by itself, and take it in."""
    receiver.go("exchange")
    receiver.until(lambda: any(one.isVisible() for one in receiver.window.findChildren(QAbstractButton, "take-in")))
    assert receiver.sees("ลายเซ็นถูกต้อง")
    receiver.click("take-in")
    receiver.until(lambda: receiver.sees("รับแฟ้มเข้าแล้ว"))


def open_the_house(sitting: Sitting) -> None:
    """Open the only house of the list with Enter."""
    sitting.go("houses")
    sitting.key(Qt.Key.Key_Return, on="houses-table")
    assert sitting.place == "house", sitting.texts()


def approve(officer: Sitting) -> None:
    """See the house with its photos and money, and approve it."""
    open_the_house(officer)
    assert officer.sees("บ้านนางสังเวียน เพิ่มพูน")
    assert officer.sees("ถ่าย 12 ก.ค. 2565")
    officer.step("1/8/2565", resolution="3/2565", by_body="คณะประสานงานขบวนองค์กรชุมชนจังหวัดสระบุรี")


def see_approval(secretary: Sitting) -> None:
    open_the_house(secretary)
    secretary.section("approvals")
    assert secretary.sees("อนุมัติเมื่อ 1 ส.ค. 2565 มติที่ 3/2565")


def repair(secretary: Sitting, choose_photo: Callable[[int], None]) -> None:
    """Contract and instalment, the work, what was spent, photos, and the inspection by three."""
    secretary.section("household")
    secretary.fill(contract_no="บพ.จธ. 1/2565")
    secretary.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    secretary.section("money")
    enter_money(secretary, "received", "CODI", "", "cash", "", "18000", "5/8/2565", instalment_no="1")
    secretary.step("5/8/2565")
    secretary.step("8/8/2565")
    enter_money(secretary, "spent", "CODI", "", "cash", "ค่าวัสดุก่อสร้าง", "18000", "22/8/2565", receipt_no="1/2565")
    secretary.section("photos")
    for number, part in ((0, "roof"), (1, "")):
        choose_photo(number)
        secretary.click("add-photos")
        secretary.fill(secretary.front, stage="after", taken_on="2/9/2565", **({"part": part} if part else {}))
        secretary.click("accept")
    secretary.section("approvals")
    form = secretary.find(QWidget, "card-new-inspection")
    names = {f"inspector{n}_name": name for n, name in enumerate(("นายสมชาย ดีงาม", "นางปราณี ใจเย็น", "นายบุญมี ศรีสุข"), 1)}
    secretary.fill(form, day="2/9/2565", passed="yes", **names)
    secretary.click("add-inspection")
    secretary.step("2/9/2565")


def hand_over(secretary: Sitting, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ceremony, the certificate, and the handover."""
    secretary.section("documents")
    secretary.fill(
        handover_on="4/9/2565",
        ceremony_place="ตำบลเจริญธรรม",
        presider_unknown="yes",
        giver_name="นายสาโรช มีภู่",
        witness1_name="นางพรรณทิพา ฤทธิ์แก้ว",
        witness2_name="นายสมชาย ดีงาม",
    )
    secretary.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(pdf), ""))
    secretary.click("print")
    assert secretary.place == "documents"
    secretary.click("keep-papers")
    secretary.until(pdf.exists)
    open_the_house(secretary)
    secretary.step("4/9/2565")


def the_house(store: Store) -> HouseRepair:
    houses = store.rows(live(HouseRepair))
    assert len(houses) == 1
    return houses[0]
