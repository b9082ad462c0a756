"""Find our place by typing a part of its name: Thai or English, with or without ต., in either keyboard layout."""

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.in_line import icon_before
from codi_desktop.ui.widgets.picture import Picture

_REST_MS = 150
_SHOWN_ROWS = 3


class AreaFinder(QWidget):
    """A field, and the places found below it. ↑ ↓ go through them, Enter picks. It asks; who owns it answers."""

    asked = Signal(str)
    """find this text and call `show_found`"""
    picked = Signal(object)
    """a place, or None when the text was changed again"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finder")
        self.chosen: Any = None
        self._found: Sequence[Any] = ()
        self._rows: list[_Row] = []
        self._current = 0
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        self.line = QLineEdit(self)
        self.line.setObjectName("finder-line")
        self.line.setMinimumHeight(px(46))
        self.line.installEventFilter(self)
        icon_before(self.line, "search")
        self._count = Label("", "second", wrap=False, parent=self.line)
        layout = self.line.layout()
        assert layout is not None
        layout.addWidget(self._count)
        layout.setContentsMargins(px(14), 0, px(16), 0)
        column.addWidget(self.line)
        self._list = Card(padding=6, name="found")
        self._list.setAccessibleName(gettext("Places found"))
        holder = QWidget()
        self._rows_column = QVBoxLayout(holder)
        self._rows_column.setContentsMargins(0, 0, 0, 0)
        self._rows_column.setSpacing(0)
        self._area = QScrollArea(self)
        self._area.setObjectName("found-scroll")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(holder)
        holder.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        self._list.body.addWidget(self._area)
        self._list.hide()
        column.addWidget(self._list)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.line.textEdited.connect(self._edited)

    def set_label(self, label: str, hint: str) -> None:
        """Say what is looked for."""
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)

    def text(self) -> str:
        """Give what was typed."""
        return self.line.text()

    def choose(self, area: Any) -> None:
        """Show a place as the chosen one."""
        self.chosen = area
        self._list.hide()
        self._count.set_text("")
        self.line.setText("  ".join(part for part in (name_of(area), place_of(area)) if part))
        self.picked.emit(area)

    def clear(self) -> None:
        """Begin anew."""
        self.line.clear()
        self.chosen = None
        self._list.hide()
        self._count.set_text("")

    def show_found(self, typed: str, found: Sequence[Any]) -> None:
        """Show what was found for a text; an answer to an older text is dropped."""
        if typed != self.text().strip() or self.chosen is not None:
            return
        self._found, self._current = found, 0
        clear_layout(self._rows_column)
        self._rows = [_Row(area, typed, self) for area in found]
        for number, row in enumerate(self._rows):
            row.setProperty("number", number)
            row.pressed.connect(self._pressed)
            self._rows_column.addWidget(row)
        self._list.setVisible(bool(found))
        px = theme.current().px
        self._area.setFixedHeight(px(44) * min(len(found), _SHOWN_ROWS) + px(2))
        count = ngettext("{count} place, Enter takes it", "{count} places, arrow down for more", len(found))
        self._count.set_text(count.format(count=len(found)) if found else "")
        self._mark(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go through the list and pick."""
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if self._list.isHidden() or not self._rows:
            return super().eventFilter(watched, event)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down:
                self._mark(self._current + 1)
            case Qt.Key.Key_Up:
                self._mark(self._current - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.choose(self._found[self._current])
            case _:
                return super().eventFilter(watched, event)
        return True

    def _edited(self) -> None:
        if self.chosen is not None:
            self.chosen = None
            self.picked.emit(None)
        self._rest.start()

    def _ask(self) -> None:
        if self.text().strip():
            self.asked.emit(self.text().strip())
        else:
            self._list.hide()
            self._count.set_text("")

    def _pressed(self) -> None:
        self.choose(self._found[int(self.sender().property("number"))])
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, number: int) -> None:
        if not self._rows:
            return
        self._current = number % len(self._rows)
        for place, row in enumerate(self._rows):
            row.set_marked(place == self._current)
        marked = self._rows[self._current]
        self.line.setAccessibleDescription(marked.accessibleName())
        self._area.ensureWidgetVisible(marked, 0, 0)


def name_of(area: Any) -> str:
    """Name a place with the word for its level."""
    name = area.name_th or area.code
    match area.level:
        case "tambon":
            return gettext("Tambon {name}").format(name=name)
        case "province":
            return gettext("Province {name}").format(name=name)
    return str(name)


def place_of(area: Any) -> str:
    """Say where a tambon lies: no tambon is ever shown without it."""
    parts = (
        gettext("Amphoe {name}").format(name=area.amphoe) if area.amphoe else "",
        gettext("{name} province").format(name=area.province) if area.province else "",
    )
    return "  ".join(part for part in parts if part)


class _Row(QWidget):
    """One place that was found; what was typed stands out in its name."""

    pressed = Signal()

    def __init__(self, area: Any, typed: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"area-{area.code}")
        self.setAccessibleName(f"{name_of(area)} {place_of(area)} {area.postcode}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        px = theme.current().px
        self.setFixedHeight(px(44))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(14), 0)
        row.setSpacing(px(12))
        row.addWidget(Picture("map-pin", "muted", 20))
        name = Label(_marked(name_of(area), typed), "body", rich=True, wrap=False)
        place = Label(place_of(area), "body", tone="muted", wrap=False)
        row.addWidget(name, 2)
        row.addWidget(place, 4)
        row.addWidget(Label(area.postcode or area.code, "body", tone="muted", wrap=False))
        self._enter = Picture("corner-down-left", "accent", 20)
        row.addWidget(self._enter)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._is_marked = False

    def set_marked(self, marked: bool) -> None:
        """Show that Enter picks this one."""
        self._is_marked = marked
        self._enter.show_icon("corner-down-left", "accent" if marked else "card")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        if self._is_marked:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.colour("accent") if look.contrast else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(7), look.px(7))


def _marked(name: str, typed: str) -> str:
    """Set off the part of a name that was typed."""
    words = [word for word in typed.split() if word]
    part = next((word for word in words if word in name), "")
    if not part:
        return escape(name)
    before, _, after = name.partition(part)
    colour = theme.current().tokens["accent"]
    return f'{escape(before)}<b style="color:{colour}">{escape(part)}</b>{escape(after)}'
