"""How changes add up, as sentences: a pure function of a set, tried without any store."""

import itertools
import random
from typing import Any

from codi_desktop.sync.change import Change
from codi_desktop.sync.merge import DELETED, Lineage, fold


def change(at: int = 1, parents: str = "", **fields: Any) -> Change:
    return Change("villager", "01A", at, "สมหญิง", 1, parents.split(), fields)


def test_one_change_is_the_record() -> None:
    assert fold({"a": change(name="ก")}) == ({"name": "ก"}, {}, ["a"])


def test_a_later_change_wins_whatever_the_clocks_say() -> None:
    in_2100, in_1970 = 4_102_444_800_000, 0
    folded = fold({"a": change(in_2100, name="ก"), "b": change(in_1970, "a", name="ข")})
    assert folded == ({"name": "ข"}, {}, ["b"])


def test_two_who_had_not_seen_each_other_are_both_listed_and_the_later_clock_is_shown() -> None:
    folded = fold({"a": change(name="ก"), "b": change(5, "a", name="ข"), "c": change(4, "a", name="ค")})
    assert folded.state == {"name": "ข"}
    assert folded.conflicts == {"name": ["b", "c"]}
    assert folded.heads == ["b", "c"]


def test_at_the_same_moment_the_greater_id_is_shown() -> None:
    assert fold({"a": change(name="ก"), "b": change(name="ข")}).state == {"name": "ข"}


def test_saying_the_same_is_no_conflict() -> None:
    folded = fold({"a": change(name="ก"), "b": change(5, "a", name="ข"), "c": change(4, "a", name="ข")})
    assert folded.conflicts == {}


def test_one_and_true_and_one_point_nought_are_different_values() -> None:
    assert fold({"a": change(moo=1), "b": change(moo=True)}).conflicts == {"moo": ["a", "b"]}
    assert fold({"a": change(moo=1), "b": change(moo=1.0)}).conflicts == {"moo": ["a", "b"]}


def test_different_fields_do_not_touch_each_other() -> None:
    folded = fold({"a": change(name="ก"), "b": change(5, "a", phone="1"), "c": change(4, "a", moo=2)})
    assert folded.state == {"name": "ก", "phone": "1", "moo": 2}
    assert folded.conflicts == {}


def test_three_different_values_are_three_sides_of_one_conflict() -> None:
    three = {key: change(i, "a", name=key) for i, key in enumerate("bcd")}
    assert fold({"a": change(name="ก"), **three}).conflicts == {"name": ["b", "c", "d"]}


def test_who_saw_both_sides_settles_the_conflict() -> None:
    settled = change(0, "b c", name="ง")
    folded = fold({"a": change(name="ก"), "b": change(5, "a", name="ข"), "c": change(4, "a", name="ค"), "d": settled})
    assert folded == ({"name": "ง"}, {}, ["d"])


def test_who_saw_one_side_only_does_not_settle_it() -> None:
    half = change(9, "b", name="ง")
    folded = fold({"a": change(name="ก"), "b": change(5, "a", name="ข"), "c": change(4, "a", name="ค"), "d": half})
    assert folded.conflicts == {"name": ["c", "d"]}


def test_a_deleted_record_is_deleted() -> None:
    assert fold({"a": change(name="ก"), "b": change(2, "a", **{DELETED: True})}).state[DELETED] is True


def test_work_that_the_deletion_had_not_seen_keeps_the_record_visible_and_flagged() -> None:
    folded = fold({"a": change(name="ก"), "b": change(2, "a", **{DELETED: True}), "c": change(1, "a", phone="1")})
    assert folded.state[DELETED] is False
    assert folded.conflicts == {DELETED: ["b", "c"]}


def test_deleting_again_after_seeing_everything_deletes() -> None:
    changes = {
        "a": change(name="ก"),
        "b": change(2, "a", **{DELETED: True}),
        "c": change(1, "a", phone="1"),
        "d": change(0, "b c", **{DELETED: True}),
    }
    assert fold(changes).state[DELETED] is True
    assert fold(changes).conflicts == {}


