"""`voicecoach import` brings an export back, whole or not at all, and says in one line what came."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from voicecoach.coach.records import DecisionRecord, SetRecord
from voicecoach.demo.sample import fill
from voicecoach.history.exchange.reading import MOST_BYTES
from voicecoach.history.running import Register
from voicecoach.history.store import Store

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="rights and pipes of POSIX")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(run: Run, tmp_path: Path) -> Path:
    """An export of another machine, with two sessions."""
    with Store.open(tmp_path / "elsewhere" / "history.sqlite3") as store:
        for _ in range(2):
            session = store.begin_session("back-pain", "0.1.0", "text", NOON)
            store.save(session, SetRecord("press-ups", "press-up", "reps", 10, 10, None), NOON)
    path = tmp_path / "export.json"
    ran = run("export", "--out", path, env={"VOICECOACH_HOME": str(tmp_path / "elsewhere")})
    assert ran.code == 0
    return path


def test_what_is_exported_elsewhere_is_here_after_the_import(run: Run, file: Path) -> None:
    """Export, copy, import: that is how one moves."""
    ran = run("import", file)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "Imported: 2 new sessions; 0 sessions were here already."
    assert "full list of red flags" in ran.out.splitlines()[1]
    assert run("export").out == file.read_text(encoding="utf-8")


def test_twice_is_once(run: Run, file: Path) -> None:
    """In one line."""
    run("import", file)

    assert run("import", file).out == "Imported: 0 new sessions; 2 sessions were here already.\n"


def test_a_dry_run_makes_nothing(run: Run, file: Path, home: Path) -> None:
    """No history where there is none, and no session where there is one."""
    ran = run("import", file, "--dry-run", "--json")

    assert json.loads(ran.out)["new"] == 2
    assert json.loads(ran.out)["dry_run"] is True
    assert not home.exists()
    assert run("import", file, "--dry-run").out.startswith("Would import: 2 new sessions")


def test_an_emergency_of_elsewhere_is_told(run: Run, file: Path, tmp_path: Path) -> None:
    """The coach is locked from then on."""
    with Store.open(tmp_path / "elsewhere" / "history.sqlite3") as store:
        store.save(2, DecisionRecord("R10", "EMERGENCY STOP", "x", None, None, None, None), NOON)
    run("export", "--out", file, "--force", env={"VOICECOACH_HOME": str(tmp_path / "elsewhere")})
    ran = run("import", file)

    assert "emergency care" in ran.out
    assert json.loads(run("profile", "--json").out)["is_locked"] is True


def test_a_session_that_differs_is_told(run: Run, file: Path) -> None:
    """And stays as it is here."""
    run("import", file)
    document = json.loads(file.read_text())
    document["sessions"][0]["records"][0]["done"] = 1
    file.write_text(json.dumps(document))
    ran = run("import", file)

    assert ran.code == 0
    assert "what is here stays" in ran.out


def test_while_a_session_runs_nothing_is_imported(run: Run, file: Path, home: Path) -> None:
    """What it began with must not change under it; to look is allowed."""
    with Register(home / "running").claim(7):
        ran = run("import", file)
        looked = run("import", file, "--dry-run")

    assert ran.code != 0
    assert "session is running" in ran.sentence
    assert looked.code == 0
    assert not (home / "history.sqlite3").exists()


BAD = {
    "missing": None,
    "empty": b"",
    "text": b"hello",
    "zeros": bytes(1000),
    "not utf-8": b'{"format": "\xff"}',
    "truncated": b"truncated",
    "other json": b'{"a": 1}',
    "list": b"[]",
    "nan": b'{"format": NaN}',
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "digits": b"1" * 10_000,
    "csv": b"\xef\xbb\xbfsession,session_date\r\n1,2\r\n",
    "fhir": b'{"resourceType": "Bundle", "type": "transaction"}',
    "newer": b'{"format": "voicecoach-export", "format_version": 99}',
    "database": b"SQLite format 3\x00" + bytes(500),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    run: Run, file: Path, home: Path, tmp_path: Path, content: bytes | None
) -> None:
    """Exit code 2, and no history is made."""
    bad = tmp_path / "bad\x1b[2J.json"
    if content is not None:
        bad.write_bytes(file.read_bytes()[:-40] if content == b"truncated" else content)
    ran = run("import", bad)

    assert (ran.code, ran.out) == (2, "")
    assert "bad?[2J.json" in ran.sentence
    assert len(ran.sentence) < 400 + len(str(tmp_path))
    assert not home.exists()


def test_what_is_for_other_programs_is_named(run: Run, tmp_path: Path) -> None:
    """A bundle, a table."""
    for name, words in (("csv", "a CSV table"), ("fhir", "a FHIR bundle")):
        (tmp_path / name).write_bytes(BAD[name] or b"")

        assert words in run("import", name).sentence


@posix
def test_what_is_no_file_is_refused(run: Run, tmp_path: Path) -> None:
    """A pipe, a directory, an endless device."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        ran = run("import", path)

        assert ran.code == 2
        assert "cannot be read" in ran.sentence


def test_a_file_that_is_too_large_is_refused_before_it_is_read(run: Run, tmp_path: Path) -> None:
    """A hundred megabytes, most of them none."""
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    ran = run("import", large)

    assert ran.code == 2
    assert "64 MB" in ran.sentence


def test_a_history_that_cannot_be_used_is_exit_code_five(run: Run, file: Path, home: Path) -> None:
    """The file was right; what is there stays."""
    home.mkdir()
    (home / "history.sqlite3").write_bytes(b"no database" * 1000)
    ran = run("import", file)

    assert ran.code == 5
    assert ran.sentence
    assert (home / "history.sqlite3").read_bytes() == b"no database" * 1000


def test_the_sample_is_never_imported(run: Run, home: Path, tmp_path: Path) -> None:
    """It would be taken for the person's own pain."""
    fill(home / "sample" / "history.sqlite3", date(2026, 3, 1), weeks=2)
    run("export", "--sample", "--out", str(tmp_path / "sample.json"))
    ran = run("import", str(tmp_path / "sample.json"))

    assert (ran.code, ran.out) == (2, "")
    assert "which nobody lived: nothing is imported." in ran.err
    assert not (home / "history.sqlite3").exists()
