"""What a bundle would do, record by record; a record's fields are read when it is chosen."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QScrollArea, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.services import coming
from codi_desktop.services.coming import FieldWords, kind_words
from codi_desktop.services.exchanging import Preview, RecordSeen
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.asking import AskingDialog
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.flow import clear_layout
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.picture import Picture

_LOOKS = {
    "new": ("plus", "ok"),
    "changed": ("pencil", "info"),
    "conflict": ("git-compare", "bad"),
    "settled": ("gavel", "ok"),
    "same": ("equal", "muted"),
}


class ComingRecords(AskingDialog):
    """The records on one side, the fields of the chosen one on the other."""

    def __init__(self, desk: Desk, preview: Preview, parent: QWidget) -> None:
        told = gettext("Bundle no. {number} of {sender}").format(number=preview.number, sender=preview.sender_name)
        super().__init__(gettext("What it brings"), told, gettext("Close"), parent, name="record-list", width=1000)
        self._desk, self._preview = desk, preview
        self._records = _ordered(preview.records)
        px = theme.current().px
        merged = len(preview.merged)
        if merged:
            words = ngettext(
                "{n} record was changed on both sides on different fields: put together without contradiction.",
                "{n} records were changed on both sides on different fields: put together without contradiction.",
                merged,
            )
            self.body.addWidget(Notice("info", words.format(n=f"{merged:,}"), icon="merge"))
        row = QHBoxLayout()
        row.setSpacing(px(16))
        self.view = QListView()
        self.view.setObjectName("records")
        self.view.setAccessibleName(gettext("What it brings"))
        self.view.setUniformItemSizes(True)
        self.view.setMinimumHeight(px(380))
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setModel(QStringListModel([_record_line(one) for one in self._records], self.view))
        self.view.selectionModel().currentChanged.connect(self._chosen)
        row.addWidget(self.view, 5)
        inner = QWidget()
        inner.setObjectName("asked")
        self._fields = QVBoxLayout(inner)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(px(10))
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        self.area.setAccessibleName(gettext("Fields of the chosen record"))
        row.addWidget(self.area, 6)
        self.body.addLayout(row, 1)
        self.accept_button.clicked.connect(self.accept)
        cancel = self.findChild(Button, "cancel")
        if cancel is not None:
            cancel.hide()
        if self._records:
            self.view.setCurrentIndex(self.view.model().index(0, 0))
        self.view.setFocus()

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            record = self._records[now.row()]
            if not record.is_new:
                self._desk.note_viewed(record.kind, record.id)
            self._desk.run(self, partial(_read, preview=self._preview, record=record), partial(self._show, record))

    def _show(self, record: RecordSeen, found: Sequence[FieldWords]) -> None:
        if self._records[self.view.currentIndex().row()] is not record:
            return
        clear_layout(self._fields)
        self._fields.addWidget(Label(_record_line(record), "strong"))
        for one in found:
            self._fields.addWidget(_field_row(one))
        self._fields.addStretch(1)


def _read(store: Any, *, preview: Preview, record: RecordSeen) -> list[FieldWords]:
    return coming.fields_of(store, preview, record)


def _field_row(one: FieldWords) -> QWidget:
    icon, tone = _LOOKS[one.status]
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().px(10))
    row.addWidget(Picture(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(_what(one), "medium"))
    told = gettext("{status} · {person}, {machine}, {day}")
    day = format_date(one.at.date(), "brief")
    words.addWidget(
        Label(told.format(status=_status(one), person=one.by, machine=one.machine, day=day), "second", tone=tone)
    )
    row.addLayout(words, 1)
    return holder


def _what(one: FieldWords) -> str:
    nothing = gettext("nothing")
    if one.status == "new" or one.before == one.after:
        return gettext("{label}: {value}").format(label=one.label, value=one.after or nothing)
    told = gettext("{label}: {before} here, {after} in the bundle")
    return told.format(label=one.label, before=one.before or nothing, after=one.after or nothing)


def _status(one: FieldWords) -> str:
    words = {
        "new": gettext("new"),
        "changed": gettext("changed"),
        "conflict": gettext("to decide"),
        "settled": gettext("decided"),
        "same": gettext("stays as it is here"),
    }
    return words[one.status]


def _ordered(records: Sequence[RecordSeen]) -> list[RecordSeen]:
    """Put what is to be decided first, then houses, then new before changed."""
    return sorted(
        records,
        key=lambda one: (not one.conflicts, one.kind != "house_repair", one.kind, not one.is_new, one.title),
    )


def _record_line(one: RecordSeen) -> str:
    line = _fate(one).format(kind=kind_words(one.kind), title=one.title)
    return f"{line} · {one.amount}" if one.amount and one.amount not in one.title else line


def _fate(one: RecordSeen) -> str:
    if one.conflicts:
        return gettext("To decide: {kind} {title}")
    if one.becomes_deleted:
        return gettext("Deleted: {kind} {title}")
    if one.comes_back:
        return gettext("Brought back: {kind} {title}")
    if one.is_merged:
        return gettext("Put together: {kind} {title}")
    if one.settled:
        return gettext("Decided: {kind} {title}")
    return gettext("New: {kind} {title}") if one.is_new else gettext("Changed: {kind} {title}")
