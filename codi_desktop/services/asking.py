"""Ask the office that knows which of two values is right, and answer: the question is a record and travels as one."""

from dataclasses import dataclass
from datetime import date

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records._fields import Json
from codi_desktop.records._record import scope_of
from codi_desktop.records.question import Question
from codi_desktop.services import settling
from codi_desktop.services.settling import Dispute, DisputeKey
from codi_desktop.store.store import NotFound, Store, live

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


@dataclass(frozen=True)
class Asked:
    """A question with its answer, if there is one. `chosen` is the change whose value the answer says is right."""

    id: str
    key: DisputeKey
    asked_of: str
    words: str
    by: str
    at: str
    on: date | None
    is_answered: bool
    chosen: str
    answer: str
    answered_by: str
    answered_at: str
    answered_on: date | None
    is_for_us: bool
    """whether this office is asked, and has not answered yet"""


def whom(store: Store, record_id: str) -> str:
    """Name the level that can be asked about a record: the tambon whose it is, or the province; "" where none can."""
    level, scope = store.machine.level, scope_of(record_id)
    if level == "tambon":
        return "province"
    is_of_tambon = scope.isdigit() and len(scope) == 6
    if level == "province":
        return "tambon" if is_of_tambon else ""
    return "province" if scope.isdigit() else ""


def ask(store: Store, seen: Dispute, words: str = "") -> str:
    """Ask about a dispute; it stays open. Gives the question's id. Raises NobodyToAsk and NotYourArea."""
    asked_of = whom(store, seen.key.id)
    if not asked_of:
        raise NobodyToAsk
    question = Question.new(
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
    store.save(question)
    return str(question.id)


def answer(store: Store, question_id: str, *, chosen: str = "", value: Json = LEAVE_OPEN, words: str = "") -> None:
    """Answer by a change that is right, by words, or by deciding for a value at once, as one action.

    Raises AnsweredBefore, SayWhatIsRight, NotFound, and what `settling.settle` raises.
    """
    question = store.get(Question, question_id)
    if question.state == "answered":
        raise AnsweredBefore(by=question.answered_by or "")
    if not chosen and value is LEAVE_OPEN and not words.strip():
        raise SayWhatIsRight
    question.fill(
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
        store.save(question)
    else:
        seen = settling.dispute(store, DisputeKey(question.about, question.field))
        settling.settle(store, seen, value, beside=[question])


def question(store: Store, question_id: str) -> Asked:
    """Give one question. Raises NotFound."""
    return _asked(store, store.get(Question, question_id))


def asked_about(store: Store, key: DisputeKey) -> list[Asked]:
    """Give the questions about a dispute, the newest first."""
    query = live(Question).where((Question.about == key.id) & (Question.field == key.field))
    found = sorted(store.rows(query), key=lambda one: str(one.id).partition(".")[2], reverse=True)
    return [_asked(store, one) for one in found]


def waiting_for_us(store: Store) -> list[Asked]:
    """Give the questions that this office has to answer: those about what is still in conflict."""
    query = live(Question).where((Question.state == "open") & (Question.asked_of == store.machine.level))
    found = [_asked(store, one) for one in store.rows(query)]
    return [one for one in found if one.is_for_us and is_open(store, one.key)]


def is_open(store: Store, key: DisputeKey) -> bool:
    """Say whether a field is in conflict here."""
    try:
        return any(one.field == key.field for one in store.conflicts_of(key.id))
    except NotFound:
        return False


def _asked(store: Store, one: Question) -> Asked:
    is_answered = one.state == "answered"
    is_ours = one.asked_at == store.machine.name
    return Asked(
        id=one.id,
        key=DisputeKey(one.about or "", one.field or ""),
        asked_of=one.asked_of or "",
        words=one.words or "",
        by=one.asked_by or "",
        at=one.asked_at or "",
        on=date.fromisoformat(one.asked_on) if one.asked_on else None,
        is_answered=is_answered,
        chosen=one.chosen or "",
        answer=one.answer or "",
        answered_by=one.answered_by or "",
        answered_at=one.answered_at or "",
        answered_on=date.fromisoformat(one.answered_on) if one.answered_on else None,
        is_for_us=not is_answered and not is_ours and one.asked_of == store.machine.level,
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011  the day on the wall
