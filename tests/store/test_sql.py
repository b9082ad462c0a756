"""Names that a change brings never become SQL: only declared fields and kinds do."""

import json

from codi_desktop.store.opening import Connection
from codi_desktop.store.store import Store, live
from tests.store.machines import TAMBON, Everybody, Villager, machine, segment_of

EVIL = [
    "name=name; drop table villager; --",
    'name" = 1; drop table "villager"; --',
    "_heads",
    "_conf",
    "_sort",
    "rowid",
    "id",
    "x'00'",
    "ชื่อ",
    "",
]


def statements(store: Store) -> tuple[Connection, list[str]]:
    """Listen to what the database is asked, with values left out."""
    heard: list[str] = []
    store._connection.set_trace_callback(heard.append)
    return store._connection, heard


def test_names_of_fields_and_kinds_never_reach_sql(store: Store) -> None:
    victim = Villager.new(TAMBON, name="อยู่ดี")
    store.save(victim)
    before = store._connection.execute("select sql from sqlite_master order by name").fetchall()
    bodies = [
        json.dumps(
            {"k": kind, "r": ulid, "t": 1, "u": "ก", "v": 1, "s": {name: "ZQX", "name": "ก"}}, ensure_ascii=False
        ).encode()
        for i, name in enumerate(EVIL)
        for kind, ulid in (("villager", f"R{i}"), (name or "x", f"K{i}"), ("villager", name.replace(".", "") or "y"))
        if (name or "x").isprintable()
    ]
    connection, heard = statements(store)
    with store.receiving(Everybody()) as intake:
        intake.segment(segment_of(machine("โจร"), bodies))
    connection.set_trace_callback(None)
    assert intake.result().new == len(bodies)
    assert heard
    assert store._connection.execute("select sql from sqlite_master order by name").fetchall() == before
    assert store.get(Villager, victim.id).name == "อยู่ดี"
    for villager in store.rows(live(Villager)):
        assert villager.heads != "ZQX"
        assert villager.sort_key != "ZQX"
        assert villager.conflicts == ""
    assert store.check(deep=True) == []


def test_searched_text_never_reaches_sql(store: Store) -> None:
    for text in [*EVIL, "'); drop table villager; --", '"" OR 1=1', "a' OR 'a'='a"]:
        assert store.find(text) == []
