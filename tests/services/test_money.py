"""The shared tray: entered once, never changed, cancelled by naming it, and added up by the database."""

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.organisation import Organisation
from codi_desktop.services import editing, money
from codi_desktop.store.saving import NotAccepted
from codi_desktop.store.store import EnteredForGood, Store

BAHT = 100


def put(store: Store, house: HouseRepair, phase: str, source: str, baht: int, **values: object) -> str:
    saved = money.enter(store, house.id, phase=phase, source=source, amount_satang=baht * BAHT, **values)  # type: ignore[arg-type]
    return saved.ids[0]


def test_the_tray_adds_up_cash_materials_and_labour_by_partner(store: Store, house: HouseRepair) -> None:
    put(store, house, "received", "CODI", 20_500)
    put(store, house, "received", "local_government", 3_000, partner_name="อบต.เจริญธรรม")
    put(store, house, "received", "local_government", 2_000, partner_name="อบต.เจริญธรรม", form="materials")
    put(store, house, "received", "community", 4_800, form="labour", labour_days=12)
    put(store, house, "spent", "CODI", 18_640, receipt_no="12/34")
    tray = money.tray(store, house.id)
    assert [(r.partner, r.cash, r.materials, r.labour, r.total) for r in tray.rows] == [
        ("พอช.", 20_500 * BAHT, 0, 0, 20_500 * BAHT),
        ("อบต.เจริญธรรม", 3_000 * BAHT, 2_000 * BAHT, 0, 5_000 * BAHT),
        ("ชุมชน", 0, 0, 4_800 * BAHT, 4_800 * BAHT),
    ]
    assert tray.totals.total == 30_300 * BAHT
    assert (tray.codi_used, tray.ceiling) == (18_640 * BAHT, 20_500 * BAHT)
    assert tray.ratio == pytest.approx(9_800 / 20_500)
    assert money.tray(store, house.id, "spent").totals.total == 18_640 * BAHT


def test_a_tray_without_codi_money_has_no_ratio(store: Store, house: HouseRepair) -> None:
    put(store, house, "received", "family", 500)
    tray = money.tray(store, house.id)
    assert (tray.ratio, tray.codi_used) == (None, 0)
    assert money.tray(store).totals.total == 500 * BAHT


def test_a_cancelled_entry_stays_readable_and_counts_no_more(store: Store, house: HouseRepair) -> None:
    wrong = put(store, house, "received", "CODI", 25_000)
    money.void(store, wrong, "พิมพ์ผิด", by="วิชัย")
    assert money.tray(store, house.id).totals.total == 0
    (entry,) = money.entries(store, house.id)
    assert entry.entry.id == wrong
    assert entry.cancelled_by is not None
    assert entry.cancelled_by.void_reason == "พิมพ์ผิด"
    assert money.standing(store, house.id) == []


def test_an_entry_is_cancelled_once(store: Store, house: HouseRepair) -> None:
    wrong = put(store, house, "received", "CODI", 25_000)
    cancellation = money.void(store, wrong, "พิมพ์ผิด").ids[0]
    with pytest.raises(money.AlreadyCancelled):
        money.void(store, wrong, "พิมพ์ผิด")
    with pytest.raises(money.IsCancellation):
        money.void(store, cancellation, "พิมพ์ผิด")


def test_two_people_may_cancel_one_entry_and_it_is_still_taken_off_once(store: Store, house: HouseRepair) -> None:
    wrong = put(store, house, "received", "CODI", 25_000)
    put(store, house, "received", "CODI", 1_000)
    first = money._cancellation(store, wrong, "ก", None)
    second = money._cancellation(store, wrong, "ข", None)
    store.save(first)
    store.save(second)
    assert money.tray(store, house.id).totals.total == 1_000 * BAHT


def test_a_cancellation_needs_a_reason(store: Store, house: HouseRepair) -> None:
    wrong = put(store, house, "received", "CODI", 25_000)
    with pytest.raises(NotAccepted):
        money.void(store, wrong, "")
    assert money.tray(store, house.id).totals.total == 25_000 * BAHT


def test_a_reissue_cancels_and_enters_anew_in_one_action(store: Store, house: HouseRepair) -> None:
    wrong = put(store, house, "spent", "CODI", 2_500, receipt_no="1/1", what="กระเบื้อง")
    saved = money.reissue(store, wrong, "ใบเสร็จผิด", receipt_no="1/2", amount_satang=2_400 * BAHT)
    (entry,) = money.standing(store, house.id)
    assert (entry.amount_satang, entry.receipt_no, entry.what) == (2_400 * BAHT, "1/2", "กระเบื้อง")
    assert entry.reissue_of == wrong
    assert len(saved.ids) == 2
    with pytest.raises(EnteredForGood):
        store.undo(saved.action)
    assert [e.receipt_no for e in money.standing(store, house.id)] == ["1/2"]


def test_labour_is_valued_as_days_times_rate(store: Store, house: HouseRepair) -> None:
    money.enter(
        store, house.id, phase="received", source="community", form="labour", labour_days=2.5, day_rate_satang=33_333
    )
    (entry,) = money.standing(store, house.id)
    assert entry.amount_satang == 83_333  # 83,332.5 rounded half up
    money.reissue(store, entry.id, "นับวันผิด", labour_days=3)
    assert money.standing(store, house.id)[0].amount_satang == 99_999


def test_an_entry_cannot_be_changed(store: Store, house: HouseRepair) -> None:
    entry = store.get(MoneyEntry, put(store, house, "received", "CODI", 25_000))
    entry.amount_satang = 1
    with pytest.raises(editing.AlreadyEntered):
        editing.save(store, entry)


def test_a_partner_that_is_a_record_lends_its_name(store: Store, house: HouseRepair) -> None:
    partner = Organisation.new("190406", name="ศูนย์อุตสาหกรรมอิตาเลียนไทย", category="company")
    store.save(partner)
    put(store, house, "received", "company", 4_000, organisation=partner.id)
    assert money.tray(store, house.id).rows[0].partner == "ศูนย์อุตสาหกรรมอิตาเลียนไทย"


def test_money_without_an_amount_is_not_accepted(store: Store, house: HouseRepair) -> None:
    with pytest.raises(NotAccepted):
        money.enter(store, house.id, phase="received", source="CODI")


def test_the_tray_of_all_houses_leaves_out_deleted_houses(store: Store, house: HouseRepair) -> None:
    other = HouseRepair.new("190406", fiscal_year=2565)
    store.save(other)
    put(store, house, "received", "CODI", 100)
    put(store, other, "received", "CODI", 200)
    assert money.tray(store).totals.total == 300 * BAHT
    store.delete(store.get(HouseRepair, other.id), why="ซ้ำ")
    assert money.tray(store).totals.total == 100 * BAHT
