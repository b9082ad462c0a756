"""Look whether what is kept is what was written: pages, chain, counts, photos, and tables against the log."""

import hashlib
import json
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._fields import Privacy
from codi_desktop.store import access, log
from codi_desktop.store.opening import Connection, Database
from codi_desktop.store.photos import Photos
from codi_desktop.store.tables import RecordTables
from codi_desktop.sync.change import canonical, claim, from_text, link
from codi_desktop.sync.merge import DELETED

FILE_DAMAGED = N_("The database file is damaged. Restore the last backup.")
SIGNATURES_WRONG = N_("The log of changes holds something that its author did not sign. Restore the last backup.")
CHAIN_BROKEN = N_("The log of changes is not whole. Restore the last backup.")
COUNT_WRONG = N_("The log of changes has lost or gained entries. Restore the last backup.")
ACCESS_BROKEN = N_("The list of who used personal data is not as it was written. Tell the province.")
TABLES_DIFFER = N_("The lists did not agree with the log of changes and were made anew.")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `what` is file, chain, count, signatures, access, photos, missing or tables.
    """

    what: str
    sentence: str


def check(database: Database, tables: RecordTables, photos: Photos, *, deep: bool) -> list[Finding]:
    """Look at everything. `deep` also makes the tables anew and says whether that changed anything.

    Stops where going on makes no sense: nothing can be read from a damaged file, nothing be made from a broken log.
    """
    connection: Connection = database.connection()
    findings = _check_file(connection) or _check_log(connection)
    if not findings:
        findings = _check_tables(database, tables) if deep else []
        findings += [] if access.is_whole(connection) else [Finding("access", gettext(ACCESS_BROKEN))]
        findings += _check_photos(photos, missing_photos(connection, tables, photos))
    return findings


def missing_photos(connection: Connection, tables: RecordTables, photos: Photos) -> list[str]:
    """Give the files that records name and that are not on this computer."""
    return sorted(name for name in tables.attachments(connection) if not photos.has(name))


def digest(connection: Connection, tables: RecordTables) -> str:
    """Give one text over all public values and open conflicts: alike wherever the same changes are, at every level.

    FORMAT.md §6 defines it. Facts that ship with the program and that nobody has changed are left out.
    """
    hashed = hashlib.blake2b(digest_size=16)
    shipped = _shipped(connection)
    for kind, layout in tables.layouts.items():
        names = {DELETED, *(name for name, one in layout.fields.items() if one.privacy is Privacy.PUBLIC)}
        for values in connection.execute(f"{layout.select} order by id"):
            record_id, row = layout.read(values)
            if record_id not in shipped:
                told = json.loads(row.conflicts) if row.conflicts else {}
                is_open = {name: ids for name, ids in told.items() if name in names}
                public = {name: value for name, value in row.values.items() if name in names and value is not None}
                hashed.update(canonical([kind, record_id, row.deleted, public, is_open]).encode())
    return hashed.hexdigest()


def _shipped(connection: Connection) -> set[str]:
    """Give the records that only the facts of the program speak of."""
    rows = connection.execute(
        "select record, device <> ? from log_change join log_stream on sid = place >> 32"
        " where record in (select record from log_change join log_stream on sid = place >> 32 where device = ?)",
        (log.FACTS, log.FACTS),
    ).fetchall()
    return {record for record, _ in rows} - {record for record, is_foreign in rows if is_foreign}


def _everything(connection: Connection, tables: RecordTables) -> str:
    """Give one text over all that this machine shows, private fields included."""
    hashed = hashlib.blake2b(digest_size=16)
    for kind, layout in tables.layouts.items():
        columns = ",".join(f'"{declared.column_name}"' for declared in layout.fields.values())
        rows = connection.execute(f'select id, _conf, _deleted, {columns} from "{layout.table}" order by id')
        hashed.update(kind.encode())
        for row in rows:
            hashed.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _check_file(connection: Connection) -> list[Finding]:
    """Ask whether each page is as it was sealed, and only then whether the pages make sense.

    The seals are asked of the file alone, past its journal. A power cut may leave pages in the file half written that
    the journal holds whole: what looks damaged is looked at again when the journal was written into the file.
    """
    is_damaged = not _is_sealed(connection)
    if is_damaged:
        connection.execute("pragma wal_checkpoint(truncate)")
        is_damaged = not _is_sealed(connection)
    is_damaged = is_damaged or connection.execute("pragma integrity_check").fetchone() != ("ok",)
    return [Finding("file", gettext(FILE_DAMAGED))] if is_damaged else []


def _is_sealed(connection: Connection) -> bool:
    return connection.execute("pragma cipher_integrity_check").fetchone() is None


def _check_log(connection: Connection) -> list[Finding]:
    findings = []
    streams = log.streams(connection)
    if any(not _is_linked(connection, stream) for stream in streams):
        findings.append(Finding("chain", gettext(CHAIN_BROKEN)))
    elif not all(_is_signed(connection, stream) for stream in streams):
        findings.append(Finding("signatures", gettext(SIGNATURES_WRONG)))
    kept = connection.execute("select count(*) from log_change").fetchone()[0]
    if kept != sum(stream.n - stream.base_n for stream in streams):
        findings.append(Finding("count", gettext(COUNT_WRONG)))
    return findings


def _is_linked(connection: Connection, stream: log.Stream) -> bool:
    """Compute a stream's chain anew."""
    previous = log.id_at(connection, stream, stream.base_n)
    rows = connection.execute(
        "select change_id, body_of(place, body) from log_change where place>? and place<=? order by place",
        (log.place_of(stream.sid, 0), log.place_of(stream.sid, stream.n)),
    )
    for change_id, body in rows:
        if previous is None or (previous := link(previous, bytes(body or b""))) != bytes(change_id):
            return False
    return previous == stream.head


def _is_signed(connection: Connection, stream: log.Stream) -> bool:
    """Prove every signature that a bundle may be cut at."""
    marks = connection.execute(
        "select place, signature from log_mark where place>? and place<=?",
        (log.place_of(stream.sid, 0), log.place_of(stream.sid + 1, 0)),
    )
    for place, signature in marks.fetchall():
        n = place & 0xFFFFFFFF
        head = log.id_at(connection, stream, n)
        try:
            VerifyKey(from_text(stream.id.device)).verify(claim(stream.id, n, head or b""), bytes(signature))
        except (CryptoError, ValueError, TypeError):
            return False
    return True


def _check_photos(photos: Photos, missing: list[str]) -> list[Finding]:
    findings = []
    damaged = [name for name in photos.names() if not photos.is_whole(name)]
    if damaged:
        sentence = ngettext(
            "{count} photo is damaged on this computer.", "{count} photos are damaged on this computer.", len(damaged)
        )
        findings.append(Finding("photos", sentence.format(count=len(damaged))))
    if missing:
        sentence = ngettext("{count} photo has not arrived yet.", "{count} photos have not arrived yet.", len(missing))
        findings.append(Finding("missing", sentence.format(count=len(missing))))
    return findings


def _check_tables(database: Database, tables: RecordTables) -> list[Finding]:
    with database.writing() as connection:
        before = _everything(connection, tables)
        for kind in tables.layouts:
            tables.rebuild(connection, kind)
        is_same = _everything(connection, tables) == before
    return [] if is_same else [Finding("tables", gettext(TABLES_DIFFER))]
