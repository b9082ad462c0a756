"""A small table of amounts with a line of totals, and editing by keyboard."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.thai.money import format_baht, parse_baht
from codi_desktop.ui import theme
from codi_desktop.ui.text import BREAK, shown

_VALUE = Qt.ItemDataRole.UserRole + 1
_SWATCH = Qt.ItemDataRole.UserRole + 2
_STRUCK = Qt.ItemDataRole.UserRole + 3
_BEFORE_WORDS = 14  # px between an amount at its right edge and the words of the next column


@dataclass(frozen=True)
class MoneyColumn:
    """One column: amounts in satang, or words. Only columns of money have totals, unless `total` is off."""

    title: str
    money: bool = True
    editable: bool = False
    total: bool = True


@dataclass(frozen=True)
class MoneyRow:
    """One line: its id, and for each column satang, words or None. `swatch` is the colour token of the first cell.

    A `struck` line was cancelled: it stays readable, and no total counts it.
    """

    name: str
    cells: tuple[int | str | None, ...]
    swatch: str = ""
    struck: bool = False


class MoneyTable(QTableWidget):
    """Amounts at the right, a dash for nothing, totals below a strong line. It is as high as its lines.

    `edited` comes with the id of the row, the number of the column and satang (or the words, or None); the table shows
    the new value at once, and the page decides. `refused` comes with the reason when an amount was not understood.
    """

    edited = Signal(str, int, object)
    refused = Signal(str)

    def __init__(
        self,
        columns: Sequence[MoneyColumn],
        *,
        totals: bool = True,
        label: str,
        name: str = "money",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, len(columns), parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._columns = tuple(columns)
        self._totals = totals
        self._rows: tuple[MoneyRow, ...] = ()
        self.setProperty("compact", "true")
        self.setShowGrid(False)
        self.setItemDelegate(_AmountDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        editable = any(column.editable for column in columns)
        trigger = QAbstractItemView.EditTrigger
        by_hand = trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        self.setEditTriggers(by_hand if editable else trigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setTabKeyNavigation(False)
        self._set_headers()

    def set_rows(self, rows: Sequence[MoneyRow]) -> None:
        """Show other lines, and count the totals."""
        self._rows = tuple(rows)
        self.setRowCount(len(rows) + (1 if self._totals and rows else 0))
        for line, row in enumerate(rows):
            for number, cell in enumerate(row.cells):
                item = self._make_item(number, cell, row.swatch if number == 0 else "")
                item.setData(_STRUCK, row.struck)
                self.setItem(line, number, item)
        if self._totals and rows:
            self._show_totals()
        self._fit_columns()
        self._fit_lines()
        self.updateGeometry()

    def total(self, column: int) -> int:
        """Add up a column of money in satang."""
        return sum(cell for row in self._rows if not row.struck and isinstance(cell := row.cells[column], int))

    def sizeHint(self) -> QSize:
        """Ask for the height of all lines."""
        header = max(self.horizontalHeader().sizeHint().height(), theme.current().px(34))
        width = sum(self.horizontalHeader().sectionSizeHint(number) for number in range(self.columnCount()))
        return QSize(max(width, theme.current().px(280)), header + self.verticalHeader().length() + 2)

    def minimumSizeHint(self) -> QSize:
        """Lines are never cut."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long words of the first column the lines that they need."""
        super().resizeEvent(event)
        self._fit_columns()
        self._fit_lines()

    def take_edit(self, line: int, column: int, value: int | str | None) -> None:
        """Show what was typed, count again, and tell the page."""
        row = self._rows[line]
        cells = tuple(value if number == column else cell for number, cell in enumerate(row.cells))
        rows = list(self._rows)
        rows[line] = replace(row, cells=cells)
        self.set_rows(rows)
        self.setCurrentCell(line, column)
        self.edited.emit(row.name, column, value)

    def is_total(self, line: int) -> bool:
        """Whether a line is that of the totals."""
        return self._totals and line == len(self._rows)

    def declared(self, number: int) -> MoneyColumn:
        """Give the declaration of a column."""
        return self._columns[number]

    def _fit_columns(self) -> None:
        """Give amounts what they need, and share the rest among the columns of words, of which long ones wrap."""
        header = self.horizontalHeader()
        words = [n for n, column in enumerate(self._columns) if n == 0 or not column.money]
        wanted = {n: max(header.sectionSizeHint(n), self.sizeHintForColumn(n)) for n in range(self.columnCount())}
        rest = self.viewport().width() - sum(width for n, width in wanted.items() if n not in words)
        if rest < sum(wanted[n] for n in words):
            least = {n: min(self._narrowest(n), wanted[n]) for n in words}
            lacking = sum(wanted[n] - least[n] for n in words)
            left = max(rest - sum(least.values()), 0)
            wanted |= {n: least[n] + left * (wanted[n] - least[n]) // max(lacking, 1) for n in words}
        left = rest - sum(wanted[n] for n in words if n)
        wanted[0] = max(
            left, theme.current().px(48)
        )  # a word may break where nothing else helps; an amount is never cut
        for number, width in wanted.items():
            if self.columnWidth(number) != width:
                self.setColumnWidth(number, width)

    def _narrowest(self, number: int) -> int:
        """Give the width in which no word of a column is broken."""
        metrics = QFontMetrics(theme.current().font("body"))
        cells = (shown(_cell_words(row.cells[number], money=self._columns[number].money)) for row in self._rows)
        widest = max((_widest_word(words, metrics) for words in cells), default=0)
        return max(widest + self._beside(number), self.horizontalHeader().sectionSizeHint(number))

    def _beside(self, number: int) -> int:
        """Give the room in a cell that is not for its words."""
        px = theme.current().px
        has_swatch = number == 0 and any(row.swatch for row in self._rows)
        return px(8) + (px(16) if has_swatch else px(_BEFORE_WORDS) if number else 0)

    def _fit_lines(self) -> None:
        before = self.verticalHeader().length()
        metrics = QFontMetrics(theme.current().font("body"))
        for line, row in enumerate(self._rows):
            height = max(
                self._height_of(row, number, metrics)
                for number, column in enumerate(self._columns)
                if number == 0 or not column.money
            )
            one_line = height <= round(metrics.height() * 1.5)
            self.setRowHeight(line, self._line() if one_line else height + theme.current().px(8))
        if self.rowCount() > len(self._rows):
            self.setRowHeight(len(self._rows), self._line())
        if self.verticalHeader().length() != before:
            self.updateGeometry()

    def _height_of(self, row: MoneyRow, number: int, metrics: QFontMetrics) -> int:
        words = shown(str(row.cells[number] or ""))
        width = self.words_width(number, swatch=bool(row.swatch))
        return metrics.boundingRect(0, 0, width, 10_000, int(wrapping(words, metrics, width)), words).height()

    def words_width(self, number: int, *, swatch: bool) -> int:
        """Give the room for words in a column."""
        px = theme.current().px
        beside = (px(16) if swatch else 0) if number == 0 else px(_BEFORE_WORDS)
        return max(self.columnWidth(number) - px(6) - beside, 1)

    def _line(self) -> int:
        return theme.current().px(42 if any(column.editable for column in self._columns) else 32)

    def _set_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._line())
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumHeight(theme.current().px(34))
        for number, column in enumerate(self._columns):
            stretch = number == 0
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            indent = "" if stretch or column.money else "\u00a0" * 3  # a header has no room of its own
            title = QTableWidgetItem(indent + column.title)
            title.setTextAlignment(_side(right=column.money))
            self.setHorizontalHeaderItem(number, title)

    def _make_item(self, number: int, cell: int | str | None, swatch: str) -> QTableWidgetItem:
        column = self._columns[number]
        item = QTableWidgetItem(_cell_words(cell, money=column.money))
        item.setData(_VALUE, cell)
        item.setData(_SWATCH, swatch)
        item.setTextAlignment(_side(right=column.money))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column.editable else flags)
        return item

    def _show_totals(self) -> None:
        line = len(self._rows)
        for number, column in enumerate(self._columns):
            counted = column.money and column.total
            words = gettext("Total") if number == 0 else format_baht(self.total(number)) if counted else ""
            item = QTableWidgetItem(words)
            item.setTextAlignment(_side(right=column.money))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = QFont(theme.current().font("body"))
            font.setWeight(QFont.Weight.Bold)
            item.setFont(font)
            self.setItem(line, number, item)


