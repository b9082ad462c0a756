"""Know the places: take in the official list, find a tambon as people type it, climb up and down at a day."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, language
from codi_desktop.records._fields import Json
from codi_desktop.records.area import Area
from codi_desktop.records.area_membership import AreaMembership
from codi_desktop.store.store import Store, live
from codi_desktop.thai.keyboard import other_layout
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import normalise

COUNTRY = "TH"
_COLUMNS = (
    "tambon_code", "tambon_th", "tambon_en", "amphoe_code", "amphoe_th", "amphoe_en",
    "province_code", "province_th", "province_en", "postcode", "lat", "lon",
)  # fmt: skip
_PREFIXES = ("ตำบล", "ต.", "แขวง", "อำเภอ", "อ.", "กิ่งอำเภอ", "เขต", "จังหวัด", "จ.", "tambon ", "amphoe ", "changwat ")
_DIGITS = {"province": 2, "amphoe": 4, "tambon": 6}
_LABELS = frozenset(label.strip() for label in _PREFIXES)


class NotAreaList(CodiError):
    """A file that is not the official list of areas."""

    message = N_("{name} is not a list of areas: it needs the columns {columns}.")


class AreaListWrong(CodiError):
    """A line of the list that cannot be right."""

    message = N_("Line {line} of {name} is wrong: “{code}” is not the code of a tambon. Nothing was taken in.")


class AreaLineWrong(CodiError):
    """A line of the list with a name missing, a postcode cut off, or a place that is no number."""

    message = N_(
        "Line {line} of {name} is wrong: a name, postcode or place is missing or broken. Nothing was taken in."
    )


class NoSuchArea(CodiError):
    """A code that no known area has."""

    message = N_("There is no area with the code {code}. Take in the list of areas, or enter it.")


@dataclass(frozen=True)
class AreasImported:
    """What taking in the list did."""

    new: int
    changed: int
    same: int
    tambons: int


@dataclass(frozen=True)
class AreaFound:
    """An area with what tells it apart from others of its name."""

    code: str
    level: str
    name_th: str
    name_en: str
    amphoe: str
    province: str
    postcode: str


@dataclass(frozen=True)
class PlaceNames:
    """The names of a place, from the tambon up; empty where a level does not apply or is not known."""

    tambon: str
    amphoe: str
    province: str
    postcode: str
    group: str
    region: str


def area_id(code: str) -> str:
    """Give the id of an area's record: national, and the same on every machine."""
    return f"TH.{code}"


def import_list(store: Store, file: Path, *, by: str | None = None) -> AreasImported:
    """Take in the official list as one action; only what differs is written. Raises NotAreaList and AreaListWrong."""
    wanted = _areas_in(_rows_of(file), file.name)
    known = {area.id: area for area in store.rows(Area.select())}
    changed: list[Area] = []
    new = 0
    for code, values in wanted.items():
        area = known.get(area_id(code))
        if area is None:
            area = Area()
            area.id = area_id(code)
            new += 1
        if any(getattr(area, name) != value for name, value in values.items()):
            area.fill(values)
            changed.append(area)
    if changed:
        store.save(changed, by=by)
    tambons = sum(1 for values in wanted.values() if values["level"] == "tambon")
    return AreasImported(new, len(changed) - new, len(wanted) - len(changed), tambons)


def find(store: Store, text: str, *, levels: Iterable[str] = ("tambon",), limit: int = 20) -> list[AreaFound]:
    """Find areas by Thai or English name or code, with or without ต., in either keyboard layout, best first.

    Further words narrow the search to an amphoe or province: "หนองบัว สระบุรี".
    """
    typed = to_arabic_digits(normalise(text))
    if not typed:
        return []
    for reading in (typed, other_layout(typed)):
        found = list(_matching(store, reading, tuple(levels)))
        if found:
            found.sort(key=lambda pair: pair[0])
            return [area for _, area in found[:limit]]
    return []


