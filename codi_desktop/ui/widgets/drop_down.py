"""A drop-down of codes with their words, for filters."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from codi_desktop.ui import theme


class DropDown(QComboBox):
    """A drop-down of codes with their words. It is as wide as its words, and the wheel passes it by."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(theme.current().px(220))
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer codes with their words; the chosen code stays, even if it is not among them."""
        code, words = self.current(), self.currentText()
        self.clear()
        for one, said in choices:
            self.addItem(said, one)
        self.choose(code, words)

    def choose(self, code: str, words: str = "") -> None:
        """Choose a code; an unknown one is added with its words."""
        place = self.findData(code)
        if place < 0 and code:
            self.addItem(words or code, code)
            place = self.count() - 1
        self.setCurrentIndex(max(place, 0))

    def current(self) -> str:
        """Give the chosen code."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: a drop-down that changes under the wheel changes unseen."""
        event.ignore()
