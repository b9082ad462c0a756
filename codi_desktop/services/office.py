"""Look after the desk itself: whose machine this is, how safe its work is, and the last thing that was done."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.records._record import kinds
from codi_desktop.records.organisation import Organisation
from codi_desktop.services import access, areas, aside, escrow
from codi_desktop.services.moments import moment
from codi_desktop.store.keys import KeySlots, Locked, WrongPassphrase
from codi_desktop.store.saving import Saved
from codi_desktop.store.store import NotFound, Store
from codi_desktop.store.undoing import LaterWork, NothingToUndo

LEAST_FREE_BYTES = 300 << 20
LONGEST_LOGO_BYTES = 5 << 20

__all__ = [
    "Council",
    "Desk",
    "Finding",
    "LaterWork",
    "Locked",
    "NotAPicture",
    "NothingToUndo",
    "Safety",
    "Unfinished",
    "WrongPassphrase",
    "back_up",
    "change_passphrase",
    "check_up",
    "council",
    "day_of",
    "desk",
    "drafts",
    "drop_draft",
    "finish_index",
    "keep_council",
    "keep_machine",
    "last_backup",
    "logo",
    "opens_elsewhere",
    "safety",
    "undo_last",
]


class NotAPicture(CodiError):
    """A file that cannot be a logo."""

    message = N_("“{name}” cannot be the logo. Choose a picture (PNG or JPEG) of at most 5 MB.")


@dataclass(frozen=True)
class Desk:
    """Whose machine this is, as the head of the sidebar and the settings show it."""

    name: str
    second: str
    machine: str
    person: str
    level: str
    area: str
    code: str
    device: str
    has_joined: bool


@dataclass(frozen=True)
class Safety:
    """How far this machine's work has come, in records."""

    here: int
    on_stick: int
    arrived: int
    arrived_at: int | None
    """milliseconds; when another machine was last known to have work of ours"""
    arrived_name: str


@dataclass(frozen=True)
class Finding:
    """Something wrong with the machine: what it is, a sentence, and how to go on."""

    what: str
    sentence: str


@dataclass(frozen=True)
class Unfinished:
    """A form that was begun and not saved."""

    form: str
    kind: str
    record_id: str
    """empty for a new record"""
    title: str


@dataclass(frozen=True)
class Council:
    """What the papers say about the council; `record_id` is empty until it was kept for the first time."""

    record_id: str
    name: str
    short_name: str
    document_prefix: str
    logo: str
    thai_numerals: bool


def desk(store: Store) -> Desk:
    """Say whose machine this is."""
    machine = store.machine
    name, second = place_in_words(store)
    return Desk(
        name=name,
        second=second,
        machine=machine.name,
        person=machine.person,
        level=machine.level,
        area=machine.scope,
        code=machine.code,
        device=machine.device,
        has_joined=machine.root != machine.device,
    )


def place_in_words(store: Store) -> tuple[str, str]:
    """Name this machine's area, and what tells it apart from others of its name."""
    machine = store.machine
    names = areas.place_names(store, machine.scope)
    match machine.level:
        case "tambon":
            first = gettext("Tambon {name}").format(name=names.tambon or machine.scope)
            parts = (
                gettext("Amphoe {name}").format(name=names.amphoe) if names.amphoe else "",
                gettext("{name} province").format(name=names.province) if names.province else "",
            )
            return first, "  ".join(part for part in parts if part)
        case "province":
            return gettext("Province {name}").format(name=names.province or machine.scope), names.group
        case "group":
            return names.group or machine.scope, names.region
    return names.region or machine.scope, ""


def keep_machine(store: Store, *, name: str, person: str) -> None:
    """Change how this machine is called here and who sits before it."""
    store.become(replace(store.machine, name=name, person=person))


def safety(store: Store) -> Safety:
    """Say how far the work has come."""
    counts = store.where_counts()
    last = store.last_receipt()
    return Safety(
        here=counts["here"],
        on_stick=counts["bundle"],
        arrived=counts["arrived"],
        arrived_at=last.at if last else None,
        arrived_name=last.machine if last else "",
    )


def finish_index(store: Store) -> None:
    """Index for search what large bundles have left; until then it is found all the same, a little slower."""
    store.index_rest()


def check_up(store: Store) -> list[Finding]:
    """Make today's backup and look whether everything is as it was written; photos on their way are no fault."""
    escrow.keep(store)  # before the backup, which holds it
    aside.retry_after_update(store)
    finish_index(store)
    findings = [Finding(one.what, one.sentence) for one in store.check() if one.what != "missing"]
    free = shutil.disk_usage(store.folder).free
    if free < LEAST_FREE_BYTES:
        sentence = gettext("The disk is nearly full: {free} MB are left. Make room before you go on.")
        findings.append(Finding("disk", sentence.format(free=free >> 20)))
    elif not findings:
        store.keep_backups()
    return findings


def back_up(store: Store, out: Path, *, photos: bool = True) -> Path:
    """Write everything into one sealed file; it opens with this machine's passphrase."""
    kept = store.backup(out, photos=photos)
    access.backed_up(store, out)
    return kept


