"""Open the encrypted database file: the only place that knows which database it is."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

import peewee as pw
import sqlcipher3.dbapi2 as sqlcipher
from playhouse.sqlcipher_ext import SqlCipherDatabase

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store import packs

Connection = sqlite3.Connection  # sqlcipher3 ships no types; its connections have the same methods


class _Referable(sqlcipher.Connection):  # type: ignore[misc]  # the driver's own class allows no weak references
    """A connection that is closed when its thread is gone: the window's pool begins a new one for each task."""


_BUSY_SECONDS = 60
_LITTLE = 1 << 16
_SALT = 16

# Peewee's debug log holds every value of every record.
logging.getLogger("peewee").setLevel(logging.WARNING)


class DiskFull(CodiError):
    """The database could not grow."""

    message = N_("The disk is full. Nothing was changed. Free some space and try again.")


class WrongKey(CodiError):
    """The key does not open this file, or it is not a database of this program."""

    message = N_("The data on this computer cannot be opened with this key.")


class Database(SqlCipherDatabase):  # type: ignore[misc]  # playhouse ships no types
    """One encrypted file, one connection for each thread, one writer at a time.

    `key` is the raw 32 bytes; None leaves the file plain. Not `durable` is fast and unsafe. Both are for tests.
    """

    def __init__(self, path: Path, key: bytes | None, *, durable: bool = True) -> None:
        pragmas: list[tuple[str, Any]] = []  # in this order: the key comes first
        if key is not None:
            pragmas = [("key", f"\"x'{key.hex()}'\""), ("cipher_log_level", "none")]
        pragmas += [
            ("busy_timeout", _BUSY_SECONDS * 1000),
            ("journal_mode", "wal" if durable else "memory"),
            ("synchronous", 2 if durable else 0),
            ("journal_size_limit", 16 << 20),  # a large bundle must not leave its journal on a small disk
            ("cache_size", -32000),  # for each thread
        ]
        self._folder, self._journal, self._key = path.parent, path.with_name(path.name + "-wal"), key
        self._salt: bytes | None = None
        self._writer = threading.RLock()
        self._thread = threading.local()  # this thread's flag, of which the length is what `applying()` gives
        self._connections: WeakSet[Connection] = WeakSet()
        super().__init__(str(path), pragmas=pragmas, check_same_thread=False, cached_statements=512)

    def _connect(self) -> Connection:
        """Open the file; where its first page was half written when the power went, by what the journal holds of it."""
        try:
            return self._connected()
        except WrongKey:
            if self._salt is None or self._key is None:
                raise
            self._pragmas[0] = ("key", f"\"x'{self._key.hex()}{self._salt.hex()}'\"")
            return self._connected()

    def _connected(self) -> Connection:
        connection: Connection = sqlcipher.connect(
            self.database, isolation_level=None, factory=_Referable, **self.connect_params
        )
        try:
            self._add_conn_hooks(connection)
            # The guard triggers ask for each row, so they ask a list, which answers without entering Python.
            self._thread.applying = []
            connection.create_function("applying", 0, self._thread.applying.__len__)
            packs.offer(connection)
            connection.execute("select count(*) from sqlite_master")
        except sqlcipher.DatabaseError as error:
            self._salt = _salt_in(self._journal)  # closing may do away with the journal
            connection.close()
            if error.sqlite_errorcode == sqlcipher.SQLITE_NOTADB:
                raise WrongKey from error
            raise
        self._connections.add(connection)
        return connection

    def close_all(self) -> None:
        """Close the connections of all threads."""
        self.close()
        for connection in list(self._connections):
            connection.close()
        self._connections.clear()

    @contextmanager
    def applying(self) -> Iterator[None]:
        """Let this thread write record tables; the guard triggers refuse everybody else."""
        self._thread.applying.append(True)
        try:
            yield
        finally:
            self._thread.applying.pop()

    @contextmanager
    def alone(self, *, wait: bool = True) -> Iterator[bool]:
        """Keep other threads from writing. Without `wait`, give whether nobody was writing just then."""
        is_alone = self._writer.acquire(blocking=wait)
        try:
            yield is_alone
        finally:
            if is_alone:
                self._writer.release()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run one transaction, all or nothing. Inside another one of this thread, become part of it."""
        with self._writer, explaining(self._folder):
            connection: Connection = self.connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            finally:
                _roll_back(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one moment of everything, whatever others write meanwhile; they do not wait."""
        connection: Connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("begin")
        try:
            yield connection
        finally:
            _roll_back(connection)


def _roll_back(connection: Connection) -> None:
    """Leave the transaction, unless it was committed, or a full disk has ended it already."""
    if connection.in_transaction:
        connection.execute("rollback")


@contextmanager
def explaining(folder: Path | None = None) -> Iterator[None]:
    """Turn a full disk into DiskFull, however deeply a library has wrapped it.

    `folder` is the database's. A database that cannot make its journal or flush does not say why; so its disk is asked.
    """
    try:
        yield
    except (sqlcipher.Error, pw.PeeweeException, OSError) as error:
        if _is_disk_full(error, folder):
            raise DiskFull from error
        raise


def _is_disk_full(error: BaseException | None, folder: Path | None) -> bool:
    import errno

    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlcipher.SQLITE_FULL:
            return True
        # WORKAROUND: connecting raises without a code, too.
        is_silent = code & 0xFF in {sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_IOERR} or (
            isinstance(error, sqlcipher.OperationalError) and str(error) == "unable to open database file"
        )
        if is_silent and folder is not None and not _has_room(folder):
            return True
        # WORKAROUND: Connection.backup raises without a code.
        if isinstance(error, sqlcipher.OperationalError) and str(error) == "database or disk is full":
            return True
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return True
        error = error.__cause__ or error.__context__
    return False


def _salt_in(journal: Path) -> bytes | None:
    """Give the salt of the database, with which its first page begins, from the newest copy of that page in a journal.

    The database file holds it only once, in a place that is written again and again.
    """
    salt = None
    with suppress(OSError), journal.open("rb") as file:
        size = int.from_bytes(file.read(32)[8:12], "big")
        if not 512 <= size <= 1 << 16:
            return None
        while len(frame := file.read(24 + _SALT)) == 24 + _SALT:
            if frame[:4] == b"\0\0\0\1":
                salt = frame[24:]
            file.seek(size - _SALT, 1)
    return salt


def _has_room(folder: Path) -> bool:
    """Try whether a little more can be written."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_LITTLE))
            probe.flush()
    except OSError as wrong:
        return not _is_disk_full(wrong, None)
    return True
