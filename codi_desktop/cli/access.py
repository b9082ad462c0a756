"""Commands about personal data: who used it (access), and the record of its use (processing)."""

import argparse
from datetime import date
from pathlib import Path

from codi_desktop.cli._parser import Commands, day
from codi_desktop.cli._session import Session, say, utc
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import access, papers, processing
from codi_desktop.thai.calendar import format_date, format_time


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    told = commands.add("access", N_("who opened, printed or gave out personal data, the newest first"), _access)
    told.add_argument("--record", metavar="ID", default="")
    told.add_argument("--person", metavar="NAME", default="")
    record = commands.add("processing", N_("print the record of how personal data is used (section 39)"), _processing)
    record.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    record.add_argument("--since", type=day, metavar="DATE", help=gettext(N_("default: the fiscal year's first day")))
    record.add_argument("--until", type=day, metavar="DATE", help=gettext(N_("default: today")))


def ask_for_full_numbers(parser: argparse.ArgumentParser) -> None:
    """Let a command show citizen ids in full, for a purpose."""
    parser.add_argument(
        "--unmasked", action="store_true", help=gettext(N_("citizen ids in full; needs --purpose, and is noted"))
    )
    parser.add_argument("--purpose", metavar="TEXT", default="", help=gettext(N_("what the full numbers are for")))


def purpose_of(chosen: argparse.Namespace) -> str:
    """Give the purpose for which numbers are shown in full, "" where they are masked. Raises PurposeNeeded."""
    return access.said(chosen.purpose) if chosen.unmasked else ""


def _processing(session: Session, chosen: argparse.Namespace) -> None:
    first, until = processing.period(chosen.until or date.today())  # noqa: DTZ011  the user's own calendar day
    since = chosen.since or first
    papers.keep(processing.processing_record_pdf(session.store, since, until), chosen.out)
    facts = {"path": str(chosen.out), "since": since.isoformat(), "until": until.isoformat()}
    session.tell(facts, gettext("The paper is in {file}.").format(file=chosen.out))


def _access(session: Session, chosen: argparse.Namespace) -> None:
    found = access.all_lines(session.store, access.Wanted(record=chosen.record, person=chosen.person))
    for line in found:
        facts = {
            "at": utc(int(line.at.timestamp() * 1000)),
            "person": line.person,
            "machine": line.machine,
            "act": line.act,
            "kind": line.kind,
            "record": line.record,
            "count": line.count,
            "about": line.about,
            "purpose": line.purpose,
        }
        when = f"{format_date(line.at.date(), 'brief')} {format_time(line.at.time())}"
        act = gettext(access.ACT_WORDS[line.act])
        words = (when, f"{line.person} ({line.machine})", act, line.title, line.about, line.purpose)
        session.tell(facts, " · ".join(word for word in words if word))
    if not session.as_json:
        say(ngettext("{n} entry", "{n} entries", len(found)).format(n=len(found)))
