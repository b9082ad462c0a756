"""Reading bodies: the quick way finds legal exactly what the rule of the format finds legal, and reads it alike."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.store.tables import read_foreign_body
from codi_desktop.sync.change import Change, IllegalChange, change_of

PARENT = "A" * 27
GOOD: dict[str, Any] = {"k": "person", "r": "01K7", "t": 1, "u": "ก", "v": 1, "b": [PARENT], "s": {"name": "ข"}}
ODD: list[Any] = [
    *(None, True, 0, -1, 1.0, 1 << 31, 1 << 53, -(1 << 53), 1 << 70, "", "x", "x.y", "x\ny", "x" * 41, "x" * 61, "\0"),
    *([], [PARENT] * 64, [PARENT] * 65, ["short"], [1], {}, {"personal": "x"}, {"personal": 1}, {"a": [[[]]]}),
]


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def by_the_rule(body: bytes) -> Change | None:
    try:
        return change_of(msgspec.json.decode(body))
    except (IllegalChange, msgspec.MsgspecError):
        return None


def quickly(body: bytes) -> Change | None:
    try:
        return read_foreign_body(body)
    except IllegalChange:
        return None


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from([*ODD, GOOD.get(name)]) for name in "krtuvbsawe"}))
def test_odd_members_are_judged_alike(odd: dict[str, Any]) -> None:
    body = msgspec.json.encode({**GOOD, **odd})
    assert quickly(body) == by_the_rule(body)


@pytest.mark.parametrize("missing", list(GOOD))
def test_missing_members_are_judged_alike(missing: str) -> None:
    body = msgspec.json.encode({name: value for name, value in GOOD.items() if name != missing})
    assert quickly(body) == by_the_rule(body)


@pytest.mark.parametrize("depth", [1, 28, 29, 30, 31, 40])
def test_deep_values_are_judged_alike(depth: int) -> None:
    body = msgspec.json.encode({**GOOD, "s": {"x": nested(depth)}})
    assert (quickly(body) is None) == (by_the_rule(body) is None) == (depth > 30)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b'"x"', b"{", b'{"x":"' + b"A" * 27 + b'"}', b"\xff", b'{"k":"a"}', b"[" * 5000]
)
def test_what_is_no_change_is_refused(body: bytes) -> None:
    assert quickly(body) is None


def test_members_that_nobody_knows_are_ignored() -> None:
    assert quickly(msgspec.json.encode({**GOOD, "z": [1]})) == change_of(GOOD)
