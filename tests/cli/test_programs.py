"""`voicecoach programs` lists, shows and checks."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voicecoach.cli.programs import command
from voicecoach.errors import InvalidProgram

NAMES = ["back-pain", "posture", "daily-mobility", "neck-retraction"]
QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_list_names_the_built_in_programs() -> None:
    """One line each."""
    lines = run("list").output.splitlines()

    assert [line.split("  ")[0] for line in lines] == NAMES
    assert [each["id"] for each in json.loads(run("list", "--json").output)["programs"]] == NAMES


def test_list_says_how_long_a_session_takes_at_most() -> None:
    """As a preview does."""
    found = {each["id"]: each["longest_s"] for each in json.loads(run("list", "--json").output)["programs"]}

    assert found["posture"] < found["neck-retraction"] < found["back-pain"]
    for line in run("list").output.splitlines():
        assert f"  up to {round(found[line.split('  ')[0]] / 60)} min  " in line


def test_a_terminal_gets_a_table(monkeypatch) -> None:
    """With headings."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("voicecoach.cli.output.is_terminal", lambda *, err=False: True)

    assert "Exercises" in run("list").output


def test_show_says_everything_that_will_be_said() -> None:
    """Doses, warnings, precautions, sentences, sources."""
    output = run("show", "back-pain").output

    assert "held for 120 s (60 to 300), then a check" in output
    assert "further (1 s)" in output
    assert "Rise slowly" in output
    assert "Left out with: spondylolisthesis" in output
    assert "Afterwards: Slouch and overcorrect" in output
    assert "Aina 2004" in output


def test_show_as_json_is_the_program() -> None:
    """As the coach has it."""
    found = json.loads(run("show", "posture", "--json").output)

    assert found["exercises"][0]["phases"][0]["reps"] == 10


def test_show_refuses_an_unknown_name() -> None:
    """With the error of the loader, which has the exit code."""
    with pytest.raises(InvalidProgram, match='did you mean "posture"'):
        run("show", "postur")


def test_check_lists_all_problems_and_ends_with_four(tmp_path) -> None:
    """A right file beside it is said to be fine."""
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('id = "x"\nnamme = "y"\n')

    result = run("check", str(wrong), str(QUICK), "back-pain")

    assert result.exit_code == 4
    assert 'did you mean "name"' in result.output
    assert "exercises is missing" in result.output
    assert "quick.toml: this program is fine." in result.output
    assert "back-pain: this program is fine." in result.output


def test_check_as_json_is_one_document(tmp_path) -> None:
    """Valid and not, with the problems."""
    result = run("check", str(tmp_path / "none.toml"), "posture", "--json")
    found = json.loads(result.output)["files"]

    assert result.exit_code == 4
    assert [each["is_valid"] for each in found] == [False, True]
    assert "There is no file" in found[0]["problems"][0]
