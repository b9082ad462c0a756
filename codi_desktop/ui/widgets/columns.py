"""A main column with a side panel that moves below it when the window is narrow or the text large."""

from typing import Literal

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from codi_desktop.ui import theme

Width = Literal["wide", "middle", "narrow"]


class Columns(QWidget):
    """Two columns side by side, or one below the other; the page arranges it."""

    def __init__(
        self, main: QWidget, side: QWidget, *, side_width: int = 344, gap: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("columns")
        self._side = side
        self._side_width = theme.current().px(side_width)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().px(gap))
        self._layout.addWidget(main, 1)
        self._layout.addWidget(side)
        self.arrange("wide")

    def arrange(self, width: Width) -> None:
        """Put the side panel beside the main column only in a wide window."""
        beside = width == "wide"
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        policy = self._side.sizePolicy()
        if beside:
            self._side.setFixedWidth(self._side_width)
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
            policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        self._side.setSizePolicy(policy)
