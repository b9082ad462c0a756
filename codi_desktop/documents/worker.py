"""Print many papers in another process: the window stays alive, and a cancelled print leaves nothing behind."""

import contextlib
import multiprocessing
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_

_LOOK_EVERY = 0.05  # seconds between looks at "cancelled?", and between two reports of progress


class PrintingCancelled(CodiError):
    """The person stopped the print; no file was written."""

    message = N_("Printing was cancelled. No file was written.")


class PrintingProcessDied(RuntimeError):
    """The process ended without a word, or by a bug; the text is its traceback."""


def print_in_process(
    document: str,
    facts: Sequence[Any],
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Print a document of the register into `out`, whole or not at all; return when it is on the disk.

    `progress` is told (done, of how many) on this thread; `cancelled` is asked twenty times a second. Raises
    PrintingCancelled, what the document raises for its facts, and PrintingProcessDied.
    """
    spawning = multiprocessing.get_context("spawn")  # a forked window would share the display and the store
    reports, sender = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_print, args=(sender, document, tuple(facts), out), daemon=True)
    try:
        process.start()
        sender.close()
        _follow(reports, progress, cancelled)
        process.join()
    finally:
        if process.is_alive():
            process.terminate()
            process.join()
            out.with_name(f"{out.name}.part").unlink(missing_ok=True)
        reports.close()


def _follow(
    reports: Connection, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
) -> None:
    """Pass on what the process reports until it says how it ended."""
    while True:
        if cancelled and cancelled():
            raise PrintingCancelled
        if not reports.poll(_LOOK_EVERY):
            continue
        try:
            kind, *report = reports.recv()
        except EOFError:
            raise PrintingProcessDied("the printing process ended without a report") from None
        match kind:
            case "progress":
                if progress:
                    progress(*report)
            case "refused":
                error, known = report
                raise error(**known)
            case "broke":
                raise PrintingProcessDied(report[0])
            case _:
                return


def _print(sender: Connection, document: str, facts: tuple[Any, ...], out: Path) -> None:
    """Do the work; this runs in the other process."""
    from codi_desktop.documents.register import DOCUMENTS

    told = 0.0

    def tell(done: int, count: int) -> None:
        nonlocal told
        if done == count or time.monotonic() - told > _LOOK_EVERY:
            told = time.monotonic()
            sender.send(("progress", done, count))

    with contextlib.closing(sender):
        try:
            DOCUMENTS[document].write(facts, out, progress=tell)
        except CodiError as error:
            sender.send(("refused", type(error), error.facts))
        except Exception:  # noqa: BLE001  a bug is told to the window's process, which raises it there
            sender.send(("broke", traceback.format_exc()))
        else:
            sender.send(("finished",))
