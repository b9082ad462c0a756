"""Ways into a machine whose passphrase is forgotten: the committee's sheets, and the machine above."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.services import escrow, shares
from codi_desktop.ui import theme
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Tasks
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import Flow, clear_layout
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.secret_field import SecretField

_COLUMNS = 4
_MOST_SHOWN = 8


class _Forgotten(AskingDialog):
    """What both ways share: a new passphrase, and the open store at the end."""

    opened = Signal(object)
    """the open store"""

    def __init__(
        self, title: str, second: str, folder: Path, tasks: Tasks, open_store: Callable[..., Any], parent: QWidget,
        *, name: str,
    ) -> None:  # fmt: skip
        super().__init__(title, second, gettext("Open the machine"), parent, name=name, width=860)
        self._folder, self._tasks, self._open_store = folder, tasks, open_store
        self._is_running = False
        self.accept_button.clicked.connect(self.go_on)

    def add_passphrase(self) -> None:
        """Put the two fields for the new passphrase at the end."""
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(16))
        self.new = SecretField(gettext("New passphrase"), name="new-passphrase")
        self.again = SecretField(gettext("Type it again"), name="new-again")
        for field in (self.new, self.again):
            field.typed.connect(self._judge)
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def go_on(self) -> None:
        """Set the new passphrase and open the machine, unless something is missing."""
        missing = self.missing()
        if missing:
            self.refuse(missing)
        elif not self._judge():
            self.new.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._is_running:
            self._is_running = True
            passphrase, folder, open_store, work = self.new.text(), self._folder, self._open_store, self.work()

            def run(_progress: Progress) -> Any:
                work(passphrase)
                return open_store(folder, passphrase)

            self._tasks.run(self, run, self._done, self._failed)

    def missing(self) -> str:
        """Say what is still missing before the new passphrase; "" when nothing is."""
        raise NotImplementedError

    def work(self) -> Callable[[str], None]:
        """Give what sets the new passphrase; it runs beside the window."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say what stands in the way, above."""
        self.refused.show_notice("bad", sentence)
        self.refused.show()
        QTimer.singleShot(0, self, self.fit)  # when the layout knows of it

    def _judge(self) -> bool:
        from codi_desktop.services.strength import judge
        from codi_desktop.ui.wizard.form import show_strength

        return show_strength(self.new, self.again, judge(self.new.text()))

    def _done(self, store: Any) -> None:
        self.opened.emit(store)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        if isinstance(error, CodiError):
            self.refuse(str(error))
        else:
            show_problem(self, error)


