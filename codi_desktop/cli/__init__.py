"""The command line: everything that a person can do in the window, without a display.

Exit codes: 0 done; 1 a check found something wrong; 2 the user can act, told in one line; 70 a bug.
"""

import argparse
import os
import re
import sys
import traceback
from collections.abc import Sequence

from codi_desktop.cli._parser import Refused, language_asked, make_parser
from codi_desktop.cli._session import Session, line_about, say
from codi_desktop.errors import CodiError
from codi_desktop.i18n import set_language

_ID_LIKE_AN_OPTION = re.compile(r"-[A-Za-z0-9_-]{26}|-[A-Za-z0-9_-]{42}")  # of a change or bundle, of a machine

DONE, FOUND_WRONG, USER_CAN_ACT, BUG, STOPPED = 0, 1, 2, 70, 130


def run(arguments: Sequence[str]) -> int:
    """Do one command and say how it went."""
    _speak_utf8()
    set_language(language_asked(arguments))
    try:
        chosen = _without_marks(make_parser().parse_args([_marked(argument) for argument in arguments]))
        with Session.of(chosen) as session:
            return int(chosen.act(session, chosen) or DONE)
    except Refused as refused:
        return refused.code
    except (CodiError, OSError) as failure:
        say(line_about(failure))
        return USER_CAN_ACT
    except KeyboardInterrupt:
        return STOPPED
    except Exception as failure:  # noqa: BLE001  the last place before the shell: a bug is shown whole, with its own code
        full = line_about(failure, only_full_disk=True)
        say(full or traceback.format_exc())
        return USER_CAN_ACT if full else BUG


def _marked(argument: str) -> str:
    """Mark an id that begins like an option: with a blank in it, it is none. One id in 64 begins so."""
    return f"{argument} " if _ID_LIKE_AN_OPTION.fullmatch(argument) else argument


def _without_marks(chosen: argparse.Namespace) -> argparse.Namespace:
    for name, value in vars(chosen).items():
        if isinstance(value, str) and _ID_LIKE_AN_OPTION.fullmatch(value[:-1]):
            setattr(chosen, name, value[:-1])
    return chosen


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and os.environ.get("PYTHONIOENCODING") is None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
