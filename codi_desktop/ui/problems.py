"""The only error dialogs: tell the user what happened and what to do, in one box at a time."""

import logging
import sys
from types import TracebackType

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from codi_desktop.errors import CodiError
from codi_desktop.i18n import gettext
from codi_desktop.ui.text import shown
from codi_desktop.ui.theme import icon_pixmap

_log = logging.getLogger(__name__)
_told: set[str] = set()


def show_problem(parent: QObject | None, error: BaseException) -> QMessageBox | None:
    """Show a failure over `parent`'s window and return at once; a bug that was told before is only logged.

    The first line of a CodiError says what happened, further lines say what to do.
    """
    if isinstance(error, CodiError):
        return _open(parent, *_told_by(error))
    _log.error("A bug", exc_info=error)
    if (place := _place(error)) in _told:
        return None
    _told.add(place)
    return _open(
        parent,
        gettext("Something in the program went wrong."),
        gettext(
            "Your data is not lost and you can go on. If it comes back, tell the person who looks after the program."
        ),
    )


def forget_told() -> None:
    """Tell every bug anew, as after a start."""
    _told.clear()


def catch_everything(window: QWidget) -> None:
    """Bring whatever rises to the top to `show_problem`, over this window, instead of losing it."""

    def hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
        else:
            show_problem(window if shiboken6.isValid(window) else None, error)

    sys.excepthook = hook


def _told_by(error: CodiError) -> tuple[str, str]:
    happened, _, advice = str(error).partition("\n")
    return happened, advice


def _place(error: BaseException) -> str:
    """Name the line of code that failed, so that one bug is told once."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last is not None else ""
    return f"{type(error).__name__} {where}"


def _open(parent: QObject | None, happened: str, advice: str) -> QMessageBox:
    window = parent.window() if isinstance(parent, QWidget) else QApplication.activeWindow()
    box = QMessageBox(window)
    box.setObjectName("problem")
    box.setIconPixmap(icon_pixmap("triangle-alert", "warn", 40, box.devicePixelRatioF()))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(shown(happened))
    box.setAccessibleName(f"{happened}\n{advice}")
    box.setInformativeText(shown(advice))
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
