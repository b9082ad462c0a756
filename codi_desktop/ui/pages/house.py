"""One house: everything about one repair, and the one thing that keeps it from moving on."""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, Way
from codi_desktop.services.repairing import SIDES, Missing
from codi_desktop.ui import theme
from codi_desktop.ui.absent import absent_house_title
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.step import GoBack, TakeStep
from codi_desktop.ui.page import Page
from codi_desktop.ui.pages.house_sections.approvals import ApprovalsSection
from codi_desktop.ui.pages.house_sections.documents import DocumentsSection
from codi_desktop.ui.pages.house_sections.history import HistorySection
from codi_desktop.ui.pages.house_sections.household import HouseholdSection
from codi_desktop.ui.pages.house_sections.images import Images
from codi_desktop.ui.pages.house_sections.materials import MaterialsSection
from codi_desktop.ui.pages.house_sections.money import MoneySection
from codi_desktop.ui.pages.house_sections.photos import PhotosSection
from codi_desktop.ui.pages.house_sections.section import Done, Failed, Section, Work
from codi_desktop.ui.pages.house_sections.side import SidePanel
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.steps import step_word, workflow_steps
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.choosing import SegmentTabs
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.link_lines import LinkLines
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import paint_photo
from codi_desktop.ui.widgets.way import way_words
from codi_desktop.ui.widgets.workflow import WorkflowBar

# The place of what is missing → the section of this page.
_SECTIONS = {
    "programme": "household",
    "owner": "household",
    "need": "household",
    "condition": "photos",
    "photos": "photos",
    "work": "materials",
    "materials": "materials",
    "money": "money",
    "inspection": "approvals",
    "state": "approvals",
    "handover": "documents",
    "documents": "documents",
}
_WITH_SIDE = {"photos"}  # forms and tables need the width
_APPROVED = {"approved", "contracted", "repairing", "inspected", "handed_over", "closed"}


