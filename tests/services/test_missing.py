"""Bundles that never came are named until what was in them is here; repeated, old, skipped and forked ones are told."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from codi_desktop.services import exchanging, forks, missing, waiting
from codi_desktop.services._trusting import trust_of
from codi_desktop.services.exchanging import TakenIn
from codi_desktop.services.missing import area_and_number, ranges, sentence
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.met import Met, Series
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle_reader import peek
from tests.services.offices import Offices, carry, household, offices
from tests.services.parts import in_parts


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made_offices:
        yield made_offices


def written(tree: Offices, count: int) -> list[Path]:
    """Write bundles of the tambon for the province, each with a household more."""
    files = []
    for number in range(count):
        household(tree.tambon, str(number))
        files.append(exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path)
    return files


def take(store: Store, file: Path) -> TakenIn:
    """Look first, as a person does: both say the same."""
    seen = exchanging.look_at(store, file)
    taken = exchanging.take_in(store, file)
    assert seen.problems == taken.problems
    return taken


def test_parts_of_one_export_that_did_not_come_are_named_as_parts(tree: Offices) -> None:
    parts = in_parts(tree)
    exchanging.take_in(tree.province, parts[0])
    exchanging.take_in(tree.province, parts[3])
    first, *rest = missing.missing_bundles(tree.province)
    assert (first.sender_name, first.numbers, first.parts) == ("ตำบลเจริญธรรม", (2, 3), ((2, 2), (3, 3)))
    assert len(rest) == (len(parts) > 4)
    assert "2-3" in sentence(first)
    for part in parts[1:]:
        exchanging.take_in(tree.province, part)
    assert missing.unheard_bundles(tree.province) == []


def test_the_last_part_is_missed_because_the_one_before_says_that_more_follows(tree: Offices) -> None:
    parts = in_parts(tree)
    for part in parts[:-1]:
        exchanging.take_in(tree.province, part)
    (last,) = missing.missing_bundles(tree.province)
    assert last.parts == ((len(parts), len(parts)),)


def test_the_parts_before_the_first_that_came_are_missed_too(tree: Offices) -> None:
    parts = in_parts(tree)
    exchanging.take_in(tree.province, parts[2])
    assert missing.missing_bundles(tree.province)[0].parts[:2] == ((1, 1), (2, 2))


def test_what_has_come_another_way_need_not_be_waited_for(tree: Offices) -> None:
    files = written(tree, 5)
    for file in (files[0], files[4]):
        exchanging.take_in(tree.province, file)
    assert missing.missing_bundles(tree.province) == []
    (settled,) = missing.unheard_bundles(tree.province)
    assert (settled.numbers, settled.is_settled) == ((2, 3, 4), True)
    assert sentence(settled) != sentence(replace(settled, is_settled=False))


def test_a_missing_part_is_waited_for_until_a_later_export_brings_it(tree: Offices) -> None:
    first, *_, last = in_parts(tree)
    for part in (first, last):
        exchanging.take_in(tree.province, part)
    assert missing.missing_bundles(tree.province)
    household(tree.tambon, "later")
    carry(tree.tambon, tree.province, tree.stick)
    assert missing.missing_bundles(tree.province) == []
    assert all(one.is_settled for one in missing.unheard_bundles(tree.province))


def test_what_was_once_here_is_not_waited_for_again_when_more_is_missing(tree: Offices) -> None:
    files = written(tree, 3)
    for file in (files[0], files[2]):
        exchanging.take_in(tree.province, file)
    parts = in_parts(tree)
    for part in (parts[0], parts[-1]):
        exchanging.take_in(tree.province, part)
    settled = [one.numbers for one in missing.unheard_bundles(tree.province) if one.is_settled]
    assert settled == [(2,)]
    assert missing.missing_bundles(tree.province)


def test_who_carried_a_part_is_asked_for_the_others(tree: Offices) -> None:
    for number in range(60):
        household(tree.tambon, str(number))
        if number % 5 == 4:
            list(tree.tambon.segments([], lambda _scope: True))
    made = exchanging.write_bundle_for(tree.tambon, "19", tree.stick, limit=25_000, bearer=" ลุงสมาน ")
    for part in (made.parts[0], made.parts[-1]):
        exchanging.take_in(tree.province, part)
    (one,) = missing.missing_bundles(tree.province)
    assert one.bearer == "ลุงสมาน"
    assert "ลุงสมาน" in sentence(one)
    for store in (tree.tambon, tree.province):
        lines = [line for line in exchanging.history(store) if line.note.peer_name != "ภาคกลางและตะวันตก"]
        assert "ลุงสมาน" in {line.bearer for line in lines}


def test_who_says_to_carry_a_missing_file_had_it_last(tree: Offices) -> None:
    first, second, *_, last = in_parts(tree)
    for part in (first, last):
        exchanging.take_in(tree.province, part)
    carry(tree.region, tree.province, tree.stick)
    told = [[second.name, 1, "0" * 64, 1]]
    tree.province.set_setting(f"exchange.carried.{tree.region.machine.device}", told)
    (one,) = missing.missing_bundles(tree.province)
    assert one.bearer == "ภาคกลางและตะวันตก"


def test_area_and_number_are_read_from_a_name_and_nonsense_is_none() -> None:
    assert area_and_number("190406-เจริญธรรม-18.codi") == ("190406", 18)
    assert area_and_number("19-สระบุรี-7 ถึง 190406.codi") == ("19", 7)
    for name in ("", "x", "-.codi", "190406-ก-x.codi", "190406-18.txt"):
        assert area_and_number(name) == ("", 0)


def test_numbers_beside_each_other_are_written_as_a_range() -> None:
    assert ranges([14, 15, 3, 20, 21, 22]) == "3, 14-15, 20-22"
    chance = random.Random(1)
    for _ in range(50):
        numbers = sorted(chance.sample(range(30), chance.randrange(1, 20)))
        told = [tuple(map(int, part.split("-"))) for part in ranges(numbers).split(", ")]
        assert [n for run in told for n in range(run[0], run[-1] + 1)] == numbers
        assert all(after[0] > before[-1] + 1 for before, after in pairwise(told))


def test_a_repeated_an_old_and_a_skipped_bundle_are_told_apart(tree: Offices) -> None:
    files = written(tree, 5)
    assert take(tree.province, files[0]).problems == ()
    (repeated,) = take(tree.province, files[0]).problems
    assert "รับเข้าแล้ว" in repeated
    (skipped,) = take(tree.province, files[3]).problems
    assert "2-3" in skipped
    (old,) = take(tree.province, files[1]).problems
    assert "4" in old
    assert take(tree.province, files[4]).problems == ()
    assert len({repeated, skipped, old}) == 3


def test_a_skipped_bundle_whose_content_is_not_here_is_told_otherwise(tree: Offices) -> None:
    parts = in_parts(tree)
    take(tree.province, parts[0])
    problems = take(tree.province, parts[2]).problems
    files = written(tree, 2)
    (whole,) = take(tree.province, files[1]).problems
    assert "ยังไม่มา" in problems[0]
    assert len(problems) == 2  # a number is skipped, and what came waits
    assert whole.split("2")[-1] != problems[0].split("2")[-1]


def twice(tree: Offices, folder: Path) -> tuple[Store, Store]:
    """Give the tambon's machine and a copy of its disk, which does not notice and goes on in the same life."""
    household(tree.tambon, "before")
    carry(tree.tambon, tree.province, tree.stick)
    tree.tambon.close()
    shutil.copytree(tree.tambon.folder, folder)
    raw = KeySlots(tree.tambon.folder).open()
    original, copy = Store.open(tree.tambon.folder, raw), Store.open(folder, raw)
    copy.become(original.machine)
    return original, copy


