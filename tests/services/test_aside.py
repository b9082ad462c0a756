"""What lies aside is shown, tried again, passed on once, and may be taken over by somebody who keeps the area."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from codi_desktop.records.household import Household
from codi_desktop.services import aside, exchanging, machines, office
from codi_desktop.services._trusting import trust_of
from codi_desktop.services.aside import NotAside, NotYours
from codi_desktop.store import log
from codi_desktop.store.store import Store, live
from codi_desktop.sync.bundle_reader import peek
from tests.cli.conftest import Run, run  # noqa: F401
from tests.services.offices import Offices, carry, household, join, made, offices, renumber


@dataclass
class Lost:
    """A tree whose tambon's machine was lost after its last bundle; `file` holds what was done on it since."""

    tree: Offices
    colleague: Store
    file: Path
    old: str
    new: str


@pytest.fixture
def lost(tmp_path: Path) -> Iterator[Lost]:
    with offices(tmp_path) as tree, made(tmp_path / "colleague", "โน้ตบุ๊กคนที่สอง", "tambon", "190406") as colleague:
        join(tree.province, colleague, tree.stick)
        old = household(tree.tambon, "12")
        carry(tree.tambon, tree.province, tree.stick)
        carry(tree.province, colleague, tree.stick)
        carry(tree.province, tree.tambon, tree.stick)
        machines.revoke(tree.province, tree.tambon.machine.device, "หาย")
        carry(tree.province, colleague, tree.stick)
        renumber(tree.tambon, old, "99")
        renumber(tree.tambon, old, "100")
        new = household(tree.tambon, "13")
        yield Lost(tree, colleague, exchanging.write_bundle_for(tree.tambon, "all", tree.stick).path, old, new)


def numbers(store: Store) -> list[str]:
    return sorted(str(one.house_number) for one in store.rows(live(Household)))


def spoil(store: Store) -> None:
    """Let a faulty program write what is no change."""
    with store._database.writing() as connection:
        log.append_own(connection, store.machine, store.machine.scope, [log.Entry("", "", b"nonsense")])


def test_it_is_told_whose_it_is_why_and_what_to_do(lost: Lost) -> None:
    exchanging.take_in(lost.tree.province, lost.file)
    (one,) = aside.asides(lost.tree.province)
    assert (one.machine, one.changes, one.can_accept) == ("ตำบลเจริญธรรม", 3, True)
    assert "หาย" in one.reason
    assert "จังหวัด" in one.todo
    assert one.area.startswith("ตำบล")


