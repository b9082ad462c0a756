"""Keep what is typed into a form within a second, so that neither a power cut nor a wrong click loses it."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from PySide6.QtCore import QTimer

from codi_desktop.ui.desk import Desk
from codi_desktop.ui.widgets.form_grid import FormGrid

_LATEST_MS = 400


class DraftKeeper(QTimer):
    """Belongs to one form. `begin` names the draft; `forget` drops it after saving or when it is not wanted.

    The first stroke starts the clock, later ones do not push it back: what was typed is kept 0.4 s later at most.
    Only fields that differ from what the form showed at first are kept, so that a draft never brings back old values.
    """

    def __init__(self, desk: Desk, form: FormGrid) -> None:
        super().__init__(form)
        self.setSingleShot(True)
        self.setInterval(_LATEST_MS)
        self._desk = desk
        self._form = form
        self._name = ""
        self._first: dict[str, Any] = {}
        self._is_kept = False
        self._one_writes = Lock()
        self._asked = self._written = 0
        self.timeout.connect(self._keep)
        form.typed.connect(self._typed)

    def begin(self, name: str, draft: dict[str, Any] | None = None) -> None:
        """Look after the form from now on, under this name, and show the draft that was kept before."""
        self.stop()
        self._name = name
        self._first = self._form.unfinished()
        self._is_kept = bool(draft)
        if draft:
            self._form.set_unfinished(draft)

    def has_changes(self) -> bool:
        """Say whether the form differs from what it showed at first."""
        return bool(self._changes())

    def flush(self) -> None:
        """Keep at once what was typed in the last moment."""
        if self.isActive():
            self.stop()
            self._keep()

    def _keep(self) -> None:
        name, changes = self._name, self._changes()
        if not name or not (changes or self._is_kept):
            return
        self._is_kept = bool(changes)
        self._in_order(lambda store: store.keep_draft(name, changes) if changes else store.drop_draft(name), _nothing)

    def forget(self, then: Callable[[], None] | None = None) -> None:
        """Drop the draft, because the form was saved or what was typed is not wanted. `begin` goes on afterwards."""
        self.stop()
        name, self._name = self._name, ""
        self._is_kept = False
        self._in_order(lambda store: store.drop_draft(name), then or _nothing)

    def _in_order(self, write: Callable[[Any], None], then: Callable[[], None]) -> None:
        """Write beside the window; when threads overtake each other, the last word stays."""
        self._asked += 1
        asked = self._asked

        def work(store: Any) -> None:
            with self._one_writes:
                if asked > self._written:
                    write(store)
                    self._written = asked

        self._desk.run(self._desk, work, lambda _nothing: then())

    def _typed(self) -> None:
        if self._name and not self.isActive():
            self.start()

    def _changes(self) -> dict[str, Any]:
        return {name: value for name, value in self._form.unfinished().items() if value != self._first.get(name)}


def _nothing() -> None:
    """Nobody waits for this."""