def opens_elsewhere(store: Store) -> bool:
    """Say whether a backup of this machine can be opened on another computer."""
    return any(kind not in {"file", "keyring"} for kind in KeySlots(store.folder).slots())


def drafts(store: Store) -> list[Unfinished]:
    """Give the forms that were begun and not saved, the newest first."""
    found = []
    for draft in store.drafts():
        kind, _, rest = draft.form.partition("/")
        record_id = rest.partition("/")[0]  # a house has a draft for each part of its page: house/<id>/<part>
        kind = "house_repair" if kind == "house" else kind
        if kind in kinds() and record_id:
            found.append(_unfinished(store, kind, "" if record_id == "new" else record_id, draft.form))
    return list({(one.kind, one.record_id): one for one in reversed(found)}.values())[::-1]


def drop_draft(store: Store, form: str) -> None:
    """Forget what was typed into a form."""
    store.drop_draft(form)


def _unfinished(store: Store, kind: str, record_id: str, form: str) -> Unfinished:
    label = gettext(kinds()[kind].label)
    try:
        title = _called(label, store.by_id(record_id).title()) if record_id else ""
    except NotFound:
        title = ""
    return Unfinished(form, kind, record_id, title or gettext("New: {label}").format(label=label))


def _called(label: str, title: str) -> str:
    """Put the word for the kind before a title that does not begin with it."""
    return title if title.startswith(label) else f"{label} {title}"


def day_of(at: int) -> date:
    """Give the day of a moment (milliseconds) as this machine's calendar has it."""
    return moment(at).date()


def last_backup(store: Store) -> date | None:
    """Give the day of the newest automatic backup."""
    days = sorted(path.name[:10] for path in (store.folder / "backups").glob("????-??-??*"))
    return date.fromisoformat(days[-1]) if days else None


def undo_last(store: Store) -> str:
    """Take the last action of this machine back and say what it was. Raises NothingToUndo and LaterWork."""
    action = store.last_action()
    if action is None:
        raise NothingToUndo
    return _undone(store, store.undo(action))


def _undone(store: Store, saved: Saved) -> str:
    records = [store.by_id(record_id) for record_id in dict.fromkeys(saved.ids)]
    if len(records) == 1:
        called = _called(gettext(records[0].label), records[0].title())
        return gettext("Taken back: {record}").format(record=called)
    count = len(records)
    return ngettext("Taken back: {count} record", "Taken back: {count} records", count).format(count=count)


# --- the council on its papers


def council(store: Store) -> Council:
    """Give what is known of this machine's council, or what it is called by default."""
    found = _council(store)
    numerals = bool(store.setting("thai_numerals", default=False))
    if found is None:
        name = gettext("Community Organisation Council of {place}").format(place=place_in_words(store)[0])
        return Council("", name, "", "", "", numerals)
    return Council(
        found.id, found.name or "", found.short_name or "", found.document_prefix or "", found.logo or "", numerals
    )


def keep_council(
    store: Store,
    *,
    name: str,
    short_name: str,
    document_prefix: str,
    logo_file: Path | None = None,
    thai_numerals: bool | None = None,
) -> Council:
    """Keep what the papers say about the council. A new logo is taken from a file. Raises NotAPicture."""
    record = _council(store) or Organisation.new(store.machine.scope, category="council", area=store.machine.scope)
    record.fill({"name": name, "short_name": short_name, "document_prefix": document_prefix})
    if logo_file is not None:
        record.fill({"logo": _take_logo(store, logo_file)})
    store.save(record)
    if thai_numerals is not None:
        store.set_setting("thai_numerals", thai_numerals)
    return council(store)


def logo(store: Store, name: str) -> bytes:
    """Give the bytes of a logo."""
    content: bytes = store.photos.read(name)
    return content


def _council(store: Store) -> Organisation | None:
    area = store.machine.scope
    query = Organisation.select().where(
        ~Organisation.deleted, Organisation.category == "council", Organisation.id.between(area, area + "~")
    )
    found = sorted(store.rows(query), key=lambda one: (one.area != area, one.id))
    return found[0] if found else None


def _take_logo(store: Store, file: Path) -> str:
    """Keep a picture, brought down to a size that papers need."""
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        if file.stat().st_size > LONGEST_LOGO_BYTES:
            raise NotAPicture(name=file.name)
        with Image.open(file, formats=("PNG", "JPEG")) as opened:
            opened.thumbnail((600, 600))
            shrunk = io.BytesIO()
            opened.convert("RGBA").save(shrunk, "PNG")
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError) as wrong:
        raise NotAPicture(name=file.name) from wrong
    shrunk.seek(0)
    kept: str = store.photos.add(shrunk)
    return kept


# --- the ways in


def change_passphrase(store: Store, old: str, new: str) -> None:
    """Put a new passphrase in place of the old one. Raises WrongPassphrase."""
    KeySlots(store.folder).change_passphrase(old, new)
