from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from codi_desktop.records._record import kinds
from codi_desktop.records.person import Person
from codi_desktop.services import editing, opening
from codi_desktop.settings import Settings
from codi_desktop.store.store import Store
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.pages.record import RecordPage
from codi_desktop.ui.tasks import Tasks
from tests.ui.opened import child, make_folder, open_page, settle


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opening.open_store(make_folder(tmp_path / "m", houses=1)) as opened:
        yield opened


@pytest.fixture
def person(store: Store) -> Person:
    return store.rows(Person.select())[0]


@pytest.fixture
def desk(store: Store, tasks: Tasks) -> Desk:
    return Desk(store, Settings(), tasks)


def shown(qtbot: QtBot, desk: Desk, kind: str, record_id: str | None = None, **arguments: Any) -> RecordPage:
    page = open_page(qtbot, RecordPage, desk, kind=kind, record_id=record_id, **arguments)
    assert isinstance(page, RecordPage)
    return page


def line(page: RecordPage, field: str) -> QLineEdit:
    return child(page.form.editor(field), QLineEdit, "line")


def end(page: RecordPage) -> None:
    """Let the program end as by a power cut: nothing is asked of the page any more."""
    page.form.blockSignals(True)
    page.hide()


def save(qtbot: QtBot, page: RecordPage, desk: Desk) -> None:
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk.tasks)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_form_of_every_kind_of_record_opens_empty(qtbot: QtBot, desk: Desk, kind: str) -> None:
    page = shown(qtbot, desk, kind)
    assert page.title.endswith("(เพิ่มใหม่)")
    assert not page.form.typed_names()


def test_no_form_sets_what_only_a_step_may_set(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk, "house_repair")
    assert "programme" in page.form.names()
    assert not {"step", "side_state", "replaced_by"} & set(page.form.names())


def test_a_record_is_changed_and_saved_by_keyboard(
    qtbot: QtBot, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, "person", person.id, field="occupation")
    sentences: list[str] = []
    desk.said.connect(lambda sentence, _kind: sentences.append(sentence))
    type_text(line(page, "occupation"), "ทำนา")
    save(qtbot, page, desk)
    assert store.get(Person, person.id).occupation == "ทำนา"
    assert sentences == ["บันทึกแล้ว"]
    assert store.draft(editing.form_name("person", person.id)) is None
    save(qtbot, page, desk)
    assert sentences[1] == "ไม่มีอะไรเปลี่ยน"


def test_a_new_record_stays_on_the_page_after_it_was_saved(qtbot: QtBot, desk: Desk, store: Store) -> None:
    page = shown(qtbot, desk, "person")
    arguments: list[dict[str, Any]] = []
    page.now_at.connect(arguments.append)
    page.form.set_values({"prefix": "นาย", "first_name": "สมชาย", "citizen_id_missing": "ไม่มี"})
    save(qtbot, page, desk)
    assert page.title == "นายสมชาย"
    assert arguments == [{"kind": "person", "record_id": page.record_id}]
    assert len(store.rows(Person.select())) == 2
    save(qtbot, page, desk)
    assert len(store.rows(Person.select())) == 2


def test_what_is_wrong_stands_under_its_field_and_nothing_is_saved(qtbot: QtBot, desk: Desk, store: Store) -> None:
    page = shown(qtbot, desk, "person")
    save(qtbot, page, desk)
    assert set(page.form.errors()) == {"first_name", "citizen_id_missing"}
    assert page.notice.isVisible()
    assert page.is_new
    assert len(store.rows(Person.select())) == 1


