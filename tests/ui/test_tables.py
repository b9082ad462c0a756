import threading
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.ui import theme
from codi_desktop.ui.tables.cells import CELL_ROLE, BarCell, ChipCell, PhotoCell, TwoLineCell
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.tables.paged import KEPT_PAGES, PAGE, Column, PagedTable, PagedTableModel
from codi_desktop.ui.tasks import Tasks

COLUMNS: tuple[Column[int], ...] = (
    Column("photo", "", lambda _row: PhotoCell(None, "ไม่มีภาพ"), width=76),
    Column(
        "owner",
        "เจ้าของบ้าน",
        lambda row: TwoLineCell(f"บ้าน {row}", mark=ChipCell("ขัดกัน", "bad", "git-compare") if row == 2 else None),
        sortable=True,
    ),
    Column("number", "เลขที่", str, width=60, right=True),
    Column("step", "ขั้นตอน", lambda _row: ChipCell("กำลังซ่อม", "info", "hammer"), width=130),
    Column("money", "ใช้จาก 20,500", lambda row: BarCell("18,640", row / 10), width=120),
)


class Houses:
    """A store of many houses that counts what it was asked for."""

    def __init__(self) -> None:
        self.count = 1000
        self.pages: list[Sequence[int]] = []
        self.wait: threading.Event | None = None
        self.slow_rows: threading.Event | None = None

    def ids(self, query: str) -> list[int]:
        if query == "slow" and self.wait is not None:
            self.wait.wait(5)
            return [1]
        if query == "broken":
            raise OSError("the disk is gone")
        return [] if query == "none" else list(range(self.count))

    def rows(self, ids: Sequence[int]) -> list[int | None]:
        self.pages.append(ids)
        if self.slow_rows is not None:
            self.slow_rows.wait(5)
        return [None if one == 7 else one for one in ids]


@pytest.fixture
def houses() -> Houses:
    return Houses()


@pytest.fixture
def model(tasks: Tasks, houses: Houses) -> PagedTableModel[str, int]:
    return PagedTableModel(tasks, COLUMNS, houses.ids, houses.rows)


def asked(qtbot: QtBot, model: PagedTableModel[str, int], query: str = "") -> None:
    with qtbot.waitSignal(model.counted):
        model.ask(query)


def words(model: PagedTableModel[str, int], row: int, column: int = 1) -> str:
    return str(model.data(model.index(row, column)))


def test_the_list_counts_what_was_found_and_loads_only_what_is_looked_at(
    qtbot: QtBot, model: PagedTableModel[str, int], houses: Houses
) -> None:
    asked(qtbot, model)
    assert model.rowCount() == 1000
    assert houses.pages == []
    assert words(model, 450) == "…"
    qtbot.waitUntil(lambda: words(model, 450) == "บ้าน 450")
    first = 450 // PAGE * PAGE
    assert [list(page) for page in houses.pages] == [list(range(first, first + PAGE))]


def test_a_row_that_is_gone_is_a_dash(qtbot: QtBot, model: PagedTableModel[str, int]) -> None:
    asked(qtbot, model)
    words(model, 7)
    qtbot.waitUntil(lambda: words(model, 7) == "–")


def test_only_a_few_pages_are_kept(qtbot: QtBot, model: PagedTableModel[str, int], houses: Houses) -> None:
    houses.count = PAGE * (KEPT_PAGES + 5)
    asked(qtbot, model)
    for page in range(KEPT_PAGES + 5):
        words(model, page * PAGE)
    qtbot.waitUntil(lambda: len(houses.pages) == KEPT_PAGES + 5)
    qtbot.waitUntil(lambda: not model._wanted)
    assert len(model._pages) == KEPT_PAGES


def test_an_answer_to_an_older_question_is_dropped(
    qtbot: QtBot, model: PagedTableModel[str, int], houses: Houses, tasks: Tasks
) -> None:
    houses.wait = threading.Event()
    counts: list[int] = []
    model.counted.connect(counts.append)
    model.ask("slow")
    model.ask("")
    qtbot.waitUntil(lambda: counts == [1000])
    houses.wait.set()
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert counts == [1000]
    assert model.rowCount() == 1000


def test_rows_of_an_older_list_do_not_come_into_the_newer_one(
    qtbot: QtBot, model: PagedTableModel[str, int], houses: Houses, tasks: Tasks
) -> None:
    asked(qtbot, model)
    houses.slow_rows = threading.Event()
    words(model, 0)
    qtbot.waitUntil(lambda: len(houses.pages) == 1)
    asked(qtbot, model)
    houses.slow_rows.set()
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert not model._pages


def test_a_list_that_cannot_be_read_keeps_its_last_rows(qtbot: QtBot, model: PagedTableModel[str, int]) -> None:
    asked(qtbot, model)
    with qtbot.waitSignal(model.failed) as failed:
        model.ask("broken")
    assert isinstance(failed.args[0], OSError)
    assert model.rowCount() == 1000
    words(model, 3)
    qtbot.waitUntil(lambda: words(model, 3) == "บ้าน 3")


