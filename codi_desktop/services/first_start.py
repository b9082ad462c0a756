"""The first start: find our place before there is a store, and make the machine that was described."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.records.area import Area
from codi_desktop.services import areas, passphrases
from codi_desktop.services.areas import AreaFound, AreasImported
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import NotFound, Store
from codi_desktop.thai.numerals import to_arabic_digits
from codi_desktop.thai.text import normalise

__all__ = ["AreaFound", "CodeNotUnderstood", "Finder", "TypedArea", "Wanted", "begin"]


class CodeNotUnderstood(CodiError):
    """A text that cannot be the code of a tambon."""

    message = N_("The code of a tambon has six digits, like 190406.")


@dataclass(frozen=True)
class TypedArea:
    """A tambon that is in no list, as it was typed in."""

    code: str
    tambon: str
    amphoe: str
    province: str

    @classmethod
    def of(cls, code: str, tambon: str, amphoe: str, province: str) -> Self:
        """Read what was typed. Raises CodeNotUnderstood."""
        digits = to_arabic_digits(normalise(code)).replace(" ", "")
        if len(digits) != 6 or not digits.isdecimal():
            raise CodeNotUnderstood
        return cls(digits, normalise(tambon), normalise(amphoe), normalise(province))


@dataclass(frozen=True)
class Wanted:
    """The machine that was described in the first start."""

    level: str
    area: str
    person: str
    machine: str
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    """the recovery code, when one is wanted"""
    typed: TypedArea | None = None
    lists: tuple[Path, ...] = ()


class Finder:
    """Finds places in a store of its own that holds nothing but the areas, and is thrown away."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="codi_desktop-areas-"))
        nobody = Machine.new(name="", level="tambon", scope="000000", person="", signing_seed=bytes(32))
        self._store = Store.create(self._folder / "areas", None, nobody, durable=False)

    def find(self, text: str, level: str) -> list[AreaFound]:
        """Find areas of a level as people type them."""
        return areas.find(self._store, text, levels=(level,), limit=50)

    def take_in(self, file: Path) -> AreasImported:
        """Know the official list too. Raises NotAreaList and AreaListWrong."""
        return areas.import_list(self._store, file, by="")

    def enter(self, typed: TypedArea) -> AreaFound:
        """Know a tambon that is in no list."""
        _enter(self._store, typed)
        return next(one for one in areas.find(self._store, typed.code) if one.code == typed.code)

    def close(self) -> None:
        """Throw the areas away."""
        self._store.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def begin(folder: Path, wanted: Wanted, make_machine: Callable[..., Any]) -> Store:
    """Make the machine, with the lists and the recovery code that were wanted. All or nothing."""
    store: Store = make_machine(
        folder,
        name=wanted.machine,
        level=wanted.level,
        area=wanted.area,
        person=wanted.person,
        passphrase=wanted.passphrase,
    )
    try:
        for file in wanted.lists:
            areas.import_list(store, file)
        if wanted.typed is not None:
            _enter(store, wanted.typed)
        if wanted.code:
            passphrases.keep_recovery(store, wanted.passphrase, wanted.code)
    except BaseException:
        store.close()
        for file in (*folder.glob("store.db*"), *folder.glob("keys.json*")):
            with contextlib.suppress(OSError):
                file.unlink()
        raise
    return store


def _enter(store: Store, typed: TypedArea) -> None:
    """Keep a tambon and what lies above it, as far as it is not known."""
    levels = (
        (typed.code[:2], "province", typed.province, areas.COUNTRY),
        (typed.code[:4], "amphoe", typed.amphoe, typed.code[:2]),
        (typed.code, "tambon", typed.tambon, typed.code[:4]),
    )
    store.save(list(_unknown(store, levels)))


def _unknown(store: Store, levels: Iterable[tuple[str, str, str, str]]) -> Iterable[Area]:
    for code, level, name, parent in levels:
        try:
            known = store.get(Area, areas.area_id(code))
        except NotFound:
            known = None
        if known is None or (level == "tambon" and known.name_th != name):
            area = known or Area()
            area.id = areas.area_id(code)
            area.fill({"code": code, "level": level, "name_th": name, "parent": parent})
            yield area
