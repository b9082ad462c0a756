"""Commands about personal data: erase on request, show a citizen id to the province for a purpose, withdraw it."""

import argparse

from codi_desktop.cli._parser import Commands, day
from codi_desktop.cli._session import Session
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import privacy


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    erase = commands.add("erase", N_("erase the personal data of a person or household, on request"), _erase)
    erase.add_argument("id", metavar="ID")
    erase.add_argument("--why", required=True)
    erase.add_argument("--preview", action="store_true", help=gettext(N_("only show what would vanish")))
    disclose = commands.add("disclose", N_("let the province read a citizen id, for a purpose"), _disclose)
    disclose.add_argument("id", metavar="ID")
    disclose.add_argument("--why", required=True)
    disclose.add_argument("--until", type=day, metavar="D")
    commands.add("disclosures", N_("the purposes for which the province reads citizen ids"), _disclosures)
    commands.add("withdraw", N_("end a purpose"), _withdraw).add_argument("id", metavar="ID")


def _erase(session: Session, chosen: argparse.Namespace) -> None:
    told = privacy.erasable(session.store, chosen.id)
    if not chosen.preview:
        privacy.erase(session.store, chosen.id, chosen.why)
    facts = {
        "erased": not chosen.preview,
        "records": [{"id": one.id, "kind": one.kind, "fields": list(one.labels)} for one in told],
    }
    done = gettext("Erased here, and with the next bundles on every machine. Older sticks, papers and backups keep it.")
    would = gettext("This would vanish:")
    lines = [f"  {one.kind:16} {one.id}  {', '.join(one.labels)}" for one in told]
    session.tell(facts, "\n".join([would if chosen.preview else done, *lines]))


def _disclose(session: Session, chosen: argparse.Namespace) -> None:
    made = privacy.disclose(session.store, chosen.id, chosen.why, until=chosen.until)
    session.tell({"id": made.id}, str(made.id))


def _disclosures(session: Session, _chosen: argparse.Namespace) -> None:
    standing = set(privacy.disclosed(session.store))
    for one in privacy.disclosures(session.store):
        facts = {
            "id": one.id,
            "subject": one.subject,
            "why": one.reason,
            "until": one.until,
            "withdrawn_on": one.withdrawn_on,
            "stands": one.subject in standing and not one.withdrawn_on,
        }
        session.tell(facts, f"{one.id}  {one.title()}")


def _withdraw(session: Session, chosen: argparse.Namespace) -> None:
    privacy.withdraw(session.store, chosen.id)
    session.tell(
        {"id": chosen.id}, gettext("From now on the number no longer travels. What was read cannot be unread.")
    )
