import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.ui.forms.day import CalendarPopup, DayEditor, later
from codi_desktop.ui.forms.editors import (
    ChoiceEditor,
    Editor,
    LineEditor,
    LongTextEditor,
    TagsEditor,
    YesNoEditor,
    citizen_id_editor,
    money_editor,
    number_editor,
    phone_editor,
    place_editor,
    text_editor,
    whole_editor,
)
from codi_desktop.ui.translator import show_language
from codi_desktop.ui.widgets.form_grid import FormGrid

Type = Callable[[QWidget, str], None]
TAGS = (("old", "ผู้สูงอายุ"), ("ill", "ผู้ป่วยติดเตียง"))


def used(qtbot: QtBot, editor: Editor) -> list[str]:
    qtbot.addWidget(editor)
    changes: list[str] = []
    editor.changed.connect(lambda: changes.append("changed"))
    editor.show()
    return changes


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (text_editor, "นางทองม้วน ศรีบุญเรือง"),
        (LongTextEditor, "หลังคารั่ว\nเสาผุ"),
        (whole_editor, 12_500),
        (number_editor, 12.5),
        (money_editor, 7_325_050),
        (citizen_id_editor, "1234567890121"),
        (phone_editor, "0812345678"),
        (place_editor, (14.5234, 100.9123)),
        (DayEditor, "2022-09-04"),
        (lambda: ChoiceEditor((("good", "ดี"), ("bad", "ชำรุด"))), "bad"),
        (lambda: TagsEditor(TAGS), ["old", "ill"]),
        (YesNoEditor, False),
    ],
)
def test_what_is_set_is_what_is_given_and_nothing_was_changed(
    qtbot: QtBot, make: Callable[[], Editor], value: Any
) -> None:
    editor = make()
    changes = used(qtbot, editor)
    editor.set_value(value)
    assert editor.value() == value
    editor.set_value(None)
    assert editor.value() in (None, [])
    assert changes == []
    assert not editor.error()


@pytest.mark.parametrize(
    ("make", "typed", "value", "shown"),
    [
        (text_editor, "นํ้า ", "น้ำ", "น้ำ"),
        (whole_editor, "๑,๒๓๔", 1234, "1,234"),
        (lambda: whole_editor(grouped=False), "๒๕๖๕", 2565, "2565"),
        (number_editor, "๑๒.๕", 12.5, "12.5"),
        (money_editor, "๗๓,๒๕๐", 7_325_000, "73,250"),
        (money_editor, "6850.5", 685_050, "6,850.50"),
        (phone_editor, "๐๘๑-๒๓๔ ๕๖๗๘", "0812345678", None),
        (place_editor, "๑๔.๕, ๑๐๐.๙", (14.5, 100.9), "14.500000, 100.900000"),
        (DayEditor, "๔/๙/๒๕๖๕", "2022-09-04", "4 ก.ย. 2565"),
        (DayEditor, "04092565", "2022-09-04", "4 ก.ย. 2565"),
        (DayEditor, "29/2/2563", "2020-02-29", "29 ก.พ. 2563"),
    ],
)
def test_what_people_type_is_understood_and_shown_as_understood(
    qtbot: QtBot, type_text: Type, make: Callable[[], LineEditor], typed: str, value: Any, shown: str | None
) -> None:
    editor = make()
    changes = used(qtbot, editor)
    type_text(editor.line, typed)
    editor.commit()
    assert editor.error() == ""
    assert editor.value() == value
    assert changes == ["changed"]
    assert shown is None or editor.line.text() == shown


@pytest.mark.parametrize(
    ("make", "typed"),
    [
        (whole_editor, "สิบสอง"),
        (lambda: whole_editor(0, 40), "41"),
        (number_editor, "1.2.3"),
        (money_editor, "12,5"),
        (citizen_id_editor, "1234567890123"),
        (phone_editor, "02"),
        (place_editor, "14.5"),
        (place_editor, "914.5, 100"),
        (DayEditor, "31/2/2565"),
        (DayEditor, "เมื่อวาน"),
    ],
)
def test_what_is_not_understood_stays_with_the_reason_and_the_old_value(
    qtbot: QtBot, type_text: Type, make: Callable[[], LineEditor], typed: str
) -> None:
    editor = make()
    changes = used(qtbot, editor)
    reasons: list[str] = []
    editor.error_changed.connect(reasons.append)
    type_text(editor.line, typed)
    assert editor.value() is None
    assert editor.line.text() == typed
    assert editor.error()
    assert reasons == [editor.error()]
    assert editor.line.property("wrong") == "true"
    assert changes == []


