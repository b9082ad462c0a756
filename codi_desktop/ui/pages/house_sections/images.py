"""Pictures of the photos on the page: read and made small beside the window, each once."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from codi_desktop.services import houses
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pictures import read_picture

_WIDEST = 900  # pixels that are kept of a picture; the viewer reads the whole again
_MOST = 80


class Images(QObject):
    """The pictures that were read so far, by the hash of their file."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[str, QImage] = {}

    def want(self, owner: QObject, names: Iterable[str], done: Callable[[dict[str, QImage]], None]) -> None:
        """Give the pictures that are on this computer: at once when all are known, else when they are read."""
        wanted = [name for name in dict.fromkeys(names) if name]
        lacking = [name for name in wanted if name not in self._known]
        if not lacking:
            done({name: self._known[name] for name in wanted})
            return

        def show(read: dict[str, QImage]) -> None:
            while len(self._known) + len(read) > _MOST and self._known:
                self._known.pop(next(iter(self._known)))
            self._known |= read
            done({name: self._known[name] for name in wanted if name in self._known})

        self._desk.run(owner, lambda store: small_pictures(store, lacking), show)


def small_pictures(store: Any, names: Iterable[str], widest: int = _WIDEST) -> dict[str, QImage]:
    """Read and shrink pictures, on a worker's thread."""
    return {name: read_picture(content, widest) for name, content in houses.pictures(store, names).items()}
