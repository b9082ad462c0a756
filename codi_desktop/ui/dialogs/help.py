"""Help for the place where the user is (F1): a few plain lines, and the keys that work there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.i18n import N_, gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button

HELP = {
    "home": N_(
        "What to do next stands at the top; the green button is the first. The amber box counts the work that exists "
        "only on this machine: put it on a stick."
    ),
    "overview": N_("Every area with its houses. Choose one to see it alone. Areas that have not sent are named below."),
    "houses": N_(
        "All houses under repair. Type a name, a house number or a plate number to find one, "
        "then press Enter to open it."
    ),
    "house": N_(
        "Everything about one house. The amber line says what is missing before the next step; press it to go there."
    ),
    "people": N_(
        "Households, people and organisations. Type a few letters to find one, press Enter to open it. A person is "
        "entered once and used everywhere."
    ),
    "record": N_("Fill in what you know and save. What you type is kept even if the power fails."),
    "tray": N_("What every partner gave: cash, materials and labour. Labour is counted, never shown as cash."),
    "documents": N_("Look at a paper, print it, and check a printed one. A number is given once and never again."),
    "exchange": N_(
        "Take work to the province and bring work in with a stick. Pull the stick only when the green box says so."
    ),
    "conflicts": N_(
        "Two people wrote different things without seeing each other's. Nobody did wrong. Choose what is right; the "
        "other value stays in the history."
    ),
    "access": N_(
        "Every time that somebody opened, printed or gave out personal data on this machine. Type a name to find who "
        "looked, or whose data it was. Nothing can be taken out of this list."
    ),
    "settings": N_("Language, size of text, the council's name on papers, this machine, passphrase and backups."),
}
KEYS = {
    "": (
        ("Ctrl+1 … Ctrl+9", N_("Go to a place of the menu")),
        ("F10", N_("Menu")),
        ("Ctrl+F", N_("Search")),
        ("Ctrl+N", N_("New")),
        ("Ctrl+S", N_("Save")),
        ("Ctrl+P", N_("Print")),
        ("Ctrl+Z", N_("Undo the last action")),
        ("Esc", N_("Back")),
        ("F6", N_("Next part of the page")),
    ),
    "house": (
        ("Ctrl+Enter", N_("Next step")),
        ("Ctrl+Tab", N_("Next section")),
        ("Page Up, Page Down", N_("Previous or next house")),
        ("Ctrl+H", N_("History")),
    ),
    "houses": (("Ctrl+Shift+1 … 3", N_("Filters")),),
    "people": (("Ctrl+Shift+1 … 3", N_("Households, people, organisations")),),
    "exchange": (("Ctrl+E", N_("Export")), ("Ctrl+I", N_("Import"))),
    "conflicts": (
        ("Ctrl+L", N_("Take the left")),
        ("Ctrl+R", N_("Take the right")),
        ("F2", N_("Type a new value")),
        ("Ctrl+T", N_("Ask the office that knows")),
        ("Page Down", N_("Next one")),
    ),
}


def show_help(parent: QWidget, place: str) -> QDialog:
    """Show the help of a place over the window and return at once."""
    dialog = HelpDialog(place, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class HelpDialog(QDialog):
    """A sheet with a few lines and the keys."""

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help-dialog")
        self.setWindowTitle(gettext("Help"))
        px = theme.current().px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(28), px(20), px(28), px(20))
        outer.setSpacing(px(12))
        outer.addWidget(Label(gettext("Help for this page"), "card_title"))
        outer.addWidget(Label(gettext(HELP.get(place, HELP["home"]))))
        outer.addWidget(Label(gettext("Keys"), "card_title"))
        outer.addWidget(self._keys(place), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = Button(gettext("Close"), "primary", name="close-help")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        outer.addLayout(row)
        self.resize(px(640), min(px(620), parent.height() - px(40) if parent else px(620)))
        close.setFocus()

    def _keys(self, place: str) -> QScrollArea:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().px(24))
        for line, (keys, words) in enumerate((*KEYS.get(place, ()), *KEYS[""])):
            grid.addWidget(Label(keys, "strong", wrap=False), line, 0)
            grid.addWidget(Label(gettext(words)), line, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea(self)
        area.setObjectName("help-keys")
        area.setWidgetResizable(True)
        area.setAccessibleName(gettext("Keys"))
        area.setWidget(holder)
        return area
