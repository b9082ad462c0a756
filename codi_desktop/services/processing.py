"""The council's record of how it uses personal data (มาตรา 39): collected from what is kept, printed as a PDF."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from codi_desktop.records._fields import Privacy
from codi_desktop.records._record import kinds
from codi_desktop.records.organisation import Organisation
from codi_desktop.services import access, privacy
from codi_desktop.services.access import Wanted
from codi_desktop.services.moments import moment
from codi_desktop.services.office import council, place_in_words
from codi_desktop.store.store import Store, live
from codi_desktop.thai.calendar import fiscal_year, fiscal_year_days
from codi_desktop.thai.phone import format_phone

if TYPE_CHECKING:
    from codi_desktop.documents.processing_record import ProcessingRecord, Reading, Receiver

_FOR_A_PURPOSE = "เห็นเฉพาะเลขท้าย เห็นเต็มเมื่อตำบลบันทึกวัตถุประสงค์"


def period(day: date) -> tuple[date, date]:
    """Give the days that the paper covers: from the beginning of the fiscal year to `day`."""
    return fiscal_year_days(fiscal_year(day))[0], day


def processing_record(store: Store, since: date, until: date) -> "ProcessingRecord":
    """Collect what the paper says of a period, both days included."""
    from codi_desktop.documents.processing_record import ProcessingRecord

    place = " ".join(part for part in place_in_words(store) if part)
    return ProcessingRecord(
        council=council(store).name,
        place=place,
        contact=_contact(store),
        machine=store.machine.name,
        person=store.machine.person,
        since=since,
        until=until,
        counts={kind: store.count(live(model)) for kind, model in kinds().items() if access.is_personal(kind)},
        readings=_readings(),
        receivers=_receivers(store, since, until),
        accesses=access.counts(store, Wanted(since=_midnight(since), until=_midnight(until + timedelta(days=1)))),
        erasures=sum(since <= moment(one.iat * 1000).date() <= until for one in privacy.erasures(store)),
        full_numbers_for=_full_numbers_for(store, since, until),
    )


def processing_record_pdf(store: Store, since: date, until: date, *, thai_numerals: bool = False) -> bytes:
    """Draw the paper. It names nobody but the machine's own person, so that it may be shown to everybody."""
    from codi_desktop.documents.processing_record import write_processing_record

    drawn = BytesIO()
    write_processing_record(processing_record(store, since, until), drawn, thai_numerals=thai_numerals)
    return drawn.getvalue()


def _contact(store: Store) -> str:
    """Give address and phone of the council, as far as they are known."""
    record_id = council(store).record_id
    if not record_id:
        return ""
    found = store.get(Organisation, record_id)
    phone = f"โทร {format_phone(found.phone)}" if found.phone else ""
    return " ".join(part for part in (found.address or "", phone) if part)


def _readings() -> "list[Reading]":
    """Say which levels may read what, as the keys go with bundles."""
    from codi_desktop.documents.processing_record import Reading

    def words(level: str, kept: Privacy) -> str:
        if level in privacy.readers(kept):
            return "อ่านได้"
        return _FOR_A_PURPOSE if (level, kept) == ("province", Privacy.IDENTIFIER) else "ไม่เห็น"

    return [
        Reading(kept, *(words(level, kept) for level in ("tambon", "province", "region")))
        for kept in (Privacy.PERSONAL, Privacy.SENSITIVE, Privacy.IDENTIFIER)
    ]


def _full_numbers_for(store: Store, since: date, until: date) -> list[str]:
    """Tell for what numbers were shown to the province, printed or given out in full, each purpose once."""
    people: dict[str, set[str]] = {}
    for one in privacy.disclosures(store):
        ends = [day for day in (one.until, one.withdrawn_on) if day]
        if one.said_on and one.said_on <= until.isoformat() and all(day >= since.isoformat() for day in ends):
            people.setdefault(one.reason or "", set()).add(one.subject or "")
    shown = [f"{reason} (ให้จังหวัดอ่าน {len(whose):,} คน)" for reason, whose in sorted(people.items())]
    days = Wanted(since=_midnight(since), until=_midnight(until + timedelta(days=1)))
    return shown + [f"{purpose} (พิมพ์หรือส่งออก)" for purpose in access.purposes_given(store, days)]


def _receivers(store: Store, since: date, until: date) -> "list[Receiver]":
    from codi_desktop.documents.processing_record import Receiver

    found: dict[str, list[date]] = {}
    for note in store.bundles():
        day = moment(note.at).date()
        if note.direction == "out" and since <= day <= until:
            found.setdefault(note.peer_name, []).append(day)
    return [Receiver(name, len(days), max(days)) for name, days in sorted(found.items())]


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time()).astimezone().timestamp() * 1000)
