"""Conflicts: settle one field that two people changed apart, without blame and without loss."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._record import kinds
from codi_desktop.services import settling
from codi_desktop.services.settling import Dispute, DisputeKey, LastSettled, Statement
from codi_desktop.services.text_merge import Mark, Proposal
from codi_desktop.thai.calendar import format_date, format_time
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.dialogs.conflict_asking import ASK_WORDS, AnswerDialog, AskDialog
from codi_desktop.ui.dialogs.conflict_lists import ConflictLists
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.page import Page
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label, shown_rich
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.choosing import Choice, ChoiceCards
from codi_desktop.ui.widgets.columns import Width
from codi_desktop.ui.widgets.empty import EmptyState
from codi_desktop.ui.widgets.figures import BigNumber
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import paint_photo
from codi_desktop.ui.widgets.picture import Picture

_LONGEST_FIGURE = 16
"""signs of a value that is shown as large as a number; longer ones are text"""


_LEGEND = N_("[L+ …] added at the left · [R+ …] added at the right · [− …] taken out · [L … | R …] differs")


class ConflictsPage(Page):
    """One dispute at a time. Nothing is chosen beforehand, and Enter does nothing until a card has the focus."""

    kinds = frozenset(kinds())

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Conflicts"), name="conflicts")
        self._desk = desk
        self._keys: list[DisputeKey] = []
        self._wanted: DisputeKey | None = None
        self._asked_record = ""
        self._dispute: Dispute | None = None
        self._is_settling = False
        self._reading = 0
        self.later_button = Button(gettext("Decide later"), "link", name="later")
        self.later_button.clicked.connect(self.decide_later)
        self.lists_button = Button(gettext("Lists"), "link", icon="list", name="lists")
        self.lists_button.clicked.connect(self.show_lists)
        self.next_button = Button(
            gettext("Next one"), icon="chevron-right", icon_after=True, room="head", name="next-one"
        )
        self.next_button.clicked.connect(self.next_one)
        self.add_head(self.lists_button)
        self.add_head(self.later_button)
        self.add_head(self.next_button)
        self.notice = Notice("info")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.card = _DisputeCard()
        self.card.taken.connect(self.take)
        self.card.type_button.clicked.connect(self.type_value)
        self.card.ask_button.clicked.connect(self.ask)
        self.card.both_button.clicked.connect(self.keep_both)
        self.card.answer_asked.connect(self.answer)
        self.card.house_asked.connect(self._go_to_house)
        self.card.hide()
        self.body.addWidget(self.card)
        self.empty = EmptyState("circle-check", "", primary=False)
        self.empty.hide()
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)
        for key, slot in (
            ("Ctrl+L", partial(self._take_number, 0)),
            ("Ctrl+R", partial(self._take_number, 1)),
            ("F2", self.type_value),
            ("Ctrl+T", self.ask),
            ("PgDown", self.next_one),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the keys work before anything else has the focus
        self.start_focus = self

    def open(self, **arguments: Any) -> None:
        """Show the first dispute, or that of a record."""
        self._asked_record = str(arguments.get("record_id") or "")
        self._wanted = None
        self.notice.hide()
        self._read()

    def refresh(self, kinds: frozenset[str]) -> None:  # noqa: ARG002  whatever changed may be what is shown
        """Read the list again and stay at what is shown."""
        self._read()

    def arrange(self, width: Width) -> None:
        """Put the values below each other where they do not fit side by side."""
        super().arrange(width)
        self.card.arrange(width)

    # --- what a person does

    def take(self, change_id: str) -> None:
        """Decide for one of the values."""
        if self._dispute is None:
            return
        said = next(one for one in self._dispute.statements if one.change_id == change_id)
        self._settle(said.value, self._settled, self._not_settled)

    def type_value(self) -> None:
        """Ask for a value that nobody said (F2)."""
        if self._dispute is None or not self._dispute.can_type or self._is_settling:
            return
        dialog = TypeValue(self._desk, self._dispute, self)
        dialog.asked.connect(self._settle_typed)
        dialog.open_fitted()
        dialog.form.focus_field(self._dispute.key.field)

    def ask(self) -> None:
        """Ask the office that knows (Ctrl+T)."""
        if self._dispute is not None and self._dispute.can_ask and not self._is_settling:
            dialog = AskDialog(self._desk, self._dispute, self)
            dialog.kept.connect(self._asked)
            dialog.open_fitted()
            dialog.words.setFocus()

    def answer(self) -> None:
        """Answer the question that this office was asked."""
        question = next((one for one in self._dispute.questions if one.is_for_us), None) if self._dispute else None
        if self._dispute is not None and question is not None:
            dialog = AnswerDialog(self._desk, self._dispute, question, self)
            dialog.kept.connect(self._answered)
            dialog.open_fitted()

    def keep_both(self) -> None:
        """Ask which value stays in this record; the other side's become a record of its own."""
        if self._dispute is not None and self._dispute.can_keep_both and not self._is_settling:
            dialog = KeepBoth(self._dispute, self)
            dialog.asked.connect(self._keep_both)
            dialog.open_fitted()

    def show_lists(self) -> None:
        """Show what waits, what was decided, and what came together of itself."""
        dialog = ConflictLists(self._desk, self)
        dialog.opened.connect(self._go_to)
        dialog.open_fitted()

    def _go_to(self, key: DisputeKey) -> None:
        self._wanted = key
        self.notice.hide()
        self._read_dispute()

    def _asked(self) -> None:
        self._desk.say(gettext("Asked. The question goes with the next bundle."))
        self._read()

    def _answered(self) -> None:
        self._desk.say(gettext("Answered. The answer goes with the next bundle."))
        self._read()

    def _keep_both(self, stays: str) -> None:
        dispute = self._dispute
        if dispute is None:
            return
        self._is_settling = True

        def kept(_id: str) -> None:
            self._is_settling = False
            self._desk.say(gettext("Both are kept: the other one is a record of its own now."))
            self._forget(dispute.key)

        self._desk.run(self, lambda store: settling.keep_both(store, dispute, stays), kept, self._not_settled)

    def decide_later(self) -> None:
        """Leave this one as it is."""
        if len(self._keys) > 1:
            self.next_one()
        else:
            self.go.emit("exchange", {})

    def next_one(self) -> None:
        """Go to the next dispute, round the end."""
        if self._dispute is not None and self._keys:
            place = self._keys.index(self._dispute.key) if self._dispute.key in self._keys else -1
            self._wanted = self._keys[(place + 1) % len(self._keys)]
            self.notice.hide()
            self._read_dispute()

    def _take_number(self, number: int) -> None:
        if self._dispute is not None and len(self._dispute.statements) == 2:
            self.take(self._dispute.statements[number].change_id)

    def _settle_typed(self, dialog: "TypeValue", value: Any) -> None:
        def refused(error: Exception) -> None:
            self._is_settling = False
            dialog.show_refused(error)

        def settled(words: str) -> None:
            dialog.accept()
            self._settled(words)

        self._settle(value, settled, refused)

    def _settle(self, value: Any, done: Callable[[str], None], failed: Callable[[Exception], None]) -> None:
        dispute = self._dispute
        if dispute is not None and not self._is_settling:
            self._is_settling = True
            self._desk.run(self, lambda store: _settled_in_words(store, dispute, value), done, failed)

    def _settled(self, words: str) -> None:
        assert self._dispute is not None
        self._is_settling = False
        self.notice.hide()
        told = gettext("Settled: {field} is {value}. The other value stays in the history.")
        self._desk.say(told.format(field=self._dispute.title, value=words))
        self._forget(self._dispute.key)

    def _not_settled(self, error: Exception) -> None:
        self._is_settling = False
        if isinstance(error, settling.MoreWasSaid | settling.SettledMeanwhile | settling.NotFound):
            self._tell(error)
            self._read()
        else:
            show_problem(self, error)

    def _go_to_house(self) -> None:
        if self._dispute is not None and self._dispute.house_id:
            self.go.emit("house", {"house_id": self._dispute.house_id})

    # --- what is shown

    def _read(self) -> None:
        self._desk.run(self, _listed, self._show_list)

    def _show_list(self, found: tuple[list[DisputeKey], LastSettled | None]) -> None:
        if self._is_settling:
            return  # the decision is on its way, and everything is read again after it
        self._keys, last = found
        if self._dispute is not None and self._dispute.key not in self._keys:
            self._wanted = self._dispute.key  # no longer open, and not by us: reading it tells why
            self._read_dispute()
            return
        self.empty.setVisible(not self._keys)
        for one in (self.later_button, self.next_button):
            one.setVisible(bool(self._keys))
        if not self._keys:
            self._dispute = None
            self.card.hide()
            self.set_title(gettext("Conflicts"))
            self.empty.show_words(gettext("Nothing is in conflict"), _last_words(last))
            return
        if self._asked_record:
            self._wanted = next((key for key in self._keys if key.id == self._asked_record), None)
            self._asked_record = ""
        self._read_dispute()

    def _read_dispute(self) -> None:
        """Read what is wanted; what is shown and still open stays, and what is not is told."""
        shown = self._dispute
        if self._wanted is None:
            self._wanted = shown.key if shown is not None else self._keys[0]
        key = self._wanted
        self._reading += 1
        number = self._reading

        def done(read: tuple[Dispute, dict[str, bytes]]) -> None:
            if number == self._reading:
                self._show(read[0], read[1])

        def failed(error: Exception) -> None:
            if number == self._reading:
                self._gone(key, error)

        self._desk.run(self, lambda store: _read_one(store, key), done, failed)

    def _show(self, dispute: Dispute, pictures: dict[str, bytes]) -> None:
        before = self._dispute
        if before is not None and before.key == dispute.key and before.seen < dispute.seen:
            self._tell(settling.MoreWasSaid())
        self._wanted = None
        self._dispute = dispute
        place = self._keys.index(dispute.key) + 1 if dispute.key in self._keys else 1
        told = gettext("{number} of {count}").format(number=place, count=len(self._keys))
        self.set_title(gettext("Conflicts"), told)
        self.next_button.setVisible(len(self._keys) > 1)
        if before is None or before != dispute:
            self.card.show_dispute(dispute, pictures, self.width_class)
        self.card.show()

    def _gone(self, key: DisputeKey, error: Exception) -> None:
        """What was to be shown is no longer open: say so, unless it was settled here."""
        if not isinstance(error, CodiError):
            show_problem(self, error)
            return
        self._tell(error)
        self._forget(key)

    def _forget(self, key: DisputeKey) -> None:
        """Go on from a dispute that is no longer open."""
        place = self._keys.index(key) if key in self._keys else 0
        rest = [one for one in self._keys if one != key]
        self._dispute = None
        self._wanted = rest[place % len(rest)] if rest else None
        self._read()

    def _tell(self, error: CodiError) -> None:
        self.notice.show_notice("info", str(error))
        self.notice.show()


