"""Households and people, and the organisations they work with: three lists with one search."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from codi_desktop.i18n import N_, gettext
from codi_desktop.services import lists
from codi_desktop.services.lists import Listed, Query
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.tables.cells import ChipCell, TwoLineCell
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.choosing import SearchField, ToggleFilter
from codi_desktop.ui.widgets.notice import Notice

_KINDS = {
    "household": ("house", N_("Households"), N_("Add a household"), N_("No household yet"), N_("Name and address")),
    "person": ("users", N_("People"), N_("Add a person"), N_("No person yet"), N_("Name")),
    "organisation": (
        "building-2",
        N_("Organisations"),
        N_("Add an organisation"),
        N_("No organisation yet"),
        N_("Name"),
    ),
}
_SECOND = {
    "household": (N_("Members"), N_("Dependants")),
    "person": (N_("Phone"), N_("Occupation")),
    "organisation": (N_("Kind of organisation"), N_("Short name")),
}


class PeoplePage(Page):
    """One list at a time. Enter opens a record, Ctrl+N adds one, Ctrl+Shift+1 … 3 change the list."""

    kinds = frozenset(_KINDS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Households and people"), name="people")
        self._desk = desk
        self.kind = "household"
        self._text = ""
        self.search_field = SearchField(gettext("Search name, house number, phone"))
        self.search_field.asked.connect(self._searched)
        self.add_head(self.search_field)
        self.add_button = Button("", "primary", icon="plus", room="head", name="add")
        self.add_button.clicked.connect(self.add)
        self.add_head(self.add_button, primary=True)
        self.body.addWidget(self._make_tabs())
        self.problem = Notice("bad")
        self.problem.asked.connect(self._ask)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self._table_place = QHBoxLayout()
        self.body.addLayout(self._table_place, 1)
        self.table: PagedTable
        self._model: PagedTableModel[Query, Listed]
        self._make_table()
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.add)

    def open(self, **arguments: Any) -> None:
        """Show the list of a kind; `text` is looked for."""
        if "text" in arguments:
            self._text = arguments["text"]
            self.search_field.setText(self._text)
        self.show_kind(arguments.get("kind", self.kind))
        self._count()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the list and the counts again."""
        if self.kind in kinds:
            self._ask()
        self._count()

    def search(self) -> bool:
        """Put the focus into the search field."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def leave(self) -> bool:
        """Clear the search."""
        if not self.search_field.clear_search():
            return False
        self._searched("")
        return True

    def show_kind(self, kind: str) -> None:
        """Show another list with the same search."""
        changed = kind != self.kind
        self.kind = kind
        self._tabs[kind].setChecked(True)
        if changed:
            self._make_table()
        self.add_button.set_words(gettext(_KINDS[kind][2]))
        self._ask()

    def add(self) -> None:
        """Begin a new record of the kind that is shown."""
        self.go.emit("record", {"kind": self.kind, "record_id": None})

    def _make_tabs(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        group = QButtonGroup(holder)
        self._tabs: dict[str, ToggleFilter] = {}
        for number, (kind, (icon, label, *_)) in enumerate(_KINDS.items(), start=1):
            tab = ToggleFilter(kind, icon, gettext(label), 0, "accent")
            tab.clicked.connect(self._tab_clicked)
            tab.setToolTip(f"Ctrl+Shift+{number}")
            group.addButton(tab)
            self._tabs[kind] = tab
            row.addWidget(tab)
            QShortcut(QKeySequence(f"Ctrl+Shift+{number}"), self).activated.connect(tab.click)
        row.addStretch(1)
        return holder

    def _make_table(self) -> None:
        while (item := self._table_place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        kind, store = self.kind, self._desk.store
        second, third = _SECOND[kind]

        def read_ids(query: Query) -> Sequence[str]:
            return lists.ids(store, query)

        def read_rows(ids: Sequence[str]) -> Sequence[Listed | None]:
            return lists.rows(store, kind, ids)

        columns: tuple[Column[Listed], ...] = (
            Column("title", gettext(_KINDS[kind][4]), _title_cell),
            Column("second", gettext(second), _second_cell, width=200),
            Column("third", gettext(third), _third_cell, width=170),
            Column("where", gettext("Where it is"), where_cell, width=200),
        )
        self._model = PagedTableModel(self._desk.tasks, columns, read_ids, read_rows, self)
        self._model.failed.connect(self._not_read)
        self._model.counted.connect(self._counted)
        self.table = PagedTable(self._model, name=f"list-{kind}", label=gettext(_KINDS[kind][1]))
        self.table.opened.connect(self._open_record)
        self.table.clicked.connect(self._clicked)
        self.table.empty_asked.connect(self._empty_asked)
        self._table_place.addWidget(self.table)
        self.start_focus = self.table

    def _ask(self) -> None:
        self.problem.hide()
        icon, _, add, empty, _ = _KINDS[self.kind]
        if self._text:
            words = gettext("Nothing was found for “{text}”.").format(text=self._text)
            self.table.show_empty("search", words, actions=(("clear", gettext("Clear the search")),))
        else:
            self.table.show_empty(icon, gettext(empty), actions=(("add", gettext(add)),))
        self._model.ask(Query(self.kind, self._text))

    def _count(self) -> None:
        def work(store: Any) -> dict[str, int]:
            return {kind: lists.count(store, kind) for kind in _KINDS}

        self._desk.run(self, work, self._show_counts)

    def _show_counts(self, counts: dict[str, int]) -> None:
        for kind, count in counts.items():
            self._tabs[kind].set_count(count)

    def _counted(self, count: int) -> None:
        if self._text:
            self.set_title(self.title, gettext("Found {count}").format(count=f"{count:,}"))
        else:
            self.set_title(self.title)

    def _searched(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._ask()

    def _tab_clicked(self) -> None:
        for kind, tab in self._tabs.items():
            if tab is self.sender():
                self.show_kind(kind)

    def _open_record(self, record_id: str) -> None:
        self.go.emit("record", {"kind": self.kind, "record_id": record_id})

    def _clicked(self) -> None:
        if (record_id := self.table.current_id()) is not None:
            self._open_record(record_id)

    def _empty_asked(self, action: str) -> None:
        if action == "add":
            self.add()
        else:
            self.leave()

    def _not_read(self, error: Exception) -> None:
        again = (("again", gettext("Try again")),)
        self.problem.show_notice("bad", gettext("The list could not be read."), str(error), links=again)
        self.problem.show()


def _title_cell(row: Listed) -> Any:
    mark = ChipCell(gettext("in conflict"), "warn", "git-compare") if row.in_conflict else None
    return TwoLineCell(row.title, mark=mark) if mark else row.title


def _second_cell(row: Listed) -> str:
    return row.second


def _third_cell(row: Listed) -> str:
    return row.third


def where_cell(row: Listed) -> ChipCell:
    """Say how far a record has travelled."""
    day = format_date(row.at.date(), "brief") if row.at else ""
    if row.state == "here":
        return ChipCell(gettext("Only on this machine"), "warn", "laptop")
    if row.state == "bundle":
        return ChipCell(gettext("In the bundle of {day}").format(day=day), "info", "usb")
    if day:
        return ChipCell(gettext("Arrived {day}").format(day=day), "ok", "circle-check")
    return ChipCell(gettext("Came from elsewhere"), "ok", "download")
