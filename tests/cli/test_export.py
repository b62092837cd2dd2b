"""`voicecoach export` writes a document whole, or nothing, and never over another file by itself."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import COACH, Run
from voicecoach.cli.since import moment
from voicecoach.coach.records import SetRecord
from voicecoach.errors import UsageError
from voicecoach.history.store import Store

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="rights and pipes of POSIX")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def lived(home: Path) -> Path:
    """A home with two sessions, long ago and now."""
    with Store.open(home / "history.sqlite3") as store:
        for at in (NOON, datetime.now(UTC)):
            session = store.begin_session("back-pain", "0.1.0", "text", at)
            store.save(session, SetRecord("press-ups", "press-up", "reps", 10, 10, None), at)
    return home


def test_json_goes_to_standard_output(run: Run, lived: Path) -> None:
    """By default."""
    ran = run("export")

    assert (ran.code, ran.err) == (0, "")
    assert len(json.loads(ran.out)["sessions"]) == 2
    assert json.loads(ran.out)["format"] == "voicecoach-export"
    assert run("export", "--out", "-").out == ran.out


@pytest.mark.skipif("sys.platform != 'linux'", reason="a device that is always full")
def test_a_full_disk_behind_standard_output_is_told(run: Run, lived: Path) -> None:
    """In one sentence."""
    with Path("/dev/full").open("wb") as full:
        ran = run("export", capture_output=False, stdout=full, stderr=subprocess.PIPE)

    assert ran.code == 1
    assert "cannot be written" in ran.sentence


@posix
@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_a_file_is_for_the_user_alone(run: Run, lived: Path, tmp_path: Path, form: str) -> None:
    """And holds what standard output would have had."""
    out = tmp_path / "out"
    ran = run("export", "--format", form, "--out", out)
    shown = run("export", "--format", form)

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes().decode().replace("\r\n", "\n") == shown.out


def test_another_file_is_written_over_only_when_told_to(run: Run, lived: Path, tmp_path: Path) -> None:
    """Without a terminal nobody can be asked."""
    out = tmp_path / "out.json"
    out.write_text("mine")
    ran = run("export", "--out", out)

    assert ran.code == 2
    assert "--force" in ran.sentence
    assert out.read_text() == "mine"
    assert run("export", "--out", out, "--force").code == 0
    assert json.loads(out.read_text())["sessions"]


@posix
@pytest.mark.parametrize(("answer", "is_written"), [("n", False), ("", False), ("y", True)])
def test_on_a_terminal_it_asks(
    lived: Path, tmp_path: Path, environment: dict[str, str], answer: str, *, is_written: bool
) -> None:
    """And takes only a yes."""
    out = tmp_path / "out.json"
    out.write_text("mine")
    child = pexpect.spawn(
        str(COACH),
        ["export", "--out", "out.json"],
        env=environment,
        cwd=tmp_path,
        encoding="utf-8",
        timeout=30,
    )
    child.expect("Write over it")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == (0 if is_written else 2)
    assert (out.read_text() != "mine") is is_written


@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_an_empty_history_is_an_empty_document(run: Run, home: Path, form: str) -> None:
    """One line says so, and no file is made."""
    ran = run("export", "--format", form)

    assert ran.code == 0
    assert ran.out
    assert "no sessions" in ran.sentence
    assert not home.exists()


def test_the_schema_is_printed(run: Run) -> None:
    """Without a history."""
    ran = run("export", "--schema")

    assert ran.code == 0
    assert json.loads(ran.out)["properties"]["format_version"] == {"const": 1}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "xml"], "xml"),
        (["--table", "sets"], "--format csv"),
        (["--patient", "Patient/1"], "--format fhir"),
        (["--format", "fhir", "--patient", "me"], "Patient/123"),
        (["--since", "yesterday"], "30d"),
        (["--since", "2026-02-30"], "2026-03-01"),
        (["--since", "999999w"], "30d"),
        (["--sample"], "demo --fill"),
        (["--out", "."], "no regular file"),
        (["--out", "missing/out.json"], "no directory"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(run: Run, lived: Path, arguments: list[str], told: str) -> None:
    """Exit code 2, and nothing is written."""
    ran = run("export", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.sentence


@posix
def test_what_is_no_file_is_never_written_over(run: Run, lived: Path, tmp_path: Path) -> None:
    """A pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")

    assert "no regular file" in run("export", "--out", "pipe", "--force").sentence


@pytest.mark.skipif("sys.platform != 'linux'", reason="a directory in which nobody makes files")
def test_a_place_that_cannot_be_written_is_told(run: Run, lived: Path) -> None:
    """In one sentence, also to root."""
    ran = run("export", "--out", "/proc/voicecoach.json")

    assert ran.code == 2
    assert "cannot be written" in ran.sentence


def test_since_leaves_older_sessions_out(run: Run, lived: Path) -> None:
    """Of all formats."""
    ran = run("export", "--since", "30d")
    rows = run("export", "--format", "csv", "--table", "sets", "--since", "30d")

    assert len(json.loads(ran.out)["sessions"]) == 1
    assert len(rows.out.splitlines()) == 2


def test_a_damaged_history_is_one_sentence(run: Run, lived: Path, tmp_path: Path) -> None:
    """Exit code 5, and no file."""
    (lived / "history.sqlite3").write_bytes(b"no database" * 1000)
    ran = run("export", "--out", "out.json")

    assert ran.code == 5
    assert ran.sentence
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-01", (2026, 3, 1)), ("30d", (2026, 2, 3)), ("6W", (2026, 1, 22)), (" 0d ", (2026, 3, 5))],
)
def test_since_is_the_beginning_of_a_day(text: str, day: tuple[int, int, int]) -> None:
    """By the clock of the place."""
    zone = timezone(timedelta(hours=5))

    assert moment(text, datetime(2026, 3, 5, 1, 0, tzinfo=zone)) == datetime(*day, tzinfo=zone)


@pytest.mark.parametrize("text", ["", "d", "-3d", "3m", "2026-3-1", "20260301", "٣d", "2026-03-01T00:00"])
def test_since_is_nothing_else(text: str) -> None:
    """No guess."""
    with pytest.raises(UsageError):
        moment(text, datetime(2026, 3, 5, tzinfo=UTC))
