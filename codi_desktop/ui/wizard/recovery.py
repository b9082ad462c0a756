"""Show the recovery code once, to be printed or written down."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.notice import Notice


class RecoveryStage(QWidget):
    """The code in five groups, a button to keep it as PDF, and a promise to have kept it."""

    save_asked = Signal(object)
    """a path for the PDF"""
    finished = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery-stage")
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(48), px(32), px(48), px(32))
        column.setSpacing(px(12))
        column.addWidget(Label(gettext("Your recovery sheet"), "page_title"))
        column.addWidget(
            Label(
                gettext(
                    "If the passphrase is forgotten, only these 25 letters open the data. Print them or write them "
                    "down now; they are shown this once."
                ),
                tone="muted",
            )
        )
        card = Card(tone="strong", name="code")
        holder = QWidget()
        groups = Flow(holder, gap=28, line_gap=12)
        for group in code.split("-"):
            groups.addWidget(Label(group, "value", wrap=False, selectable=False))
        holder.setAccessibleName(gettext("Recovery code: {code}").format(code=" ".join(code)))
        card.body.addWidget(holder)
        column.addWidget(card)
        row = QHBoxLayout()
        self.save_button = Button(gettext("Keep the sheet as PDF to print"), icon="printer", name="save-sheet")
        self.save_button.clicked.connect(self._choose_file)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addLayout(row)
        self.notice = Notice("info")
        self.notice.hide()
        column.addWidget(self.notice)
        self.kept = QCheckBox(gettext("The sheet is printed, or the letters are written down"))
        self.kept.setObjectName("kept")
        column.addWidget(self.kept)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.next_button = Button(
            gettext("Go on"), "primary", room="decisive", icon="arrow-right", icon_after=True, name="next"
        )
        self.next_button.clicked.connect(self._go_on)
        foot.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(foot)

    def show_saved(self, path: Path) -> None:
        """Say where the sheet lies."""
        self.notice.show_notice(
            "ok",
            gettext("The sheet is kept as {name}. Print it, then delete the file.").format(name=path.name),
            str(path),
        )
        self.notice.show()

    def _choose_file(self) -> None:
        suggested = str(Path.home() / (gettext("Recovery sheet") + ".pdf"))
        name, _ = QFileDialog.getSaveFileName(self, gettext("Keep the sheet"), suggested, "PDF (*.pdf)")
        if name:
            self.save_asked.emit(Path(name))

    def _go_on(self) -> None:
        if self.kept.isChecked():
            self.finished.emit()
            return
        self.notice.show_notice("warn", gettext("Print the sheet or write the letters down, then tick the box."))
        self.notice.show()
        self.kept.setFocus(Qt.FocusReason.OtherFocusReason)
