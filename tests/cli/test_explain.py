"""`voicecoach explain` says why a session went as it did."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from tests.coach.conversation import BACK_PAIN, Person, somebody, talk
from tests.coach.roads import CENTRALIZES, MOVES_DOWN
from voicecoach.cli.explain import command
from voicecoach.coach.records import AnswerRecord, FinishRecord
from voicecoach.errors import UnreadableHistory, UsageError
from voicecoach.history.places import data_file
from voicecoach.history.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def keep(person: Person, program: str = "back-pain", *, is_cut_off: bool = False) -> int:
    """A whole session of this person in the history; its number."""
    with Store.open(data_file()) as store:
        at = NOON + timedelta(days=len(store.sessions()))
        session = store.begin_session(program, "0.1.0", "voice", at)
        for record in talk(person, BACK_PAIN).saved:
            if not (is_cut_off and isinstance(record, FinishRecord)):
                store.save(session, record, at)
    return session


def said(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_an_empty_history_is_a_friendly_sentence(home) -> None:
    """And looking makes no file."""
    assert "No sessions yet" in said()
    assert json.loads(said("--json")) == {"session": None, "decisions": []}
    assert not home.exists()


def test_without_a_number_it_is_the_latest_session() -> None:
    """Its header says which."""
    keep(somebody())
    keep(CENTRALIZES)
    output = said()

    assert output.startswith("Session 2, 2026-03-02 ")
    assert ", back-pain, by voice: centralized." in output.splitlines()[0]
    assert "1. Press ups: R1, STAY" in output
    assert "This is your exercise. Pain that leaves the leg" in output


def test_a_session_is_named_by_its_number() -> None:
    """As `history` shows it."""
    keep(MOVES_DOWN)
    keep(CENTRALIZES)

    assert "1. Press ups: R6, RECHECK" in said("1")


@pytest.mark.parametrize("session", ["99", "x", "1.5", "٣", "99999999999999999999", "", "\x1b[31m"])
def test_a_session_that_is_not_there_is_a_wrong_command_line(session: str) -> None:
    """With the numbers that there are."""
    keep(somebody())
    keep(somebody())

    with pytest.raises(UsageError, match="the latest are 2, 1") as raised:
        said(session)
    assert "\x1b" not in str(raised.value)


def test_a_number_without_any_session_is_a_wrong_command_line(home) -> None:
    """And makes no file."""
    with pytest.raises(UsageError, match="there are no sessions yet"):
        said("1")
    assert not home.exists()


def test_the_installed_command_has_the_exit_code_of_a_wrong_command_line(run) -> None:
    """One sentence, no traceback."""
    ran = run("explain", "7")

    assert ran.code == 2
    assert ran.sentence.startswith("There is no session 7")


def test_json_is_one_document() -> None:
    """Each decision with its answers, as the text has it."""
    keep(CENTRALIZES)
    found = json.loads(said("--json"))
    decision = found["decisions"][0]

    assert found["session"]["id"] == 1
    assert (decision["rule"], decision["action"], decision["exercise"]) == ("R1", "STAY", "press-ups")
    assert (decision["before"], decision["after"], decision["change"]) == ("thigh", "back", "better")
    assert decision["because"]
    assert decision["answers"][0] == {
        "topic": "check location",
        "asked": "Where is the lowest point of your pain now?",
        "text": "back",
        "understood": "the back",
        "came": "heard surely",
        "band": "sure",
        "source": "voice",
        "confidence": 0.9,
        "asked_back": None,
    }
    assert found["other_answers"][0]["topic"].startswith("screening")
    assert found["sets"][0]["done"] == 120
    assert found["ending"]


def test_every_line_fits_a_narrow_terminal(monkeypatch) -> None:
    """At any width, and without colours."""
    keep(MOVES_DOWN)
    monkeypatch.setattr("voicecoach.cli.output.is_terminal", lambda *, err=False: True)
    for width in (20, 40, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = said().splitlines()

        assert max(map(len, lines)) <= width
        assert not any("\x1b" in line for line in lines)


def test_a_pipe_gets_a_line_a_sentence() -> None:
    """Whatever its length, so that it can be searched."""
    keep(MOVES_DOWN)

    assert any(len(line) > 120 for line in said().splitlines())


def test_what_was_typed_cannot_steer_the_terminal() -> None:
    """In the text; in JSON it is escaped."""
    session = keep(somebody())
    with Store.open(data_file()) as store:
        record = AnswerRecord("final rating", "rating", "\x1b[2J five", "5", 1.0, "sure", "keyboard", None)
        store.save(session, record, NOON)

    assert "\x1b" not in said()
    assert "?[2J five" in said()
    assert "\x1b" not in said("--json")


def test_a_program_file_is_not_kept_and_that_is_said() -> None:
    """Its exercises go by their ids; a file in this directory that has its name is not read."""
    keep(CENTRALIZES, program="my-own")
    output = said()

    assert "This is a program of its own file" in output
    assert "1. press-ups: R1, STAY" in output


def test_a_session_that_was_cut_off_is_explained_as_far_as_it_went() -> None:
    """And says so."""
    keep(CENTRALIZES, is_cut_off=True)
    output = said()

    assert ": cut off." in output.splitlines()[0]
    assert "what came after it is not known" in output


def test_a_session_in_which_nothing_was_kept_says_so() -> None:
    """By its number; the latest is one in which something was."""
    keep(somebody())
    with Store.open(data_file()) as store:
        empty = store.begin_session("back-pain", "0.1.0", "voice", NOON + timedelta(days=9))

    assert "Nothing was answered and nothing was done" in said(str(empty))
    assert said().startswith("Session 1,")


def test_an_unreadable_history_is_an_error_of_ours(home) -> None:
    """The command line gives it its exit code."""
    home.mkdir()
    data_file().write_text("no database, " * 50)

    with pytest.raises(UnreadableHistory, match="not a history"):
        said()
