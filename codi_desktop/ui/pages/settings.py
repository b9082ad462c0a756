"""Settings: language and text, the council on its papers, this machine, its passphrase and backups."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLabel, QRadioButton, QWidget

from codi_desktop import __version__
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.settings import TEXT_SCALES
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.forms.drafts import DraftKeeper
from codi_desktop.ui.forms.editors import ChoiceEditor, text_editor
from codi_desktop.ui.page import Page
from codi_desktop.ui.pages.settings_parts.keys import KeysCard
from codi_desktop.ui.problems import show_problem
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.flow import Flow
from codi_desktop.ui.widgets.form_grid import FormGrid
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.secret_field import SecretField

_LEVELS = {
    "tambon": N_("Tambon council"),
    "province": N_("Province"),
    "group": N_("Province group"),
    "region": N_("Region"),
}
_PARTS = (
    ("PySide6, Qt 6", "LGPL-3.0"),
    ("SQLCipher", "BSD"),
    ("ReportLab, HarfBuzz, zstandard, Peewee, Babel", "BSD / MIT"),
    ("PyNaCl (libsodium), age", "Apache-2.0 / MIT / ISC"),
    ("Noto Sans Thai Looped, Sarabun", "OFL-1.1"),
    ("Lucide", "ISC"),
)


class SettingsPage(Page):
    """Everything that is chosen once. What is shown changes at once; what is written is saved by its button."""

    kinds = frozenset({"organisation"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(gettext("Settings"), name="settings")
        self._desk = desk
        self._logo_file: Path | None = None
        self.body.addWidget(self._make_display())
        self.body.addWidget(self._make_council())
        self.body.addWidget(self._make_machine())
        self.body.addWidget(self._make_passphrase())
        self.spare_keys = KeysCard(desk)
        self.body.addWidget(self.spare_keys)
        self.body.addWidget(self._make_privacy())
        self.body.addWidget(self._make_backup())
        self.body.addWidget(self._make_about())
        self.body.addStretch(1)
        self.start_focus = self.languages.current_button()

    def open(self, **arguments: Any) -> None:
        """Read what is known."""
        self._read()
        if arguments.get("section") == "passphrase":
            self.old.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the council anew, unless it is being changed here."""
        if kinds & self.kinds and not self._council_draft.has_changes():
            self._read()

    # --- what is shown

    def _make_display(self) -> Card:
        card = Card(gettext("Language and text"), icon="a-large-small", name="display")
        settings = self._desk.settings
        self.languages = Pills([("th", "ไทย"), ("en", "English")], settings.language, gettext("Language"))
        self.scales = Pills(
            [(scale, f"{scale} %") for scale in TEXT_SCALES], settings.text_scale, gettext("Size of text")
        )
        contrasts = [(False, gettext("Normal colours")), (True, gettext("High contrast, for weak eyes"))]
        self.contrasts = Pills(contrasts, settings.high_contrast, gettext("Colours"))
        for pills, changed in (
            (self.languages, self._language_chosen),
            (self.scales, self._scale_chosen),
            (self.contrasts, self._contrast_chosen),
        ):
            pills.chosen.connect(changed)
            card.body.addWidget(pills)
        return card

    def _language_chosen(self) -> None:
        self._desk.settings.language = self.languages.value()
        self._desk.appearance_changed.emit()

    def _scale_chosen(self) -> None:
        self._desk.settings.text_scale = self.scales.value()
        self._desk.appearance_changed.emit()

    def _contrast_chosen(self) -> None:
        self._desk.settings.high_contrast = self.contrasts.value()
        self._desk.appearance_changed.emit()

    # --- the council

    def _make_council(self) -> Card:
        card = Card(gettext("The council on its papers"), icon="stamp", name="council")
        self.council = FormGrid(columns=2)
        self.council.add("name", gettext("Name of the council"), text_editor(), required=True, wide=True)
        self.council.add("short_name", gettext("Short name"), text_editor())
        self.council.add(
            "document_prefix",
            gettext("Letters before document numbers"),
            text_editor(),
            help_text=gettext("For example สอช.จธ., printed before each number."),
        )
        numerals = [(False, gettext("Arabic numerals 1 2 3")), (True, gettext("Thai numerals ๑ ๒ ๓"))]
        self.council.add("thai_numerals", gettext("Numerals on papers"), ChoiceEditor(numerals, empty=None))
        self._council_draft = DraftKeeper(self._desk, self.council)
        card.body.addWidget(self.council)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        self.logo = QLabel()
        self.logo.setObjectName("logo-preview")
        side = theme.current().px(72)
        self.logo.setFixedSize(side, side)
        self.logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.logo.setStyleSheet(f"border: 1px solid {theme.current().tokens['edge']}; border-radius: 6px;")
        row.addWidget(self.logo)
        self.logo_words = Label("", "second")
        row.addWidget(self.logo_words, 1)
        choose = Button(gettext("Choose a logo"), icon="image", name="choose-logo")
        choose.clicked.connect(self._choose_logo)
        save = Button(gettext("Save the council"), "tonal", name="save-council")
        save.clicked.connect(self.save_council)
        row.addWidget(choose)
        row.addWidget(save)
        card.body.addLayout(row)
        return card

    def choose_logo(self, file: Path) -> None:
        """Show a picture as the logo that will be saved."""
        self._logo_file = file
        self._show_picture(
            QPixmap(str(file)), gettext("{name} is taken when the council is saved.").format(name=file.name)
        )

    def save_council(self) -> None:
        """Keep what the papers say."""
        values = self.council.values()
        if not values["name"]:
            self.council.show_errors({"name": gettext("Type the name of the council.")})
            return
        logo_file = self._logo_file

        def work(store: Any) -> Any:
            from codi_desktop.services import office

            return office.keep_council(
                store,
                name=values["name"],
                short_name=values["short_name"] or "",
                document_prefix=values["document_prefix"] or "",
                logo_file=logo_file,
                thai_numerals=bool(values["thai_numerals"]),
            )

        self._desk.run(self, work, self._council_saved)

    def _council_saved(self, _council: Any) -> None:
        self._logo_file = None
        self._council_draft.forget(then=self._read)
        self._desk.say(gettext("The council is saved."))

    def _choose_logo(self) -> None:
        pattern = gettext("Pictures") + " (*.png *.jpg *.jpeg)"
        name, _ = QFileDialog.getOpenFileName(self, gettext("Choose a logo"), "", pattern)
        if name:
            self.choose_logo(Path(name))

    def _show_picture(self, picture: QPixmap, words: str) -> None:
        side = self.logo.width() - 8
        if not picture.isNull():
            picture = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        self.logo.setPixmap(picture)
        self.logo_words.set_text(words)
        self.logo.setAccessibleName(words)

    # --- this machine

    def _make_machine(self) -> Card:
        card = Card(gettext("This machine"), icon="laptop", name="machine")
        self.machine = FormGrid(columns=2)
        self.machine.add("person", gettext("Your first and last name"), text_editor(), required=True)
        self.machine.add("name", gettext("Name of this machine"), text_editor(), required=True)
        card.body.addWidget(self.machine)
        self.facts = Label("", "second", selectable=True)
        card.body.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        self.join_button = Button(gettext("Join the province"), icon="handshake", name="join-province")
        self.join_button.clicked.connect(self.show_joining)
        save = Button(gettext("Save this machine"), "tonal", name="save-machine")
        save.clicked.connect(self.save_machine)
        row.addWidget(self.join_button)
        row.addStretch(1)
        row.addWidget(save)
        card.body.addLayout(row)
        self._joining: QWidget | None = None
        self._machine_card = card
        return card

    def save_machine(self) -> None:
        """Keep who works here and how the machine is called."""
        values = self.machine.values()
        empty = {name: gettext("This is needed.") for name, value in values.items() if not value}
        if empty:
            self.machine.show_errors(empty)
            return

        def work(store: Any) -> None:
            from codi_desktop.services import office

            office.keep_machine(store, name=values["name"], person=values["person"])

        self._desk.run(self, work, self._machine_saved)

    def show_joining(self) -> None:
        """Show the three steps of joining below the machine."""
        if self._joining is None:
            from codi_desktop.ui.wizard.joining import JoinSteps

            steps = JoinSteps(self._desk.store, self._desk.tasks)
            steps.joined.connect(self._joined)
            self._joining = steps
            self._machine_card.body.addWidget(steps)
            steps.request_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _joined(self, _name: str) -> None:
        self._read()

    def _machine_saved(self, _nothing: None) -> None:
        self._desk.say(gettext("This machine is saved."))
        self._read()

    # --- passphrase

    def _make_passphrase(self) -> Card:
        card = Card(gettext("Passphrase and recovery sheet"), icon="key-round", name="passphrase")
        self.old = SecretField(gettext("Passphrase or recovery code of today"), name="old")
        self.new = SecretField(gettext("New passphrase"), name="new")
        self.again = SecretField(gettext("Type it again"), name="again")
        self.new.typed.connect(self._judge)
        self.again.typed.connect(self._judge)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(16))
        for field in (self.old, self.new, self.again):
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        self.passphrase_notice = Notice("info")
        self.passphrase_notice.hide()
        card.body.addWidget(self.passphrase_notice)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.current().px(12))
        buttons.addStretch(1)
        sheet = Button(gettext("New recovery sheet"), icon="printer", name="new-sheet")
        sheet.clicked.connect(self._choose_sheet)
        change = Button(gettext("Change the passphrase"), "tonal", name="change-passphrase")
        change.clicked.connect(self.change_passphrase)
        buttons.addWidget(sheet)
        buttons.addWidget(change)
        card.body.addLayout(buttons)
        return card

    def change_passphrase(self) -> None:
        """Put a new passphrase in place of the old one."""
        from codi_desktop.services.strength import judge

        old, new = self.old.text(), self.new.text()
        self._judge()
        if not old:
            self.old.say(gettext("Type the passphrase of today."), "warn")
            self.old.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not judge(new).is_enough:
            self.new.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif new != self.again.text():
            self.again.say(gettext("They are not the same yet."), "warn")
            self.again.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:

            def work(store: Any) -> None:
                from codi_desktop.services import office

                office.change_passphrase(store, old, new)

            self._desk.run(self, work, self._passphrase_changed, self._not_opened)

    def make_sheet(self, out: Path) -> None:
        """Write a new recovery sheet; the sheets of before open nothing any more."""
        old = self.old.text()

        def work(store: Any) -> Path:
            from codi_desktop.services import passphrases

            code = passphrases.new_code()
            passphrases.recovery_sheet(store, code, out)
            passphrases.keep_recovery(store, old, code)
            return out

        self._desk.run(self, work, self._sheet_made, self._not_opened)

    def _choose_sheet(self) -> None:
        if not self.old.text():
            self.old.say(gettext("Type the passphrase of today."), "warn")
            self.old.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        suggested = str(Path.home() / (gettext("Recovery sheet") + ".pdf"))
        name, _ = QFileDialog.getSaveFileName(self, gettext("Keep the sheet"), suggested, "PDF (*.pdf)")
        if name:
            self.make_sheet(Path(name))

    def _judge(self) -> None:
        from codi_desktop.services.strength import judge
        from codi_desktop.ui.wizard.form import show_strength

        show_strength(self.new, self.again, judge(self.new.text()))

    def _passphrase_changed(self, _nothing: None) -> None:
        for field in (self.old, self.new, self.again):
            field.line.clear()
            field.say("", "muted")
        self._desk.say(gettext("The new passphrase is set. The old one opens nothing any more."))

    def _sheet_made(self, out: Path) -> None:
        self.old.line.clear()
        self.old.say("", "muted")
        self.passphrase_notice.show_notice(
            "ok",
            gettext(
                "The new sheet is kept as {name}. Print it, then delete the file and tear up the old sheet."
            ).format(name=out.name),
            str(out),
        )
        self.passphrase_notice.show()

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, CodiError):
            self.old.say(str(error), "bad")
            self.old.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            show_problem(self, error)

    # --- privacy

    def _make_privacy(self) -> Card:
        card = Card(gettext("Privacy"), icon="shield-check", name="privacy")
        card.body.addWidget(
            Label(
                gettext(
                    "The program keeps who opened, printed or gave out personal data on this machine, and what full "
                    "citizen ids were needed for. The record of use is the paper that section 39 of the data "
                    "protection act asks for."
                )
            )
        )
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        row.addStretch(1)
        printed = Button(gettext("Print the record of use"), icon="printer", name="print-processing")
        printed.clicked.connect(self._choose_record)
        row.addWidget(printed)
        look = Button(gettext("Who used personal data"), icon="eye", name="show-access")
        look.clicked.connect(self._show_access)
        row.addWidget(look)
        card.body.addLayout(row)
        return card

    def keep_record(self, name: str) -> None:
        """Write the record of how personal data is used, and show it with the computer's own reader, which prints."""
        self._desk.run(self, partial(_write_record, path=Path(name)), self._record_kept)

    def _choose_record(self) -> None:
        dialog = QFileDialog(self, gettext("Print the record of use"), "", "PDF (*.pdf)")
        dialog.setObjectName("keep-processing")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        today = date.today().isoformat()  # noqa: DTZ011  the day on the wall
        dialog.selectFile(gettext("record of use {day}").format(day=today))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.keep_record)
        dialog.open()

    def _record_kept(self, path: Path) -> None:
        self._desk.say(gettext("The paper is in {file}.").format(file=path.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _show_access(self) -> None:
        self.go.emit("access", {})

    # --- backups

    def _make_backup(self) -> Card:
        card = Card(gettext("Backups"), icon="hard-drive", name="backup")
        self.backup_words = Label("")
        card.body.addWidget(self.backup_words)
        card.body.addWidget(
            Label(
                gettext(
                    "A backup is sealed: it opens only with this machine's passphrase, recovery code or spare keys."
                ),
                "second",
            )
        )
        self.backup_notice = Notice("ok")
        self.backup_notice.hide()
        card.body.addWidget(self.backup_notice)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(12))
        row.addStretch(1)
        check = Button(gettext("Check the data"), icon="shield-check", name="check")
        check.clicked.connect(self.check_data)
        back_up = Button(gettext("Back up now"), "tonal", icon="save", name="back-up")
        back_up.clicked.connect(self._choose_backup)
        row.addWidget(check)
        row.addWidget(back_up)
        card.body.addLayout(row)
        return card

    def back_up(self, out: Path) -> None:
        """Write everything into one sealed file."""

        def work(store: Any) -> tuple[Path, bool]:
            from codi_desktop.services import office

            return office.back_up(store, out), office.opens_elsewhere(store)

        self._desk.run(self, work, self._backed_up)

    def check_data(self) -> None:
        """Look whether everything is as it was written."""

        def work(store: Any) -> list[Any]:
            from codi_desktop.services import office

            return office.check_up(store)

        self._desk.run(self, work, self._checked)

    def _choose_backup(self) -> None:
        day = datetime.now().astimezone().date().isoformat()
        suggested = str(Path.home() / f"codi_desktop {day}.codi-backup")
        name, _ = QFileDialog.getSaveFileName(self, gettext("Back up now"), suggested, "(*.codi-backup)")
        if name:
            self.back_up(Path(name))

    def _backed_up(self, made: tuple[Path, bool]) -> None:
        out, opens_elsewhere = made
        size = out.stat().st_size / 1_000_000
        words = gettext("Backed up as {name}, {size} MB.").format(name=out.name, size=f"{size:,.1f}")
        alone = gettext("This machine has no passphrase: the backup opens on this computer alone.")
        if opens_elsewhere:
            self.backup_notice.show_notice("ok", words, str(out))
        else:
            self.backup_notice.show_notice("warn", words, alone)
        self.backup_notice.show()

    def _checked(self, findings: list[Any]) -> None:
        if findings:
            first, *others = [finding.sentence for finding in findings]
            self.backup_notice.show_notice("bad", first, "\n".join(others))
        else:
            self.backup_notice.show_notice("ok", gettext("Everything is as it was written."))
        self.backup_notice.show()
        self._read()

    # --- about

    def _make_about(self) -> Card:
        card = Card(gettext("About this program"), icon="info", name="about")
        card.body.addWidget(Label(gettext("codi_desktop {version}, free software (MIT).").format(version=__version__)))
        parts = "\n".join(f"{name}: {licence}" for name, licence in _PARTS)
        card.body.addWidget(Label(gettext("It is built with:"), "second_strong"))
        card.body.addWidget(Label(parts, "second", selectable=True))
        card.body.addWidget(
            Label(
                gettext(
                    "Qt and PySide6 are used under the LGPL: you may replace them with your own build. Their licence "
                    "texts are in the program's folder."
                ),
                "second",
            )
        )
        return card

    # --- reading

    def _read(self) -> None:
        self._desk.run(self, _council_of, self._show_council)
        self._desk.run(self, _machine_of, self._show_machine)
        self.spare_keys.read()

    def _show_council(self, read: tuple[Any, bytes, dict[str, Any] | None]) -> None:
        council, logo, draft = read
        self.council.set_values(
            {
                "name": council.name,
                "short_name": council.short_name or None,
                "document_prefix": council.document_prefix or None,
                "thai_numerals": council.thai_numerals,
            }
        )
        self._council_draft.begin("settings/council", draft)
        if self._logo_file is None:
            picture = QPixmap()
            picture.loadFromData(logo)
            words = gettext("The council's own sign; never the state emblem.")
            self._show_picture(picture, words if logo else gettext("No logo yet: papers carry a plain sign."))

    def _show_machine(self, read: tuple[Any, date | None]) -> None:
        desk, backup = read
        self.machine.set_values({"person": desk.person, "name": desk.machine})
        joined = gettext("joined") if desk.has_joined else gettext("on its own")
        self.facts.set_text(
            gettext("Area: {area} ({code}) · {level} · {joined} · code in document numbers: {letters}").format(
                area=" ".join(part for part in (desk.name, desk.second) if part),
                code=desk.area,
                level=gettext(_LEVELS.get(desk.level, desk.level)),
                joined=joined,
                letters=desk.code,
            )
        )
        self.join_button.setVisible(not desk.has_joined)
        if backup is None:
            self.backup_words.set_text(gettext("There is no automatic backup yet."))
        else:
            from codi_desktop.thai.calendar import format_date

            words = gettext("The last automatic backup is of {day}. One is made each day and kept on this machine.")
            self.backup_words.set_text(words.format(day=format_date(backup, "short")))


class Pills(QWidget):
    """A few choices side by side, one of them on."""

    chosen = Signal()

    def __init__(
        self, choices: Sequence[tuple[Any, str]], value: Any, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        title = Label(label, "second_strong")
        title.setMinimumWidth(theme.current().px(150))
        row.addWidget(title)
        holder = QWidget(self)
        flow = Flow(holder, gap=16)
        row.addWidget(holder, 1)
        self._group = QButtonGroup(self)
        self._values: dict[QRadioButton, Any] = {}
        for one, words in choices:
            button = QRadioButton(words, holder)
            button.setObjectName(f"choice-{one}")
            button.setAccessibleName(f"{label}: {words}")
            button.setChecked(one == value)
            self._group.addButton(button)
            self._values[button] = one
            flow.addWidget(button)
        self._group.buttonClicked.connect(self._clicked)

    def value(self) -> Any:
        """Give the value that is chosen."""
        return self._values[self.current_button()]

    def current_button(self) -> QRadioButton:
        """Give the button that is on."""
        return next(button for button in self._values if button.isChecked())

    def _clicked(self) -> None:
        self.chosen.emit()


def _write_record(store: Any, path: Path) -> Path:
    from codi_desktop.services import office, papers, processing

    since, until = processing.period(date.today())  # noqa: DTZ011  the day on the wall
    numerals = office.council(store).thai_numerals
    return papers.keep(processing.processing_record_pdf(store, since, until, thai_numerals=numerals), path)


def _council_of(store: Any) -> tuple[Any, bytes, dict[str, Any] | None]:
    from codi_desktop.services import office

    council = office.council(store)
    return council, office.logo(store, council.logo) if council.logo else b"", store.draft("settings/council")


def _machine_of(store: Any) -> tuple[Any, date | None]:
    from codi_desktop.services import office

    return office.desk(store), office.last_backup(store)
