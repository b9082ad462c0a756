"""A tambon's machine, as every test of a service needs one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import editing
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store

TAMBON = "190406"


def machine(scope: str = TAMBON, level: str = "tambon") -> Machine:
    return Machine.new(name=f"เครื่อง {scope}", level=level, scope=scope, person="พรรณทิพา", signing_seed=bytes(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store of ตำบลเจริญธรรม, sealed as in life; it does not wait for the disk."""
    folder = tmp_path / "ตำบล"
    folder.mkdir()
    with Store.create(folder, bytes(range(32)), machine(), durable=False) as opened:
        yield opened


@pytest.fixture
def owner(store: Store) -> Person:
    person = Person.new(TAMBON, prefix="นาง", first_name="สังเวียน", last_name="เพิ่มพูน", citizen_id_missing="ไม่มีในบทความ")
    editing.save(store, person)
    return person


@pytest.fixture
def household(store: Store, owner: Person) -> Household:
    found = Household.new(TAMBON, house_number="47/2", moo=6, members_count=4, dependants_count=2, head=owner.id)
    editing.save(store, found)
    return found


@pytest.fixture
def house(store: Store, owner: Person, household: Household) -> HouseRepair:
    found = HouseRepair.new(TAMBON, fiscal_year=2565, household=household.id, owner=owner.id)
    editing.save(store, found)
    return found
