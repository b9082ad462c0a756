from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codi_desktop.services import areas, first_start, opening, passphrases
from codi_desktop.services.first_start import CodeNotUnderstood, Finder, TypedArea, Wanted
from codi_desktop.services.starting import way_in

TYPED = TypedArea("310106", "หนองตาด", "เมืองบุรีรัมย์", "บุรีรัมย์")


@pytest.fixture
def finder() -> Iterator[Finder]:
    found = Finder()
    yield found
    found.close()


def wanted(**more: Any) -> Wanted:
    return Wanted(
        **{"level": "tambon", "area": "190406", "person": "ก", "machine": "ข", "passphrase": "รหัสยาวพอ"} | more
    )


def test_the_finder_knows_the_built_in_places_and_leaves_nothing_behind(finder: Finder) -> None:
    assert [area.code for area in finder.find("เจริญธรรม", "tambon")] == ["190406"]
    assert finder.find("เจริญธรรม", "province") == []
    folder = finder._folder
    finder.close()
    assert not folder.exists()


def test_a_typed_tambon_is_found_afterwards_with_what_lies_above_it(finder: Finder) -> None:
    found = finder.enter(TYPED)
    assert (found.name_th, found.amphoe, found.province) == ("หนองตาด", "เมืองบุรีรัมย์", "บุรีรัมย์")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "๑๒๓๔๕", "19040x"])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(CodeNotUnderstood):
        TypedArea.of(code, "ก", "ข", "ค")


def test_a_machine_is_made_with_its_typed_place_and_its_recovery_code(tmp_path: Path) -> None:
    folder, code = tmp_path / "m", passphrases.new_code()
    assert way_in(folder) == "new"
    with first_start.begin(folder, wanted(area="310106", typed=TYPED, code=code), opening.make_machine) as store:
        assert areas.place_names(store, "310106", in_language="th").tambon == "หนองตาด"
    assert way_in(folder) == "locked"
    opening.open_store(folder, code).close()
    assert "รหัสยาวพอ" not in repr(wanted(code=code))
    assert code not in repr(wanted(code=code))


def test_a_machine_whose_list_is_wrong_is_not_made_at_all(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    made: list[opening.Store] = []

    def remember(folder: Path, **described: Any) -> opening.Store:
        made.append(opening.make_machine(folder, **described))
        return made[0]

    with pytest.raises(areas.NotAreaList):
        first_start.begin(tmp_path / "m", wanted(lists=(file,)), remember)
    assert not list(made[0]._database._connections)
    assert way_in(tmp_path / "m") == "new"
    first_start.begin(tmp_path / "m", wanted(), opening.make_machine).close()


def test_a_machine_without_a_passphrase_opens_by_itself(tmp_path: Path) -> None:
    opening.make_machine(tmp_path / "m", "ก", "tambon", "190406", "ข", None).close()
    assert way_in(tmp_path / "m") == "open"
