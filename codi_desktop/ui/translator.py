"""Give Qt's own buttons and dialogs the language of the program, from the same catalogue."""

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from codi_desktop import i18n
from codi_desktop.i18n import N_

QT_MESSAGES = (
    N_("OK"),
    N_("Cancel"),
    N_("Open"),
    N_("Save"),
    N_("Save All"),
    N_("Close"),
    N_("Yes"),
    N_("No"),
    N_("Yes to All"),
    N_("No to All"),
    N_("Apply"),
    N_("Reset"),
    N_("Help"),
    N_("Retry"),
    N_("Ignore"),
    N_("Abort"),
    N_("Discard"),
    N_("Don't Save"),
    N_("Restore Defaults"),
    N_("Undo"),
    N_("Redo"),
    N_("Cut"),
    N_("Copy"),
    N_("Paste"),
    N_("Delete"),
    N_("Select All"),
    N_("Clear"),
    N_("Show Details..."),
    N_("Hide Details..."),
    N_("Look in:"),
    N_("File name:"),
    N_("Files of type:"),
    N_("Directory:"),
    N_("Choose"),
    N_("Back"),
    N_("Forward"),
    N_("Parent Directory"),
    N_("Create New Folder"),
    N_("New Folder"),
    N_("List View"),
    N_("Detail View"),
    N_("Name"),
    N_("Size"),
    N_("Type"),
    N_("Date Modified"),
    N_("Computer"),
    N_("All Files (*)"),
)
"""Sentences of Qt that our windows show; each has its Thai in our catalogue."""


class CatalogueTranslator(QTranslator):
    """Answer Qt's questions for a translation from our catalogue; keyboard mnemonics are dropped."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # noqa: ARG002  Qt's own signature
        """Translate one of Qt's sentences, or give None and let Qt show its English.

        "" would blank the sentence, and Qt cannot read JPEG files with its words blanked.
        """
        bare = source.replace("&", "") if source else ""
        if bare not in _KNOWN:
            return None
        return i18n.gettext(bare)

    def isEmpty(self) -> bool:
        """Say that there is something to ask for."""
        return False


_KNOWN = frozenset(QT_MESSAGES)
_installed: list[CatalogueTranslator] = []


def show_language(app: QApplication, language: str) -> None:
    """Show the program in "th" or "en" from now on; pages that are open must be rebuilt afterwards."""
    i18n.set_language(language)
    country = QLocale(QLocale.Language.Thai, QLocale.Country.Thailand)
    QLocale.setDefault(country if language == "th" else QLocale(QLocale.Language.English, QLocale.Country.Thailand))
    while _installed:
        app.removeTranslator(_installed.pop())
    translator = CatalogueTranslator(app)
    app.installTranslator(translator)
    _installed.append(translator)
