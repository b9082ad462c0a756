"""Commands about bundles: export, inspect, import."""

import argparse
from pathlib import Path
from typing import Any

from codi_desktop.cli._parser import Commands, size
from codi_desktop.cli._session import Session, progress, utc
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import carrying, coming, exchanging, office, taking_back
from codi_desktop.services.exchanging import Preview, RecordSeen


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    export = commands.add("export", N_("write what another machine lacks into a bundle"), _export)
    export.add_argument("--to", required=True, metavar="MACHINE", help=gettext(N_("its id, name or area, or “all”")))
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--limit", type=size, metavar="SIZE", help=gettext(N_("no file larger than this, as in 500M")))
    export.add_argument("--no-photos", action="store_true", help=gettext(N_("records first, photos another time")))
    export.add_argument("--bearer", default="", metavar="NAME", help=gettext(N_("who carries it")))
    inspect = commands.add("inspect", N_("verify a bundle and say what it holds"), _inspect)
    inspect.add_argument("file", type=Path, metavar="FILE")
    inspect.add_argument("--fields", action="store_true", help=gettext(N_("also what becomes of every field")))
    taken = commands.add("import", N_("take bundles in"), _import)
    taken.add_argument("files", type=Path, nargs="+", metavar="FILE")
    taken.add_argument(
        "--whole-parts",
        action="store_true",
        help=gettext(N_("of a damaged bundle, what is whole")),
    )
    taken.add_argument("--fields", action="store_true", help=gettext(N_("also what becomes of every field")))
    taken.add_argument("--preview", action="store_true", help=gettext(N_("only show what would change")))

    back = commands.add("undo-import", N_("take back what a bundle brought"), _undo_import)
    back.add_argument("bundle", metavar="BUNDLE_ID", help=gettext(N_("as “import” told it")))
    back.add_argument("--preview", action="store_true", help=gettext(N_("only show what would change")))
    back.add_argument(
        "--over-later", action="append", default=[], metavar="ID", help=gettext(N_("a record, whatever was done since"))
    )


def _undo_import(session: Session, chosen: argparse.Namespace) -> None:
    seen = taking_back.look(session.store, chosen.bundle)
    if not chosen.preview:
        saved = taking_back.take_back(session.store, chosen.bundle, chosen.over_later)
        facts = {"bundle": chosen.bundle, "action": saved.action, "changed": len(saved.ids)}
        session.tell(facts, gettext("Taken back."))
        return
    signs = {"back": "~", "deleted": "-", "later": "!", "foreign": "!"}
    lines = []
    for one in seen.records:
        lines.append(f"{signs[one.what]} {one.kind:16} {one.title}")
        lines += [f"    {line}" for line in (*one.lines, *one.left)]
    told = {
        "bundle": chosen.bundle,
        "number": seen.number,
        "sender": seen.sender_name,
        "records": [
            {"id": one.id, "kind": one.kind, "title": one.title, "what": one.what, "lines": one.lines, "left": one.left}
            for one in seen.records
        ],
    }
    session.tell(told, "\n".join(lines) or gettext("There is nothing left of this bundle that could be taken back."))


