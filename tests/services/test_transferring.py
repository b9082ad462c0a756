"""Moving to another tambon: offered by one side, answered by the other, passed on by the level above, counted once."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.person import Person
from codi_desktop.records.transfer import Transfer
from codi_desktop.reports.houses import Filter, house_count
from codi_desktop.services import editing, money, transferring
from codi_desktop.store.store import Store, live
from tests.services.offices import carry, join, made

HERE, THERE = "190406", "190407"


class Three:
    """Two tambons that do not see each other, and the province above them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.province = stack.enter_context(made(folder / "p", "จังหวัดสระบุรี", "province", "19"))
        self.giving = stack.enter_context(made(folder / "a", "ตำบลเจริญธรรม", "tambon", HERE))
        self.taking = stack.enter_context(made(folder / "b", "ตำบลบ้านลำ", "tambon", THERE))
        for tambon in (self.giving, self.taking):
            join(self.province, tambon, self.stick)

    def carry_up(self, tambon: Store) -> None:
        carry(tambon, self.province, self.stick)

    def meet(self, tambon: Store) -> None:
        carry(tambon, self.province, self.stick)
        transferring.pass_on(self.province)
        carry(self.province, tambon, self.stick)

    def houses(self, store: Store) -> int:
        return house_count(store, Filter())

    def received(self, *stores: Store) -> list[int]:
        """Say what the shared tray of each machine holds, in baht."""
        return [money.tray(store).totals.total // 100 for store in stores]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with ExitStack() as stack:
        yield Three(tmp_path, stack)


@pytest.fixture
def house(three: Three) -> HouseRepair:
    store = three.giving
    owner = Person.new(HERE, prefix="นาง", first_name="สังเวียน", last_name="เพิ่มพูน", citizen_id="1101700207030")
    home = Household.new(HERE, house_number="47/2", moo=6, head=owner.id)
    found = HouseRepair.new(HERE, fiscal_year=2565, household=home.id, owner=owner.id)
    entry = MoneyEntry.new(
        HERE, house=found.id, phase="received", source="CODI", form="cash", amount_satang=2_050_000, receipt_no="1"
    )
    editing.save(store, [owner, home, found, entry])
    return found


def moved(store: Store) -> Transfer:
    return next(move.transfer for move in transferring.moves(store))


def there(three: Three) -> HouseRepair:
    return next(one for one in three.taking.rows(live(HouseRepair)) if one.scope == THERE)


def test_a_house_moves_with_its_people_and_money_and_is_counted_once_all_the_way(
    three: Three, house: HouseRepair
) -> None:
    offered = transferring.offer(three.giving, house.id, THERE, "อยู่คนละฝั่งคลอง", day=date(2022, 9, 4))
    three.meet(three.giving)
    assert (three.houses(three.giving), three.houses(three.province), three.houses(three.taking)) == (1, 1, 0)
    three.meet(three.taking)
    waiting = moved(three.taking)
    assert [move.waits_for_us for move in transferring.moves(three.taking)] == [True]
    transferring.accept(three.taking, waiting.id)
    assert (three.houses(three.giving), three.houses(three.province), three.houses(three.taking)) == (1, 1, 1)
    carry(three.taking, three.province, three.stick)
    assert three.received(three.giving, three.province, three.taking) == [20_500, 20_500, 20_500]
    assert three.houses(three.province) == 1  # at once, though the answer was not passed on yet
    transferring.pass_on(three.province)
    three.meet(three.giving)
    assert (three.houses(three.giving), three.houses(three.province), three.houses(three.taking)) == (0, 1, 1)
    assert three.received(three.giving, three.province, three.taking) == [0, 20_500, 20_500]
    assert three.giving.get(Transfer, offered.id).state == "accepted"
    new = there(three)
    assert (new.owner_name, new.house_number) == ("นางสังเวียน เพิ่มพูน", "47/2")


def test_the_citizen_id_is_not_handed_on(three: Three, house: HouseRepair) -> None:
    transferring.offer(three.giving, house.id, THERE, "ย้าย")
    three.meet(three.giving)
    three.meet(three.taking)
    transferring.accept(three.taking, moved(three.taking).id)
    person = three.taking.get(Person, there(three).owner)
    assert person.citizen_id is None
    assert person.citizen_id_missing
    assert "1101700207030" not in str(moved(three.giving).content)


def test_accepted_on_two_machines_it_is_still_one_house(three: Three, house: HouseRepair, tmp_path: Path) -> None:
    with made(tmp_path / "b2", "บ้านลำ เครื่องที่สอง", "tambon", THERE) as second:
        join(three.province, second, three.stick)
        transferring.offer(three.giving, house.id, THERE, "ย้าย")
        three.meet(three.giving)
        three.meet(three.taking)
        three.meet(second)
        transferring.accept(three.taking, moved(three.taking).id)
        transferring.accept(second, moved(second).id)
        for store in (three.taking, second, three.taking):
            three.meet(store)
        assert [three.houses(store) for store in (three.taking, second, three.province)] == [1, 1, 1]
        assert not [one for one in three.province.conflicts() if one.kind == "house_repair"]


def test_a_refusal_comes_home_with_its_reason_and_nothing_has_moved(three: Three, house: HouseRepair) -> None:
    offered = transferring.offer(three.giving, house.id, THERE, "ย้าย")
    three.meet(three.giving)
    three.meet(three.taking)
    transferring.refuse(three.taking, moved(three.taking).id, "ไม่ใช่คนในตำบลเรา")
    three.meet(three.taking)
    three.meet(three.giving)
    found = three.giving.get(Transfer, offered.id)
    assert (found.state, found.decided_why) == ("refused", "ไม่ใช่คนในตำบลเรา")
    assert (three.houses(three.giving), three.houses(three.province), three.houses(three.taking)) == (1, 1, 0)
    transferring.offer(three.giving, house.id, THERE, "ตรวจสอบแล้ว")  # may be offered again


def test_an_offer_that_was_withdrawn_is_withdrawn_there_too(three: Three, house: HouseRepair) -> None:
    offered = transferring.offer(three.giving, house.id, THERE, "ย้าย")
    three.meet(three.giving)
    three.meet(three.taking)
    transferring.withdraw(three.giving, offered.id)
    three.meet(three.giving)
    three.meet(three.taking)
    with pytest.raises(transferring.NotWaiting):
        transferring.accept(three.taking, moved(three.taking).id)


def test_passing_on_twice_does_nothing_more(three: Three, house: HouseRepair) -> None:
    transferring.offer(three.giving, house.id, THERE, "ย้าย")
    carry(three.giving, three.province, three.stick)
    assert transferring.pass_on(three.province) == 1
    assert transferring.pass_on(three.province) == 0


def test_what_cannot_be_offered_says_why(three: Three, house: HouseRepair) -> None:
    for area in (HERE, "19", "ตำบล", "1904070"):
        with pytest.raises(transferring.NotToThere):
            transferring.offer(three.giving, house.id, area, "ย้าย")
    transferring.offer(three.giving, house.id, THERE, "ย้าย")
    with pytest.raises(transferring.AlreadyMoving):
        transferring.offer(three.giving, house.id, THERE, "ย้าย")
    entry = next(iter(three.giving.rows(live(MoneyEntry))))
    with pytest.raises(transferring.CannotMove):
        transferring.offer(three.giving, entry.id, THERE, "ย้าย")


def test_a_person_moves_alone(three: Three, house: HouseRepair) -> None:
    transferring.offer(three.giving, str(house.owner), THERE, "ย้ายไปอยู่กับลูก")
    three.meet(three.giving)
    three.meet(three.taking)
    transferring.accept(three.taking, moved(three.taking).id)
    assert [one.title() for one in three.taking.rows(live(Person)) if one.scope == THERE] == ["นางสังเวียน เพิ่มพูน"]
    assert three.houses(three.taking) == 0


def test_what_has_moved_can_only_be_read_where_it_was(three: Three, house: HouseRepair) -> None:
    transferring.offer(three.giving, house.id, THERE, "ย้าย")
    still = three.giving.get(HouseRepair, house.id)
    still.fiscal_year = 2566
    editing.save(three.giving, still)  # an offer alone holds nobody up
    three.meet(three.giving)
    three.meet(three.taking)
    transferring.accept(three.taking, moved(three.taking).id)
    three.meet(three.taking)
    three.meet(three.giving)
    gone = three.giving.get(HouseRepair, house.id)
    gone.fiscal_year = 2567
    entry = MoneyEntry.new(
        HERE, house=house.id, phase="received", source="CODI", form="cash", amount_satang=100, receipt_no="2"
    )
    for record in (gone, entry):
        with pytest.raises(editing.MovedAway):
            editing.save(three.giving, record)
    new = there(three)
    new.fiscal_year = 2567
    editing.save(three.taking, new)
