"""Editors: one for each form of value, all asked and told in the same way.

A form asks `value()`, tells `set_value()`, listens to `changed` and `error_changed`, and looks at `error()` before it
saves: with an error, `value()` is the last value that was understood. Values are str, int (satang for money), float,
ISO date str, list[str], bool, (lat, lon) or None for nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.thai.citizen_id import format_citizen_id, normalise_citizen_id
from codi_desktop.thai.money import format_baht, parse_baht
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.phone import format_phone, normalise_phone
from codi_desktop.thai.text import normalise
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label, plain, restyle
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.press import PressButton


class WholeNotUnderstood(CodiError):
    """The text is not a whole number."""

    message = N_("“{text}” is not a whole number. Write digits only, like 12.")


class WholeOutOfRange(CodiError):
    """The number is too small or too large."""

    message = N_("The number must be from {least} to {most}.")


class NumberNotUnderstood(CodiError):
    """The text is not a number."""

    message = N_("“{text}” is not a number. Write it like 12.5.")


class PlaceNotUnderstood(CodiError):
    """The text is not a place."""

    message = N_("“{text}” is not a place. Write latitude and longitude like 14.5234, 100.9123.")


class Editor(QWidget):
    """What every editor can do. `changed` comes after each change by the user, never after `set_value`."""

    changed = Signal()
    typed = Signal()
    """after each stroke of a key; `changed` follows when the text was understood"""
    error_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> Any:
        """Give what stands in the editor, understanding what was typed first."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value and forget any error."""
        raise NotImplementedError

    def unfinished(self) -> Any:
        """Give what stands here for a draft, without touching it: the value, or {"typed": text} while it is typed."""
        return self.value()

    def set_unfinished(self, kept: Any) -> None:
        """Show again what `unfinished` gave."""
        self.set_value(kept)

    def control(self) -> QWidget:
        """Give the widget that takes the focus."""
        raise NotImplementedError

    def error(self) -> str:
        """Say what is wrong, or nothing."""
        return self._error

    def set_error(self, text: str) -> None:
        """Show that something is wrong, for instance a rule of the record; "" takes it back."""
        if text == self._error:
            return
        self._error = text
        self.control().setProperty("wrong", "true" if text else "false")
        self.control().setAccessibleDescription(text)
        restyle(self.control())
        self.error_changed.emit(text)

    def set_label(self, label: str) -> None:
        """Say what is asked for: the name that is read aloud."""
        self.setAccessibleName(label)
        self.control().setAccessibleName(label)

    def take_focus(self) -> None:
        """Put the focus here, as after a refused save."""
        self.control().setFocus(Qt.FocusReason.OtherFocusReason)