def _export(session: Session, chosen: argparse.Namespace) -> None:
    chosen.out.mkdir(parents=True, exist_ok=True)
    written = exchanging.write_bundle_for(
        session.store,
        chosen.to,
        chosen.out,
        limit=chosen.limit,
        photos=not chosen.no_photos,
        bearer=chosen.bearer,
        progress=progress(gettext("Writing")),
    )
    beside = [carrying.hand_over(session.store, one, written.path.parent) for one in carrying.carried(session.store)]
    facts = {
        "path": str(written.path),
        "carried": [str(file) for file in beside],
        "parts": [str(part) for part in written.parts],
        "number": written.number,
        "bytes": written.bytes,
        "changes": written.changes,
        "records": written.records,
        "photos": written.photos,
        "receivers": written.receivers,
    }
    told = gettext("Bundle no. {number} for {receivers}: {changes} changes, {photos} photos, {kilobytes} kB. {file}")
    session.tell(
        facts,
        told.format(
            number=written.number,
            receivers=", ".join(written.receivers),
            changes=written.changes,
            photos=written.photos,
            kilobytes=-(-written.bytes // 1000),
            file=written.path,
        ),
    )


def _inspect(session: Session, chosen: argparse.Namespace) -> None:
    _tell_preview(session, chosen.file, fields=chosen.fields)


def _tell_preview(session: Session, file: Path, *, whole_parts: bool = False, fields: bool = False) -> None:
    look = exchanging.salvage_preview if whole_parts else exchanging.look_at
    seen = look(session.store, file, progress(gettext("Reading")))
    facts = {
        "path": str(file),
        "bundle": seen.bundle_id,
        "number": seen.number,
        "at": utc(seen.at),
        "sender": {"device": seen.sender, "name": seen.sender_name, "area": seen.sender_scope},
        "program": seen.program,
        "seen_before": seen.seen_before,
        "photos": seen.photos,
        **_counts(seen.received),
        "problems": list(seen.problems),
        "record_list": [_record_facts(session, seen, record, fields=fields) for record in seen.records],
    }
    head = gettext("Bundle no. {number} of {sender}, {at}. Every byte was verified.")
    if whole_parts:
        head = gettext("Damaged bundle, perhaps no. {number} of {sender}, {at}. This much of it is whole:")
    lines = [
        head.format(number=seen.number, sender=seen.sender_name, at=utc(seen.at)),
        _sentence(seen.received, seen.photos),
    ]
    for record in seen.records:
        lines.append(f"  {_sign(record)} {record.kind:16} {record.title} {record.amount}".rstrip())
        lines += (
            [
                f"      {one.label}: {one.before} → {one.after} ({one.by})"
                for one in coming.fields_of(session.store, seen, record)
            ]
            if fields
            else []
        )
    session.tell(facts, "\n".join([*lines, *seen.problems]))


def _record_facts(session: Session, seen: Preview, record: RecordSeen, *, fields: bool) -> dict[str, Any]:
    facts = {
        "id": record.id,
        "kind": record.kind,
        "title": record.title,
        "new": record.is_new,
        "conflicts": record.conflicts,
        "settled": record.settled,
        "merged": record.is_merged,
        "deleted": record.becomes_deleted,
        "amount": record.amount,
    }
    if fields:
        facts["fields"] = [
            {"label": one.label, "before": one.before, "after": one.after, "status": one.status, "by": one.by}
            for one in coming.fields_of(session.store, seen, record)
        ]
    return facts


def _sign(record: RecordSeen) -> str:
    if record.conflicts:
        return "!"
    return "-" if record.becomes_deleted else "+" if record.is_new else "~"


def _import(session: Session, chosen: argparse.Namespace) -> None:
    for file in chosen.files:
        if chosen.preview:
            _tell_preview(session, file, whole_parts=chosen.whole_parts, fields=chosen.fields)
            continue
        take = exchanging.salvage if chosen.whole_parts else exchanging.take_in
        taken = take(session.store, file, progress(gettext("Reading")))
        facts = {
            "path": str(file),
            "bundle": taken.bundle_id,
            "number": taken.number,
            "sender": {"device": taken.sender, "name": taken.sender_name},
            "seen_before": taken.seen_before,
            "photos": taken.photos,
            **_counts(taken.received),
            "problems": list(taken.problems),
        }
        session.tell(facts, "\n".join([_sentence(taken.received, taken.photos), *taken.problems]))
    office.finish_index(session.store)


def _counts(received: Any) -> dict[str, Any]:
    names = ("new", "known", "waiting", "conflicts", "quarantined", "new_records", "changed_records")
    return {name: getattr(received, name) for name in names}


def _sentence(received: Any, photos: int) -> str:
    told = gettext("Changes: {new} new, {known} known. {conflicts} conflicts, {photos} photos.")
    waiting = gettext("{waiting} parts wait for an earlier bundle, {quarantined} were set apart.")
    apart = waiting if received.waiting or received.quarantined else ""
    return f"{told} {apart}".strip().format(**_counts(received), photos=photos)
