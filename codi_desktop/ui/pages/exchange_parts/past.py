"""What went out and came in: every bundle with its receipt, and those that never came."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import taking_back
from codi_desktop.services.arrivals import IN_PART, Line, Missing, Told, Where
from codi_desktop.services.missing import ranges, sentence
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.dialogs.take_back import TakeBackDialog
from codi_desktop.ui.pages.exchange_parts._words import moment_words, photos_words, size_words
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.history import Event, HistoryTimeline, Kind
from codi_desktop.ui.widgets.notice import Notice

_FIRST_ROWS = 8


class PastCard(Card):
    """The timeline of bundles. Enter shows one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Bundles so far"), name="past-card")
        self._desk = desk
        self._told: Told | None = None
        self._shows_all = False
        self.missing = Notice("bad")
        self.missing.hide()
        self.body.addWidget(self.missing)
        self.timeline = HistoryTimeline()
        self.timeline.chosen.connect(self._show_one)
        self.body.addWidget(self.timeline)
        self._nothing = Label(gettext("Nothing has been exchanged yet."), "body", tone="muted")
        self.body.addWidget(self._nothing)
        row = QHBoxLayout()
        self.all_button = Button("", "link", room="line", name="all-bundles")
        self.all_button.clicked.connect(self._show_all)
        row.addWidget(self.all_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.all_button.hide()

    def show_told(self, told: Told) -> None:
        """Show the history."""
        self._told = told
        events = [
            *(_missing_event(one) for one in told.missing if not one.is_settled),
            *(_event(line, told.receipts.get(line.note.bundle_id)) for line in told.lines),
            *(_missing_event(one) for one in told.missing if one.is_settled),
        ]
        shown = events if self._shows_all else events[:_FIRST_ROWS]
        self.timeline.set_events(shown)
        self._nothing.setVisible(not events)
        self.all_button.setVisible(len(shown) < len(events))
        words = ngettext("Show all {n} bundle", "Show all {n} bundles", len(events))
        self.all_button.set_words(words.format(n=f"{len(events):,}"))
        awaited = [one for one in told.missing if not one.is_settled]
        self.missing.setVisible(bool(awaited))
        if awaited:
            lines = [sentence(one) for one in awaited]
            todo = gettext("Please ask for a copy, or bring in the file if you have it. What came later is kept safe.")
            self.missing.show_notice("bad", " · ".join(lines), todo)

    def _show_all(self) -> None:
        self._shows_all = True
        if self._told is not None:
            self.show_told(self._told)

    def _show_one(self, name: str) -> None:
        if self._told is None:
            return
        found = next((line for line in self._told.lines if _name(line) == name), None)
        if found is not None:
            BundleDialog(self._desk, found, self._told.receipts.get(found.note.bundle_id), self).open_fitted()


class BundleDialog(AskingDialog):
    """What is known of one bundle, with its receipt."""

    def __init__(self, desk: Desk, line: Line, receipt: Where | None, parent: QWidget) -> None:
        super().__init__(_what(line), line.note.file_name, gettext("Close"), parent, name="bundle", width=560)
        note = line.note
        rows = [
            (gettext("When"), moment_words(note.at)),
            *([(gettext("Carried by"), line.bearer)] if line.bearer else []),
            (gettext("Size"), size_words(note.bytes)),
            (gettext("Contents"), _contents(line)),
            (gettext("Receipt"), _state(line, receipt)[0]),
        ]
        for label, words in rows:
            row = QHBoxLayout()
            first = Label(label, "second", wrap=False)
            first.setMinimumWidth(theme.current().px(130))
            row.addWidget(first)
            row.addWidget(Label(words, "body"), 1)
            self.body.addLayout(row)
        self.body.addStretch(1)
        self._desk, self._bundle_id = desk, note.bundle_id
        self.back_button = Button(gettext("Take the import back"), icon="undo-2", name="take-back-import", parent=self)
        self.back_button.clicked.connect(self._take_back)
        self.back_button.hide()
        self.foot.insertWidget(0, self.back_button)
        if note.direction == "in":
            desk.run(self, taking_back.can_be_taken_back, self._offer)
        self.accept_button.clicked.connect(self.accept)
        cancel = self.findChild(Button, "cancel")
        if cancel is not None:
            cancel.hide()

    def _offer(self, possible: set[str]) -> None:
        self.back_button.setVisible(self._bundle_id in possible)

    def _take_back(self) -> None:
        dialog = TakeBackDialog(self._desk, self._bundle_id, self.parentWidget() or self)
        dialog.accepted.connect(self.accept)
        dialog.open_fitted()


def _event(line: Line, receipt: Where | None) -> Event:
    note = line.note
    words, icon, kind = _state(line, receipt)
    return Event(
        name=_name(line),
        when=moment_words(note.at),
        icon="upload" if note.direction == "out" else "download",
        what=_what(line),
        more=_contents(line),
        state=words,
        state_icon=icon,
        kind=kind,
    )


def _missing_event(missing: Missing) -> Event:
    told = gettext("Import, no. {number} from {sender}")
    return Event(
        name=f"missing-{missing.sender}-{missing.numbers[0]}",
        when=gettext("Day not known"),
        icon="download",
        what=told.format(number=ranges(missing.numbers), sender=missing.sender_name),
        more=_missing_more(missing),
        state=gettext("Need not be waited for") if missing.is_settled else gettext("Not arrived"),
        state_icon="circle-check" if missing.is_settled else "file-x",
        kind="muted" if missing.is_settled else "bad",
        alarm=not missing.is_settled,
    )


def _missing_more(missing: Missing) -> str:
    if missing.is_settled:
        return gettext("What was in it came another way")
    if missing.bearer:
        return gettext("Last carried by {bearer}").format(bearer=missing.bearer)
    return gettext("Known from a later bundle")


def _what(line: Line) -> str:
    note = line.note
    told = (
        gettext("Export, no. {number} to {receiver}")
        if note.direction == "out"
        else gettext("Import, no. {number} from {receiver}")
    )
    return told.format(number=note.number, receiver=note.peer_name)


def _contents(line: Line) -> str:
    counts = line.note.counts
    changes = counts.get("changes", counts.get("new", 0) + counts.get("kept", 0))
    parts = [ngettext("{n} change", "{n} changes", changes).format(n=f"{changes:,}")] if changes else []
    if photos := counts.get("photos", 0):
        parts.append(photos_words(photos))
    return " · ".join([*(parts or [gettext("Only a receipt")]), size_words(line.note.bytes)])


def _state(line: Line, receipt: Where | None) -> tuple[str, str, Kind]:
    note = line.note
    if note.direction == "in" and note.state == IN_PART:
        return gettext("Brought in part"), "circle-dashed", "warn"
    if note.direction == "in":
        return gettext("Brought in"), "circle-check", "ok"
    if not (note.counts.get("changes") or note.counts.get("photos")):
        return gettext("Needs no receipt"), "circle-check", "muted"
    if receipt is not None:
        told = gettext("Receipt held, {day}").format(day=moment_words(receipt.at)) if receipt.at else ""
        return told or gettext("Receipt held"), "file-check", "ok"
    return gettext("Awaiting receipt"), "hourglass", "warn"


def _name(line: Line) -> str:
    return f"{line.note.direction}-{line.note.bundle_id}"
