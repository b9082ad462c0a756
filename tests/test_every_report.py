"""What holds for every report, so that a new one is tested by being there."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codi_desktop.i18n import set_language
from codi_desktop.reports._report import Asked, Table, UnknownReport, report_named, reports
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from tests.services.repaired import inspected

AREAS = ("190406", "1904", "19", "CW1", "CW", "TH", "99", "ZZ")
DAY = date(2022, 9, 5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Machine.new(name="ตำบล", level="tambon", scope="190406", person="พรรณทิพา", signing_seed=bytes(32))
    with Store.create(tmp_path, bytes(32), made) as opened:
        yield opened


def built(store: Store, name: str, area: str) -> Table:
    return report_named(name).build(store, Asked(area, DAY))


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("name", reports())
def test_it_is_built_for_every_area_even_where_nothing_is(store: Store, name: str, area: str) -> None:
    assert built(store, name, area).columns


@pytest.mark.parametrize("name", reports())
def test_every_row_and_the_total_fit_the_columns(store: Store, name: str) -> None:
    inspected(store)
    table = built(store, name, "190406")
    types = {"text": str, "whole": int, "number": float, "money": int, "day": str}
    assert table.rows
    for row in (*table.rows, *([table.total] if table.total else [])):
        assert len(row) == len(table.columns)
        assert len(table.shown(row)) == len(row)
        for column, cell in zip(table.columns, row, strict=True):
            assert cell is None or isinstance(cell, types[column.type]), column.name


@pytest.mark.parametrize("name", reports())
def test_a_total_never_stands_without_a_footnote(store: Store, name: str) -> None:
    table = built(store, name, "190406")
    assert table.total is None or table.footnote


@pytest.mark.parametrize("name", reports())
def test_column_names_are_unique_and_ascii_and_it_travels_as_json(store: Store, name: str) -> None:
    inspected(store)
    table = built(store, name, "190406")
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(column.isascii() for column in names)
    json.dumps([*table.rows, table.total])


@pytest.mark.parametrize("name", reports())
def test_it_speaks_both_languages(store: Store, name: str) -> None:
    inspected(store)
    thai = built(store, name, "190406").footnote
    set_language("en")
    assert built(store, name, "190406").footnote != thai


@pytest.mark.parametrize("name", reports())
def test_deleted_houses_are_not_counted(store: Store, name: str) -> None:
    from codi_desktop.records.house_repair import HouseRepair

    house = inspected(store)
    store.delete(store.get(HouseRepair, house.id), by="พรรณทิพา", why="ซ้ำ")
    table = built(store, name, "190406")
    assert house.id not in json.dumps(table.rows)
    if table.total:
        assert not any(isinstance(cell, int) and cell for cell in table.total)


def test_an_unknown_report_is_told() -> None:
    with pytest.raises(UnknownReport):
        report_named("weather")
