"""The machines that exchange with this one: who they are, how one is let in, and what happens when one is lost."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import escrow, machines
from codi_desktop.services.arrivals import Locked, MachineSeen, Place, Request, WelcomeSeen, request_in
from codi_desktop.services.exchanging import TakenIn, Written
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.editors import LongTextEditor
from codi_desktop.ui.pages.exchange_parts._words import moment_words, told_and_next
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.flow import Flow, clear_layout
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.picture import Picture

_LEVEL_ICONS = {"tambon": "house", "province": "building-2", "group": "network", "region": "landmark"}
_FIRST_ROWS = 6


class MembersCard(Card):
    """All known machines. A lost one is reported here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Machines"), icon="laptop", second=" ", name="machines-card")
        self._desk = desk
        self._shows_all = False
        self._found: list[tuple[MachineSeen, str]] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(2))
        self.body.addLayout(self._rows)
        self.all_button = Button("", "link", room="line", name="all-machines")
        self.all_button.clicked.connect(self._show_all)
        self.body.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.help_button = Button(
            gettext("Help a machine whose passphrase is forgotten"), icon="lock-open", name="help-locked"
        )
        self.help_button.clicked.connect(self._choose_request)
        self.help_button.setVisible(desk.store.machine.level != "tambon")
        self.body.addWidget(self.help_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_machines(self, found: list[tuple[MachineSeen, str]]) -> None:
        """Show who is known: this machine first, then those that were heard of last."""
        self._found = sorted(found, key=lambda one: (not one[0].is_this_one, -(one[0].last_seen or 0)))
        clear_layout(self._rows)
        shown = self._found if self._shows_all else self._found[:_FIRST_ROWS]
        for number, (machine, area) in enumerate(shown):
            if number:
                self._rows.addWidget(rule())
            row = _MachineRow(machine, area, is_alone=len(found) == 1)
            row.lost.connect(self.report_lost)
            self._rows.addWidget(row)
        assert self.second_label is not None
        self.second_label.set_text(ngettext("{n} machine", "{n} machines", len(found)).format(n=f"{len(found):,}"))
        self.all_button.setVisible(len(shown) < len(found))
        self.all_button.set_words(gettext("Show all machines"))

    def report_lost(self, machine: MachineSeen) -> None:
        """Ask why, then report a machine as lost."""
        dialog = ReportLost(self._desk, machine, self)
        dialog.open_fitted()
        dialog.form.editor("why").take_focus()

    def help_locked(self, file: Path) -> None:
        """Read the request of a locked machine, and show whose it is."""
        self._desk.run(self, partial(_look, file=file), self.show_locked, self._not_asked)

    def show_locked(self, locked: Locked) -> None:
        """Show whose machine is locked and the four words, then write the answer."""
        AnswerLocked(self._desk, locked, self).open_fitted()

    def _choose_request(self) -> None:
        pattern = gettext("Requests") + " (*.codi-request)"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose the request of the locked machine"), "", pattern)
        if name:
            self.help_locked(Path(name))

    def _not_asked(self, error: Exception) -> None:
        if isinstance(error, CodiError):
            self._desk.say(str(error), "bad")
        else:
            show_problem(self, error)

    def _show_all(self) -> None:
        self._shows_all = True
        self.show_machines(self._found)


class _MachineRow(QWidget):
    lost = Signal(object)

    def __init__(self, machine: MachineSeen, area: str, *, is_alone: bool) -> None:
        super().__init__()
        self.setObjectName("machine-row")
        self._machine = machine
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(12))
        icon = "ban" if machine.is_lost else _LEVEL_ICONS.get(machine.level, "laptop")
        row.addWidget(Picture(icon, "bad" if machine.is_lost else "accent", 22))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(machine.name, "medium"))
        by = gettext("let in by {name}").format(name=machine.certified_by)
        if machine.is_root:
            by = gettext("on its own") if is_alone else gettext("root of this tree")
        parts = [area, by]
        words.addWidget(Label(" · ".join(parts), "second"))
        row.addLayout(words, 1)
        row.addWidget(Label(*_heard(machine), wrap=False))
        if not (machine.is_this_one or machine.is_lost or machine.is_root):
            button = Button(gettext("Report as lost"), "link", room="line", name="report-lost")
            button.setAccessibleName(gettext("Report {name} as lost").format(name=machine.name))
            button.clicked.connect(self._ask)
            row.addWidget(button)

    def _ask(self) -> None:
        self.lost.emit(self._machine)


def _heard(machine: MachineSeen) -> tuple[str, str]:
    if machine.is_lost:
        return gettext("Reported lost"), "second_strong"
    if machine.is_this_one:
        return gettext("This machine"), "second_strong"
    if machine.last_seen is None:
        return gettext("Nothing heard yet"), "second"
    return gettext("Last heard {when}").format(when=moment_words(machine.last_seen)), "second"


class ReportLost(AskingDialog):
    """Ask for the reason, and say what follows."""

    def __init__(self, desk: Desk, machine: MachineSeen, parent: QWidget) -> None:
        title = gettext("Report {name} as lost").format(name=machine.name)
        second = gettext(
            "What it sent until now stays. Nothing that it writes from now on is taken in, and no bundle is written "
            "for it any more. The news travels with every bundle. This cannot be taken back."
        )
        super().__init__(title, second, gettext("Report as lost"), parent, name="report-lost-dialog", width=620)
        self._desk = desk
        self._machine = machine
        self.form = FormGrid(1)
        self.form.add("why", gettext("What happened"), LongTextEditor(), required=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._report)

    def _report(self) -> None:
        why = str(self.form.values()["why"] or "").strip()
        if not why:
            self.form.show_errors({"why": gettext("Say what happened: stolen, broken, given away.")})
            return
        device = self._machine.device
        self._desk.run(self, lambda store: machines.revoke(store, device, why), self._done, self._failed)

    def _done(self, _revocation: object) -> None:
        told = gettext("{name} is reported as lost. Take a bundle to the others, so that they know.")
        self._desk.say(told.format(name=self._machine.name), "info")
        self.accept()

    def _failed(self, error: Exception) -> None:
        _refuse(self, error)


