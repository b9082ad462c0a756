"""What every page is given: the machine's store, the threads, the settings, and a voice.

A page never calls the store on the window's thread. It hands `run` a function of the store, and gets the result back
on the window's thread; what changed in the store, from whichever thread, arrives there as the signal `changed`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from codi_desktop.settings import Settings
from codi_desktop.ui.tasks import Progress, Task, Tasks

T = TypeVar("T")


class Desk(QObject):
    """One open machine, as the window sees it."""

    changed = Signal(object)
    """frozenset of the kinds of record that changed"""
    said = Signal(str, str)
    """a sentence for the user, and its kind: ok, info, warn or bad"""
    appearance_changed = Signal()
    """language, text size or contrast changed: everything is built anew"""

    def __init__(self, store: Any, settings: Settings, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.settings = settings
        self.tasks = tasks
        store.on_change(self._relay)

    def run(
        self,
        owner: QObject,
        work: Callable[[Any], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work(store)` beside the window, then `done(result)` here; without `failed` an error is shown."""
        return self.tasks.run(owner, lambda _progress: work(self.store), done, failed)

    def run_long(
        self,
        owner: QObject,
        work: Callable[[Any, Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work(store, progress)`, which tells how far it is and may be cancelled."""
        return self.tasks.run(owner, lambda progress: work(self.store, progress), done, failed)

    def note_viewed(self, kind: str, record_id: str | None) -> None:
        """Note beside the window that a record was opened, if it holds personal data."""
        from codi_desktop.services import access

        self.run(self, lambda store: access.viewed(store, kind, record_id), _nothing)

    def say(self, sentence: str, kind: str = "ok") -> None:
        """Tell the user something that needs no answer."""
        self.said.emit(sentence, kind)

    def _relay(self, changed: Any) -> None:
        """Carry news to the window's thread: a signal crosses threads by itself."""
        self.changed.emit(frozenset(changed.kinds))


def _nothing(_result: None) -> None:
    """Nobody waits for the answer."""
