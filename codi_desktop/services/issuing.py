"""Print numbered papers, print them again, make them void, and check a paper that somebody holds in hand.

A paper gets its number here, without asking anybody: the running number and the year are joined by the three letters of
this machine, so that two machines without a network never give the same one. What it says is frozen in a record before
it is printed; a correction makes the paper void and issues another that names it.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from codi_desktop.durable import explain, sync_folder
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.services import access
from codi_desktop.services._document_token import NotAToken, Token, facts_digest, key_id, read_token
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.store import NotFound, Store
from codi_desktop.sync.identity import to_bytes
from codi_desktop.thai.calendar import buddhist_year, format_date

if TYPE_CHECKING:  # drawing is slow to import, and not everybody prints
    from codi_desktop.documents.handover_certificate import Certificate

CERTIFICATE = "handover_certificate"
READY_STEPS = ("inspected", "handed_over", "closed")

Progress = Callable[[int, int], None]


class UnknownDocument(CodiError):
    """No document has this name."""

    message = N_("There is no document “{document}”. The command “documents” lists them.")


class NotReady(CodiError):
    """The house has not come far enough for this paper."""

    message = N_("{house} has not passed its inspection yet. Print a draft, which takes no number.")


class AlreadyIssued(CodiError):
    """The house has a paper that holds."""

    message = N_("{house} already has the certificate {number}. Print it again, or make it void and issue a new one.")


class AlreadyVoid(CodiError):
    """A paper can be made void once."""

    message = N_("The paper {number} is already void.")


class NothingToPrint(CodiError):
    """Nobody named a house."""

    message = N_("Choose at least one house.")


@dataclass(frozen=True)
class DocumentKind:
    """A document that can be issued."""

    name: str
    title: str
    about: str  # the kind of record that it is issued for


@dataclass(frozen=True)
class Issued:
    """One paper that was numbered and printed."""

    id: str
    house: str
    number: str
    token: str
    owner: str


@dataclass(frozen=True)
class IssuedBatch:
    """What was printed into one file."""

    path: Path
    papers: tuple[Issued, ...]


@dataclass(frozen=True)
class Verified:
    """What a paper's code says, and whether to believe it. `problems` is empty for a paper in order."""

    document: str
    area: str
    number: str
    day: date
    amount_satang: int
    signer: str  # the name of the machine that signed, "" when it is not known here
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    record: str = ""  # the id of the issued document, when it is known here

    @property
    def good(self) -> bool:
        """Say whether the paper is in order."""
        return not self.problems


def documents() -> tuple[DocumentKind, ...]:
    """Give the documents that can be issued."""
    from codi_desktop.documents.register import DOCUMENTS

    return tuple(DocumentKind(document.name, document.message, "house_repair") for document in DOCUMENTS.values())


def preview(store: Store, document: str, house_id: str, *, thai_numerals: bool = True) -> bytes:
    """Draw a draft: no number, no code, "ร่าง" across it. Nothing is recorded."""
    from codi_desktop.services import _certificate_facts

    _known(document)
    facts = _certificate_facts.collect(store, store.get(HouseRepair, house_id))
    return _drawn(replace(facts, draft=True, thai_numerals=thai_numerals))


