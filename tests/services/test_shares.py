"""The committee's paper shares: enough of one set open the machine, nothing else does, and mistakes are named."""

import random
from itertools import combinations
from pathlib import Path

import pytest

from codi_desktop.documents.render import page_count
from codi_desktop.services import machines, shares
from codi_desktop.services.shares import (
    CountImpossible,
    NoShares,
    NotAShare,
    Share,
    ShareMistyped,
    ShareOfAnotherSet,
    SharesMissing,
    WordsMissing,
    WordUnknown,
    WordWrong,
)
from codi_desktop.store.backup import restore
from codi_desktop.store.keys import KeySlots, Locked, WrongPassphrase
from codi_desktop.store.store import Store

PASSPHRASE = "ข้าวเหนียวมะม่วงหวานอร่อย"
NEW = "แม่น้ำป่าสักไหลเชี่ยว"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    machines.make_machine(tmp_path / "m", "โน้ตบุ๊ก", "tambon", "190406", "พรรณทิพา", PASSPHRASE).close()
    return tmp_path / "m"


def sheets(folder: Path, need: int, of: int, out: Path) -> list[Path]:
    with Store.open(folder, KeySlots(folder).open(PASSPHRASE)) as store:
        return shares.make(store, need, of, out, PASSPHRASE)


def test_any_three_of_five_sheets_open_the_machine_and_the_old_passphrase_does_not(
    folder: Path, tmp_path: Path
) -> None:
    written = sheets(folder, 3, 5, tmp_path / "ใบ")
    assert [page_count(path) for path in written] == [1] * 5  # never two shares on one paper
    read = [shares.read_file(path) for path in written]
    assert [share.number for share in read] == [1, 2, 3, 4, 5]
    before = KeySlots(folder).open(PASSPHRASE)
    for three in combinations(read, 3):
        shares.open_with(folder, three, NEW)
        assert KeySlots(folder).open(NEW) == before
    with pytest.raises(WrongPassphrase):
        KeySlots(folder).open(PASSPHRASE)
    shares.open_with(folder, read, "ทั้งห้าใบก็ได้")
    with Store.open(folder, KeySlots(folder).open("ทั้งห้าใบก็ได้")) as store:
        assert store.check() == []


def test_too_few_sheets_and_one_sheet_twice_open_nothing(folder: Path, tmp_path: Path) -> None:
    read = [shares.read_file(path) for path in sheets(folder, 2, 3, tmp_path)]
    for few in ([], read[:1], [read[0], read[0]]):
        with pytest.raises(SharesMissing):
            shares.open_with(folder, few, NEW)
    assert KeySlots(folder).open(PASSPHRASE)


def test_a_new_set_makes_the_old_one_void(folder: Path, tmp_path: Path) -> None:
    old = [shares.read_file(path) for path in sheets(folder, 2, 3, tmp_path / "เก่า")]
    new = [shares.read_file(path) for path in sheets(folder, 2, 2, tmp_path / "ใหม่")]
    for mixed in (old, [old[0], new[1]]):
        with pytest.raises(ShareOfAnotherSet):
            shares.open_with(folder, mixed, NEW)
    assert shares.made_for(folder) is not None
    shares.open_with(folder, new, NEW)


def test_a_forged_set_of_the_same_name_opens_nothing(folder: Path, tmp_path: Path) -> None:
    sheets(folder, 2, 3, tmp_path)
    slot = shares.made_for(folder)
    assert slot is not None
    _, made = shares.split(2, 3)
    forged = [Share(slot.set, share.number, 2, share.words) for share in made]
    with pytest.raises(WrongPassphrase):
        shares.open_with(folder, forged, NEW)


def test_a_machine_without_sheets_says_so(folder: Path) -> None:
    _, made = shares.split(2, 2)
    with pytest.raises(NoShares):
        shares.open_with(folder, made, NEW)


def test_sheets_are_made_only_by_whoever_can_open_the_machine(folder: Path, tmp_path: Path) -> None:
    with Store.open(folder, KeySlots(folder).open(PASSPHRASE)) as store:
        for passphrase, refusal in ((None, Locked), ("ผิด", WrongPassphrase)):
            with pytest.raises(refusal):
                shares.make(store, 2, 3, tmp_path / "ใบ", passphrase)
    assert not (tmp_path / "ใบ").exists()
    assert shares.made_for(folder) is None


def test_a_backup_opens_by_the_sheets_of_its_day(folder: Path, tmp_path: Path) -> None:
    read = [shares.read_file(path) for path in sheets(folder, 2, 3, tmp_path)]
    with Store.open(folder, KeySlots(folder).open(PASSPHRASE)) as store:
        backup = store.backup(tmp_path / "a.codi-backup")
    restore(backup, tmp_path / "restored")
    shares.open_with(tmp_path / "restored", read[1:], NEW)
    assert KeySlots(tmp_path / "restored").open(NEW)


@pytest.mark.parametrize(("need", "of"), [(1, 1), (1, 3), (0, 3), (3, 2), (2, 17), (-1, 5)])
def test_counts_that_make_no_sense_are_refused(need: int, of: int) -> None:
    with pytest.raises(CountImpossible):
        shares.split(need, of)


@pytest.mark.parametrize(("need", "of"), [(2, 2), (2, 3), (3, 5), (5, 9), (16, 16)])
def test_a_secret_comes_back_from_its_words(need: int, of: int) -> None:
    secret, made = shares.split(need, of)
    typed = [shares.read(" ".join(share.words)) for share in made]
    assert typed == made
    assert shares._joined(random.sample(typed, need)) == secret
    assert all(share.need == need and len(share.words) == 20 for share in made)


def test_each_wrong_word_is_named_by_its_number() -> None:
    _, made = shares.split(2, 3)
    for place in (0, 4, 9, 19):
        typed = list(made[0].words)
        typed[place] = next(word for word in shares.words() if word != typed[place])
        with pytest.raises(WordWrong, match=str(place + 1)):
            shares.read(typed)


def test_swapped_and_many_wrong_words_are_refused() -> None:
    _, made = shares.split(2, 3)
    typed = list(made[0].words)
    for place in range(8, 11):
        typed[place] = next(word for word in shares.words() if word != typed[place])
    with pytest.raises((ShareMistyped, WordWrong)):
        shares.read(typed)


def test_a_word_that_is_on_no_sheet_and_a_missing_word_are_named() -> None:
    _, made = shares.split(2, 3)
    with pytest.raises(WordUnknown, match="3"):
        shares.read([*made[0].words[:2], "ไม่มีคำนี้", *made[0].words[3:]])
    with pytest.raises(WordsMissing, match="19"):
        shares.read(made[0].words[:19])


def test_words_are_a_thousand_and_all_different() -> None:
    assert len(shares.words()) == len(set(shares.words())) == 1024


@pytest.mark.parametrize(
    "text", ["", "CODI-SHARE-", "CODI-SHARE-" + "9" * 80, "CODI-SHARE-" + "0" * 79, "HB1ABC", "๐" * 80]
)
def test_another_code_is_no_share(text: str) -> None:
    assert shares.read_code(text) is None


def test_a_picture_without_a_code_is_no_share(tmp_path: Path) -> None:
    for name, content in (("a.png", b"x"), ("b.pdf", b"%PDF-1.4 x"), ("c.txt", b"\xff\xfe")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NotAShare, match=name):
            shares.read_file(tmp_path / name)


def test_what_is_shown_of_a_share_in_a_log_is_not_its_words() -> None:
    _, made = shares.split(2, 2)
    assert not any(word in repr(made[0]) for word in made[0].words)
