"""What one command has at hand: the machine's folder, its store when asked for, and where to write."""

import errno
import getpass
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, Self

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import machines, opening
from codi_desktop.services.moments import moment


class NoMachineHere(CodiError):
    """The folder holds no machine yet."""

    message = N_("There is no machine in {folder} yet. Make one with “init”.")


class DiskFull(CodiError):
    """Nothing more fits."""

    message = N_("The disk is full. Nothing was changed. Free some space and try again.")


class FileRefused(CodiError):
    """The system did not let us read or write a file."""

    message = N_("The file {file} cannot be used: {why}.")


@dataclass
class Session:
    """One command's machine, passphrase and output."""

    folder: Path
    as_json: bool = False
    passphrase_file: Path | None = None
    _store: opening.Store | None = field(default=None, repr=False)

    @classmethod
    def of(cls, chosen: Namespace) -> Self:
        """Take what the command line says that every command shares."""
        return cls(chosen.data, chosen.json, chosen.passphrase_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._store:
            self._store.close()

    @property
    def store(self) -> opening.Store:
        """The machine's store, opened when first asked for."""
        if self._store is None:
            if not opening.has_machine(self.folder):
                raise NoMachineHere(folder=self.folder)
            self._store = self._open()
            _tell_news(self._store)
        return self._store

    def keep(self, store: opening.Store) -> opening.Store:
        """Use a store that was just made, and close it at the end."""
        self._store = store
        return store

    def passphrase(self) -> str | None:
        """Give the passphrase of --passphrase-file or CODI_PASSPHRASE; None leaves it to the keyring or a question."""
        if self.passphrase_file:
            return self.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n")
        return os.environ.get("CODI_PASSPHRASE") or None

    @property
    def can_ask(self) -> bool:
        """Say whether somebody sits at the keyboard."""
        return sys.stdin.isatty()

    def _open(self) -> opening.Store:
        given = self.passphrase()
        try:
            return opening.open_store(self.folder, given)
        except opening.Locked:
            if given is not None or not self.can_ask:
                raise
        return opening.open_store(self.folder, ask_passphrase(gettext("Passphrase of this machine: ")))

    def tell(self, facts: Mapping[str, Any], text: str = "") -> None:
        """Write one result: a JSON object a line, or the text for people (the facts where there is no text)."""
        if self.as_json or not text:
            text = json.dumps(dict(facts), ensure_ascii=False)
        sys.stdout.write(text + "\n")


def _tell_news(store: opening.Store) -> None:
    if sentence := machines.news(store):
        say(sentence)
        machines.news_read(store)


def ask_passphrase(question: str) -> str:
    """Ask at the keyboard, without showing what is typed."""
    return getpass.getpass(question, stream=sys.stderr)


def utc(milliseconds: int) -> str:
    """Write a time of the log as ISO 8601 UTC."""
    return moment(milliseconds).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def say(text: str) -> None:
    """Tell progress or a failure: never on stdout, which belongs to results."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def progress(text: str) -> Callable[[int, int], None]:
    """Make a counter that shows `text 3/12` on stderr: overwritten on a terminal, silent elsewhere."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text} {done}/{total}" + ("" if done < total else "\n"))
            sys.stderr.flush()

    return show


def line_about(failure: BaseException, *, only_full_disk: bool = False) -> str:
    """Say a failure in one line; a full disk hides behind many exceptions and is looked for in all causes."""
    if _is_full_disk(failure):
        return str(DiskFull())
    if only_full_disk:
        return ""
    if isinstance(failure, OSError):
        return str(FileRefused(file=failure.filename or "", why=_why(failure)))
    return " ".join(str(failure).split())


_WHY = {
    errno.ENOENT: N_("it is not there"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is not a folder"),
    errno.EEXIST: N_("something of this name is there already"),
    errno.EACCES: N_("you may not use it"),
    errno.EPERM: N_("you may not use it"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EIO: N_("the disk cannot be read or written any more"),
    errno.ENODEV: N_("the disk is not plugged in any more"),
    errno.EPIPE: N_("nobody reads what is written"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


def _why(failure: OSError) -> str:
    """Say in the user's language why the system refused a file; what is rare keeps the system's own words."""
    return gettext(_WHY[failure.errno]) if failure.errno in _WHY else failure.strerror or str(failure)


def _is_full_disk(failure: BaseException | None) -> bool:
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
            return True
        if "database or disk is full" in str(failure):
            return True
        failure = failure.__cause__ or failure.__context__
    return False