class HousePage(Page):
    """Opened with `house_id`, and with `section` and `field` to begin at; `ids` is the list that it comes from."""

    kinds = frozenset(
        {
            "house_repair",
            "household",
            "person",
            "photo",
            "material_item",
            "money_entry",
            "inspection",
            "step_taken",
            "issued_document",
            "programme_rule",
            "priority_weights",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__("", name="house")
        self._desk = desk
        self._images = Images(desk, self)
        self._house_id = ""
        self._ids: list[str] | None = None
        self._view: HouseView | None = None
        self._fresh: HouseView | None = None
        self._waiting: deque[tuple[Work, Done | None, Failed | None]] = deque()
        self._is_acting = False
        self._is_reading = False
        self._read_again = False
        self._lines_open = False
        self._target = ""
        self._sections: dict[str, Section] = {}
        self._make_head()
        self._stale = Notice("info")
        self._stale.setObjectName("stale")
        self._stale.asked.connect(self._show_fresh)
        self._stale.hide()
        self.body.addWidget(self._stale)
        self._way_card = self._make_way()
        self.body.addWidget(self._way_card)
        self._below = self._make_below()
        self.body.addWidget(self._below)
        self._empty = EmptyState("house", "", "", (), primary=False)
        self._empty.asked.connect(self._to_list)
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        self._add_keys()
        self._show_parts(there=False)

    # --- arriving

    def open(self, **arguments: Any) -> None:
        """Show a house; the same one is read anew."""
        house_id = str(arguments.get("house_id") or "")
        self._ids = (
            list(arguments["ids"]) if arguments.get("ids") else self._ids if house_id == self._house_id else None
        )
        if house_id != self._house_id:
            self._house_id = house_id
            self._view = self._fresh = None
            self._lines_open = False
            self._show_parts(there=False)
        self._target = str(arguments.get("field") or "")
        section = str(arguments.get("section") or "")
        if section:
            self._tabs.set_current(section if section in self._makers else _SECTIONS.get(section, "photos"))
        if not house_id:
            self._show_empty(gettext("No house is chosen"), gettext("Choose one in the list."))
            return
        self._fresh = None
        self._stale.hide()
        self._read(self._show)
        self._desk.note_viewed("house_repair", house_id)

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  one reading shows them all
        """Show own work at once; what another machine did is offered, never put in place silently."""
        if self._house_id and not self._is_acting:
            self._read(self._compare)

    def leave(self) -> bool:
        """Close the list of what is missing (Esc)."""
        if self._lines_open:
            self._lines_open = False
            self._show_missing()
            return True
        return False

    # --- acting

    def act(self, work: Work, done: Done | None = None, failed: Failed | None = None) -> None:
        """Run `work(store, view)` after what is under way, and show the house anew."""
        self._waiting.append((work, done, failed))
        self._act_next()

    def _act_next(self) -> None:
        view = self._view
        if self._is_acting or not self._waiting or view is None:
            return
        work, done, failed = self._waiting.popleft()
        self._is_acting = True
        house_id, ids = self._house_id, self._ids

        def act_and_read(store: Any) -> tuple[Any, HouseView]:
            result = work(store, view)
            return result, houses.open_house(store, house_id, ids)

        def finish(outcome: tuple[Any, HouseView]) -> None:
            self._is_acting = False
            self._fresh = None
            self._stale.hide()
            if outcome[1].house.id == self._house_id:
                if done is not None:
                    done(outcome[0])
                self._show(outcome[1])
            self._act_next()

        def refuse(error: Exception) -> None:
            self._is_acting = False
            (failed or self._tell)(error)
            self._act_next()

        self._desk.run(self, act_and_read, finish, refuse)

    def _tell(self, error: Exception) -> None:
        show_problem(self, error)

    def _read(self, done: Callable[[HouseView], None]) -> None:
        """Read the house; asked again meanwhile, it is read once more."""
        if self._is_reading:
            self._read_again = True
            return
        self._is_reading = True
        house_id, ids = self._house_id, self._ids

        def finish(view: HouseView) -> None:
            self._is_reading = False
            if self._read_again or view.house.id != self._house_id:
                self._read_again = False
                self._read(done)
            else:
                done(view)

        def fail(error: Exception) -> None:
            self._is_reading = False
            self._read_again = False
            self._show_empty(gettext("This house cannot be shown"), str(error))

        self._desk.run(self, lambda store: houses.open_house(store, house_id, ids), finish, fail)

    def _compare(self, view: HouseView) -> None:
        if self._is_acting:
            return
        before = self._view
        foreign = view.foreign_since(before) if before is not None else []
        if not foreign:
            self._show(view)
            return
        self._fresh = view
        machines = ", ".join(sorted({told.machine for told in foreign}))
        told = ngettext(
            "{machines} changed this house while you had it open ({n} change).",
            "{machines} changed this house while you had it open ({n} changes).",
            len(foreign),
        )
        self._stale.show_notice(
            "info",
            told.format(machines=machines, n=len(foreign)),
            gettext("What you typed stays. Nothing here has changed yet."),
            icon="refresh-cw",
            links=(("reload", gettext("Load again")),),
        )
        self._stale.show()

    def _show_fresh(self) -> None:
        if self._fresh is not None:
            view, self._fresh = self._fresh, None
            self._stale.hide()
            self._show(view)

    # --- the parts

    def _make_head(self) -> None:
        px = theme.current().px
        self._list_link = Button(gettext("All houses"), "link", icon="chevron-left", room="line", name="to-list")
        self._list_link.clicked.connect(self._to_list)
        self._position = Label("", "second", wrap=False)
        self.above_head.addWidget(self._list_link)
        self.above_head.addWidget(self._position)
        self.above_head.addStretch(1)
        self._list_link.setFixedHeight(px(30))
        if isinstance(outer := self.layout(), QVBoxLayout):
            outer.setSpacing(px(4))
            outer.insertSpacing(2, px(10))
        self._photo = _SmallPhoto()
        self.head.insertWidget(0, self._photo)
        self.titles.removeWidget(self.subtitle_label)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(self.subtitle_label)
        self._where = Chip("", "muted")
        self._where.setObjectName("where")
        line.addWidget(self._where)
        self._aside = Chip("", "warn", "circle-pause")
        self._aside.setObjectName("aside")
        line.addWidget(self._aside)
        self._conflict = Button(
            gettext("Conflict: decide"), "danger", icon="git-compare", room="line", name="to-conflicts"
        )
        self._conflict.clicked.connect(self._to_conflicts)
        line.addWidget(self._conflict)
        line.addStretch(1)
        self.titles.addLayout(line)
        self._print = Button(gettext("Print handover certificate"), icon="printer", room="head", name="print")
        self._print.clicked.connect(self.print_certificate)
        self.add_head(self._print)
        self._next = Button("", "primary", icon="arrow-right", icon_after=True, room="head", name="next-step")
        self._next.clicked.connect(self.next_step)
        self.add_head(self._next, primary=True)
        self.start_focus = self._next

    def _make_way(self) -> Card:
        card = Card(padding=12, name="card-way")
        self._bar = WorkflowBar(workflow_steps(), "surveyed")
        self._bar.chosen.connect(self._step_pressed)
        card.body.addWidget(self._bar)
        self._void = Notice("bad")
        self._void.setObjectName("void")
        self._void.asked.connect(self._void_asked)
        card.body.addWidget(self._void)
        self._missing = Notice("warn")
        self._missing.setObjectName("missing")
        self._missing.asked.connect(self._missing_asked)
        card.body.addWidget(self._missing)
        self._lines = LinkLines()
        self._lines.chosen.connect(self._line_chosen)
        card.body.addWidget(self._lines)
        return card

    def _make_below(self) -> Columns:
        self._makers: dict[str, Callable[[], Section]] = {
            "photos": lambda: PhotosSection(self._desk, self.act, self._images),
            "household": lambda: HouseholdSection(self._desk, self.act),
            "materials": lambda: MaterialsSection(self._desk, self.act),
            "money": lambda: MoneySection(self._desk, self.act),
            "approvals": lambda: ApprovalsSection(self._desk, self.act),
            "documents": lambda: DocumentsSection(self._desk, self.act),
            "history": lambda: HistorySection(self._desk, self.act),
        }
        main = QWidget()
        row = QHBoxLayout(main)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(16))
        self._tabs = SegmentTabs(
            (
                ("photos", "image", gettext("Photos and condition")),
                ("household", "users", gettext("Household")),
                ("materials", "clipboard-list", gettext("Bill of materials")),
                ("money", "hand-coins", gettext("Money and goods")),
                ("approvals", "gavel", gettext("Decisions")),
                ("documents", "file-text", gettext("Handover papers")),
                ("history", "history", gettext("History")),
            )
        )
        self._tabs.chosen.connect(self.show_section)
        row.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignTop)
        self._place = QVBoxLayout()
        row.addLayout(self._place, 1)
        self._side = SidePanel()
        self._side.asked.connect(self.show_section)
        return Columns(main, self._side, side_width=356)

    def _add_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+Return", self.next_step),
            ("Ctrl+Enter", self.next_step),
            ("Ctrl+P", self.print_certificate),
            ("Ctrl+S", self.save),
            ("Ctrl+H", self._show_history),
            ("Ctrl+Tab", self._tab_on),
            ("Ctrl+Shift+Tab", self._tab_back),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down go to the house before and after this one in the list."""
        place = self._view.place if self._view is not None else None
        other = ""
        if place is not None and event.key() == Qt.Key.Key_PageUp:
            other = place.before
        elif place is not None and event.key() == Qt.Key.Key_PageDown:
            other = place.after
        if other:
            self.save()
            self.go.emit("house", {"house_id": other, "section": self._tabs.current, "ids": self._ids})
        else:
            super().keyPressEvent(event)

    # --- showing

    def _show(self, view: HouseView) -> None:
        self._view = view
        self._show_parts(there=True)
        house = view.house
        title = gettext("House of {owner}").format(owner=house.owner_name) if house.owner_name else ""
        year = gettext("fiscal year {year}").format(year=house.fiscal_year) if house.fiscal_year else ""
        place = " · ".join(part for part in (house.place(), year) if part)
        self.set_title(title or absent_house_title(self._desk.store.machine.level), place)
        self._show_position(view)
        _show_way(self._where, view.way)
        self._aside.setVisible(bool(house.side_state))
        if house.side_state:
            self._aside.show_state(gettext(SIDES.get(house.side_state, "")), "warn", "circle-pause")
        self._conflict.setVisible(bool(view.conflicts))
        self._bar.set_now(house.step if house.step in {step.name for step in workflow_steps()} else "surveyed")
        if house.step == "closed":
            self._next.hide()
        else:
            self._next.show()
            self._next.set_words(
                gettext("Take the house back into the work")
                if house.side_state
                else gettext("Next step: {step}").format(step=step_word(view.next_step or ""))
            )
        self._show_void(view)
        self._show_missing()
        self._side.show_house(view)
        self._show_section(self._tabs.current)
        self._show_head_photo(view)

    def show_section(self, name: str) -> None:
        """Go to a section."""
        self._tabs.set_current(name)
        if self._view is not None:
            self._show_section(name)

    def section(self, name: str) -> Section:
        """Give a section, making it at the first call."""
        if name not in self._sections:
            section = self._makers[name]()
            section.go.connect(self.go)
            section.asked.connect(self._section_asked)
            self._sections[name] = section
            self._place.addWidget(section, 1)
        return self._sections[name]

    def _show_section(self, name: str) -> None:
        shown = self.section(name)
        for section in self._sections.values():
            section.setVisible(section is shown)
        self._side.setVisible(name in _WITH_SIDE)
        if self._view is not None:
            shown.show_house(self._view)
        if self._target and self._view is not None:
            field, self._target = self._target, ""
            shown.focus_field(field)

    def _show_position(self, view: HouseView) -> None:
        place = view.place
        told = gettext("{number} of {total}").format(number=place.number, total=place.total)
        self._position.set_text(told if place.number else "")

    def _show_void(self, view: HouseView) -> None:
        void = view.approval is not None and not view.approval.valid and view.house.step in _APPROVED
        self._void.setVisible(void)
        if void and view.approval is not None:
            changes = ", ".join(dict.fromkeys(change.label for change in view.approval.changed))
            self._void.show_notice(
                "bad",
                gettext("The approval is void: what was approved has changed since."),
                changes,
                links=(("see", gettext("See before and after")), ("approve", gettext("Ask for approval again"))),
            )

    def _show_missing(self) -> None:
        view = self._view
        if view is None:
            return
        missing = view.missing
        self._missing.setVisible(view.next_step is not None)
        self._lines.setVisible(self._lines_open and len(missing) > 1)
        if view.next_step is None:
            return
        word = step_word(view.next_step)
        if not missing:
            self._lines_open = False
            told = gettext("Nothing is missing for: {step}").format(step=word)
            self._missing.show_notice("ok", told, icon="circle-check")
            return
        count = len(missing)
        first = missing[0].sentence
        told = (
            gettext("Before the step “{step}” one thing is missing: {first}").format(step=word, first=first)
            if count == 1
            else gettext("Before the step “{step}” {n} things are missing").format(step=word, n=count)
        )
        links = (
            (("first", gettext("Go there")),)
            if count == 1
            else (("list", gettext("Hide the list") if self._lines_open else gettext("Show the list")),)
        )
        self._missing.show_notice("warn", told, links=links)
        if self._lines_open:
            self._lines.set_lines([thing.sentence for thing in missing])

    def _show_parts(self, *, there: bool) -> None:
        for part in (self._way_card, self._below, self._print, self._next, self._photo, self._where):
            part.setVisible(there)
        if not there:
            self._conflict.hide()
            self._aside.hide()
            self._position.set_text("")
            self.set_title("", "")
        self._empty.hide()

    def _show_empty(self, text: str, second: str) -> None:
        self._show_parts(there=False)
        self._empty.show_words(text, second, (("list", gettext("All houses")),), primary=True)
        self._empty.show()

    def _show_head_photo(self, view: HouseView) -> None:
        here = [seen for seen in view.photos if seen.is_here and seen.photo.stage in {"before", "during", "after"}]
        self._photo.show_image(None)
        if here:
            name = here[-1].photo.attachment or ""
            self._images.want(self, [name], self._head_photo_read)

    def _head_photo_read(self, images: dict[str, QImage]) -> None:
        self._photo.show_image(next(iter(images.values()), None))

    # --- what is asked

    def next_step(self) -> None:
        """Go on; with something missing, list it and lead there."""
        view = self._view
        if view is None:
            return
        self.save()
        if view.house.side_state:
            GoBack(self.act, view, self).open_fitted()
        elif len(view.missing) == 1:
            self.go_to(view.missing[0])
        elif view.missing:
            self._lines_open = True
            self._show_missing()
            self._lines.focus_first()
        elif view.next_step is not None:
            self._ask_step(view.next_step)

    def print_certificate(self) -> None:
        """Go to the preview of the handover certificate."""
        if self._view is not None:
            self.save()
            self.go.emit("documents", {"house_ids": [self._house_id], "document": "handover_certificate"})

    def save(self) -> None:
        """Save what was typed in the section that is shown (Ctrl+S)."""
        section = self._sections.get(self._tabs.current)
        if section is not None:
            section.save()

    def go_to(self, thing: Missing) -> None:
        """Lead to where a missing thing is entered."""
        if thing.section == "state" and thing.field == "step" and self._view is not None:
            approval = self._view.approval
            if approval is not None and not approval.valid:
                self._ask_step("approved")
                return
        name = _SECTIONS.get(thing.section, "photos")
        self._target = thing.field
        self.show_section(name)

    def _ask_step(self, step: str) -> None:
        if self._view is not None:
            dialog = TakeStep(self._desk, self.act, self._view, step, self)
            dialog.followed.connect(self.go_to)
            dialog.open_fitted()

    def _section_asked(self, what: str) -> None:
        if what == "approve":
            self._ask_step("approved")
        elif what == "print":
            self.print_certificate()

    def _void_asked(self, link: str) -> None:
        if link == "approve":
            self._ask_step("approved")
        else:
            self.show_section("approvals")

    def _missing_asked(self, link: str) -> None:
        if self._view is None:
            return
        if link == "first":
            self.go_to(self._view.missing[0])
            return
        self._lines_open = not self._lines_open
        self._show_missing()

    def _line_chosen(self, number: int) -> None:
        if self._view is not None and number < len(self._view.missing):
            self.go_to(self._view.missing[number])

    def _step_pressed(self, step: str) -> None:
        view = self._view
        if view is not None and step == view.next_step:
            self.next_step()
        else:
            self.show_section("approvals")

    def _to_list(self, _name: str = "") -> None:
        self.save()
        self.go.emit("houses", {})

    def _to_conflicts(self) -> None:
        if self._view is not None and self._view.conflicts:
            self.go.emit("conflicts", {"record_id": self._view.conflicts[0]})

    def _show_history(self) -> None:
        self.show_section("history")

    def _tab_on(self) -> None:
        self._tabs.step(1)

    def _tab_back(self) -> None:
        self._tabs.step(-1)


class _SmallPhoto(QWidget):
    """The newest photo, beside the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("head-photo")
        px = theme.current().px
        self.setFixedSize(QSize(px(88), px(66)))
        self._image = QImage()

    def show_image(self, image: QImage | None) -> None:
        """Show a photo, or that there is none."""
        self._image = image or QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if not self._image.isNull():
            paint_photo(painter, area, self._image, look.px(8))
            return
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), look.border))
        painter.setBrush(look.colour("muted_tint"))
        painter.drawRoundedRect(area, look.px(8), look.px(8))
        side = look.px(28)
        pixmap = theme.icon_pixmap("house", "muted", 28, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)


def _show_way(chip: Chip, way: Way) -> None:
    """Say where the work on the house is: here alone, on a stick, or with another machine."""
    chip.show_state(*way_words(way))
