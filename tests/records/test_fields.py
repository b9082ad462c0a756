"""Fields take every legal value, refuse every other with a sentence, and never break over what a change says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codi_desktop.errors import CodiError
from codi_desktop.records import _fields as fields
from codi_desktop.records._fields import typed
from codi_desktop.records._record import kinds
from codi_desktop.records._shown import shown

CHOICES = {"a": "Roof", "b": "Floor"}
FIELDS: dict[str, Any] = {
    "text": fields.Text("x", longest=5),
    "citizen_id": fields.CitizenId("x"),
    "phone": fields.Phone("x"),
    "whole": fields.Whole("x", least=1, most=9),
    "money": fields.Money("x"),
    "condition": fields.Condition("x"),
    "year": fields.FiscalYear("x"),
    "number": fields.Number("x", least=-1, most=1),
    "day": fields.Day("x"),
    "choice": fields.Choice("x", CHOICES),
    "tags": fields.Tags("x", CHOICES),
    "yes_no": fields.YesNo("x"),
    "reference": fields.Reference("x", "person"),
    "attachment": fields.Attachment("x"),
    "facts": fields.Facts("x"),
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_money_out_of_range_is_told_in_baht() -> None:
    with pytest.raises(fields.ValueRefused, match=r"1,234\.50"):
        fields.Money("x", most=123_450).check(123_451)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "ห้าตัว"[:5]),
        ("citizen_id", "3249800008341"),
        ("citizen_id", "3249800008342"),  # a wrong last digit is a matter of the whole record
        ("phone", "0812345678"),
        ("whole", 9),
        ("money", 0),
        ("condition", 3),
        ("year", 2565),
        ("number", -1),
        ("number", 0.5),
        ("day", "2020-02-29"),
        ("choice", "a"),
        ("tags", ["a", "b"]),
        ("tags", []),
        ("yes_no", False),
        ("reference", "190406.01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("attachment", "sha256:" + "0f" * 32),
        ("facts", {"ก": [1]}),
    ],
)
def test_a_legal_value_is_accepted_and_kept(name: str, value: Any) -> None:
    FIELDS[name].check(value)
    assert FIELDS[name].clean(value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "หกตัวครับ"),
        ("text", 5),
        ("citizen_id", "123"),
        ("phone", "12"),
        ("whole", 0),
        ("whole", 10),
        ("whole", 1.0),
        ("whole", True),
        ("whole", "5"),
        ("money", -1),
        ("condition", 4),
        ("condition", "3"),
        ("year", 2022),
        ("number", 1.5),
        ("number", "1"),
        ("day", "2021-02-29"),
        ("day", "4/9/2565"),
        ("day", "20220904"),
        ("choice", "c"),
        ("tags", "a"),
        ("tags", ["a", "c"]),
        ("yes_no", 1),
        ("reference", "ไม่มีจุด"),
        ("attachment", "sha256:abc"),
        ("attachment", "SHA256:" + "0f" * 32),
        ("facts", "x"),
    ],
)
def test_an_illegal_value_is_refused_with_a_sentence(name: str, value: Any) -> None:
    with pytest.raises(CodiError) as refused:
        FIELDS[name].check(value)
    assert str(refused.value)


@given(name=st.sampled_from(sorted(FIELDS)), value=JSON)
def test_whatever_a_change_says_becomes_a_legal_column_or_nothing(name: str, value: Any) -> None:
    field = FIELDS[name]
    cleaned = field.clean(value)
    assert field.clean(cleaned) == cleaned
    column = field.db_value(cleaned)
    assert column is None or isinstance(column, str | int | float | bool)
    assert field.python_value(column) == cleaned


def test_a_truth_read_from_the_database_is_a_truth_again() -> None:
    assert FIELDS["yes_no"].python_value(1) is True
    assert FIELDS["yes_no"].clean(FIELDS["yes_no"].python_value(0)) is False


def test_a_rule_of_its_own_is_asked_after_the_form() -> None:
    def even(value: int) -> None:
        if value % 2:
            raise fields.OutOfRange(least=0, most=2)

    field = fields.Whole("x", rule=even)
    field.check(2)
    with pytest.raises(fields.OutOfRange):
        field.check(3)


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("text", "  ก  ", "ก"),
        ("text", "   ", None),
        ("citizen_id", "3-2498-00008-34-1", "3249800008341"),
        ("citizen_id", "๓๒๔๙๘๐๐๐๐๘๓๔๑", "3249800008341"),
        ("citizen_id", "12", "12"),
        ("phone", "๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678"),
        ("whole", 5, 5),
    ],
)
def test_what_is_typed_is_brought_into_its_normal_form(name: str, written: Any, kept: Any) -> None:
    assert typed(FIELDS[name], written) == kept


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("money", 7_325_000, "73,250"),
        ("day", "2022-09-04", "4 ก.ย. 2565"),
        ("condition", 3, "อันตราย"),
        ("yes_no", False, "ไม่ใช่"),
        ("choice", "a", "หลังคา"),
        ("choice", "of a newer program", "of a newer program"),
        ("tags", ["a", "b"], "หลังคา, พื้น"),
        ("citizen_id", "3249800008341", "3-2498-00008-34-1"),
        ("number", 1234.5, "1,234.5"),
        ("year", 2565, "2565"),
        ("text", None, ""),
    ],
)
def test_a_value_is_said_in_words(name: str, value: Any, words: str) -> None:
    assert shown(FIELDS[name], value).replace("\u00a0", " ") == words


def test_every_kind_of_field_that_is_used_has_a_name_for_its_editor() -> None:
    used = {type(field) for model in kinds().values() for field in model.declared().values()}
    names = [field.type_name for field in used]
    assert all(names)
    assert len(set(names)) == len(names)
