"""Small photos for the rows of a list: read on a worker in handfuls as they come into view, and kept."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from codi_desktop.services import houses
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pictures import read_picture

_HANDFUL = 24
_KEPT = 1500


class Thumbnails(QObject):
    """Photos at the size in which a row shows them. Ask `get` while painting; `arrived` says when to paint again."""

    arrived = Signal()

    def __init__(self, desk: Desk, width: int, height: int, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        px = theme.current().px
        self._size = QSize(px(width) * 2, px(height) * 2)  # sharp on dense screens
        self._known: OrderedDict[str, QImage] = OrderedDict()
        self._wanted: dict[str, None] = {}
        self._is_reading = False
        self._rest = QTimer(self)  # a list that is scrolled past is not read
        self._rest.setSingleShot(True)
        self._rest.setInterval(30)
        self._rest.timeout.connect(self._read)

    def get(self, name: str) -> QImage | None:
        """Give a photo that is known; another one is asked for, and None."""
        if not name:
            return None
        if name in self._known:
            self._known.move_to_end(name)
            return self._known[name]
        self._wanted[name] = None
        if not self._is_reading:
            self._rest.start()
        return None

    def _read(self) -> None:
        names = list(self._wanted)[-_HANDFUL:]  # the last asked for are those in view
        self._wanted.clear()
        if names:
            self._is_reading = True
            size = self._size
            self._desk.run(self, lambda store: _small(store, names, size), self._take, self._not_read)

    def _take(self, read: dict[str, QImage]) -> None:
        self._is_reading = False
        self._known |= read
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        self.arrived.emit()

    def _not_read(self, _error: Exception) -> None:
        """A photo that cannot be read leaves its place empty; the page of its house says why."""
        self._is_reading = False


def _small(store: Any, names: Sequence[str], size: QSize) -> dict[str, QImage]:
    found = houses.pictures(store, names)
    return {name: small_image(found[name], size) if name in found else QImage() for name in names}


def small_image(photo: bytes, size: QSize) -> QImage:
    """Read a photo so small that it just fills `size`."""
    read = read_picture(photo, 4 * size.width())
    mode = Qt.TransformationMode.SmoothTransformation
    return read if read.isNull() else read.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, mode)
