"""The page of documents: the real page on the screen, numbered once, printed, checked, made void."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from codi_desktop import i18n
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.services import access, issuing, papers
from codi_desktop.store.store import Store, live
from codi_desktop.ui import printing
from codi_desktop.ui.pages.document_parts.asking import MakeVoid, VerifyPaper
from codi_desktop.ui.pages.documents import DocumentsPage
from codi_desktop.ui.tasks import Tasks
from tests.services.conftest import machine
from tests.services.repaired import council, inspected, surveyed
from tests.ui.pages.exchange_made import rest, shown


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "machine"
    folder.mkdir()
    with Store.create(folder, bytes(range(32)), machine(), durable=False) as made:
        council(made)
        yield made


@pytest.fixture
def houses(store: Store) -> list[HouseRepair]:
    """Two that are inspected, one that is not."""
    return [inspected(store), inspected(store, "ทองม้วน"), surveyed(store, "บุญเงิน")]


def opened(store: Store, tasks: Tasks, qtbot: QtBot, **arguments: object) -> DocumentsPage:
    return cast("DocumentsPage", shown(DocumentsPage, store, tasks, qtbot, **arguments))


def issued(store: Store) -> list[IssuedDocument]:
    return store.rows(live(IssuedDocument).order_by(IssuedDocument.number))


@pytest.mark.parametrize("language", ["th", "en"])
def test_those_ready_for_the_ceremony_come_first_and_show_their_page(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, language: str
) -> None:
    i18n.set_language(language)
    page = opened(store, tasks, qtbot)
    words = [str(page._items.item(row).text()) for row in range(page._items.rowCount())]
    assert ["บุญเงิน" in one for one in words] == [False, False, True]
    assert page.view.page_count == 1
    assert page.draft_button.isVisible()
    assert len(houses) == 3


def test_a_page_that_is_looked_at_is_one_line_of_who_used_personal_data(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot
) -> None:
    page = opened(store, tasks, qtbot)
    page.refresh(frozenset({"house_repair"}))
    rest(qtbot, tasks)
    told = access.all_lines(store, access.Wanted())
    assert [(line.act, line.record) for line in told] == [("viewed", page._shown[1])]


def test_the_houses_that_were_asked_for_are_ticked(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[1].id], document="handover_certificate")
    assert page.chosen_ids() == [houses[1].id]
    assert "1" in page.print_button.text()


def test_nothing_is_numbered_before_a_house_is_ticked(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot)
    page.keep_chosen(tmp_path / "x.pdf")
    rest(qtbot, tasks)
    assert page.missing.isVisible()
    assert issued(store) == []
    assert len(houses) == 3


def test_a_house_that_is_not_inspected_is_named_and_nothing_is_numbered(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[0].id, houses[2].id])
    assert "บุญเงิน" in page.missing.text()
    page.keep_chosen(tmp_path / "x.pdf")
    rest(qtbot, tasks)
    assert issued(store) == []


def test_many_are_numbered_into_one_file_with_day_and_numerals(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[0].id, houses[1].id])
    page.form.set_values({"day": "2022-09-10", "thai_numerals": True})
    out = tmp_path / "ใบส่งมอบ.pdf"
    page.keep_chosen(out)
    rest(qtbot, tasks)
    with pypdfium2.PdfDocument(out) as printed:
        assert len(printed) == 2
    assert {record.day for record in issued(store)} == {"2022-09-10"}
    assert (page.notice.isVisible(), out.name in page.notice.text()) == (True, True)
    assert page.chosen_ids() == []
    assert page._model.rowCount() == 2


def test_space_ticks_a_house_by_keyboard(store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(store, tasks, qtbot)
    page.list.setFocus()
    page.list.setCurrentIndex(page._filtered.index(0, 0))
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert len(page.chosen_ids()) == 1
    assert page.chosen_ids()[0] in {house.id for house in houses}


def test_papers_reach_the_printer_page_by_page(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[0].id, houses[1].id])
    printer = printing.a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    page.print_with(printer)
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as printed:
        assert len(printed) == 2
        size = printed[0].get_size()
    assert (round(size[0]), round(size[1])) == (595, 842)
    found = issuing.verify(store, tmp_path / "paper.pdf")
    assert found.good
    assert "2" in page.notice.text()
    assert len(issued(store)) == 2
    assert not list(store.folder.glob("printing-*")), "a paper names people: no open file stays"


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_refuses_is_told_and_the_papers_can_be_printed_again(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[0].id])
    printer = printing.a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "paper.pdf"))
    with qtbot.captureExceptions() as raised:
        page.print_with(printer)
        rest(qtbot, tasks)
        rest(qtbot, tasks)
    assert raised == []
    assert page.notice.isVisible()
    assert len(issued(store)) == 1
    page.keep_paper_again(issued(store)[0].id, tmp_path / "again.pdf")
    rest(qtbot, tasks)
    assert issued(store)[0].print_count == 2


def test_a_draft_is_kept_without_a_number(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page = opened(store, tasks, qtbot, house_ids=[houses[2].id])
    out = tmp_path / "ร่าง.pdf"
    page.keep_draft(out)
    rest(qtbot, tasks)
    assert out.exists()
    assert issued(store) == []


def test_a_paper_is_made_void_with_a_reason_and_another_takes_its_place(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    issuing.issue(store, issuing.CERTIFICATE, [houses[0].id], out=tmp_path / "x.pdf")
    page = opened(store, tasks, qtbot)
    (paper,) = issued(store)
    assert page.table.choose(paper.id)
    page.void_button.click()
    (dialog,) = page.findChildren(MakeVoid)
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert not issued(store)[0].void_on
    dialog.form.set_values({"why": "พิมพ์ชื่อผิด"})
    dialog.accept_button.click()
    rest(qtbot, tasks)
    old, new = issued(store)
    assert (old.void_reason, old.replaced_by, new.void_on) == ("พิมพ์ชื่อผิด", new.id, None)
    assert new.number in page.notice.text()
    assert page.view.page_count == 1


def test_a_paper_is_checked_by_its_file_and_by_its_code(
    store: Store, houses: list[HouseRepair], tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    batch = issuing.issue(store, issuing.CERTIFICATE, [houses[0].id], out=tmp_path / "x.pdf")
    page = opened(store, tasks, qtbot)
    dialog = page.verify()
    assert isinstance(dialog, VerifyPaper)
    dialog.check(tmp_path / "x.pdf")
    rest(qtbot, tasks)
    assert batch.papers[0].number in dialog.answer.accessibleName()
    assert "ไม่ถูกต้อง" not in dialog.answer.text()
    issuing.void(store, batch.papers[0].id, why="ผิด", day=date(2022, 9, 9))
    dialog.form.set_values({"code": batch.papers[0].token})
    dialog.accept_button.click()
    rest(qtbot, tasks)
    assert "ไม่ถูกต้อง" in dialog.answer.text()
    dialog.check("HB1 nonsense")
    rest(qtbot, tasks)
    assert dialog.refused.isVisible()


def test_without_houses_the_page_says_so(store: Store, tasks: Tasks, qtbot: QtBot) -> None:
    page = opened(store, tasks, qtbot)
    assert page._no_house.isVisible()
    keep_draft = page.findChild(QPushButton, "keep-draft")
    assert keep_draft is not None
    assert not keep_draft.isVisible()
    assert papers.papers(store).issued == ()
