"""A body that the council works with, or the council itself."""

from codi_desktop.i18n import N_
from codi_desktop.records._fields import Attachment, Choice, Day, LongText, Phone, Reference, Text
from codi_desktop.records._record import Record

CATEGORIES = {
    "council": N_("Community organisation council"),
    "committee": N_("Committee or working team"),
    "codi": N_("CODI office"),
    "local_government": N_("Local government"),
    "msdhs": N_("Provincial social development office"),
    "government": N_("Other government office"),
    "company": N_("Company"),
    "community": N_("Community group"),
    "fund": N_("Community welfare fund"),
    "other": N_("Others"),
}


class Organisation(Record):
    """A council, partner, committee or office. A council is not its tambon: one tambon may have two."""

    kind = "organisation"
    label = N_("Organisation")
    label_plural = N_("Organisations")
    may_be_two = True
    led = ("made_from",)

    name = Text(N_("Name"), required=True, searched=True)
    short_name = Text(N_("Short name"), longest=60, searched=True)
    category = Choice(N_("Kind of organisation"), CATEGORIES, required=True, index=True)
    area = Text(N_("Area code"), longest=12, index=True)
    registered_on = Day(N_("Registered on"))
    registration_no = Text(N_("Registration number"), longest=60)
    registered_by = Text(N_("Registered by"), help=N_("The kamnan or village head who received the registration."))
    logo = Attachment(N_("Logo"), help=N_("The council's own sign; never the state emblem."))
    document_prefix = Text(
        N_("Letters before document numbers"), longest=20, help=N_("For example สอช.จธ., printed before each number.")
    )
    address = LongText(N_("Address"), longest=500)
    phone = Phone(N_("Phone"))
    note = LongText(N_("Note"))
    made_from = Reference(N_("Kept apart from"), "organisation")

    def title(self) -> str:
        return str(self.name or self.short_name or self.id)
