import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop import logs


@pytest.fixture(autouse=True)
def _the_log_ends_with_the_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    logs.stop()


def test_the_log_begins_with_the_versions(tmp_path: Path) -> None:
    path = logs.start(tmp_path / "machine")
    assert "codi_desktop 0." in path.read_text(encoding="utf-8")
    assert "Python 3." in path.read_text(encoding="utf-8")


def test_an_error_is_logged_by_place_and_class_without_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = logs.start(tmp_path)
    error = ValueError("1234567890123")
    error.__cause__ = KeyError("นางสังเวียน")
    try:
        raise error
    except ValueError:
        logging.getLogger("codi_desktop.store").exception("Could not save.")
    text = path.read_text(encoding="utf-8")
    assert "Could not save." in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert f"{Path(__file__).name}:" in text
    assert "1234567890123" not in text
    assert "สังเวียน" not in text
    caplog.clear()


def test_the_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_BYTES", 2_000)
    logs.start(tmp_path)
    for number in range(500):
        logging.getLogger("codi_desktop.store").info("Saved %d records.", number)
    files = list(tmp_path.iterdir())
    assert len(files) == logs.MOST_FILES
    assert sum(path.stat().st_size for path in files) <= logs.MOST_FILES * 2_000


def test_starting_again_ends_the_earlier_log(tmp_path: Path) -> None:
    first = logs.start(tmp_path / "first")
    logs.start(tmp_path / "second")
    before = first.read_text(encoding="utf-8")
    logging.getLogger("codi_desktop").info("Only in the second.")
    assert first.read_text(encoding="utf-8") == before
