"""The sample history is made of real sessions, is the same each time, and touches nobody's own."""

import stat
from datetime import UTC, date

from click.testing import CliRunner

from voicecoach.cli.demo import command
from voicecoach.coach.explanation.explaining import explain
from voicecoach.coach.records import AnswerRecord, Outcome
from voicecoach.demo.sample import fill
from voicecoach.history.entries import SessionDetail
from voicecoach.history.findings import findings
from voicecoach.history.store import Store
from voicecoach.programs.loader import load

TODAY = date(2026, 6, 1)


def lived(path, today: date = TODAY, weeks: int = 6) -> list[SessionDetail]:
    fill(path, today, weeks)
    with Store.open(path) as store:
        return store.details()


def test_it_shows_what_there_is_to_show(tmp_path) -> None:
    """Pain that moves up over the weeks, a stop, a doubt that was asked back, a setback, a precaution, a note."""
    sessions = lived(tmp_path / "history.sqlite3")
    rules = {decision.rule for session in sessions for decision in session.decisions}
    found = findings(sessions, [], UTC, TODAY)

    assert len(sessions) == 64
    assert {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R11", "R13"} <= rules
    assert {Outcome.CENTRALIZED, Outcome.NOT_CENTRALIZED, Outcome.STOPPED} == {
        session.summary.outcome for session in sessions
    }
    assert any(answer.band == "ask" for session in sessions for answer in session.answers)
    assert any(session.precautions for session in sessions)
    assert any(session.summary.note for session in sessions)
    assert found.first > found.now


def test_it_is_the_same_each_time_and_replaced(tmp_path) -> None:
    """But for the sessions' own names."""
    path = tmp_path / "history.sqlite3"
    first, second = lived(path), lived(path)

    assert [session.entries for session in first] == [session.entries for session in second]
    assert len(second) == 64


def test_every_session_can_be_explained(tmp_path) -> None:
    """It is what the coach itself has kept."""
    for session in lived(tmp_path / "history.sqlite3", weeks=2):
        explanation = explain([entry.record for entry in session.entries], load(session.summary.program))

        assert explanation.ending
        assert all(isinstance(each, AnswerRecord) for each in session.answers)


def test_a_year_of_it_can_be_made(tmp_path) -> None:
    """For measuring."""
    assert len(lived(tmp_path / "history.sqlite3", weeks=52)) > 500


def test_the_command_leaves_the_persons_own_history_alone(tmp_path, monkeypatch) -> None:
    """It lies in a folder of its own, private, and says how to look at it."""
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path))
    result = CliRunner().invoke(command, ["--fill"], catch_exceptions=False)

    assert "voicecoach history --sample" in result.output
    assert not (tmp_path / "history.sqlite3").exists()
    assert stat.S_IMODE((tmp_path / "sample" / "history.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "sample").stat().st_mode) == 0o700