class KeepBoth(AskingDialog):
    """Ask which of two values this record keeps. Nothing is chosen beforehand."""

    asked = Signal(str)

    def __init__(self, dispute: Dispute, parent: QWidget) -> None:
        second = gettext("These were two under one record. The other becomes a record of its own, with all it had.")
        super().__init__(gettext("Which one stays here?"), second, gettext("Keep both"), parent, name="keep-both")
        told = [
            Choice(one.change_id, "user", f"{one.words} {one.unit}".strip(), f"{one.by}, {one.machine}")
            for one in dispute.statements
        ]
        self.choices = ChoiceCards(told)
        self.body.addWidget(self.choices)
        self.body.addStretch(1)
        self.accept_button.setEnabled(False)
        self.choices.chosen.connect(self._chosen)
        self.accept_button.clicked.connect(self._ask)

    def _chosen(self, name: str) -> None:
        self.accept_button.setEnabled(bool(name))

    def _ask(self) -> None:
        self.asked.emit(self.choices.current)
        self.accept()


class TypeValue(AskingDialog):
    """Ask for a value that nobody said, with the field's own editor."""

    asked = Signal(object, object)
    """this dialog, and the value"""

    def __init__(self, desk: Desk, dispute: Dispute, parent: QWidget) -> None:
        second = gettext("Both other values stay in the history.")
        super().__init__(dispute.title, second, gettext("This is right"), parent, name="type-value", width=560)
        self._field = dispute.key.field
        self.form = RecordForm(kinds()[dispute.kind], desk, [dispute.key.field], columns=1)
        if dispute.proposal is not None:
            self.body.addWidget(Label(gettext("Both texts in one: read it, and change what is not right."), "medium"))
            self.marked = Label("", "body")
            self.marked.setObjectName("marked")
            self.marked.setTextFormat(Qt.TextFormat.RichText)
            self.marked.setText(shown_rich(_marked(dispute.proposal)))
            self.body.addWidget(self.marked)
            self.body.addWidget(Label(gettext(_LEGEND), "second"))
            self.form.set_values({dispute.key.field: dispute.proposal.text})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._ask)

    def show_refused(self, error: Exception) -> None:
        """Say why it was not taken."""
        if isinstance(error, settling.NotAccepted):
            elsewhere = " ".join(self.form.show_problems(error.problems))
        elif isinstance(error, CodiError):
            elsewhere = str(error)
        else:
            show_problem(self, error)
            return
        self.refused.setVisible(bool(elsewhere))
        self.refused.show_notice("bad", elsewhere)

    def _ask(self) -> None:
        value = self.form.values()[self._field]
        if not self.form.errors():
            self.asked.emit(self, value)


