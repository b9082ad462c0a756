import errno
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from codi_desktop.durable import StickGone
from codi_desktop.records.area import Area
from codi_desktop.records.household import Household
from codi_desktop.records.photo import Photo
from codi_desktop.services import access, exchanging, machines
from codi_desktop.services._sending import WANTS, safe_name
from codi_desktop.services.exchanging import MachineLost, NobodyToSendTo, NoSuchMachine, UnknownSigner
from codi_desktop.services.sticks import Drive, sticks
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.met import Met, Series
from codi_desktop.store.store import Store, live
from codi_desktop.sync.identity import recipient_of
from codi_desktop.sync.sealing import NotABundle, NotForThisMachine
from tests.services.offices import Offices, carry, changes, files, household, made, offices, picture, renumber


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


def test_work_of_a_tambon_reaches_province_and_region_and_what_they_decide_comes_back(tree: Offices) -> None:
    house = household(tree.tambon, "12/3")
    household(tree.tambon, "14")
    assert carry(tree.tambon, tree.province, tree.stick).received.new == 2
    assert carry(tree.province, tree.region, tree.stick).received.new == 2
    renumber(tree.province, house, "12/4")
    assert carry(tree.province, tree.tambon, tree.stick).received.changed_records == {"household": 1}
    assert carry(tree.province, tree.region, tree.stick).received.new == 1
    assert tree.tambon.get(Household, house).house_number == "12/4"
    assert len({store.digest() for store in tree.all()}) == 1


def test_a_bundle_is_noted_as_given_out_with_its_receiver_and_count(tree: Offices) -> None:
    household(tree.tambon, "12/3")
    household(tree.tambon, "14")
    exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
    (line,) = access.all_lines(tree.tambon, access.Wanted())
    assert (line.act, line.count, "จังหวัดสระบุรี" in line.about) == ("exported", 2, True)


def test_a_bundle_for_all_reaches_the_levels_above(tree: Offices) -> None:
    household(tree.tambon, "12/3")
    written = exchanging.write_bundle_for(tree.tambon, "all", tree.stick)
    assert set(written.receivers) == {"จังหวัดสระบุรี", "ภาคกลางและตะวันตก"}
    for store in (tree.province, tree.region):
        exchanging.take_in(store, written.path)
    assert len({store.digest() for store in tree.all()}) == 1


def test_a_bundle_for_all_holds_what_any_of_them_lacks_and_photos_that_none_has(tree: Offices) -> None:
    picture(tree.tambon, b"jpeg" * 1000)
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    written = exchanging.write_bundle_for(tree.tambon, "all", tree.stick)
    assert (written.changes, written.photos) == (1, 0), "the region was never heard of"
    exchanging.take_in(tree.region, written.path)
    carry(tree.region, tree.tambon, tree.stick)
    assert exchanging.to_send(tree.tambon, "all").photos == 0, "the region may see no homes, so it asks for none"
    household(tree.tambon, "2")
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    assert exchanging.to_send(tree.tambon, "all").changes == 1, "the region knows less than the province"


def test_a_neighbour_neither_opens_the_bundle_nor_is_sent_the_data(tree: Offices, tmp_path: Path) -> None:
    household(tree.tambon, "12/3")
    carry(tree.tambon, tree.province, tree.stick)
    with made(tmp_path / "other", "ตำบลหนองสรวง", "tambon", "190404") as neighbour:
        welcome = machines.accept(tree.province, machines.request(neighbour), tree.stick)
        machines.finish(neighbour, welcome.path)
        assert (welcome.changes, changes(neighbour)) == (0, 0)
        assert exchanging.look_at(neighbour, welcome.path).received.quarantined == 0
        with pytest.raises(NotForThisMachine):
            exchanging.take_in(neighbour, exchanging.write_bundle_for(tree.tambon, "all", tree.stick).path)


def test_only_what_the_receiver_lacks_is_sent_again(tree: Offices) -> None:
    household(tree.tambon, "1")
    first = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    again = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    assert (first.changes, again.changes) == (1, 1)
    exchanging.take_in(tree.province, first.path)
    carry(tree.province, tree.tambon, tree.stick)
    assert exchanging.to_send(tree.tambon, "19").is_nothing_new
    assert exchanging.write_bundle_for(tree.tambon, "19", tree.stick).is_nothing_new
    household(tree.tambon, "2")
    assert exchanging.to_send(tree.tambon, "19").records == {"household": 1}


