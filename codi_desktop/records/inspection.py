"""The inspection of a repaired house by three people."""

from collections.abc import Iterator

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Day, LongText, Privacy, Reference, Text, YesNo
from codi_desktop.records._record import Problem, Record
from codi_desktop.records._shown import shown


class Inspection(Record):
    """What three inspectors found. One that was not passed stays, and another follows."""

    kind = "inspection"
    label = N_("Inspection")
    label_plural = N_("Inspections")
    purpose = N_("to keep what the committee found when it inspected the work")

    house = Reference(N_("House repair"), "house_repair", required=True)
    day = Day(N_("Day"), required=True)
    inspector1_name = Text(N_("First inspector"), searched=True, privacy=Privacy.PERSONAL)
    inspector1_position = Text(N_("First inspector's position"))
    inspector2_name = Text(N_("Second inspector"), privacy=Privacy.PERSONAL)
    inspector2_position = Text(N_("Second inspector's position"))
    inspector3_name = Text(N_("Third inspector"), privacy=Privacy.PERSONAL)
    inspector3_position = Text(N_("Third inspector's position"))
    finding = LongText(N_("Finding"), privacy=Privacy.PERSONAL)
    part_notes = LongText(N_("Notes on single parts"), privacy=Privacy.PERSONAL)
    passed = YesNo(N_("Passed"), required=True)

    def inspectors(self) -> list[str]:
        """Give the names of the inspectors that are written down."""
        names = (self.inspector1_name, self.inspector2_name, self.inspector3_name)
        return [name for name in names if name]

    def title(self) -> str:
        return (
            gettext("Inspection on {day}").format(day=shown(type(self).declared()["day"], self.day))
            if self.day
            else gettext("Inspection")
        )

    def check_whole(self) -> Iterator[Problem]:
        names = self.inspectors()
        if len(set(names)) < len(names):
            yield Problem("inspector1_name", gettext("The three inspectors must be three people."))
        if len(names) < 3:
            yield Problem("inspector3_name", gettext("An inspection is made by three people."), refuses=False)
