"""`voicecoach history` shows the sessions so far."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from voicecoach.cli.history import command
from voicecoach.coach.records import ContinuationRecord, DecisionRecord, FinishRecord, Outcome, SetRecord
from voicecoach.demo.sample import fill
from voicecoach.errors import UnreadableHistory, UsageError
from voicecoach.history.places import data_file
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)


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
    assert json.loads(run("--json"))["sessions"] == []
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


@pytest.fixture
def on_a_terminal(monkeypatch):
    """A terminal of so many columns."""

    def of(columns: int) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("voicecoach.cli.output.is_terminal", lambda *, err=False: True)

    return of


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """The home of a sample history."""
    home = tmp_path_factory.mktemp("sampled")
    fill(home / "sample" / "history.sqlite3", TODAY)
    return home


def test_a_terminal_gets_a_table(sessions, on_a_terminal) -> None:
    """Nothing in a name is read as markup."""
    on_a_terminal(120)
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


@pytest.mark.parametrize("columns", [40, 60, 79, 80, 120])
def test_nothing_is_wider_than_the_terminal(sample, monkeypatch, on_a_terminal, columns) -> None:
    """A narrow one gets lines instead of a table."""
    monkeypatch.setenv("VOICECOACH_HOME", str(sample))
    on_a_terminal(columns)
    lines = run("--sample").splitlines()

    assert max(map(cell_len, lines)) <= columns
    assert any(line.startswith("calf") for line in lines)


def test_a_terminal_is_told_what_the_sessions_show(sample, monkeypatch, on_a_terminal) -> None:
    """In sentences, before the chart and the table."""
    monkeypatch.setenv("VOICECOACH_HOME", str(sample))
    on_a_terminal(120)
    output = run("--sample")

    assert "Press ups centralized the pain in" in output
    assert "planned sessions were done" in output
    assert output.index("number") < output.index("Session ")


def test_plain_reads_well_aloud(sample, monkeypatch) -> None:
    """Sentences and lines, and no picture."""
    monkeypatch.setenv("VOICECOACH_HOME", str(sample))
    output = run("--sample", "--plain")

    assert "The lowest point of the pain was the calf" in output
    assert "●" not in output
    assert "─" not in output


def test_json_tells_what_the_sessions_show(sample, monkeypatch) -> None:
    """A point a session, an entry an exercise, and how the plan was kept."""
    monkeypatch.setenv("VOICECOACH_HOME", str(sample))
    found = json.loads(run("--sample", "--json", "--limit", "3"))

    assert len(found["sessions"]) == 3
    assert len(found["pain"]) == 64
    assert found["pain"][0]["before"] == "calf"
    assert found["helped"][0]["exercise"] == "press-ups"
    assert found["adherence"]["done_of_planned"] <= found["adherence"]["planned"]
    assert sum(day["done"] for day in found["adherence"]["days"]) == found["adherence"]["done"]


def test_without_a_sample_it_says_how_to_make_one(home) -> None:
    """And makes nothing."""
    result = CliRunner().invoke(command, ["--sample"])

    assert isinstance(result.exception, UsageError)
    assert "`voicecoach demo --fill`" in str(result.exception)
    assert not home.exists()


def test_a_note_is_kept_with_the_latest_session_or_the_one_named(sessions) -> None:
    """And taken away by an empty one."""
    run("--note", "Slept badly\n[bold]")
    run("--note", "Long drive", "--session", "1")

    notes = {each["id"]: each["note"] for each in json.loads(run("--json"))["sessions"]}
    assert notes == {1: "Long drive", 2: None, 3: "Slept badly [bold]"}
    run("--note", "", "--session", "1")
    assert json.loads(run("--json"))["sessions"][2]["note"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--session", "2"), "A note needs its words"),
        (("--note", "x", "--session", "99"), "There is no session 99"),
        (("--note", "x" * 2001), "2001 characters"),
    ],
)
def test_a_note_that_cannot_be_kept_says_why(sessions, arguments, words) -> None:
    """In one sentence."""
    result = CliRunner().invoke(command, list(arguments))

    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)
