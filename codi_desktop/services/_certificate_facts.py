"""Collect what a handover certificate says about a house, out of the council's records, and freeze it.

Everything here is Thai whatever language the screen has: it stands on Thai paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from io import BytesIO
from typing import Any

from codi_desktop.documents.handover_certificate import Certificate, Inspection, PhotoShown, Share, Signature
from codi_desktop.records import inspection as inspections
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.records.photo import Photo
from codi_desktop.services import areas, money
from codi_desktop.store.store import Store
from codi_desktop.thai.address import format_address
from codi_desktop.thai.money import format_baht

SIGNATURE_PLACES = ("giver", "presider", "receiver", "witness1", "witness2")
ORDER_SETTING = "certificate_signatures"

_CAPACITIES = {
    "giver": "ผู้ส่งมอบ",
    "presider": "ประธานในพิธี",
    "receiver": "ผู้รับมอบ",
    "witness1": "พยาน",
    "witness2": "พยาน",
}
_ACTING = {"acting": "รักษาการ", "on_behalf": "ปฏิบัติหน้าที่แทน", "for": "ลงนามแทน"}
_PROGRAMMES = {
    "baan_por_piang": "โครงการบ้านพอเพียง",
    "baan_mankong_rural": "โครงการบ้านมั่นคงชนบท",
    "disaster": "โครงการซ่อมแซมบ้านผู้ประสบภัย",
}
_PARTS = {
    "posts": "เสา",
    "beams": "คาน",
    "roof_frame": "โครงหลังคา",
    "roof": "หลังคา",
    "floor": "พื้น",
    "walls": "ฝาผนัง",
    "doors_windows": "ประตูและหน้าต่าง",
    "toilet": "ห้องน้ำห้องส้วม",
    "electricity": "ระบบไฟฟ้า",
    "water": "ระบบน้ำ",
    "stairs_rails": "บันไดและราวจับ",
}
_SOURCES = {
    "CODI": "สถาบันพัฒนาองค์กรชุมชน (พอช.)",
    "local_government": "องค์กรปกครองส่วนท้องถิ่น",
    "msdhs": "พมจ.",
    "company": "ภาคเอกชน",
    "community": "ช่างชุมชนและจิตอาสา",
    "family": "ครอบครัวเจ้าของบ้าน",
    "other": "ผู้ร่วมสนับสนุนอื่น",
}
_FORMS = {"cash": "เงินสมทบ", "materials": "วัสดุ", "labour": "แรงงาน"}
_NO_PHOTO = "ไม่มีภาพที่บันทึกไว้"


def collect(store: Store, house: HouseRepair) -> Certificate:
    """Collect everything that the certificate of a house prints, but number, code and day."""
    council = _council(store, house.scope)
    area = _places(store, house.scope)
    before, after = (_photo(store, house, stage) for stage in ("before", "after"))
    return Certificate(
        number="",
        council=council.name if council else f"สภาองค์กรชุมชนตำบล{area.tambon}",
        seat=format_address(amphoe=area.amphoe, province=area.province),
        owner=_owner(store, house),
        address=_address(store, house, area),
        work_done=house.work_done or _work_of(house.repair_parts or ()),
        programme=_PROGRAMMES.get(house.programme, ""),
        fiscal_year=house.fiscal_year or 0,
        shares=tuple(_shares(store, house)),
        inspection=_inspection(store, house),
        before=before,
        after=after,
        no_photo_reason=_NO_PHOTO,
        day=date.fromisoformat(house.handover_on) if house.handover_on else None,
        place=house.ceremony_place or "",
        signatures=tuple(_signatures(store, house, council)),
        plate_number=house.plate_no or "",
        logo=store.photos.read(council.logo) if council and council.logo else None,
    )


def prefix_of(store: Store, area: str) -> str:
    """Give the letters that the council puts before its numbers."""
    council = _council(store, area)
    return (council.document_prefix or "") if council else ""


def frozen(store: Store, certificate: Certificate) -> dict[str, Any]:
    """Write a certificate's facts as JSON: pictures by their hash, nothing that changes from print to print."""
    facts = asdict(certificate)
    for name in ("token", "code", "print_number", "void", "draft"):
        del facts[name]
    facts["day"] = certificate.day.isoformat() if certificate.day else None
    if certificate.inspection and certificate.inspection.day:
        facts["inspection"]["day"] = certificate.inspection.day.isoformat()
    for stage in ("before", "after"):
        photo: PhotoShown | None = getattr(certificate, stage)
        if photo:
            taken = photo.taken.isoformat() if photo.taken else None
            facts[stage] = {"photo": store.photos.add(BytesIO(photo.jpeg)), "taken": taken}
    facts["logo"] = store.photos.add(BytesIO(certificate.logo)) if certificate.logo else None
    return facts


