"""Buttons of one look each: what most people came to do is primary, everything else is quieter."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from codi_desktop.ui import theme
from codi_desktop.ui.widgets.press import press_or_pass

Kind = Literal["primary", "plain", "tonal", "link", "danger"]
Room = Literal["normal", "head", "decisive", "line"]

_ICON_COLOUR = {"primary": "on_accent", "plain": "text", "tonal": "accent_dark", "link": "accent", "danger": "bad"}


class Button(QPushButton):
    """A button that is never greyed out: pressed too early, its page says what is missing."""

    def __init__(
        self,
        text: str,
        kind: Kind = "plain",
        *,
        icon: str = "",
        icon_after: bool = False,
        room: Room = "normal",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f" {text} " if icon else text, parent)
        self.setProperty("kind", kind)
        self.setProperty("room", room)
        self.setAccessibleName(text)
        self.setObjectName(name or "button")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon:
            self.set_icon(icon)
        if icon_after:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    def set_icon(self, name: str) -> None:
        """Show a Lucide icon in the colour of the words."""
        side = theme.current().px(20)
        self.setIcon(theme.icon(name, _ICON_COLOUR[str(self.property("kind"))], 20))
        self.setIconSize(QSize(side, side))

    def set_words(self, text: str) -> None:
        """Show other words."""
        self.setText(f" {text} " if not self.icon().isNull() else text)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter, and leave the arrow keys to the widget around it."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)
