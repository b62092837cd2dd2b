"""`programs new`, `preview` and `schema`, and a program's own language: for who writes a program."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pexpect
import pytest

from tests.cli.conftest import COACH, Run
from tests.virtual_room import VirtualRoom
from voicecoach.programs.loader import built_in_names


@pytest.mark.parametrize("built_in", [None, *built_in_names()])
def test_a_new_file_is_right_and_can_be_rehearsed(run: Run, tmp_path: Path, built_in: str | None) -> None:
    """Under an id of its own, so that its history is its own."""
    origin = () if built_in is None else ("--from", built_in)
    ran = run("programs", "new", "Mine 2", *origin)

    assert (ran.code, ran.err) == (0, "")
    assert "voicecoach start --program ./Mine 2.toml" in ran.out
    assert (
        (tmp_path / "Mine 2.toml").read_text(encoding="utf-8").startswith("#:schema ./program.schema.json\n")
    )
    assert run("programs", "check", "Mine 2.toml").code == 0
    assert json.loads(run("programs", "preview", "Mine 2.toml", "--json").out)["id"] == "mine-2"


def test_a_new_program_runs(run: Run) -> None:
    run("programs", "new", "mine.toml")
    answers = "all clear\n" * 8 + "thigh\nleft\nfive\nready\nback\nbetter\nno\ntwo\n"
    ran = run("start", "--text", "--fast", "--plain", "--program", "./mine.toml", answers=answers)

    assert ran.code == 0
    assert "This is your exercise." in ran.out


def test_a_program_named_like_a_built_in_one_gets_another_id(run: Run) -> None:
    run("programs", "new", "posture")

    assert json.loads(run("programs", "preview", "./posture.toml", "--json").out)["id"] == "my-posture"


def test_a_file_that_is_there_is_never_replaced_without_asking(run: Run, tmp_path: Path) -> None:
    """Without a terminal it is refused, with what to do; with --force it goes."""
    path = tmp_path / "mine.toml"
    path.write_text("keep me", encoding="utf-8")
    ran = run("programs", "new", "mine")

    assert ran.code == 2
    assert "give --force" in ran.sentence
    assert path.read_text(encoding="utf-8") == "keep me"
    assert run("programs", "new", "mine", "--force").code == 0
    assert path.read_text(encoding="utf-8") != "keep me"


@pytest.mark.parametrize(("answer", "is_kept"), [("n", True), ("", True), ("y", False)])
def test_on_a_terminal_it_is_asked(
    environment: dict[str, str], tmp_path: Path, answer: str, *, is_kept: bool
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("keep me", encoding="utf-8")
    child = pexpect.spawn(
        str(COACH), ["programs", "new", "mine"], cwd=tmp_path, env=environment, timeout=30, encoding="utf-8"
    )
    child.expect_exact("Write over it?")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.wait()

    assert (path.read_text(encoding="utf-8") == "keep me") is is_kept
    assert child.exitstatus == (2 if is_kept else 0)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("new", "x", "--from", "zumba"), 4, "There is no program 'zumba'"),
        (("new", "x", "--from", "./x.toml"), 4, "There is no file"),
        (("new", "folder.toml"), 2, "is no regular file"),
        (("new", "/proc/mine"), 2, "cannot be written"),
        (("preview", "zumba"), 4, "There is no program"),
        (("preview", "posture", "--language", "fr"), 2, "has no language 'fr': it has en"),
        (("show", "daily-mobility", "--language", "fr"), 2, "it has en and de"),
        (("preview", "posture", "--speak", "--json"), 2, "leave out --json"),
        (("preview", "posture", "--voice", "en-gb"), 2, "only with --speak"),
        (("preview", "posture", "--rate", "900"), 2, "--rate"),
        (("preview", "posture", "--speak"), 3, "voicecoach doctor"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "folder.toml").mkdir()
    ran = run("programs", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert told in ran.sentence


def test_a_preview_prints_each_sentence_with_its_time_and_how_long_it_takes(run: Run) -> None:
    ran = run("programs", "preview", "neck-retraction")
    lines = ran.out.splitlines()

    assert lines[0] == "00:00  Welcome."
    assert any(line.endswith("  (ready)") for line in lines)
    assert any(line.endswith("  chin in") for line in lines)
    assert any(line.endswith("  eight, two more") for line in lines)
    assert lines[-2].startswith("Where the first exercise helps at once, a session takes 0")
    assert lines[-1].startswith("Where nothing changes, and every exercise is done once, it takes 0")
    assert ran.err == ""


def test_a_preview_as_json_is_one_document(run: Run) -> None:
    document = json.loads(run("programs", "preview", "daily-mobility", "--language", "de", "--json").out)

    assert set(document) == {"id", "language", "rate_wpm", "shortest_s", "longest_s", "lines"}
    assert document["language"] == "de"
    assert document["shortest_s"] < document["longest_s"]
    assert {"at_s", "cue", "text"} == set(document["lines"][0])
    assert any(line["text"] == "Katzenbuckel." for line in document["lines"])


def test_a_preview_is_heard_in_the_room(run: Run, tmp_path: Path) -> None:
    """A short program, through the real voice and speaker: English and German."""
    (tmp_path / "short.toml").write_text(SHORT, encoding="utf-8")
    with VirtualRoom() as room, room.record_speaker() as recording:
        ran = run(
            "programs", "preview", "short.toml", "--speak", "--language", "de", "--rate", "220", env=room.env
        )

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("Aufstehen, bitte.") == 1
    assert "A session takes" in ran.out
    assert (abs(recording.samples.astype(int)) > 1000).sum() > 10_000


SHORT = """\
id = "short"
name.en = "Short"
name.de = "Kurz"
asks = "nothing"

[[exercises]]
id = "stand"
name.en = "Stand"
name.de = "Stehen"

  [[exercises.phases]]
  id = "stand"
  name.en = "Stand"
  name.de = "Stehen"
  instructions.en = ["Please stand up."]
  instructions.de = ["Aufstehen, bitte."]
  reps = 1
  tempo_s = 3
"""


def test_the_schema_is_printed_and_is_one(run: Run) -> None:
    ran = run("programs", "schema")

    jsonschema.Draft7Validator.check_schema(json.loads(ran.out))
    assert (ran.code, ran.err) == (0, "")


def test_a_session_in_another_language_says_so_once_and_asks_in_english(run: Run) -> None:
    answers = "all clear\n" * 5 + "ready\n" * 4
    ran = run(
        "start",
        "--text",
        "--fast",
        "--plain",
        "--program",
        "daily-mobility",
        "--language",
        "de",
        answers=answers,
    )

    assert ran.code == 0
    assert ran.out.count("stay English") == 1
    assert "Kommen Sie auf Hände und Knie." in ran.out
    assert "Say: ready, when you are in place." in ran.out
    assert "Well done. Machen Sie das einmal am Tag" in ran.out


def test_a_language_may_be_demanded_when_a_file_is_checked(run: Run) -> None:
    """A wrong file is told first; a right one without it is exit code 2."""
    assert run("programs", "check", "daily-mobility", "--language", "de").code == 0
    ran = run("programs", "check", "posture", "--language", "de")

    assert ran.code == 2
    assert "has no language 'de': it has en" in ran.sentence
    assert run("programs", "check", "missing.toml", "--language", "de").code == 4


def test_a_session_in_a_language_that_is_not_there_does_not_begin(run: Run, home: Path) -> None:
    ran = run("start", "--text", "--language", "de")

    assert ran.code == 2
    assert "'back-pain' has no language 'de': it has en" in ran.sentence
    assert not home.exists()
