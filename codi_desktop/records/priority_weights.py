"""How many points each need counts when houses are ranked. A council may use weights of its own."""

from codi_desktop.i18n import N_
from codi_desktop.records._fields import Day, Money, Number, Text
from codi_desktop.records._record import Record


class PriorityWeights(Record):
    """One set of weights. The set of the nearest area counts: the tambon's own before the province's."""

    kind = "priority_weights"
    label = N_("Weights of need")
    label_plural = N_("Weights of need")

    name = Text(N_("Name"), required=True, searched=True)
    structure = Number(N_("Points for each degree of damage to posts, beams, roof or floor"), least=0, most=100)
    other_part = Number(N_("Points for each degree of damage to another part"), least=0, most=100)
    hazard = Number(N_("Points for each hazard"), least=0, most=100)
    member = Number(N_("Points for each member of the household"), least=0, most=100)
    dependant = Number(N_("Points for each dependant"), least=0, most=100)
    vulnerability = Number(N_("Points for each kind of vulnerability"), least=0, most=100)
    low_income = Number(N_("Points for low income"), least=0, most=100)
    low_income_satang = Money(N_("Low income: up to this much a person a year"))
    insecure_tenure = Number(N_("Points for living without an own house and land"), least=0, most=100)
    listed = Number(N_("Points for being on a list of the state"), least=0, most=100)
    helped_before = Number(N_("Points taken off for former housing help"), least=0, most=100)
    valid_from = Day(N_("Valid from"))
    resolution = Text(N_("Resolution number"))

    def title(self) -> str:
        return str(self.name or self.id)
