"""Move a house along its workflow: step."""

import argparse
from datetime import date

from codi_desktop.cli._parser import Commands, day
from codi_desktop.cli._session import Session
from codi_desktop.i18n import N_, gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.services import repairing


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    step = commands.add("step", N_("move a house along its workflow"), _step)
    step.add_argument("id", metavar="ID")
    step.add_argument("step", metavar="STEP", help=", ".join([*repairing.STEPS, *repairing.SIDES, "resumed"]))
    step.add_argument("--date", type=day, metavar="D", help=gettext(N_("default: today")))
    step.add_argument("--by", metavar="NAME", help=gettext(N_("default: who works on this machine")))
    step.add_argument("--resolution", default="", metavar="NO")
    step.add_argument("--body", default="", metavar="NAME", help=gettext(N_("the body that decided")))
    step.add_argument("--note", default="", help=gettext(N_("a note; the reason to set aside or go back")))
    step.add_argument("--replaced-by", metavar="ID", help=gettext(N_("the house that takes its place")))
    step.add_argument("--back", action="store_true", help=gettext(N_("back to an earlier step, with --note as reason")))


def _step(session: Session, chosen: argparse.Namespace) -> None:
    store, when = session.store, chosen.date or date.today()  # noqa: DTZ011  the user's own calendar day
    resolution = chosen.resolution
    if chosen.back:
        saved = repairing.step_back(store, chosen.id, chosen.step, why=chosen.note, day=when, by=chosen.by)
    elif chosen.step == "resumed":
        saved = repairing.resume(store, chosen.id, why=chosen.note, day=when, by=chosen.by, resolution=resolution)
    elif chosen.step in repairing.SIDES:
        saved = repairing.set_aside(
            store,
            chosen.id,
            chosen.step,
            why=chosen.note,
            day=when,
            by=chosen.by,
            resolution=resolution,
            replaced_by=chosen.replaced_by,
        )
    else:
        saved = repairing.take_step(
            store,
            chosen.id,
            chosen.step,
            day=when,
            by=chosen.by,
            resolution=resolution,
            by_body=chosen.body,
            note=chosen.note,
        )
    house = store.get(HouseRepair, chosen.id)
    following = repairing.next_step(house)
    missing = [thing.sentence for thing in repairing.missing(store, house, following)] if following else []
    label = gettext({**repairing.STEPS, **repairing.SIDES}.get(chosen.step, chosen.step))
    lines = [f"{house.title()}: {label}"]
    lines += [gettext("Before the next step: {sentence}").format(sentence=sentence) for sentence in missing]
    facts = {
        "id": house.id,
        "step": house.step,
        "side_state": house.side_state or None,
        "action": saved.action,
        "next": following,
        "missing": missing,
        "warnings": repairing.warnings(store, house),
    }
    session.tell(facts, "\n".join(lines))
