"""A dialog that tells and asks nothing: paragraphs with a symbol, and one button to close it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture


class TellingDialog(AskingDialog):
    """Call `tell` when it is known what there is to say."""

    def __init__(self, title: str, second: str, parent: QWidget, *, name: str) -> None:
        super().__init__(title, second, gettext("Close"), parent, name=name)
        self._told = QVBoxLayout()
        self._told.setSpacing(theme.current().px(14))
        self.body.addLayout(self._told)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self.accept)
        cancel = self.findChild(Button, "cancel")
        if cancel is not None:
            cancel.hide()

    def tell(self, paragraphs: Sequence[tuple[str, str]], *, icon: str, tone: str) -> None:
        """Show paragraphs: a sentence, and more about it in a second line (or nothing)."""
        clear_layout(self._told)
        for first, second in paragraphs:
            row = QHBoxLayout()
            row.setSpacing(theme.current().px(12))
            row.addWidget(Picture(icon, tone, 22))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(first, "medium"))
            if second:
                words.addWidget(Label(second, "second"))
            row.addLayout(words, 1)
            self._told.addLayout(row)
        self.body.activate()
        self.fit()
