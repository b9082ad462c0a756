"""The page of the first start: how to begin, which place is ours, who sits here, and the passphrase."""

from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, language, ngettext
from codi_desktop.ui import theme
from codi_desktop.ui.forms.editors import ChoiceEditor, text_editor
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.choosing import Choice, ChoiceCards
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.secret_field import SecretField
from codi_desktop.ui.wizard.finder import AreaFinder


class StartForm(QWidget):
    """Four numbered blocks that scroll, and a foot with the one green button."""

    begin_asked = Signal()
    list_asked = Signal()
    language_asked = Signal()
    level_changed = Signal(str)
    passphrase_typed = Signal()

    def __init__(self, levels: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start-form")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        page = QWidget()
        page.setProperty("page", "true")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = theme.current().px
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(px(48), px(24), px(48), px(16))
        self._column.setSpacing(px(6))
        self.area = QScrollArea(self)
        self.area.setObjectName("start-scroll")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        outer.addWidget(self.area, 1)
        self._blocks: dict[str, _Number] = {}
        self._add_head()
        self._add_ways()
        self._add_place(levels)
        self._add_person()
        self._add_passphrase()
        self._column.addStretch(1)
        self.missing = Notice("warn")
        self.missing.setObjectName("missing")
        self.missing.hide()
        outer.addWidget(self.missing)
        outer.addWidget(self._make_foot())

    @property
    def level(self) -> str:
        """The level that was chosen."""
        return str(self.level_editor.value())

    def set_done(self, block: str, done: bool) -> None:
        """Show a tick instead of a block's number."""
        self._blocks[block].set_done(done)

    def show_level(self, level: str) -> None:
        """Ask for a place of this level."""
        titles = {
            "tambon": gettext("Our tambon"),
            "province": gettext("Our province"),
            "group": gettext("Our province group"),
            "region": gettext("Our region"),
        }
        hints = {
            "tambon": gettext("Type a part of its name, for example: เจริญธรรม"),
            "province": gettext("Type a part of its name, for example: สระบุรี"),
        }
        self._place_title.set_text(titles[level])
        self.finder.set_label(titles[level], hints.get(level, gettext("Type a part of its name")))
        self.finder.clear()
        self.not_found.hide()
        self.typed_area.hide()

    def show_not_found(self, typed: str) -> None:
        """Say that nothing was found, and the ways on."""
        links = []
        if self.level == "tambon":
            links = [("type", gettext("Type it in with its code")), ("list", gettext("Take in the list of areas"))]
        self.not_found.show_notice(
            "warn",
            gettext("“{typed}” was not found.").format(typed=typed),
            gettext("Look at the spelling, or type the name of the amphoe. A place in no list can be typed in."),
            lines=links,
        )
        self.not_found.show()

    def show_typed_area(self) -> None:
        """Let a tambon be typed in that is in no list."""
        self.not_found.hide()
        self.typed_area.show()
        self.typed_area.editor("code").take_focus()

    def show_passphrase(self, judged: Any) -> None:
        """Say how good the passphrase is and whether both are the same."""
        self.set_done("passphrase", show_strength(self.secret, self.secret_again, judged))

    def resizeEvent(self, event: Any) -> None:
        """Put the two passphrases below each other where there is no room beside."""
        super().resizeEvent(event)
        beside = self.width() >= theme.current().px(640)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._secrets.setDirection(direction)

    def _add_head(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(gettext("First start"), "page_title"), 1)
        self.about = Label(gettext("4 things, about 3 minutes"), "second", wrap=False)
        row.addWidget(self.about, 0, Qt.AlignmentFlag.AlignVCenter)
        other = Button("English" if language() == "th" else "ไทย", "link", icon="languages", name="language")
        other.clicked.connect(self.language_asked)
        row.addWidget(other, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)

    def _add_block(self, name: str, title: str) -> tuple[QVBoxLayout, Label]:
        px = theme.current().px
        self._column.addSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(14))
        number = _Number(len(self._blocks) + 1, self)
        self._blocks[name] = number
        label = Label(title, "card_title")
        head.addWidget(number)
        head.addWidget(label, 1)
        self._column.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(44), px(4), 0, 0)
        inner.setSpacing(px(8))
        self._column.addLayout(inner)
        return inner, label

    def _add_ways(self) -> None:
        inner, _ = self._add_block("way", gettext("How to begin"))
        join = gettext("The province gives a file in answer to ours\nThe file is called welcome.codi")
        alone = gettext("Keep records at once\nThe province can be joined later")
        self.ways = ChoiceCards(
            (
                Choice("join", "file-check", gettext("Join with a file from the province"), join),
                Choice("alone", "door-open", gettext("Start on our own"), alone),
            )
        )
        self.ways.set_current("alone")
        self.set_done("way", True)
        inner.addWidget(self.ways)

    def _add_place(self, levels: list[tuple[str, str]]) -> None:
        inner, self._place_title = self._add_block("place", gettext("Our tambon"))
        self.finder = AreaFinder()
        inner.addWidget(self.finder)
        self.not_found = Notice("warn")
        self.not_found.setObjectName("not-found")
        self.not_found.hide()
        inner.addWidget(self.not_found)
        self.typed_area = FormGrid(columns=2)
        self.typed_area.add("code", gettext("Code of the tambon"), text_editor("190406"), required=True)
        self.typed_area.add("tambon", gettext("Tambon"), text_editor(), required=True)
        self.typed_area.add("amphoe", gettext("Amphoe"), text_editor(), required=True)
        self.typed_area.add("province", gettext("Province"), text_editor(), required=True)
        self.typed_area.hide()
        inner.addWidget(self.typed_area)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Label(gettext("Level of this machine"), "second", wrap=False))
        self.level_editor = ChoiceEditor(levels, empty=None)
        self.level_editor.set_label(gettext("Level of this machine"))
        self.level_editor.setObjectName("level")
        self.level_editor.setMaximumWidth(theme.current().px(240))
        self.level_editor.set_value("tambon")
        self.level_editor.changed.connect(self._level_chosen)
        row.addWidget(self.level_editor)
        inner.addLayout(row)

    def _add_person(self) -> None:
        inner, _ = self._add_block("person", gettext("Who works here"))
        self.who = FormGrid(columns=2)
        self.who.add("person", gettext("Your first and last name"), text_editor(gettext("as colleagues know you")))
        self.who.add("machine", gettext("Name of this machine"), text_editor())
        inner.addWidget(self.who)

    def _add_passphrase(self) -> None:
        inner, _ = self._add_block("passphrase", gettext("Passphrase of this machine"))
        self._secrets = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._secrets.setSpacing(theme.current().px(16))
        self.secret = SecretField(gettext("Passphrase"), name="secret")
        self.secret_again = SecretField(gettext("Type it again"), name="secret-again")
        for field in (self.secret, self.secret_again):
            field.typed.connect(self.passphrase_typed)
            field.entered.connect(self.begin_asked)
            self._secrets.addWidget(field, 1)
        inner.addLayout(self._secrets)

    def _make_foot(self) -> QFrame:
        px = theme.current().px
        foot = _Foot(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(48), px(12), px(48), px(14))
        row.setSpacing(px(14))
        self.sheet = QCheckBox(foot)
        self.sheet.setObjectName("recovery")
        self.sheet.setChecked(True)
        self.sheet.setAccessibleName(gettext("Print one recovery sheet, keep it in a safe place"))
        row.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(gettext("Print one recovery sheet, keep it in a safe place"), "medium"))
        words.addWidget(Label(gettext("Passphrase forgotten and no sheet: the data cannot be opened"), "second"))
        row.addLayout(words, 1)
        self.begin = Button(
            gettext("Begin"), "primary", icon="arrow-right", icon_after=True, room="decisive", name="begin"
        )
        self.begin.clicked.connect(self.begin_asked)
        row.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignVCenter)
        return foot

    def _level_chosen(self) -> None:
        self.show_level(self.level)
        self.level_changed.emit(self.level)


