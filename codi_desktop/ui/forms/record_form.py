"""A form made from the declared fields of a record: one dispatch from the kind of field to its editor."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from codi_desktop.i18n import gettext
from codi_desktop.records import _fields as fields
from codi_desktop.records._record import Problem, Record
from codi_desktop.services import editing
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.day import DayEditor
from codi_desktop.ui.forms.editors import (
    ChoiceEditor,
    Editor,
    LongTextEditor,
    TagsEditor,
    YesNoEditor,
    money_editor,
    number_editor,
    phone_editor,
    text_editor,
    whole_editor,
)
from codi_desktop.ui.forms.identifiers import IdentifierEditor
from codi_desktop.ui.forms.references import AttachmentEditor, KeptFactsEditor, ReferenceEditor
from codi_desktop.ui.widgets.form_grid import FormGrid

_FIRST_YEAR = 2000  # a whole number that cannot be smaller is a year, written without commas
_WIDE = (fields.LongText, fields.Tags, fields.Attachment)


class NoEditor(TypeError):
    """A bug: a kind of field that no form can edit yet."""


def editor_for(field: fields.Field, desk: Desk) -> Editor:
    """Make the editor of a declared field. Raises NoEditor for a kind of field without one."""
    for kind, make in _EDITORS.items():
        if type(field) is kind:
            return make(field, desk)
    raise NoEditor(type(field).__name__)


class RecordForm(FormGrid):
    """Some fields of one kind of record. It asks and shows; its page saves `changes()`.

    Without `names` it asks for every field that a person fills in. With `sections` the record's own titles stand
    between its parts.
    """

    def __init__(
        self,
        model: type[Record],
        desk: Desk,
        names: Iterable[str] | None = None,
        *,
        labels: Mapping[str, str] | None = None,
        sections: bool = False,
        columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self.model = model
        declared = model.declared()
        repeated = editing.repeated(model)
        asked = list(names) if names is not None else [name for name in declared if name not in {*repeated, *model.led}]
        self._shown: dict[str, Any] = dict.fromkeys(asked)
        section = ""
        for name in asked:
            field = declared[name]
            if sections and field.section != section and field.section in model.sections:
                section = field.section
                self.add_section(gettext(model.sections[section]))
            self.add(
                name,
                (labels or {}).get(name) or gettext(field.label),
                editor_for(field, desk),
                help_text=gettext(field.help) if field.help else "",
                required=field.required,
                wide=isinstance(field, _WIDE),
            )

    def show_record(self, record: Record, *, keep_typed: bool = False) -> None:
        """Show a record's values. With `keep_typed`, what the user changed and did not save yet stays."""
        typed = self.typed_names() if keep_typed else set()
        self._shown = {name: getattr(record, name) for name in self._shown}
        for editor in self.findChildren(IdentifierEditor):
            editor.belongs_to(record.id if record.heads else "")
        self.set_values({name: value for name, value in self._shown.items() if name not in typed})

    def typed_names(self) -> set[str]:
        """Name the fields that differ from what was shown, without touching what is being typed."""
        return {name for name, value in self.unfinished().items() if _differs(value, self._shown[name])}

    def changes(self) -> dict[str, Any]:
        """Give what differs from the record that was shown, by field. Look at `errors` first."""
        return {name: value for name, value in self.values().items() if _differs(value, self._shown[name])}

    def show_problems(self, problems: Iterable[Problem]) -> list[str]:
        """Show refusing problems under their fields; gives the sentences that belong to no field of this form."""
        told: dict[str, str] = {}
        elsewhere = []
        for problem in problems:
            if problem.refuses and problem.field in self._shown:
                told.setdefault(problem.field, problem.sentence)
            elif problem.refuses:
                elsewhere.append(problem.sentence)
        self.show_errors(told)
        return elsewhere

    def focus_field(self, name: str) -> bool:
        """Put the focus into a field. Say whether the form has it."""
        if name not in self._shown:
            return False
        self.editor(name).take_focus()
        return True


def _differs(value: Any, before: Any) -> bool:
    """Compare as a store does: nothing, an empty text and no tags are the same, and tags have no order."""
    if isinstance(value, list) and isinstance(before, list):
        return sorted(value) != sorted(before)
    return (None if value in ("", []) else value) != (None if before in ("", []) else before)


def _choices(field: Any) -> list[tuple[Any, str]]:
    return [(code, gettext(label)) for code, label in field.options.items()]


def _text(_field: fields.Field, _desk: Desk) -> Editor:
    return text_editor()


def _long_text(_field: fields.Field, _desk: Desk) -> Editor:
    return LongTextEditor()


def _citizen_id(_field: fields.Field, desk: Desk) -> Editor:
    return IdentifierEditor(desk)


def _phone(_field: fields.Field, _desk: Desk) -> Editor:
    return phone_editor()


def _whole(field: Any, _desk: Desk) -> Editor:
    unit = gettext(field.unit) if field.unit else ""
    return whole_editor(field.least, field.most, grouped=field.least < _FIRST_YEAR, unit=unit)


def _money(_field: fields.Field, _desk: Desk) -> Editor:
    return money_editor()


def _number(_field: fields.Field, _desk: Desk) -> Editor:
    return number_editor()


def _day(_field: fields.Field, _desk: Desk) -> Editor:
    return DayEditor()


def _choice(field: fields.Field, _desk: Desk) -> Editor:
    return ChoiceEditor(_choices(field), empty=None if field.required and field.at_first is not None else "")


def _tags(field: fields.Field, _desk: Desk) -> Editor:
    return TagsEditor(_choices(field))


def _yes_no(_field: fields.Field, _desk: Desk) -> Editor:
    return YesNoEditor()


def _reference(field: Any, desk: Desk) -> Editor:
    return ReferenceEditor(desk, field.refers_to)


def _attachment(_field: fields.Field, desk: Desk) -> Editor:
    return AttachmentEditor(desk)


def _facts(_field: fields.Field, _desk: Desk) -> Editor:
    return KeptFactsEditor()


_EDITORS: dict[type[fields.Field], Callable[[Any, Desk], Editor]] = {
    fields.Text: _text,
    fields.LongText: _long_text,
    fields.CitizenId: _citizen_id,
    fields.Phone: _phone,
    fields.Whole: _whole,
    fields.Money: _money,
    fields.Condition: _choice,
    fields.FiscalYear: _whole,
    fields.Number: _number,
    fields.Day: _day,
    fields.Choice: _choice,
    fields.Tags: _tags,
    fields.YesNo: _yes_no,
    fields.Reference: _reference,
    fields.Attachment: _attachment,
    fields.Facts: _facts,
}
