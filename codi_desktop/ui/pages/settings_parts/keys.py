"""The spare keys of this machine: the committee's sheets, help from the level above, and a new key for what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.secret_field import SecretField

_CHOICES = ((2, 3), (3, 5), (4, 7))


@dataclass(frozen=True)
class _Known:
    slot: Any
    helpers: tuple[str, ...]
    is_on: bool
    opens_itself: bool


class KeysCard(Card):
    """Everything that opens this machine besides its passphrase and its recovery sheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Spare keys"), icon="users", name="keys")
        self._desk = desk
        self._opens_itself = False
        self._make_sheets()
        self._make_help()
        self._make_renewal()

    def read(self) -> None:
        """Read which ways there are."""
        self._desk.run(self, _known, self._show)

    def make_sheets(self, folder: Path) -> None:
        """Write the sheets of a new set into a folder."""
        need, of = self.choice.currentData()
        passphrase = self.passphrase.text() or None

        def work(store: Any) -> list[Path]:
            from codi_desktop.services import shares

            return shares.make(store, need, of, folder, passphrase)

        self._desk.run(self, work, self._made, self._not_made)

    def switch_help(self) -> None:
        """Let the level above help, or not any more."""
        on = self.help.isChecked()

        def work(store: Any) -> None:
            from codi_desktop.services import escrow

            escrow.switch(store, on=on)

        self._desk.run(self, work, self._switched)

    def renew(self) -> None:
        """Give this machine a new key."""

        def work(store: Any) -> Any:
            from codi_desktop.services import machines

            return machines.renew(store)

        self._desk.run(self, work, self._renewed)

    # --- the committee's sheets

    def _make_sheets(self) -> None:
        px = theme.current().px
        self.body.addWidget(Label(gettext("The committee's sheets"), "medium"))
        self.body.addWidget(
            Label(
                gettext(
                    "Each member keeps one sheet. When the passphrase is forgotten, some of them together open the "
                    "machine; one alone opens nothing."
                ),
                "second",
            )
        )
        self.state = Label("", "second_strong")
        self.body.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        self.choice = QComboBox(self)
        self.choice.setObjectName("share-counts")
        self.choice.setAccessibleName(gettext("How many sheets"))
        for need, of in _CHOICES:
            words = gettext("{of} sheets, any {need} open").format(need=need, of=of)
            self.choice.addItem(words, (need, of))
        self.choice.setCurrentIndex(1)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addWidget(Label(gettext("How many sheets"), "second"))
        column.addWidget(self.choice)
        column.addStretch(1)
        row.addLayout(column)
        self.passphrase = SecretField(gettext("Passphrase or recovery code of today"), name="shares-passphrase")
        row.addWidget(self.passphrase, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.make_button = Button(gettext("Make the sheets"), icon="printer", name="make-shares")
        self.make_button.clicked.connect(self._choose_folder)
        self.body.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignRight)
        self.notice = Notice("ok")
        self.notice.hide()
        self.body.addWidget(self.notice)

    def _choose_folder(self) -> None:
        if not self._opens_itself and not self.passphrase.text():
            self.passphrase.say(gettext("Type the passphrase of today."), "warn")
            self.passphrase.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        name = QFileDialog.getExistingDirectory(self, gettext("Where to keep the sheets"))
        if name:
            self.make_sheets(Path(name))

    def _made(self, written: Sequence[Path]) -> None:
        self.passphrase.line.clear()
        self.passphrase.say("", "muted")
        told = gettext(
            "{count} sheets are kept, each in a file. Print them, give each to another person, then delete the files. "
            "Sheets of before open nothing any more."
        )
        self.notice.show_notice("ok", told.format(count=len(written)), str(written[0].parent))
        self.notice.show()
        self.read()

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, CodiError):
            self.passphrase.say(str(error), "bad")
            self.passphrase.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_problem(self, error)

    # --- the level above

    def _make_help(self) -> None:
        self._rule = rule()
        self.body.addWidget(self._rule)
        self.help = QCheckBox("")
        self.help.setObjectName("help-from-above")
        self.help.clicked.connect(self.switch_help)
        self.body.addWidget(self.help)
        self.help_words = Label(
            gettext(
                "It takes a file and a telephone call. But whoever sits there could also open this machine if it were "
                "stolen and brought there. Switch it off if you do not want that. Backups made before still allow it."
            ),
            "second",
        )
        self.body.addWidget(self.help_words)

    def _switched(self, _nothing: None) -> None:
        on = self.help.isChecked()
        self._desk.say(
            gettext("The level above can help from now on.") if on else gettext("Nobody above can open this machine."),
            "info",
        )
        self.read()

    # --- a new key

    def _make_renewal(self) -> None:
        self.body.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        words = gettext(
            "If somebody may have copied this machine or an old backup, give it a new key: what is sent here later "
            "opens with the new one only."
        )
        row.addWidget(Label(words, "second"), 1)
        renew = Button(gettext("Change this machine's key"), icon="refresh-cw", name="renew-key")
        renew.clicked.connect(self.renew)
        row.addWidget(renew)
        self.body.addLayout(row)

    def _renewed(self, _renewal: Any) -> None:
        told = gettext("The key is changed. Write a bundle for the others, so that they use the new one.")
        self._desk.say(told, "info")

    # --- what is known

    def _show(self, known: _Known) -> None:
        if known.slot is None:
            self.state.set_text(gettext("No sheets were made yet."))
            self.make_button.set_words(gettext("Make the sheets"))
        else:
            slot = known.slot
            told = gettext("Set {set}: any {need} of {of} sheets open this machine.")
            self.state.set_text(told.format(set=slot.set, need=slot.need, of=slot.of))
            self.make_button.set_words(gettext("Make a new set"))
        self._opens_itself = known.opens_itself
        self.passphrase.setVisible(not known.opens_itself)
        names = " · ".join(known.helpers)
        self.help.setText(gettext("{name} can help when the passphrase is forgotten").format(name=names))
        self.help.setChecked(known.is_on)
        for widget in (self._rule, self.help, self.help_words):
            widget.setVisible(bool(known.helpers))


def _known(store: Any) -> _Known:
    from codi_desktop.services import escrow, opening, shares

    slots = opening.KeySlots(store.folder)
    return _Known(
        slot=shares.made_for(store.folder),
        helpers=tuple(one.name for one in escrow.helpers(store)),
        is_on=escrow.is_on(store),
        opens_itself=bool({"file", "keyring"} & set(slots.slots())),
    )
