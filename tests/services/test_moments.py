"""Clocks of other machines may say anything."""

import json

import pytest

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.services import glancing, houses
from codi_desktop.services.moments import moment
from codi_desktop.store.store import Store
from tests.store.machines import Everybody, machine, segment_of


@pytest.mark.parametrize("at", [-(2**53) + 1, -1, 0, 2**53 - 1])
def test_a_change_of_whatever_time_can_be_shown(store: Store, house: HouseRepair, at: int) -> None:
    record = house.id.partition(".")[2]
    said = {"k": "house_repair", "r": record, "t": at, "u": "x", "v": 1, "b": [house.heads], "s": {"note": "ก"}}
    with store.receiving(Everybody()) as intake:
        intake.segment(segment_of(machine("อื่น"), [json.dumps(said).encode()]))
    assert "ก" in str(houses.open_house(store, house.id).history)
    assert glancing.glance(store, house.id)


def test_a_moment_is_that_moment() -> None:
    assert moment(1_662_300_000_123).timestamp() == pytest.approx(1_662_300_000.123)
