"""Show Thai text so that it breaks between words on every system.

Qt breaks Thai lines only where libthai is installed, which is never on Windows. Displayed text therefore carries
U+200B at word boundaries; it is put in here and nowhere else, and taken out again of everything that leaves the window.
Where libthai is installed, Qt would add its own breaks, inside names too (เจริญ|ธรรม): it is given an empty dictionary.
"""

import os
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSizePolicy, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.paths import resource
from codi_desktop.ui import theme

os.environ["LIBTHAI_DICTDIR"] = str(resource("words/qt"))  # read when Qt first lays out Thai

BREAK = "\u200b"
_TAG = re.compile(r"(<[^>]*>|&[#\w]+;)")


def shown(text: str) -> str:
    """Mark the places where a line of Thai may break; for display only."""
    if text.isascii():
        return text
    from codi_desktop.thai.words import mark_breaks  # the window paints before anything Thai is wrapped

    return mark_breaks(text, BREAK)


def shown_rich(markup: str) -> str:
    """Mark the breaks of the text between the tags of `markup`."""
    return "".join(piece if _TAG.fullmatch(piece) else shown(piece) for piece in _TAG.split(markup))


def plain(text: str) -> str:
    """Take the marks out again, and held spaces with them: for the clipboard, the search and every file."""
    return text.replace(BREAK, "").replace("\u00a0", " ").replace("\u2029", "\n")


class Label(QLabel):
    """Text in a role of the type scale, wrapped at Thai words, read aloud without the marks.

    `rich=True` takes markup that the caller has escaped; otherwise nothing in the text is markup.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "",
        wrap: bool = True,
        selectable: bool = False,
        rich: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rich = rich
        self._plain = ""
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setFont(theme.current().font(role))
        self.setWordWrap(wrap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._plain = _TAG.sub("", text) if self._rich else text
        if self.wordWrap():
            super().setText(shown_rich(text) if self._rich else shown(text))
        else:
            super().setText(text)
        self.setAccessibleName(self._plain)
        self.updateGeometry()

    def set_tone(self, tone: str) -> None:
        """Show the text in another colour token."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)

    def plain_text(self) -> str:
        """Give the text as it was set, without marks and tags."""
        return self._plain

    def sizeHint(self) -> QSize:
        """Ask for one line up to 640 px, and for the height of its lines beyond that."""
        if not self.wordWrap():
            return super().sizeHint()
        widest = theme.current().px(640)
        width = min(self._line_width(), widest)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Never ask for less than the longest piece that cannot be broken."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        metrics = QFontMetrics(self.font())
        pieces = re.split(rf"[{BREAK} \n]", shown(self._plain))
        width = max((metrics.horizontalAdvance(piece) for piece in pieces), default=0) + 2 + self._padding()
        return QSize(width, metrics.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy without the marks."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy; Qt's own menu would copy the marks too."""
        if not self.hasSelectedText():
            return
        menu = QMenu(self)
        menu.addAction(gettext("Copy")).triggered.connect(self._copy)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        QApplication.clipboard().setText(plain(self.selectedText()))

    def _padding(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right() + 2 * self.margin()

    def _line_width(self) -> int:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(line) for line in self._plain.split("\n")), default=0)
        if self._rich:  # bold words are wider than the label's own font
            widest = round(widest * 1.08)
        return widest + 2 + self._padding()


def restyle(widget: QWidget) -> None:
    """Make a changed dynamic property take effect."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
