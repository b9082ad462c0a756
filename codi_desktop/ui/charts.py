"""Charts, painted by hand: sums in bars, a ceiling, bars of several rows, provinces as tiles.

No chart is the only bearer of a fact: every part has its words and its number beside it or in its accessible name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.flow import Flow, clear_layout
from codi_desktop.ui.widgets.press import PressButton

GAP = 2  # pixels between two parts: neighbours may differ little in lightness


@dataclass(frozen=True)
class Part:
    """One part of a sum: its words, its size in any unit, its colour token and its number as it is shown."""

    label: str
    amount: int
    colour: str
    shown: str = ""


class StackedBar(QWidget):
    """A sum as one bar with its legend below; when narrow, one bar for each part. In the order that is given."""

    def __init__(self, parts: Sequence[Part] = (), *, height: int = 22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stacked-bar")
        self._parts: tuple[Part, ...] = ()
        self._height = height
        self._apart = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(8))
        self.set_parts(parts)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show another sum."""
        self._parts = tuple(parts)
        self.setAccessibleName(" · ".join(f"{part.label} {part.shown or part.amount}" for part in parts))
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one bar for each part when there is no room for a legend in one line."""
        super().resizeEvent(event)
        apart = theme.current().scale >= 1.25 or self.width() < theme.current().px(460)
        if apart != self._apart:
            self._apart = apart
            self._fill()

    def _fill(self) -> None:
        clear_layout(self._column)
        if self._apart:
            whole = max((part.amount for part in self._parts), default=1)
            for part in self._parts:
                self._column.addWidget(_PartLine(part, whole, self))
            return
        self._column.addWidget(_Bar(self._parts, self._height, self))
        legend = QWidget(self)
        flow = Flow(legend, gap=28, line_gap=6)
        for part in self._parts:
            flow.addWidget(_Legend(part, legend))
        self._column.addWidget(legend)


class CeilingBar(QWidget):
    """What was used of a ceiling. Over it: red, with symbol and words; the bar never hides that it is over."""

    def __init__(
        self, used: int = 0, ceiling: int = 0, words: str = "", rest: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ceiling-bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(6))
        self._bar = _Bar((), 10, self)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        self._words = Label("", "second", tone="")
        self._rest = Label("", "second_strong", wrap=False)
        row.addWidget(self._words, 1)
        row.addWidget(self._rest)
        column.addWidget(self._bar)
        column.addLayout(row)
        self.show_use(used, ceiling, words, rest)

    def show_use(self, used: int, ceiling: int, words: str, rest: str) -> None:
        """Show `used` of `ceiling` in one unit, in words, and what is left or over in words."""
        over = used > ceiling
        colour = "bad" if over else "accent"
        self._bar.set_parts((Part("", min(used, ceiling), colour),), whole=max(ceiling, 1))
        self._words.set_text(words)
        self._rest.set_text(rest)
        self._rest.set_tone("bad" if over else "ok")
        self.setAccessibleName(" · ".join(part for part in (words, rest) if part))


class GroupedBars(QWidget):
    """Rows of stacked bars on one scale, with name and sum; a group ends with a line of words."""

    @dataclass(frozen=True)
    class Row:
        """One bar: its name, its parts in their fixed order, and its sum as it is shown."""

        name: str
        parts: tuple[Part, ...]
        shown: str

    @dataclass(frozen=True)
    class Group:
        """Bars that belong together and the words that close them."""

        rows: tuple["GroupedBars.Row", ...]
        name: str = ""
        words: str = ""
        colour: str = "accent"

    def __init__(self, groups: Sequence["GroupedBars.Group"] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grouped-bars")
        self._groups: tuple[GroupedBars.Group, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_groups(groups)

    def set_groups(self, groups: Sequence["GroupedBars.Group"]) -> None:
        """Show other bars."""
        self._groups = tuple(groups)
        said = [f"{row.name} {row.shown}" for group in groups for row in group.rows]
        said += [f"{group.name} {group.words}" for group in groups if group.words]
        self.setAccessibleName(" · ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line for each row and each group."""
        px = theme.current().px
        lines = sum(len(group.rows) + bool(group.words) for group in self._groups)
        return QSize(px(420), px(24) * lines + px(6) * max(len(self._groups) - 1, 0))

    def minimumSizeHint(self) -> QSize:
        """Lines are never cut; bars may be short."""
        return QSize(theme.current().px(300), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint every group from above."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(look.font("second"))
        rows = [row for group in self._groups for row in group.rows]
        names = max((metrics.horizontalAdvance(row.name) for row in rows), default=0) + look.px(30)
        sums = max(
            (QFontMetrics(look.font("strong")).horizontalAdvance(row.shown) for row in rows), default=0
        ) + look.px(12)
        whole = max((sum(part.amount for part in row.parts) for row in rows), default=1) or 1
        y = 0
        for group in self._groups:
            y = self._paint_group(painter, group, y, names, sums, whole)

    def _paint_group(
        self, painter: QPainter, group: "GroupedBars.Group", y: int, names: int, sums: int, whole: int
    ) -> int:
        look = theme.current()
        line, top = look.px(24), y
        room = self.width() - names - sums
        for row in group.rows:
            painter.setFont(look.font("second"))
            painter.setPen(look.colour("text"))
            painter.drawText(QRectF(look.px(12), y, names, line), Qt.AlignmentFlag.AlignVCenter, row.name)
            amount = sum(part.amount for part in row.parts)
            area = QRectF(names, y + look.px(5), room * amount / whole, line - look.px(10))
            paint_parts(painter, area, row.parts, amount, look.px(4))
            painter.setFont(look.font("strong"))
            painter.setPen(look.colour("text"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y, self.width(), line), right, row.shown)
            y += line
        painter.fillRect(QRectF(0, top, look.px(3), y - top), look.colour(group.colour))
        if group.words:
            painter.setFont(look.font("second_strong"))
            painter.setPen(look.colour(group.colour))
            painter.drawText(QRectF(look.px(12), y, self.width(), line), Qt.AlignmentFlag.AlignVCenter, group.name)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y, self.width(), line), right, group.words)
            y += line
        return y + look.px(6)


