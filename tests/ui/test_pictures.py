"""Photos are read beside the window: two at once, and broken ones too."""

import io
from concurrent.futures import ThreadPoolExecutor

from codi_desktop.ui.pictures import read_picture


def jpeg(width: int = 1200, height: int = 900) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(written, "JPEG")
    return written.getvalue()


def test_a_picture_is_made_as_wide_as_it_is_needed() -> None:
    assert (read_picture(jpeg(), 300).width(), read_picture(jpeg(), 300).height()) == (300, 225)
    assert read_picture(jpeg(), 5000).width() == 1200
    assert read_picture(jpeg()).width() == 1200
    assert read_picture(jpeg(), 300).pixelColor(10, 10).blue() > 140


def test_what_is_no_picture_is_empty() -> None:
    assert read_picture(b"no picture").isNull()
    assert read_picture(jpeg()[:400]).isNull()


def test_two_threads_read_at_once_and_neither_waits_for_ever() -> None:
    content = jpeg(64, 48)
    with ThreadPoolExecutor(2) as pool:
        read = list(pool.map(lambda _n: read_picture(content).width(), range(40), timeout=20))
    assert read == [64] * 40
