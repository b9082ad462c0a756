"""Photos come in upright, small and without hidden notes; day and place are read before those are dropped."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.photo import Photo
from codi_desktop.services import photos
from codi_desktop.store.store import Store, live


def exif(**wanted: Any) -> Image.Exif:
    """Make a camera's notes: orientation, taken, lat and lon as degrees, minutes, seconds."""
    notes = Image.Exif()
    notes[ExifTags.Base.Make] = "กล้องของคนคนหนึ่ง"
    notes[ExifTags.Base.Orientation] = wanted.get("orientation", 1)
    if "taken" in wanted:
        notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = wanted["taken"]
    if "lat" in wanted:
        gps = notes.get_ifd(ExifTags.IFD.GPSInfo)
        gps.update({1: wanted.get("south", "N"), 2: wanted["lat"], 3: "E", 4: wanted["lon"]})
    return notes


def jpeg(width: int = 80, height: int = 60, notes: Image.Exif | None = None, colour: str | None = None) -> bytes:
    out = BytesIO()
    plain = Image.new("RGB", (width, height), colour) if colour else Image.effect_noise((width, height), 60)
    plain.convert("RGB").save(out, "JPEG", quality=85, **({"exif": notes} if notes else {}))
    return out.getvalue()


def kept(store: Store, photo: Photo) -> Image.Image:
    return Image.open(BytesIO(store.photos.read(photo.attachment)))


def test_a_photo_is_kept_with_its_day_and_place(store: Store, house: HouseRepair, tmp_path: Path) -> None:
    file = tmp_path / "IMG 001.jpg"
    file.write_bytes(jpeg(notes=exif(taken="2022:09:04 09:30:00", lat=(14, 22, 59.88), lon=(101, 0, 21.6))))
    photo = photos.take_in(store, house.id, file, "before", part="roof", by="วิชัย")
    read = store.get(Photo, photo.id)
    assert (read.house, read.stage, read.part, read.taken_on) == (house.id, "before", "roof", "2022-09-04")
    assert (read.lat, read.lon) == (14.3833, 101.006)
    assert (read.width, read.height, read.original) == (80, 60, None)
    assert store.history(photo.id)[0].by == "วิชัย"


def test_nothing_hidden_stays_in_the_file(store: Store, house: HouseRepair) -> None:
    original = jpeg(notes=exif(taken="2022:09:04 09:30:00", lat=(14, 0, 0), lon=(101, 0, 0)))
    photo = photos.take_in(store, house.id, original, "after")
    assert not dict(kept(store, photo).getexif())
    assert "กล้อง".encode() not in store.photos.read(photo.attachment)


def test_the_original_is_kept_when_asked_for(store: Store, house: HouseRepair) -> None:
    original = jpeg()
    photo = photos.take_in(store, house.id, original, "after", keep_original=True)
    assert store.photos.read(photo.original) == original


def test_a_photo_lying_on_its_side_is_turned_upright(store: Store, house: HouseRepair) -> None:
    photo = photos.take_in(store, house.id, jpeg(80, 60, exif(orientation=6)), "after")
    assert kept(store, photo).size == (60, 80) == (photo.width, photo.height)


def test_a_large_photo_becomes_small(store: Store, house: HouseRepair) -> None:
    photo = photos.take_in(store, house.id, jpeg(2600, 1900), "after")
    picture = kept(store, photo)
    assert max(picture.size) <= 1600
    assert photo.bytes == store.photos.size(photo.attachment) <= 300_000


def test_a_small_photo_is_not_blown_up(store: Store, house: HouseRepair) -> None:
    assert photos.take_in(store, house.id, jpeg(80, 60), "after").width == 80


def test_the_clear_parts_of_a_png_become_white(store: Store, house: HouseRepair) -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    photo = photos.take_in(store, house.id, out.getvalue(), "document")
    assert min(kept(store, photo).convert("L").tobytes()) > 250


def test_a_day_that_a_person_types_goes_before_the_camera_s(store: Store, house: HouseRepair) -> None:
    photo = photos.take_in(store, house.id, jpeg(notes=exif(taken="2000:01:01 00:00:00")), "after", taken="2022-09-04")
    assert photo.taken_on == "2022-09-04"


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "ไม่รู้"])
def test_a_camera_without_a_clock_gives_no_day(taken: str) -> None:
    notes = exif()
    notes[ExifTags.Base.DateTime] = taken
    assert photos.shrink(jpeg(notes=notes)).taken_on is None


@pytest.mark.parametrize("place", [{"lat": (0, 0, 0), "lon": (0, 0, 0)}, {"lat": (91, 0, 0), "lon": (101, 0, 0)}])
def test_a_place_that_cannot_be_is_no_place(place: dict[str, Any]) -> None:
    shrunk = photos.shrink(jpeg(notes=exif(**place)))
    assert (shrunk.lat, shrunk.lon) == (None, None)


def test_a_place_south_of_the_equator_is_negative() -> None:
    assert photos.shrink(jpeg(notes=exif(lat=(6, 30, 0), lon=(101, 0, 0), south="S"))).lat == -6.5


def test_a_heic_photo_is_refused_with_advice(store: Store, house: HouseRepair, tmp_path: Path) -> None:
    file = tmp_path / "IMG_0001.HEIC"
    file.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    with pytest.raises(photos.HeicRefused) as refused:
        photos.take_in(store, house.id, file, "before")
    assert "IMG_0001.HEIC" in str(refused.value)
    assert "JPEG" in str(refused.value)


def test_a_file_that_is_no_photo_is_refused(store: Store, house: HouseRepair) -> None:
    with pytest.raises(photos.NotAPhoto):
        photos.take_in(store, house.id, b"%PDF-1.7 not a photo", "before")


def test_a_photo_of_which_a_part_is_missing_is_refused_and_nothing_is_kept(store: Store, house: HouseRepair) -> None:
    whole = jpeg(640, 480)
    with pytest.raises(photos.PhotoDamaged):
        photos.take_in(store, house.id, whole[: len(whole) // 2], "before")
    assert store.rows(live(Photo)) == []
    assert list(store.photos.names()) == []


def test_a_picture_of_monstrous_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_PIXELS", 4000)
    with pytest.raises(photos.PhotoTooLarge):
        photos.shrink(jpeg(80, 60))


def test_a_file_of_monstrous_size_is_not_even_read(
    store: Store, house: HouseRepair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST_FILE_BYTES", 100)
    file = tmp_path / "หนัง.jpg"
    file.write_bytes(jpeg())
    with pytest.raises(photos.PhotoTooLarge):
        photos.take_in(store, house.id, file, "before")


def test_photos_come_in_the_order_of_the_work(store: Store, house: HouseRepair) -> None:
    for stage, day in (
        ("after", "2022-09-03"),
        ("before", "2022-08-02"),
        ("during", "2022-08-20"),
        ("before", "2022-08-01"),
    ):
        photos.take_in(store, house.id, jpeg(), stage, taken=day)
    assert [p.taken_on for p in photos.photos_of(store, house.id)] == [
        "2022-08-01", "2022-08-02", "2022-08-20", "2022-09-03",
    ]  # fmt: skip
    assert len(photos.photos_of(store, house.id, "before")) == 2