def test_the_status_goes_from_here_to_bundle_to_arrived(tree: Offices) -> None:
    house = household(tree.tambon, "1")
    assert tree.tambon.where([house])[house].state == "here"
    written = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    assert tree.tambon.where([house])[house].state == "bundle"
    exchanging.take_in(tree.province, written.path)
    assert tree.tambon.where([house])[house].state == "bundle"
    carry(tree.province, tree.tambon, tree.stick)
    reached = tree.tambon.where([house])[house]
    assert (reached.state, reached.machine) == ("arrived", "จังหวัดสระบุรี")
    assert [line.has_receipt for line in exchanging.history(tree.tambon) if line.note.direction == "out"] == [True]


def test_a_preview_tells_all_and_keeps_nothing(tree: Offices) -> None:
    house = household(tree.tambon, "12/3")
    picture(tree.tambon, b"jpeg" * 1000)
    carry(tree.tambon, tree.province, tree.stick)
    renumber(tree.tambon, house, "12/4")
    renumber(tree.province, house, "12/5")
    household(tree.tambon, "13")
    picture(tree.tambon, b"other" * 1000)
    written = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    before = (tree.province.digest(), changes(tree.province), files(tree.province.folder), tree.province.bundles())
    seen = exchanging.look_at(tree.province, written.path)
    assert seen.received.new_records == {"household": 1, "photo": 1}
    assert seen.received.changed_records == {"household": 1}
    assert (seen.received.conflicts, seen.photos, seen.sender_name) == (1, 1, "ตำบลเจริญธรรม")
    assert {(record.title, record.is_new) for record in seen.records if record.kind == "household"} == {
        ("12/5 ม.1", False),
        ("13 ม.1", True),
    }
    after = (tree.province.digest(), changes(tree.province), files(tree.province.folder), tree.province.bundles())
    assert before == after
    assert exchanging.take_in(tree.province, written.path).received == seen.received


def test_photos_travel_once_and_are_the_same_bytes(tree: Offices) -> None:
    names = [picture(tree.tambon, bytes([n]) * (70_000 + n)) for n in range(5)]
    first = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    assert first.photos == 5
    assert exchanging.take_in(tree.province, first.path).photos == 5
    assert [tree.province.photos.read(name) for name in names] == [tree.tambon.photos.read(name) for name in names]
    assert exchanging.take_in(tree.province, first.path).photos == 0
    carry(tree.province, tree.tambon, tree.stick)
    assert exchanging.write_bundle_for(tree.tambon, "19", tree.stick).photos == 0


def test_a_photo_that_did_not_come_is_asked_for_and_sent_by_whoever_has_it(tree: Offices) -> None:
    name = picture(tree.tambon, b"jpeg" * 1000)
    without = exchanging.write_bundle_for(tree.tambon, "19", tree.stick, photos=False)
    exchanging.take_in(tree.province, without.path)
    assert tree.province.missing_photos() == [name]
    carry(tree.province, tree.tambon, tree.stick)
    assert exchanging.to_send(tree.tambon, "19").photos == 1
    carry(tree.tambon, tree.province, tree.stick)
    assert tree.province.missing_photos() == []


def test_a_damaged_photo_stays_here_and_does_not_stop_the_bundle(tree: Offices) -> None:
    name, whole = picture(tree.tambon, b"a" * 90_000), picture(tree.tambon, b"b" * 90_000)
    place = tree.tambon.folder / "photos" / name[7:9] / name[7:]
    sealed = bytearray(place.read_bytes())
    sealed[-1] ^= 1
    place.write_bytes(sealed)
    taken = carry(tree.tambon, tree.province, tree.stick)
    assert taken.photos == 1
    assert tree.province.missing_photos() == [name]
    assert tree.province.photos.has(whole)


