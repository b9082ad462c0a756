"""Find what a programme pays at most for a house. Ceilings are records, because they change every year."""

from dataclasses import dataclass
from datetime import date

from codi_desktop.records._record import scope_of
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.programme_rule import ProgrammeRule
from codi_desktop.services import areas
from codi_desktop.store.store import Store, live


@dataclass(frozen=True)
class Ceiling:
    """What CODI pays at most for one house, in satang, and the rule that says so."""

    satang: int
    fee_satang: int
    rule_id: str
    source: str


def ceiling_for(store: Store, house: HouseRepair, day: date | str | None = None) -> Ceiling | None:
    """Give the ceiling of a house on a day (today by default); None where no rule speaks of it.

    The narrower rule goes before the wider (batch, then class, then fiscal year); among equals that of the nearer area.
    """
    when = day if isinstance(day, str) else (day or date.today()).isoformat()  # noqa: DTZ011  the council's own day
    nearness = {code: place for place, code in enumerate(reversed(_areas_of(store, house.scope, when)))}
    query = live(ProgrammeRule).where(ProgrammeRule.programme == house.programme)
    speaking = [
        rule
        for rule in store.rows(query)
        if scope_of(rule.id) in nearness
        and rule.ceiling_satang is not None
        and (rule.valid_from or "") <= when <= (rule.valid_to or "9999-12-31")
        and all(
            getattr(rule, name) in {None, "", getattr(house, name)} for name in ("fiscal_year", "batch", "repair_class")
        )
    ]
    if not speaking:
        return None
    best = max(
        speaking, key=lambda rule: (*_narrowness(rule), nearness[scope_of(rule.id)], rule.valid_from or "", rule.id)
    )
    return Ceiling(best.ceiling_satang, best.fee_satang or 0, best.id, best.source or "")


def _narrowness(rule: ProgrammeRule) -> tuple[bool, bool, bool]:
    return bool(rule.batch), bool(rule.repair_class), bool(rule.fiscal_year)


def _areas_of(store: Store, scope: str, when: str) -> list[str]:
    return [scope, *areas.above_codes(store, scope, when)]
