"""Programs are found by name or file, and a file that cannot be one is refused in one sentence."""

import os

import pytest

from voicecoach.errors import InvalidProgram
from voicecoach.programs.loader import built_in_names, check, load


def refusal(name: str) -> str:
    with pytest.raises(InvalidProgram) as error:
        load(name)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert error.value.exit_code == 4
    return sentence


def test_built_in_programs_load_by_name_in_any_spelling() -> None:
    """As the file is called, or as the program is."""
    assert built_in_names() == ("back-pain", "posture", "daily-mobility", "neck-retraction")
    assert load("back_pain") is load("back-pain")
    assert load("Posture").id == "posture"


def test_an_unknown_name_is_answered_with_a_close_one() -> None:
    """A slip of the hand costs one look."""
    assert 'did you mean "back-pain"?' in refusal("bakpain")
    assert "back-pain and posture" in refusal("zumba")


def test_a_missing_file_is_named(tmp_path) -> None:
    """With what to look at."""
    assert "There is no file" in refusal(str(tmp_path / "none.toml"))


def test_a_directory_is_no_program(tmp_path) -> None:
    """Even where it is called like one."""
    assert "is a directory" in refusal(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path) -> None:
    """Opening it would hang for ever."""
    os.mkfifo(tmp_path / "pipe.toml")

    assert "not a regular file" in refusal(str(tmp_path / "pipe.toml"))


def test_broken_utf8_is_told_with_its_line(write) -> None:
    """Most editors can save as UTF-8."""
    assert "line 2: this is not UTF-8" in refusal(write(b'id = "x"\nname = "\xff"'))


def test_a_byte_order_mark_is_no_harm(write, small) -> None:
    """Windows editors write one."""
    assert load(write(b"\xef\xbb\xbf" + small.encode())).id == "mine"


def test_windows_line_ends_keep_the_line_numbers(write, small) -> None:
    """The line is the one that the editor shows."""
    assert ", line 12: " in refusal(write(small.replace("hold_s = 60", "hold_s = 0").replace("\n", "\r\n")))


def test_a_large_file_is_refused(write) -> None:
    """More than 1 MB is something else."""
    assert "larger than 1 MB" in refusal(write(b"#" * 1_000_001))


@pytest.mark.parametrize(
    "text",
    [
        "id = ",
        "[[exercises]\n",
        'id = "a"\nid = "b"',
        "a = " + "[" * 100_000,
        "a = " + "9" * 10_000,
        "a = 0x" + "f" * 10_000,
        "hours_between = 0x" + "f" * 10_000,
        "a." * 3_000 + "b = 1",
        "a = 2024-13-45",
        "",
        "\x00",
        "exercises = [1, 'two', {}, []]",
        "exercises = 3",
        'exercises = [{ phases = [{ cues = [{ at_s = "x" }, 7], reps = 1 }] }]',
        '"\\u001b[2J" = 1',
    ],
)
def test_broken_toml_is_one_sentence(text, write) -> None:
    """Whatever is broken, there is no traceback and nothing that changes a terminal."""
    path = write(text)

    assert refusal(path).isprintable()
    assert all(problem.isprintable() for problem in check(path))


def test_a_name_with_impossible_characters_is_refused() -> None:
    """No operating system has such a file."""
    refusal("a\0b")
    refusal("\ud800")
    refusal("x" * 10_000)


def test_a_large_wrong_file_is_told_quickly(write) -> None:
    """A megabyte of unknown keys, or one endless list, takes no noticeable time."""
    refusal(write("\n".join(f"key_{n} = {n}" for n in range(50_000))))
    refusal(write("name = 3\na = [\n" + "1,\n" * 30_000 + "]\n"))
