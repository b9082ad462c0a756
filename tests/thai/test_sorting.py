import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.paths import resource
from codi_desktop.thai.sorting import sort_key, sort_prefix

IN_ORDER = [
    "1", "2", "Anan", "กก", "กา", "เก", "เก่า", "เก้า", "เก่าๆ", "เกาะ", "แก", "ไก่", "ขา", "แขก", "เจริญธรรม", "วิหารแดง",
    "สมชาย", "สมหญิง", "หนองสรวง", "เอ", "โอ่ง", "ฮา",
]  # fmt: skip


def test_words_come_in_dictionary_order() -> None:
    shuffled = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER
    assert sorted(shuffled) != IN_ORDER


def test_tone_marks_count_last() -> None:
    assert sorted(["ป้า", "ป่าน", "ปา", "ป่า"], key=sort_key) == ["ปา", "ป่า", "ป้า", "ป่าน"]
    assert sorted(["ก่าก", "กาก่"], key=sort_key) == ["กาก่", "ก่าก"]


def test_spelling_variants_of_digits_case_and_spaces_are_one() -> None:
    assert sort_key("หมู่ที่ ๖") == sort_key("หมู่ที่ 6")
    assert sort_key("ABC") == sort_key("abc")
    assert sort_key("นำ้") == sort_key("น้ำ")


@given(st.text())
def test_a_key_can_be_kept_in_any_database(text: str) -> None:
    assert "\x00" not in sort_key(text)
    sort_key(text).encode()


@given(st.text("กขคจสาิี่้", max_size=8), st.text("กขคจสาิี่้", max_size=8))
def test_the_beginning_of_a_word_is_the_beginning_of_its_key(start: str, rest: str) -> None:
    assert sort_key(start + rest).startswith(sort_prefix(start))


def test_the_order_is_that_of_icu() -> None:
    from PySide6.QtCore import QCollator, QLocale

    icu = QCollator(QLocale(QLocale.Language.Thai, QLocale.Country.Thailand))
    words = sorted(resource("words/words_th.txt").read_text(encoding="utf-8").split()[::11], key=sort_key)
    turned = [(a, b) for a, b in pairwise(words) if icu.compare(a, b) > 0]
    assert len(turned) <= len(words) * 0.003, turned
