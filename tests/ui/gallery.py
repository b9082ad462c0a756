"""Every widget of the kit on one page each, with the words of a real tambon: for the tests and for the eye.

`python tests/ui/gallery.py FOLDER` writes pictures of all pages in the light theme, at 150 % and in high contrast.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.ui.charts import CeilingBar, GroupedBars, MapTile, Part, StackedBar, TileMap
from codi_desktop.ui.forms.day import DayEditor
from codi_desktop.ui.forms.editors import (
    ChoiceEditor,
    LongTextEditor,
    TagsEditor,
    YesNoEditor,
    citizen_id_editor,
    money_editor,
    phone_editor,
    place_editor,
    text_editor,
    whole_editor,
)
from codi_desktop.ui.frame import Frame, NavEntry
from codi_desktop.ui.page import Page
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.text import Label
from codi_desktop.ui.theme import Theme, apply_theme
from codi_desktop.ui.translator import show_language
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.choosing import Choice, ChoiceCards, SearchField, SegmentTabs, ToggleFilter
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.figures import BigNumber, FigureCard, Tile, TilesRow
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.history import Event, HistoryTimeline
from codi_desktop.ui.widgets.next_steps import NextStep, NextSteps
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import PhotoPair
from codi_desktop.ui.widgets.safe_panel import SafeToRemovePanel
from codi_desktop.ui.widgets.workflow import Step, StepStrip, WorkflowBar

STEPS = (
    Step("survey", "สำรวจ", "clipboard-list", 4),
    Step("forum", "ประชาคม", "users", 3),
    Step("propose", "เสนอ", "send", 2),
    Step("approve", "อนุมัติ", "stamp", 2),
    Step("paid", "รับงวด", "banknote", 1),
    Step("repair", "กำลังซ่อม", "hammer", 4, "info"),
    Step("inspect", "ตรวจรับ", "clipboard-check", 1, "info"),
    Step("handover", "ส่งมอบ", "handshake", 2, "ok"),
    Step("closed", "ปิด", "archive", 5, "ok"),
)

TRAY = (
    Part("พอช.", 307_500, "partner_1", "307,500"),
    Part("อบต.เจริญธรรม", 168_000, "partner_2", "168,000"),
    Part("ศูนย์อุตสาหกรรมฯ", 138_000, "partner_4", "138,000"),
    Part("พมจ.สระบุรี", 96_000, "partner_3", "96,000"),
    Part("ชุมชน", 90_000, "partner_5", "90,000"),
)


def painted_house() -> QImage:
    """Paint something in the place of a photo."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, 480)
    sky.setColorAt(0, QColor("#9db8c4"))
    sky.setColorAt(1, QColor("#6f7f52"))
    painter.fillRect(image.rect(), sky)
    painter.fillRect(180, 190, 280, 180, QColor("#7a5a44"))
    painter.end()
    return image


def home() -> Page:
    """Rows of next steps, figures, the strip and the shared tray."""
    page = Page(name="home")
    page.set_title("สวัสดีค่ะ คุณพรรณทิพา", "วันอาทิตย์ที่ 4 กันยายน 2565 · สภาองค์กรชุมชนตำบลเจริญธรรม")
    page.add_head(SearchField("ค้นหาชื่อหรือบ้านเลขที่"))
    todo = Card("สิ่งที่ควรทำต่อ", second="4 เรื่อง")
    todo.body.addWidget(
        NextSteps(
            (
                NextStep(
                    "print",
                    "printer",
                    "พิมพ์ใบส่งมอบบ้าน 2 ใบ สำหรับพิธีมอบบ้าน",
                    "นางสังเวียน เพิ่มพูน · นางบุญเงิน นามโคตร",
                    "พิมพ์ 2 ใบ",
                    "วันนี้",
                ),
                NextStep("send", "usb", "ส่งข้อมูลให้จังหวัดด้วยแฟลชไดรฟ์", "12 บ้าน 34 รูป ยังมีอยู่เฉพาะเครื่องนี้", "ไปส่งออก"),
                NextStep(
                    "photo",
                    "camera",
                    "เพิ่มภาพหลังซ่อม บ้านนางทองม้วน ศรีบุญเรือง",
                    "ขาดภาพห้องน้ำ–ส้วม จึงยังนัดตรวจรับไม่ได้",
                    "เพิ่มภาพ",
                ),
                NextStep("settle", "git-compare", "ตัดสินข้อมูลขัดกัน 2 รายการ", "ตำบลกับจังหวัดแก้ช่องเดียวกัน", "ดูและตัดสิน"),
            )
        )
    )
    right = QWidget()
    column = QVBoxLayout(right)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    unsaved = Card("ยังไม่อยู่ในแฟลชไดรฟ์", icon="laptop", icon_colour="warn", tone="warn")
    numbers = QHBoxLayout()
    for figure, unit in (("12", "บ้าน"), ("34", "รูป"), ("18.2", "MB")):
        numbers.addWidget(BigNumber(figure, unit, tone="warn"))
    unsaved.body.addLayout(numbers)
    unsaved.body.addWidget(Label("ถ้าเครื่องนี้เสียวันนี้ ส่วนนี้จะหายไป", "second", tone="warn"))
    exchange = Card("แลกเปลี่ยนกับจังหวัดสระบุรี", icon="usb")
    exchange.body.addWidget(Chip("ถึงจังหวัด 30 ส.ค.", "ok", "check-check"))
    exchange.body.addWidget(Chip("อยู่ในแฟ้ม 2 ก.ย.", "info", "usb"))
    column.addWidget(unsaved)
    column.addWidget(exchange, 1)
    page.body.addWidget(Columns(todo, right, side_width=410))
    strip = Card("บ้านพอเพียงตามขั้นตอน", second="ทั้งหมด 24 หลัง · ปีงบประมาณ 2565")
    strip.body.addWidget(StepStrip(STEPS))
    page.body.addWidget(strip)
    tray = Card("ถาดร่วม 799,500 บาท", second="ภาคีสมทบ 1.6 บาท ต่อ 1 บาทของ พอช.")
    tray.body.addWidget(StackedBar(TRAY))
    figures = QWidget()
    row = QHBoxLayout(figures)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(FigureCard("ถุงยังชีพ", "package", "3", "ถุง เหลืออยู่", "แจกแล้ว 12 จาก 15"))
    row.addWidget(FigureCard("มติเกินกำหนด", "gavel", "2", "เรื่อง", "นานสุดเกิน 4 วัน", tone="bad"))
    page.body.addWidget(Columns(tray, figures, side_width=410))
    page.body.addStretch(1)
    return page


