"""What the demonstration plays: the housing part of CODI's news of 5 September 2565.

Real are the people, places, bodies, days and the two houses. The news names no house numbers, no citizen ids, no
amounts and no repairs: ids and house numbers stay empty, with the reason; amounts, repairs, inspectors and all steps
before the handover are examples, and every record and paper says so.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from codi_desktop.cli._painting import paint_house
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.records.person_role import PersonRole
from codi_desktop.services import editing, money, photos, repairing
from codi_desktop.services.opening import Store

if TYPE_CHECKING:
    from codi_desktop.records._record import Record

TAMBON, PROVINCE, REGION = "190406", "19", "CW"
HANDOVER = date(2022, 9, 4)
THE_DAY_AFTER = date(2022, 9, 5)
NOT_IN_NEWS = "ไม่ปรากฏในข่าว"
EXAMPLE = "ข้อมูลตัวอย่างเพื่อการสาธิต ไม่ปรากฏในข่าว"
PAPER_NOTE = "สาธิต: รายการซ่อมและจำนวนเงินเป็นตัวอย่าง"
SECRETARY = "นางพรรณทิพา ฤทธิ์แก้ว"
SECRETARY_POSITION = "เลขานุการสภาองค์กรชุมชนตำบลเจริญธรรม"
CHAIR_POSITION = "ประธานสภาองค์กรชุมชนตำบลเจริญธรรม"
PROVINCE_BODY = "คณะประสานงานขบวนองค์กรชุมชนจังหวัดสระบุรี"
REGION_BODY = "สำนักงานภาคกลางและตะวันตก พอช."


@dataclass(frozen=True)
class Played:
    """One house of the story, with the example figures that are played for it."""

    first_name: str
    last_name: str
    parts: tuple[str, ...]
    conditions: dict[str, int]
    work: str
    materials: tuple[tuple[str, float, str, int], ...]
    codi_satang: int
    given: tuple[tuple[str, str, str, str, int], ...]  # source, partner, form, what, satang
    labour_days: int
    refund_note: str = ""


HOUSES = (
    Played(
        "สังเวียน",
        "เพิ่มพูน",
        ("roof_frame", "roof", "walls"),
        {"roof_frame": 2, "roof": 3, "walls": 2, "floor": 1},
        "เปลี่ยนหลังคาและโครงหลังคา ซ่อมฝาผนัง",
        (("กระเบื้องลอนคู่", 110, "แผ่น", 6_500), ("ไม้โครงหลังคา", 24, "ท่อน", 28_000), ("ไม้ฝา", 30, "แผ่น", 12_500)),
        18_000_00,
        (
            ("local_government", "องค์การบริหารส่วนตำบลเจริญธรรม", "materials", "ปูนซีเมนต์ ทราย หิน", 6_850_50),
            ("company", "ศูนย์อุตสาหกรรมอิตาเลียนไทย อำเภอวิหารแดง", "materials", "กระเบื้องหลังคา", 3_500_00),
            ("family", "ครอบครัวเจ้าของบ้าน", "cash", "เงินสมทบและอาหาร", 1_200_00),
        ),
        16,
    ),
    Played(
        "บุญเงิน",
        "นามโคตร",
        ("floor", "toilet"),
        {"floor": 3, "toilet": 3, "roof": 1, "posts": 1},
        "เปลี่ยนพื้นบ้าน สร้างห้องน้ำห้องส้วมใหม่",
        (("ไม้พื้น", 40, "แผ่น", 22_000), ("สุขภัณฑ์นั่งยอง", 1, "ชุด", 185_000), ("อิฐบล็อก", 350, "ก้อน", 900)),
        16_500_00,
        (
            ("local_government", "องค์การบริหารส่วนตำบลเจริญธรรม", "materials", "ท่อและถังส้วม", 4_200_00),
            ("company", "ศูนย์อุตสาหกรรมอิตาเลียนไทย อำเภอวิหารแดง", "materials", "อิฐบล็อก", 3_150_00),
        ),
        12,
    ),
)


def enter_council(store: Store) -> None:
    """Write down the council, its officers and its partners, as the news names them."""
    council = _organisation("สภาองค์กรชุมชนตำบลเจริญธรรม", "council", document_prefix="สอช.จธ.")
    chair = _person("นาย", "สาโรช", "มีภู่")
    secretary = _person("นาง", "พรรณทิพา", "ฤทธิ์แก้ว")
    roles: list[Record] = [
        PersonRole.new(TAMBON, person=chair.id, organisation=council.id, role="chair", role_title=CHAIR_POSITION),
        PersonRole.new(
            TAMBON, person=secretary.id, organisation=council.id, role="secretary", role_title=SECRETARY_POSITION
        ),
    ]
    partners = [
        _organisation("องค์การบริหารส่วนตำบลเจริญธรรม", "local_government", short_name="อบต.เจริญธรรม"),
        _organisation("ศูนย์อุตสาหกรรมอิตาเลียนไทย อำเภอวิหารแดง", "company"),
        _organisation("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดสระบุรี", "msdhs", short_name="พมจ.สระบุรี"),
    ]
    editing.save(store, [council, chair, secretary, *roles, *partners])


def survey(store: Store, played: Played, variant: int) -> str:
    """Enter a house with its owner, household, condition and a picture; give its id."""
    owner = _person("นาง", played.first_name, played.last_name)
    home = Household.new(TAMBON, head=owner.id, tambon=TAMBON, note=f"บ้านเลขที่และหมู่ที่{NOT_IN_NEWS}")
    house = HouseRepair.new(
        TAMBON,
        fiscal_year=2565,
        household=home.id,
        owner=owner.id,
        tenure="owner",
        repair_parts=list(played.parts),
        work_planned=played.work,
        note=EXAMPLE,
        **{f"{part}_before": condition for part, condition in played.conditions.items()},
    )
    editing.save(store, [owner, home, house])
    photos.take_in(store, house.id, paint_house("before", variant), "before", taken=date(2022, 7, 12), caption="ภาพวาด")
    return str(house.id)


def propose(store: Store, house: str, played: Played) -> None:
    """Let the forum certify, price the materials, plan CODI's money, and propose to the province."""
    repairing.take_step(
        store,
        house,
        "certified",
        day=date(2022, 7, 15),
        resolution="1/2565",
        by_body="ประชาคมตำบลเจริญธรรม",
        note=EXAMPLE,
    )
    items: list[Record] = [
        MaterialItem.new(
            TAMBON,
            house=house,
            position=place,
            item=item,
            quantity=quantity,
            unit=unit,
            unit_price_satang=price,
            price_source=EXAMPLE,
        )
        for place, (item, quantity, unit, price) in enumerate(played.materials, 1)
    ]
    editing.save(store, items)
    money.enter(
        store, house, phase="planned", source="CODI", amount_satang=played.codi_satang, day="2022-07-18", note=EXAMPLE
    )
    repairing.take_step(
        store,
        house,
        "proposed",
        day=date(2022, 7, 20),
        resolution="2/2565",
        by_body="สภาองค์กรชุมชนตำบลเจริญธรรม",
        note=EXAMPLE,
    )


