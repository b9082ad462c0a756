"""A courier's machine carries what it cannot read, unchanged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.durable import DiskFull
from codi_desktop.services import carrying, exchanging
from codi_desktop.services.carrying import CarriesTooMuch, IsForThisMachine, NotCarried
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle_reader import peek
from codi_desktop.sync.sealing import BundleDamaged, NotABundle
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import Offices, household, made, offices


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[Store]:
    """A machine that nobody has accepted."""
    with made(tmp_path / "courier", "ตำบลคนถือ", "tambon", "190101") as store:
        yield store


@pytest.fixture
def sealed(tree: Offices, tmp_path: Path) -> Path:
    """A bundle from the tambon for the province."""
    household(tree.tambon, "12/3")
    (tmp_path / "out").mkdir()
    return exchanging.write_bundle_for(tree.tambon, "19", tmp_path / "out").path


def test_what_a_courier_cannot_read_reaches_its_receiver_unchanged(
    tree: Offices, courier: Store, sealed: Path, tmp_path: Path
) -> None:
    content = sealed.read_bytes()
    one = carrying.carry(courier, sealed)
    sealed.unlink()
    assert carrying.carried(courier) == [one]
    (tmp_path / "next").mkdir()
    file = carrying.hand_over(courier, one, tmp_path / "next")
    assert (file.name, file.read_bytes()) == (sealed.name, content)
    assert exchanging.take_in(tree.province, file).received.new == 1


def test_the_same_file_is_carried_once_and_laid_down_once(courier: Store, sealed: Path, tmp_path: Path) -> None:
    one = carrying.carry(courier, sealed)
    assert carrying.carry(courier, sealed) == one
    (tmp_path / "next").mkdir()
    assert carrying.hand_over(courier, one, tmp_path / "next") == carrying.hand_over(courier, one, tmp_path / "next")
    assert len(list((tmp_path / "next").iterdir())) == len(list((courier.folder / "carried").iterdir())) == 1


def test_another_file_of_that_name_is_not_replaced(courier: Store, sealed: Path, tmp_path: Path) -> None:
    one = carrying.carry(courier, sealed)
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / one.name).write_bytes(bytes(one.size))
    file = carrying.hand_over(courier, one, tmp_path / "next")
    assert file.name != one.name
    assert (tmp_path / "next" / one.name).read_bytes() == bytes(one.size)


def test_what_was_spoilt_while_carried_is_not_handed_over(courier: Store, sealed: Path, tmp_path: Path) -> None:
    one = carrying.carry(courier, sealed)
    kept = courier.folder / "carried" / one.sha256
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    (tmp_path / "next").mkdir()
    with pytest.raises(BundleDamaged):
        carrying.hand_over(courier, one, tmp_path / "next")
    assert list((tmp_path / "next").iterdir()) == []


def test_what_is_for_this_machine_or_is_no_bundle_is_not_carried(
    tree: Offices, courier: Store, sealed: Path, tmp_path: Path
) -> None:
    with pytest.raises(IsForThisMachine):
        carrying.carry(tree.province, sealed)
    (tmp_path / "x.codi").write_bytes(b"holiday")
    with pytest.raises(NotABundle):
        carrying.carry(courier, tmp_path / "x.codi")
    assert carrying.carried(courier) == []


def test_carrying_for_others_is_bounded_by_room_and_number(
    courier: Store, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_ROOM_LEFT", 1 << 60)
        with pytest.raises(DiskFull):
            carrying.carry(courier, sealed)
    monkeypatch.setattr(carrying, "MOST_CARRIED", 0)
    with pytest.raises(CarriesTooMuch):
        carrying.carry(courier, sealed)
    assert carrying.carried(courier) == []


def test_a_bundle_names_what_its_sender_carries(tree: Offices, courier: Store, tmp_path: Path) -> None:
    household(courier, "9")
    (tmp_path / "out").mkdir()
    household(tree.province, "7") if tree.province.machine.may_write("190406") else household(tree.tambon, "7")
    file = exchanging.write_bundle_for(tree.province, "CW", tmp_path / "out").path
    one = carrying.carry(tree.tambon, file)
    head = peek(exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path, tree.province.machine.age_identities)
    assert head.carried == ((one.name, one.size, one.sha256, one.since),)


def test_what_was_handed_over_can_be_dropped_by_hand(courier: Store, sealed: Path) -> None:
    one = carrying.carry(courier, sealed)
    for wrong in ("", "zz"):
        with pytest.raises(NotCarried):
            carrying.drop(courier, wrong)
    assert carrying.drop(courier, one.sha256[:8]) == one
    assert (carrying.carried(courier), list((courier.folder / "carried").iterdir())) == ([], [])


def test_the_commands_carry_list_hand_over_and_drop(
    tree: Offices,
    sealed: Path,
    run: Run,  # noqa: F811
    tmp_path: Path,
) -> None:
    folder = tree.region.folder
    tree.region.close()
    told = run("carry", sealed, "--data", folder, "--json").object
    assert run("carried", "--data", folder, "--json").object == told
    exported = run("export", "--to", "19", "--out", tmp_path / "next", "--data", folder, "--json").object
    (beside,) = exported["carried"]
    assert Path(beside).read_bytes() == sealed.read_bytes()
    assert run("carried", "--drop", told["sha256"], "--data", folder, "--json").code == 0
    assert run("carried", "--data", folder, "--json").objects == []