class BySheets(_Forgotten):
    """Type the words of the committee's sheets, one sheet after the other, as they stand on paper."""

    def __init__(self, folder: Path, tasks: Tasks, open_store: Callable[..., Any], parent: QWidget) -> None:
        slot = shares.made_for(folder)
        assert slot is not None
        told = gettext(
            "Bring {need} of the {of} sheets of set {set} here. One after the other is read; the order is free."
        )
        super().__init__(
            gettext("Open with the committee's sheets"), told.format(need=slot.need, of=slot.of, set=slot.set),
            folder, tasks, open_store, parent, name="by-sheets",
        )  # fmt: skip
        self._need = slot.need
        self._read: dict[int, shares.Share] = {}
        self.count = Notice("info", parent=self)
        self.body.addWidget(self.count)
        self.body.addLayout(self._make_words())
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        take = Button(gettext("Take this sheet"), "tonal", icon="check", name="take-sheet")
        take.clicked.connect(self.take)
        scan = Button(gettext("Open a scanned sheet"), icon="qr-code", name="scan-sheet")
        scan.clicked.connect(self._choose_file)
        row.addWidget(take)
        row.addWidget(scan)
        row.addStretch(1)
        self.body.addLayout(row)
        self.add_passphrase()
        self._show_count()

    def take(self) -> None:
        """Read the sheet that was typed."""
        typed = [field.text() for field in self.fields]
        empty = next((place for place, word in enumerate(typed, 1) if not word.strip()), 0)
        if empty:
            self.refuse(gettext("Word no. {number} is still missing.").format(number=empty))
            self.fields[empty - 1].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._tasks.run(self, lambda _progress: shares.read(typed), self._taken, self._not_taken)

    def take_file(self, file: Path) -> None:
        """Read a sheet from a scan."""
        self._tasks.run(self, lambda _progress: shares.read_file(file), self._taken, self._not_taken)

    def missing(self) -> str:
        """Say that sheets are missing."""
        if len(self._read) >= self._need:
            return ""
        return str(shares.SharesMissing(need=self._need, count=len(self._read)))

    def work(self) -> Callable[[str], None]:
        """Give what opens the machine by the sheets that were read."""
        folder, read = self._folder, list(self._read.values())
        return lambda passphrase: shares.open_with(folder, read, passphrase)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go to the next word with the space bar."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            self._next(watched)
            return True
        return super().eventFilter(watched, event)

    def _make_words(self) -> QGridLayout:
        """Lay the fields out like the words on paper: numbered, in columns that are read downwards."""
        px = theme.current().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(6))
        rows = -(-shares.WORDS // _COLUMNS)
        known = shares.words()
        self.fields: list[QLineEdit] = []
        for place in range(shares.WORDS):
            column, row = divmod(place, rows)
            number = Label(f"{place + 1}.", "second", wrap=False)
            field = QLineEdit(self)
            field.setObjectName(f"word-{place + 1}")
            field.setAccessibleName(gettext("Word no. {number}").format(number=place + 1))
            completer = QCompleter(known, field)
            completer.setMaxVisibleItems(_MOST_SHOWN)
            field.setCompleter(completer)
            field.installEventFilter(self)
            field.returnPressed.connect(self._entered)
            grid.addWidget(number, row, column * 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, row, column * 2 + 1)
            grid.setColumnStretch(column * 2 + 1, 1)
            self.fields.append(field)
        return grid

    def _entered(self) -> None:
        self._next(self.sender())

    def _next(self, field: QObject | None) -> None:
        place = next((number for number, one in enumerate(self.fields) if one is field), -1)
        if place + 1 < len(self.fields):
            self.fields[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.take()

    def _choose_file(self) -> None:
        pattern = gettext("Scans and pictures") + " (*.pdf *.png *.jpg *.jpeg)"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Open a scanned sheet"), "", pattern)
        if name:
            self.take_file(Path(name))

    def _taken(self, share: Any) -> None:
        try:
            shares.check_set(self._folder, share)
        except CodiError as refused:
            self.refuse(str(refused))
            return
        self.refused.hide()
        self._read[share.number] = share
        for field in self.fields:
            field.clear()
        self._show_count()
        if self.missing():
            self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.new.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_taken(self, error: Exception) -> None:
        if not isinstance(error, CodiError):
            show_problem(self, error)
            return
        self.refuse(str(error))
        if isinstance(error, shares.WordWrong | shares.WordUnknown):
            field = self.fields[error.facts["number"] - 1]
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _show_count(self) -> None:
        numbers = ", ".join(str(number) for number in sorted(self._read))
        if not self._read:
            self.count.show_notice("info", gettext("No sheet was read yet: {need} are needed.").format(need=self._need))
        elif self.missing():
            told = gettext("Read: sheet {numbers}. {left} more are needed.")
            self.count.show_notice("info", told.format(numbers=numbers, left=self._need - len(self._read)))
        else:
            told = gettext("Read: sheet {numbers}. That is enough: choose a new passphrase.")
            self.count.show_notice("ok", told.format(numbers=numbers))


class ByHelper(_Forgotten):
    """A request goes out, four words are compared by telephone, an answer comes back."""

    def __init__(self, folder: Path, tasks: Tasks, open_store: Callable[..., Any], parent: QWidget) -> None:
        self._names = " · ".join(escrow.helper_names(folder))
        told = gettext("{name} can open this machine. It takes one file there, a telephone call, and one file back.")
        super().__init__(
            gettext("Ask {name} to open it").format(name=self._names), told.format(name=self._names),
            folder, tasks, open_store, parent, name="by-helper",
        )  # fmt: skip
        self._answer: Path | None = None
        self._add_step(gettext("1. Take the request there"), gettext("Keep the request file"), "usb", "keep-request")
        self.buttons[0].clicked.connect(self._choose_folder)
        self.body.addWidget(Label(gettext("2. Compare these four words by telephone"), "second_strong"))
        self._holder = QWidget()
        self._holder.setObjectName("check-words")
        self._words = Flow(self._holder, gap=28)
        self.body.addWidget(self._holder)
        self.hint = Label(gettext("The words appear when the request is kept."), "second")
        self.body.addWidget(self.hint)
        self._add_step(gettext("3. Take the answer in"), gettext("Choose the answer"), "folder-open", "choose-answer")
        self.buttons[1].clicked.connect(self._choose_answer)
        self.add_passphrase()
        self._tasks.run(self, lambda _progress: escrow.words_shown(folder), self._show_words)

    def keep_request(self, out: Path) -> None:
        """Write the request into a folder, as a stick."""
        folder = self._folder
        self._tasks.run(self, lambda _progress: escrow.request(folder, out), self._asked, self._failed)

    def take_answer(self, file: Path) -> None:
        """Use this answer; it is read together with the new passphrase."""
        self._answer = file
        self.lines[1].set_text(file.name)
        self.refused.hide()
        self.new.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def missing(self) -> str:
        """Say that the answer is missing."""
        return "" if self._answer else gettext("Choose the answer that came back first.")

    def work(self) -> Callable[[str], None]:
        """Give what opens the machine by the answer."""
        folder, answer = self._folder, self._answer
        assert answer is not None
        return lambda passphrase: escrow.finish(folder, answer, passphrase)

    def _add_step(self, title: str, words: str, icon: str, name: str) -> None:
        self.body.addWidget(Label(title, "second_strong"))
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        button = Button(words, icon=icon, name=name)
        line = Label("", "second")
        row.addWidget(button)
        row.addWidget(line, 1)
        self.body.addLayout(row)
        self.buttons = [*getattr(self, "buttons", []), button]
        self.lines = [*getattr(self, "lines", []), line]

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, gettext("Where to keep the request"))
        if name:
            self.keep_request(Path(name))

    def _choose_answer(self) -> None:
        pattern = gettext("Answers") + f" (*{escrow.ANSWER_SUFFIX})"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose the answer"), "", pattern)
        if name:
            self.take_answer(Path(name))

    def _asked(self, asking: Any) -> None:
        self.lines[0].set_text(gettext("The request is kept as {name}.").format(name=asking.path.name))
        self._show_words(asking.words)

    def _show_words(self, words: tuple[str, ...]) -> None:
        if not words:
            return
        clear_layout(self._words)
        for word in words:
            self._words.addWidget(Label(word, "name", tone="accent", wrap=False))
        self._holder.setAccessibleName(" ".join(words))
        told = gettext("Telephone {name}. Their screen must show the same four words. If one differs, stop there.")
        self.hint.set_text(told.format(name=self._names))
        QTimer.singleShot(0, self, self.fit)
