"""Bill of materials: a table that is edited by keyboard, with its running total against CODI's ceiling."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, NotAccepted
from codi_desktop.thai.money import format_baht
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.ui.charts import CeilingBar
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.editors import NumberNotUnderstood
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.pages.house_sections.section import Acting, FormCard, Section
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card

_COLUMNS = ("item", "quantity", "unit", "unit_price_satang", "", "price_source")
_ASKED = ("item", "quantity", "unit", "unit_price_satang", "price_source", "supplier")


class MaterialsSection(Section):
    """What is to be bought, from where the price is, and the work that it is for."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "materials")
        self._view: HouseView | None = None
        self._house = ""
        self.column.addWidget(self._make_table())
        self.column.addWidget(self._make_new())
        self._work = FormCard(
            gettext("Work"),
            HouseRepair,
            ("repair_parts", "work_planned", "work_done"),
            lambda view: view.house,
            desk,
            act,
            name="work",
        )
        self.column.addWidget(self._work)
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show the bill and its total."""
        self._view = view
        self._table.set_rows([_row(item) for item in view.materials])
        self._table.setVisible(bool(view.materials))
        self._remove.setVisible(bool(view.materials))
        self._empty.setVisible(not view.materials)
        total = sum(item.total_satang() for item in view.materials)
        unpriced = sum(not item.unit_price_satang for item in view.materials)
        ceiling = view.ceiling.satang if view.ceiling else None
        self._bar.setVisible(ceiling is not None)
        if ceiling is not None:
            words = gettext("Materials {total} baht; CODI's ceiling is {ceiling}").format(
                total=format_baht(total), ceiling=format_baht(ceiling)
            )
            over = gettext("{over} for partners to give").format(over=format_baht(total - ceiling))
            self._bar.show_use(min(total, ceiling), ceiling, words, over if total > ceiling else "")
        told = ngettext("{n} line has no price yet.", "{n} lines have no price yet.", unpriced).format(n=unpriced)
        self._unpriced.set_text(told)
        self._unpriced.setVisible(unpriced > 0)
        self._work.show_house(view)
        if view.house.id != self._house:
            self._house = view.house.id
            name = f"house_repair/{self._house}/new-material"
            self._keeper.begin(name, view.drafts.get(name))

    def focus_field(self, name: str) -> None:
        """Go to the line without a price, to the new line, or to the work."""
        if name == "unit_price_satang" and self._view is not None:
            line = next((n for n, item in enumerate(self._view.materials) if not item.unit_price_satang), 0)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._table.setCurrentCell(line, 3)
        elif name == "item":
            self._new.focus_field("item")
        else:
            super().focus_field(name)

    def _make_table(self) -> Card:
        card = Card(gettext("Bill of materials"), second=gettext("baht"), name="card-materials")
        columns = (
            MoneyColumn(gettext("Item"), money=False, editable=True),
            MoneyColumn(gettext("Quantity"), money=False, editable=True),
            MoneyColumn(gettext("Unit"), money=False, editable=True),
            MoneyColumn(gettext("Unit price"), editable=True, total=False),
            MoneyColumn(gettext("Total")),
            MoneyColumn(gettext("Source of the price"), money=False, editable=True),
        )
        self._table = MoneyTable(columns, label=gettext("Bill of materials"), name="materials")
        self._table.edited.connect(self._edited)
        self._table.refused.connect(self._refused)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_line)
        card.body.addWidget(self._table)
        self._empty = Label(gettext("No material is listed yet. Write the first one below."), "body", tone="muted")
        card.body.addWidget(self._empty)
        self._unpriced = Label("", "second_strong", tone="warn")
        card.body.addWidget(self._unpriced)
        self._bar = CeilingBar()
        card.body.addWidget(self._bar)
        self._remove = Button(gettext("Remove the chosen line"), "link", icon="trash-2", name="remove-material")
        self._remove.clicked.connect(self._remove_line)
        card.body.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _make_new(self) -> Card:
        card = Card(gettext("Add a material"), name="card-new-material")
        self._new = RecordForm(MaterialItem, self.desk, _ASKED)
        self._keeper = DraftKeeper(self.desk, self._new)
        card.body.addWidget(self._new)
        add = Button(gettext("Add this line"), "tonal", icon="plus", name="add-material")
        add.clicked.connect(self.add_line)
        card.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def add_line(self) -> None:
        """Add what was typed as a further line, and begin the next."""
        values = self._new.values()
        if self._new.errors():
            return
        count = len(self._view.materials) if self._view else 0

        def work(store: Any, view: HouseView) -> None:
            houses.add_record(store, view.house, "material_item", values | {"position": count + 1})

        self.act(work, self._added, self._failed)

    def _added(self, _result: None) -> None:
        self._keeper.forget()
        self._new.set_values(dict.fromkeys(_ASKED))
        self._keeper.begin(f"house_repair/{self._house}/new-material")
        self._new.focus_field("item")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotAccepted):
            self._new.show_problems(error.problems)
        else:
            show_problem(self, error)

    def _edited(self, item_id: str, column: int, value: object) -> None:
        name = _COLUMNS[column]
        try:
            understood = _number(str(value)) if name == "quantity" and value is not None else value
        except CodiError as error:
            self._refused(str(error))
            if self._view is not None:
                self.show_house(self._view)
            return

        def work(store: Any, view: HouseView) -> None:
            if (item := view.record(item_id)) is not None:
                houses.change(store, item, {name: understood})

        self.act(work, None, self._edit_failed)

    def _edit_failed(self, error: Exception) -> None:
        self.desk.say(str(error), "bad")
        if self._view is not None:
            self.show_house(self._view)

    def _refused(self, sentence: str) -> None:
        self.desk.say(sentence, "bad")

    def _remove_line(self) -> None:
        line = self._table.currentRow()
        if self._view is None or not 0 <= line < len(self._view.materials):
            self.desk.say(gettext("Choose a line in the table first."), "warn")
            return
        item_id = self._view.materials[line].id

        def work(store: Any, view: HouseView) -> None:
            if (item := view.record(item_id)) is not None:
                houses.remove(store, item)

        self.act(work, self._removed)

    def _removed(self, _result: None) -> None:
        self.desk.say(gettext("The line was removed. History can bring it back."))


def _row(item: MaterialItem) -> MoneyRow:
    quantity = f"{item.quantity:,.10g}" if item.quantity is not None else ""
    cells = (item.item, quantity, item.unit, item.unit_price_satang, item.total_satang() or None, item.price_source)
    return MoneyRow(item.id, cells)


def _number(text: str) -> float:
    try:
        return float(to_arabic_digits(text).replace(",", "").strip())
    except ValueError:
        raise NumberNotUnderstood(text=text) from None
