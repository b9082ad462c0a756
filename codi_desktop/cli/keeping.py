"""Commands that look after the store: digest, check, backup, restore, status."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, say, utc
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import forks, missing, office, opening, waiting
from codi_desktop.services.ways import Where

OPENS_HERE_ALONE = N_(
    "This machine has no passphrase, so the backup opens on this computer alone. "
    "Make the committee's sheets, then back up again."
)


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("digest", N_("one number over all present values and open conflicts"), _digest)
    check = commands.add("check", N_("prove the store, log, signatures and photos"), _check)
    check.add_argument(
        "--deep", action="store_true", help=gettext(N_("also rebuild the tables from the log and compare"))
    )
    saved = commands.add("backup", N_("write a sealed backup"), _backup)
    saved.add_argument("--out", type=Path, required=True, metavar="FILE")
    restore = commands.add("restore", N_("restore a backup into an empty folder"), _restore)
    restore.add_argument("file", type=Path, metavar="FILE")
    status = commands.add("status", N_("where each change is known to be"), _status)
    status.add_argument("id", nargs="?", metavar="ID")


def _digest(session: Session, _chosen: argparse.Namespace) -> None:
    digest = session.store.digest()
    session.tell({"digest": digest}, digest)


def _check(session: Session, chosen: argparse.Namespace) -> int:
    findings = session.store.check(deep=chosen.deep)
    for finding in findings:
        session.tell({"what": finding.what, "sentence": finding.sentence}, finding.sentence)
    if not findings:
        session.tell({"ok": True}, gettext("Everything was checked, and nothing is wrong."))
    return 1 if findings else 0


def _backup(session: Session, chosen: argparse.Namespace) -> None:
    office.back_up(session.store, chosen.out, photos=False)
    size = chosen.out.stat().st_size
    elsewhere = office.opens_elsewhere(session.store)
    facts = {"path": str(chosen.out), "bytes": size, "opens_elsewhere": elsewhere}
    session.tell(facts, gettext("The backup is {file}.").format(file=chosen.out))
    if not elsewhere:
        say(gettext(OPENS_HERE_ALONE))


def _restore(session: Session, chosen: argparse.Namespace) -> None:
    opening.restore_backup(chosen.file, session.folder)
    store = session.store
    facts = {"data": str(session.folder), "machine": store.machine.name, "incarnation": store.machine.incarnation}
    session.tell(facts, gettext("Restored into {folder}.").format(folder=session.folder))


def _status(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.id:
        _status_of(session, chosen.id)
        return
    store = session.store
    counts = store.where_counts()
    absent, waits, doubled = missing.unheard_bundles(store), waiting.waiting_parts(store), forks.forks(store)
    lines = [f"{gettext(_STATES[state])}: {count}" for state, count in counts.items()]
    lines += [missing.sentence(one) for one in absent]
    lines += [f"{waiting.sentence(one)}. {waiting.since(one)}" for one in waits]
    lines += [forks.sentence(one.machine) for one in doubled]
    facts = {
        **{str(state): count for state, count in counts.items()},
        "missing_bundles": [asdict(one) for one in absent],
        "waiting": [asdict(one) | {"since": utc(one.since)} for one in waits],
        "twice": [asdict(one) | {"seen_at": utc(one.seen_at)} for one in doubled],
    }
    session.tell(facts, "\n".join(lines))


def _status_of(session: Session, record_id: str) -> None:
    """Say where a record is, and each change of it."""
    store = session.store
    entries = store.history(store.by_id(record_id).id)
    where = store.where([record_id])[record_id]
    places = store.where_at(entry.place for entry in entries)
    changes = [
        {"change": entry.change_id, "by": entry.by, "on": entry.machine_name} | _where(places[entry.place])
        for entry in entries
    ]
    lines = [_told(where)]
    lines += [f"  {utc(entry.at)} {entry.by} ({entry.machine_name}): {_told(places[entry.place])}" for entry in entries]
    session.tell({"id": record_id, **_where(where), "changes": changes}, "\n".join(lines))


def _where(where: Where) -> dict[str, Any]:
    return {"state": where.state, "at": utc(where.at) if where.at else None, "machine": where.machine}


def _told(where: Where) -> str:
    parts = (gettext(_STATES[where.state]), where.machine, utc(where.at) if where.at else "")
    return " ".join(part for part in parts if part)


_STATES = {
    "here": N_("Only on this machine"),
    "bundle": N_("On the stick, not yet received"),
    "arrived": N_("Arrived elsewhere"),
}
