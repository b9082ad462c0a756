"""Addresses in the official order, from the house number to the postcode."""

from typing import Literal

from codi_desktop.thai.text import NBSP, one_line

Style = Literal["full", "short"]

BANGKOK = "กรุงเทพมหานคร"
_NAMES_OF_BANGKOK = frozenset({BANGKOK, "กรุงเทพ", "กรุงเทพฯ", "กทม.", "กทม"})
_NOTHING = frozenset({"", "-", "–"})
_VILLAGES = ("บ้าน", "หมู่บ้าน", "ชุมชน")


def format_address(
    *,
    house_number: str | int | None = None,
    moo: str | int | None = None,
    village: str | None = None,
    soi: str | None = None,
    road: str | None = None,
    tambon: str | None = None,
    amphoe: str | None = None,
    province: str | None = None,
    postcode: str | int | None = None,
    style: Style = "full",
) -> str:
    """Write an address, leaving out what is empty or "-".

    full: บ้านเลขที่ 45 หมู่ที่ 6 ตำบลเจริญธรรม อำเภอวิหารแดง จังหวัดสระบุรี 18150; short: 45 ม.6 ต.เจริญธรรม อ.วิหารแดง จ.สระบุรี 18150;
    Bangkok has แขวง and เขต. Inside a part stand no-break spaces, so that a line ends between parts only.
    """
    full = style == "full"
    town = _bare(province, "จังหวัด", "จ.")
    in_bangkok = town in _NAMES_OF_BANGKOK
    parts = (
        _part("บ้านเลขที่" + NBSP if full else "", _bare(house_number, "บ้านเลขที่", "เลขที่")),
        _part("หมู่ที่" + NBSP if full else "ม.", _bare(moo, "หมู่ที่", "หมู่", "ม.")),
        _village(village),
        _named_or_numbered("ซอย" if full else "ซ.", _bare(soi, "ซอย", "ซ.")),
        _named_or_numbered("ถนน" if full else "ถ.", _bare(road, "ถนน", "ถ.")),
        _tambon(tambon, full=full, in_bangkok=in_bangkok),
        _amphoe(amphoe, full=full, in_bangkok=in_bangkok),
        (BANGKOK if full else "กทม.") if in_bangkok else _part("จังหวัด" if full else "จ.", town),
        _bare(postcode),
    )
    return " ".join(part.replace(" ", NBSP) for part in parts if part)


def _tambon(name: str | None, *, full: bool, in_bangkok: bool) -> str:
    if in_bangkok:
        return _part("แขวง", _bare(name, "แขวง"))
    return _part("ตำบล" if full else "ต.", _bare(name, "ตำบล", "ต."))


def _amphoe(name: str | None, *, full: bool, in_bangkok: bool) -> str:
    if in_bangkok:
        return _part("เขต", _bare(name, "เขต"))
    bare = _bare(name, "อำเภอ", "อ.")
    return bare if bare.startswith("กิ่งอำเภอ") else _part("อำเภอ" if full else "อ.", bare)


def _village(name: str | None) -> str:
    bare = _bare(name)
    return bare if bare.startswith(_VILLAGES) else _part("บ้าน", bare)


def _named_or_numbered(label: str, value: str) -> str:
    """Write ซอยเทศบาล, but ซอย 3: a number stands apart from the word before it."""
    return _part(label + (NBSP if value[:1].isdigit() and not label.endswith(".") else ""), value)


def _part(label: str, value: str) -> str:
    return label + value if value else ""


def _bare(value: str | int | None, *labels: str) -> str:
    """Give a value without the label that somebody typed or imported with it."""
    text = one_line(str(value)) if value is not None else ""
    for label in labels:
        if text.startswith(label):
            text = text.removeprefix(label).lstrip()
            break
    return "" if text in _NOTHING else text
