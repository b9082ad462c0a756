"""One entry of the shared tray: cash, materials or labour that a partner promised, gave, or that was spent."""

from collections.abc import Iterator

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import MONEY_FORMS, PHASES, SOURCES
from codi_desktop.records._fields import Choice, Day, LongText, Money, Number, Privacy, Reference, Text, Whole
from codi_desktop.records._record import Problem, Record
from codi_desktop.thai.money import format_baht


class MoneyEntry(Record):
    """An entry is never changed: one that is wrong is cancelled by another that names it, and entered anew."""

    kind = "money_entry"
    label = N_("Money entry")
    label_plural = N_("Money entries")
    purpose = N_("to account for money, materials and labour that each partner gave")
    append_only = True

    house = Reference(N_("House repair"), "house_repair", required=True)
    phase = Choice(N_("Planned, received or spent"), PHASES, required=True, index=True)
    source = Choice(N_("Source"), SOURCES, required=True, index=True)
    organisation = Reference(N_("Partner"), "organisation")
    partner_name = Text(N_("Partner's name"), searched=True, privacy=Privacy.PERSONAL)
    form = Choice(N_("Form"), MONEY_FORMS, required=True)
    what = Text(N_("What for"), searched=True, privacy=Privacy.PERSONAL)
    labour_days = Number(N_("Days of labour"), least=0, most=100_000)
    day_rate_satang = Money(N_("Rate a day"))
    amount_satang = Money(N_("Amount"), required=True)
    instalment_no = Whole(N_("Instalment"), least=1, most=99)
    receipt_no = Text(N_("Receipt number"), longest=60, searched=True)
    resolution = Text(N_("Resolution number"), help=N_("Needed for CODI money above the ceiling."))
    day = Day(N_("Day"), index=True)
    voids = Reference(N_("Cancels the entry"), "money_entry")
    void_reason = Text(N_("Why it is cancelled"), privacy=Privacy.PERSONAL)
    reissue_of = Reference(N_("In place of the entry"), "money_entry")
    receipt_photo = Reference(N_("Photo of the receipt"), "photo")
    note = LongText(N_("Note"), privacy=Privacy.PERSONAL)

    def title(self) -> str:
        amount = format_baht(self.amount_satang or 0)
        return " ".join(part for part in (self.partner_name, self.what, amount) if part)

    def check_whole(self) -> Iterator[Problem]:
        if self.voids and not self.void_reason:
            yield Problem("void_reason", gettext("Say why the entry is cancelled."))
        if self.form == "labour" and not self.voids and not self.labour_days:
            yield Problem("labour_days", gettext("Say how many days of labour were given."), refuses=False)
        if self.form != "labour" and self.labour_days:
            yield Problem("form", gettext("Days of labour belong to labour, not to cash or materials."))
        if self.phase == "spent" and self.form == "cash" and not self.voids and not self.receipt_no:
            yield Problem("receipt_no", gettext("Money spent needs a receipt number."), refuses=False)