def test_two_deletions_do_not_quarrel() -> None:
    changes = {
        "a": change(name="ก"),
        "b": change(2, "a", **{DELETED: True}),
        "c": change(1, "a", **{DELETED: True}),
    }
    assert fold(changes).state[DELETED] is True
    assert fold(changes).conflicts == {}


def test_parents_that_have_not_arrived_count_for_nothing_until_they_do() -> None:
    late = {"a": change(9, name="ก"), "c": change(1, "b", name="ค")}
    assert fold(late).conflicts == {"name": ["a", "c"]}
    assert fold({**late, "b": change(5, "a", name="ข")}) == ({"name": "ค"}, {}, ["c"])


def test_the_order_of_a_thousand_random_changes_makes_no_difference() -> None:
    draw = random.Random(7)
    for _ in range(60):
        changes: dict[str, Change] = {}
        for i in range(draw.randrange(2, 25)):
            parents = " ".join(draw.sample(sorted(changes), min(len(changes), draw.randrange(3))))
            fields = {draw.choice(["name", "phone", DELETED]): draw.randrange(2)}
            changes[f"{draw.randrange(10**6):06d}{i}"] = change(draw.randrange(4), parents, **fields)
        shuffled = dict(draw.sample(list(changes.items()), len(changes)))
        assert fold(changes) == fold(shuffled)


def test_every_order_of_a_small_history_gives_the_same() -> None:
    changes = {
        "a": change(name="ก"),
        "b": change(5, "a", name="ข"),
        "c": change(5, "a", name="ค"),
        "d": change(1, "c", **{DELETED: True}),
    }
    results = [fold(dict(order)) for order in itertools.permutations(changes.items())]
    assert all(result == results[0] for result in results)


def test_a_history_of_ten_thousand_changes_needs_no_recursion() -> None:
    chain = {"0": change(name="0")} | {str(i): change(i, str(i - 1), name=str(i)) for i in range(1, 10_000)}
    assert fold(chain).state == {"name": "9999"}


def test_a_lineage_tells_what_somebody_saw_who_knew_a_part() -> None:
    lineage = Lineage({"a": change(name="ก"), "b": change(5, "a", name="ข"), "c": change(4, "a", phone="1")})
    assert lineage.state(lineage.known_at(["c"])) == {"name": "ก", "phone": "1"}
    assert lineage.value("phone", lineage.known_at(["b"])) is None


def test_a_decision_names_the_changes_between_which_it_decided() -> None:
    told = Lineage(
        {
            "1": change(phone="0"),
            "2": change(parents="1", phone="a"),
            "3": change(parents="1", phone="b"),
            "4": change(parents="2 3", note="x"),
            "5": change(parents="4", phone="b"),
            "6": change(parents="5", phone="c"),
        }
    )
    assert [(one, field, sorted(between)) for one, field, between in told.settlements()] == [("5", "phone", ["2", "3"])]


def test_keeping_what_was_deleted_is_a_decision_too() -> None:
    told = Lineage(
        {
            "1": change(phone="0"),
            "2": change(parents="1", **{DELETED: True}),
            "3": change(parents="1", phone="b"),
            "4": change(parents="2 3", **{DELETED: False}),
            "5": change(parents="4", **{DELETED: True}),
            "6": change(parents="5", **{DELETED: False}),
        }
    )
    assert [(one, field) for one, field, _ in told.settlements()] == [("4", DELETED)]


def test_different_fields_side_by_side_are_told_and_differing_ones_are_not() -> None:
    told = Lineage(
        {
            "1": change(phone="0", note=""),
            "2": change(parents="1", phone="a", note="x"),
            "3": change(parents="1", phone="b", place="y"),
            "4": change(parents="2 3", note="z"),
        }
    )
    assert told.side_by_side() == [[("2", ["note"]), ("3", ["place"])]]


def test_a_deletion_beside_an_edit_is_never_told_as_merged() -> None:
    told = Lineage(
        {
            "1": change(phone="0"),
            "2": change(parents="1", **{DELETED: True}),
            "3": change(parents="1", phone="b"),
        }
    )
    assert told.side_by_side() == []