def approve(store: Store, house: str) -> None:
    """Let the province approve."""
    repairing.take_step(
        store, house, "approved", day=date(2022, 8, 1), resolution="3/2565", by_body=PROVINCE_BODY, note=EXAMPLE
    )


def repair(store: Store, house: str, played: Played, variant: int) -> None:
    """Receive the instalment, work, spend, collect what partners gave, photograph and inspect."""
    _change(store, house, contract_no=f"บพ.จธ. {variant + 1}/2565")
    money.enter(
        store,
        house,
        phase="received",
        source="CODI",
        amount_satang=played.codi_satang,
        instalment_no=1,
        day="2022-08-05",
        note=EXAMPLE,
    )
    repairing.take_step(store, house, "contracted", day=date(2022, 8, 5), note=EXAMPLE)
    repairing.take_step(store, house, "repairing", day=date(2022, 8, 8), note=EXAMPLE)
    photos.take_in(store, house, paint_house("during", variant), "during", taken=date(2022, 8, 20), caption="ภาพวาด")
    money.enter(
        store,
        house,
        phase="spent",
        source="CODI",
        amount_satang=played.codi_satang,
        what="ค่าวัสดุก่อสร้าง",
        receipt_no=f"{variant + 1}/2565",
        day="2022-08-22",
        note=EXAMPLE,
    )
    for source, partner, form, what, satang in played.given:
        money.enter(
            store,
            house,
            phase="received",
            source=source,
            partner_name=partner,
            form=form,
            what=what,
            amount_satang=satang,
            day="2022-08-22",
            note=EXAMPLE,
        )
    money.enter(
        store,
        house,
        phase="received",
        source="community",
        partner_name="ช่างชุมชนและจิตอาสา",
        form="labour",
        labour_days=played.labour_days,
        day_rate_satang=300_00,
        day="2022-08-30",
        note=EXAMPLE,
    )
    for part in played.parts:
        photos.take_in(
            store, house, paint_house("after", variant), "after", part=part, taken=date(2022, 9, 2), caption="ภาพวาด"
        )
    photos.take_in(store, house, paint_house("after", variant), "after", taken=date(2022, 9, 2), caption="ภาพวาด")
    inspectors = {f"inspector{n}_name": f"กรรมการตัวอย่าง คนที่ {n}" for n in (1, 2, 3)}
    editing.save(store, Inspection.new(TAMBON, house=house, day="2022-09-02", passed=True, **inspectors))
    _change(store, house, work_done=played.work, **{f"{part}_after": 0 for part in played.parts})
    repairing.take_step(store, house, "inspected", day=date(2022, 9, 2), note=EXAMPLE)
    _change(
        store,
        house,
        handover_on=HANDOVER.isoformat(),
        ceremony_place="ตำบลเจริญธรรม",
        presider_unknown=True,
        giver_name="นายสาโรช มีภู่",
        giver_position=CHAIR_POSITION,
        witness1_name=SECRETARY,
        witness1_position=SECRETARY_POSITION,
        witness2_name="นายตัวอย่าง สมมุติชื่อ",
        witness2_position="พยานตัวอย่าง",
    )


def hand_over(store: Store, house: str) -> None:
    """Hand the house over, as the news tells."""
    repairing.take_step(store, house, "handed_over", day=HANDOVER, note="มอบบ้านตามข่าว พอช. 5 กันยายน 2565")


def close(store: Store, house: str) -> None:
    """Close the books."""
    repairing.take_step(store, house, "closed", day=date(2022, 9, 30), note=EXAMPLE)


def _change(store: Store, house: str, **values: object) -> None:
    record = store.get(HouseRepair, house)
    editing.fill(record, values)
    editing.save(store, record)


def _person(prefix: str, first_name: str, last_name: str) -> Person:
    return Person.new(
        TAMBON,
        prefix=prefix,
        first_name=first_name,
        last_name=last_name,
        citizen_id_missing=NOT_IN_NEWS,
        note="ชื่อตามข่าว พอช. 5 กันยายน 2565",
    )


def _organisation(name: str, category: str, **values: str) -> Organisation:
    return Organisation.new(TAMBON, name=name, category=category, area=TAMBON, **values)
