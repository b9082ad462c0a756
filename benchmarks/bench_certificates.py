"""Print certificates with two photos of their own each, and the same words and photos with Qt, in the same run.

    python -m benchmarks.bench_certificates --count 1000 --qt 100

Both print in one process. Target: 60 pages a second on two cores, and no slower than Qt.
"""

import argparse
import io
import os
import resource
import tempfile
import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from codi_desktop.documents.handover_certificate import Certificate, PhotoShown, write_certificates
from codi_desktop.documents.worker import print_in_process
from codi_desktop.thai.money import baht_text, format_baht
from tests.documents.samples import certificate, house

NAMES = ("สังเวียน", "สมหมาย", "บุญเลิศ", "ประนอม", "ทองใบ", "สายหยุด", "ชูชาติ", "ลำดวน", "ปรีชา", "กัลยาณี")
SURNAMES = ("เพิ่มพูน", "ศรีสุข", "มั่นคง", "ใจดี", "ทองคำ", "แก้วมณี", "พึ่งบุญ", "รุ่งเรือง", "อยู่เย็น", "สุขสวัสดิ์", "จันทร์เพ็ญ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="certificates")
    parser.add_argument("--qt", type=int, default=60, help="pages printed by Qt, for comparison")
    asked = parser.parse_args()
    facts = [_certificate(number) for number in range(asked.count)]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "certificates.pdf"
        start = time.perf_counter()
        write_certificates(facts, out)
        ours = asked.count / (time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"certificates     {ours:7.1f} pages/s   {out.stat().st_size / 1e6:6.1f} MB   peak {peak:5.0f} MB")
        start = time.perf_counter()
        print_in_process("handover_certificate", facts, out)
        apart = asked.count / (time.perf_counter() - start)
        print(f"in a process     {apart:7.1f} pages/s   with its start and the facts' way")
        qt = _with_qt(facts[: asked.qt], Path(folder) / "qt.pdf")
    print(f"Qt, same content {qt:7.1f} pages/s")
    print(f"ratio to Qt      {ours / qt:7.2f}")


def _certificate(number: int) -> Certificate:
    name = f"นาง{NAMES[number % len(NAMES)]} {SURNAMES[number % len(SURNAMES)]}"
    token = f"HB1{number:06d}" + "A7K3QZ2M5X" * 16
    before, after = (_own_photo(number, repaired=repaired) for repaired in (False, True))
    plain = certificate(number=f"สอช.จธ. {number + 1:03d}/2565", owner=name, token=token, plate_number="")
    return replace(plain, before=PhotoShown(before, plain.day), after=PhotoShown(after, plain.day))


def _own_photo(number: int, *, repaired: bool) -> bytes:
    picture = _painted(number % 8, repaired=repaired).copy()
    ImageDraw.Draw(picture).text((10, 10), f"{number} {repaired}", fill="white", font_size=28)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


@lru_cache(maxsize=16)
def _painted(seed: int, *, repaired: bool) -> Image.Image:
    return Image.open(io.BytesIO(house(seed, repaired=repaired))).convert("RGB")


def _with_qt(facts: list[Certificate], out: Path) -> float:
    """Lay the same words, table and photos out with QTextDocument, a page each, and give pages a second."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSizeF, QUrl
    from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter, QTextDocument

    from codi_desktop.paths import resource as file

    application = QGuiApplication.instance() or QGuiApplication([])
    for name in ("Sarabun_400Regular", "Sarabun_700Bold"):
        QFontDatabase.addApplicationFont(str(file(f"fonts/{name}.ttf")))
    start = time.perf_counter()
    writer = QPdfWriter(str(out))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(150)
    painter = QPainter(writer)
    for number, shown in enumerate(facts):
        if number:
            writer.newPage()
        document = QTextDocument()
        document.documentLayout().setPaintDevice(writer)
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        for name, photo in (("before", shown.before), ("after", shown.after)):
            assert photo
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), QImage.fromData(photo.jpeg))
        document.setHtml(_html(shown))
        document.drawContents(painter)
    painter.end()
    taken = time.perf_counter() - start
    del application
    return len(facts) / taken


def _html(shown: Certificate) -> str:
    rows = "".join(
        f"<tr><td>{share.partner}</td><td>{share.what}</td><td>{format_baht(share.amount_satang, True)}</td></tr>"
        for share in shown.shares
    )
    signatures = "".join(f"<td>({s.name})<br><b>{s.capacity}</b><br>{s.position}</td>" for s in shown.signatures)
    assert shown.inspection
    return f"""<body style="font-family:Sarabun;font-size:11pt"><p>ที่ {shown.number}</p>
        <center><h3>{shown.council}</h3><p>{shown.seat}</p><h1>ใบส่งมอบบ้านพอเพียง</h1><p>มอบไว้เพื่อแสดงว่า</p>
        <h2>{shown.owner}</h2><p>{shown.address}</p><p>{shown.programme} {shown.work_done}</p></center>
        <table width="100%" border=1>{rows}<tr><td>รวมทั้งสิ้น</td><td>({baht_text(shown.total_satang)})</td>
        <td>{format_baht(shown.total_satang, True)}</td></tr></table>
        <p><b>ผลการตรวจรับ</b> {shown.inspection.finding}</p>
        <p><img src="before" width=260 height=195> <img src="after" width=260 height=195></p>
        <table width="100%"><tr>{signatures}</tr></table><p>{shown.code}</p></body>"""


if __name__ == "__main__":
    main()
