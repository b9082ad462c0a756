"""What lies aside: whose, why, since when, what can be done; try again, or take over the work of a lost machine."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import aside
from codi_desktop.services.aside import Aside, RecordAside
from codi_desktop.services.coming import kind_words
from codi_desktop.services.matters import Matter
from codi_desktop.services.moments import moment
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture

_MOST_ROWS = 100


class SetAsideDialog(AskingDialog):
    """One paragraph for each machine, area and reason."""

    def __init__(self, desk: Desk, _matter: Matter, parent: QWidget) -> None:
        super().__init__(
            gettext("What is set aside"),
            gettext("It is kept whole and passed on. Everything else came in. It is tried again by itself."),
            gettext("Try again"),
            parent,
            name="set-aside",
            width=820,
        )
        self._desk = desk
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(16))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self._told = Label("", "medium", tone="info")
        self._told.hide()
        self.body.addWidget(self._told)
        self.accept_button.clicked.connect(self._retry)
        cancel = self.findChild(Button, "cancel")
        if cancel is not None:
            cancel.setText(gettext("Close"))
        self._read()

    def _read(self) -> None:
        self._desk.run(self, aside.asides, self._show)

    def _show(self, found: Sequence[Aside]) -> None:
        clear_layout(self._rows)
        if not found:
            self._rows.addWidget(Label(gettext("Nothing is set aside any more."), "medium", tone="ok"))
        for one in found:
            self._rows.addWidget(self._row(one))
        self.fit_soon()

    def _row(self, one: Aside) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(12))
        row.addWidget(Picture("archive", "warn", 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.current().px(2))
        told = ngettext("{n} change by {machine} for {area}", "{n} changes by {machine} for {area}", one.changes)
        words.addWidget(Label(told.format(n=f"{one.changes:,}", machine=one.machine, area=one.area), "strong"))
        words.addWidget(Label(one.reason, "body"))
        words.addWidget(Label(one.todo, "body"))
        since = gettext("Since {day}").format(day=format_date(moment(one.since).date(), "brief"))
        words.addWidget(Label(since, "second"))
        if one.can_accept:
            button = Button(gettext("Look and accept"), icon="eye", name="look-aside")
            button.setAccessibleName(f"{gettext('Look and accept')}: {one.machine}")
            button.clicked.connect(partial(self._look, one))
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            words.addLayout(line)
        row.addLayout(words, 1)
        return holder

    def _retry(self) -> None:
        self.accept_button.setEnabled(False)
        self._desk.run(self, aside.retry, self._retried)

    def _retried(self, count: int) -> None:
        self.accept_button.setEnabled(True)
        words = ngettext("{n} change came in.", "{n} changes came in.", count).format(n=f"{count:,}")
        self._told.set_text(words if count else gettext("Nothing has changed: it stays set aside."))
        self._told.show()
        self._read()

    def _look(self, one: Aside) -> None:
        dialog = AcceptAsideDialog(self._desk, one, self.parentWidget() or self)
        dialog.accepted.connect(self._read)
        dialog.open_fitted()


class AcceptAsideDialog(AskingDialog):
    """Show what the work of a lost machine would change, and take it over with a reason."""

    def __init__(self, desk: Desk, one: Aside, parent: QWidget) -> None:
        super().__init__(
            gettext("Accept the work of “{machine}”").format(machine=one.machine),
            gettext("It is written anew under your name. Accept it only when the person tells you that it is theirs."),
            gettext("Accept"),
            parent,
            name="accept-aside",
            width=820,
        )
        self._desk, self._number = desk, one.numbers[0]
        px = theme.current().px
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(10))
        self.body.addLayout(self._rows)
        self.body.addWidget(Label(gettext("Why is it accepted?"), "medium"))
        self.why = QLineEdit()
        self.why.setAccessibleName(gettext("Why is it accepted?"))
        self.why.textChanged.connect(self._typed)
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self._accept)
        desk.run(self, partial(_look, number=one.numbers[0]), self._show, self._refused)
        self.why.setFocus()

    def _typed(self, text: str) -> None:
        self.accept_button.setEnabled(bool(text.strip()))

    def _show(self, found: Sequence[RecordAside]) -> None:
        clear_layout(self._rows)
        for one in found[:_MOST_ROWS]:
            self._rows.addWidget(Label(f"{kind_words(one.kind)} {one.title}", "medium"))
            for line in one.lines:
                self._rows.addWidget(Label(line, "second"))
        left = len(found) - _MOST_ROWS
        if left > 0:
            more = ngettext("and {n} more record", "and {n} more records", left)
            self._rows.addWidget(Label(more.format(n=f"{left:,}"), "second"))
        self.fit_soon()

    def _accept(self) -> None:
        self.accept_button.setEnabled(False)
        work = partial(_take_over, number=self._number, why=self.why.text().strip())
        self._desk.run(self, work, self._ended, self._refused)

    def _ended(self, _done: None) -> None:
        self._desk.say(gettext("Accepted as work of this machine."))
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.refused.show_notice("bad", str(error))
        self.refused.show()
        self.fit_soon()


def _look(store: Any, *, number: int) -> list[RecordAside]:
    return aside.look(store, number)


def _take_over(store: Any, *, number: int, why: str) -> None:
    aside.accept(store, number, why)
