"""A form: fields with label, editor, help and error, in two columns or one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.forms.editors import Editor
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.picture import Picture


class FormGrid(QWidget):
    """Fields by name. The form shows and asks; rules are told to it by `show_errors`."""

    changed = Signal(str)
    typed = Signal()
    """after each stroke of a key in any field, and after each change"""

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self._most = columns
        self._shown_columns = 0
        self._blocks: list[_Block] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.current().px(20))
        self._grid.setVerticalSpacing(theme.current().px(14))

    def add(
        self, name: str, label: str, editor: Editor, *, help_text: str = "", required: bool = False, wide: bool = False
    ) -> None:
        """Add a field; a `wide` one takes the whole line."""
        field = _Field(name, label, editor, help_text, self, required=required)
        field.editor.changed.connect(field.tell_change)
        field.changed.connect(self.changed)
        field.editor.typed.connect(self.typed)
        field.editor.changed.connect(self.typed)
        self._blocks.append(_Block(field, wide=wide))
        self._place(self._shown_columns or self._most)

    def add_section(self, title: str) -> None:
        """Begin a part of the form with a title of its own."""
        self._blocks.append(_Block(Label(title, "card_title", parent=self), wide=True))
        self._place(self._shown_columns or self._most)

    def editor(self, name: str) -> Editor:
        """Give the editor of a field; an unknown one raises KeyError."""
        return self._fields()[name].editor

    def names(self) -> list[str]:
        """Name the fields in their order."""
        return list(self._fields())

    def unfinished(self) -> dict[str, Any]:
        """Give what stands in the fields, for a draft; nothing that is being typed is touched."""
        return {name: field.editor.unfinished() for name, field in self._fields().items()}

    def set_unfinished(self, kept: Mapping[str, Any]) -> None:
        """Show a draft again; fields that it does not name keep theirs."""
        fields = self._fields()
        for name, value in kept.items():
            if name in fields:
                fields[name].editor.set_unfinished(value)

    def values(self) -> dict[str, Any]:
        """Give every value by the name of its field. Look at `errors` first."""
        return {name: field.editor.value() for name, field in self._fields().items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values; fields that are not named keep theirs."""
        fields = self._fields()
        for name, value in values.items():
            if name in fields:
                fields[name].editor.set_value(value)

    def errors(self) -> dict[str, str]:
        """Understand what was typed last, and say what is wrong, by field."""
        self.values()
        return {name: text for name, field in self._fields().items() if (text := field.editor.error())}

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show what is wrong, each under its field, and take the user to the first."""
        fields = self._fields()
        for name, field in fields.items():
            field.editor.set_error(errors.get(name, ""))
        first = next((field for name, field in fields.items() if name in errors), None)
        if first is not None:
            first.editor.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one column where two do not fit."""
        super().resizeEvent(event)
        fits = self.width() >= theme.current().px(300) * self._most
        columns = self._most if fits else 1
        if columns != self._shown_columns:
            self._place(columns)

    def _fields(self) -> dict[str, "_Field"]:
        return {block.widget.name: block.widget for block in self._blocks if isinstance(block.widget, _Field)}

    def _place(self, columns: int) -> None:
        self._shown_columns = columns
        line = column = 0
        for block in self._blocks:
            if block.wide and column:
                line, column = line + 1, 0
            span = columns if block.wide else 1
            self._grid.addWidget(block.widget, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
            if column >= columns:
                line, column = line + 1, 0
        for number in range(self._most):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)


@dataclass(frozen=True)
class _Block:
    widget: QWidget
    wide: bool


class _Field(QWidget):
    changed = Signal(str)

    def __init__(
        self, name: str, label: str, editor: Editor, help_text: str, parent: QWidget, *, required: bool
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.editor = editor
        self.setObjectName(f"field-{name}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(Label(label, "second_strong", tone=""), 1)
        if required:
            head.addWidget(Label(gettext("needed"), "second", wrap=False))
        column.addLayout(head)
        editor.set_label(label)
        editor.setObjectName(f"editor-{name}")
        column.addWidget(editor)
        self._help = Label(help_text, "second")
        column.addWidget(self._help)
        self._help.setVisible(bool(help_text))  # only now: without a parent it would flash up as a window
        self._wrong = QWidget(self)
        row = QHBoxLayout(self._wrong)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(Picture("circle-alert", "bad", 18), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label("", "second_strong", tone="bad")
        row.addWidget(self._words, 1)
        self._wrong.hide()
        column.addWidget(self._wrong)
        editor.error_changed.connect(self._show_error)

    def tell_change(self) -> None:
        """Pass on that the user changed the value."""
        self.changed.emit(self.name)

    def _show_error(self, text: str) -> None:
        self._words.set_text(text)
        self._wrong.setVisible(bool(text))
        self._help.setVisible(bool(self._help.plain_text()) and not text)