def house() -> Page:
    """The workflow bar, photos, the money table and the ceiling."""
    page = Page(name="house")
    page.set_title("บ้านนางทองม้วน ศรีบุญเรือง", "47/2 หมู่ 6 บ้านหนองตาบุญ · ปีงบประมาณ 2565")
    page.add_head(Button("พิมพ์ใบส่งมอบ", icon="printer", room="head", name="print"))
    page.add_head(
        Button("ไปขั้นถัดไป: ตรวจรับ", "primary", icon="arrow-right", icon_after=True, room="head", name="next"),
        primary=True,
    )
    way = Card()
    way.body.addWidget(WorkflowBar(STEPS, "repair"))
    notice = Notice()
    notice.show_notice("warn", "ก่อนไปตรวจรับ ยังขาด 1 อย่าง: ภาพหลังซ่อมของห้องน้ำ–ส้วม", links=(("photo", "เพิ่มภาพ"),))
    way.body.addWidget(notice)
    page.body.addWidget(way)
    main = QWidget()
    row = QHBoxLayout(main)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    tabs = SegmentTabs(
        (
            ("photos", "image", "ภาพและสภาพ"),
            ("people", "users", "ครัวเรือน"),
            ("money", "hand-coins", "เงินและของ"),
            ("history", "history", "ประวัติ"),
        )
    )
    row.addWidget(tabs)
    photos = Card("ก่อนและหลังซ่อม")
    pair = PhotoPair()
    pair.before.show_photo(painted_house(), "ถ่าย 12 ก.ค. 2565 · หน้าบ้าน")
    photos.body.addWidget(pair)
    row.addWidget(photos, 1)
    money = Card("ถาดร่วม", second="บาท")
    table = MoneyTable(
        (MoneyColumn("ภาคี", money=False), MoneyColumn("เงิน"), MoneyColumn("วัสดุ"), MoneyColumn("แรงงาน")), label="ถาดร่วม"
    )
    table.set_rows(
        (
            MoneyRow("codi", ("พอช.", 2_050_000, None, None), "partner_1"),
            MoneyRow("centre", ("ศูนย์อุตฯ", None, 960_000, None), "partner_4"),
            MoneyRow("tao", ("อบต.", None, 840_000, 240_000), "partner_2"),
            MoneyRow("people", ("ชุมชน", None, None, 640_000), "partner_5"),
        )
    )
    money.body.addWidget(table)
    money.body.addWidget(CeilingBar(18_640, 20_500, "พอช. ใช้ 18,640 จากเพดาน 20,500", "เหลือ 1,860"))
    page.body.addWidget(Columns(main, money))
    page.body.addStretch(1)
    return page


