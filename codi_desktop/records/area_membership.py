"""Which province belongs to which province group or region, from when, and by whose resolution."""

from collections.abc import Iterator

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Day, Text
from codi_desktop.records._record import Problem, Record


class AreaMembership(Record):
    """A province in a group or region, for a time. Groups are made by resolutions, so each has dates."""

    kind = "area_membership"
    label = N_("Membership of a group")
    label_plural = N_("Memberships of groups")

    group_code = Text(N_("Code of the group or region"), longest=12, required=True, index=True)
    province_code = Text(N_("Code of the province"), longest=2, required=True, index=True)
    valid_from = Day(N_("Valid from"))
    valid_to = Day(N_("Valid until"))
    resolution = Text(N_("Resolution number"), searched=True)
    decided_by = Text(N_("Decided by"), searched=True)

    def title(self) -> str:
        return f"{self.group_code}-{self.province_code}"

    def check_whole(self) -> Iterator[Problem]:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            yield Problem("valid_to", gettext("The last day lies before the first."))
