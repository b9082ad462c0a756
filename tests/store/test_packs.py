"""Packs: bodies of a long run lie packed together, and nobody who asks for one can tell."""

import pytest

from codi_desktop.store.packs import WORTH_PACKING
from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Villager, sent
from tests.store.test_checking import found

MANY = WORTH_PACKING + 20


def packed(store: Store) -> tuple[int, int]:
    """Count the packs, and the bodies that lie in none."""
    connection = store._connection
    packs = connection.execute("select count(*) from log_pack").fetchone()[0]
    return packs, connection.execute("select count(*) from log_change where length(body) > 0").fetchone()[0]


def test_a_long_run_is_packed_and_reads_as_it_was_written(store: Store, neighbour: Store) -> None:
    villagers = [Villager.new(TAMBON, name=f"คน {i}", moo=i % 12) for i in range(MANY)]
    store.save(villagers)
    sent(store, neighbour)
    assert packed(store) == (0, MANY)
    assert packed(neighbour) == (1, 0)
    written, read = (list(one.segments([], lambda _scope: True)) for one in (store, neighbour))
    assert read == written
    history = neighbour.history(villagers[7].id)
    assert [entry.fields["name"] for entry in history] == ["คน 7"]
    neighbour.rebuild()
    assert neighbour.digest() == store.digest()
    assert found(neighbour, deep=True) == []


def test_changes_of_one_record_in_several_packs_add_up(store: Store, neighbour: Store) -> None:
    villagers = [Villager.new(TAMBON, name=f"คน {i}") for i in range(MANY)]
    for moo in range(6):  # more packs than a connection holds open
        for villager in villagers:
            villager.moo = moo
        store.save(villagers)
        sent(store, neighbour)
    assert packed(neighbour)[0] > 4
    assert [entry.fields["moo"] for entry in neighbour.history(villagers[3].id)] == list(range(6))
    neighbour.rebuild()
    assert neighbour.digest() == store.digest()


def test_a_short_run_is_kept_body_by_body(store: Store, neighbour: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(20)])
    sent(store, neighbour)
    assert packed(neighbour) == (0, 20)


@pytest.mark.parametrize(
    "damage",
    [
        "delete from log_pack",
        "update log_pack set first = first + 1",
        "update log_pack set packed = (select packed from log_pack order by last desc limit 1)",
    ],
)
def test_a_damaged_pack_is_found(store: Store, neighbour: Store, damage: str) -> None:
    for start in (0, MANY):
        store.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(start, start + MANY)])
        sent(store, neighbour)
    neighbour._connection.execute(damage)
    assert "chain" in found(neighbour)


def test_a_pack_that_cannot_be_opened_is_found(store: Store, neighbour: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(MANY)])
    sent(store, neighbour)
    neighbour._connection.execute("update log_pack set packed = zeroblob(100)")
    assert "chain" in found(neighbour)