def test_a_limit_makes_parts_records_first_that_may_come_in_any_order(tree: Offices) -> None:
    for number in range(60):
        household(tree.tambon, str(number))
        if number % 10 == 9:
            list(tree.tambon.segments([], lambda _scope: True))  # a bundle ends here: segments are cut
    for number in range(8):
        picture(tree.tambon, bytes([number]) * 20_000)
    written = exchanging.write_bundle_for(tree.tambon, "19", tree.stick, limit=70_000)
    assert len(written.parts) > 3
    assert all(part.stat().st_size <= 70_000 for part in written.parts)
    first = exchanging.look_at(tree.province, written.parts[0])
    assert first.received.new_records["household"] > 0
    for part in reversed(written.parts):
        exchanging.take_in(tree.province, part)
    assert tree.province.digest() == tree.tambon.digest()
    assert tree.province.missing_photos() == []
    assert exchanging.missing_bundles(tree.province) == []


def test_the_same_bundle_again_and_older_ones_do_no_harm(tree: Offices) -> None:
    written = []
    for number in range(4):
        household(tree.tambon, str(number))
        written.append(exchanging.write_bundle_for(tree.tambon, "19", tree.stick))
    for each in (written[3], written[0], written[2], written[1], written[3], written[0]):
        exchanging.take_in(tree.province, each.path)
    assert tree.province.digest() == tree.tambon.digest()
    assert changes(tree.province) == 4
    assert exchanging.take_in(tree.province, written[0].path).seen_before
    assert exchanging.take_in(tree.province, written[0].path).problems
    assert exchanging.look_at(tree.province, written[0].path).problems


def test_an_older_bundle_does_not_take_back_what_the_sender_holds(tree: Offices) -> None:
    old = exchanging.write_bundle_for(tree.province, "190406", tree.stick)
    household(tree.tambon, "1")
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    exchanging.take_in(tree.tambon, old.path)
    assert exchanging.to_send(tree.tambon, "19").is_nothing_new


def test_a_gap_waits_and_closes_later(tree: Offices) -> None:
    household(tree.tambon, "1")
    early = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    exchanging.take_in(tree.province, early.path)
    carry(tree.province, tree.tambon, tree.stick)
    household(tree.tambon, "2")
    late = exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    assert late.changes == 1
    shutil.rmtree(tree.province.folder / "photos", ignore_errors=True)
    with made(tree.stick.parent / "second", "จังหวัดสระบุรี เครื่อง 2", "province", "19") as second:
        machines.finish(second, machines.accept(tree.region, machines.request(second), tree.stick).path)
        forwarded = _reseal(tree, late.path, second)
        assert exchanging.take_in(second, forwarded).received.waiting == 1
        assert changes(second) == 0
        assert exchanging.take_in(second, _reseal(tree, early.path, second)).received.waiting == 0
        assert second.digest() == tree.tambon.digest()


def _reseal(tree: Offices, path: Path, reader: Store) -> Path:
    """Seal the same contents for another reader, as if it had been among the receivers."""
    plain, out = io.BytesIO(), path.with_name(f"again-{path.name}")
    with path.open("rb") as sealed:
        pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(tree.tambon.machine.age_identity)])
    key = pyrage.x25519.Recipient.from_str(recipient_of(reader.machine.age_identity))
    out.write_bytes(pyrage.encrypt(plain.getvalue(), [key]))
    return out


def test_a_copied_machine_loses_nothing_and_is_told_apart(tree: Offices, tmp_path: Path) -> None:
    household(tree.tambon, "before")
    carry(tree.tambon, tree.province, tree.stick)
    tree.tambon.close()
    shutil.copytree(tree.tambon.folder, tmp_path / "copy")
    raw = KeySlots(tree.tambon.folder).open()
    with Store.open(tree.tambon.folder, raw) as original, Store.open(tmp_path / "copy", raw) as copy:
        assert original.machine.incarnation != copy.machine.incarnation
        household(original, "original")
        household(copy, "copy")
        for store in (original, copy):
            exchanging.take_in(tree.province, exchanging.write_bundle_for(store, "19", tree.stick).path)
        carry(original, tree.province, tree.stick)  # says again what this one of the two holds
        carry(tree.province, original, tree.stick)
        numbers = {house.house_number for house in original.rows(Household.select())}
        assert numbers == {"before", "original", "copy"}
        assert original.digest() == tree.province.digest()


