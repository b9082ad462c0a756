from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextLayout
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from codi_desktop.ui.text import BREAK, Label, plain, shown, shown_rich

LONG = "เรื่องที่ต้องตัดสินเก็บไว้ทั้งสองค่าจนกว่าท่านจะเลือกและไม่มีค่าใดหาย"


def test_shown_text_may_break_between_words_and_is_the_same_without_the_marks() -> None:
    assert BREAK in shown(LONG)
    assert plain(shown(LONG)) == LONG


def test_qt_adds_no_breaks_of_its_own_inside_a_word_or_name(qtbot: QtBot) -> None:
    for text, piece in (("ภาคกลางและตะวันตก", "ตะวันตก"), ("เครื่องสภาฯ ตำบลเจริญธรรม", "ตำบลเจริญธรรม")):
        for width in range(60, 200, 5):
            layout = QTextLayout(shown(text), Label("").font())
            layout.beginLayout()
            ends = set()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                ends.add(line.textStart() + line.textLength())
            layout.endLayout()
            first = shown(text).index(piece)
            assert not ends & set(range(first + 1, first + len(piece))), width


def test_a_held_space_is_copied_as_a_space() -> None:
    assert plain(shown("วันที่ 4 กันยายน")) == "วันที่ 4 กันยายน"


def test_a_narrow_label_becomes_higher_instead_of_cutting(qtbot: QtBot) -> None:
    label = Label(LONG)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < label.sizeHint().width() / 3
    assert label.heightForWidth(label.minimumSizeHint().width()) > 3 * label.sizeHint().height()


def test_copying_gives_the_text_without_marks(qtbot: QtBot) -> None:
    label = Label(LONG, selectable=True)
    qtbot.addWidget(label)
    label.setSelection(0, len(label.text()))
    copy = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QApplication.sendEvent(label, copy)
    assert QApplication.clipboard().text() == LONG


def test_what_is_read_aloud_has_no_marks(qtbot: QtBot) -> None:
    label = Label(LONG)
    qtbot.addWidget(label)
    assert label.accessibleName() == LONG


def test_a_name_with_signs_of_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    label = Label("<b>บ้าน</b> & สวน")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.plain_text() == "<b>บ้าน</b> & สวน"


def test_tags_are_left_alone_by_the_marks() -> None:
    assert shown_rich("<b>ภาคีสมทบ</b>").startswith("<b>")
    assert "<b>" in shown_rich("ก <b>ภาคีสมทบ</b>")
