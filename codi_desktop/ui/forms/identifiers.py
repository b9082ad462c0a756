"""The editor of a citizen id: masked, until somebody says what the full number is needed for."""

from functools import partial
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import access
from codi_desktop.thai.citizen_id import format_citizen_id, mask_citizen_id, normalise_citizen_id
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.editors import LineEditor
from codi_desktop.ui.widgets.button import Button


class IdentifierEditor(LineEditor):
    """A number of a saved record is masked and cannot be edited until it is shown; that is noted first.

    It is masked again when its page is left. What was typed here just now is never masked.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        # A number whose last digit is wrong is taken too: the record asks why, and says so under the field.
        super().__init__(
            partial(normalise_citizen_id, check=False), self._written, hint="0-0000-00000-00-0", parent=parent
        )
        self._desk = desk
        self._record_id = ""
        self._is_masked = False
        self.button = Button(
            gettext("Show full number"), "link", icon="eye", room="line", name="show-number", parent=self
        )
        self.button.clicked.connect(self._pressed)
        self.button.hide()
        self._row.addWidget(self.button)
        self._label = ""

    def belongs_to(self, record_id: str) -> None:
        """Say whose number this is; "" for a record that was never saved."""
        self._record_id = record_id

    def set_value(self, value: Any) -> None:
        """Show a value, masked when it comes from a record."""
        self._mask(is_masked=bool(value and self._record_id))
        super().set_value(value)
        self.button.setVisible(self._is_masked)

    def set_unfinished(self, kept: Any) -> None:
        """Show again what was being typed, which nobody saved yet, so that it can be typed to its end."""
        if isinstance(kept, dict):
            self._mask(is_masked=False)
        super().set_unfinished(kept)

    def set_label(self, label: str) -> None:
        """Say what is asked for, also of the button."""
        super().set_label(label)
        self._label = label
        self._name_button()

    def show_number(self) -> None:
        """Show the number in full."""
        self._mask(is_masked=False)
        self.show_value(self._value)
        self.line.setFocus()

    def hide_number(self) -> None:
        """Mask the number again."""
        if self._record_id and self._value and not self.error():
            self.commit()
            self._mask(is_masked=True)
            self.show_value(self._value)
            self.button.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Mask the number when its page, or its part of the page, is left."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.hide_number()

    def _written(self, value: str) -> str:
        return mask_citizen_id(value) if self._is_masked else format_citizen_id(value)

    def _mask(self, *, is_masked: bool) -> None:
        self._is_masked = is_masked
        self.line.setReadOnly(is_masked)
        self.button.set_icon("eye" if is_masked else "eye-off")
        self.button.set_words(gettext("Show full number") if is_masked else gettext("Hide the number"))
        self._name_button()

    def _name_button(self) -> None:
        if self._label:
            words = self.button.text().strip()
            self.button.setAccessibleName(gettext("{button}: {field}").format(button=words, field=self._label))

    def _pressed(self) -> None:
        if not self._is_masked:
            self.hide_number()
            return
        from codi_desktop.ui.dialogs.purpose import AskPurpose

        dialog = AskPurpose(self.window())
        dialog.told.connect(self._ask)
        dialog.open_fitted()

    def _ask(self, purpose: str) -> None:
        """Have it noted, then show the number, unless another record is shown by then."""
        record_id = self._record_id

        def done(_noted: None) -> None:
            if record_id == self._record_id:
                self.show_number()

        self._desk.run(self, lambda store: access.identifier_shown(store, record_id, purpose), done)
