"""The kinds of field that a record can declare.

One line declares everything about a field: its label, help, rule, choices, privacy class, column, JSON form and editor.
The value of an attribute is its JSON form: text, whole number, real number, truth, list of text, or None.
`clean` is total: whatever a signed change of another machine says, the column gets a legal value or NULL, while the
log keeps the original. `check` says what is wrong with a value that a person typed.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar

import peewee as pw

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.thai import citizen_id, money, phone, text

Json = Any

# Made once: `json.dumps` with arguments makes an encoder for each value.
_to_json = json.JSONEncoder(ensure_ascii=False).encode
_to_sorted_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Privacy(Enum):
    """Who may read a field away from the tambon; FORMAT.md says which level sees which class."""

    PUBLIC = "public"
    PERSONAL = "personal"  # tells who somebody is or where they live
    SENSITIVE = "sensitive"  # health, disability, poverty
    IDENTIFIER = "identifier"  # the 13 digits


class ValueRefused(CodiError):
    """A value that its field cannot hold."""


class NotText(ValueRefused):
    message = N_("This field holds text.")


class TooLong(ValueRefused):
    message = N_("This text is longer than {longest} letters.")


class NotWhole(ValueRefused):
    message = N_("Type a whole number.")


class OutOfRange(ValueRefused):
    message = N_("Type a number from {least} to {most}.")


class MoneyOutOfRange(OutOfRange):
    message = N_("Type an amount from {least} to {most} baht.")


class NotNumber(ValueRefused):
    message = N_("Type a number.")


class NotDay(ValueRefused):
    message = N_("This is not a date: {value}.")


class NotChoice(ValueRefused):
    message = N_("“{value}” is not one of the choices.")


class NotTruth(ValueRefused):
    message = N_("Answer yes or no.")


class NotPhoto(ValueRefused):
    message = N_("This is not a photo or file that the program has taken in.")


class NotReference(ValueRefused):
    message = N_("This does not name a record.")


class Field(pw.Field):
    """What all declared fields share; the column type comes from the subclass."""

    type_name: ClassVar[str] = ""
    kept_as: ClassVar[type | None] = None
    """A value of exactly this type is legal as it is (text: if it holds no NUL), so that `clean` need not be asked."""

    def __init__(
        self,
        label: str,
        *,
        help: str = "",  # noqa: A002  the field's help, as every form calls it
        required: bool = False,
        privacy: Privacy = Privacy.PUBLIC,
        searched: bool = False,
        rule: Callable[[Any], None] | None = None,
        index: bool = False,
        section: str = "",
        at_first: Json = None,
    ) -> None:
        super().__init__(null=True, index=index)
        self.label = label
        self.help = help
        self.required = required
        self.privacy = privacy
        self.searched = searched
        self.rule = rule
        self.section = section  # the part of the form that shows it, see Record.sections
        self.at_first = at_first  # the value that a new record begins with

    def clean(self, value: Json) -> Json:
        """Turn any JSON value into one that the column can hold; None where it does not fit."""
        raise NotImplementedError

    def check(self, value: Json) -> None:
        """Raise ValueRefused when a person's value (never None) breaks the field's rule."""
        self.check_form(value)
        if self.rule:
            self.rule(value)

    def check_form(self, value: Json) -> None:
        """Raise ValueRefused when the value has the wrong form."""
        raise NotImplementedError


def _clean_text(value: Json) -> str | None:
    """Keep text; turn anything else into its JSON, so that nothing a change says is invisible."""
    if value is None:
        return None
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


class Text(Field, pw.TextField):
    """One line of text."""

    type_name = "text"
    kept_as = str

    def __init__(self, label: str, *, longest: int = 250, **declared: Any) -> None:
        super().__init__(label, **declared)
        self.longest = longest

    def clean(self, value: Json) -> Json:
        return _clean_text(value)

    def check_form(self, value: Json) -> None:
        if not isinstance(value, str):
            raise NotText
        if len(value) > self.longest:
            raise TooLong(longest=self.longest)


class LongText(Text):
    """Text of several lines."""

    type_name = "long_text"

    def __init__(self, label: str, *, longest: int = 20_000, **declared: Any) -> None:
        super().__init__(label, longest=longest, **declared)


class CitizenId(Text):
    """Thirteen digits; a wrong check digit is a matter of the whole record, which may explain it."""

    type_name = "citizen_id"

    def check_form(self, value: Json) -> None:
        super().check_form(value)
        if not citizen_id.is_masked(value):  # that is how a level that may not read it has it
            citizen_id.normalise_citizen_id(value, check=False)


class Phone(Text):
    """Nine or ten digits with the leading 0."""

    type_name = "phone"

    def check_form(self, value: Json) -> None:
        super().check_form(value)
        phone.normalise_phone(value)


class Whole(Field, pw.BigIntegerField):
    """A whole number."""

    type_name = "whole"

    def __init__(self, label: str, *, least: int = 0, most: int = 10**12, unit: str = "", **declared: Any) -> None:
        super().__init__(label, **declared)
        self.least, self.most, self.unit = least, most, unit

    def clean(self, value: Json) -> Json:
        return value if type(value) is int and -(2**63) <= value < 2**63 else None

    def check_form(self, value: Json) -> None:
        if type(value) is not int:
            raise NotWhole
        if not self.least <= value <= self.most:
            raise OutOfRange(least=self.least, most=self.most)


class Money(Whole):
    """Satang, as a whole number."""

    type_name = "money"

    def __init__(self, label: str, *, least: int = 0, most: int = 10**14, **declared: Any) -> None:
        super().__init__(label, least=least, most=most, **declared)

    def check_form(self, value: Json) -> None:
        try:
            super().check_form(value)
        except OutOfRange:
            least, most = money.format_baht(self.least), money.format_baht(self.most)
            raise MoneyOutOfRange(least=least, most=most) from None


class Condition(Whole):
    """How good or bad a part of a house is, from 0 (good) to 3 (dangerous), each with a word."""

    type_name = "condition"
    options: ClassVar[dict[int, str]] = {0: N_("good"), 1: N_("fair"), 2: N_("damaged"), 3: N_("dangerous")}

    def __init__(self, label: str, **declared: Any) -> None:
        super().__init__(label, least=0, most=3, **declared)


class FiscalYear(Whole):
    """A Thai fiscal year in พ.ศ., named by the year in which it ends."""

    type_name = "fiscal_year"

    def __init__(self, label: str, **declared: Any) -> None:
        super().__init__(label, least=2543, most=2643, **declared)


class Number(Field, pw.DoubleField):
    """A real number of eight bytes on every database."""

    type_name = "number"

    def __init__(self, label: str, *, least: float = -1e12, most: float = 1e12, **declared: Any) -> None:
        super().__init__(label, **declared)
        self.least, self.most = least, most

    def clean(self, value: Json) -> Json:
        fits = type(value) in {int, float} and abs(value) < 1e300
        return float(value) if fits else None

    def check_form(self, value: Json) -> None:
        if self.clean(value) is None:
            raise NotNumber
        if not self.least <= value <= self.most:
            raise OutOfRange(least=self.least, most=self.most)


class Day(Field, pw.TextField):
    """A day as ISO text of ค.ศ., so that it sorts and travels as it is."""

    type_name = "day"

    def clean(self, value: Json) -> Json:
        return value if _is_day(value) else None

    def check_form(self, value: Json) -> None:
        if not _is_day(value):
            raise NotDay(value=value)


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _is_iso_day(value)


@lru_cache(maxsize=1 << 14)  # a hundred thousand records share a few thousand days
def _is_iso_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Choice(Field, pw.TextField):
    """One of some codes, each with a label. A code that a newer program invented is kept."""

    type_name = "choice"
    kept_as = str

    def __init__(self, label: str, choices: Mapping[str, str], **declared: Any) -> None:
        super().__init__(label, **declared)
        self.options = dict(choices)

    def clean(self, value: Json) -> Json:
        return _clean_text(value)

    def check_form(self, value: Json) -> None:
        if not isinstance(value, str) or value not in self.options:
            raise NotChoice(value=value)


@lru_cache(maxsize=1 << 12)  # few mixtures of tags are in use
def _tags_as_json(*tags: str) -> str:
    return _to_json(tags)


class Tags(Field, pw.TextField):
    """Any number of codes out of a list: a list of text here, its JSON in the column."""

    type_name = "tags"

    def __init__(self, label: str, choices: Mapping[str, str], **declared: Any) -> None:
        super().__init__(label, **declared)
        self.options = dict(choices)

    def clean(self, value: Json) -> Json:
        return [_clean_text(item) for item in value] if isinstance(value, list) else None

    def check_form(self, value: Json) -> None:
        if not isinstance(value, list):
            raise NotChoice(value=value)
        for item in value:
            if not isinstance(item, str) or item not in self.options:
                raise NotChoice(value=item)

    def db_value(self, value: Json) -> Json:
        return None if value is None else _tags_as_json(*value)

    def python_value(self, value: Json) -> Json:
        return None if value is None else json.loads(value)


class YesNo(Field, pw.BooleanField):
    """A truth, or not yet known."""

    type_name = "yes_no"
    kept_as = bool

    def clean(self, value: Json) -> Json:
        return value if isinstance(value, bool) else None

    def check_form(self, value: Json) -> None:
        if not isinstance(value, bool):
            raise NotTruth

    def python_value(self, value: Json) -> Json:
        return None if value is None else bool(value)


class Reference(Field, pw.TextField):
    """The id of another record. Never a constraint: a child may arrive before its parent."""

    type_name = "reference"
    kept_as = str

    def __init__(self, label: str, kind: str, **declared: Any) -> None:
        super().__init__(label, index=True, **declared)
        self.refers_to = kind

    def clean(self, value: Json) -> Json:
        return _clean_text(value)

    def check_form(self, value: Json) -> None:
        if not isinstance(value, str) or "." not in value:
            raise NotReference


class Attachment(Field, pw.TextField):
    """A file kept under the hash of its bytes: `sha256:` and 64 hexadecimal digits."""

    type_name = "attachment"
    kept_as = str

    def clean(self, value: Json) -> Json:
        return _clean_text(value)

    def check_form(self, value: Json) -> None:
        digits = value.removeprefix("sha256:") if isinstance(value, str) else ""
        if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
            raise NotPhoto


class Facts(Field, pw.TextField):
    """A small JSON object that is kept as it was on a day: frozen facts of a document or an approval."""

    type_name = "facts"

    def clean(self, value: Json) -> Json:
        return value if isinstance(value, dict | list) else None

    def check_form(self, value: Json) -> None:
        if not isinstance(value, dict | list):
            raise NotText

    def db_value(self, value: Json) -> Json:
        return None if value is None else _to_sorted_json(value)

    def python_value(self, value: Json) -> Json:
        return None if value is None else json.loads(value)


def typed(field: Field, value: Json) -> Json:
    """Bring a typed value into its normal form: NFC text, plain digits of an id; nothing typed becomes None."""
    if not isinstance(value, str):
        return value
    shown = text.normalise(value)
    if not shown:
        return None
    try:
        if isinstance(field, CitizenId):
            return citizen_id.normalise_citizen_id(shown, check=False)
        if isinstance(field, Phone):
            return phone.normalise_phone(shown)
    except CodiError:
        return shown  # `check` will say what is wrong with it
    return shown
