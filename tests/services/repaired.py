"""Make houses that have come through the programme, for tests of papers and counts."""

from datetime import date

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.organisation import Organisation
from codi_desktop.records.person import Person
from codi_desktop.services import editing, money, photos, repairing
from codi_desktop.store.store import Store

TAMBON = "190406"
RESOLUTIONS = {"certified": "1/2565", "proposed": "2/2565", "approved": "3/2565"}
DAYS = {
    "certified": date(2022, 7, 15),
    "proposed": date(2022, 7, 20),
    "approved": date(2022, 8, 1),
    "contracted": date(2022, 8, 5),
    "repairing": date(2022, 8, 8),
    "inspected": date(2022, 9, 2),
}


def picture(colour: str = "#8a6b4c") -> bytes:
    """Paint something that is a JPEG."""
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return written.getvalue()


def council(store: Store, **values: str) -> Organisation:
    """Write the council of the tambon down."""
    made = Organisation.new(
        TAMBON,
        name="สภาองค์กรชุมชนตำบลเจริญธรรม",
        category="council",
        area=TAMBON,
        document_prefix="สอช.จธ.",
        **values,
    )
    editing.save(store, made)
    return made


def surveyed(store: Store, first: str = "สังเวียน", last: str = "เพิ่มพูน", *, scope: str = TAMBON) -> HouseRepair:
    """Enter a house with its owner, household and the condition of its roof."""
    person = Person.new(scope, prefix="นาง", first_name=first, last_name=last, citizen_id_missing="ไม่มีในบทความ")
    home = Household.new(scope, house_number="47/2", moo=6)
    house = HouseRepair.new(
        scope,
        fiscal_year=2565,
        household=home.id,
        owner=person.id,
        tenure="owner",
        roof_before=3,
        repair_parts=["roof"],
        contract_no="บพ.7/2565",
        handover_on="2022-09-04",
        presider_unknown=True,
        giver_name="นายสาโรช มีภู่",
        giver_position="ประธานสภาองค์กรชุมชนตำบลเจริญธรรม",
        witness1_name="นางพรรณทิพา ฤทธิ์แก้ว",
        witness2_name="นายตัวอย่าง สมมุติชื่อ",
    )
    editing.save(store, [person, home, house])
    return house


def inspected(store: Store, first: str = "สังเวียน", last: str = "เพิ่มพูน", *, photographed: bool = True) -> HouseRepair:
    """Lead a house up to the day before its handover, with money of three partners."""
    house = surveyed(store, first, last)
    photos.take_in(store, house.id, picture(), "before", taken=date(2022, 7, 12))
    material = MaterialItem.new(
        TAMBON, house=house.id, item="กระเบื้อง", quantity=80, unit="แผ่น", unit_price_satang=6500, price_source="ร้านค้า"
    )
    editing.save(store, material)
    money.enter(store, house.id, phase="planned", source="CODI", amount_satang=1_800_000)
    for step, day in DAYS.items():
        if step == "contracted":
            money.enter(store, house.id, phase="received", source="CODI", amount_satang=1_800_000, instalment_no=1)
        if step == "inspected":
            _worked(store, house, photographed=photographed)
        repairing.take_step(store, house.id, step, day=day, resolution=RESOLUTIONS.get(step, ""))
    return store.get(HouseRepair, house.id)


def _worked(store: Store, house: HouseRepair, *, photographed: bool) -> None:
    money.enter(store, house.id, phase="spent", source="CODI", amount_satang=1_790_050, receipt_no="12/5", what="ไม้")
    money.enter(store, house.id, phase="received", source="community", form="labour", labour_days=16,
                day_rate_satang=30_000, partner_name="ช่างชุมชน")  # fmt: skip
    money.enter(store, house.id, phase="received", source="local_government", form="materials",
                amount_satang=685_050, partner_name="อบต.เจริญธรรม", what="ปูน ทราย")  # fmt: skip
    photos.take_in(store, house.id, picture("#2f5f86"), "during", part="roof", taken=date(2022, 8, 20))
    if photographed:
        photos.take_in(store, house.id, picture("#efe3c4"), "after", taken=date(2022, 9, 2))
    names = {f"inspector{n}_name": f"กรรมการคนที่ {n}" for n in (1, 2, 3)}
    editing.save(store, Inspection.new(TAMBON, house=house.id, day="2022-09-02", passed=True, **names))
