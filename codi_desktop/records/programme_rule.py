"""What a programme pays for a house in a fiscal year. Ceilings change every year, so they are data."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import PROGRAMMES, REPAIR_CLASSES
from codi_desktop.records._fields import Choice, Day, FiscalYear, LongText, Money, Text
from codi_desktop.records._record import Record


class ProgrammeRule(Record):
    """A ceiling for some houses. The narrower rule goes before the wider, the nearer area before the upper."""

    kind = "programme_rule"
    label = N_("Programme rule")
    label_plural = N_("Programme rules")

    programme = Choice(N_("Programme"), PROGRAMMES, required=True, index=True)
    fiscal_year = FiscalYear(N_("Fiscal year"), index=True, help=N_("Empty: every year."))
    batch = Text(N_("Batch"), longest=60, help=N_("Empty: every batch."))
    repair_class = Choice(N_("Class of repair"), REPAIR_CLASSES, help=N_("Empty: every class."))
    ceiling_satang = Money(N_("Ceiling for one house"), required=True)
    fee_satang = Money(N_("Management fee for one house"), help=N_("Beside the ceiling, not inside it."))
    valid_from = Day(N_("Valid from"))
    valid_to = Day(N_("Valid until"))
    source = LongText(N_("Where the rule is written"))

    def title(self) -> str:
        programme = gettext(PROGRAMMES.get(self.programme or "", self.programme or ""))
        return " ".join(str(part) for part in (programme, self.fiscal_year, self.batch) if part)
