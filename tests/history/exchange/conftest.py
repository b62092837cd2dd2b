"""Two machines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.history.conftest import Diary
from voicecoach.history.store import Store


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Diary]:
    """Another machine."""
    with Store.open(tmp_path / "elsewhere" / "history.sqlite3") as store:
        yield Diary(store)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Diary]:
    """The machine of the test."""
    with Store.open(tmp_path / "here" / "history.sqlite3") as store:
        yield Diary(store)
