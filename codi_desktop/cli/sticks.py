"""Commands about sticks: see which are plugged in, erase what is ours."""

import argparse
from pathlib import Path
from typing import Any

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, progress, utc
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import carrying, erasing
from codi_desktop.services.sticks import sticks


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("sticks", N_("list the sticks that are plugged in"), _sticks)
    erase = commands.add("erase-stick", N_("delete this program's files from a stick, and no others"), _erase)
    erase.add_argument("folder", type=Path, metavar="DIR")
    erase.add_argument("--yes", action="store_true", help=gettext(N_("do it; otherwise the files are only listed")))
    carry = commands.add("carry", N_("keep sealed bundles that are for others, to hand them on"), _carry)
    carry.add_argument("files", type=Path, nargs="+", metavar="FILE")
    held = commands.add("carried", N_("list what is carried for others"), _carried)
    held.add_argument("--drop", metavar="SHA256", help=gettext(N_("carry this one no longer")))


def _carry(session: Session, chosen: argparse.Namespace) -> None:
    for file in chosen.files:
        one = carrying.carry(session.store, file)
        session.tell(_facts(one), gettext("Kept for others: {name}").format(name=one.name))


def _carried(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.drop:
        one = carrying.drop(session.store, chosen.drop)
        session.tell(_facts(one), gettext("Carried no longer: {name}").format(name=one.name))
        return
    for one in carrying.carried(session.store):
        session.tell(_facts(one), f"{one.sha256[:12]}  {one.name}  {one.size:,}  {utc(one.since)}")


def _facts(one: carrying.Carried) -> dict[str, Any]:
    return {"name": one.name, "bytes": one.size, "sha256": one.sha256, "since": utc(one.since)}


def _sticks(session: Session, _chosen: argparse.Namespace) -> None:
    for one in sticks():
        facts = {
            "path": str(one.path),
            "label": one.label,
            "free": one.free,
            "size": one.size,
            "file_system": one.file_system,
            "largest_file": one.largest_file,
            "writable": one.is_writable,
        }
        session.tell(facts, f"{one.path}  {one.label}  {one.file_system}  {one.free:,} / {one.size:,}")


def _erase(session: Session, chosen: argparse.Namespace) -> None:
    found = erasing.ours(chosen.folder)
    for one in found:
        session.tell({"path": str(one.path), "bytes": one.size}, f"{one.path}  {one.size:,}")
    if not found:
        session.tell({"erased": 0}, gettext("No files of this program lie there."))
    elif not chosen.yes:
        session.tell({"erased": 0}, gettext("Nothing was deleted yet. Add --yes to delete these files."))
    else:
        erasing.erase(found, progress(gettext("Deleting")))
        session.tell({"erased": len(found)}, erasing.warning())
