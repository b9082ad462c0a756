"""The panel beside the list: one house with its photo, its step, what it lacks, and four facts."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services.glancing import Glance
from codi_desktop.services.moments import moment
from codi_desktop.services.ways import Way
from codi_desktop.thai.calendar import format_date, format_time
from codi_desktop.thai.money import format_baht
from codi_desktop.ui import theme
from codi_desktop.ui.absent import absent_owner
from codi_desktop.ui.steps import step_icon, step_kind, step_word
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card, rule
from codi_desktop.ui.widgets.chip import Chip
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import paint_photo
from codi_desktop.ui.widgets.way import WayLine

_MOST_LACKING = 2


class HousePreview(Card):
    """The house that is chosen in the list. `open_asked` comes when it is to be opened."""

    open_asked = Signal()

    def __init__(self, level: str = "tambon", parent: QWidget | None = None) -> None:
        super().__init__(padding=16, fill=True, name="preview", parent=parent)
        self._level = level
        self.setAccessibleName(gettext("The chosen house"))
        look = theme.current()
        self._photo = _Picture(self)
        self._owner = Label("", "card_title")
        self._place = Label("", "second")
        self._chip = Chip("")
        self._number = Label("", "second", wrap=False)
        self._notice = Notice(parent=self)
        self._nothing = Label(gettext("Choose a house to see more of it."), "second", tone="muted")
        self._whole = QWidget(self)
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        steps = QHBoxLayout()
        steps.setSpacing(look.px(12))
        steps.addWidget(self._chip)
        steps.addWidget(self._number)
        steps.addStretch(1)
        for widget in (self._photo, self._owner, self._place):
            column.addWidget(widget)
        column.addLayout(steps)
        column.addSpacing(look.px(4))
        column.addWidget(self._notice)
        column.addLayout(self._make_facts())
        self._way = WayLine()
        column.addWidget(self._way)
        column.addStretch(1)
        self.open_button = Button(
            gettext("Open this house"), "tonal", icon="corner-down-left", icon_after=True, name="open-house"
        )
        self.open_button.clicked.connect(self.open_asked)
        column.addWidget(self.open_button)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._whole, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no house is chosen."""
        self._whole.hide()
        self._nothing.show()

    def show_glance(self, seen: Glance) -> None:
        """Show a house."""
        row = seen.row
        self._nothing.hide()
        self._whole.show()
        self._owner.set_text(row.owner or absent_owner(self._level))
        self._place.set_text(seen.place)
        self._place.setVisible(bool(seen.place))
        state = row.side_state or row.step
        self._chip.show_state(step_word(state), step_kind(state), step_icon(state))
        self._number.set_text(gettext("Step {n} of {all}").format(n=seen.step_number, all=seen.steps))
        self._number.setVisible(not row.side_state)
        self._show_lacking(seen)
        self._tell(
            "tray", gettext("{amount} baht").format(amount=format_baht(seen.tray_satang)) if seen.tray_satang else "–"
        )
        self._tell("codi", _used(row.codi_spent, row.ceiling), bad=row.over_ceiling)
        self._tell("photos", gettext("{held} of {needed}").format(held=seen.photos_held, needed=seen.photos_needed))
        self._tell("changed", _when(seen))
        self._way.show_way(Way(row.where, moment(row.where_at) if row.where_at else None, row.where_machine))

    def show_photo(self, image: QImage | None) -> None:
        """Show the photo of the house, or that there is none."""
        self._photo.show_image(image)

    def _show_lacking(self, seen: Glance) -> None:
        count = len(seen.lacking)
        self._notice.setVisible(bool(count))
        if count:
            first = ngettext("{n} thing is still missing", "{n} things are still missing", count).format(n=count)
            told = [missing.sentence.rstrip(".") for missing in seen.lacking[:_MOST_LACKING]]
            if count > _MOST_LACKING:
                told.append(gettext("and {n} more").format(n=count - _MOST_LACKING))
            self._notice.show_notice("warn", first, "\n".join(told))

    def _make_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.current().px(4))
        grid.setColumnStretch(0, 1)
        self._facts: dict[str, Label] = {}
        named = {
            "tray": gettext("Whole shared tray"),
            "codi": gettext("CODI money used"),
            "photos": gettext("Photos"),
            "changed": gettext("Last change"),
        }
        for number, (name, words) in enumerate(named.items()):
            if number:
                grid.addWidget(rule(), 2 * number - 1, 0, 1, 2)
            value = Label("", "strong", wrap=False)
            value.setObjectName(f"fact-{name}")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._facts[name] = value
            grid.addWidget(Label(words, "second"), 2 * number, 0)
            grid.addWidget(value, 2 * number, 1)
        return grid

    def _tell(self, fact: str, words: str, *, bad: bool = False) -> None:
        self._facts[fact].set_text(words)
        self._facts[fact].set_tone("bad" if bad else "")


def _used(spent: int, ceiling: int | None) -> str:
    if ceiling is None:
        return format_baht(spent) if spent else "–"
    return f"{format_baht(spent)} / {format_baht(ceiling)}"


def _when(seen: Glance) -> str:
    if seen.changed_at is None:
        return "–"
    return f"{format_date(seen.changed_at.date(), 'brief')} {format_time(seen.changed_at.time())}"


class _Picture(QWidget):
    """The photo in the width of the panel, or a quiet frame where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setMaximumWidth(theme.current().px(300))
        self.setAccessibleName(gettext("Photo"))

    def show_image(self, image: QImage | None) -> None:
        self._image = image or QImage()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(268), px(150))

    def minimumSizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(160), px(150))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._image.isNull():
            paint_photo(painter, area, self._image, look.px(9))
            return
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), look.border))
        painter.setBrush(look.colour("muted_tint"))
        painter.drawRoundedRect(area, look.px(9), look.px(9))
        side = look.px(32)
        pixmap = theme.icon_pixmap("image-off", "muted", 32, self.devicePixelRatioF())
        painter.drawPixmap(round(area.center().x() - side / 2), round(area.center().y() - side / 2), pixmap)