class _DisputeCard(Card):
    """The one card of the page."""

    taken = Signal(str)
    house_asked = Signal()
    answer_asked = Signal()

    def __init__(self) -> None:
        super().__init__(padding=28, name="dispute")
        px = theme.current().px
        self.body.setSpacing(px(14))
        head = QHBoxLayout()
        head.setSpacing(px(18))
        self._photo = _Thumbnail()
        head.addWidget(self._photo)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label("", "name")
        self._about = Label("", "body", tone="muted")
        words.addWidget(self._title)
        words.addWidget(self._about)
        head.addLayout(words, 1)
        self._mark = Chip("", "info", "circle-help")
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Chip(gettext("in conflict"), "bad", "git-compare"), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._explained = Notice("sunk")
        self.body.addWidget(self._explained)
        self._question = Notice("info")
        self._question.asked.connect(self._answer)
        self.body.addWidget(self._question)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(px(8))
        self.body.addLayout(self._row)
        self._former = Label("", "body", tone="muted")
        self.body.addWidget(self._former)
        self.body.addWidget(rule())
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        self.type_button = Button(gettext("Type a new value"), icon="pencil", name="type-value-button")
        self.house_button = Button(gettext("Open the house"), "link", icon="house", name="open-house")
        self.house_button.clicked.connect(self.house_asked)
        self.ask_button = Button(gettext("Ask"), icon="circle-help", name="ask-button")
        self.both_button = Button(gettext("Keep both"), icon="copy", name="keep-both-button")
        for button in (self.type_button, self.ask_button, self.both_button, self.house_button):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        notes = QVBoxLayout()
        notes.setSpacing(0)
        self._interim = Label("", "second")
        self._keys = Label("", "second")
        for label in (self._interim, self._keys):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            notes.addWidget(label)
        foot.addLayout(notes, 1)
        self.body.addLayout(foot)
        self._count = 0

    def _answer(self, _name: str) -> None:
        self.answer_asked.emit()

    def show_dispute(self, dispute: Dispute, pictures: dict[str, bytes], width: Width) -> None:
        """Show another dispute."""
        self._title.set_text(dispute.title)
        self._about.set_text(dispute.about)
        self.setAccessibleName(f"{dispute.title}. {dispute.about}")
        self._photo.show_bytes(pictures.get(dispute.photo, b""))
        if dispute.is_deletion:
            first = gettext("One person deleted this while another went on working with it. Nobody did wrong.")
            second = gettext("Keep it, or delete it. Whatever you choose, it stays in the history.")
        elif dispute.is_second:
            first = gettext("Two people decided this differently. Only between their two decisions is it open now.")
            second = gettext("Choose the value that the papers show. The other stays in the history.")
        else:
            first = gettext(
                "Two people changed this without seeing each other's value. Nobody did wrong, and nothing is lost."
            )
            second = gettext("Choose the value that the papers show. The other stays in the history.")
        self._explained.show_notice("sunk", first, second)
        clear_layout(self._row)
        self._count = len(dispute.statements)
        for number, said in enumerate(dispute.statements):
            if number:
                self._row.addWidget(_Or(), 0, Qt.AlignmentFlag.AlignCenter)
            value = _ValueCard(
                said,
                _side(number, self._count, dispute),
                pictures.get(said.photo, b""),
                number,
                tells_seen=not dispute.former,
            )
            value.taken.connect(self.taken)
            self._row.addWidget(value, 1)
        self._former.set_text(dispute.former)
        self._former.setVisible(bool(dispute.former))
        interim = gettext("Until then reports use {value}, marked “in conflict”.").format(value=dispute.interim)
        self._interim.set_text(interim)
        keys = [gettext("Left Ctrl+L"), gettext("Right Ctrl+R")] if self._count == 2 else []
        keys += [gettext("Type F2")] if dispute.can_type else []
        keys += [gettext("Ask Ctrl+T")] if dispute.can_ask else []
        self.ask_button.setVisible(bool(dispute.can_ask))
        if dispute.can_ask:
            self.ask_button.set_words(gettext(ASK_WORDS[dispute.can_ask]))
        self.both_button.setVisible(dispute.can_keep_both)
        asked = settling.mark(dispute.questions)
        self._mark.show_state(asked, "info", "circle-help")
        self._mark.setVisible(bool(asked))
        self._show_question(dispute)
        self._keys.set_text(gettext("Keys: {keys}").format(keys=" · ".join(keys)))
        self._keys.setVisible(bool(keys))
        self.type_button.setVisible(dispute.can_type)
        self.house_button.setVisible(bool(dispute.house_id))
        self.arrange(width)

    def _show_question(self, dispute: Dispute) -> None:
        """Show the newest question and its answer."""
        self._question.setVisible(bool(dispute.questions))
        if not dispute.questions:
            return
        asked = dispute.questions[0]
        first = gettext("{name} asks: {words}").format(name=asked.by or asked.at, words=asked.words or dispute.title)
        second = ""
        if asked.is_answered:
            chosen = next((one for one in dispute.statements if one.change_id == asked.chosen), None)
            parts = (f"{chosen.words} {chosen.unit}".strip() if chosen else "", asked.answer)
            told = gettext("{name} answers: {words}")
            said = " · ".join(part for part in parts if part)
            second = told.format(name=asked.answered_by or asked.answered_at, words=said)
        links = (("answer", gettext("Answer")),) if asked.is_for_us else ()
        self._question.show_notice("info", first, second, icon="circle-help", links=links)

    def arrange(self, width: Width) -> None:
        """Put more than two values, or any in a narrow window, below each other."""
        beside = width != "narrow" and self._count <= 2
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


