"""Where bundles go and come from: the sticks that are plugged in, watched by a light task, or a chosen folder."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import arrivals
from codi_desktop.services.arrivals import Place
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.editors import ChoiceEditor
from codi_desktop.ui.pages.exchange_parts._words import room_words
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.chip import Chip

_LOOK_EVERY = 1500  # milliseconds; the look itself takes a few


class Places(QWidget):
    """The chip in the head of the page. `changed` when another place is chosen, or what lies in it has changed."""

    changed = Signal(object)
    """the place, or None"""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("places")
        self._desk = desk
        self._places: list[Place] = []
        self._chosen: Path | None = None
        self._mark: object = None
        self._is_looking = False
        self._is_outdated = False
        self._is_busy = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(10))
        self.chip = Chip(gettext("No stick is plugged in"), "warn", "usb", tall=True)
        row.addWidget(self.chip)
        self.choice = ChoiceEditor(empty=None)
        self.choice.set_label(gettext("Which stick"))
        self.choice.setMinimumWidth(theme.current().px(220))
        self.choice.changed.connect(self._choose)
        self.choice.hide()
        row.addWidget(self.choice)
        self.folder_button = Button(gettext("Choose a folder"), "link", icon="folder-open", name="choose-folder")
        self.folder_button.clicked.connect(self.ask_folder)
        row.addWidget(self.folder_button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def place(self) -> Place | None:
        """The place that is chosen; None while there is none."""
        found = next((one for one in self._places if one.path == self._chosen), None)
        return found or (self._places[0] if self._places else None)

    def set_busy(self, busy: bool) -> None:
        """Leave the stick alone while something is written or read."""
        self._is_busy = busy

    def look(self) -> None:
        """See which sticks are there; one look at a time."""
        if not self._is_looking and not self._is_busy:
            self._is_looking = True
            self._desk.run(self, self._read, self._show, self._not_seen)

    def look_anew(self) -> None:
        """Look, and tell the page whatever is found; once more where a look began too early."""
        self._mark = None
        self._is_outdated = self._is_looking
        self.look()

    def ask_folder(self) -> None:
        """Ask for a folder instead of a stick."""
        name = QFileDialog.getExistingDirectory(self, gettext("Choose a stick or a folder"))
        if name:
            self.choose_folder(Path(name))

    def choose_folder(self, folder: Path) -> None:
        """Use a folder, and remember it."""
        self._chosen = folder
        self._desk.run(self, lambda store: arrivals.choose_folder(store, folder), self._folder_kept)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch only while somebody looks."""
        super().showEvent(event)
        self._timer.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching."""
        super().hideEvent(event)
        self._timer.stop()

    def _folder_kept(self, _nothing: None) -> None:
        self.look_anew()

    def _choose(self) -> None:
        value = self.choice.value()
        self._chosen = Path(value) if value else None
        self.look_anew()

    def _read(self, store: Any) -> tuple[list[Place], dict[Path, object]]:
        places = arrivals.places(store)
        return places, {place.path: arrivals.look(place.path) for place in places}

    def _not_seen(self, error: Exception) -> None:
        self._is_looking = False
        raise error

    def _show(self, found: tuple[list[Place], dict[Path, object]]) -> None:
        self._is_looking = False
        self._places, marks = found
        place = self.place
        if place is None:
            self.chip.show_state(gettext("No stick is plugged in"), "warn", "usb")
        elif place.is_stick:
            told = gettext("Plugged in: {name}, {room} free").format(name=place.label, room=room_words(place.free))
            self.chip.show_state(told, "ok", "usb")
        else:
            told = gettext("Folder: {name}, {room} free").format(name=place.label, room=room_words(place.free))
            self.chip.show_state(told, "info", "folder-open")
        several = len(self._places) > 1
        self.choice.setVisible(several)
        if several and place is not None:
            self.choice.set_choices([(str(one.path), one.label) for one in self._places])
            self.choice.set_value(str(place.path))
        self.adjustSize()
        mark = (place.path, marks[place.path]) if place is not None else ()
        if mark != self._mark:
            self._mark = mark
            self.changed.emit(place)
        if self._is_outdated:
            self.look_anew()
