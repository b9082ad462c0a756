"""A household: where a family lives, on what right, and who they are in numbers."""

from collections.abc import Iterator
from typing import ClassVar

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import TENURES
from codi_desktop.records._fields import Choice, LongText, Number, Privacy, Reference, Text, Whole
from codi_desktop.records._record import Problem, Record
from codi_desktop.thai.address import format_address

PLACE_SOURCES = {
    "phone": N_("Phone at the house"),
    "photo": N_("From a photo"),
    "map": N_("Pointed out on a map"),
    "typed": N_("Typed"),
}
LAND_DOCUMENTS = {
    "chanote": N_("Title deed (chanote)"),
    "nor_sor_3": N_("Certificate of use (Nor Sor 3)"),
    "spk": N_("Land reform document (Sor Por Kor 4-01)"),
    "por_bor_tor_5": N_("Land tax paper (Por Bor Tor 5)"),
    "lease": N_("Lease"),
    "none": N_("None"),
    "other": N_("Other"),
}


class Household(Record):
    """One household. A house may have no number; one house may hold two families."""

    kind = "household"
    label = N_("Household")
    label_plural = N_("Households")
    may_be_two = True
    led = ("made_from",)
    purpose = N_("to know where people in need live and how many they are, for survey and ranking")
    sections: ClassVar[dict[str, str]] = {
        "address": N_("Address"),
        "place": N_("Place on the map"),
        "people": N_("People and land"),
    }

    house_number = Text(
        N_("House number"),
        longest=40,
        searched=True,
        privacy=Privacy.PERSONAL,
        section="address",
        help=N_("As on the house register, for example 47/2; empty when the house has none."),
    )
    moo = Whole(N_("Village number (moo)"), least=1, most=99, index=True, section="address")
    village_name = Text(N_("Village name"), searched=True, section="address")
    soi = Text(N_("Soi"), privacy=Privacy.PERSONAL, section="address")
    road = Text(N_("Road"), privacy=Privacy.PERSONAL, section="address")
    tambon = Text(N_("Tambon code"), longest=6, index=True, section="address")
    postcode = Text(N_("Postcode"), longest=5, section="address")
    house_code = Text(
        N_("House code"),
        longest=20,
        searched=True,
        privacy=Privacy.PERSONAL,
        section="address",
        help=N_("The eleven digits of the house register."),
    )
    lat = Number(N_("Latitude"), least=5, most=21, privacy=Privacy.PERSONAL, section="place")
    lon = Number(N_("Longitude"), least=97, most=106, privacy=Privacy.PERSONAL, section="place")
    place_source = Choice(N_("How the place was found"), PLACE_SOURCES, section="place", privacy=Privacy.PERSONAL)
    accuracy_m = Whole(
        N_("Accuracy of the place"), unit=N_("metres"), most=100_000, section="place", privacy=Privacy.PERSONAL
    )
    head = Reference(N_("Head of the household"), "person", privacy=Privacy.PERSONAL, section="people")
    head_name = Text(
        N_("Name of the head"),
        searched=True,
        privacy=Privacy.PERSONAL,
        section="people",
        help=N_("Filled in by the program."),
    )
    members_count = Whole(N_("Members"), unit=N_("people"), most=99, section="people", privacy=Privacy.PERSONAL)
    dependants_count = Whole(
        N_("Dependants"),
        unit=N_("people"),
        most=99,
        section="people",
        help=N_("Small children, elderly, disabled and bedridden people."),
        privacy=Privacy.SENSITIVE,
    )
    tenure = Choice(N_("Right to live there"), TENURES, section="people", privacy=Privacy.PERSONAL)
    land_document = Choice(N_("Land document"), LAND_DOCUMENTS, section="people", privacy=Privacy.PERSONAL)
    note = LongText(N_("Note"), privacy=Privacy.SENSITIVE, section="people")
    made_from = Reference(N_("Kept apart from"), "household", section="address")

    def title(self) -> str:
        place = format_address(
            house_number=self.house_number or "", moo=self.moo or "", village=self.village_name or "", style="short"
        )
        return " ".join(part for part in (self.head_name, place) if part) or self.nameless()

    def check_whole(self) -> Iterator[Problem]:
        if (self.lat is None) != (self.lon is None):
            yield Problem("lon" if self.lon is None else "lat", gettext("A place needs both latitude and longitude."))
        if (self.dependants_count or 0) > (self.members_count or 99):
            sentence = gettext("There are more dependants than members.")
            yield Problem("dependants_count", sentence, refuses=False)
