"""Ask the office that knows which of two values is right, and answer: the question is a record and travels as one."""

from datetime import date

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records._fields import Json
from codi_desktop.records._record import scope_of
from codi_desktop.records.question import Question
from codi_desktop.services import settling
from codi_desktop.services.questions import Asked, DisputeKey, asked_about, is_open, question, waiting_for_us, whom
from codi_desktop.services.settling import Dispute
from codi_desktop.store.store import Store

__all__ = [
    "LEAVE_OPEN",
    "AnsweredBefore",
    "Asked",
    "NobodyToAsk",
    "SayWhatIsRight",
    "answer",
    "ask",
    "asked_about",
    "is_open",
    "question",
    "waiting_for_us",
    "whom",
]

LEAVE_OPEN = object()
"""for `answer`: say what is right, and let whoever asked decide"""


class NobodyToAsk(CodiError):
    """The record belongs to this very office."""

    message = N_("This record belongs to this office, so there is nobody else to ask. Decide it here.")


class AnsweredBefore(CodiError):
    """Somebody else's answer has arrived."""

    message = N_("This question was answered meanwhile by {by}.")


class SayWhatIsRight(CodiError):
    """An answer that says nothing."""

    message = N_("Choose a value, or say in words what is right.")


def ask(store: Store, seen: Dispute, words: str = "") -> str:
    """Ask about a dispute; it stays open. Gives the question's id. Raises NobodyToAsk and NotYourArea."""
    asked_of = whom(store, seen.key.id)
    if not asked_of:
        raise NobodyToAsk
    made = Question.new(
        scope_of(seen.key.id),
        about=seen.key.id,
        about_kind=seen.kind,
        field=seen.key.field,
        changes=sorted(seen.seen),
        asked_of=asked_of,
        asked_by=store.machine.person,
        asked_on=_today().isoformat(),
        asked_at=store.machine.name,
        words=words,
    )
    store.save(made)
    return str(made.id)


def answer(store: Store, question_id: str, *, chosen: str = "", value: Json = LEAVE_OPEN, words: str = "") -> None:
    """Answer by a change that is right, by words, or by deciding for a value at once, as one action.

    Raises AnsweredBefore, SayWhatIsRight, NotFound, and what `settling.settle` raises.
    """
    asked = store.get(Question, question_id)
    if asked.state == "answered":
        raise AnsweredBefore(by=asked.answered_by or "")
    if not chosen and value is LEAVE_OPEN and not words.strip():
        raise SayWhatIsRight
    asked.fill(
        {
            "state": "answered",
            "chosen": chosen,
            "answer": words,
            "answered_by": store.machine.person,
            "answered_on": _today().isoformat(),
            "answered_at": store.machine.name,
        }
    )
    if value is LEAVE_OPEN:
        store.save(asked)
    else:
        seen = settling.dispute(store, DisputeKey(asked.about, asked.field))
        settling.settle(store, seen, value, beside=[asked])


def _today() -> date:
    return date.today()  # noqa: DTZ011  the day on the wall
