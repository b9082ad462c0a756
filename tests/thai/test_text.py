import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.thai.text import _in_order, normalise, one_line

THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=30)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),  # nikhahit, tone, aa
        ("น้\u0e4dา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เเม่", "แม่"),
        ("ก\u0e48\u0e34น", "กิ่น"),
        ("ที\u200b่ว่า\u200bการ", "ที่ว่าการ"),
        ("\ufeffบ้าน\x00", "บ้าน"),
        ("หมู่ที่\u00a05\t6\u30007", "หมู่ที่ 5 6 7"),
        ("  หนึ่ง\r\nสอง\rสาม\n", "หนึ่ง\nสอง\nสาม"),
        ("cafe\u0301", "café"),
        ("ก\ud800ข", "กข"),
        ("12 ม.²\u200b ½", "12 ม.² ½"),  # NFKC would make 2 and 1⁄2 of them
    ],
)
def test_what_looks_alike_becomes_alike(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


def test_sara_am_stays_whole() -> None:
    assert normalise("น้ำ") == normalise("น้ำ\u200b") == "น้ำ" != unicodedata.normalize("NFKC", "น้ำ")


@given(st.one_of(THAI, st.text(max_size=40)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(st.one_of(THAI, st.text(max_size=40)))
def test_the_short_way_for_clean_text_misses_nothing(text: str) -> None:
    once = normalise(text)
    assert _in_order(once) == once


def test_one_line_is_one_line() -> None:
    assert one_line(" นาง\u00a0 สังเวียน\nเพิ่มพูน ") == "นาง สังเวียน เพิ่มพูน"
