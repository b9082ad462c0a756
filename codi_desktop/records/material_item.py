"""One line of a bill of materials."""

from decimal import ROUND_HALF_UP, Decimal

from codi_desktop.i18n import N_
from codi_desktop.records._fields import Money, Number, Reference, Text, Whole
from codi_desktop.records._record import Record


class MaterialItem(Record):
    """Something to buy for a house. Disputes are settled by unit prices, so each says where its price is from."""

    kind = "material_item"
    label = N_("Material")
    label_plural = N_("Materials")
    may_be_two = True
    led = ("made_from",)

    house = Reference(N_("House repair"), "house_repair", required=True)
    position = Whole(N_("Line"), most=9999)
    item = Text(N_("Item"), required=True, searched=True)
    quantity = Number(N_("Quantity"), least=0, most=1e9, required=True)
    unit = Text(N_("Unit"), longest=40, required=True)
    unit_price_satang = Money(N_("Unit price"))
    price_source = Text(N_("Source of the price"))
    supplier = Text(N_("Supplier"), searched=True)
    made_from = Reference(N_("Kept apart from"), "material_item")

    def title(self) -> str:
        return str(self.item or self.id)

    def total_satang(self) -> int:
        """Give quantity times unit price, rounded half up; 0 while either is missing."""
        if self.quantity is None or self.unit_price_satang is None:
            return 0
        exact = Decimal(str(self.quantity)) * self.unit_price_satang
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
