"""A list of what is missing, each line a link that wraps at words and leads to where it is entered."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture


class LinkLines(QWidget):
    """Lines one below the other; ↑ ↓ between them, Enter or a click follows one. `chosen` gives its number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link-lines")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[LinkLine] = []

    def set_lines(self, sentences: Sequence[str]) -> None:
        """Show other lines."""
        clear_layout(self._column)
        self._lines = [LinkLine(sentence, number, self) for number, sentence in enumerate(sentences)]
        for line in self._lines:
            line.clicked.connect(self._follow)
            self._column.addWidget(line)

    def focus_first(self) -> None:
        """Put the focus on the first line."""
        if self._lines:
            self._lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down; Enter follows."""
        by = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
        focused = next((number for number, line in enumerate(self._lines) if line.hasFocus()), None)
        if focused is not None and by is not None:
            self._lines[min(max(focused + by, 0), len(self._lines) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._lines[focused].click()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        self.chosen.emit(int(self.sender().property("number")))


class LinkLine(QAbstractButton):
    """One sentence to press."""

    def __init__(self, sentence: str, number: int, parent: QWidget, *, tone: str = "accent") -> None:
        super().__init__(parent)
        self.setObjectName(f"line-{number}")
        self.setProperty("number", number)
        self.setAccessibleName(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(5), px(12), px(5))
        row.setSpacing(px(8))
        row.addWidget(Label(sentence, "medium", tone=tone), 1)
        row.addWidget(Picture("chevron-right", tone, 18))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Ask for what the words need, and the height of a target."""
        layout = self.layout()
        return (layout.sizeHint() if layout else QSize()).expandedTo(QSize(0, theme.current().px(38)))

    def minimumSizeHint(self) -> QSize:
        """Words may wrap, never be cut."""
        layout = self.layout()
        return (layout.minimumSize() if layout else QSize()).expandedTo(QSize(0, theme.current().px(38)))

    def hasHeightForWidth(self) -> bool:
        """A narrow line needs more height."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Measure the wrapped words."""
        layout = self.layout()
        inner = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        return max(inner, theme.current().px(38))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the focus."""
        if self.hasFocus() or self.underMouse():
            look = theme.current()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft") if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(8), look.px(8))
