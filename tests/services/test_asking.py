"""Conflicts on three real machines, by real bundles: ask and answer, two decisions, two things under one record."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codi_desktop.records.household import Household
from codi_desktop.records.question import Question
from codi_desktop.reports._report import Asked
from codi_desktop.reports.home import home
from codi_desktop.services import asking, office, settled, settling
from codi_desktop.services.settling import DisputeKey
from codi_desktop.store.store import Store
from tests.services.offices import Offices, carry, household, offices


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as made:
        yield made


def met(tree: Offices) -> None:
    """Let all three learn of everything."""
    for _ in range(2):
        carry(tree.tambon, tree.province, tree.stick)
        carry(tree.province, tree.region, tree.stick)
        carry(tree.region, tree.province, tree.stick)
        carry(tree.province, tree.tambon, tree.stick)


def apart(tree: Offices, left: object = "หนองสีดา", right: object = "หนองสีดาใต้") -> DisputeKey:
    """Let tambon and province say different things, and everybody learn of it."""
    name = "village_name"
    house = household(tree.tambon, "31")
    met(tree)
    for store, value in ((tree.tambon, left), (tree.province, right)):
        record = store.get(Household, house)
        record.fill({name: value})
        store.save(record)
    met(tree)
    return DisputeKey(house, name)


def steps(store: Store) -> list[str]:
    found = home(store, Asked(store.machine.scope, date(2022, 9, 4)))
    return [step.action for step in found.next_steps]


def value(store: Store, key: DisputeKey) -> object:
    return getattr(store.get(Household, key.id), key.field)


def test_a_question_travels_is_answered_by_a_decision_and_everybody_agrees(tree: Offices) -> None:
    key = apart(tree)
    question = asking.ask(tree.province, settling.dispute(tree.province, key), "ชื่อหมู่บ้านไหนถูก")
    assert "answer" not in steps(tree.province)
    assert "answer" not in steps(tree.tambon)
    met(tree)
    assert "answer" in steps(tree.tambon)
    (asked,) = asking.waiting_for_us(tree.tambon)
    assert (asked.key, asked.words, asked.by) == (key, "ชื่อหมู่บ้านไหนถูก", "สมหญิง ใจดี")
    assert [len(settling.disputes(store)) for store in tree.all()] == [1, 1, 1]
    asking.answer(tree.tambon, question, value="หนองสีดา", words="ดูป้ายแล้ว")
    assert asking.waiting_for_us(tree.tambon) == []
    met(tree)
    for store in tree.all():
        assert value(store, key) == "หนองสีดา"
        assert settling.disputes(store) == []
        assert "answer" not in steps(store)
        assert [one.decision for one in settled.decisions(store)] == ["หนองสีดา"]


def test_an_answer_in_words_comes_back_and_leaves_the_decision_to_who_asked(tree: Offices) -> None:
    key = apart(tree)
    seen = settling.dispute(tree.province, key)
    question = asking.ask(tree.province, seen)
    met(tree)
    chosen = seen.statements[0].change_id
    asking.answer(tree.tambon, question, chosen=chosen, words="ถามผู้ใหญ่บ้านแล้ว")
    met(tree)
    (asked,) = asking.asked_about(tree.province, key)
    assert (asked.is_answered, asked.chosen, asked.answer) == (True, chosen, "ถามผู้ใหญ่บ้านแล้ว")
    assert len(settling.disputes(tree.province)) == 1
    assert "answer" in steps(tree.province)
    with pytest.raises(asking.AnsweredBefore):
        asking.answer(tree.tambon, question, words="อีกครั้ง")


def test_a_tambon_asks_the_province_and_an_empty_answer_is_refused(tree: Offices) -> None:
    key = apart(tree)
    question = asking.ask(tree.tambon, settling.dispute(tree.tambon, key))
    met(tree)
    assert [one.id for one in asking.waiting_for_us(tree.province)] == [question]
    with pytest.raises(asking.SayWhatIsRight):
        asking.answer(tree.province, question, words="  ")
    assert tree.province.get(Question, question).state == "open"


def test_a_question_about_what_was_decided_meanwhile_asks_nobody_any_more(tree: Offices) -> None:
    key = apart(tree)
    asking.ask(tree.province, settling.dispute(tree.province, key))
    settling.settle(tree.province, settling.dispute(tree.province, key), "หนองสีดา")
    met(tree)
    assert asking.waiting_for_us(tree.tambon) == []
    assert "answer" not in steps(tree.tambon)


def test_taking_back_an_answer_that_decided_opens_both_again(tree: Offices) -> None:
    key = apart(tree)
    question = asking.ask(tree.province, settling.dispute(tree.province, key))
    met(tree)
    asking.answer(tree.tambon, question, value="หนองสีดา")
    office.undo_last(tree.tambon)
    assert [one.id for one in asking.waiting_for_us(tree.tambon)] == [question]
    assert len(settling.disputes(tree.tambon)) == 1


def test_two_different_decisions_are_a_smaller_conflict_between_them_alone(tree: Offices) -> None:
    key = apart(tree)
    assert not settling.dispute(tree.tambon, key).is_second
    settling.settle(tree.tambon, settling.dispute(tree.tambon, key), "หนองสีดา")
    settling.settle(tree.province, settling.dispute(tree.province, key), "หนองใหม่")
    met(tree)
    for store in tree.all():
        second = settling.dispute(store, key)
        assert second.is_second
        assert {one.value for one in second.statements} == {"หนองสีดา", "หนองใหม่"}
    settling.settle(tree.region, settling.dispute(tree.region, key), "หนองสีดา")
    met(tree)
    assert [settling.disputes(store) for store in tree.all()] == [[], [], []]
    assert [one.stands for one in settled.decisions(tree.tambon)].count(True) == 1


def test_both_are_kept_as_two_records_and_taking_it_back_leaves_one(tree: Offices) -> None:
    key = apart(tree, left="บ้านบน", right="บ้านล่าง")
    seen = settling.dispute(tree.province, key)
    other = settling.keep_both(tree.province, seen, seen.statements[0].change_id)
    met(tree)
    for store in tree.all():
        assert value(store, key) == seen.statements[0].value
        apart_record = store.get(Household, other)
        assert apart_record.village_name == seen.statements[1].value
        assert apart_record.made_from == key.id
        assert apart_record.house_number == (None if store is tree.region else "31")  # which is not for the region
        assert settling.disputes(store) == []
    office.undo_last(tree.province)
    assert tree.province.get(Household, other).deleted
    assert len(settling.disputes(tree.province)) == 1


def test_a_thing_that_is_one_is_never_kept_twice(tree: Offices) -> None:
    house = household(tree.tambon, "31")
    met(tree)
    tree.province.delete(tree.province.get(Household, house))
    record = tree.tambon.get(Household, house)
    record.moo = 7
    tree.tambon.save(record)
    met(tree)
    seen = settling.dispute(tree.tambon, settling.disputes(tree.tambon)[0])
    assert seen.is_deletion
    with pytest.raises(settling.NotTwo):
        settling.keep_both(tree.tambon, seen, seen.statements[0].change_id)


def test_what_came_together_of_itself_is_told_in_words(tree: Offices) -> None:
    house = household(tree.tambon, "31")
    met(tree)
    for store, fields in ((tree.tambon, {"village_name": "หนองสีดา"}), (tree.province, {"moo": 4})):
        record = store.get(Household, house)
        record.fill(fields)
        store.save(record)
    met(tree)
    for store in tree.all():
        (one,) = settled.joined(store)
        assert any("ตำบลเจริญธรรม" in line for line in one.changes)
        assert any("จังหวัดสระบุรี" in line for line in one.changes)
        assert settling.disputes(store) == []


def test_decisions_are_written_for_a_spreadsheet_and_that_is_noted(tree: Offices) -> None:
    key = apart(tree)
    settling.settle(tree.province, settling.dispute(tree.province, key), "หนองสีดา")
    written = settled.settled_csv(tree.province, "เรื่องที่ตัดสินแล้ว.csv")
    assert "หนองสีดาใต้" in written
    assert "สมหญิง ใจดี" in written
