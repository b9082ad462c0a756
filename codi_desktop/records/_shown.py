"""Say a field's value in the words of the screen: a label for a code, พ.ศ. for a day, baht for satang."""

from datetime import date

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import (
    Attachment,
    Choice,
    CitizenId,
    Condition,
    Day,
    Facts,
    Field,
    Json,
    Money,
    Number,
    Phone,
    Tags,
    YesNo,
)
from codi_desktop.thai import calendar, citizen_id, money, phone

_FILE = N_("a file")
_FACTS = N_("kept facts")


def shown(field: Field, value: Json) -> str:
    """Give the value of a field as a person reads it; nothing gives "". A reference stays an id."""
    if value is None or value == "":
        return ""
    if isinstance(field, Choice | Condition):
        options: dict[Json, str] = dict(field.options)
        return gettext(options[value]) if value in options else str(value)
    if isinstance(field, Tags):
        return ", ".join(gettext(field.options.get(code, code)) for code in value)
    if isinstance(field, YesNo):
        return gettext("yes") if value else gettext("no")
    return _plain(field, value)


def _plain(field: Field, value: Json) -> str:
    if isinstance(field, Money):
        return money.format_baht(value)
    if isinstance(field, Day):
        return calendar.format_date(date.fromisoformat(value))
    if isinstance(field, Number):
        return f"{value:,.10g}"
    if isinstance(field, CitizenId):
        return citizen_id.format_citizen_id(value)
    if isinstance(field, Phone):
        return phone.format_phone(value)
    if isinstance(field, Attachment):
        return gettext(_FILE)
    return gettext(_FACTS) if isinstance(field, Facts) else str(value)
