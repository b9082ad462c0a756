"""Before anything is taken in it is shown record by record and field by field: new, changed, open, settled, merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.services import coming, exchanging, money
from codi_desktop.services.coming import FieldWords
from codi_desktop.services.exchanging import Preview, RecordSeen
from codi_desktop.store.store import Store
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import Offices, carry, household, offices, renumber


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made:
        carry(made.province, made.tambon, made.stick)
        yield made


def noted(store: Store, record_id: str, note: str) -> None:
    record = store.get(Household, record_id)
    record.note = note
    store.save(record)


def seen(tree: Offices) -> Preview:
    file = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick).path
    return exchanging.look_at(tree.province, file)


def only(tree: Offices, preview: Preview) -> tuple[RecordSeen, list[FieldWords]]:
    (record,) = preview.records
    return record, coming.fields_of(tree.province, preview, record)


def test_a_new_record_tells_its_fields_and_who_wrote_them(tree: Offices) -> None:
    household(tree.tambon, "12")
    record, fields = only(tree, seen(tree))
    assert record.is_new
    assert {one.status for one in fields} == {"new"}
    (number,) = [one for one in fields if one.after == "12"]
    assert (number.before, number.by, number.machine) == ("", "สมหญิง ใจดี", "ตำบลเจริญธรรม")


def test_a_changed_record_tells_old_and_new(tree: Offices) -> None:
    house = household(tree.tambon, "12")
    carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.tambon, house, "13")
    record, (number,) = only(tree, seen(tree))
    assert not record.is_new
    assert not record.is_merged
    assert (number.before, number.after, number.status) == ("12", "13", "changed")


def test_what_both_changed_is_marked_open_and_what_they_decided_settled(tree: Offices) -> None:
    house = household(tree.tambon, "12")
    carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.tambon, house, "13")
    renumber(tree.province, house, "14")
    preview = seen(tree)
    record, (number,) = only(tree, preview)
    assert (record.conflicts, number.status, number.before, number.after) == (1, "conflict", "14", "13")
    assert preview.merged == ()
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    tree.tambon.settle(house, "house_number", "13")
    record, (number,) = only(tree, seen(tree))
    assert (record.settled, record.conflicts, number.status) == (1, 0, "settled")


def test_different_fields_of_one_record_are_told_as_merged(tree: Offices) -> None:
    house = household(tree.tambon, "12")
    carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.tambon, house, "13")
    noted(tree.province, house, "จากจังหวัด")
    preview = seen(tree)
    assert [one.id for one in preview.merged] == [house]
    assert preview.received.conflicts == 0
    carry(tree.tambon, tree.province, tree.stick)
    merged = tree.province.get(Household, house)
    assert (merged.house_number, merged.note) == ("13", "จากจังหวัด")


def test_deletions_and_money_are_told(tree: Offices) -> None:
    house = household(tree.tambon, "12")
    repair = HouseRepair.new("190406", fiscal_year=2569)
    tree.tambon.save(repair)
    carry(tree.tambon, tree.province, tree.stick)
    tree.tambon.delete(tree.tambon.get(Household, house))
    money.enter(tree.tambon, repair.id, phase="received", source="CODI", amount_satang=1_234_50)
    preview = seen(tree)
    by_kind = {one.kind: one for one in preview.records}
    assert by_kind["household"].becomes_deleted
    assert "1,234.50" in by_kind["money_entry"].amount
    (fate,) = coming.fields_of(tree.province, preview, by_kind["household"])
    assert (fate.before, fate.after) == ("ใช้งานอยู่", "ลบแล้ว")


def test_the_command_line_shows_fields_when_asked(tree: Offices, run: Run) -> None:  # noqa: F811
    household(tree.tambon, "12")
    file = exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick).path
    told = run("inspect", file, "--fields", "--data", tree.province.folder, "--json").object
    assert "12" in {one["after"] for one in told["record_list"][0]["fields"]}
