"""Join the province: a request goes out, four words are compared, a welcome comes back."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.tasks import Progress, Tasks
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.notice import Notice

REQUEST_NAME = "codi-request"


class JoinSteps(QWidget):
    """The three steps of joining, for the first start and for the settings."""

    joined = Signal(str)
    """the name of the machine that let this one join"""

    def __init__(self, store: Any, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("join-steps")
        self._store = store
        self._tasks = tasks
        self._file = Path()
        self._welcome: Any = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(14))
        column.addWidget(self._make_request())
        column.addWidget(self._make_words())
        column.addWidget(self._make_welcome())
        self._tasks.run(self, self._read_words, self._show_words)

    def write_request(self, folder: Path) -> None:
        """Write the request into a folder, as a stick."""
        store = self._store

        def work(_progress: Progress) -> Path:
            from codi_desktop.services import joining

            return joining.write_request(store, folder)

        self._tasks.run(self, work, self._written)

    def look_at_welcome(self, file: Path) -> None:
        """Read a welcome and show whose it is, before anything is taken in."""
        self._file = file
        store = self._store

        def work(_progress: Progress) -> Any:
            from codi_desktop.services import machines

            return machines.welcome_in(store, file)

        self._tasks.run(self, work, self._show_welcome, self._refused)

    def join(self) -> None:
        """Take in the welcome that was shown; its words were compared."""
        store, file, sender = self._store, self._file, self._welcome.sender

        def work(_progress: Progress) -> None:
            from codi_desktop.services import machines

            machines.finish(store, file, sender)

        self._tasks.run(self, work, self._joined, self._refused)

    def _make_request(self) -> Card:
        card = Card(gettext("1. Take the request to the province"), icon="file-output")
        card.body.addWidget(
            Label(gettext("Keep the request on a stick, or send it any way you like: it is no secret."))
        )
        row = QHBoxLayout()
        self.request_button = Button(gettext("Keep the request file"), "tonal", icon="usb", name="request")
        self.request_button.clicked.connect(self._choose_folder)
        row.addWidget(self.request_button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.request_notice = Notice("ok")
        self.request_notice.hide()
        card.body.addWidget(self.request_notice)
        return card

    def _make_words(self) -> Card:
        card = Card(gettext("2. Compare these four words by telephone"), icon="phone")
        card.body.addWidget(Label(gettext("The province sees the same four words. If one differs, stop there.")))
        holder = QWidget()
        self._words = Flow(holder, gap=24)
        card.body.addWidget(holder)
        return card

    def _make_welcome(self) -> Card:
        card = Card(gettext("3. Take in the province's answer"), icon="file-input")
        self._welcome_words = Label(
            gettext("The answer is a file called welcome, ending in .codi. It can wait for days.")
        )
        card.body.addWidget(self._welcome_words)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        self.welcome_button = Button(gettext("Choose the answer"), icon="folder-open", name="welcome")
        self.welcome_button.clicked.connect(self._choose_welcome)
        self.join_button = Button(gettext("The words are the same: join"), "primary", name="join")
        self.join_button.clicked.connect(self.join)
        self.join_button.hide()
        row.addWidget(self.welcome_button)
        row.addWidget(self.join_button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.welcome_notice = Notice("info")
        self.welcome_notice.hide()
        card.body.addWidget(self.welcome_notice)
        return card

    def _read_words(self, _progress: Progress) -> tuple[str, ...]:
        from codi_desktop.services import machines

        return machines.own_words(self._store)

    def _show_words(self, words: tuple[str, ...]) -> None:
        for word in words:
            self._words.addWidget(Label(word, "count", tone="accent", wrap=False))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, gettext("Where to keep the request"))
        if name:
            self.write_request(Path(name))

    def _written(self, path: Path) -> None:
        self.request_notice.show_notice(
            "ok", gettext("The request is kept as {name}.").format(name=path.name), str(path)
        )
        self.request_notice.show()

    def _choose_welcome(self) -> None:
        pattern = gettext("Bundles") + " (*.codi)"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose the answer"), "", pattern)
        if name:
            self.look_at_welcome(Path(name))

    def _show_welcome(self, welcome: Any) -> None:
        self._welcome = welcome
        words = " · ".join(welcome.words)
        self.welcome_notice.show_notice(
            "info",
            gettext("{name} lets this machine join. Its four words: {words}").format(
                name=welcome.sender_name, words=words
            ),
            gettext("Compare them with the words on its screen, by telephone or face to face."),
        )
        self.welcome_notice.show()
        self.join_button.show()

    def _joined(self, _nothing: None) -> None:
        self.join_button.hide()
        self.welcome_notice.show_notice(
            "ok", gettext("This machine has joined {name}.").format(name=self._welcome.sender_name)
        )
        self.joined.emit(self._welcome.sender_name)

    def _refused(self, error: Exception) -> None:
        self.join_button.hide()
        if not isinstance(error, CodiError):
            show_problem(self, error)
            return
        happened, _, advice = str(error).partition("\n")
        self.welcome_notice.show_notice("bad", happened, advice)
        self.welcome_notice.show()
