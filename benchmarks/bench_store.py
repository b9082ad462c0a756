"""Measure the store against the least that could be done (the floor) and against the usual way (the peer).

    python benchmarks/bench_store.py [records] [profile]

Figures of one run are comparable with each other; ratios are comparable between machines.
"""

import cProfile
import os
import pickle
import pstats
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import peewee as pw
import zstandard

from codi_desktop.records._fields import Choice, Day, LongText, Money, Number, Reference, Tags, Text, Whole, YesNo
from codi_desktop.records._record import Record
from codi_desktop.store.machine import Machine
from codi_desktop.store.opening import Database
from codi_desktop.store.store import Store
from codi_desktop.sync.change import Segment, StreamId

FIRST = ["สังเวียน", "บุญมี", "ประยูร", "สมหมาย", "ทองใบ", "วันเพ็ญ", "จำเนียร", "มาลี", "อุดม", "สุวรรณา"]
LAST = ["เพิ่มพูน", "ใจดี", "ศรีสุข", "แก้วมณี", "ทองคำ", "พันธุ์ทอง", "บุญเรือง", "อ่อนละมัย", "สุขเกษม", "ชื่นบาน"]
PLACES = ["บ้านหนองบัว", "บ้านโคกสำโรง", "บ้านไร่", "บ้านดอนทราย", "บ้านวังยาว"]
NEEDS = ["ผู้ป่วยติดเตียง อยู่คนเดียว", "หลังคารั่ว ฝาผุ", "ไม่มีห้องน้ำ", "น้ำท่วมทุกปี บ้านทรุดเอียง"]


class Villager(Record):
    """Twenty fields, about 555 bytes of JSON."""

    kind = "villager"
    label = label_plural = "Villager"

    prefix = Text("Prefix")
    first_name = Text("First name", searched=True)
    last_name = Text("Last name", searched=True)
    born_on = Day("Born")
    citizen_id = Text("Citizen id", searched=True)
    phone = Text("Phone", searched=True)
    house_number = Text("House number", searched=True)
    moo = Whole("Moo")
    village = Text("Village", searched=True)
    household = Reference("Household", "household")
    status = Choice("Status", {"waiting": "Waiting", "done": "Done"}, index=True)
    vulnerable = Tags("Groups", {"elderly": "Elderly", "disabled": "Disabled"})
    income = Money("Income")
    members = Whole("Members")
    lat = Number("Latitude")
    lon = Number("Longitude")
    owns_land = YesNo("Owns land")
    surveyed_on = Day("Surveyed")
    need = LongText("Need")
    note = LongText("Note")

    def title(self) -> str:
        return f"{self.prefix or ''}{self.first_name or ''} {self.last_name or ''}"


class Everybody:
    """Believes everybody."""

    def reason_against(self, _stream: StreamId, _n: int, _head: bytes) -> str | None:
        return None


def villagers(count: int) -> Iterator[Villager]:
    draw = random.Random(1)
    for i in range(count):
        villager = Villager.new("190406")
        villager.__data__.update(
            prefix=draw.choice(["นาย", "นาง", "นางสาว"]),
            first_name=draw.choice(FIRST),
            last_name=draw.choice(LAST),
            born_on=f"19{draw.randrange(30, 99)}-0{draw.randrange(1, 9)}-1{draw.randrange(9)}",
            citizen_id=f"3{i:012d}",
            phone=f"08{draw.randrange(10**8):08d}",
            house_number=f"{draw.randrange(300)}/{draw.randrange(20)}",
            moo=draw.randrange(1, 12),
            village=draw.choice(PLACES),
            household=f"190406.{draw.randrange(30000):026d}",
            status=draw.choice(["waiting", "done"]),
            vulnerable=draw.choice([["elderly"], ["elderly", "disabled"], []]),
            income=draw.randrange(10**7),
            members=draw.randrange(1, 9),
            lat=14 + draw.random(),
            lon=100 + draw.random(),
            owns_land=draw.random() < 0.5,
            surveyed_on="2022-09-04",
            need=draw.choice(NEEDS),
            note=f"{draw.choice(PLACES)} {draw.choice(NEEDS)}",
        )
        villager._dirty = set(villager.__data__)  # type: ignore[attr-defined]
        yield villager


