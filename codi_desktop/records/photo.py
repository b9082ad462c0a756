"""A photo of a house, before, during or after its repair, or of a paper."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import PARTS, STAGES
from codi_desktop.records._fields import Attachment, Choice, Day, Number, Privacy, Reference, Text, Whole
from codi_desktop.records._record import Record


class Photo(Record):
    """A photo that the program took in: shrunk, turned upright, and without the camera's hidden notes."""

    kind = "photo"
    label = N_("Photo")
    label_plural = N_("Photos")
    purpose = N_("to show a house before, during and after the repair, as evidence of the work")

    house = Reference(N_("House repair"), "house_repair", required=True)
    stage = Choice(N_("Stage"), STAGES, required=True, index=True)
    part = Choice(N_("Part of the house"), PARTS)
    taken_on = Day(N_("Taken on"))
    caption = Text(N_("Caption"), searched=True, privacy=Privacy.PERSONAL)
    attachment = Attachment(N_("Picture"), required=True, privacy=Privacy.PERSONAL)
    width = Whole(N_("Width"), most=100_000)
    height = Whole(N_("Height"), most=100_000)
    bytes = Whole(N_("Size in bytes"))
    lat = Number(N_("Latitude"), least=-90, most=90, privacy=Privacy.PERSONAL)
    lon = Number(N_("Longitude"), least=-180, most=180, privacy=Privacy.PERSONAL)
    original = Attachment(N_("Picture as the camera made it"), privacy=Privacy.PERSONAL)

    def title(self) -> str:
        part = gettext(PARTS[self.part]) if self.part in PARTS else ""
        stage = gettext(STAGES[self.stage]) if self.stage in STAGES else ""
        return " ".join(word for word in (self.caption or part, stage) if word)