def get(store: Store, code: str) -> Area:
    """Give the area with a code. Raises NoSuchArea."""
    area = store.one(live(Area).where(Area.code == code).order_by(Area.id))
    if area is None:
        raise NoSuchArea(code=code)
    found: Area = area
    return found


def above(store: Store, code: str, day: date | str | None = None) -> list[Area]:
    """Give the areas above one, nearest first: amphoe, province, province group, region, country, as on a day."""
    codes = above_codes(store, code, day)
    found = {area.code: area for area in store.rows(live(Area).where(Area.code.in_(codes)))}
    return [found[upper] for upper in codes if upper in found]


def above_codes(store: Store, code: str, day: date | str | None = None) -> list[str]:
    """Give the codes above one, nearest first, whether or not the areas themselves are known here."""
    if code == COUNTRY:
        return []
    if not code.isdigit():
        area = store.one(live(Area).where(Area.code == code))
        parent = area.parent if area else None
        return [parent, *above_codes(store, parent, day)] if parent else [COUNTRY]
    own = [code[:length] for length in (4, 2) if length < len(code)]
    bodies = _bodies_of(store, code[:2], day)
    return [*own, *bodies, COUNTRY]


def below(store: Store, code: str, day: date | str | None = None) -> list[Area]:
    """Give the areas straight below one, as on a day: a group's provinces, a province's amphoes …, by name."""
    if code.isdigit() or code == COUNTRY:
        query = live(Area).where(
            Area.parent == code, Area.level != "province" if code == COUNTRY else Area.id.is_null(False)
        )
    elif groups := [area for area in store.rows(live(Area).where(Area.parent == code)) if _holds(area, _iso(day))]:
        return sorted(groups, key=lambda area: area.code)
    else:
        query = live(Area).where(Area.code.in_(provinces_of(store, code, day)))
    return list(store.rows(query.order_by(Area.code)))


def provinces_of(store: Store, code: str, day: date | str | None = None) -> list[str]:
    """Give the codes of the provinces of a group or region on a day; a province or less is in its own."""
    if code.isdigit():
        return [code[:2]]
    members = live(AreaMembership).where(AreaMembership.group_code == code)
    found = {m.province_code for m in store.rows(members) if _holds(m, _iso(day))}
    return sorted(found)


def place_names(
    store: Store, scope: str, *, in_language: str | None = None, day: date | str | None = None
) -> PlaceNames:
    """Name a scope and what lies above it; Thai for papers, the screen's language by default."""
    in_language = in_language or language()
    own = store.one(live(Area).where(Area.code == scope))
    areas = {area.level: area for area in ([own] if own else []) + above(store, scope, day)}

    def name(level: str) -> str:
        area = areas.get(level)
        return _name(area, in_language) if area else ""

    postcode = (own.postcode if own else "") or ""
    return PlaceNames(name("tambon"), name("amphoe"), name("province"), postcode, name("group"), name("region"))


def _bodies_of(store: Store, province: str, day: date | str | None) -> list[str]:
    """Give the group and the region of a province on a day, the group first."""
    members = live(AreaMembership).where(AreaMembership.province_code == province)
    codes = [m.group_code for m in store.rows(members) if _holds(m, _iso(day))]
    parents = {area.code: area.parent for area in store.rows(live(Area).where(Area.code.in_(codes)))}
    groups = sorted(code for code in codes if parents.get(code) in codes)
    return [*groups, *sorted(set(codes) - set(groups))]


def _holds(dated: Area | AreaMembership, day: str) -> bool:
    return (dated.valid_from or "") <= day <= (dated.valid_to or "9999-12-31")


def _iso(day: date | str | None) -> str:
    return day if isinstance(day, str) else (day or date.today()).isoformat()  # noqa: DTZ011  the council's own day


def _name(area: Area, in_language: str) -> str:
    return str((area.name_en if in_language == "en" else None) or area.name_th or area.code)


