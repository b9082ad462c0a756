"""Ways to choose: section tabs, filter pills, the search field, and the cards of the first start."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.in_line import button_after, icon_before
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.press import PressButton


class SegmentTabs(QWidget):
    """Sections of a page, one below the other. ↑ ↓ go through them; the chosen one has a mark and a sheet."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`tabs` are triples of name, icon and label."""
        super().__init__(parent)
        self.setObjectName("tabs")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Tab] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        for name, icon, label in tabs:
            tab = _Tab(name, icon, label, self)
            tab.clicked.connect(self._choose)
            self._group.addButton(tab)
            self._buttons[name] = tab
            column.addWidget(tab)
        column.addStretch(1)
        if tabs:
            self.set_current(tabs[0][0])

    def set_current(self, name: str) -> None:
        """Mark a section; an unknown one raises KeyError."""
        self._buttons[name].setChecked(True)

    @property
    def current(self) -> str:
        """The name of the marked section."""
        return next(name for name, tab in self._buttons.items() if tab.isChecked())

    def step(self, by: int) -> None:
        """Go to the next section or the one before, round the end (Ctrl+Tab)."""
        names = list(self._buttons)
        self._buttons[names[(names.index(self.current) + by) % len(names)]].click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down."""
        by = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
        if by is None:
            super().keyPressEvent(event)
            return
        self.step(by)
        self._buttons[self.current].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self) -> None:
        self.chosen.emit(self.current)


class _Tab(PressButton):
    def __init__(self, name: str, icon: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"tab-{name}")
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(QFontMetrics(theme.current().font("strong")).horizontalAdvance(self.text()) + px(58), px(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        if chosen or self.hasFocus():
            edge = "accent" if self.hasFocus() else "edge" if look.contrast else "line"
            painter.setPen(QPen(look.colour(edge), 2 if self.hasFocus() else look.border))
            painter.setBrush(look.colour("card") if chosen else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, look.px(10), look.px(10))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawRoundedRect(QRectF(0, look.px(10), look.px(4), self.height() - 2 * look.px(10)), 2, 2)
        ink = "accent" if chosen else "text"
        side = look.px(20)
        pixmap = theme.icon_pixmap(self._icon, "accent" if chosen else "muted", 20, self.devicePixelRatioF())
        painter.drawPixmap(look.px(14), (self.height() - side) // 2, pixmap)
        painter.setFont(look.font("strong" if chosen else "body"))
        painter.setPen(look.colour(ink))
        words = QRectF(look.px(44), 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class ToggleFilter(PressButton):
    """A pill with symbol, word and count. Pressed it is tinted, and a tick stands where the symbol was."""

    def __init__(
        self, name: str, icon: str, word: str, count: int = 0, kind: str = "warn", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"filter-{name}")
        self.setCheckable(True)
        self.setText(word)
        self._icon = icon
        self._kind = kind
        self._count = count
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int) -> None:
        """Show how many the filter finds."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for symbol, word and count."""
        px = theme.current().px
        words = QFontMetrics(theme.current().font("medium")).horizontalAdvance(f"{self.text()} {self._count}")
        return QSize(words + px(56), px(44))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint pill, symbol or tick, word and count."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pressed = self.isChecked()
        strong = pressed or self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if strong else "edge"), 2 if strong else look.border))
        painter.setBrush(look.colour("accent_soft" if pressed else "card"))
        pill = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        side = look.px(18)
        name, colour = ("check", "accent") if pressed else (self._icon, self._kind)
        pixmap = theme.icon_pixmap(name, colour, 18, self.devicePixelRatioF())
        painter.drawPixmap(look.px(15), (self.height() - side) // 2, pixmap)
        painter.setFont(look.font("medium"))
        painter.setPen(look.colour("accent_dark" if pressed else "text"))
        words = QRectF(look.px(40), 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"{self.text()} {self._count}")


class SearchField(QLineEdit):
    """Search while typing: `asked` comes when the hand rests. Esc of the page calls `clear_search`."""

    asked = Signal(str)

    def __init__(self, hint: str, *, least_width: int = 336, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(gettext("{hint} (Ctrl+F)").format(hint=hint))
        self.setAccessibleName(hint)
        self.setMinimumWidth(theme.current().px(min(least_width, 240)))
        self._wanted = theme.current().px(least_width)
        icon_before(self, "search")
        self._clear_button = button_after(self, "x", "clear-search", gettext("Clear the search (Esc)"))
        self._clear_button.clicked.connect(self.clear_search)
        self._clear_button.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(180)
        self._rest.timeout.connect(self._ask)
        self.textChanged.connect(self._rest_again)
        self.returnPressed.connect(self._ask)

    def clear_search(self) -> bool:
        """Empty the field. Say whether there was something in it."""
        had = bool(self.text())
        self.clear()
        return had

    def sizeHint(self) -> QSize:
        """Ask for the width of the design."""
        return QSize(self._wanted, super().sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what is there, so that typing begins anew."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ShortcutFocusReason:
            self.selectAll()

    def _rest_again(self, text: str) -> None:
        self._clear_button.setVisible(bool(text))
        self._rest.start()

    def _ask(self) -> None:
        self._rest.stop()
        self.asked.emit(self.text().strip())


@dataclass(frozen=True)
class Choice:
    """One way to go on: what it is, and when it is right."""

    name: str
    icon: str
    title: str
    lines: str


class ChoiceCards(QWidget):
    """Cards of which one is chosen; ← → go from one to the other. Below each other when narrow."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choices")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(16))
        self._group = QButtonGroup(self)
        self._cards: dict[str, _ChoiceCard] = {}
        for choice in choices:
            card = _ChoiceCard(choice, self)
            card.clicked.connect(self._choose)
            self._group.addButton(card)
            self._cards[choice.name] = card
            self._row.addWidget(card, 1)

    @property
    def current(self) -> str:
        """The name of the chosen card, or "" while there is none."""
        return next((name for name, card in self._cards.items() if card.isChecked()), "")

    def set_current(self, name: str) -> None:
        """Choose a card; an unknown one raises KeyError."""
        self._cards[name].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other when they do not fit side by side."""
        super().resizeEvent(event)
        least = sum(card.minimumSizeHint().width() for card in self._cards.values())
        beside = self.width() >= least + self._row.spacing() * (len(self._cards) - 1)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Need no more width than one card."""
        width = max((card.minimumSizeHint().width() for card in self._cards.values()), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by the arrow keys."""
        by = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Up.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Down.value: 1,
        }.get(event.key())
        cards = list(self._cards.values())
        focused = [number for number, card in enumerate(cards) if card.hasFocus()]
        if by is None or not focused:
            super().keyPressEvent(event)
            return
        target = cards[(focused[0] + by) % len(cards)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    def _choose(self) -> None:
        self.chosen.emit(self.current)


class _ChoiceCard(PressButton):
    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"choice-{choice.name}")
        self.setAccessibleName(choice.title)
        self.setAccessibleDescription(choice.lines)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(52), px(12), px(18), px(12))
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (Label(choice.title, "strong"), Label(choice.lines, "second")):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(Picture(choice.icon, "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        hint = layout.sizeHint() if layout is not None else QSize()
        return hint.expandedTo(QSize(0, theme.current().px(102)))

    def minimumSizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(280), max(px(102), self.sizeHint().height()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        strong = chosen or self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if strong else "edge"), 2 if strong else look.border))
        painter.setBrush(look.colour("accent_soft" if chosen else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(12), look.px(12))
        radius = look.px(11)
        disc = QRectF(look.px(19), look.px(16), 2 * radius, 2 * radius)
        painter.setPen(QPen(look.colour("accent" if chosen else "edge"), 2))
        painter.setBrush(look.colour("card"))
        painter.drawEllipse(disc)
        if chosen:
            inner = look.px(5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawEllipse(disc.adjusted(inner, inner, -inner, -inner))
