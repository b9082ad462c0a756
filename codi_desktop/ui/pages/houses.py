"""The list of houses: find one among tens, see what is stuck, in conflict, without photos, or only here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records._choices import SIDES, STEPS
from codi_desktop.reports import houses as listing
from codi_desktop.reports._report import Asked
from codi_desktop.reports.houses import Filter, HouseRow
from codi_desktop.services import glancing, papers, reporting
from codi_desktop.services.glancing import Glance
from codi_desktop.services.office import day_of
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.absent import absent_owner
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.steps import step_icon, step_kind, step_word
from codi_desktop.ui.tables.cells import BarCell, Cell, ChipCell, PhotoCell, TwoLineCell
from codi_desktop.ui.tables.paged import PAGE, Column, PagedTable, PagedTableModel
from codi_desktop.ui.tables.thumbnails import Thumbnails, small_image
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.choosing import SearchField, ToggleFilter
from codi_desktop.ui.widgets.columns import Columns, Width
from codi_desktop.ui.widgets.drop_down import DropDown
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.house_preview import HousePreview
from codi_desktop.ui.widgets.notice import Notice

_PREVIEW_SIZE = QSize(540, 320)
_MOST_PREFILLED = 5000  # houses in a list for which it is worth looking whether all have one ceiling
_TOGGLES = ("in_conflict", "photos_missing", "only_here", "over_ceiling")


@dataclass(frozen=True)
class Choices:
    """What the drop-downs offer: fiscal years, and the villages of a tambon or the areas of a larger machine."""

    years: list[int]
    places: list[tuple[str, str]]


@dataclass(frozen=True)
class Counts:
    """What stands beside the list: how many there are without any filter, and under each toggle."""

    total: int
    toggles: dict[str, int]
    ceiling: int | None
    """the one ceiling of all houses shown, or None when they differ"""


class HousesPage(Page):
    """All houses of this machine. `open` takes step=, text=, area=, fiscal_year=, add=True."""

    kinds = frozenset({"house_repair", "money_entry", "photo", "household", "person", "programme_rule"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Ban Phor Phiang"), name="houses")
        self._desk = desk
        self._level: str = desk.store.machine.level
        self._filter: Filter | None = None
        self._counts = Counts(0, {}, None)
        self._shown = 0
        self._marked: dict[str, None] = {}
        self._glance_of = ""
        self._make_head()
        self._problem = Notice("bad", parent=self)
        self._problem.setObjectName("not-read")
        self._problem.asked.connect(self._try_again)
        self._problem.hide()
        self._filters = _FilterBar(self._level, self)
        self._filters.changed.connect(self._filters_changed)
        self._photos = Thumbnails(desk, 48, 36, self)
        self._model = PagedTableModel[Filter, HouseRow](
            desk.tasks, self._columns(), self._ids, self._rows, self, first_ids=self._first_ids
        )
        self._model.counted.connect(self._counted)
        self._model.failed.connect(self._not_read)
        self.table = _HousesTable(self._model)
        if self._level != "tambon":
            self.table.verticalHeader().setDefaultSectionSize(theme.current().px(61))  # the tambon stands below
        self._photos.arrived.connect(self.table.viewport().update)
        for signal, slot in (
            (self.table.chosen, self._look),
            (self.table.opened, self._open_house),
            (self.table.sort_asked, self._sort),
            (self.table.empty_asked, self._empty_asked),
            (self.table.mark_asked, self._mark),
            (self.table.typed, self._jump),
        ):
            signal.connect(slot)
        self.preview = HousePreview(self._level)
        self.preview.open_asked.connect(self._open_chosen)
        self._marks = _MarkedBar(self)
        self._marks.print_asked.connect(self._print_marked)
        self._marks.clear_asked.connect(self._unmark)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(8))
        column.addWidget(self.table, 1)
        column.addWidget(self._marks)
        columns = Columns(left, self.preview, side_width=300)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._filters)
        self.body.addWidget(columns, 1)
        self.start_focus = self.table
        self._count_rest = QTimer(self)  # counts follow when the hand rests: the list itself comes first
        self._count_rest.setSingleShot(True)
        self._count_rest.setInterval(250)
        self._count_rest.timeout.connect(self._count)
        self._glance_rest = QTimer(self)  # a list that is gone through row by row is not read house by house
        self._glance_rest.setSingleShot(True)
        self._glance_rest.setInterval(80)
        self._glance_rest.timeout.connect(self._read_glance)
        self._add_keys()

    # --- what the frame asks

    def open(self, **arguments: Any) -> None:
        """Show the list as the arguments filter it; without any, as it was left."""
        known = ("step", "text", "area", "fiscal_year")
        asked: dict[str, Any] = {name: arguments[name] for name in known if name in arguments}
        if arguments.get("add"):
            self._add()
        if self._filter is None or asked:
            self._desk.run(self, partial(_first_filter, asked=asked), self._begin)
        else:
            self.refresh(frozenset())

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  every kind shows in some column
        """Read everything anew; what is chosen stays chosen."""
        if self._filter is not None:
            self._ask()
            if self._glance_of:
                self._look(self._glance_of)

    def search(self) -> bool:
        """Go to the search field."""
        self._filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def leave(self) -> bool:
        """Empty the search, then take the filters away, then the marks."""
        if self._filters.search.clear_search():
            self._filters.changed.emit()
            return True
        if self._filters.is_filtering():
            self._clear_filters()
            return True
        if self._marked:
            self._unmark()
            return True
        return False

    def arrange(self, width: Width) -> None:
        """Give the list height of its own where the panel stands below it."""
        super().arrange(width)
        self.table.setMinimumHeight(theme.current().px(240 if width == "wide" else 430))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down from the search field into the list."""
        if event.key() == Qt.Key.Key_Down and self._filters.search.hasFocus() and self._model.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        else:
            super().keyPressEvent(event)

    # --- what is shown

    def _begin(self, chosen: Filter) -> None:
        self._filter = chosen
        self._filters.show_filter(chosen)
        self._ask()

    def _ask(self) -> None:
        assert self._filter is not None
        self._model.ask(self._filter)
        self._count_rest.start()

    def _ids(self, chosen: Filter) -> Sequence[str]:
        return listing.house_ids(self._desk.store, chosen)

    def _first_ids(self, chosen: Filter) -> Sequence[str]:
        return listing.house_ids(self._desk.store, chosen, PAGE)

    def _rows(self, ids: Sequence[str]) -> Sequence[HouseRow | None]:
        found = {row.id: row for row in listing.house_rows(self._desk.store, ids)}
        return [found.get(one) for one in ids]

    def _count(self) -> None:
        if self._filter is not None:
            self._desk.run(self, partial(_choices, level=self._level), self._filters.show_choices)
            self._desk.run(self, partial(_count, chosen=self._filter), self._show_counts)

    def _show_counts(self, counts: Counts) -> None:
        differs = counts.ceiling != self._counts.ceiling
        self._counts = counts
        self._filters.show_counts(counts.toggles)
        self._say_count()
        if differs:
            self._model.columns = self._columns()
            self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._model.columns) - 1)
            self.table.viewport().update()

    def _counted(self, count: int) -> None:
        self._problem.hide()
        self._shown = count
        self._say_count()
        if not count:
            self._show_empty()
            self.preview.show_nothing()
            self._glance_of = ""
        elif not self.table.currentIndex().isValid():
            QTimer.singleShot(0, self, self._choose_first)

    def _choose_first(self) -> None:
        if not self.table.currentIndex().isValid() and self._model.rowCount():
            self.table.selectRow(0)

    def _say_count(self) -> None:
        assert self._filter is not None
        year = self._filter.fiscal_year
        when = gettext("Fiscal year {year}").format(year=year) if year else gettext("All years")
        total = max(self._counts.total, self._shown)
        told = ngettext("Showing {n} of {all} house", "Showing {n} of {all} houses", total)
        self.set_title(self.title, f"{told.format(n=f'{self._shown:,}', all=f'{total:,}')} · {when}")

    def _show_empty(self) -> None:
        assert self._filter is not None
        if not self._filters.is_filtering() and not self._filter.text:
            actions = [("add", gettext("Add house"))] if self._level == "tambon" else []
            second = gettext("Add the first house, or take in what others have sent.")
            self.table.show_empty("house", gettext("No house yet"), second, actions)
        else:
            words = " · ".join(self._filters.words())
            actions = [("clear", gettext("Clear the filters"))]
            self.table.show_empty("search", gettext("No house was found"), words, actions)

    def _not_read(self, _error: Exception) -> None:
        """Leave what was read last and say that it is no longer new."""
        text = gettext("The list could not be read. What you see may be old.")
        self._problem.show_notice("bad", text, links=(("retry", gettext("Try again")),))
        self._problem.show()

    def _try_again(self, _link: str) -> None:
        self.refresh(frozenset())

    # --- the chosen house

    def _look(self, house_id: str) -> None:
        self._glance_of = house_id
        self._glance_rest.start()

    def _read_glance(self) -> None:
        if self._glance_of:
            work = partial(_glance, house_id=self._glance_of)
            self._desk.run(self, work, self._show_glance, self._not_seen)

    def _show_glance(self, seen: tuple[Glance, Any]) -> None:
        glance, image = seen
        if glance.row.id == self._glance_of:
            self.preview.show_glance(glance)
            self.preview.show_photo(image)

    def _not_seen(self, _error: Exception) -> None:
        """A house that was deleted meanwhile: the list is on its way."""
        self.preview.show_nothing()

    def _open_chosen(self) -> None:
        if (house_id := self.table.current_id()) is not None:
            self._open_house(house_id)

    def _open_house(self, house_id: str) -> None:
        ids = [self._model.id_at(row) for row in range(self._model.rowCount())]
        self.go.emit("house", {"house_id": house_id, "ids": ids})

    def _jump(self, typed: str) -> None:
        """Go to the house whose owner is typed."""
        if self._filter is not None:
            chosen = self._filter
            self._desk.run(self, lambda store: listing.first_named(store, chosen, typed), self._jumped)

    def _jumped(self, house_id: str | None) -> None:
        if house_id is not None:
            self.table.choose(house_id)

    # --- several houses

    def _mark(self, house_id: str) -> None:
        if house_id in self._marked:
            del self._marked[house_id]
        else:
            self._marked[house_id] = None
        self._show_marks()

    def _unmark(self) -> None:
        self._marked.clear()
        self._show_marks()

    def _show_marks(self) -> None:
        self._marks.show_count(len(self._marked))
        self.table.viewport().update()

    def _print_marked(self) -> None:
        self.go.emit("documents", {"house_ids": list(self._marked), "document": "handover_certificate"})

    # --- filters

    def _filters_changed(self) -> None:
        if self._filter is not None:
            self._filter = self._filters.chosen(self._filter)
            self._ask()

    def _clear_filters(self) -> None:
        assert self._filter is not None
        self._filter = Filter(fiscal_year=self._filter.fiscal_year, order=self._filter.order)
        self._filters.show_filter(self._filter)
        self._ask()

    def _empty_asked(self, action: str) -> None:
        if action == "add":
            self._add()
        else:
            self._clear_filters()

    def _sort(self, column: str) -> None:
        if self._filter is not None:
            self._filter = replace(self._filter, order=column)
            self.table.show_sorted(column, descending=column == "step")
            self._ask()

    # --- the head

    def _make_head(self) -> None:
        self.subtitle_label.set_text(" ")
        printed = Button(gettext("Print the list"), icon="printer", room="head", name="print-list")
        printed.clicked.connect(self._print_list)
        self.add_head(printed)
        if self._level == "tambon":
            add = Button(gettext("Add house"), "primary", icon="plus", room="head", name="add-house")
            add.clicked.connect(self._add)
            self.add_head(add, primary=True)

    def _add(self) -> None:
        from codi_desktop.ui.dialogs.add_house import AddHouse

        if self._level != "tambon":
            return
        dialog = AddHouse(self._desk, self)
        dialog.added.connect(self._open_added)
        dialog.open_fitted()

    def _open_added(self, house_id: str) -> None:
        self.go.emit("house", {"house_id": house_id})

    def _print_list(self) -> None:
        """Ask how and where the sheet is made, make it, and show it with the computer's own reader, which prints."""
        from codi_desktop.ui.dialogs.purpose import AskPrintedNumbers

        if self._filter is None:
            return
        dialog = AskPrintedNumbers(self)
        dialog.told.connect(self._choose_file)
        dialog.open_fitted()

    def _choose_file(self, purpose: str) -> None:
        dialog = QFileDialog(self, gettext("Keep the list"), "", "PDF (*.pdf)")
        dialog.setObjectName("keep-list")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(gettext("houses {day}").format(day=date.today().isoformat()))  # noqa: DTZ011  the day on the wall
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.keep_list, purpose=purpose))
        dialog.open()

    def keep_list(self, name: str, *, purpose: str = "") -> None:
        """Write the list as it is filtered into a PDF; citizen ids in full for a purpose alone."""
        assert self._filter is not None
        words = self._filters.words()
        work = partial(_write_list, chosen=self._filter, words=words, path=Path(name), purpose=purpose)
        self._desk.run(self, work, self._list_kept)

    def _list_kept(self, path: Path) -> None:
        self._desk.say(gettext("The list is in {file}.").format(file=path.name), "info")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    # --- columns and keys

    def _columns(self) -> tuple[Column[HouseRow], ...]:
        one = self._counts.ceiling
        used = gettext("Used of {ceiling}").format(ceiling=format_baht(one)) if one else gettext("CODI money used")
        where = (Column("moo", gettext("Moo"), _moo_cell, 54, sortable=True),) if self._level == "tambon" else ()
        return (
            Column("photo", "", self._photo_cell, 68),
            Column("owner", gettext("Owner"), self._owner_cell, 0, sortable=True),
            Column("number", gettext("No."), _number_cell if where else _number_and_moo_cell, 64),
            *where,
            Column("step", gettext("Step"), _step_cell, 116, sortable=True),
            Column("used", used, self._used_cell, 116),
            Column("where", gettext("Where it is"), self._where_cell, 174),
        )

    def _photo_cell(self, row: HouseRow) -> Cell:
        words = gettext("Photos missing") if row.photos_missing else gettext("Photo")
        marked = row.id in self._marked
        return PhotoCell(self._photos.get(row.photo), gettext("Chosen") if marked else words, marked)

    def _owner_cell(self, row: HouseRow) -> Cell:
        second = "" if self._level == "tambon" else _lies_in(row, with_province=self._level != "province")
        mark = ChipCell(gettext("In conflict"), "bad", "git-compare") if row.in_conflict else None
        return TwoLineCell(row.owner or absent_owner(self._level), second, mark)

    def _used_cell(self, row: HouseRow) -> Cell:
        if not row.codi_spent:
            begun = row.step in STEPS and list(STEPS).index(row.step) >= list(STEPS).index("contracted")
            return ChipCell(gettext("Nothing used yet") if begun else gettext("No money yet"), "muted")
        spent = format_baht(row.codi_spent)
        if row.ceiling is None:
            return spent
        words = spent if self._counts.ceiling else f"{spent} / {format_baht(row.ceiling)}"
        return BarCell(words, row.codi_spent / row.ceiling if row.ceiling else 2.0)

    def _where_cell(self, row: HouseRow) -> Cell:
        day = format_date(day_of(row.where_at), "brief") if row.where_at else ""
        if row.where == "here":
            return ChipCell(gettext("Only here"), "warn", "laptop")
        if row.where == "bundle":
            return ChipCell(gettext("On a stick {day}").format(day=day), "info", "usb")
        if not day:
            return ChipCell(gettext("Came from others"), "ok", "check-check")
        return ChipCell(gettext("Elsewhere too, {day}").format(day=day), "ok", "check-check")

    def _add_keys(self) -> None:
        keys = [("Ctrl+N", self._add), ("Ctrl+P", self._print_list)]
        keys += [(f"Ctrl+Shift+{n}", toggle.click) for n, toggle in enumerate(self._filters.toggles.values(), start=1)]
        for sequence, slot in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(slot)


