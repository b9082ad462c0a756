"""Documents: look at a paper as it will be printed, number and print many, print again, make void, and check one."""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout, QListView, QProgressBar, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import access, issuing, papers
from codi_desktop.services.issuing import IssuedBatch
from codi_desktop.services.papers import HouseForPaper, PagePixels, PaperIssued, Papers
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import printing, theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.day import DayEditor
from codi_desktop.ui.forms.editors import YesNoEditor
from codi_desktop.ui.page import Page
from codi_desktop.ui.pages.document_parts.asking import MakeVoid, VerifyPaper
from codi_desktop.ui.pages.document_parts.page_view import PageView
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tables.cells import ChipCell, TwoLineCell
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.tasks import Progress, Task
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.choosing import SearchField
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.notice import Notice

_HOUSE = Qt.ItemDataRole.UserRole
_PREVIEW_DPI = 110
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


class DocumentsPage(Page):
    """Houses at the left, the real page at the right, the issued papers below."""

    kinds = frozenset(
        {"house_repair", "issued_document", "household", "person", "money_entry", "organisation", "photo"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Documents"), name="documents")
        self._desk = desk
        self._wanted: list[str] = []
        self._houses: dict[str, HouseForPaper] = {}
        self._papers: dict[str, PaperIssued] = {}
        self._shown: tuple[str, str] = ("", "")  # "house" or "paper", and its id
        self._drawing = 0
        self._task: Task | None = None
        self._printed: bytes = b""
        self.find_field = SearchField(gettext("Find a house or a number"), least_width=300)
        self.find_field.asked.connect(self._search)
        self.add_head(self.find_field)
        self.verify_button = Button(gettext("Check a paper"), icon="qr-code", room="head", name="verify")
        self.verify_button.clicked.connect(self.verify)
        self.add_head(self.verify_button)
        self.notice = Notice("info")
        self.notice.asked.connect(self._notice_asked)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.body.addWidget(Columns(self._make_left(), self._make_preview(), side_width=500))
        self.body.addWidget(self._make_issued())
        self.body.addStretch(1)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print_chosen)
        self.start_focus = self.list

    def open(self, **arguments: Any) -> None:
        """Show houses and papers; `house_ids` are chosen, `paper_id` is shown."""
        self._wanted = [str(one) for one in arguments.get("house_ids") or ()]
        if paper := arguments.get("paper_id"):
            self._shown = ("paper", str(paper))
        self._read()

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  all of them stand on the paper
        """Read everything anew; what is ticked stays ticked."""
        self._wanted = self.chosen_ids()
        self._read()

    def search(self) -> bool:
        """Go to the search field."""
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def leave(self) -> bool:
        """Stop what is under way, or empty the search (Esc)."""
        if self._task is not None:
            self.stop()
            return True
        return self.find_field.clear_search()

    # --- what a person does

    def chosen_ids(self) -> list[str]:
        """Give the houses that are ticked, in the order of the list."""
        rows = (self._items.item(row) for row in range(self._items.rowCount()))
        return [str(item.data(_HOUSE)) for item in rows if item.checkState() == Qt.CheckState.Checked]

    def print_chosen(self) -> None:
        """Number the chosen houses' papers and send them to a printer (Ctrl+P)."""
        if self._task is not None or not self._may_issue():
            return
        if not printing.has_printer():
            text = gettext("No printer is set up on this computer.")
            self.notice.show_notice("warn", text, gettext("Keep the papers as PDF and print them elsewhere."))
            self.notice.show()
            return
        printing.choose_printer(self, self.print_with)

    def print_with(self, printer: QPrinter) -> None:
        """Number the chosen houses' papers and print them on this printer."""
        if not self._may_issue():
            return
        ids, numerals, day = self.chosen_ids(), self._numerals(), self._day()

        def work(store: Any, progress: Progress) -> tuple[IssuedBatch, bytes]:
            return papers.issue_unkept(
                store,
                ids,
                thai_numerals=numerals,
                day=day,
                progress=_told(progress),
                cancelled=lambda: progress.is_cancelled,
            )

        def issued(result: tuple[IssuedBatch, bytes]) -> None:
            self._issued(result[0])
            self._print(result[1], printer)

        self._start(work, issued, gettext("Making paper {n} of {count}"))

    def keep_chosen(self, out: Path) -> None:
        """Number the chosen houses' papers and keep them as one PDF."""
        if self._task is not None or not self._may_issue():
            return
        ids, numerals, day = self.chosen_ids(), self._numerals(), self._day()

        def work(store: Any, progress: Progress) -> IssuedBatch:
            return issuing.issue(
                store,
                issuing.CERTIFICATE,
                ids,
                out=out,
                thai_numerals=numerals,
                day=day,
                progress=_told(progress),
                cancelled=lambda: progress.is_cancelled,
            )

        def issued(batch: IssuedBatch) -> None:
            self._issued(batch)
            count = len(batch.papers)
            told = ngettext("{n} paper is kept as {name}.", "{n} papers are kept as {name}.", count)
            self.notice.show_notice("ok", told.format(n=count, name=batch.path.name), str(batch.path))
            self.notice.show()

        self._start(work, issued, gettext("Making paper {n} of {count}"))

    def keep_draft(self, out: Path) -> None:
        """Keep a draft of the shown house as a PDF; it takes no number."""
        what, house_id = self._shown
        numerals = self._numerals()
        if what == "house":
            self._desk.run(
                self,
                lambda store: papers.keep_draft(store, issuing.CERTIFICATE, house_id, out, thai_numerals=numerals),
                self._kept,
            )

    def stop(self) -> None:
        """Stop making or printing papers."""
        if self._task is not None:
            self._task.cancel()
            self._words.set_text(gettext("Stopping …"))

    def verify(self) -> VerifyPaper:
        """Ask for a paper to check."""
        dialog = VerifyPaper(self._desk, self)
        dialog.open_fitted()
        return dialog

    # --- the left: which houses, and how

    def _make_left(self) -> QWidget:
        px = theme.current().px
        card = Card(gettext("Handover certificates"), icon="award", second=" ", fill=True, name="houses-for-papers")
        self._houses_card = card
        self._items = QStandardItemModel(self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._items)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setObjectName("house-list")
        self.list.setAccessibleName(gettext("Houses; Space ticks one"))
        self.list.setModel(self._filtered)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(px(220))
        self.list.selectionModel().currentChanged.connect(self._moved)
        card.body.addWidget(self.list, 1)
        self._no_house = Label(gettext("There is no house yet."), "body", tone="muted")
        card.body.addWidget(self._no_house)
        self.form = FormGrid(2)
        self.form.add(
            "day",
            gettext("Day on the paper"),
            DayEditor(),
            help_text=gettext("Empty: the day of the handover, or today."),
        )
        self.form.add("thai_numerals", gettext("Thai numerals"), YesNoEditor())
        self.form.changed.connect(self._form_changed)
        card.body.addWidget(self.form)
        self.missing = Notice("warn")
        self.missing.hide()
        card.body.addWidget(self.missing)
        self._working = QWidget()
        column = QVBoxLayout(self._working)
        column.setContentsMargins(0, 0, 0, 0)
        self.bar = QProgressBar()
        self.bar.setObjectName("paper-bar")
        self.bar.setTextVisible(False)
        self._words = Label("", "second")
        column.addWidget(self.bar)
        column.addWidget(self._words)
        self._working.hide()
        card.body.addWidget(self._working)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addStretch(1)
        self.stop_button = Button(gettext("Stop"), icon="x", room="decisive", name="stop-papers")
        self.stop_button.clicked.connect(self.stop)
        self.stop_button.hide()
        self.keep_button = Button(gettext("Keep as PDF"), icon="save", room="decisive", name="keep-papers")
        self.keep_button.clicked.connect(self._ask_where)
        self.print_button = Button(
            gettext("Number and print"), "primary", icon="printer", room="decisive", name="print-papers"
        )
        self.print_button.clicked.connect(self.print_chosen)
        for button in (self.stop_button, self.keep_button, self.print_button):
            row.addWidget(button)
        card.body.addLayout(row)
        return card

    def _make_preview(self) -> Card:
        card = Card(gettext("Preview"), icon="eye", second=" ", fill=True, name="preview-card")
        self._preview_card = card
        self.view = PageView()
        card.body.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.draft_button = Button(gettext("Keep this draft as PDF"), "link", icon="file-text", name="keep-draft")
        self.draft_button.clicked.connect(self._ask_where_draft)
        row.addWidget(self.draft_button)
        card.body.addLayout(row)
        return card

    def _make_issued(self) -> Card:
        card = Card(gettext("Papers that were issued"), icon="file-check", second=" ", fill=True, name="issued-card")
        self._issued_card = card
        columns = (
            Column[PaperIssued]("number", gettext("Number"), _number_cell, 220),
            Column[PaperIssued]("owner", gettext("Owner"), _owner_cell),
            Column[PaperIssued]("day", gettext("Day"), _day_cell, 120),
            Column[PaperIssued]("prints", gettext("Printed"), _prints_cell, 90),
            Column[PaperIssued]("state", gettext("State"), _state_cell, 130),
        )
        self._model = PagedTableModel(self._desk.tasks, columns, self._paper_ids, self._paper_rows, self)
        self.table = PagedTable(self._model, name="issued-table", label=gettext("Papers that were issued"))
        self.table.show_empty("file-text", gettext("No paper was issued yet"), gettext("Tick a house and number it."))
        self.table.chosen.connect(self._paper_chosen)
        self.table.opened.connect(self._paper_chosen)
        card.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        row.addStretch(1)
        self.void_button = Button(gettext("Make void"), icon="ban", name="make-void-button")
        self.void_button.clicked.connect(self._ask_void)
        self.again_button = Button(gettext("Print again"), icon="printer", name="print-again")
        self.again_button.clicked.connect(self._ask_again)
        self.keep_again_button = Button(gettext("Print again as PDF"), icon="save", name="keep-again")
        self.keep_again_button.clicked.connect(self._ask_where_again)
        for button in (self.void_button, self.keep_again_button, self.again_button):
            row.addWidget(button)
        card.body.addLayout(row)
        return card

    # --- reading

    def _read(self) -> None:
        self._desk.run(self, papers.papers, self._show_papers)

    def _show_papers(self, found: Papers) -> None:
        self._houses = {house.id: house for house in found.houses}
        self._papers = {paper.id: paper for paper in found.issued}
        if self.form.editor("thai_numerals").value() is None:
            self.form.set_values({"thai_numerals": found.thai_numerals})
        self._fill_list(found.houses)
        self._no_house.setVisible(not found.houses)
        self.list.setVisible(bool(found.houses))
        count = len(found.issued)
        assert self._issued_card.second_label is not None
        self._issued_card.second_label.set_text(ngettext("{n} paper", "{n} papers", count).format(n=f"{count:,}"))
        self._model.ask("")
        what, shown_id = self._shown
        if what == "paper" and shown_id in self._papers:
            self._draw("paper", shown_id)
        elif found.houses:
            ids = [*self._wanted, shown_id, found.houses[0].id]
            first = next(one for one in ids if one in self._houses)
            self._choose_row(first)
            self._draw("house", first)
        else:
            self.view.show_pages([])
            self.view.words.set_text(gettext("Choose a house to see its paper."))
            self.draft_button.hide()

    def _fill_list(self, houses: Sequence[HouseForPaper]) -> None:
        wanted = set(self._wanted)
        before, self._items = self._items, QStandardItemModel(self)
        for house in houses:
            item = QStandardItem(_house_words(house))
            item.setData(house.id, _HOUSE)
            item.setEditable(False)
            if not house.number:
                item.setCheckable(True)
                item.setCheckState(Qt.CheckState.Checked if house.id in wanted else Qt.CheckState.Unchecked)
            self._items.appendRow(item)
        self._items.itemChanged.connect(self._ticked)
        self._filtered.setSourceModel(self._items)
        before.deleteLater()
        self._count_chosen()

    def _choose_row(self, house_id: str) -> None:
        for row in range(self._filtered.rowCount()):
            index = self._filtered.index(row, 0)
            if index.data(_HOUSE) == house_id:
                self.list.setCurrentIndex(index)
                return

    def _search(self, text: str) -> None:
        self._filtered.setFilterFixedString(text)
        self._model.ask(text)

    def _paper_ids(self, text: str) -> Sequence[str]:
        """Find papers by number or owner; called on a worker, on what was read last."""
        every = self._papers
        return [one.id for one in every.values() if text.lower() in f"{one.number} {one.owner}".lower()]

    def _paper_rows(self, ids: Sequence[str]) -> list[PaperIssued | None]:
        every = self._papers
        return [every.get(one) for one in ids]

    # --- choosing

    def _ticked(self, _item: QStandardItem) -> None:
        self._count_chosen()

    def _count_chosen(self) -> None:
        ids = self.chosen_ids()
        count = len(ids)
        assert self._houses_card.second_label is not None
        self._houses_card.second_label.set_text(
            ngettext("{n} house chosen", "{n} houses chosen", count).format(n=count) if count else ""
        )
        words = ngettext("Number and print {n}", "Number and print {n}", count).format(n=count)
        self.print_button.set_words(words if count else gettext("Number and print"))
        early = [self._houses[one] for one in ids if not self._houses[one].is_ready]
        self.missing.setVisible(bool(early))
        if early:
            names = ", ".join(house.owner for house in early[:4]) + (" …" if len(early) > 4 else "")
            told = gettext("Not inspected yet, so only a draft can be printed: {names}")
            self.missing.show_notice("warn", told.format(names=names))

    def _may_issue(self) -> bool:
        """Say whether the chosen houses can have their papers; if not, name what is missing."""
        ids = self.chosen_ids()
        self.notice.hide()
        if not ids:
            self.missing.show_notice("warn", gettext("Tick at least one house first; Space does it."))
            self.missing.show()
            self.list.setFocus()
            return False
        early = next((one for one in ids if not self._houses[one].is_ready), None)
        if early is not None:
            self._count_chosen()
            self.missing.setFocus()
            self._choose_row(early)
            return False
        return not self.form.errors()

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        house_id = index.data(_HOUSE)
        if house_id and ("house", house_id) != self._shown:
            self._draw("house", str(house_id))

    def _paper_chosen(self, paper_id: Any) -> None:
        if paper_id and ("paper", paper_id) != self._shown:
            self._draw("paper", str(paper_id))

    def _form_changed(self, _name: str) -> None:
        if self._shown[0] == "house":
            self._draw(*self._shown)

    def _numerals(self) -> bool:
        return bool(self.form.editor("thai_numerals").value())

    def _day(self) -> date | None:
        value = self.form.editor("day").value()
        return date.fromisoformat(value) if value else None

    # --- the preview

    def _draw(self, what: str, record_id: str) -> None:
        """Draw a page in a task; a newer wish replaces an older one. A house that has its paper shows that one."""
        house = self._houses.get(record_id)
        if what == "house" and house is not None and house.number:
            holding = next((one.id for one in self._papers.values() if one.number == house.number), "")
            what, record_id = ("paper", holding) if holding else (what, record_id)
        self._shown = (what, record_id)
        self._drawing += 1
        number = self._drawing
        numerals = self._numerals()

        def done(pages: list[PagePixels]) -> None:
            if number == self._drawing:
                self._show_pages(pages)

        def failed(error: Exception) -> None:
            if number == self._drawing:
                self._not_drawn(error)

        self._desk.run(self, lambda store: _pages(store, what, record_id, numerals=numerals), done, failed)

    def _show_pages(self, pages: list[PagePixels]) -> None:
        what, shown_id = self._shown
        self.view.show_pages(pages)
        paper, house = self._papers.get(shown_id), self._houses.get(shown_id)
        if what == "paper" and paper is not None:
            self.view.words.set_text(paper.number)
        elif house is not None:
            self.view.words.set_text(gettext("{owner}: a draft without number").format(owner=house.owner))
        self.draft_button.setVisible(what == "house")

    def _not_drawn(self, error: Exception) -> None:
        self.view.show_pages([])
        if isinstance(error, papers.PhotoMissing):
            told = gettext("The printed file lies on another machine. It can be printed again from what is kept here.")
            self.view.words.set_text(told)
        elif isinstance(error, CodiError):
            self.view.words.set_text(str(error))
        else:
            show_problem(self, error)

    # --- making and printing

    def _start(self, work: Any, done: Any, words: str) -> None:
        self._doing = words
        self._show_working(0, 0, "")
        self._working.show()
        self.stop_button.show()
        self.keep_button.hide()
        self.print_button.hide()
        self.notice.hide()
        self._follow(self._desk.run_long(self, work, done, self._failed))

    def _follow(self, task: Task) -> None:
        self._task = task
        task.progress.connect(self._show_working)
        task.finished.connect(self._ended)

    def _ended(self) -> None:
        was_stopped = self._task is not None and self._task.is_cancelled
        self._task = None
        self._working.hide()
        self.stop_button.hide()
        self.keep_button.show()
        self.print_button.show()
        if was_stopped:
            told = gettext("Stopped. Papers that were numbered already are in the list and can be printed again.")
            self.notice.show_notice("info", told)
            self.notice.show()
            self._read()

    def _show_working(self, done: int, total: int, _text: str) -> None:
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(done)
        self._words.set_text(self._doing.format(n=min(done + 1, total), count=total) if total else "")

    def _issued(self, batch: IssuedBatch) -> None:
        self._wanted = []
        count = len(batch.papers)
        told = ngettext("{n} paper was numbered.", "{n} papers were numbered.", count).format(n=count)
        self._desk.say(told, "info")
        self._read()

    def _print(self, pdf: bytes, printer: QPrinter) -> None:
        self._printed = pdf
        self._doing = gettext("Printing page {n} of {count}")
        self._show_working(0, 0, "")
        self._working.show()
        self.stop_button.show()
        self.keep_button.hide()
        self.print_button.hide()
        self._follow(printing.print_pdf(self._desk.tasks, self, pdf, printer, self._on_paper, self._not_printed))

    def _on_paper(self, count: int) -> None:
        told = ngettext("{n} page was sent to the printer.", "{n} pages were sent to the printer.", count)
        self.notice.show_notice(
            "ok",
            told.format(n=count),
            gettext("If one did not come out well, choose the paper below and print it again."),
        )
        self.notice.show()

    def _not_printed(self, error: Exception) -> None:
        if isinstance(error, CodiError):
            links = (("print-again", gettext("Print again")), ("keep-again", gettext("Keep as PDF")))
            self.notice.show_notice("bad", str(error), links=links)
            self.notice.show()
        else:
            show_problem(self, error)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CodiError):
            self.notice.show_notice("bad", str(error))
            self.notice.show()
        else:
            show_problem(self, error)

    def _notice_asked(self, name: str) -> None:
        if name == "print-again":
            printing.choose_printer(self, partial(self._print, self._printed))
        elif name == "keep-again":
            pdf = self._printed
            if out := self._ask_file(gettext("Handover certificates")):
                self._desk.run(self, lambda _store: papers.keep(pdf, out), self._kept)

    def _kept(self, out: Path) -> None:
        self.notice.show_notice("ok", gettext("Kept as {name}.").format(name=out.name), str(out))
        self.notice.show()

    # --- papers that were issued

    def print_paper_again(self, paper_id: str, printer: QPrinter) -> None:
        """Print an issued paper once more."""
        work = partial(papers.reprint_unkept, paper_id=paper_id)

        def done(result: tuple[IssuedBatch, bytes]) -> None:
            self._read()
            self._print(result[1], printer)

        self._desk.run(self, work, done, self._failed)

    def keep_paper_again(self, paper_id: str, out: Path) -> None:
        """Print an issued paper once more, into a PDF."""

        def done(batch: IssuedBatch) -> None:
            self._read()
            self._kept(batch.path)

        self._desk.run(self, lambda store: issuing.reprint(store, [paper_id], out=out), done, self._failed)

    def make_void(self, paper: PaperIssued, why: str, again: bool) -> None:
        """Make a paper void, and issue another when it is wished."""
        numerals = self._numerals()
        if not again:
            self._desk.run(
                self,
                lambda store: issuing.void(store, paper.id, why=why),
                lambda _paper: self._voided(paper),
                self._failed,
            )
            return

        def done(result: tuple[IssuedBatch, bytes]) -> None:
            new = result[0].papers[0]
            self._printed = result[1]
            self._shown = ("paper", new.id)
            told = gettext("{old} is void. {new} takes its place.").format(old=paper.number, new=new.number)
            links = (("print-again", gettext("Print it")), ("keep-again", gettext("Keep as PDF")))
            self.notice.show_notice("ok", told, links=links)
            self.notice.show()
            self._read()

        self._desk.run(
            self,
            lambda store: papers.reissue_unkept(store, paper.id, why=why, thai_numerals=numerals),
            done,
            self._failed,
        )

    def _voided(self, paper: PaperIssued) -> None:
        self._desk.say(gettext("{number} is void.").format(number=paper.number))
        self._read()

    def _current_paper(self) -> PaperIssued | None:
        found = self._papers.get(str(self.table.current_id() or ""))
        if found is None:
            self.notice.show_notice("warn", gettext("Choose a paper in the list first."))
            self.notice.show()
            self.table.setFocus()
        return found

    def _ask_void(self) -> None:
        paper = self._current_paper()
        if paper is None:
            return
        if paper.void_on is not None:
            told = gettext("{number} has been void since {day}.")
            day = format_date(paper.void_on, "short")
            self.notice.show_notice("info", told.format(number=paper.number, day=day), paper.void_reason)
            self.notice.show()
            return
        dialog = MakeVoid(paper, self)
        dialog.agreed.connect(self.make_void)
        dialog.open_fitted()
        dialog.form.editor("why").take_focus()

    def _ask_again(self) -> None:
        paper = self._current_paper()
        if paper is not None and printing.has_printer():
            printing.choose_printer(self, partial(self.print_paper_again, paper.id))
        elif paper is not None:
            text = gettext("No printer is set up on this computer.")
            self.notice.show_notice("warn", text, gettext("Keep the papers as PDF and print them elsewhere."))
            self.notice.show()

    def _ask_where_again(self) -> None:
        paper = self._current_paper()
        if paper is not None and (out := self._ask_file(paper.number)):
            self.keep_paper_again(paper.id, out)

    def _ask_where(self) -> None:
        if self._may_issue() and (out := self._ask_file(gettext("Handover certificates"))):
            self.keep_chosen(out)

    def _ask_where_draft(self) -> None:
        house = self._houses.get(self._shown[1])
        if house is not None:
            name = gettext("Draft {owner}").format(owner=house.owner)
            if out := self._ask_file(name):
                self.keep_draft(out)

    def _ask_file(self, name: str) -> Path | None:
        folder = self._desk.settings.last_folder or str(Path.home())
        suggested = str(Path(folder) / f"{_UNSAFE.sub(' ', name)}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, gettext("Keep as PDF"), suggested, "PDF (*.pdf)")
        return Path(chosen) if chosen else None


def _pages(store: Any, what: str, record_id: str, *, numerals: bool) -> list[PagePixels]:
    pdf = papers.stored(store, record_id) if what == "paper" else papers.draft(store, record_id, thai_numerals=numerals)
    access.viewed(store, "issued_document" if what == "paper" else "house_repair", record_id)
    return list(papers.pages(pdf, _PREVIEW_DPI))


def _told(progress: Progress) -> issuing.Progress:
    """Tell how far it is; stopping is asked for elsewhere, so that the printing process ends itself."""

    def tell(done: int, total: int) -> None:
        if not progress.is_cancelled:
            progress(done, total)

    return tell


def _house_words(house: HouseForPaper) -> str:
    if house.number:
        return gettext("{house} · has {number}").format(house=house.title, number=house.number)
    if house.is_ready and house.handover_on:
        day = format_date(house.handover_on, "brief")
        return gettext("{house} · ceremony {day}").format(house=house.title, day=day)
    if house.is_ready:
        return gettext("{house} · ready").format(house=house.title)
    return gettext("{house} · not inspected yet").format(house=house.title)


def _number_cell(paper: PaperIssued) -> TwoLineCell | str:
    if paper.replaced_by:
        return TwoLineCell(paper.number, gettext("replaced by {number}").format(number=paper.replaced_by))
    return paper.number


def _owner_cell(paper: PaperIssued) -> TwoLineCell | str:
    return TwoLineCell(paper.owner, paper.void_reason) if paper.void_reason else paper.owner


def _day_cell(paper: PaperIssued) -> str:
    return format_date(paper.day, "short")


def _prints_cell(paper: PaperIssued) -> str:
    return ngettext("{n} time", "{n} times", paper.print_count).format(n=paper.print_count)


def _state_cell(paper: PaperIssued) -> ChipCell:
    if paper.void_on is not None:
        return ChipCell(gettext("void"), "bad", "ban")
    return ChipCell(gettext("holds"), "ok", "circle-check")
