"""The frame of the window: sidebar, pages, and the keys that work everywhere.

The effective width (window ÷ text scale) decides the form: from 1180 px as drawn, from 1000 side panels move below the
main column, under that the sidebar becomes the button "Menu (F10)".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui._focus import FocusRing
from codi_desktop.ui._sidebar import Sidebar, TopBar
from codi_desktop.ui.page import Page
from codi_desktop.ui.widgets.columns import Width

SavedKind = Literal["ok", "warn", "bad", "info"]


@dataclass(frozen=True)
class NavEntry:
    """One place. `label` is an English message marked with N_; a place `under` another is not in the sidebar."""

    name: str
    icon: str
    label: str
    make_page: Callable[[], Page]
    under: str = ""


@dataclass(frozen=True)
class Saved:
    """What the box at the foot of the sidebar says about the safety of the work."""

    text: str = ""
    second: str = ""
    kind: SavedKind = "ok"


class Frame(QWidget):
    """The window's only content. Pages are made when they are first visited, and made anew by `rebuild`."""

    help_requested = Signal(str)
    settings_requested = Signal()
    moved = Signal(str)

    def __init__(
        self, place_name: str, place_second: str, entries: Sequence[NavEntry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("frame")
        self._place = (place_name, place_second)
        self._entries = {entry.name: entry for entry in entries}
        self._badges: dict[str, int] = {}
        self._saved = Saved()
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._holders: dict[str, _Holder] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._width: Width = "wide"
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._build()
        self._add_shortcuts()
        self._ring = FocusRing(self)

    def go(self, name: str, **arguments: Any) -> Page:
        """Show a place and give its page; an unknown name raises KeyError."""
        is_first = name not in self._holders
        page = self.page(name)
        if not self._history or self._history[-1] != (name, arguments):
            self._history.append((name, dict(arguments)))
        self._show(name)
        page.open(**arguments)
        self._stale.pop(name, None)
        (page.start_focus or page).setFocus(Qt.FocusReason.OtherFocusReason)
        if is_first:
            self._holders[name].show_top()
        self.moved.emit(name)
        return page

    def back(self) -> bool:
        """Go to the place before this one. Say whether there was one."""
        if len(self._history) < 2:
            return False
        self._history.pop()
        name, arguments = self._history[-1]
        self.go(name, **arguments)
        return True

    def page(self, name: str) -> Page:
        """Give the page of a place, making it at the first call."""
        if name not in self._holders:
            page = self._entries[name].make_page()
            page.go.connect(self._go_asked)
            page.now_at.connect(self._now_at)
            page.arrange(self._width)
            self._holders[name] = _Holder(page)
            self._stack.addWidget(self._holders[name])
        return self._holders[name].page

    @property
    def current(self) -> str:
        """The name of the place that is shown, or "" before the first `go`."""
        return self._history[-1][0] if self._history else ""

    @property
    def width_class(self) -> Width:
        """How much room there is: wide, middle or narrow."""
        return self._width

    def add_above(self, widget: QWidget) -> None:
        """Put something above the pages, to be seen on each of them while it is shown; `rebuild` throws it away."""
        holder = _Above(widget, self._column)
        column = self._column.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, holder)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Tell the page that is shown that records of these kinds changed; the others learn it when visited."""
        for name, holder in self._holders.items():
            if not holder.page.kinds & kinds:
                continue
            if name == self.current:
                holder.page.refresh(kinds)
            else:
                self._stale[name] = self._stale.get(name, frozenset()) | kinds

    def set_place(self, name: str, second: str) -> None:
        """Show whose work this is."""
        self._place = (name, second)
        self._sidebar.set_place(name, second)
        self._bar.set_place(name, second)

    def set_badge(self, name: str, count: int) -> None:
        """Show how many things wait at a place; nothing at 0."""
        self._badges[name] = count
        self._sidebar.set_badge(name, count)

    def set_saved(self, text: str, second: str, kind: SavedKind = "ok") -> None:
        """Say how safe the work is."""
        self._saved = Saved(text, second, kind)
        self._sidebar.set_saved(text, second, kind)
        self._bar.set_saved(text, kind)

    def rebuild(self) -> None:
        """Make everything anew after a change of language or theme, and show the same place again."""
        for holder in self._holders.values():
            holder.deleteLater()
        self._holders.clear()
        self._stale.clear()
        for widget in (self._sidebar, self._column):
            widget.hide()
            self._outer.removeWidget(widget)
            widget.deleteLater()
        self._build()
        if self._history:
            name, arguments = self._history.pop()
            self.go(name, **arguments)

    def toggle_menu(self) -> None:
        """Open or close the menu of a narrow window (F10); in a wide one the focus goes to the sidebar."""
        if self._width != "narrow":
            self._sidebar.focus_current()
            return
        opened = not self._sidebar.isVisible()
        self._sidebar.setVisible(opened)
        if opened:
            self._place_menu()
            self._sidebar.raise_()
            self._sidebar.focus_current()
        else:
            self._bar.menu_button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the form for the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        shown = [entry for entry in self._entries.values() if not entry.under]
        self._sidebar = Sidebar(*self._place, [(entry.name, entry.icon, gettext(entry.label)) for entry in shown], self)
        self._sidebar.chosen.connect(self._chosen)
        self._sidebar.help_asked.connect(self._ask_help)
        self._sidebar.settings_asked.connect(self.settings_requested)
        self._column = QWidget(self)
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar = TopBar(*self._place, self._column)
        self._bar.menu_button.clicked.connect(self.toggle_menu)
        self._stack = QStackedWidget(self._column)
        self._stack.setObjectName("pages")
        column.addWidget(self._bar)
        column.addWidget(self._stack, 1)
        self._outer.addWidget(self._sidebar)
        self._outer.addWidget(self._column, 1)
        for name, count in self._badges.items():
            self._sidebar.set_badge(name, count)
        self.set_saved(self._saved.text, self._saved.second, self._saved.kind)
        self._width = "wide"
        self._bar.hide()
        self._arrange()

    def _add_shortcuts(self) -> None:
        names = [entry.name for entry in self._entries.values() if not entry.under]
        for number, name in enumerate(names[:9], start=1):
            shortcut = _GoShortcut(f"Ctrl+{number}", name, self)
            shortcut.asked.connect(self._chosen)
        for keys, slot in (
            ("F10", self.toggle_menu),
            ("F6", self._next_region),
            ("Shift+F6", self._previous_region),
            ("F1", self._ask_help),
            ("Ctrl+F", self._search),
            ("Esc", self._leave),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _arrange(self) -> None:
        width = _width_class(self.width() / theme.current().scale)
        if width == self._width:
            if width == "narrow" and self._sidebar.isVisible():
                self._place_menu()
            return
        self._width = width
        narrow = width == "narrow"
        self._bar.setVisible(narrow)
        self._sidebar.setVisible(not narrow)
        if narrow:
            self._outer.removeWidget(self._sidebar)
        else:
            self._outer.insertWidget(0, self._sidebar)
        for holder in self._holders.values():
            holder.page.arrange(width)

    def _place_menu(self) -> None:
        top = self._bar.height() if self._bar.height() > 0 else self._bar.sizeHint().height()
        self._sidebar.setGeometry(0, top, min(self._sidebar.sizeHint().width(), self.width()), self.height() - top)

    def _show(self, name: str) -> None:
        self._stack.setFocus()  # else Qt focuses the first thing of the new page, and scrolls down to it
        self._stack.setCurrentWidget(self._holders[name])
        entry = self._entries[name]
        self._sidebar.set_current(entry.under or name)
        if self._width == "narrow":
            self._sidebar.hide()

    def _chosen(self, name: str) -> None:
        self.go(name)

    def _go_asked(self, name: str, arguments: dict[str, Any]) -> None:
        self.go(name, **arguments)

    def _now_at(self, arguments: dict[str, Any]) -> None:
        if self._history and self.sender() is self.page(self.current):
            self._history[-1] = (self.current, dict(arguments))

    def _ask_help(self) -> None:
        self.help_requested.emit(self.current)

    def _search(self) -> None:
        if self.current:
            self.page(self.current).search()

    def _leave(self) -> None:
        if self._width == "narrow" and self._sidebar.isVisible():
            self.toggle_menu()
        elif self.current and not self.page(self.current).leave():
            self.back()

    def _next_region(self) -> None:
        self._step_region(1)

    def _previous_region(self) -> None:
        self._step_region(-1)

    def _step_region(self, step: int) -> None:
        """Go from sidebar to head to the cards and round again; regions without anything to focus are passed over."""
        regions: list[QWidget] = [self._bar.menu_button if self._width == "narrow" else self._sidebar]
        if self.current:
            regions += self.page(self.current).focus_regions()
        targets = [target for region in regions if (target := first_focusable(region)) is not None]
        if not targets:
            return
        focus = QApplication.focusWidget()
        here = next((i for i, target in enumerate(targets) if _holds(target, regions, focus)), -step)
        targets[(here + step) % len(targets)].setFocus(Qt.FocusReason.TabFocusReason)


def first_focusable(region: QWidget) -> QWidget | None:
    """Find the first widget in a region that takes the focus by Tab, the chosen one of a group first."""
    every = [region, *region.findChildren(QWidget)]
    able = [one for one in every if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    chosen = [one for one in able if isinstance(one, QAbstractButton) and one.isCheckable() and one.isChecked()]
    return (chosen or able or [None])[0]


def _holds(target: QWidget, regions: Sequence[QWidget], focus: QWidget | None) -> bool:
    if focus is None:
        return False
    for region in regions:
        if region is target or region.isAncestorOf(target):
            return region is focus or region.isAncestorOf(focus)
    return False


def _width_class(effective: float) -> Width:
    if effective >= 1180:
        return "wide"
    return "middle" if effective >= 1000 else "narrow"


class _GoShortcut(QShortcut):
    """Ctrl and a digit for one entry of the sidebar."""

    asked = Signal(str)

    def __init__(self, keys: str, name: str, parent: QWidget) -> None:
        super().__init__(QKeySequence(keys), parent)
        self._name = name
        self.activated.connect(self._ask)

    def _ask(self) -> None:
        self.asked.emit(self._name)


class _Above(QWidget):
    """Margins around a widget that go with it: a hidden one takes no room."""

    def __init__(self, widget: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(28), px(12), px(28), 0)
        row.addWidget(widget)
        widget.installEventFilter(self)
        self.setVisible(not widget.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the widget."""
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent} and isinstance(watched, QWidget):
            self.setVisible(not watched.isHidden())
        return super().eventFilter(watched, event)


class _Holder(QWidget):
    """A page in its scroll area, and its foot pinned below."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._area = QScrollArea(self)
        self._area.setObjectName("page-scroll")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(page)
        column.addWidget(self._area, 1)
        if page.foot is not None:
            column.addWidget(page.foot)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def show_top(self) -> None:
        """Begin with the head of the page, wherever the focus is."""
        self._area.verticalScrollBar().setValue(0)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll the focused thing fully into view, with room to spare."""
        inside = now is not None and now is not self.page and self.page.isAncestorOf(now)
        if now is not None and inside and self.isVisible() and not self._is_well_in_view(now):
            spare = theme.current().px(24)
            self._area.ensureWidgetVisible(now, 0, spare)

    def _is_well_in_view(self, widget: QWidget) -> bool:
        """Say whether the upper part of something tall, such as a list, is seen: it scrolls by itself."""
        room = self._area.viewport().height()
        top = widget.mapTo(self.page, QPoint(0, 0)).y() - self._area.verticalScrollBar().value()
        return widget.height() > 0.35 * room and 0 <= top < 0.65 * room
