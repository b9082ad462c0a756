"""How a province, group or region stands: houses by phase, money, and how much of it can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.reports import houses as listing
from codi_desktop.reports import progress as counting
from codi_desktop.reports._areas import codes_of
from codi_desktop.reports._completeness import silent_tambons
from codi_desktop.reports._report import Asked
from codi_desktop.reports.progress import AreaProgress, Progress
from codi_desktop.services import reporting
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.charts import GroupedBars, MapTile, Part, StackedBar, Swatch, TileMap, paint_parts
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.day import CalendarPopup
from codi_desktop.ui.page import Page
from codi_desktop.ui.tables.cells import BarCell, Cell
from codi_desktop.ui.tables.paged import Column, PagedTable, PagedTableModel
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.columns import Columns, Width
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.flow import Flow, clear_layout
from codi_desktop.ui.widgets.footnote import Footnote
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.picture import Picture

_TILES = {  # where the provinces of the region lie: row, column
    "18": (0, 1), "17": (0, 2), "16": (0, 3),
    "71": (1, 0), "72": (1, 1), "15": (1, 2), "19": (1, 3),
    "70": (2, 0), "14": (2, 2),
    "76": (3, 0), "75": (3, 1), "74": (3, 2),
    "77": (4, 0),
}  # fmt: skip
_IN_A_ROW = 4
_PROVINCE = 2  # digits of a province's code
_MILLION = 100_000_000  # satang
_SHORT = {"พระนครศรีอยุธยา": "อยุธยา", "ประจวบคีรีขันธ์": "ประจวบฯ"}  # as people there say and write it
_GROUP_LOOKS = (("accent", "accent_soft"), ("info", "info_tint"), ("partner_3", "partner_3_tint"))
_PHASE_LOOKS = {
    "prepared": ("phase_1", "clipboard-list"),
    "approved": ("phase_2", "stamp"),
    "repairing": ("phase_3", "hammer"),
    "handed_over": ("phase_4", "handshake"),
}


@dataclass(frozen=True)
class Seen:
    """What the page shows: the whole area, the province that is looked into, and the tambons that have not sent."""

    whole: Progress
    inner: Progress | None
    silent: dict[str, str]


class OverviewPage(Page):
    """The dashboard of a machine above the tambons. `open` takes area= of a province to look into."""

    kinds = frozenset({"house_repair", "money_entry", "step_taken", "area", "area_membership"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Overview"), name="overview")
        self._desk = desk
        machine = desk.store.machine
        self._level: str = machine.level
        self._asked = Asked(machine.scope, _today())
        self._inner = ""
        self._seen: Seen | None = None
        self._calendar: CalendarPopup | None = None
        self._day = Button("", icon="calendar", room="head", name="as-of")
        self._day.clicked.connect(self._ask_day)
        self.add_head(self._day)
        made = Button(gettext("Make the report"), "primary", icon="file-text", room="head", name="make-report")
        made.clicked.connect(self._make_report)
        self.add_head(made, primary=True)
        self._problem = Notice("bad", parent=self)
        self._problem.asked.connect(self._notice_asked)
        self._problem.hide()
        self._map = _MapCard(self)
        self._map.map.chosen.connect(self.look_into)
        self._sums = _SumsCard(self)
        self._bars = _BarsCard(self)
        self._below = _BelowCard(desk, self)
        self._below.opened.connect(self._open_area)
        self._below.back_asked.connect(self._leave_area)
        self._money = _MoneyCard(self)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bars, 1)
        column.addWidget(self._below, 1)
        left = QWidget(self)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self._map, 1)
        beside.addWidget(self._sums, 1)
        self._columns = Columns(left, right, side_width=700 if self._level == "province" else 612)
        self._foot = Footnote()
        self._silent_link = Button("", "link", room="line", name="silent")
        self._silent_link.clicked.connect(self._toggle_silent)
        self._foot.row.addWidget(self._silent_link)
        self._silent = Card(
            gettext("Tambons that have not sent yet"), icon="inbox", icon_colour="warn", name="silent-card"
        )
        self._silent_names = Label("", "body")
        self._silent.body.addWidget(self._silent_names)
        self._silent.hide()
        self.body.addWidget(self._problem)
        self.body.addWidget(self._columns, 1)
        self.body.addWidget(self._money)
        self.body.addWidget(self._foot)
        self.body.addWidget(self._silent)
        self._show_day()
        is_province = self._level == "province"
        self._map.setVisible(not is_province)
        self._bars.setVisible(not is_province)
        self._sums.setVisible(is_province)
        self._below.setVisible(is_province)
        self.start_focus = self._below.table if is_province else self._map.map
        for keys, slot in (("Ctrl+D", self._ask_day), ("Ctrl+P", self._make_report)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # --- what the frame asks

    def open(self, **arguments: Any) -> None:
        """Count everything; `area` names the province to look into."""
        self._inner = arguments.get("area", self._inner)
        self.refresh(frozenset())

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  every kind changes some figure
        """Count everything anew."""
        work = partial(_see, asked=self._asked, inner=self._inner)
        self._desk.run(self, work, self._show, self._not_read)

    def leave(self) -> bool:
        """Go back from one province to all."""
        if not self._inner:
            return False
        self._leave_area()
        return True

    def arrange(self, width: Width) -> None:
        """Put the groups' money below each other where there is no room."""
        super().arrange(width)
        self._money.arrange(width)

    def look_into(self, code: str) -> None:
        """Show the tambons of one province; the same again shows all provinces."""
        self._inner = "" if code == self._inner else code
        self.refresh(frozenset())

    # --- what is shown

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        whole = seen.whole
        self._problem.hide()
        self._show_title(whole)
        self._map.show_progress(whole, self._inner)
        self._sums.show_progress(whole)
        inner = seen.inner if self._inner else whole if self._level == "province" else None
        self._bars.setVisible(inner is None)
        self._below.setVisible(inner is not None)
        if inner is None:
            self._bars.show_progress(whole)
        else:
            self._below.show_progress(inner, can_leave=bool(self._inner))
        self._money.show_progress(whole)
        self._show_foot(seen)
        if not whole.total.all_houses and whole.as_of < _today():
            text = gettext("There is no data up to {day}.").format(day=format_date(whole.as_of))
            self._problem.show_notice("info", text, links=(("today", gettext("Show today")),))
            self._problem.show()

    def _show_title(self, whole: Progress) -> None:
        year = gettext("Ban Phor Phiang, fiscal year {year}").format(year=whole.fiscal_year)
        groups = ngettext("{n} province group", "{n} province groups", len(whole.groups)).format(n=len(whole.groups))
        self.set_title(
            gettext("Overview of {place}").format(place=_placed(whole.area, whole.name)),
            f"{year} · {groups}" if whole.groups else year,
        )

    def _show_foot(self, seen: Seen) -> None:
        complete = seen.whole.completeness
        lacking = bool(seen.silent) or bool(complete.conflicts)
        self._foot.show_sentences(counting.footnote(seen.whole), kind="warn" if lacking else "muted")
        count = len(seen.silent)
        told = ngettext("See the {n} tambon that has not sent", "See the {n} tambons that have not sent", count)
        self._silent_link.set_words(told.format(n=f"{count:,}"))
        self._silent_link.setVisible(bool(count))
        self._silent.setVisible(bool(count) and self._silent.isVisible())
        self._silent_names.set_text(_named_by_province(seen))

    def _toggle_silent(self) -> None:
        self._silent.setVisible(not self._silent.isVisible())

    def _leave_area(self) -> None:
        self._inner = ""
        self.refresh(frozenset())
        self._map.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_area(self, code: str) -> None:
        self.go.emit("houses", {"area": code, "fiscal_year": self._seen.whole.fiscal_year if self._seen else None})

    def _not_read(self, _error: Exception) -> None:
        text = gettext("The overview could not be counted. What you see may be old.")
        self._problem.show_notice("bad", text, links=(("retry", gettext("Try again")),))
        self._problem.show()

    def _notice_asked(self, link: str) -> None:
        if link == "today":
            self._take_day(_today())
        else:
            self.refresh(frozenset())

    # --- the day, and the report

    def _ask_day(self) -> None:
        self._calendar = CalendarPopup(self._asked.as_of, self)
        self._calendar.picked.connect(self._take_day)
        corner = self._day.mapToGlobal(self._day.rect().bottomLeft())
        self._calendar.move(corner)
        self._calendar.show()
        self._calendar.focus_day()

    def _take_day(self, day: date) -> None:
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self._asked = replace(self._asked, as_of=min(day, _today()))
        self._show_day()
        self.refresh(frozenset())

    def _show_day(self) -> None:
        self._day.set_words(gettext("As of {day}").format(day=format_date(self._asked.as_of)))

    def _make_report(self) -> None:
        """Ask where the sheet goes, and make it there."""
        dialog = QFileDialog(self, gettext("Keep the report"), "", "PDF (*.pdf)")
        dialog.setObjectName("keep-report")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(gettext("overview {day}").format(day=self._asked.as_of.isoformat()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.keep_report)
        dialog.open()

    def keep_report(self, name: str) -> None:
        """Write the overview as it is shown into a PDF."""
        year = self._seen.whole.fiscal_year if self._seen else None
        asked = replace(self._asked, area=self._inner or self._asked.area, year=year)
        self._desk.run(self, partial(_write_report, asked=asked, path=Path(name)), self._report_kept)

    def _report_kept(self, path: Path) -> None:
        self._desk.say(gettext("The report is in {file}.").format(file=path.name), "info")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class _MapCard(Card):
    """Provinces as tiles, with the legend of their groups."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(gettext("Handed over, of all houses"), name="map-card", padding=16, parent=parent)
        self.map = TileMap()
        self.map.setAccessibleName(gettext("Provinces"))
        self._below = QVBoxLayout()
        self.body.addWidget(self.map)
        self.body.addLayout(self._below)
        self._shown: tuple[Progress, str] | None = None

    def show_progress(self, found: Progress, inner: str) -> None:
        """Show the tiles; the one that is looked into keeps its tint, the others go quiet."""
        if (found, inner) == self._shown:
            return
        had_focus = self.map.isAncestorOf(QApplication.focusWidget() or self)
        self._shown = (found, inner)
        looks = _looks(found)
        tiles = tuple(_tile(row, place, looks[row.group], inner) for row, place in _placed_rows(found.rows))
        self.map.set_tiles(tiles)
        clear_layout(self._below)
        legend = _legend_of_groups(found, looks)
        if not self.map.put_beside(legend):
            self._below.addWidget(legend)
        first = self.map.findChild(QWidget, f"map-{inner or tiles[0].name}") if tiles else None
        if first is not None:
            self.map.setFocusProxy(first)
            if had_focus:
                first.setFocus(Qt.FocusReason.TabFocusReason)


class _SumsCard(Card):
    """All houses of a province by phase."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(gettext("Houses by phase"), second=" ", name="sums-card", parent=parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.current().px(10))
        self.body.addLayout(self._lines)

    def show_progress(self, found: Progress) -> None:
        """Show each phase with its number and its bar."""
        assert self.second_label is not None
        clear_layout(self._lines)
        total = found.total
        self.second_label.set_text(
            gettext("{houses} in all").format(houses=_houses(total.all_houses)) if total.all_houses else ""
        )
        if not total.all_houses:
            self._lines.addWidget(
                EmptyState("house", gettext("No house yet"), gettext("Take in what the tambons have sent."))
            )
            return
        self._lines.addWidget(StackedBar(_parts(total)))
        handed = gettext("Handed over {n} of {all}").format(n=f"{total.handed_over:,}", all=_houses(total.all_houses))
        self._lines.addWidget(Label(handed, "strong"))


class _BarsCard(Card):
    """Each province as a bar of four phases, its group's words below."""

    def __init__(self, parent: QWidget) -> None:
        title = gettext("Houses by phase, province by province")
        super().__init__(title, second=" ", name="bars-card", padding=16, parent=parent)
        self.body.addWidget(_legend_of_phases())
        self._bars = GroupedBars()
        self.body.addWidget(self._bars)

    def show_progress(self, found: Progress) -> None:
        """Show all bars on one scale."""
        assert self.second_label is not None
        self.second_label.set_text(gettext("{houses} in all").format(houses=_houses(found.total.all_houses)))
        looks = _looks(found)
        groups: list[AreaProgress | None] = [*found.groups] if found.groups else [None]
        self._bars.set_groups([_bars_of(found, group, looks) for group in groups])


class _BelowCard(Card):
    """The tambons of a province, with Enter to their houses."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(gettext("Tambon by tambon"), second=" ", name="below-card", fill=True, parent=parent)
        self._rows: dict[str, AreaProgress] = {}
        self._model = PagedTableModel[tuple[str, ...], AreaProgress](
            desk.tasks, _below_columns(), list, self._read, self
        )
        self.table = PagedTable(self._model, name="tambons", label=gettext("Tambon by tambon"))
        self.table.show_empty(
            "inbox", gettext("Nothing has been sent yet"), gettext("Take in what the tambons have sent.")
        )
        self.table.setMinimumHeight(theme.current().px(340))
        self.opened = self.table.opened
        self._back = Button(
            gettext("All provinces (Esc)"), "link", icon="arrow-left", room="line", name="all-provinces"
        )
        self.back_asked = self._back.clicked
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)

    def show_progress(self, found: Progress, *, can_leave: bool) -> None:
        """Show a province."""
        assert self.title_label is not None
        assert self.second_label is not None
        self._back.setVisible(can_leave)
        place = _placed(found.area, found.name)
        self.title_label.set_text(
            gettext("{place}, tambon by tambon").format(place=place) if can_leave else gettext("Tambon by tambon")
        )
        self.second_label.set_text(
            gettext("{houses} in all").format(houses=_houses(found.total.all_houses)) if found.rows else ""
        )
        self._rows = {row.code: row for row in found.rows}
        self._model.ask(tuple(self._rows))

    def _read(self, codes: Sequence[str]) -> Sequence[AreaProgress | None]:
        return [self._rows.get(code) for code in codes]


class _MoneyCard(Card):
    """What partners add to CODI's baht, group by group."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(name="money-card", padding=14, parent=parent)
        self.setAccessibleName(gettext("Shared tray"))
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(Label(gettext("Shared tray"), "card_title", wrap=False))
        head.addWidget(Label(gettext("Partners' money per CODI baht"), "second"))
        head.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.current().px(28))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.current().px(28))
        self._row.addLayout(head)
        self._row.addLayout(self._columns, 1)
        self.body.addLayout(self._row)

    def arrange(self, width: Width) -> None:
        """Put the groups below each other where they do not fit side by side."""
        beside = QBoxLayout.Direction.LeftToRight if width == "wide" else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(beside)
        self._columns.setDirection(beside)

    def show_progress(self, found: Progress) -> None:
        """Show the groups of a region, or the one sum of a smaller area."""
        clear_layout(self._columns)
        looks = _looks(found)
        for area in found.groups or (found.total,):
            self._columns.addWidget(_Leverage(area, looks.get(area.code, _GROUP_LOOKS[0])[0]), 1)


