"""Stores in folders of their own."""

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
