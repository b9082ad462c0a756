import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from codi_desktop.records.household import Household
from codi_desktop.services import exchanging, machines
from codi_desktop.services.exchanging import UnknownSigner
from codi_desktop.services.machines import MayNotRevoke, NotARequest, NotAWelcome, NotOurWelcome
from codi_desktop.services.starting import way_in
from codi_desktop.store.keys import KeySlots, WrongPassphrase
from codi_desktop.store.store import Store, live
from codi_desktop.sync import identity
from codi_desktop.sync.bundle_reader import check
from codi_desktop.sync.identity import MayNotIssue, TooWide
from codi_desktop.sync.sealing import NotForThisMachine
from tests.services.offices import Offices, carry, changes, household, join, made, offices


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "province", "จังหวัดสระบุรี", "province", "19") as store:
        yield store


@pytest.fixture
def tambon(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "tambon", "ตำบลเจริญธรรม", "tambon", "190406") as store:
        yield store


def test_a_new_machine_works_on_its_own(tambon: Store) -> None:
    household(tambon, "1")
    (own,) = machines.machines(tambon)
    assert (own.is_this_one, own.is_root, own.prefixes) == (True, True, ("190406",))


def test_a_machine_opens_by_its_passphrase_or_by_itself(tmp_path: Path) -> None:
    machines.make_machine(tmp_path / "a", "ก", "tambon", "190406", "ก", "ช้าง ม้า วัว ควาย").close()
    assert KeySlots(tmp_path / "a").open("ช้าง ม้า วัว ควาย")
    with pytest.raises(WrongPassphrase):
        KeySlots(tmp_path / "a").open("แมว")
    machines.make_machine(tmp_path / "b", "ก", "tambon", "190406", "ก").close()
    assert KeySlots(tmp_path / "b").open()
    if os.name == "posix":
        assert (tmp_path / "b" / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        machines.make_machine(tmp_path / "b", "ก", "tambon", "190406", "ก")


def test_request_accept_finish(province: Store, tambon: Store, tmp_path: Path) -> None:
    machines.request(tambon, tmp_path / "ขอเข้าร่วม")
    asked = machines.look_at_request(province, tmp_path / "ขอเข้าร่วม.codi-request")
    assert (asked.name, asked.area, asked.prefixes) == ("ตำบลเจริญธรรม", "190406", ("190406",))
    assert asked.words == machines.own_words(tambon)
    welcome = machines.accept(province, tmp_path / "ขอเข้าร่วม.codi-request", tmp_path)
    offered = machines.welcome_in(tambon, welcome.path)
    assert (offered.sender_name, offered.words) == ("จังหวัดสระบุรี", machines.own_words(province))
    assert tambon.machine.root == tambon.machine.device
    machines.finish(tambon, welcome.path, offered.sender)
    assert tambon.machine.root == province.machine.device
    assert {seen.name for seen in machines.machines(tambon)} == {"จังหวัดสระบุรี", "ตำบลเจริญธรรม"}


def test_a_request_fits_into_a_qr_code(tambon: Store) -> None:
    assert len(machines.request(tambon)) < 2953


def test_who_joins_later_keeps_its_work_and_gets_the_areas(province: Store, tambon: Store, tmp_path: Path) -> None:
    mine = household(tambon, "before joining")
    theirs = household(province, "entered by the province", "190406")
    join(province, tambon, tmp_path)
    assert {house.id for house in tambon.rows(Household.select())} == {mine, theirs}
    carry(tambon, province, tmp_path)
    assert province.digest() == tambon.digest()


def test_a_tree_that_joins_another_is_followed_by_its_machines(province: Store, tambon: Store, tmp_path: Path) -> None:
    join(province, tambon, tmp_path)
    household(tambon, "1")
    with made(tmp_path / "region", "ภาคกลางและตะวันตก", "region", "CW") as region:
        carry(tambon, province, tmp_path)
        join(region, province, tmp_path)
        assert province.machine.scopes == ("19",)
        carry(province, region, tmp_path)
        carry(province, tambon, tmp_path)
        assert [m.name for m in machines.machines(tambon) if m.is_root] == ["ภาคกลางและตะวันตก", "จังหวัดสระบุรี"][::-1]
        household(region, "from the region", "190406")
        carry(region, province, tmp_path)
        assert carry(province, tambon, tmp_path).received.new == 1
        with made(tmp_path / "second", "ตำบลหนองสรวง", "tambon", "190404") as second:
            join(province, second, tmp_path)
            household(second, "2")
            carry(second, province, tmp_path)
            assert carry(province, region, tmp_path).received.new >= 1
        assert region.digest() == province.digest()


def test_a_damaged_or_foreign_request_is_refused(province: Store, tambon: Store, tmp_path: Path) -> None:
    good = machines.request(tambon)
    told = json.loads(good)
    renamed = json.dumps({**told, "body": told["body"].replace("190406", "190407")}).encode()
    other = json.dumps({"body": province.certificates()[0][0], "sig": province.certificates()[0][1]}).encode()
    for wrong in (b"", b"{}", b"[]", b"null", b"\xff", b"[" * 70_000, good[:-20], good + b" " * 70_000, renamed, other):
        with pytest.raises(NotARequest):
            machines.accept(province, wrong, tmp_path)
    with pytest.raises(NotARequest):
        machines.look_at_request(province, tmp_path / "gone")
    assert len(province.certificates()) == 1


def test_nobody_gives_more_than_it_has(tree: Offices, tmp_path: Path) -> None:
    with made(tmp_path / "x", "จังหวัดลพบุรี", "province", "16") as other:
        with pytest.raises(TooWide, match="16"):
            machines.accept(tree.province, machines.request(other), tmp_path)
        with pytest.raises(TooWide):
            machines.accept(tree.province, machines.request(other), tmp_path, ("",))
        with pytest.raises(MayNotIssue):
            machines.accept(tree.tambon, machines.request(other), tmp_path, ("190406",))


def test_a_welcome_for_another_machine_or_from_another_sender_is_refused(tree: Offices, tmp_path: Path) -> None:
    with made(tmp_path / "x", "ตำบลหนองสรวง", "tambon", "190404") as other:
        welcome = machines.accept(tree.province, machines.request(other), tmp_path)
        with pytest.raises(NotForThisMachine):
            machines.finish(tree.tambon, welcome.path)
        with pytest.raises(NotOurWelcome):
            machines.finish(other, welcome.path, tree.region.machine.device)
        assert other.machine.root == other.machine.device
        assert changes(other) == 0


def test_an_ordinary_bundle_is_no_welcome(province: Store, tambon: Store, tmp_path: Path) -> None:
    join(province, tambon, tmp_path)
    with made(tmp_path / "x", "ไม่เกี่ยวข้อง", "province", "19") as stranger:
        machines.accept(stranger, machines.request(tambon), tmp_path / "offer.codi")
        offered = machines.welcome_in(tambon, tmp_path / "offer.codi")
        assert offered.sender_name == "ไม่เกี่ยวข้อง"  # a person compares the words before this is believed
    with pytest.raises(NotAWelcome):
        machines.finish(province, exchanging.write_bundle_for(tambon, "19", tmp_path).path)


def test_joining_again_does_no_harm(tree: Offices) -> None:
    join(tree.province, tree.tambon, tree.stick)
    household(tree.tambon, "1")
    assert carry(tree.tambon, tree.province, tree.stick).received.new == 1


def test_joining_with_a_file_opens_the_machine_that_asked(province: Store, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with machines.make_machine(folder, "ตำบลเจริญธรรม", "tambon", "190406", "ก", "ช้าง ม้า วัว") as store:
        welcome = machines.accept(province, machines.request(store), tmp_path)
    with machines.join_with_file(folder, welcome.path, "ช้าง ม้า วัว") as store:
        assert store.machine.root == province.machine.device


def test_only_levels_above_may_report_a_machine_as_lost(tree: Offices) -> None:
    with pytest.raises(MayNotRevoke):
        machines.revoke(tree.tambon, "19", "ลองดู")
    assert not any(seen.is_lost for seen in machines.machines(tree.tambon))
    machines.revoke(tree.region, "จังหวัดสระบุรี", "หาย")
    assert [seen.name for seen in machines.machines(tree.region) if seen.is_lost] == ["จังหวัดสระบุรี"]


def test_news_of_a_lost_machine_travels_and_what_it_certified_before_stands(tree: Offices, tmp_path: Path) -> None:
    household(tree.tambon, "1")
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.region, tree.stick)
    machines.revoke(tree.region, "19", "หาย")
    carry(tree.region, tree.tambon, tree.stick, tree.tambon.machine.device)
    assert [seen.name for seen in machines.machines(tree.tambon) if seen.is_lost] == ["จังหวัดสระบุรี"]
    household(tree.tambon, "2")
    written = exchanging.write_bundle_for(tree.tambon, "all", tree.stick)
    assert written.receivers == ("ภาคกลางและตะวันตก",)
    assert exchanging.take_in(tree.region, written.path).received.new == 1
    with made(tmp_path / "late", "ตำบลหนองสรวง", "tambon", "190404") as late:
        join(tree.province, late, tmp_path)  # whoever holds the lost machine can still make believe
        household(late, "3")
        with pytest.raises(UnknownSigner):
            exchanging.take_in(tree.region, exchanging.write_bundle_for(late, "all", tmp_path).path)


def test_a_lost_laptop_from_its_report_to_the_last_of_its_colleagues(tree: Offices, tmp_path: Path) -> None:
    with made(tmp_path / "colleague", "โน้ตบุ๊กคนที่สอง", "tambon", "190406") as colleague:
        join(tree.province, colleague, tree.stick)
        household(tree.tambon, "ก่อนหาย")
        carry(tree.tambon, tree.province, tree.stick)
        carry(tree.province, colleague, tree.stick)
        carry(tree.province, tree.tambon, tree.stick)  # so that the thief can write for the colleague too
        machines.revoke(tree.province, tree.tambon.machine.device, "ถูกขโมย")
        for_all = exchanging.write_bundle_for(tree.province, "all", tree.stick / "news.codi")
        assert for_all.receivers == ("ภาคกลางและตะวันตก",)
        news = exchanging.write_bundle_for(tree.province, colleague.machine.device, tree.stick)
        with pytest.raises(NotForThisMachine):
            exchanging.look_at(tree.tambon, news.path)
        sentence = "แจ้งว่าหายแล้ว"
        assert any(
            "ตำบลเจริญธรรม" in told and sentence in told for told in exchanging.look_at(colleague, news.path).problems
        )
        assert any(sentence in told for told in exchanging.take_in(colleague, news.path).problems)
        assert not any(sentence in told for told in exchanging.take_in(colleague, news.path).problems)  # told once
        household(tree.tambon, "ของคนร้าย")
        from_thief = exchanging.write_bundle_for(tree.tambon, "all", tree.stick)
        taken = exchanging.take_in(colleague, from_thief.path)
        assert (taken.received.new, taken.received.quarantined) == (0, 1)
        assert [house.house_number for house in colleague.rows(Household.select())] == ["ก่อนหาย"]
        again = exchanging.write_bundle_for(colleague, "all", tree.stick)
        assert "ตำบลเจริญธรรม" not in again.receivers


@pytest.mark.parametrize("broken", ["codi_desktop.store.facts.load", "codi_desktop.store.keys.KeySlots.add_passphrase"])
def test_a_machine_that_a_power_cut_left_half_made_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as power:
        power.setattr(broken, cut)
        with pytest.raises(PowerCut):
            machines.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", "ลับ")
    assert way_in(tmp_path / "m") == "new"
    with machines.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", "ลับ"):
        pass
    assert way_in(tmp_path / "m") == "locked"
    with pytest.raises(FileExistsError):
        machines.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", "ลับ")


def test_a_database_whose_key_is_lost_is_not_thrown_away(tmp_path: Path) -> None:
    machines.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", "ลับ").close()
    for kept in (tmp_path / "m").glob("keys.json*"):
        kept.unlink()
    with pytest.raises(FileExistsError):
        machines.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", "ลับ")


NONSENSE_KEYS = ["", "age1", "age1" + "q" * 58, "ก", "AGE-SECRET-KEY-1" + "Q" * 58, "age1\0"]


@pytest.mark.parametrize("key", NONSENSE_KEYS)
def test_a_request_with_a_nonsense_key_is_refused(province: Store, tambon: Store, key: str) -> None:
    said = identity.read(identity.Statement(json.loads(machines.request(tambon))["body"], ""))
    statement = identity.sign(tambon.machine.signing_seed, msgspec.structs.replace(said, enc=key))
    with pytest.raises(NotARequest):
        machines.look_at_request(province, json.dumps({"body": statement.body, "sig": statement.signature}).encode())


@pytest.mark.parametrize("key", NONSENSE_KEYS)
def test_a_certificate_with_a_nonsense_key_stops_no_bundle_for_the_others(tree: Offices, key: str) -> None:
    seed = tree.province.machine.signing_seed
    stranger = identity.make_keys()
    faulty = identity.Certificate(
        sub=stranger.device, enc=key, name="เครื่องเพี้ยน", level="tambon", scope="190406", prefixes=("190406",),
        ca=False, iss=tree.province.machine.device, iat=1,
    )  # fmt: skip
    statement = identity.sign(seed, faulty)
    tree.tambon.add_certificate(statement.id, statement.body, statement.signature)
    assert "เครื่องเพี้ยน" in {seen.name for seen in machines.machines(tree.tambon)}
    written = exchanging.write_bundle_for(tree.tambon, "all", tree.stick)
    assert len(written.receivers) == 2
    with pytest.raises(exchanging.KeyUnusable, match="เครื่องเพี้ยน"):
        exchanging.write_bundle_for(tree.tambon, stranger.device, tree.stick)
    household(tree.tambon, "1")
    assert carry(tree.tambon, tree.province, tree.stick).received.new == 1


def test_a_renewed_key_is_used_by_whoever_heard_of_it_and_the_old_one_still_opens(tree: Offices) -> None:
    old = exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    before = tree.tambon.machine.age_identity
    machines.renew(tree.tambon)
    assert tree.tambon.machine.age_identity != before
    not_heard_yet = exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    carry(tree.tambon, tree.province, tree.stick)
    household(tree.province, "ข่าวถึงแล้ว", "190406")
    new = exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    for written in (old, not_heard_yet, new):
        exchanging.take_in(tree.tambon, written.path)
    assert tree.tambon.count(Household.select()) == 1
    with pytest.raises(NotForThisMachine):
        check(new.path, before, lambda _head, _statements: None)
    with Store.open(tree.tambon.folder, KeySlots(tree.tambon.folder).open()) as again:
        assert before in again.machine.old_age_identities
        first, second = machines.renew(again), machines.renew(again)
        assert second.seq > first.seq


def test_a_machine_may_join_with_a_welcome_to_the_key_that_it_has_renewed_since(
    province: Store, tambon: Store, tmp_path: Path
) -> None:
    welcome = machines.accept(province, machines.request(tambon), tmp_path)
    machines.renew(tambon)
    machines.finish(tambon, welcome.path)
    assert tambon.machine.root == province.machine.device
    carry(tambon, province, tmp_path)
    assert carry(province, tambon, tmp_path).sender == province.machine.device


def test_each_machine_is_listed_with_what_it_is_known_to_have(tree: Offices) -> None:
    household(tree.tambon, "1")
    household(tree.tambon, "2")
    province, region = tree.province.machine.device, tree.region.machine.device
    assert machines.holdings(tree.tambon)[province] == machines.Holding(0, 2)
    carry(tree.tambon, tree.province, tree.stick)
    assert machines.holdings(tree.tambon)[province].changes == 0  # nobody has said so yet
    household(tree.tambon, "3")
    carry(tree.province, tree.tambon, tree.stick)
    assert machines.holdings(tree.tambon)[province] == machines.Holding(2, 3)
    assert machines.holdings(tree.tambon)[region] == machines.Holding(0, 3)


def put_back(saved: Path, *places: Path) -> None:
    """Put folders back as they were saved, in their places."""
    for place in places:
        shutil.rmtree(place)
        shutil.copytree(saved / place.name, place)


def test_a_whole_disk_that_was_put_back_is_noticed_by_a_bundle_and_gets_its_work_back(
    tree: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = tmp_path / "lives"
    monkeypatch.setenv("CODI_LIVES", str(lives))  # the marks lie on the same disk, and go back with it
    folder, device = tree.tambon.folder, tree.tambon.machine.device
    tree.tambon.close()

    def opened() -> Store:
        return Store.open(folder, KeySlots(folder).open())

    with opened() as tambon:
        household(tambon, "ก่อน")
        carry(tambon, tree.province, tree.stick)
    for place in (folder, lives):
        shutil.copytree(place, tmp_path / "saved" / place.name)
    with opened() as tambon:
        household(tambon, "หลัง")
        carry(tambon, tree.province, tree.stick)
        life = tambon.machine.incarnation
    put_back(tmp_path / "saved", folder, lives)
    with opened() as tambon:
        assert tambon.machine.incarnation == life  # nothing on this computer shows it
        assert machines.news(tambon) == ""
        carry(tree.province, tambon, tree.stick, device)
        assert tambon.machine.incarnation != life
        assert "ไม่มีอะไรหาย" in machines.news(tambon)
        household(tambon, "ใหม่")
        carry(tambon, tree.province, tree.stick)
        carry(tree.province, tambon, tree.stick, device)
        numbers = {house.house_number for house in tambon.rows(Household.select())}
        assert numbers == {"ก่อน", "หลัง", "ใหม่"}
        assert tambon.digest() == tree.province.digest()
        assert tambon.check(deep=True) == []


def test_a_copied_machine_and_its_first_exchange_through_the_province_and_agree(tree: Offices, tmp_path: Path) -> None:
    deleted = household(tree.tambon, "ลบ")
    carry(tree.tambon, tree.province, tree.stick)
    tree.tambon.close()
    folder = tree.tambon.folder
    shutil.copytree(folder, tmp_path / "copy")
    with (
        Store.open(folder, KeySlots(folder).open()) as first,
        Store.open(tmp_path / "copy", KeySlots(tmp_path / "copy").open()) as copy,
    ):
        assert first.machine.code != copy.machine.code  # so that no two papers bear one number
        first.delete(first.get(Household, deleted), why="ซ้ำ")
        household(first, "ของเครื่องแรก")
        household(copy, "ของสำเนา")
        for _ in range(3):
            for one in (first, copy):
                carry(one, tree.province, tree.stick)
                carry(tree.province, one, tree.stick, one.machine.device)
        assert first.digest() == copy.digest() == tree.province.digest()
        assert {house.house_number for house in copy.rows(live(Household))} == {"ของเครื่องแรก", "ของสำเนา"}
