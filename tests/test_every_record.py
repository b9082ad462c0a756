"""What holds for every kind of record: one that is added is tested by existing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codi_desktop import i18n
from codi_desktop.records import _fields as fields
from codi_desktop.records._record import Record, kinds
from codi_desktop.records._shown import shown
from codi_desktop.services import editing
from codi_desktop.store.machine import Machine
from codi_desktop.store.saving import NotAccepted
from codi_desktop.store.store import Store
from codi_desktop.thai import citizen_id

KINDS = sorted(kinds())
SCOPE = "190406"


def _digits() -> str:
    first = "139990000001"
    return first + str(citizen_id.check_digit(first))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_tells_of_people_says_what_it_is_kept_for(kind: str) -> None:
    model = kinds()[kind]
    is_personal = any(field.privacy is not fields.Privacy.PUBLIC for field in model.declared().values())
    assert not is_personal or i18n.in_thai(model.purpose) != model.purpose, f"declare `purpose` in records/{kind}.py"


def sample(field: fields.Field, *, other: bool = False) -> Any:
    """Give a value that a field takes, or another one."""
    if isinstance(field, fields.CitizenId):
        return _digits()
    if isinstance(field, fields.Phone):
        return "0812345678"
    if isinstance(field, fields.Condition):
        return 2 if other else 3
    if isinstance(field, fields.Whole):
        return max(field.least, min(field.most, 2566 if other else 2565))
    if isinstance(field, fields.Number):
        return max(field.least, min(field.most, 14.25 if other else 14.5))
    if isinstance(field, fields.Day):
        return "2022-09-05" if other else "2022-09-04"
    if isinstance(field, fields.Choice):
        return list(field.options)[-1 if other else 0]
    if isinstance(field, fields.Tags):
        return list(field.options)[: 1 if other else 2]
    if isinstance(field, fields.YesNo):
        return not other
    if isinstance(field, fields.Reference):
        return f"{SCOPE}.B" if other else f"{SCOPE}.A"
    if isinstance(field, fields.Attachment):
        return "sha256:" + ("b" if other else "a") * 64
    if isinstance(field, fields.Facts):
        return {"ข้อ": [1, None, "สอง" if other else "หนึ่ง"]}
    if isinstance(field, fields.Text):
        return ("แก้แล้ว" if other else "ที่นี่")[: field.longest]
    pytest.fail(f"no sample for {type(field).__name__}")


def filled(kind: str) -> Record:
    record = kinds()[kind].new(SCOPE)
    record.fill({name: sample(field) for name, field in record.declared().items()})
    if kind == "money_entry":
        record.fill({"form": "labour"})
    if kind == "inspection":
        record.fill({f"inspector{n}_name": f"ผู้ตรวจ {n}" for n in (1, 2, 3)})
    return record


@pytest.fixture
def store(machine_folder: Path) -> Iterator[Store]:
    machine = Machine.new(name="ตำบล", level="tambon", scope=SCOPE, person="เลขา", signing_seed=bytes(32))
    with Store.create(machine_folder, None, machine, durable=False) as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
def test_it_names_itself_its_fields_and_its_choices_in_thai(kind: str) -> None:
    model = kinds()[kind]
    messages = [model.label, model.label_plural, *model.sections.values()]
    for field in model.declared().values():
        messages += [field.label, *([field.help] if field.help else []), *getattr(field, "options", {}).values()]
    same_in_thai = {"TPMAP", "Thai QM"}
    assert all(messages)
    assert not [m for m in messages if i18n.gettext(m) == m and m not in same_in_thai]


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_fields_have_one_label(kind: str) -> None:
    labels = [i18n.gettext(field.label) for field in kinds()[kind].declared().values()]
    assert sorted(set(labels)) == sorted(labels)


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_of_a_field_is_declared(kind: str) -> None:
    model = kinds()[kind]
    used = {field.section for field in model.declared().values()}
    assert used == (set(model.sections) or {""})


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_names_a_kind(kind: str) -> None:
    referring = [f for f in kinds()[kind].declared().values() if isinstance(f, fields.Reference)]
    assert {field.refers_to for field in referring} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_its_values_pass_through_json_unchanged(kind: str) -> None:
    record = filled(kind)
    told = json.loads(json.dumps(record.values(), ensure_ascii=False))
    again = kinds()[kind].new(SCOPE)
    again.fill(told)
    assert again.values() == record.values()
    assert all(field.clean(told[name]) == told[name] for name, field in record.declared().items())


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_every_value_in_words(kind: str) -> None:
    record = filled(kind)
    assert all(shown(field, getattr(record, name)) for name, field in record.declared().items())
    assert not any(shown(field, None) for field in record.declared().values())


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_one_says_what_is_missing(kind: str) -> None:
    record = kinds()[kind]()
    record.id = f"{SCOPE}.X"
    required = {name for name, field in record.declared().items() if field.required}
    assert required <= {problem.field for problem in record.check() if problem.refuses}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_saved_found_and_remembered(kind: str, store: Store) -> None:
    record = filled(kind)
    editing.save(store, record)
    read = store.by_id(record.id)
    assert read.values() == record.values()
    assert read.title() == record.title() != ""
    assert store.kind_of(record.id) == kind
    if any(field.searched and isinstance(field, fields.Text) for field in record.declared().values()):
        word = next(
            str(getattr(record, name))
            for name, field in record.declared().items()
            if field.searched and isinstance(field, fields.Text)
        )
        assert record.id in store.find(word)
    first = store.history(record.id)[-1]
    assert first.fields == {name: value for name, value in record.values().items() if value is not None}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_to_one_field_leaves_every_other_as_it_was(kind: str, store: Store) -> None:
    record = filled(kind)
    store.save(record)
    for name, field in record.declared().items():
        if sample(field, other=True) != sample(field):
            read = store.by_id(record.id)
            setattr(read, name, sample(field, other=True))
            store.save(read)
            break
    assert store.by_id(record.id).values() == read.values()


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_who_change_different_fields_both_keep_their_work(kind: str, store: Store) -> None:
    record = filled(kind)
    store.save(record)
    free = [name for name, field in record.declared().items() if sample(field, other=True) != sample(field)]
    one, two = free[0], free[-1]
    mine, theirs = store.by_id(record.id), store.by_id(record.id)
    setattr(mine, one, sample(mine.declared()[one], other=True))
    setattr(theirs, two, sample(theirs.declared()[two], other=True))
    store.save(mine)
    store.save(theirs)
    merged = store.by_id(record.id)
    assert {**merged.values(), one: None, two: None} == {**record.values(), one: None, two: None}
    assert getattr(merged, one) == getattr(mine, one)
    assert getattr(merged, two) == getattr(theirs, two)
    assert not store.conflicts()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kinds()[kind].append_only])
def test_an_entry_is_not_changed_by_hand(kind: str, store: Store) -> None:
    record = filled(kind)
    editing.save(store, record)
    name = next(
        n for n in record.declared() if n not in record.changeable and isinstance(record.declared()[n], fields.Text)
    )
    read = store.by_id(record.id)
    setattr(read, name, "อย่างอื่น")
    with pytest.raises(editing.AlreadyEntered):
        editing.save(store, read)
    assert store.by_id(record.id).values() == record.values()


@pytest.mark.parametrize("kind", KINDS)
def test_one_without_what_it_needs_is_not_accepted(kind: str, store: Store) -> None:
    record = kinds()[kind]()
    record.id = f"{SCOPE}.X"
    if not any(problem.refuses for problem in record.check()):
        assert kind == "household"  # a household may begin with nothing but its place in the tambon
        return
    with pytest.raises(NotAccepted):
        store.save(record)
