"""A place of the administration: tambon, amphoe, province, province group, region, country."""

from codi_desktop.i18n import N_
from codi_desktop.records._choices import LEVELS
from codi_desktop.records._fields import Choice, Day, Number, Text
from codi_desktop.records._record import Record


class Area(Record):
    """One area, known by its official code; its id is "TH." and the code."""

    kind = "area"
    label = N_("Area")
    label_plural = N_("Areas")

    code = Text(
        N_("Code"),
        longest=12,
        required=True,
        searched=True,
        index=True,
        help=N_("Six digits for a tambon, four for an amphoe, two for a province."),
    )
    level = Choice(N_("Level"), LEVELS, required=True, index=True)
    name_th = Text(N_("Thai name"), required=True, searched=True, help=N_("Without the word tambon or amphoe."))
    name_en = Text(N_("English name"), searched=True)
    parent = Text(N_("Code of the area above"), longest=12, index=True)
    postcode = Text(N_("Postcode"), longest=5, searched=True)
    lat = Number(N_("Latitude"), least=-90, most=90)
    lon = Number(N_("Longitude"), least=-180, most=180)
    valid_from = Day(N_("Valid from"))
    valid_to = Day(N_("Valid until"))

    def title(self) -> str:
        return str(self.name_th or self.code or self.id)
