"""Set a table of who gave what and how much, with the decimal points under each other and the total in words."""

from collections.abc import Sequence
from typing import NamedTuple

from codi_desktop.documents._sheet import GREEN, HAIRLINE, INK, Sheet
from codi_desktop.documents._text import MM, Type, bold, money_parts, regular
from codi_desktop.thai.money import baht_text

_HEADS = ("ผู้ร่วมสนับสนุน", "สิ่งที่ร่วม", "มูลค่า (บาท)")
_GAP = 4.0
_LINE = 1.42 / MM  # height of a line in a cell, for each point of its size


class Row(NamedTuple):
    """One line of the table, before it is broken."""

    partner: str
    what: str
    amount_satang: int


class _Set(NamedTuple):
    partner: list[str]
    what: list[str]
    amount: tuple[str, str]
    height: float


class MoneyTable:
    """A table measured for one width and type size; `height` is what `draw` takes."""

    def __init__(
        self, sheet: Sheet, rows: Sequence[Row], total_satang: int, width: float, size: float, *,
        words_in_total: bool, has_total: bool = True,
    ) -> None:  # fmt: skip
        self._sheet, self._width, self.size = sheet, width, size
        self._face, self._bold = regular(size), bold(size)
        self._total_satang = total_satang
        self._has_total = has_total
        self._money_width = max(
            sheet.set.width(self._bold, _HEADS[2]), sheet.set.width(self._bold, "".join(money_parts(total_satang)))
        )
        columns = width - self._money_width - 2 * _GAP
        self._first = self._first_column(rows, columns)
        self._rows = [self._set_row(row, columns - self._first) for row in rows]
        self._words = f"({baht_text(total_satang)})"
        self._words_face = sheet.set.shrunk(self._face, self._words, width, 8.5)
        room = width - self._money_width - _GAP - sheet.set.width(self._bold, "รวมทั้งสิ้น") - _GAP
        self._words_in_total = words_in_total and sheet.set.width(self._words_face, self._words) <= room

    @property
    def row_count(self) -> int:
        """Say how many rows there are, to share spare height among them."""
        return len(self._rows)

    @property
    def height(self) -> float:
        """Measure the table in millimetres, from its first rule to the end of its last line."""
        total = self._edge_height if self._has_total else 0
        words = 0 if self._words_in_total or not self._has_total else self.size * _LINE + 1.2
        return self._edge_height + sum(row.height for row in self._rows) + total + words

    def split(self, height: float) -> int:
        """Say how many rows fit into a height below the head."""
        used = self._edge_height
        for count, row in enumerate(self._rows):
            used += row.height
            if used > height:
                return count
        return len(self._rows)

    def draw(self, left: float, top: float, spare: float = 0.0) -> float:
        """Draw the table, each row higher by `spare`, and return the lower end."""
        sheet, right = self._sheet, left + self._width
        second = left + self._first + _GAP
        point = right - max(sheet.set.width(self._bold, money_parts(self._total_satang)[1]), self._widest_satang())
        sheet.rule(left, right, top, 0.9)
        y = top + self._edge_height
        baseline = y - self._edge_height / 2 + self.size * 0.36 / MM
        sheet.text(left, baseline, _HEADS[0], self._bold, GREEN)
        sheet.text(second, baseline, _HEADS[1], self._bold, GREEN)
        sheet.text(right, baseline, _HEADS[2], self._bold, GREEN, "right")
        sheet.rule(left, right, y, 0.4)
        for number, row in enumerate(self._rows):
            if number:
                sheet.rule(left, right, y, 0.25, HAIRLINE)
            lines = max(len(row.partner), len(row.what))
            height = row.height + spare
            baseline = y + (height - lines * self.size * _LINE) / 2 + self.size * 0.375
            leading = self.size * _LINE
            sheet.paragraph(left, baseline, row.partner, self._face, leading)
            sheet.paragraph(second, baseline, row.what, self._face, leading)
            self._amount(point, baseline, row.amount, self._face)
            y += height
        return self._draw_total(left, y, point) if self._has_total else y

    def _draw_total(self, left: float, y: float, point: float) -> float:
        sheet, right = self._sheet, left + self._width
        sheet.rule(left, right, y, 0.5)
        baseline = y + self._edge_height / 2 + self.size * 0.36 / MM
        sheet.text(left, baseline, "รวมทั้งสิ้น", self._bold)
        self._amount(point, baseline, money_parts(self._total_satang), self._bold)
        y += self._edge_height
        sheet.rule(left, right, y, 0.9)
        if self._words_in_total:
            sheet.text(right - self._money_width - _GAP, baseline, self._words, self._words_face, align="right")
            return y
        y += self.size * _LINE + 1.2
        sheet.text(right, y - 0.6, self._words, self._words_face, INK, "right")
        return y

    def _amount(self, point: float, baseline: float, amount: tuple[str, str], face: Type) -> None:
        self._sheet.text(point, baseline, amount[0], face, align="right")
        self._sheet.text(point, baseline, amount[1], face)

    def _widest_satang(self) -> float:
        return max((self._sheet.set.width(self._face, row.amount[1]) for row in self._rows), default=0)

    @property
    def _edge_height(self) -> float:
        return self.size * 0.62

    def _set_row(self, row: Row, second: float) -> _Set:
        partner = self._sheet.set.lines(self._face, row.partner, self._first)
        what = self._sheet.set.lines(self._face, row.what, second)
        height = max(len(partner), len(what)) * self.size * _LINE + (self.size - 8.5) * 0.35 + 0.5
        return _Set(partner, what, money_parts(row.amount_satang), height)

    def _first_column(self, rows: Sequence[Row], columns: float) -> float:
        """Share the width so that as few lines as can be are needed, and then by what the texts ask for."""
        partners = max((self._sheet.set.width(self._face, row.partner) for row in rows), default=0)
        whats = max((self._sheet.set.width(self._face, row.what) for row in rows), default=0)
        heads = [self._sheet.set.width(self._bold, head) for head in _HEADS[:2]]
        partners, whats = max(partners, heads[0]) + 0.1, max(whats, heads[1]) + 0.1
        if partners + whats <= columns:
            return partners + (columns - partners - whats) * 0.5
        return min(
            (columns * share / 100 for share in range(40, 74, 4)),
            key=lambda first: sum(
                max(
                    len(self._sheet.set.lines(self._face, row.partner, first)),
                    len(self._sheet.set.lines(self._face, row.what, columns - first)),
                )
                for row in rows
            ),
        )