def test_national_facts_of_a_tambon_stay_there(tree: Offices) -> None:
    area = Area()
    area.id = "TH.190409"
    area.fill({"code": "190409", "level": "tambon", "name_th": "ตำบลใหม่"})
    tree.tambon.save(area)
    assert exchanging.to_send(tree.tambon, "19").is_nothing_new
    other = Area()
    other.id = "TH.190410"
    other.fill({"code": "190410", "level": "tambon", "name_th": "ตำบลใหม่กว่า"})
    tree.region.save(other)
    assert carry(tree.region, tree.province, tree.stick).received.new_records == {"area": 1}
    assert carry(tree.province, tree.tambon, tree.stick).received.new_records == {"area": 1}


def test_an_unknown_sender_is_named_and_refused(tree: Offices, tmp_path: Path) -> None:
    with made(tmp_path / "x", "คนแปลกหน้า", "province", "19") as stranger:
        household(stranger, "1", "190406")
        machines.accept(stranger, machines.request(tree.tambon), tmp_path)
        bundle = exchanging.write_bundle_for(stranger, "190406", tmp_path)
        with pytest.raises(UnknownSigner, match="คนแปลกหน้า"):
            exchanging.take_in(tree.tambon, bundle.path)
        assert changes(tree.tambon) == 0


def test_a_lost_machine_is_set_aside_from_then_on(tree: Offices) -> None:
    household(tree.tambon, "honest")
    carry(tree.tambon, tree.province, tree.stick)
    machines.revoke(tree.province, "190406", "ถูกขโมย")
    household(tree.tambon, "after the theft")
    taken = exchanging.take_in(tree.province, exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path)
    assert (taken.received.new, taken.received.quarantined, len(taken.problems)) == (0, 1, 2)
    carry(tree.province, tree.region, tree.stick)
    (known,) = tree.province.rows(Household.select())
    assert known.house_number == "honest"
    assert [house.id for house in tree.region.rows(Household.select())] == [known.id]
    with pytest.raises(MachineLost):
        exchanging.write_bundle_for(tree.province, "190406", tree.stick)


def test_nobody_and_unknown_receivers_are_said_so(tree: Offices, tmp_path: Path) -> None:
    with made(tmp_path / "alone", "ตำบลเดียว", "tambon", "190405") as alone, pytest.raises(NobodyToSendTo):
        exchanging.write_bundle_for(alone, "all", tmp_path)
    with pytest.raises(NoSuchMachine):
        exchanging.write_bundle_for(tree.tambon, "ไม่มี", tree.stick)


def test_a_stick_is_listed_with_what_can_be_read_here(tree: Offices) -> None:
    household(tree.tambon, "1")
    exchanging.write_bundle_for(tree.tambon, "19", tree.stick)
    (tree.stick / "รูป.codi").write_bytes(b"not a bundle")
    (tree.stick / "notes.txt").write_text("x")
    seen = {bundle.path.name: bundle for bundle in exchanging.bundles_in(tree.province, tree.stick)}
    ours = next(bundle for name, bundle in seen.items() if name.startswith("190406-เจริญธรรม-1"))
    assert (ours.for_us, ours.number, ours.sender_name) == (True, 1, "ตำบลเจริญธรรม")
    assert seen["รูป.codi"].problem
    assert not any(name.endswith(".txt") for name in seen)
    with pytest.raises(NotABundle):
        exchanging.take_in(tree.province, tree.stick / "รูป.codi")


def test_an_older_file_is_never_replaced(tree: Offices) -> None:
    target = tree.stick / "ของฉัน.codi"
    target.write_bytes(b"mine")
    written = exchanging.write_bundle_for(tree.tambon, "19", target)
    assert target.read_bytes() == b"mine"
    assert written.path.name == "ของฉัน (2).codi"


