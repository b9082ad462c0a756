"""The ground of every painted button: Enter presses it, and arrow keys belong to the row in which it stands."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class PressButton(QAbstractButton):
    """A button without a look. Qt's own would take the arrow keys and leave Enter alone."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter, and leave the arrow keys to the widget around it."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)


def press_or_pass(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press by Enter or pass an arrow key on. Say whether the key was one of these."""
    if event.key() in ENTERS:
        button.click()
        return True
    if event.key() in ARROWS:
        event.ignore()
        return True
    return False