class AnswerLocked(AskingDialog):
    """Open a machine whose passphrase is forgotten, after its four words were compared by telephone."""

    def __init__(self, desk: Desk, locked: Locked, parent: QWidget) -> None:
        asked, file = locked.asked, locked.path
        title = gettext("{name} has forgotten its passphrase").format(name=asked.name)
        told = gettext("{person}, {area}").format(person=asked.person or asked.name, area=locked.area)
        super().__init__(title, told, gettext("The words are the same: help"), parent, name="answer-locked")
        self._desk = desk
        self._file = file
        self.body.addWidget(
            Label(
                gettext(
                    "Telephone this person at a number that you know, and make sure that the machine is not stolen. "
                    "Its screen must show the same four words. If one differs, stop."
                )
            )
        )
        self.body.addWidget(_words(asked.words))
        told = gettext("The answer is written to: {folder}")
        self.body.addWidget(Label(told.format(folder=file.parent), "second"))
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._answer)
        self._is_running = False

    def _answer(self) -> None:
        if not self._is_running:
            self._is_running = True
            self._desk.run(self, partial(_answer, file=self._file), self._done, self._failed)

    def _done(self, path: Path) -> None:
        told = gettext("The answer is kept as {name}. Take it to the locked machine.")
        self._desk.say(told.format(name=path.name), "info")
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        _refuse(self, error)


def _look(store: Any, file: Path) -> Locked:
    """Read a request that must be of a locked machine. Raises NotARecovery."""
    found = request_in(store, file)
    if not isinstance(found, Locked):
        raise escrow.NotARecovery(name=file.name)
    return found


def _answer(store: Any, file: Path) -> Path:
    return escrow.answer(store, file, file.parent)


class AcceptRequest(AskingDialog):
    """Let a new machine join, after its four words were compared by telephone; its answer is written onto the stick."""

    accepted_machine = Signal(object)

    def __init__(self, desk: Desk, request: Request, place: Place | None, parent: QWidget) -> None:
        seen = request.seen
        told = gettext("{person}, {area}").format(person=seen.person or seen.name, area=request.area)
        title = gettext("{name} asks to join").format(name=seen.name)
        super().__init__(title, told, gettext("The words are the same: let it join"), parent, name="accept-request")
        self._desk = desk
        self._request = request
        self._place = place
        self.body.addWidget(
            Label(gettext("Telephone this person. Its screen must show the same four words. If one differs, stop."))
        )
        self.body.addWidget(_words(seen.words))
        rights = gettext("It may write for: {area}").format(area=request.area)
        self.body.addWidget(Label(rights, "body", tone="muted"))
        out = place.path if place is not None else request.path.parent
        self._out = out
        self.body.addWidget(Label(gettext("The answer is written to: {folder}").format(folder=out), "second"))
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._accept)
        self._is_running = False

    def _accept(self) -> None:
        if not self._is_running:
            self._is_running = True
            file, out = self._request.path, self._out
            self._desk.run(self, lambda store: machines.accept(store, file, out), self._done, self._failed)

    def _done(self, written: Written) -> None:
        self.accepted_machine.emit(written)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        _refuse(self, error)


class JoinByWelcome(AskingDialog):
    """Join whoever wrote the answer, after its four words were compared."""

    joined = Signal(object)

    def __init__(self, desk: Desk, seen: WelcomeSeen, parent: QWidget) -> None:
        welcome = seen.welcome
        title = gettext("{name} lets this machine join").format(name=welcome.sender_name)
        told = gettext("What was entered here so far stays, and goes to the province with the next bundle.")
        super().__init__(title, told, gettext("The words are the same: join"), parent, name="join-by-welcome")
        self._desk = desk
        self._seen = seen
        self.body.addWidget(
            Label(gettext("Telephone them. Their screen must show the same four words. If one differs, stop there."))
        )
        self.body.addWidget(_words(welcome.words))
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._join)
        self._is_running = False

    def _join(self) -> None:
        if not self._is_running:
            self._is_running = True
            work = partial(_finish, seen=self._seen)
            self._desk.run(self, work, self._done, self._failed)

    def _done(self, taken: TakenIn) -> None:
        self.joined.emit(taken)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        _refuse(self, error)


def _finish(store: Any, seen: WelcomeSeen) -> TakenIn:
    return machines.finish(store, seen.path, seen.welcome.sender)


def _words(words: tuple[str, ...]) -> QWidget:
    """Show four words, large."""
    holder = QWidget()
    holder.setObjectName("check-words")
    holder.setAccessibleName(" ".join(words))
    flow = Flow(holder, gap=28)
    for word in words:
        flow.addWidget(Label(word, "name", tone="accent", wrap=False))
    return holder


def _refuse(dialog: AskingDialog, error: Exception) -> None:
    if not isinstance(error, CodiError):
        show_problem(dialog, error)
        return
    happened, todo = told_and_next(error)
    dialog.refused.show_notice("bad", happened, todo)
    dialog.refused.show()
