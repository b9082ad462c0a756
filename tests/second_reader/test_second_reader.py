"""A second reader, written from FORMAT.md and sharing no code with the program, reads what it writes and agrees."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.records._fields import Privacy
from codi_desktop.records._record import kinds
from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.services import editing, exchanging, privacy
from codi_desktop.store.store import Store
from tests.second_reader.reader import Reader, Refused
from tests.services.offices import Offices, carry, household, offices, picture, renumber

RELEASED = Path(__file__).resolve().parent.parent / "sync" / "released"
PUBLIC = {
    kind: [name for name, one in model.declared().items() if one.privacy is Privacy.PUBLIC]
    for kind, model in kinds().items()
}


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Offices]:
    with offices(tmp_path) as found:
        yield found


def reader_of(store: Store) -> Reader:
    return Reader(store.machine.age_identity, store.machine.root)


def read(tree: Offices, reader: Reader, sender: Store, receiver: Store) -> None:
    """Let the program and the second reader take the same files in."""
    for part in exchanging.write_bundle_for(sender, receiver.machine.device, tree.stick).parts:
        reader.take_in(part)
        exchanging.take_in(receiver, part)


def test_it_knows_nothing_of_the_program() -> None:
    tree = ast.parse((Path(__file__).parent / "reader.py").read_text("utf-8"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imported
    assert not [ast.unparse(node) for node in imported if "codi" in ast.unparse(node) or "tests" in ast.unparse(node)]


def test_it_reads_edits_deletions_conflicts_and_photos_and_gives_the_same_digest(tree: Offices) -> None:
    reader = reader_of(tree.province)
    gone, split = household(tree.tambon, "12/3"), household(tree.tambon, "47/2")
    picture(tree.tambon, b"jpeg" * 1000)
    read(tree, reader, tree.tambon, tree.province)
    carry(tree.province, tree.tambon, tree.stick)
    for store, moo in ((tree.tambon, 2), (tree.province, 3)):
        found = store.get(Household, split)
        found.moo = moo
        store.save(found)
    tree.tambon.delete(tree.tambon.get(Household, gone), why="ซ้ำ")
    carry(tree.province, tree.tambon, tree.stick)
    read(tree, reader, tree.tambon, tree.province)
    # what the province wrote itself reaches the reader when the tambon sends it on
    read(tree, reader_far := reader_of(tree.region), tree.province, tree.region)
    assert reader_far.digest(PUBLIC) == tree.region.digest() == tree.province.digest()
    records = reader_far.records()
    assert records[gone][1] is True
    assert set(records[split][3]) == {"moo"}


def test_it_opens_what_its_level_may_read_and_no_more(tree: Offices) -> None:
    person = Person.new("190406", first_name="สังเวียน", citizen_id="1101700207030", note="ติดเตียง")
    editing.save(tree.tambon, person)
    province, region = reader_of(tree.province), reader_of(tree.region)
    read(tree, province, tree.tambon, tree.province)
    read(tree, region, tree.province, tree.region)
    assert province.records()[person.id][2] == {
        "first_name": "สังเวียน",
        "citizen_id": "x-xxxx-xxxxx-03-0",
        "note": "ติดเตียง",
    }
    assert region.records()[person.id][2] == {}
    assert province.digest(PUBLIC) == region.digest(PUBLIC) == tree.tambon.digest()
    privacy.erase(tree.tambon, person.id, "ขอให้ลบ")
    read(tree, province, tree.tambon, tree.province)
    assert province.records()[person.id][2] == {}


def test_it_reads_every_released_format(tmp_path: Path) -> None:
    for file in sorted(RELEASED.glob("*.json")):
        told = json.loads(file.read_text("utf-8"))
        reader = Reader(told["machine"]["age_identity"], told["machine"]["root"])
        reader.trusted.add([{"body": body, "sig": signature} for body, signature in told["certificates"]])
        bundle = reader.take_in(file.with_suffix(".codi"))
        assert len(reader.changes) == told["taken"][0]
        assert len(bundle.photos) == told["taken"][2]
        records = reader.records()
        for record, values in told["records"].items():
            assert {name: records[record][2].get(name) for name in values} == values


@pytest.mark.parametrize("place", [0, 200, 1500, -2000, -30])
def test_it_refuses_a_changed_file(tree: Offices, place: int) -> None:
    household(tree.tambon, "1")
    path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(Refused):
        reader_of(tree.province).take_in(path)


def test_it_refuses_a_stranger(tree: Offices) -> None:
    household(tree.tambon, "1")
    path = exchanging.write_bundle_for(tree.tambon, "19", tree.stick).path
    with pytest.raises(Refused, match="stranger"):
        Reader(tree.province.machine.age_identity, "A" * 43).take_in(path)


def test_it_follows_renumbering_to_the_last_value(tree: Offices) -> None:
    reader = reader_of(tree.province)
    house = household(tree.tambon, "12/3")
    renumber(tree.tambon, house, "12/4")
    read(tree, reader, tree.tambon, tree.province)
    assert reader.records()[house][2]["house_number"] == "12/4"