class LineEditor(Editor):
    """One line that is read by `read` and written by `write`. What is not understood stays, with the reason."""

    def __init__(
        self,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        *,
        hint: str = "",
        unit: str = "",
        to_the_right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._write = write
        self._value: Any = None
        self._shown = ""
        self._touched = False
        self.line = QLineEdit(self)
        self.line.setObjectName("line")
        self.line.setPlaceholderText(hint)
        if to_the_right:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self.commit)
        self._row.addWidget(self.line, 1)
        if unit:
            self._row.addWidget(Label(unit, "body", wrap=False))

    def value(self) -> Any:
        """Give the value, understanding what was typed first."""
        self.commit()
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value and forget any error."""
        self.show_value(value)

    def show_value(self, value: Any) -> None:
        """Write a value into the line as it was understood."""
        self._value = value
        self._touched = False
        self._shown = "" if value is None else self._write(value)
        with QSignalBlocker(self.line):
            self.line.setText(self._shown)
        self.line.setCursorPosition(0)
        self.set_error("")

    def unfinished(self) -> Any:
        """Give the value, or what is being typed."""
        text = self.line.text()
        return {"typed": text} if self._touched or text != self._shown else self._value

    def set_unfinished(self, kept: Any) -> None:
        """Show a value, or what was being typed."""
        if isinstance(kept, dict) and "typed" in kept:
            with QSignalBlocker(self.line):
                self.line.setText(kept["typed"])
            self._touched = True
            self.commit()
        else:
            self.set_value(kept)

    def control(self) -> QWidget:
        """Give the line."""
        return self.line

    def commit(self) -> None:
        """Understand what was typed, and show it as it was understood."""
        text = plain(self.line.text()).strip()
        if not self._touched and text == self._shown.strip():
            return
        self._touched = False
        try:
            value = self._read(text) if text else None
        except CodiError as error:
            self._shown = self.line.text()
            self.set_error(str(error))
            return
        before = self._value
        self.show_value(value)
        if value != before:
            self.changed.emit()

    def _edited(self) -> None:
        """Take the error back as soon as the user corrects it; what is there is read anew when the focus leaves."""
        self._touched = True
        self.set_error("")
        self.typed.emit()


def text_editor(hint: str = "", parent: QWidget | None = None) -> LineEditor:
    """Edit one line of text."""
    return LineEditor(_read_line, str, hint=hint, parent=parent)


def whole_editor(
    least: int | None = None,
    most: int | None = None,
    *,
    grouped: bool = True,
    unit: str = "",
    parent: QWidget | None = None,
) -> LineEditor:
    """Edit a whole number; Thai digits and commas are understood. A year is not `grouped`."""

    def read(text: str) -> int:
        digits = to_arabic_digits(text).replace(",", "").replace(" ", "")
        if not digits.removeprefix("-").isdecimal() or len(digits) > 15:
            raise WholeNotUnderstood(text=text)
        number = int(digits)
        if (least is not None and number < least) or (most is not None and number > most):
            raise WholeOutOfRange(
                least="…" if least is None else f"{least:,}", most="…" if most is None else f"{most:,}"
            )
        return number

    def write(number: int) -> str:
        return f"{number:,}" if grouped else str(number)

    return LineEditor(read, write, unit=unit, to_the_right=True, parent=parent)


def number_editor(*, unit: str = "", parent: QWidget | None = None) -> LineEditor:
    """Edit a number with decimals."""
    return LineEditor(_read_number, _write_number, unit=unit, to_the_right=True, parent=parent)


def money_editor(parent: QWidget | None = None) -> LineEditor:
    """Edit an amount; the value is satang, the screen shows baht with commas."""
    return LineEditor(parse_baht, format_baht, unit=gettext("baht"), to_the_right=True, parent=parent)


def citizen_id_editor(parent: QWidget | None = None) -> LineEditor:
    """Edit a citizen ID; the value is its 13 digits."""
    return LineEditor(normalise_citizen_id, format_citizen_id, hint="0-0000-00000-00-0", parent=parent)


def phone_editor(parent: QWidget | None = None) -> LineEditor:
    """Edit a telephone number; the value is its digits."""
    return LineEditor(normalise_phone, format_phone, hint="08-0000-0000", parent=parent)


def place_editor(parent: QWidget | None = None) -> LineEditor:
    """Edit a place as latitude and longitude; the value is a pair of degrees."""
    return LineEditor(_read_place, _write_place, hint="14.5234, 100.9123", parent=parent)


class LongTextEditor(Editor):
    """Several lines of text. Tab goes on to the next field; the field grows with its text."""

    def __init__(self, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = QPlainTextEdit(self)
        self.sheet.setObjectName("sheet")
        self.sheet.setPlaceholderText(hint)
        self.sheet.setTabChangesFocus(True)
        self._least = lines
        self._row.addWidget(self.sheet, 1)
        self.sheet.textChanged.connect(self._typed)
        self._fit()

    def value(self) -> str | None:
        """Give the text, or None when there is none."""
        return normalise(plain(self.sheet.toPlainText())) or None

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        with QSignalBlocker(self.sheet):
            self.sheet.setPlainText(value or "")
        self.set_error("")
        self._fit()

    def control(self) -> QWidget:
        """Give the sheet."""
        return self.sheet

    def _typed(self) -> None:
        self.set_error("")
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        px = theme.current().px
        lines = min(max(self.sheet.document().blockCount(), self._least), 10)
        self.sheet.setFixedHeight(QFontMetrics(theme.current().font("body")).lineSpacing() * lines + px(24))


class ChoiceEditor(Editor):
    """One of several choices. A value that is not among them is kept and shown as it is."""

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), *, empty: str | None = "", parent: QWidget | None = None
    ) -> None:
        """`choices` are pairs of value and words; `empty` are the words for None, or None when it cannot be empty."""
        super().__init__(parent)
        self._empty = empty
        self.box = _QuietBox(self)
        self.box.setObjectName("box")
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self.box, 1)
        self.set_choices(choices)
        self.box.activated.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices and keep the value."""
        value = self.value() if self.box.count() else None
        with QSignalBlocker(self.box):
            self.box.clear()
            if self._empty is not None:
                self.box.addItem(self._empty or gettext("Not chosen yet"), None)
            for one, words in choices:
                self.box.addItem(words, one)
        if value is not None:
            self.set_value(value)

    def value(self) -> Any:
        """Give the chosen value, or None."""
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        """Show a value."""
        with QSignalBlocker(self.box):
            place = next((i for i in range(self.box.count()) if self.box.itemData(i) == value), -1)
            if place < 0 and value is not None:
                self.box.addItem(str(value), value)
                place = self.box.count() - 1
            self.box.setCurrentIndex(place)
        self.set_error("")

    def control(self) -> QWidget:
        """Give the box."""
        return self.box

    def _chosen(self) -> None:
        self.set_error("")
        self.changed.emit()


