"""Where work is, in words: only here, on a stick since a day, or at a machine since a day; symbol + word + colour."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services.ways import Way
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.chip import Kind
from codi_desktop.ui.widgets.picture import Picture


def way_words(way: Way) -> tuple[str, Kind, str]:
    """Give the words, the kind and the symbol."""
    day = format_date(way.at.date(), "brief") if way.at else ""
    if way.state == "here":
        return gettext("Only on this machine"), "warn", "laptop"
    if way.state == "bundle":
        return gettext("On a stick since {day}").format(day=day), "info", "usb"
    if way.machine:
        return gettext("With {machine} since {day}").format(machine=way.machine, day=day), "ok", "check-check"
    return gettext("Came from another machine"), "ok", "check-check"


class WayLine(QWidget):
    """One line below a change; it wraps where it must."""

    def __init__(self, way: Way | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("way-line")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(6))
        self._picture = Picture("laptop", "warn", 16)
        row.addWidget(self._picture)
        self._words = Label("", "second")
        row.addWidget(self._words, 1)
        if way is not None:
            self.show_way(way)

    def show_way(self, way: Way) -> None:
        """Say it of something else."""
        words, kind, icon = way_words(way)
        self._picture.show_icon(icon, kind)
        self._words.set_text(words)
        self._words.set_tone(kind)
