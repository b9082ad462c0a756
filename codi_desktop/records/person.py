"""A person: a house owner, a council member, an officer, a donor."""

from collections.abc import Iterator
from typing import ClassVar

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import VULNERABILITIES
from codi_desktop.records._fields import (
    Choice,
    CitizenId,
    Day,
    LongText,
    Money,
    Phone,
    Privacy,
    Reference,
    Tags,
    Text,
    Whole,
    YesNo,
)
from codi_desktop.records._record import Problem, Record
from codi_desktop.thai import citizen_id, names

SEXES = {"female": N_("Female"), "male": N_("Male"), "other": N_("Other")}
INCOME_PERIODS = {"day": N_("a day"), "month": N_("a month"), "year": N_("a year")}
CONSENT_METHODS = {
    "signature": N_("Signature"),
    "thumbprint": N_("Thumbprint"),
    "witness": N_("Said before a witness"),
    "guardian": N_("Given by a guardian"),
}


class Person(Record):
    """One person. Names are spelt in several ways, so a name alone never tells two people apart."""

    kind = "person"
    label = N_("Person")
    label_plural = N_("People")
    may_be_two = True
    led = ("made_from",)
    purpose = N_("to know who owns a house, lives there, sits on a committee or builds, and to reach them")
    sections: ClassVar[dict[str, str]] = {"name": N_("Name"), "life": N_("Life"), "consent": N_("Consent")}

    prefix = Text(
        N_("Prefix"),
        longest=60,
        section="name",
        help=N_("For example นาย, นาง, นางสาว or a rank."),
        privacy=Privacy.PERSONAL,
    )
    first_name = Text(N_("First name"), required=True, searched=True, privacy=Privacy.PERSONAL, section="name")
    last_name = Text(N_("Last name"), searched=True, privacy=Privacy.PERSONAL, section="name")
    citizen_id = CitizenId(N_("Citizen id"), longest=20, searched=True, privacy=Privacy.IDENTIFIER, section="name")
    citizen_id_missing = Text(
        N_("Why there is no citizen id"),
        section="name",
        help=N_("For example: has none, or not asked for."),
        privacy=Privacy.SENSITIVE,
    )
    citizen_id_note = Text(
        N_("Why the citizen id is kept as it is"),
        privacy=Privacy.PERSONAL,
        section="name",
        help=N_("Needed when the last digit does not fit the others."),
    )
    sex = Choice(N_("Sex"), SEXES, privacy=Privacy.PERSONAL, section="life")
    born_on = Day(N_("Birthday"), privacy=Privacy.PERSONAL, section="life")
    birth_year = Whole(
        N_("Year of birth"),
        least=2400,
        most=2643,
        privacy=Privacy.PERSONAL,
        section="life",
        help=N_("When the day is not known: the year alone, in the Buddhist era."),
    )
    phone = Phone(N_("Phone"), searched=True, privacy=Privacy.PERSONAL, section="life")
    household = Reference(N_("Household"), "household", privacy=Privacy.PERSONAL, section="life")
    occupation = Text(N_("Occupation"), privacy=Privacy.PERSONAL, section="life")
    vulnerabilities = Tags(N_("Vulnerability"), VULNERABILITIES, privacy=Privacy.SENSITIVE, section="life")
    income_satang = Money(N_("Income"), privacy=Privacy.SENSITIVE, section="life")
    income_period = Choice(N_("Income for"), INCOME_PERIODS, privacy=Privacy.SENSITIVE, section="life")
    welfare_card = YesNo(N_("Holds the state welfare card"), privacy=Privacy.SENSITIVE, section="life")
    consent_purpose = Text(N_("Consent: for what"), privacy=Privacy.PERSONAL, section="consent")
    consent_on = Day(N_("Consent: on which day"), privacy=Privacy.PERSONAL, section="consent")
    consent_method = Choice(
        N_("Consent: how it was given"), CONSENT_METHODS, section="consent", privacy=Privacy.PERSONAL
    )
    consent_withdrawn_on = Day(N_("Consent: withdrawn on"), privacy=Privacy.PERSONAL, section="consent")
    photo_consent = YesNo(N_("Photos of the person may be shown"), section="consent", privacy=Privacy.PERSONAL)
    note = LongText(N_("Note"), privacy=Privacy.SENSITIVE, section="consent")
    made_from = Reference(N_("Kept apart from"), "person", section="name")

    def title(self) -> str:
        return names.full_name(self.prefix or "", self.first_name or "", self.last_name or "") or self.nameless()

    def check_whole(self) -> Iterator[Problem]:
        yield from self._check_citizen_id()
        if self.income_satang is not None and not self.income_period:
            yield Problem("income_period", gettext("Say whether the income is for a day, a month or a year."))
        if self.born_on and self.birth_year and int(self.born_on[:4]) + 543 != self.birth_year:
            yield Problem("birth_year", gettext("The year of birth does not fit the birthday."), refuses=False)

    def _check_citizen_id(self) -> Iterator[Problem]:
        if not self.citizen_id:
            if not self.citizen_id_missing:
                yield Problem("citizen_id_missing", gettext("Type the citizen id, or say why there is none."))
        elif not (citizen_id.is_masked(self.citizen_id) or citizen_id.is_valid(self.citizen_id)):
            if self.citizen_id_note:
                sentence = gettext("The citizen id is kept although its last digit does not fit the others.")
                yield Problem("citizen_id", sentence, refuses=False)
            else:
                sentence = gettext("The last digit of the citizen id does not fit the others. Correct it, or say why.")
                yield Problem("citizen_id", sentence)
