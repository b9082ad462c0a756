"""Commands about what lies aside: aside, aside retry, aside accept."""

import argparse

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, utc
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import aside


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    group = commands.group_with_default("aside", N_("what came and is not believed or cannot be read"), _aside)
    group.add("retry", N_("try everything again"), _retry)
    accept = group.add("accept", N_("take over the work of a lost machine as one's own"), _accept)
    accept.add_argument("number", type=int, metavar="N", help=gettext(N_("as “aside” tells it")))
    accept.add_argument("--why", default="", help=gettext(N_("the reason, kept for good")))
    accept.add_argument("--preview", action="store_true", help=gettext(N_("only show what would change")))


def _aside(session: Session, _chosen: argparse.Namespace) -> None:
    for one in aside.asides(session.store):
        numbers = ", ".join(map(str, one.numbers))
        told = ngettext("{n} change by {machine} for {area}", "{n} changes by {machine} for {area}", one.changes)
        line = told.format(n=one.changes, machine=one.machine, area=one.area)
        facts = {
            "numbers": one.numbers,
            "device": one.device,
            "machine": one.machine,
            "area": one.area,
            "changes": one.changes,
            "since": utc(one.since),
            "reason": one.reason,
            "todo": one.todo,
            "can_accept": one.can_accept,
        }
        session.tell(facts, f"[{numbers or '-'}] {line}. {one.reason} {one.todo}")


def _retry(session: Session, _chosen: argparse.Namespace) -> None:
    count = aside.retry(session.store)
    session.tell({"new": count}, ngettext("{n} change came in.", "{n} changes came in.", count).format(n=count))


def _accept(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.preview:
        for one in aside.look(session.store, chosen.number):
            facts = {"id": one.id, "kind": one.kind, "title": one.title, "lines": one.lines}
            session.tell(facts, "\n".join([f"~ {one.kind:16} {one.title}", *(f"    {line}" for line in one.lines)]))
        return
    saved = aside.accept(session.store, chosen.number, chosen.why)
    session.tell({"action": saved.action, "changed": len(saved.ids)}, gettext("Accepted as work of this machine."))
