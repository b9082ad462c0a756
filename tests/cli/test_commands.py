"""The contract of the command line, command by command."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codi_desktop.cli import _session, keeping
from codi_desktop.cli._parser import Refused, make_parser
from codi_desktop.cli.machine import AlreadyMade
from codi_desktop.services import opening
from codi_desktop.store.store import Store
from tests.cli.conftest import Run
from tests.services.offices import carry, household, offices, renumber
from tests.services.repaired import inspected, picture

PROMISED = (
    *("init", "areas", "kinds", "put", "list", "show", "delete", "attach", "step", "issue", "documents", "verify"),
    *(
        "report",
        "reports",
        "enrol",
        "machines",
        "export",
        "inspect",
        "import",
        "status",
        "conflicts",
        "settle",
        "ask",
        "answer",
    ),
    *("digest", "check", "backup", "restore", "demo", "shares", "recover"),
)

PERSON = {"prefix": "นาง", "first_name": "สังเวียน", "last_name": "เพิ่มพูน", "citizen_id_missing": "ไม่มีในข่าว"}


def lines(file: Path, *objects: Mapping[str, object]) -> Path:
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), encoding="utf-8")
    return file


def put(run: Run, file: Path, kind: str, *objects: Mapping[str, object]) -> list[str]:
    said = run("put", kind, lines(file, *objects), "--json")
    assert said.code == 0, said.err
    return [each["id"] for each in said.objects]


@pytest.fixture
def ready(tambon: Path) -> str:
    """A house that waits for its certificate."""
    with opening.open_store(tambon) as store:
        return str(inspected(store).id)


@pytest.mark.parametrize("command", PROMISED)
def test_every_promised_command_is_there_and_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refused) as answered:
        make_parser().parse_args([command, "--help"])
    assert answered.value.code == 0
    assert capsys.readouterr().out


# Machines and passphrases


def test_a_machine_is_made_once(run: Run, tambon: Path) -> None:
    said = run("init", "--name", "x", "--level", "tambon", "--area", "190406", "--no-passphrase")
    assert (said.code, said.out, said.err) == (2, "", f"{AlreadyMade(folder=tambon)}\n")


def test_without_a_machine_every_command_says_how_to_make_one(run: Run) -> None:
    said = run("digest")
    assert said.code == 2
    assert "init" in said.err
    assert said.err.count("\n") == 1


def test_the_passphrase_comes_from_the_file_before_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passphrase"
    file.write_text("หนึ่ง สอง สาม สี่\n", encoding="utf-8")
    folder = tmp_path / "m"
    made = ("--data", folder, "--passphrase-file", file)
    assert run(*made, "init", "--name", "x", "--level", "province", "--area", "19").code == 0
    monkeypatch.setenv("CODI_PASSPHRASE", "ผิด")
    assert run(*made, "digest").code == 0
    assert run("--data", folder, "digest").code == 2
    monkeypatch.setenv("CODI_PASSPHRASE", "หนึ่ง สอง สาม สี่")
    assert run("digest", "--data", folder).code == 0


def test_without_anybody_to_ask_a_locked_machine_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    refused = run("--data", tmp_path / "m", "init", "--name", "x", "--level", "tambon", "--area", "190406")
    assert refused.code == 2
    assert "--no-passphrase" in refused.err
    monkeypatch.setenv("CODI_PASSPHRASE", "หนึ่ง สอง สาม สี่")
    assert run("--data", tmp_path / "m", "init", "--name", "x", "--level", "tambon", "--area", "190406").code == 0
    monkeypatch.delenv("CODI_PASSPHRASE")
    assert run("--data", tmp_path / "m", "digest").code == 2


def test_machines_join_by_files_and_four_words(run: Run, tmp_path: Path, tambon: Path) -> None:
    province = tmp_path / "จังหวัด"
    up = ("--data", province, "--json")
    assert run(*up, "init", "--name", "จังหวัด", "--level", "province", "--area", "19", "--no-passphrase").code == 0
    request, welcome = tmp_path / "r.codi-request", tmp_path / "w.codi"
    asked = run("enrol", "request", "--out", request, "--json").object
    words = " ".join(asked["words"])
    wrong = run(*up, "enrol", "accept", request, "--out", welcome, "--words", "หนึ่ง สอง สาม สี่")
    assert wrong.code == 2
    assert not welcome.exists()
    accepted = run(*up, "enrol", "accept", request, "--out", welcome, "--words", words).object
    assert accepted["words"] == asked["words"]
    assert run("enrol", "finish", accepted["path"], "--json").object["area"] == "190406"
    put(run, tmp_path / "p.jsonl", "person", PERSON)
    written = run("export", "--to", "19", "--out", tmp_path / "stick", "--json").object
    assert (written["changes"], written["records"]) == (1, {"person": 1})
    assert run(*up, "inspect", written["path"]).object["record_list"][0]["title"] == "นางสังเวียน เพิ่มพูน"
    assert run(*up, "import", written["path"], "--preview").object["new"] == 1
    assert run(*up, "list", "person").objects == []
    assert run(*up, "import", written["path"]).object["new"] == 1
    assert run(*up, "import", written["path"]).object["known"] == 1
    assert run(*up, "list", "person").objects[0]["first_name"] == "สังเวียน"
    assert run(*up, "digest").object == run("digest", "--json").object
    known = {machine["area"]: machine for machine in run(*up, "machines").objects}
    assert known["190406"]["last_seen"]
    assert run(*up, "machines", "revoke", known["190406"]["device"], "--why", "หาย").code == 0
    assert {m["area"]: m["is_lost"] for m in run(*up, "machines").objects} == {"19": False, "190406": True}


def test_a_bundle_of_strangers_or_garbage_changes_nothing(run: Run, tmp_path: Path, tambon: Path) -> None:
    before = run("digest").out
    (tmp_path / "x.codi").write_bytes(b"not a bundle" * 100)
    for command in ("inspect", "import"):
        said = run(command, tmp_path / "x.codi")
        assert (said.code, said.out) == (2, "")
    assert run("import", tmp_path / "absent.codi").code == 2
    assert run("digest").out == before


# Records


def test_put_list_show_and_delete(run: Run, tmp_path: Path, tambon: Path) -> None:
    file = tmp_path / "people.jsonl"
    first, second = put(run, file, "person", PERSON, {**PERSON, "first_name": "บุญเงิน", "last_name": "นามโคตร"})
    assert first.startswith("190406.")
    assert [p["id"] for p in run("list", "person", "--json").objects] == [second, first]  # บ before ส
    assert [p["id"] for p in run("list", "person", "--where", "last_name=นามโคตร", "--json").objects] == [second]
    assert [p["id"] for p in run("list", "person", "--find", "เวียน", "--json").objects] == [first]
    put(run, file, "person", {"id": first, "phone": "081-234-5678"})
    shown = run("show", first, "--history", "--json").object
    assert (shown["first_name"], shown["phone"]) == ("สังเวียน", "0812345678")
    assert [entry["fields"].get("phone") for entry in shown["history"]] == [None, "0812345678"]
    assert shown["history"][1]["by"] == "พรรณทิพา"
    assert run("delete", second, "--why", "ซ้ำ").code == 0
    assert [p["id"] for p in run("list", "person", "--json").objects] == [first]
    assert [p["id"] for p in run("list", "person", "--deleted", "--json").objects] == [second]


def test_put_is_all_or_nothing(run: Run, tmp_path: Path, tambon: Path) -> None:
    file = lines(tmp_path / "p.jsonl", PERSON, {"last_name": "ไม่มีชื่อ"})
    said = run("put", "person", file)
    assert (said.code, said.out) == (2, "")
    assert run("list", "person", "--json").objects == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("person", '{"first_name": 5}'),
        ("person", '{"no_such_field": 1, "first_name": "ก"}'),
        ("person", "[1]"),
        ("person", "{"),
        ("person", '{"id": "nonsense", "first_name": "ก"}'),
        ("no_such_kind", "{}"),
    ],
)
def test_what_put_cannot_take_is_told_in_one_line(run: Run, tmp_path: Path, tambon: Path, kind: str, line: str) -> None:
    (tmp_path / "p.jsonl").write_text(line + "\n", encoding="utf-8")
    said = run("put", kind, tmp_path / "p.jsonl")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_a_record_may_bring_its_own_id(run: Run, tmp_path: Path, tambon: Path) -> None:
    own = "190406.01M8000000000000000000000A"
    said = run("put", "person", lines(tmp_path / "p.jsonl", {"id": own, **PERSON}), "--json").object
    assert (said["id"], said["new"]) == (own, True)
    assert (
        run("put", "person", lines(tmp_path / "p.jsonl", {"id": own, "phone": "025555555"}), "--json").object["new"]
        is False
    )


def test_another_area_is_refused(run: Run, tmp_path: Path, tambon: Path) -> None:
    said = run("put", "person", lines(tmp_path / "p.jsonl", PERSON), "--area", "500101")
    assert said.code == 2
    assert "500101" in said.err


def test_kinds_tell_every_field(run: Run) -> None:
    kinds = {kind["kind"]: kind for kind in run("kinds", "--json").objects}
    fields = {field["name"]: field for field in kinds["person"]["fields"]}
    assert fields["first_name"]["required"]
    assert fields["citizen_id"]["private"] == "identifier"
    assert fields["sex"]["choices"]["female"]


def test_areas_are_found_and_a_bad_list_is_refused(run: Run, tmp_path: Path, tambon: Path) -> None:
    assert run("areas", "find", "charoen", "--json").objects[0]["code"] == "190406"
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("areas", "import", tmp_path / "a.csv").code == 2


# Houses and papers


def test_a_step_that_lacks_something_says_what(run: Run, tmp_path: Path, tambon: Path) -> None:
    (house,) = put(run, tmp_path / "h.jsonl", "house_repair", {"fiscal_year": 2565, "programme": "baan_por_piang"})
    said = run("step", house, "certified", "--date", "15/7/2565")
    assert said.code == 2
    assert "เจ้าของ" in said.err
    aside = run("step", house, "withdrawn", "--note", "ย้ายไปอยู่กับลูก", "--json").object
    assert aside["side_state"] == "withdrawn"


def test_a_photo_is_attached_with_its_day(run: Run, tmp_path: Path, tambon: Path) -> None:
    (house,) = put(run, tmp_path / "h.jsonl", "house_repair", {"fiscal_year": 2565, "programme": "baan_por_piang"})
    (tmp_path / "p.jpg").write_bytes(picture())
    photo = run("attach", house, tmp_path / "p.jpg", "--stage", "before", "--taken", "2022-07-12", "--json").object
    assert (photo["taken_on"], photo["stage"], photo["house"]) == ("2022-07-12", "before", house)
    (tmp_path / "x.jpg").write_bytes(b"no photo")
    assert run("attach", house, tmp_path / "x.jpg").code == 2


def test_a_paper_is_issued_verified_and_made_void(run: Run, tmp_path: Path, ready: str) -> None:
    out = tmp_path / "a.pdf"
    assert run("issue", "handover_certificate", ready, "--draft", "--out", tmp_path / "draft.pdf").code == 0
    paper = run("issue", "handover_certificate", ready, "--out", out, "--json").object
    assert run("step", ready, "handed_over", "--date", "2022-09-04", "--json").object["step"] == "handed_over"
    good = run("verify", out, "--json")
    assert (good.code, good.object["good"], good.object["number"]) == (0, True, paper["number"])
    assert run("verify", paper["token"]).code == 0
    assert run("verify", paper["token"][:-4] + "AAAA").code == 1
    assert run("verify", "hello").code == 2
    again = run("issue", "handover_certificate", ready, "--out", tmp_path / "b.pdf")
    assert again.code == 2
    assert run("reprint", paper["id"], "--out", tmp_path / "c.pdf").code == 0
    assert run("void", paper["id"], "--why", "ชื่อผิด").code == 0
    bad = run("verify", out)
    assert bad.code == 1
    assert "ชื่อผิด" in bad.out
    assert run("documents", "--json").object["name"] == "handover_certificate"


def test_reports_are_written_as_json_and_csv(run: Run, tmp_path: Path, ready: str) -> None:
    assert {each["name"] for each in run("reports", "--json").objects} >= {"home", "houses", "progress", "tray"}
    row, end = run("report", "houses", "--as-of", "2022-09-04", "--format", "json").objects
    assert (row["id"], row["codi_spent_satang"]) == (ready, 1_790_050)
    assert end["_footnote"]
    out = tmp_path / "r.csv"
    assert run("report", "progress", "--as-of", "2565-09-04", "--format", "csv", "--out", out).code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("area,name,group,prepared")
    assert "นับจาก" in run("report", "tray", "--as-of", "4/9/2565").out
    assert run("report", "weather").code == 2


def test_a_spreadsheet_never_takes_text_for_a_formula(run: Run, tmp_path: Path, tambon: Path) -> None:
    house = {"fiscal_year": 2565, "programme": "baan_por_piang", "owner_name": "=1+1"}
    put(run, tmp_path / "h.jsonl", "house_repair", house)
    assert ",'=1+1," in run("report", "houses", "--fiscal-year", "2565", "--format", "csv").out


# Care


def test_conflicts_are_shown_and_settled(run: Run, tmp_path: Path, tambon: Path) -> None:
    (person,) = put(run, tmp_path / "p.jsonl", "person", PERSON)
    with opening.open_store(tambon) as store:
        from codi_desktop.records.person import Person

        one, other = store.get(Person, person), store.get(Person, person)
        for record, phone in ((one, "025555555"), (other, "026666666")):
            record.fill({"phone": phone})
            store.save(record)
    conflict = run("conflicts", "--json").object
    assert (conflict["id"], conflict["field"]) == (person, "phone")
    assert {said["value"] for said in conflict["values"]} == {"025555555", "026666666"}
    assert run("settle", person, "phone", "--keep", "3").code == 2
    assert run("settle", person, "last_name", "--keep", "1").code == 2
    assert run("settle", person, "phone", "--value", "no json").code == 2
    assert run("settle", person, "phone", "--keep", "1").code == 0
    assert run("conflicts", "--json").objects == []
    assert run("show", person, "--json").object["phone"] == conflict["values"][0]["value"]


def test_status_says_how_far_work_has_come(run: Run, tmp_path: Path, tambon: Path) -> None:
    (person,) = put(run, tmp_path / "p.jsonl", "person", PERSON)
    told = run("status", person, "--json").object
    assert told["state"] == "here"
    assert [change["state"] for change in told["changes"]] == ["here"]
    whole = run("status", "--json").object
    assert (whole["here"], whole["missing_bundles"], whole["waiting"], whole["twice"]) == (1, [], [], [])


def test_check_finds_a_lost_photo(run: Run, tmp_path: Path, tambon: Path) -> None:
    assert run("check", "--deep").code == 0
    (house,) = put(run, tmp_path / "h.jsonl", "house_repair", {"fiscal_year": 2565, "programme": "baan_por_piang"})
    (tmp_path / "p.jpg").write_bytes(picture())
    run("attach", house, tmp_path / "p.jpg")
    for photo in (path for path in (tambon / "photos").rglob("*") if path.is_file()):
        photo.unlink()
    said = run("check", "--json")
    assert said.code == 1
    assert said.objects[0]["sentence"]


def test_a_backup_is_restored_with_everything_in_it(run: Run, tmp_path: Path, tambon: Path) -> None:
    put(run, tmp_path / "p.jsonl", "person", PERSON)
    backup, elsewhere = tmp_path / "b.codi-backup", tmp_path / "elsewhere"
    assert run("backup", "--out", backup, "--json").object["bytes"] > 0
    with opening.open_store(tambon) as store:
        key = opening.KeySlots(tambon)
        assert store.machine.name == "ตำบล"
        key.add_passphrase(key.open(None), "หนึ่ง สอง สาม สี่")
    assert run("backup", "--out", tmp_path / "c.codi-backup").code == 0
    (tmp_path / "pass").write_text("หนึ่ง สอง สาม สี่", encoding="utf-8")
    said = run(
        "--data", elsewhere, "--passphrase-file", tmp_path / "pass", "restore", tmp_path / "c.codi-backup", "--json"
    )
    assert said.code == 0, said.err
    assert run("--data", elsewhere, "--passphrase-file", tmp_path / "pass", "digest").out == run("digest").out
    assert run("restore", backup).code == 2


# What holds for all


def test_a_copied_machine_says_once_that_it_is_kept_apart(
    run: Run, tmp_path: Path, tambon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tambon, tmp_path / "สำเนา")
    assert run("digest").err == ""
    monkeypatch.setenv("CODI_DATA", str(tmp_path / "สำเนา"))
    assert "ไม่มีอะไรหาย" in run("digest").err
    assert run("digest").err == ""


def test_misunderstandings_are_one_line_in_the_language_asked_for(run: Run) -> None:
    thai, english = run("nonsense"), run("nonsense", "--lang", "en")
    assert thai.code == english.code == 2
    assert "ไม่เข้าใจ" in thai.err
    assert "not understood" in english.err
    assert run("issue").code == 2


def test_the_same_options_stand_before_or_after_the_command(run: Run, tambon: Path) -> None:
    assert run("--json", "digest").object == run("digest", "--json").object
    assert run("--lang", "en", "check").out == run("check", "--lang", "en").out != run("check").out


def test_a_bug_is_shown_whole_with_a_code_of_its_own(run: Run, tambon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("bug")

    monkeypatch.setattr(keeping, "_digest", broken)
    said = run("digest")
    assert said.code == 70
    assert "Traceback" in said.err


def test_a_full_disk_is_told_as_such_wherever_it_hides(run: Run, tambon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("cannot rollback") from sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(keeping, "_digest", full)
    said = run("digest")
    assert (said.code, said.err) == (2, str(_session.DiskFull()) + "\n")


def test_sizes_are_read_as_people_write_them() -> None:
    from codi_desktop.cli._parser import size

    texts = ("4000000", "500M", "4G", "1.5k", "2mb")
    assert [size(text) for text in texts] == [4_000_000, 500_000_000, 4_000_000_000, 1500, 2_000_000]


@pytest.mark.parametrize("words", [["kinds"], ["reports"], ["digest"], ["report", "home"]])
def test_no_command_needs_a_display_or_qt(tambon: Path, words: list[str]) -> None:
    script = f"""
