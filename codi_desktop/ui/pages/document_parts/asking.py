"""Dialogs about papers: check one that somebody holds in hand, and make one void."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.services import issuing
from codi_desktop.services.issuing import Verified
from codi_desktop.services.papers import PaperIssued
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.editors import LongTextEditor, text_editor
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.notice import Notice


class VerifyPaper(AskingDialog):
    """Check a paper by its picture, its PDF, or the code typed from it. The answer is in words."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        second = gettext("A photo or scan of its square code is enough. Nothing is sent anywhere.")
        super().__init__(gettext("Check a paper"), second, gettext("Check"), parent, name="verify-paper", width=680)
        self._desk = desk
        self.form = FormGrid(1)
        self.form.add(
            "code",
            gettext("Code of the paper"),
            text_editor(),
            help_text=gettext("The letters in the square code, beginning with HB1."),
        )
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        self.file_button = Button(
            gettext("Choose a picture or PDF"), icon="image", room="decisive", name="choose-paper", parent=self
        )
        self.file_button.clicked.connect(self._choose)
        row.addWidget(self.file_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.answer = Notice("ok")
        self.answer.hide()
        self.body.addWidget(self.answer)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._check_typed)

    def check(self, given: Path | str) -> None:
        """Check a file, or the text of a code."""
        self.refused.hide()
        self._desk.run(self, lambda store: issuing.verify(store, given), self._show, self._failed)

    def _check_typed(self) -> None:
        code = str(self.form.values()["code"] or "").strip()
        if code:
            self.check(code)
        else:
            self._choose()

    def _choose(self) -> None:
        pattern = gettext("Pictures and PDF") + " (*.png *.jpg *.jpeg *.pdf)"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose a picture or PDF"), "", pattern)
        if name:
            self.check(Path(name))

    def _show(self, found: Verified) -> None:
        facts = gettext("No. {number}, {day}, {amount} baht, signed by {signer}").format(
            number=found.number,
            day=format_date(found.day, "long"),
            amount=format_baht(found.amount_satang),
            signer=found.signer or gettext("an unknown machine"),
        )
        if found.good:
            first = gettext("This paper is in order.")
            self.answer.show_notice("ok", first, "\n".join([facts, *found.remarks]))
        else:
            first = gettext("This paper is not in order.")
            self.answer.show_notice("bad", first, "\n".join([*found.problems, facts, *found.remarks]))
        if self.answer.isHidden():
            self.answer.show()
            self._fit()

    def _fit(self) -> None:
        """Grow so that the whole answer is seen."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        height = self.height() + self.answer.sizeHint().height() + theme.current().px(40)
        parent = self.parentWidget()
        self.resize(self.width(), min(height, parent.window().height()) if parent is not None else height)

    def _failed(self, error: Exception) -> None:
        self.answer.hide()
        if isinstance(error, CodiError):
            self.refused.show_notice("bad", str(error))
            self.refused.show()
        else:
            show_problem(self, error)


class MakeVoid(AskingDialog):
    """Ask why a paper is made void. `agreed` gives the paper, the reason, and whether another takes its place."""

    agreed = Signal(object, str, bool)

    def __init__(self, paper: PaperIssued, parent: QWidget) -> None:
        title = gettext("Make {number} void").format(number=paper.number)
        second = gettext(
            "The paper stays in the list with its number and the reason. A new one gets a number of its own and is "
            "made from the records as they are now."
        )
        super().__init__(title, second, gettext("Make void and issue anew"), parent, name="make-void", width=640)
        self._paper = paper
        self.form = FormGrid(1)
        self.form.add("why", gettext("Why it is void"), LongTextEditor(), required=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        only = Button(gettext("Only make void"), "danger", room="decisive", name="only-void", parent=self)
        only.clicked.connect(self._only_void)
        self.foot.insertWidget(0, only)
        self.accept_button.clicked.connect(self._reissue)

    def _only_void(self) -> None:
        self._agree(again=False)

    def _reissue(self) -> None:
        self._agree(again=True)

    def _agree(self, *, again: bool) -> None:
        why = str(self.form.values()["why"] or "").strip()
        if not why:
            self.form.show_errors({"why": gettext("Say why the paper is void.")})
            return
        self.agreed.emit(self._paper, why, again)
        self.accept()
