"""Add a house: its owner, the household and the programme, on one sheet and as one action."""

import datetime as dt
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import houses
from codi_desktop.services.houses import NotAccepted
from codi_desktop.thai.calendar import fiscal_year
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label

_OWNER = ("prefix", "first_name", "last_name", "citizen_id", "citizen_id_missing", "citizen_id_note")
_HOUSEHOLD = ("house_number", "moo", "village_name", "members_count")
_HOUSE = ("programme", "fiscal_year")
_DRAFT = "house_repair/new"


class AddHouse(AskingDialog):
    """Ask for what a house begins with. `added` gives the id of the new house."""

    added = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            gettext("Add a house"),
            gettext("The rest is entered on the page of the house, at any time."),
            gettext("Add the house"),
            parent,
            name="add-house",
            width=760,
        )
        self._desk = desk
        self._is_saving = False
        self.forms = {
            "owner": RecordForm(Person, desk, _OWNER),
            "household": RecordForm(Household, desk, _HOUSEHOLD),
            "house": RecordForm(HouseRepair, desk, _HOUSE),
        }
        titles = {
            "owner": gettext("House owner"),
            "household": gettext("Household"),
            "house": gettext("Programme"),
        }
        today = dt.date.today()  # noqa: DTZ011  the day on the wall
        self.forms["house"].set_values({"programme": "baan_por_piang", "fiscal_year": fiscal_year(today)})
        self._keepers = {}
        for name, form in self.forms.items():
            form.setObjectName(f"form-{name}")
            self.body.addWidget(Label(titles[name], "card_title"))
            self.body.addWidget(form)
            self._keepers[name] = DraftKeeper(desk, form)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._add)
        self._show_drafts(dict.fromkeys(self.forms))
        desk.run(self, _drafts, self._show_drafts)

    def _show_drafts(self, drafts: dict[str, Any]) -> None:
        for name, keeper in self._keepers.items():
            keeper.begin(f"{_DRAFT}/{name}", drafts.get(name))

    def _add(self) -> None:
        if self._is_saving:
            return
        values = {name: form.values() for name, form in self.forms.items()}
        if any(form.errors() for form in self.forms.values()):
            return
        self._is_saving = True
        given = {name: {k: v for k, v in told.items() if v is not None} for name, told in values.items()}
        self._desk.run(
            self,
            lambda store: houses.add(store, given["house"], given["household"], given["owner"]),
            self._added,
            self._failed,
        )

    def _added(self, house_id: str) -> None:
        for keeper in self._keepers.values():
            keeper.forget()
        self.added.emit(house_id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._is_saving = False
        if not isinstance(error, NotAccepted):
            show_problem(self, error)
            return
        told: dict[str, dict[str, str]] = {}
        elsewhere = []
        for problem in error.problems:
            name, _, field = problem.field.partition(".")
            if field in self.forms[name].names():
                told.setdefault(name, {}).setdefault(field, problem.sentence)
            else:
                elsewhere.append(problem.sentence)
        for name, form in reversed(self.forms.items()):
            form.show_errors(told.get(name, {}))
        self.refused.show_notice("bad", gettext("The house is not added yet."), " ".join(elsewhere))
        self.refused.show()


def _drafts(store: Any) -> dict[str, Any]:
    found = {draft.form: draft.values for draft in store.drafts()}
    return {name: found.get(f"{_DRAFT}/{name}") for name in ("owner", "household", "house")}
