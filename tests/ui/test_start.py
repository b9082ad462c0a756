"""What the start may not do: wait for libraries that nobody needs yet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.opened import make_folder

_PAINTED = """
import json, os, sys
from pathlib import Path
from codi_desktop import app
from codi_desktop.ui import window

def painted(self):
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)

window.MainWindow._begin = painted
app.run_window(Path(sys.argv[1]))
"""
_OPENED = """
import json, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from codi_desktop import app
from codi_desktop.ui import window

class Watched(window.MainWindow):
    def _begin(self):
        super()._begin()
        self.opened.connect(self.look)

    def look(self):
        if self.workplace.tasks.count:
            QTimer.singleShot(20, self, self.look)
        else:
            print(json.dumps(sorted(sys.modules)), flush=True)
            self.close()

window.MainWindow = Watched
sys.exit(app.run_window(Path(sys.argv[1])))
"""


def modules(code: str, folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("passphrase", [None, "ข้าวเหนียวมะม่วงหวานอร่อย"])
def test_the_first_paint_waits_for_no_library_and_for_nothing_of_ours(tmp_path: Path, passphrase: str | None) -> None:
    found = modules(_PAINTED, make_folder(tmp_path / "m", passphrase))
    libraries = {name.partition(".")[0] for name in found}
    slow = {"peewee", "nacl", "sqlcipher3", "msgspec", "zstandard", "pyrage", "PIL", "babel", "nlpo3", "reportlab"}
    assert not libraries & slow
    assert "codi_desktop.ui.theme" not in found
    assert "codi_desktop.ui.workplace" not in found


def test_the_open_window_has_not_loaded_what_only_papers_and_pictures_need(tmp_path: Path) -> None:
    found = modules(_OPENED, make_folder(tmp_path / "m", houses=1))
    libraries = {name.partition(".")[0] for name in found}
    slow = {"reportlab", "uharfbuzz", "pypdfium2", "zxingcpp", "segno", "openpyxl", "pythainlp", "babel", "PIL"}
    assert not libraries & slow
    assert "codi_desktop.ui.pages.home" in found
    assert not {name for name in found if name.startswith("codi_desktop.ui.pages.")} - {
        "codi_desktop.ui.pages.home",
        "codi_desktop.ui.pages.house_sections",
    }
