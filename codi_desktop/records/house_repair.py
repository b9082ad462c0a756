"""One house in the repair programme: from the survey to the handover."""

from collections.abc import Iterator
from typing import Any, ClassVar

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import (
    HAZARDS,
    PARTS,
    PROGRAMMES,
    REPAIR_CLASSES,
    SECURE_TENURES,
    SIDES,
    STEPS,
    TENURES,
    VULNERABILITIES,
)
from codi_desktop.records._fields import (
    Attachment,
    Choice,
    Condition,
    Day,
    FiscalYear,
    LongText,
    Money,
    Number,
    Privacy,
    Reference,
    Tags,
    Text,
    Whole,
    YesNo,
)
from codi_desktop.records._record import Problem, Record
from codi_desktop.thai.address import format_address

HELP_SCHEMES = {
    "elderly": N_("Repair for the elderly (DOP)"),
    "disabled": N_("Adapting for the disabled (DEP)"),
    "disaster": N_("Disaster relief (DDPM)"),
    "prime_minister": N_("Prime Minister's Office disaster fund"),
    "housing_authority": N_("National Housing Authority"),
    "red_cross": N_("Red Cross"),
    "codi": N_("CODI"),
    "local_government": N_("Local government"),
    "other": N_("Others"),
}
_UNNAMED = N_("an unnamed scheme")
LOGBOOK_LEVELS = {"0": N_("Level 0"), "1": N_("Level 1"), "2": N_("Level 2"), "3": N_("Level 3")}