def thawed(store: Store, facts: dict[str, Any]) -> Certificate:
    """Read frozen facts back into a certificate. A picture that has not come here yet is told as missing."""
    known = dict(facts)
    known["day"] = _day(known.get("day"))
    known["shares"] = tuple(Share(**share) for share in known.get("shares") or ())
    known["signatures"] = tuple(Signature(**signature) for signature in known.get("signatures") or ())
    if inspection := known.get("inspection"):
        known["inspection"] = Inspection(**{**inspection, "day": _day(inspection["day"])})
    for stage in ("before", "after"):
        photo: dict[str, Any] = known.get(stage) or {}
        here = photo and store.photos.has(photo["photo"])
        known[stage] = PhotoShown(store.photos.read(photo["photo"]), _day(photo["taken"])) if here else None
    logo = known.get("logo")
    known["logo"] = store.photos.read(logo) if logo and store.photos.has(logo) else None
    return Certificate(**known)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _council(store: Store, area: str) -> Organisation | None:
    """Find the council of an area; where there are two, the one that was written down first."""
    query = Organisation.select().where(
        ~Organisation.deleted, Organisation.category == "council", Organisation.id.between(area, area + "~")
    )
    found = sorted(store.rows(query), key=lambda council: (council.area != area, council.id))
    return found[0] if found else None


def _places(store: Store, tambon: str) -> areas.PlaceNames:
    return areas.place_names(store, tambon, in_language="th")


def _owner(store: Store, house: HouseRepair) -> str:
    return store.get(Person, house.owner).title() if house.owner else house.owner_name or ""


def _address(store: Store, house: HouseRepair, area: areas.PlaceNames) -> str:
    home: Any = store.get(Household, house.household) if house.household else house
    return format_address(
        house_number=home.house_number or "",
        moo=home.moo or "",
        village=home.village_name or "",
        soi=getattr(home, "soi", "") or "",
        road=getattr(home, "road", "") or "",
        tambon=area.tambon,
        amphoe=area.amphoe,
        province=area.province,
        postcode=getattr(home, "postcode", "") or area.postcode,
    )


def _work_of(parts: Iterable[str]) -> str:
    """Say in words which parts were repaired, in the order of the form."""
    words = [word for part, word in _PARTS.items() if part in set(parts)]
    if not words:
        return ""
    return "ซ่อม" + (words[0] if len(words) == 1 else f"{' '.join(words[:-1])} และ{words[-1]}")


def _shares(store: Store, house: HouseRepair) -> list[Share]:
    """Add up what each partner gave, by its form; CODI first."""
    groups: dict[tuple[str, str, str], list[MoneyEntry]] = {}
    for entry in _given(store, house):
        key = (entry.source or "other", _partner(store, entry), entry.form or "cash")
        groups.setdefault(key, []).append(entry)
    order = {source: place for place, source in enumerate(_SOURCES)}
    return [
        Share(partner, _what(source, form, entries), sum(entry.amount_satang or 0 for entry in entries))
        for (source, partner, form), entries in sorted(
            groups.items(), key=lambda group: (order.get(group[0][0], len(order)), group[0][1:])
        )
    ]


