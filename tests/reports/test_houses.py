"""The list of houses shows what was asked for, in dictionary order, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.programme_rule import ProgrammeRule
from codi_desktop.reports import houses as listing
from codi_desktop.reports._ceilings import ceilings_of
from codi_desktop.reports.houses import Filter, house_ids, house_rows, toggle_counts, villages
from codi_desktop.services import editing, money, repairing
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store, live
from tests.services.repaired import TAMBON, inspected, surveyed


def owners(store: Store, chosen: Filter) -> list[str]:
    return [row.owner for row in house_rows(store, house_ids(store, chosen))]


def test_houses_stand_in_thai_dictionary_order(store: Store) -> None:
    for first in ("เกษม", "ขาว", "กานดา", "แก้ว"):
        surveyed(store, first, "ทดสอบ")
    assert [owner.split()[0] for owner in owners(store, Filter())] == ["นางกานดา", "นางเกษม", "นางแก้ว", "นางขาว"]


def test_text_finds_names_and_house_numbers(store: Store) -> None:
    surveyed(store, "สังเวียน", "เพิ่มพูน")
    surveyed(store, "บุญเงิน", "นามโคตร")
    assert owners(store, Filter(text="เงิน")) == ["นางบุญเงิน นามโคตร"]
    assert len(owners(store, Filter(text="47/2"))) == 2
    assert owners(store, Filter(text="ไม่มีใคร")) == []


def test_steps_side_states_and_open_houses_are_told_apart(store: Store) -> None:
    ready, begun, left = inspected(store, "ก"), surveyed(store, "ข"), surveyed(store, "ค")
    repairing.set_aside(store, left.id, "withdrawn", why="ย้ายไปอยู่กับลูก", day="2022-07-20")
    assert house_ids(store, Filter(step="inspected")) == [ready.id]
    assert house_ids(store, Filter(step="surveyed")) == [begun.id]
    assert house_ids(store, Filter(step="withdrawn")) == [left.id]
    assert house_ids(store, Filter(step="open")) == [ready.id, begun.id]
    assert len(house_ids(store, Filter())) == 3


def test_villages_and_years_narrow_the_list(store: Store) -> None:
    house = surveyed(store)
    assert villages(store) == [(6, "")]
    assert house_ids(store, Filter(moo=6, fiscal_year=2565)) == [house.id]
    assert house_ids(store, Filter(moo=7)) == house_ids(store, Filter(fiscal_year=2566)) == []


def test_photos_are_missing_before_the_survey_is_proved_and_after_the_repair(store: Store) -> None:
    bare, unproved, done = surveyed(store, "ก"), inspected(store, "ข", photographed=False), inspected(store, "ค")
    missing = Filter(photos_missing=True)
    assert house_ids(store, missing) == [bare.id, unproved.id]
    rows = {row.id: row.photos_missing for row in house_rows(store, [bare.id, unproved.id, done.id])}
    assert rows == {bare.id: True, unproved.id: True, done.id: False}


def test_money_above_the_ceiling_is_found(store: Store) -> None:
    within, above = surveyed(store, "ก"), surveyed(store, "ข")
    money.enter(store, within.id, phase="spent", source="CODI", amount_satang=2_050_000, receipt_no="1")
    money.enter(store, above.id, phase="spent", source="CODI", amount_satang=2_050_001, receipt_no="2")
    money.enter(store, within.id, phase="spent", source="company", amount_satang=9_000_000, receipt_no="3")
    assert house_ids(store, Filter(over_ceiling=True)) == [above.id]
    row = house_rows(store, [above.id])[0]
    assert (row.codi_spent, row.ceiling, row.over_ceiling) == (2_050_001, 2_050_000, True)


def test_a_cancelled_expense_is_not_counted(store: Store) -> None:
    house = surveyed(store)
    spent = money.enter(store, house.id, phase="spent", source="CODI", amount_satang=500, receipt_no="1")
    money.void(store, spent.ids[0], "ผิดหลัง")
    assert house_rows(store, [house.id])[0].codi_spent == 0


def test_what_lies_here_alone_is_found(store: Store) -> None:
    house = surveyed(store)
    assert house_ids(store, Filter(only_here=True)) == [house.id]
    store.note_peer("someone", "จังหวัด", store.vector(), at=1_662_300_000_000)
    assert house_ids(store, Filter(only_here=True)) == []
    assert house_rows(store, [house.id])[0].where == "arrived"


def test_the_toggles_count_under_the_other_filters(store: Store) -> None:
    surveyed(store, "ก")
    inspected(store, "ข")
    assert toggle_counts(store, Filter()) == {"in_conflict": 0, "photos_missing": 1, "only_here": 2, "over_ceiling": 0}
    assert toggle_counts(store, Filter(step="inspected"))["photos_missing"] == 0


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(store: Store) -> None:
    first, second = surveyed(store, "ก"), surveyed(store, "ข")
    assert [row.id for row in house_rows(store, [second.id, "190406.gone", first.id])] == [second.id, first.id]


def test_a_deleted_house_is_not_in_the_list(store: Store) -> None:
    house = surveyed(store)
    store.delete(house, by="พรรณทิพา", why="ซ้ำ")
    assert house_ids(store, Filter()) == []


@pytest.mark.parametrize("programme", ["baan_por_piang", "baan_mankong_rural", "disaster", "other"])
@pytest.mark.parametrize("batch", [None, "พิเศษ"])
def test_many_ceilings_are_the_same_as_one_by_one(tmp_path: Path, programme: str, batch: str | None) -> None:
    region = Machine.new(name="ภาค", level="region", scope="CW", person="ส", signing_seed=b"r" * 32, scopes=("",))
    with Store.create(tmp_path, bytes(32), region) as store:
        rules: list[tuple[str, dict[str, Any], int]] = [
            ("19", {"batch": "พิเศษ"}, 100),
            ("CW", {"fiscal_year": 2565}, 200),
            (TAMBON, {}, 300),
        ]
        for scope, narrowed, ceiling in rules:
            editing.save(store, ProgrammeRule.new(scope, programme="other", ceiling_satang=ceiling, **narrowed))
        for year in range(2559, 2570):
            house = HouseRepair.new(TAMBON, programme=programme, fiscal_year=year, batch=batch)
            editing.save(store, house)
        houses = store.rows(live(HouseRepair))
        judged = {house.id: repairing.ceiling_for(store, house) for house in houses}
        one_by_one = {house: ceiling.satang for house, ceiling in judged.items() if ceiling}
        assert ceilings_of(store, houses) == one_by_one


def test_what_lies_here_alone_is_the_same_whichever_way_it_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveyed(store, "ก")
    store.note_peer("someone", "จังหวัด", store.vector(), at=1_662_300_000_000)
    later = surveyed(store, "ข")
    few = store.only_here()
    monkeypatch.setattr("codi_desktop.store.travel._MANY", 0)
    assert store.only_here() == few
    assert later.id in few
    assert house_ids(store, Filter(only_here=True)) == [later.id]


@pytest.mark.parametrize(
    "chosen", [Filter(), Filter(step="open", fiscal_year=2565), Filter(text="ก", moo=6), Filter(step="withdrawn")]
)
def test_the_list_is_answered_by_its_own_index(store: Store, chosen: Filter) -> None:
    """Any other way reads every row, and a row has ninety columns."""
    sql, values = listing._listed(store, chosen).order_by(HouseRepair.sort_key, HouseRepair.id).sql()
    plan = store._connection.execute(f"explain query plan {sql}", values).fetchall()
    assert len(plan) == 1
    assert "COVERING INDEX house_repair__sort_id" in plan[0][3]


def test_names_are_found_by_their_beginning_first(store: Store) -> None:
    surveyed(store, "กมล", "มาลี")
    wanted = surveyed(store, "มาลี", "ใจดี")
    assert listing.first_named(store, Filter(), "มาลี") == wanted.id
    assert listing.first_named(store, Filter(), "ไม่มี") is None
