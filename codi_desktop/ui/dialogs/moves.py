"""Moves to another tambon: offer one, answer one that was offered to us, and pass on what lies between two tambons."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import areas, transferring
from codi_desktop.services.matters import Matter
from codi_desktop.services.transferring import Move
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.notice import Notice

_MOST_ROWS = 60


class SeveralTambons(CodiError):
    """A name that several tambons have."""

    message = N_("Several tambons are called so: {names}. Type the amphoe too, or the six digits.")


class NoSuchTambon(CodiError):
    """A name that no known tambon has."""

    message = N_("No tambon called “{name}” is known here. Type its six digits.")


class OfferMoveDialog(AskingDialog):
    """Ask where somebody or a house moves to, and why."""

    offered = Signal()

    def __init__(self, desk: Desk, record_id: str, title: str, parent: QWidget) -> None:
        super().__init__(
            gettext("Move “{title}” to another tambon").format(title=title),
            gettext("The other tambon is asked. Until it accepts, nothing changes here."),
            gettext("Offer the move"),
            parent,
            name="offer-move",
            width=760,
        )
        self._desk, self._record_id = desk, record_id
        self.area = _line(self.body, "area", gettext("To which tambon? Its name, or six digits"))
        self.why = _line(self.body, "why", gettext("Why does it move?"))
        notice = Notice("info")
        notice.show_notice(
            "info",
            gettext("People, photos, money and steps go along. Papers with numbers and citizen ids stay here."),
            gettext(
                "The province passes the offer on. Once it is accepted, it is counted there and not here any more."
            ),
        )
        self.body.addWidget(notice)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._accept)
        self.area.setFocus()

    def _accept(self) -> None:
        area, why = self.area.text().strip(), self.why.text().strip()
        if not area or not why:
            self._refuse_words(gettext("Say where it moves to, and why."))
            return
        self.accept_button.setEnabled(False)
        self._desk.run(self, partial(_offer, record_id=self._record_id, area=area, why=why), self._ended, self._refuse)

    def _ended(self, _done: None) -> None:
        self._desk.say(gettext("The move is offered. It travels with the next bundle."))
        self.offered.emit()
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self._refuse_words(str(error))

    def _refuse_words(self, sentence: str) -> None:
        self.refused.show_notice("bad", sentence)
        self.refused.show()
        self.fit_soon()


class MovesDialog(AskingDialog):
    """All moves that this machine sees; those that wait for its answer come first, each with its two buttons."""

    def __init__(self, desk: Desk, matter: Matter, parent: QWidget) -> None:
        is_between = matter.about == "between"
        super().__init__(
            gettext("Moves to other tambons"),
            gettext("Offers and answers wait here to be passed on.") if is_between else "",
            gettext("Pass on") if is_between else gettext("Close"),
            parent,
            name="moves",
            width=820,
        )
        self._desk, self._is_between = desk, is_between
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(14))
        self.body.addLayout(self._rows)
        self.why = _line(self.body, "why", gettext("If you refuse: why?")) if not is_between else None
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._finish)
        self._read()

    def _read(self) -> None:
        self._desk.run(self, transferring.moves, self._show, self._refuse)

    def _show(self, found: Sequence[Move]) -> None:
        clear_layout(self._rows)
        for move in found[:_MOST_ROWS]:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            words = QVBoxLayout()
            state = transferring.STATES.get(str(move.transfer.state), "")
            told = gettext("{what} from {origin} to {target}")
            words.addWidget(Label(told.format(what=move.what, origin=move.origin, target=move.target), "medium"))
            words.addWidget(Label(" · ".join(w for w in (gettext(state), str(move.transfer.why or "")) if w), "second"))
            row.addLayout(words, 1)
            if move.waits_for_us:
                self._add_answers(row, move)
            self._rows.addWidget(holder)
        self.fit_soon()

    def _add_answers(self, row: QHBoxLayout, move: Move) -> None:
        for words, name, slot in (
            (gettext("Refuse"), "refuse-move", self._say_no),
            (gettext("Accept"), "accept-move", self._say_yes),
        ):
            button = Button(words, "tonal" if slot == self._say_yes else "plain", name=name)
            button.setAccessibleName(f"{words}: {move.what}")
            button.setProperty("move", str(move.transfer.id))
            button.clicked.connect(slot)
            row.addWidget(button)

    def _say_yes(self) -> None:
        self._desk.run(self, partial(_accept, move=self.sender().property("move")), self._answered, self._refuse)

    def _say_no(self) -> None:
        why = self.why.text().strip() if self.why is not None else ""
        if not why:
            self._refuse(NoReason())
            return
        work = partial(_say_no, move=self.sender().property("move"), why=why)
        self._desk.run(self, work, self._answered, self._refuse)

    def _answered(self, _done: None) -> None:
        self._desk.say(gettext("Answered. The answer travels with the next bundle."))
        self._read()

    def _finish(self) -> None:
        if self._is_between:
            self._desk.run(self, transferring.pass_on, self._passed_on, self._refuse)
        else:
            self.accept()

    def _passed_on(self, count: int) -> None:
        told = ngettext("{n} offer or answer goes on with the next bundle.", "{n} offers or answers go on.", count)
        self._desk.say(told.format(n=count))
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self.refused.show_notice("bad", str(error))
        self.refused.show()
        self.fit_soon()


class NoReason(CodiError):
    """A refusal without a reason."""

    message = N_("Say why, so that the other tambon understands.")


def _line(body: QVBoxLayout, name: str, label: str) -> QLineEdit:
    body.addWidget(Label(label, "medium"))
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(label)
    body.addWidget(line)
    return line


def _offer(store: Any, *, record_id: str, area: str, why: str) -> None:
    transferring.offer(store, record_id, _code_of(store, area), why)


def _code_of(store: Any, typed: str) -> str:
    if typed.isdigit():
        return typed
    found = areas.find(store, typed, limit=6)
    if not found:
        raise NoSuchTambon(name=typed)
    if len(found) > 1:
        raise SeveralTambons(names=", ".join(f"{one.name_th} {one.amphoe} {one.province}" for one in found))
    return found[0].code


def _accept(store: Any, *, move: str) -> None:
    transferring.accept(store, move)


def _say_no(store: Any, *, move: str, why: str) -> None:
    transferring.refuse(store, move, why)
