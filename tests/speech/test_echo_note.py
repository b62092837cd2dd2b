"""What was measured of the echo, kept for `doctor`: private, whole, and never in the way."""

import stat
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.speech.echo_note import EchoNote, read, write

NOTE = EchoNote("cancelled", "the coach is heard at -30 dB", datetime(2026, 5, 4, 10, 30, tzinfo=UTC))


def test_the_last_one_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "home" / "echo.json"
    write(path, EchoNote("gaps", "it was too loud", NOTE.measured_at))
    write(path, NOTE)

    assert read(path) == NOTE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["echo.json"]


def test_where_it_cannot_be_kept_nothing_happens(tmp_path: Path) -> None:
    path = tmp_path / "file" / "echo.json"
    path.parent.write_text("no directory", encoding="utf-8")
    write(path, NOTE)

    assert read(path) is None
