"""A dialog of the house: a title, what it asks, and buttons at its foot; it never blocks the window."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.notice import Notice


class AskingDialog(QDialog):
    """Put what is asked into `body`, connect `accept_button`. Ctrl+Enter accepts, Esc closes."""

    def __init__(
        self, title: str, second: str, accept: str, parent: QWidget | None, *, name: str, width: int = 720
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        look = theme.current()
        self.setStyleSheet(f"#{name}, #{name} #asked {{background: {look.tokens['card']};}}")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, look.px(20), 0, look.px(16))
        outer.setSpacing(look.px(12))
        head = QVBoxLayout()
        head.setContentsMargins(look.px(28), 0, look.px(28), 0)
        head.addWidget(Label(title, "name"))
        self.second_label = Label(second, "body", tone="muted", parent=self)
        self.second_label.setVisible(bool(second))
        head.addWidget(self.second_label)
        self.refused = Notice("bad", parent=self)
        self.refused.hide()
        head.addWidget(self.refused)
        outer.addLayout(head)
        inner = QWidget()
        inner.setObjectName("asked")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(look.px(28), look.px(4), look.px(28), look.px(4))
        self.body.setSpacing(look.px(14))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self._area = area
        self._inner = inner
        outer.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(28), 0, look.px(28), 0)
        foot.setSpacing(look.px(12))
        self.foot = foot
        foot.addStretch(1)
        cancel = Button(gettext("Cancel"), room="decisive", name="cancel", parent=self)
        cancel.clicked.connect(self.reject)
        foot.addWidget(cancel)
        self.accept_button = Button(accept, "primary", room="decisive", name="accept", parent=self)
        self.accept_button.setShortcut("Ctrl+Return")
        foot.addWidget(self.accept_button)
        outer.addLayout(foot)
        self._width = width
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def open_fitted(self) -> None:
        """Show the dialog as high as what it asks, but no higher than the window."""
        self.fit()
        self.open()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll what has the focus into view."""
        if now is not None and self._inner.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, theme.current().px(24))

    def fit_soon(self) -> None:
        """Fit when what was just put in is shown: until then it takes no room."""
        QTimer.singleShot(0, self, self.fit)

    def fit(self) -> None:
        """Take the height that is needed now."""
        px = theme.current().px
        parent = self.parentWidget()
        most = parent.window().size() if parent is not None else self.screen().availableSize()
        width = min(px(self._width), most.width() - 40)
        layout = self._inner.layout()
        inner = layout.sizeHint().height() if layout is not None else 0
        if layout is not None and layout.hasHeightForWidth():
            inner = layout.totalHeightForWidth(width - px(20))
        rest = self.sizeHint().height() - self._area.sizeHint().height()
        self.resize(width, min(inner + rest + px(12), most.height() - 40))
