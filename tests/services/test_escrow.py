"""A forgotten passphrase and the province: files and four words, and nothing for strangers and thieves."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.services import escrow, machines, office
from codi_desktop.services._trusting import MachineLost, NoSuchMachine
from codi_desktop.services.escrow import NoHelper, NotARecovery, NothingAsked, NotOurAnswer
from codi_desktop.store.backup import restore
from codi_desktop.store.keys import KeySlots, WrongPassphrase
from codi_desktop.store.store import Store
from codi_desktop.sync import letters
from codi_desktop.sync.change import to_text
from tests.services.offices import carry, household, join, made

PASSPHRASE = "ข้าวเหนียวมะม่วงหวานอร่อย"
NEW = "แม่น้ำป่าสักไหลเชี่ยว"


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "province", "จังหวัดสระบุรี", "province", "19") as store:
        yield store


@pytest.fixture
def tambon(tmp_path: Path, province: Store) -> Iterator[Store]:
    folder = tmp_path / "tambon"
    with machines.make_machine(folder, "ตำบลเจริญธรรม", "tambon", "190406", "พรรณทิพา", PASSPHRASE) as store:
        join(province, store, tmp_path)
        yield store


def test_the_province_opens_a_machine_whose_passphrase_is_forgotten(
    province: Store, tambon: Store, tmp_path: Path
) -> None:
    mine, folder = household(tambon, "47/2"), tambon.folder
    tambon.close()
    assert escrow.helper_names(folder) == ("จังหวัดสระบุรี",)
    asking = escrow.request(folder, tmp_path)
    seen = escrow.look(province, asking.path)
    assert (seen.name, seen.area, seen.person) == ("ตำบลเจริญธรรม", "190406", "พรรณทิพา")
    assert seen.words == asking.words == escrow.words_shown(folder)
    answer = escrow.answer(province, asking.path, tmp_path)
    escrow.finish(folder, answer, NEW)
    with pytest.raises(WrongPassphrase):
        KeySlots(folder).open(PASSPHRASE)
    with Store.open(folder, KeySlots(folder).open(NEW)) as again:
        assert again.by_id(mine).id == mine
    with pytest.raises(NothingAsked):
        escrow.finish(folder, answer, "ครั้งที่สอง")  # an answer that lies about opens nothing any more
    escrow.request(folder, tmp_path / "อีกครั้ง")
    with pytest.raises(NotOurAnswer):
        escrow.finish(folder, answer, "ครั้งที่สอง")


def test_neither_request_nor_answer_tell_a_finder_the_key(province: Store, tambon: Store, tmp_path: Path) -> None:
    asking = escrow.request(tambon.folder, tmp_path)
    answer = escrow.answer(province, asking.path, tmp_path)
    assert tambon.key is not None
    for file in (asking.path, answer, tambon.folder / "keys.json"):
        assert to_text(tambon.key).encode() not in file.read_bytes()
        assert tambon.key.hex().encode() not in file.read_bytes()
    assert "ตำบลเจริญธรรม" not in asking.path.read_text("utf-8")


def test_a_request_that_was_exchanged_on_the_way_shows_other_words(
    province: Store, tambon: Store, tmp_path: Path
) -> None:
    asking = escrow.request(tambon.folder, tmp_path)
    told = json.loads(asking.path.read_text("utf-8"))
    _, told["recipient"] = letters.make_reader()
    forged = tmp_path / "ปลอม.codi-request"
    forged.write_text(json.dumps(told), "utf-8")
    assert escrow.look(province, forged).words != asking.words
    with pytest.raises(NotOurAnswer):
        escrow.finish(tambon.folder, escrow.answer(province, forged, tmp_path), NEW)


def test_asked_again_the_words_stay_the_same_and_either_answer_opens(
    province: Store, tambon: Store, tmp_path: Path
) -> None:
    first, second = (escrow.request(tambon.folder, tmp_path) for _ in range(2))
    assert first.words == second.words
    assert first.path != second.path
    escrow.finish(tambon.folder, escrow.answer(province, first.path, tmp_path), NEW)


def test_a_stolen_machine_is_not_helped(province: Store, tambon: Store, tmp_path: Path) -> None:
    asking = escrow.request(tambon.folder, tmp_path)
    carry(tambon, province, tmp_path)
    machines.revoke(province, tambon.machine.device, "ถูกขโมย")
    for ask in (escrow.look, lambda store, file: escrow.answer(store, file, tmp_path)):
        with pytest.raises(MachineLost):
            ask(province, asking.path)
    assert not list(tmp_path.glob("*.codi-answer"))


def test_a_machine_that_nobody_knows_is_not_helped(province: Store, tambon: Store, tmp_path: Path) -> None:
    slots = KeySlots(tambon.folder)
    enc = escrow.helpers(tambon)[0].enc
    assert tambon.key is not None
    about = {"device": "stranger", "name": "ใคร", "area": "190406", "person": ""}
    slots.add_escrow(tambon.key, about, lambda letter: letters.seal(letter, [enc]), [enc], ["ก"])
    with pytest.raises(NoSuchMachine):
        escrow.look(province, escrow.request(tambon.folder, tmp_path).path)


def test_another_province_cannot_open_the_request(tambon: Store, tmp_path: Path) -> None:
    asking = escrow.request(tambon.folder, tmp_path)
    with made(tmp_path / "other", "จังหวัดอื่น", "province", "18") as other, pytest.raises(NotARecovery):
        escrow.look(other, asking.path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff",
        b'{"kind":"recovery"}',
        b'{"kind":"recovery","recipient":5,"box":""}',
        b"x" * 70000,
    ],
)
def test_other_files_are_refused_in_a_sentence(province: Store, tambon: Store, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.codi-request"
    file.write_bytes(content)
    with pytest.raises(NotARecovery):
        escrow.look(province, file)
    escrow.request(tambon.folder, tmp_path)
    with pytest.raises(NotOurAnswer):
        escrow.finish(tambon.folder, file, NEW)
    assert KeySlots(tambon.folder).open(PASSPHRASE)


def test_an_answer_with_another_key_changes_nothing(province: Store, tambon: Store, tmp_path: Path) -> None:
    asking = escrow.request(tambon.folder, tmp_path)
    recipient = json.loads(asking.path.read_text("utf-8"))["recipient"]
    kept = json.loads((tambon.folder / "keys.json").read_text("utf-8"))
    wrong = tmp_path / "wrong.codi-answer"
    for told in (
        {"kind": "recovery-answer", "id": kept["id"], "key": to_text(bytes(32))},
        {"kind": "recovery-answer", "id": "other", "key": to_text(tambon.key or b"")},
        {"kind": "other", "id": kept["id"], "key": to_text(tambon.key or b"")},
        {"kind": "recovery-answer", "id": kept["id"], "key": to_text(bytes(5))},
    ):
        wrong.write_bytes(letters.seal(json.dumps(told).encode(), [recipient]))
        with pytest.raises(NotOurAnswer):
            escrow.finish(tambon.folder, wrong, NEW)
    assert KeySlots(tambon.folder).open(PASSPHRASE)


def test_help_can_be_switched_off_and_on_again(tambon: Store, tmp_path: Path) -> None:
    escrow.switch(tambon, on=False)
    office.check_up(tambon)
    assert escrow.helper_names(tambon.folder) == ()
    with pytest.raises(NoHelper):
        escrow.request(tambon.folder, tmp_path)
    escrow.switch(tambon, on=True)
    assert escrow.helper_names(tambon.folder) == ("จังหวัดสระบุรี",)


def test_a_machine_on_its_own_has_no_helper(tmp_path: Path) -> None:
    with made(tmp_path / "alone", "ตำบลเดียว", "tambon", "190405") as alone:
        office.check_up(alone)
        assert escrow.helper_names(alone.folder) == ()


def test_a_new_passphrase_leaves_the_help_and_a_renewed_key_renews_it(
    province: Store, tambon: Store, tmp_path: Path
) -> None:
    before = KeySlots(tambon.folder).escrow()
    KeySlots(tambon.folder).change_passphrase(PASSPHRASE, NEW)
    escrow.keep(tambon)
    assert KeySlots(tambon.folder).escrow() == before  # the key is the same, so is its letter
    machines.renew(province)
    carry(province, tambon, tmp_path)
    asking = escrow.request(tambon.folder, tmp_path)
    assert escrow.look(province, asking.path).name == "ตำบลเจริญธรรม"  # the old key of the province is not thrown away
    escrow.keep(tambon)
    after = KeySlots(tambon.folder).escrow()
    assert before is not None
    assert after is not None
    assert after.sealed_to != before.sealed_to


def test_a_restored_backup_can_be_opened_by_the_province(province: Store, tambon: Store, tmp_path: Path) -> None:
    backup = tambon.backup(tmp_path / "a.codi-backup")
    restore(backup, tmp_path / "restored")
    asking = escrow.request(tmp_path / "restored", tmp_path)
    escrow.finish(tmp_path / "restored", escrow.answer(province, asking.path, tmp_path), NEW)
    with Store.open(tmp_path / "restored", KeySlots(tmp_path / "restored").open(NEW)) as again:
        assert again.machine.name == "ตำบลเจริญธรรม"


def test_when_the_helper_is_lost_others_above_take_its_place(tmp_path: Path) -> None:
    with (
        made(tmp_path / "region", "ภาค", "region", "CW") as region,
        made(tmp_path / "province", "จังหวัดสระบุรี", "province", "19") as province,
        made(tmp_path / "tambon", "ตำบล", "tambon", "190406") as tambon,
    ):
        join(region, province, tmp_path)
        join(province, tambon, tmp_path)
        assert escrow.helper_names(tambon.folder) == ("จังหวัดสระบุรี",)
        carry(tambon, region, tmp_path)
        machines.revoke(region, "19", "หาย")
        carry(region, tambon, tmp_path, tambon.machine.device)
        office.check_up(tambon)
        assert escrow.helper_names(tambon.folder) == ("ภาค",)