def test_a_wrong_text_that_is_typed_again_is_wrong_again(qtbot: QtBot, type_text: Type) -> None:
    editor = money_editor()
    used(qtbot, editor)
    type_text(editor.line, "12x")
    editor.commit()
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.error() == ""
    type_text(editor.line, "x")
    editor.value()
    assert editor.error()


def test_leaving_the_field_understands_it(qtbot: QtBot, type_text: Type) -> None:
    form = FormGrid()
    qtbot.addWidget(form)
    form.add("born", "วันเกิด", DayEditor())
    form.add("name", "ชื่อ", text_editor())
    form.show()
    form.activateWindow()
    QTest.qWaitForWindowActive(form)
    born = form.editor("born")
    assert isinstance(born, DayEditor)
    born.take_focus()
    type_text(born.line, "4/9/65")
    form.editor("name").take_focus()
    assert born.line.text() == "4 ก.ย. 2565"


def test_arrows_change_the_day_and_page_keys_the_month(qtbot: QtBot) -> None:
    editor = DayEditor()
    used(qtbot, editor)
    editor.set_value("2022-01-31")
    QTest.keyClick(editor.line, Qt.Key.Key_PageUp)
    assert editor.value() == "2022-02-28"
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == "2022-03-01"
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_PageDown)
    assert editor.value() == "2022-01-28"


def test_the_day_is_shown_in_the_language_of_the_screen(qtbot: QtBot, window: QApplication) -> None:
    show_language(window, "en")
    editor = DayEditor()
    used(qtbot, editor)
    editor.set_value("2022-09-04")
    assert "2565" in editor.line.text()
    assert "Sep" in editor.line.text()
    editor.value()
    assert editor.value() == "2022-09-04"


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_calendar_goes_by_keys_and_picks(qtbot: QtBot, shot: Callable[[QWidget, str], None]) -> None:
    calendar = CalendarPopup(dt.date(2020, 2, 29))
    qtbot.addWidget(calendar)
    calendar.show()
    calendar.activateWindow()
    QTest.qWaitForWindowActive(calendar)
    calendar.focus_day()
    shot(calendar, "calendar")
    QTest.keyClick(focused(), Qt.Key.Key_Right)
    assert calendar.day == dt.date(2020, 3, 1)
    QTest.keyClick(focused(), Qt.Key.Key_Up)
    assert calendar.day == dt.date(2020, 2, 23)
    QTest.keyClick(focused(), Qt.Key.Key_PageDown)
    assert calendar.day == dt.date(2020, 3, 23)
    with qtbot.waitSignal(calendar.picked) as picked:
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert picked.args == [dt.date(2020, 3, 23)]


def test_the_calendar_counts_years_in_the_buddhist_era(qtbot: QtBot) -> None:
    calendar = CalendarPopup(dt.date(2020, 2, 29))
    qtbot.addWidget(calendar)
    assert calendar._year.value() == 2563
    calendar._year.setValue(2565)
    assert calendar.day == dt.date(2022, 2, 28)


def test_the_calendar_sets_the_field_and_clears_it(qtbot: QtBot) -> None:
    editor = DayEditor()
    changes = used(qtbot, editor)
    editor.open_calendar()
    popup = editor._popup
    assert popup is not None
    popup.findChild(QAbstractButton, "today").click()  # type: ignore[union-attr]
    assert editor.value() == dt.date.today().isoformat()  # noqa: DTZ011  the day on the wall
    editor.open_calendar()
    assert editor._popup is not None
    editor._popup.findChild(QAbstractButton, "no-date").click()  # type: ignore[union-attr]
    assert editor.value() is None
    assert changes == ["changed", "changed"]


def test_the_31st_becomes_the_last_day_of_a_shorter_month() -> None:
    assert later(dt.date(2022, 1, 31), 1) == dt.date(2022, 2, 28)
    assert later(dt.date(2022, 1, 31), -11) == dt.date(2021, 2, 28)
    assert later(dt.date(2022, 11, 15), 2) == dt.date(2023, 1, 15)