def test_a_change_that_no_program_reads_is_told_too(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        spoil(tree.tambon)
        household(tree.tambon, "12")
        taken = carry(tree.tambon, tree.province, tree.stick)
        assert (taken.received.new, taken.received.unread) == (1, 1)
        assert any("อ่านไม่ได้" in told for told in taken.problems)
        (one,) = aside.asides(tree.province)
        assert (one.numbers, one.changes, one.can_accept) == ((), 1, False)
        carry(tree.province, tree.region, tree.stick)
        assert tree.region.digest() == tree.province.digest()
        assert len(aside.asides(tree.region)) == 1


def test_the_work_of_a_lost_machine_is_looked_at_and_taken_over(lost: Lost) -> None:
    province = lost.tree.province
    exchanging.take_in(province, lost.file)
    (number,) = aside.asides(province)[0].numbers
    shown = {one.id: one for one in aside.look(province, number)}
    assert any("12" in line and "100" in line for line in shown[lost.old].lines)
    assert "13" in shown[lost.new].title
    assert numbers(province) == ["12"]
    action = aside.accept(province, number, "โทรถามแล้ว").action
    assert numbers(province) == ["100", "13"]
    last = province.history(lost.old)[-1]
    assert (last.by, last.device) == (province.machine.person, province.machine.device)
    assert "ตำบลเจริญธรรม" in last.why
    assert "โทรถามแล้ว" in last.why
    assert province.conflict_count() == 0
    assert aside.asides(province) == []
    with pytest.raises(NotAside):
        aside.accept(province, number)
    carry(province, lost.colleague, lost.tree.stick)
    assert numbers(lost.colleague) == ["100", "13"]
    province.undo(action)
    assert numbers(province) == ["12"]
    assert len(aside.asides(province)) == 1


def test_what_was_done_meanwhile_is_a_conflict_and_not_lost(lost: Lost) -> None:
    province = lost.tree.province
    renumber(province, lost.old, "55")
    exchanging.take_in(province, lost.file)
    aside.accept(province, aside.asides(province)[0].numbers[0])
    (conflict,) = province.conflicts()
    assert {said.value for said in conflict.values} == {"55", "100"}


def test_nobody_else_accepts_it(lost: Lost, tmp_path: Path) -> None:
    with made(tmp_path / "other", "ตำบลหนองสรวง", "tambon", "190404") as other:
        join(lost.tree.province, other, lost.tree.stick)
        exchanging.take_in(lost.tree.province, lost.file)
        for segment in lost.tree.province.passed_on(lambda _scope: True, (), ()):
            with other.receiving(_Revoked()) as intake:
                intake.segment(segment)
        (one,) = aside.asides(other)
        assert not one.can_accept
        with pytest.raises(NotYours):
            aside.accept(other, one.numbers[0])


class _Revoked:
    def reason_against(self, *_: object) -> str:
        from codi_desktop.sync.identity import AFTER_LOSS

        return AFTER_LOSS


def test_only_the_work_of_a_lost_machine_is_accepted(lost: Lost, tmp_path: Path) -> None:
    with made(tmp_path / "stranger", "คนแปลกหน้า", "tambon", "190406") as stranger:
        household(stranger, "1")
        with lost.tree.province.receiving(trust_of(lost.tree.province)) as intake:
            for segment in stranger.segments([], lambda scope: scope == "190406"):
                intake.segment(segment)
        (one,) = aside.asides(lost.tree.province)
        assert not one.can_accept
        with pytest.raises(NotYours):
            aside.accept(lost.tree.province, one.numbers[0])


def test_not_more_is_passed_on_than_the_bounds_allow(lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    province = lost.tree.province
    exchanging.take_in(province, lost.file)
    household(lost.tree.tambon, "14")
    carry(lost.tree.tambon, province, lost.tree.stick, "all")

    def given() -> int:
        return len(list(province.passed_on(lambda _scope: True, (), ())))

    assert given() == 2
    with monkeypatch.context() as bounds:
        bounds.setattr("codi_desktop.store.aside.MOST_PASSED_ON", 1)
        assert given() == 1
    monkeypatch.setattr("codi_desktop.store.aside.MOST_BYTES_PASSED_ON", 300)
    assert given() == 1
    assert len(province.named_aside(lambda _scope: True)) == 2
    monkeypatch.setattr("codi_desktop.store.aside.MOST_NAMED", 1)
    assert len(province.named_aside(lambda _scope: True)) == 1


def test_two_parts_of_a_lost_machine_are_one_entry_and_one_action(lost: Lost) -> None:
    province = lost.tree.province
    exchanging.take_in(province, lost.file)
    renumber(lost.tree.tambon, lost.old, "101")
    carry(lost.tree.tambon, province, lost.tree.stick, "all")
    (one,) = aside.asides(province)
    assert len(one.numbers) == 2
    action = aside.accept(province, one.numbers[1]).action
    assert (numbers(province), province.conflict_count()) == (["101", "13"], 0)
    province.undo(action)
    assert numbers(province) == ["12"]


def test_it_is_passed_on_once_and_each_judges_for_itself(lost: Lost) -> None:
    province, colleague = lost.tree.province, lost.colleague
    exchanging.take_in(colleague, lost.file)
    assert carry(colleague, province, lost.tree.stick).received.quarantined == 1
    carry(province, colleague, lost.tree.stick)
    again = exchanging.write_bundle_for(colleague, province.machine.device, lost.tree.stick)
    assert again.changes == 0
    back = exchanging.write_bundle_for(province, colleague.machine.device, lost.tree.stick)
    head = peek(back.path, colleague.machine.age_identity)
    assert (back.changes, len(head.aside)) == (0, 1)


def test_what_waits_is_passed_on_too_and_joins_where_what_is_missing_lies(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        carry(tree.tambon, tree.province, tree.stick)
        household(tree.tambon, "1")
        first = exchanging.write_bundle_for(tree.tambon, tree.region.machine.device, tree.stick)
        tree.tambon.note_peer(tree.province.machine.device, "จังหวัด", tree.tambon.vector())
        household(tree.tambon, "2")
        assert carry(tree.tambon, tree.province, tree.stick).received.waiting == 1
        exchanging.take_in(tree.region, first.path)
        carry(tree.province, tree.region, tree.stick)
        assert len(tree.region.rows(live(Household))) == 2


def test_what_waits_and_was_named_is_not_given_again(tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        carry(tree.tambon, tree.province, tree.stick)
        household(tree.tambon, "1")
        list(tree.tambon.segments([], lambda _scope: True))
        tree.tambon.note_peer(tree.province.machine.device, "จังหวัด", tree.tambon.vector())
        household(tree.tambon, "2")
        carry(tree.tambon, tree.province, tree.stick)
        sent = [exchanging.write_bundle_for(tree.province, "CW", tree.stick).changes]
        carry(tree.province, tree.region, tree.stick)
        carry(tree.region, tree.province, tree.stick)
        sent.append(exchanging.write_bundle_for(tree.province, "CW", tree.stick).changes)
        assert sent == [1, 0]


def test_a_try_again_takes_in_what_has_become_known(lost: Lost) -> None:
    province = lost.tree.province
    exchanging.take_in(province, lost.file)
    assert aside.retry(province) == 0
    assert len(aside.asides(province)) == 1
    province._connection.execute("delete from kept_certificate where body like '%revocation%'")
    assert aside.retry(province) == 3
    assert (aside.asides(province), numbers(province)) == ([], ["100", "13"])


def test_a_new_program_tries_again_at_start_and_only_once(lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    province = lost.tree.province
    exchanging.take_in(province, lost.file)
    office.check_up(province)
    province._connection.execute("delete from kept_certificate where body like '%revocation%'")
    office.check_up(province)
    assert numbers(province) == ["12"]
    monkeypatch.setattr(aside, "__version__", "9.9")
    office.check_up(province)
    assert numbers(province) == ["100", "13"]


def test_the_command_line_shows_tries_and_accepts(lost: Lost, run: Run) -> None:  # noqa: F811
    exchanging.take_in(lost.tree.province, lost.file)
    at = ("--data", lost.tree.province.folder, "--json")
    told = run("aside", *at).object
    assert (told["changes"], told["can_accept"]) == (3, True)
    assert run("aside", "retry", *at).object == {"new": 0}
    number = told["numbers"][0]
    assert len(run("aside", "accept", str(number), "--preview", *at).objects) == 2
    assert run("aside", "accept", str(number), "--why", "ถามแล้ว", *at).object["changed"] == 3
    assert run("aside", *at).objects == []
