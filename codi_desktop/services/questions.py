"""Read the questions that were asked about conflicts: who asks whom about which field, and what was answered."""

from dataclasses import dataclass
from datetime import date

from codi_desktop.records._record import scope_of
from codi_desktop.records.question import Question
from codi_desktop.store.store import NotFound, Store, live


@dataclass(frozen=True)
class DisputeKey:
    """Which field of which record."""

    id: str
    field: str


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
