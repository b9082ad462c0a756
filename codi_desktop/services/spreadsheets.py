"""Write tables for other programs."""

import csv
import io

from codi_desktop.reports._report import Table


def csv_of(table: Table) -> str:
    """Write a table as CSV, its total and its footnote under it: a total never travels without its footnote."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_safe(cell) for cell in row] for row in [*table.rows, *([table.total] if table.total else [])])
    writer.writerows([f"# {line}"] for line in table.footnote)
    return written.getvalue()


def _safe(cell: object) -> object:
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
