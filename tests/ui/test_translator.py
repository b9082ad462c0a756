import pytest
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QLocale, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop import i18n
from codi_desktop.ui.translator import QT_MESSAGES, show_language

_BUTTON = QDialogButtonBox.StandardButton


def test_buttons_of_qt_speak_thai_and_change_without_a_restart(qtbot: QtBot, window: QApplication) -> None:
    kinds = (_BUTTON.Ok, _BUTTON.Cancel, _BUTTON.Save, _BUTTON.Open, _BUTTON.Yes, _BUTTON.No)
    thai = QDialogButtonBox(_BUTTON.Ok | _BUTTON.Cancel | _BUTTON.Save | _BUTTON.Open | _BUTTON.Yes | _BUTTON.No)
    qtbot.addWidget(thai)
    assert [thai.button(kind).text() for kind in kinds] == ["ตกลง", "ยกเลิก", "บันทึก", "เปิด", "ใช่", "ไม่ใช่"]
    show_language(window, "en")
    english = QDialogButtonBox(_BUTTON.Cancel)
    qtbot.addWidget(english)
    assert english.button(_BUTTON.Cancel).text().replace("&", "") == "Cancel"


def test_every_widget_is_told_that_the_language_changed(qtbot: QtBot, window: QApplication) -> None:
    told: list[QEvent.Type] = []

    class Listener(QWidget):
        def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's own name
            told.append(event.type())

    widget = Listener()
    qtbot.addWidget(widget)
    show_language(window, "en")
    QApplication.sendPostedEvents(widget, 0)
    assert QEvent.Type.LanguageChange in told


def test_words_of_qt_that_we_do_not_know_stay_as_they_are(window: QApplication) -> None:
    assert QCoreApplication.translate("QFileDialog", "Words that nobody translated") == "Words that nobody translated"


def test_a_photo_is_read_whatever_the_language(window: QApplication) -> None:
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImage(8, 6, QImage.Format.Format_RGB32).save(buffer, "JPG")  # type: ignore[call-overload]  # Qt's own types
    assert QImage.fromData(written.data()).width() == 8


def test_every_sentence_of_qt_that_we_show_has_its_thai() -> None:
    missing = [message for message in QT_MESSAGES if i18n.gettext(message) == message]
    assert missing == []


def test_an_unknown_language_is_refused(window: QApplication) -> None:
    with pytest.raises(ValueError, match="fr"):
        show_language(window, "fr")
    assert QLocale().language() == QLocale.Language.Thai


def test_switching_back_and_forth_leaves_one_translator(window: QApplication) -> None:
    from codi_desktop.ui import translator

    for language in ("en", "th", "en", "th"):
        show_language(window, language)
    assert len(translator._installed) == 1
    assert isinstance(translator._installed[0], QObject)
