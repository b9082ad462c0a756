"""The only threads of the window: run work beside it and bring the result back to it.

`work` runs on a thread of the pool and never touches a widget. `done` and `failed` run on the window's thread, and are
dropped when the owner is gone or the task was cancelled. The worker never owns a signal: it posts to a mailbox that
lives as long as `Tasks`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from codi_desktop.ui.problems import show_problem

T = TypeVar("T")
_LEAST_PAUSE = 0.05  # seconds between two reports of progress: twenty a second are enough for an eye


class Cancelled(Exception):
    """Raised inside `work` by `Progress` when the task was cancelled."""


class Progress:
    """What `work` is given: to tell how far it is, and to learn that nobody waits any more."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stop = Event()
        self._last = 0.0

    @property
    def is_cancelled(self) -> bool:
        """Whether the work may stop."""
        return self._stop.is_set()

    def __call__(self, number: int, total: int, text: str = "") -> None:
        """Tell that `number` of `total` are done. Raises Cancelled when nobody waits any more."""
        if self._stop.is_set():
            raise Cancelled
        now = monotonic()
        if number >= total or now - self._last >= _LEAST_PAUSE:
            self._last = now
            self._report(number, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


class Task(QObject):
    """One piece of work under way, on the window's thread."""

    progress = Signal(int, int, str)
    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self.is_running = True

    def cancel(self) -> None:
        """Stop the work at its next report; neither `done` nor `failed` is called."""
        if self._progress is not None:
            self._progress.cancel()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._progress is not None and self._progress.is_cancelled


class Tasks(QObject):
    """The pool of threads and the mailbox of the window. Close it before the program ends."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 3) -> None:
        super().__init__(parent)
        # Not Qt's pool: its threads are new ones to Python at each task, and would open the store anew every time.
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="task")
        self._is_closed = False
        self._running: set[Task] = set()
        self._posted.connect(self._deliver)

    def run(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work` on a thread, then `done(result)` or `failed(error)` here; without `failed` the error is shown."""
        task = Task(self)
        progress = Progress(lambda number, total, text: self._post(lambda: _tell(task, owner, number, total, text)))
        task._progress = progress  # noqa: SLF001  the two are one thing, seen from two threads
        if self._is_closed:  # the window is going: nobody waits for an answer
            task.cancel()
            task.is_running = False
            return task
        self._running.add(task)
        owner.destroyed.connect(task.cancel)

        def finish(result: T | None, error: Exception | None) -> None:
            self._finish(task)
            if progress.is_cancelled or not shiboken6.isValid(owner) or isinstance(error, Cancelled):
                return
            if error is None:
                done(result)  # type: ignore[arg-type]  # no error: the result is what work returned
            elif failed is not None:
                failed(error)
            else:
                show_problem(owner, error)

        self._pool.submit(_run, work, progress, lambda result, error: self._post(lambda: finish(result, error)))
        return task

    @property
    def count(self) -> int:
        """How many tasks are under way."""
        return len(self._running)

    def close(self) -> None:
        """Ask all work to stop and wait for it. Results that come now are dropped."""
        self._is_closed = True
        for task in self._running:
            task.cancel()
        self._pool.shutdown(wait=True)

    def _post(self, letter: Callable[[], None]) -> None:
        if shiboken6.isValid(self):
            self._posted.emit(letter)

    @Slot(object)
    def _deliver(self, letter: Callable[[], None]) -> None:
        letter()

    def _finish(self, task: Task) -> None:
        self._running.discard(task)
        task.is_running = False
        task.finished.emit()
        task.deleteLater()


def _run(work: Callable[[Progress], Any], progress: Progress, post: Callable[[Any, Exception | None], None]) -> None:
    try:
        result = work(progress)
    except Exception as error:  # noqa: BLE001  a thread must not die silently: the window shows what it was
        post(None, error)
    else:
        post(result, None)


def _tell(task: Task, owner: QObject, number: int, total: int, text: str) -> None:
    if task.is_running and not task.is_cancelled and shiboken6.isValid(owner):
        task.progress.emit(number, total, text)