class _Leverage(QWidget):
    """One area's ratio, its bar, and both sums in words."""

    def __init__(self, area: AreaProgress, colour: str) -> None:
        super().__init__()
        look = theme.current()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(look.px(6))
        name = Label(area.name, "second_strong", tone="", wrap=False)
        ratio = gettext("{ratio} baht").format(ratio=f"{area.leverage:.1f}") if area.leverage is not None else "–"
        grid.addWidget(name, 0, 0)
        grid.addWidget(Label(ratio, "card_title", wrap=False), 0, 1, Qt.AlignmentFlag.AlignRight)
        self._bar = _TwoParts(area.codi_satang, area.partners_satang, colour)
        grid.addWidget(self._bar, 1, 0, 1, 2)
        grid.addWidget(
            Label(gettext("CODI {amount}").format(amount=_millions(area.codi_satang)), "second", wrap=False), 2, 0
        )
        partners = Label(
            gettext("Partners {amount}").format(amount=_millions(area.partners_satang)), "second", wrap=False
        )
        grid.addWidget(partners, 2, 1, Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(f"{area.name} {ratio}")


class _TwoParts(QWidget):
    """CODI's part and the partners' side by side."""

    def __init__(self, codi: int, partners: int, colour: str) -> None:
        super().__init__()
        self._parts = (Part("", codi, colour), Part("", partners, "muted" if theme.current().contrast else "gold"))
        self.setFixedHeight(theme.current().px(14))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint both on the ground that stands for nothing."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("trough"))
        painter.drawRoundedRect(self.rect(), look.px(7), look.px(7))
        paint_parts(painter, QRectF(self.rect()), self._parts, sum(part.amount for part in self._parts), look.px(7))


def _legend_of_groups(found: Progress, looks: dict[str, tuple[str, str]]) -> QWidget:
    legend = QWidget()
    grid = QGridLayout(legend)
    grid.setContentsMargins(theme.current().px(8), 0, 0, 0)
    grid.setHorizontalSpacing(theme.current().px(8))
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(2, 1)
    for line, group in enumerate(found.groups):
        below = sum(row.group == group.code for row in found.rows)
        provinces = ngettext("{n} province", "{n} provinces", below).format(n=below)
        grid.addWidget(Swatch(looks[group.code][0]), line, 0)
        grid.addWidget(Label(group.name, "second_strong", tone="", wrap=False), line, 1)
        grid.addWidget(Label(f"{provinces} · {_houses(group.all_houses)}", "second", wrap=False), line, 2)
    return legend


def _legend_of_phases() -> QWidget:
    holder = QWidget()
    flow = Flow(holder, gap=24, line_gap=4)
    for phase, (colour, icon) in _PHASE_LOOKS.items():
        one = QWidget()
        row = QHBoxLayout(one)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(7))
        row.addWidget(Swatch(colour))
        row.addWidget(Picture(icon, "muted", 17))
        row.addWidget(Label(gettext(counting.PHASES[phase]), "second", tone="", wrap=False))
        flow.addWidget(one)
    return holder


