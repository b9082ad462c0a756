"""Measure bundles against the least that could be done: zstd of the same JSON, and raw `executemany`.

    python benchmarks/bench_bundle.py [records] [photos]

Export and import each run in a process of their own, so that its peak memory is its own. Photos are 5 MB each.
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import zstandard
from bench_store import Villager, floor_insert, rows_of, villagers

from codi_desktop.records._record import kinds
from codi_desktop.services import exchanging, machines
from codi_desktop.store import store as store_module
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store

PHOTO_BYTES = 5_000_000
KINDS = {**kinds(), "villager": Villager}


def opened(folder: Path) -> Store:
    return Store.open(folder, KeySlots(folder).open(), models=KINDS)


def made(folder: Path, name: str, level: str, area: str) -> None:
    store_module.kinds = lambda: KINDS  # type: ignore[assignment,return-value]  # one wide kind instead of the product's
    machines.make_machine(folder, name, level, area, "ผู้วัด").close()


def peak_mb() -> float:
    """Give this process's own peak; getrusage would give its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def phase(name: str, folder: Path, argument: Path) -> dict[str, Any]:
    """Run one phase in this process and tell its time and memory."""
    import pyrage  # noqa: F401  before the clock runs

    with opened(folder) as store:
        before, start = peak_mb(), time.perf_counter()
        if name == "export":
            written = exchanging.write_bundle_for(store, "19", argument)
            told = {"path": str(written.path), "bytes": written.bytes, "changes": written.changes}
        elif name == "look":
            told = {"new": exchanging.look_at(store, argument).received.new}
        else:
            told = {"new": exchanging.take_in(store, argument).received.new}
        return {**told, "seconds": time.perf_counter() - start, "mb": peak_mb() - before}


def run(name: str, folder: Path, argument: Path) -> dict[str, Any]:
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    command = [sys.executable, __file__, "--phase", name, str(folder), str(argument)]
    out: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)
    return out


def offices(folder: Path) -> tuple[Path, Path]:
    province, tambon = folder / "province", folder / "tambon"
    made(province, "จังหวัดสระบุรี", "province", "19")
    made(tambon, "ตำบลเจริญธรรม", "tambon", "190406")
    with opened(province) as upper, opened(tambon) as lower:
        machines.finish(lower, machines.accept(upper, machines.request(lower), folder / "welcome.codi").path)
    return province, tambon


def records(count: int, folder: Path) -> None:
    province, tambon = offices(folder)
    with opened(tambon) as store:
        store.save(villagers(count))
        rows, ddl = rows_of(store)
        every = store.rows(Villager.select())
    text = "\n".join(json.dumps({"id": each.id, **each.values()}, ensure_ascii=False) for each in every).encode()
    del every
    start = time.perf_counter()
    packed = len(zstandard.ZstdCompressor(level=3).compress(text))
    packing = time.perf_counter() - start
    size = len(text)
    del text
    export = run("export", tambon, folder / "bundle.codi")
    path = Path(export["path"])
    look, taken, again = (run(name, province, path) for name in ("look", "import", "import"))
    floor, plain = (floor_insert(folder, rows, ddl, key) for key in (os.urandom(32), None))
    with opened(province) as upper, opened(tambon) as lower:
        same = upper.digest() == lower.digest()
    print(f"{count} records x {len(Villager.declared())} fields, {size / 1e6:.1f} MB of JSON; digests equal: {same}")
    print(f"  zstd of the JSON        {packing:6.2f} s  {packed / 1e6:6.2f} MB")
    for name, told in (("export", export), ("look at it", look), ("import", taken), ("import again", again)):
        print(f"  {name:22s}  {told['seconds']:6.2f} s  {told['seconds'] / floor:5.1f} x floor  +{told['mb']:.0f} MB")
    print(f"  floor: executemany      {floor:6.2f} s encrypted, {plain:.2f} s plain; import target 6 x, +100 MB")
    print(f"  bundle {export['bytes'] / 1e6:.2f} MB = {export['bytes'] / packed:.3f} x zstd of the JSON (target 1.05)")


def photos(count: int, folder: Path) -> None:
    province, tambon = offices(folder)
    draw = random.Random(1)
    with opened(tambon) as store:
        for _ in range(count):
            villager = Villager.new("190406", note=store.photos.add(draw.randbytes(PHOTO_BYTES)))
            store.save(villager)
    export = run("export", tambon, folder / "bundle.codi")
    path = Path(export["path"])
    start = time.perf_counter()
    shutil.copyfile(path, folder / "copy")
    copying = time.perf_counter() - start
    taken, again = (run("import", province, path) for _ in range(2))
    megabytes = export["bytes"] / 1e6
    print(f"{count} photos of 5 MB: bundle {megabytes:.0f} MB; a plain copy {megabytes / copying:.0f} MB/s")
    for name, told in (("export", export), ("import", taken), ("import again", again)):
        print(f"  {name:14s} {megabytes / told['seconds']:6.0f} MB/s  +{told['mb']:.0f} MB memory")


def main() -> None:
    if sys.argv[1:2] == ["--phase"]:
        print(json.dumps(phase(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
        return
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    wanted = [int(number) for number in sys.argv[1:3]] or [20_000]
    for measure, count in zip((records, photos), wanted, strict=False):
        folder = Path(tempfile.mkdtemp(prefix="bench-bundle-"))
        try:
            measure(count, folder)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
