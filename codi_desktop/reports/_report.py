"""What every report has in common, and the register of reports."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.store import Store
from codi_desktop.thai.calendar import fiscal_year, format_date
from codi_desktop.thai.money import format_baht

ColumnType = Literal["text", "whole", "number", "money", "day"]
Cell = str | int | float | None


class UnknownReport(CodiError):
    """No report has this name."""

    message = N_("There is no report “{name}”. The command “reports” lists them.")


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its label for people, what stands in it."""

    name: str
    label: str
    type: ColumnType = "text"


@dataclass(frozen=True)
class Table:
    """A finished report. The footnote says how far its numbers can be believed, and goes wherever the total goes."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    footnote: tuple[str, ...] = ()

    def shown(self, row: tuple[Cell, ...]) -> list[str]:
        """Write a row for people: money in baht, days in พ.ศ., nothing for what is not known."""
        return [_shown(column, cell) for column, cell in zip(self.columns, row, strict=True)]


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: an area's code, a day, and a fiscal year (that of the day unless it is named)."""

    area: str
    as_of: date
    year: int | None = None

    @property
    def fiscal_year(self) -> int:
        """The fiscal year in พ.ศ."""
        return self.year or fiscal_year(self.as_of)


@dataclass(frozen=True)
class Report:
    """One report by its name; each file of this folder declares one as REPORT."""

    name: str
    title: str
    build: Callable[[Store, Asked], Table]
    lists: str = ""
    """the kind of record that its rows are about, by their first column; "" for one of sums"""


@cache
def reports() -> dict[str, Report]:
    """Give every report by its name. A file in this folder is a report; `_` marks machinery."""
    import codi_desktop.reports as package

    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    found: list[Report] = [module.REPORT for module in modules]
    return {report.name: report for report in found}


def report_named(name: str) -> Report:
    """Find a report; an unknown name raises UnknownReport."""
    try:
        return reports()[name]
    except KeyError as unknown:
        raise UnknownReport(name=name) from unknown


def _shown(column: Column, cell: Any) -> str:
    if cell is None:
        return ""
    if column.type == "money":
        return format_baht(cell)
    if column.type == "day":
        return format_date(date.fromisoformat(cell))
    if column.type == "number":
        return f"{cell:.1f}"
    return str(cell)
