"""Take an import back: what goes, what stays and why, and what may go all the same."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import taking_back
from codi_desktop.services.coming import kind_words
from codi_desktop.services.taking_back import RecordWords, TakingBack
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.picture import Picture

_MOST_ROWS = 100
_LOOKS = {
    "deleted": ("trash-2", "bad"),
    "back": ("undo-2", "info"),
    "later": ("user", "warn"),
    "foreign": ("map-pin", "muted"),
}


class TakeBackDialog(AskingDialog):
    """Shows first; `done` when it was taken back."""

    done_back = Signal()

    def __init__(self, desk: Desk, bundle_id: str, parent: QWidget) -> None:
        super().__init__(
            gettext("Take back what a bundle brought"),
            gettext("Nothing is lost: it stays in the history, and taking it back can itself be undone with Ctrl+Z."),
            gettext("Take the import back"),
            parent,
            name="take-back",
            width=820,
        )
        self._desk, self._bundle_id = desk, bundle_id
        self._boxes: dict[str, QCheckBox] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().px(12))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self._take_back)
        desk.run(self, partial(_look, bundle_id=bundle_id), self._show, self._refused)

    def _show(self, seen: TakingBack) -> None:
        clear_layout(self._rows)
        self._boxes.clear()
        if seen.number:
            told = gettext("Bundle no. {number} of {sender}: {counts}")
            words = told.format(number=seen.number, sender=seen.sender_name, counts=_counts(seen))
        else:
            words = _counts(seen)
        self._rows.addWidget(Label(words, "strong"))
        for one in seen.records[:_MOST_ROWS]:
            self._rows.addWidget(self._row(one))
        left = len(seen.records) - _MOST_ROWS
        if left > 0:
            more = ngettext("and {n} more record", "and {n} more records", left)
            self._rows.addWidget(Label(more.format(n=f"{left:,}"), "second"))
        self._set_enabled(seen.is_nothing)
        for box in self._boxes.values():
            box.toggled.connect(partial(self._set_enabled, seen.is_nothing))
        self.fit_soon()

    def _set_enabled(self, is_nothing: bool, _toggled: bool = False) -> None:
        self.accept_button.setEnabled(not is_nothing or any(box.isChecked() for box in self._boxes.values()))

    def _row(self, one: RecordWords) -> QWidget:
        icon, tone = _LOOKS[one.what]
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(12))
        row.addWidget(Picture(icon, tone, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = f"{kind_words(one.kind)} {one.title}"
        words.addWidget(Label(_fate(one).format(record=title), "medium"))
        for line in (*one.lines, *one.left):
            words.addWidget(Label(line, "second"))
        if one.is_choice:
            box = QCheckBox(gettext("Take this back all the same"))
            box.setAccessibleName(gettext("Take back all the same: {record}").format(record=title))
            words.addWidget(box)
            self._boxes[one.id] = box
        row.addLayout(words, 1)
        return holder

    def _take_back(self) -> None:
        chosen = [record_id for record_id, box in self._boxes.items() if box.isChecked()]
        self.accept_button.setEnabled(False)
        work = partial(_do, bundle_id=self._bundle_id, chosen=chosen)
        self._desk.run(self, work, self._ended, self._refused)

    def _ended(self, count: int) -> None:
        told = ngettext("{n} record was taken back.", "{n} records were taken back.", count)
        self._desk.say(told.format(n=f"{count:,}"))
        self.done_back.emit()
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.refused.show_notice("bad", str(error))
        self.refused.show()
        self.fit_soon()


def _look(store: Any, *, bundle_id: str) -> TakingBack:
    return taking_back.look(store, bundle_id)


def _do(store: Any, *, bundle_id: str, chosen: list[str]) -> int:
    return len(set(taking_back.take_back(store, bundle_id, chosen).ids))


def _fate(one: RecordWords) -> str:
    match one.what:
        case "deleted":
            return gettext("Goes: {record}")
        case "back":
            return gettext("Goes back: {record}")
        case "later":
            return gettext("Stays, somebody worked on it: {record}")
        case _:
            return gettext("Stays: {record}")


def _counts(seen: TakingBack) -> str:
    parts = []
    if n := seen.count("deleted"):
        parts.append(ngettext("{n} record goes", "{n} records go", n).format(n=f"{n:,}"))
    if n := seen.count("back"):
        parts.append(ngettext("{n} record goes back", "{n} records go back", n).format(n=f"{n:,}"))
    if n := seen.count("later") + seen.count("foreign"):
        parts.append(ngettext("{n} record stays", "{n} records stay", n).format(n=f"{n:,}"))
    return " · ".join(parts) or gettext("There is nothing left of this bundle that could be taken back.")
