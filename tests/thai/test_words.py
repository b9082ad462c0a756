import re
import runpy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.paths import resource
from codi_desktop.thai import words
from codi_desktop.thai.words import ZWSP, add_words, forget_words, mark_breaks, segments

NEVER_FIRST = re.compile("[ๆฯ)\\]}”’»,.:;!?%…\u00a0\u0e30-\u0e3a\u0e45-\u0e4e]")
NEVER_LAST = re.compile("[เแโใไ(\\[{“‘\u00a0]$")
WORDS = "การ ความ ผู้ นัก ช่าง ก่อสร้าง บ้าน เด็ก กันยายน นาย สมชาย ตำบล เจริญธรรม พอช. พ.ศ. ฯลฯ ABC 2565 ๔ ก".split()  # noqa: SIM905
SIGNS = ["ๆ", " ", "\u00a0", "\n", ".", "(", ")", "“", "”", ",", "ฯ", "เ", "่", "ำ", "%", "/", "\u200b", ":", "!"]
SENTENCES = st.lists(st.sampled_from(WORDS + SIGNS) | st.text(max_size=4), max_size=15).map("".join)


@pytest.fixture(autouse=True)
def _no_words_of_other_tests() -> Iterator[None]:
    forget_words()
    yield
    forget_words()


@pytest.mark.parametrize(
    "line",
    [
        "สภา|องค์กร|ชุมชน|ตำบลเจริญธรรม|อำเภอวิหารแดง|จังหวัดสระบุรี",
        "โครงการ|บ้านพอเพียง|ชนบท|ซ่อมแซม|บ้าน|ผู้ยากไร้|และ|ผู้ด้อยโอกาส",
        "ได้|ดำเนินการ|ก่อสร้าง|เสร็จ|เรียบร้อย|แล้ว",
        "ถ้า|เครื่อง|นี้|เสีย|วันนี้|ส่วน|นี้|จะ|หาย|ไป",
        "ยัง|ไม่|อยู่|ใน|แฟลชไดรฟ์",
        "คณะ|ประสานงาน|ขบวน|องค์กร|ชุมชน|จังหวัดสระบุรี",
        # a bare prefix stays with the next word
        "รายงาน|การซ่อมแซม|และ|การฟื้นฟู|โครงการ",
        "ผู้ใหญ่บ้าน|และ|ช่างชุมชน|ร่วมกัน|ตรวจรับ|งานก่อสร้าง",
        "ประสบ|ความเดือดร้อน",
        "เยี่ยมชม|กิจกรรม|การไพหญ้าคา|และ|แนวทาง|การบูรณาการ",
        "กำหนด|ทิศทาง|การสร้าง|การรับรู้|ความเข้าใจ",
        "ตกใจ|ความเดือดร้อน",
        "ไม่|ว่า|จะ|เป็น|การส่งเสริม|อย่าง|มีส่วนร่วม|ใน|ระดับ|กลุ่มจังหวัด",
        # an abbreviation is never cut
        "พอช. |และ |อบต.เจริญธรรม |ร่วมกับ |รพ.สต.",
        # dates, numbers and their word are held together
        "ใน|วันที่ 4 กันยายน พ.ศ. 2565 |เวลา |09.30 น.",
        "เมื่อ |4 ก.ย. 2565 |นี้",
        "ประชุม|ครั้งที่ 4/2565 |หมู่ที่ ๕ |ตำบลคอหงส์",
        "จำนวน |73,250 บาท |ถ้วน",
        "ระหว่าง|วันที่ 4 – 5 กันยายน 2565 |ครั้งที่ 4 / 2565",
        # signs
        "เด็ก ๆ |และ|คนชรา ฯลฯ |(ผู้สูงอายุ) |มา|ร่วมงาน",
        "กรุงเทพฯ|เป็น|เมืองหลวง",
        "ต่างๆ|ใน|พื้นที่",
        "ชาย/|หญิง |50 % |ของ|ครัวเรือนTPMAP",
        "บ้าน|( ก )|นี้",
        # people
        "นายสมชาย |ใจดี |มา|ประชุม|ร่วมกับ|คณะ|ประสานงาน",
        "มอบให้|นางสังเวียน |เพิ่มพูน",
        # spaces and lines
        "two |words",
        "บรรทัด|หนึ่ง\n|) |สอง",
        "",
    ],
)
def test_a_line_ends_where_a_careful_typist_would_end_it(line: str) -> None:
    assert "|".join(segments(line.replace("|", ""))) == line


@pytest.mark.parametrize("prefix", ["การ", "ความ", "ผู้", "นัก", "ช่าง"])
def test_no_line_ends_in_a_bare_prefix(prefix: str) -> None:
    pieces = segments(f"ทุก{prefix}เรียนรู้ร่วมกัน")
    assert not any(piece.endswith(prefix) for piece in pieces)
    assert len(pieces) > 1


@given(SENTENCES)
def test_pieces_join_to_the_text_and_no_line_begins_or_ends_wrongly(text: str) -> None:
    pieces = segments(text)
    assert "".join(pieces) == text
    assert all(pieces)
    for before, after in pairwise(pieces):
        if not before.endswith("\n"):
            assert not NEVER_FIRST.match(after)
            assert not NEVER_LAST.search(before.rstrip(" \t\n" + ZWSP))


