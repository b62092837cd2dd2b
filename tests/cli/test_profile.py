"""`voicecoach profile` shows and changes what is kept about the person, and never opens a lock."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from voicecoach.cli import main
from voicecoach.cli.profile import command
from voicecoach.coach.background import Background, Standing
from voicecoach.coach.precautions import PRECAUTIONS
from voicecoach.coach.program import Precaution
from voicecoach.coach.records import (
    AnswerRecord,
    FinishRecord,
    Outcome,
    PrecautionRecord,
    Record,
    TempoRecord,
)
from voicecoach.errors import UnreadableHistory
from voicecoach.history.places import data_file
from voicecoach.history.store import Store
from voicecoach.programs.loader import load

NOW = datetime.now(UTC)
CLEARED = AnswerRecord("screening history", "screening", "all clear", "all-clear", 0.9, "sure", "voice", None)
ALARM = replace(CLEARED, topic="screening nerves", meaning="something-wrong")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def lived(*records: Record, ago: timedelta = timedelta(0)) -> None:
    """A session in which this was said, that long ago."""
    with Store.open(data_file()) as store:
        session = store.begin_session("back-pain", "0.1.0", "text", NOW - ago)
        for record in records:
            store.save(session, record, NOW - ago)


def ended(outcome: Outcome) -> FinishRecord:
    return FinishRecord(outcome, "Because.")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def shown() -> dict[str, object]:
    return json.loads(run("--json"))


def entry(precaution: str) -> dict[str, object]:
    return next(each for each in shown()["precautions"] if each["id"] == precaution)


def background() -> Background:
    with Store.open(data_file()) as store:
        return store.background("back-pain", NOW)


# --- looking ------------------------------------------------------------------------------------------------------


def test_before_the_first_session_nothing_was_asked(home) -> None:
    """Every precaution is shown, and looking makes no file."""
    output = run()

    assert all(f"{each}  not asked yet  -  would leave out " in output for each in Precaution)
    assert "Left out of back-pain by precautions: nothing." in output
    assert "asked at the next start: it was never cleared" in output
    assert "locked" not in output
    assert not home.exists()


def test_json_is_one_document(home) -> None:
    """With what a program needs to act on it."""
    document = shown()

    assert (document["is_locked"], document["needs_full_screening"]) == (False, True)
    assert document["next_full_screening"] is None
    assert document["precautions"][2] == {
        "id": "pregnancy",
        "name": "pregnancy",
        "standing": None,
        "at": None,
        "leaves_out": False,
        "exercises": ["press-ups", "off-center-press-ups"],
    }
    assert not home.exists()


def test_every_precaution_says_what_it_leaves_out() -> None:
    """As the built-in program has it."""
    found = {each["id"]: set(each["exercises"]) for each in shown()["precautions"]}

    assert found == {
        each: {exercise.id for exercise in load("back-pain").exercises if each in exercise.precautions}
        for each in Precaution
    }


@pytest.mark.parametrize(
    ("standing", "words", "consequence"),
    [
        (Standing.YES, "yes", "leaves out Side glide in standing"),
        (Standing.NO, "no", "leaves out nothing"),
        (Standing.APPROVED, "yes, approved", "leaves out nothing"),
    ],
)
def test_what_was_said_in_a_session_is_shown_with_its_time(standing, words, consequence) -> None:
    """Local time for people, UTC for programs."""
    lived(PrecautionRecord("dizziness-or-poor-balance", standing))
    when = NOW.astimezone().strftime("%Y-%m-%d %H:%M")

    assert f"dizziness-or-poor-balance  {words}  {when}  {consequence}\n" in run()
    found = entry("dizziness-or-poor-balance")
    assert (found["standing"], found["at"]) == (standing.value, NOW.isoformat(timespec="microseconds"))
    assert found["leaves_out"] is (standing is Standing.YES)


def test_what_is_left_out_is_told_once(home) -> None:
    """Two precautions may leave out the same."""
    run("set", "pregnancy", "yes")
    run("set", "recent-surgery", "yes")
    run("set", "dizziness-or-poor-balance", "approved")

    assert "Left out of back-pain by precautions: Press ups, Press ups with hips off center.\n" in run()


def test_a_terminal_gets_a_table_with_everyday_names(monkeypatch) -> None:
    """The id is what `profile set` takes."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr("voicecoach.cli.output.is_terminal", lambda *, err=False: True)
    output = run()

    assert "You said" in output
    for each in Precaution:
        assert each in output
        assert PRECAUTIONS[each].name in output