def _given(store: Store, house: HouseRepair) -> list[MoneyEntry]:
    """Choose the entries that say what was given, each gift once, though it is both received and spent.

    Of CODI's money that is what was spent, for the rest goes back; of a partner's what was received. Where there is
    nothing of the one, the other counts. Money received as cash may be spent as materials, and in a shop.
    """
    by_giver: dict[tuple[str, str], dict[str, list[MoneyEntry]]] = {}
    for entry in money.standing(store, house.id):
        source = entry.source or "other"
        giver = (source, "" if source == money.CODI else _partner(store, entry))
        by_giver.setdefault(giver, {}).setdefault(entry.phase or "", []).append(entry)
    chosen: list[MoneyEntry] = []
    for (source, _), phases in by_giver.items():
        first, second = ("spent", "received") if source == money.CODI else ("received", "spent")
        chosen += phases.get(first) or phases.get(second) or []
    return chosen


def _partner(store: Store, entry: MoneyEntry) -> str:
    if entry.organisation:
        return store.get(Organisation, entry.organisation).title()
    return entry.partner_name or _SOURCES.get(entry.source or "other", "")


def _what(source: str, form: str, entries: Sequence[MoneyEntry]) -> str:
    """Say what was given: goods by name, labour as days × rate."""
    if form == "labour":
        rates = {entry.day_rate_satang for entry in entries}
        days = sum(entry.labour_days or 0 for entry in entries)
        if days and len(rates) == 1 and (rate := rates.pop()):
            return f"แรงงาน {days:g} วัน × {format_baht(rate)} บาท"
        return f"แรงงาน {days:g} วัน" if days else _FORMS["labour"]
    named = " ".join(dict.fromkeys(entry.what for entry in entries if entry.what))
    if form == "materials":
        return f"วัสดุ: {named}" if named else _FORMS["materials"]
    return named or ("เงินอุดหนุนค่าวัสดุ" if source == "CODI" else _FORMS["cash"])


def _inspection(store: Store, house: HouseRepair) -> Inspection | None:
    model = inspections.Inspection
    query = model.select().where(~model.deleted, model.house == house.id, model.passed)
    passed = sorted(store.rows(query), key=lambda found: (found.day or "", found.id))
    if not passed:
        return None
    last = passed[-1]
    told = Inspection(count=len(last.inspectors()), day=_day(last.day))
    return replace(told, finding=last.finding) if last.finding else told


def _photo(store: Store, house: HouseRepair, stage: str) -> PhotoShown | None:
    """Choose the photo of a stage: the whole house before any part of it, the newest of those that are here."""
    query = Photo.select().where(~Photo.deleted, Photo.house == house.id, Photo.stage == stage)
    photos = sorted(store.rows(query), key=lambda photo: (not photo.part, photo.taken_on or "", photo.id))
    here = [photo for photo in photos if photo.attachment and store.photos.has(photo.attachment)]
    return PhotoShown(store.photos.read(here[-1].attachment), _day(here[-1].taken_on)) if here else None


def _signatures(store: Store, house: HouseRepair, council: Organisation | None) -> list[Signature]:
    """Give the signatures in the council's order, with acting capacities of those who hold a role."""
    roles = _roles(store, council)
    places = store.setting(ORDER_SETTING, None) or list(SIGNATURE_PLACES)
    people = {
        "giver": (house.giver_name, house.giver_position),
        "presider": ("" if house.presider_unknown else house.presider_name, house.presider_position),
        "receiver": (_owner(store, house), "เจ้าของบ้าน"),
        "witness1": (house.witness1_name, house.witness1_position),
        "witness2": (house.witness2_name, house.witness2_position),
    }
    chairs = [role for role in roles if role.role == "chair" and role.to_day is None]
    if not house.giver_name and chairs:
        people["giver"] = (chairs[0].person_name, chairs[0].role_title)
    acting = {role.person_name: _ACTING.get(role.acting or "", "") for role in roles}
    signatures = []
    for place in places:
        if place in people:
            name, position = people[place]
            capacity = acting.get(name or "", "")
            signatures.append(Signature(name or "", _CAPACITIES[place], position or "", capacity))
    return signatures


def _roles(store: Store, council: Organisation | None) -> list[PersonRole]:
    if council is None:
        return []
    query = PersonRole.select().where(~PersonRole.deleted, PersonRole.organisation == council.id)
    return sorted(store.rows(query), key=lambda role: (role.from_day or "", role.id))
