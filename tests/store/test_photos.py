"""Photos: kept once, sealed, whole or not there."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from codi_desktop.store.photos import PhotoDamaged, PhotoMissing, Photos
from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Villager

CHUNK = 1 << 16
MISSING = "sha256:" + "0" * 64


@pytest.fixture
def photos(tmp_path: Path) -> Photos:
    return Photos(tmp_path / "photos", bytes(32))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_goes_in_comes_out(photos: Photos, size: int) -> None:
    raw = os.urandom(size)
    name = photos.add(io.BytesIO(raw))
    assert name == "sha256:" + hashlib.sha256(raw).hexdigest()
    assert photos.read(name) == raw
    assert photos.size(name) == size
    assert photos.has(name)
    assert photos.is_whole(name)
    assert photos.names() == [name]


def test_the_same_photo_is_kept_once(photos: Photos, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"photo")
    assert photos.add(file) == photos.add(b"photo")
    assert len(photos.names()) == 1


def test_what_is_not_there_says_so(photos: Photos) -> None:
    assert not photos.has(MISSING)
    for ask in (photos.read, photos.size):
        with pytest.raises(PhotoMissing):
            ask(MISSING)


@pytest.mark.parametrize("name", ["", "sha256:../../etc/passwd", "sha256:" + "G" * 64, "sha256:" + "0" * 63])
def test_a_name_leads_nowhere_else(photos: Photos, name: str) -> None:
    with pytest.raises(PhotoMissing):
        photos.read(name)


def test_a_name_leads_nowhere_else_even_where_there_is_something(photos: Photos, tmp_path: Path) -> None:
    photos.add(b"photo")
    (tmp_path / "secret").write_bytes(b"secret")
    assert not photos.has("sha256:../../" + tmp_path.name + "/secret")


def test_two_photos_that_changed_places_are_noticed(photos: Photos, tmp_path: Path) -> None:
    one, other = photos.add(b"one"), photos.add(b"other")
    places = [next((tmp_path / "photos").rglob(name.removeprefix("sha256:"))) for name in (one, other)]
    swapped = places[1].read_bytes(), places[0].read_bytes()
    for place, raw in zip(places, swapped, strict=True):
        place.write_bytes(raw)
    assert photos.read(one) == b"other"
    assert not photos.is_whole(one)


@pytest.mark.parametrize("where", [0, 30, -1])
def test_a_flipped_bit_is_noticed(photos: Photos, tmp_path: Path, where: int) -> None:
    name = photos.add(os.urandom(CHUNK * 2))
    place = next(path for path in (tmp_path / "photos").rglob("*") if path.is_file())
    raw = bytearray(place.read_bytes())
    raw[where] ^= 1
    place.write_bytes(raw)
    with pytest.raises(PhotoDamaged):
        photos.read(name)
    assert not photos.is_whole(name)


@pytest.mark.parametrize("cut", [0, 10, 24, 24 + CHUNK + 17])
def test_a_cut_end_is_noticed(photos: Photos, tmp_path: Path, cut: int) -> None:
    name = photos.add(os.urandom(CHUNK * 2))
    place = next(path for path in (tmp_path / "photos").rglob("*") if path.is_file())
    place.write_bytes(place.read_bytes()[:cut])
    with pytest.raises(PhotoDamaged):
        photos.read(name)


def test_a_source_that_fails_leaves_nothing(photos: Photos, tmp_path: Path) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        photos.add(Failing())
    assert not [path for path in (tmp_path / "photos").rglob("*") if path.is_file()]


def test_another_store_cannot_read_them(photos: Photos, tmp_path: Path) -> None:
    name = photos.add(b"photo")
    with pytest.raises(PhotoDamaged):
        Photos(tmp_path / "photos", b"1" * 32).read(name)


def test_photos_that_records_name_and_that_are_not_here_are_missing(store: Store) -> None:
    here = store.photos.add(b"photo")
    villagers = [Villager.new(TAMBON, name="ก", photo=here), Villager.new(TAMBON, name="ข", photo=MISSING)]
    store.save(villagers)
    assert store.missing_photos() == [MISSING]
    store.delete(villagers[1])
    assert store.missing_photos() == []


def test_a_photo_that_a_record_will_name_outlasts_a_power_cut(photos: Photos, synced_folders: list[Path]) -> None:
    place = photos._place(photos.add(b"photo"))
    assert {place.parent, place.parent.parent, place.parent.parent.parent} <= set(synced_folders)
