"""Measure how soon the window paints, against the least that PySide6 can do.

    python benchmarks/bench_start.py [runs]

Each figure is a process of its own, from its start to the first paint; floor and program take turns, so that a busy
computer slows both. What the ratio of medians may be is stated in README.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_FLOOR = """
import os
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))

app = QApplication(sys.argv[:1])
window = Window()
window.setCentralWidget(QLabel("codi_desktop"))
window.resize(1366, 768)
window.show()
app.exec()
"""
_PROGRAM = """
import os
import sys
from pathlib import Path
from codi_desktop import app
from codi_desktop.ui import window

window.MainWindow._begin = lambda self: os._exit(0)
app.run_window(Path(sys.argv[1]))
"""


def measure(code: str, *arguments: str) -> float:
    """Run a process until its first paint; gives the milliseconds."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return (time.perf_counter() - began) * 1000


def main() -> None:
    from codi_desktop.services import machines

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        folder = Path(temporary) / "machine"
        machines.make_machine(folder, "bench", "tambon", "190406", "bench", None).close()
        floor: list[float] = []
        program: list[float] = []
        for _ in range(runs + 1):
            floor.append(measure(_FLOOR))
            program.append(measure(_PROGRAM, str(folder)))
    floor, program = floor[1:], program[1:]  # the first pair warms the disk
    least, ours = statistics.median(floor), statistics.median(program)
    print(f"bare PySide6 window: {least:.0f} ms   first paint of codi_desktop: {ours:.0f} ms   runs: {runs}")
    print(f"ratio of medians: {ours / least:.2f}")


if __name__ == "__main__":
    main()