def exchange() -> Page:
    """Tiles, the safe panel and the history."""
    page = Page("แลกเปลี่ยนแฟ้มด้วยแฟลชไดรฟ์", name="exchange")
    page.add_head(Chip("เสียบอยู่: KINGSTON (E:) ว่าง 12.4 GB", "ok", "usb", tall=True))
    out = Card("ส่งออก", icon="upload", second="แฟ้มฉบับที่ 18", big=True)
    for state, message in (
        ("ok", "ดึงแฟลชไดรฟ์ออกได้แล้ว"),
        ("warn", "อย่าเพิ่งดึง"),
        ("bad", "แฟ้มยังไม่ครบ ข้อมูลในเครื่องไม่เสียหาย"),
    ):
        panel = SafeToRemovePanel()
        panel.show_state(state, message, "นำไปให้จังหวัดสระบุรี แล้วขอใบรับกลับมา", "ชื่อแฟ้ม 190406-เจริญธรรม-18.codi")  # type: ignore[arg-type]  # one of three words
        if state == "warn":
            panel.show_progress(9, 18)
        out.body.addWidget(panel)
    into = Card("รับเข้า", icon="download", second="แฟ้มฉบับที่ 10", big=True)
    into.body.addWidget(
        TilesRow(
            (
                Tile("new", "3", "บ้านใหม่", "plus", "ok"),
                Tile("changed", "7", "เปลี่ยน", "pencil", "info"),
                Tile("decide", "2", "ต้องตัดสิน", "git-compare", "bad"),
                Tile("photos", "30", "รูป", "image"),
            )
        )
    )
    into.body.addWidget(Label("เรื่องที่ต้องตัดสินเก็บไว้ทั้งสองค่า จนกว่าท่านจะเลือก"))
    into.body.addWidget(EmptyState("usb", "เสียบแฟลชไดรฟ์", "แฟ้มจากจังหวัดจะปรากฏที่นี่", (("look", "ดูอีกครั้ง"),)))
    page.body.addWidget(Columns(out, into, side_width=536))
    past = Card("แฟ้มที่ผ่านมา")
    past.body.addWidget(
        HistoryTimeline(
            (
                Event(
                    "18",
                    "วันนี้ 10:14",
                    "upload",
                    "ส่งออก ฉบับที่ 18 ถึงจังหวัดสระบุรี",
                    "12 บ้าน 34 รูป 18.2 MB",
                    "รอใบรับ",
                    "hourglass",
                    "warn",
                ),
                Event(
                    "9",
                    "ไม่ทราบวัน",
                    "download",
                    "รับเข้า ฉบับที่ 9 จากจังหวัดสระบุรี",
                    "รู้จากฉบับที่ 10 ว่ามีอยู่",
                    "ยังไม่มาถึง",
                    "file-x",
                    "bad",
                    alarm=True,
                ),
                Event(
                    "8",
                    "30 ส.ค. 11:30",
                    "download",
                    "รับเข้า ฉบับที่ 8 จากจังหวัดสระบุรี",
                    "4 บ้าน 12 รูป 6.7 MB",
                    "รับครบแล้ว",
                    "circle-check",
                    "ok",
                ),
            )
        )
    )
    page.body.addWidget(past)
    page.body.addStretch(1)
    return page


def form() -> Page:
    """Every editor, the choice cards and the filters."""
    page = Page("ครัวเรือนใหม่", name="form")
    cards = ChoiceCards(
        (
            Choice("join", "file-check", "เข้าร่วมด้วยไฟล์จากจังหวัด", "จังหวัดให้ไฟล์เข้าร่วมมาแล้ว\nชื่อไฟล์ welcome.codi"),
            Choice("own", "door-open", "เริ่มใช้เอง", "บันทึกงานได้ทันที\nเข้าร่วมกับจังหวัดภายหลังได้"),
        )
    )
    cards.set_current("own")
    page.body.addWidget(cards)
    filters = QWidget()
    flow = Flow(filters, gap=10)
    flow.addWidget(ToggleFilter("conflict", "git-compare", "ขัดกัน", 2, "bad"))
    flow.addWidget(ToggleFilter("photos", "image-off", "ขาดภาพ", 3))
    here = ToggleFilter("here", "laptop", "เฉพาะเครื่องนี้", 12)
    here.setChecked(True)
    flow.addWidget(here)
    page.body.addWidget(filters)
    sheet = Card()
    grid = FormGrid()
    grid.add_section("คนในบ้าน")
    grid.add("name", "ชื่อและสกุล", text_editor(), required=True)
    grid.add("citizen", "เลขประจำตัวประชาชน", citizen_id_editor(), help_text="เก็บเข้ารหัสไว้ในเครื่องนี้เท่านั้น")
    grid.add("born", "วันเกิด", DayEditor())
    grid.add("phone", "โทรศัพท์", phone_editor())
    grid.add("income", "รายได้ต่อปี", money_editor())
    grid.add("people", "จำนวนคน", whole_editor(0, 40, unit="คน"))
    grid.add("place", "พิกัดบ้าน", place_editor())
    grid.add("kind", "สภาพบ้าน", ChoiceEditor((("good", "ดี"), ("bad", "ชำรุด"))))
    grid.add("own", "ที่ดินเป็นของตนเอง", YesNoEditor())
    grid.add(
        "tags",
        "กลุ่มเปราะบาง",
        TagsEditor((("old", "ผู้สูงอายุ"), ("ill", "ผู้ป่วยติดเตียง"), ("dis", "คนพิการ"), ("child", "เด็กเล็ก"))),
        wide=True,
    )
    grid.add("note", "หมายเหตุ", LongTextEditor(), wide=True)
    grid.set_values(
        {"name": "นางทองม้วน ศรีบุญเรือง", "born": "1957-03-21", "income": 3_600_000, "tags": ["old", "dis"], "own": True}
    )
    grid.show_errors({"phone": "“02” ไม่ใช่หมายเลขโทรศัพท์ ต้องมี 9 หรือ 10 หลักและขึ้นต้นด้วย 0"})
    sheet.body.addWidget(grid)
    page.body.addWidget(sheet)
    page.body.addStretch(1)
    return page


