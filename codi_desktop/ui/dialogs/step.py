"""Take a step: on which day, by whom, by which resolution. What is missing is listed, each line a link to its place."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records._choices import SIDES
from codi_desktop.records.step_taken import StepTaken
from codi_desktop.services import repairing
from codi_desktop.services.houses import HouseView
from codi_desktop.services.repairing import ASKED, Missing, StepRefused
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.forms.day import DayEditor
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.editors import ChoiceEditor, LongTextEditor, text_editor
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.forms.references import ReferenceEditor
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.steps import step_word
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.link_lines import LinkLines

Act = Callable[..., None]


class _StepDialog(AskingDialog):
    """What the dialogs of steps share: a refusal becomes a list of links."""

    followed = Signal(object)
    """the Missing whose place is asked for"""

    def __init__(self, title: str, second: str, accept: str, parent: QWidget, *, name: str) -> None:
        super().__init__(title, second, accept, parent, name=name, width=680)
        self._missing: list[Missing] = []
        self.lines = LinkLines()
        self.lines.chosen.connect(self._follow)
        self.body.addWidget(self.lines)

    def show_refused(self, refused: StepRefused) -> None:
        """Say what is missing, each line a link."""
        self._missing = refused.missing
        count = len(refused.missing)
        self.refused.show_notice("bad", gettext("This is still missing: {count}").format(count=count))
        self.refused.show()
        self.lines.set_lines([thing.sentence for thing in refused.missing])
        QTimer.singleShot(0, self, self.fit)
        self.lines.focus_first()

    def failed(self, error: Exception) -> None:
        """Show what went wrong."""
        if isinstance(error, StepRefused):
            self.show_refused(error)
        else:
            show_problem(self, error)

    def _done(self, _result: Any) -> None:
        self.accept()

    def _follow(self, number: int) -> None:
        thing = self._missing[number]
        if thing.section == "step" and self._focus_here(thing.field):
            return
        self.followed.emit(thing)
        self.reject()

    def _focus_here(self, name: str) -> bool:
        for form in self.findChildren(FormGrid):
            if name in form.names():
                form.editor(name).take_focus()
                return True
        return False


class TakeStep(_StepDialog):
    """The next step of a house, or an approval that is given again."""

    def __init__(self, desk: Desk, act: Act, view: HouseView, step: str, parent: QWidget) -> None:
        word = step_word(step)
        again = step == "approved" and view.next_step != "approved"
        title = gettext("Approve again") if again else gettext("Next step: {step}").format(step=word)
        place = " · ".join(part for part in (view.house.owner_name, view.house.place()) if part)
        super().__init__(title, place, gettext("Take this step"), parent, name="take-step")
        self._act = act
        self._step = step
        labels = {"by_body": gettext("Decided by")}
        asked = ("day", *ASKED.get(step, ("note",)))
        self.form = RecordForm(StepTaken, desk, asked, labels=labels)
        self.form.set_values({"day": dt.date.today().isoformat()})  # noqa: DTZ011  the day on the wall
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._keeper = DraftKeeper(desk, self.form)
        name = f"house_repair/{view.house.id}/step-{step}"
        self._keeper.begin(name, view.drafts.get(name))
        self.accept_button.clicked.connect(self._take)

    def _take(self) -> None:
        values = self.form.values()
        if self.form.errors():
            return
        if not values.get("day"):
            self.form.show_errors({"day": gettext("Type the day.")})
            return
        step = self._step
        answers = {name: value or "" for name, value in values.items()}
        self._act(
            lambda store, view: repairing.take_step(store, view.house.id, step, **answers), self._done, self.failed
        )

    def _done(self, result: Any) -> None:
        self._keeper.forget()
        super()._done(result)


class SetAside(_StepDialog):
    """Take a house out of the work, with the reason; a replacement names the other house."""

    def __init__(self, desk: Desk, act: Act, view: HouseView, parent: QWidget) -> None:
        place = " · ".join(part for part in (view.house.owner_name, view.house.place()) if part)
        super().__init__(gettext("Set the house aside"), place, gettext("Set aside"), parent, name="set-aside")
        self._act = act
        self.form = FormGrid(2)
        sides = [(code, gettext(label)) for code, label in SIDES.items()]
        self.form.add("side_state", gettext("How"), ChoiceEditor(sides), required=True)
        _add_day(self.form)
        self.form.add("replaced_by", gettext("Which house takes its place"), ReferenceEditor(desk, "house_repair"))
        _add_resolution(self.form)
        self.form.add("note", gettext("Why"), LongTextEditor(), required=True, wide=True)
        self.form.changed.connect(self._fit)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._set)
        self._fit("")

    def _fit(self, _name: str) -> None:
        replaced = self.form.editor("side_state").value() == "substituted"
        for name in ("replaced_by", "resolution"):
            if (field := self.form.findChild(QWidget, f"field-{name}")) is not None:
                field.setVisible(replaced)

    def _set(self) -> None:
        values = self.form.values()
        if self.form.errors():
            return
        if not values["side_state"]:
            self.form.show_errors({"side_state": gettext("Choose how the house is set aside.")})
            return
        if not values["day"]:
            self.form.show_errors({"day": gettext("Type the day.")})
            return

        def work(store: Any, view: HouseView) -> None:
            repairing.set_aside(
                store,
                view.house.id,
                values["side_state"],
                why=values["note"] or "",
                day=values["day"],
                resolution=values["resolution"] or "",
                replaced_by=values["replaced_by"],
            )

        self._act(work, self._done, self.failed)


class GoBack(_StepDialog):
    """Put a house back to an earlier step, or take it back into the work; both need a reason."""

    def __init__(self, act: Act, view: HouseView, parent: QWidget) -> None:
        self._resumes = bool(view.house.side_state)
        title = gettext("Take the house back into the work") if self._resumes else gettext("Go back to an earlier step")
        place = " · ".join(part for part in (view.house.owner_name, view.house.place()) if part)
        super().__init__(title, place, title, parent, name="go-back")
        self._act = act
        self.form = FormGrid(2)
        codes = list(repairing.STEPS)
        now = codes.index(view.house.step) if view.house.step in codes else 0
        if not self._resumes:
            earlier = [(code, step_word(code)) for code in codes[:now]]
            self.form.add("step", gettext("Step"), ChoiceEditor(earlier), required=True)
        _add_day(self.form)
        self.form.add("note", gettext("Why"), LongTextEditor(), required=True, wide=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._go)

    def _go(self) -> None:
        values = self.form.values()
        if self.form.errors():
            return
        lacking = {name: gettext("This is needed.") for name, value in values.items() if not value}
        if lacking:
            self.form.show_errors(lacking)
            return
        why, day = values["note"], values["day"]
        if self._resumes:
            self._act(
                lambda store, view: repairing.resume(store, view.house.id, why=why, day=day), self._done, self.failed
            )
        else:
            self._act(
                lambda store, view: repairing.step_back(store, view.house.id, values["step"], why=why, day=day),
                self._done,
                self.failed,
            )


def _add_day(form: FormGrid) -> None:
    day = DayEditor()
    day.set_value(dt.date.today().isoformat())  # noqa: DTZ011  the day on the wall
    form.add("day", gettext("Day"), day, required=True)


def _add_resolution(form: FormGrid) -> None:
    form.add("resolution", gettext("Resolution number"), text_editor())
