"""What the parts of a house's page share: they show a view, ask the page to act, and know where a field is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._record import Record
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, NotAccepted
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.notice import Notice

Work = Callable[[Any, HouseView], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Acting(Protocol):
    """Run a piece of work on the store and the view, one after the other, and show the house anew after each."""

    def __call__(self, work: Work, done: Done | None = None, failed: Failed | None = None) -> None:
        """Do `work(store, view)` beside the window, then `done(result)`, or `failed(error)`."""


class Section(QWidget):
    """One part of the page. It shows what it is given and decides nothing."""

    go = Signal(str, dict)
    """another place in the window, with its arguments"""
    asked = Signal(str)
    """something that the page does: "photos", "step", "approve" …"""

    def __init__(self, desk: Desk, act: Acting, name: str) -> None:
        super().__init__()
        self.setObjectName(f"section-{name}")
        self.desk = desk
        self.act = act
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.current().px(16))

    def show_house(self, view: HouseView) -> None:
        """Show another state of the house; what is typed and not saved stays."""
        raise NotImplementedError

    def focus_field(self, name: str) -> None:
        """Put the focus where `name` is entered."""
        for form in self.findChildren(FormCard):
            if form.focus_field(name):
                return

    def save(self) -> None:
        """Save what was typed (Ctrl+S)."""
        for form in self.findChildren(FormCard):
            form.save()


class FormCard(Card):
    """Some fields of one record. Saves when the focus leaves it and by Ctrl+S, and keeps a draft as it is typed.

    `record_of` finds the record in a view; None hides the card.
    """

    def __init__(
        self,
        title: str,
        model: type[Record],
        names: Iterable[str],
        record_of: Callable[[HouseView], Record | None],
        desk: Desk,
        act: Acting,
        *,
        name: str,
        labels: Mapping[str, str] | None = None,
        icon: str = "",
    ) -> None:
        super().__init__(title, icon=icon, name=f"card-{name}")
        self._name = name
        self._record_of = record_of
        self._act = act
        self._desk = desk
        self._house = ""
        self._is_saving = False
        self.form = RecordForm(model, desk, names, labels=labels)
        self._save_button = Button(gettext("Save"), "tonal", icon="save", name=f"save-{name}", parent=self)
        self._save_button.clicked.connect(self.save)
        self._save_button.hide()
        self.head.addWidget(self._save_button)
        self._kept = Notice(parent=self)
        self._kept.asked.connect(self._answer_draft)
        self._kept.hide()
        self.body.addWidget(self._kept)
        self._refused = Notice("bad", parent=self)
        self._refused.hide()
        self.body.addWidget(self._refused)
        self.body.addWidget(self.form)
        self._keeper = DraftKeeper(desk, self.form)
        self.form.typed.connect(self._mark)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show_house(self, view: HouseView) -> None:
        """Show the record as this view has it."""
        record = self._record_of(view)
        self.setVisible(record is not None)
        if record is None:
            return
        is_new = view.house.id != self._house
        self._house = view.house.id
        typed = set() if is_new else self.form.typed_names()
        self.form.show_record(record, keep_typed=not is_new)
        if is_new:
            draft = view.drafts.get(self._draft_name())
            self._keeper.begin(self._draft_name(), draft)
            self._offer_draft(bool(draft))
            self._refused.hide()
        elif not typed:
            self._keeper.begin(self._draft_name())
        self._mark()

    def focus_field(self, name: str) -> bool:
        """Put the focus into a field. Say whether it is here."""
        return not self.isHidden() and self.form.focus_field(name)

    def save(self) -> None:
        """Save what differs from what was shown; says what is wrong instead, and keeps the draft."""
        if self.isHidden() or self._is_saving or not self.form.typed_names():
            return
        changes = self.form.changes()
        if self.form.errors():
            return
        if not changes:
            self._keeper.forget()
            self._mark()
            return
        self._is_saving = True
        record_of = self._record_of

        def work(store: Any, view: HouseView) -> Any:
            record = record_of(view)
            return houses.change(store, record, changes) if record is not None else None

        self._act(work, self._saved, self._failed)

    def _draft_name(self) -> str:
        return f"house_repair/{self._house}/{self._name}"

    def _saved(self, _result: Any) -> None:
        self._is_saving = False
        self._refused.hide()
        self._kept.hide()
        self._keeper.forget()
        self._keeper.begin(self._draft_name())
        self._mark()

    def _failed(self, error: Exception) -> None:
        self._is_saving = False
        if not isinstance(error, NotAccepted):
            show_problem(self, error)
            return
        elsewhere = self.form.show_problems(error.problems)
        self._refused.show_notice("bad", gettext("Not saved yet."), " ".join(elsewhere))
        self._refused.show()

    def _mark(self) -> None:
        self._save_button.setVisible(bool(self.form.typed_names()))

    def _offer_draft(self, there: bool) -> None:
        self._kept.setVisible(there)
        if there:
            self._kept.show_notice(
                "warn",
                gettext("You typed something here that was not saved. It is shown again."),
                links=(("save", gettext("Save")), ("drop", gettext("Throw it away"))),
            )

    def _answer_draft(self, answer: str) -> None:
        if answer == "save":
            self.save()
            return
        self._kept.hide()
        self._keeper.forget()
        self._house = ""
        self._act(_nothing)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and now is not None and holds(self, before) and not holds(self, now):
            self.save()


def _nothing(_store: Any, _view: HouseView) -> None:
    """Read the house anew, and no more."""


def holds(holder: QWidget, inner: QWidget) -> bool:
    """Say whether a widget lies in another, also through the popup of a drop-down or a calendar."""
    one: QObject | None = inner
    while one is not None:
        if one is holder:
            return True
        one = one.parent()
    return False


def buttons_row(*buttons: QWidget) -> QWidget:
    """Put buttons side by side, from the left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(10))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return holder
