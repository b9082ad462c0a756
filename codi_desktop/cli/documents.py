"""Commands about papers: documents, issue, reprint, void, verify."""

import argparse
from dataclasses import asdict
from pathlib import Path

from codi_desktop.cli._parser import Commands, day
from codi_desktop.cli._session import Session, progress, say
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import issuing, papers


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    commands.add("documents", N_("the documents that can be issued"), _documents)
    issue = commands.add("issue", N_("number and print a document"), _issue)
    issue.add_argument("document", metavar="DOCUMENT")
    issue.add_argument("ids", nargs="+", metavar="ID")
    issue.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    issue.add_argument("--date", type=day, metavar="D", help=gettext(N_("default: the day of the handover")))
    issue.add_argument("--arabic-numerals", action="store_true", help=gettext(N_("instead of Thai numerals")))
    issue.add_argument("--draft", action="store_true", help=gettext(N_("print a draft, which takes no number")))
    again = commands.add("reprint", N_("print issued papers again"), _reprint)
    again.add_argument("ids", nargs="+", metavar="ID")
    again.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    void = commands.add("void", N_("make a paper void, and issue it anew with --out"), _void)
    void.add_argument("id", metavar="ID")
    void.add_argument("--why", required=True)
    void.add_argument("--out", type=Path, metavar="FILE.pdf")
    verify = commands.add("verify", N_("check the signed code of a printed document"), _verify)
    verify.add_argument("paper", metavar="FILE|TEXT")


def _documents(session: Session, _chosen: argparse.Namespace) -> None:
    for kind in issuing.documents():
        title = gettext(kind.title)
        session.tell({"name": kind.name, "title": title, "for": kind.about}, f"{kind.name}  {title}")


def _issue(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.draft:
        numerals = not chosen.arabic_numerals
        papers.keep_draft(session.store, chosen.document, chosen.ids[0], chosen.out, thai_numerals=numerals)
        session.tell({"path": str(chosen.out), "draft": True}, gettext("The draft is {file}.").format(file=chosen.out))
        return
    batch = issuing.issue(
        session.store,
        chosen.document,
        chosen.ids,
        out=chosen.out,
        thai_numerals=not chosen.arabic_numerals,
        day=chosen.date,
        progress=progress(gettext("Printing")),
    )
    _tell_batch(session, batch)


def _reprint(session: Session, chosen: argparse.Namespace) -> None:
    _tell_batch(
        session, issuing.reprint(session.store, chosen.ids, out=chosen.out, progress=progress(gettext("Printing")))
    )


def _void(session: Session, chosen: argparse.Namespace) -> None:
    if chosen.out:
        _tell_batch(session, issuing.void_and_reissue(session.store, chosen.id, why=chosen.why, out=chosen.out))
        return
    record = issuing.void(session.store, chosen.id, why=chosen.why)
    told = gettext("The paper {number} is void.").format(number=record.number)
    session.tell({"id": record.id, "number": record.number, "void": True}, told)


def _tell_batch(session: Session, batch: issuing.IssuedBatch) -> None:
    for paper in batch.papers:
        facts = {**asdict(paper), "path": str(batch.path)}
        session.tell(facts, f"{paper.id}  {paper.number}  {paper.owner}")
    if not session.as_json:
        say(gettext("The papers are in {file}.").format(file=batch.path))


def _verify(session: Session, chosen: argparse.Namespace) -> int:
    found = issuing.verify(session.store, chosen.paper)
    facts = {**asdict(found), "day": found.day.isoformat(), "good": found.good}
    head = gettext("The paper is in order.") if found.good else gettext("Something is wrong with this paper.")
    signer = gettext("Signed by {name}.").format(name=found.signer) if found.signer else ""
    told = gettext("Number {number}, {day}, {baht} baht.").format(
        number=found.number, day=_shown_day(found), baht=_shown_baht(found)
    )
    session.tell(facts, "\n".join(line for line in (head, told, signer, *found.problems, *found.remarks) if line))
    return 0 if found.good else 1


def _shown_day(found: issuing.Verified) -> str:
    from codi_desktop.thai.calendar import format_date

    return format_date(found.day, "long")


def _shown_baht(found: issuing.Verified) -> str:
    from codi_desktop.thai.money import format_baht

    return format_baht(found.amount_satang)
