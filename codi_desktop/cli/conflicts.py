"""Commands about what two people said apart: conflicts, settle, ask, answer."""

import argparse
import json
import sys

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, utc
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import access, asking, settling
from codi_desktop.services.editing import model_of
from codi_desktop.services.opening import Conflict, Store
from codi_desktop.services.settled import Said, Settled, settled_csv
from codi_desktop.services.settling import DisputeKey


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
    listed.add_argument("--settled", action="store_true", help=gettext(N_("those that were decided, newest first")))
    listed.add_argument("--merged", action="store_true", help=gettext(N_("what came together of itself")))
    listed.add_argument("--csv", action="store_true", help=gettext(N_("with --settled: for a spreadsheet")))
    settle = commands.add("settle", N_("settle one field"), _settle)
    settle.add_argument("id", metavar="ID")
    settle.add_argument("field", metavar="FIELD")
    choice = settle.add_mutually_exclusive_group(required=True)
    choice.add_argument("--keep", type=int, metavar="N", help=gettext(N_("the value of this number in “conflicts”")))
    choice.add_argument("--value", metavar="JSON", help=gettext(N_("another value")))
    ask = commands.add("ask", N_("ask the office that knows about one field"), _ask)
    ask.add_argument("id", metavar="ID")
    ask.add_argument("field", metavar="FIELD")
    ask.add_argument("--words", default="", metavar="TEXT", help=gettext(N_("what is asked")))
    answer = commands.add("answer", N_("answer such a question"), _answer)
    answer.add_argument("question", metavar="QUESTION")
    answer.add_argument("--keep", type=int, metavar="N", help=gettext(N_("the value of this number in “conflicts”")))
    answer.add_argument("--value", metavar="JSON", help=gettext(N_("another value")))
    answer.add_argument("--words", default="", metavar="TEXT", help=gettext(N_("the answer in words")))
    answer.add_argument("--settle", action="store_true", help=gettext(N_("decide for --keep at once")))


def _conflicts(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.settled:
        _settled(session, chosen)
        return
    if chosen.merged:
        _merged(session, chosen)
        return
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
        asked = asking.asked_about(session.store, DisputeKey(conflict.id, conflict.field))
        if asked:
            facts["questions"] = [
                {
                    "id": one.id,
                    "asked_of": one.asked_of,
                    "by": one.by,
                    "words": one.words,
                    "answered": one.is_answered,
                    "chosen": one.chosen,
                    "answer": one.answer,
                }
                for one in asked
            ]
            lines += [f"  ? {one.id} {one.by}: {one.words}" for one in asked]
            lines += [f"    = {one.answered_by}: {one.answer or one.chosen}" for one in asked if one.is_answered]
        session.tell(facts, "\n".join(lines))


def _settled(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.csv:
        sys.stdout.write(settled_csv(session.store, gettext("Command line")))
        return
    for one in session.store.settled():
        if chosen.kind in {None, one.kind}:
            values = [_said(one, said) for said in one.values]
            decision = _said(one, one.decision)
            facts = {
                "id": one.id,
                "kind": one.kind,
                "field": one.field,
                "values": values,
                "decision": decision,
                "stands": one.stands,
            }
            told = json.dumps(decision["value"], ensure_ascii=False)
            session.tell(facts, f"{one.id} {one.field} = {told}  {decision['by']} {decision['at']}")


def _merged(session: Session, chosen: argparse.Namespace) -> None:
    for one in session.store.merged():
        if chosen.kind in {None, one.kind}:
            parts = [
                {"fields": fields, "by": entry.by, "machine": entry.machine_name, "at": utc(entry.at)}
                for entry, fields in one.changes
            ]
            lines = [f"{one.id}", *(f"  {', '.join(fields)}  {entry.by}" for entry, fields in one.changes)]
            session.tell({"id": one.id, "kind": one.kind, "changes": parts}, "\n".join(lines))


def _said(one: Settled, said: Said) -> dict[str, object]:
    shown = {one.field: said.value}
    value = access.masked(model_of(one.kind), shown)[one.field]
    return {"value": value, "change": said.change_id, "at": utc(said.at), "by": said.by, "machine": said.machine_name}


def _ask(session: Session, chosen: argparse.Namespace) -> None:
    seen = settling.dispute(session.store, DisputeKey(chosen.id, chosen.field))
    question = asking.ask(session.store, seen, chosen.words)
    facts = {"question": question, "id": chosen.id, "field": chosen.field}
    session.tell(facts, gettext("Asked: {id}").format(id=question))


def _answer(session: Session, chosen: argparse.Namespace) -> None:
    store = session.store
    about = asking.question(store, chosen.question).key
    conflict = _open_one(store, about.id, about.field) if chosen.keep is not None else None
    change = ""
    value: object = asking.LEAVE_OPEN
    if conflict is not None:
        kept = _numbered(conflict, chosen.keep)
        change = kept.change_id
        value = kept.value if chosen.settle else value
    elif chosen.value is not None:
        value = _json(chosen.value)
    asking.answer(store, chosen.question, chosen=change, value=value, words=chosen.words)
    session.tell({"question": chosen.question}, gettext("Answered."))


def _settle(session: Session, chosen: argparse.Namespace) -> None:
    store = session.store
    conflict = _open_one(store, chosen.id, chosen.field)
    value = _json(chosen.value) if chosen.keep is None else _numbered(conflict, chosen.keep).value
    saved = store.settle(chosen.id, chosen.field, value, by=store.machine.person)
    session.tell({"id": chosen.id, "field": chosen.field, "action": saved.action}, gettext("Settled."))


def _open_one(store: Store, record_id: str, field: str) -> Conflict:
    for conflict in store.conflicts():
        if (conflict.id, conflict.field) == (record_id, field):
            return conflict
    raise NoConflict(field=field)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as broken:
        raise NotJson(value=text) from broken


def _numbered(conflict: Conflict, number: int) -> Said:
    if not 1 <= number <= len(conflict.values):
        raise NoSuchValue(count=len(conflict.values))
    return conflict.values[number - 1]
