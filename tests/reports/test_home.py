"""The home page's figures are counted, and its next steps are the right ones in the right order."""

from datetime import date
from pathlib import Path

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.reports._report import Asked
from codi_desktop.reports.home import MOST_NEXT_STEPS, home
from codi_desktop.services import editing, issuing, money
from codi_desktop.store.local import BundleNote
from codi_desktop.store.store import Store
from tests.services.repaired import TAMBON, inspected, surveyed

CEREMONY = Asked(TAMBON, date(2022, 9, 4))


def actions(store: Store, asked: Asked = CEREMONY) -> list[str]:
    return [step.action for step in home(store, asked).next_steps]


def test_houses_are_counted_by_step_and_the_tray_by_source(store: Store) -> None:
    inspected(store)
    surveyed(store, "บุญเงิน")
    found = home(store, CEREMONY)
    assert {step.step: step.houses for step in found.steps if step.houses} == {"surveyed": 1, "inspected": 1}
    assert found.houses == 2
    assert {share.source: share.satang for share in found.tray.shares} == {
        "CODI": 1_800_000,
        "community": 480_000,
        "local_government": 685_050,
    }
    assert found.tray.partners_per_codi == (480_000 + 685_050) / 1_800_000


def test_a_ratio_is_not_made_up_while_codi_gave_nothing(store: Store) -> None:
    house = surveyed(store)
    money.enter(store, house.id, phase="received", source="family", amount_satang=100)
    assert home(store, CEREMONY).tray.partners_per_codi is None


def test_what_is_not_on_a_stick_is_counted_with_its_photos(store: Store) -> None:
    inspected(store)
    safe = home(store, CEREMONY).not_on_stick
    assert (safe.houses, safe.photos) == (1, 3)
    assert safe.bytes > 0
    store.note_peer("someone", "จังหวัด", store.vector(), at=1_662_300_000_000)
    assert home(store, CEREMONY).not_on_stick.records == 0


def test_todays_ceremony_comes_first_then_data_at_risk_then_what_blocks(store: Store) -> None:
    inspected(store)
    surveyed(store, "บุญเงิน")
    assert actions(store)[:3] == ["print_certificates", "export", "add_photos"]
    first = home(store, CEREMONY).next_steps[0]
    assert first.urgency == 0
    assert first.reason == "นางสังเวียน เพิ่มพูน"


def test_a_ceremony_of_next_week_waits_behind_data_at_risk(store: Store) -> None:
    inspected(store)
    assert actions(store, Asked(TAMBON, date(2022, 8, 30)))[:2] == ["export", "print_certificates"]


def test_a_printed_certificate_is_no_longer_a_next_step(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    issuing.issue(store, issuing.CERTIFICATE, [house.id], out=tmp_path / "a.pdf")
    assert "print_certificates" not in actions(store)


def test_a_conflict_asks_to_be_decided(store: Store) -> None:
    house = surveyed(store)
    for plate, record in (("ป.1", store.get(HouseRepair, house.id)), ("ป.2", store.get(HouseRepair, house.id))):
        record.heads = house.heads
        record.fill({"plate_no": plate})
        editing.save(store, record)
    assert home(store, CEREMONY).conflicts == 1
    assert "settle" in actions(store)


def test_a_new_machine_is_helped_to_begin(store: Store) -> None:
    assert actions(store) == ["add_house", "join"]


def test_there_are_never_more_than_five_steps(store: Store) -> None:
    inspected(store)
    surveyed(store, "บุญเงิน")
    house = surveyed(store, "เกษม")
    money.enter(store, house.id, phase="spent", source="CODI", amount_satang=9_000_000, receipt_no="1")
    later = inspected(store, "ดวง")
    later.fill({"handover_on": "2022-09-08"})
    editing.save(store, later)
    assert len(home(store, CEREMONY).next_steps) == MOST_NEXT_STEPS


def test_the_last_exchanges_are_told(store: Store) -> None:
    """A bundle has arrived when its receiver says that it holds what the bundle brought, and at no other sign."""
    surveyed(store)
    first = store.vector()
    surveyed(store, "บุญเงิน")
    for direction, number, brought in (("out", 1, first), ("out", 2, store.vector()), ("in", 7, [])):
        store.note_bundle(
            BundleNote(number, direction, "p", "จังหวัด", "x.codi", 10, number, f"b{number}", brought, {"photos": 1})
        )
    told = {exchange.what: exchange.number for exchange in home(store, CEREMONY).exchanges}
    assert told == {"out": 2, "in": 7}
    store.note_peer("p", "จังหวัด", first, at=9)
    found = {exchange.what: exchange for exchange in home(store, CEREMONY).exchanges}
    assert {what: exchange.number for what, exchange in found.items()} == {"arrived": 1, "out": 2, "in": 7}
    assert found["arrived"].at == 9
    store.note_peer("p", "จังหวัด", store.vector(), at=10)
    told = {exchange.what: exchange.number for exchange in home(store, CEREMONY).exchanges}
    assert told == {"arrived": 2, "in": 7}