class _ValueCard(Card):
    """One value with who said it. All are equal in size, weight and colour."""

    taken = Signal(str)

    def __init__(
        self, said: Statement, side: tuple[str, str, str], picture: bytes, number: int, *, tells_seen: bool
    ) -> None:
        title, action, icon = side
        super().__init__(title, second=said.origin, tone="strong", fill=True, name=f"value-{number}")
        px = theme.current().px
        self._change_id = said.change_id
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{title}. {said.origin}. {said.words} {said.unit}. {said.by}")
        self.body.addWidget(rule())
        if picture:
            frame = _Thumbnail(240, 180)
            frame.show_bytes(picture)
            self.body.addWidget(frame)
        elif len(said.words) <= _LONGEST_FIGURE:
            self.body.addWidget(BigNumber(said.words, said.unit, role="value"))
        else:
            self.body.addWidget(Label(said.words, "name"))
        for line in said.lines:
            self.body.addWidget(Label(line, "second"))
        when = gettext("{day}, {time}").format(
            day=format_date(said.at.date(), "full"), time=format_time(said.at.time())
        )
        for symbol, first, second in (
            ("user", said.by, said.role),
            ("clock", when, ""),
            ("laptop", said.machine, ""),
            ("eye", said.saw if tells_seen else "", ""),
        ):
            if first:
                self.body.addLayout(_fact(symbol, first, second))
        self.body.addStretch(1)
        self.button = Button(action, "tonal", icon=icon, room="decisive", name=f"take-{number}", parent=self)
        self.button.setIconSize(QSize(px(20), px(20)))
        self.button.clicked.connect(self._take)
        self.body.addWidget(self.button)

    def _take(self) -> None:
        self.taken.emit(self._change_id)