def _parts(row: AreaProgress) -> tuple[Part, ...]:
    return tuple(
        Part(gettext(counting.PHASES[phase]), row.houses.get(phase, 0), colour, f"{row.houses.get(phase, 0):,}")
        for phase, (colour, _icon) in _PHASE_LOOKS.items()
    )


def _bars_of(found: Progress, group: AreaProgress | None, looks: dict[str, tuple[str, str]]) -> GroupedBars.Group:
    rows = [row for row in found.rows if group is None or row.group == group.code]
    bars = tuple(GroupedBars.Row(_short(row.name), _parts(row), _shown(row)) for row in rows)
    if group is None:
        return GroupedBars.Group(bars)
    words = gettext("No data yet")
    if group.all_houses:
        told = gettext("Handed over {n} of {all} ({percent}%)")
        percent = round(100 * group.handed_over / group.all_houses)
        words = told.format(n=f"{group.handed_over:,}", all=_houses(group.all_houses), percent=percent)
    return GroupedBars.Group(bars, group.name, words, looks[group.code][0])


def _tile(row: AreaProgress, place: tuple[int, int], look: tuple[str, str], inner: str) -> MapTile:
    share = None if _is_silent(row) else row.handed_over / row.all_houses if row.all_houses else 0.0
    shown = f"{row.handed_over:,} / {row.all_houses:,}" if share is not None else gettext("Not sent yet")
    tint = look[1] if inner in {"", row.code} else "muted_tint"
    return MapTile(row.code, _short(row.name), *place, shown, share, look[0], tint)