def new_store(name: str, folder: Path) -> Store:
    machine = Machine.new(name=name, level="tambon", scope="190406", person="ผู้วัด", signing_seed=os.urandom(32))
    return Store.create(folder / name, os.urandom(32), machine, models={"villager": Villager})


@contextmanager
def timed(results: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    results[name] = time.perf_counter() - start


def median_ms(action: Callable[[int], object], times: int = 200) -> float:
    taken = []
    for i in range(times):
        start = time.perf_counter()
        action(i)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def peak_mb() -> float:
    """Give this process's own peak; what `getrusage` tells includes that of the process which started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def memory_of_receiving(folder: Path, segments: list[Segment]) -> float:
    """Let a new process take the same in from a file, and give by how many MB its peak grew over the opened store."""
    file = folder / "segments"
    with file.open("wb") as stream:
        for segment in segments:
            pickle.dump(segment, stream)
    command = [sys.executable, __file__, "receive", str(file), str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def receive_alone(file: Path, folder: Path) -> None:
    with new_store("alone", folder) as store, file.open("rb") as stream:
        before = peak_mb()
        with store.receiving(Everybody()) as intake:
            while file.stat().st_size > stream.tell():
                intake.segment(pickle.load(stream))  # noqa: S301  our own file of a moment ago
        print(peak_mb() - before)


def rows_of(store: Store) -> tuple[list[tuple[Any, ...]], str]:
    """Give the rows of the record table, and the statement that makes a table as wide, without index or trigger."""
    rows = store._connection.execute("select * from villager").fetchall()
    columns = [row[1] for row in store._connection.execute("pragma table_info(villager)")]
    return rows, f"create table floor(id varchar(60) primary key, {','.join(f'{name} text' for name in columns[1:])})"


def floor_insert(folder: Path, rows: list[tuple[Any, ...]], ddl: str, key: bytes | None) -> float:
    """Put the same values into one table of the same width, and nothing else."""
    results: dict[str, float] = {}
    database = Database(folder / f"floor-{key is not None}.db", key)
    connection = database.connection()
    connection.execute(ddl)
    with timed(results, "floor"):
        connection.execute("begin immediate")
        connection.executemany(f"insert into floor values({','.join('?' * len(rows[0]))})", rows)
        connection.execute("commit")
    database.close_all()
    return results["floor"]


def peer_insert(folder: Path, rows: list[tuple[Any, ...]]) -> float:
    """The usual way: Peewee's insert_many into the same model, in one transaction."""
    results: dict[str, float] = {}
    database = Database(folder / "peer.db", os.urandom(32))

    names = [f"c{i}" for i in range(len(rows[0]))]
    fields = {name: pw.TextField(null=True) for name in names[1:]}
    Plain: Any = type("Plain", (pw.Model,), {"c0": pw.CharField(primary_key=True), **fields})  # noqa: N806  a class
    with database.bind_ctx([Plain]):
        database.create_tables([Plain])
        with timed(results, "peer"), database.atomic():
            for start in range(0, len(rows), 1000):
                part = [dict(zip(names, row, strict=True)) for row in rows[start : start + 1000]]
                Plain.insert_many(part).execute()
    database.close_all()
    return results["peer"]


def floor_commit(folder: Path) -> float:
    """One row, one transaction, synchronous=FULL."""
    database = Database(folder / "commit.db", os.urandom(32))
    connection = database.connection()
    connection.execute("create table floor(id integer primary key, body text)")

    def commit(_: int) -> None:
        connection.execute("begin immediate")
        connection.execute("insert into floor(body) values(?)", ("ก" * 200,))
        connection.execute("commit")

    taken = median_ms(commit)
    database.close_all()
    return taken


def peer_save(folder: Path) -> float:
    """One Peewee save of one changed field, on the same encrypted database, without log, search or history."""
    database = Database(folder / "orm.db", os.urandom(32))

    class Plain(pw.Model):
        name = pw.TextField(index=True)
        note = pw.TextField()

    with database.bind_ctx([Plain]):
        database.create_tables([Plain])
        row = Plain.create(name="ก", note="ข")

        def save(i: int) -> None:
            row.note = str(i)
            with database.atomic():
                row.save()

        taken = median_ms(save)
    database.close_all()
    return taken


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    folder = Path(tempfile.mkdtemp(prefix="bench-store-"))
    results: dict[str, float] = {}
    source = new_store("a", folder)
    with timed(results, "save in one action"):
        made = list(villagers(count))
        source.save(made)
    del made
    segments: list[Segment] = []
    with timed(results, "export"):
        segments = list(source.segments([], lambda _: True))
    lines = b"\n".join(body for segment in segments for body in segment.bodies)
    with timed(results, "floor: zstd of the JSON"):
        packed = len(zstandard.ZstdCompressor(level=3).compress(lines))
    with timed(results, "floor: decode the JSON"):
        for line in lines.split(b"\n"):
            msgspec.json.decode(line)
    del lines

    target = new_store("b", folder)
    profile = cProfile.Profile()
    with timed(results, "receive"), target.receiving(Everybody()) as intake:
        if "profile" in sys.argv:
            profile.enable()
        for segment in segments:
            intake.segment(segment)
        profile.disable()
    with timed(results, "index for search, behind"):
        target.index_rest()
    grown = memory_of_receiving(folder, segments)
    with timed(results, "receive again"), target.receiving(Everybody()) as intake:
        for segment in segments:
            intake.segment(segment)
    with timed(results, "rebuild from the log"):
        target.rebuild()
        target.index_rest()
    rows, ddl = rows_of(target)
    results["floor: executemany, encrypted"] = floor_insert(folder, rows, ddl, os.urandom(32))
    results["floor: executemany, plain"] = floor_insert(folder, rows, ddl, None)
    results["peer: Peewee insert_many"] = peer_insert(folder, rows)

    floor = results["floor: executemany, encrypted"]
    print(f"{count} records x {len(Villager.declared())} fields; JSON packed {packed / 1e6:.1f} MB")
    for name, seconds in results.items():
        print(f"  {name:32s} {seconds:8.2f} s   {seconds / floor:6.1f} x floor")
    print(f"  peak memory of receive: +{grown:.0f} MB")
    print(f"  on disk: {(folder / 'b' / 'store.db').stat().st_size / 1e6:.0f} MB")

    one = source.get(Villager, rows[len(rows) // 2][0])

    def edit(i: int) -> None:
        one.note = f"แก้ครั้งที่ {i}"
        source.save(one)

    commit, orm = floor_commit(folder), peer_save(folder)
    ours = median_ms(edit)
    print(f"  one edit saved: {ours:.2f} ms; floor, one commit: {commit:.2f} ms; peer, Peewee save: {orm:.2f} ms")
    for text in ["ติดเตียง", "บ้านหนองบัว", "บุญมี ใจดี", "ยา", "ก", "3000000000077"]:
        found = target.find(text)
        taken = median_ms(lambda _, text=text: target.find(text), 5)  # type: ignore[misc]
        every = median_ms(lambda _, text=text: target.find(text, limit=10**6), 3)  # type: ignore[misc]
        total = len(target.find(text, limit=10**6))
        print(f"  find {text!r}: {taken:.1f} ms for {len(found)}, {every:.1f} ms for all {total}")
    source.close()
    target.close()
    shutil.rmtree(folder)
    if "profile" in sys.argv:
        pstats.Stats(profile).sort_stats("tottime").print_stats(28)


if __name__ == "__main__":
    if sys.argv[1:2] == ["receive"]:
        receive_alone(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
