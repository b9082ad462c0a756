"""Search: any part of a Thai word, several words, short input, and never a match that is not one."""

import pytest

from codi_desktop.store.store import Store
from codi_desktop.store.tables import MANY
from tests.store.machines import TAMBON, Villager, Visit, sent


@pytest.fixture
def people(store: Store) -> dict[str, str]:
    names = ["นางสังเวียน เพิ่มพูน", "นายบุญมี ใจดี", "นางสาวยาใจ เพื่อนบ้าน", "John Smith 12/3"]
    made = {name: Villager.new(TAMBON, name=name) for name in names}
    store.save(list(made.values()))
    return {name: villager.id for name, villager in made.items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("สังเวียน", ["นางสังเวียน เพิ่มพูน"]),
        ("งเวีย", ["นางสังเวียน เพิ่มพูน"]),
        ("อนบ้าน", ["นางสาวยาใจ เพื่อนบ้าน"]),
        ("เพิ่มพูน สังเวียน", ["นางสังเวียน เพิ่มพูน"]),
        ("นาง", ["นางสังเวียน เพิ่มพูน", "นางสาวยาใจ เพื่อนบ้าน"]),
        ("นาง ใจ", ["นางสาวยาใจ เพื่อนบ้าน"]),
        ("ใจ", ["นายบุญมี ใจดี", "นางสาวยาใจ เพื่อนบ้าน"]),
        ("ยา", ["นางสาวยาใจ เพื่อนบ้าน"]),
        ("JOHN", ["John Smith 12/3"]),
        ("๑๒/๓", ["John Smith 12/3"]),
        ("น\u200bางสัง", ["นางสังเวียน เพิ่มพูน"]),
        ("นางสมชาย", []),
        ("เวียนเพิ่ม", []),
        ('"', []),
        ('สัง" OR "บุญ', []),
        ("สัง*", []),
        ("NOT AND OR (", []),
        ("%", []),
        ("   ", []),
        ("", []),
    ],
)
def test_finding(store: Store, people: dict[str, str], text: str, found: list[str]) -> None:
    assert set(store.find(text)) == {people[name] for name in found}


def test_pieces_that_are_all_there_but_not_together_are_no_word(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="กขคง ขคงจ"))
    assert store.find("กขคงจ") == []
    assert len(store.find("กขคง")) == 1


def test_a_changed_text_is_found_by_the_new_and_not_by_the_old(store: Store, neighbour: Store) -> None:
    villager = Villager.new(TAMBON, name="สังเวียน")
    store.save(villager)
    sent(store, neighbour)
    villager.name = "บุญมี"
    store.save(villager)
    sent(store, neighbour)
    for each in (store, neighbour):
        assert each.find("สังเวียน") == []
        assert each.find("บุญมี") == [villager.id]


def test_kinds_and_number_can_be_limited(store: Store) -> None:
    store.save([Villager.new(TAMBON, name=f"หนองบัว {i}") for i in range(5)])
    visit = Visit.new(TAMBON, text="ที่หนองบัว")
    store.save(visit)
    assert len(store.find("หนองบัว")) == 6
    assert store.find("หนองบัว", ["visit"]) == [visit.id]
    assert len(store.find("หนองบัว", limit=3)) == 3
    assert len(store.find("ัว", limit=3)) == 3


def test_fields_that_are_not_searched_are_not_found(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="ก", note="เรื่องส่วนตัว"))
    assert store.find("ส่วนตัว") == []


def indexed(store: Store, piece: str) -> int:
    """Count how often the index holds three letters."""
    store._connection.execute("create virtual table temp.pieces using fts5vocab(main, find_text, 'row')")
    row = store._connection.execute("select doc from temp.pieces where term=?", (piece,)).fetchone()
    store._connection.execute("drop table temp.pieces")
    return int(row[0]) if row else 0


def test_rebuilding_leaves_every_text_indexed_once(store: Store) -> None:
    last, first = Villager.new(TAMBON, name="สังเวียน"), Villager.new(TAMBON, name="บุญมี")
    last.id, first.id = f"{TAMBON}.Z", f"{TAMBON}.A"  # made anew in another order than they were saved
    store.save(last)
    store.save(first)
    for _ in range(2):
        store.rebuild()
        assert store.find("สังเวียน") == [last.id]
        assert indexed(store, "สัง") == 1


def test_old_text_leaves_the_index(store: Store) -> None:
    villager = Villager.new(TAMBON, name="สังเวียน")
    store.save(villager)
    villager.name = "บุญมี"
    store.save(villager)
    assert (indexed(store, "สัง"), indexed(store, "บุญ")) == (0, 1)
    store.delete(villager)
    assert indexed(store, "บุญ") == 0


def rest(store: Store) -> int:
    """Count the records that wait to be indexed."""
    told = store._connection.execute("select coalesce(sum(last - first + 1), 0) from find_rest").fetchone()
    return int(told[0])


def with_piece(store: Store, piece: str) -> int:
    """Count the rows that the index itself has under a piece of three letters."""
    rows = store._connection.execute("select rowid from find_text where find_text match ?", (f'"{piece}"',))
    return len(rows.fetchall())


def many(count: int = 2 * MANY) -> list[Villager]:
    return [Villager.new(TAMBON, name=f"สังเวียน {i}") for i in range(count)]


def test_many_new_records_are_found_before_and_after_they_are_with_piece(store: Store) -> None:
    store.save(Villager.new(TAMBON, name="สังเวียน ก่อน"))
    villagers = many()
    store.save(villagers)
    assert (rest(store), with_piece(store, "สัง")) == (len(villagers), 1)
    before = store.find("สังเวียน", limit=9999)
    store.index_rest()
    assert (rest(store), with_piece(store, "สัง")) == (0, len(villagers) + 1)
    assert store.find("สังเวียน", limit=9999) == before
    assert len(before) == len(set(before)) == len(villagers) + 1
    store.index_rest()
    assert with_piece(store, "สัง") == len(villagers) + 1


def test_what_is_changed_or_deleted_before_it_is_indexed_is_found_by_its_new_text_alone(store: Store) -> None:
    villagers = many()
    store.save(villagers)
    villagers[3].name = "บุญมี"
    store.save(villagers[3])
    store.delete(villagers[4])
    for _ in range(2):
        assert store.find("บุญมี") == [villagers[3].id]
        assert len(store.find("สังเวียน", limit=9999)) == len(villagers) - 2
        store.index_rest()
    assert (with_piece(store, "บุญ"), with_piece(store, "สัง")) == (1, len(villagers) - 2)
    villagers[5].name = "บุญมา"
    store.save(villagers[5])
    assert with_piece(store, "สัง") == len(villagers) - 3


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_table_that_is_made_anew_is_indexed_once(store: Store, is_indexed: bool) -> None:
    store.save(many())
    if is_indexed:
        store.index_rest()
    store.rebuild()
    store.index_rest()
    assert with_piece(store, "สัง") == len(store.find("สังเวียน", limit=9999)) == 2 * MANY
