"""Write a file whole or not at all: beside its place first, then flushed to the disk, then renamed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_whole(out: BinaryIO | Path, write: Callable[[BinaryIO], None]) -> None:
    """Let `write` fill a stream, or a path that shows nothing until everything is on the disk."""
    if not isinstance(out, Path):
        write(out)
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
