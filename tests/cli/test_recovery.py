"""Ways back into a machine whose passphrase is forgotten, as commands."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

NEW = "แม่น้ำป่าสักไหลเชี่ยว"


@pytest.fixture
def new_passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "new.txt"
    path.write_text(NEW + "\n", "utf-8")
    return path


@pytest.fixture
def locked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tambon's machine that asks for a passphrase."""
    folder = tmp_path / "ตำบล"
    monkeypatch.setenv("CODI_DATA", str(folder))
    monkeypatch.setenv("CODI_PASSPHRASE", "ที่จะลืมในไม่ช้า")
    said = run("init", "--name", "ตำบล", "--level", "tambon", "--area", "190406", "--person", "พรรณทิพา")
    assert said.code == 0, said.err
    return folder


def test_sheets_of_the_committee_open_a_machine(
    run: Run, tmp_path: Path, locked: Path, new_passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run("--json", "shares", "make", "--need", "2", "--of", "3", "--out", tmp_path / "ใบ")
    assert said.code == 0, said.err
    files = [each["path"] for each in said.objects]
    assert len(files) == 3
    monkeypatch.delenv("CODI_PASSPHRASE")
    assert run("shares", "open", files[0], "--new-passphrase-file", new_passphrase).code == 2
    assert run("shares", "open", files[0], files[2]).code == 2  # nobody to ask for a new passphrase
    said = run("shares", "open", files[0], files[2], "--new-passphrase-file", new_passphrase)
    assert said.code == 0, said.err
    assert run("digest", "--passphrase-file", new_passphrase).code == 0


def test_the_province_opens_a_machine(
    run: Run, tmp_path: Path, locked: Path, new_passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, province = tmp_path / "stick", tmp_path / "จังหวัด"
    stick.mkdir()
    made = run("init", "--data", province, "--name", "สระบุรี", "--level", "province", "--area", "19")
    assert made.code == 0, made.err
    assert run("enrol", "request", "--out", stick / "r.codi-request").code == 0
    assert run("enrol", "accept", stick / "r.codi-request", "--out", stick / "w.codi", "--data", province).code == 0
    assert run("enrol", "finish", stick / "w.codi").code == 0
    monkeypatch.delenv("CODI_PASSPHRASE")
    asked = run("--json", "recover", "request", "--out", stick / "recovery")
    assert asked.code == 0, asked.err
    assert asked.object["helpers"] == ["สระบุรี"]
    words, file = " ".join(asked.object["words"]), asked.object["path"]
    (tmp_path / "old.txt").write_text("ที่จะลืมในไม่ช้า", "utf-8")
    there = ("--data", province, "--passphrase-file", tmp_path / "old.txt")
    differ = run("recover", "answer", file, "--out", stick / "a", *there, "--words", "ก ข ค ง")
    assert differ.code == 2
    assert not list(stick.glob("*.codi-answer"))
    answer = run("--json", "recover", "answer", file, "--out", stick / "a", *there, "--words", words)
    assert answer.code == 0, answer.err
    done = run("recover", "finish", answer.object["path"], "--new-passphrase-file", new_passphrase)
    assert done.code == 0, done.err
    assert run("digest", "--passphrase-file", new_passphrase).code == 0


def test_a_backup_says_when_it_opens_here_alone(
    run: Run, tmp_path: Path, tambon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run("--json", "backup", "--out", tmp_path / "a.codi-backup")
    assert said.object["opens_elsewhere"] is False
    assert "รหัสผ่าน" in said.err
    assert run("shares", "make", "--need", "2", "--of", "2", "--out", tmp_path / "ใบ").code == 0
    said = run("--json", "backup", "--out", tmp_path / "b.codi-backup")
    assert said.object["opens_elsewhere"] is True
    assert said.err == ""