import sys
from codi_desktop.__main__ import main
code = main({words!r})
qt = [name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))]
sys.exit(code or len(qt))
"""
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_output_is_utf8_whatever_the_system_speaks(tambon: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "codi_desktop", "kinds"], env=environment, capture_output=True, check=True
    )
    assert "บุคคล" in ran.stdout.decode("utf-8")


def test_the_store_is_closed_after_a_command(run: Run, tambon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Store] = []
    close = Store.close

    def noted(store: Store) -> None:
        closed.append(store)
        close(store)

    monkeypatch.setattr(Store, "close", noted)
    run("digest")
    assert len(closed) == 1


def test_a_question_is_asked_answered_and_the_decision_listed_at_the_shell(run: Run, tmp_path: Path) -> None:
    with offices(tmp_path) as tree:
        house = household(tree.tambon, "31")
        carry(tree.tambon, tree.province, tree.stick)
        for store, number in ((tree.tambon, "31/1"), (tree.province, "13")):
            renumber(store, house, number)
        carry(tree.tambon, tree.province, tree.stick)
    at = ("--data", tmp_path / "province", "--json")
    refused = run(*at, "answer", "190406.X", "--words", "ไม่มี")
    assert refused.code == 2
    question = run(*at, "ask", house, "house_number", "--words", "เลขไหน").object["question"]
    (conflict,) = run(*at, "conflicts").objects
    assert [one["words"] for one in conflict["questions"]] == ["เลขไหน"]
    kept = next(one["n"] for one in conflict["values"] if one["value"] == "31/1")
    assert run(*at, "answer", question, "--keep", str(kept), "--settle").code == 0
    assert run(*at, "conflicts").objects == []
    (settled,) = run(*at, "conflicts", "--settled").objects
    assert (settled["decision"]["value"], settled["stands"], len(settled["values"])) == ("31/1", True, 2)
    assert "31/1" in run("--data", tmp_path / "province", "conflicts", "--settled", "--csv").out
    assert run(*at, "conflicts", "--merged").objects == []
