"""A line that says what a person should know or do: symbol, words, and links that lead there."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture

Kind = Literal["ok", "warn", "bad", "info", "sunk"]

_ICONS = {"ok": "circle-check", "warn": "circle-dashed", "bad": "triangle-alert", "info": "info", "sunk": "info"}


class Notice(QFrame):
    """Amber: a person should act; red: wrong; green: done; blue: under way; sunk: plain words.

    Emits `asked` with the name of a link. With several `lines` it grows to a list, each line a link of its own name.
    """

    asked = Signal(str)

    def __init__(
        self, kind: Kind = "warn", text: str = "", second: str = "", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        px = theme.current().px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(12), px(4), px(12), px(4))
        outer.setSpacing(0)
        self._row = QHBoxLayout()
        self._row.setSpacing(px(10))
        self._row.setContentsMargins(0, px(2), 0, px(2))
        self._icon = Picture("info", "text", 20)
        self._row.addWidget(self._icon)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._first = Label("", "medium")
        self._second = Label("", "second", tone="")
        self._words.addWidget(self._first)
        self._words.addWidget(self._second)
        self._row.addLayout(self._words, 1)
        self._links = QHBoxLayout()
        self._links.setSpacing(px(8))
        self._row.addLayout(self._links)
        outer.addLayout(self._row)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        outer.addLayout(self._lines)
        self._kind: Kind = kind
        self.show_notice(kind, text, second, icon=icon)

    def show_notice(
        self,
        kind: Kind,
        text: str,
        second: str = "",
        *,
        icon: str = "",
        links: Sequence[tuple[str, str]] = (),
        lines: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Say something else. `links` and `lines` are pairs of name and words."""
        self._kind = kind
        colour = "accent" if kind == "sunk" else kind
        self._icon.show_icon(icon or _ICONS[kind], colour)
        self._first.set_text(text)
        self._first.set_tone("" if kind == "sunk" else kind)
        self._second.set_text(second)
        self._second.setVisible(bool(second))
        self.setAccessibleName(". ".join(part for part in (text, second, *(words for _, words in lines)) if part))
        for layout, pairs in ((self._links, links), (self._lines, lines)):
            clear_layout(layout)
            for name, words in pairs:
                button = Button(words, "link", room="line", name=f"link-{name}", parent=self)
                button.setProperty("link", name)
                button.clicked.connect(self._ask)
                place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                layout.addWidget(button, 0, place)
        self.update()

    def text(self) -> str:
        """Give the words."""
        return self._first.plain_text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the tinted ground."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "edge" if self._kind == "sunk" else f"{self._kind}_line"
        painter.setPen(QPen(look.colour(edge), 2) if look.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunk" if self._kind == "sunk" else f"{self._kind}_tint"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(9), look.px(9))

    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("link")))
