"""Lists about conflicts: all that wait, all that was decided, and what came together of itself."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import settled, settling
from codi_desktop.services.settled import Joined, TakenDecision
from codi_desktop.services.settling import OpenLine
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.tables.cells import ChipCell, TwoLineCell
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.choosing import SegmentTabs

MOST = 1000
"""lines of what is past that are shown; the file has all"""


class ConflictLists(AskingDialog):
    """Three lists beside their names. Enter opens a line that waits."""

    opened = Signal(object)
    """the key of what is to be shown"""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(gettext("Lists"), "", gettext("Close"), parent, name="conflict-lists", width=1080)
        self._desk = desk
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(16))
        self.tabs = SegmentTabs(
            (
                ("open", "git-compare", gettext("To decide")),
                ("decided", "circle-check", gettext("Decided")),
                ("joined", "list-checks", gettext("Joined without conflict")),
            )
        )
        self.tabs.chosen.connect(self.show_list)
        row.addWidget(self.tabs)
        self._place = QVBoxLayout()
        row.addLayout(self._place, 1)
        self.body.addLayout(row)
        self.tables = {name: self._table(name) for name in ("open", "decided", "joined")}
        self.tables["open"].opened.connect(self._open)
        self.csv_button = Button(gettext("Keep as CSV"), icon="file-spreadsheet", name="keep-decisions", parent=self)
        self.csv_button.clicked.connect(self._choose_csv)
        self.pdf_button = Button(gettext("Print"), icon="printer", name="print-decisions", parent=self)
        self.pdf_button.clicked.connect(self._choose_pdf)
        for button in (self.pdf_button, self.csv_button):
            self.foot.insertWidget(0, button)
        cancel = self.findChild(Button, "cancel")
        if cancel is not None:
            cancel.hide()
        self.accept_button.clicked.connect(self.accept)
        self.show_list("open")

    def show_list(self, name: str) -> None:
        """Show one of the lists."""
        self.tabs.set_current(name)
        for one, table in self.tables.items():
            table.setVisible(one == name)
        for button in (self.csv_button, self.pdf_button):
            button.setVisible(name == "decided")

    def keep(self, path: str) -> None:
        """Write every decision as CSV or, where the name says so, as a PDF, which is then opened."""
        file = Path(path)
        self._desk.run(self, lambda store: settled.keep(store, file), self._kept)

    def _kept(self, path: Path) -> None:
        self._desk.say(gettext("The list is in {file}.").format(file=path.name))
        if path.suffix == ".pdf":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _choose_csv(self) -> None:
        self._choose("csv")

    def _choose_pdf(self) -> None:
        self._choose("pdf")

    def _choose(self, suffix: str) -> None:
        dialog = QFileDialog(self, gettext("Keep the list"), "", f"{suffix.upper()} (*.{suffix})")
        dialog.setObjectName(f"keep-{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        today = date.today().isoformat()  # noqa: DTZ011  the day on the wall
        dialog.selectFile(gettext("decided conflicts {day}").format(day=today))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.keep)
        dialog.open()

    def _open(self, key: Any) -> None:
        self.opened.emit(key)
        self.accept()

    def _table(self, name: str) -> PagedTable:
        store = self._desk.store
        columns, ids, rows = _lists(store)[name]
        model: PagedTableModel[str, Any] = PagedTableModel(self._desk.tasks, columns, ids, rows, self)
        label, empty = {
            "open": (gettext("To decide"), gettext("Nothing is in conflict")),
            "decided": (gettext("Decided"), gettext("Nothing has been decided yet.")),
            "joined": (gettext("Joined without conflict"), gettext("Nothing has come together yet.")),
        }[name]
        table = PagedTable(model, name=f"list-{name}", label=label)
        table.show_empty("inbox", empty)
        table.setMinimumHeight(theme.current().px(400))
        self._place.addWidget(table)
        model.ask("")
        return table


def _lists(store: Any) -> dict[str, Any]:
    def read_open(_query: str) -> Sequence[Any]:
        return settling.by_record(store)

    def open_rows(keys: Sequence[Any]) -> Sequence[OpenLine]:
        return settling.open_lines(store, keys)

    def read_decided(_query: str) -> Sequence[Any]:
        return settled.decisions(store, MOST)

    def read_joined(_query: str) -> Sequence[Any]:
        return settled.joined(store, MOST)

    return {
        "open": (
            (
                Column("about", gettext("Record"), _about_cell, width=400),
                Column("field", gettext("Field"), _field_cell, width=230),
                Column("asked", gettext("Asked"), _asked_cell),
            ),
            read_open,
            open_rows,
        ),
        "decided": (
            (
                Column("about", gettext("Record"), _decided_about, width=270),
                Column("values", gettext("Values"), _decided_values, width=260),
                Column("decision", gettext("Decision"), _decision_cell),
            ),
            read_decided,
            list,
        ),
        "joined": (
            (
                Column("about", gettext("Record"), _joined_about, width=300),
                Column("changes", gettext("Who changed what"), _joined_changes),
            ),
            read_joined,
            list,
        ),
    }


def _about_cell(line: OpenLine) -> TwoLineCell | str:
    return line.about


def _field_cell(line: OpenLine) -> str:
    return line.field


def _asked_cell(line: OpenLine) -> ChipCell | str:
    return ChipCell(line.asked, "info", "circle-help") if line.asked else ""


def _decided_about(one: TakenDecision) -> TwoLineCell:
    return TwoLineCell(one.field, one.about)


def _decided_values(one: TakenDecision) -> TwoLineCell:
    return TwoLineCell(one.values[0], " · ".join(one.values[1:]))


def _decision_cell(one: TakenDecision) -> TwoLineCell:
    by = f"{one.by} · {format_date(one.at.date(), 'brief')}"
    return TwoLineCell(one.decision, by if one.stands else f"{by} · {gettext('set again since')}")


def _joined_about(one: Joined) -> TwoLineCell:
    return TwoLineCell(one.about, format_date(one.at.date(), "brief"))


def _joined_changes(one: Joined) -> TwoLineCell:
    return TwoLineCell(one.changes[0], " · ".join(one.changes[1:]))
