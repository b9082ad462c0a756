"""What holds for every test: no display, no machine of a real person, and no log line that nobody expected."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop import i18n

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets to name a folder writes into this one, not into the developer's own machine."""
    folder = tmp_path_factory.mktemp("machine")
    monkeypatch.setenv("CODI_DATA", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("CODI_LIVES", str(folder / "lives"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "share"))
    monkeypatch.delenv("CODI_PASSPHRASE", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture(autouse=True)
def _thai_again_afterwards() -> Iterator[None]:
    """The language is one for the program; a test that changes it does not change the next test."""
    i18n.set_language("th")
    yield
    i18n.set_language("th")


@pytest.fixture(autouse=True)
def _no_unexpected_log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log fails the test. One that is expected is looked at, then forgotten: `caplog.clear()`."""
    yield
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in caplog.get_records("setup") + caplog.get_records("call")
        if record.levelno >= logging.WARNING
    ]
    assert not unexpected, "nobody expected these lines in the log"


@pytest.fixture
def machine_folder(tmp_path: Path) -> Path:
    """An empty folder for a machine, named in Thai and with a space, as people do."""
    folder = tmp_path / "เครื่อง ตำบล"
    folder.mkdir()
    return folder