def test_an_unreadable_history_is_an_error_of_ours(home) -> None:
    """The command line gives it its exit code, and the file stays."""
    home.mkdir()
    data_file().write_text("no database, " * 50)

    for arguments in ([], ["set", "pregnancy", "no"], ["ask-again"], ["reset-tempo"]):
        with pytest.raises(UnreadableHistory, match="not a history"):
            run(*arguments)
    assert data_file().read_text().startswith("no database")


# --- the tempo ------------------------------------------------------------------------------------------------


def test_before_anybody_asks_for_a_tempo_it_is_the_programs_own() -> None:
    """For people and for programs."""
    assert "Tempo: the program's own.\n" in run()
    assert shown()["tempo"] is None


def test_the_tempo_that_was_asked_for_is_shown_with_its_time() -> None:
    """As a share of the program's time: "slower" once is 115%."""
    lived(TempoRecord(1.15, "press-ups"))
    when = NOW.astimezone().strftime("%Y-%m-%d %H:%M")

    assert f"Tempo: a repetition takes 115% of its time in the program, as you said on {when}.\n" in run()
    assert shown()["tempo"] == {"scale": 1.15, "at": NOW.isoformat(timespec="microseconds")}
    assert background().tempo_scale == 1.15


def test_reset_tempo_forgets_it_and_nothing_else(home) -> None:
    """The precautions stay, and where there is nothing to forget no file is made."""
    assert "the program's own tempo" in run("reset-tempo")
    assert not home.exists()
    lived(TempoRecord(0.87, "press-ups"), PrecautionRecord("pregnancy", Standing.YES))
    run("reset-tempo")

    assert background() == replace(background(), tempo_scale=1.0, profile={"pregnancy": Standing.YES})
    assert shown()["tempo"] is None


# --- red flags and the lock ---------------------------------------------------------------------------------------


def test_a_cleared_list_is_asked_again_in_a_week() -> None:
    """And the time is said."""
    lived(CLEARED, ended(Outcome.COMPLETE), ago=timedelta(days=2))
    again = (NOW + timedelta(days=5)).astimezone().strftime("%Y-%m-%d ")

    assert f"asked again at a start after {again}" in run()
    assert shown()["needs_full_screening"] is False
    assert datetime.fromisoformat(shown()["next_full_screening"]) - NOW == pytest.approx(
        timedelta(days=5), abs=timedelta(minutes=2)
    )


@pytest.mark.parametrize(
    ("records", "days", "why"),
    [
        ((ended(Outcome.COMPLETE),), 0, "it was never cleared"),
        ((CLEARED, ended(Outcome.COMPLETE)), 7, "it was last cleared a week ago or more"),
        ((CLEARED, ended(Outcome.STOPPED)), 0, "the last session did not come to its proper end"),
        ((CLEARED,), 0, "the last session did not come to its proper end"),
        ((CLEARED, ended(Outcome.EMERGENCY)), 0, "there was an emergency"),
    ],
)
def test_it_says_why_the_full_list_comes_next(records, days, why) -> None:
    """One reason is enough."""
    lived(*records, ago=timedelta(days=days))

    assert f"The full list of red flags is asked at the next start: {why}." in run()
    assert shown()["next_full_screening"] is None