class _Or(QWidget):
    """The word between two values."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Chip(gettext("or"), "muted"))


class _Thumbnail(QWidget):
    """A small picture with round corners; nothing at all while there is none."""

    def __init__(self, width: int = 84, height: int = 63) -> None:
        super().__init__()
        px = theme.current().px
        self.setFixedSize(px(width), px(height))
        self._image = QImage()
        self.hide()

    def show_bytes(self, content: bytes) -> None:
        """Show a picture from its file."""
        self._image = QImage.fromData(content) if content else QImage()
        self.setVisible(not self._image.isNull())
        self.setAccessibleName(gettext("Photo"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the picture."""
        if not self._image.isNull():
            paint_photo(QPainter(self), self.rect().toRectF(), self._image, theme.current().px(6))


def _side(number: int, count: int, dispute: Dispute) -> tuple[str, str, str]:
    """Name the place of a value: title, words and symbol of its button."""
    if dispute.is_deletion:
        delete = bool(dispute.statements[number].value)
        if delete:
            return gettext("Deleted"), gettext("Delete it"), "trash-2"
        return gettext("Still in use"), gettext("Keep it"), "check"
    if count > 2:
        place = gettext("Value {number}").format(number=number + 1)
        return place, gettext("Take value {number}").format(number=number + 1), "check"
    if number == 0:
        return gettext("Left"), gettext("Take the left"), "arrow-left"
    return gettext("Right"), gettext("Take the right"), "arrow-right"


