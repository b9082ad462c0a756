"""Erase personal data on request, and let the province read a number for a purpose."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import privacy
from codi_desktop.services.coming import kind_words
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.dialogs.purpose import PurposeChoice
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.notice import Notice

CONFIRMATION = N_("erase")
_MOST_ROWS = 60


class EraseDialog(AskingDialog):
    """Show what vanishes and what stays, ask for the reason and for a typed word, then erase."""

    erased = Signal()

    def __init__(self, desk: Desk, record_id: str, title: str, parent: QWidget) -> None:
        super().__init__(
            gettext("Erase the personal data of “{title}”?").format(title=title),
            gettext("This cannot be taken back. Do it when the person has asked for it."),
            gettext("Erase for good"),
            parent,
            name="erase-personal",
            width=820,
        )
        self._desk, self._record_id = desk, record_id
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(8))
        self.body.addLayout(self._rows)
        limits = Notice("info")
        limits.show_notice(
            "info",
            gettext("The numbers of papers, sums of money and steps stay for the auditor, without names."),
            gettext(
                "Other machines erase it when the next bundle reaches them. Printed papers, older sticks and older"
                " backups still hold it: destroy them, too."
            ),
        )
        self.body.addWidget(limits)
        self.why = self._line("why", gettext("Why is it erased? No names here: this sentence travels along"))
        word = gettext(CONFIRMATION)
        self.word = self._line("word", gettext("Type “{word}” to confirm").format(word=word))
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._accept)
        desk.run(self, partial(_erasable, record_id=record_id), self._show, self._refuse)
        self.why.setFocus()

    def _line(self, name: str, label: str) -> QLineEdit:
        self.body.addWidget(Label(label, "medium"))
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        self.body.addWidget(line)
        return line

    def _show(self, found: Sequence[privacy.Told]) -> None:
        for one in found[:_MOST_ROWS]:
            self._rows.addWidget(Label(f"{kind_words(one.kind)} {one.title}", "medium"))
            self._rows.addWidget(Label(", ".join(one.labels), "second"))
        left = len(found) - _MOST_ROWS
        if left > 0:
            more = ngettext("and {n} more record", "and {n} more records", left)
            self._rows.addWidget(Label(more.format(n=f"{left:,}"), "second"))
        self.fit_soon()

    def _accept(self) -> None:
        why = self.why.text().strip()
        if not why:
            self._say(gettext("Say why it is erased."), self.why)
        elif self.word.text().strip() != gettext(CONFIRMATION):
            word = gettext(CONFIRMATION)
            self._say(
                gettext("Type the word “{word}”, so that nobody erases by accident.").format(word=word), self.word
            )
        else:
            self.accept_button.setEnabled(False)
            work = partial(_erase, record_id=self._record_id, why=why)
            self._desk.run(self, work, self._ended, self._refuse)

    def _ended(self, count: int) -> None:
        told = ngettext("Erased in {n} record.", "Erased in {n} records.", count)
        self._desk.say(told.format(n=f"{count:,}"))
        self.erased.emit()
        self.accept()

    def _say(self, sentence: str, line: QLineEdit) -> None:
        self.refused.show_notice("bad", sentence)
        self.refused.show()
        line.setFocus()
        self.fit_soon()

    def _refuse(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.refused.show_notice("bad", str(error))
        self.refused.show()
        self.fit_soon()


class DiscloseDialog(AskingDialog):
    """Ask for what purpose the province may read a citizen id."""

    disclosed = Signal()

    def __init__(self, desk: Desk, record_id: str, parent: QWidget) -> None:
        super().__init__(
            gettext("For what purpose may the province read the number?"),
            gettext("It travels with the next bundle. What was read cannot be unread."),
            gettext("Record the purpose"),
            parent,
            name="disclose",
            width=640,
        )
        self._desk, self._record_id = desk, record_id
        self.choice = PurposeChoice()
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._accept)
        self.choice.first_button().setFocus()

    def _accept(self) -> None:
        if purpose := self.choice.purpose():
            self.accept_button.setEnabled(False)
            work = partial(_disclose, record_id=self._record_id, purpose=purpose)
            self._desk.run(self, work, self._ended, self._refuse)

    def _ended(self, _done: None) -> None:
        self._desk.say(gettext("The purpose is recorded. The number travels with the next bundle."))
        self.disclosed.emit()
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.refused.show_notice("bad", str(error))
        self.refused.show()
        self.fit_soon()


def _erasable(store: Any, *, record_id: str) -> list[privacy.Told]:
    return privacy.erasable(store, record_id)


def _erase(store: Any, *, record_id: str, why: str) -> int:
    return len(privacy.erase(store, record_id, why))


def _disclose(store: Any, *, record_id: str, purpose: str) -> None:
    privacy.disclose(store, record_id, purpose)
