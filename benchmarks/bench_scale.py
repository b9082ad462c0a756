"""Measure what a province has after five years: 80 tambons, 10,000 houses, 60,000 photos by reference, 1M changes.

    python benchmarks/bench_scale.py [part of it, as in 0.1]

Each tambon is a machine of its own that writes one bundle; the province takes all of them in. The floor puts the same
bodies and the same rows into plain tables of one encrypted file, without signatures, indexes, search or merging.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codi_desktop.records._record import Record, kinds
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.household import Household
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.material_item import MaterialItem
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.person import Person
from codi_desktop.records.photo import Photo
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.reports.houses import Filter, house_count, house_ids
from codi_desktop.services import exchanging, machines
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.opening import Database
from codi_desktop.store.store import Store

TAMBONS, HOUSES, CHANGES = 80, 10_000, 1_000_000
STEPS = [
    "surveyed",
    "certified",
    "proposed",
    "approved",
    "contracted",
    "repairing",
    "inspected",
    "handed_over",
    "closed",
]
NAMES = ["สังเวียน", "บุญมี", "ประยูร", "สมหมาย", "ทองใบ", "วันเพ็ญ", "จำเนียร", "มาลี", "อุดม", "สุวรรณา"]


def house_records(draw: random.Random, scope: str) -> Iterator[Record]:
    """Give a house with all that belongs to it: 37 records, six of them photos whose files lie elsewhere."""
    owner = Person.new(
        scope, prefix="นาง", first_name=draw.choice(NAMES), last_name=draw.choice(NAMES), citizen_id_missing="ไม่มี"
    )
    home = Household.new(scope, house_number=str(draw.randrange(300)), moo=draw.randrange(1, 12), head=owner.id)
    house = HouseRepair.new(
        scope,
        fiscal_year=draw.randrange(2565, 2570),
        household=home.id,
        owner=owner.id,
        owner_name=owner.title(),
        house_number=home.house_number,
        moo=home.moo,
        step="closed",
    )
    yield from (owner, home, house)
    for i in range(6):
        name = f"sha256:{draw.randbytes(32).hex()}"
        yield Photo.new(scope, house=house.id, stage="before" if i < 3 else "after", attachment=name, bytes=300_000)
    for _ in range(8):
        yield MoneyEntry.new(
            scope,
            house=house.id,
            phase=draw.choice(["received", "spent"]),
            source=draw.choice(["CODI", "company", "community"]),
            form="cash",
            amount_satang=draw.randrange(10**6),
            receipt_no="1",
        )
    for i in range(10):
        yield MaterialItem.new(scope, house=house.id, position=i, item="สังกะสี", quantity=float(i), unit="แผ่น")
    for step in STEPS:
        yield StepTaken.new(scope, house=house.id, step=step, day="2022-09-04")
    inspectors = {f"inspector{n}_name": name for n, name in enumerate(draw.sample(NAMES, 3), 1)}
    yield Inspection.new(scope, house=house.id, day="2022-09-04", passed=True, **inspectors)


def work(store: Store, houses: int, changes: int, draw: random.Random) -> int:
    """Enter houses, then change them until there are so many changes; gives how many there are."""
    records = [record for _ in range(houses) for record in house_records(draw, store.machine.scope)]
    store.save(records)
    edited = [record for record in records if isinstance(record, HouseRepair | Household)]
    done, turn = len(records), 0
    while done < changes:
        part, turn = edited[: changes - done], turn + 1
        for record in part:
            record.fill({"moo": 20 + turn % 70})  # another than before, each time
        done += len(store.save(part).changes)
    return done


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def opened(folder: Path) -> Store:
    return Store.open(folder, KeySlots(folder).open())


def phase_tambons(folder: Path, part: float) -> dict[str, Any]:
    """Let every tambon live its five years and write its bundle."""
    draw = random.Random(1)
    count = max(1, round(TAMBONS * min(1, part * 4)))  # a small part has fewer tambons, not only smaller ones
    houses = max(1, round(HOUSES * part / count))
    changes = round(CHANGES * part / count)
    made, size = 0, 0
    with machines.make_machine(folder / "province", "จังหวัดสระบุรี", "province", "19", "ผู้วัด") as province:
        for number in range(count):
            place = folder / "tambon"
            code = f"19{number + 1:04d}"
            with machines.make_machine(place, f"ตำบล {code}", "tambon", code, "ผู้วัด") as tambon:
                welcome = machines.accept(province, machines.request(tambon), folder / f"welcome{code}.codi")
                machines.finish(tambon, welcome.path)
                made += work(tambon, houses, changes, draw)
                written = exchanging.write_bundle_for(tambon, "19", folder / f"{code}.codi")
                size += written.bytes
            shutil.rmtree(place)
    return {"tambons": count, "houses": count * houses, "changes": made, "bytes": size}


def phase_province(folder: Path, _part: float) -> dict[str, Any]:
    """Take all bundles in."""
    with opened(folder / "province") as store:
        start, before = time.perf_counter(), peak_mb()
        taken = sum(exchanging.take_in(store, file).received.new for file in sorted(folder.glob("19????.codi")))
        seconds = time.perf_counter() - start
        told: dict[str, Any] = {"new": taken, "seconds": seconds, "mb": peak_mb() - before}
        start = time.perf_counter()
        store.index_rest()
        told["index"] = time.perf_counter() - start
        for name, ask in (
            ("houses counted", lambda: house_count(store, Filter())),
            ("first page of the list", lambda: house_ids(store, Filter(), 50)),
            ("found by name", lambda: store.find("สังเวียน", ["house_repair"])),
        ):
            start = time.perf_counter()
            ask()
            told[name] = time.perf_counter() - start
    told["file"] = (folder / "province" / "store.db").stat().st_size
    return told


def phase_floor(folder: Path, _part: float) -> dict[str, Any]:
    """Put the same bodies and rows into plain tables."""
    with opened(folder / "province") as store:
        connection = store._connection
        bodies = connection.execute("select place, body_of(place, body) from log_change").fetchall()
        tables = {
            model.table(): connection.execute(f'select * from "{model.table()}"').fetchall()
            for model in kinds().values()
        }
    database = Database(folder / "floor.db", os.urandom(32))
    floor = database.connection()
    floor.execute("create table log(place integer primary key, body blob)")
    for name, rows in tables.items():
        if rows:
            floor.execute(f'create table "{name}"({",".join(f"c{i}" for i in range(len(rows[0])))})')
    start = time.perf_counter()
    floor.execute("begin immediate")
    floor.executemany("insert into log values(?,?)", bodies)
    for name, rows in tables.items():
        if rows:
            floor.executemany(f'insert into "{name}" values({",".join("?" * len(rows[0]))})', rows)
    floor.execute("commit")
    seconds = time.perf_counter() - start
    database.close_all()
    return {"seconds": seconds, "file": (folder / "floor.db").stat().st_size}


PHASES = {"tambons": phase_tambons, "province": phase_province, "floor": phase_floor}


def run(name: str, folder: Path, part: float) -> dict[str, Any]:
    command = [sys.executable, __file__, "--phase", name, str(folder), str(part)]
    out: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1]
    )
    return out


def main() -> None:
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if sys.argv[1:2] == ["--phase"]:
        print(json.dumps(PHASES[sys.argv[2]](Path(sys.argv[3]), float(sys.argv[4]))))
        return
    part = float(sys.argv[1]) if len(sys.argv) > 1 else 0.02
    folder = Path(tempfile.mkdtemp(prefix="bench-scale-"))
    os.environ["CODI_LIVES"] = str(folder / "lives")
    try:
        made, taken, floor = (run(name, folder, part) for name in PHASES)
    finally:
        shutil.rmtree(folder)
    print(f"{made['tambons']} tambons, {made['houses']} houses, {made['changes']} changes")
    print(f"  bundles          {made['bytes'] / 1e6:8.1f} MB")
    rate, grown = taken["new"] / taken["seconds"], taken["mb"]
    ratio = taken["seconds"] / floor["seconds"]
    print(f"  taken in         {taken['seconds']:8.1f} s  {rate:8.0f} changes/s  {ratio:.1f} x floor  +{grown:.0f} MB")
    print(f"  index, behind    {taken['index']:8.1f} s")
    print(f"  store            {taken['file'] / 1e6:8.1f} MB  {taken['file'] / floor['file']:.2f} x floor")
    print(f"  floor            {floor['seconds']:8.1f} s  {floor['file'] / 1e6:.1f} MB")
    for name in ("houses counted", "first page of the list", "found by name"):
        print(f"  {name:22s} {taken[name] * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