@dataclass(frozen=True)
class MapTile:
    """A province: where it lies on the grid, its name, how far it is, and its group's colour and tint.

    `share` is None when nothing was sent yet: the tile is hatched and `shown` says so.
    """

    name: str
    label: str
    row: int
    column: int
    shown: str
    share: float | None
    colour: str = "accent"
    tint: str = "accent_soft"


class TileMap(QWidget):
    """Provinces as tiles, roughly where they lie. Arrow keys go by geography; a tile is a button."""

    chosen = Signal(str)

    def __init__(self, tiles: Sequence[MapTile] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tile-map")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.current().px(8))
        self._buttons: dict[tuple[int, int], _MapTile] = {}
        self.set_tiles(tiles)

    def set_tiles(self, tiles: Sequence[MapTile]) -> None:
        """Show other provinces."""
        clear_layout(self._grid)
        self._buttons = {}
        for tile in tiles:
            button = _MapTile(tile, self)
            button.clicked.connect(self._choose)
            self._buttons[tile.row, tile.column] = button
            self._grid.addWidget(button, tile.row, tile.column)

    def put_beside(self, widget: QWidget) -> bool:
        """Put a legend into the room beside the last row of tiles until others are set. Say whether there is any."""
        last = max((row for row, _column in self._buttons), default=0)
        used = max((column for row, column in self._buttons if row == last), default=0)
        free = max((column for _row, column in self._buttons), default=0) - used
        if free >= 2:
            self._grid.addWidget(widget, last, used + 1, 1, free)
        return free >= 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the nearest tile in the direction of the arrow."""
        focused = next((place for place, button in self._buttons.items() if button.hasFocus()), None)
        ways = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        way = next((step for key, step in ways.items() if key == event.key()), None)
        if focused is None or way is None:
            super().keyPressEvent(event)
        elif (target := _nearest(focused, way, list(self._buttons))) is not None:
            self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self) -> None:
        self.chosen.emit(str(self.sender().property("tile")))


def paint_parts(painter: QPainter, area: QRectF, parts: Sequence[Part], whole: int, radius: float) -> None:
    """Paint the parts of `whole` side by side into an area with round ends."""
    look = theme.current()
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(area, radius, radius)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    x = area.left()
    for part in parts:
        width = area.width() * part.amount / whole if whole else 0.0
        gap = GAP if x + width < area.right() - 0.5 else 0
        if width > 0:
            painter.fillRect(QRectF(x, area.top(), max(width - gap, 1.0), area.height()), look.colour(part.colour))
        x += width
    painter.restore()


def _nearest(here: tuple[int, int], way: tuple[int, int], places: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    def ahead(place: tuple[int, int]) -> int:
        return (place[0] - here[0]) * way[0] + (place[1] - here[1]) * way[1]

    def aside(place: tuple[int, int]) -> int:
        return abs((place[0] - here[0]) * way[1]) + abs((place[1] - here[1]) * way[0])

    forward = [place for place in places if ahead(place) > 0]
    return min(forward, key=lambda place: (ahead(place) + 2 * aside(place), aside(place)), default=None)


class _Bar(QWidget):
    def __init__(self, parts: Sequence[Part], height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = tuple(parts)
        self._whole = sum(part.amount for part in parts)
        self.setFixedHeight(theme.current().px(height))

    def set_parts(self, parts: Sequence[Part], *, whole: int) -> None:
        self._parts, self._whole = tuple(parts), whole
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = min(area.height() / 2, look.px(7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("trough"))
        painter.drawRoundedRect(area, radius, radius)
        paint_parts(painter, area, self._parts, self._whole, radius)


class _Legend(QWidget):
    def __init__(self, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        px = theme.current().px
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(0)
        grid.addWidget(Swatch(part.colour, self), 0, 0)
        grid.addWidget(Label(part.label, "second", tone="", wrap=False), 0, 1)
        if part.shown:
            grid.addWidget(Label(part.shown, "strong", wrap=False), 1, 1)


class Swatch(QWidget):
    """The coloured square of a legend."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        side = theme.current().px(10)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the square."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self._colour))
        painter.drawRoundedRect(self.rect(), look.px(3), look.px(3))


