"""Dialogs about photos: what the files that were chosen show, and one photo in full size."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records._choices import PARTS, STAGES
from codi_desktop.records.photo import Photo
from codi_desktop.services import houses
from codi_desktop.services.houses import PhotoSeen
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.day import DayEditor
from codi_desktop.ui.forms.editors import ChoiceEditor
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.pictures import read_picture
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.form_grid import FormGrid


class AddPhotos(AskingDialog):
    """Ask what the chosen files show. `chosen` gives stage, part, day and whether to keep the originals."""

    chosen = Signal(list, str, str, object, bool)

    def __init__(self, files: Sequence[Path], stage: str, part: str, parent: QWidget) -> None:
        told = ngettext("Add {n} photo", "Add {n} photos", len(files)).format(n=len(files))
        names = ", ".join(file.name for file in files[:4]) + (" …" if len(files) > 4 else "")
        super().__init__(told, names, told, parent, name="add-photos", width=640)
        self._files = list(files)
        self.form = FormGrid(2)
        stages = [(code, gettext(label)) for code, label in STAGES.items()]
        parts = [(code, gettext(label)) for code, label in PARTS.items()]
        self.form.add("stage", gettext("Stage"), ChoiceEditor(stages, empty=None), required=True)
        self.form.add("part", gettext("Part of the house"), ChoiceEditor(parts, empty=gettext("The whole house")))
        self.form.add(
            "taken_on", gettext("Taken on"), DayEditor(), help_text=gettext("Empty: the day that the camera noted.")
        )
        self.form.set_values({"stage": stage, "part": part or None})
        self.body.addWidget(self.form)
        self._original = QCheckBox(gettext("Also keep the photos as the camera made them (needs much room)"))
        self._original.setObjectName("keep-original")
        self.body.addWidget(self._original)
        self.body.addWidget(
            Label(
                gettext("Photos are made smaller and turned upright. Hidden notes of the camera are left out."),
                "second",
            )
        )
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._take)

    def _take(self) -> None:
        values = self.form.values()
        if self.form.errors():
            return
        self.chosen.emit(
            self._files, values["stage"], values["part"] or "", values["taken_on"], self._original.isChecked()
        )
        self.accept()


class PhotoViewer(QDialog):
    """One photo as large as the window, what is known of it, and ← → to the others."""

    changed = Signal(str, dict)
    removed = Signal(str)

    def __init__(self, desk: Desk, photos: Sequence[PhotoSeen], photo_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("photo-viewer")
        self.setWindowTitle(gettext("Photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        look = theme.current()
        self.setStyleSheet(f"#photo-viewer {{background: {look.tokens['page']};}}")
        self._desk = desk
        self._photos = list(photos)
        self._number = next((n for n, seen in enumerate(photos) if seen.photo.id == photo_id), 0)
        row = QHBoxLayout(self)
        edge = look.px(20)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(look.px(20))
        self.canvas = _Canvas(self)
        row.addWidget(self.canvas, 1)
        side = QWidget(self)
        side.setObjectName("photo-side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self._title = Label("", "card_title")
        column.addWidget(self._title)
        self.form = RecordForm(Photo, desk, ("stage", "part", "taken_on", "caption"), columns=1)
        column.addWidget(self.form)
        self._save = Button(gettext("Save"), "tonal", icon="save", name="save-photo", parent=side)
        self._save.clicked.connect(self._save_changes)
        column.addWidget(self._save)
        column.addStretch(1)
        turns = QHBoxLayout()
        for name, icon, words, slot in (
            ("before", "arrow-left", gettext("Photo before"), self._back),
            ("next", "arrow-right", gettext("Next photo"), self._on),
        ):
            button = Button("", icon=icon, name=f"photo-{name}", parent=side)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(slot)
            turns.addWidget(button)
        column.addLayout(turns)
        delete = Button(gettext("Delete this photo"), "danger", icon="trash-2", name="delete-photo", parent=side)
        delete.clicked.connect(self._delete)
        column.addWidget(delete)
        close = Button(gettext("Close"), name="close", parent=side)
        close.clicked.connect(self.accept)
        column.addWidget(close)
        row.addWidget(_scrolling(side, look.px(320)))
        self._show()
        self.canvas.setFocus()

    @property
    def photo(self) -> Photo:
        """The photo that is shown."""
        return self._photos[self._number].photo

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → to the other photos, Space and Esc close."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and self.canvas.hasFocus():
            self._turn(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() == Qt.Key.Key_Space and self.canvas.hasFocus():
            self.accept()
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        self._number = (self._number + by) % len(self._photos)
        self._show()

    def _back(self) -> None:
        self._turn(-1)

    def _on(self) -> None:
        self._turn(1)

    def _show(self) -> None:
        seen = self._photos[self._number]
        told = gettext("Photo {number} of {total}")
        self._title.set_text(told.format(number=self._number + 1, total=len(self._photos)))
        self.form.show_record(seen.photo)
        name = seen.photo.attachment or ""
        if not seen.is_here:
            self.canvas.show_image(None, missing_words(seen))
            return
        self.canvas.show_image(None, gettext("Reading the photo…"))
        self._desk.run(self, lambda store: _whole(store, name), self._read)

    def _read(self, image: QImage) -> None:
        self.canvas.show_image(image, self.photo.title())

    def _save_changes(self) -> None:
        changes = self.form.changes()
        if not self.form.errors() and changes:
            self.changed.emit(self.photo.id, changes)
            self.form.show_record(_with(self.photo, changes))

    def _delete(self) -> None:
        self.removed.emit(self.photo.id)
        self.accept()


def _scrolling(side: QWidget, width: int) -> QScrollArea:
    """Let a side panel scroll where large text outgrows the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFixedWidth(width)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(side)
    return area


class _Canvas(QWidget):
    """The photo, whole, in the middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._image = QImage()
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def has_photo(self) -> bool:
        """Whether a photo is shown."""
        return not self._image.isNull()

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show a photo, or words in its place."""
        self._image = image or QImage()
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image.isNull():
            painter.setPen(look.colour("muted"))
            painter.setFont(look.font("body"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), int(flags), self._words)
            return
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        area = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.drawImage(area, self._image)


def missing_words(seen: PhotoSeen) -> str:
    """Say which photo is not on this computer, and where it should come from."""
    if seen.machine:
        told = gettext("{photo} has not arrived yet. It comes with a bundle of {machine}.")
        return told.format(photo=seen.photo.title(), machine=seen.machine)
    return gettext("{photo} is not on this computer.").format(photo=seen.photo.title())


def _whole(store: Any, name: str) -> QImage:
    return read_picture(houses.pictures(store, [name]).get(name, b""))


def _with(photo: Photo, changes: dict[str, Any]) -> Photo:
    photo.fill(changes)
    return photo
