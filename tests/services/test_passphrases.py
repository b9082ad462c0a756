import secrets
from pathlib import Path

import pytest

from codi_desktop.services import machines, opening, passphrases
from codi_desktop.services.strength import judge
from codi_desktop.store.keys import SlotMissing, WrongPassphrase


@pytest.mark.parametrize(
    "good", ["ข้าวเหนียวมะม่วงหวานอร่อย", "correct horse battery staple", "น้ำใส ไม้งาม ไก่ขัน เช้าตรู่", "kjhgfdsawqpoiuyt"]
)
def test_four_words_or_sixteen_letters_are_enough(good: str) -> None:
    assert judge(good).is_enough
    assert judge(good).words_missing == 0


@pytest.mark.parametrize(
    "bad",
    ["", "สมชาย", "1234567890123456", "น้ำน้ำน้ำน้ำน้ำน้ำ", "aaaaaaaaaaaaaaaaaaaa", "a b c d", "ก ข ค ง", "P@ssw0rd!"],
)
def test_short_repeated_or_numeric_ones_are_not_and_signs_do_not_help(bad: str) -> None:
    assert not judge(bad).is_enough
    assert judge(bad).words_missing >= 1


def test_a_code_reads_back_in_any_case_spacing_and_keyboard_layout() -> None:
    from codi_desktop.thai.keyboard import _TO_THAI

    code = passphrases.new_code()
    letters = code.replace("-", "")
    assert len(letters) == 25
    thai_keys = letters.lower().translate(_TO_THAI)  # as the keys give it: nobody puts its marks in order
    for typed in (code, code.lower(), letters, " ".join(letters), thai_keys):
        assert passphrases.read_code(typed) == letters


def test_every_single_wrong_letter_of_a_code_shows() -> None:
    letters = passphrases.new_code().replace("-", "")
    for place in range(25):
        other = secrets.choice([letter for letter in passphrases._CODE_ALPHABET if letter != letters[place]])
        with pytest.raises(passphrases.CodeMistyped):
            passphrases.read_code(letters[:place] + other + letters[place + 1 :])


@pytest.mark.parametrize("text", ["ข้าวเหนียวมะม่วง", "correct horse", "", "1234512345123451234512345"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert passphrases.read_code(text) is None


def test_codes_are_never_the_same_and_carry_enough_chance() -> None:
    assert len({passphrases.new_code() for _ in range(200)}) == 200
    assert len(set(passphrases._CODE_ALPHABET)) ** 24 > 2**100


def test_a_recovery_code_opens_the_machine_until_another_replaces_it(tmp_path: Path) -> None:
    folder, first, second = tmp_path / "m", passphrases.new_code(), passphrases.new_code()
    with machines.make_machine(folder, "ก", "tambon", "190406", "ข", "รหัสผ่านยาวพอสมควร") as store:
        with pytest.raises(WrongPassphrase):
            passphrases.keep_recovery(store, "ไม่ใช่", first)
        assert not passphrases.has_recovery(store)
        passphrases.keep_recovery(store, "รหัสผ่านยาวพอสมควร", first)
        assert passphrases.has_recovery(store)
    opening.open_store(folder, first).close()
    with opening.open_store(folder, first.lower()) as store:
        passphrases.keep_recovery(store, first, second)
    with pytest.raises(WrongPassphrase):
        opening.open_store(folder, first)
    opening.open_store(folder, second).close()


def test_the_sheet_prints_the_code_and_says_whose_it_is(tmp_path: Path) -> None:
    from codi_desktop.documents.render import page_count

    code = passphrases.new_code()
    with machines.make_machine(tmp_path / "m", "เครื่องสภาฯ", "tambon", "190406", "พรรณทิพา", "รหัสผ่านยาวพอ") as store:
        out = passphrases.recovery_sheet(store, code, tmp_path / "ใบกู้คืน.pdf")
    assert page_count(out) == 1
    assert not list(tmp_path.glob("*.part"))


def test_the_last_way_to_the_key_cannot_be_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    machines.make_machine(folder, "ก", "tambon", "190406", "ข", "รหัสผ่านยาวพอ").close()
    with pytest.raises(SlotMissing):
        opening.KeySlots(folder).remove("passphrase")
