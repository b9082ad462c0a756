"""Names of people: prefix, first name and family name, written and taken apart.

After a prefix no space stands (นายสมชาย, ด.ช.สมชาย, ดร.สมชาย, พระครูวิหารธรรมคุณ). A rank in full words keeps one
(พันตำรวจเอก สมชาย), and so does a prefix in Latin letters (Mr. John).
"""

import re

from codi_desktop.thai.text import one_line

_PLAIN = (
    "นาย", "นาง", "นางสาว", "น.ส.", "เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.", "คุณหญิง", "ท่านผู้หญิง",
    "หม่อมเจ้า", "หม่อมราชวงศ์", "หม่อมหลวง", "ม.จ.", "ม.ร.ว.", "ม.ล.", "ดร.", "ศ.", "รศ.", "ผศ.",
    "นพ.", "พญ.", "ทพ.", "ภก.", "ภญ.",
)  # fmt: skip
_MONKS = (
    "พระ", "พระครู", "พระมหา", "พระอธิการ", "เจ้าอธิการ", "พระอาจารย์", "พระปลัด", "พระสมุห์", "พระใบฎีกา", "พระครูปลัด",
    "พระครูสมุห์", "พระครูใบฎีกา", "พระครูวินัยธร", "พระครูธรรมธร", "พระครูสังฆรักษ์", "สามเณร", "แม่ชี",
)  # fmt: skip
_SHORT_RANKS = (
    "พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "จ.ส.อ.", "จ.ส.ท.", "จ.ส.ต.",
    "ส.อ.", "ส.ท.", "ส.ต.",
    "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.",
    "ด.ต.", "ส.ต.อ.", "ส.ต.ท.", "ส.ต.ต.",
    "พล.ร.อ.", "พล.ร.ท.", "พล.ร.ต.", "น.อ.", "น.ท.", "น.ต.", "พ.จ.อ.", "พ.จ.ท.", "พ.จ.ต.", "จ.อ.", "จ.ท.", "จ.ต.",
    "พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.", "พ.อ.อ.", "พ.อ.ท.", "พ.อ.ต.",
)  # fmt: skip
_LONG_RANKS = (
    "พลเอก", "พลโท", "พลตรี", "พันเอก", "พันโท", "พันตรี", "ร้อยเอก", "ร้อยโท", "ร้อยตรี", "จ่าสิบเอก", "จ่าสิบโท", "จ่าสิบตรี",
    "สิบเอก", "สิบโท", "สิบตรี", "พลตำรวจเอก", "พลตำรวจโท", "พลตำรวจตรี", "พันตำรวจเอก", "พันตำรวจโท", "พันตำรวจตรี",
    "ร้อยตำรวจเอก", "ร้อยตำรวจโท", "ร้อยตำรวจตรี", "ดาบตำรวจ", "จ่าสิบตำรวจ", "สิบตำรวจเอก", "สิบตำรวจโท", "สิบตำรวจตรี",
    "เรือเอก", "เรือโท", "เรือตรี", "เรืออากาศเอก", "เรืออากาศโท", "เรืออากาศตรี",
    "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์",
)  # fmt: skip
_FOREIGN = ("Mr.", "Mrs.", "Ms.", "Miss", "Dr.", "Prof.")

_ACTING = "ว่าที่"
_SPACED = frozenset(
    rank + woman for base in _LONG_RANKS for rank in (base, _ACTING + base) for woman in ("", "หญิง")
) | frozenset(_FOREIGN)

PREFIXES = (
    *_PLAIN,
    *_MONKS,
    *(f"{_ACTING} {rank}" for rank in ("ร.ต.", "ร.ท.", "ร.อ.", "พ.ต.")),
    *(f"{_ACTING}{rank}" for rank in ("ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี")),
    *_SHORT_RANKS,
    *_LONG_RANKS,
    *_FOREIGN,
)
"""What a form offers; any other text is as good a prefix."""


def full_name(prefix: str, first: str, last: str = "") -> str:
    """Write a name as on paper: นางสังเวียน เพิ่มพูน."""
    prefix, first, last = one_line(prefix), one_line(first), one_line(last)
    between = " " if prefix and first and _keeps_space(prefix) else ""
    return f"{prefix}{between}{first} {last}".strip()


def split_name(text: str) -> tuple[str, str, str]:
    """Take a typed name apart into prefix, first and family name; what is missing is "".

    The longest prefix wins (นางสาว over นาง). Whether นางนวล is Mrs Nuan or a first name cannot be known from the
    letters: it is taken as a prefix, so that a person should look at the three parts before they are kept.
    """
    rest = one_line(text)
    prefix = ""
    while found := _PREFIX.match(rest):
        piece, remaining = found[0], rest[found.end() :].lstrip()
        if (prefix and not _may_follow(piece)) or not _may_be_name(remaining, apart=rest[found.end() :] != remaining):
            break
        prefix += _joint(prefix, piece) + _CANONICAL[piece.replace(" ", "")]
        rest = remaining
    first, _, last = rest.partition(" ")
    return prefix, first, last


def _keeps_space(prefix: str) -> bool:
    return prefix in _SPACED or _ENDS_IN_LATIN.search(prefix) is not None


def _joint(before: str, piece: str) -> str:
    return " " if before in _SPACED or (before and piece[0].isascii()) else ""


def _may_follow(piece: str) -> bool:
    """Say whether a second prefix may stand behind a first: ผศ.ดร., พ.ต.ท.ดร., never นายนาง."""
    return piece.endswith(".")


def _may_be_name(rest: str, *, apart: bool) -> bool:
    """Say whether what follows a prefix can be a name, to leave the นาย of นายก and นายิกา alone."""
    if not rest or apart:
        return True
    return len(rest.split(" ", 1)[0]) > 1 and not _DEPENDENT.match(rest)


def _every_prefix() -> set[str]:
    women = {rank + "หญิง" for rank in (*_SHORT_RANKS, *_LONG_RANKS)}
    ranks = {*_SHORT_RANKS, *_LONG_RANKS, *women}
    acting = {f"{_ACTING} {rank}" if "." in rank else _ACTING + rank for rank in ranks}
    return {*PREFIXES, *ranks, *acting}


_ENDS_IN_LATIN = re.compile(r"[A-Za-z]\.?$")
_DEPENDENT = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e]")
_CANONICAL = {prefix.replace(" ", ""): prefix for prefix in _every_prefix()}
_PREFIX = re.compile(
    "|".join(
        re.escape(prefix).replace(r"\.", r"\. ?").removesuffix(" ?").replace(_ACTING, _ACTING + " ?")
        + (r"(?![A-Za-z])" if prefix.isascii() else "")
        for prefix in sorted(_CANONICAL, key=len, reverse=True)
    )
)
