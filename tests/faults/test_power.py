"""The power goes, or the disk is full, at every step of a piece of work: afterwards all is before or after it."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from codi_desktop.services import exchanging
from codi_desktop.store import backup
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store, live
from tests.faults import driver
from tests.services.offices import changes, household, offices, picture
from tests.store.machines import TAMBON, Villager, made, reopened

ROOT = Path(__file__).resolve().parents[2]
NEVER, POWER_CUT, FULL = 0, 1, 2
SAMPLE = 14
"""Steps of each piece of work that every run of the tests tries; `make soak` tries all, by several seeds."""
NAMES = sorted(driver.SCENARIOS)
PHOTO = random.Random(3).randbytes(70_000)


@dataclass
class Disk:
    """A program on a disk that fails, and the folder that it works in."""

    world: Path
    child: "subprocess.Popen[str]"
    steps: dict[str, int]

    def run(self, name: str, step: int, seed: int = 0, mode: int = POWER_CUT) -> str:
        """Let the program do a piece of work on a new copy; gives how it ended."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(f"{name} {step} {seed} {mode}\n")
        self.child.stdin.flush()
        told = json.loads(self.child.stdout.readline())
        self.steps.setdefault(name, told["steps"])
        return str(told["end"])


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the disk that fails."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("The disk that fails is a small C program for Linux, and there is no C compiler (cc) here.")
    made_at = tmp_path_factory.mktemp("shim") / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", made_at, source, "-ldl"], check=True)
    return made_at


@pytest.fixture(scope="session")
def disk(shim: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """Make the folders from which each piece of work begins, and start the program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        folder = tmp_path_factory.mktemp("disk").resolve()
        world = folder / "world"
        for name in NAMES:
            patch.setenv("CODI_LIVES", str(world / "lives"))
            world.mkdir()
            (prepare_offices if name in {"take_in", "export"} else prepare_store)(world)
            world.rename(folder / f"{name}.before")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(shim), "CODI_DATA": str(folder)}
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.driver", str(shim), str(world)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        assert child.stdin is not None
        try:
            found = Disk(world, child, {})
            for name in NAMES:
                assert found.run(name, 0) == "done", name
                assert found.steps[name] > 10, f"{name}: the disk that fails sees too little"
            yield found
        finally:
            child.communicate()


def prepare_store(world: Path) -> None:
    with made(world / "store") as store:
        store.save([Villager.new(TAMBON, name=f"คน {n}", photo=store.photos.add(PHOTO)) for n in range(3)])
        store.backup(world / "old.codi-backup", photos=True)
        store.save(Villager.new(TAMBON, name="หลัง"))


def prepare_offices(world: Path) -> None:
    with offices(world) as tree:
        for number in range(4):
            household(tree.tambon, str(number))
        picture(tree.tambon, PHOTO)
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        path.rename(world / path.name)
        household(tree.tambon, "5")


@pytest.fixture(autouse=True)
def _the_lives_of_the_world(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODI_LIVES", str(disk.world / "lives"))


# --- what must be found afterwards


def is_before_or_after(store: Store, before: int, after: int) -> bool:
    """Look through a whole store; say whether the work was done."""
    assert store.check(deep=True) == [] or store.missing_photos()
    assert changes(store) in {before, after}
    return changes(store) == after


def saved(world: Path) -> None:
    with reopened(world / "store") as store:
        done = is_before_or_after(store, 4, 6)
        assert store.count(live(Villager)) == (5 if done else 4)
        assert store.check(deep=True) == []


def taken_in(world: Path) -> None:
    with Store.open(world / "province", KeySlots(world / "province").open()) as store:
        is_before_or_after(store, 0, 5)
        exchanging.take_in(store, next(world.glob("*.codi")))
        assert changes(store) == 5
        assert store.missing_photos() == []
        assert store.check(deep=True) == []
        assert not [*(world / "province" / "photos").glob(".aside*")]


def exported(world: Path) -> None:
    folder = world / "tambon"
    with Store.open(world / "province", KeySlots(world / "province").open()) as province:
        for path in (world / "stick").glob("*.codi"):
            exchanging.look_at(province, path)
        with Store.open(folder, KeySlots(folder).open()) as store:
            assert store.check(deep=True) == []
            written = exchanging.write_bundle_for(store, "19", world / "stick", at=None)
            if written.changes:
                exchanging.take_in(province, written.path)


def backed_up(world: Path) -> None:
    with reopened(world / "store") as store:
        assert store.check(deep=True) == []
    backup.restore(world / "old.codi-backup", world / "again")
    with reopened(world / "again") as store:
        assert changes(store) in {3, 4}
        assert store.check(deep=True) == []
        assert store.missing_photos() == []


def restored(world: Path) -> None:
    place = world / "restored"
    if not (place / "store.db").exists():
        backup.restore(world / "old.codi-backup", place)
    with reopened(world / "store") as store:
        life = store.machine.incarnation
    with reopened(place) as store:
        assert store.machine.incarnation != life
        assert changes(store) == 3
        assert store.check(deep=True) == []
        assert store.missing_photos() == []


def upgraded(world: Path) -> None:
    with reopened(world / "store", models=driver.UPGRADED) as store:
        assert store.check(deep=True) == []
    with reopened(world / "store") as store:
        assert changes(store) == 4
        assert store.check(deep=True) == []
        assert store.count(live(Villager)) == 4


VERIFY: dict[str, Callable[[Path], None]] = {
    "save": saved,
    "take_in": taken_in,
    "export": exported,
    "back_up": backed_up,
    "restore": restored,
    "upgrade": upgraded,
}


def chosen(total: int, name: str) -> list[int]:
    """Choose steps: both ends, and some between them."""
    between = random.Random(name).sample(range(3, total - 2), min(SAMPLE, total - 5))
    return sorted({1, 2, *between, total - 2, total - 1, total})


def cut_at(disk: Disk, name: str, step: int, seed: int) -> None:
    ended = disk.run(name, step, seed)
    assert ended in {"killed", "done"}, f"{name}, step {step}, seed {seed}: {ended}"
    try:
        VERIFY[name](disk.world)
    except BaseException as wrong:
        wrong.add_note(f"to repeat: {name}, step {step} of {disk.steps[name]}, seed {seed}")
        raise


def full_at(disk: Disk, name: str, step: int) -> None:
    ended = disk.run(name, step, 0, FULL)
    assert ended in {"DiskFull", "done"}, f"{name}, step {step} of {disk.steps[name]}: {ended}"
    try:
        VERIFY[name](disk.world)
        driver.SCENARIOS[name](disk.world) if name != "restore" else None
    except BaseException as wrong:
        wrong.add_note(f"to repeat: {name}, full from step {step} of {disk.steps[name]} on")
        raise


@pytest.mark.parametrize("name", NAMES)
def test_the_power_goes_at_any_step_and_all_is_before_or_after(disk: Disk, name: str) -> None:
    for number, step in enumerate(chosen(disk.steps[name], name)):
        cut_at(disk, name, step, number)


@pytest.mark.parametrize("name", NAMES)
def test_the_disk_is_full_from_any_step_on_and_the_same_work_is_done_later(disk: Disk, name: str) -> None:
    for step in chosen(disk.steps[name], name):
        full_at(disk, name, step)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_the_power_goes_at_every_step_by_many_seeds(disk: Disk, name: str) -> None:
    for step in range(1, disk.steps[name] + 1):
        for seed in range(8):
            cut_at(disk, name, step, seed)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_the_disk_is_full_from_every_step_on(disk: Disk, name: str) -> None:
    for step in range(1, disk.steps[name] + 1):
        full_at(disk, name, step)
