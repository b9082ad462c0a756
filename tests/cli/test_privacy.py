"""Personal data on the command line: erased on request, shown to the province for a purpose."""

from pathlib import Path

from tests.cli.conftest import Run


def person(run: Run, tmp_path: Path) -> str:
    file = tmp_path / "person.jsonl"
    file.write_text('{"first_name": "สังเวียน", "citizen_id": "1101700207030"}\n', "utf-8")
    return str(run("put", "person", file, "--json").object["id"])


def test_a_person_is_looked_at_and_erased(run: Run, tambon: Path, tmp_path: Path) -> None:
    name = person(run, tmp_path)
    seen = run("erase", name, "--why", "ขอให้ลบ", "--preview", "--json").object
    assert (seen["erased"], seen["records"][0]["kind"]) == (False, "person")
    assert run("show", name, "--json").object["first_name"] == "สังเวียน"
    assert run("erase", name, "--why", "ขอให้ลบ", "--json").object["erased"] is True
    assert not run("show", name, "--json").object.get("first_name")
    assert run("check").code == 0
    assert run("erase", name, "--why", "อีกครั้ง").code == 2


def test_a_purpose_stands_until_it_is_withdrawn(run: Run, tambon: Path, tmp_path: Path) -> None:
    name = person(run, tmp_path)
    made = run("disclose", name, "--why", "ตรวจสิทธิ์", "--json").object["id"]
    assert run("disclosures", "--json").object["stands"] is True
    assert run("withdraw", made).code == 0
    assert run("disclosures", "--json").object["stands"] is False
