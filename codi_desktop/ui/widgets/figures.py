"""Numbers that are read from across the table: a figure with its unit, a tile with a count, a row of either."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.press import PressButton

Kind = Literal["ok", "warn", "bad", "info", "muted"]


class BigNumber(QWidget):
    """A figure, its unit beside it and, when there is one, a note below. A figure that does not exist is words."""

    def __init__(
        self,
        figure: str,
        unit: str = "",
        note: str = "",
        *,
        tone: str = "",
        role: str = "figure",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("big-number")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        self._figure = Label("", role, tone=tone, wrap=False)
        self._unit = Label("", "body", wrap=False)
        self._note = Label("", "second")
        row.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._note)
        self.show_figure(figure, unit, note)

    def show_figure(self, figure: str, unit: str = "", note: str = "", *, tone: str | None = None) -> None:
        """Show another figure."""
        self._figure.set_text(figure)
        self._unit.set_text(unit)
        self._note.set_text(note)
        self._note.setVisible(bool(note))
        if tone is not None:
            self._figure.set_tone(tone)
        self.setAccessibleName(" ".join(part for part in (figure, unit, note) if part))


class FigureCard(Card):
    """A card with a title, one figure and one note: relief bags left, resolutions overdue."""

    def __init__(
        self,
        title: str,
        icon: str,
        figure: str,
        unit: str,
        note: str,
        *,
        tone: str = "accent",
        name: str = "figure-card",
    ) -> None:
        super().__init__(title, icon=icon, icon_colour=tone, padding=18, name=name)
        self.number = BigNumber(figure, unit, note, tone=tone)
        self.body.addWidget(self.number)


@dataclass(frozen=True)
class Tile:
    """One count of a row: what it counts is symbol and word, its kind the colour."""

    name: str
    count: str
    word: str
    icon: str = ""
    kind: Kind = "muted"


class TilesRow(QWidget):
    """Counts side by side, each a button that shows what it counts; two by two when narrow."""

    chosen = Signal(str)

    def __init__(self, tiles: Sequence[Tile] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tiles")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.current().px(12))
        self._tiles: list[_TileButton] = []
        self.set_tiles(tiles)

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show other counts."""
        for old in self._tiles:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._tiles = [_TileButton(tile, self) for tile in tiles]
        for number, button in enumerate(self._tiles):
            button.clicked.connect(self._choose)
            self._grid.addWidget(button, 0, number)

    def _choose(self) -> None:
        self.chosen.emit(str(self.sender().property("tile")))


class _TileButton(PressButton):
    def __init__(self, tile: Tile, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile = tile
        self.setProperty("tile", tile.name)
        self.setObjectName(f"tile-{tile.name}")
        self.setAccessibleName(f"{tile.count} {tile.word}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        words = QFontMetrics(theme.current().font("second")).horizontalAdvance(self._tile.word)
        count = QFontMetrics(theme.current().font("figure")).horizontalAdvance(self._tile.count)
        return QSize(max(words + px(26 if self._tile.icon else 0), count) + px(20), px(94))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind = self._tile.kind
        ink = "text" if kind == "muted" else kind
        paint_ground(painter, QRectF(self.rect()), f"{kind}_tint", f"{kind}_line", focused=self.hasFocus())
        painter.setPen(look.colour(ink))
        painter.setFont(look.font("figure"))
        painter.drawText(
            QRectF(0, look.px(8), self.width(), look.px(50)), Qt.AlignmentFlag.AlignCenter, self._tile.count
        )
        font = look.font("second")
        painter.setFont(font)
        words = QFontMetrics(font).horizontalAdvance(self._tile.word)
        icon = look.px(24) if self._tile.icon else 0
        left = (self.width() - words - icon) / 2
        if self._tile.icon:
            pixmap = theme.icon_pixmap(self._tile.icon, ink, 17, self.devicePixelRatioF())
            painter.drawPixmap(round(left), look.px(62), pixmap)
        line = QRectF(left + icon, look.px(56), words + 4, look.px(30))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._tile.word)


def paint_ground(painter: QPainter, area: QRectF, ground: str, edge: str, *, focused: bool, radius: int = 10) -> None:
    """Paint a rounded ground with the border that the theme and the focus ask for."""
    look = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    if focused:
        painter.setPen(QPen(look.colour("accent"), 2))
    elif look.contrast:
        painter.setPen(QPen(look.colour(edge), 2))
    painter.setBrush(look.colour(ground))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), look.px(radius), look.px(radius))
