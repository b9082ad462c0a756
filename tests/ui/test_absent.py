"""Above the province names do not come: lists, the house and its preview say so, and no page shows an id."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import editing, opening
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.pages.house import HousePage
from codi_desktop.ui.pages.houses import HousesPage
from codi_desktop.ui.pages.people import PeoplePage
from codi_desktop.ui.pages.record import RecordPage
from codi_desktop.ui.pages.tray import TrayPage
from codi_desktop.ui.tasks import Tasks
from codi_desktop.ui.text import plain
from tests.ui.opened import open_page, settle

TAMBON = "190406"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region that knows a person, a household and a house, all without their names."""
    with opening.make_machine(tmp_path / "ภาค", "เครื่องภาค", "region", "CW", "ส", None) as made:
        made.machine = made.machine.__class__(**{**vars(made.machine), "scopes": ("",)})
        person, household = Person.new(TAMBON), Household.new(TAMBON, moo=6, village_name="บ้านหนองไทร")
        household.head = person.id
        house = HouseRepair.new(
            TAMBON, fiscal_year=2565, owner=person.id, household=household.id, programme="ban_phor_phiang"
        )
        for record in (person, household, house):
            record.check = list  # type: ignore[method-assign]  # came from elsewhere
        made.save([person, household, house])
        yield made


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


def words(page: QWidget) -> str:
    return " ".join(plain(label.text()) for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def cells(qtbot: QtBot, desk: Desk, page: Page) -> str:
    model = page.table.model()  # type: ignore[attr-defined]
    every = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    for index in every:
        index.data()
    settle(qtbot, desk.tasks)
    return " ".join(str(index.data()) for index in every)


@pytest.mark.parametrize("kind", ["person", "household"])
def test_a_record_without_a_name_has_a_name_for_people(qtbot: QtBot, desk: Desk, store: Store, kind: str) -> None:
    record = store.rows(editing.model_of(kind).select())[0]
    page = open_page(qtbot, RecordPage, desk, kind=kind, record_id=record.id)
    assert record.id not in page.title
    assert page.title


def test_two_people_without_a_name_are_told_apart(store: Store) -> None:
    titles = []
    for mark in ("EGPK", "5Z4J"):
        person = Person.new(TAMBON)
        person.id = f"{TAMBON}.01M8F03KVCSM8B6JNCMKS3{mark}"
        titles.append(person.title())
    assert titles == ["บุคคล รหัส EGPK", "บุคคล รหัส 5Z4J"]


def test_lists_say_that_names_do_not_come_here(qtbot: QtBot, desk: Desk, store: Store) -> None:
    houses = open_page(qtbot, HousesPage, desk)
    told = cells(qtbot, desk, houses)
    assert "ไม่แสดงชื่อในระดับนี้" in told
    tray = open_page(qtbot, TrayPage, desk)
    people = open_page(qtbot, PeoplePage, desk, kind="person")
    for page in (houses, tray, people):
        assert TAMBON + "." not in words(page) + cells(qtbot, desk, page)


def test_a_house_says_that_names_do_not_come_here(qtbot: QtBot, desk: Desk, store: Store) -> None:
    house = store.rows(HouseRepair.select())[0]
    page = open_page(qtbot, HousePage, desk, house_id=house.id)
    assert page.title == "บ้าน (ไม่แสดงชื่อในระดับนี้)"
    assert TAMBON + "." not in words(page)
