"""Commands about what two people said apart: conflicts, settle."""

import argparse
import json

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, utc
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import access
from codi_desktop.services.editing import model_of
from codi_desktop.services.opening import Conflict


class NoConflict(CodiError):
    """Nothing to settle here."""

    message = N_("“{field}” of this record is not in conflict.")


class NoSuchValue(CodiError):
    """A number that no value has."""

    message = N_("There are {count} values to choose from: 1 to {count}.")


class NotJson(CodiError):
    """A value that JSON cannot read."""

    message = N_("“{value}” is not JSON. Text stands in quotation marks.")


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    listed = commands.add("conflicts", N_("what two people changed apart"), _conflicts)
    listed.add_argument("kind", nargs="?", metavar="KIND")
    settle = commands.add("settle", N_("settle one field"), _settle)
    settle.add_argument("id", metavar="ID")
    settle.add_argument("field", metavar="FIELD")
    choice = settle.add_mutually_exclusive_group(required=True)
    choice.add_argument("--keep", type=int, metavar="N", help=gettext(N_("the value of this number in “conflicts”")))
    choice.add_argument("--value", metavar="JSON", help=gettext(N_("another value")))


def _conflicts(session: Session, chosen: argparse.Namespace) -> None:
    for conflict in session.store.conflicts(chosen.kind):
        said = [
            {
                "n": n,
                "value": access.masked(model_of(conflict.kind), {conflict.field: value.value})[conflict.field],
                "change": value.change_id,
                "at": utc(value.at),
                "by": value.by,
                "machine": value.machine_name,
                "saw": value.saw,
            }
            for n, value in enumerate(conflict.values, 1)
        ]
        lines = [f"{conflict.id} {conflict.field}"]
        lines += [
            f"  {s['n']}: {json.dumps(s['value'], ensure_ascii=False)}  {s['by']} ({s['machine']}) {s['at']}"
            for s in said
        ]
        facts = {"id": conflict.id, "kind": conflict.kind, "field": conflict.field, "values": said}
        session.tell(facts, "\n".join(lines))


def _settle(session: Session, chosen: argparse.Namespace) -> None:
    store = session.store
    found = [c for c in store.conflicts() if (c.id, c.field) == (chosen.id, chosen.field)]
    if not found:
        raise NoConflict(field=chosen.field)
    saved = store.settle(chosen.id, chosen.field, _value(found[0], chosen), by=store.machine.person)
    session.tell({"id": chosen.id, "field": chosen.field, "action": saved.action}, gettext("Settled."))


def _value(conflict: Conflict, chosen: argparse.Namespace) -> object:
    if chosen.keep is None:
        try:
            return json.loads(chosen.value)
        except ValueError as broken:
            raise NotJson(value=chosen.value) from broken
    if not 1 <= chosen.keep <= len(conflict.values):
        raise NoSuchValue(count=len(conflict.values))
    return conflict.values[chosen.keep - 1].value