def test_two_files_of_one_number_show_that_a_machine_exists_twice(tree: Offices, tmp_path: Path) -> None:
    original, copy = twice(tree, tmp_path / "copy")
    with original, copy:
        for number, store in enumerate((original, copy)):
            household(store, str(number))
            file = exchanging.write_bundle_for(store, "19", tmp_path / f"{number}.codi", at=1000 + number).path
            told = take(tree.province, file).problems
            assert bool([line for line in told if "มีอยู่สองเครื่อง" in line]) == bool(number)
    (fork,) = forks.forks(tree.province)
    assert fork.machine == "ตำบลเจริญธรรม"
    assert [at for _, at in fork.bundles] == [1000, 1001]
    assert len({number for number, _ in fork.bundles}) == 1
    forks.acknowledge(tree.province)
    assert forks.forks(tree.province) == []
    exchanging.take_in(tree.province, file)
    assert forks.forks(tree.province) == []


def test_a_branch_shows_that_a_machine_exists_twice_whoever_brings_it(tree: Offices, tmp_path: Path) -> None:
    original, copy = twice(tree, tmp_path / "copy")
    with original, copy:
        for number, store in enumerate((original, copy)):
            household(store, str(number))
        carry(original, tree.region, tree.stick, to="CW")
        carry(copy, tree.province, tree.stick, to="19")
    assert forks.forks(tree.province) == []
    file = exchanging.write_bundle_for(tree.province, "CW", tree.stick).path
    told = take(tree.region, file).problems
    assert [line for line in told if "มีอยู่สองเครื่อง" in line]
    (fork,) = forks.forks(tree.region)
    assert fork.bundles == ()


