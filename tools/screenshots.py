"""Take pictures of every page: the machines of the demonstration, in one or several looks, 1366 × 768 pixels.

    python tools/screenshots.py OUT                     Thai, 150 %, high contrast, English: a folder each
    python tools/screenshots.py OUT --look plain        only one of them
    python tools/screenshots.py OUT --only house home   only some pages
    python tools/screenshots.py OUT --machines DIR      machines that `codi-desktop demo --out` made before

Without a screen it paints for itself (QT_QPA_PLATFORM=offscreen); with one, for instance under xvfb-run, it uses it.
A page that scrolls is taken as a whole too, as NAME-whole.png.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QScrollArea, QWidget

from codi_desktop import cli
from codi_desktop.cli import _story as story
from codi_desktop.cli import demo
from codi_desktop.i18n import gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.records.person import Person
from codi_desktop.services import access, editing, exchanging, machines, opening, repairing
from codi_desktop.services.opening import Store
from codi_desktop.settings import Settings
from codi_desktop.ui.window import MainWindow, places_for

SIZE = 1366, 768
PASSPHRASE = demo._PASSPHRASE  # noqa: SLF001  the one that the demonstration tells at its end
LOOKS = {
    "plain": Settings(),
    "large": Settings(text_scale=150),
    "contrast": Settings(high_contrast=True),
    "large-contrast": Settings(text_scale=150, high_contrast=True),
    "english": Settings(language="en"),
}
SECTIONS = ("photos", "household", "materials", "money", "approvals", "documents", "history")
EXAMPLES = (
    story.Played(
        "ตัวอย่าง",
        "สมมุติชื่อ",
        ("roof", "toilet"),
        {"roof": 3, "toilet": 3, "walls": 2, "posts": 1},
        "เปลี่ยนหลังคา ทำห้องน้ำใหม่",
        (("กระเบื้องลอนคู่", 80, "แผ่น", 6_500), ("ไม้โครงหลังคา", 12, "ท่อน", 32_000), ("สุขภัณฑ์นั่งยอง", 1, "ชุด", 185_000)),
        18_640_00,
        (
            ("local_government", "องค์การบริหารส่วนตำบลเจริญธรรม", "materials", "ปูนซีเมนต์ ทราย หิน", 8_400_00),
            ("msdhs", "พมจ.สระบุรี", "cash", "เงินสงเคราะห์", 6_000_00),
            ("company", "ศูนย์อุตสาหกรรมอิตาเลียนไทย อำเภอวิหารแดง", "materials", "กระเบื้องหลังคา", 9_600_00),
        ),
        20,
    ),
    story.Played("สมมุติ", "ตัวอย่างชื่อ", ("floor",), {"floor": 3, "walls": 2}, "เปลี่ยนพื้นบ้าน", (), 0, (), 0),
)


@dataclass(frozen=True)
class Machines:
    """Copies of the machines, prepared so that every page has something to show."""

    folder: Path
    house: str
    """under repair"""
    surveyed: str
    """still lacks nearly everything"""
    person: str
    paper: str
    """a certificate that was issued"""

    def __getitem__(self, name: str) -> Path:
        return self.folder / name

    @property
    def stick(self) -> Path:
        """The folder that stands for the stick."""
        return self.folder / "stick"


@dataclass(frozen=True)
class View:
    """One picture: a machine, a place with its arguments, and what is done there before it is taken."""

    name: str
    machine: str
    place: str
    arguments: dict[str, Any]
    then: Callable[[QWidget], object] | None = None


def main() -> int:
    """Take the pictures that were asked for."""
    chosen = _asked()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("codi_desktop")
    with tempfile.TemporaryDirectory() as made:
        machines = prepare(Path(made), chosen.machines)
        for look in chosen.look or LOOKS:
            folder = chosen.out / look
            folder.mkdir(parents=True, exist_ok=True)
            for view in views(machines):
                if not chosen.only or view.name in chosen.only or view.place in chosen.only:
                    take(view, machines, LOOKS[look], folder)
            if not chosen.only or "wizard" in chosen.only:
                take_wizard(machines, LOOKS[look], folder)
    return 0


def views(machines: Machines) -> Iterator[View]:
    """Name every picture."""
    house = {"house_id": machines.house}
    yield View("home", "tambon", "home", {})
    yield View("home-empty", "empty", "home", {})
    yield View("houses", "tambon", "houses", {})
    yield View("houses-empty", "empty", "houses", {})
    yield View("houses-nothing-found", "tambon", "houses", {"text": "ไม่มีชื่อนี้"})
    for section in SECTIONS:
        yield View(
            "house" if section == "photos" else f"house-{section}", "tambon", "house", house | {"section": section}
        )
    yield View("house-missing", "tambon", "house", {"house_id": machines.surveyed}, partial(press, name="next-step"))
    yield View("house-approve", "province", "house", {"house_id": machines.surveyed, "section": "approvals"})
    yield View("people", "tambon", "people", {})
    yield View("people-empty", "empty", "people", {})
    yield View("record", "tambon", "record", {"kind": "person", "record_id": machines.person})
    yield View(
        "record-number",
        "tambon",
        "record",
        {"kind": "person", "record_id": machines.person},
        partial(press, name="show-number"),
    )
    yield View("houses-print", "tambon", "houses", {}, partial(press, name="print-list"))
    yield View("record-new", "tambon", "record", {"kind": "organisation", "record_id": None})
    yield View("tray", "tambon", "tray", {})
    yield View("tray-empty", "empty", "tray", {})
    yield View("documents", "tambon", "documents", {})
    yield View("documents-empty", "empty", "documents", {})
    draft = {"house_ids": [machines.house], "document": "handover_certificate"}
    yield View("certificate", "tambon", "documents", {"paper_id": machines.paper})
    yield View("certificate-draft", "tambon", "documents", draft)
    yield View("exchange", "tambon", "exchange", {"folder": machines.stick})
    yield View(
        "exchange-written", "province", "exchange", {"folder": machines.stick}, partial(press, name="write-bundle")
    )
    yield View("exchange-province", "province", "exchange", {"folder": machines.stick})
    yield View("exchange-alone", "empty", "exchange", {})
    yield View("conflicts", "province", "conflicts", {})
    yield View("conflicts-none", "empty", "conflicts", {})
    yield View("settings", "tambon", "settings", {})
    yield View("access", "tambon", "access", {})
    yield View("overview-province", "province", "overview", {})
    yield View("overview-region", "region", "overview", {})
    yield View("enter-money", "tambon", "house", house | {"section": "money"}, partial(press, name="enter-money"))
    yield View("add-house", "tambon", "houses", {"add": True})
    yield View("help", "tambon", "home", {}, partial(press_key, key="F1"))


# --- machines


def prepare(folder: Path, machines: Path | None) -> Machines:
    """Copy the machines, add two invented houses, leave two edits apart, and make one machine without anything."""
    if machines is None:
        if cli.run(["demo", "--out", str(folder / "demo")]):
            sys.exit("The demonstration did not play to its end.")
        machines = folder / "demo" / "machines"
    for name in ("tambon", "province", "region"):
        shutil.copytree(machines / name, folder / name)
    stick = folder / "stick"
    stick.mkdir()
    opening.make_machine(
        folder / "empty",
        name="เครื่องสภาฯ ตำบลเจริญธรรม",
        level="tambon",
        area=story.TAMBON,
        person=story.SECRETARY,
        passphrase=PASSPHRASE,
    ).close()
    with open_store(folder / "tambon") as tambon, open_store(folder / "province") as province:
        house = story.survey(tambon, EXAMPLES[0], 0)
        story.propose(tambon, house, EXAMPLES[0])
        story.approve(tambon, house)
        carry(tambon, province, stick)
        surveyed = story.survey(tambon, EXAMPLES[1], 1)
        story.repair(tambon, house, EXAMPLES[0], 0)
        repairing.step_back(tambon, house, "repairing", why="ตัวอย่าง", day=date(2022, 9, 2))
        carry(tambon, province, stick)
        change(tambon, house, work_done="เปลี่ยนหลังคา ทำห้องน้ำใหม่ และทางลาด")
        change(province, house, work_done="เปลี่ยนหลังคาและโครงหลังคา ทำห้องน้ำใหม่")
        carry(tambon, province, stick)
        exchanging.write_bundle_for(province, tambon.machine.device, stick)
        person = tambon.get(HouseRepair, house).owner
        owner = tambon.get(Person, person)
        owner.fill({"citizen_id": "1101700230708", "citizen_id_missing": None})
        editing.save(tambon, owner)
        look_around(tambon, house, owner)
        editing.save(tambon, Person.new(story.TAMBON, prefix="นาย", first_name="สมมุติ", citizen_id_missing="ตัวอย่าง"))
        papers = tambon.rows(IssuedDocument.select().where(~IssuedDocument.deleted))
    assert person
    return Machines(folder, house, surveyed, person, papers[0].id)


def open_store(folder: Path, passphrase: str | None = None) -> Store:
    """Open a machine of the demonstration, and take note that it was copied for the pictures."""
    store = opening.open_store(folder, passphrase or PASSPHRASE)
    machines.news_read(store)
    return store


def carry(sender: Store, receiver: Store, stick: Path) -> None:
    """Take everything to another machine."""
    written = exchanging.write_bundle_for(sender, receiver.machine.device, stick)
    exchanging.take_in(receiver, written.path)


def look_around(store: Store, house: str, owner: Person) -> None:
    """Use personal data in every way, for the list of who did."""
    access.viewed(store, "house_repair", house)
    access.viewed(store, "person", owner.id)
    access.identifier_shown(store, owner.id, gettext(access.PURPOSES[1]))
    access.printed(store, "house_repair", [house, house], gettext("List of houses"), purpose="ส่งให้ พมจ.สระบุรี")
    access.exported(store, "person", [owner.id], "คน.csv")


def change(store: Store, house: str, **values: object) -> None:
    """Change fields of a house, those that it has."""
    record = store.get(HouseRepair, house)
    editing.fill(record, {name: value for name, value in values.items() if name in record.declared()})
    editing.save(store, record)


# --- pictures


def take(view: View, machines: Machines, settings: Settings, folder: Path) -> None:
    """Open the window at a place and save what it shows."""
    with window_on(machines[view.machine], settings) as window:
        assert window.workplace is not None
        frame = window.workplace.frame
        assert frame is not None
        if view.place not in {place.name for place in places_for(window.workplace.store.machine.level)}:
            sys.exit(f"This machine has no place called {view.place}.")
        frame.go(view.place, **view.arguments)
        settle(window)
        if view.then is not None:
            view.then(frame.page(view.place))
            settle(window)
        save(window, folder / f"{view.name}.png")
        page = frame.page(view.place)
        area = page.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if isinstance(area, QScrollArea) and page.height() > area.viewport().height() + 4:
            page.grab().save(str(folder / f"{view.name}-whole.png"))
        for dialog in window.findChildren(QDialog):
            dialog.reject()
        settle(window)


def take_wizard(machines: Machines, settings: Settings, folder: Path) -> None:
    """Save the first start, empty and while a tambon is looked for, and the lock."""
    with tempfile.TemporaryDirectory() as fresh, window_on(Path(fresh), settings, begin_only=True) as window:
        save(window, folder / "wizard.png")
        line = window.findChild(QLineEdit, "finder-line")
        assert line is not None
        line.setText("เจริญ")
        line.textEdited.emit("เจริญ")
        settle(window)
        save(window, folder / "wizard-finding.png")
    with window_on(machines["tambon"], settings, begin_only=True) as window:
        save(window, folder / "unlock.png")


@contextmanager
def window_on(machine: Path, settings: Settings, *, begin_only: bool = False) -> Iterator[MainWindow]:
    """Show the window on a machine until it has settled, and close it afterwards."""
    window = MainWindow(
        machine,
        Settings(language=settings.language, text_scale=settings.text_scale, high_contrast=settings.high_contrast),
        opening.open_store if begin_only else open_store,
        opening.make_machine,
    )
    window.resize(*SIZE)
    window.show()
    window.activateWindow()  # without a window manager nobody else does
    wait(lambda: window.workplace is not None)
    assert window.workplace is not None
    if not begin_only:
        window.workplace.open_with(PASSPHRASE, _not_opened)
        wait(lambda: window.workplace is not None and window.workplace.frame is not None)
    settle(window)
    try:
        yield window
    finally:
        window.close()
        QTest.qWait(20)
        window.deleteLater()
        QTest.qWait(20)


def save(window: MainWindow, file: Path) -> None:
    """Save the window with the dialog that lies over it."""
    picture = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            place = QRect(QPoint(0, 0), dialog.size())
            place.moveCenter(window.rect().center())
            dialog.render(picture, place.topLeft())
            painter = QPainter(picture)
            painter.setPen(QColor("#50605a"))  # the frame that a desktop would draw
            painter.drawRect(place)
            painter.end()
    picture.save(str(file))
    sys.stdout.write(f"{file}\n")


def press(page: QWidget, name: str) -> None:
    """Press a button of a page."""
    button = page.findChild(QAbstractButton, name)
    if button is not None:
        button.click()


def press_key(page: QWidget, key: str) -> None:
    """Press a key in the window."""
    QTest.keySequence(page.window(), QKeySequence(key))


def settle(window: MainWindow) -> None:
    """Wait until nothing is under way any more."""
    for pause in (60, 350, 60):  # counts follow the list after a rest
        QTest.qWait(pause)
        wait(lambda: window.workplace is None or window.workplace.tasks.count == 0)


def wait(holds: Callable[[], bool], most: int = 20_000) -> None:
    """Wait until something holds; ends the program when it takes too long."""
    for _ in range(most // 20):
        if holds():
            return
        QTest.qWait(20)
    sys.exit("The window did not come to rest.")


def _not_opened(error: Exception) -> None:
    sys.exit(f"The machine did not open: {error}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--machines", type=Path)
    parser.add_argument("--look", nargs="+", choices=tuple(LOOKS))
    parser.add_argument("--only", nargs="+", metavar="NAME")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
