"""Commands that count and list: reports, report."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from codi_desktop.cli._parser import Commands, day
from codi_desktop.cli._session import Session, say
from codi_desktop.i18n import N_, gettext
from codi_desktop.reports._report import Asked, Table, report_named, reports
from codi_desktop.services import access
from codi_desktop.services.spreadsheets import csv_of


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("reports", N_("the reports there are"), _reports)
    report = commands.add("report", N_("make a report"), _report)
    report.add_argument("name", metavar="NAME")
    report.add_argument("--area", metavar="CODE", help=gettext(N_("default: the area of this machine")))
    report.add_argument("--as-of", type=day, metavar="DATE", help=gettext(N_("default: today")))
    report.add_argument(
        "--fiscal-year", type=int, metavar="YEAR", help=gettext(N_("in พ.ศ.; default: that of the day"))
    )
    report.add_argument("--format", choices=("json", "csv"), help=gettext(N_("default: a table for people")))
    report.add_argument("--out", type=Path, metavar="FILE")


def _reports(session: Session, _chosen: argparse.Namespace) -> None:
    for name, report in reports().items():
        session.tell({"name": name, "title": gettext(report.title)}, f"{name:12} {gettext(report.title)}")


def _report(session: Session, chosen: argparse.Namespace) -> None:
    asked = Asked(chosen.area or session.store.machine.scope, chosen.as_of or date.today(), chosen.fiscal_year)  # noqa: DTZ011  the user's own calendar day
    report = report_named(chosen.name)
    table = report.build(session.store, asked)
    form = chosen.format or ("json" if session.as_json else "text")
    if chosen.out or form != "text":
        about = chosen.out.name if chosen.out else gettext("Command line")
        access.exported(session.store, report.lists, [str(row[0]) for row in table.rows], about)
    text = {"json": _json_lines, "csv": csv_of, "text": _text}[form](table)
    if chosen.out:
        chosen.out.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8", newline="")
        say(gettext("The report is {file}.").format(file=chosen.out))
    else:
        sys.stdout.write(text)


def _json_lines(table: Table) -> str:
    """Give a row a line, then the total and the footnote: a total never travels without its footnote."""
    names = [column.name for column in table.columns]
    lines = [dict(zip(names, row, strict=True)) for row in table.rows]
    end: dict[str, object] = {"_footnote": list(table.footnote)}
    if table.total is not None:
        end["_total"] = dict(zip(names, table.total, strict=True))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, end])


def _text(table: Table) -> str:
    heads = [gettext(column.label) for column in table.columns]
    rows = [table.shown(row) for row in [*table.rows, *([table.total] if table.total else [])]]
    lines = [" · ".join(cells) for cells in [heads, *rows]]
    return "\n".join([gettext(table.title), *lines, *table.footnote]) + "\n"
