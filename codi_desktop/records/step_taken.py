"""A step that a house took: on which day, by whose decision, and what was decided upon."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import RESUMED, SIDES, STEPS
from codi_desktop.records._fields import Choice, Day, Facts, LongText, Privacy, Reference, Text
from codi_desktop.records._record import Record

STEPS_AND_SIDES = STEPS | SIDES | RESUMED


class StepTaken(Record):
    """One step in the life of a house repair. An approval keeps the facts that were approved."""

    kind = "step_taken"
    label = N_("Step taken")
    label_plural = N_("Steps taken")
    purpose = N_("to show who decided which step, when, and by which resolution")
    append_only = True

    house = Reference(N_("House repair"), "house_repair", required=True)
    step = Choice(N_("Step"), STEPS_AND_SIDES, required=True, index=True)
    day = Day(N_("Day"), required=True)
    by_name = Text(N_("By whom"), searched=True)
    by_body = Text(N_("By which body"), searched=True)
    resolution = Text(N_("Resolution number"), longest=60, searched=True)
    note = LongText(N_("Note"), privacy=Privacy.SENSITIVE)
    other_house = Reference(N_("The other house"), "house_repair")
    facts = Facts(N_("What was approved"), privacy=Privacy.PERSONAL)
    digest = Text(N_("Digest of what was approved"), longest=64)

    def title(self) -> str:
        label = STEPS_AND_SIDES.get(self.step or "", "")
        return " ".join(part for part in (gettext(label), self.resolution) if part) or str(self.id)
