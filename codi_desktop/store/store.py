"""The store: everything that this machine keeps, and the one way to change it.

The change log is the truth, record tables follow. `save` writes a person's edit, `receiving` takes in other
machines' changes: one transaction each. A store may be used by several threads; each has its own connection.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.paths import lives_folder, resource
from codi_desktop.records._record import Record, kinds
from codi_desktop.store import (
    access,
    aside,
    facts,
    life,
    local,
    log,
    meetings,
    met,
    receiving,
    seals,
    search,
    taking_back,
    travel,
)
from codi_desktop.store import history as _history
from codi_desktop.store.access import Access, Wanted
from codi_desktop.store.backup import RESTORED, Backups
from codi_desktop.store.checking import Finding, check, digest, missing_photos
from codi_desktop.store.glimpse import FieldComing, Glimpse, Glimpsed, details
from codi_desktop.store.history import Conflict, HistoryEntry, Merged, Settled
from codi_desktop.store.local import BundleNote, Draft, Peer, Receipt
from codi_desktop.store.lying import lying
from codi_desktop.store.machine import Machine
from codi_desktop.store.met import Met, Series
from codi_desktop.store.opening import Connection, Database
from codi_desktop.store.photos import Photos
from codi_desktop.store.receiving import Intake, Trust, Waiting
from codi_desktop.store.saving import Act, Edit, Saved, accepted, edits_of, write
from codi_desktop.store.tables import RecordTables, Touched
from codi_desktop.store.taking_back import RecordBack
from codi_desktop.store.travel import State, Where
from codi_desktop.store.undoing import edits_back
from codi_desktop.store.upgrade import upgrade
from codi_desktop.sync.change import Segment, StreamId
from codi_desktop.sync.merge import DELETED

if TYPE_CHECKING:
    from peewee import ModelSelect

FACTS_FILE = "facts/areas.json"

M = TypeVar("M", bound=Record)
T = TypeVar("T")
_PLACE = "place"
_LIFE = "life"
_NEWS = "life.news"
_MACHINE = "machine"


class NotFound(CodiError):
    """No record has this id."""

    message = N_("This record does not exist here: {id}.")


class NeverDeleted(CodiError):
    """This kind is only ever added to."""

    message = N_("Entries of this kind are cancelled, not deleted.")


class EnteredForGood(CodiError):
    """Money, steps and papers stay in the books."""

    message = N_(
        "Money, steps and papers are not taken back like other work. Cancel the entry or go back a step, and say why."
    )


@dataclass(frozen=True)
class Changed:
    """Told to listeners after records changed."""

    kinds: frozenset[str]
    ids: frozenset[str]


def live(model: type[M]) -> "ModelSelect[M]":
    """Begin a query over the records of a kind that are not deleted."""
    return model.select().where(~model.deleted)


class Store:
    """All that a machine keeps, in one folder."""

    def __init__(
        self,
        folder: Path,
        key: bytes | None,
        *,
        machine: Machine | None = None,
        models: Mapping[str, type[Record]] | None = None,
        facts_file: Path | None = None,
        durable: bool = True,
    ) -> None:
        self.folder = folder
        self.key = key
        self._listeners: list[Callable[[Changed], None]] = []
        self._unwritten: deque[Access] = deque()
        self._marks: life.Marks | None = None
        self._database = Database(folder / "store.db", key, durable=durable)
        try:
            self._tables = RecordTables(self._database, kinds() if models is None else models)
            self.photos = Photos(folder / "photos", key or bytes(32))
            with self._database.writing() as connection:
                upgrade(connection, self._tables)
                self.machine = self._known_machine(connection, machine)
                travel.begin(connection, self.machine)
                met.begin(connection)
                facts.load(connection, self._tables, facts_file or resource(FACTS_FILE))
            (folder / RESTORED).unlink(missing_ok=True)
            self._mark()
        except BaseException:
            self.close()
            raise
        self._backups = Backups(folder, key)

    @classmethod
    def create(cls, folder: Path, key: bytes | None, machine: Machine, **options: Any) -> Self:
        """Make a new store. Without a key it is plain, for tests. Raises FileExistsError where there is one already."""
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "store.db").exists():
            raise FileExistsError(folder)
        return cls(folder, key, machine=machine, **options)

    @classmethod
    def open(cls, folder: Path, key: bytes | None, **options: Any) -> Self:
        """Open a store. Raises WrongKey, or FileNotFoundError where there is none."""
        if not (folder / "store.db").exists():
            raise FileNotFoundError(folder)
        return cls(folder, key, **options)

    def close(self) -> None:
        """Close the connections of all threads."""
        if self._unwritten:
            self.note_access((), wait=False)
        self._database.close_all()
        if self._marks is not None:
            self._marks.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- a person's edits

    def save(
        self, records: Record | Iterable[Record], *, by: str | None = None, why: str = "", at: int | None = None
    ) -> Saved:
        """Write what a person changed, as one action; all or nothing.

        Only fields that differ from what the record was loaded with are written, and the change says which version its
        author saw. Raises NotAccepted and NotYourArea.
        """
        asked = _listed(records)
        warnings = accepted(asked)
        with self._database.writing() as connection:
            edits = edits_of(connection, self._tables, asked)
            saved = self._write(connection, [edit for _, edit in edits], self._act(by, why, at))
        for (record, _), change_id in zip(edits, saved.changes, strict=True):
            record.saved_as(change_id)
        self._tell(saved, [edit for _, edit in edits])
        return replace(saved, warnings=tuple(warnings))

    def delete(self, record: Record, *, by: str | None = None, why: str = "") -> Saved:
        """Delete a record. Work on it that nobody here has seen will make it visible again. Raises NeverDeleted."""
        if getattr(record, "append_only", False):
            raise NeverDeleted
        return self._mark_deleted(record, by=by, why=why, deleted=True)

    def undelete(self, record: Record, *, by: str | None = None, why: str = "") -> Saved:
        """Bring a deleted record back."""
        return self._mark_deleted(record, by=by, why=why, deleted=False)

    def settle(
        self,
        record_id: str,
        field_name: str,
        value: Any,
        *,
        by: str | None = None,
        why: str = "",
        beside: Iterable[Record] = (),
    ) -> Saved:
        """Decide a conflict: an ordinary change whose author has seen everything there is.

        Records `beside` it are saved in the same action. Raises NotAccepted.
        """
        kind = self.kind_of(record_id)
        others = _listed(beside)
        accepted(others)
        with self._database.writing() as connection:
            row = self._tables.existing(connection, kind, [record_id])[record_id]
            edits = [Edit(kind, record_id, {field_name: value}, row.heads.split(","))]
            edits += [edit for _, edit in edits_of(connection, self._tables, others)]
            saved = self._write(connection, edits, self._act(by, why))
        self._tell(saved, edits)
        return saved

    def undo(self, action: str, *, by: str | None = None) -> Saved:
        """Take back what an own action did, as new changes.

        Raises LaterWork, naming what has been done since, and EnteredForGood where it wrote an entry of an
        append-only kind; one that went with an import that was taken back may come back.
        """
        with self._database.writing() as connection:
            edits = edits_back(connection, action)
            if any(self._is_for_good(edit.kind) and edit.fields != {DELETED: False} for edit in edits):
                raise EnteredForGood
            saved = self._write(connection, edits, replace(self._act(by), undoes=action))
        self._tell(saved, edits)
        return saved

    def imports(self) -> dict[str, bool]:
        """Give the bundles of which it is known what they brought, and whether each was taken back."""
        return taking_back.imports(self._connection)

    def note_import(self, bundle_id: str, runs: Iterable[taking_back.Run]) -> None:
        """Keep which places of the log an import filled."""
        with self._database.writing() as connection:
            taking_back.note(connection, bundle_id, runs)

    def look_back(self, bundle_id: str) -> list[RecordBack]:
        """Say what taking an import back would do, record by record. Raises NoSuchImport."""
        return taking_back.look(self._connection, self._tables, bundle_id, self.machine.may_write)

    def take_back(
        self, bundle_id: str, *, over_later: Iterable[str] = (), by: str | None = None, why: str = ""
    ) -> Saved:
        """Take an import back, as new changes that travel; `undo` of this action brings it in again.

        Later work stays, but for the records of `over_later`. Raises NoSuchImport.
        """
        with self._database.writing() as connection:
            found = taking_back.look(connection, self._tables, bundle_id, self.machine.may_write)
            edits = taking_back.edits(found, over_later)
            saved = self._write(connection, edits, self._act(by, why))
            if saved.action:
                taking_back.note_back(connection, bundle_id, saved.action)
        self._tell(saved, edits)
        return saved

    def last_action(self) -> str | None:
        """Give the last own action that was not taken back; None when there is none."""
        row = self._connection.execute(
            "select action from local_action where undone is null and undoes is null order by number desc limit 1"
        ).fetchone()
        return row[0] if row else None

    # --- reading

    def get(self, model: type[M], record_id: str) -> M:
        """Give a record, deleted or not. Raises NotFound."""
        found = self.one(model.select().where(model.id == record_id))
        if found is None:
            raise NotFound(id=record_id)
        return found

    def by_id(self, record_id: str) -> Record:
        """Give a record of whatever kind. Raises NotFound."""
        return self.get(self._tables.layouts[self.kind_of(record_id)].model, record_id)

    def kind_of(self, record_id: str) -> str:
        """Name a record's kind. Raises NotFound, also when only a newer program knows its kind."""
        for (kind,) in self._connection.execute("select distinct kind from log_change where record=?", (record_id,)):
            if kind in self._tables.layouts:
                return str(kind)
        raise NotFound(id=record_id)

    def rows(self, query: "ModelSelect[M]") -> list[M]:
        """Run a query here."""
        return list(query.clone().bind(self._database))

    def one(self, query: "ModelSelect[M]") -> M | None:
        """Run a query for its first record."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def count(self, query: "ModelSelect[Any]") -> int:
        """Count what a query gives."""
        return int(query.clone().bind(self._database).count())

    def tuples(self, query: "ModelSelect[Any]") -> list[tuple[Any, ...]]:
        """Run a query for plain rows."""
        return [tuple(row) for row in query.clone().tuples().bind(self._database)]

    def find(self, text: str, kinds: Iterable[str] | None = None, limit: int = 200) -> list[str]:
        """Give ids of records whose search text holds every word of `text`, anywhere within it."""
        wanted = self._tables.layouts if kinds is None else kinds
        layouts = [self._tables.layouts[kind] for kind in wanted]
        return search.find(self._connection, {layout.number: layout.table for layout in layouts}, text, limit)

    def history(self, record_id: str) -> list[HistoryEntry]:
        """Tell what was done to a record, each change after those that its author had seen."""
        return _history.history(self._connection, self.machine, record_id)

    def conflicts(self, kind: str | None = None) -> list[Conflict]:
        """Give all fields about which people said different things without seeing each other."""
        found: list[Conflict] = []
        for layout in self._tables.layouts.values():
            if kind in {None, layout.kind}:
                rows = self._connection.execute(
                    f"select id, _conf from \"{layout.table}\" where _conf <> ''"
                ).fetchall()
                for record_id, told in rows:
                    shown = [name for name in json.loads(told) if name in {*layout.fields, DELETED}]
                    found += _history.conflicts_of(self._connection, self.machine, record_id, shown)
        return found

    def conflicts_of(self, record_id: str) -> list[Conflict]:
        """Give what people said differently about one record. Raises NotFound."""
        layout = self._tables.layouts[self.kind_of(record_id)]
        rows = self._connection.execute(f'select _conf from "{layout.table}" where id=?', (record_id,)).fetchall()
        told = json.loads(rows[0][0] or "{}") if rows else {}
        shown = [name for name in told if name in {*layout.fields, DELETED}]
        return _history.conflicts_of(self._connection, self.machine, record_id, shown) if shown else []

    def settled(self, most: int | None = None) -> list[Settled]:
        """Give the decisions that were taken here and elsewhere, by record, the records last worked on first."""
        return _first(most, _history.settled_in, self._connection, self.machine)

    def settled_of(self, record_id: str) -> list[Settled]:
        """Give the decisions that were taken about one record, the newest first."""
        return _history.settled_in(self._connection, self.machine, record_id)

    def values_at(self, record_id: str, change_ids: list[str]) -> dict[str, Any]:
        """Give a record's values as they were for those who made these changes."""
        return _history.Told(self._connection, record_id).values_seen(change_ids)

    def value_both_saw(self, record_id: str, field: str, change_ids: list[str]) -> Any:
        """Give a field's value as everybody saw it who made these changes; None when there was none."""
        lineage = _history.Told(self._connection, record_id).lineage
        seen = [lineage.seen[lineage.order.index(change_id)] for change_id in change_ids]
        both = lineage.everything
        for mask in seen:
            both &= mask
        return lineage.value(field, both)

    def merged(self, most: int | None = None) -> list[Merged]:
        """Give where changes of several people came together of themselves, the records last worked on first."""
        return _first(most, _history.merged_in, self._connection, self.machine)

    def conflict_count(self) -> int:
        """Count the records with open conflicts, at once."""
        tables = [layout.table for layout in self._tables.layouts.values()]
        counts = [f"(select count(*) from \"{table}\" where _conf <> '')" for table in tables]
        return int(self._connection.execute(f"select {'+'.join(counts) or '0'}").fetchone()[0])

    # --- exchange

    def vector(self) -> log.Vector:
        """Say how far this store knows each stream: (scope, device, incarnation, n, head)."""
        return log.vector(self._connection)

    def segments(
        self, has: Iterable[Iterable[Any]], scopes: Callable[[str], bool], trust: Trust | None = None
    ) -> Iterator[Segment]:
        """Give all changes that somebody with vector `has` lacks, in the areas where `scopes` says so.

        With `trust`, what it speaks against is left out, so that the receiver can believe all it gets.
        """
        with self._database.writing() as connection:
            log.seal(connection, self.machine)

        def may_cut(stream: StreamId, n: int, head: bytes) -> bool:
            return trust is None or trust.reason_against(stream, n, head) is None

        told = [(scope, device, incarnation, n, head) for scope, device, incarnation, n, head in has]
        return log.segments(self._connection, self.machine, told, scopes, may_cut)

    @contextmanager
    def receiving(self, trust: Trust) -> Iterator[Intake]:
        """Take in segments of other machines, all or nothing: leaving with an exception changes nothing."""
        reborn = self.machine
        with self._database.writing() as connection:

            def reincarnate() -> None:
                nonlocal reborn
                reborn = self._reborn(connection, self.machine)

            intake = Intake(connection, self._tables, self.machine, trust, reincarnate)
            yield intake
            intake.settle()
            travel.renew(connection, self.machine)
        self.machine = reborn
        self._mark()
        self.note_access(())
        self._notify(intake.touched)

    def apart(self) -> list[aside.Apart]:
        """Give the segments that are not believed, the longest kept first."""
        return aside.apart(self._connection)

    def unread(self) -> list[aside.Unread]:
        """Count the changes that no program can read, by stream."""
        return aside.unread(self._connection)

    def named_aside(self, scopes: Callable[[str], bool]) -> list[str]:
        """Name what lies aside or waits in these areas."""
        return aside.named(self._connection, scopes)

    def passed_on(
        self, scopes: Callable[[str], bool], left_out: Collection[str], has: Iterable[Iterable[Any]]
    ) -> Iterator[Segment]:
        """Give what lies aside or waits, but what the receiver named or has; not more than the bounds."""
        told = [(scope, device, incarnation, n, head) for scope, device, incarnation, n, head in has]
        return aside.passed_on(self._connection, scopes, left_out, told)

    def edits_aside(self, numbers: Sequence[int]) -> list[list[Edit]]:
        """Give what segments that are not believed would change. Raises NotAside."""
        return aside.edits_of(self._connection, numbers)

    def accept_aside(self, numbers: Sequence[int], *, by: str | None = None, why: str = "") -> Saved:
        """Write what segments that are not believed say once more, as this machine's own changes, in one action.

        Raises NotAside, NothingToAccept and NotYourArea.
        """
        with self._database.writing() as connection:
            edits = [edit for wave in aside.edits_of(connection, numbers) for edit in wave]
            saved = aside.accept(connection, self._tables, self.machine, numbers, self._act(by, why))
        self._tell(saved, edits)
        return saved

    def read_again(self) -> int:
        """Read once more the changes of an illegal form; gives how many this program can read."""
        touched = Touched()
        with self._database.writing() as connection:
            count = receiving.read_again(connection, self._tables, touched)
        self._notify(touched)
        return count

    def glimpse(
        self, trust: Trust, segments: Iterable[Segment], hello: Iterable[tuple[str, str, str, int, str]] = ()
    ) -> Glimpsed:
        """See what taking in segments would do. Nothing is written, and nobody who writes has to wait."""
        with self._database.reading() as connection:
            glimpse = Glimpse(connection, self._tables, trust)
            for segment in segments:
                glimpse.segment(segment)
            return glimpse.result(hello or [])

    def coming(self, glimpsed: Glimpsed, kind: str, record_id: str) -> list[FieldComing]:
        """Say field by field what would become of a record."""
        return details(self._connection, glimpsed.arrivals, kind, record_id)

    def waiting(self) -> list[Waiting]:
        """Give what is kept until the changes before it come, the longest waiting first."""
        return receiving.waiting(self._connection)

    def where(self, ids: Iterable[str]) -> dict[str, Where]:
        """Say for each record how far it has come: here alone, in a bundle, or at which machine since when."""
        return travel.where(self._connection, self.machine, ids)

    def where_at(self, places: Iterable[int]) -> dict[int, Where]:
        """Say for each change, by its place in the log, how far it has come."""
        return travel.where_at(self._connection, self.machine, places)

    def only_here(self) -> set[str]:
        """Give the records of every kind with work that would be lost with this machine."""
        return travel.here(self._connection, self.machine)

    def where_counts(self) -> dict[State, int]:
        """Count the records by how far they have come: of those that are elsewhere only those with own work."""
        return travel.where_counts(self._connection, self.machine)

    def last_receipt(self) -> Where | None:
        """Give the machine that was the last to say that it holds work of this one; None while none did."""
        return travel.last_receipt(self._connection, self.machine)

    def receipts_of(self, notes: Iterable[BundleNote]) -> dict[str, Where]:
        """Say for written bundles, by id, at which machine their contents are known to be; others are left out."""
        return travel.receipts(self._connection, notes)

    def note_lost(self, devices: Iterable[str]) -> None:
        """Keep which machines were reported lost: what they hold counts for nothing any more."""
        with self._database.writing() as connection:
            local.note_lost(connection, devices)

    def note_bundle(self, note: BundleNote) -> None:
        """Keep a bundle, written or read, in the list."""
        with self._database.writing() as connection:
            local.note_bundle(connection, note)
            travel.load(connection, self.machine, note)
        self._mark()

    def bundles(self) -> list[BundleNote]:
        """Give all bundles written and read, the newest first."""
        return local.bundles(self._connection)

    def has_read(self, bundle_id: str) -> bool:
        """Say whether a bundle was read here."""
        return local.has_read(self._connection, bundle_id)

    def read_at(self, bundle_id: str) -> int | None:
        """Say when a bundle was read here; None when it was not."""
        return local.read_at(self._connection, bundle_id)

    def last_number(self, peer_device: str) -> int:
        """Give the number of the last bundle written for a receiver; 0 when there was none."""
        return local.last_number(self._connection, peer_device)

    def note_met(self, one: Met, hello: log.Vector | None, bearer: str = "") -> None:
        """Keep that a file of another machine was read, who carried it, and what its sender held if that is of use."""
        with self._database.writing() as connection:
            met.note(connection, one, hello)
            met.note_bearer(connection, one.bundle_id, bearer)

    def met(self, series: Series | None = None) -> list[Met]:
        """Give the files of other machines that were read, by their numbers."""
        return met.met(self._connection, series)

    def hellos(self) -> list[tuple[Series, int, log.Vector]]:
        """Give what senders held when they wrote the files after which something may be missing."""
        return met.hellos(self._connection)

    def drop_hellos(self, series: Series, until: int) -> None:
        """Forget what a sender held, up to the file of this number."""
        with self._database.writing() as connection:
            met.drop_hellos(connection, series, until)

    def holds(self, vector: log.Vector) -> bool:
        """Say whether everything that somebody with this vector holds is here too."""
        return met.holds(self._connection, vector)

    def note_bearer(self, bundle_id: str, bearer: str) -> None:
        """Keep who was to carry a file."""
        with self._database.writing() as connection:
            met.note_bearer(connection, bundle_id, bearer)

    def bearers(self) -> dict[str, str]:
        """Give who was to carry the files written and read here, by their ids."""
        return met.bearers(self._connection)

    def note_peer(
        self,
        device: str,
        name: str,
        vector: Iterable[Iterable[Any]],
        at: int | None = None,
        *,
        known_at: int | None = None,
    ) -> None:
        """Keep how far another machine knows each stream: by its bundle written `at`, or its receipt of `known_at`."""
        told = [(scope, device_, incarnation, n, head) for scope, device_, incarnation, n, head in vector]
        with self._database.writing() as connection:
            local.note_peer(connection, Peer(device, name, told, _now() if at is None else at))
            travel.renew(connection, self.machine, device, known_at)

    def peers(self) -> list[Peer]:
        """Give all machines met, the last heard of first."""
        return local.peers(self._connection)

    def keep_receipts(self, receipts: Iterable[Receipt]) -> None:
        """Keep what machines say that they hold, once it was verified; an older word changes nothing."""
        with self._database.writing() as connection:
            local.keep_receipts(connection, receipts)

    def receipts(self) -> list[Receipt]:
        """Give the newest word of each machine about each scope, the newest first."""
        return local.receipts(self._connection)

    def certificates(self) -> list[tuple[str, str]]:
        """Give all certificates and revocations: (body, signature)."""
        return local.certificates(self._connection)

    def add_certificate(self, certificate_id: str, body: str, signature: str) -> None:
        """Keep a certificate or revocation that was verified; a known one does no harm."""
        with self._database.writing() as connection:
            local.add_certificates(connection, [(certificate_id, body, signature)])

    # --- who used personal data

    def note_access(self, entries: Sequence[Access], *, wait: bool = True) -> None:
        """Add to the list of who used personal data.

        Without `wait`, entries made while a bundle is taken in are written when it is: to look at a record takes no
        longer then. They would be lost with the power.
        """
        with self._database.alone(wait=wait) as is_alone:
            if not is_alone:
                self._unwritten.extend(entries)
                return
            waiting = list(self._unwritten)
            if waiting or entries:
                with self._database.writing() as connection:
                    access.note(connection, [*waiting, *entries])
            for _ in waiting:
                self._unwritten.popleft()

    def access_numbers(self, wanted: Wanted) -> list[int]:
        """Give the numbers of the entries that are asked for, the newest first."""
        self.note_access((), wait=False)
        return access.numbers(self._connection, wanted)

    def access_entries(self, numbers: Sequence[int]) -> dict[int, Access]:
        """Give entries by their numbers."""
        return access.entries(self._connection, numbers)

    def access_counts(self, wanted: Wanted) -> dict[str, int]:
        """Count the entries that are asked for by what was done."""
        self.note_access((), wait=False)
        return access.counts(self._connection, wanted)

    def access_purposes(self, wanted: Wanted) -> set[str]:
        """Give what the entries that are asked for were for."""
        self.note_access((), wait=False)
        return access.purposes(self._connection, wanted)

    def access_is_whole(self) -> bool:
        """Say whether the list is as it was written."""
        return access.is_whole(self._connection)

    def access_people(self) -> list[str]:
        """Name everybody who is in the list."""
        return access.people(self._connection)

    # --- this machine alone

    def become(self, machine: Machine) -> None:
        """Change who this machine is: its person, its certified areas, the root it trusts."""
        with self._database.writing() as connection:
            local.set_setting(connection, _MACHINE, machine.kept())
        self.machine = machine

    def has_new_life(self) -> bool:
        """Say whether this machine began a new life of which nobody was told yet."""
        return bool(local.setting(self._connection, _NEWS, default=False))

    def set_new_life_told(self) -> None:
        """Take note that somebody was told."""
        self.set_setting(_NEWS, value=False)

    def setting(self, name: str, default: Any = None) -> Any:
        """Give a setting of this machine; it does not travel."""
        return local.setting(self._connection, name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting of this machine."""
        with self._database.writing() as connection:
            local.set_setting(connection, name, value)

    def keep_draft(self, form: str, values: dict[str, Any]) -> None:
        """Keep what is typed into a form, at once."""
        with self._database.writing() as connection:
            local.keep_draft(connection, Draft(form, values, _now()))

    def draft(self, form: str) -> dict[str, Any] | None:
        """Give what was typed into a form and not saved; None when there is nothing."""
        return next((draft.values for draft in self.drafts() if draft.form == form), None)

    def drafts(self) -> list[Draft]:
        """Give all drafts, the newest first."""
        return local.drafts(self._connection)

    def drop_draft(self, form: str) -> None:
        """Forget a draft."""
        with self._database.writing() as connection:
            local.drop_draft(connection, form)

    def missing_photos(self) -> list[str]:
        """Give the photos that records name and that are not on this computer."""
        return missing_photos(self._connection, self._tables, self.photos)

    # --- care

    def digest(self) -> str:
        """Give one text that is the same on machines that know the same."""
        return digest(self._connection, self._tables)

    def rebuild(self, kind: str | None = None) -> None:
        """Make record tables anew from the log."""
        with self._database.writing() as connection:
            for each in self._tables.layouts if kind is None else [kind]:
                self._tables.rebuild(connection, each)

    def check(self, *, deep: bool = False) -> list[Finding]:
        """Say what is wrong with what is kept; empty when all is well. `deep` also compares tables with the log."""
        return check(self._database, self._tables, self.photos, deep=deep)

    def backup(self, out: Path, *, photos: bool = False) -> Path:
        """Write everything into one sealed file, with the list of photos or the photos themselves."""
        return self._backups.write(self._connection, out, self.photos, with_photos=photos)

    def index_rest(self) -> None:
        """Index for search what large intakes have left, a few thousand records at a time. For a worker."""
        tables = {layout.number: layout.table for layout in self._tables.layouts.values()}
        while True:
            with self._database.writing() as connection:
                if not search.catch_up(connection, tables):
                    return

    # --- private fields

    def seal_keys(self, records: Iterable[str]) -> dict[tuple[str, str], list[bytes]]:
        """Give the keys of records that are here, by record and privacy class."""
        found: dict[tuple[str, str], list[bytes]] = {}
        for (record, name, _), key in sorted(seals.keys_of(self._connection, records).items()):
            found.setdefault((record, name), []).append(key)
        return found

    def opened_texts(self, record: str, slots: Mapping[str, str], classes: Iterable[str]) -> list[bytes]:
        """Give the JSON texts of slots of these classes that open here."""
        return seals.opened_texts(self._connection, record, slots, classes)

    def shut(self, classes: Iterable[str], limit: int) -> list[tuple[str, str]]:
        """Give records of which something of these classes cannot be opened here: (record, class)."""
        return seals.shut(self._connection, classes, limit)

    def erased(self, records: Iterable[str]) -> set[str]:
        """Give those of these records whose private fields were erased on request."""
        return seals.erased_records(self._connection, records)

    def lying(self, words: Iterable[str]) -> set[str]:
        """Give those of these words that lie anywhere in the opened database: slow, it reads everything."""
        return lying(self._connection, words)

    def erase(self, statement: tuple[str, str, str], records: Iterable[str]) -> list[str]:
        """Destroy the keys of records and keep the signed statement that says so; gives those not erased before."""
        asked = list(records)
        with self._database.writing() as connection:
            local.add_certificates(connection, [statement])
            files = self._tables.attachments_of(connection, asked)
            gone = sorted(seals.erase(connection, asked))
            touched = Touched()
            self._tables.fold_again(connection, gone, touched)
        self._notify(touched)
        self.forget_erased(gone, files)
        return gone

    def forget_erased(self, records: Iterable[str], attachments: Iterable[str]) -> None:
        """Remove what is left of erased records outside the log: drafts, files, traces in the index and on the disk."""
        gone = set(records)
        for draft in self.drafts():
            if any(record in draft.form for record in gone):
                self.drop_draft(draft.form)
        still = self._tables.attachments(self._connection)
        self.photos.remove(name for name in attachments if name not in still)
        self.index_rest()
        with self._database.writing() as connection:
            search.optimise(connection)
        self._connection.execute("pragma wal_checkpoint(truncate)")

    def keep_backups(self, today: date | None = None) -> Path | None:
        """Make today's backup if there is none and throw old ones away; gives the new one. For a worker at start."""
        return self._backups.rotate(self._connection, self.photos, today or datetime.now().astimezone().date())

    def on_change(self, listener: Callable[[Changed], None]) -> None:
        """Call this after every commit that changed records, in the thread that made it."""
        self._listeners.append(listener)

    # --- machinery

    @property
    def _connection(self) -> Connection:
        connection: Connection = self._database.connection()
        return connection

    def _known_machine(self, connection: Connection, machine: Machine | None) -> Machine:
        """Give the machine that this store belongs to, in a new life when the folder is not the old one's."""
        now = life.Place.of(self.folder)
        name = local.setting(connection, _LIFE)
        kept = local.setting(connection, _PLACE)
        marks = life.Marks(lives_folder(), name or life.new_name())
        if machine is None:
            machine = Machine.from_kept(local.setting(connection, _MACHINE))
            goes_on = life.goes_on(life.Place.from_kept(kept), now, marks.read(), life.reached(connection))
            if (self.folder / RESTORED).exists() or not goes_on:
                machine = self._reborn(connection, machine)
                marks = life.Marks(lives_folder(), life.new_name())
        local.set_setting(connection, _MACHINE, machine.kept())
        local.set_setting(connection, _LIFE, marks.name)
        if kept != asdict(now):
            local.set_setting(connection, _PLACE, asdict(now))
        self._marks = marks
        return machine

    def _reborn(self, connection: Connection, machine: Machine) -> Machine:
        """Begin a new life, and keep that a person should hear of it once."""
        reborn = machine.reincarnated()
        local.set_setting(connection, _MACHINE, reborn.kept())
        local.set_setting(connection, _NEWS, value=True)
        return reborn

    def _mark(self) -> None:
        """Mark outside the folder how much is kept now."""
        if self._marks is not None and not self._connection.in_transaction:
            self._marks.write(life.reached(self._connection))

    def _mark_deleted(self, record: Record, *, by: str | None, why: str, deleted: bool) -> Saved:
        with self._database.writing() as connection:
            if record.id not in self._tables.existing(connection, record.kind, [record.id]):
                raise NotFound(id=record.id)
            edit = Edit(record.kind, record.id, {DELETED: deleted}, record.heads.split(","))
            saved = self._write(connection, [edit], self._act(by, why))
        record.heads, record.deleted = saved.changes[0], deleted
        self._tell(saved, [edit])
        return saved

    def _is_for_good(self, kind: str) -> bool:
        return kind in self._tables.layouts and self._tables.layouts[kind].model.append_only

    def _act(self, by: str | None, why: str = "", at: int | None = None) -> Act:
        return Act(self.machine.person if by is None else by, why, at)

    def _write(self, connection: Connection, edits: list[Edit], act: Act) -> Saved:
        return write(connection, self._tables, self.machine, edits, act)

    def _tell(self, saved: Saved, edits: Iterable[Edit]) -> None:
        self._mark()
        if saved.ids:
            self._call(Changed(frozenset(edit.kind for edit in edits), frozenset(saved.ids)))

    def _notify(self, touched: Touched) -> None:
        if touched.kinds:
            self._call(Changed(frozenset(touched.kinds), frozenset(touched.ids)))

    def _call(self, changed: Changed) -> None:
        for listener in self._listeners:
            listener(changed)


def _first(
    most: int | None, told_in: Callable[[Connection, Machine, str], list[T]], connection: Connection, machine: Machine
) -> list[T]:
    """Tell of one record after the other until there is enough."""
    found: list[T] = []
    for record_id in meetings.newest_first(connection):
        found += told_in(connection, machine, record_id)
        if most is not None and len(found) >= most:
            return found[:most]
    return found


def _listed(records: Record | Iterable[Record]) -> list[Record]:
    """Give each record object once."""
    listed = [records] if isinstance(records, Record) else records
    return list({id(record): record for record in listed}.values())


def _now() -> int:
    return time.time_ns() // 1_000_000
