"""Let Python clear its cycles on the window's thread alone, between two events.

WORKAROUND: a cycle may hold widgets, and Python clears cycles wherever memory happens to be asked for: on a worker's
thread, or while Qt is in the middle of destroying the same widgets. Both end the program.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE = 1000  # milliseconds


class Garbage(QObject):
    """From now on cycles are cleared only by this timer of the window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._clear)
        self._timer.start()

    def _clear(self) -> None:
        young, _, old = gc.get_count()
        if old > gc.get_threshold()[2]:
            gc.collect()
        elif young > gc.get_threshold()[0]:
            gc.collect(1)
