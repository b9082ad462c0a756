"""A house, household or person moves to another tambon: offered by one side, accepted or refused by the other."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Choice, Day, Facts, LongText, Privacy, Text
from codi_desktop.records._record import Record

STATES = {
    "offered": N_("Offered, waits for an answer"),
    "accepted": N_("Accepted"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}
SUBJECTS = {"house_repair": N_("House repair"), "household": N_("Household"), "person": N_("Person")}


class Transfer(Record):
    """One move. It lies twice: in the area that gives, and, under the same ulid, in the area that takes.

    The level above both passes it on, for neither tambon sees the other's records. What moves is counted in the area
    that gives until the other side has accepted, and from then on there: see `reports/_counted.py`.
    """

    kind = "transfer"
    label = N_("Move to another tambon")
    label_plural = N_("Moves to other tambons")
    purpose = N_("to hand a house, household or person over to another tambon and count it once")
    led = (
        *("subject", "subject_kind", "about", "from_area", "to_area", "offered_on", "offered_by", "content", "state"),
        *("decided_on", "decided_by", "decided_why"),
    )

    subject = Text(N_("What moves"), required=True, longest=60, index=True)
    subject_kind = Choice(N_("Kind of record"), SUBJECTS, required=True)
    about = Text(N_("Name"), privacy=Privacy.PERSONAL)
    from_area = Text(N_("From tambon"), required=True, longest=6)
    to_area = Text(N_("To tambon"), required=True, longest=6, index=True)
    why = LongText(N_("Why it moves"), privacy=Privacy.SENSITIVE)
    offered_on = Day(N_("Offered on"))
    offered_by = Text(N_("Offered by"))
    content = Facts(N_("What is handed on"), privacy=Privacy.PERSONAL)
    state = Choice(N_("State"), STATES, required=True, index=True)
    decided_on = Day(N_("Answered on"))
    decided_by = Text(N_("Answered by"))
    decided_why = LongText(N_("Reason of the answer"), privacy=Privacy.SENSITIVE)

    def title(self) -> str:
        told = gettext("{what} from {origin} to {target}")
        what = self.about or gettext(SUBJECTS.get(self.subject_kind or "", ""))
        return told.format(what=what, origin=self.from_area or "", target=self.to_area or "")
