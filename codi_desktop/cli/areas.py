"""Commands about places: areas import, areas find."""

import argparse
from dataclasses import asdict
from pathlib import Path

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import areas


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    group = commands.group("areas", N_("the official list of areas"))
    taken = group.add("import", N_("take the list in"), _import)
    taken.add_argument("file", type=Path, metavar="FILE")
    find = group.add("find", N_("find a tambon in Thai or English"), _find)
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--level", action="append", help=gettext(N_("tambon, amphoe, province … (default: tambon)")))


def _import(session: Session, chosen: argparse.Namespace) -> None:
    counts = areas.import_list(session.store, chosen.file)
    told = gettext("{tambons} tambons: {new} areas are new, {changed} changed, {same} as before.")
    session.tell(asdict(counts), told.format(**asdict(counts)))


def _find(session: Session, chosen: argparse.Namespace) -> None:
    for area in areas.find(session.store, chosen.text, levels=chosen.level or ("tambon",)):
        names = " ".join(part for part in (area.name_th, area.amphoe, area.province, area.postcode) if part)
        session.tell(asdict(area), f"{area.code}  {names}")
