"""Commands about machines: enrol request, accept and finish; machines, revoke and renew."""

import argparse
from dataclasses import asdict
from pathlib import Path

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, utc
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import exchanging, machines


class WordsDiffer(CodiError):
    """The words that somebody read out are not those of the file."""

    message = N_("The words differ: the file says “{words}”. It comes from another machine. Nothing was done.")


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    enrol = commands.group("enrol", N_("let a machine join the tree"))
    request = enrol.add("request", N_("ask to join: write this machine's request"), _request)
    request.add_argument("--out", type=Path, required=True, metavar="FILE")
    accept = enrol.add("accept", N_("accept a request and write the welcome"), _accept)
    accept.add_argument("file", type=Path, metavar="FILE")
    accept.add_argument("--out", type=Path, required=True, metavar="FILE")
    accept.add_argument("--area", action="append", metavar="CODE", help=gettext(N_("areas it may write")))
    accept.add_argument("--words", metavar="WORDS", help=gettext(N_("the four words on the other machine, compared")))
    finish = enrol.add("finish", N_("join with the welcome that came back"), _finish)
    finish.add_argument("file", type=Path, metavar="FILE")
    finish.add_argument("--words", metavar="WORDS", help=gettext(N_("the four words on the other machine, compared")))
    known = commands.group_with_default("machines", N_("known machines and what each is known to have"), _machines)
    revoke = known.add("revoke", N_("report a machine as lost"), _revoke)
    revoke.add_argument("id", metavar="ID")
    revoke.add_argument("--why", required=True)
    known.add("renew", N_("give this machine a new key for what is sent to it"), _renew)


def _request(session: Session, chosen: argparse.Namespace) -> None:
    content = machines.request(session.store)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_bytes(content)
    words = machines.own_words(session.store)
    facts = {"path": str(chosen.out), "words": words, "device": session.store.machine.device}
    told = gettext("The request is {file}. The check words of this machine: {words}")
    session.tell(facts, told.format(file=chosen.out, words=" ".join(words)))


def _accept(session: Session, chosen: argparse.Namespace) -> None:
    seen = machines.look_at_request(session.store, chosen.file)
    compare(seen.words, chosen.words)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    given = tuple(chosen.area) if chosen.area else None
    written = machines.accept(session.store, chosen.file, chosen.out, given)
    facts = {**asdict(seen), "path": str(written.path), "bytes": written.bytes}
    told = gettext("“{name}” was accepted; its words are: {words}. The welcome is {file}.")
    session.tell(facts, told.format(name=seen.name, words=" ".join(seen.words), file=written.path))


def _finish(session: Session, chosen: argparse.Namespace) -> None:
    welcome = machines.welcome_in(session.store, chosen.file)
    compare(welcome.words, chosen.words)
    machines.finish(session.store, chosen.file, welcome.sender)
    told = gettext("This machine has joined “{root}” through “{sender}”, whose words are: {words}.")
    session.tell(
        asdict(welcome),
        told.format(root=welcome.root_name, sender=welcome.sender_name, words=" ".join(welcome.words)),
    )


def compare(words: tuple[str, ...], told: str | None) -> None:
    """Raise WordsDiffer unless the words that somebody read out are those of the file."""
    if told is not None and told.split() != list(words):
        raise WordsDiffer(words=" ".join(words))


def _machines(session: Session, _chosen: argparse.Namespace) -> None:
    lines = exchanging.history(session.store)
    holdings = machines.holdings(session.store)
    for machine in machines.machines(session.store):
        sent = [line for line in lines if line.note.direction == "out" and line.note.peer_device == machine.device]
        facts = {
            **asdict(machine),
            "last_seen": utc(machine.last_seen) if machine.last_seen else None,
            "changes_known_there": holdings[machine.device].changes,
            "changes_for_it": holdings[machine.device].of,
            "bundles_sent": len(sent),
            "bundles_received_there": sum(line.has_receipt for line in sent),
        }
        marks = [
            gettext("this machine") if machine.is_this_one else "",
            gettext("root") if machine.is_root else "",
            gettext("reported lost") if machine.is_lost else "",
            "" if machine.is_this_one else gettext("has {changes} of {of}").format(**asdict(holdings[machine.device])),
        ]
        shown = ", ".join(mark for mark in marks if mark)
        session.tell(facts, f"{machine.device[:12]}  {machine.area:7} {machine.name}  {shown}".rstrip())


def _revoke(session: Session, chosen: argparse.Namespace) -> None:
    revocation = machines.revoke(session.store, chosen.id, chosen.why)
    told = gettext("The machine was reported lost. Every bundle carries the news from now on.")
    session.tell({"device": revocation.sub, "why": revocation.why}, told)


def _renew(session: Session, _chosen: argparse.Namespace) -> None:
    renewal = machines.renew(session.store)
    told = gettext("This machine has a new key. Every bundle carries the news; old bundles still open here.")
    session.tell({"device": renewal.sub, "recipient": renewal.enc, "seq": renewal.seq}, told)
