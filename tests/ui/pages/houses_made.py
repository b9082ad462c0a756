"""Houses for the tests of their page: one that waits for its inspection, and one just surveyed."""

from datetime import date
from pathlib import Path
from typing import Any

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.person import Person
from codi_desktop.services import editing, money, photos, repairing
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store

TAMBON = "190406"


def open_store(folder: Path) -> Store:
    """Make the store of ตำบลเจริญธรรม."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = Machine.new(
        name="เครื่องตำบล 1", level="tambon", scope=TAMBON, person="พรรณทิพา ฤทธิ์แก้ว", signing_seed=bytes(32)
    )
    return Store.create(folder, bytes(range(32)), machine, durable=False)


def paint(stage: str, variant: int = 0) -> bytes:
    """Paint the photo of a house."""
    from codi_desktop.cli._painting import paint_house

    return paint_house(stage, variant)


def surveyed(
    store: Store, first: str = "บุญเงิน", last: str = "นามโคตร", number: str = "12", moo: int = 3
) -> HouseRepair:
    """Enter a house with its owner and household, and nothing else."""
    person = Person.new(
        TAMBON, prefix="นาง", first_name=first, last_name=last, citizen_id_missing="ไม่มีในบทความ", birth_year=2489
    )
    home = Household.new(
        TAMBON, house_number=number, moo=moo, village_name="บ้านหนองตาบุญ", members_count=4, head=person.id
    )
    house = HouseRepair.new(TAMBON, fiscal_year=2565, household=home.id, owner=person.id)
    editing.save(store, [person, home, house])
    return house


def repairing_house(store: Store, *, with_photos: bool = True) -> HouseRepair:
    """Lead a house up to the repair, with money of five partners; the photo of its toilet is missing."""
    house = surveyed(store, "ทองม้วน", "ศรีบุญเรือง", "47/2", 6)
    house.fill(
        {
            "tenure": "owner",
            "roof_before": 3,
            "posts_before": 2,
            "floor_before": 2,
            "walls_before": 3,
            "toilet_before": 3,
            "roof_after": 0,
            "posts_after": 0,
            "floor_after": 0,
            "walls_after": 0,
            "repair_parts": ["roof", "toilet"],
            "vulnerabilities": ["elderly", "poor"],
            "in_tpmap": True,
            "tpmap_year": 2565,
            "contract_no": "บพ.7/2565",
            "work_planned": "เปลี่ยนหลังคา ทำห้องน้ำใหม่",
        }
    )
    editing.save(store, house)
    if with_photos:
        photos.take_in(store, house.id, paint("before"), "before", taken=date(2022, 7, 12), caption="หน้าบ้าน")
        photos.take_in(store, house.id, paint("before", 1), "before", part="roof", taken=date(2022, 7, 12))
    else:
        photos.take_in(store, house.id, _plain("#8a6b4c"), "before", taken=date(2022, 7, 12))
    items = (("กระเบื้องหลังคา", 80.0, "แผ่น", 6500), ("ไม้โครงหลังคา", 12.0, "ท่อน", 32000), ("ปูนซีเมนต์", 14.0, "ถุง", 14500))
    for place, (item, quantity, unit, price) in enumerate(items, start=1):
        editing.save(
            store,
            MaterialItem.new(
                TAMBON,
                house=house.id,
                position=place,
                item=item,
                quantity=quantity,
                unit=unit,
                unit_price_satang=price,
                price_source="ร้านวิหารแดงค้าวัสดุ",
            ),
        )
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=2_050_000)
    for step, day, resolution in (
        ("certified", date(2022, 7, 15), "1/2565"),
        ("proposed", date(2022, 7, 20), "2/2565"),
        ("approved", date(2022, 8, 1), "3/2565"),
    ):
        repairing.take_step(store, house.id, step, day=day, resolution=resolution)
    money.enter(
        store, house.id, phase="received", source="CODI", amount_satang=2_050_000, instalment_no=1, day="2022-08-05"
    )
    repairing.take_step(store, house.id, "contracted", day=date(2022, 8, 5))
    repairing.take_step(store, house.id, "repairing", day=date(2022, 8, 8))
    _partners(store, house.id)
    if with_photos:
        photos.take_in(store, house.id, paint("after"), "after", taken=date(2022, 9, 1), caption="หน้าบ้าน")
        photos.take_in(store, house.id, paint("during"), "during", part="roof", taken=date(2022, 8, 20))
    names = {f"inspector{n}_name": name for n, name in enumerate(("นายสมชาย ดีงาม", "นางปราณี ใจเย็น", "นายวิชัย มั่นคง"), 1)}
    editing.save(store, Inspection.new(TAMBON, house=house.id, day="2022-09-02", passed=True, **names))
    return store.get(HouseRepair, house.id)


def _partners(store: Store, house_id: str) -> None:
    given = (
        ("company", "ศูนย์อุตสาหกรรมฯ", "materials", 960_000),
        ("local_government", "อบต.เจริญธรรม", "materials", 840_000),
        ("local_government", "อบต.เจริญธรรม", "labour", 240_000),
        ("community", "ช่างชุมชน", "labour", 630_000),
        ("msdhs", "พมจ.สระบุรี", "cash", 600_000),
    )
    for source, partner, form, amount in given:
        labour: dict[str, Any] = {"labour_days": amount / 30_000, "day_rate_satang": 30_000} if form == "labour" else {}
        money.enter(
            store, house_id, phase="received", source=source, partner_name=partner, form=form, amount_satang=amount,
            day="2022-08-10", **labour,
        )  # fmt: skip
    money.enter(
        store,
        house_id,
        phase="spent",
        source="CODI",
        amount_satang=1_864_000,
        receipt_no="12/5",
        what="วัสดุหลังคา",
        day="2022-08-12",
    )


def _plain(colour: str) -> bytes:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return written.getvalue()
