"""เรื่องข้อมูลขัดกันที่ตัดสินแล้ว: what was decided between values that people had said apart, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from codi_desktop.documents._flow import Flow, write_flow
from codi_desktop.documents._writing import write_whole
from codi_desktop.thai.calendar import format_date, format_time

_TITLE = "เรื่องข้อมูลขัดกันที่ตัดสินแล้ว"
_HEADS = ("รายการและช่อง", "ค่าที่มี ใครบอก เมื่อใด", "ผลการตัดสิน", "ใครตัดสิน เมื่อใด")
_WIDTHS = (42.0, 56.0, 30.0, 38.0)


@dataclass(frozen=True)
class ListedDecision:
    """One line of the list, in words."""

    about: str
    field: str
    values: Sequence[str]
    decision: str
    by: str
    machine: str
    at: datetime
    stands: bool


@dataclass(frozen=True)
class DecisionList:
    """What is printed: whose list, and as of which day."""

    council: str
    day: date
    lines: Sequence[ListedDecision]


def write_decision_list(found: DecisionList, out: BinaryIO | Path, *, thai_numerals: bool = False) -> None:
    """Print the list on as many A4 pages as it needs. A path is written whole or not at all."""
    draw = partial(_draw, found)
    write_whole(out, lambda stream: write_flow(stream, _TITLE, found.council, draw, thai_numerals=thai_numerals))


def _draw(found: DecisionList, flow: Flow) -> None:
    told = f"{len(found.lines):,} เรื่อง ถึงวันที่ {format_date(found.day, 'long', language='th')}"
    flow.title(_TITLE, [line for line in (found.council, told) if line])
    flow.table(_HEADS, map(_row, found.lines), _WIDTHS)


def _row(line: ListedDecision) -> tuple[str, ...]:
    day, hour = format_date(line.at.date(), "short", language="th"), format_time(line.at.time(), language="th")
    decision = line.decision if line.stands else f"{line.decision}\n(แก้อีกภายหลัง)"
    return f"{line.about}\n{line.field}", "\n".join(line.values), decision, f"{line.by}\n{line.machine}\n{day} {hour}"