def region() -> Page:
    """The province tiles and the grouped bars."""
    page = Page("ภาพรวมภาคกลางและตะวันตก", name="region")
    tiles = TileMap(
        (
            MapTile("18", "ชัยนาท", 0, 1, "58 / 151", 0.38),
            MapTile("17", "สิงห์บุรี", 0, 2, "52 / 117", 0.44),
            MapTile("71", "กาญจนบุรี", 1, 0, "73 / 242", 0.3, "info", "info_tint"),
            MapTile("19", "สระบุรี", 1, 2, "ยังไม่ส่ง", None),
            MapTile("77", "ประจวบฯ", 2, 0, "38 / 117", 0.32, "partner_3", "partner_3_tint"),
        )
    )
    left = Card("ส่งมอบแล้ว จากบ้านทั้งหมด")
    left.body.addWidget(tiles)
    right = Card("บ้านตามขั้นตอน รายจังหวัด", second="รวม 2,845 หลัง")

    def bar(name: str, *amounts: int) -> GroupedBars.Row:
        parts = tuple(Part("", amount, f"phase_{number}") for number, amount in enumerate(amounts, start=1))
        return GroupedBars.Row(name, parts, f"{sum(amounts):,}")

    right.body.addWidget(
        GroupedBars(
            (
                GroupedBars.Group(
                    (bar("ชัยนาท", 30, 30, 40, 51), bar("อยุธยา", 90, 80, 120, 167)),
                    "กลุ่มตอนบน",
                    "ส่งมอบแล้ว 558 จาก 1,496 หลัง (37%)",
                ),
                GroupedBars.Group(
                    (bar("กาญจนบุรี", 60, 50, 60, 72),), "กลุ่มตอนล่าง 1", "ส่งมอบแล้ว 316 จาก 825 หลัง (38%)", "info"
                ),
            )
        )
    )
    page.body.addWidget(Columns(left, right, side_width=612))
    page.body.addStretch(1)
    return page


PAGES: dict[str, Callable[[], Page]] = {
    "home": home,
    "house": house,
    "exchange": exchange,
    "form": form,
    "region": region,
}

ENTRIES = (
    NavEntry("home", "layout-dashboard", "หน้าหลัก", home),
    NavEntry("house", "house", "บ้านพอเพียง", house),
    NavEntry("exchange", "usb", "แลกเปลี่ยน", exchange),
    NavEntry("form", "users", "ครัวเรือนและคน", form),
    NavEntry("region", "map", "ภาพรวมภาค", region),
)


def show_frame() -> Frame:
    """Open the gallery in a frame."""
    frame = Frame("ตำบลเจริญธรรม", "อ.วิหารแดง จ.สระบุรี", ENTRIES)
    frame.set_badge("exchange", 12)
    frame.set_saved("บันทึกแล้ว 09:42 น.", "ไม่ต้องใช้อินเทอร์เน็ต")
    frame.resize(1366, 768)
    return frame


def main(folder: Path) -> None:
    """Write the pictures."""
    app = QApplication([])
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    show_language(app, "th")
    for look, name in ((Theme(), "light"), (Theme(scale=1.5), "large"), (Theme(contrast=True, scale=1.5), "contrast")):
        apply_theme(app, look)
        frame = show_frame()
        frame.show()
        for page in PAGES:
            frame.go(page)
            app.processEvents()
            frame.grab().save(str(folder / f"{page}-{name}.png"))
            if name != "light":
                frame.page(page).grab().save(str(folder / f"{page}-{name}-whole.png"))
        frame.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
