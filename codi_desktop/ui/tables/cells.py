"""What a cell of a list can show beyond plain text, and how it is painted."""

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from codi_desktop.ui import theme
from codi_desktop.ui.charts import Part, paint_parts
from codi_desktop.ui.widgets.photo import paint_photo

Kind = Literal["ok", "warn", "bad", "info", "muted", "text"]

CELL_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class ChipCell:
    """Symbol + word + colour; an empty icon shows the word alone."""

    text: str
    kind: Kind = "muted"
    icon: str = ""


@dataclass(frozen=True)
class BarCell:
    """An amount with a mini bar below it: `share` of the ceiling, above 1 it is over and red."""

    text: str
    share: float


@dataclass(frozen=True)
class PhotoCell:
    """A small photo, read by the worker; None shows that there is none. `text` is what is read aloud.

    `marked` puts a tick on it: the row is one of several that something will be done with.
    """

    image: QImage | None
    text: str = ""
    marked: bool = False


@dataclass(frozen=True)
class TwoLineCell:
    """A line and a second one, muted; or a mark with symbol behind the first line."""

    text: str
    second: str = ""
    mark: ChipCell | None = None


Cell = str | ChipCell | BarCell | PhotoCell | TwoLineCell


def cell_text(cell: Any) -> str:
    """Say a cell in words: for the screen reader, for copying and for jumping by typing."""
    if isinstance(cell, TwoLineCell):
        mark = cell.mark.text if cell.mark else ""
        return " ".join(part for part in (cell.text, cell.second, mark) if part)
    return str(getattr(cell, "text", "" if cell is None else cell))


class CellDelegate(QStyledItemDelegate):
    """Paint rows with hairlines between them; the chosen row is tinted with an edge of 4 px at its left."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, hairline and what the cell shows."""
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, look.colour("accent_soft"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), look.px(4), rect.height()), look.colour("accent"))
        if chosen and look.contrast:
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        side = look.px(12)
        area = QRectF(rect).adjusted(side, 0, -look.px(6), 0)
        self._paint_cell(painter, area, index, bold=chosen and _is_main(option, index))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Ask for the height of a row."""
        return super().sizeHint(option, index).expandedTo(QSize(0, theme.current().px(46)))

    def _paint_cell(
        self, painter: QPainter, area: QRectF, index: QModelIndex | QPersistentModelIndex, *, bold: bool
    ) -> None:
        cell = index.data(CELL_ROLE)
        match cell:
            case ChipCell():
                _paint_chip(painter, area, cell)
            case BarCell():
                _paint_bar(painter, area, cell)
            case PhotoCell():
                _paint_small_photo(painter, area, cell)
            case TwoLineCell():
                _paint_two_lines(painter, area, cell, bold=bold)
            case _:
                right = index.data(Qt.ItemDataRole.TextAlignmentRole)
                flags = Qt.AlignmentFlag(right) if right is not None else Qt.AlignmentFlag.AlignLeft
                _paint_words(painter, area, cell_text(cell), flags, bold=bold)


def _is_main(option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
    view = option.widget
    return isinstance(view, QTableView) and view.property("main_column") == index.column()


def _paint_words(painter: QPainter, area: QRectF, text: str, flags: Qt.AlignmentFlag, *, bold: bool) -> None:
    look = theme.current()
    painter.setFont(look.font("strong" if bold else "body"))
    painter.setPen(look.colour("text"))
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > area.width() and " " in text and area.height() >= look.px(44):
        _paint_in_two(painter, area, text)
        return
    fitted = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignVCenter), fitted)


def _paint_in_two(painter: QPainter, area: QRectF, text: str) -> None:
    """Paint a name that is too long for its line in two: names never end in dots while there is room below."""
    look = theme.current()
    painter.setFont(look.font("second"))
    metrics = painter.fontMetrics()
    words = text.split(" ")
    place = max(range(1, len(words)), key=lambda n: (metrics.horizontalAdvance(" ".join(words[:n])) <= area.width(), n))
    step = look.px(22)
    for number, line in enumerate((" ".join(words[:place]), " ".join(words[place:]))):
        box = QRectF(area.left(), area.center().y() - step - 1 + number * step, area.width(), step)
        fitted = metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), fitted)


def _paint_chip(painter: QPainter, area: QRectF, cell: ChipCell) -> None:
    look = theme.current()
    token = cell.kind
    left = area.left()
    if cell.icon:
        side = look.px(18)
        pixmap = theme.icon_pixmap(cell.icon, token, 18, painter.device().devicePixelRatioF())
        painter.drawPixmap(round(left), round(area.center().y() - side / 2), pixmap)
        left += look.px(25)
    painter.setFont(look.font("second" if token in {"muted", "text"} else "second_strong"))
    painter.setPen(look.colour(token))
    box = QRectF(left, area.top(), area.right() - left, area.height())
    fitted = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), fitted)


def _paint_bar(painter: QPainter, area: QRectF, cell: BarCell) -> None:
    look = theme.current()
    words = QRectF(area.left(), area.top() + look.px(4), area.width(), look.px(25))
    painter.setFont(look.font("second"))
    painter.setPen(look.colour("bad" if cell.share > 1 else "text"))
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), cell.text)
    bar = QRectF(area.left(), area.top() + look.px(32), min(area.width(), look.px(96)), look.px(6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("trough"))
    painter.drawRoundedRect(bar, look.px(3), look.px(3))
    share = min(max(cell.share, 0.0), 1.0)
    colour = "bad" if cell.share > 1 else "ok" if cell.share >= 1 else "accent"
    paint_parts(painter, bar, (Part("", round(share * 1000), colour),), 1000, look.px(3))


def _paint_small_photo(painter: QPainter, area: QRectF, cell: PhotoCell) -> None:
    look = theme.current()
    width, height = look.px(48), look.px(36)
    box = QRectF(area.left(), area.center().y() - height / 2, width, height)
    if cell.image is not None and not cell.image.isNull():
        paint_photo(painter, box, cell.image, look.px(6))
    else:
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), 1))
        painter.setBrush(look.colour("muted_tint"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        _paint_icon(painter, box, "image-off", "muted")
    if cell.marked:
        badge = QRectF(box.left() - look.px(6), box.top() - look.px(2), look.px(26), look.px(26))
        painter.setPen(QPen(look.colour("card"), 2))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(badge)
        _paint_icon(painter, badge, "check", "on_accent")


def _paint_icon(painter: QPainter, box: QRectF, name: str, colour: str) -> None:
    side = theme.current().px(18)
    pixmap = theme.icon_pixmap(name, colour, 18, painter.device().devicePixelRatioF())
    painter.drawPixmap(round(box.center().x() - side / 2), round(box.center().y() - side / 2), pixmap)


def _paint_two_lines(painter: QPainter, area: QRectF, cell: TwoLineCell, *, bold: bool) -> None:
    look = theme.current()
    first = QRectF(area)
    if cell.second:
        height = look.px(24)
        top = area.center().y() - height
        first = QRectF(area.left(), top, area.width(), height)
        below = QRectF(area.left(), top + height - look.px(1), area.width(), height)
        painter.setFont(look.font("second"))
        painter.setPen(look.colour("muted"))
        fitted = painter.fontMetrics().elidedText(cell.second, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), fitted)
    _paint_words(painter, first, cell.text, Qt.AlignmentFlag.AlignLeft, bold=bold)
    if cell.mark is not None:
        used = painter.fontMetrics().horizontalAdvance(cell.text) + look.px(14)
        if used < first.width():
            _paint_chip(painter, first.adjusted(used, 0, 0, 0), cell.mark)
