"""The shape of the command line: each file of this folder adds its own commands."""

import argparse
import importlib
import os
import pkgutil
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from codi_desktop import __version__, app, cli
from codi_desktop.cli._session import Session, say
from codi_desktop.errors import CodiError
from codi_desktop.i18n import LANGUAGES, N_, gettext
from codi_desktop.thai.calendar import parse_date

Act = Callable[[Session, argparse.Namespace], int | None]


class Refused(Exception):
    """The command line was answered by itself: what is wrong was told, or help was shown."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language, and tells what is wrong in one line of it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._positionals.title, self._optionals.title = gettext("What it needs"), gettext("What may be added")
        for action in self._actions:
            if isinstance(action, argparse._HelpAction):  # noqa: SLF001  argparse gives its own help no other name
                action.help = gettext("show this help")

    def format_help(self) -> str:
        """Give the help with its first word in the user's language."""
        return gettext("How to write it: {usage}").format(usage=super().format_help().removeprefix("usage: "))

    def error(self, message: str) -> NoReturn:
        line = gettext("This line was not understood: {detail} ({command} --help shows how).")
        say(line.format(detail=_in_users_words(message), command=self.prog))
        raise Refused(2)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        if message:
            say(message.rstrip())
        raise Refused(status)


_ARGPARSE = (
    (r"argument (?P<name>.+?): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
     N_("{name} cannot be {value}; it is one of {choices}")),
    (r"argument (?P<name>.+?): expected .+", N_("{name} needs something after it")),
    (r"argument (?P<name>.+?): invalid .+ value: (?P<value>.+)", N_("{name} cannot be {value}")),
    (r"argument (?P<name>.+?): (?P<value>.+)", N_("{name}: {value}")),
    (r"the following arguments are required: (?P<name>.+)", N_("{name} is still missing")),
    (r"unrecognized arguments: (?P<name>.+)", N_("{name} is not known")),
)  # fmt: skip


def _in_users_words(message: str) -> str:
    """Say what argparse found in the user's language; it speaks English alone."""
    for pattern, sentence in _ARGPARSE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return gettext(sentence).format(**found.groupdict())
    return message


class Commands:
    """Where a file of this folder puts its commands: `commands.add("digest", help, act)`."""

    def __init__(self, places: "argparse._SubParsersAction[Parser]", shared: Parser) -> None:
        self._places, self._shared = places, shared

    def add(self, name: str, told: str, act: Act) -> Parser:
        """Add a command that calls `act(session, chosen)`; its result is the exit code (None is 0)."""
        parser = self._places.add_parser(name, help=gettext(told), description=gettext(told), parents=[self._shared])
        parser.set_defaults(act=act)
        return parser

    def group(self, name: str, told: str) -> "Commands":
        """Add a command with commands of its own, as in `enrol request`."""
        parser = self._places.add_parser(name, help=gettext(told), description=gettext(told), parents=[self._shared])
        return Commands(parser.add_subparsers(metavar="…", required=True, dest=f"{name}_command"), self._shared)

    def group_with_default(self, name: str, told: str, act: Act) -> "Commands":
        """Add a command that does something by itself and has commands of its own, as in `machines revoke`."""
        parser = self.add(name, told, act)
        return Commands(parser.add_subparsers(metavar="…", dest=f"{name}_command"), self._shared)


def make_parser() -> Parser:
    """Build the parser in the language that is set."""
    told = gettext("The workbook of a tambon community organisation council. Without a command it opens the window.")
    parser = Parser(prog="codi-desktop", description=told, parents=[_shared(suppress=False)])
    parser.add_argument("--version", action="version", version=f"codi-desktop {__version__}")
    places = parser.add_subparsers(metavar=gettext("command"), required=True, parser_class=Parser)
    commands = Commands(places, _shared(suppress=True))
    for module in sorted(pkgutil.iter_modules(cli.__path__), key=lambda m: m.name):
        if not module.name.startswith("_"):
            importlib.import_module(f"codi_desktop.cli.{module.name}").register(commands)
    return parser


def language_asked(arguments: Sequence[str]) -> str:
    """Find --lang before anything is parsed, so that even a misunderstanding is told in it."""
    for place, word in enumerate(arguments):
        given = arguments[place + 1] if word == "--lang" and place + 1 < len(arguments) else word.partition("=")[2]
        if word.startswith("--lang") and given in LANGUAGES:
            return given
    return os.environ["CODI_LANG"] if os.environ.get("CODI_LANG") in LANGUAGES else "th"


def day(text: str) -> date:
    """Read a date as the command line takes it: ISO, or as people write it in พ.ศ."""
    try:
        return parse_date(text)
    except CodiError as refused:
        raise argparse.ArgumentTypeError(str(refused)) from refused


def size(text: str) -> int:
    """Read a size in bytes, as in 4000000, 500M or 4G."""
    units = {"k": 10**3, "m": 10**6, "g": 10**9}
    number = text.lower().removesuffix("b")
    factor = units.get(number[-1:], 1)
    try:
        return int(float(number.rstrip("kmg")) * factor)
    except ValueError as refused:
        raise argparse.ArgumentTypeError(gettext("A size is a number, as in 500M or 4G.")) from refused


def pair(text: str) -> tuple[str, str]:
    """Read FIELD=VALUE."""
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(gettext("Write it as FIELD=VALUE."))
    return name, value


def _shared(*, suppress: bool) -> Parser:
    """Make the options that stand before or after the command alike."""

    def default(value: Any) -> Any:
        return argparse.SUPPRESS if suppress else value

    shared = Parser(add_help=False)
    shared.add_argument("--data", type=Path, default=default(app.default_folder()), metavar="DIR", help=gettext(_DATA))
    shared.add_argument("--lang", choices=LANGUAGES, default=default("th"), help=gettext(_LANG))
    shared.add_argument("--json", action="store_true", default=default(False), help=gettext(_JSON))
    shared.add_argument(
        "--passphrase-file", type=Path, default=default(None), metavar="FILE", help=gettext(_PASSPHRASE_FILE)
    )
    return shared


_DATA = N_("the machine's folder")
_LANG = N_("language of messages")
_JSON = N_("one JSON object a line")
_PASSPHRASE_FILE = N_("a file that holds the passphrase")
