"""One record of any kind: a form made from its declared fields, what names it, and what was done to it."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.services import access, editing, lists
from codi_desktop.services.lists import NotAccepted, Opened, Related, Told
from codi_desktop.thai.calendar import format_date, format_time
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.erasing import DiscloseDialog, EraseDialog
from codi_desktop.ui.dialogs.moves import OfferMoveDialog
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.page import Page
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.columns import Columns
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.link_lines import LinkLines
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.way import WayLine

_NEVER_DELETED = frozenset({"house_repair"})


class RecordPage(Page):
    """Ctrl+S saves, Esc goes back; what is typed is kept as a draft until it is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name="record")
        self._desk = desk
        self.kind = ""
        self.record_id: str | None = None
        self._prefilled: dict[str, Any] = {}
        self._opened: Opened | None = None
        self._is_saving = False
        self.form: RecordForm
        self._keeper: DraftKeeper | None = None
        self._conflict = Chip(gettext("in conflict"), "warn", "git-compare", tall=True)
        self._conflict.hide()
        self.add_head(self._conflict)
        self.delete_button = Button(gettext("Delete"), "link", icon="trash-2", name="delete")
        self.delete_button.clicked.connect(self.delete)
        self.delete_button.hide()
        self.add_head(self.delete_button)
        self.save_button = Button(gettext("Save"), "primary", icon="save", room="head", name="save")
        self.save_button.clicked.connect(self.save)
        self.add_head(self.save_button, primary=True)
        self.notice = Notice("info")
        self.notice.asked.connect(self._notice_asked)
        self.notice.hide()
        self.body.addWidget(self.notice)
        self._form_card = Card(name="form-card")
        side = QWidget()
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(theme.current().px(16))
        self.body.addWidget(Columns(self._form_card, side, side_width=320))
        self.body.addStretch(1)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)

    def open(self, **arguments: Any) -> None:
        """Show a record, or a new one of this kind; `values` prefills a new one, `field` takes the focus."""
        self._flush()
        kind = arguments["kind"]
        self.record_id = arguments.get("record_id")
        self._prefilled = arguments.get("values", {})
        self._opened = None
        if kind != self.kind:
            self.kind = kind
            self._make_form()
        self.notice.hide()
        clear_layout(self._side)
        self._read(arguments.get("field", ""))
        self._desk.note_viewed(kind, self.record_id)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again, unless something is being typed here: then say that there is news."""
        if self._opened is None or not kinds:
            return
        if not self.form.typed_names():
            self._read("")
        elif self.kind in kinds and self.record_id:
            self._look_for_news()

    @property
    def is_new(self) -> bool:
        """Whether the record has never been saved."""
        return self.record_id is None

    def save(self) -> None:
        """Save what was typed, or take the user to what is wrong."""
        if self._is_saving or self._opened is None or self.form.errors():
            return
        record = self._opened.form.record
        changes = self.form.changes()
        if not changes and not self.is_new:
            self._desk.say(gettext("Nothing was changed."), "info")
            return
        self._is_saving = True
        self._desk.run(self, lambda store: lists.keep(store, record, changes), self._saved, self._not_saved)

    def delete(self) -> None:
        """Delete the record; Ctrl+Z brings it back."""
        if self._opened is None or self.is_new:
            return
        record = self._opened.form.record
        self._desk.run(self, lambda store: lists.remove(store, record), self._deleted)

    def _make_form(self) -> None:
        clear_layout(self._form_card.body)
        model = editing.model_of(self.kind)
        self.form = RecordForm(model, self._desk, sections=True)
        self._keeper = DraftKeeper(self._desk, self.form)
        self._form_card.body.addWidget(self.form)
        names = self.form.names()
        self.start_focus = self.form.editor(names[0]).control() if names else None

    def _read(self, field: str) -> None:
        kind, record_id = self.kind, self.record_id

        def done(opened: Opened) -> None:
            if (kind, record_id) == (self.kind, self.record_id):
                self._show(opened)
                if field:
                    self.form.focus_field(field)

        self._desk.run(self, lambda store: lists.open_record(store, kind, record_id), done)

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        record = opened.form.record
        label = gettext(record.label)
        if self.is_new:
            self.set_title(gettext("New: {label}").format(label=label))
        else:
            self.set_title(record.title(), label)
        self._conflict.setVisible(opened.in_conflict)
        may_delete = not self.is_new and not record.append_only and self.kind not in _NEVER_DELETED
        self.delete_button.setVisible(may_delete)
        self.form.show_record(record)
        assert self._keeper is not None
        draft = opened.form.draft
        self._keeper.begin(editing.form_name(self.kind, self.record_id), draft)
        if self._prefilled and not draft:
            self.form.set_values(self._prefilled)
        if draft:
            self.notice.show_notice(
                "warn",
                gettext("You typed something here that was not saved. It is shown again."),
                links=(("drop", gettext("Throw it away")),),
            )
            self.notice.show()
        self._show_side(opened)

    def _show_side(self, opened: Opened) -> None:
        clear_layout(self._side)
        if self.is_new:
            self._side.addWidget(_hint(gettext("Fill in what you know; the rest can wait. It is kept as you type.")))
        for related in opened.related:
            if related.kind in _NEVER_DELETED and not related.count:
                continue
            self._side.addWidget(self._related_card(related))
        if opened.told:
            card = Card(gettext("Last changes"), icon="history", name="told")
            for number, told in enumerate(opened.told):
                if number:
                    card.body.addWidget(rule())
                card.body.addWidget(_told_words(told))
            self._side.addWidget(card)
        if not self.is_new and access.is_personal(self.kind):
            self._side.addWidget(self._privacy_card())
        self._side.addStretch(1)

    def _privacy_card(self) -> Card:
        card = Card(gettext("Privacy"), icon="shield-check", name="privacy")
        look = Button(gettext("Who used this data"), "link", icon="eye", room="line", name="who-used")
        look.clicked.connect(self._show_access)
        card.body.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        if self.kind == "person" and self._desk.store.machine.level == "tambon":
            show = Button(gettext("Show the citizen id to the province"), "link", icon="id-card", room="line")
            show.setObjectName("disclose-id")
            show.clicked.connect(self._ask_disclosure)
            card.body.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        if self.kind in {"person", "household"}:
            move = Button(gettext("Move to another tambon"), "link", icon="truck", room="line", name="offer-move")
            move.clicked.connect(self._ask_move)
            card.body.addWidget(move, 0, Qt.AlignmentFlag.AlignLeft)
            erase = Button(gettext("Erase personal data on request"), "link", icon="trash-2", room="line")
            erase.setObjectName("erase-data")
            erase.clicked.connect(self._ask_erasure)
            card.body.addWidget(erase, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _ask_move(self) -> None:
        dialog = OfferMoveDialog(self._desk, str(self.record_id), self.title, self)
        dialog.offered.connect(self._read_again)
        dialog.open_fitted()

    def _ask_disclosure(self) -> None:
        dialog = DiscloseDialog(self._desk, str(self.record_id), self)
        dialog.disclosed.connect(self._read_again)
        dialog.open_fitted()

    def _ask_erasure(self) -> None:
        dialog = EraseDialog(self._desk, str(self.record_id), self.title, self)
        dialog.erased.connect(self._read_again)
        dialog.open_fitted()

    def _show_access(self) -> None:
        self.go.emit("access", {"record_id": self.record_id, "title": self.title})

    def _related_card(self, related: Related) -> Card:
        model = editing.model_of(related.kind)
        same = [name for name, field in model.declared().items() if getattr(field, "refers_to", "") == self.kind]
        title = related.label
        if len(same) > 1:
            field = gettext(model.declared()[related.field].label)
            title = gettext("{records}: {field}").format(records=related.label, field=field)
        card = Card(title, second=f"{related.count:,}" if related.count else "", name=f"related-{related.kind}")
        lines = LinkLines()
        lines.set_lines([words for _, words in related.first])
        lines.setProperty("place", (related.kind, [record_id for record_id, _ in related.first]))
        lines.chosen.connect(self._open_related)
        card.body.addWidget(lines)
        if related.kind not in _NEVER_DELETED:
            add = Button(gettext("Add"), "link", icon="plus", room="line", name=f"add-{related.kind}")
            add.setAccessibleName(gettext("Add: {label}").format(label=gettext(model.label)))
            add.setProperty("place", (related.kind, related.field))
            add.clicked.connect(self._add_related)
            card.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _open_related(self, number: int) -> None:
        kind, ids = self.sender().property("place")
        record_id = ids[number]
        if kind == "house_repair":
            self.go.emit("house", {"house_id": record_id})
        else:
            self.go.emit("record", {"kind": kind, "record_id": record_id})

    def _add_related(self) -> None:
        kind, field = self.sender().property("place")
        self.go.emit("record", {"kind": kind, "record_id": None, "values": {field: self.record_id}})

    def _saved(self, saved: Any) -> None:
        self._is_saving = False
        self.notice.hide()
        assert self._opened is not None
        assert self._keeper is not None
        if self.is_new:
            self.record_id = self._opened.form.record.id
            self._prefilled = {}
            self.now_at.emit({"kind": self.kind, "record_id": self.record_id})
        self._keeper.forget(then=self._read_again)
        warnings = " ".join(problem.sentence for problem in saved.warnings)
        self._desk.say(warnings or gettext("Saved."), "warn" if warnings else "ok")

    def _read_again(self) -> None:
        self._read("")

    def _not_saved(self, error: Exception) -> None:
        self._is_saving = False
        if isinstance(error, NotAccepted):
            elsewhere = self.form.show_problems(error.problems)
            self.notice.show_notice("bad", gettext("Not saved yet."), " ".join(elsewhere))
            self.notice.show()
        elif isinstance(error, CodiError):
            self.notice.show_notice("bad", str(error))
            self.notice.show()
        else:
            show_problem(self, error)

    def _deleted(self, _saved: Any) -> None:
        if self._keeper is not None:
            self._keeper.forget()
        self._opened = None
        self._desk.say(gettext("Deleted. Ctrl+Z brings it back."))
        self.go.emit("people", {"kind": self.kind} if self.kind in {"household", "person", "organisation"} else {})

    def _look_for_news(self) -> None:
        """See whether the record itself has changed while something is being typed."""
        assert self._opened is not None
        kind, record_id, heads = self.kind, self.record_id, self._opened.form.record.heads

        def done(opened: Opened) -> None:
            if record_id == self.record_id and opened.form.record.heads != heads:
                self.notice.show_notice(
                    "info",
                    gettext("This record was changed from elsewhere while you were typing."),
                    gettext("You may save: if both changed the same field, both values are kept and can be compared."),
                    links=(("drop", gettext("Throw mine away and load it")),),
                )
                self.notice.show()

        self._desk.run(self, lambda store: lists.open_record(store, kind, record_id), done)

    def _notice_asked(self, _name: str) -> None:
        self.notice.hide()
        if self._keeper is not None:
            self._keeper.forget(then=self._read_again)

    def _flush(self) -> None:
        if self._keeper is not None:
            self._keeper.flush()


def _hint(words: str) -> Card:
    card = Card(tone="sunk", name="hint")
    row = QHBoxLayout()
    row.addWidget(Label(words, "second"))
    card.body.addLayout(row)
    return card


def _told_words(told: Told) -> QWidget:
    """Say in two lines what was changed, when and by whom."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    what = gettext("Entered for the first time") if told.is_first else ", ".join(told.labels)
    when = f"{format_date(told.at.date(), 'brief')} {format_time(told.at.time())}"
    column.addWidget(Label(what, "medium"))
    who = gettext("{when} · {by} · {machine}").format(when=when, by=told.by, machine=told.machine)
    column.addWidget(Label(who, "second"))
    column.addWidget(WayLine(told.way))
    return holder
