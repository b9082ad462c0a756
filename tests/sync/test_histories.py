"""Machines that live through accidents end up knowing the same, and nothing anybody typed is lost."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync import histories

SEEDS = 2000
BUNCH = 200
MANY = 100_000


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: these tests are about what is said, not about disks."""
    shared = Path("/dev/shm")  # noqa: S108  a new folder of our own within it
    folder = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def lived(seed: int, memory: Path) -> dict[str, int]:
    folder = memory / str(seed)
    folder.mkdir()
    try:
        return histories.lived(seed, folder, memory)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("first", range(0, SEEDS, BUNCH))
def test_whatever_happens_nothing_is_lost_and_all_end_up_knowing_the_same(first: int, memory: Path) -> None:
    seen: dict[str, int] = {}
    for seed in range(first, first + BUNCH):
        for what, count in lived(seed, memory).items():
            seen[what] = seen.get(what, 0) + count
    often = {
        "enter",
        "edit",
        "stale",
        "pay",
        "approve",
        "delete",
        "export",
        "visit",
        "arrive",
        "again",
        "settle",
        "undo",
    }
    rare = {"clone", "twin", "restore", "jump", "older", "lose", "offer", "pass on", "take back", "disclose", "erase"}
    assert not (often | rare) - set(seen), f"the histories no longer meet what they are about: {seen}"


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_one_seed_gives_the_same_bundles_byte_for_byte_before_they_are_sealed(seed: int, memory: Path) -> None:
    contents = []
    for turn in range(2):
        folder = memory / f"turn{turn}-{seed}"
        folder.mkdir()
        with histories.begun(seed, folder, memory) as world:
            for _ in range(world.draw.randrange(*histories.STEPS)):
                world.step()
            contents.append([histories.plain(file, histories.age_identities()) for file in world.written])
        shutil.rmtree(folder)
    assert contents[0] == contents[1]


@pytest.mark.soak
def test_a_hundred_thousand_histories(memory: Path) -> None:
    start = random.SystemRandom().randrange(1 << 40)
    for done in range(MANY):
        lived(start + done, memory)
        if done % 1000 == 999:
            print(f"{done + 1} histories from seed {start}", flush=True)
