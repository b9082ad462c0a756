"""Household and owner, the programme, the right to live there, and how urgent the need is, point by point."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView
from codi_desktop.services.repairing import Priority
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.moves import OfferMoveDialog
from codi_desktop.ui.pages.house_sections.section import Acting, FormCard, Section
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.figures import BigNumber
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.notice import Notice

_HOUSEHOLD = ("house_number", "moo", "village_name", "members_count", "dependants_count", "land_document")
_OWNER = ("prefix", "first_name", "last_name", "sex", "birth_year", "phone", "occupation", "income_satang")
_OWNER_MORE = ("income_period", "welfare_card", "photo_consent")
_PROGRAMME = ("programme", "fiscal_year", "batch", "repair_class", "contract_no")
_TENURE = ("tenure", "owner_consent", "consent_document")
_LISTS = ("in_tpmap", "tpmap_year", "in_thai_qm", "thai_qm_year", "fails_basic_needs", "basic_needs_year")
_LOGBOOK = ("in_logbook", "logbook_level", "logbook_year")
_HELP = ("helped_before", "help_scheme", "help_year", "help_amount_satang", "help_note")
_RANK = ("community_rank", "priority_override", "priority_reason")


class HouseholdSection(Section):
    """Everything about the people and their need. No number of an identity card stands here."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "household")
        self._view: HouseView | None = None
        self._warning = Notice("warn")
        self._warning.hide()
        self.column.addWidget(self._warning)

        def of_house(view: HouseView) -> HouseRepair:
            return view.house

        self._absent = FormCard(
            gettext("Household and owner"),
            HouseRepair,
            ("household", "owner"),
            lambda view: view.house if view.household is None or view.owner is None else None,
            desk,
            act,
            name="who",
        )
        self._begin = Button(gettext("Write down a new household"), icon="plus", name="new-household")
        self._begin.clicked.connect(self._add_household)
        self._absent.body.addWidget(self._begin)
        self._owner = FormCard(
            gettext("House owner"), Person, (*_OWNER, *_OWNER_MORE), lambda view: view.owner, desk, act, name="owner"
        )
        open_person = Button(gettext("All about this person"), "link", room="line", name="open-person")
        open_person.clicked.connect(self._open_person)
        self._owner.head.addWidget(open_person)
        self._household = FormCard(
            gettext("Household"), Household, _HOUSEHOLD, lambda view: view.household, desk, act, name="household"
        )
        self._programme = FormCard(gettext("Programme"), HouseRepair, _PROGRAMME, of_house, desk, act, name="programme")
        self._tenure = FormCard(
            gettext("Right to live there"), HouseRepair, _TENURE, of_house, desk, act, name="tenure"
        )
        move = Button(gettext("Move to another tambon"), "link", icon="truck", room="line", name="offer-move")
        move.clicked.connect(self._ask_move)
        self._programme.head.addWidget(move)
        self._priority = Card(gettext("How urgent the need is"), name="card-priority")
        self._score = BigNumber("–")
        self._priority.body.addWidget(self._score)
        parts = QWidget()
        parts.setObjectName("priority-parts")
        self._parts = QGridLayout(parts)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setHorizontalSpacing(theme.current().px(16))
        self._parts.setVerticalSpacing(theme.current().px(6))
        self._priority.body.addWidget(parts)
        need = FormCard(
            gettext("Vulnerability and lists of the state"),
            HouseRepair,
            ("vulnerabilities", *_LISTS, *_LOGBOOK),
            of_house,
            desk,
            act,
            name="need",
        )
        former = FormCard(gettext("Former housing help"), HouseRepair, _HELP, of_house, desk, act, name="help")
        rank = FormCard(gettext("Rank and points by hand"), HouseRepair, _RANK, of_house, desk, act, name="rank")
        self._forms = (
            self._absent,
            self._owner,
            self._household,
            self._programme,
            self._tenure,
            need,
            former,
            rank,
        )
        for card in (*self._forms[:5], self._priority, *self._forms[5:]):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show people, programme and need."""
        self._view = view
        for form in self._forms:
            form.show_house(view)
        self._begin.setVisible(view.household is None)
        self._warning.setVisible(bool(view.warnings))
        if view.warnings:
            first, *others = view.warnings
            self._warning.show_notice("warn", first, "\n".join(others), icon="triangle-alert")
        self._show_priority(view.priority)

    def _show_priority(self, priority: Priority | None) -> None:
        clear_layout(self._parts)
        if priority is None:
            self._score.show_figure(gettext("Not counted"), "", gettext("There are no weights of need yet."))
            return
        note = gettext("Set by hand: {reason}").format(reason=priority.reason) if priority.by_hand else ""
        self._score.show_figure(f"{priority.score:g}", gettext("points"), note)
        for number, part in enumerate(priority.parts):
            line = 2 * number
            self._parts.addWidget(Label(part.label, "body"), line, 0)
            self._parts.addWidget(Label(part.why, "second"), line, 1)
            points = Label(f"{part.points:+g}", "strong", wrap=False)
            self._parts.addWidget(points, line, 2)
            if number + 1 < len(priority.parts):
                self._parts.addWidget(rule(), line + 1, 0, 1, 3)
        if not priority.parts:
            self._parts.addWidget(Label(gettext("Nothing that counts has been noted yet."), "second"), 0, 0)
        self._parts.setColumnStretch(0, 4)
        self._parts.setColumnStretch(1, 6)

    def _ask_move(self) -> None:
        if self._view is not None:
            house = self._view.house
            OfferMoveDialog(self.desk, str(house.id), house.title(), self).open_fitted()

    def _open_person(self) -> None:
        if self._view is not None and self._view.owner is not None:
            self.go.emit("record", {"kind": "person", "record_id": self._view.owner.id})

    def _add_household(self) -> None:
        def work(store: Any, view: HouseView) -> None:
            houses.add_household(store, view.house, {})

        self.act(work)
