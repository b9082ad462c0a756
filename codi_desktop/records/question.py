"""Ask the office that knows which of two values is right: the question travels, and so does its answer."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import LEVELS
from codi_desktop.records._fields import Choice, Day, Facts, LongText, Privacy, Text
from codi_desktop.records._record import Record

QUESTION_STATES = {"open": N_("Waits for an answer"), "answered": N_("Answered")}


class Question(Record):
    """One question about one field, in the area of the record that it is about.

    It names changes, never their values, so that a value is no more readable through it than in its own field.
    """

    kind = "question"
    label = N_("Question about two values")
    label_plural = N_("Questions about two values")
    purpose = N_("to ask the office that knows which of two values is right, and to keep its answer")
    led = (
        *("about", "about_kind", "field", "changes", "asked_of", "asked_by", "asked_on", "asked_at", "words"),
        *("state", "chosen", "answer", "answered_by", "answered_on", "answered_at"),
    )

    about = Text(N_("Asked about the record"), required=True, longest=60, index=True)
    about_kind = Text(N_("Kind of record"), required=True, longest=60)
    field = Text(N_("Asked about the field"), required=True, longest=60)
    changes = Facts(N_("The values asked about"))
    asked_of = Choice(N_("Asked of"), LEVELS, required=True, index=True)
    asked_by = Text(N_("Asked by"))
    asked_on = Day(N_("Asked on"))
    asked_at = Text(N_("Asked at the machine"))
    words = LongText(N_("What is asked"), privacy=Privacy.PERSONAL)
    state = Choice(N_("State"), QUESTION_STATES, required=True, index=True, at_first="open")
    chosen = Text(N_("The change that is right"), longest=40)
    answer = LongText(N_("Answer in words"), privacy=Privacy.PERSONAL)
    answered_by = Text(N_("Answered by"))
    answered_on = Day(N_("Answered on"))
    answered_at = Text(N_("Answered at the machine"))

    def title(self) -> str:
        return str(self.words or gettext(self.label))