class _AmountDelegate(QStyledItemDelegate):
    """Paint the hairlines and swatches, and read what is typed."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = theme.current()
        table = self._table()
        rect = option.rect
        current = table.hasFocus() and table.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if table.is_total(index.row()):
            painter.setPen(QPen(look.colour("text"), 2))
            painter.drawLine(rect.left(), rect.top() + 1, rect.right() + 1, rect.top() + 1)
        elif not table.is_total(index.row() + 1):
            painter.setPen(look.colour("line"))
            painter.drawLine(rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())
        left = rect.left() + look.px(2)
        if swatch := index.data(_SWATCH):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.tokens[swatch]))
            side = look.px(10)
            painter.drawRoundedRect(
                left, rect.center().y() - side // 2 + look.px(1), side, side, look.px(3), look.px(3)
            )
            left += look.px(16)
        font = index.data(Qt.ItemDataRole.FontRole)
        struck = bool(index.data(_STRUCK))
        font = QFont(font) if isinstance(font, QFont) else look.font("body")
        font.setStrikeOut(struck)
        painter.setFont(font)
        painter.setPen(look.colour("muted" if struck else "text"))
        if index.column() and not table.declared(index.column()).money:
            left += look.px(_BEFORE_WORDS)
        box = rect.adjusted(left - rect.left(), 0, -look.px(4), 0)
        flags = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter)
        text = str(index.data() or "")
        if index.column() == 0 or not table.declared(index.column()).money:
            words = shown(text)
            room = table.words_width(index.column(), swatch=bool(index.data(_SWATCH)))
            wrap = wrapping(words, painter.fontMetrics(), room)
            painter.drawText(box, int(flags) | int(Qt.AlignmentFlag.AlignVCenter) | int(wrap), words)
        else:
            painter.drawText(box, int(flags | Qt.AlignmentFlag.AlignVCenter), text)
        if current:
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), look.px(6), look.px(6))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = theme.current()
        is_words = index.column() and not self._table().declared(index.column()).money
        more = 22 if index.data(_SWATCH) else 8 + (_BEFORE_WORDS if is_words else 0)
        return super().sizeHint(option, index) + QSize(look.px(more), 0)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002  Qt's own signature
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        line = QLineEdit(parent)
        line.setObjectName("amount")
        line.setAccessibleName(self._table().declared(index.column()).title)
        line.setAlignment(_side(right=self._table().declared(index.column()).money))
        return line

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QLineEdit)
        value = index.data(_VALUE)
        money = self._table().declared(index.column()).money
        editor.setText("" if value is None else _cell_words(value, money=money))

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: ARG002  Qt's own signature
        assert isinstance(editor, QLineEdit)
        table, text = self._table(), editor.text().strip()
        value: int | str | None = text or None
        if value is not None and table.declared(index.column()).money:
            try:
                value = parse_baht(text)
            except CodiError as error:
                table.refused.emit(str(error))
                return
        if value != index.data(_VALUE):
            table.take_edit(index.row(), index.column(), value)

    def _table(self) -> MoneyTable:
        table = self.parent()
        assert isinstance(table, MoneyTable)
        return table


def wrapping(words: str, metrics: QFontMetrics, width: int) -> Qt.TextFlag:
    """Break between words; inside a word only where it is wider than its column."""
    return Qt.TextFlag.TextWordWrap if _widest_word(words, metrics) <= width else Qt.TextFlag.TextWrapAnywhere


def _widest_word(words: str, metrics: QFontMetrics) -> int:
    return max((metrics.horizontalAdvance(piece) for piece in re.split(f"[{BREAK} ]", words)), default=0)


def _cell_words(cell: int | str | None, *, money: bool) -> str:
    if cell is None:
        return "–" if money else ""
    return format_baht(cell) if money and isinstance(cell, int) else str(cell)


def _side(*, right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