class HouseRepair(Record):
    """A house that is repaired. Days and resolutions of its steps stand in `step_taken`, money in `money_entry`."""

    kind = "house_repair"
    label = N_("House repair")
    label_plural = N_("House repairs")
    purpose = N_("to repair houses under the programme, from the survey to the handover")
    led = ("step", "side_state", "side_reason", "replaced_by", "replaces")
    sections: ClassVar[dict[str, str]] = {
        "programme": N_("Programme"),
        "owner": N_("Owner and house"),
        "condition": N_("Condition"),
        "work": N_("Work"),
        "need": N_("Need"),
        "handover": N_("Handover"),
        "state": N_("State"),
    }

    programme = Choice(
        N_("Programme"), PROGRAMMES, required=True, index=True, section="programme", at_first="baan_por_piang"
    )
    fiscal_year = FiscalYear(N_("Fiscal year"), required=True, index=True, section="programme")
    batch = Text(
        N_("Batch"), longest=60, section="programme", help=N_("The round of the project, where there are several.")
    )
    repair_class = Choice(N_("Class of repair"), REPAIR_CLASSES, section="programme", at_first="repair")
    contract_no = Text(N_("Contract number"), longest=60, searched=True, section="programme")

    household = Reference(N_("Household"), "household", section="owner", privacy=Privacy.PERSONAL)
    owner = Reference(N_("House owner"), "person", section="owner", privacy=Privacy.PERSONAL)
    owner_name = Text(
        N_("Owner's name"),
        searched=True,
        privacy=Privacy.PERSONAL,
        section="owner",
        help=N_("Filled in by the program."),
    )
    house_number = Text(
        N_("House number"),
        longest=40,
        searched=True,
        privacy=Privacy.PERSONAL,
        section="owner",
        help=N_("Filled in by the program."),
    )
    moo = Whole(
        N_("Village number (moo)"), least=1, most=99, index=True, section="owner", help=N_("Filled in by the program.")
    )
    village_name = Text(N_("Village name"), searched=True, section="owner", help=N_("Filled in by the program."))
    tenure = Choice(N_("Right to live there"), TENURES, section="owner", privacy=Privacy.PERSONAL)
    owner_consent = YesNo(
        N_("The owner of house and land agrees"),
        section="owner",
        help=N_("Needed when the family does not own both."),
        privacy=Privacy.PERSONAL,
    )
    consent_document = Attachment(N_("Photo of the consent"), section="owner", privacy=Privacy.PERSONAL)

    posts_before = Condition(N_("Posts before"), section="condition")
    beams_before = Condition(N_("Beams before"), section="condition")
    roof_frame_before = Condition(N_("Roof frame before"), section="condition")
    roof_before = Condition(N_("Roof before"), section="condition")
    floor_before = Condition(N_("Floor before"), section="condition")
    walls_before = Condition(N_("Walls before"), section="condition")
    doors_windows_before = Condition(N_("Doors and windows before"), section="condition")
    toilet_before = Condition(N_("Toilet before"), section="condition")
    electricity_before = Condition(N_("Electricity before"), section="condition")
    water_before = Condition(N_("Water supply before"), section="condition")
    stairs_rails_before = Condition(N_("Stairs and rails before"), section="condition")
    posts_after = Condition(N_("Posts after"), section="condition")
    beams_after = Condition(N_("Beams after"), section="condition")
    roof_frame_after = Condition(N_("Roof frame after"), section="condition")
    roof_after = Condition(N_("Roof after"), section="condition")
    floor_after = Condition(N_("Floor after"), section="condition")
    walls_after = Condition(N_("Walls after"), section="condition")
    doors_windows_after = Condition(N_("Doors and windows after"), section="condition")
    toilet_after = Condition(N_("Toilet after"), section="condition")
    electricity_after = Condition(N_("Electricity after"), section="condition")
    water_after = Condition(N_("Water supply after"), section="condition")
    stairs_rails_after = Condition(N_("Stairs and rails after"), section="condition")
    hazards = Tags(N_("Hazards"), HAZARDS, section="condition")

    repair_parts = Tags(N_("Parts to be repaired"), PARTS, section="work")
    work_planned = LongText(N_("Work planned"), section="work")
    work_done = LongText(N_("Work done"), section="work", help=N_("As it will stand on the certificate."))

    vulnerabilities = Tags(N_("Vulnerability"), VULNERABILITIES, privacy=Privacy.SENSITIVE, section="need")
    in_tpmap = YesNo(N_("Listed in TPMAP"), privacy=Privacy.SENSITIVE, section="need")
    tpmap_year = Whole(N_("Year of TPMAP"), least=2560, most=2643, section="need", privacy=Privacy.SENSITIVE)
    in_thai_qm = YesNo(N_("Listed in Thai QM"), privacy=Privacy.SENSITIVE, section="need")
    thai_qm_year = Whole(N_("Year of Thai QM"), least=2560, most=2643, section="need", privacy=Privacy.SENSITIVE)
    fails_basic_needs = YesNo(N_("Fails a basic need (Jor Por Thor)"), privacy=Privacy.SENSITIVE, section="need")
    basic_needs_year = Whole(
        N_("Year of the basic needs survey"), least=2540, most=2643, section="need", privacy=Privacy.SENSITIVE
    )
    in_logbook = YesNo(N_("Has an MSO-Logbook"), privacy=Privacy.SENSITIVE, section="need")
    logbook_level = Choice(N_("Level in the MSO-Logbook"), LOGBOOK_LEVELS, privacy=Privacy.SENSITIVE, section="need")
    logbook_year = Whole(
        N_("Year of the MSO-Logbook"), least=2560, most=2643, section="need", privacy=Privacy.SENSITIVE
    )
    helped_before = YesNo(N_("Had housing help before"), section="need", privacy=Privacy.SENSITIVE)
    help_scheme = Choice(N_("Which scheme helped"), HELP_SCHEMES, section="need", privacy=Privacy.SENSITIVE)
    help_year = Whole(N_("In which year"), least=2500, most=2643, section="need", privacy=Privacy.SENSITIVE)
    help_amount_satang = Money(N_("Amount of that help"), section="need", privacy=Privacy.SENSITIVE)
    help_note = Text(N_("Note on that help"), section="need", privacy=Privacy.SENSITIVE)
    community_rank = Whole(
        N_("Rank given by the forum"), least=1, most=9999, section="need", help=N_("1 is the house that goes first.")
    )
    priority_override = Number(N_("Points set by hand"), least=0, most=1000, section="need", privacy=Privacy.SENSITIVE)
    priority_reason = Text(N_("Why the points were set by hand"), section="need", privacy=Privacy.SENSITIVE)

    handover_on = Day(N_("Day of the handover"), index=True, section="handover")
    ceremony_place = Text(N_("Place of the ceremony"), section="handover")
    plate_no = Text(N_("House plate number"), longest=60, searched=True, section="handover")
    presider_name = Text(N_("Presider"), section="handover")
    presider_position = Text(N_("Presider's position"), section="handover")
    presider_unknown = YesNo(N_("The presider is not known"), section="handover")
    giver_name = Text(N_("Giver"), section="handover")
    giver_position = Text(N_("Giver's position"), section="handover")
    witness1_name = Text(N_("First witness"), section="handover", privacy=Privacy.PERSONAL)
    witness1_position = Text(N_("First witness's position"), section="handover")
    witness2_name = Text(N_("Second witness"), section="handover", privacy=Privacy.PERSONAL)
    witness2_position = Text(N_("Second witness's position"), section="handover")
    satisfaction_note = LongText(N_("What the family says"), section="handover", privacy=Privacy.PERSONAL)
    refund_note = Text(
        N_("What became of money left over"),
        section="handover",
        help=N_("For example: returned, with receipt number."),
        privacy=Privacy.PERSONAL,
    )

    step = Choice(N_("Step"), STEPS, required=True, index=True, section="state", at_first="surveyed")
    side_state = Choice(N_("Set aside"), SIDES, index=True, section="state")
    side_reason = Text(N_("Why it is set aside"), section="state", privacy=Privacy.SENSITIVE)
    replaced_by = Reference(N_("Replaced by"), "house_repair", section="state")
    replaces = Reference(N_("In place of"), "house_repair", section="state")
    note = LongText(N_("Note"), section="state", privacy=Privacy.SENSITIVE)

    class Meta:
        # The list of houses is answered by this index alone, in its order: a row is wide, and there may be 100,000.
        indexes = (
            (
                ("sort_key", "id", "deleted", "step", "side_state", "moo", "fiscal_year", "conflicts", "found_by"),
                False,
            ),
        )

    def title(self) -> str:
        place = self.place()
        owner = f"บ้าน{self.owner_name}" if self.owner_name else ""
        return " ".join(part for part in (owner, place) if part) or self.nameless()

    def place(self) -> str:
        """Write house number and village in short, as copied from the household."""
        return format_address(
            house_number=self.house_number or "", moo=self.moo or "", village=self.village_name or "", style="short"
        )

    def condition(self, part: str, when: str = "before") -> int | None:
        """Give the condition of a part "before" or "after": 0 (good) to 3 (dangerous), None when not looked at."""
        found: Any = getattr(self, f"{part}_{when}")
        return found if found in Condition.options else None

    def needs_consent(self) -> bool:
        """Say whether somebody else owns the house or the land."""
        return bool(self.tenure) and self.tenure not in SECURE_TENURES

    def check_whole(self) -> Iterator[Problem]:
        if self.priority_override is not None and not self.priority_reason:
            yield Problem("priority_reason", gettext("Say why the points were set by hand."))
        if self.side_state and not self.side_reason:
            yield Problem("side_reason", gettext("Say why the house is set aside."))
        if self.helped_before:
            yield Problem("helped_before", self._former_help(), refuses=False)
        if self.replaced_by and self.replaced_by == self.id:
            yield Problem("replaced_by", gettext("A house cannot replace itself."))

    def _former_help(self) -> str:
        scheme = gettext(HELP_SCHEMES.get(self.help_scheme or "", _UNNAMED))
        if self.help_year:
            return gettext("This house was helped in {year} by {scheme}.").format(year=self.help_year, scheme=scheme)
        return gettext("This house was helped before by {scheme}.").format(scheme=scheme)