def test_what_is_typed_is_kept_within_a_second_and_offered_again(
    qtbot: QtBot, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    name = editing.form_name("person", person.id)
    line(page, "occupation").setFocus()
    type_text(line(page, "occupation"), "ทำ")
    qtbot.waitUntil(lambda: store.draft(name) == {"occupation": {"typed": "ทำ"}}, timeout=1000)
    end(page)
    again = shown(qtbot, desk, "person", person.id)
    assert again.form.values()["occupation"] == "ทำ"
    assert again.notice.text() == "มีข้อความที่พิมพ์ค้างไว้ยังไม่ได้บันทึก นำมาแสดงให้แล้ว"
    child(again.notice, QPushButton, "link-drop").click()
    settle(qtbot, desk.tasks)
    assert again.form.values()["occupation"] is None
    assert store.draft(name) is None


def test_typing_back_what_was_there_drops_the_draft(
    qtbot: QtBot, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    name = editing.form_name("person", person.id)
    type_text(line(page, "first_name"), "ก")
    qtbot.waitUntil(lambda: store.draft(name) is not None, timeout=1000)
    QTest.keyClick(line(page, "first_name"), Qt.Key.Key_Backspace)
    page.form.editor("first_name").commit()  # type: ignore[attr-defined]  # an editor of one line
    page.form.typed.emit()
    qtbot.waitUntil(lambda: store.draft(name) is None, timeout=1000)


def test_what_was_not_understood_is_kept_and_shown_again_with_its_reason(
    qtbot: QtBot, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    type_text(line(page, "birth_year"), "สองพัน")
    qtbot.waitUntil(lambda: store.draft(editing.form_name("person", person.id)) is not None, timeout=1000)
    end(page)
    again = shown(qtbot, desk, "person", person.id)
    assert line(again, "birth_year").text() == "สองพัน"
    assert again.form.editor("birth_year").error()


def test_a_record_is_deleted_and_undo_brings_it_back(qtbot: QtBot, desk: Desk, store: Store, person: Person) -> None:
    page = shown(qtbot, desk, "person", person.id)
    places: list[str] = []
    page.go.connect(lambda name, _arguments: places.append(name))
    page.delete_button.click()
    settle(qtbot, desk.tasks)
    assert store.get(Person, person.id).deleted
    assert places == ["people"]
    action = store.last_action()
    assert action is not None
    store.undo(action)
    assert not store.get(Person, person.id).deleted


def test_what_names_the_record_stands_beside_it_and_more_is_added_there(
    qtbot: QtBot, desk: Desk, store: Store, person: Person
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    places: list[tuple[str, dict[str, Any]]] = []
    page.go.connect(lambda name, arguments: places.append((name, arguments)))
    child(child(page, QWidget, "related-house_repair"), QAbstractButton, "line-0").click()
    child(page, QPushButton, "add-person_role").click()
    assert places[0][0] == "house"
    assert places[1] == ("record", {"kind": "person_role", "record_id": None, "values": {"person": person.id}})
    role = shown(qtbot, desk, "person_role", values=places[1][1]["values"])
    assert role.form.values()["person"] == person.id


def test_news_from_elsewhere_is_shown_at_once_when_nothing_is_typed(
    qtbot: QtBot, desk: Desk, store: Store, person: Person
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    desk.changed.connect(page.refresh)
    person.occupation = "รับจ้าง"
    editing.save(store, person)
    qtbot.waitUntil(lambda: page.form.values()["occupation"] == "รับจ้าง")
    settle(qtbot, desk.tasks)


def test_news_from_elsewhere_never_takes_away_what_is_typed(
    qtbot: QtBot, desk: Desk, store: Store, person: Person, type_text: Callable[[QWidget, str], None]
) -> None:
    page = shown(qtbot, desk, "person", person.id)
    desk.changed.connect(page.refresh)
    type_text(line(page, "occupation"), "ทำนา")
    person.last_name = "เพิ่มพูน"
    editing.save(store, person)
    qtbot.waitUntil(page.notice.isVisible)
    settle(qtbot, desk.tasks)
    assert page.form.values()["occupation"] == "ทำนา"
    assert page.notice.text() == "รายการนี้ถูกแก้ไขจากที่อื่นระหว่างที่ท่านพิมพ์"
    save(qtbot, page, desk)
    kept = store.get(Person, person.id)
    assert (kept.occupation, kept.last_name) == ("ทำนา", "เพิ่มพูน")
