"""The handover and its papers: day, place, presider, plate, witnesses, and the certificates that were issued."""

import datetime as dt

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.services.houses import HouseView
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.house_sections.section import Acting, FormCard, Section, buttons_row
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.history import Event, HistoryTimeline

_CEREMONY = ("handover_on", "ceremony_place", "plate_no", "presider_unknown", "presider_name", "presider_position")
_SIGNING = (
    "giver_name",
    "giver_position",
    "witness1_name",
    "witness1_position",
    "witness2_name",
    "witness2_position",
)
_AFTERWARDS = ("satisfaction_note", "refund_note")


class DocumentsSection(Section):
    """What stands on the certificate, and the certificate."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "documents")
        papers = Card(gettext("Handover certificate"), name="card-papers")
        self._papers = HistoryTimeline()
        self._papers.chosen.connect(self._open_documents)
        papers.body.addWidget(self._papers)
        self._none = Label("", "body", tone="muted")
        papers.body.addWidget(self._none)
        self._print = Button(gettext("Preview and print"), "tonal", icon="printer", name="open-documents")
        self._print.clicked.connect(self._open_documents)
        papers.body.addWidget(buttons_row(self._print))
        self.column.addWidget(papers)
        self._forms = tuple(
            FormCard(title, HouseRepair, names, _house_of, desk, act, name=name)
            for name, title, names in (
                ("ceremony", gettext("Handover ceremony"), _CEREMONY),
                ("signing", gettext("Giver and witnesses"), _SIGNING),
                ("afterwards", gettext("After the handover"), _AFTERWARDS),
            )
        )
        for form in self._forms:
            self.column.addWidget(form)
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show the papers and the handover."""
        self._papers.set_events([_event(paper) for paper in view.papers])
        ready = view.house.step in {"inspected", "handed_over", "closed"}
        self._none.set_text(
            gettext("No certificate was issued yet.")
            if ready
            else gettext("Before the inspection is passed the certificate prints as a draft, without a number.")
        )
        self._none.setVisible(not view.papers)
        for form in self._forms:
            form.show_house(view)

    def focus_field(self, name: str) -> None:
        """Go to a field, or to the certificate."""
        if name == "handover_certificate":
            self._print.setFocus()
        else:
            super().focus_field(name)

    def _open_documents(self) -> None:
        self.asked.emit("print")


def _house_of(view: HouseView) -> HouseRepair:
    return view.house


def _event(paper: IssuedDocument) -> Event:
    day = format_date(dt.date.fromisoformat(paper.day), "short") if paper.day else ""
    count = paper.print_count or 0
    prints = ngettext("printed {n} time", "printed {n} times", count).format(n=count)
    if paper.void_on:
        why = gettext("void: {why}").format(why=paper.void_reason or "")
        return Event(paper.id, day, "file-x", paper.number or "", prints, why, "ban", "bad")
    return Event(paper.id, day, "file-check", paper.number or "", prints, gettext("holds"), "circle-check", "ok")
