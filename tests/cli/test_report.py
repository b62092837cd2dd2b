"""`voicecoach report` writes one page, whole or not at all, and never over another file without asking."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import COACH, Run
from tests.history.report.lives import lived
from voicecoach.coach.records import FinishRecord, Outcome
from voicecoach.history.store import Store

TODAY = f"{datetime.now().astimezone():%Y-%m-%d}"


@pytest.fixture
def sessions(home: Path) -> None:
    with Store.open(home / "history.sqlite3") as store:
        lived(store, "two sessions")
        session = store.begin_session("posture", "0.1.0", "text", datetime.now().astimezone())
        store.save(session, FinishRecord(Outcome.STOPPED, "x"), datetime.now().astimezone())


def test_it_writes_a_page_with_todays_date_into_this_folder_and_says_where(
    run: Run, sessions, tmp_path
) -> None:
    """For its owner alone."""
    ran = run("report")
    path = tmp_path / f"voicecoach-report-{TODAY}.html"

    assert (ran.code, ran.err) == (0, "")
    assert str(path) in ran.out
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n<html lang=")
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600


def test_without_a_session_there_is_a_friendly_sentence_and_no_file(
    run: Run, home: Path, tmp_path: Path
) -> None:
    """Looking makes nothing."""
    ran = run("report", "--out", "out.html")

    assert ran.code == 0
    assert ran.out == "No sessions yet. `voicecoach start` begins the first one.\n"
    assert not (tmp_path / "out.html").exists()
    assert not home.exists()


def test_a_file_that_is_there_is_left_alone_without_a_terminal(run: Run, sessions, tmp_path: Path) -> None:
    """One sentence names the way; with --force it is replaced."""
    (tmp_path / "out.html").write_text("mine")
    refused = run("report", "--out", "out.html")

    assert refused.code == 2
    assert (
        refused.sentence
        == "out.html is there already: give --force to write over it, or another file to --out."
    )
    assert (tmp_path / "out.html").read_text() == "mine"
    assert run("report", "--out", "out.html", "--force").code == 0
    assert "Exercise report" in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect has no pseudo-terminal there")
@pytest.mark.parametrize(("answer", "is_kept"), [("n", True), ("", True), ("y", False)])
def test_at_a_terminal_it_asks(environment, sessions, tmp_path: Path, answer: str, is_kept) -> None:
    """Anything but a yes keeps what is there."""
    import pexpect  # noqa: PLC0415 not on every platform

    (tmp_path / "out.html").write_text("mine")
    child = pexpect.spawn(
        str(COACH),
        ["report", "--out", "out.html"],
        cwd=str(tmp_path),
        env=environment,
        encoding="utf-8",
        timeout=60,
    )
    child.expect_exact("Write over it?")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == (2 if is_kept else 0)
    assert ((tmp_path / "out.html").read_text(encoding="utf-8") == "mine") == is_kept


@pytest.mark.parametrize("out", [".", "/dev/null", "missing/out.html"])
def test_what_cannot_be_written_is_told_in_one_sentence(run: Run, sessions, tmp_path: Path, out: str) -> None:
    """Nothing is left behind, and no device is replaced."""
    before = sorted(tmp_path.iterdir())
    ran = run("report", "--out", out, "--force")

    assert ran.code == 2
    assert "to --out." in ran.sentence
    assert sorted(tmp_path.iterdir()) == before
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("since", [TODAY, "0d", "2d", "1w", "1W"])
def test_since_takes_a_date_days_or_weeks(run: Run, sessions, tmp_path: Path, since: str) -> None:
    """Only what began then or later is in it."""
    assert run("report", "--out", "out.html", "--since", since).code == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")

    assert len(re.findall("<summary>Session ", page)) == 1
    assert "asked for: since" in page


@pytest.mark.parametrize("since", ["0001-01-01", "99999w"])
def test_since_long_ago_is_all_there_is(run: Run, sessions, since: str) -> None:
    """Also where a clock knows no such year."""
    assert run("report", "--since", since).code == 0


@pytest.mark.parametrize(
    "since", ["yesterday", "30", "6m", "999999w", "2999-01-01", "-3d", "", "2026-13-01", "\x1b[2J"]
)
def test_a_since_that_is_none_is_told_in_one_sentence(run: Run, sessions, since: str) -> None:
    """With what can be given."""
    ran = run("report", "--since", since)

    assert ran.code == 2
    assert "give a date up to today such as 2026-03-01, or a time ago such as 30d or 6w" in ran.sentence
    assert "\x1b" not in ran.sentence


def test_a_period_without_a_session_is_told_and_gives_no_file(run: Run, home: Path, tmp_path: Path) -> None:
    """The sessions of before are left out."""
    with Store.open(home / "history.sqlite3") as store:
        lived(store, "one session")
    yesterday = datetime.now().astimezone().date() - timedelta(days=1)
    ran = run("report", "--out", "out.html", "--since", yesterday.isoformat())

    assert ran.code == 0
    assert ran.out == f"No session began since {yesterday}, so there is no report.\n"
    assert not (tmp_path / "out.html").exists()


def test_name_and_note_stand_on_it_as_they_were_typed(run: Run, sessions, tmp_path: Path) -> None:
    """And nothing in them is markup."""
    run("report", "--out", "out.html", "--name", "Zoë <O'Neill>", "--note", "Worse <b>after</b> driving.")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")

    assert "<bdi>Zoë &lt;O&#x27;Neill&gt;</bdi>" in page
    assert "Worse &lt;b&gt;after&lt;/b&gt; driving." in page


def test_the_sample_says_that_nobody_lived_it(run: Run, tmp_path: Path) -> None:
    """And the own history is not touched."""
    missing = run("report", "--sample")
    assert missing.code == 2
    assert "voicecoach demo --fill" in missing.sentence

    assert run("demo", "--fill").code == 0
    assert run("report", "--sample", "--out", "out.html").code == 0
    assert "Nobody lived these sessions." in (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "No sessions yet" in run("report", "--out", "own.html").out


def test_an_unreadable_history_has_its_exit_code(run: Run, home: Path, tmp_path: Path) -> None:
    """And gives no file."""
    home.mkdir()
    (home / "history.sqlite3").write_text("no database, " * 50)
    ran = run("report", "--out", "out.html")

    assert ran.code == 5
    assert "not a history" in ran.sentence
    assert not (tmp_path / "out.html").exists()
