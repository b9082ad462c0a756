"""One text out of two: whatever the texts, nothing that somebody wrote goes silently."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codi_desktop.services.text_merge import Mark, merge

WORDS = st.lists(
    st.sampled_from(["หลังคา", "รั่ว", "ห้องน้ำ", "ซ่อม", "แล้ว", " ", "\n", "นายบุญส่ง", "12", "ไม้", "ๆ", "("]), max_size=14
).map("".join)
TEXTS = st.one_of(WORDS, st.text(max_size=30))


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_what_one_side_alone_changed_is_taken_over_whole(before: str, changed: str) -> None:
    assert merge(before, changed, before).text == changed
    assert merge(before, before, changed).text == changed
    assert merge(before, changed, changed).text == changed


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_no_words_of_either_side_go_silently(before: str, left: str, right: str) -> None:
    found = merge(before, left, right)
    assert "".join(piece.left for piece in found.pieces) == left
    assert "".join(piece.right for piece in found.pieces) == right
    assert "".join(piece.before for piece in found.pieces) == before
    for piece in found.pieces:
        for said in (piece.left, piece.right):
            assert said == piece.before or said in piece.text
    assert found.is_clear is (not any(piece.mark is Mark.BOTH for piece in found.pieces))


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_the_sides_may_be_exchanged(before: str, left: str, right: str) -> None:
    one, other = merge(before, left, right), merge(before, right, left)
    assert [(p.before, p.left, p.right) for p in one.pieces] == [(p.before, p.right, p.left) for p in other.pieces]
    if one.is_clear:
        assert one.text == other.text


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("หลังคารั่วสองจุด ห้องน้ำยังดี", "หลังคารั่ว ห้องน้ำชำรุด", "หลังคารั่วสองจุด ห้องน้ำชำรุด"),
        ("หลังคารั่ว ห้องน้ำยังดี โทรนัดก่อน", "ด่วน หลังคารั่ว ห้องน้ำยังดี", "ด่วน หลังคารั่ว ห้องน้ำยังดี โทรนัดก่อน"),
    ],
)
def test_thai_without_spaces_is_joined_word_by_word(left: str, right: str, wanted: str) -> None:
    found = merge("หลังคารั่ว ห้องน้ำยังดี", left, right)
    assert found.is_clear
    assert found.text == wanted


def test_the_same_place_changed_by_both_is_marked_and_holds_both() -> None:
    found = merge("ห้องน้ำยังดี", "ห้องน้ำชำรุด", "ห้องน้ำอันตราย")
    assert not found.is_clear
    assert "ชำรุด" in found.text
    assert "อันตราย" in found.text
