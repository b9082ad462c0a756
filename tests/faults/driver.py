"""Does one piece of work again and again, each time in a new process over a new copy, on a disk that fails at a step.

Started with the shim preloaded: `driver.py shim.so world`. Each line on stdin is `scenario step seed mode`; the answer
is one line: how the work ended and how many steps were counted.
"""

import ctypes
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from codi_desktop.errors import CodiError
from codi_desktop.services import exchanging
from codi_desktop.store import backup
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Villager, Visit, reopened
from tests.store.test_upgrade import Retyped

UPGRADED = {"villager": Retyped}


def save(world: Path) -> None:
    """Save two records at once."""
    with reopened(world / "store") as store:
        villager = Villager.new(TAMBON, name="ใหม่")
        store.save([villager, Visit.new(TAMBON, villager=villager.id, text="เยี่ยม")])


def take_in(world: Path) -> None:
    """Take a bundle with records and a photo in."""
    with Store.open(world / "province", KeySlots(world / "province").open()) as store:
        exchanging.take_in(store, next(world.glob("*.codi")))


def export(world: Path) -> None:
    """Write a bundle."""
    with Store.open(world / "tambon", KeySlots(world / "tambon").open()) as store:
        exchanging.write_bundle_for(store, "19", world / "stick")


def back_up(world: Path) -> None:
    """Write a backup in place of an older one."""
    with reopened(world / "store") as store:
        store.backup(world / "old.codi-backup", photos=True)


def restore(world: Path) -> None:
    """Unpack a backup and open what it holds."""
    backup.restore(world / "old.codi-backup", world / "restored")
    reopened(world / "restored").close()


def upgrade(world: Path) -> None:
    """Open a store by a program that declares a kind otherwise."""
    reopened(world / "store", models=UPGRADED).close()


SCENARIOS: dict[str, Callable[[Path], None]] = {
    work.__name__: work for work in (save, take_in, export, back_up, restore, upgrade)
}


def _attempt(shim: ctypes.CDLL, name: str, step: int, seed: int, mode: int, world: Path, out: int) -> None:
    os.environ["CODI_LIVES"] = str(world / "lives")
    shim.fault_arm(bytes(world), bytes(world.parent / "kept"), ctypes.c_long(step), ctypes.c_ulong(seed), mode)
    told = {"end": "done"}
    try:
        SCENARIOS[name](world)
    except CodiError as error:
        told["end"] = type(error).__name__
    except BaseException:  # noqa: BLE001  whatever it is, the test shows it
        told["end"] = traceback.format_exc()
    told["steps"] = shim.fault_count()
    os.write(out, json.dumps(told).encode())


def _run(shim: ctypes.CDLL, world: Path, name: str, step: int, seed: int, mode: int) -> str:
    for folder in (world, world.parent / "kept"):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world.with_name(f"{name}.before"), world)
    (world.parent / "kept").mkdir()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _attempt(shim, name, step, seed, mode, world, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told or json.dumps({"end": "killed", "steps": step})


def main() -> None:
    """Answer one line with another."""
    shim, world = ctypes.CDLL(sys.argv[1]), Path(sys.argv[2])
    for line in sys.stdin:
        name, step, seed, mode = line.split()
        print(_run(shim, world, name, int(step), int(seed), int(mode)), flush=True)


if __name__ == "__main__":
    main()
