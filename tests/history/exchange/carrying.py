"""From one history to another, as files do it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.coach.wayward import killed_again_and_again
from tests.history.conftest import Diary
from voicecoach.history.bringing import Brought
from voicecoach.history.exchange.reading import contents_of
from voicecoach.history.exchange.writing import text
from voicecoach.history.store import Store


def exported(store: Store) -> Any:
    """The document as another machine reads it."""
    return json.loads(text(store.contents()))


def carry(source: Diary, target: Diary, **more: Any) -> Brought:
    """Export there, import here, at this moment of the diary here."""
    return target.store.merge(contents_of(exported(source.store)), target.now, **more)


def wayward(seed: int, folder: Path) -> Store:
    """A real history of six sessions of somebody wayward, each killed, most going on from the one before."""
    folder.mkdir()
    killed_again_and_again(seed, folder)
    return Store.open(folder / "history.sqlite3")