def issue(
    store: Store,
    document: str,
    ids: Sequence[str],
    *,
    out: Path,
    thai_numerals: bool = True,
    day: date | None = None,
    sample_note: str = "",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> IssuedBatch:
    """Number papers for houses and print them into one file, all or none; stopped by `cancelled`, nothing has happened.

    Raises NotReady, AlreadyIssued, PhotoUnreadable, CharacterNotInFont, PrintingCancelled.
    """
    _known(document)
    houses = [store.get(HouseRepair, house_id) for house_id in dict.fromkeys(ids)]
    if not houses:
        raise NothingToPrint
    for house in houses:
        _refuse_too_early(store, house)
    papers = _numbered(store, houses, day, thai_numerals=thai_numerals, sample_note=sample_note)
    return _print_new(store, papers, out, progress, cancelled)


def reprint(
    store: Store,
    document_ids: Sequence[str],
    *,
    out: Path,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> IssuedBatch:
    """Print papers again: the same numbers and facts, "พิมพ์ครั้งที่ n", and "ยกเลิก" across those that are void."""
    records = [store.get(IssuedDocument, document_id) for document_id in dict.fromkeys(document_ids)]
    if not records:
        raise NothingToPrint
    for record in records:
        record.print_count = (record.print_count or 0) + 1
    with _printed([_again(store, record) for record in records], out, progress, cancelled):
        _note(store, records)
        store.save(records)
    return IssuedBatch(out, tuple(_told(record) for record in records))


def void(store: Store, document_id: str, *, why: str, day: date | None = None) -> IssuedDocument:
    """Make a paper void. It stays, with its number, its reason and who did it."""
    record = store.get(IssuedDocument, document_id)
    _make_void(store, record, why, day or _today())
    store.save([record], why=why)
    return record


def void_and_reissue(
    store: Store,
    document_id: str,
    *,
    why: str,
    out: Path,
    thai_numerals: bool = True,
    day: date | None = None,
    progress: Progress | None = None,
) -> IssuedBatch:
    """Make a paper void and issue another from the records as they are now, each naming the other."""
    old = store.get(IssuedDocument, document_id)
    house = store.get(HouseRepair, old.house)
    _make_void(store, old, why, day or _today())
    papers = _numbered(
        store, [house], day, thai_numerals=thai_numerals, sample_note=(old.facts or {}).get("sample_note", "")
    )
    new = papers[0][0]
    new.replaces, old.replaced_by = old.id, new.id
    return _print_new(store, papers, out, progress, None, also=[old])


def verify(store: Store, given: Path | str) -> Verified:
    """Check the code of a paper: a scanned PDF or picture, or the text of the code.

    Works on any copy of the program: the signature is checked against the certificates of machines that are known here.
    Raises NotAPaper, NoCodeFound and NotAToken when there is nothing to check.
    """
    token = _token_of(given)
    problems: list[str] = []
    remarks: list[str] = []
    signer = _signer(store, token)
    if signer is None:
        remarks_here = gettext("The machine that signed this is not known here. The paper says area {area}.")
        problems.append(remarks_here.format(area=token.area))
    elif not token.is_signed_by(to_bytes(signer[0])):
        problems.append(gettext("The signature is wrong: this code was not made by {name}.").format(name=signer[1]))
    elif signer[2]:
        remarks.append(gettext("The machine that signed this was later reported lost."))
    record = _recorded(store, token)
    if record is None:
        remarks.append(gettext("The paper itself is not known here, so only the signature was checked."))
    else:
        problems += _disagreements(store, token, record)
    return Verified(
        document=token.kind,
        area=token.area,
        number=record.number if record else token.number,
        day=token.day,
        amount_satang=token.amount_satang,
        signer=signer[1] if signer else "",
        problems=tuple(problems),
        remarks=tuple(remarks),
        record=record.id if record else "",
    )


def issued_for(store: Store, house_id: str) -> list[IssuedDocument]:
    """Give all papers of a house, the newest first."""
    query = IssuedDocument.select().where(~IssuedDocument.deleted, IssuedDocument.house == house_id)
    return sorted(store.rows(query), key=lambda record: record.id, reverse=True)


# Numbering


def _numbered(
    store: Store, houses: Sequence[HouseRepair], day: date | None, *, thai_numerals: bool, sample_note: str
) -> list[tuple[IssuedDocument, "Certificate"]]:
    """Give each house a number, freeze what its certificate says, and sign it. Nothing is written yet."""
    from codi_desktop.services import _certificate_facts

    machine = store.machine
    papers: list[tuple[IssuedDocument, Certificate]] = []
    for house in houses:
        facts = _certificate_facts.collect(store, house)
        issued_on = day or facts.day or _today()
        year = buddhist_year(issued_on)
        given = [record for record, _ in papers]
        bare = f"{_next_number(store, year, given):03}-{machine.code}/{year}"
        prefix = _certificate_facts.prefix_of(store, house.scope)
        certificate = replace(
            facts,
            number=f"{prefix} {bare}".strip(),
            day=issued_on,
            thai_numerals=thai_numerals,
            sample_note=sample_note,
        )
        kept, salt = _certificate_facts.frozen(store, certificate), secrets.token_hex(16)
        digest = facts_digest(kept, salt)
        token = Token(
            kind=CERTIFICATE,
            key=key_id(to_bytes(machine.device)),
            day=issued_on,
            amount_satang=certificate.total_satang,
            area=house.scope,
            number=bare,
            facts=digest,
        ).signed(machine.signing_seed)
        record = IssuedDocument.new(
            house.scope,
            document=CERTIFICATE,
            house=house.id,
            number=certificate.number,
            code=token,
            day=issued_on.isoformat(),
            facts=kept,
            digest=digest.hex(),
            salt=salt,
            print_count=1,
        )
        papers.append((record, replace(certificate, token=token, code=_short_code(bare))))
    return papers


def _next_number(store: Store, year: int, given: Sequence[IssuedDocument]) -> int:
    """Count on from the highest number of this machine's letters in this year; void and deleted papers keep theirs."""
    ending = f"-{store.machine.code}/{year}"
    query = IssuedDocument.select(IssuedDocument.number).where(IssuedDocument.number.endswith(ending))
    numbers = [number for (number,) in store.tuples(query)] + [r.number for r in given if r.number.endswith(ending)]
    return max((int(n.removesuffix(ending).rpartition(" ")[2]) for n in numbers), default=0) + 1


def _short_code(bare: str) -> str:
    """Write the number as it is told by phone: A-Z and 0-9 only, whatever numerals the paper has."""
    return f"HB1 {bare}"


def _refuse_too_early(store: Store, house: HouseRepair) -> None:
    if house.step not in READY_STEPS:
        raise NotReady(house=house.title())
    standing = [record for record in issued_for(store, house.id) if not record.void_on]
    if standing:
        raise AlreadyIssued(house=house.title(), number=standing[0].number)


def _make_void(store: Store, record: IssuedDocument, why: str, day: date) -> None:
    if record.void_on:
        raise AlreadyVoid(number=record.number)
    record.fill({"void_on": day.isoformat(), "void_by": store.machine.person, "void_reason": why})


# Printing


def _print_new(
    store: Store,
    papers: Sequence[tuple[IssuedDocument, "Certificate"]],
    out: Path,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    also: Sequence[IssuedDocument] = (),
) -> IssuedBatch:
    """Print, then record, then put the file in its place: a number is taken only when its paper is there."""
    records = [record for record, _ in papers]
    with _printed([certificate for _, certificate in papers], out, progress, cancelled) as sheets:
        for record, pdf in zip(records, sheets, strict=True):
            record.pdf = store.photos.add(BytesIO(pdf))
        _note(store, records)
        store.save([*records, *also])
    return IssuedBatch(out, tuple(_told(record) for record in records))


@contextmanager
def _printed(
    certificates: Sequence["Certificate"],
    out: Path,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[list[bytes]]:
    """Print beside `out` and give each paper by itself; the file takes its place when the block has ended well."""
    from codi_desktop.documents.worker import print_in_process

    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        print_in_process(CERTIFICATE, certificates, unfinished, progress=progress, cancelled=cancelled)
        yield _apart(unfinished, certificates)
        unfinished.replace(out)
        sync_folder(out.parent)
    except OSError as wrong:
        raise explain(wrong, out.parent) from wrong
    finally:
        unfinished.unlink(missing_ok=True)


def _apart(printed: Path, certificates: Sequence["Certificate"]) -> list[bytes]:
    """Take a batch apart into its papers; where one goes on behind its front, draw each again."""
    import pypdfium2

    if len(certificates) == 1:
        return [printed.read_bytes()]
    with pypdfium2.PdfDocument(printed) as batch:
        if len(batch) != len(certificates):
            return [_drawn(certificate) for certificate in certificates]
        papers = []
        for page in range(len(batch)):
            with pypdfium2.PdfDocument.new() as paper:
                paper.import_pages(batch, [page])
                kept = BytesIO()
                paper.save(kept)
                papers.append(kept.getvalue())
        return papers


def _drawn(certificate: "Certificate") -> bytes:
    from codi_desktop.documents.handover_certificate import write_certificates

    drawn = BytesIO()
    write_certificates([certificate], drawn)
    return drawn.getvalue()


def _again(store: Store, record: IssuedDocument) -> "Certificate":
    from codi_desktop.services import _certificate_facts

    bare = read_token(record.code).number
    return replace(
        _certificate_facts.thawed(store, record.facts),
        token=record.code,
        code=_short_code(bare),
        print_number=record.print_count,
        void=bool(record.void_on),
    )


def _note(store: Store, records: Sequence[IssuedDocument]) -> None:
    """Note whose data went on paper; one paper is named by its number."""
    title = next((gettext(kind.title) for kind in documents() if kind.name == CERTIFICATE), CERTIFICATE)
    about = f"{title} {records[0].number}" if len(records) == 1 else title
    access.printed(store, HouseRepair.kind, [record.house for record in records], about)


def _told(record: IssuedDocument) -> Issued:
    return Issued(record.id, record.house, record.number, record.code, (record.facts or {}).get("owner", ""))


# Checking


def _token_of(given: Path | str) -> Token:
    is_code = isinstance(given, str) and given.lstrip().upper().startswith("HB1")
    if isinstance(given, str) and (is_code or not Path(given).is_file()):
        return read_token(given)
    from codi_desktop.documents.render import read_code

    return read_token(read_code(Path(given)))


def _signer(store: Store, token: Token) -> tuple[str, str, bool] | None:
    """Find the machine whose key a token names: its device, its name, and whether it was reported lost."""
    own = store.machine
    if key_id(to_bytes(own.device)) == token.key:
        return own.device, own.name, False
    trust = trust_of(store)
    for machine in trust.machines():
        if key_id(to_bytes(machine.sub)) == token.key:
            return machine.sub, machine.name, trust.is_revoked(machine.sub)
    return None


def _recorded(store: Store, token: Token) -> IssuedDocument | None:
    query = IssuedDocument.select().where(
        ~IssuedDocument.deleted,
        IssuedDocument.id.between(token.area, token.area + "~"),
        IssuedDocument.number.endswith(token.number),
    )
    found = [r for r in store.rows(query) if r.number.rpartition(" ")[2] == token.number]
    return found[0] if found else None


def _disagreements(store: Store, token: Token, record: IssuedDocument) -> list[str]:
    """Compare a code with the record of its paper: the facts as they were frozen, and whether it still holds."""
    problems = []
    told_apart = record.facts is not None and record.salt and facts_digest(record.facts, record.salt) != token.facts
    if told_apart or record.day != token.day.isoformat():
        line = gettext("The code does not belong to the paper {number} as it is recorded here.")
        problems.append(line.format(number=record.number))
    if record.void_on:
        day = format_date(date.fromisoformat(record.void_on), "long")
        line = gettext("The paper was made void on {day}: {why}").format(day=day, why=record.void_reason or "")
        problems.append(line)
        try:
            number = store.get(IssuedDocument, record.replaced_by or "").number
            problems.append(gettext("It was replaced by {number}.").format(number=number))
        except NotFound:
            pass  # nothing took its place, or what did has not arrived here
    return problems


def _known(document: str) -> None:
    if document not in {kind.name for kind in documents()}:
        raise UnknownDocument(document=document)


def _today() -> date:
    return date.today()  # noqa: DTZ011  the user's own calendar day


__all__ = [
    "AlreadyIssued", "AlreadyVoid", "DocumentKind", "Issued", "IssuedBatch", "NotAToken",
    "NotReady", "NothingToPrint", "UnknownDocument", "Verified", "documents", "issue", "issued_for", "preview",
    "reprint", "verify", "void", "void_and_reissue",
]  # fmt: skip
