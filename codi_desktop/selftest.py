"""Prove, inside the program as it was built, that nothing it needs was left behind.

Each check is one function, named by what it proves; it raises when that is not so. Nothing here opens the user's own
machine: whatever is written goes to a folder that is removed again.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from io import BytesIO
from pathlib import Path


def run() -> int:
    """Run every check, print a line for each, and return 0, or 1 when any failed."""
    failed = 0
    for check in CHECKS:
        says = check.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory(prefix="codi-selftest-") as folder:
            os.environ["CODI_LIVES"] = str(Path(folder) / "lives")
            try:
                check(Path(folder))
            except Exception:  # noqa: BLE001  whatever a broken build raises is a finding, and the next check still runs
                failed += 1
                _print(f"FAILED  {says}\n{traceback.format_exc()}")
            else:
                _print(f"ok      {says}")
    _print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks passed")
    return 1 if failed else 0


def the_bundled_fonts_hold_thai(_folder: Path) -> None:
    """Load the fonts as the window does, and draw a word with them."""
    from PySide6.QtGui import QFontDatabase
    from PySide6.QtWidgets import QApplication, QLabel

    from codi_desktop.ui import theme

    application = QApplication.instance() or QApplication(["codi-desktop"])
    theme.load_fonts()
    families = QFontDatabase.families(QFontDatabase.WritingSystem.Thai)
    _expect("Noto Sans Thai Looped" in families, families)
    label = QLabel("ผู้ใหญ่บ้าน")
    label.setStyleSheet("font-family: 'Noto Sans Thai Looped'")
    _expect(label.grab().width() > 0, application)


def a_committees_sheet_is_split_and_read(_folder: Path) -> None:
    """Split a secret into words and read one share back: the words lie in files of their own."""
    from codi_desktop.services import shares

    _, made = shares.split(2, 3)
    _expect(shares.read(made[2].words) == made[2], made[2].number)


def the_thai_catalogue_is_there(_folder: Path) -> None:
    """Show one sentence in Thai and the same in English."""
    from codi_desktop import i18n

    before = i18n.language()
    try:
        i18n.set_language("th")
        _expect(i18n.gettext("Cancel") == "ยกเลิก", i18n.gettext("Cancel"))
        i18n.set_language("en")
        _expect(i18n.gettext("Cancel") == "Cancel", i18n.gettext("Cancel"))
    finally:
        i18n.set_language(before)


def thai_lines_break_between_words(_folder: Path) -> None:
    """Find the words of a line that has no spaces."""
    from codi_desktop.thai import words

    _expect(words.load(), "dictionary")
    pieces = words.segments("องค์กรชุมชนซ่อมบ้าน")
    _expect("ชุมชน" in pieces or "องค์กรชุมชน" in pieces, pieces)


def a_certificate_is_printed_and_its_code_read_back(_folder: Path) -> None:
    """Print a certificate, draw the page again, and read its QR code from the picture."""
    from codi_desktop.documents.handover_certificate import Certificate, write_certificates

    paper = BytesIO()
    token = "CODI-SELF-TEST"  # noqa: S105  the text of a QR code
    certificate = Certificate(
        number="1/2569",
        council="สภาองค์กรชุมชนตำบลทดสอบ",
        seat="ตำบลทดสอบ",
        owner="นางสาวน้ำทิพย์ ปู่ผู้ใหญ่",
        address="บ้านเลขที่ 1 หมู่ที่ 1",
        work_done="หลังคา",
        programme="บ้านพอเพียง",
        fiscal_year=2569,
        no_photo_reason="ทดสอบ",
        token=token,
        code="SELF",
    )
    write_certificates([certificate], paper)
    import pypdfium2
    import zxingcpp

    page = pypdfium2.PdfDocument(paper.getvalue())[0]
    codes = [code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    _expect(token in codes, codes)
    text = page.get_textpage().get_text_bounded()
    _expect("น้ำทิพย์" in text, text)


def an_encrypted_store_keeps_what_was_saved(folder: Path) -> None:
    """Make a store with a passphrase, save a record, open the store again, and find the record by its name."""
    from codi_desktop.records.organisation import Organisation
    from codi_desktop.store.keys import KeySlots
    from codi_desktop.store.machine import Machine
    from codi_desktop.store.store import Store
    from codi_desktop.sync.identity import make_keys

    scope, passphrase = "190406", "self-test"
    slots = KeySlots(folder)
    key = slots.create()
    slots.add_passphrase(key, passphrase)
    machine = Machine.new(
        name="ทดสอบ", level="tambon", scope=scope, person="ผู้ทดสอบ", signing_seed=make_keys().signing_seed
    )
    with Store.create(folder, key, machine) as store:
        council = Organisation.new(scope, name="สภาองค์กรชุมชนตำบลทดสอบ", category="council")
        store.save(council)
    _expect(b"SQLite format" not in (folder / "store.db").read_bytes(), "the store is not encrypted")
    with Store.open(folder, KeySlots(folder).open(passphrase)) as store:
        found = store.find("องค์กรชุมชน", ["organisation"])
        _expect(council.id in found, found)
        _expect(not store.check(deep=True), store.check(deep=True))


def a_bundle_goes_there_and_back(folder: Path) -> None:
    """Let a tambon join a province by two files, send it a record, and compare what both know."""
    from codi_desktop.records.organisation import Organisation
    from codi_desktop.services import exchanging, machines

    with (
        machines.make_machine(folder / "upper", "จังหวัด", "province", "19", "ผู้ทดสอบ", "self-test") as province,
        machines.make_machine(folder / "lower", "ตำบล", "tambon", "190406", "ผู้ทดสอบ", "self-test") as tambon,
    ):
        machines.finish(tambon, machines.accept(province, machines.request(tambon), folder).path)
        tambon.save(Organisation.new("190406", name="สภาองค์กรชุมชนตำบลทดสอบ", category="council"))
        written = exchanging.write_bundle_for(tambon, province.machine.device, folder)
        exchanging.take_in(province, written.path)
        _expect(province.digest() == tambon.digest(), "the machines know different things")


CHECKS: list[Callable[[Path], None]] = [
    the_bundled_fonts_hold_thai,
    a_committees_sheet_is_split_and_read,
    the_thai_catalogue_is_there,
    thai_lines_break_between_words,
    an_encrypted_store_keeps_what_was_saved,
    a_bundle_goes_there_and_back,
    a_certificate_is_printed_and_its_code_read_back,
]


def _expect(is_so: bool, found: object) -> None:
    if not is_so:
        raise AssertionError(found)


def _print(line: str) -> None:
    if sys.stdout is not None:  # a program without a console, as on Windows, has nowhere to print to
        sys.stdout.write(line + "\n")