def _marked(proposal: Proposal) -> str:
    """Write a proposal with a symbol and a colour for what each side did."""
    left, right = gettext("L"), gettext("R")
    tokens = theme.current().tokens
    found = []
    for piece in proposal.pieces:
        said = {"left": escape(piece.left), "right": escape(piece.right), "before": escape(piece.before)}
        if piece.mark in {Mark.SAME, Mark.ALIKE}:
            found.append(said["left"])
        elif piece.mark is Mark.BOTH:
            told = f"[{left} {said['left']} | {right} {said['right']}]"
            found.append(f'<b style="color:{tokens["bad"]}">{told}</b>')
        else:
            side, words = (left, said["left"]) if piece.mark is Mark.LEFT else (right, said["right"])
            colour = tokens["info"] if piece.mark is Mark.LEFT else tokens["warn"]
            gone = f"[{side}− <s>{said['before']}</s>]" if piece.before.strip() else ""
            new = f"[{side}+ {words}]" if words.strip() else ""
            found.append(f'<span style="color:{colour}">{gone}{new}</span>')
    return "".join(found).replace("\n", "<br>")


def _fact(symbol: str, first: str, second: str) -> QHBoxLayout:
    px = theme.current().px
    row = QHBoxLayout()
    row.setSpacing(px(10))
    beside = QVBoxLayout()
    beside.setContentsMargins(0, px(4), 0, 0)  # in the middle of the first line
    beside.addWidget(Picture(symbol, "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(beside)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(first, "medium" if symbol == "user" else "body"))
    if second:
        words.addWidget(Label(second, "second"))
    row.addLayout(words, 1)
    return row


def _last_words(last: LastSettled | None) -> str:
    if last is None:
        return gettext("When two people change the same field apart, both values are kept here for a decision.")
    told = gettext("The last decision was taken on {day}, {time}, by {by}.")
    return told.format(day=format_date(last.at.date(), "short"), time=format_time(last.at.time()), by=last.by)


def _listed(store: Any) -> tuple[list[DisputeKey], LastSettled | None]:
    return settling.disputes(store), settling.last_settled(store)


def _read_one(store: Any, key: DisputeKey) -> tuple[Dispute, dict[str, bytes]]:
    dispute = settling.dispute(store, key)
    pictures = {}
    for name in {dispute.photo, *(one.photo for one in dispute.statements)} - {""}:
        try:
            pictures[name] = settling.picture(store, name)
        except CodiError:
            continue  # still on its way: the words say that there is one
    return dispute, pictures


def _settled_in_words(store: Any, dispute: Dispute, value: Any) -> str:
    settling.settle(store, dispute, value)
    return settling.in_words(store, dispute, value)
