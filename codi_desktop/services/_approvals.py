"""Bind an approval to what was approved: freeze it with the step, compare it with what stands there now."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._shown import shown
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import money
from codi_desktop.store.store import Store, live
from codi_desktop.thai.money import format_baht

FIELDS = (
    "programme",
    "fiscal_year",
    "batch",
    "repair_class",
    "household",
    "owner",
    "tenure",
    "repair_parts",
    "work_planned",
)
_MATERIAL_FIELDS = ("item", "quantity", "unit", "unit_price_satang")
_CODI_PLAN = N_("CODI's planned money")

Frozen = dict[str, Any]


@dataclass(frozen=True)
class ApprovedChange:
    """Something that is not as it was approved, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Approval:
    """The last approval of a house. One that is not valid must be given again."""

    valid: bool
    day: str
    resolution: str
    changed: list[ApprovedChange]


def freeze(store: Store, house: HouseRepair) -> Frozen:
    """Write down what an approval of this house approves."""
    materials = store.rows(live(MaterialItem).where(MaterialItem.house == house.id).order_by(MaterialItem.id))
    return {
        "fields": {name: getattr(house, name) for name in FIELDS},
        "said": {"household": house.place(), "owner": house.owner_name or ""},
        "materials": {item.id: {name: getattr(item, name) for name in _MATERIAL_FIELDS} for item in materials},
        "codi_planned_satang": money.total(money.standing(store, house.id), "planned", money.CODI),
    }


def digest(frozen: Frozen) -> str:
    """Give the hash of what was approved."""
    return hashlib.sha256(json.dumps(frozen, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def approval(store: Store, house: HouseRepair) -> Approval | None:
    """Compare the last approval with now, naming every difference; None when the house was never approved."""
    approvals = live(StepTaken).where(StepTaken.house == house.id, StepTaken.step == "approved")
    last: StepTaken | None = store.one(approvals.order_by(StepTaken.id.desc()))
    if last is None:
        return None
    before: Frozen = last.facts if isinstance(last.facts, dict) else {}
    changed = _differences(before, freeze(store, house))
    return Approval(not changed, last.day or "", last.resolution or "", changed)


def _differences(before: Frozen, now: Frozen) -> list[ApprovedChange]:
    declared = HouseRepair.declared()
    changed = []
    for name in FIELDS:
        was, is_now = before.get("fields", {}).get(name), now["fields"][name]
        if (was or None) != (is_now or None):
            said = [
                frozen.get("said", {}).get(name) or shown(declared[name], value)
                for frozen, value in ((before, was), (now, is_now))
            ]
            changed.append(ApprovedChange(gettext(declared[name].label), *said))
    changed += _material_differences(before.get("materials", {}), now["materials"])
    planned = before.get("codi_planned_satang", 0), now["codi_planned_satang"]
    if planned[0] != planned[1]:
        changed.append(ApprovedChange(gettext(_CODI_PLAN), format_baht(planned[0]), format_baht(planned[1])))
    return changed


def _material_differences(before: Frozen, now: Frozen) -> list[ApprovedChange]:
    label = gettext(MaterialItem.label)
    return [
        ApprovedChange(label, _line(before.get(item)), _line(now.get(item)))
        for item in sorted(before.keys() | now.keys())
        if before.get(item) != now.get(item)
    ]


def _line(material: Frozen | None) -> str:
    if material is None:
        return ""
    return gettext("{item} {quantity:g} {unit} at {price} baht").format(
        item=material.get("item") or "",
        quantity=material.get("quantity") or 0,
        unit=material.get("unit") or "",
        price=format_baht(material.get("unit_price_satang") or 0),
    )
