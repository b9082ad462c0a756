"""Who used personal data: every opening, paper, bundle and full number, the newest first. Nothing is ever taken out."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from codi_desktop.i18n import gettext
from codi_desktop.records._record import kinds
from codi_desktop.services import access, office, papers
from codi_desktop.services.access import Line, Wanted
from codi_desktop.thai.calendar import format_date, format_time
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.tables.cells import ChipCell, Kind, TwoLineCell
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.choosing import SearchField
from codi_desktop.ui.widgets.notice import Notice

_SHOWN: dict[str, tuple[Kind, str]] = {
    "viewed": ("text", "eye"),
    "printed": ("info", "printer"),
    "exported": ("info", "send"),
    "identifier": ("warn", "id-card"),
    "disclosed": ("warn", "id-card"),
    "erased": ("warn", "trash-2"),
}


class AccessPage(Page):
    """Opened with `record_id` it shows who used one record; the search takes names of people and of records."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Who used personal data"), name="access")
        self._desk = desk
        self._wanted = Wanted()
        self._text = ""
        self.search_field = SearchField(gettext("Search a name"), least_width=210)
        self.search_field.asked.connect(self._searched)
        self.add_head(self.search_field)
        self.print_button = Button(gettext("Print"), icon="printer", room="head", name="print-access")
        self.print_button.clicked.connect(self._choose_sheet)
        self.add_head(self.print_button)
        self.keep_button = Button(gettext("Keep as CSV"), icon="file-spreadsheet", room="head", name="keep-access")
        self.keep_button.clicked.connect(self._choose_file)
        self.add_head(self.keep_button)
        self.notice = Notice("info")
        self.notice.asked.connect(self._show_all)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.broken = Notice("bad")
        self.broken.hide()
        self.body.addWidget(self.broken)
        store = desk.store

        def read_numbers(asked: tuple[str, Wanted]) -> Sequence[int]:
            text, wanted = asked
            return access.numbers(store, access.find(store, text, wanted))

        def read_lines(numbers: Sequence[int]) -> Sequence[Line | None]:
            return access.lines(store, numbers)

        columns: tuple[Column[Line], ...] = (
            Column("at", gettext("When and who"), _when_cell, width=215),
            Column("act", gettext("What was done"), _act_cell, width=150),
            Column("record", gettext("Whose data"), _whose_cell, width=225),
            Column("purpose", gettext("For what, or which paper"), _purpose_cell),
        )
        self._model = PagedTableModel(desk.tasks, columns, read_numbers, read_lines, self)
        self._model.failed.connect(self._not_read)
        self._model.counted.connect(self._counted)
        self.table = PagedTable(self._model, name="list-access", label=gettext("Who used personal data"))
        self.table.opened.connect(self._open_record)
        place = QHBoxLayout()
        place.addWidget(self.table)
        self.body.addLayout(place, 1)
        self.start_focus = self.table
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._choose_sheet)

    def open(self, **arguments: Any) -> None:
        """Read the list; `record_id` and `title` show one record alone."""
        record = str(arguments.get("record_id") or "")
        self._wanted = Wanted(record=record)
        self._text = ""
        self.search_field.setText("")
        self.notice.setVisible(bool(record))
        if record:
            only = gettext("Only what was done with “{title}” is shown.").format(title=arguments.get("title", record))
            self.notice.show_notice("info", only, links=(("all", gettext("Show everything")),))
        self._ask()
        self._desk.run(self, access.is_whole, self._judge)

    def search(self) -> bool:
        """Put the focus into the search field."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def leave(self) -> bool:
        """Clear the search."""
        if not self.search_field.clear_search():
            return False
        self._searched("")
        return True

    def keep(self, name: str) -> None:
        """Write what is shown as CSV; that it was written is one more line."""
        text, wanted = self._text, self._wanted

        def work(store: Any) -> Path:
            return access.keep(store, access.find(store, text, wanted), Path(name))

        self._desk.run(self, work, self._kept)

    def print_sheet(self, name: str) -> None:
        """Write what is shown as a PDF, and show it with the computer's own reader, which prints."""
        text, wanted, words = self._text, self._wanted, self._filter_in_words()

        def work(store: Any) -> Path:
            numerals = office.council(store).thai_numerals
            found = access.find(store, text, wanted)
            pdf = access.printed_list(store, found, filter_in_words=words, thai_numerals=numerals)
            return papers.keep(pdf, Path(name))

        self._desk.run(self, work, self._printed)

    def _filter_in_words(self) -> str:
        if self._text:
            return gettext("Only what has to do with “{text}”").format(text=self._text)
        return self.notice.text() if self._wanted.record else ""

    def _choose_sheet(self) -> None:
        self._choose("PDF (*.pdf)", "pdf", "keep-sheet").fileSelected.connect(self.print_sheet)

    def _choose_file(self) -> None:
        self._choose("CSV (*.csv)", "csv", "keep-file").fileSelected.connect(self.keep)

    def _choose(self, pattern: str, suffix: str, name: str) -> QFileDialog:
        """Ask where a file goes."""
        dialog = QFileDialog(self, gettext("Keep the list"), "", pattern)
        dialog.setObjectName(name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        today = date.today().isoformat()  # noqa: DTZ011  the day on the wall
        dialog.selectFile(gettext("who used personal data {day}").format(day=today))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _printed(self, path: Path) -> None:
        self._kept(path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _kept(self, path: Path) -> None:
        self._desk.say(gettext("The list is in {file}.").format(file=path.name))
        self._ask()

    def _ask(self) -> None:
        if self._text:
            self.table.show_empty("search", gettext("Nothing was found for “{text}”.").format(text=self._text))
        else:
            self.table.show_empty("shield-check", gettext("Nobody has opened personal data here yet."))
        self._model.ask((self._text, self._wanted))

    def _show_all(self, _name: str) -> None:
        self.open()

    def _searched(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._ask()

    def _counted(self, count: int) -> None:
        self.set_title(self.title, gettext("{count} times").format(count=f"{count:,}") if count else "")

    def _judge(self, is_whole: bool) -> None:
        self.broken.setVisible(not is_whole)
        if not is_whole:
            first = gettext("Somebody altered or cut this list from outside the program.")
            self.broken.show_notice("bad", first, gettext("Keep it as CSV as it is now, and tell the province."))

    def _open_record(self, _number: Any) -> None:
        line = self._model.row_data(self.table.currentIndex().row())
        if line is None or not line.record:
            return
        if line.kind == "house_repair":
            self.go.emit("house", {"house_id": line.record})
        else:
            self.go.emit("record", {"kind": line.kind, "record_id": line.record})

    def _not_read(self, error: Exception) -> None:
        self.broken.show_notice("bad", gettext("The list could not be read."), str(error))
        self.broken.show()


def _when_cell(line: Line) -> TwoLineCell:
    return TwoLineCell(f"{format_date(line.at.date(), 'brief')} {format_time(line.at.time())}", line.person)


def _act_cell(line: Line) -> ChipCell:
    kind, icon = _SHOWN[line.act]
    return ChipCell(gettext(access.ACT_WORDS[line.act]), kind, icon)


def _whose_cell(line: Line) -> TwoLineCell | str:
    model = kinds().get(line.kind)
    return TwoLineCell(line.title, gettext(model.label)) if model and line.record else line.title


def _purpose_cell(line: Line) -> TwoLineCell | str:
    return TwoLineCell(line.purpose, line.about) if line.purpose and line.about else line.purpose or line.about