def test_of_a_machine_that_exists_twice_is_told_once(tree: Offices, tmp_path: Path) -> None:
    original, copy = twice(tree, tmp_path / "copy")
    with original, copy:
        for number in range(3):
            for store in (original, copy):
                household(store, str(number))
                carry(store, tree.province, tree.stick, to="19")
    assert len(forks.forks(tree.province)) == 1


def test_a_machine_that_stopped_after_writing_takes_another_number(
    tree: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    household(tree.tambon, "1")
    first = tree.stick / "first.codi"
    begun = exchanging._BEGUN

    class Stopped(BaseException):
        """The power went."""

    with monkeypatch.context() as patched:
        patched.setattr(Store, "note_bundle", lambda *_: (_ for _ in ()).throw(Stopped))
        patched.setattr(Store, "set_setting", _only_before(Store.set_setting, begun))
        with pytest.raises(Stopped):
            exchanging.write_bundle_for(tree.tambon, "19", first)
    second = exchanging.write_bundle_for(tree.tambon, "19", tree.stick / "second.codi")
    assert peek(first, tree.province.machine.age_identities).number != second.number
    for file in (first, second.path):
        take(tree.province, file)
    assert forks.forks(tree.province) == []


def _only_before(set_setting: object, name: str) -> object:
    """Let the number be kept before the file is written, and nothing afterwards."""
    kept: list[str] = []

    def keep(store: Store, setting: str, value: object) -> None:
        if not setting.startswith(name) or not kept:
            kept.append(setting)
            set_setting(store, setting, value)  # type: ignore[operator]

    return keep


def test_a_file_that_was_not_written_uses_up_no_number(tree: Offices) -> None:
    household(tree.tambon, "1")
    before = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).number

    def fail(_done: int, _total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        exchanging.write_bundle_for(tree.tambon, "19", tree.stick, progress=fail)
    assert exchanging.write_bundle_for(tree.tambon, "19", tree.stick).number == before + 1


def test_numbers_that_an_earlier_program_kept_are_read(tree: Offices) -> None:
    told = f'["{tree.tambon.machine.device}", "life", "all"]'
    tree.province.set_setting("exchange.numbers", {told: [3, 5]})
    folder = tree.province.folder
    tree.province.close()
    with Store.open(folder, KeySlots(folder).open()) as again:
        (one,) = missing.missing_bundles(again)
        assert one.numbers == (4,)


def test_what_a_sender_held_is_kept_no_longer_than_it_is_of_use(tree: Offices) -> None:
    series = Series(tree.tambon.machine.device, "life", "all")
    for number in range(0, 60, 2):
        met = Met(series, number + 1, f"b{number}", 1, False, 1, 1)
        tree.province.note_met(met, [("190406", "d", "i", 9, "A" * 27)])
    missing.settle(tree.province, trust_of(tree.province))
    assert len(tree.province.hellos()) == 30
    tree.province.drop_hellos(series, 30)
    assert [number for _, number, _ in tree.province.hellos()] == list(range(31, 60, 2))
    tree.province.drop_hellos(series, 0)
    assert len(tree.province.hellos()) <= 20


def test_what_waits_is_listed_with_the_bundle_that_it_waits_for(tree: Offices) -> None:
    parts = in_parts(tree)
    for part in (parts[0], parts[2]):
        exchanging.take_in(tree.province, part)
    (one,) = waiting.waiting_parts(tree.province)
    assert (one.machine, one.device) == ("ตำบลเจริญธรรม", tree.tambon.machine.device)
    assert "เจริญธรรม" in one.area
    assert one.bundles == (2, *([4] if len(parts) > 3 else []))
    assert "2" in waiting.since(one)
    assert one.changes > 0
    for part in parts[1:]:
        exchanging.take_in(tree.province, part)
    assert waiting.waiting_parts(tree.province) == []
