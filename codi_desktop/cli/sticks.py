"""Commands about sticks: see which are plugged in, erase what is ours."""

import argparse
from pathlib import Path

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, progress
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import erasing
from codi_desktop.services.sticks import sticks


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("sticks", N_("list the sticks that are plugged in"), _sticks)
    erase = commands.add("erase-stick", N_("delete this program's files from a stick, and no others"), _erase)
    erase.add_argument("folder", type=Path, metavar="DIR")
    erase.add_argument("--yes", action="store_true", help=gettext(N_("do it; otherwise the files are only listed")))


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
