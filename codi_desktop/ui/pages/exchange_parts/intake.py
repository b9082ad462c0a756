"""The import card: what lies on the stick, what one bundle would bring, and what it brought."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import arrivals, exchanging
from codi_desktop.services.arrivals import Found, Locked, Place, Request, WelcomeSeen
from codi_desktop.services.exchanging import BundleSeen, Preview, TakenIn
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.coming_records import ComingRecords
from codi_desktop.ui.dialogs.take_back import TakeBackDialog
from codi_desktop.ui.pages.exchange_parts._stopping import Stopped, Wish
from codi_desktop.ui.pages.exchange_parts._words import (
    age_words,
    moment_words,
    size_words,
    told_and_next,
)
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Task
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.figures import Tile, TilesRow
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.safe_panel import SafeToRemovePanel

_MOST_ROWS = 6
_REQUEST_ENDING = ".codi-request"


class ImportCard(Card):
    """Choose a bundle, look at what it would bring, take it in. `taken` when one was taken in."""

    busy = Signal(bool)
    taken = Signal()
    request_chosen = Signal(object)
    welcome_chosen = Signal(object)
    conflicts_asked = Signal()
    leading = Signal(bool)
    """whether a bundle waits to be brought in, so that this is what comes next"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            gettext("Import"), icon="download", second=" ", big=True, fill=True, padding=22, name="import-card"
        )
        self._desk = desk
        self._place: Place | None = None
        self._found: Found | None = None
        self._shows_old = False
        self._file: Path | None = None
        self._sender = ""
        self._is_in_part = False
        self._taken_id = ""
        self._preview: Preview | None = None
        self._task: Task | None = None
        self._wish = Wish()
        self._looked_at: set[Path] = set()
        px = theme.current().px
        self.empty = EmptyState("usb", gettext("Plug in a stick"), "", primary=False)
        self.empty.asked.connect(self._empty_asked)
        self.body.addWidget(self.empty, 1)
        self._rows = QWidget()
        self._rows.setObjectName("on-the-stick")
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self.body.addWidget(self._rows)
        self._sender_row = QWidget()
        row = QHBoxLayout(self._sender_row)
        row.setContentsMargins(0, 0, 0, 0)
        self._from = Label("", "strong")
        self._when = Label("", "second")
        row.addWidget(self._from, 1)
        row.addWidget(self._when)
        self.body.addWidget(self._sender_row)
        self._signed = QWidget()
        row = QHBoxLayout(self._signed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(Picture("shield-check", "ok", 20))
        self._signed_words = Label("", "body", tone="ok")
        row.addWidget(self._signed_words, 1)
        self.body.addWidget(self._signed)
        self.bar = QProgressBar()
        self.bar.setObjectName("import-bar")
        self.bar.setTextVisible(False)
        self.bar.setMaximum(1000)
        self.body.addWidget(self.bar)
        self._progress_words = Label("", "second")
        self.body.addWidget(self._progress_words)
        self.tiles = TilesRow()
        self.tiles.chosen.connect(self._tile_chosen)
        self.body.addWidget(self.tiles)
        self.notice = Notice("warn")
        self.notice.asked.connect(self._notice_asked)
        self.body.addWidget(self.notice)
        self._promise = Label(
            gettext("Nothing of yours is overwritten. Where both changed the same, both values stay until you choose."),
            "body",
        )
        self.body.addWidget(self._promise)
        self._parts_promise = Label(
            gettext("What is whole can be taken in: a complete copy brings the rest later."), "body"
        )
        self.body.addWidget(self._parts_promise)
        self.panel = SafeToRemovePanel()
        self.body.addWidget(self.panel)
        self._stretch = QWidget()
        self.body.addWidget(self._stretch, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        self.back_button = Button(gettext("Other files"), "link", icon="arrow-left", name="other-files")
        self.back_button.clicked.connect(self.show_files)
        self.list_button = Button(gettext("Look one by one"), icon="eye", room="decisive", name="one-by-one")
        self.list_button.clicked.connect(self.show_records)
        self.stop_button = Button(gettext("Stop"), icon="x", room="decisive", name="stop-import")
        self.stop_button.clicked.connect(self.stop)
        self.take_button = Button(gettext("Bring in"), "primary", icon="download", room="decisive", name="take-in")
        self.take_button.clicked.connect(self.take_in)
        self.take_back_button = Button(gettext("Take the import back"), "link", icon="undo-2", name="take-back-import")
        self.take_back_button.clicked.connect(self.take_back)
        foot.addWidget(self.back_button)
        foot.addWidget(self.take_back_button)
        foot.addWidget(self.list_button)
        foot.addStretch(1)
        self.parts_button = Button(
            gettext("Take in only what is whole"), icon="file-check", room="decisive", name="whole-parts"
        )
        self.parts_button.clicked.connect(self.look_at_whole_parts)
        foot.addWidget(self.parts_button)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.take_button)
        self.body.addLayout(foot)
        self._state = ""
        self._show_state("files")

    # --- what the page tells

    def set_place(self, place: Place | None) -> None:
        """Look at another place, or at the same one with other files."""
        self._place = place
        if place is None:
            self._found = None
            if self._task is None and self._state != "taken":
                self.show_files()
            return
        folder = place.path
        self._desk.run(self, lambda store: (folder, arrivals.around(store, folder)), self._show_found)

    @property
    def is_busy(self) -> bool:
        """Whether a bundle is being read."""
        return self._task is not None

    # --- what a person does

    def show_files(self) -> None:
        """Show what lies on the stick."""
        if self._task is None:
            self._file, self._preview = None, None
            self._show_state("files")

    def go_back(self) -> bool:
        """Go back from a bundle to what lies on the stick. Say whether there was one."""
        if self._task is not None or self._state == "files":
            return False
        self.show_files()
        return True

    def start(self) -> None:
        """Do what comes next: take in what was looked at, look at the first new bundle, or choose a file (Ctrl+I)."""
        if self._state == "preview":
            self.take_in()
        elif self._task is None and self._found is not None and self._found.new_bundles:
            first = self._found.new_bundles[0]
            self.look_at(first.path, first.sender_name)
        elif self._task is None:
            self.choose_file()

    def choose_file(self) -> None:
        """Choose a file anywhere."""
        pattern = gettext("Bundles and requests") + f" (*.codi *{_REQUEST_ENDING})"
        start = str(self._place.path) if self._place else ""
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose a file"), start, pattern)
        if name:
            self.open_file(Path(name))

    def open_file(self, file: Path) -> None:
        """Look at a bundle, or hand a request to whoever accepts it."""
        if file.suffix == _REQUEST_ENDING:
            self._desk.run(self, lambda store: arrivals.request_in(store, file), self.request_chosen.emit)
        else:
            self.look_at(file)

    def look_at(self, file: Path, sender: str = "") -> None:
        """Verify a bundle and show what taking it in would do; nothing is kept."""
        if self._task is not None:
            return
        self._file, self._sender, self._is_in_part = file, sender, False
        self._run(partial(_look_at, file=file), self._show_preview, gettext("Checking every byte"))

    def look_at_whole_parts(self) -> None:
        """Show what is whole of a damaged bundle; nothing is kept."""
        if self._task is None and self._file is not None:
            self._is_in_part = True
            work = partial(_look_at_parts, file=self._file)
            self._run(work, self._show_preview, gettext("Looking for what is whole"))

    def take_in(self) -> None:
        """Take in what was looked at."""
        if self._task is None and self._file is not None and self._preview is not None:
            take = _take_parts if self._is_in_part else _take_in
            self._run(partial(take, file=self._file), self._show_taken, gettext("Bringing in"))

    def take_back(self) -> None:
        """Show what taking back what was just brought in would do."""
        if self._taken_id:
            dialog = TakeBackDialog(self._desk, self._taken_id, self)
            dialog.done_back.connect(self._taken_back)
            dialog.open_fitted()

    def _taken_back(self) -> None:
        self.show_files()
        self.taken.emit()

    def stop(self) -> None:
        """Stop what is under way; nothing is kept of it."""
        self._wish.is_to_stop = True
        self.stop_button.hide()

    def show_records(self) -> None:
        """Show every record that the bundle brings or changes."""
        if self._preview is not None:
            ComingRecords(self._desk, self._preview, self).open_fitted()

    def _run(self, work: Any, done: Any, words: str) -> None:
        self._wish = Wish()
        self._doing = words
        self._show_state("working")
        self._show_progress(0, 0, "")
        self.busy.emit(True)
        self._task = self._desk.run_long(self, partial(work, wish=self._wish), done, self._failed)
        self._task.progress.connect(self._show_progress)
        self._task.finished.connect(self._ended)

    def _ended(self) -> None:
        self._task = None
        self.busy.emit(False)

    def _tile_chosen(self, name: str) -> None:
        if name == "conflicts" and self._state == "taken":
            self.conflicts_asked.emit()
        else:
            self.show_records()

    def _notice_asked(self, name: str) -> None:
        if name == "again" and self._file is not None:
            self.look_at(self._file, self._sender)
        elif name == "conflicts":
            self.conflicts_asked.emit()

    def _empty_asked(self, name: str) -> None:
        if name == "file":
            self.choose_file()
        elif name == "old":
            self._show_old()

    # --- what is shown

    def _show_found(self, found: tuple[Path, Found]) -> None:
        folder, self._found = found
        if self._place is None or folder != self._place.path or self._task is not None:
            return
        if self._state == "files":
            self._show_state("files")
            self._look_at_the_only_one()

    def _look_at_the_only_one(self) -> None:
        """A stick with one new bundle and nothing else to decide: look at once, as everybody would."""
        found = self._found
        if found is None or found.requests or found.welcomes or len(found.new_bundles) != 1:
            return
        only = found.new_bundles[0]
        if only.path not in self._looked_at:
            self._looked_at.add(only.path)
            self.look_at(only.path, only.sender_name)

    def _show_old(self) -> None:
        self._shows_old = True
        self._show_state("files")

    def _show_rows(self) -> None:
        clear_layout(self._column)
        found = self._found
        if found is None:
            return
        rows: list[_FileRow] = []
        for welcome in found.welcomes:
            told = gettext("{name} lets this machine join").format(name=welcome.welcome.sender_name)
            row = _FileRow("handshake", told, welcome.path.name, gettext("Compare the words"), welcome)
            row.chosen.connect(self.welcome_chosen)
            rows.append(row)
        for request in found.requests:
            if isinstance(request, Locked):
                icon, told = "lock-open", gettext("{name} has forgotten its passphrase").format(name=request.asked.name)
            else:
                icon, told = "user-plus", gettext("{name} asks to join").format(name=request.seen.name)
            row = _FileRow(icon, told, request.area, gettext("Compare the words"), request)
            row.chosen.connect(self.request_chosen)
            rows.append(row)
        welcomes = {one.path for one in found.welcomes}
        new = [one for one in found.new_bundles if one.path not in welcomes]
        rows += [self._bundle_row(one) for one in new[:_MOST_ROWS]]
        old = [one for one in found.bundles if one not in found.new_bundles]
        if self._shows_old:
            rows += [self._bundle_row(one) for one in old[:_MOST_ROWS]]
        for number, row in enumerate(rows):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(row)
        links = QHBoxLayout()
        if old and not self._shows_old:
            words = ngettext("{n} file that is no news here", "{n} files that are no news here", len(old))
            show = Button(words.format(n=len(old)), "link", room="line", name="show-old")
            show.clicked.connect(self._show_old)
            links.addWidget(show)
        links.addStretch(1)
        other = Button(gettext("Choose a file"), "link", icon="folder-open", room="line", name="choose-file")
        other.clicked.connect(self.choose_file)
        links.addWidget(other)
        self._column.addLayout(links)

    def _bundle_row(self, bundle: BundleSeen) -> "_FileRow":
        if bundle.problem:
            happened = bundle.problem.partition("\n")[0]
            row = _FileRow("file-x", bundle.path.name, happened, gettext("Look"), bundle)
        else:
            told = gettext("No. {number} from {sender}").format(number=bundle.number, sender=bundle.sender_name)
            parts = [moment_words(bundle.at), age_words(bundle.at)] if bundle.at else []
            parts = list(filter(None, parts))
            parts.append(size_words(bundle.size))
            if bundle.seen_before:
                parts.append(gettext("taken in already"))
            elif not bundle.for_us:
                parts.append(gettext("written here"))
            icon = "file-input" if bundle.for_us and not bundle.seen_before else "file-check"
            row = _FileRow(icon, told, " · ".join(parts), gettext("Look"), bundle)
        row.chosen.connect(self._bundle_chosen)
        return row

    def _bundle_chosen(self, bundle: BundleSeen) -> None:
        self.look_at(bundle.path, bundle.sender_name)

    def _show_progress(self, done: int, total: int, _text: str) -> None:
        self.bar.setValue(round(1000 * done / total) if total else 0)
        told = gettext("{doing}: {done} of {total}").format(
            doing=self._doing, done=size_words(done), total=size_words(total)
        )
        self._progress_words.set_text(told if total else self._doing)

    def _show_preview(self, preview: Preview) -> None:
        self._task = None
        self._preview = preview
        self._show_head(preview.sender_name, preview.number, preview.at)
        self._signed_words.set_text(gettext("The signature is right. Nothing has been brought in yet."))
        received = preview.received
        self._show_tiles(received.new_records, received.changed_records, received.conflicts, preview.photos)
        nothing = not (received.new or preview.photos)
        if preview.problems:
            self.notice.show_notice("warn", preview.problems[0], "\n".join(preview.problems[1:]))
        elif nothing:
            self.notice.show_notice("info", gettext("It brings nothing new, only a receipt for what was sent."))
        self._show_state("preview")
        self._signed.setVisible(not self._is_in_part)
        self.notice.setVisible(bool(preview.problems) or nothing)

    def _show_taken(self, taken: TakenIn) -> None:
        self._task = None
        received = taken.received
        self._show_tiles(received.new_records, received.changed_records, received.conflicts, taken.photos)
        self._show_state("taken")
        if received.conflicts:
            words = ngettext(
                "{n} item waits for your decision.", "{n} items wait for your decision.", received.conflicts
            )
            links = (("conflicts", gettext("Look and decide")),)
            self.notice.show_notice("warn", words.format(n=received.conflicts), links=links)
        elif received.waiting or received.quarantined:
            told = gettext("Brought in, but not all of it: see the line above the list of bundles.")
            self.notice.show_notice("warn", told, "\n".join(taken.problems))
        self.notice.setVisible(bool(received.conflicts or received.waiting or received.quarantined))
        is_stick = self._place is None or self._place.is_stick
        self.panel.show_state(
            "ok",
            gettext("You may now pull the stick") if is_stick else gettext("The bundle is brought in"),
            gettext("All that is whole is on this machine now.")
            if self._is_in_part
            else gettext("All of it is on this machine now."),
            gettext("Ask for a complete copy: it brings the rest.")
            if self._is_in_part
            else gettext("The receipt goes back with your next bundle."),
        )
        self._taken_id = taken.bundle_id
        self.take_back_button.setVisible(bool(received.new))
        self.taken.emit()

    def _failed(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, Stopped):
            self.show_files()
            self.notice.show_notice("info", gettext("Stopped. Nothing was brought in."))
            self.notice.show()
            return
        if not isinstance(error, CodiError):
            self.show_files()
            show_problem(self, error)
            return
        happened, todo = told_and_next(error, self._sender)
        self._show_head(self._sender, 0, None)
        self._show_state("failed")
        self.notice.show_notice("bad", happened, todo, links=(("again", gettext("Try again")),))
        is_damaged = isinstance(error, arrivals.BundleDamaged) and not self._is_in_part
        self._parts_promise.setVisible(is_damaged)
        self.parts_button.setVisible(is_damaged)
        self.notice.show()

    def _show_head(self, sender: str, number: int, at: int | None) -> None:
        second = self.second_label
        assert second is not None
        second.set_text(gettext("Bundle no. {number}").format(number=number) if number else "")
        named = sender or (self._file.name if self._file else "")
        self._from.set_text(gettext("From {sender}").format(sender=named))
        self._when.set_text(gettext("Written {when}").format(when=moment_words(at)) if at else "")

    def _show_tiles(self, new: dict[str, int], changed: dict[str, int], conflicts: int, photos: int) -> None:
        houses = new.get("house_repair", 0)
        only_houses = houses and houses == sum(new.values())
        self.tiles.set_tiles(
            [
                Tile(
                    "new",
                    f"{sum(new.values()):,}",
                    gettext("new houses") if only_houses else gettext("new"),
                    "plus",
                    "ok",
                ),
                Tile("changed", f"{sum(changed.values()):,}", gettext("changed"), "pencil", "info"),
                Tile(
                    "conflicts", f"{conflicts:,}", gettext("to decide"), "git-compare", "bad" if conflicts else "muted"
                ),
                Tile("photos", f"{photos:,}", gettext("photos"), "image", "muted"),
            ]
        )

    def _show_state(self, state: str) -> None:
        focus = QApplication.focusWidget()
        has_focus = focus is not None and self.isAncestorOf(focus)
        self._state = state
        is_files = state == "files"
        has_rows = is_files and self._found is not None and self._place is not None
        found = self._found
        is_bare = found is None or not (found.new_bundles or found.requests or found.welcomes)
        if has_rows:
            self._show_rows()
        self._rows.setVisible(has_rows)
        self.empty.setVisible(is_files and (self._place is None or (is_bare and not self._shows_old)))
        if self._place is None:
            words = gettext("Bundles, requests and answers on it appear here by themselves.")
            action = (("file", gettext("Choose a file")),)
            self.empty.show_words(gettext("Plug in a stick"), words, action, primary=False)
        else:
            words = gettext("Nothing on it is new to this machine.")
            self.empty.show_words(gettext("No new bundle"), words, primary=False)
        second = self.second_label
        if is_files and second is not None:
            second.set_text("")
        has_bundle = state in {"preview", "taken", "failed"}
        self._sender_row.setVisible(has_bundle)
        self._signed.setVisible(state == "preview")
        self.bar.setVisible(state == "working")
        self._progress_words.setVisible(state == "working")
        self.tiles.setVisible(state in {"preview", "taken"})
        self.notice.hide()
        self._promise.setVisible(state == "preview")
        self.panel.setVisible(state in {"taken", "working"})
        if state == "working":
            is_stick = self._place is None or self._place.is_stick
            first = gettext("Do not pull the stick yet") if is_stick else gettext("Reading the bundle")
            self.panel.show_state("warn", first, gettext("Wait until this box is green."))
        self.back_button.setVisible(has_bundle)
        self.take_back_button.setVisible(False)
        self.parts_button.setVisible(False)
        self._parts_promise.setVisible(False)
        self.list_button.setVisible(state == "preview")
        self.stop_button.setVisible(state == "working")
        self.take_button.setVisible(state == "preview")
        self.leading.emit(state == "preview")
        if has_focus:
            buttons = {"working": self.stop_button, "preview": self.take_button}
            (buttons.get(state) or (self.back_button if has_bundle else self._rows)).setFocus()


class _FileRow(QWidget):
    """One file: symbol, what it is, more about it, and the button."""

    chosen = Signal(object)

    def __init__(
        self, icon: str, what: str, more: str, action: str, meant: BundleSeen | Request | Locked | WelcomeSeen
    ) -> None:
        super().__init__()
        self.setObjectName("file-row")
        self._meant = meant
        px = theme.current().px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(2), 0, px(2))
        row.setSpacing(px(12))
        row.addWidget(Picture(icon, "accent", 22))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(what, "medium"))
        words.addWidget(Label(more, "second"))
        row.addLayout(words, 1)
        self.button = Button(action, "tonal", name="open-file")
        self.button.setAccessibleName(f"{action}: {what}")
        self.button.clicked.connect(self._choose)
        row.addWidget(self.button)

    def _choose(self) -> None:
        self.chosen.emit(self._meant)


def _look_at(store: Any, progress: Progress, *, file: Path, wish: Wish) -> Preview:
    return exchanging.look_at(store, file, wish.heeded(progress))


def _take_in(store: Any, progress: Progress, *, file: Path, wish: Wish) -> TakenIn:
    return exchanging.take_in(store, file, wish.heeded(progress))


def _look_at_parts(store: Any, progress: Progress, *, file: Path, wish: Wish) -> Preview:
    return exchanging.salvage_preview(store, file, wish.heeded(progress))


def _take_parts(store: Any, progress: Progress, *, file: Path, wish: Wish) -> TakenIn:
    return exchanging.salvage(store, file, wish.heeded(progress))
