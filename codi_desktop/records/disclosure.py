"""A purpose for which the province may read a citizen id: recorded by the tambon, for one person, until withdrawn."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Day, Reference, Text
from codi_desktop.records._record import Record


class Disclosure(Record):
    """While it stands, the key of the person's number travels to the province. What was read cannot be unread."""

    kind = "disclosure"
    label = N_("Citizen id shown to the province")
    label_plural = N_("Citizen ids shown to the province")

    subject = Reference(N_("Person"), "person", required=True)
    reason = Text(N_("For what purpose"), required=True)
    said_on = Day(N_("Recorded on"))
    said_by = Text(N_("Recorded by"))
    until = Day(N_("Until"))
    withdrawn_on = Day(N_("Withdrawn on"))

    def title(self) -> str:
        return gettext("Citizen id for: {purpose}").format(purpose=self.reason or "")
