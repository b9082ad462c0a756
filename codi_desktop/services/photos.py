"""Take photos in: read when and where they were taken, turn them upright, shrink them, drop everything hidden."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import STAGES
from codi_desktop.records._record import scope_of
from codi_desktop.records.photo import Photo
from codi_desktop.services import editing
from codi_desktop.store.store import Store, live

if TYPE_CHECKING:
    from PIL import Image

LONGEST_EDGE = 1600
MOST_BYTES = 300_000
MOST_PIXELS = 120_000_000
MOST_FILE_BYTES = 64_000_000  # below the largest file that a bundle carries
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


class PhotoNotUnderstood(CodiError):
    """A file that cannot be taken in as a photo."""


class NotAPhoto(PhotoNotUnderstood):
    """A file of another kind."""

    message = N_("{name} is not a photo that this program can read. Use a JPEG or PNG file.")


class HeicRefused(PhotoNotUnderstood):
    """A phone's own format, which few programs can read."""

    message = N_("{name} is a HEIC photo. On the phone, choose “Most compatible” for photos, or send it as JPEG.")


class PhotoDamaged(PhotoNotUnderstood):
    """A photo of which a part is missing."""

    message = N_("{name} is damaged: a part of the picture is missing. Copy it from the phone again.")


class PhotoTooLarge(PhotoNotUnderstood):
    """A picture with more dots than any camera takes."""

    message = N_("{name} is too large for a photo of a house.")


@dataclass(frozen=True)
class Shrunk:
    """A photo ready to be kept, and what its hidden notes said."""

    jpeg: bytes
    width: int
    height: int
    taken_on: str | None
    lat: float | None
    lon: float | None


def take_in(
    store: Store,
    house_id: str,
    file: Path | bytes,
    stage: str,
    *,
    part: str = "",
    taken: date | str | None = None,
    caption: str = "",
    keep_original: bool = False,
    by: str | None = None,
) -> Photo:
    """Keep a photo of a house. Raises PhotoNotUnderstood in one of its forms; nothing is written then."""
    name, original = (file.name, _read(file)) if isinstance(file, Path) else ("", file)
    shrunk = shrink(original, name=name)
    taken_on = taken.isoformat() if isinstance(taken, date) else taken
    photo = Photo.new(
        scope_of(house_id),
        house=house_id,
        stage=stage,
        part=part or None,
        caption=caption,
        taken_on=taken_on or shrunk.taken_on,
        width=shrunk.width,
        height=shrunk.height,
        bytes=len(shrunk.jpeg),
        lat=shrunk.lat,
        lon=shrunk.lon,
        attachment=store.photos.add(io.BytesIO(shrunk.jpeg)),
        original=store.photos.add(io.BytesIO(original)) if keep_original else None,
    )
    editing.save(store, photo, by=by)
    return photo


def keep_picture(store: Store, file: Path) -> str:
    """Keep a picture that another record names: a consent, a logo. Raises PhotoNotUnderstood in one of its forms."""
    return store.photos.add(io.BytesIO(shrink(_read(file), name=file.name).jpeg))


def photos_of(store: Store, house_id: str, stage: str | None = None) -> list[Photo]:
    """Give the photos of a house: before, during, after, papers; in each the oldest first."""
    found: list[Photo] = store.rows(live(Photo).where(Photo.house == house_id))
    order = {code: place for place, code in enumerate(STAGES)}
    found.sort(key=lambda photo: (order.get(photo.stage, len(order)), photo.taken_on or "9", photo.id))
    return [photo for photo in found if stage in {None, photo.stage}]


def shrink(original: bytes, *, name: str = "") -> Shrunk:
    """Make the JPEG that is kept: upright, at most 1,600 px and about 300 kB, without any hidden note."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    name = name or gettext("This file")
    if original[4:8] == b"ftyp" and original[8:12] in _HEIC_BRANDS:
        raise HeicRefused(name=name)
    try:
        with Image.open(io.BytesIO(original)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoTooLarge(name=name)
            taken_on, lat, lon = _notes(opened)
            opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            picture = _on_white(upright)
    except UnidentifiedImageError as refused:
        raise NotAPhoto(name=name) from refused
    except Image.DecompressionBombError as refused:
        raise PhotoTooLarge(name=name) from refused
    except (OSError, SyntaxError, ValueError) as refused:
        raise PhotoDamaged(name=name) from refused
    jpeg, picture = _small_enough(picture)
    return Shrunk(jpeg, picture.width, picture.height, taken_on, lat, lon)


def _read(file: Path) -> bytes:
    if file.stat().st_size > MOST_FILE_BYTES:
        raise PhotoTooLarge(name=file.name)
    return file.read_bytes()


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Give a picture without transparency, so that a PNG's clear parts do not turn black; nothing hidden is kept."""
    from PIL import Image

    flat = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        flat.paste(picture, mask=picture.getchannel("A"))
    else:
        flat.paste(picture.convert("RGB"))
    return flat


def _small_enough(picture: "Image.Image") -> tuple[bytes, "Image.Image"]:
    """Write a JPEG, coarser and then smaller, until it fits."""
    jpeg = b""
    while True:
        for quality in (82, 74, 66, 58):
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True)
            jpeg = out.getvalue()
            if len(jpeg) <= MOST_BYTES:
                return jpeg, picture
        picture = picture.resize((max(1, picture.width * 4 // 5), max(1, picture.height * 4 // 5)))


def _notes(picture: "Image.Image") -> tuple[str | None, float | None, float | None]:
    """Read day and place from a camera's notes; notes that make no sense are no notes."""
    from PIL.ExifTags import IFD, Base

    notes = picture.getexif()
    details = notes.get_ifd(IFD.Exif)
    taken_on = next(_days(details.get(Base.DateTimeOriginal), notes.get(Base.DateTime)), None)
    lat, lon = _place(notes.get_ifd(IFD.GPSInfo))
    return taken_on, lat, lon


def _days(*written: Any) -> Iterator[str]:
    for text in written:
        try:
            yield datetime.strptime(str(text)[:10], "%Y:%m:%d").date().isoformat()  # noqa: DTZ007  a camera's own day
        except ValueError:
            continue


def _place(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    lat = _degrees(gps.get(2), gps.get(1), 90)
    lon = _degrees(gps.get(4), gps.get(3), 180)
    return (None, None) if lat is None or lon is None or (lat, lon) == (0, 0) else (lat, lon)


def _degrees(parts: Any, side: Any, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = round(degrees + minutes / 60 + seconds / 3600, 6) * (-1 if side in {"S", "W"} else 1)
    return found if -most <= found <= most else None
