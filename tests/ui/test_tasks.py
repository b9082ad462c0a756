import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Tasks


class StickFull(CodiError):
    message = N_("The stick is full: {needed} MB are needed.\nFree some room and try again.")


def test_work_runs_on_a_thread_and_its_result_comes_to_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[object] = []
    results: list[int] = []

    def work(progress: Progress) -> int:
        threads.append(threading.get_ident())
        return 42

    def done(result: int) -> None:
        assert QThread.currentThread() is QApplication.instance().thread()  # type: ignore[union-attr]
        results.append(result)

    owner = QObject()
    tasks.run(owner, work, done)
    qtbot.waitUntil(lambda: results == [42])
    assert threads != [threading.get_ident()]


def test_a_failure_comes_to_the_window_as_it_is(qtbot: QtBot, tasks: Tasks) -> None:
    failures: list[Exception] = []

    def work(progress: Progress) -> None:
        raise StickFull(needed=18)

    owner = QObject()
    tasks.run(owner, work, lambda _: pytest.fail("done"), failures.append)
    qtbot.waitUntil(lambda: len(failures) == 1)
    assert isinstance(failures[0], StickFull)


def test_a_result_is_dropped_when_its_owner_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    go_on = threading.Event()
    results: list[int] = []

    def work(progress: Progress) -> int:
        go_on.wait(5)
        return 1

    owner = QWidget()
    tasks.run(owner, work, results.append)
    owner.deleteLater()
    QApplication.sendPostedEvents(owner, 52)
    go_on.set()
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert results == []


def test_a_cancelled_task_stops_at_its_next_report_and_says_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    started, go_on, reached = threading.Event(), threading.Event(), []
    told: list[object] = []

    def work(progress: Progress) -> None:
        progress(0, 2)
        started.set()
        go_on.wait(5)
        progress(1, 2)
        reached.append(True)

    owner = QObject()
    task = tasks.run(owner, work, told.append, told.append)
    assert started.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert reached == []
    assert told == []


def test_a_task_that_is_cancelled_too_late_to_stop_says_nothing_either(qtbot: QtBot, tasks: Tasks) -> None:
    go_on = threading.Event()
    told: list[object] = []
    owner = QObject()
    task = tasks.run(owner, lambda _progress: go_on.wait(5), told.append, told.append)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert told == []


def test_progress_tells_the_last_step_always(qtbot: QtBot, tasks: Tasks) -> None:
    steps: list[tuple[int, int, str]] = []

    def work(progress: Progress) -> None:
        for number in range(1, 101):
            progress(number, 100, "ภาพ")

    owner = QObject()
    task = tasks.run(owner, work, lambda _: None)
    task.progress.connect(lambda number, total, text: steps.append((number, total, text)))
    qtbot.waitUntil(lambda: tasks.count == 0)
    assert steps[-1] == (100, 100, "ภาพ")
    assert len(steps) < 100


def test_closing_waits_for_the_work(tasks: Tasks) -> None:
    ended: list[bool] = []
    owner = QObject()
    tasks.run(owner, lambda _progress: ended.append(True), lambda _: None)
    tasks.close()
    assert ended == [True]


def test_a_failure_that_nobody_takes_is_shown(qtbot: QtBot, tasks: Tasks) -> None:
    window = QWidget()
    qtbot.addWidget(window)

    def work(progress: Progress) -> None:
        raise StickFull(needed=18)

    tasks.run(window, work, lambda _: None)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    window.findChild(QMessageBox).close()  # type: ignore[union-attr]


def test_a_problem_says_what_happened_and_then_what_to_do(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = show_problem(window, StickFull(needed=18))
    assert box is not None
    assert box.text() == "The stick is full: 18 MB are needed."
    assert box.informativeText() == "Free some room and try again."
    box.close()


def test_a_bug_is_logged_with_its_traceback_and_told_once(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, shot: Callable[[QWidget, str], None]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    boxes = []
    no_names: dict[str, str] = {}
    for _ in range(2):
        try:
            no_names["no such key"]
        except KeyError as error:
            boxes.append(show_problem(window, error))
    assert boxes[0] is not None
    assert boxes[1] is None
    assert caplog.text.count("no such key") >= 2
    assert "Traceback" in caplog.text
    caplog.clear()
    shot(boxes[0], "problem")
    boxes[0].close()


def test_threads_stay_so_that_what_a_thread_keeps_is_kept(qtbot: QtBot, tasks: Tasks) -> None:
    """A connection to the store belongs to its thread: a new thread for each task would open it each time."""
    kept = threading.local()
    seen: list[int] = []

    def work(_progress: Progress) -> int:
        kept.times = getattr(kept, "times", 0) + 1
        return int(kept.times)

    owner = QObject()
    for _ in range(8):
        tasks.run(owner, work, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 8)
    assert max(seen) > 1


def test_work_asked_for_after_the_end_is_not_begun(tasks: Tasks) -> None:
    tasks.close()
    task = tasks.run(QObject(), lambda _progress: 1 / 0, print)
    assert not task.is_running
    assert tasks.count == 0