@given(SENTENCES)
def test_marks_only_add_themselves_and_hold_spaces(text: str) -> None:
    marked = mark_breaks(text, "|")
    assert marked.replace("|", "").replace("\u00a0", " ") == text.replace("|", "").replace("\u00a0", " ")


def test_abbreviations_in_a_sentence_without_spaces_stay_whole() -> None:
    text = "โครงการของพอช.ดำเนินการร่วมกับอบต.เจริญธรรมและหน่วยงานต่างๆในพื้นที่"
    pieces = segments(text)
    assert len(pieces) > 4
    assert any("พอช." in piece for piece in pieces)
    assert any("อบต." in piece for piece in pieces)


@pytest.mark.parametrize("abbreviation", ["พอช.", "อบต.", "พ.ศ.", "รพ.สต.", "ก.ย.", "ด.ช.", "น.", "ตร.ม."])
def test_an_abbreviation_is_one_piece(abbreviation: str) -> None:
    assert segments(abbreviation) == [abbreviation]


def test_words_around_an_abbreviation_dot_are_not_cut() -> None:
    assert segments("พ.ศ.สองพัน") == ["พ.ศ.สองพัน"]
    long = segments("คณะทำงานขับเคลื่อนพัฒนาสังคม.และหน่วยงานทุกแห่ง")
    assert "พัฒนาสังคม.และ" in long


def test_a_letter_left_over_from_an_unknown_word_stays_with_its_neighbours() -> None:
    assert segments("พอช") == ["พอช"]


def test_marks_stand_between_words_and_spaces_stay() -> None:
    assert mark_breaks("ยังไม่อยู่ในแฟลชไดรฟ์ เด็ก ๆ ไป", "|") == "ยัง|ไม่|อยู่|ใน|แฟลชไดรฟ์ เด็ก\u00a0ๆ ไป"
    assert mark_breaks("ส่วนนี้") == "ส่วน\u200bนี้"
    assert mark_breaks("No Thai here") == "No Thai here"


def test_added_names_stay_whole() -> None:
    assert segments("บ้านปัญญาวุฒิไกรมาก") == ["บ้าน", "ปัญญา", "วุฒิ", "ไกร", "มาก"]
    assert mark_breaks("บ้านปัญญาวุฒิไกร", "|") == "บ้าน|ปัญญา|วุฒิ|ไกร"
    add_words(["ปัญญาวุฒิไกร", "ก", "  "])
    add_words(["มะลิ ใจดีมาก"])
    assert segments("บ้านปัญญาวุฒิไกรมาก") == ["บ้าน", "ปัญญาวุฒิไกร", "มาก"]
    assert mark_breaks("บ้านปัญญาวุฒิไกร", "|") == "บ้าน|ปัญญาวุฒิไกร"
    assert mark_breaks("กับมะลิ ใจดีมาก", "|") == "กับ|มะลิ\u00a0ใจดีมาก"
    forget_words()
    assert len(segments("บ้านปัญญาวุฒิไกรมาก")) == 5


def test_a_longer_added_name_wins_over_its_beginning() -> None:
    add_words(["หนองปัญญา", "หนองปัญญาวุฒิไกร"])
    assert segments("หนองปัญญาวุฒิไกร") == ["หนองปัญญาวุฒิไกร"]


@pytest.fixture
def _no_dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(words, "resource", lambda name: tmp_path / name)
    monkeypatch.setattr(words, "_loaded", None)
    words._forget_cuts()
    yield
    words._forget_cuts()


@pytest.mark.usefixtures("_no_dictionary")
def test_without_the_dictionary_text_stays_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    assert mark_breaks("ยังไม่อยู่ใน เด็ก ๆ") == "ยังไม่อยู่ใน เด็ก ๆ"
    assert segments("ยังไม่อยู่ใน แฟลชไดรฟ์") == ["ยังไม่อยู่ใน ", "แฟลชไดรฟ์"]
    assert not words.load()
    assert [record.getMessage() for record in caplog.records if "No dictionary" in record.getMessage()]
    caplog.clear()


def test_many_threads_may_ask_at_once() -> None:
    words._forget_cuts()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: segments(f"ยังไม่อยู่ใน {n % 40}"), range(400)))
    assert {tuple(answer[:4]) for answer in answers} == {("ยัง", "ไม่", "อยู่", "ใน ")}


def test_the_dictionary_ships_with_its_licence_and_holds_plain_words() -> None:
    path = resource("words/words_th.txt")
    listed = path.read_text(encoding="utf-8").split("\n")
    assert listed.pop() == ""
    assert len(listed) > 50_000
    assert listed == sorted(set(listed))
    assert all(re.fullmatch("[\u0e01-\u0e4e]{2,}", word) for word in listed)
    assert "CC0" in path.with_name("LICENSE-CC0-words_th.txt").read_text(encoding="utf-8")


def test_the_dictionary_is_what_its_recipe_makes() -> None:
    made = runpy.run_path(str(resource("words/make_words.py")))["made_lists"]()
    for name, listed in zip(("words_th.txt", "joined_th.txt"), made, strict=True):
        assert listed == resource(f"words/{name}").read_text(encoding="utf-8").split()
