"""The shared tray: who gave what to each house, in cash, materials and labour."""

from collections import Counter, defaultdict

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import MONEY_FORMS, SOURCES
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.reports._areas import codes_of, lies_in
from codi_desktop.reports._completeness import completeness_of
from codi_desktop.reports._money import leverage, standing
from codi_desktop.reports._report import Asked, Cell, Column, Report, Table
from codi_desktop.store.store import Store


def table(store: Store, asked: Asked) -> Table:
    """List the received money of a fiscal year by partner, with how many houses each one helped."""
    codes = codes_of(store, asked.area, asked.as_of)
    house, entry = HouseRepair, MoneyEntry
    houses = house.select(house.id).where(~house.deleted, lies_in(house, codes), house.fiscal_year == asked.fiscal_year)
    query = entry.select(
        entry.source, entry.partner_name, entry.form, entry.amount_satang, entry.house
    ).where(
        standing(),
        entry.phase == "received",
        entry.house.in_(houses),
        entry.day.is_null() | (entry.day <= asked.as_of.isoformat()),
    )  # fmt: skip
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    helped: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_source: Counter[str] = Counter()
    for source, partner, form, satang, house_id in store.tuples(query):
        key = (source or "other", partner or "")
        sums[key][form or "cash"] += satang or 0
        helped[key].add(house_id)
        by_source[key[0]] += satang or 0
    order = list(SOURCES)
    keys = sorted(sums, key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key[1]))
    everything: Counter[str] = Counter()
    for key in keys:
        everything.update(sums[key])
    ratio = leverage(dict(by_source))
    footnote = list(completeness_of(store, codes, asked.as_of).sentences())
    if ratio is not None:
        footnote.insert(0, gettext("Partners add {ratio} baht to each CODI baht.").format(ratio=f"{ratio:.1f}"))
    return Table(
        title=REPORT.title,
        columns=(
            Column("source", N_("Source")),
            Column("partner", N_("Partner's name")),
            *(Column(f"{form}_satang", label, "money") for form, label in MONEY_FORMS.items()),
            Column("total_satang", N_("Total"), "money"),
            Column("houses", N_("Houses"), "whole"),
        ),
        rows=tuple((source, partner, *_sums(sums[source, partner]), len(helped[source, partner]))
                   for source, partner in keys),
        total=(gettext("Total"), "", *_sums(everything), len(set().union(*helped.values()))),
        footnote=tuple(footnote),
    )  # fmt: skip


REPORT = Report("tray", N_("Shared tray by partner"), table)


def _sums(sums: Counter[str]) -> tuple[Cell, ...]:
    return (*(sums[form] for form in MONEY_FORMS), sum(sums.values()))
