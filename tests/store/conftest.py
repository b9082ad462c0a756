"""Stores in folders of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi_desktop.store.store import Store
from tests.store.machines import made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "neighbour", "ตำบลข้างเคียง") as opened:
        yield opened


@pytest.fixture
def synced_folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose names were flushed to the disk."""
    found: list[Path] = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        place = Path(f"/proc/self/fd/{handle}").readlink()
        if place.is_dir():
            found.append(place)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    return found