class _PartLine(QWidget):
    """One part with a bar of its own, for large text."""

    def __init__(self, part: Part, whole: int, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        row = QHBoxLayout()
        row.addWidget(Label(part.label, "body"), 1)
        row.addWidget(Label(part.shown or str(part.amount), "strong", wrap=False))
        column.addLayout(row)
        bar = _Bar((), 12, self)
        bar.set_parts((part,), whole=max(whole, 1))
        column.addWidget(bar)


class _MapTile(PressButton):
    def __init__(self, tile: MapTile, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile = tile
        self.setObjectName(f"map-{tile.name}")
        self.setProperty("tile", tile.name)
        self.setText(tile.label)
        said = tile.shown if tile.share is not None else gettext("nothing sent yet")
        self.setAccessibleName(f"{tile.label} {said}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        metrics = QFontMetrics(theme.current().font("second_strong"))
        width = max(metrics.horizontalAdvance(self._tile.label), metrics.horizontalAdvance(self._tile.shown))
        return QSize(max(width + px(12), px(96)), px(73))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        tile = self._tile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(look.colour(tile.colour), 2) if self.hasFocus() or look.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(tile.tint if tile.share is not None else "card"))
        painter.drawRoundedRect(area, look.px(10), look.px(10))
        if tile.share is None:
            painter.setPen(QPen(look.colour("line"), 1))
            painter.setBrush(QBrush(look.colour("line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(area, look.px(10), look.px(10))
        painter.setFont(look.font("second_strong"))
        painter.setPen(look.colour(tile.colour))
        painter.drawText(QRectF(0, look.px(4), self.width(), look.px(26)), Qt.AlignmentFlag.AlignCenter, tile.label)
        painter.setFont(look.font("body" if tile.share is not None else "second"))
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(0, look.px(28), self.width(), look.px(26)), Qt.AlignmentFlag.AlignCenter, tile.shown)
        if tile.share is not None:
            bar = QRectF(look.px(12), look.px(57), self.width() - 2 * look.px(12), look.px(6))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("trough" if look.contrast else "card"))
            painter.drawRoundedRect(bar, look.px(3), look.px(3))
            paint_parts(painter, bar, (Part("", round(tile.share * 1000), tile.colour),), 1000, look.px(3))
