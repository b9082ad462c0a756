"""Every message of the program has its Thai, and the catalogue holds nothing else."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"gettext": None, "ngettext": (1, 2), "N_": None}

MessageId = str | tuple[str, ...]


@cache
def used() -> dict[MessageId, str]:
    """Find every message in the code, and the place of one of its uses."""
    found: dict[MessageId, str] = {}
    for path in sorted((ROOT / "codi_desktop").rglob("*.py")):
        with path.open("rb") as file:
            for line, message, _comments, _context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
                key = message if isinstance(message, str) else tuple(message or ())
                found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    return read_po(io.BytesIO((ROOT / "translations/th/LC_MESSAGES/codi_desktop.po").read_bytes()), locale="th")


def messages() -> Iterator[Message]:
    """List the messages of the catalogue; its first is its own header."""
    return (message for message in catalogue() if message.id)


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def wordings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def sources(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_there_is_something_to_translate() -> None:
    assert used()


def test_every_message_has_its_thai() -> None:
    translated = {message.id for message in messages() if all(wordings(message))}
    # A plural is looked up by its singular: where only the singular is there, Thai would fall back to English.
    assert not [f"{place}: {message!r}" for message, place in used().items() if message not in translated]


def test_the_catalogue_holds_no_message_that_nobody_uses() -> None:
    assert not [message.id for message in messages() if message.id not in used()]


def test_the_catalogue_holds_nothing_half_done() -> None:
    assert not [message.id for message in messages() if message.fuzzy]
    assert not list(catalogue().obsolete)


def test_placeholders_are_the_same_in_thai() -> None:
    assert not [
        message.id
        for message in messages()
        for wording in wordings(message)
        if placeholders(wording) != set().union(*map(placeholders, sources(message)))
    ]


def test_every_placeholder_has_a_name() -> None:
    assert not [message for message in used() for text in _texts(message) if {""} & placeholders(text)]


def test_thai_is_written_in_thai() -> None:
    """A wording without one Thai letter was copied, not translated; signs and numbers alone are no words."""
    assert not [
        message.id
        for message in messages()
        for wording in wordings(message)
        if any(letter.isalpha() for letter in _without_placeholders(" ".join(sources(message))))
        and not any("\u0e00" <= letter <= "\u0e7f" for letter in wording)
        and message.id not in SAME_IN_THAI
    ]


def test_thai_has_no_mark_that_is_doubled_or_stands_alone() -> None:
    """Two equal tone marks look like one on the screen; nobody finds them by reading."""
    marks = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
    assert not [
        message.id
        for message in messages()
        for wording in wordings(message)
        if any(mark * 2 in wording or f" {mark}" in wording for mark in marks) or "\u0e40\u0e40" in wording
    ]


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_message_is_found_by_each_of_its_marks(keyword: str) -> None:
    call = {"ngettext": 'ngettext("a {n}", "b {n}", 2)'}.get(keyword, f'{keyword}("a")')
    found = [message for _line, message, *_ in extract("python", io.BytesIO(call.encode()), KEYWORDS)]
    assert found == [("a {n}", "b {n}") if keyword == "ngettext" else "a"]


SAME_IN_THAI = {"PDF", "CSV", "Excel", "QR", "{hint} (Ctrl+F)"}


def _texts(message: MessageId) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def _without_placeholders(text: str) -> str:
    return "".join(words for words, *_ in Formatter().parse(text))
