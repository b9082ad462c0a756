"""Make words_th.txt, the dictionary that Thai line breaks are found with.

    python resources/words/make_words.py

Taken: words_th.txt of the installed PyThaiNLP (62,106 words, CC0). Left out: its lists of names, which are CC BY-SA.
Removed: compounds of การ ความ ผู้ นัก and a word that the list has anyway, because they pull the break to the wrong
place (ราย|การซ่อมแซม, โครง|การฟื้นฟู); entries with spaces, dots or foreign letters, which are never looked up.
Added: words of this work that the list lacks. joined_th.txt holds the words that are taken together with the การ or
ความ behind them, because the shortest reading would be กิจ|กรรมการ; the program breaks them before the prefix.

qt/thbrk.tri is a dictionary without words for libthai, which Qt asks on Linux: see codi_desktop/ui/text.py.
"""

import re
import struct
from pathlib import Path

from pythainlp.corpus import corpus_path

MADE = Path(__file__).with_name("words_th.txt")
MADE_JOINED = Path(__file__).with_name("joined_th.txt")
MADE_FOR_QT = Path(__file__).parent / "qt" / "thbrk.tri"
PREFIXES = ("การ", "ความ", "ผู้", "นัก")
KEPT = {"การเงิน", "ผู้ใหญ่"}
JOINING = {"การ": ("กรรม", "ธรรม", "ทาง", "งาน"), "ความ": ("ใจ", "รู้")}
REMOVED = """
งานการ เป็นการ ให้การ ได้การ ใช้การ แผนการ วางแผนการ ระเบียบการ เอาการ ทันการ รู้ความ เป็นความ ทำความ ได้ความ หาความ มากความ
ยาวความ ร่วมใน การรายงานผล ต่างกัน
"""
ADDED = """
คอหงส์ หอยโข่ง ครัวเรือน เจริญธรรม วิหารแดง พอเพียง บ้านพอเพียง ถุงยังชีพ ถาดร่วม ไพหญ้าคา หญ้าคา แฟลชไดรฟ์ ป้ายบ้าน ใบส่งมอบ
ถอดแบบ ตรวจรับ ส่งมอบ จิตอาสา งบประมาณ ปีงบประมาณ กลุ่มเปราะบาง ผู้ยากไร้ ผู้ด้อยโอกาส ติดเตียง ติดบ้าน พึ่งพิง ยุทธศาสตร์ อนุกรรมการ
ครุภัณฑ์ ไวนิล คิวอาร์โค้ด สำเนา สแกน อัปเดต ไฟล์ โฟลเดอร์ แล็ปท็อป โน้ตบุ๊ก รหัสผ่าน กู้คืน ปีปฏิทิน พิกัด ประชาคม งวด มติ ระเบียบวาระ
กระเบื้อง สังกะสี เมทัลชีท อิฐบล็อก ปูนซีเมนต์ โครงหลังคา เชิงชาย ลูกรัง ตะปู กลุ่มจังหวัด ภาคกลาง มั่นคง บาทถ้วน หมู่ที่ ครั้งที่ วันที่
"""


def main() -> None:
    """Write both lists, one word a line, in code-point order so that a change shows as a small difference."""
    for path, words in zip((MADE, MADE_JOINED), made_lists(), strict=True):
        path.write_text("\n".join(words) + "\n", encoding="utf-8", newline="\n")
    MADE_FOR_QT.parent.mkdir(exist_ok=True)
    MADE_FOR_QT.write_bytes(without_words())


def without_words() -> bytes:
    """Write a double-array trie (libdatrie's format) that knows the Thai letters and holds nothing."""
    letters = struct.pack(">Iiii", 0xD9FCD9FC, 1, 0x0E01, 0x0E5B)
    states = struct.pack(">Iiiiii", 0xDAFCDAFC, 3, -1, -1, 3, 0)
    tails = struct.pack(">Iii", 0xDFFCDFFC, 0, 0)
    return letters + states + tails


def made_lists() -> tuple[list[str], list[str]]:
    """Choose the words from those of the installed PyThaiNLP; the second list is a part of the first."""
    source = Path(corpus_path()) / "words_th.txt"
    listed = {word.strip() for word in source.read_text(encoding="utf-8").splitlines()}
    words = {word for word in listed if re.fullmatch("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}", word)}
    kept = {word for word in words if word in KEPT or not _is_compound(word, words)}
    chosen = (kept - set(REMOVED.split())) | set(ADDED.split())
    joined = _joined(chosen) - chosen
    return sorted(chosen | joined), sorted(joined)


def _joined(words: set[str]) -> set[str]:
    """Give the words that could be read as two, the second of which swallows the prefix behind: กิจกรรม and การ."""
    return {
        word + prefix
        for prefix, stems in JOINING.items()
        for stem in stems
        for word in words
        if word.endswith(stem) and word.removesuffix(stem) in words
    }


def _is_compound(word: str, words: set[str]) -> bool:
    return any(
        word.startswith(prefix) and len(word) - len(prefix) >= 3 and word[len(prefix) :] in words for prefix in PREFIXES
    )


if __name__ == "__main__":
    main()
