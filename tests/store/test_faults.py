"""What the world does to a laptop: it is switched off, and its disk is full."""

import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.store.opening import DiskFull
from codi_desktop.store.store import Store, live
from tests.store.machines import TAMBON, Villager, made, reopened, sent

ROOT = Path(__file__).resolve().parents[2]

SAVE_FOR_EVER = """
    import sys
    from pathlib import Path
    from tests.store.machines import TAMBON, Villager, Visit, reopened

    store = reopened(Path(sys.argv[1]))
    print("open", flush=True)
    i = 0
    while True:
        villager = Villager.new(TAMBON, name=f"คน {i}")
        store.save([villager, Visit.new(TAMBON, villager=villager.id, text=f"เยี่ยม {i}")])
        print(villager.id, flush=True)
        i += 1
"""

TAKE_IN = """
    import pickle
    import sys
    from pathlib import Path
    from tests.store.machines import Everybody, reopened

    store = reopened(Path(sys.argv[1]))
    segments = pickle.loads(Path(sys.argv[2]).read_bytes())
    print("open", flush=True)
    with store.receiving(Everybody()) as intake:
        for segment in segments:
            intake.segment(segment)
    print("done", flush=True)
"""


def started(code: str, *arguments: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    return child


def killed(child: subprocess.Popen[str]) -> list[str]:
    child.kill()
    told, _ = child.communicate()
    return told.split("\n")[:-1]  # a last line without its end was not yet said


def test_switched_off_while_saving_nothing_that_was_told_is_lost_and_nothing_is_half(tmp_path: Path) -> None:
    made(tmp_path / "store").close()
    draw, told = random.Random(1), set[str]()
    for _ in range(10):
        child = started(SAVE_FOR_EVER, tmp_path / "store")
        time.sleep(draw.random() * 0.25)  # the moment of the blow is what is tried
        told |= set(killed(child))
        with reopened(tmp_path / "store") as store:
            assert store.check(deep=True) == []
            kept = {villager.id for villager in store.rows(live(Villager))}
            assert told <= kept
            visited = store._connection.execute("select count(*) from visit").fetchone()[0]
            assert visited == len(kept)
    assert told


def test_switched_off_while_taking_in_it_is_all_or_nothing_and_comes_in_the_next_time(tmp_path: Path) -> None:
    import pickle

    draw, outcomes = random.Random(2), set[int]()
    with made(tmp_path / "source", "ก") as source:
        source.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(3000)])
        bundle = tmp_path / "bundle"
        bundle.write_bytes(pickle.dumps(list(source.segments([], lambda _: True))))
        for i in range(6):
            folder = tmp_path / f"target{i}"
            made(folder, "ข").close()
            child = started(TAKE_IN, folder, bundle)
            time.sleep(draw.random() * 0.4)
            killed(child)
            with reopened(folder) as target:
                assert target.check(deep=True) == []
                kept = target.count(live(Villager))
                outcomes.add(kept)
                assert kept in {0, 3000}
                sent(source, target)
                assert target.digest() == source.digest()
    assert 0 in outcomes


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes; who may not mount one gets a limit on the length of files instead."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    is_mounted = os.name == "posix" and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if is_mounted:
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6 << 20, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="a small disk cannot be made there")
def test_a_full_disk_is_told_and_nothing_is_changed(small_disk: Path, tmp_path: Path) -> None:
    with made(tmp_path / "source", "ก") as source, made(small_disk / "store", "ข") as store:
        source.save([Villager.new(TAMBON, name=f"คน {i}", note="ก" * 500) for i in range(4000)])
        store.save(Villager.new(TAMBON, name="ก่อน"))
        before = store.digest()
        with pytest.raises(DiskFull):
            sent(source, store)
        assert store.digest() == before
        assert store.check(deep=True) == []
        store.save(Villager.new(TAMBON, name="ยังบันทึกได้"))
        assert_saving_until_full(store)
        with pytest.raises(DiskFull):
            store.photos.add(os.urandom(8 << 20))
        with pytest.raises(DiskFull):
            store.backup(small_disk / "a.codi-backup")
        assert not list(small_disk.glob("*backup*"))


@pytest.mark.skipif(sys.platform == "win32", reason="a small disk cannot be made there")
def test_a_backup_that_does_not_fit_leaves_the_stick_as_it_was(small_disk: Path, store: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}", note="ก" * 500) for i in range(1000)])
    with pytest.raises(DiskFull):
        store.backup(small_disk / "a.codi-backup", photos=True)
    assert list(small_disk.iterdir()) == []
    assert store.check() == []


def assert_saving_until_full(store: Store) -> None:
    """Save until nothing more fits: what was told as saved is there, what was refused is not."""
    saved = {villager.id for villager in store.rows(live(Villager))}
    refused = Villager.new(TAMBON, name="คน", note="ก" * 4000)

    def save_on() -> None:
        nonlocal refused
        while True:
            refused = Villager.new(TAMBON, name="คน", note="ก" * 4000)
            store.save(refused)
            saved.add(refused.id)

    with pytest.raises(DiskFull):
        save_on()
    assert {villager.id for villager in store.rows(live(Villager))} == saved
    assert refused.heads == ""
