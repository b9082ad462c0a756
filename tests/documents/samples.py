"""Painted houses and made-up facts for the tests of papers; every certificate made of them says that it is a sample."""

import datetime as dt
import io
import random
from dataclasses import replace
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from codi_desktop.documents.handover_certificate import Certificate, Inspection, PhotoShown, Share, Signature

SHARES = (
    Share("สถาบันพัฒนาองค์กรชุมชน (พอช.)", "เงินอุดหนุนค่าวัสดุ", 2_000_000),
    Share("อบต.เจริญธรรม", "วัสดุ: ปูนซีเมนต์ ทราย หิน", 685_050),
    Share("ศูนย์อุตสาหกรรมอิตาเลียนไทย", "วัสดุ: กระเบื้องหลังคา", 350_000),
    Share("ช่างชุมชนและจิตอาสา", "แรงงาน 16 วัน × 300 บาท", 480_000),
    Share("ครอบครัวเจ้าของบ้าน", "เงินสมทบและอาหาร", 120_000),
)
EIGHT_SHARES = (
    Share("สถาบันพัฒนาองค์กรชุมชน (องค์การมหาชน)", "เงินอุดหนุนค่าวัสดุ", 4_000_000),
    Share("องค์การบริหารส่วนตำบลเจริญธรรม", "วัสดุ: ปูนซีเมนต์ ทราย หิน เหล็กเส้น", 1_285_050),
    Share("บริษัท ศูนย์อุตสาหกรรมอิตาเลียนไทย การก่อสร้างและพัฒนา จำกัด (มหาชน)", "วัสดุ: กระเบื้องหลังคา", 350_000),
    Share("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดสระบุรี", "เครื่องนอน เครื่องครัว", 200_000),
    Share("กองทุนสวัสดิการชุมชนตำบลวิหารแดง", "เงินสมทบ", 300_000),
    Share("วัดเจริญธรรม", "ไม้เก่า 40 แผ่น", 180_025),
    Share("ช่างชุมชนและจิตอาสา", "แรงงาน 124 วัน × 350 บาท", 4_340_000),
    Share("ครอบครัวเจ้าของบ้าน", "เงินสมทบและอาหาร", 12_000_000),
)
SIGNATURES = (
    Signature("นายสาโรช มีภู่", "ผู้ส่งมอบ", "ประธานสภาองค์กรชุมชนตำบลเจริญธรรม"),
    Signature("นายเอกพร จุ้ยสำราญ", "ประธานในพิธี", "รองผู้ว่าราชการจังหวัดสระบุรี"),
    Signature("นางสังเวียน เพิ่มพูน", "ผู้รับมอบ", "เจ้าของบ้าน"),
    Signature("นางพรรณทิพา ฤทธิ์แก้ว", "พยาน", "เลขานุการสภาองค์กรชุมชน"),
    Signature("นายตัวอย่าง สมมุติชื่อ", "พยาน", "ผู้ใหญ่บ้าน หมู่ที่ 5"),
)
LONG_NAME = "นางสาวกาญจน์ชญานิษฐ์ ฐิติวิวัฒน์ธนากูลเศรษฐ์"
ACTING = Signature("ว่าที่ร้อยตรีหญิงธัญลักษณ์ ณ ตัวอย่าง", "ประธานในพิธี", "ปลัดอำเภอหัวหน้ากลุ่มงาน", "ปฏิบัติราชการแทนนายอำเภอวิหารแดง")
LONG_ADDRESS = (
    "บ้านเลขที่ 123/45 ก หมู่ที่ 12 บ้านหนองปลาหมอทุ่งใหญ่ ถนนเจริญธรรม–วิหารแดง ตำบลเจริญธรรม อำเภอวิหารแดง จังหวัดสระบุรี 18150"
)
NO_PHOTO = "น้ำท่วมเสียหาย ยืนยันโดยมติที่ประชุม ครั้งที่ 3/2565"
TOKEN = "HB1" + "A7K3QZ2M5X" * 16 + "WXYZ234"