def show_strength(secret: SecretField, again: SecretField, judged: Any) -> bool:
    """Say below two fields how good a new passphrase is, and whether both are the same. Say whether it will do."""
    first, second = secret.text(), again.text()
    if not first:
        secret.say(gettext("Four words that you remember, in Thai or English."), "muted")
    elif judged.is_enough and judged.words > 1:
        words = ngettext(
            "Strong: {count} word, easy to remember", "Strong: {count} words, easy to remember", judged.words
        )
        secret.say(words.format(count=judged.words), "ok")
    elif judged.is_enough:
        secret.say(gettext("Strong: long enough"), "ok")
    else:
        missing = ngettext("Add {count} more word.", "Add {count} more words.", judged.words_missing)
        secret.say(f"{missing.format(count=judged.words_missing)} {secret.layout_hint()}".strip(), "warn")
    if not second:
        again.say("", "muted")
    elif first == second:
        again.say(gettext("They match."), "ok")
    elif first.startswith(second):
        again.say(gettext("Go on typing."), "muted")
    else:
        again.say(gettext("They are not the same yet."), "warn")
    return bool(first) and bool(judged.is_enough) and first == second


class _Number(QWidget):
    """The number of a block in a green disc; a tick when it is done."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._is_done = False
        side = theme.current().px(30)
        self.setFixedSize(side, side)

    def set_done(self, done: bool) -> None:
        self._is_done = done
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(QRectF(self.rect()))
        if self._is_done:
            corner = (self.width() - look.px(18)) // 2
            painter.drawPixmap(corner, corner, theme.icon_pixmap("check", "on_accent", 18, self.devicePixelRatioF()))
            return
        painter.setFont(look.font("strong"))
        painter.setPen(look.colour("on_accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class _Foot(QFrame):
    """The bar pinned to the bottom, with a line above it."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("page"))
        painter.setPen(QPen(look.colour("edge" if look.contrast else "line"), look.border))
        painter.drawLine(look.px(48), 0, self.width() - look.px(48), 0)