class _HousesTable(PagedTable):
    """The list: Space or Ctrl+click marks a house, typing goes to a name."""

    mark_asked = Signal(object)
    typed = Signal(str)

    def __init__(self, model: PagedTableModel[Any, Any], parent: QWidget | None = None) -> None:
        super().__init__(model, name="houses-table", label=gettext("Houses"), parent=parent)
        self._letters = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(1200)
        self._pause.timeout.connect(self._forget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by Space; letters go to a name, everything else as in any list."""
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Space and not self._letters:
            if (house_id := self.current_id()) is not None:
                self.mark_asked.emit(house_id)
        elif plain and text and text.isprintable():
            self._letters += text
            self._pause.start()
            self.typed.emit(self._letters)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark by Ctrl and a click, choose by a click."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.setCurrentIndex(index)
            self.mark_asked.emit(self.current_id())
            return
        super().mousePressEvent(event)

    def _forget(self) -> None:
        self._letters = ""


class _FilterBar(QWidget):
    """Search, drop-downs and toggles; `changed` when any of them says something else."""

    changed = Signal()

    def __init__(self, level: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self._level = level
        self._place = ""
        px = theme.current().px
        self.search = SearchField(gettext("Search name, house number, plate number"), least_width=200)
        self.search.asked.connect(self._changed)
        self.steps = DropDown("filter-step", gettext("Step"))
        self.places = DropDown("filter-place", gettext("Village") if level == "tambon" else gettext("Area"))
        self.years = DropDown("filter-year", gettext("Fiscal year"))
        self.toggles = {
            "in_conflict": ToggleFilter("conflict", "git-compare", gettext("In conflict"), kind="bad"),
            "photos_missing": ToggleFilter("photos", "image-off", gettext("Photos missing")),
            "only_here": ToggleFilter("here", "laptop", gettext("Only here")),
            "over_ceiling": ToggleFilter("over", "triangle-alert", gettext("Over the ceiling"), kind="bad"),
        }
        for choice in (self.steps, self.places, self.years):
            choice.activated.connect(self._changed)
        for toggle in self.toggles.values():
            toggle.clicked.connect(self._changed)
        self._outer = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(px(10))
        fields = QWidget(self)
        row = QHBoxLayout(fields)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(self.search, 1)
        for choice in (self.steps, self.places, self.years):
            row.addWidget(choice)
        pills = QWidget(self)
        flow = Flow(pills, gap=10, line_gap=8)
        for toggle in self.toggles.values():
            flow.addWidget(toggle)
        self._outer.addWidget(fields)
        self._outer.addWidget(pills)
        self.show_choices(Choices([], []))
        self._fill_steps()

    def chosen(self, before: Filter) -> Filter:
        """Give the filter that is shown; its order stays."""
        place = self.places.current()
        return Filter(
            text=self.search.text().strip(),
            step=self.steps.current(),
            moo=int(place) if place and self._level == "tambon" else None,
            area=place if self._level != "tambon" else "",
            fiscal_year=int(self.years.current()) if self.years.current() else None,
            order=before.order,
            **{name: toggle.isChecked() for name, toggle in self.toggles.items()},
        )

    def show_filter(self, chosen: Filter) -> None:
        """Show a filter; the page asks by itself."""
        self.search.blockSignals(True)
        self.search.setText(chosen.text)
        self.search.blockSignals(False)
        self.steps.choose(chosen.step)
        self._place = chosen.area or (str(chosen.moo) if chosen.moo is not None else "")
        self.places.choose(self._place, self._place)
        year = str(chosen.fiscal_year or "")
        self.years.choose(year, gettext("Year {year}").format(year=year))
        for name, toggle in self.toggles.items():
            toggle.setChecked(bool(getattr(chosen, name)))

    def show_choices(self, found: Choices) -> None:
        """Offer years and places; what was chosen stays chosen."""
        every = gettext("All villages") if self._level == "tambon" else gettext("All areas")
        self.places.offer([("", every), *found.places])
        years = [(str(year), gettext("Year {year}").format(year=year)) for year in found.years]
        self.years.offer([("", gettext("All years")), *years])

    def show_counts(self, counts: dict[str, int]) -> None:
        """Say how many each toggle would show."""
        for name, count in counts.items():
            self.toggles[name].set_count(count)

    def is_filtering(self) -> bool:
        """Say whether anything but the year leaves houses out."""
        return bool(
            self.steps.current() or self.places.current() or any(one.isChecked() for one in self.toggles.values())
        )

    def words(self) -> list[str]:
        """Say the filter in words."""
        found = [f"“{self.search.text().strip()}”"] if self.search.text().strip() else []
        found += [one.currentText() for one in (self.steps, self.places) if one.current()]
        found += [toggle.text() for toggle in self.toggles.values() if toggle.isChecked()]
        return [*found, self.years.currentText()]

    def _fill_steps(self) -> None:
        self.steps.offer(
            [
                ("open", gettext("Not closed")),
                ("", gettext("All steps")),
                *((name, step_word(name)) for name in (*STEPS, *SIDES)),
            ]
        )

    def _changed(self, *_what: object) -> None:
        self.changed.emit()


class _MarkedBar(Card):
    """What can be done with the houses that are marked; until there are any, how to mark them."""

    print_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(padding=10, name="marked", parent=parent)
        self._words = Label("", "second", tone="muted")
        self._print = Button("", "tonal", icon="printer", name="print-marked")
        self._print.clicked.connect(self.print_asked)
        self._clear = Button(gettext("Choose none"), "link", name="unmark")
        self._clear.clicked.connect(self.clear_asked)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        row.addWidget(self._words, 1)
        row.addWidget(self._clear)
        row.addWidget(self._print)
        self.body.addLayout(row)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Say how many are marked."""
        self.setVisible(bool(count))
        chosen = ngettext("{n} house chosen", "{n} houses chosen", count)
        self._words.set_text(chosen.format(n=count))
        told = ngettext("Print {n} certificate", "Print {n} certificates", count)
        self._print.set_words(told.format(n=count))


def _number_cell(row: HouseRow) -> Cell:
    return ChipCell(row.house_number or "–", "muted")


def _number_and_moo_cell(row: HouseRow) -> Cell:
    moo = gettext("Moo {moo} {village}").format(moo=row.moo, village="").strip() if row.moo is not None else ""
    return TwoLineCell(row.house_number or "–", moo)


def _moo_cell(row: HouseRow) -> Cell:
    return ChipCell(str(row.moo) if row.moo is not None else "–", "text")


def _step_cell(row: HouseRow) -> Cell:
    state = row.side_state or row.step
    return ChipCell(step_word(state), step_kind(state), step_icon(state))


def _lies_in(row: HouseRow, *, with_province: bool) -> str:
    if with_province:
        return gettext("{tambon}, {province}").format(tambon=row.tambon, province=row.province)
    return gettext("Tambon {name}").format(name=row.tambon)


# --- work beside the window


def _first_filter(store: Any, asked: dict[str, Any]) -> Filter:
    """Begin with the houses of this year, or the last that has any, that are not closed; all where all are closed."""
    today = Asked(store.machine.scope, date.today())  # noqa: DTZ011  the day on the wall
    bare = Filter(fiscal_year=listing.latest_year(store, today))
    if asked:
        return replace(bare, **asked)
    first = replace(bare, step="open")
    return first if listing.is_any(store, first) else bare


def _choices(store: Any, level: str) -> Choices:
    if level == "tambon":
        places = [(str(moo), _village(moo, name)) for moo, name in listing.villages(store)]
    else:
        places = listing.areas_with_houses(store, 6 if level == "province" else 2)
    return Choices(listing.fiscal_years(store), places)


def _village(moo: int, name: str) -> str:
    return gettext("Moo {moo} {village}").format(moo=moo, village=name).strip()


def _count(store: Any, chosen: Filter) -> Counts:
    year = Filter(fiscal_year=chosen.fiscal_year)
    total = listing.house_count(store, year)
    ceiling = listing.common_ceiling(store, chosen) if total <= _MOST_PREFILLED else None
    return Counts(total, listing.toggle_counts(store, chosen), ceiling)


def _glance(store: Any, house_id: str) -> tuple[Glance, Any]:
    from codi_desktop.services.houses import pictures

    seen = glancing.glance(store, house_id)
    found = pictures(store, [seen.row.photo])
    return seen, small_image(found[seen.row.photo], _PREVIEW_SIZE) if found else None


def _write_list(store: Any, chosen: Filter, words: Sequence[str], path: Path, purpose: str) -> Path:
    return papers.keep(reporting.house_list_pdf(store, chosen, words, purpose=purpose), path)
