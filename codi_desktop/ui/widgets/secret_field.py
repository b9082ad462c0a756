"""A field for a passphrase: hidden until it is shown, and it tells which keyboard layout is on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.in_line import button_after
from codi_desktop.ui.widgets.picture import Picture

_ICONS = {"ok": "circle-check", "warn": "circle-dashed", "bad": "circle-alert", "muted": "info"}


class SecretField(QWidget):
    """Label, hidden line with an eye, and a line of words below it."""

    typed = Signal()
    entered = Signal()

    def __init__(self, label: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Label(label, "second"))
        self.line = QLineEdit(self)
        self.line.setObjectName(f"{name}-line")
        self.line.setAccessibleName(label)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self._eye = button_after(self.line, "eye", f"{name}-eye", gettext("Show (F4)"))
        self._eye.clicked.connect(self.toggle)
        row = QHBoxLayout()
        row.setSpacing(px(7))
        self._icon = Picture("info", "muted", 18)
        self._words = Label("", "second")
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._row = QWidget(self)
        self._row.setLayout(row)
        row.setContentsMargins(0, px(2), 0, 0)
        column.addWidget(self._row)
        self.say("", "muted")
        self.capitals_locked = False

    def text(self) -> str:
        """Give what was typed."""
        return self.line.text()

    def say(self, words: str, kind: str) -> None:
        """Show a line of words below the field."""
        self._icon.show_icon(_ICONS[kind], kind)
        self._icon.setVisible(bool(words))
        self._words.set_text(words)
        self._words.set_tone("" if kind == "muted" else kind)
        self.line.setAccessibleDescription(words)

    def words(self) -> str:
        """Give the words below the field."""
        return self._words.plain_text()

    def toggle(self) -> None:
        """Show the letters, or hide them again."""
        is_hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if is_hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(theme.icon("eye-off" if is_hidden else "eye", "muted", 20))
        self._eye.setAccessibleName(gettext("Hide (F4)") if is_hidden else gettext("Show (F4)"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice locked capitals; F4 shows the letters."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_F4:
                self.toggle()
                return True
            sign = event.text()
            if sign.isalpha() and sign.lower() != sign.upper():
                is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.capitals_locked = sign.isupper() != is_shifted
        return super().eventFilter(watched, event)

    def layout_hint(self) -> str:
        """Say which letters are being typed, where they cannot be seen."""
        text = self.text()
        if not text or self.line.echoMode() == QLineEdit.EchoMode.Normal:
            return ""
        if self.capitals_locked:
            return gettext("Capitals seem to be locked (Caps Lock).")
        if "\u0e00" <= text[-1] <= "\u0e7f":
            return gettext("You are typing Thai letters.")
        return gettext("You are typing English letters.") if text[-1].isalpha() else ""

    def _edited(self) -> None:
        self.typed.emit()
