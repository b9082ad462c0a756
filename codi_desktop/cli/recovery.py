"""Commands for a forgotten passphrase: the committee's sheets, and help from the level above."""

import argparse
from pathlib import Path

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, ask_passphrase, say
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import shares


class NewPassphraseMissing(CodiError):
    """Nobody gave the passphrase that is to open the machine from now on."""

    message = N_("Give the new passphrase with --new-passphrase-file.")


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    paper = commands.group("shares", N_("the committee's sheets: several together open this machine"))
    make = paper.add("make", N_("print the sheets of a new set; those of before open nothing any more"), _make)
    make.add_argument("--need", type=int, required=True, metavar="M", help=gettext(N_("how many open it together")))
    make.add_argument("--of", type=int, required=True, metavar="N", help=gettext(N_("how many are made")))
    make.add_argument("--out", type=Path, required=True, metavar="DIR")
    opened = paper.add("open", N_("give this machine a new passphrase by its sheets"), _open)
    opened.add_argument(
        "file", type=Path, nargs="+", metavar="FILE", help=gettext(N_("scanned sheets, or words as text"))
    )
    _add_new_passphrase(opened)


def _add_new_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file", type=Path, metavar="FILE", help=gettext(N_("holds the new passphrase"))
    )


def _make(session: Session, chosen: argparse.Namespace) -> None:
    written = shares.make(session.store, chosen.need, chosen.of, chosen.out, session.passphrase())
    for path in written:
        session.tell({"path": str(path)}, str(path))
    say(gettext("Print each file, give each sheet to another person, then delete the files."))


def _open(session: Session, chosen: argparse.Namespace) -> None:
    read = [shares.read_file(file) for file in chosen.file]
    shares.open_with(session.folder, read, _new_passphrase(session, chosen))
    session.tell({"opened": True}, gettext("The machine is open, and the new passphrase is set."))


def _new_passphrase(session: Session, chosen: argparse.Namespace) -> str:
    if chosen.new_passphrase_file:
        return str(chosen.new_passphrase_file.read_text(encoding="utf-8").rstrip("\r\n"))
    if not session.can_ask:
        raise NewPassphraseMissing
    return ask_passphrase(gettext("New passphrase: "))
