"""`voicecoach history` shows the sessions so far."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from voicecoach.cli.history import command
from voicecoach.coach.records import ContinuationRecord, DecisionRecord, FinishRecord, Outcome, SetRecord
from voicecoach.errors import UnreadableHistory
from voicecoach.history.places import data_file
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def sessions(home) -> None:
    with Store.open(data_file()) as store:
        for outcome in (Outcome.STOPPED, Outcome.CENTRALIZED):
            session = store.begin_session("back-pain", "0.1.0", "text", NOON)
            store.save(session, SetRecord("press-ups", "lie", "hold", 120, 120, None), NOON)
            store.save(session, DecisionRecord("R1", "STAY", "x", "press-ups", None, None, None), NOON)
            store.save(session, FinishRecord(outcome, "Because [bold]."), NOON)
        store.save(
            store.begin_session("[red]", "0.1.0", "voice", NOON), SetRecord("a", "b", "c", 1, 2, None), NOON
        )


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_an_empty_history_is_a_friendly_sentence(home) -> None:
    """And looking makes no file."""
    assert "No sessions yet" in run()
    assert json.loads(run("--json")) == {"sessions": []}
    assert not home.exists()


def test_plain_text_has_one_line_a_session(sessions) -> None:
    """Newest first, for pipes and screen readers; what was cut off says so."""
    lines = run().splitlines()

    assert len(lines) == 3
    assert "[red]  voice  a  cut off  -" in lines[0]
    assert [line.split("  ")[0] for line in lines] == ["3", "2", "1"]
    assert "back-pain  text  press-ups  centralized  R1" in lines[1]
    assert "stopped by you" in lines[2]


def test_the_limit_limits(sessions) -> None:
    """At least one."""
    assert len(run("--limit", "1").splitlines()) == 1
    assert CliRunner().invoke(command, ["--limit", "0"]).exit_code == 2


def test_json_is_one_document(sessions) -> None:
    """With times in UTC."""
    found = json.loads(run("--json"))["sessions"][1]

    assert found["started_at"] == "2026-03-01T12:00:00+00:00"
    assert found["outcome"] == "centralized"
    assert found["exercises"] == ["press-ups"]


def test_a_terminal_gets_a_table(sessions, monkeypatch) -> None:
    """Nothing in a name is read as markup."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("voicecoach.cli.history._is_terminal", lambda: True)
    output = run()

    assert "Session" in output
    assert "How it ended" in output
    assert "[red]" in output


def test_an_unreadable_history_is_an_error_of_ours(home) -> None:
    """The command line gives it its exit code."""
    home.mkdir()
    data_file().write_text("no database, " * 50)

    with pytest.raises(UnreadableHistory, match="not a history"):
        run()


def test_a_session_that_went_on_tells_from_which(home) -> None:
    """In its line, and for programs."""
    with Store.open(data_file()) as store:
        for _ in range(2):
            session = store.begin_session("back-pain", "0.1.0", "text", NOON)
            store.save(session, SetRecord("press-ups", "lie", "hold", 120, 120, None), NOON)
        store.save(session, ContinuationRecord(1, "press-ups", "prop"), NOON)

    assert "cut off, went on from session 1" in run().splitlines()[0]
    assert [each["continued"] for each in json.loads(run("--json"))["sessions"]] == [1, None]
