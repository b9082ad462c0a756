import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.documents._text import Typesetter, bold, money_parts, regular
from codi_desktop.thai.words import segments
from tests.documents.samples import EIGHT_SHARES, LONG_ADDRESS, LONG_NAME, certificate

THAI, ARABIC = Typesetter(thai_numerals=True), Typesetter(thai_numerals=False)
SENTENCES = (
    certificate().work_done,
    "คณะกรรมการตรวจรับ 3 คน ตรวจบ้านเมื่อวันที่ 2 กันยายน พ.ศ. 2565 เห็นว่างานแล้วเสร็จครบตามรายการ มั่นคงแข็งแรง",
    "สนับสนุนโดย พอช. และ อบต.เจริญธรรม ตามโครงการฟื้นฟูบ้านผู้สูงอายุ ครั้งที่ 4/2565 (งวดที่ ๑)",
    *(share.partner for share in EIGHT_SHARES),
)


@given(st.sampled_from(SENTENCES), st.floats(min_value=75, max_value=170), st.booleans())
def test_lines_end_only_at_the_ends_of_words_and_nothing_is_lost(text: str, measure: float, even: bool) -> None:
    breaking = ARABIC.balanced if even else ARABIC.lines
    lines = breaking(regular(12), text, measure)
    assert _bare("".join(lines)) == _bare(ARABIC.say(text))
    legal = set(itertools.accumulate(len(_bare(piece)) for piece in segments(ARABIC.say(text))))
    assert set(itertools.accumulate(len(_bare(line)) for line in lines)) <= legal


@given(st.sampled_from(SENTENCES), st.floats(min_value=12, max_value=170))
def test_no_line_is_wider_than_its_measure(text: str, measure: float) -> None:
    for lines in (ARABIC.lines(regular(12), text, measure), ARABIC.balanced(regular(12), text, measure)):
        assert all(ARABIC.width(regular(12), line) <= measure + 0.1 for line in lines)


def test_a_held_date_opens_at_its_spaces_where_the_column_is_narrow() -> None:
    assert ARABIC.lines(regular(12), "วันที่ 2 กันยายน พ.ศ. 2565", 30) == ["วันที่ 2 กันยายน", "พ.ศ. 2565"]


def test_letters_without_an_end_are_cut_rather_than_printed_over_their_neighbour() -> None:
    lines = ARABIC.lines(regular(12), "ที่" * 60, 40)
    assert "".join(lines) == "ที่" * 60
    assert all(ARABIC.width(regular(12), line) <= 40.1 for line in lines)
    assert not any(line.startswith(("่", "ี")) for line in lines)


def test_balanced_text_takes_no_more_lines_and_they_are_more_even() -> None:
    text, face = SENTENCES[1], regular(12)
    greedy, even = ARABIC.lines(face, text, 150), ARABIC.balanced(face, text, 150)
    assert len(even) == len(greedy)
    assert _spread(even) < _spread(greedy)


def test_an_address_breaks_between_its_parts_alone() -> None:
    lines = ARABIC.balanced(regular(12), LONG_ADDRESS, 150, at_spaces=True)
    assert len(lines) == 2
    parts = {"บ้านเลขที่ 123/45 ก", "หมู่ที่ 12", "บ้านหนองปลาหมอทุ่งใหญ่", "ตำบลเจริญธรรม", "อำเภอวิหารแดง", "จังหวัดสระบุรี"}
    plain = [line.replace("\u00a0", " ") for line in lines]
    assert all(any(part in line for line in plain) for part in parts)


def test_a_name_stays_whole_and_shrinks_before_it_breaks_at_its_space() -> None:
    face, lines = ARABIC.name(bold(22), LONG_NAME, 166, 14)
    assert (face.size, lines) == (22, [LONG_NAME])
    face, lines = ARABIC.name(bold(22), LONG_NAME, 120, 14)
    assert (14 <= face.size < 22, lines) == (True, [LONG_NAME])
    assert ARABIC.width(face, LONG_NAME) <= 120
    face, lines = ARABIC.name(bold(22), LONG_NAME, 60, 14)
    assert lines == LONG_NAME.split(" ")
    face, lines = ARABIC.name(bold(22), "นางสาว" + "กาญจน์" * 6, 60, 14)
    assert len(lines) == 1
    assert ARABIC.width(face, lines[0]) <= 60


@pytest.mark.parametrize("setter", [THAI, ARABIC])
def test_one_switch_turns_every_numeral(setter: Typesetter) -> None:
    digits = set("0123456789") if setter is THAI else set("๐๑๒๓๔๕๖๗๘๙")
    for text in ("พ.ศ. 2565 และ ๒๕๖๖", "1,234.50"):
        assert not digits & set(setter.say(text))
        assert not digits & set("".join(setter.lines(regular(12), text, 10)))


def test_money_splits_at_its_point_and_always_shows_satang() -> None:
    assert money_parts(685_050) == ("6,850", ".50")
    assert money_parts(2_000_000) == ("20,000", ".00")
    assert money_parts(5) == ("0", ".05")


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\u00a0", "")


def _spread(lines: list[str]) -> float:
    widths = [ARABIC.width(regular(12), line) for line in lines]
    return max(widths) - min(widths)
