"""The settings file is read as it is, and what cannot be used in it is one sentence: file, line, key, value, advice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voicecoach.errors import VoicecoachError
from voicecoach.settings.file import MOST_BYTES, InvalidSettings, load, look


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "settings.toml"


def test_without_a_file_nothing_is_set(file: Path) -> None:
    found = load()

    assert (found.values, found.exists, found.path) == ({}, False, file)
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "\n", "# nothing\n", "\ufeff", "\ufeff# a mark\r\n"])
def test_a_file_without_settings_sets_nothing(file: Path, content: str) -> None:
    file.write_bytes(content.encode())

    assert load().values == {}


def test_what_is_set_is_there_and_a_path_is_seen_from_the_file(file: Path) -> None:
    file.write_bytes(
        '\ufeffrate_wpm = 180\r\ntext = true\r\nprogram = "./mine.toml"\r\nname = "Zoë"\r\n'.encode()
    )

    assert load().values == {
        "rate_wpm": 180,
        "text": True,
        "program": str(file.with_name("mine.toml")),
        "name": "Zoë",
    }


def test_a_link_is_followed_and_one_that_leads_nowhere_is_no_file(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfile").write_text("plain = true")
    file.symlink_to(tmp_path / "dotfile")

    assert load().values == {"plain": True}
    (tmp_path / "dotfile").unlink()
    assert load().values == {}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (
            "\n\nrate_wpm = 900 # fast\n",
            ("line 3: rate_wpm = 900", "110 to 220", "`voicecoach config unset rate_wpm`"),
        ),
        ("rat = 3\n", ("line 1: rat is no setting", '"rate_wpm"')),
        ("[session]\ntext = true\n", ("line 1: session is no setting",)),
        ("text = 'yes'\n", ("text = 'yes'", "without quotes")),
        ("text = true\ntext = true\n", ("not valid TOML", "line 2", "`voicecoach config edit`")),
        ("rate_wpm = \n", ("not valid TOML", "line 1")),
        ("rate_wpm = 1\0\n", ("not valid TOML",)),
        ("rate_wpm = [[[1]]]\n", ("rate_wpm = a list",)),
        ("rate_wpm = {a = 1}\n", ("rate_wpm = a table",)),
        ("rate_wpm = 1979-05-27\n", ("rate_wpm = 1979-05-27",)),
        ("rate_wpm = " + "9" * 5000 + "\n", ("out of every range",)),
        ("rate_wpm = nan\n", ("rate_wpm = nan",)),
        ('name = "a\\u001b[2J"\n', ("control characters",)),
        ('"a\\u001b[2J" = 1\n', ("no setting",)),
        ('"" = 1\n', ("no setting",)),
        ("x = " + "[" * 5000, ("settings.toml",)),
        ("x = 9999-99-99\n", ("settings.toml",)),
    ],
)
def test_what_cannot_be_used_is_one_sentence(file: Path, content: str, parts: tuple[str, ...]) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSettings) as raised:
        load()
    sentence = str(raised.value)

    assert raised.value.exit_code == 4
    assert str(file) in sentence
    assert sentence.isprintable()
    assert len(sentence) < 600
    assert [part for part in parts if part not in sentence] == []
    assert look().problems


def test_of_several_the_first_one_is_told_with_their_number(file: Path) -> None:
    """And what is right beside them is known all the same."""
    file.write_text("rate_wpm = 3\nname = 4\nplain = true\ntext = 5\n")

    with pytest.raises(InvalidSettings, match=r"line 1: .*\(and 2 more: `voicecoach config check`"):
        load()
    assert look().values == {"plain": True}
    assert len(look().problems) == 3


def test_what_is_no_file_of_text_is_named(file: Path) -> None:
    """A directory, a pipe that nobody writes to, a file without end, other bytes: nothing hangs."""
    sentences = []
    file.mkdir()
    sentences += look().problems
    file.rmdir()
    os.mkfifo(file)
    sentences += look().problems
    file.unlink()
    file.symlink_to("/dev/zero")
    sentences += look().problems
    file.unlink()
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    sentences += look().problems
    file.write_bytes(b"# fine\nname = '\xff'\n")
    sentences += look().problems
    file.unlink()
    file.symlink_to(file)
    sentences += look().problems

    assert len(sentences) == 6
    assert all(str(file) in each for each in sentences)
    assert "is a directory" in sentences[0]
    assert "not a regular file" in sentences[1]
    assert "not a regular file" in sentences[2]
    assert "larger than 100 kB" in sentences[3]
    assert "line 2: this is not UTF-8" in sentences[4]
    assert look().is_readable is False


def test_a_home_that_is_a_file_is_the_history_s_to_tell(file: Path) -> None:
    file.parent.rmdir()
    file.parent.write_text("mine")

    assert load().values == {}


def test_without_a_home_directory_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECOACH_HOME", "~nobody-of-that-name/mine")

    with pytest.raises(VoicecoachError, match="absolute path"):
        look()
