"""A dispute about every kind of field is told in words, for real machines after real bundles."""

from pathlib import Path
from typing import Any

import pytest

from codi_desktop.records import _fields as fields
from codi_desktop.records._record import kinds
from codi_desktop.services import settling
from codi_desktop.store.saving import NotAccepted
from codi_desktop.thai import citizen_id
from tests.services.offices import carry, offices
from tests.test_every_record import filled, sample


def one_of_each() -> dict[str, tuple[str, str]]:
    """Name a field that may be empty for each kind of field."""
    found: dict[str, tuple[str, str]] = {}
    for kind, model in kinds().items():
        for name, field in model.declared().items():
            if not field.required and not model.append_only and name not in model.led:
                found.setdefault(field.type_name, (kind, name))
    return found


def values(field: fields.Field) -> tuple[Any, Any]:
    if isinstance(field, fields.CitizenId):
        first = "139990000002"
        return sample(field), first + str(citizen_id.check_digit(first))
    if isinstance(field, fields.Whole):
        return field.least + 1, field.least + 2
    if isinstance(field, fields.Phone):
        return sample(field), "0898765432"
    return sample(field), sample(field, other=True)


@pytest.mark.parametrize("type_name", sorted(one_of_each()))
def test_both_values_are_told_differently_and_ids_are_masked(tmp_path: Path, type_name: str) -> None:
    kind, name = one_of_each()[type_name]
    field = kinds()[kind].declared()[name]
    with offices(tmp_path) as tree:
        record = filled(kind)
        setattr(record, name, None)
        try:
            tree.tambon.save(record)
        except NotAccepted as refused:
            pytest.skip(str(refused))
        carry(tree.tambon, tree.province, tree.stick)
        for store, value in zip((tree.tambon, tree.province), values(field), strict=True):
            edited = store.by_id(record.id)
            edited.fill({name: value})
            store.save(edited)
        carry(tree.tambon, tree.province, tree.stick)
        seen = settling.dispute(tree.province, settling.DisputeKey(record.id, name))
    left, right = seen.statements
    assert seen.title
    assert [one.origin for one in seen.statements] == ["จากตำบล", "จากจังหวัด"]
    assert left.words
    assert right.words
    if isinstance(field, fields.Attachment):
        assert left.photo != right.photo
    elif isinstance(field, fields.CitizenId):
        assert sample(field) not in left.words.replace("-", "")
        assert "x" in left.words.lower() or "•" in left.words or "*" in left.words
    elif not isinstance(field, fields.Reference):
        assert left.words != right.words


def test_each_kind_of_field_is_tried() -> None:
    assert len(one_of_each()) >= 13