def test_cells_are_read_aloud_in_words(qtbot: QtBot, model: PagedTableModel[str, int]) -> None:
    asked(qtbot, model)
    words(model, 2)
    qtbot.waitUntil(lambda: words(model, 2) == "บ้าน 2 ขัดกัน")
    spoken = model.data(model.index(2, 3), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "กำลังซ่อม"
    assert isinstance(model.data(model.index(2, 4), CELL_ROLE), BarCell)


def test_the_table_opens_a_row_by_enter_and_keeps_it_chosen(
    qtbot: QtBot, model: PagedTableModel[str, int], shot: Callable[[QWidget, str], None]
) -> None:
    table = PagedTable(model, name="houses", label="บ้าน")
    qtbot.addWidget(table)
    table.resize(778, 400)
    table.show()
    asked(qtbot, model)
    assert table.choose(3)
    qtbot.waitUntil(lambda: words(model, 3) == "บ้าน 3")
    shot(table, "table")
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [3]
    asked(qtbot, model)
    qtbot.waitUntil(lambda: table.current_id() == 3)


def test_an_empty_table_says_so_and_offers_the_way_on(qtbot: QtBot, model: PagedTableModel[str, int]) -> None:
    table = PagedTable(model, name="houses", label="บ้าน")
    qtbot.addWidget(table)
    table.show_empty("house", "ยังไม่มีบ้าน", "", (("add", "เพิ่มบ้าน"),))
    table.show()
    asked(qtbot, model, "none")
    assert table._empty.isVisible()
    with qtbot.waitSignal(table.empty_asked) as wanted:
        table.findChild(QWidget, "empty-add").click()  # type: ignore[union-attr]
    assert wanted.args == ["add"]
    asked(qtbot, model)
    assert not table._empty.isVisible()


def test_a_title_that_can_be_sorted_by_asks_for_it(qtbot: QtBot, model: PagedTableModel[str, int]) -> None:
    table = PagedTable(model, name="houses", label="บ้าน")
    qtbot.addWidget(table)
    wanted: list[str] = []
    table.sort_asked.connect(wanted.append)
    for number in range(len(COLUMNS)):
        table.horizontalHeader().sectionClicked.emit(number)
    assert wanted == ["owner"]


def money_table(qtbot: QtBot) -> MoneyTable:
    columns = (MoneyColumn("ภาคี", money=False), MoneyColumn("เงิน", editable=True), MoneyColumn("วัสดุ"))
    table = MoneyTable(columns, label="ถาดร่วม")
    qtbot.addWidget(table)
    table.set_rows(
        (
            MoneyRow("codi", ("พอช.", 2_050_000, None), "partner_1"),
            MoneyRow("tao", ("อบต.", 600_050, 840_000), "partner_2"),
        )
    )
    table.resize(400, 200)
    table.show()
    return table


def shown(table: MoneyTable, line: int, column: int) -> str:
    item = table.item(line, column)
    assert item is not None
    return item.text()


def type_amount(qtbot: QtBot, table: MoneyTable, text: str) -> None:
    table.setCurrentCell(0, 1)
    amount = table.item(0, 1)
    assert amount is not None
    table.editItem(amount)
    line = table.findChild(QLineEdit, "amount")
    assert line is not None
    line.setText(text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_amounts_have_commas_nothing_is_a_dash_and_totals_add_up(qtbot: QtBot) -> None:
    table = money_table(qtbot)
    assert shown(table, 0, 1) == "20,500"
    assert shown(table, 0, 2) == "–"
    assert shown(table, 2, 1) == "26,500.50"
    assert shown(table, 2, 2) == "8,400"
    assert table.total(1) == 2_650_050


def test_an_amount_that_is_typed_is_told_in_satang_and_added(qtbot: QtBot) -> None:
    table = money_table(qtbot)
    with qtbot.waitSignal(table.edited) as edited:
        type_amount(qtbot, table, "๑,๐๐๐.๒๕")
    assert edited.args == ["codi", 1, 100_025]
    assert shown(table, 2, 1) == "7,000.75"


def test_an_amount_that_is_not_understood_is_refused_and_nothing_changes(qtbot: QtBot) -> None:
    table = money_table(qtbot)
    with qtbot.waitSignal(table.refused) as refused:
        type_amount(qtbot, table, "มาก")
    assert "มาก" in refused.args[0]
    assert shown(table, 0, 1) == "20,500"


def test_totals_cannot_be_edited_and_every_line_is_seen(qtbot: QtBot) -> None:
    table = money_table(qtbot)
    total = table.item(2, 1)
    assert total is not None
    assert not total.flags() & Qt.ItemFlag.ItemIsEditable
    QApplication.processEvents()
    assert table.sizeHint().height() >= table.horizontalHeader().height() + sum(table.rowHeight(i) for i in range(3))


def test_a_narrow_table_gives_every_column_of_words_room_for_its_longest_word(qtbot: QtBot) -> None:
    columns = (
        MoneyColumn("รายการ", money=False),
        MoneyColumn("ราคา"),
        MoneyColumn("ที่มาของราคา", money=False),
    )
    table = MoneyTable(columns, label="ถอดแบบ")
    qtbot.addWidget(table)
    table.set_rows((MoneyRow("a", ("กระเบื้องลอนคู่", 650_000, "ข้อมูลตัวอย่างเพื่อการสาธิต ไม่ปรากฏในข่าว จากร้านค้าในตำบล")),))
    table.resize(420, 300)
    table.show()
    metrics = QFontMetrics(theme.current().font("body"))
    for number, words in ((0, "กระเบื้อง"), (2, "ตัวอย่าง")):
        assert table.words_width(number, swatch=False) >= metrics.horizontalAdvance(words)
    assert sum(table.columnWidth(number) for number in range(3)) <= table.viewport().width()
    assert table.rowHeight(0) > 2 * metrics.height()


def test_an_amount_is_never_cut_however_long_the_names_are(qtbot: QtBot) -> None:
    columns = (MoneyColumn("Partner", money=False), *(MoneyColumn(name) for name in ("Money", "Materials", "Labour")))
    table = MoneyTable(columns, label="tray")
    qtbot.addWidget(table)
    name = "องค์การบริหารส่วนตำบล"
    table.set_rows((MoneyRow("a", (name, 1_864_000, 1_940_050, 1_440_000), "partner_1"),))
    table.resize(324, 300)
    table.show()
    assert sum(table.columnWidth(number) for number in range(4)) <= table.viewport().width()
