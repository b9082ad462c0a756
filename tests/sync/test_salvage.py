"""What is whole of a damaged stick may be taken in: a beginning of what the whole would bring, never a wrong value."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from codi_desktop.errors import CodiError
from codi_desktop.records.household import Household
from codi_desktop.services import exchanging, taking_back
from codi_desktop.store.receiving import SegmentForged
from codi_desktop.store.store import Store, live
from codi_desktop.sync.bundle import END, HEAD
from codi_desktop.sync.change import LONGEST_SEGMENT
from codi_desktop.sync.sealing import BundleDamaged
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import Offices, household, made, offices, picture
from tests.sync.parcels import Office, inside, members_of, tar_of
from tests.sync.parcels import sealed as seal_plain

PHOTOS = 3
CUTS, FLIPS = 60, 60


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Offices, bytes]]:
    """A bundle with several segments and photos, larger than many blocks of age."""
    before = os.environ.get("PYTHON_KEYRING_BACKEND")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with offices(tmp_path_factory.mktemp("tree")) as tree:
        chance = random.Random(1)
        records = [
            Household.new("190406", house_number=str(n), moo=1, note=chance.randbytes(40).hex())
            for n in range(LONGEST_SEGMENT + 300)
        ]
        tree.tambon.save(records)
        for _ in range(PHOTOS):
            picture(tree.tambon, chance.randbytes(90_000))
        yield tree, exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path.read_bytes()
    if before is None:
        del os.environ["PYTHON_KEYRING_BACKEND"]


def values(store: Store) -> dict[str, dict[str, object]]:
    return {one.id: one.values() for one in store.rows(live(Household))}


def claims(store: Store) -> tuple[object, ...]:
    return store.peers(), store.setting("exchange.numbers"), store.setting(f"exchange.wants.{store.machine.device}")


def rehearsed(province: Store, path: Path, content: bytes) -> exchanging.Preview | None:
    path.write_bytes(content)
    try:
        return exchanging.salvage_preview(province, path)
    except CodiError:
        return None


def test_whatever_breaks_off_or_is_spoilt_a_beginning_is_whole(sent: tuple[Offices, bytes], tmp_path: Path) -> None:
    tree, content = sent
    truth = values(tree.tambon)
    chance = random.Random(5)
    path, kept = tmp_path / "เสีย.codi", set()
    before = tree.province.digest(), tree.province.bundles(), tree.province.photos.names()
    cuts = [content[: chance.randrange(len(content))] for _ in range(CUTS)]
    flips = [_flipped(content, chance.randrange(len(content))) for _ in range(FLIPS)]
    for damaged in (*cuts, *flips, content[:-1], b"", content[:100]):
        seen = rehearsed(tree.province, path, damaged)
        if seen is not None:
            found = {record.id for record in seen.records if record.kind == "household"}
            assert found <= truth.keys()
            assert len(found) in {0, LONGEST_SEGMENT, LONGEST_SEGMENT + 300}
            kept.add((len(found), seen.photos))
    assert (tree.province.digest(), tree.province.bundles(), tree.province.photos.names()) == before
    assert {(0, 0), (LONGEST_SEGMENT + 300, PHOTOS - 1)} < kept
    assert len(kept) >= 4, "the damages no longer meet different parts"


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]


def test_the_whole_parts_come_in_and_a_complete_copy_brings_the_rest(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        number = household(tree.tambon, "12")
        names = [picture(tree.tambon, random.Random(n).randbytes(90_000)) for n in range(PHOTOS)]
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        damaged = tmp_path / "เสีย.codi"
        damaged.write_bytes(path.read_bytes()[:-100_000])
        peers, numbers = tree.province.peers(), tree.province.setting("exchange.numbers")
        taken = exchanging.salvage(tree.province, damaged)
        assert tree.province.get(Household, number).house_number == "12"
        assert 0 < taken.photos < PHOTOS
        assert [tree.province.photos.is_whole(name) for name in sorted(names)].count(True) == taken.photos
        assert (tree.province.peers(), tree.province.setting("exchange.numbers")) == (peers, numbers)
        (line,) = [one for one in tree.province.bundles() if one.bundle_id == taken.bundle_id]
        assert line.state == "taken in part"
        assert not tree.province.has_read(taken.bundle_id)
        whole = exchanging.take_in(tree.province, path)
        assert (whole.bundle_id, whole.seen_before, whole.photos) == (taken.bundle_id, False, PHOTOS - taken.photos)
        assert tree.province.digest() == tree.tambon.digest()
        assert tree.province.has_read(taken.bundle_id)
        exchanging.salvage(tree.province, damaged)
        assert tree.province.has_read(taken.bundle_id)
        taking_back.take_back(tree.province, taken.bundle_id)
        assert tree.province.rows(live(Household)) == []


def test_nothing_that_the_head_claims_is_believed_without_the_end(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        household(tree.tambon, "12")
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        members = [(name, content) for name, content in members_of(_plain(path, tree.province)) if name != END]
        lied = members[0][1].replace(b'"number":', b'"number":99')
        assert members[0][0] == HEAD
        path.write_bytes(_sealed(tar_of([(HEAD, lied), *members[1:]]), tree.province))
        before = (
            tree.province.peers(),
            tree.province.setting("exchange.numbers"),
            tree.province.setting("exchange.wants"),
        )
        taken = exchanging.salvage(tree.province, path)
        after = (
            tree.province.peers(),
            tree.province.setting("exchange.numbers"),
            tree.province.setting("exchange.wants"),
        )
        assert (taken.received.new, before) == (1, after)


def test_what_no_author_signed_is_refused_even_in_part(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        household(tree.tambon, "12")
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        members = [
            (name, zstandard.compress(zstandard.decompress(content).replace(b'"moo":1', b'"moo":2')))
            if name.startswith("log/")
            else (name, content)
            for name, content in members_of(_plain(path, tree.province))
            if name != END
        ]
        path.write_bytes(_sealed(tar_of(members), tree.province))
        with pytest.raises(SegmentForged):
            exchanging.salvage(tree.province, path)
        assert tree.province.rows(live(Household)) == []


def test_a_photo_that_is_not_what_its_name_says_is_not_kept(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        picture(tree.tambon, b"photo")
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        members = [
            (name, b"other" if name.startswith("blob/") else content)
            for name, content in members_of(_plain(path, tree.province))
        ]
        path.write_bytes(_sealed(tar_of(members), tree.province))
        assert exchanging.salvage_preview(tree.province, path).photos == 0
        assert exchanging.salvage(tree.province, path).photos == 0
        assert tree.province.photos.names() == []


def test_a_stranger_is_refused_in_part_too(tmp_path: Path) -> None:
    with offices(tmp_path) as tree, made(tmp_path / "other", "คนอื่น", "tambon", "190407") as stranger:
        household(tree.tambon, "12")
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        with pytest.raises(CodiError):
            exchanging.salvage(stranger, path)
        path.write_bytes(b"age-encryption.org/v1\n" + bytes(300))
        with pytest.raises(BundleDamaged):
            exchanging.salvage(tree.province, path)


def test_the_command_line_takes_whole_parts_when_asked(tmp_path: Path, run: Run) -> None:  # noqa: F811
    with offices(tmp_path) as tree:
        household(tree.tambon, "12")
        picture(tree.tambon, random.Random(1).randbytes(90_000))
        path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
        path.write_bytes(path.read_bytes()[:-20_000])
        folder = tree.province.folder
    assert run("import", path, "--data", folder, "--json").code == 2
    seen = run("import", path, "--whole-parts", "--preview", "--data", folder, "--json").object
    taken = run("import", path, "--whole-parts", "--data", folder, "--json").object
    assert seen["new"] == taken["new"] == 2
    assert taken["problems"]


def _plain(path: Path, reader: Store) -> bytes:
    return inside(path, _office(reader))


def _sealed(plain: bytes, reader: Store) -> bytes:
    return seal_plain(plain, _office(reader))


def _office(store: Store) -> Office:
    from codi_desktop.sync.identity import recipient_of

    office = Office(store.machine.name, store.machine.level, store.machine.scope)
    identity = store.machine.age_identity
    office.keys = replace(office.keys, age_identity=identity, age_recipient=recipient_of(identity))
    return office
