"""The export card: for whom, what is in it, how far the writing is, and when the stick may be pulled."""

import time
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QProgressBar, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.services import arrivals, exchanging
from codi_desktop.services.arrivals import Place, Receiver
from codi_desktop.services.exchanging import ToSend, Written
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.editors import ChoiceEditor, text_editor
from codi_desktop.ui.pages.exchange_parts._stopping import Stopped, Wish
from codi_desktop.ui.pages.exchange_parts._words import photos_words, records_words, size_words, told_and_next
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Task
from codi_desktop.ui.text import Label, restyle, shown
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.picture import Picture
from codi_desktop.ui.widgets.safe_panel import SafeToRemovePanel


class ExportCard(Card):
    """Write a bundle. `busy` while it writes; `written` when a bundle lies on the stick, whole and compared."""

    busy = Signal(bool)
    written = Signal()
    join_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            gettext("Export"), icon="upload", second=" ", big=True, fill=True, padding=22, name="export-card"
        )
        self._desk = desk
        self._place: Place | None = None
        self._receivers: list[Receiver] = []
        self._to_send: ToSend | None = None
        self._task: Task | None = None
        self._wish = Wish()
        self._is_behind = False
        self._began = 0.0
        px = theme.current().px
        self.empty = EmptyState("usb", gettext("Plug in a stick"), "", primary=False)
        self.body.addWidget(self.empty, 1)
        self.alone = EmptyState(
            "handshake",
            gettext("Nobody to send to yet"),
            gettext("Join the province first. Then its machine can read what this one writes."),
            (("join", gettext("Join the province")),),
            primary=False,
        )
        self.alone.asked.connect(self.join_asked)
        self.body.addWidget(self.alone, 1)
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(Label(gettext("To"), "medium", wrap=False))
        self.receiver = ChoiceEditor(empty=None)
        self.receiver.setObjectName("receiver")
        self.receiver.set_label(gettext("To"))
        self.receiver.changed.connect(self._choose_receiver)
        row.addWidget(self.receiver, 1)
        column.addLayout(row)
        self._carried = QWidget()
        carried = QHBoxLayout(self._carried)
        carried.setContentsMargins(0, 0, 0, 0)
        carried.setSpacing(px(10))
        carried.addWidget(Label(gettext("Carried by"), "medium", wrap=False))
        self.bearer = text_editor(gettext("Who takes it there, if you like"))
        self.bearer.setObjectName("bearer")
        self.bearer.set_label(gettext("Carried by"))
        carried.addWidget(self.bearer, 1)
        column.addWidget(self._carried)
        self._contents = Label("", "strong")
        column.addWidget(self._contents)
        self._promise = Label("", "body", tone="muted")
        column.addWidget(self._promise)
        self.bar = QProgressBar()
        self.bar.setObjectName("export-bar")
        self.bar.setTextVisible(False)
        self.bar.setMaximum(1000)
        column.addWidget(self.bar)
        self._progress_words = Label("", "second")
        column.addWidget(self._progress_words)
        self._checks = QWidget()
        checks = QVBoxLayout(self._checks)
        checks.setContentsMargins(0, 0, 0, 0)
        checks.setSpacing(px(2))
        self._sealed = _Check()
        self._read_back = _Check()
        self._read_back.show_words(gettext("Read back, every byte checked"))
        checks.addWidget(self._read_back)
        checks.addWidget(self._sealed)
        column.addWidget(self._checks)
        self.notice = Notice("bad")
        self.notice.asked.connect(self._notice_asked)
        column.addWidget(self.notice)
        self.panel = SafeToRemovePanel()
        column.addWidget(self.panel)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        foot.addStretch(1)
        self.stop_button = Button(gettext("Stop"), icon="x", room="decisive", name="stop-export")
        self.stop_button.clicked.connect(self.ask_to_stop)
        foot.addWidget(self.stop_button)
        self.write_button = Button(
            gettext("Write onto the stick"), "primary", icon="upload", room="decisive", name="write-bundle"
        )
        self.write_button.clicked.connect(self.write)
        foot.addWidget(self.write_button)
        column.addLayout(foot)
        self.body.addWidget(self._form, 1)
        self._state = ""
        self._show_state("waiting")

    # --- what the page tells

    def set_place(self, place: Place | None) -> None:
        """Write to another place from now on."""
        if self._place is not None and (place is None or place.path != self._place.path) and self._state == "done":
            self._show_state("ready")  # pulled, as the panel allowed
        self._place = place
        if self._task is None and self._state in {"waiting", "ready", "alone", ""}:
            self._show_state("ready" if self._receivers else "alone" if self._state == "alone" else "waiting")

    def set_behind(self, behind: bool) -> None:
        """Stand back while a bundle waits to be brought in, or come to the front again."""
        self._is_behind = behind
        self._fill_button()

    def read(self) -> None:
        """Read who can be written for, and what each lacks."""
        self._desk.run(self, arrivals.receivers, self._show_receivers, self._no_receivers)
        if not self.bearer.value():
            self._desk.run(self, arrivals.last_bearer, self._show_bearer)

    # --- what a person does

    def write(self, *, photos: bool = True) -> None:
        """Write what the receiver lacks onto the stick."""
        place, device = self._place, self.receiver.value()
        if self._task is not None or not device:
            return
        if place is None:
            self.notice.show_notice("warn", gettext("Plug in a stick, or choose a folder."))
            self.notice.show()
            return
        self._began = time.monotonic()
        self._show_state("writing")
        self.stop_button.setFocus()
        self._show_progress(0, 0, "")
        self.busy.emit(True)
        self._wish = Wish()
        work = partial(
            _write,
            wish=self._wish,
            device=device,
            folder=place.path,
            photos=photos,
            bearer=str(self.bearer.value() or ""),
        )
        self._task = self._desk.run_long(self, work, self._done, self._failed)
        self._task.progress.connect(self._show_progress)
        self._task.finished.connect(self._ended)

    def ask_to_stop(self) -> None:
        """Ask once whether to stop (Esc)."""
        if self._task is None:
            return
        box = QMessageBox(self.window())
        box.setObjectName("ask-stop")
        box.setText(shown(gettext("Stop writing?")))
        box.setInformativeText(
            shown(gettext("What was begun is removed from the stick. Nothing in this machine is lost."))
        )
        stop = box.addButton(gettext("Stop writing"), QMessageBox.ButtonRole.DestructiveRole)
        go_on = box.addButton(gettext("Go on writing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        stop.clicked.connect(self.stop)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def stop(self) -> None:
        """Stop the writing; what was begun is removed."""
        if self._task is not None:
            self._wish.is_to_stop = True
            self.stop_button.hide()
            self._progress_words.set_text(gettext("Stopping …"))

    @property
    def is_writing(self) -> bool:
        """Whether a bundle is being written."""
        return self._task is not None

    def _notice_asked(self, name: str) -> None:
        if name in {"again", "data-only"}:
            self.write(photos=name == "again")

    # --- what is shown

    def _show_receivers(self, found: tuple[list[Receiver], str]) -> None:
        self._receivers, chosen = found
        self.receiver.set_choices([(one.device, _receiver_words(one)) for one in self._receivers])
        self.receiver.set_value(self.receiver.value() or chosen)
        if self._state in {"waiting", "alone"}:
            self._show_state("ready")
        self._count()

    def _no_receivers(self, error: Exception) -> None:
        if not isinstance(error, CodiError):
            show_problem(self, error)
            return
        self._receivers = []
        self._show_state("alone")

    def _show_bearer(self, bearer: str) -> None:
        if bearer and not self.bearer.value():
            self.bearer.set_value(bearer)

    def _choose_receiver(self) -> None:
        device = self.receiver.value()
        if self._state in {"done", "failed"}:
            self._show_state("ready")
        self._desk.run(self, lambda store: arrivals.choose_receiver(store, device), _nothing)
        self._count()

    def _count(self) -> None:
        device = self.receiver.value()
        if device and self._task is None:
            self._desk.run(self, lambda store: (device, exchanging.to_send(store, device)), self._show_contents)

    def _show_contents(self, found: tuple[str, ToSend]) -> None:
        device, to_send = found
        if device != self.receiver.value() or self._state in {"writing", "done"}:
            return
        self._to_send = to_send
        promise = gettext("The bundle is sealed for {receiver}, written, read back and compared byte by byte.")
        self._promise.set_text(promise.format(receiver=self._receiver_name()))
        if to_send.is_nothing_new:
            told = gettext("{receiver} has everything. A receipt can still be written.")
            self._contents.set_text(told.format(receiver=self._receiver_name()))
            self._contents.set_tone("ok")
            return
        parts = [records_words(to_send.records)]
        if to_send.photos:
            parts.append(photos_words(to_send.photos))
            parts.append(gettext("about {size}").format(size=size_words(to_send.photo_bytes)))
        self._contents.set_text(" · ".join(part for part in parts if part))
        self._contents.set_tone("")

    def _show_progress(self, done: int, total: int, _text: str) -> None:
        self.bar.setValue(round(1000 * done / total) if total else 0)
        seconds = time.monotonic() - self._began
        told = gettext("Written {done} of {total}").format(done=size_words(done), total=size_words(total))
        left = seconds * (total - done) / done if done else 0.0
        if seconds > 3 and left > 60:
            told += " · " + gettext("about {n} minutes left").format(n=round(left / 60) + 1)
        self._progress_words.set_text(told if total else gettext("Collecting what is new …"))
        self.panel.show_progress(done, total)

    def _done(self, written: Written) -> None:
        self._task = None
        seconds = max(1, round(time.monotonic() - self._began))
        second = self.second_label
        assert second is not None
        second.set_text(gettext("Bundle no. {number}").format(number=written.number))
        parts = [records_words(written.records) or gettext("Only a receipt")]
        if written.photos:
            parts.append(photos_words(written.photos))
        parts.append(size_words(written.bytes))
        self._contents.set_text(" · ".join(parts))
        self._contents.set_tone("")
        told = gettext("All {size} written in {n} seconds").format(size=size_words(written.bytes), n=seconds)
        self._progress_words.set_text(told)
        self.bar.setValue(1000)
        who = self._receiver_name()
        self._sealed.show_words(gettext("Sealed; only {receiver} can open it").format(receiver=who))
        names = " · ".join(part.name for part in written.parts)
        self.panel.show_state(
            "ok",
            gettext("You may now pull the stick") if self._is_stick() else gettext("The bundle is written"),
            gettext("Take it to {receiver} and ask for a receipt.").format(receiver=who),
            gettext("File: {name}").format(name=names),
        )
        self._show_state("done")
        self.write_button.setFocus()
        self.written.emit()

    def _failed(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, Stopped):
            self._show_state("ready")
            self.notice.show_notice("info", gettext("Writing was stopped. Nothing was left on the stick."))
            self.notice.show()
            self._count()
            return
        if not isinstance(error, CodiError):
            self._show_state("ready")
            show_problem(self, error)
            return
        happened, todo = told_and_next(error, self._receiver_name())
        links = [("again", gettext("Write again"))]
        if isinstance(error, arrivals.DiskFull):
            needed = (self._to_send.photo_bytes if self._to_send else 0) + 1_000_000
            free = self._place.free if self._place else 0
            happened = gettext("The stick is full: about {needed} is needed, {free} is free.").format(
                needed=size_words(needed), free=size_words(free)
            )
            links = [("data-only", gettext("Send the data first, photos later")), *links]
        elif isinstance(error, arrivals.StickGone):
            happened = gettext("The bundle is not complete. The data in this machine is unharmed.")
        self._show_state("failed")
        self.write_button.setFocus()
        self.panel.show_state("bad", gettext("This bundle was not written"), todo)
        self.notice.show_notice("bad", happened, links=links)

    def _ended(self) -> None:
        self.busy.emit(False)

    def _show_state(self, state: str) -> None:
        self._state = state
        has_form = state in {"writing", "done", "failed"} or (state == "ready" and self._place is not None)
        self.empty.setVisible(not has_form and state in {"waiting", "ready"})
        self.alone.setVisible(state == "alone")
        self._form.setVisible(has_form)
        second = gettext("Or choose a folder at the top, for instance to send the file another way.")
        self.empty.show_words(gettext("Plug in a stick"), second, primary=False)
        self.bar.setVisible(state in {"writing", "done"})
        self._progress_words.setVisible(state in {"writing", "done"})
        self._checks.setVisible(state == "done")
        self._promise.setVisible(state == "ready")
        self._carried.setVisible(state == "ready")
        self.notice.setVisible(state == "failed")
        self.panel.setVisible(state in {"writing", "done", "failed"})
        self.stop_button.setVisible(state == "writing")
        self.write_button.setVisible(state != "writing")
        self.receiver.setEnabled(state != "writing")
        if state == "writing":
            first = gettext("Do not pull the stick yet") if self._is_stick() else gettext("Writing the bundle")
            self.panel.show_state("warn", first, gettext("Wait until this box is green."))
        words = gettext("Write onto the stick") if self._is_stick() else gettext("Write into the folder")
        self.write_button.set_words(gettext("Write once more") if state in {"done", "failed"} else words)
        self._fill_button()

    def _fill_button(self) -> None:
        """Fill the button when writing is what comes next: one filled button a page."""
        filled = self._state != "done" and not self._is_behind
        self.write_button.setProperty("kind", "primary" if filled else "plain")
        self.write_button.set_icon("upload")
        restyle(self.write_button)

    def _is_stick(self) -> bool:
        return self._place is None or self._place.is_stick

    def _receiver_name(self) -> str:
        device = self.receiver.value()
        found = next((one for one in self._receivers if one.device == device), None)
        return found.place if found else ""


class _Check(QWidget):
    """A line with a tick."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(10))
        row.addWidget(Picture("circle-check", "ok", 20))
        self._words = Label("", "body")
        row.addWidget(self._words, 1)

    def show_words(self, text: str) -> None:
        """Say what was checked."""
        self._words.set_text(text)


def _receiver_words(one: Receiver) -> str:
    return f"{one.area} · {one.name}" if one.area and one.area != one.name else one.name


def _write(
    store: Any, progress: Progress, *, wish: Wish, device: str, folder: Path, photos: bool, bearer: str
) -> Written:
    arrivals.keep_bearer(store, bearer)
    return exchanging.write_bundle_for(
        store, device, folder, photos=photos, progress=wish.heeded(progress), bearer=bearer
    )


def _nothing(_result: object) -> None: ...
