"""The two forms of the navigation: the sidebar, and the bar of a narrow window that opens it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.logo import Logo
from codi_desktop.ui.widgets.nav import NavButton
from codi_desktop.ui.widgets.picture import Picture

SAVED_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "hourglass"}


class Sidebar(QWidget):
    """Whose work this is, the places, settings and help, and how safe the work is."""

    chosen = Signal(str)
    help_asked = Signal()
    settings_asked = Signal()

    def __init__(
        self, place: str, second: str, entries: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(gettext("Menu"))
        px = theme.current().px
        self.setFixedWidth(px(216))
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(20), px(12), px(16))
        column.setSpacing(px(4))
        self._place = _Place(place, second, 42, self)
        column.addWidget(self._place)
        column.addSpacing(px(22))
        column.addWidget(self._make_entries(entries), 1)
        column.addWidget(_Line(self))
        column.addLayout(self._make_tools())
        column.addSpacing(px(2))
        self._saved = _SavedBox(self)
        column.addWidget(self._saved)

    def set_place(self, name: str, second: str) -> None:
        """Show whose work this is."""
        self._place.show_place(name, second)

    def set_current(self, name: str) -> None:
        """Mark the entry of the place that is shown; none when it has no entry."""
        for one, button in self._buttons.items():
            button.setChecked(one == name)

    def set_badge(self, name: str, count: int) -> None:
        """Show a count on an entry."""
        if name in self._buttons:
            self._buttons[name].set_count(count)

    def set_saved(self, text: str, second: str, kind: str) -> None:
        """Say how safe the work is."""
        self._saved.show_state(text, second, kind)

    def focus_current(self) -> None:
        """Put the focus on the marked entry, or on the first."""
        buttons = list(self._buttons.values())
        target = next((button for button in buttons if button.isChecked()), buttons[0] if buttons else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down the entries."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        buttons = list(self._buttons.values())
        focused = [number for number, button in enumerate(buttons) if button.hasFocus()]
        key = Qt.Key(event.key())
        if focused and key in steps:
            buttons[(focused[0] + steps[key]) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the ground; a white edge in high contrast."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sidebar"))
        if look.contrast:
            painter.setPen(QPen(look.colour("edge"), 2))
            painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def _make_entries(self, entries: Sequence[tuple[str, str, str]]) -> QScrollArea:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        for number, (name, icon, label) in enumerate(entries, start=1):
            button = NavButton(name, icon, label, parent=holder)
            if number <= 9:
                button.setToolTip(f"Ctrl+{number}")
            button.clicked.connect(self._choose)
            self._buttons[name] = button
            column.addWidget(button)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("entries")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.viewport().setAutoFillBackground(False)
        holder.setAutoFillBackground(False)
        return area

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(2))
        settings = NavButton("settings", "settings", gettext("Settings"), small=True, parent=self)
        help_button = NavButton("help", "circle-question-mark", gettext("Help F1"), small=True, parent=self)
        for button, asked in ((settings, self.settings_asked), (help_button, self.help_asked)):
            button.setCheckable(False)
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _choose(self) -> None:
        for name, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(name)
                return


class TopBar(QFrame):
    """The bar of a narrow window: menu, place, and how safe the work is."""

    def __init__(self, place: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top-bar")
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(13), px(24), px(13))
        row.setSpacing(px(18))
        self.menu_button = Button(gettext("Menu") + "  F10", icon="menu", name="menu")
        self.menu_button.setAccessibleName(gettext("Menu"))
        self._place = _Place(place, second, 42, self, on_page=True)
        self._saved = Chip("", "ok", "circle-check", tall=True)
        row.addWidget(self.menu_button)
        row.addWidget(self._place, 1)
        row.addWidget(self._saved)

    def set_place(self, name: str, second: str) -> None:
        """Show whose work this is."""
        self._place.show_place(name, second)

    def set_saved(self, text: str, kind: str) -> None:
        """Say how safe the work is."""
        self._saved.setVisible(bool(text))
        self._saved.show_state(text, kind, SAVED_ICONS[kind])  # type: ignore[arg-type]  # one of the four kinds

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the line below."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("page"))
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), look.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class _Place(QWidget):
    def __init__(self, place: str, second: str, logo: int, parent: QWidget, *, on_page: bool = False) -> None:
        super().__init__(parent)
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(0 if on_page else px(8), 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Logo(logo), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = Label(place, "strong", tone="" if on_page else "sidebar_text")
        self._second = Label(second, "second", tone="" if on_page else "sidebar_second")
        words.addWidget(self._name)
        words.addWidget(self._second)
        row.addLayout(words, 1)

    def show_place(self, name: str, second: str) -> None:
        self._name.set_text(name)
        self._second.set_text(second)


class _Line(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.current().px(3))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setPen(look.colour("edge" if look.contrast else "sidebar_chosen"))
        painter.drawLine(look.px(8), 1, self.width() - look.px(8), 1)


class _SavedBox(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("saved")
        px = theme.current().px
        self._kind = "ok"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(4), px(6), px(6))
        row.setSpacing(px(8))
        self._icon = Picture("circle-check", "sidebar_second", 18, parent=self)
        mark = QVBoxLayout()
        mark.addSpacing(px(5))
        mark.addWidget(self._icon)
        mark.addStretch(1)
        row.addLayout(mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._first = Label("", "second_strong", tone="sidebar_text")
        self._second = Label("", "second", tone="sidebar_second")
        words.addWidget(self._first)
        words.addWidget(self._second)
        row.addLayout(words, 1)

    def show_state(self, text: str, second: str, kind: str) -> None:
        self._kind = kind
        self.setVisible(bool(text))
        self._first.set_text(text)
        self._second.set_text(second)
        self._second.setVisible(bool(second))
        self._icon.show_icon(SAVED_ICONS[kind], "sidebar_second" if kind == "ok" else "gold")
        self.setAccessibleName(f"{text}. {second}")

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint.expandedTo(QSize(0, theme.current().px(56)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("edge"), 2) if look.contrast else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sidebar_sunk"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.px(9), look.px(9))
