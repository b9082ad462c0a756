"""Icons and buttons inside a line of text, at the size of the theme: Qt's own stay 16 px at every text size."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton

from codi_desktop.ui import theme
from codi_desktop.ui.widgets.picture import Picture


def icon_before(line: QLineEdit, icon: str) -> None:
    """Paint an icon at the left of the line."""
    px = theme.current().px
    row = _row(line)
    row.insertWidget(0, Picture(icon, "muted", 20, parent=line), 0, Qt.AlignmentFlag.AlignVCenter)
    margins = line.textMargins()
    line.setTextMargins(px(30), margins.top(), margins.right(), margins.bottom())


def button_after(line: QLineEdit, icon: str, name: str, tip: str) -> QToolButton:
    """Put a button at the right of the line; Tab passes it by, a key does the same."""
    px = theme.current().px
    button = QToolButton(line)
    button.setObjectName(name)
    button.setIcon(theme.icon(icon, "muted", 20))
    button.setIconSize(QSize(px(20), px(20)))
    button.setFixedSize(px(34), px(34))
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    _row(line).addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    margins = line.textMargins()
    line.setTextMargins(margins.left(), margins.top(), px(30), margins.bottom())
    return button


def _row(line: QLineEdit) -> QHBoxLayout:
    layout = line.layout()
    if isinstance(layout, QHBoxLayout):
        return layout
    px = theme.current().px
    row = QHBoxLayout(line)
    row.setContentsMargins(px(14), 0, px(4), 0)
    row.setSpacing(0)
    row.addStretch(1)
    return row
