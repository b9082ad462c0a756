"""Enter money of the shared tray; or cancel an entry, with the reason, and enter it anew."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.services import money
from codi_desktop.services.houses import HouseView, NotAccepted
from codi_desktop.thai.money import format_baht
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.editors import text_editor
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.form_grid import FormGrid

_FIELDS = (
    "phase",
    "source",
    "partner_name",
    "form",
    "labour_days",
    "day_rate_satang",
    "what",
    "amount_satang",
    "day",
    "receipt_no",
    "instalment_no",
    "resolution",
)
_LABOUR = ("labour_days", "day_rate_satang")

Act = Callable[..., None]


class EnterMoney(AskingDialog):
    """A new entry, or an old one that is cancelled and entered anew."""

    def __init__(
        self, desk: Desk, act: Act, values: dict[str, Any], parent: QWidget, *, instead_of: MoneyEntry | None = None
    ) -> None:
        again = instead_of is not None
        title = gettext("Cancel the entry and enter it anew") if again else gettext("Enter money, materials or labour")
        second = (
            gettext("Entries are never changed: the old one stays, struck through, with the reason.") if again else ""
        )
        super().__init__(title, second, gettext("Enter"), parent, name="enter-money")
        self._act = act
        self._instead_of = instead_of
        self._why = FormGrid(1)
        if again:
            self._why.add("why", gettext("Why it is cancelled"), text_editor(), required=True)
            self.body.addWidget(self._why)
            only = Button(gettext("Only cancel"), "danger", room="decisive", name="only-cancel", parent=self)
            only.clicked.connect(self._only_cancel)
            self.foot.insertWidget(0, only)
        self.form = RecordForm(MoneyEntry, desk, _FIELDS)
        self.form.set_values(values)
        self.form.changed.connect(self._fit)
        self.body.addWidget(self.form)
        self._product = Label("", "strong", tone="accent")
        self.body.addWidget(self._product)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._enter)
        self._fit("form")

    def _fit(self, _name: str) -> None:
        """Show what labour needs, and what it comes to."""
        labour = self.form.editor("form").value() == "labour"
        for name in _LABOUR:
            field = self.form.findChild(QWidget, f"field-{name}")
            if field is not None:
                field.setVisible(labour)
        days, rate = (self.form.editor(name).value() for name in _LABOUR)
        told = ""
        if labour and days and rate:
            amount = money.labour_amount(days, rate)
            told = gettext("{days:g} days × {rate} = {amount} baht").format(
                days=days, rate=format_baht(rate), amount=format_baht(amount)
            )
            if self.form.editor("amount_satang").value() in {None, 0}:
                self.form.set_values({"amount_satang": amount})
        self._product.set_text(told)
        self._product.setVisible(bool(told))

    def _reason(self) -> str:
        reason = str(self._why.values().get("why") or "")
        if not reason:
            self._why.show_errors({"why": gettext("Say why the entry is cancelled.")})
        return reason

    def _only_cancel(self) -> None:
        if (reason := self._reason()) and self._instead_of is not None:
            entry = self._instead_of.id
            self._act(lambda store, _view: money.void(store, entry, reason), self._entered, self._failed)

    def _enter(self) -> None:
        values = self.form.values()
        if self.form.errors():
            return
        if values["form"] != "labour":
            values |= dict.fromkeys(_LABOUR)
        entry = self._instead_of
        if entry is None:
            self._act(lambda store, view: _enter(store, view, values), self._entered, self._failed)
        elif reason := self._reason():
            self._act(
                lambda store, _view: money.reissue(store, entry.id, reason, **values), self._entered, self._failed
            )

    def _entered(self, _result: Any) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, NotAccepted):
            show_problem(self, error)
            return
        elsewhere = self.form.show_problems(error.problems)
        self.refused.show_notice("bad", gettext("Not entered yet."), " ".join(elsewhere))
        self.refused.show()


def _enter(store: Any, view: HouseView, values: dict[str, Any]) -> None:
    money.enter(
        store,
        view.house.id,
        **{name: value for name, value in values.items() if value is not None or name in {"phase", "source"}},
    )
