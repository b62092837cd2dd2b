"""A store of its own, and the sample, which is made once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from voicecoach.demo.sample import fill
from voicecoach.history.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample history, as of the end of March."""
    path = tmp_path_factory.mktemp("sample") / "history.sqlite3"
    fill(path, date(2026, 3, 31))
    return path
