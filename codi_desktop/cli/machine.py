"""Make this machine: init."""

import argparse

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, ask_passphrase, say
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import opening

LEVELS = ("tambon", "province", "group", "region")


class AlreadyMade(CodiError):
    """The folder holds a machine."""

    message = N_("There is a machine in {folder} already.")


class NoPassphrase(CodiError):
    """Nobody gave a passphrase, and nobody can be asked."""

    message = N_("Give a passphrase with --passphrase-file or CODI_PASSPHRASE, or say --no-passphrase.")


class NotAlike(CodiError):
    """The passphrase was typed in two ways."""

    message = N_("The two passphrases differ. Nothing was made.")


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    init = commands.add("init", N_("make this machine"), _init)
    init.add_argument("--name", required=True, help=gettext(N_("what others call it")))
    init.add_argument("--level", required=True, choices=LEVELS)
    init.add_argument("--area", required=True, metavar="CODE")
    init.add_argument("--person", default="", metavar="NAME", help=gettext(N_("who works on it")))
    init.add_argument("--no-passphrase", action="store_true", help=gettext(N_("the key lies in the keyring or a file")))


def _init(session: Session, chosen: argparse.Namespace) -> None:
    if opening.has_machine(session.folder):
        raise AlreadyMade(folder=session.folder)
    store = session.keep(
        opening.make_machine(
            session.folder,
            name=chosen.name,
            level=chosen.level,
            area=chosen.area,
            person=chosen.person,
            passphrase=None if chosen.no_passphrase else _new_passphrase(session),
        )
    )
    machine = store.machine
    facts = {"device": machine.device, "name": machine.name, "area": machine.scope, "data": str(session.folder)}
    session.tell(
        facts, gettext("The machine “{name}” was made in {folder}.").format(name=machine.name, folder=session.folder)
    )


def _new_passphrase(session: Session) -> str:
    given = session.passphrase()
    if given:
        return given
    if not session.can_ask:
        raise NoPassphrase
    say(gettext("A forgotten passphrase cannot be recovered without the province's help."))
    typed = ask_passphrase(gettext("New passphrase: "))
    if typed != ask_passphrase(gettext("Once more: ")):
        raise NotAlike
    return typed
