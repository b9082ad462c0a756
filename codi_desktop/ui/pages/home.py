"""Home: in ten seconds what to do now, whether the work is safe, and how the tambon stands."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.reports._report import Asked
from codi_desktop.reports.home import Exchanged, Home, NotOnStick, SharedTray, home
from codi_desktop.reports.home import NextStep as Todo
from codi_desktop.reports.houses import latest_year
from codi_desktop.services import office
from codi_desktop.thai.calendar import format_date
from codi_desktop.thai.money import format_baht
from codi_desktop.thai.names import split_name
from codi_desktop.ui import theme
from codi_desktop.ui.charts import Part, StackedBar
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.page import Page
from codi_desktop.ui.steps import workflow_steps
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.choosing import SearchField
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.figures import BigNumber, FigureCard
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.footnote import Footnote
from codi_desktop.ui.widgets.next_steps import NextStep, NextSteps
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.workflow import StepStrip

_PLACES: dict[str, tuple[str, str]] = {  # action → symbol, place
    "print_certificates": ("printer", "documents"),
    "export": ("usb", "exchange"),
    "settle": ("git-compare", "conflicts"),
    "answer": ("circle-help", "conflicts"),
    "add_photos": ("camera", "house"),
    "over_ceiling": ("coins", "house"),
    "add_house": ("house", "houses"),
    "join": ("log-in", "exchange"),
}
_COLOURS = {"CODI": 1, "local_government": 2, "msdhs": 3, "company": 4, "community": 5, "family": 5, "other": 3}
_EXCHANGE_LOOKS = {
    "arrived": ("upload", "ok", N_("Arrived {day}"), N_("receipt held")),
    "out": ("hourglass", "warn", N_("On a stick since {day}"), N_("no receipt yet")),
    "in": ("download", "ok", N_("Last taken in {day}"), ""),
}


class HomePage(Page):
    """What the council's secretary sees first."""

    kinds = frozenset(
        {"house_repair", "money_entry", "photo", "issued_document", "person", "household", "organisation"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Home"), name="home")
        self._desk = desk
        self._todo: dict[str, Todo] = {}
        self._find = SearchField(gettext("Find a name or house number"))
        self._find.returnPressed.connect(self._search_houses)
        self.add_head(self._find)
        self._next = Card(gettext("What to do next"), second=" ", name="next")
        self._steps = NextSteps()
        self._steps.asked.connect(self._do)
        self._nothing = Label(gettext("Nothing is waiting today."), "body", tone="muted")
        self._next.body.addWidget(self._steps)
        self._next.body.addWidget(self._nothing)
        self._safety = _Safety()
        self._exchange = Card(gettext("Exchange"), icon="usb", name="exchange-lines")
        self.body.addWidget(Columns(self._next, _stacked(self._safety, self._exchange), side_width=410))
        self._strip_card = Card(gettext("Houses by step"), second=" ", name="strip")
        self._strip = StepStrip(workflow_steps())
        self._strip.chosen.connect(self._list_step)
        self._strip_card.body.addWidget(self._strip)
        self.body.addWidget(self._strip_card)
        self._tray = _Tray()
        self._conflicts = FigureCard(gettext("Conflicts"), "git-compare", "0", "", "", name="conflict-figure")
        self._photos = FigureCard(gettext("Photos missing"), "image-off", "0", "", "", name="photo-figure")
        self.body.addWidget(Columns(self._tray, _beside(self._conflicts, self._photos), side_width=410))
        self._foot = Footnote()
        self.body.addWidget(self._foot)
        self.body.addStretch(1)

    def open(self, **arguments: Any) -> None:  # noqa: ARG002  home is opened with nothing
        """Greet, and count everything anew."""
        self._desk.run(self, office.desk, self._greet)
        self.refresh(frozenset())

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  every kind changes some figure
        """Count everything anew."""
        asked = Asked(self._desk.store.machine.scope, date.today())  # noqa: DTZ011  the user's own calendar day
        self._desk.run(self, partial(_count, asked=asked), self._show)

    def search(self) -> bool:
        """Go to the search field."""
        self._find.setFocus()
        return True

    def leave(self) -> bool:
        """Empty the search field."""
        return self._find.clear_search()

    def _greet(self, desk: office.Desk) -> None:
        greeting = gettext("Good day, {person}") if desk.person else gettext("Good day")
        today = format_date(date.today(), "full")  # noqa: DTZ011  the user's own calendar day
        _prefix, first, _last = split_name(desk.person)
        self.set_title(greeting.format(person=first), f"{today} · {desk.machine}")

    def _show(self, found: Home) -> None:
        self._show_todo(found.next_steps)
        self._safety.show_risk(found.not_on_stick)
        self._show_exchanges(found.exchanges)
        self._strip.set_counts({step.step: step.houses for step in found.steps})
        total = ngettext("{n} house in all", "{n} houses in all", found.houses).format(n=f"{found.houses:,}")
        year = gettext("Fiscal year {year}").format(year=found.fiscal_year)
        _second(self._strip_card, f"{total} · {year}" if found.houses else gettext("No house yet"))
        self._tray.show_tray(found.tray)
        self._show_figures(found)
        self._foot.show_sentences(found.footnote)

    def _show_todo(self, todo: tuple[Todo, ...]) -> None:
        self._todo = {f"{number}-{step.action}": step for number, step in enumerate(todo)}
        count = ngettext("{n} thing", "{n} things", len(todo)).format(n=len(todo))
        _second(self._next, count if todo else "")
        self._nothing.setVisible(not todo)
        self._steps.set_steps(
            [
                NextStep(
                    name,
                    _PLACES[step.action][0],
                    step.sentence,
                    step.reason,
                    step.button,
                    gettext("Today") if step.urgency == 0 else "",
                )
                for name, step in self._todo.items()
            ]
        )

    def _show_exchanges(self, exchanges: tuple[Exchanged, ...]) -> None:
        clear_layout(self._exchange.body)
        for number, exchanged in enumerate(exchanges):
            if number:
                self._exchange.body.addWidget(rule())
            self._exchange.body.addWidget(_exchange_line(exchanged))
        if not exchanges:
            self._exchange.body.addWidget(Label(gettext("Nothing has been exchanged yet."), "second"))

    def _show_figures(self, found: Home) -> None:
        self._conflicts.number.show_figure(
            str(found.conflicts), gettext("items"), _conflict_note(found), tone="bad" if found.conflicts else "ok"
        )
        self._photos.number.show_figure(
            str(found.photos_missing),
            ngettext("house", "houses", found.photos_missing),
            gettext("No photos are missing") if not found.photos_missing else gettext("Before or after the repair"),
            tone="warn" if found.photos_missing else "ok",
        )

    def _do(self, name: str) -> None:
        step = self._todo[name]
        place = _PLACES[step.action][1]
        if place == "documents":
            self.go.emit(place, {"house_ids": list(step.ids)})
        elif place == "house":
            section = "photos" if step.action == "add_photos" else "money"
            self.go.emit(place, {"house_id": step.ids[0], "section": section})
        elif step.action == "answer":
            self.go.emit(place, {"record_id": step.ids[0]})
        elif step.action == "add_house":
            self.go.emit(place, {"add": True})
        else:
            self.go.emit(place, {})

    def _list_step(self, step: str) -> None:
        self.go.emit("houses", {"step": step})

    def _search_houses(self) -> None:
        if self._find.text().strip():
            self.go.emit("houses", {"text": self._find.text()})


def _count(store: Any, asked: Asked) -> Home:
    """Count the fiscal year in which there is work: this one, or the last that has houses."""
    return home(store, replace(asked, year=latest_year(store, asked)))


class _Safety(Card):
    """What would be lost with this machine today; green words when there is nothing."""

    def __init__(self) -> None:
        super().__init__(gettext("Not yet on a stick"), icon="laptop", icon_colour="warn", tone="warn", name="safety")
        self._figures = QWidget()
        row = QHBoxLayout(self._figures)
        row.setContentsMargins(0, 0, 0, 0)
        self._houses, self._photos, self._size = (BigNumber("0", tone="warn") for _ in range(3))
        for number in (self._houses, self._photos, self._size):
            row.addWidget(number)
        self._words = Label("", "second", tone="warn")
        self.body.addWidget(self._figures)
        self.body.addWidget(self._words)

    def show_risk(self, risk: NotOnStick) -> None:
        """Show how much lies on this machine alone."""
        self._figures.setVisible(risk.records > 0)
        self.set_tone("warn" if risk.records else "plain")
        self._words.set_tone("warn" if risk.records else "ok")
        if not risk.records:
            self._words.set_text(gettext("All work of this machine is on a stick."))
            return
        if risk.houses or risk.photos:
            self._houses.show_figure(str(risk.houses), ngettext("house", "houses", risk.houses))
        else:
            self._houses.show_figure(str(risk.records), ngettext("record", "records", risk.records))
        self._photos.show_figure(str(risk.photos), ngettext("photo", "photos", risk.photos))
        for number in (self._photos, self._size):
            number.setVisible(risk.photos > 0)
        self._size.show_figure(f"{risk.bytes / 1e6:,.1f}", "MB")
        self._words.set_text(gettext("If this machine breaks today, this is lost."))


class _Tray(Card):
    """The pooled money of all partners in one bar, and what partners add to each baht of CODI."""

    def __init__(self) -> None:
        super().__init__(gettext("Shared tray"), second=" ", name="tray")
        self._bar = StackedBar()
        self._empty = Label(gettext("No money has been received yet."), "second")
        self.body.addWidget(self._bar)
        self.body.addWidget(self._empty)

    def show_tray(self, tray: SharedTray) -> None:
        """Show the sums by source."""
        assert self.title_label is not None
        self._bar.setVisible(bool(tray.shares))
        self._empty.setVisible(not tray.shares)
        self._bar.set_parts(
            [
                Part(gettext(s.label), s.satang, f"partner_{_COLOURS.get(s.source, 5)}", format_baht(s.satang))
                for s in tray.shares
            ]
        )
        if not tray.shares:
            self.title_label.set_text(gettext("Shared tray"))
            _second(self, "")
            return
        self.title_label.set_text(gettext("Shared tray {amount} baht").format(amount=format_baht(tray.satang)))
        told = gettext("Partners add {ratio} baht to each baht of CODI")
        ratio = tray.partners_per_codi
        _second(self, told.format(ratio=f"{ratio:.1f}") if ratio is not None and not tray.houses_without_money else "")


def _exchange_line(exchanged: Exchanged) -> QWidget:
    icon, tone, words, state = _EXCHANGE_LOOKS[exchanged.what]
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(12))
    row.addWidget(Picture(icon, tone, 20))
    day = format_date(office.day_of(exchanged.at), "brief")
    row.addWidget(Label(gettext(words).format(day=day), "body"), 1)
    row.addWidget(Label(gettext(state) if state else exchanged.machine, "second", tone="muted"))
    return line


def _conflict_note(found: Home) -> str:
    return gettext("Waiting for a decision") if found.conflicts else gettext("Nothing is in conflict")


def _second(card: Card, text: str) -> None:
    assert card.second_label is not None
    card.second_label.set_text(text)


def _stacked(*cards: Card) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(16))
    for number, card in enumerate(cards):
        column.addWidget(card, number)
    return holder


def _beside(*cards: Card) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(16))
    for card in cards:
        row.addWidget(card, 1)
    return holder
