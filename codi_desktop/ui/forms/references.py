"""Editors of what lies outside the record: another record that it names, and a file that it keeps."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QFileDialog, QLineEdit, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import finding, photos
from codi_desktop.services.finding import Found
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.editors import Editor
from codi_desktop.ui.text import Label, plain
from codi_desktop.ui.widgets.button import Button

_PAUSE = 200  # milliseconds after the last key before it is looked up
_PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff"


class ReferenceEditor(Editor):
    """Name another record: type part of its title, choose with ↓ and Enter. The value is its id.

    Text that names nothing keeps the record that was chosen before, and says so.
    """

    def __init__(self, desk: Desk, kind: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._value: str | None = None
        self._title = ""
        self._found: list[Found] = []
        self.line = QLineEdit(self)
        self.line.setObjectName("line")
        self.line.setPlaceholderText(hint or gettext("Type part of the name"))
        self._titles = QStringListModel(self)
        self._completer = QCompleter(self._titles, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.line)
        self._completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # one of two signals
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._left)
        self._row.addWidget(self.line, 1)

    def value(self) -> str | None:
        """Give the id of the chosen record, or None."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show a record by its title, as soon as it is read."""
        self._value = value
        self._title = ""
        self._show("")
        self.set_error("")
        if value:
            kind = self._kind
            self._desk.run(self, lambda store: finding.titles(store, kind, [value]), self._named)

    def control(self) -> QWidget:
        """Give the line."""
        return self.line

    def choose(self, found: Found) -> None:
        """Take a record, as after Enter on it."""
        changed = found.id != self._value
        self._value, self._title = found.id, found.title
        self._show(found.title)
        self.set_error("")
        if changed:
            self.changed.emit()

    def _named(self, titles: dict[str, str]) -> None:
        if self._value is not None and not self._title:
            self._title = titles.get(self._value, gettext("A record that has not arrived yet"))
            self._show(self._title)

    def _typed(self) -> None:
        self.set_error("")
        self._pause.start()

    def _look(self) -> None:
        kind, text = self._kind, plain(self.line.text())
        self._desk.run(self, lambda store: finding.find(store, kind, text), self._offer)

    def _offer(self, found: list[Found]) -> None:
        self._found = found
        self._titles.setStringList([one.title for one in found])
        if found and self.line.hasFocus():
            self._completer.complete()

    def _activated(self, index: QModelIndex) -> None:
        self.choose(self._found[index.row()])

    def _left(self) -> None:
        text = plain(self.line.text()).strip()
        if not text and self._value is not None:
            self._value, self._title = None, ""
            self.changed.emit()
        elif text != self._title.strip():
            if len(exact := [one for one in self._found if one.title == text]) == 1:
                self.choose(exact[0])
            else:
                self.set_error(gettext("Choose one of the names in the list."))

    def _show(self, text: str) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(text)
        self.line.setCursorPosition(0)


class AttachmentEditor(Editor):
    """Keep a picture with the record; it is read and shrunk beside the window. The value is its hash."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._value: str | None = None
        self._words = Label("", "body")
        self._choose = Button(gettext("Choose a picture…"), icon="image", name="choose-file", parent=self)
        self._remove = Button(gettext("Take it out"), "link", name="remove-file", parent=self)
        self._choose.clicked.connect(self._ask)
        self._remove.clicked.connect(self._clear)
        self._row.addWidget(self._choose)
        self._row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._remove)
        self._tell()

    def value(self) -> str | None:
        """Give the hash of the picture, or None."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show whether there is a picture."""
        self._value = value
        self.set_error("")
        self._tell()

    def control(self) -> QWidget:
        """Give the button that chooses."""
        return self._choose

    def take(self, file: Path) -> None:
        """Keep this file."""
        self._words.set_text(gettext("Reading {name}…").format(name=file.name))
        self._desk.run(self, lambda store: photos.keep_picture(store, file), self._kept, self._failed)

    def _ask(self) -> None:
        start = self._desk.settings.last_folder
        chosen, _ = QFileDialog.getOpenFileName(
            self, gettext("Choose a picture"), start, f"{gettext('Pictures')} ({_PICTURES})"
        )
        if chosen:
            self.take(Path(chosen))

    def _kept(self, name: str) -> None:
        self.set_value(name)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._tell()
        self.set_error(str(error))

    def _clear(self) -> None:
        self.set_value(None)
        self.changed.emit()

    def _tell(self) -> None:
        self._words.set_text(gettext("There is a picture.") if self._value else gettext("No picture yet."))
        self._remove.setVisible(bool(self._value))


class KeptFactsEditor(Editor):
    """Frozen facts: they are shown to be there and cannot be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Any = None
        self._words = Label("", "body", tone="muted")
        self._row.addWidget(self._words, 1)

    def value(self) -> Any:
        """Give the facts as they are."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Keep the facts."""
        self._value = value
        self._words.set_text(gettext("kept facts") if value else gettext("None"))

    def control(self) -> QWidget:
        """Give the words: there is nothing to focus."""
        return self._words
