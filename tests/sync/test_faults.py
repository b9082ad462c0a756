"""Damaged files, killed programs, full disks: afterwards all is as before or as it should be, never between."""

import errno
import io
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pyrage
import pytest
import zstandard

from codi_desktop import durable
from codi_desktop.durable import DiskFull, StickGone
from codi_desktop.errors import CodiError
from codi_desktop.records.household import Household
from codi_desktop.services import exchanging
from codi_desktop.store import opening
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store
from codi_desktop.sync import ustar
from codi_desktop.sync.bundle_reader import check, segments
from codi_desktop.sync.identity import recipient_of
from codi_desktop.sync.sealing import BundleDamaged
from tests.services.offices import Offices, changes, files, household, offices, picture
from tests.sync.parcels import members_of

FLIPS, CUTS, ROUNDS = 220, 110, 6


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Offices, Path]]:
    """A bundle with records and a photo, on the way to the province."""
    before = os.environ.get("PYTHON_KEYRING_BACKEND")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with offices(tmp_path_factory.mktemp("tree")) as tree:
        for number in range(30):
            household(tree.tambon, str(number))
        picture(tree.tambon, random.Random(1).randbytes(70_000))
        yield tree, exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
    if before is None:
        del os.environ["PYTHON_KEYRING_BACKEND"]


def state(store: Store) -> tuple[Any, ...]:
    return (
        *(store.digest(), changes(store), files(store.folder), store.bundles(), store.peers()),
        *(store.certificates(), store.missing_photos()),
    )


def spread(total: int, count: int) -> list[int]:
    """Choose places all over a file: its beginning densely, then evenly with some chance."""
    chance = random.Random(7)
    dense = range(0, min(400, total), 8)
    return sorted({*dense, *(chance.randrange(total) for _ in range(count - len(dense)))})


def refuse_all(store: Store, path: Path, contents: Iterator[bytes]) -> int:
    before, tried = state(store), 0
    for content in contents:
        path.write_bytes(content)
        with pytest.raises(CodiError):
            exchanging.take_in(store, path)
        tried += 1
    assert state(store) == before
    return tried


def flipped(content: bytes, places: list[int]) -> Iterator[bytes]:
    for place in places:
        yield content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]


def test_a_flipped_bit_anywhere_is_refused_and_nothing_is_written(sent: tuple[Offices, Path], tmp_path: Path) -> None:
    tree, path = sent
    content = path.read_bytes()
    places = spread(len(content), FLIPS)
    assert refuse_all(tree.province, tmp_path / "ก.codi", flipped(content, places)) >= 200


def test_a_file_that_breaks_off_anywhere_is_refused_and_nothing_is_written(
    sent: tuple[Offices, Path], tmp_path: Path
) -> None:
    tree, path = sent
    content = path.read_bytes()
    cuts = [*spread(len(content), CUTS), len(content) - 1]
    assert refuse_all(tree.province, tmp_path / "ก.codi", (content[:cut] for cut in cuts)) >= 100


def test_what_an_insider_changes_inside_the_seal_is_refused_and_nothing_is_written(
    sent: tuple[Offices, Path], tmp_path: Path
) -> None:
    tree, path = sent
    inside = opened(path, tree.tambon)
    resealed = (sealed(each, tree.province) for each in flipped(inside, spread(len(inside), FLIPS)))
    assert refuse_all(tree.province, tmp_path / "ก.codi", resealed) >= 200
    cut = (sealed(inside[:place], tree.province) for place in [*spread(len(inside), CUTS), len(inside) - 1])
    assert refuse_all(tree.province, tmp_path / "ก.codi", cut) >= 100


# --- killed

IMPORT = """
import sys
from pathlib import Path
from codi_desktop.services import exchanging
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store
folder, path = map(Path, sys.argv[1:])
with Store.open(folder, KeySlots(folder).open()) as store:
    print("go", flush=True)
    exchanging.take_in(store, path)
    print("done", flush=True)
"""

EXPORT = """
import sys
from pathlib import Path
from codi_desktop.services import exchanging
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.store import Store
folder, stick = map(Path, sys.argv[1:])
with Store.open(folder, KeySlots(folder).open()) as store:
    print("go", flush=True)
    for _ in range(50):
        exchanging.write_bundle_for(store, "19", stick)
"""


def killed(program: str, *arguments: Path, after: float) -> None:
    """Run a program and kill it some time after it has begun its work."""
    child = subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"go\n"
    time.sleep(after)
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made:
        yield made


def test_an_import_that_is_killed_leaves_all_or_nothing_and_can_be_done_again(tree: Offices, tmp_path: Path) -> None:
    tree.tambon.save([Household.new("190406", house_number=str(n)) for n in range(3000)])
    name = picture(tree.tambon, b"jpeg" * 50_000)
    path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
    folder = tree.province.folder
    raw = KeySlots(folder).open()
    tree.province.close()
    chance, seen = random.Random(time.time_ns()), set()
    for number in range(ROUNDS):
        trial = tmp_path / f"trial{number}"
        shutil.copytree(folder, trial)
        Store.open(trial, raw).close()  # a copy of the folder is a new life; not part of what is killed
        killed(IMPORT, trial, path, after=chance.random() * 0.9)
        with Store.open(trial, raw) as store:
            seen.add(changes(store))
            assert changes(store) in {0, 3001}
            assert store.check(deep=number == 0) == [] or store.missing_photos() == [name]
            exchanging.take_in(store, path)
            assert store.digest() == tree.tambon.digest()
            assert store.missing_photos() == []
            assert store.check() == []
            assert not list((trial / "photos").glob(".aside*"))
        shutil.rmtree(trial)