def _matching(store: Store, text: str, levels: tuple[str, ...]) -> Iterator[tuple[tuple[int, str], AreaFound]]:
    """Give the areas that a text may mean, each with its place in the order: exact, beginning, anywhere."""
    whole = _bare(text)
    words = [_bare(word) for word in text.split() if word.casefold() not in _LABELS] or [whole]
    first = words[0]
    query = live(Area).where(
        Area.level.in_(levels),
        Area.name_th.contains(first) | Area.name_en.contains(first) | Area.code.startswith(first),
    )
    hits = store.rows(query)
    codes = {area.code[:length] for area in hits for length in (4, 2)}
    names = {area.code: area for area in store.rows(live(Area).where(Area.code.in_(codes)))}
    for area in hits:
        amphoe, province = names.get(area.code[:4]), names.get(area.code[:2])
        said = " ".join(_spoken(area) + _spoken(amphoe) + _spoken(province))
        if not all(word in said for word in words):
            continue
        own = _spoken(area)
        rank = 0 if whole in own or first in own else 1 if any(name.startswith(whole) for name in own) else 2
        yield (rank, area.code), _found(area, amphoe, province)


def _spoken(area: Area | None) -> list[str]:
    return [str(text).casefold() for text in (area.name_th, area.name_en, area.code) if text] if area else []


def _bare(text: str) -> str:
    """Drop ต., อำเภอ and the like; compare without regard to capitals."""
    folded = text.casefold().strip()
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) > len(prefix):
            return folded.removeprefix(prefix).strip()
    return folded


def _found(area: Area, amphoe: Area | None, province: Area | None) -> AreaFound:
    shown = language()
    return AreaFound(
        code=area.code,
        level=area.level,
        name_th=area.name_th or "",
        name_en=area.name_en or "",
        amphoe=_name(amphoe, shown) if amphoe and area.level == "tambon" else "",
        province=_name(province, shown) if province and area.level != "province" else "",
        postcode=area.postcode or "",
    )


def _rows_of(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                raise NotAreaList(name=file.name, columns=", ".join(_COLUMNS))
            return list(reader)
    except (UnicodeDecodeError, csv.Error) as broken:
        raise NotAreaList(name=file.name, columns=", ".join(_COLUMNS)) from broken


def _areas_in(rows: list[dict[str, str]], name: str) -> dict[str, dict[str, Json]]:
    """Give the fields of every area in the list, provinces before amphoes before tambons."""
    wanted: dict[str, dict[str, Json]] = {}
    for line, row in enumerate(rows, 2):
        code = (row["tambon_code"] or "").strip()
        fits = len(code) == 6 and code.isdigit() and row["amphoe_code"] == code[:4]
        if not fits or not code.isascii() or row["province_code"] != code[:2]:
            raise AreaListWrong(line=line, name=name, code=code)
        try:
            for level in ("province", "amphoe", "tambon"):
                wanted.setdefault(code[: _DIGITS[level]], _fields(row, level))
        except (ValueError, AttributeError) as broken:
            raise AreaLineWrong(line=line, name=name) from broken
    return dict(sorted(wanted.items(), key=lambda item: (len(item[0]), item[0])))


def _fields(row: dict[str, str], level: str) -> dict[str, Json]:
    code = row[f"{level}_code"].strip()
    if not normalise(row[f"{level}_th"]):
        raise ValueError(level)
    values: dict[str, Json] = {
        "code": code,
        "level": level,
        "name_th": normalise(row[f"{level}_th"]),
        "name_en": normalise(row[f"{level}_en"]) or None,
        "parent": {"tambon": code[:4], "amphoe": code[:2]}.get(level, COUNTRY),
    }
    if level == "tambon":
        values["postcode"] = row["postcode"].strip() or None
        values["lat"] = float(row["lat"]) if row["lat"] else None
        values["lon"] = float(row["lon"]) if row["lon"] else None
    return values
