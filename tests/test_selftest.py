from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from codi_desktop import selftest


def test_every_check_passes_here_too(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    assert qapp
    result = selftest.run()
    assert "FAILED" not in (said := capsys.readouterr().out), said
    assert result == 0


def test_a_check_that_fails_is_told_and_the_next_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def the_moon_is_cheese(_folder: Path) -> None:
        raise AssertionError("rock")

    def one_is_one(folder: Path) -> None:
        assert folder.is_dir()

    monkeypatch.setattr(selftest, "CHECKS", [the_moon_is_cheese, one_is_one])
    assert selftest.run() == 1
    said = capsys.readouterr().out
    assert "FAILED  the moon is cheese" in said
    assert "rock" in said
    assert "ok      one is one" in said
    assert "1 of 2 checks passed" in said


def test_a_program_without_a_console_tests_itself_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "CHECKS", [])
    monkeypatch.setattr("sys.stdout", None)
    assert selftest.run() == 0
