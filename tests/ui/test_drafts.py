from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.services import opening
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.editors import text_editor
from codi_desktop.ui.tasks import Task, Tasks
from codi_desktop.ui.widgets.form_grid import FormGrid
from tests.ui.opened import make_folder, settle


class SlowDesk(Desk):
    """Threads that do their work when the test says so, in any order."""

    def __init__(self, store: Store, tasks: Tasks) -> None:
        super().__init__(store, Settings(), tasks)
        self.waiting: list[Callable[[Any], Any]] = []

    def run(self, owner: QObject, work: Callable[[Any], Any], done: Any, failed: Any = None) -> Task:
        self.waiting.append(work)
        return Task(self)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m")) as opened:
        yield opened


def form_of(qtbot: QtBot) -> FormGrid:
    form = FormGrid()
    form.add("name", "ชื่อ", text_editor())
    qtbot.addWidget(form)
    return form


def test_threads_that_overtake_each_other_leave_the_last_word(qtbot: QtBot, store: Store, tasks: Tasks) -> None:
    desk, form = SlowDesk(store, tasks), form_of(qtbot)
    keeper = DraftKeeper(desk, form)
    keeper.begin("person/new")
    form.set_values({"name": "สม"})
    form.typed.emit()
    keeper.flush()
    keeper.forget()
    first, last = desk.waiting
    last(store)
    first(store)
    assert store.draft("person/new") is None


def test_nothing_typed_keeps_nothing(
    qtbot: QtBot, store: Store, tasks: Tasks, type_text: Callable[[QWidget, str], None]
) -> None:
    form = form_of(qtbot)
    keeper = DraftKeeper(Desk(store, Settings(), tasks), form)
    keeper.begin("person/new")
    keeper.flush()
    settle(qtbot, tasks)
    assert store.drafts() == []
    assert not keeper.has_changes()
