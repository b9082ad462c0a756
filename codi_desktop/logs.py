"""Keep a log that helps to find a bug and tells nothing about people.

What is logged: versions, steps, counts, ids of records, names of error classes and where they arose. What is not:
values of fields, names of people, passphrases, texts of errors (they quote what somebody typed). So that nobody needs
to remember this for errors, tracebacks are written here without the words of the error.
"""

import logging
import platform
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from codi_desktop import __version__

FILE_NAME = "codi-desktop.log"
MOST_BYTES = 1_000_000
MOST_FILES = 5

_log = logging.getLogger("codi_desktop")


class _WithoutWords(logging.Formatter):
    """Write where an error arose and of which class it is, but not its words."""

    def formatException(self, ei: object) -> str:  # noqa: N802  the name that logging calls
        assert isinstance(ei, tuple)
        return "\n".join(_where(ei[1]))


def start(folder: Path) -> Path:
    """Log into this folder from now on, the newest MOST_FILES files of MOST_BYTES each, and return the newest file.

    Starting again, in the same or another folder, ends the earlier log.
    """
    stop()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=MOST_FILES - 1, encoding="utf-8", delay=True)
    handler.setFormatter(_WithoutWords("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.info("codi_desktop %s on Python %s, %s", __version__, platform.python_version(), platform.platform())
    return path


def stop() -> None:
    """End the log that `start` began, if there is one."""
    for handler in list(_log.handlers):
        if isinstance(handler, RotatingFileHandler):
            _log.removeHandler(handler)
            handler.close()


def _where(error: BaseException | None) -> list[str]:
    """List the frames of an error and of the errors that led to it, oldest first."""
    if error is None:
        return []
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*_where(earlier), *lines, f"{type(error).__module__}.{type(error).__qualname__}"]