def test_an_export_that_is_killed_leaves_whole_bundles_only(tree: Offices, tmp_path: Path) -> None:
    picture(tree.tambon, random.Random(2).randbytes(4_000_000))
    folder, raw = tree.tambon.folder, KeySlots(tree.tambon.folder).open()
    tree.tambon.close()
    chance = random.Random(time.time_ns())
    for number in range(ROUNDS):
        stick = tmp_path / f"stick{number}"
        stick.mkdir()
        killed(EXPORT, folder, stick, after=chance.random() * 0.4)
        for path in stick.glob("*.codi"):
            exchanging.look_at(tree.province, path)
        assert len(list(stick.glob("*.part"))) <= 1
        with Store.open(folder, raw) as store:
            assert store.check() == []
            noted = {note.file_name for note in store.bundles() if note.direction == "out"}
            written = exchanging.write_bundle_for(store, "19", stick)
        exchanging.take_in(tree.province, written.path)
        unnoted = {path.name for path in stick.glob("*.codi")} - noted - {written.path.name}
        assert len(unnoted) <= 1
    assert tree.province.missing_photos() == []


# --- full


class FullFile:
    """A file on a disk that is full after some bytes."""

    def __init__(self, file: Any, room: int, failure: int) -> None:
        self._file, self._room, self._failure = file, room, failure

    def write(self, piece: bytes) -> int:
        self._room -= len(piece)
        if self._room < 0:
            raise OSError(self._failure, os.strerror(self._failure))
        return int(self._file.write(piece))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@pytest.mark.parametrize(
    ("failure", "told"), [(errno.ENOSPC, DiskFull), (errno.EIO, StickGone), (errno.ENODEV, StickGone)]
)
@pytest.mark.parametrize("room", [0, 100, 5_000, 70_000, 73_000])
def test_a_stick_that_is_full_or_gone_gets_no_bundle(
    sent: tuple[Offices, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    failure: int,
    told: type[CodiError],
) -> None:
    tree, _ = sent
    real_open, noted = Path.open, tree.tambon.bundles()

    def open_full(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        file = real_open(path, mode, *more, **named)
        return FullFile(file, room, failure) if path.suffix == durable.PART else file

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(told):
        exchanging.write_bundle_for(tree.tambon, "19", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert tree.tambon.bundles() == noted


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_stick_that_vanishes_at_the_last_moment_gets_no_bundle(
    sent: tuple[Offices, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    tree, _ = sent

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "gone")

    monkeypatch.setattr(os, step, fail)
    if step == "link":
        monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(StickGone):
        exchanging.write_bundle_for(tree.tambon, "19", tmp_path)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_so(sent: tuple[Offices, Path], tmp_path: Path) -> None:
    tree, _ = sent
    with pytest.raises(StickGone):
        exchanging.write_bundle_for(tree.tambon, "19", tmp_path / "gone")
    with pytest.raises(StickGone):
        exchanging.take_in(tree.province, tmp_path / "gone.codi")


def test_a_disk_that_is_full_takes_nothing_in_and_later_takes_all(tree: Offices) -> None:
    tree.tambon.save([Household.new("190406", house_number=str(n)) for n in range(2000)])
    path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
    before = state(tree.province)
    connection = tree.province._connection
    pages = connection.execute("pragma page_count").fetchone()[0]
    for room in (1, 20, 60):
        connection.execute(f"pragma max_page_count={pages + room}")
        with pytest.raises(opening.DiskFull):
            exchanging.take_in(tree.province, path)
        connection.execute("pragma max_page_count=4294967294")
        assert state(tree.province) == before
    assert exchanging.take_in(tree.province, path).received.new == 2000
    assert tree.province.check() == []


def test_a_disk_that_is_full_for_photos_takes_nothing_in(
    sent: tuple[Offices, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, path = sent
    before, real_open = state(tree.province), Path.open

    def open_full(place: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        file = real_open(place, mode, *more, **named)
        return FullFile(file, 20_000, errno.ENOSPC) if ".aside" in str(place) and "w" in mode else file

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(opening.DiskFull):
        exchanging.take_in(tree.province, path)
    monkeypatch.undo()
    assert state(tree.province) == before


def test_a_file_that_changes_between_the_two_readings_is_refused(sent: tuple[Offices, Path], tmp_path: Path) -> None:
    tree, path = sent
    identity, changing = tree.province.machine.age_identity, tmp_path / "changing.codi"
    shutil.copy(path, changing)
    checked = check(changing, identity, lambda _head, _said: None)
    members = members_of(opened(path, tree.tambon))
    other = zstandard.ZstdCompressor(level=9).compress(zstandard.decompress(members[2][1]))
    members[2] = (members[2][0], other)
    plain = b"".join(ustar.header(n, len(c)) + c + ustar.padding(len(c)) for n, c in members) + ustar.END
    changing.write_bytes(sealed(plain, tree.province))
    with pytest.raises(BundleDamaged):
        list(segments(checked, identity))


def opened(path: Path, store: Store) -> bytes:
    """Give what is inside a bundle."""
    plain = io.BytesIO()
    with path.open("rb") as file:
        pyrage.decrypt_io(file, plain, [pyrage.x25519.Identity.from_str(store.machine.age_identity)])
    return plain.getvalue()


def sealed(plain: bytes, store: Store) -> bytes:
    """Seal anything for a machine."""
    out: bytes = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient_of(store.machine.age_identity))])
    return out
