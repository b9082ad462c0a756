"""Run commands as a person at the shell would, in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codi_desktop.__main__ import main


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout; anything else there is a failure."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """The only object."""
        (found,) = self.objects
        return found


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return run_command


@pytest.fixture
def tambon(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tambon's machine, named by CODI_DATA as in a shell."""
    folder = tmp_path / "ตำบล เจริญธรรม"
    monkeypatch.setenv("CODI_DATA", str(folder))
    said = run(
        "init", "--name", "ตำบล", "--level", "tambon", "--area", "190406", "--person", "พรรณทิพา", "--no-passphrase"
    )
    assert said.code == 0, said.err
    return folder