def _placed_rows(rows: Sequence[AreaProgress]) -> list[tuple[AreaProgress, tuple[int, int]]]:
    """Give each area its place: as the provinces lie, without empty edges; unknown ones in rows below."""
    known = [row for row in rows if row.code in _TILES]
    top = min((_TILES[row.code][0] for row in known), default=0)
    left = min((_TILES[row.code][1] for row in known), default=0)
    placed = [(row, (_TILES[row.code][0] - top, _TILES[row.code][1] - left)) for row in known]
    below = max((place[0] for _row, place in placed), default=-1) + 1
    others = [row for row in rows if row.code not in _TILES]
    return placed + [(row, (below + n // _IN_A_ROW, n % _IN_A_ROW)) for n, row in enumerate(others)]


def _looks(found: Progress) -> dict[str, tuple[str, str]]:
    """Give each group its colour and tint; areas without a group have the first."""
    looks = {group.code: _GROUP_LOOKS[n % len(_GROUP_LOOKS)] for n, group in enumerate(found.groups)}
    return {"": _GROUP_LOOKS[0]} | looks


def _is_silent(row: AreaProgress) -> bool:
    return not row.heard and not row.all_houses


def _shown(row: AreaProgress) -> str:
    return gettext("Not sent yet") if _is_silent(row) else f"{row.all_houses:,}"


def _short(name: str) -> str:
    return _SHORT.get(name, name)


def _houses(count: int) -> str:
    return ngettext("{n} house", "{n} houses", count).format(n=f"{count:,}")


def _millions(satang: int) -> str:
    """Write a sum as people speak of it: in millions where it has some."""
    if satang >= _MILLION:
        return gettext("{amount} million").format(amount=f"{satang / _MILLION:,.1f}")
    return format_baht(satang // 100 * 100)


def _placed(code: str, name: str) -> str:
    if code.isdigit():
        return gettext("the province of {name}").format(name=name) if len(code) == _PROVINCE else name
    return name


def _named_by_province(seen: Seen) -> str:
    provinces = {row.code: row.name for row in seen.whole.rows if len(row.code) == _PROVINCE}
    lines: dict[str, list[str]] = {}
    for code, name in seen.silent.items():
        lines.setdefault(provinces.get(code[:_PROVINCE], ""), []).append(name)
    return "\n".join(
        f"{province}: {', '.join(names)}" if province else ", ".join(names) for province, names in lines.items()
    )


def _below_columns() -> tuple[Column[AreaProgress], ...]:
    phases = [(phase, gettext(counting.PHASES[phase])) for phase in ("prepared", "approved", "repairing")]
    return (
        Column("name", gettext("Tambon"), _name_cell, 0),
        *(Column(phase, title, partial(_phase_cell, phase=phase), _wide(title), right=True) for phase, title in phases),
        Column("handed_over", gettext("Handed over"), _handed_cell, 126),
        Column("money", gettext("Shared tray"), _tray_cell, 118, right=True),
    )


def _wide(title: str) -> int:
    """Give a column the width of its title, at 100 % text."""
    look = theme.current()
    return max(round(QFontMetrics(look.font("second_strong")).horizontalAdvance(title) / look.scale) + 22, 72)


def _name_cell(row: AreaProgress) -> Cell:
    return row.name


def _phase_cell(row: AreaProgress, phase: str) -> Cell:
    return "–" if _is_silent(row) else f"{row.houses.get(phase, 0):,}"


def _handed_cell(row: AreaProgress) -> Cell:
    if _is_silent(row):
        return gettext("Not sent yet")
    share = row.handed_over / row.all_houses if row.all_houses else 0.0
    return BarCell(f"{row.handed_over:,} / {row.all_houses:,}", share)


def _tray_cell(row: AreaProgress) -> Cell:
    total = sum(row.money.values())
    return format_baht(total) if total else "–"


def _today() -> date:
    return date.today()  # noqa: DTZ011  the day on the wall


# --- work beside the window


def _see(store: Any, asked: Asked, inner: str) -> Seen:
    asked = replace(asked, year=listing.latest_year(store, asked))
    whole = counting.progress(store, asked)
    codes = codes_of(store, asked.area, asked.as_of)
    silent = silent_tambons(store, codes, asked.as_of) if whole.completeness.tambons else {}
    return Seen(whole, counting.progress(store, replace(asked, area=inner)) if inner else None, silent)


def _write_report(store: Any, asked: Asked, path: Path) -> Path:
    path.write_bytes(reporting.dashboard_pdf(store, asked))
    return path
