"""Citizen ids at the command line: masked, unless somebody says what for; and who looked is told."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CITIZEN_ID = "1101700230708"
MASKED = "x-xxxx-xxxxx-70-8"


@pytest.fixture
def person(run: Run, tambon: Path, tmp_path: Path) -> str:
    file = tmp_path / "คน.jsonl"
    file.write_text(json.dumps({"first_name": "สังเวียน", "citizen_id": CITIZEN_ID}), "utf-8")
    said = run("put", "person", file, "--json")
    assert said.code == 0, said.err
    return str(said.object["id"])


@pytest.mark.parametrize(
    "words",
    [("list", "person", "--json"), ("show", "ID"), ("show", "ID", "--json", "--history"), ("show", "ID", "--history")],
)
def test_citizen_ids_are_masked_unless_a_purpose_is_given(run: Run, person: str, words: tuple[str, ...]) -> None:
    asked = [person if word == "ID" else word for word in words]
    said = run(*asked)
    assert said.code == 0
    assert MASKED in said.out
    assert "00230" not in said.out
    full = run(*asked, "--unmasked", "--purpose", "เทียบกับบัตร")
    assert full.code == 0
    assert "00230" in full.out


@pytest.mark.parametrize("words", [("list", "person", "--json"), ("show", "ID")])
def test_full_numbers_need_a_purpose(run: Run, person: str, words: tuple[str, ...]) -> None:
    asked = [person if word == "ID" else word for word in words]
    for more in (["--unmasked"], ["--unmasked", "--purpose", " "]):
        said = run(*asked, *more)
        assert said.code == 2
        assert "00230" not in said.out
        assert len(said.err.splitlines()) == 1
    assert run("access", "--json").objects == []


def test_what_list_gave_is_put_back_and_changes_nothing(run: Run, person: str, tmp_path: Path) -> None:
    file = tmp_path / "อีกครั้ง.jsonl"
    file.write_text(run("list", "person", "--json").out, "utf-8")
    assert run("put", "person", file).code == 0
    assert run("show", person, "--json", "--unmasked", "--purpose", "ตรวจ").object["citizen_id"] == CITIZEN_ID
    assert len(run("show", person, "--json", "--history").object["history"]) == 1


def test_a_masked_number_is_no_new_number(run: Run, person: str, tmp_path: Path) -> None:
    file = tmp_path / "อื่น.jsonl"
    file.write_text(json.dumps({"id": person, "citizen_id": "x-xxxx-xxxxx-71-8"}), "utf-8")
    assert run("put", "person", file).code == 2


def test_access_tells_who_did_what_and_each_thing_once(run: Run, person: str, tmp_path: Path) -> None:
    run("list", "person")  # names alone
    run("list", "person", "--json")
    run("show", person)
    run("show", person, "--history")
    run("show", person, "--unmasked", "--purpose", "เทียบกับบัตร")
    run("report", "houses", "--format", "csv")  # nobody is in it yet
    told = run("access", "--json").objects
    assert [(one["act"], one["count"], one["purpose"]) for one in told] == [
        ("identifier", 1, "เทียบกับบัตร"),
        ("viewed", 1, ""),
        ("exported", 1, ""),
    ]
    assert {one["person"] for one in told} == {"พรรณทิพา"}
    assert [one["act"] for one in run("access", "--json", "--person", "ใคร").objects] == []
    assert "สังเวียน" in run("access", "--record", person).out


def test_a_list_of_houses_that_is_given_out_is_noted(run: Run, tambon: Path, tmp_path: Path) -> None:
    file = tmp_path / "บ้าน.jsonl"
    file.write_text(json.dumps({"fiscal_year": 2565, "owner_name": "สังเวียน"}), "utf-8")
    assert run("put", "house_repair", file).code == 0
    run("report", "houses", "--fiscal-year", "2565")
    assert run("access", "--json").objects == []
    run("report", "houses", "--fiscal-year", "2565", "--format", "csv", "--out", tmp_path / "บ้าน.csv")
    (one,) = run("access", "--json").objects
    assert (one["act"], one["kind"], one["count"], one["about"]) == ("exported", "house_repair", 1, "บ้าน.csv")


def test_the_record_of_use_is_printed(run: Run, tambon: Path, tmp_path: Path) -> None:
    said = run("processing", "--out", tmp_path / "ม39.pdf", "--until", "2022-09-04", "--json")
    assert said.code == 0, said.err
    assert said.object["since"] == "2021-10-01"
    assert (tmp_path / "ม39.pdf").read_bytes().startswith(b"%PDF-")
