"""What every kind of record has, and the register of kinds."""

import importlib
import pkgutil
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

import peewee as pw

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records._fields import Field, Json, ValueRefused, typed

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class WriteThroughStore(CodiError):
    """A bug: somebody saved a record by itself."""

    message = N_("Records are written through Store.save alone.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a record: the field (or "" for the whole), a sentence, and whether saving is refused."""

    field: str
    sentence: str
    refuses: bool = True


def new_ulid() -> str:
    """Make an id of 26 letters that sorts by its time."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def new_id(scope: str) -> str:
    """Make the id of a new record: the scope it belongs to (a tambon's code, or a parent area's) and a ULID."""
    return f"{scope}.{new_ulid()}"


def scope_of(record_id: str) -> str:
    """Say which scope an id belongs to."""
    return record_id.partition(".")[0]


class Record(pw.Model):
    """One thing that the council keeps. It knows its fields and rules; it knows no store."""

    id: Any = pw.CharField(primary_key=True, max_length=60)
    heads: Any = pw.TextField(column_name="_heads", default="")
    conflicts: Any = pw.TextField(column_name="_conf", default="")
    deleted: Any = pw.BooleanField(column_name="_deleted", default=False)
    sort_key: Any = pw.TextField(column_name="_sort", default="", index=True)  # dictionary order of the title
    found_by: Any = pw.TextField(column_name="_find", default="")  # the search text in the form that is compared

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    label_plural: ClassVar[str] = ""
    purpose: ClassVar[str] = ""
    """what records of this kind are kept for: one that tells of people must say so (มาตรา 39)"""
    help: ClassVar[str] = ""
    sections: ClassVar[dict[str, str]] = {}  # the parts of its form in order, each with a label
    led: ClassVar[tuple[str, ...]] = ()  # fields that the workflow sets, never a form
    append_only: ClassVar[bool] = False  # money and papers: cancelled by a further record, never changed or deleted
    may_be_two: ClassVar[bool] = False  # two such things may have come under one record; needs a field `made_from`
    changeable: ClassVar[frozenset[str]] = frozenset()  # the fields of an append-only kind that may still change

    class Meta:
        legacy_table_names = False

    @classmethod
    def new(cls, scope: str, **values: Json) -> Self:
        """Make a record of this kind that no store has seen; its id is final."""
        record = cls()
        record.id = new_id(scope)
        first = {name: field.at_first for name, field in cls.declared().items() if field.at_first is not None}
        record.fill(first | values)
        return record

    @classmethod
    def declared(cls) -> dict[str, Field]:
        """Give the declared fields by name, in the order of the file."""
        return _declared(cls)

    def fill(self, values: dict[str, Json]) -> None:
        """Set fields from typed values, each brought into its normal form; an unknown name raises KeyError."""
        fields = self.declared()
        for name, value in values.items():
            setattr(self, name, typed(fields[name], value))

    def values(self) -> dict[str, Json]:
        """Give all declared fields with their values."""
        return {name: getattr(self, name) for name in self.declared()}

    @property
    def scope(self) -> str:
        """The area that this record belongs to."""
        return scope_of(self.id)

    @classmethod
    def table(cls) -> str:
        """Name the table that holds this kind."""
        return str(cls._meta.table_name)

    def assigned(self) -> set[str]:
        """Name the fields that were set since the record was loaded or saved."""
        return set(self._dirty)  # type: ignore[attr-defined]  # Peewee's own, absent from its types

    def saved_as(self, change_id: str) -> None:
        """Note that this record now is what a change made of it."""
        self.heads = change_id
        self._dirty.clear()  # type: ignore[attr-defined]  # Peewee's own, absent from its types

    def title(self) -> str:
        """Name this record in one line, for lists and messages."""
        return str(self.id)

    def nameless(self) -> str:
        """Name a record whose names are not here, not entered or not for this level: by its kind and a short mark."""
        return gettext("{kind} no. {mark}").format(kind=gettext(self.label), mark=str(self.id)[-4:])

    def search_text(self) -> str:
        """Give all text by which this record is found."""
        said = self.__data__
        return " ".join([str(value) for name in _searched(type(self)) if (value := said.get(name))])

    def check(self) -> list[Problem]:
        """Say everything that is wrong with this record; empty when it may be saved."""
        return [*self._check_fields(), *self.check_whole()]

    def check_whole(self) -> Iterator[Problem]:
        """Say what is wrong between several fields; kinds override this."""
        return iter(())

    def _check_fields(self) -> Iterator[Problem]:
        for name, field in self.declared().items():
            value = getattr(self, name)
            if value is None or value == "":
                if field.required:
                    sentence = gettext("“{label}” is still missing.").format(label=gettext(field.label))
                    yield Problem(name, sentence)
                continue
            try:
                field.check(value)
            except CodiError as refused:
                yield Problem(name, f"{gettext(field.label)}: {refused}")

    def save(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse: see Store.save."""
        raise WriteThroughStore

    def delete_instance(self, *_args: Any, **_kwargs: Any) -> Any:
        """Refuse: see Store.delete."""
        raise WriteThroughStore


@cache
def _declared(model: type[Record]) -> dict[str, Field]:
    return {name: field for name, field in model._meta.fields.items() if isinstance(field, Field)}  # noqa: SLF001  Peewee's map of fields


@cache
def _searched(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, field in _declared(model).items() if field.searched)


def kinds() -> dict[str, type[Record]]:
    """Give every kind of record by its name. A file in this folder is a kind; `_` marks machinery."""
    if not _KINDS:
        import codi_desktop.records as package

        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
            if not module.name.startswith("_"):
                importlib.import_module(f"{package.__name__}.{module.name}")
        found: list[type[Record]] = [m for m in Record.__subclasses__() if m.__module__.startswith(package.__name__)]
        _KINDS.update({model.kind: model for model in sorted(found, key=lambda m: m.kind) if model.kind})
    return _KINDS


_KINDS: dict[str, type[Record]] = {}

__all__ = ["Problem", "Record", "ValueRefused", "WriteThroughStore", "kinds", "new_id", "new_ulid", "scope_of"]
