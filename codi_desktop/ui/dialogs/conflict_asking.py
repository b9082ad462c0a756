"""Ask the office that knows which of two values is right, and answer such a question."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import asking
from codi_desktop.services.asking import Asked
from codi_desktop.services.settling import Dispute
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.editors import LongTextEditor
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.choosing import Choice, ChoiceCards

ASK_WORDS = {"tambon": N_("Ask the tambon"), "province": N_("Ask the province")}
_WORDS_ONLY = "words"


class AskDialog(AskingDialog):
    """Ask in words; the conflict stays open until somebody decides."""

    kept = Signal()

    def __init__(self, desk: Desk, dispute: Dispute, parent: QWidget) -> None:
        second = gettext("The question goes with the next bundle. Until it is answered, both values stay.")
        title = gettext(ASK_WORDS[dispute.can_ask])
        super().__init__(title, second, title, parent, name="ask-about", width=620)
        self._desk, self._dispute = desk, dispute
        self.body.addWidget(Label(f"{dispute.title} · {dispute.about}", "medium"))
        self.words = _words(gettext("What do you want to know?"), self)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._ask)

    def _ask(self) -> None:
        words, dispute = str(self.words.value() or ""), self._dispute
        self._desk.run(self, lambda store: asking.ask(store, dispute, words), self._asked, self._refused)

    def _asked(self, _question: str) -> None:
        self.accept()
        self.kept.emit()

    def _refused(self, error: Exception) -> None:
        _show_refused(self, error)


class AnswerDialog(AskingDialog):
    """Say which value is right, or in words; nothing is chosen beforehand. It may decide at once."""

    kept = Signal()

    def __init__(self, desk: Desk, dispute: Dispute, asked: Asked, parent: QWidget) -> None:
        super().__init__(gettext("Answer"), asked.words, gettext("Send the answer"), parent, name="answer", width=1000)
        self._desk, self._dispute, self._asked = desk, dispute, asked
        self.body.addWidget(Label(f"{dispute.title} · {dispute.about}", "medium"))
        told = [
            Choice(one.change_id, "user", f"{one.words} {one.unit}".strip(), f"{one.by}, {one.machine}")
            for one in dispute.statements
        ]
        only_words = Choice(_WORDS_ONLY, "pencil", gettext("Neither"), gettext("Say it in words below"))
        self.choices = ChoiceCards([*told, only_words])
        self.body.addWidget(self.choices)
        self.words = _words(gettext("Your answer in words"), self)
        self.body.addWidget(self.words)
        self.decides = QCheckBox(gettext("Decide for this value at once, for everybody"))
        self.decides.setObjectName("decide-at-once")
        self.body.addWidget(self.decides)
        self.choices.chosen.connect(self._chosen)
        self.decides.setEnabled(False)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._answer)

    def _chosen(self, name: str) -> None:
        self.decides.setEnabled(name != _WORDS_ONLY)

    def _answer(self) -> None:
        change = self.choices.current if self.choices.current != _WORDS_ONLY else ""
        decides = bool(change) and self.decides.isChecked()
        said = next((one for one in self._dispute.statements if one.change_id == change), None)
        value = said.value if said is not None and decides else asking.LEAVE_OPEN
        words, question = str(self.words.value() or ""), self._asked.id

        def work(store: Any) -> None:
            asking.answer(store, question, chosen=change, value=value, words=words)

        self._desk.run(self, work, self._answered, self._refused)

    def _answered(self, _nothing: object) -> None:
        self.accept()
        self.kept.emit()

    def _refused(self, error: Exception) -> None:
        _show_refused(self, error)


def _words(label: str, parent: AskingDialog) -> LongTextEditor:
    parent.body.addWidget(Label(label, "second"))
    editor = LongTextEditor()
    editor.setAccessibleName(label)
    return editor


def _show_refused(dialog: AskingDialog, error: Exception) -> None:
    if not isinstance(error, CodiError):
        show_problem(dialog, error)
        return
    dialog.refused.show_notice("bad", str(error))
    dialog.refused.show()
