"""The first start: from nothing to a protected, rightly placed machine, on one page."""

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services.strength import judge
from codi_desktop.settings import Settings
from codi_desktop.ui import theme
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Tasks
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.brand_panel import BrandPanel
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.wizard.form import StartForm
from codi_desktop.ui.wizard.joining import JoinSteps
from codi_desktop.ui.wizard.recovery import RecoveryStage

LEVELS = {
    "tambon": N_("Tambon council"),
    "province": N_("Province"),
    "group": N_("Province group"),
    "region": N_("Region"),
}


class FirstStart(QWidget):
    """Describes a machine, makes it, shows its recovery code, and lets it join. Emits the open store at the end."""

    opened = Signal(object)
    appearance_changed = Signal()

    def __init__(self, folder: Path, settings: Settings, tasks: Tasks, make_machine: Callable[..., Any]) -> None:
        super().__init__()
        self.setObjectName("wizard")
        self._folder = folder
        self._settings = settings
        self._tasks = tasks
        self._make_machine = make_machine
        self._finder: Any = None
        self._waiting = ""
        self._lists: tuple[Path, ...] = ()
        self._judged: Any = None
        self._is_beginning = False
        self._store: Any = None
        self._code = ""
        self._join = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._build()
        tasks.run(self, _open_finder, self._finder_opened)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @property
    def form(self) -> StartForm:
        """The page with the four blocks."""
        return self._form

    def take_focus(self) -> None:
        """Put the focus where typing begins."""
        self._form.finder.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def rebuild(self) -> None:
        """Show the page in another language with what was typed so far."""
        kept = self._kept()
        for widget in (self._brand, self._stack):
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._build()
        self._bring_back(kept)

    def shut(self) -> None:
        """Throw the list of places away, because the window closes."""
        self._close_finder()

    def resizeEvent(self, event: Any) -> None:
        """Leave the panel away where there is no room for it."""
        super().resizeEvent(event)
        self._brand.setVisible(self._has_room())

    def begin(self) -> None:
        """Make the machine as it is described, or take the user to what is missing."""
        if self._is_beginning:
            return
        if missing := self._missing():
            self._say_missing(*missing)
            return
        self._is_beginning = True
        self._form.missing.show_notice("info", gettext("Making the machine…"))
        self._form.missing.show()
        self._join = self._form.ways.current == "join"
        wanted = self._wanted()
        self._code = wanted.code
        folder, make_machine = self._folder, self._make_machine

        def work(_progress: Progress) -> Any:
            from codi_desktop.services import first_start

            return first_start.begin(folder, wanted, make_machine)

        self._tasks.run(self, work, self._made, self._not_made)

    def take_in_list(self, file: Path) -> None:
        """Know the official list of areas too, now and in the machine that is made."""

        def work(_progress: Progress) -> Any:
            return self._finder.take_in(file)

        def done(imported: Any) -> None:
            self._lists = (*self._lists, file)
            count = imported.tambons
            words = ngettext("{count} tambon is known now.", "{count} tambons are known now.", count)
            self._form.not_found.show_notice("ok", words.format(count=f"{count:,}"))
            self._form.not_found.show()
            self._form.finder.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._find(self._form.finder.text().strip())

        self._tasks.run(self, work, done)

    # --- the page

    def _build(self) -> None:
        self._brand = BrandPanel(self)
        self._brand.setVisible(self._has_room())
        self._form = StartForm([(code, gettext(label)) for code, label in LEVELS.items()])
        self._form.show_level("tambon")
        self._form.begin_asked.connect(self.begin)
        self._form.language_asked.connect(self._other_language)
        self._form.passphrase_typed.connect(self._judge)
        self._form.finder.asked.connect(self._find)
        self._form.finder.picked.connect(self._picked)
        self._form.not_found.asked.connect(self._ask_more)
        self._form.who.changed.connect(self._who_changed)
        self._form.who.set_values({"machine": platform.node() or gettext("Computer of the council")})
        self._judge()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._form)
        self._row.addWidget(self._brand)
        self._row.addWidget(self._stack, 1)

    def _has_room(self) -> bool:
        return self.width() >= theme.current().px(1040)

    def _kept(self) -> dict[str, Any]:
        form = self._form
        return {
            "way": form.ways.current,
            "level": form.level,
            "area": form.finder.chosen,
            "who": form.who.unfinished(),
            "typed": form.typed_area.unfinished() if form.typed_area.isVisibleTo(form) else None,
            "secrets": (form.secret.text(), form.secret_again.text()),
            "sheet": form.sheet.isChecked(),
        }

    def _bring_back(self, kept: dict[str, Any]) -> None:
        form = self._form
        form.ways.set_current(kept["way"])
        form.level_editor.set_value(kept["level"])
        form.show_level(kept["level"])
        form.who.set_unfinished(kept["who"])
        if kept["area"] is not None:
            form.finder.choose(kept["area"])
        if kept["typed"] is not None:
            form.typed_area.set_unfinished(kept["typed"])
            form.typed_area.show()
        form.secret.line.setText(kept["secrets"][0])
        form.secret_again.line.setText(kept["secrets"][1])
        form.sheet.setChecked(kept["sheet"])
        self._judge()
        self._who_changed("")

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll the focused thing fully into view."""
        page = self._form.area.widget()
        if now is not None and page is not None and page.isAncestorOf(now):
            self._form.area.ensureWidgetVisible(now, 0, theme.current().px(60))

    def _other_language(self) -> None:
        self._settings.language = "th" if self._settings.language == "en" else "en"
        self.appearance_changed.emit()

    # --- our place

    def _close_finder(self) -> None:
        """Throw the areas away that were only needed to find our own."""
        finder, self._finder = self._finder, None
        if finder is not None:
            finder.close()

    def _finder_opened(self, finder: Any) -> None:
        self._finder = finder
        if self._waiting:
            self._find(self._waiting)

    def _find(self, typed: str) -> None:
        if self._finder is None:
            self._waiting = typed
            return
        finder, level = self._finder, self._form.level

        def done(found: list[Any]) -> None:
            self._form.finder.show_found(typed, found)
            if not found and typed and typed == self._form.finder.text().strip():
                self._form.show_not_found(typed)
            elif found:
                self._form.not_found.hide()

        self._tasks.run(self, lambda _progress: finder.find(typed, level), done)

    def _picked(self, area: Any) -> None:
        self._form.set_done("place", area is not None)
        if area is not None:
            self._form.typed_area.hide()
            self._form.not_found.hide()

    def _ask_more(self, name: str) -> None:
        if name == "type":
            self._form.show_typed_area()
        elif name == "list":
            title = gettext("Choose the list of areas")
            chosen, _ = QFileDialog.getOpenFileName(self, title, "", gettext("Tables") + " (*.csv)")
            if chosen:
                self.take_in_list(Path(chosen))

    def _typed_area(self) -> Any:
        """Read the tambon that was typed in. Raises CodeNotUnderstood."""
        from codi_desktop.services.first_start import TypedArea

        values = {name: value or "" for name, value in self._form.typed_area.values().items()}
        return TypedArea.of(**values)

    # --- who and the passphrase

    def _who_changed(self, _name: str) -> None:
        values = self._form.who.values()
        self._form.set_done("person", bool(values["person"] and values["machine"]))

    def _judge(self) -> None:
        self._judged = judge(self._form.secret.text())
        self._form.show_passphrase(self._judged)

    # --- begin

    def _missing(self) -> tuple[QWidget, str] | None:
        """Name the first thing that is missing, and where it is asked for."""
        form = self._form
        if form.typed_area.isVisibleTo(form):
            values = form.typed_area.values()
            empty = next((name for name, value in values.items() if not value), "")
            if empty:
                return form.typed_area.editor(empty).control(), gettext("Type the code and the three names.")
            try:
                self._typed_area()
            except CodiError as wrong:
                form.typed_area.show_errors({"code": str(wrong)})
                return form.typed_area.editor("code").control(), str(wrong)
        elif form.finder.chosen is None:
            return form.finder.line, gettext("Choose the place that this machine belongs to.")
        who = form.who.values()
        if not who["person"]:
            return form.who.editor("person").control(), gettext("Type your name: it stands beside what you change.")
        if not who["machine"]:
            return form.who.editor("machine").control(), gettext("Give the machine a name.")
        if not self._judged.is_enough:
            return form.secret.line, form.secret.words()
        if form.secret.text() != form.secret_again.text():
            return form.secret_again.line, gettext("Type the same passphrase twice.")
        return None

    def _say_missing(self, where: QWidget, sentence: str) -> None:
        self._form.missing.show_notice("warn", sentence)
        self._form.missing.show()
        where.setAccessibleDescription(sentence)
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self) -> Any:
        from codi_desktop.services import passphrases
        from codi_desktop.services.first_start import Wanted

        form = self._form
        typed = self._typed_area() if form.typed_area.isVisibleTo(form) else None
        who = form.who.values()
        return Wanted(
            level=form.level,
            area=typed.code if typed else form.finder.chosen.code,
            person=who["person"],
            machine=who["machine"],
            passphrase=form.secret.text(),
            code=passphrases.new_code() if form.sheet.isChecked() else "",
            typed=typed,
            lists=self._lists,
        )

    def _made(self, store: Any) -> None:
        self._store = store
        self._close_finder()
        if self._code:
            stage = RecoveryStage(self._code)
            stage.save_asked.connect(self._save_sheet)
            stage.finished.connect(self._after_recovery)
            self._show(stage)
        else:
            self._after_recovery()

    def _not_made(self, error: Exception) -> None:
        self._is_beginning = False
        self._form.missing.hide()
        show_problem(self, error)

    def _save_sheet(self, path: Path) -> None:
        store, code = self._store, self._code
        stage = self._stack.currentWidget()
        assert isinstance(stage, RecoveryStage)

        def work(_progress: Progress) -> Path:
            from codi_desktop.services import passphrases

            return passphrases.recovery_sheet(store, code, path)

        self._tasks.run(self, work, stage.show_saved)

    def _after_recovery(self) -> None:
        self._code = ""
        if self._join:
            self._show(self._make_join())
        else:
            self._finish()

    def _make_join(self) -> QWidget:
        px = theme.current().px
        page = QWidget()
        page.setProperty("page", "true")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(48), px(32), px(48), px(24))
        column.setSpacing(px(14))
        column.addWidget(Label(gettext("Join the province"), "page_title"))
        steps = JoinSteps(self._store, self._tasks)
        steps.joined.connect(self._joined)
        column.addWidget(steps)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.later_button = Button(gettext("Begin work; the answer can wait"), room="decisive", name="later")
        self.later_button.clicked.connect(self._finish)
        row.addWidget(self.later_button)
        column.addLayout(row)
        area = QScrollArea()
        area.setObjectName("join-scroll")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area

    def _joined(self, _name: str) -> None:
        self.later_button.set_words(gettext("Begin work"))

    def _show(self, stage: QWidget) -> None:
        self._stack.addWidget(stage)
        self._stack.setCurrentWidget(stage)
        stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> None:
        store, self._store = self._store, None
        self.opened.emit(store)


def _open_finder(_progress: Progress) -> Any:
    from codi_desktop.services.first_start import Finder

    return Finder()
