"""No byte of a bundle can be another, and none can be missing: each place is tried."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.errors import CodiError
from codi_desktop.services import exchanging
from codi_desktop.services._receiving import Court
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle_reader import check
from tests.services.offices import Offices, household, offices, picture
from tests.sync.test_faults import opened, sealed, state

SAMPLE = 500


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Offices, bytes]]:
    """A bundle of a good 100 kB on its way to the province."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        with offices(tmp_path_factory.mktemp("tree")) as tree:
            for number in range(30):
                household(tree.tambon, str(number))
            picture(tree.tambon, random.Random(1).randbytes(96_000))
            content = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path.read_bytes()
            assert len(content) > 100_000
            yield tree, content


def is_refused(store: Store, path: Path) -> bool:
    try:
        check(path, store.machine.age_identities, Court(store, path.name).judge)
    except CodiError:
        return True
    return False


def flips_accepted(store: Store, path: Path, content: bytes, places: list[int]) -> list[int]:
    """Turn one bit at each of these places and read the whole file; gives where that was not noticed."""
    accepted = []
    path.write_bytes(content)
    with path.open("rb+", buffering=0) as file:
        for place in places:
            os.pwrite(file.fileno(), bytes([content[place] ^ 1 << place % 8]), place)
            accepted += [] if is_refused(store, path) else [place]
            os.pwrite(file.fileno(), content[place : place + 1], place)
    assert not is_refused(store, path), "the bundle itself is good"
    return accepted


def cuts_accepted(store: Store, path: Path, content: bytes, places: list[int]) -> list[int]:
    """Cut the file off at each of these places; gives where that was not noticed."""
    path.write_bytes(content)
    accepted = []
    for place in sorted(places, reverse=True):
        os.truncate(path, place)
        accepted += [] if is_refused(store, path) else [place]
    return accepted


def test_a_bit_flipped_or_the_end_cut_off_at_many_places(sent: tuple[Offices, bytes], tmp_path: Path) -> None:
    tree, content = sent
    before = state(tree.province)
    places = random.Random(11).sample(range(len(content)), SAMPLE)
    assert flips_accepted(tree.province, tmp_path / "ก.codi", content, places) == []
    assert cuts_accepted(tree.province, tmp_path / "ก.codi", content, places) == []
    assert state(tree.province) == before


@pytest.mark.soak
def test_a_bit_flipped_or_the_end_cut_off_at_every_place(sent: tuple[Offices, bytes], tmp_path: Path) -> None:
    tree, content = sent
    before = state(tree.province)
    assert flips_accepted(tree.province, tmp_path / "ก.codi", content, [*range(len(content))]) == []
    assert cuts_accepted(tree.province, tmp_path / "ก.codi", content, [*range(len(content))]) == []
    assert state(tree.province) == before


@pytest.mark.soak
def test_a_bit_flipped_or_the_end_cut_off_at_every_place_within_the_seal(
    sent: tuple[Offices, bytes], tmp_path: Path
) -> None:
    tree, content = sent
    before, path = state(tree.province), tmp_path / "ก.codi"
    path.write_bytes(content)
    inside = opened(path, tree.province)
    accepted = []
    for place in range(len(inside)):
        flipped = inside[:place] + bytes([inside[place] ^ 1 << place % 8]) + inside[place + 1 :]
        for name, plain in (("flip", flipped), ("cut", inside[:place])):
            path.write_bytes(sealed(plain, tree.province))
            accepted += [] if is_refused(tree.province, path) else [(name, place)]
    assert accepted == []
    assert state(tree.province) == before
