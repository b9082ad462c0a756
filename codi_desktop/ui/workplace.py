"""What is in the window: the way to open a machine, then the frame with its places and what works on every page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from codi_desktop import settings as settings_file
from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services.starting import way_in
from codi_desktop.settings import Settings
from codi_desktop.ui import problems, theme, translator
from codi_desktop.ui._opening import OpenStores
from codi_desktop.ui._said_line import SaidLine
from codi_desktop.ui.frame import Frame, NavEntry, SavedKind
from codi_desktop.ui.page import Page
from codi_desktop.ui.tasks import Progress, Tasks
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.window import MakeMachine, OpenStore, Place, make_page, places_for

_MOST_DRAFTS = 5


class Workplace(QWidget):
    """One machine: asks for the way in, then shows its pages, says what was done, and takes it back."""

    opened = Signal()

    def __init__(
        self, window: QWidget, folder: Path, settings: Settings, open_store: OpenStore, make_machine: MakeMachine
    ) -> None:
        super().__init__(window)
        self.setObjectName("workplace")
        self.tasks = Tasks(self)
        self.store: Any = None
        self.desk: Any = None
        self.frame: Frame | None = None
        self._folder = folder
        self._settings = settings
        self._stores = OpenStores()
        self._open_store = self._stores.remembering(open_store)
        self._make_machine = self._stores.remembering(make_machine)
        self._is_closing = False
        self._offered: str | None = None
        self._saved_at: QDateTime | None = None
        self._health: Notice
        self._news: Notice
        self._unfinished: Notice
        self._findings: list[Any] = []
        self._what_is_new = ""
        self._left: list[Any] = []
        self._drafts: dict[str, Any] = {}
        self._look()
        problems.catch_everything(window)
        window.setWindowIcon(_mark())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._stack = QStackedWidget(self)
        self._column.addWidget(self._stack, 1)
        self._said = self._make_said()
        self._rest = QTimer(self)  # several changes at once are counted once
        self._rest.setSingleShot(True)
        self._rest.setInterval(250)
        self._rest.timeout.connect(self._ask_safety)
        self._rest.timeout.connect(self._finish_index)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.undo)

    # --- how a machine is opened

    @property
    def stage(self) -> QWidget | None:
        """What is shown: the frame, the first start, or the lock."""
        return self._stack.currentWidget()

    def begin(self) -> None:
        """Open the machine, or ask for what that needs."""
        way = way_in(self._folder)
        if way == "open":
            self._show_frame("tambon")
            self.open_with(None, self._not_opened)
        elif way == "locked":
            self._show_unlock()
        else:
            self._show_wizard()

    def shut(self) -> None:
        """Keep what was typed, end all work, close the store."""
        if self._is_closing:
            return
        self._is_closing = True
        self._keep_settings()
        self._flush_drafts()
        self.tasks.close()
        stage = self.stage
        if stage is not None and hasattr(stage, "shut"):
            stage.shut()
        self._stores.close()

    def open_with(self, passphrase: str | None, failed: Callable[[Exception], None]) -> None:
        """Open the machine beside the window; `failed` gets what stood in the way."""
        folder, open_store = self._folder, self._open_store

        def work(_progress: Progress) -> Any:
            _warm_up()
            return open_store(folder, passphrase)

        self.tasks.run(self, work, self.use_store, failed)

    def use_store(self, store: Any) -> None:
        """Go to work with an open store."""
        from codi_desktop.ui.desk import Desk

        if self._is_closing:
            store.close()
            return
        self.store = store
        self.desk = Desk(store, self._settings, self.tasks, self)
        self.desk.changed.connect(self._changed)
        self.desk.said.connect(self._say)
        self.desk.appearance_changed.connect(self._show_anew)
        self._show_frame(store.machine.level)
        assert self.frame is not None
        self.frame.go(self._home())
        self._ask_place()
        self._ask_safety()
        self._check_up()
        self._ask_news()
        self._ask_drafts()
        self.opened.emit()

    def _make_notices(self) -> None:
        """Put the lines above the pages that are seen on each of them: what is wrong, new or unfinished."""
        assert self.frame is not None
        self._health, self._news, self._unfinished = Notice("bad"), Notice("info"), Notice("info")
        for notice, name in ((self._health, "health"), (self._news, "news"), (self._unfinished, "unfinished")):
            notice.setObjectName(name)
            notice.asked.connect(self._notice_asked)
            notice.hide()
            self.frame.add_above(notice)
        self._show_health(self._findings)
        self._show_news(self._what_is_new)
        self._show_drafts(self._left)

    def _not_opened(self, error: Exception) -> None:
        """The machine did not open by itself, as after a move to another computer: ask for the passphrase."""
        from codi_desktop.services.office import Locked

        self._show_unlock()
        if not isinstance(error, Locked):
            problems.show_problem(self, error)

    def _show_unlock(self) -> None:
        from codi_desktop.ui.dialogs.unlock import Unlock

        unlock = Unlock(self._folder, self.tasks, self._open_store)
        unlock.opened.connect(self.use_store)
        self._show_stage(unlock)
        unlock.take_focus()

    def _show_wizard(self) -> None:
        from codi_desktop.ui.wizard.first_start import FirstStart

        wizard = FirstStart(self._folder, self._settings, self.tasks, self._make_machine)
        wizard.opened.connect(self.use_store)
        wizard.appearance_changed.connect(self._show_anew)
        self._show_stage(wizard)
        wizard.take_focus()

    def _show_stage(self, stage: QWidget) -> None:
        """Show one thing in the whole window and throw away what was there."""
        before = self._stack.currentWidget()
        self._stack.addWidget(stage)
        self._stack.setCurrentWidget(stage)
        if before is not None:
            before.hide()
            self._stack.removeWidget(before)
            before.deleteLater()

    # --- the frame

    def _show_frame(self, level: str) -> None:
        """Show the sidebar and the places of this level."""
        entries = [
            NavEntry(place.name, place.icon, place.label, partial(self._make_page, place), under=place.under)
            for place in places_for(level)
        ]
        frame = Frame("codi_desktop", "", entries)  # Thai here would load the word breaker before the first paint
        frame.help_requested.connect(self._show_help)
        frame.settings_requested.connect(self._go_to_settings)
        self.frame = frame
        self._make_notices()
        self._show_stage(frame)

    def _make_page(self, place: Place) -> Page:
        return make_page(place, self.desk)

    def _home(self) -> str:
        assert self.frame is not None
        names = [place.name for place in places_for(self.store.machine.level)]
        return names[0]

    def _go_to_settings(self) -> None:
        if self.frame is not None and self.desk is not None:
            self.frame.go("settings")

    def _show_help(self, place: str) -> None:
        from codi_desktop.ui.dialogs.help import show_help

        show_help(self, place)

    def _show_anew(self) -> None:
        """Show everything in the language, size and contrast that were chosen."""
        self._look()
        self._keep_settings()
        self._flush_drafts()
        self._said.deleteLater()
        self._said = self._make_said()
        if self.frame is not None:
            self.frame.rebuild()
            self._make_notices()
            self._ask_place()
            self._ask_safety()
        elif (stage := self._stack.currentWidget()) is not None and hasattr(stage, "rebuild"):
            stage.rebuild()

    # --- what every page has

    def undo(self) -> None:
        """Take the last action back (Ctrl+Z)."""
        if self.desk is not None:
            from codi_desktop.services import office

            self.desk.run(self, office.undo_last, self._undone, self._not_undone)

    def _undone(self, sentence: str) -> None:
        self._said.say(sentence, "info")

    def _not_undone(self, error: Exception) -> None:
        from codi_desktop.errors import CodiError

        if isinstance(error, CodiError):
            self._said.say(str(error), "warn")
        else:
            problems.show_problem(self, error)

    def _make_said(self) -> SaidLine:
        said = SaidLine(self)
        said.undo_asked.connect(self.undo)
        self._column.addWidget(said)
        return said

    def _say(self, sentence: str, kind: str) -> None:
        self._said.say(sentence, kind)
        if kind == "ok":
            self.desk.run(self, _last_action, self._offer_undo)

    def _offer_undo(self, action: str | None) -> None:
        """Offer to take back what was just done, never what was done before it."""
        if action is not None and action != self._offered:
            self._offered = action
            self._said.offer_undo()

    def _changed(self, kinds: frozenset[str]) -> None:
        if self.frame is not None:
            self.frame.refresh(kinds)
        self._saved_at = QDateTime.currentDateTime()
        self._rest.start()

    def _ask_place(self) -> None:
        from codi_desktop.services import office

        self.desk.run(self, office.place_in_words, self._show_place)

    def _show_place(self, place: tuple[str, str]) -> None:
        assert self.frame is not None
        self.frame.set_place(*place)
        self.window().setWindowTitle(f"{place[0]} · codi_desktop")

    def _ask_safety(self) -> None:
        from codi_desktop.services import office

        self.desk.run(self, office.safety, self._show_safety)

    def _finish_index(self) -> None:
        """Let search catch up with what a large bundle has brought."""
        from codi_desktop.services import office

        self.desk.run(self, office.finish_index, _nothing)

    def _show_safety(self, safety: Any) -> None:
        assert self.frame is not None
        self.frame.set_badge("exchange", safety.here)
        self.frame.set_saved(*_saved_words(safety, self._saved_at))

    def _check_up(self) -> None:
        """See beside the window whether all is as it was written, and make today's backup."""
        from codi_desktop.services import office

        self.desk.run(self, office.check_up, self._show_health)

    def _show_health(self, findings: list[Any]) -> None:
        self._findings = findings
        self._health.setVisible(bool(findings))
        if findings:
            first, *others = [finding.sentence for finding in findings]
            links = (("settings", gettext("Backups and settings")),)
            self._health.show_notice("bad", first, "\n".join(others), links=links)

    def _ask_news(self) -> None:
        from codi_desktop.services import machines

        self.desk.run(self, machines.news, self._show_news)

    def _show_news(self, sentence: str) -> None:
        """Say what happened to this machine, until its person has read it."""
        self._what_is_new = sentence
        self._news.setVisible(bool(sentence))
        if sentence:
            self._news.show_notice("info", sentence, links=(("read", gettext("Understood")),))

    def _news_read(self) -> None:
        from codi_desktop.services import machines

        self._show_news("")
        self.desk.run(self, machines.news_read, _nothing)

    def _ask_drafts(self) -> None:
        from codi_desktop.services import office

        self.desk.run(self, office.drafts, self._show_drafts)

    def _show_drafts(self, drafts: list[Any]) -> None:
        """Offer what was typed before the program ended, and not saved."""
        self._left = drafts
        self._drafts = {str(number): draft for number, draft in enumerate(drafts[:_MOST_DRAFTS])}
        self._unfinished.setVisible(bool(drafts))
        if drafts:
            count = len(drafts)
            text = ngettext(
                "{count} form was not finished last time.", "{count} forms were not finished last time.", count
            )
            lines = [(name, draft.title) for name, draft in self._drafts.items()]
            hide = (("hide", gettext("Later")),)
            self._unfinished.show_notice("info", text.format(count=count), links=hide, lines=lines)

    def _notice_asked(self, name: str) -> None:
        if name == "settings":
            self._go_to_settings()
            return
        if name == "read":
            self._news_read()
            return
        draft = self._drafts.get(name)
        self._show_drafts([])
        if draft is not None and self.frame is not None:
            if draft.kind == "house_repair" and draft.record_id:
                self.frame.go("house", house_id=draft.record_id)
            elif draft.kind == "house_repair":
                self.frame.go("houses", add=True)
            else:
                self.frame.go("record", kind=draft.kind, record_id=draft.record_id or None)

    # --- settings and drafts

    def _look(self) -> None:
        """Show the language, size and contrast that were chosen."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        translator.show_language(app, self._settings.language)
        theme.apply_theme(app, look_of(self._settings))

    def _flush_drafts(self) -> None:
        from codi_desktop.ui.forms.drafts import DraftKeeper

        for keeper in self.findChildren(DraftKeeper):
            keeper.flush()

    def _keep_settings(self) -> None:
        chosen, folder = replace(self._settings), self._folder
        self.tasks.run(self, lambda _progress: settings_file.save(chosen, folder), _nothing)


def look_of(settings: Settings) -> theme.Theme:
    """Give the theme that the user chose."""
    return theme.Theme(contrast=settings.high_contrast, scale=settings.text_scale / 100)


def _saved_words(safety: Any, saved_at: QDateTime | None) -> tuple[str, str, SavedKind]:
    """Say when something was kept last, and where the work is besides this machine."""
    first = gettext("Saved {time}").format(time=saved_at.toString("HH:mm")) if saved_at else gettext("All saved")
    if safety.here:
        count = f"{safety.here:,}"
        return first, gettext("{count} records only on this machine").format(count=count), "warn"
    if safety.on_stick:
        return first, gettext("On the stick, not yet received"), "info"
    if safety.arrived_at:
        from codi_desktop.services.office import day_of
        from codi_desktop.thai.calendar import format_date

        day = format_date(day_of(safety.arrived_at), "brief")
        return first, gettext("With {machine} since {day}").format(machine=safety.arrived_name, day=day), "ok"
    return first, gettext("Needs no internet"), "ok"


def _warm_up() -> None:
    """Load beside the window what the first page needs: the word breaker takes a third of a second."""
    from codi_desktop.thai.words import segments

    segments("ตำบล")


def _last_action(store: Any) -> str | None:
    action: str | None = store.last_action()
    return action


def _nothing(_result: None) -> None:
    """Nobody waits for this."""


def _mark() -> QIcon:
    from codi_desktop.ui.widgets.logo import paint_logo

    picture = QPixmap(64, 64)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_logo(painter, QRectF(0, 0, 64, 64))
    painter.end()
    return QIcon(picture)