def test_a_choice_that_is_not_offered_is_kept(qtbot: QtBot) -> None:
    editor = ChoiceEditor((("good", "ดี"),))
    used(qtbot, editor)
    editor.set_value("from another version")
    assert editor.value() == "from another version"
    editor.set_choices((("good", "ดี"), ("bad", "ชำรุด")))
    assert editor.value() == "from another version"


def test_tags_that_are_not_offered_are_kept(qtbot: QtBot) -> None:
    editor = TagsEditor(TAGS)
    changes = used(qtbot, editor)
    editor.set_value(["new tag", "ill"])
    pill = editor.findChild(QAbstractButton, "pill-old")
    assert pill is not None
    pill.click()
    assert editor.value() == ["old", "ill", "new tag"]
    assert changes == ["changed"]


def test_an_answer_can_be_taken_back(qtbot: QtBot) -> None:
    editor = YesNoEditor()
    changes = used(qtbot, editor)
    yes, no = (editor.findChild(QAbstractButton, f"pill-{name}") for name in ("yes", "no"))
    assert yes is not None
    assert no is not None
    yes.click()
    assert editor.value() is True
    no.click()
    assert editor.value() is False
    no.click()
    assert editor.value() is None
    assert len(changes) == 3


def test_the_wheel_does_not_change_a_choice(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    editor = ChoiceEditor((("good", "ดี"), ("bad", "ชำรุด")))
    used(qtbot, editor)
    editor.set_value("good")
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor.box, turn)
    assert editor.value() == "good"


def test_a_form_shows_each_error_under_its_field_and_goes_to_the_first(qtbot: QtBot) -> None:
    form = FormGrid()
    qtbot.addWidget(form)
    form.add("name", "ชื่อ", text_editor(), required=True)
    form.add("people", "จำนวนคน", whole_editor(), help_text="นับทุกคนที่นอนที่นี่")
    form.show()
    form.activateWindow()
    QTest.qWaitForWindowActive(form)
    form.show_errors({"people": "ต้องกรอก"})
    assert form.errors() == {"people": "ต้องกรอก"}
    assert form.editor("people").control().hasFocus()
    shown = [label.accessibleName() for label in form.findChildren(QWidget) if label.isVisible()]
    assert "ต้องกรอก" in shown
    assert "นับทุกคนที่นอนที่นี่" not in shown
    form.show_errors({})
    assert form.errors() == {}


def test_a_form_tells_which_field_changed_and_gives_all_values(qtbot: QtBot, type_text: Type) -> None:
    form = FormGrid()
    qtbot.addWidget(form)
    form.add("name", "ชื่อ", text_editor())
    form.add("income", "รายได้", money_editor())
    form.set_values({"name": "สังเวียน", "unknown": 1})
    changed: list[str] = []
    form.changed.connect(changed.append)
    income = form.editor("income")
    assert isinstance(income, LineEditor)
    type_text(income.line, "๓๖,๐๐๐")
    assert form.values() == {"name": "สังเวียน", "income": 3_600_000}
    assert changed == ["income"]


def test_a_form_uses_one_column_where_two_do_not_fit(qtbot: QtBot) -> None:
    form = FormGrid()
    qtbot.addWidget(form)
    for name in ("a", "b"):
        form.add(name, name, text_editor())
    form.resize(800, 400)
    form.show()
    first, second = (form.findChild(QWidget, f"field-{name}") for name in ("a", "b"))
    assert first is not None
    assert second is not None
    assert first.y() == second.y()
    form.resize(400, 400)
    QApplication.processEvents()
    assert first.y() < second.y()


def test_a_drop_down_with_long_choices_leaves_its_neighbour_half_of_the_form(qtbot: QtBot) -> None:
    form = FormGrid(2)
    qtbot.addWidget(form)
    long = "หน่วยงานพัฒนาสังคมและความมั่นคงของมนุษย์ในจังหวัดและในอำเภอทุกแห่ง"
    form.add("category", "ประเภท", ChoiceEditor([("a", long)]))
    form.add("short_name", "ชื่อย่อ", text_editor())
    form.resize(720, 200)
    form.show()
    assert abs(form.editor("category").width() - form.editor("short_name").width()) < 4
