import io
from pathlib import Path

import pytest
from PIL import Image

from codi_desktop.documents.handover_certificate import write_certificates
from codi_desktop.documents.render import NoCodeFound, NotAPaper, page_count, page_images, read_code
from tests.documents.samples import TOKEN, certificate, house


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    out = tmp_path / "certificate.pdf"
    write_certificates([certificate(), certificate()], out)
    return out


def test_pages_become_pictures_of_the_size_asked_for(pdf: Path) -> None:
    assert page_count(pdf) == 2
    (page,) = page_images(pdf, dpi=72, pages=[1])
    assert (page.width, page.height, len(page.rgb)) == (596, 842, 596 * 842 * 3)
    with Image.open(io.BytesIO(page.png())) as picture:
        assert picture.size == (596, 842)


def test_a_code_is_read_from_a_turned_grey_photo_of_the_paper(pdf: Path, tmp_path: Path) -> None:
    (page,) = page_images(pdf, dpi=150, pages=[0])
    photo = tmp_path / "photo.jpg"
    picture = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    picture.rotate(8, expand=True, fillcolor="grey").convert("L").save(photo, quality=70)
    assert read_code(photo) == TOKEN


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"hello"])
def test_what_is_no_paper_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPaper):
        read_code(content)


def test_a_picture_without_a_code_is_told_apart() -> None:
    with pytest.raises(NoCodeFound):
        read_code(house())