@lru_cache(maxsize=64)
def house(seed: int = 0, *, repaired: bool = True, size: tuple[int, int] = (640, 480)) -> bytes:
    """Paint a house on stilts, old or repaired, with a camera's grain, as JPEG."""
    chance = random.Random(seed * 2 + repaired)
    width, height = 640, 480
    sky, ground = ((150, 195, 230), (96, 140, 78)) if repaired else ((188, 190, 186), (138, 116, 86))
    picture = Image.new("RGB", (width, height), sky)
    pen = ImageDraw.Draw(picture)
    for y in range(300):
        fade = y / 300 * 40
        pen.line((0, y, width, y), fill=tuple(min(255, int(part + fade)) for part in sky))
    pen.rectangle((0, 300, width, height), fill=ground)
    for _ in range(26):
        x, y, r = chance.randrange(width), chance.randrange(230, 300), chance.randrange(14, 46)
        leaf = chance.randrange(70, 120)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(leaf // 2, leaf, leaf // 2))
    wall, roof = ((232, 222, 190), (52, 98, 140)) if repaired else ((142, 112, 82), (150, 96, 66))
    left = 150 + chance.randrange(-30, 30)
    for x in range(left + 20, left + 330, 70):
        pen.rectangle((x, 330, x + 10, 392), fill=(90, 76, 60))
    pen.rectangle((left, 225, left + 340, 332), fill=wall)
    pen.polygon([(left - 40, 232), (left + 170, 105), (left + 380, 232)], fill=roof)
    pen.rectangle((left + 60, 258, left + 110, 332), fill=(110, 72, 46))
    for x in (left + 160, left + 240):
        pen.rectangle((x, 252, x + 52, 296), fill=(120, 160, 180) if repaired else (40, 34, 28))
    if not repaired:
        for _ in range(9):
            x, y = left + chance.randrange(20, 300), chance.randrange(150, 320)
            pen.polygon([(x, y), (x + 30, y + 6), (x + 22, y + 26), (x - 4, y + 18)], fill=(34, 28, 24))
    grain = Image.effect_noise((width, height), 18).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.GaussianBlur(0.6)), grain, 0.06).resize(size)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def certificate(**changes: object) -> Certificate:
    """Give a complete certificate of five partners and five signatures, with changes."""
    plain = Certificate(
        number="สอช.จธ. 001/2565",
        council="สภาองค์กรชุมชนตำบลเจริญธรรม",
        seat="อำเภอวิหารแดง จังหวัดสระบุรี",
        owner="นางสังเวียน เพิ่มพูน",
        address="หมู่ที่ 5 ตำบลเจริญธรรม อำเภอวิหารแดง จังหวัดสระบุรี 18150",
        work_done="เปลี่ยนหลังคาและโครงหลังคา ซ่อมพื้นและฝาผนัง ทำบันไดพร้อมราวจับ และเดินสายไฟฟ้าใหม่",
        programme="โครงการบ้านพอเพียง",
        fiscal_year=2565,
        shares=SHARES,
        inspection=Inspection(3, dt.date(2022, 9, 2)),
        before=PhotoShown(house(1, repaired=False), dt.date(2022, 7, 12)),
        after=PhotoShown(house(1), dt.date(2022, 9, 2)),
        day=dt.date(2022, 9, 4),
        signatures=SIGNATURES,
        token=TOKEN,
        code="HB1-65-0001-7K3Q",
        plate_number="อบ. 0012/2565",
        sample_note="ตัวอย่างแบบพิมพ์ ข้อมูลสมมุติบางรายการ",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def hard_cases() -> dict[str, Certificate]:
    """Give every case that the layout must survive, by name."""
    many = (*SIGNATURES, Signature("นายสมมุติ กอข้อ", "ประธานกรรมการตรวจรับ", "ช่างชุมชน"))
    twelve = (*EIGHT_SHARES, *(Share(f"ภาคีตัวอย่างลำดับที่ {n}", "แรงงานและอาหาร", 100_000 * n) for n in range(9, 13)))
    arabic = {"thai_numerals": False}
    return {
        "normal": certificate(),
        "arabic": certificate(**arabic),
        "one_partner": certificate(shares=SHARES[:1], signatures=SIGNATURES[:3]),
        "two_partners": certificate(shares=SHARES[:2], signatures=SIGNATURES[:4]),
        "eight_partners": certificate(
            shares=EIGHT_SHARES, before=None, no_photo_reason=NO_PHOTO, owner=LONG_NAME, address=LONG_ADDRESS, **arabic
        ),
        "eight_six": certificate(
            shares=EIGHT_SHARES, owner=LONG_NAME, address=LONG_ADDRESS,
            signatures=(
                SIGNATURES[0], Signature(LONG_NAME, "ผู้รับมอบ", "เจ้าของบ้าน"), ACTING, *SIGNATURES[3:], many[5]
            ),
        ),
        "twelve_partners": certificate(shares=twelve),
        "forty_partners": certificate(
            shares=tuple(Share(f"ภาคีตัวอย่างลำดับที่ {n}", "แรงงาน", 12_345 * n) for n in range(1, 41))
        ),
        "no_photo": certificate(before=None, after=None),
        "no_photo_two": certificate(before=None, after=None, shares=SHARES[:2], signatures=SIGNATURES[:4]),
        "photo_missing": certificate(before=None, no_photo_reason=NO_PHOTO),
        "six_signatures": certificate(signatures=many),
        "seven_signatures": certificate(signatures=(*many, Signature("", "ผู้แทนภาคี", "ผู้แทนหน่วยงานที่ร่วมสนับสนุน"))),
        "eight_signatures": certificate(signatures=(*many, Signature("", "ผู้แทนภาคี"), ACTING)),
        "acting_in_the_middle": certificate(signatures=(SIGNATURES[0], ACTING, *SIGNATURES[2:])),
        "one_signature": certificate(signatures=SIGNATURES[:1]),
        "two_signatures": certificate(signatures=SIGNATURES[:2]),
        "no_signature": certificate(signatures=(), inspection=None, day=None),
        "very_long_name": certificate(owner="หม่อมราชวงศ์ศุภวัฒน์เกษมสันต์ธนกฤต ฐิติวิวัฒน์ธนากูลเศรษฐ์วรโชติพิพัฒนานนท์"),
        "long_work": certificate(work_done=" ".join(["เปลี่ยนหลังคาและโครงหลังคา ซ่อมพื้นและฝาผนัง"] * 14)),
        "crowded": certificate(
            shares=tuple(
                Share(f"{share.partner} ร่วมกับเครือข่ายองค์กรชุมชนจังหวัดสระบุรี", f"{share.what} และค่าขนส่งวัสดุถึงบ้าน", 1_234_567)
                for share in EIGHT_SHARES
            ),
            owner=LONG_NAME, address=LONG_ADDRESS, signatures=many,
        ),
        "draft": certificate(draft=True),
        "void": certificate(void=True, print_number=3),
        "nothing_but_the_names": Certificate("1/2565", "สภาองค์กรชุมชนตำบลทดสอบ", "", "นายก ข", "", "", "", 0),
    }  # fmt: skip