class TagsEditor(Editor):
    """Any number of tags, each a pill that is on or off. Tags that are not offered are kept."""

    def __init__(self, tags: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._holder = QWidget(self)
        self._flow = Flow(self._holder)
        self._pills = {name: _Pill(name, words, self._holder) for name, words in tags}
        self._others: list[str] = []
        for pill in self._pills.values():
            pill.clicked.connect(self._pressed)
            self._flow.addWidget(pill)
        self._row.addWidget(self._holder, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> list[str]:
        """Give the names of the tags that are on, in the order of the declaration."""
        return [name for name, pill in self._pills.items() if pill.isChecked()] + self._others

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show which tags are on."""
        wanted = list(value or ())
        self._others = [name for name in wanted if name not in self._pills]
        for name, pill in self._pills.items():
            pill.setChecked(name in wanted)
        self.set_error("")

    def control(self) -> QWidget:
        """Give the first pill."""
        return next(iter(self._pills.values()), self)

    def set_label(self, label: str) -> None:
        """Name the whole; each pill has its own word."""
        self.setAccessibleName(label)

    def _pressed(self) -> None:
        self.set_error("")
        self.changed.emit()


class YesNoEditor(Editor):
    """Yes, no, or not answered yet."""

    def __init__(self, yes: str = "", no: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._yes = _Pill("yes", yes or gettext("Yes"), self)
        self._no = _Pill("no", no or gettext("No"), self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for pill in (self._yes, self._no):
            self._group.addButton(pill)
            self._row.addWidget(pill)
        self._row.addStretch(1)
        self._group.buttonClicked.connect(self._pressed)

    def value(self) -> bool | None:
        """Give the answer, or None."""
        return True if self._yes.isChecked() else False if self._no.isChecked() else None

    def set_value(self, value: bool | None) -> None:
        """Show the answer."""
        self._yes.setChecked(value is True)
        self._no.setChecked(value is False)
        self.set_error("")

    def control(self) -> QWidget:
        """Give the first answer."""
        return self._yes

    def set_label(self, label: str) -> None:
        """Name the question together with each answer."""
        self.setAccessibleName(label)
        for pill in (self._yes, self._no):
            pill.setAccessibleName(f"{label}: {pill.text()}")

    def _pressed(self, pressed: QAbstractButton) -> None:
        other = self._no if pressed is self._yes else self._yes
        other.setChecked(False)
        self.set_error("")
        self.changed.emit()


class _QuietBox(QComboBox):
    """A drop-down that the wheel over a scrolling form cannot change, and that takes no room from its neighbours."""

    def minimumSizeHint(self) -> QSize:
        """Ask for little: what is offered is shown in full in the list."""
        full = super().minimumSizeHint()
        return QSize(min(full.width(), theme.current().px(160)), full.height())

    def showPopup(self) -> None:
        """Show the list as wide as its longest line."""
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + theme.current().px(28)))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class _Pill(PressButton):
    """A word that is on or off; on, it has a tick."""

    def __init__(self, name: str, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"pill-{name}")
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(QFontMetrics(theme.current().font("medium")).horizontalAdvance(self.text()) + px(56), px(42))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        wrong = self.property("wrong") == "true"
        strong = on or wrong or self.hasFocus()
        edge = "bad" if wrong else "accent" if strong else "edge"
        painter.setPen(QPen(look.colour(edge), 2 if strong else look.border))
        painter.setBrush(look.colour("accent_soft" if on else "card"))
        pill = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        side = look.px(18)
        name, colour = ("check", "accent") if on else ("circle", "edge")
        pixmap = theme.icon_pixmap(name, colour, 18, self.devicePixelRatioF())
        painter.drawPixmap(look.px(14), (self.height() - side) // 2, pixmap)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(look.font("medium"))
        painter.setPen(look.colour("accent_dark" if on else "text"))
        words = QRectF(look.px(38), 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


def _read_line(text: str) -> str:
    return normalise(text)


def _read_number(text: str) -> float:
    try:
        return float(to_arabic_digits(text).replace(",", "").replace(" ", ""))
    except ValueError:
        raise NumberNotUnderstood(text=text) from None


def _write_number(number: float) -> str:
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def _read_place(text: str) -> tuple[float, float]:
    parts = to_arabic_digits(text).replace(",", " ").split()
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        raise PlaceNotUnderstood(text=text) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise PlaceNotUnderstood(text=text)
    return lat, lon


def _write_place(place: tuple[float, float]) -> str:
    return f"{place[0]:.6f}, {place[1]:.6f}"
