from pathlib import Path

import pytest

from codi_desktop.documents._shaping import CharacterNotInFont
from codi_desktop.documents.render import page_count
from codi_desktop.documents.worker import PrintingCancelled, PrintingProcessDied, print_in_process
from tests.documents.samples import certificate

DOCUMENT = "handover_certificate"


def test_another_process_prints_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    out = tmp_path / "certificates.pdf"
    print_in_process(
        DOCUMENT, [certificate()] * 20, out, progress=lambda *report: told.append(report), cancelled=lambda: False
    )
    assert page_count(out) == 20
    assert told[-1] == (20, 20)
    assert [path.name for path in tmp_path.iterdir()] == ["certificates.pdf"]


def test_a_cancelled_print_leaves_nothing_and_keeps_the_older_file(tmp_path: Path) -> None:
    out = tmp_path / "certificates.pdf"
    out.write_bytes(b"older")
    told: list[int] = []
    with pytest.raises(PrintingCancelled):
        print_in_process(
            DOCUMENT,
            [certificate()] * 4000,
            out,
            progress=lambda done, _: told.append(done),
            cancelled=lambda: bool(told),
        )
    assert told[-1] < 4000
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("certificates.pdf", b"older")]


def test_a_refusal_in_the_other_process_is_raised_here_with_its_facts(tmp_path: Path) -> None:
    with pytest.raises(CharacterNotInFont, match="🏠"):
        print_in_process(DOCUMENT, [certificate(owner="นาง🏠")], tmp_path / "certificates.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_bug_in_the_other_process_is_raised_here_with_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(PrintingProcessDied, match="no certificate to print"):
        print_in_process(DOCUMENT, [], tmp_path / "certificates.pdf")
