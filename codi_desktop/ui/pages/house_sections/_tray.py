"""The shared tray of a house as a table of partners, with CODI's part against its ceiling below."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._choices import MONEY_FORMS, SOURCES
from codi_desktop.services.houses import HouseView
from codi_desktop.services.money import Tray
from codi_desktop.thai.money import format_baht
from codi_desktop.ui.charts import CeilingBar
from codi_desktop.ui.tables.money_table import MoneyColumn, MoneyRow, MoneyTable
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.picture import Picture

COLOURS = {
    "CODI": "partner_1",
    "local_government": "partner_2",
    "msdhs": "partner_3",
    "company": "partner_4",
    "community": "partner_5",
    "family": "partner_5",
    "other": "muted",
}
_EXPECTED = ("CODI", "local_government", "msdhs", "community")


class TrayCard(Card):
    """Cash, materials and labour by partner. The ceiling bounds CODI's part only."""

    def __init__(self, *, name: str = "card-tray", with_total: bool = False) -> None:
        super().__init__(gettext("Shared tray"), second=gettext("baht"), padding=16, name=name)
        columns = [MoneyColumn(gettext("Partner"), money=False)]
        columns += [MoneyColumn(_short(form)) for form in MONEY_FORMS]
        if with_total:
            columns.append(MoneyColumn(gettext("Total")))
        self._with_total = with_total
        self.table = MoneyTable(columns, label=gettext("Shared tray"), name="tray")
        self.body.addWidget(self.table)
        row = QHBoxLayout()
        self._whole = Label("", "body", rich=True)
        self._ratio = Label("", "second_strong", tone="ok", wrap=True)
        row.addWidget(self._whole, 1)
        row.addWidget(self._ratio)
        self.body.addLayout(row)
        self.bar = CeilingBar()
        self._over = QWidget()
        over = QHBoxLayout(self._over)
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(Picture("triangle-alert", "bad", 20))
        self._over_words = Label("", "second_strong", tone="bad")
        over.addWidget(self._over_words, 1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._over)

    def show_tray(self, view: HouseView, tray: Tray) -> None:
        """Show one phase of the tray."""
        rows = [
            MoneyRow(
                f"{row.source}/{row.partner}",
                (row.short or row.partner, row.cash or None, row.materials or None, row.labour or None)
                + ((row.total,) if self._with_total else ()),
                COLOURS.get(row.source, "muted"),
            )
            for row in tray.rows
        ]
        if not rows:
            blank = (None,) * (4 if self._with_total else 3)
            rows = [MoneyRow(code, (gettext(SOURCES[code]), *blank), COLOURS[code]) for code in _EXPECTED]
        self.table.set_rows(rows)
        whole = gettext("Whole tray <b>{amount} baht</b>").format(amount=format_baht(tray.totals.total))
        self._whole.set_text(whole)
        ratio = (
            gettext("Partners {ratio} : CODI 1").format(ratio=f"{tray.ratio:.1f}")
            if tray.ratio is not None and tray.phase != "spent"
            else ""
        )
        self._ratio.set_text(ratio)
        self._show_ceiling(view, tray)

    def _show_ceiling(self, view: HouseView, tray: Tray) -> None:
        ceiling = view.ceiling.satang if view.ceiling else None
        used = max(
            tray.codi_used, sum(row.total for row in tray.rows if row.source == "CODI" and tray.phase == "planned")
        )
        self.bar.setVisible(ceiling is not None)
        self._over.setVisible(ceiling is None or used > ceiling)
        if ceiling is None:
            self._over_words.set_text(gettext("No ceiling is known for this programme and year."))
            return
        told = gettext("CODI: {used} used of a ceiling of {ceiling}")
        if tray.phase == "planned":
            told = gettext("CODI: {used} planned of a ceiling of {ceiling}")
        rest = gettext("{left} left").format(left=format_baht(ceiling - used)) if used <= ceiling else ""
        self.bar.show_use(used, ceiling, told.format(used=format_baht(used), ceiling=format_baht(ceiling)), rest)
        over = gettext("{over} baht above the ceiling").format(over=format_baht(used - ceiling))
        self._over_words.set_text(over)


def _short(form: str) -> str:
    """Name a form in one short word, for the head of a narrow column."""
    return gettext("Money") if form == "cash" else gettext(MONEY_FORMS[form])