def test_progress_is_told_and_what_it_raises_stops_everything(tree: Offices) -> None:
    picture(tree.tambon, b"x" * 5_000_000)
    told: list[tuple[int, int]] = []
    written = exchanging.write_bundle_for(
        tree.tambon, "19", tree.stick, progress=lambda done, total: told.append((done, total))
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 5_000_000
    before = files(tree.stick)

    class StopNow(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done > 2_000_000:
            raise StopNow

    with pytest.raises(StopNow):
        exchanging.write_bundle_for(tree.tambon, "19", tree.stick, progress=stop)
    assert files(tree.stick) == before
    kept = files(tree.province.folder)
    with pytest.raises(StopNow):
        exchanging.take_in(tree.province, written.path, progress=stop)
    assert (changes(tree.province), files(tree.province.folder)) == (0, kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ตำบล/เจริญ:ธรรม?", "ตำบล เจริญ ธรรม"), ("a\nb\x00c", "a b c"), ("จบด้วยจุด. ", "จบด้วยจุด"), ("ก" * 200, "ก" * 70)],
)
def test_a_bundle_has_a_name_that_every_stick_can_keep(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


def test_a_drive_is_a_stick_when_it_can_be_taken_out(tmp_path: Path) -> None:
    (stick,) = sticks(
        [Drive("/dev/sdb1", tmp_path, is_removable=True), Drive("/dev/sda1", tmp_path, is_removable=False)]
    )
    assert stick.free > 0
    assert sticks([Drive("/dev/sdx", tmp_path / "gone", is_removable=True)]) == []
    assert isinstance(sticks(), list)


def test_work_that_waits_for_a_part_that_was_never_written_is_still_here(tree: Offices) -> None:
    for number in range(60):
        household(tree.tambon, str(number))
        if number % 10 == 9:
            list(tree.tambon.segments([], lambda _scope: True))  # a bundle ends here: segments are cut

    def stick_is_pulled(_done: int, _total: int) -> None:
        if list(tree.stick.glob("190406*19.codi")):
            raise OSError(errno.EIO, "gone")

    with pytest.raises(StickGone):
        exchanging.write_bundle_for(tree.tambon, "19", tree.stick, limit=30_000, progress=stick_is_pulled)
    (part,) = tree.stick.glob("190406*19.codi")
    brought = exchanging.look_at(tree.province, part).received.new
    assert 0 < brought < 60
    assert len(tree.tambon.only_here()) == 60 - brought


@pytest.mark.parametrize("head", ["", "A", "é", "!" * 27])
def test_a_receipt_that_makes_no_sense_proves_nothing_and_stops_nothing(tree: Offices, head: str) -> None:
    house = household(tree.tambon, "1")
    (stream,) = {entry[:3] for entry in tree.tambon.vector() if entry[1] == tree.tambon.machine.device}
    tree.tambon.note_peer(tree.province.machine.device, "จังหวัดสระบุรี", [(*stream, 1, head)])
    assert tree.tambon.where([house])[house].state == "here"
    assert exchanging.to_send(tree.tambon, "19").changes == 1


def test_a_photo_whose_name_makes_no_sense_stops_nothing(tree: Offices) -> None:
    picture(tree.tambon, b"jpeg")
    (photo,) = tree.tambon.rows(live(Photo))
    tree.tambon.settle(photo.id, "attachment", "sha256:../../etc/passwd")
    carry(tree.tambon, tree.province, tree.stick)
    assert [found.what for found in tree.province.check()] == ["missing"]
    carry(tree.province, tree.tambon, tree.stick)
    tree.province.set_setting(f"{WANTS}.{tree.tambon.machine.device}", ["../../etc/passwd", "x"])
    assert exchanging.to_send(tree.province, "190406").photos == 0


def test_a_file_larger_than_readers_accept_stays_here_and_the_rest_travels(
    tree: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi_desktop.services._sending.LARGEST_BLOB", 1000)
    picture(tree.tambon, b"a" * 1001)
    small = picture(tree.tambon, b"b" * 1000)
    assert carry(tree.tambon, tree.province, tree.stick).photos == 1
    assert tree.province.photos.names() == [small]


def test_a_sender_that_skips_very_many_numbers_costs_nothing(tree: Offices) -> None:
    series = Series(tree.tambon.machine.device, "life", "all")
    for number in (1, 5, 1 << 60):
        tree.province.note_met(Met(series, number, f"b{number}", 1, False, 1, 1), None)
    (missing,) = exchanging.missing_bundles(tree.province)
    assert missing.numbers[:5] == (2, 3, 4, 6, 7)
    assert len(missing.numbers) == 100
