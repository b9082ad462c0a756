"""A bundle that should not have been taken in is taken back as a whole, by real machines through real files."""

import json
from pathlib import Path

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.services import money, taking_back
from codi_desktop.services.taking_back import NothingToTakeBack
from codi_desktop.store.store import live
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import carry, household, offices, renumber


def test_an_import_is_shown_in_words_and_taken_back_and_the_news_travels(tmp_path: Path) -> None:
    with offices(tmp_path) as these:
        old = household(these.tambon, "12")
        carry(these.tambon, these.province, these.stick)
        renumber(these.tambon, old, "99")
        new = household(these.tambon, "13")
        taken = carry(these.tambon, these.province, these.stick)
        assert taken.bundle_id in taking_back.can_be_taken_back(these.province)
        seen = taking_back.look(these.province, taken.bundle_id)
        assert (seen.number, seen.sender_name) == (taken.number, "ตำบลเจริญธรรม")
        by_id = {one.id: one for one in seen.records}
        assert by_id[new].what == "deleted"
        assert by_id[old].what == "back"
        assert len(by_id[old].lines) == 1
        assert "99" in by_id[old].lines[0]
        assert "12" in by_id[old].lines[0]
        action = taking_back.take_back(these.province, taken.bundle_id).action
        carry(these.province, these.tambon, these.stick)
        for store in (these.province, these.tambon):
            assert [one.house_number for one in store.rows(live(Household))] == ["12"]
        assert these.tambon.digest() == these.province.digest()
        with pytest.raises(NothingToTakeBack):
            taking_back.take_back(these.province, taken.bundle_id)
        these.province.undo(action)
        assert sorted(one.house_number for one in these.province.rows(live(Household))) == ["13", "99"]


def test_a_tambon_leaves_what_the_province_wrote_for_others(tmp_path: Path) -> None:
    with offices(tmp_path) as these:
        own = household(these.province, "1", these.tambon.machine.scope)
        above = household(these.province, "2", "19")
        taken = carry(these.province, these.tambon, these.stick)
        whats = {one.id: one.what for one in taking_back.look(these.tambon, taken.bundle_id).records}
        assert (whats[own], whats[above]) == ("deleted", "foreign")
        assert taking_back.take_back(these.tambon, taken.bundle_id).ids == (own,)


def test_money_adds_up_before_with_and_after_an_import(tmp_path: Path) -> None:
    with offices(tmp_path) as these:
        house = HouseRepair.new(these.tambon.machine.scope, fiscal_year=2569)
        these.tambon.save(house)
        kept = money.enter(these.tambon, house.id, phase="received", source="CODI", amount_satang=100_00).ids[0]
        carry(these.tambon, these.province, these.stick)
        totals = [money.tray(these.province, house.id).totals.total]
        money.enter(these.tambon, house.id, phase="received", source="family", amount_satang=23_00)
        money.void(these.tambon, kept, "ผิดบ้าน")
        taken = carry(these.tambon, these.province, these.stick)
        totals.append(money.tray(these.province, house.id).totals.total)
        action = taking_back.take_back(these.province, taken.bundle_id).action
        totals.append(money.tray(these.province, house.id).totals.total)
        gone = these.province.rows(MoneyEntry.select().where(MoneyEntry.deleted))
        whys = {these.province.history(one.id)[-1].why for one in gone}
        these.province.undo(action)
        totals.append(money.tray(these.province, house.id).totals.total)
        assert totals == [100_00, 23_00, 100_00, 23_00]
        (why,) = whys
        assert str(taken.number) in why


def test_the_command_line_shows_and_takes_back(tmp_path: Path, run: Run) -> None:  # noqa: F811
    with offices(tmp_path) as these:
        household(these.tambon, "13")
        taken = carry(these.tambon, these.province, these.stick)
        folder = these.province.folder
    seen = run("undo-import", taken.bundle_id, "--preview", "--data", folder, "--json").object
    assert [one["what"] for one in seen["records"]] == ["deleted"]
    assert run("undo-import", taken.bundle_id, "--data", folder, "--json").object["changed"] == 1
    again = run("undo-import", taken.bundle_id, "--data", folder, "--lang", "en")
    assert again.code == 2
    assert "nothing left" in again.err
    assert json.dumps(run("list", "household", "--data", folder, "--json").objects) == "[]"
