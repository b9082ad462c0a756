"""Bad input is refused with one line of the user's language and code 2, and changes nothing."""

import io
import sys
from pathlib import Path

import pytest

from codi_desktop.cli._parser import Refused, make_parser
from codi_desktop.i18n import gettext
from codi_desktop.services import money, opening
from tests.cli.conftest import Run, Said
from tests.services.repaired import inspected, surveyed

HOUSE = '{"fiscal_year": 2565}'


def refused(said: Said) -> bool:
    """Say whether a command was refused as the contract has it."""
    return (said.code, said.out, said.err.count("\n")) == (2, "", 1) and "Traceback" not in said.err


def given(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "given.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("house_repair", '{"fiscal_year": 2565'),
        ("house_repair", '{"fiscal_year": 2565, "tenure": ["owner"]}'),
        ("house_repair", '{"fiscal_year": 2565, "hazards": [{"flood": 1}]}'),
        ("house_repair", "[" * 100_000),
        ("house_repair", b'{"fiscal_year": 2565, "note": "\xe9"}'),
        ("house_repair", '{"fiscal_year": 2565, "help_amount_satang": 99999999999999999999}'),
        ("house_repair", HOUSE + "\n" + '{"fiscal_year": 1}'),
        ("house_repair", '{"fiscal_year": 2565, "step": "handed_over"}'),
        ("house_repair", '{"fiscal_year": 2565, "side_state": "withdrawn", "side_reason": "x"}'),
        ("step_taken", '{"house": "190406.01ARZ3NDEKTSV4RRFFQ69G5FAV", "step": "approved", "day": "2022-09-04"}'),
        ("issued_document", '{"document": "handover_certificate", "number": "1", "day": "2022-09-04"}'),
    ],
)
def test_what_cannot_be_put_is_refused_and_changes_nothing(
    run: Run, tmp_path: Path, tambon: Path, kind: str, content: str | bytes
) -> None:
    before = run("digest").out
    assert refused(run("put", kind, given(tmp_path, content)))
    assert run("digest").out == before


def test_lines_from_a_pipe_are_read_as_those_of_a_file(
    run: Run, tmp_path: Path, tambon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def piped(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8", "surrogateescape"))

    piped(b'{"fiscal_year": 2565, "note": "\xe9"}')
    assert refused(run("put", "house_repair"))
    piped(b"\xef\xbb\xbf" + HOUSE.encode())
    assert run("put", "house_repair").code == 0


def test_what_list_gives_put_takes_back(run: Run, tmp_path: Path, tambon: Path) -> None:
    with opening.open_store(tambon) as store:
        house = str(inspected(store).id)
    listed = run("list", "house_repair", "--json").out
    assert run("put", "house_repair", given(tmp_path, listed)).code == 0
    assert run("show", house, "--json").object["step"] == "inspected"


def test_a_step_is_taken_by_step_alone(run: Run, tmp_path: Path, tambon: Path) -> None:
    with opening.open_store(tambon) as store:
        house = str(surveyed(store).id)
    said = run("put", "house_repair", given(tmp_path, f'{{"id": "{house}", "step": "closed"}}'))
    assert refused(said)
    assert "step" in said.err
    assert run("show", house, "--json").object["step"] == "surveyed"


def test_a_cancellation_names_a_standing_entry_of_the_same_house(run: Run, tmp_path: Path, tambon: Path) -> None:
    with opening.open_store(tambon) as store:
        house = surveyed(store)
        (entry,) = money.enter(store, house.id, phase="planned", source="CODI", amount_satang=1_000).ids
        (other,) = money.enter(store, surveyed(store).id, phase="planned", source="CODI", amount_satang=1_000).ids
    shared = f'"house": "{house.id}", "phase": "planned", "source": "CODI", "form": "cash", "amount_satang": 1000'
    shared += ', "void_reason": "พิมพ์ผิด"'

    def cancel(voided: str) -> Said:
        return run("put", "money_entry", given(tmp_path, f'{{{shared}, "voids": "{voided}"}}'), "--json")

    assert refused(cancel("190406.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    assert refused(cancel(other))
    first = cancel(entry)
    assert first.code == 0, first.err
    assert refused(cancel(entry))
    assert refused(cancel(first.object["id"]))


@pytest.mark.parametrize("where", ["fiscal_year=abc", "posts_before=x", "priority_override=much", "in_tpmap=perhaps"])
def test_a_filter_that_cannot_be_read_is_refused(run: Run, tambon: Path, where: str) -> None:
    assert refused(run("list", "house_repair", "--where", where))


def test_a_deletion_needs_a_reason(run: Run, tambon: Path) -> None:
    with opening.open_store(tambon) as store:
        house = str(surveyed(store).id)
    assert refused(run("delete", house, "--why", " "))
    assert "_deleted" not in run("show", house, "--json").object


@pytest.mark.parametrize(
    ("name", "level", "area"),
    [
        ("", "tambon", "190406"),
        ("x", "tambon", "19"),
        ("x", "tambon", "19040x"),
        ("x", "province", "190406"),
        ("x", "group", "19"),
        ("x", "region", "190406"),
    ],
)
def test_a_machine_needs_a_name_and_an_area_of_its_level(
    run: Run, tmp_path: Path, name: str, level: str, area: str
) -> None:
    folder = tmp_path / "m"
    made = run("--data", folder, "init", "--name", name, "--level", level, "--area", area, "--no-passphrase")
    assert refused(made)
    assert not folder.exists()


def test_a_file_that_is_not_there_is_told_in_thai(run: Run, tmp_path: Path, tambon: Path) -> None:
    said = run("put", "house_repair", tmp_path / "ไม่มี.jsonl")
    assert refused(said)
    assert "No such file" not in said.err
    assert "ไม่พบ" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--name", "x", "--level", "village", "--area", "190406"),
        ("put",),
        ("nothing",),
        ("export", "--to", "all"),
        ("show", "a", "--loud"),
        ("export", "--to"),
    ],
)
def test_a_misunderstanding_is_told_in_thai(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert refused(said)
    assert not {"invalid", "choose", "required", "argument", "expected", "unrecognized"} & set(said.err.split())


def test_help_holds_no_english_headings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refused):
        make_parser().parse_args(["put", "--help"])
    shown = capsys.readouterr().out
    assert not any(heading in shown for heading in ("usage:", "options:", "positional arguments:", "show this help"))


def test_show_and_status_are_written_for_people(run: Run, tambon: Path) -> None:
    with opening.open_store(tambon) as store:
        house = str(surveyed(store).id)
    shown = run("show", house).out
    assert "4 ก.ย. 2565" in shown
    assert "surveyed" not in shown
    assert gettext("Surveyed") in shown
    for said in (run("status"), run("status", house)):
        assert "{" not in said.out
        assert gettext("Only on this machine") in said.out


@pytest.mark.parametrize("name", ["-" + "A" * 26, "-" + "_-x" * 14])
def test_an_id_that_begins_like_an_option_is_an_id(run: Run, tambon: Path, name: str) -> None:
    said = run("machines", "revoke", name, "--why", "หาย")
    assert refused(said)
    assert name in said.err
