"""Open the encrypted database file: the only place that knows which database it is."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
        self._writer = threading.RLock()
        self._thread = threading.local()  # this thread's flag, of which the length is what `applying()` gives
        self._connections: WeakSet[Connection] = WeakSet()
        super().__init__(str(path), pragmas=pragmas, check_same_thread=False, cached_statements=512)

    def _connect(self) -> Connection:
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
        with self._writer, explaining():
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
def explaining() -> Iterator[None]:
    """Turn a full disk into DiskFull, however deeply a library has wrapped it."""
    try:
        yield
    except (sqlcipher.Error, pw.PeeweeException, OSError) as error:
        if _is_disk_full(error):
            raise DiskFull from error
        raise


def _is_disk_full(error: BaseException | None) -> bool:
    import errno

    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        if getattr(error, "sqlite_errorcode", None) == sqlcipher.SQLITE_FULL:
            return True
        # WORKAROUND: Connection.backup raises without a code.
        if isinstance(error, sqlcipher.OperationalError) and str(error) == "database or disk is full":
            return True
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return True
        error = error.__cause__ or error.__context__
    return False
