"""The rows that say what to do next: a symbol, what, why, and the button that does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import rule
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture


@dataclass(frozen=True)
class NextStep:
    """One thing to do. `urgent` stands before the reason in amber: "today"."""

    name: str
    icon: str
    what: str
    why: str
    button: str
    urgent: str = ""


class NextSteps(QWidget):
    """At most five rows; only the first button is filled. ↑ ↓ between them, Enter does it."""

    asked = Signal(str)

    def __init__(self, steps: Sequence[NextStep] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("next-steps")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(5))
        self._buttons: list[Button] = []
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[NextStep]) -> None:
        """Show other rows."""
        clear_layout(self._column)
        self._buttons = []
        for number, step in enumerate(steps[:5]):
            if number:
                self._column.addWidget(rule(self))
            self._column.addWidget(self._row(step, first=number == 0))

    def focus_first(self) -> None:
        """Put the focus where the day begins."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down the rows."""
        focused = [number for number, button in enumerate(self._buttons) if button.hasFocus()]
        step = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
        if focused and step is not None:
            target = min(max(focused[0] + step, 0), len(self._buttons) - 1)
            self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _row(self, step: NextStep, *, first: bool) -> QWidget:
        px = theme.current().px
        holder = QWidget(self)
        holder.setObjectName(f"step-{step.name}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(14))
        ground = "accent_soft" if first else "muted_tint"
        row.addWidget(Picture(step.icon, "accent" if first else "muted", 20, tile=ground))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(step.what, "strong"))
        reason = QHBoxLayout()
        reason.setSpacing(px(8))
        if step.urgent:
            reason.addWidget(Label(step.urgent, "second_strong", tone="warn", wrap=False))
        reason.addWidget(Label(step.why, "second"), 1)
        words.addLayout(reason)
        row.addLayout(words, 1)
        button = Button(step.button, "primary" if first else "plain", name=f"do-{step.name}", parent=holder)
        button.setMinimumWidth(px(144))
        button.setAccessibleName(f"{step.button}: {step.what}")
        button.setProperty("step", step.name)
        button.clicked.connect(self._ask)
        self._buttons.append(button)
        row.addWidget(button)
        return holder

    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("step")))
