"""Exchange: take work out and bring work in by stick, and know for certain when the stick may be pulled."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._record import kinds
from codi_desktop.services import arrivals
from codi_desktop.services.arrivals import Locked, MachineSeen, Place, Request, Told, WelcomeSeen
from codi_desktop.services.exchanging import TakenIn, Written
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.pages.exchange_parts.export import ExportCard
from codi_desktop.ui.pages.exchange_parts.intake import ImportCard
from codi_desktop.ui.pages.exchange_parts.matters import MattersCard
from codi_desktop.ui.pages.exchange_parts.members import AcceptRequest, JoinByWelcome, MembersCard
from codi_desktop.ui.pages.exchange_parts.past import PastCard
from codi_desktop.ui.pages.exchange_parts.places import Places
from codi_desktop.ui.widgets.columns import Width
from codi_desktop.ui.widgets.notice import Notice


class ExchangePage(Page):
    """Two cards side by side, the history under them, the machines at the end."""

    kinds = frozenset(kinds())

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Exchange by stick"), name="exchange")
        self._desk = desk
        self._is_writing = self._is_reading = False
        self._joining: QWidget | None = None
        self.places = Places(desk)
        self.places.changed.connect(self._place_changed)
        self.add_head(self.places)
        self.notice = Notice("info")
        self.notice.asked.connect(self._notice_asked)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(theme.current().px(20))
        self.export = ExportCard(desk)
        self.export.busy.connect(self._writing)
        self.export.written.connect(self._exchanged)
        self.export.join_asked.connect(self.show_joining)
        self.intake = ImportCard(desk)
        self.intake.busy.connect(self._reading)
        self.intake.leading.connect(self.export.set_behind)
        self.intake.taken.connect(self._exchanged)
        self.intake.request_chosen.connect(self.accept_request)
        self.intake.welcome_chosen.connect(self.join)
        self.intake.conflicts_asked.connect(self._go_to_conflicts)
        for card in (self.export, self.intake):
            self._cards.addWidget(card, 1)
        self._cards.addStrut(theme.current().px(360))
        self.body.addLayout(self._cards)
        self.matters = MattersCard(desk)
        self.body.addWidget(self.matters)
        self.past = PastCard(desk)
        self.body.addWidget(self.past)
        self.members = MembersCard(desk)
        self.body.addWidget(self.members)
        self.body.addStretch(1)
        self.start_focus = self.export.write_button
        for key, slot in (("Ctrl+E", self._start_export), ("Ctrl+I", self._start_import)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def open(self, **arguments: Any) -> None:
        """Look at the stick and read the history; `folder` names a place to use instead of a stick."""
        if folder := arguments.get("folder"):
            self.places.choose_folder(folder)
        self._read()
        self.places.look_anew()

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  whatever changed may have to be sent
        """Count anew what is to be sent."""
        self.export.read()
        self.matters.read()

    def leave(self) -> bool:
        """Ask whether to stop what is under way, or go back from a bundle to the list (Esc)."""
        if self.export.is_writing:
            self.export.ask_to_stop()
            return True
        if self.intake.is_busy:
            self.intake.stop()
            return True
        return self.intake.go_back()

    def arrange(self, width: Width) -> None:
        """Put the two cards below each other when the window is not wide."""
        super().arrange(width)
        beside = width == "wide"
        self._cards.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    # --- joining

    def accept_request(self, request: Request | Locked) -> None:
        """Show the words of a new machine, and let it join; or those of a locked one, and help it."""
        if isinstance(request, Locked):
            self.members.show_locked(request)
            return
        dialog = AcceptRequest(self._desk, request, self.places.place, self)
        dialog.accepted_machine.connect(self._accepted)
        dialog.open_fitted()

    def join(self, seen: WelcomeSeen) -> None:
        """Show the words of the machine that lets this one join."""
        dialog = JoinByWelcome(self._desk, seen, self)
        dialog.joined.connect(self._joined)
        dialog.open_fitted()

    def show_joining(self) -> None:
        """Show the three steps of joining."""
        if self._joining is None:
            from codi_desktop.ui.wizard.joining import JoinSteps

            steps = JoinSteps(self._desk.store, self._desk.tasks)
            steps.joined.connect(self._joined_by_steps)
            self._joining = steps
            self.body.insertWidget(1, steps)
        self._joining.show()
        self._joining.setFocus()

    def _accepted(self, written: Written) -> None:
        told = gettext("{name} may join. Its answer lies on the stick: {file}")
        self.notice.show_notice("ok", told.format(name=" · ".join(written.receivers), file=written.path.name))
        self.notice.show()
        self._exchanged()

    def _joined(self, taken: TakenIn) -> None:
        self._joined_by_steps(taken.sender_name)

    def _joined_by_steps(self, name: str) -> None:
        if self._joining is not None:
            self._joining.hide()
            self._joining.deleteLater()
            self._joining = None
        told = gettext("This machine has joined {name}.").format(name=name)
        self.notice.show_notice("ok", told, gettext("Write your work onto the stick and take it there."))
        self.notice.show()
        self._exchanged()

    # --- what happens

    def _writing(self, busy: bool) -> None:
        self._is_writing = busy
        self.places.set_busy(self._is_writing or self._is_reading)

    def _reading(self, busy: bool) -> None:
        self._is_reading = busy
        self.places.set_busy(self._is_writing or self._is_reading)

    def _exchanged(self) -> None:
        """A bundle was written or taken in: read everything anew."""
        self._read()
        self.places.look_anew()

    def _place_changed(self, place: Place | None) -> None:
        self.export.set_place(place)
        self.intake.set_place(place)

    def _read(self) -> None:
        self.export.read()
        self.matters.read()
        self._desk.run(self, arrivals.told, self._show_told)
        self._desk.run(self, arrivals.machine_in_words, self._show_machines)

    def _show_told(self, told: Told) -> None:
        self.past.show_told(told)

    def _show_machines(self, found: list[tuple[MachineSeen, str]]) -> None:
        self.members.show_machines(found)

    def _start_export(self) -> None:
        self.export.write()

    def _start_import(self) -> None:
        self.intake.start()

    def _go_to_conflicts(self) -> None:
        self.go.emit("conflicts", {})

    def _notice_asked(self, _name: str) -> None:
        self.notice.hide()
