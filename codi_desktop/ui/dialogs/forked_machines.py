"""Machines that exist twice: their two lives as far as they are known, what that means, and what to do."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services import forks
from codi_desktop.services.forks import Fork
from codi_desktop.services.matters import Matter
from codi_desktop.services.moments import moment
from codi_desktop.thai.calendar import format_date, format_time
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.telling import TellingDialog


class ForkedMachinesDialog(TellingDialog):
    """One paragraph for each machine. Whoever opened it knows, so it is told once."""

    def __init__(self, desk: Desk, _matter: Matter, parent: QWidget) -> None:
        super().__init__(
            gettext("A machine that exists twice"),
            gettext("It was copied, or an old backup of it was put back, and both went on under one name."),
            parent,
            name="forked-machines",
        )
        self._desk = desk
        self.accept_button.set_words(gettext("I will ask them"))
        desk.run(self, forks.forks, self._show)

    def _show(self, found: Sequence[Fork]) -> None:
        self.tell([(forks.sentence(one.machine), _lives(one)) for one in found], icon="copy", tone="warn")
        self._desk.run(self, forks.acknowledge, _nothing)


def _lives(one: Fork) -> str:
    if not one.bundles:
        told = gettext("Seen on {day}: two different works stand at the same place.")
        return told.format(day=_moment(one.seen_at))
    told = gettext("One wrote bundle no. {number} on {day}")
    lines = [told.format(number=number, day=_moment(at)) for number, at in one.bundles]
    return " · ".join(lines)


def _moment(at: int) -> str:
    when = moment(at)
    return f"{format_date(when.date(), 'brief')} {format_time(when.time())}"


def _nothing(_result: None) -> None:
    pass
