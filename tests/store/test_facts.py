"""Facts that ship with the program: alike everywhere, never sent, and appended when there are more."""

import json
from pathlib import Path
from typing import Any

from codi_desktop.store.facts import STREAM
from codi_desktop.store.log import streams
from codi_desktop.store.store import Store, live
from tests.store.machines import TAMBON, Villager, everywhere, made, reopened

FACTS: list[dict[str, Any]] = [
    {"kind": "villager", "id": "TH.19", "fields": {"name": "สระบุรี"}},
    {"kind": "villager", "id": "TH.14", "fields": {"name": "พระนครศรีอยุธยา"}},
]


def shipped(folder: Path, facts: list[dict[str, Any]]) -> Path:
    file = folder / "facts.json"
    file.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return file


def names(store: Store) -> list[str]:
    return [villager.name for villager in store.rows(live(Villager).order_by(Villager.id))]


def test_every_machine_has_them_from_the_start_and_sends_none(tmp_path: Path) -> None:
    file = shipped(tmp_path, FACTS)
    with made(tmp_path / "a", "ก", facts_file=file) as one, made(tmp_path / "b", "ข", facts_file=file) as other:
        assert names(one) == ["พระนครศรีอยุธยา", "สระบุรี"]
        assert one.digest() == other.digest()
        assert one.find("สระบุรี") == ["TH.19"]
        assert one.vector() == []
        assert list(one.segments([], everywhere)) == []
        assert one.check(deep=True) == []


def test_a_newer_program_brings_more(tmp_path: Path) -> None:
    made(tmp_path / "a", facts_file=shipped(tmp_path, FACTS)).close()
    more = [*FACTS, {"kind": "villager", "id": "TH.16", "fields": {"name": "ลพบุรี"}}]
    renamed = [*more, {"kind": "villager", "id": "TH.14", "fields": {"name": "อยุธยา"}}]
    for facts, expected in ((more, "พระนครศรีอยุธยา ลพบุรี สระบุรี"), (renamed, "อยุธยา ลพบุรี สระบุรี")):
        with reopened(tmp_path / "a", facts_file=shipped(tmp_path, facts)) as store:
            assert names(store) == expected.split()
            assert store.conflicts() == []
    with reopened(tmp_path / "a", facts_file=shipped(tmp_path, FACTS)) as older:
        assert names(older) == ["อยุธยา", "ลพบุรี", "สระบุรี"]


def test_an_altered_fact_replaces_what_was_kept_and_spares_what_people_did(tmp_path: Path) -> None:
    with made(tmp_path / "a", facts_file=shipped(tmp_path, FACTS)) as store:
        area = store.get(Villager, "TH.19")
        area.phone = "036"
        store.save([area, Villager.new(TAMBON, name="ก")])
    altered = [{**FACTS[0], "fields": {"name": "จังหวัดสระบุรี"}}]
    with reopened(tmp_path / "a", facts_file=shipped(tmp_path, altered)) as store:
        assert names(store) == ["ก", "จังหวัดสระบุรี"]
        assert store.get(Villager, "TH.19").phone == "036"
        assert store.check(deep=True) == []


def test_the_same_file_is_not_read_again(tmp_path: Path) -> None:
    file = shipped(tmp_path, FACTS)
    with made(tmp_path / "a", facts_file=file) as store:
        (stream,) = streams(store._connection, "device=?", (STREAM.device,))
    with reopened(tmp_path / "a", facts_file=file) as store:
        assert streams(store._connection, "device=?", (STREAM.device,)) == [stream]
