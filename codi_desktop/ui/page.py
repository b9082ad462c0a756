"""What every place in the window is made of: a head with title and buttons, and the body under it.

Pages are functions of state: the frame throws them away and makes them anew when language or theme change. So a page
builds its widgets once in `__init__` and reads its data in `open` and `refresh`, through tasks.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.columns import Columns, Width


class Page(QWidget):
    """One place in the navigation. `body` takes the cards, `foot` is pinned under the scrolling part when it is set.

    Emit `go` to ask for another place, with its name and arguments. Set `start_focus` to what has the focus on arrival.
    """

    go = Signal(str, dict)
    now_at = Signal(dict)
    """the page shows something else by itself, as a new record that was saved: these are its arguments now"""
    kinds: frozenset[str] = frozenset()
    """Kinds of records that are shown; the frame calls `refresh` when one of them changed."""

    def __init__(self, title: str = "", *, name: str = "page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("page", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        look = theme.current()
        self.width_class: Width = "wide"
        self.foot: QWidget | None = None
        self.primary_action: QPushButton | None = None
        self.start_focus: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(28), look.px(20), look.px(28), look.px(18))
        outer.setSpacing(look.px(16))
        self.above_head = QHBoxLayout()
        self.above_head.setSpacing(look.px(8))
        outer.addLayout(self.above_head)
        self.head = QHBoxLayout()
        self.head.setSpacing(look.px(12))
        outer.addLayout(self.head)
        self.titles = QVBoxLayout()
        self.titles.setSpacing(0)
        self.title_label = Label(title, "page_title")
        self.subtitle_label = Label("", "body", tone="muted")
        self.subtitle_label.hide()
        self.titles.addWidget(self.title_label)
        self.titles.addWidget(self.subtitle_label)
        self.head.addLayout(self.titles, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(16))
        outer.addLayout(self.body, 1)

    @property
    def title(self) -> str:
        """The title as it was set."""
        return self.title_label.plain_text()

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show title and second line."""
        self.title_label.set_text(title)
        self.subtitle_label.set_text(subtitle)
        self.subtitle_label.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def add_head(self, widget: QWidget, *, primary: bool = False) -> None:
        """Put a button, a search field or a chip at the right edge of the head."""
        self.head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        if primary and isinstance(widget, QPushButton):
            self.primary_action = widget

    def open(self, **arguments: Any) -> None:
        """Show what the arguments name; called each time that the user comes here."""

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown, because records of these kinds changed."""

    def search(self) -> bool:
        """Put the focus into the page's search field (Ctrl+F). Say whether there is one."""
        return False

    def leave(self) -> bool:
        """Undo one step inside the page (Esc): a search, a filter. Say whether there was one."""
        return False

    def arrange(self, width: Width) -> None:
        """Lay the page out for a window that is wide, middle (side panels below) or narrow (one column)."""
        self.width_class = width
        for columns in self.findChildren(Columns):
            columns.arrange(width)

    def focus_regions(self) -> list[QWidget]:
        """Name the regions that F6 goes through after the sidebar: what is in the head, then the cards."""
        items = (self.head.itemAt(number) for number in range(self.head.count()))
        heads = [widget for item in items if item is not None and (widget := item.widget()) is not None]
        return [*heads, *self.findChildren(Card)]
