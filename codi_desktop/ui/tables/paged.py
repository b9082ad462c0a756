"""A list of any length that never waits: ids at once, rows of 200 when they come into view.

The model holds the ids that a query finds, in its order, and asks for pages of rows as they are looked at; a few pages
are kept. A newer query cancels the older; lists are numbered, and pages of an older one are dropped.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.tables.cells import CELL_ROLE, CellDelegate, cell_text
from codi_desktop.ui.tasks import Progress, Task, Tasks
from codi_desktop.ui.widgets.empty import EmptyState

PAGE = 60
KEPT_PAGES = 60

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
Query = TypeVar("Query")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: how a row shows in it. `width` is pixels at 100 % text, 0 takes what is left."""

    name: str
    title: str
    cell: Callable[[Row], Any]
    width: int = 0
    right: bool = False
    sortable: bool = False


class PagedTableModel(QAbstractTableModel, Generic[Query, Row]):
    """Rows that are fetched by `ids(query)` and `rows(ids)`, both on a worker; `rows` keeps the order of its ids.

    A row that is gone is None. `counted` tells how many the query found; `failed` that it could not be read, while
    the last known rows stay.
    """

    counted = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        columns: Sequence[Column[Row]],
        ids: Callable[[Query], Sequence[Any]],
        rows: Callable[[Sequence[Any]], Sequence[Row | None]],
        parent: QObject | None = None,
        *,
        first_ids: Callable[[Query], Sequence[Any]] | None = None,
    ) -> None:
        """`first_ids` gives a first page of ids sooner than `ids` gives all: what is in view need not wait."""
        super().__init__(parent)
        self._tasks = tasks
        self.columns = tuple(columns)
        self._read_ids = ids
        self._read_first = first_ids
        self._read_rows = rows
        self._ids: Sequence[Any] = ()
        self._places: dict[Any, int] | None = None
        self._pages: OrderedDict[int, Sequence[Row | None]] = OrderedDict()
        self._wanted: set[int] = set()
        self._list_number = 0
        self._asking: Task | None = None

    def ask(self, query: Query) -> None:
        """Find the rows of a query; the old ones stay until the new ones are known."""
        if self._asking is not None and self._asking.is_running:
            self._asking.cancel()

        if self._read_first is None:
            self._ask_all(query)
            return
        read_first, read_rows = self._read_first, self._read_rows

        def work(_progress: Progress) -> tuple[Sequence[Any], Sequence[Row | None]]:
            ids = read_first(query)
            return ids, read_rows(ids) if ids else ()

        def take(found: tuple[Sequence[Any], Sequence[Row | None]]) -> None:
            ids, rows = found
            self._take_ids(ids)
            if rows:
                self._take_page(0, rows)
            if len(ids) < PAGE:
                self.counted.emit(len(ids))
            else:
                self._ask_all(query)

        self._asking = self._tasks.run(self, work, take, self.failed.emit)

    def _ask_all(self, query: Query) -> None:
        def take(ids: Sequence[Any]) -> None:
            shown = len(self._ids)
            if self._read_first is not None and shown == PAGE and list(ids[:shown]) == list(self._ids):
                self._add_ids(ids)
            else:
                self._take_ids(ids)
            self.counted.emit(len(ids))

        self._asking = self._tasks.run(self, lambda _progress: self._read_ids(query), take, self.failed.emit)

    def id_at(self, row: int) -> Any:
        """Give the id of a row."""
        return self._ids[row]

    def row_of(self, wanted: Any) -> int | None:
        """Find the row of an id, or None when it is not in the list."""
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self._ids)}
        return self._places.get(wanted)

    def row_data(self, row: int) -> Row | None:
        """Give the record of a row, or None while it is not loaded."""
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Count what the query found, not what is loaded."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(right=self.columns[section].right)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell, and ask for its page when it is not there yet."""
        roles = {CELL_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(right=self.columns[index.column()].right)
        if role not in roles or not index.isValid():
            return None
        page, place = divmod(index.row(), PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return "…"
        self._pages.move_to_end(page)
        row = rows[place]
        cell = "–" if row is None else self.columns[index.column()].cell(row)
        return cell if role == CELL_ROLE else cell_text(cell)

    def _take_ids(self, ids: Sequence[Any]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._list_number += 1
        self._places = None
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()

    def _add_ids(self, ids: Sequence[Any]) -> None:
        """Add the rest below what is in view already."""
        if len(ids) > len(self._ids):
            self.beginInsertRows(_ROOT, len(self._ids), len(ids) - 1)
            self._ids = ids
            self._places = None
            self.endInsertRows()

    def _want(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.add(page)
        list_number = self._list_number
        ids = self._ids[page * PAGE : (page + 1) * PAGE]

        def work(_progress: Progress) -> Sequence[Row | None]:
            return self._read_rows(ids)

        def done(rows: Sequence[Row | None]) -> None:
            if list_number == self._list_number:
                self._take_page(page, rows)

        def failed(error: Exception) -> None:
            if list_number == self._list_number:
                self._wanted.discard(page)
                self.failed.emit(error)

        self._tasks.run(self, work, done, failed)

    def _take_page(self, page: int, rows: Sequence[Row | None]) -> None:
        self._wanted.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first = self.index(page * PAGE, 0)
        last = self.index(page * PAGE + len(rows) - 1, len(self.columns) - 1)
        self.dataChanged.emit(first, last)


class PagedTable(QTableView):
    """The view of a paged list: one chosen row, Enter opens it, and words where there is nothing.

    `sort_asked` comes with the name of a column; the page asks a new query. The chosen row stays chosen by its id.
    """

    chosen = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str)
    empty_asked = Signal(str)

    def __init__(
        self, model: PagedTableModel[Any, Any], *, name: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("framed", "true")
        self._chosen: Any = None
        self._sorted = ""
        self._model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(theme.current().px(240))
        self._set_headers()
        self._empty = EmptyState("inbox", "", parent=self.viewport())
        self._empty.asked.connect(self.empty_asked)
        self._empty.hide()
        model.counted.connect(self._counted)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(self._open_current)
        self._main_column()

    def show_empty(self, icon: str, text: str, second: str = "", actions: Sequence[tuple[str, str]] = ()) -> None:
        """Say what to show when the query finds nothing; `actions` come back by `empty_asked`."""
        self._empty.deleteLater()
        self._empty = EmptyState(icon, text, second, actions, primary=False, parent=self.viewport())
        self._empty.asked.connect(self.empty_asked)
        self._empty.setVisible(self._model.rowCount() == 0)
        self._fit_empty()

    def choose(self, wanted: Any) -> bool:
        """Choose the row of an id and bring it into view. Say whether it is in the list."""
        row = self._model.row_of(wanted)
        if row is None:
            return False
        self.setCurrentIndex(self._model.index(row, 0))
        self.scrollTo(self._model.index(row, 0))
        return True

    def current_id(self) -> Any:
        """Give the id of the chosen row, or None."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else None

    def show_sorted(self, column: str, *, descending: bool = False) -> None:
        """Mark the column by which the list is sorted."""
        number = next(i for i, one in enumerate(self._model.columns) if one.name == column)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(number, order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; everything else as in any list."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open_current()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room that is left to the columns without a width."""
        super().resizeEvent(event)
        self._fit_empty()

    def _set_headers(self) -> None:
        px = theme.current().px
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(px(46))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setMinimumHeight(px(40))
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._header_clicked)
        for number, column in enumerate(self._model.columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, px(column.width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _main_column(self) -> None:
        main = next((number for number, one in enumerate(self._model.columns) if not one.width), 0)
        self.setProperty("main_column", main)

    def _header_clicked(self, number: int) -> None:
        column = self._model.columns[number]
        if column.sortable:
            self.sort_asked.emit(column.name)

    def _counted(self, count: int) -> None:
        self._empty.setVisible(count == 0)
        self._fit_empty()
        if self._chosen is not None:
            QTimer.singleShot(0, self, self._choose_again)

    def _choose_again(self) -> None:
        self.choose(self._chosen)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self._model.id_at(current.row())
            self.chosen.emit(self._chosen)

    def _open_current(self) -> None:
        if self.currentIndex().isValid():
            self.opened.emit(self._model.id_at(self.currentIndex().row()))

    def _fit_empty(self) -> None:
        self._empty.setGeometry(self.viewport().rect())


def _alignment(*, right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
