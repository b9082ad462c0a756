"""A paper that was given a number: what it said, and what became of it."""

from collections.abc import Iterator

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Attachment, Day, Facts, Privacy, Reference, Text, Whole
from codi_desktop.records._record import Problem, Record


class IssuedDocument(Record):
    """A numbered paper with its facts as they were. A wrong one is made void and another takes its place."""

    kind = "issued_document"
    label = N_("Issued document")
    label_plural = N_("Issued documents")
    purpose = N_("to print numbered papers again and check them")
    append_only = True
    changeable = frozenset({"print_count", "void_on", "void_by", "void_reason", "replaced_by"})

    document = Text(N_("Document"), longest=60, required=True, index=True)
    house = Reference(N_("House repair"), "house_repair")
    number = Text(N_("Number"), longest=80, required=True, searched=True, index=True)
    code = Text(N_("Code for checking"), longest=400, searched=True)
    day = Day(N_("Day"), required=True)
    facts = Facts(N_("What the paper says"), privacy=Privacy.PERSONAL)
    digest = Text(N_("Digest"), longest=64, index=True)
    salt = Text(N_("Salt of the digest"), longest=64, privacy=Privacy.PERSONAL)
    pdf = Attachment(N_("The printed file"), privacy=Privacy.PERSONAL)
    print_count = Whole(N_("Times printed"), most=10_000)
    void_on = Day(N_("Void since"))
    void_by = Text(N_("Made void by"))
    void_reason = Text(N_("Why it is void"), privacy=Privacy.PERSONAL)
    replaced_by = Reference(N_("Replaced by"), "issued_document")
    replaces = Reference(N_("In place of"), "issued_document")

    def title(self) -> str:
        return str(self.number or self.id)

    def check_whole(self) -> Iterator[Problem]:
        if self.void_on and not self.void_reason:
            yield Problem("void_reason", gettext("Say why the paper is void."))
