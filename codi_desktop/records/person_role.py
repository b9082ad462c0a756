"""What a person is in an organisation, and from when to when."""

from collections.abc import Iterator

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import ACTING
from codi_desktop.records._fields import Choice, Day, Privacy, Reference, Text
from codi_desktop.records._record import Problem, Record

ROLES = {
    "chair": N_("Chair"),
    "vice_chair": N_("Vice chair"),
    "secretary": N_("Secretary"),
    "treasurer": N_("Treasurer"),
    "member": N_("Member"),
    "adviser": N_("Adviser"),
    "craftsman": N_("Community craftsman"),
    "surveyor": N_("Surveyor"),
    "inspector": N_("Inspector"),
    "kamnan": N_("Kamnan"),
    "village_head": N_("Village head"),
    "mayor": N_("Head of the local government"),
    "district_officer": N_("District officer"),
    "governor": N_("Governor or vice governor"),
    "director": N_("Director"),
    "representative": N_("Representative"),
    "other": N_("Other"),
}


class PersonRole(Record):
    """One term of one person in one organisation."""

    kind = "person_role"
    label = N_("Role")
    label_plural = N_("Roles")
    purpose = N_("to know who holds which office, to sign and to be reached")

    person = Reference(N_("Person"), "person", required=True, privacy=Privacy.PERSONAL)
    organisation = Reference(N_("Organisation"), "organisation", required=True)
    role = Choice(N_("Role"), ROLES, required=True, index=True)
    role_title = Text(N_("Title as written under a signature"), searched=True)
    acting = Choice(N_("Acting capacity"), ACTING)
    from_day = Day(N_("From"))
    to_day = Day(N_("To"))
    person_name = Text(
        N_("Person's name"), searched=True, privacy=Privacy.PERSONAL, help=N_("Filled in by the program.")
    )
    organisation_name = Text(N_("Organisation's name"), searched=True, help=N_("Filled in by the program."))

    def title(self) -> str:
        return " ".join(part for part in (self.person_name, self.role_title) if part) or self.nameless()

    def check_whole(self) -> Iterator[Problem]:
        if self.from_day and self.to_day and self.to_day < self.from_day:
            yield Problem("to_day", gettext("The last day lies before the first."))