@pytest.mark.parametrize("records", [(CLEARED, ended(Outcome.EMERGENCY)), (ALARM,)])
def test_a_lock_comes_first_with_how_it_is_opened(records) -> None:
    """By typing, at the next start."""
    lived(*records)
    first = run().splitlines()[0]

    assert first.startswith("The coach is locked")
    assert "go to emergency care now" in first
    assert "at the next `voicecoach start`, by typing" in first
    assert shown()["is_locked"] is True


@pytest.mark.parametrize("standing", ["yes", "no", "approved"])
def test_no_change_here_opens_the_lock_or_takes_the_place_of_a_screening(standing) -> None:
    """Whatever is set or forgotten."""
    lived(ALARM)
    before = background()
    for precaution in Precaution:
        run("set", precaution, standing)
    assert replace(background(), profile={}) == before
    run("ask-again", "pregnancy")
    run("ask-again")

    assert background() == before
    assert before.is_locked
    assert shown()["needs_full_screening"] is True


# --- changing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("standing", Standing)
def test_set_changes_what_counts(standing) -> None:
    """And says what follows."""
    lived(PrecautionRecord("pregnancy", Standing.NO))
    output = run("set", "pregnancy", standing.value)

    assert background().profile == {"pregnancy": standing}
    left_out = "Press ups, Press ups with hips off center" if standing is Standing.YES else "nothing"
    assert output.startswith("Kept: pregnancy, ")
    assert output.endswith(f"From the next start on it leaves out {left_out}.\n")


@pytest.mark.parametrize("name", ["recent-surgery", "Recent-Surgery", "recent_surgery", "recent surgery"])
def test_a_name_may_be_written_as_one_likes(name) -> None:
    """Upper case, and what stands between the words."""
    run("set", name, "YES")

    assert background().profile == {"recent-surgery": Standing.YES}


def test_ask_again_forgets_those_that_are_named() -> None:
    """The others stay."""
    run("set", "pregnancy", "no")
    run("set", "recent-surgery", "yes")
    output = run("ask-again", "pregnancy")

    assert background().profile == {"recent-surgery": Standing.YES}
    assert "asks again: pregnancy." in output
    assert entry("pregnancy")["standing"] is None


def test_ask_again_forgets_all_where_none_is_named() -> None:
    """As before the first start."""
    run("set", "pregnancy", "no")
    run("set", "recent-surgery", "yes")

    assert "asks again: all precautions." in run("ask-again")
    assert background().profile == {}


def test_ask_again_makes_no_file(home) -> None:
    """There is nothing to forget."""
    run("ask-again")
    run("ask-again", "pregnancy")

    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("set", "pregnency", "no"), "did you mean 'pregnancy'?"),
        (("set", "osteoporosis", "yes"), "did you mean 'osteoporosis-or-fracture'?"),
        (("set", "[red]\n", "yes"), "`voicecoach profile` lists them"),
        (("set", "x" * 10_000, "yes"), "`voicecoach profile` lists them"),
        (("ask-again", "pregnancy", "surgery"), "did you mean 'recent-surgery'?"),
        (("set", "pregnancy", "maybe"), "'approved'"),
        (("set", "pregnancy"), "yes"),
        (("set",), "PRECAUTION"),
        (("sett", "pregnancy", "no"), "'sett'"),
        (("unlock",), "'unlock'"),
    ],
)
def test_a_mistyped_word_is_one_sentence_and_changes_nothing(capsys, home, arguments, words) -> None:
    """With what was perhaps meant, and exit code 2."""
    code = main.run(["profile", *arguments])
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
    assert len(err) < 300
    assert not home.exists()


@pytest.mark.parametrize("arguments", [(), ("set",), ("ask-again",), ("reset-tempo",)])
def test_help_has_examples(arguments) -> None:
    """That can be copied."""
    output = run(*arguments, "--help")
    examples = re.findall(r"^    voicecoach (profile.*)$", output, re.MULTILINE)

    assert examples
    for example in examples:
        run(*example.split()[1:])
