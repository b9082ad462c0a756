"""Commands for a forgotten passphrase: the committee's sheets, and help from the level above."""

import argparse
from dataclasses import asdict
from pathlib import Path

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, ask_passphrase, say
from codi_desktop.cli.machines import compare
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import escrow, shares


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
    above = commands.group("recover", N_("let the machine above open this one, whose passphrase is forgotten"))
    request = above.add("request", N_("on the locked machine: write the request"), _request)
    request.add_argument("--out", type=Path, required=True, metavar="FILE")
    answer = above.add("answer", N_("on the machine above: write the answer"), _answer)
    answer.add_argument("file", type=Path, metavar="FILE")
    answer.add_argument("--out", type=Path, required=True, metavar="FILE")
    answer.add_argument("--words", metavar="WORDS", help=gettext(N_("the four words on the other machine, compared")))
    finish = above.add("finish", N_("on the locked machine: take the answer, set a new passphrase"), _finish)
    finish.add_argument("file", type=Path, metavar="FILE")
    _add_new_passphrase(finish)


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


def _request(session: Session, chosen: argparse.Namespace) -> None:
    asking = escrow.request(session.folder, chosen.out)
    told = gettext("The request is {file}. The check words of this request: {words}")
    facts = {"path": str(asking.path), "words": asking.words, "helpers": escrow.helper_names(session.folder)}
    session.tell(facts, told.format(file=asking.path, words=" ".join(asking.words)))


def _answer(session: Session, chosen: argparse.Namespace) -> None:
    asked = escrow.look(session.store, chosen.file)
    compare(asked.words, chosen.words)
    path = escrow.answer(session.store, chosen.file, chosen.out)
    told = gettext("“{name}” asks for help; its words are: {words}. The answer is {file}.")
    session.tell(
        {**asdict(asked), "path": str(path)}, told.format(name=asked.name, words=" ".join(asked.words), file=path)
    )


def _finish(session: Session, chosen: argparse.Namespace) -> None:
    escrow.finish(session.folder, chosen.file, _new_passphrase(session, chosen))
    session.tell({"opened": True}, gettext("The machine is open, and the new passphrase is set."))
