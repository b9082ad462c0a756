"""Resolutions and approval, the steps taken, and the inspection by three people."""

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records.inspection import Inspection
from codi_desktop.records.step_taken import STEPS_AND_SIDES, StepTaken
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, NotAccepted
from codi_desktop.services.repairing import Approval
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.step import GoBack, SetAside
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.record_form import RecordForm
from codi_desktop.ui.pages.house_sections.section import Acting, FormCard, Section, buttons_row
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.steps import step_icon
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.history import Event, HistoryTimeline
from codi_desktop.ui.widgets.notice import Notice

_INSPECTION = (
    "day",
    "passed",
    "inspector1_name",
    "inspector1_position",
    "inspector2_name",
    "inspector2_position",
    "inspector3_name",
    "inspector3_position",
    "finding",
    "part_notes",
)


class ApprovalsSection(Section):
    """Whether the approval holds, who decided what, and who inspected the house."""

    def __init__(self, desk: Desk, act: Acting) -> None:
        super().__init__(desk, act, "approvals")
        self._view: HouseView | None = None
        self._house = ""
        self._approval = ApprovalCard()
        self._approval.again.connect(self._ask_again)
        self.column.addWidget(self._approval)
        steps = Card(gettext("Steps taken"), name="card-steps")
        self._timeline = HistoryTimeline()
        steps.body.addWidget(self._timeline)
        self._aside = Button(gettext("Set the house aside…"), icon="circle-pause", name="set-aside")
        self._back = Button(gettext("Go back to an earlier step…"), "link", icon="undo-2", name="go-back")
        self._aside.clicked.connect(self._set_aside)
        self._back.clicked.connect(self._go_back)
        steps.body.addWidget(buttons_row(self._aside, self._back))
        self.column.addWidget(steps)
        self._inspection = FormCard(
            gettext("Inspection by three people"),
            Inspection,
            _INSPECTION,
            lambda view: view.inspections[-1] if view.inspections else None,
            desk,
            act,
            name="inspection",
        )
        self._once_more = Button(gettext("Inspect again"), "link", icon="plus", room="line", name="inspect-again")
        self._once_more.clicked.connect(self._inspect_again)
        self._inspection.head.addWidget(self._once_more)
        self.column.addWidget(self._inspection)
        self.column.addWidget(self._make_new())
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show approval, steps and inspection."""
        self._view = view
        self._approval.show_approval(view.approval)
        self._timeline.set_events([_event(step) for step in reversed(view.steps)])
        aside = bool(view.house.side_state)
        self._aside.setVisible(not aside and view.house.step not in {"handed_over", "closed"})
        self._back.set_words(
            gettext("Take the house back into the work…") if aside else gettext("Go back to an earlier step…")
        )
        self._back.setVisible(aside or view.house.step != "surveyed")
        self._inspection.show_house(view)
        last = view.inspections[-1] if view.inspections else None
        self._once_more.setVisible(last is not None and last.passed is False)
        if view.house.id != self._house:
            self._house = view.house.id
            name = f"house_repair/{self._house}/new-inspection"
            draft = view.drafts.get(name)
            self._keeper.begin(name, draft)
            self._new_card.setVisible(not view.inspections or bool(draft))
        elif not view.inspections:
            self._new_card.show()

    def focus_field(self, name: str) -> None:
        """Go to a field of the inspection, or to the approval."""
        if name in _INSPECTION and not self._new_card.isHidden():
            self._new.focus_field(name)
        elif name in _INSPECTION and name == "passed":
            self._inspect_again()
        elif name == "side_state":
            self._back.setFocus()
        else:
            super().focus_field(name)

    def save(self) -> None:
        """Save the inspection too."""
        super().save()
        if not self._new_card.isHidden() and self._new.typed_names() - {"day"}:
            self._add_inspection()

    def _make_new(self) -> Card:
        self._new_card = Card(gettext("Inspection by three people"), name="card-new-inspection")
        self._new = RecordForm(Inspection, self.desk, _INSPECTION)
        self._keeper = DraftKeeper(self.desk, self._new)
        self._new_card.body.addWidget(self._new)
        add = Button(gettext("Save the inspection"), "tonal", icon="save", name="add-inspection")
        add.clicked.connect(self._add_inspection)
        self._new_card.body.addWidget(buttons_row(add))
        return self._new_card

    def _add_inspection(self) -> None:
        values = self._new.values()
        if self._new.errors():
            return
        self.act(
            lambda store, view: houses.add_record(store, view.house, "inspection", values), self._added, self._failed
        )

    def _added(self, _result: Any) -> None:
        self._keeper.forget()
        self._keeper.begin(f"house_repair/{self._house}/new-inspection")
        self._new_card.hide()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotAccepted):
            self._new.show_problems(error.problems)
        else:
            show_problem(self, error)

    def _inspect_again(self) -> None:
        self._new.set_values(dict.fromkeys(_INSPECTION))
        self._new_card.show()
        self._new.focus_field("day")

    def _ask_again(self) -> None:
        self.asked.emit("approve")

    def _set_aside(self) -> None:
        if self._view is not None:
            SetAside(self.desk, self.act, self._view, self).open_fitted()

    def _go_back(self) -> None:
        if self._view is not None:
            GoBack(self.act, self._view, self).open_fitted()


class ApprovalCard(Card):
    """The last approval: it holds, or it is void because of what changed, before and after side by side."""

    def __init__(self) -> None:
        super().__init__(gettext("Approval"), name="card-approval")
        self._notice = Notice("sunk")
        self.again = self._notice.asked
        self.body.addWidget(self._notice)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.current().px(16))
        self._grid.setVerticalSpacing(theme.current().px(6))
        self.body.addWidget(self._holder)

    def show_approval(self, approval: Approval | None) -> None:
        """Show it, or that there is none yet."""
        clear_layout(self._grid)
        self._holder.setVisible(approval is not None and not approval.valid)
        if approval is None:
            self._notice.show_notice("sunk", gettext("The house has not been approved yet."))
            return
        day = format_date(dt.date.fromisoformat(approval.day), "short") if approval.day else ""
        told = gettext("Approved on {day}, resolution {number}").format(day=day, number=approval.resolution or "–")
        if approval.valid:
            self._notice.show_notice("ok", told, gettext("Nothing of what was approved has changed since."))
            return
        self._notice.show_notice(
            "bad",
            gettext("The approval is void: what was approved has changed since."),
            told,
            links=(("approve", gettext("Ask for approval again")),),
        )
        for column, title in enumerate((gettext("What changed"), gettext("As approved"), gettext("Now"))):
            self._grid.addWidget(Label(title, "second"), 0, column)
        for number, change in enumerate(approval.changed):
            line = 2 * number + 1
            self._grid.addWidget(rule(), line, 0, 1, 3)
            for column, words in enumerate((change.label, change.before, change.after)):
                role = "strong" if column == 2 else "body"
                self._grid.addWidget(Label(words or gettext("nothing"), role), line + 1, column)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)


def _event(step: StepTaken) -> Event:
    label = gettext(STEPS_AND_SIDES.get(step.step or "", step.step or ""))
    resolution = gettext("Resolution {number}").format(number=step.resolution) if step.resolution else ""
    more = " · ".join(word for word in (resolution, step.by_body, step.note, step.by_name) if word)
    day = format_date(dt.date.fromisoformat(step.day), "short") if step.day else ""
    return Event(step.id, day, step_icon(step.step or ""), label, more)
