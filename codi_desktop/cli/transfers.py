"""Commands about moves to another tambon: transfer offer, list, pass-on, accept, refuse, withdraw."""

import argparse

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import transferring


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    transfer = commands.group_with_default("transfer", N_("moves of houses and people to another tambon"), _list)
    offer = transfer.add("offer", N_("offer a house, household or person to another tambon"), _offer)
    offer.add_argument("id", metavar="ID")
    offer.add_argument("--to", required=True, metavar="AREA")
    offer.add_argument("--why", required=True)
    transfer.add("pass-on", N_("carry offers and answers between the tambons below"), _pass_on)
    for name, help_text, act in (
        ("accept", N_("take over what was offered to this tambon"), _accept),
        ("withdraw", N_("take an offer back that has no answer yet"), _withdraw),
    ):
        transfer.add(name, help_text, act).add_argument("id", metavar="ID")
    refuse = transfer.add("refuse", N_("say no to an offer"), _refuse)
    refuse.add_argument("id", metavar="ID")
    refuse.add_argument("--why", required=True)


def _list(session: Session, _chosen: argparse.Namespace) -> None:
    for move in transferring.moves(session.store):
        one = move.transfer
        facts = {
            "id": one.id,
            "subject": one.subject,
            "what": move.what,
            "from": one.from_area,
            "to": one.to_area,
            "state": one.state,
            "role": move.role,
            "waits_for_us": move.waits_for_us,
        }
        state = gettext(transferring.STATES[one.state]) if one.state in transferring.STATES else str(one.state)
        session.tell(facts, f"{one.id}  {move.what}: {move.origin} - {move.target}  {state}")


def _offer(session: Session, chosen: argparse.Namespace) -> None:
    made = transferring.offer(session.store, chosen.id, chosen.to, chosen.why)
    session.tell({"id": made.id, "state": made.state}, str(made.id))


def _pass_on(session: Session, _chosen: argparse.Namespace) -> None:
    count = transferring.pass_on(session.store)
    session.tell({"passed_on": count}, gettext("Passed on: {count}").format(count=count))


def _accept(session: Session, chosen: argparse.Namespace) -> None:
    saved = transferring.accept(session.store, chosen.id)
    session.tell({"ids": list(saved.ids)}, "\n".join(saved.ids))


def _withdraw(session: Session, chosen: argparse.Namespace) -> None:
    transferring.withdraw(session.store, chosen.id)
    _tell_state(session, chosen.id, "withdrawn")


def _refuse(session: Session, chosen: argparse.Namespace) -> None:
    transferring.refuse(session.store, chosen.id, chosen.why)
    _tell_state(session, chosen.id, "refused")


def _tell_state(session: Session, transfer_id: str, state: str) -> None:
    label = transferring.STATES[state]
    session.tell({"id": transfer_id, "state": state}, gettext(label))
