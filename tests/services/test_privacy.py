"""Who reads what: sealed by class and level, an id for a purpose, and what was erased is gone on every machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.services import access, editing, exchanging, privacy
from codi_desktop.services.access import PurposeNeeded, Wanted
from codi_desktop.store.seals import OnlyTheMask
from codi_desktop.store.store import Store
from codi_desktop.sync import identity
from codi_desktop.sync.identity import Erasure
from tests.services.offices import Offices, carry, join, made, offices, picture

ID = "1101700207030"
MASKED = "x-xxxx-xxxxx-03-0"


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as found:
        yield found


def person(store: Store, scope: str = "190406") -> Person:
    found = Person.new(
        scope, prefix="นาง", first_name="สังเวียน", last_name="เพิ่มพูน", citizen_id=ID, note="ติดเตียง", phone="0812345678"
    )
    editing.save(store, found)
    return found


def everywhere(tree: Offices) -> None:
    for one, other in ((tree.tambon, tree.province), (tree.province, tree.region)):
        carry(one, other, tree.stick)


def test_the_tambon_reads_all_the_province_a_masked_id_and_the_region_nothing(tree: Offices) -> None:
    made_here = person(tree.tambon)
    everywhere(tree)
    above = tree.province.get(Person, made_here.id)
    assert (above.first_name, above.note, above.citizen_id) == ("สังเวียน", "ติดเตียง", MASKED)
    assert above.check() == []
    far = tree.region.get(Person, made_here.id)
    assert (far.first_name, far.note, far.citizen_id, far.phone) == (None, None, None, None)
    assert tree.tambon.get(Person, made_here.id).citizen_id == ID
    assert len({store.digest() for store in tree.all()}) == 1
    assert [store.check(deep=True) for store in tree.all()] == [[], [], []]


def test_nothing_private_lies_in_the_database_of_the_region_nor_the_id_in_that_of_the_province(tree: Offices) -> None:
    person(tree.tambon)
    everywhere(tree)
    words = {ID, "สังเวียน", "ติดเตียง", "0812345678"}
    assert privacy.lying(tree.tambon, words) == words
    assert privacy.lying(tree.province, words) == words - {ID}
    assert privacy.lying(tree.region, words) == set()


def test_who_edits_without_the_id_leaves_it_as_it_is(tree: Offices) -> None:
    made_here = person(tree.tambon)
    carry(tree.tambon, tree.province, tree.stick)
    above = tree.province.get(Person, made_here.id)
    above.phone = "0898765432"
    editing.save(tree.province, above)
    carry(tree.province, tree.tambon, tree.stick)
    below = tree.tambon.get(Person, made_here.id)
    assert (below.phone, below.citizen_id) == ("0898765432", ID)
    with pytest.raises(OnlyTheMask):
        tree.province.settle(made_here.id, "citizen_id", MASKED)


def test_a_conflict_in_a_sealed_field_is_open_where_it_is_read_and_nowhere_else(tree: Offices) -> None:
    made_here = person(tree.tambon)
    everywhere(tree)
    for store, phone in ((tree.tambon, "0811111111"), (tree.province, "0822222222")):
        found = store.get(Person, made_here.id)
        found.phone = phone
        editing.save(store, found)
    everywhere(tree)
    carry(tree.province, tree.tambon, tree.stick)
    assert [len(store.conflicts()) for store in tree.all()] == [0, 1, 1]
    assert len({store.digest() for store in tree.all()}) == 1


def test_an_id_is_shown_to_the_province_for_a_purpose_and_never_to_the_region(tree: Offices) -> None:
    made_here = person(tree.tambon)
    everywhere(tree)
    privacy.disclose(tree.tambon, made_here.id, "ตรวจสิทธิ์ซ้ำซ้อน")
    everywhere(tree)
    assert tree.province.get(Person, made_here.id).citizen_id == ID
    assert tree.region.get(Person, made_here.id).citizen_id is None
    with pytest.raises(privacy.NotHere):
        privacy.disclose(tree.province, made_here.id, "อยากดู")


def test_a_purpose_that_was_withdrawn_sends_no_key_any_more(tree: Offices) -> None:
    made_here = person(tree.tambon)
    carry(tree.tambon, tree.province, tree.stick)
    shown = privacy.disclose(tree.tambon, made_here.id, "ตรวจสิทธิ์ซ้ำซ้อน")
    privacy.withdraw(tree.tambon, shown.id)
    carry(tree.tambon, tree.province, tree.stick)
    assert tree.province.get(Person, made_here.id).citizen_id == MASKED


def test_a_second_machine_of_the_tambon_asks_for_the_keys_it_lacks(tree: Offices, tmp_path: Path) -> None:
    made_here = person(tree.tambon)
    carry(tree.tambon, tree.province, tree.stick)
    with made(tmp_path / "second", "เครื่องที่สอง", "tambon", "190406") as second:
        join(tree.province, second, tree.stick)
        assert second.get(Person, made_here.id).citizen_id == MASKED
        for one, other in ((second, tree.province), (tree.province, tree.tambon)):
            carry(one, other, tree.stick)
        carry(second, tree.tambon, tree.stick)
        carry(tree.tambon, second, tree.stick)
        assert second.get(Person, made_here.id).citizen_id == ID


def test_photos_of_homes_do_not_go_to_the_region(tree: Offices) -> None:
    name = picture(tree.tambon, b"jpeg" * 1000)
    everywhere(tree)
    assert tree.province.photos.has(name)
    assert not tree.region.photos.has(name)
    assert tree.region.missing_photos() == []


def test_what_was_erased_is_gone_here_and_on_every_machine_and_the_chain_is_whole(tree: Offices) -> None:
    home = Household.new("190406", house_number="47/2", moo=6)
    owner = person(tree.tambon)
    owner.household = home.id
    house = HouseRepair.new("190406", fiscal_year=2565, household=home.id, owner=owner.id)
    editing.save(tree.tambon, [home, owner, house])
    everywhere(tree)
    told = privacy.erasable(tree.tambon, owner.id)
    assert {one.kind for one in told} >= {"person", "house_repair"}
    erased = privacy.erase(tree.tambon, owner.id, "เจ้าของข้อมูลขอ")
    assert {owner.id, house.id} <= set(erased)
    everywhere(tree)
    for store in tree.all():
        found = store.get(Person, owner.id)
        assert (found.first_name, found.citizen_id, found.phone, found.note) == (None, None, None, None)
        assert store.get(HouseRepair, house.id).owner_name is None
        assert store.get(HouseRepair, house.id).fiscal_year == 2565
        assert store.find("สังเวียน") == []
        assert privacy.lying(store, ["สังเวียน", ID]) == set()
        assert store.check(deep=True) == []
    assert len({store.digest() for store in tree.all()}) == 1
    assert privacy.is_erased(tree.province, owner.id)
    assert [len(privacy.erasures(store)) for store in tree.all()] == [1, 1, 1]
    assert [line.act for line in access.all_lines(tree.tambon, Wanted(record=owner.id))] == ["erased"]


def test_keys_that_come_after_an_erasure_are_refused(tree: Offices) -> None:
    made_here = person(tree.tambon)
    old = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    carry(tree.tambon, tree.province, tree.stick)
    privacy.erase(tree.tambon, made_here.id, "เจ้าของข้อมูลขอ")
    carry(tree.tambon, tree.province, tree.stick)
    exchanging.take_in(tree.province, old.path)
    assert tree.province.get(Person, made_here.id).first_name is None
    found = tree.tambon.get(Person, made_here.id)
    found.fill({"first_name": "อีกครั้ง", "citizen_id_missing": "ไม่มี"})
    with pytest.raises(privacy.Erased):
        editing.save(tree.tambon, found)


def test_who_does_not_write_an_area_erases_nothing_there(tree: Offices, tmp_path: Path) -> None:
    made_here = person(tree.tambon)
    carry(tree.tambon, tree.province, tree.stick)
    with made(tmp_path / "b", "ตำบลบ้านลำ", "tambon", "190407") as neighbour:
        join(tree.province, neighbour, tree.stick)
        device = neighbour.machine.device
        said = Erasure(sub=device, iss=device, records=(made_here.id,), why="แกล้ง", iat=1)
        forged = identity.sign(neighbour.machine.signing_seed, said)
        neighbour.add_certificate(forged.id, forged.body, forged.signature)
        carry(neighbour, tree.province, tree.stick)
    assert tree.province.get(Person, made_here.id).first_name == "สังเวียน"
    office = Organisation.new("190406", name="สภาฯ", category="council")
    editing.save(tree.tambon, office)
    with pytest.raises(privacy.CannotErase):
        privacy.erase(tree.tambon, office.id, "ไม่มีอะไรให้ลบ")
    assert privacy.erasures(tree.province) == []


def test_without_a_word_of_why_nothing_is_erased_or_shown(tree: Offices) -> None:
    made_here = person(tree.tambon)
    with pytest.raises(PurposeNeeded):
        privacy.erase(tree.tambon, made_here.id, "  ")
    with pytest.raises(PurposeNeeded):
        privacy.disclose(tree.tambon, made_here.id, "")
    assert not privacy.is_erased(tree.tambon, made_here.id)
    assert privacy.disclosures(tree.tambon) == []
