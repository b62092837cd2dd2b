"""A change to the settings file is that change and no other."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.fuzzing import fuzz
from voicecoach import private_files
from voicecoach.settings import editing
from voicecoach.settings.editing import UnwritableSettingsError, begin, put, remove
from voicecoach.settings.file import BOM, InvalidSettings, load, look
from voicecoach.settings.kinds import Flag, OneOf, Value, Whole
from voicecoach.settings.table import SETTINGS, Setting


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "settings.toml"


def text_of(file: Path) -> str:
    return file.read_bytes().decode()


def values_of(setting: Setting) -> st.SearchStrategy[Value]:
    match setting.kind:
        case Flag():
            return st.booleans()
        case OneOf(choices):
            return st.sampled_from(choices)
        case Whole(lowest, highest):
            return st.integers(lowest, highest)
        case _:
            letters = st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\"'\\#=[]")
            return st.text(letters, min_size=1, max_size=40).filter(lambda each: bool(each.strip()))


pairs = st.sampled_from(SETTINGS).flatmap(lambda each: st.tuples(st.just(each.key), values_of(each)))
comments = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20).map(lambda each: f"# {each}")
ends = st.sampled_from(("\n", "\r\n"))


def toml(value: Value) -> str:
    """As somebody would write it by hand; JSON's strings are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, Value]]:
    """A file with comments, blank lines, odd spaces and an own order, and what it sets."""
    end, chosen = draw(ends), dict(draw(st.lists(pairs, max_size=6)))
    lines = []
    for key, value in chosen.items():
        lines += draw(st.lists(st.one_of(st.just(""), comments), max_size=2))
        gap, name = draw(st.sampled_from((" ", "", "  ", "\t"))), draw(st.sampled_from((key, f'"{key}"')))
        note = draw(st.one_of(st.just(""), comments.map(lambda each: f"  {each}")))
        lines.append(f"{gap}{name}{gap}={gap}{toml(value)}{note}")
    lines += draw(st.lists(st.one_of(st.just(""), comments), max_size=2))
    last = draw(st.sampled_from(("", end))) if lines else ""
    return draw(st.sampled_from(("", BOM))) + end.join(lines) + last, chosen


def is_line_of(key: str, line: str) -> bool:
    return re.match(rf'\ufeff?\s*"?{key}"?\s*=', line) is not None


def without(text: str, key: str) -> str:
    """The text without the line of this key, and with its last line ended."""
    mark, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    ended = body if not body or body.endswith("\n") else body + ("\r\n" if "\r\n" in body else "\n")
    return mark + "".join(each for each in ended.splitlines(keepends=True) if not is_line_of(key, each))


@fuzz(100)
@given(files(), pairs)
def test_what_is_set_is_read_back_and_all_else_is_byte_for_byte_as_it_was(
    file: Path, written: tuple[str, dict[str, Value]], pair: tuple[str, Value]
) -> None:
    """Comments, blank lines, spaces, order, ends of lines, a mark of byte order; also that line's own comment."""
    (text, before), (key, value) = written, pair
    assume(tomllib.loads(text.removeprefix(BOM)) == before)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    put(file, key, value)
    after = text_of(file)

    assert tomllib.loads(after.removeprefix(BOM)) == {**before, key: value}
    if text.removeprefix(BOM):
        assert without(after, key) == without(text, key)
    if key in before:
        (old,) = (each for each in text.split("\n") if is_line_of(key, each))
        assert text.replace(old, old.replace(toml(before[key]), editing.written(value), 1)) == after
    assert remove(file, key)
    assert text_of(file) in (rest := without(after, key), rest.removesuffix("\n").removesuffix("\r"))


@fuzz(60)
@given(st.binary(max_size=200))
def test_of_any_bytes_a_change_is_right_or_refused_and_the_file_as_it_was(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    try:
        put(file, "rate_wpm", 180)
    except InvalidSettings:
        assert file.read_bytes() == content
    else:
        assert look().values["rate_wpm"] == 180


@pytest.mark.parametrize(
    "content",
    ["x = 1\n[table]\ny = 2\n", "a.b = 1\n[[c]]\n[c.d]\n", "x = '''\nrate_wpm = 1\n'''", "[table]", "# last"],
)
def test_a_new_setting_never_falls_into_a_table(file: Path, content: str) -> None:
    """Such tables are no settings, but whose they are can take them out."""
    file.parent.mkdir()
    file.write_text(content)
    put(file, "rate_wpm", 180)

    assert tomllib.loads(text_of(file)) == {**tomllib.loads(content), "rate_wpm": 180}


def test_a_key_that_is_no_setting_can_be_taken_out(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("# mine\nrat = 3 # x\nrate_wpm = 180\n[tune]\nx = 1\n")

    assert remove(file, "rat")
    assert remove(file, "tune")
    assert not remove(file, "nothing")
    assert text_of(file) == "# mine\nrate_wpm = 180\n"
    assert load().values == {"rate_wpm": 180}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_and_its_directories_are_private(file: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        put(file, "text", value=True)
    finally:
        os.umask(before)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    """The file of one's dotfiles is changed, and private from then on."""
    dotfile = tmp_path / "dotfiles" / "voicecoach.toml"
    dotfile.parent.mkdir()
    dotfile.write_text("# mine\n")
    file.parent.mkdir()
    file.symlink_to(dotfile)
    put(file, "text", value=True)
    remove(file, "text")
    put(file, "plain", value=True)

    assert file.is_symlink()
    assert dotfile.read_text() == "# mine\nplain = true\n"
    assert [each.name for each in dotfile.parent.iterdir()] == ["voicecoach.toml"]


WRITER = """
import sys
from pathlib import Path
from voicecoach.settings.editing import put, remove
for n in range(15):
    put(Path(sys.argv[1]), sys.argv[2], n % 2 == 0)
"""


def test_of_several_at_once_none_loses_another_s_change(file: Path) -> None:
    """Four processes, each with its own setting."""
    keys = ("text", "plain", "earcons", "ducking")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), key]) for key in keys]

    assert [each.wait(60) for each in writers] == [0] * len(keys)
    assert load().values == dict.fromkeys(keys, True)
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_a_disk_that_takes_nothing_leaves_the_file_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(file, "text", value=True)
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_files.os, "fsync", fail)

    with pytest.raises(UnwritableSettingsError, match=r"cannot be written \(no space left on device\)"):
        put(file, "text", value=False)
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_a_directory_or_a_pipe_in_its_place_is_left_alone(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(InvalidSettings, match="is a directory"):
        put(file, "text", value=True)
    file.rmdir()
    os.mkfifo(file)
    with pytest.raises(InvalidSettings, match="not a regular file"):
        put(file, "text", value=True)

    assert file.is_fifo()


def test_a_home_that_is_a_file_is_told(file: Path) -> None:
    file.parent.write_text("mine")

    with pytest.raises(UnwritableSettingsError, match="cannot be written"):
        put(file, "text", value=True)
    assert file.parent.read_text() == "mine"


def test_the_file_to_begin_with_explains_everything_and_sets_nothing(file: Path) -> None:
    """And is made only where there is none."""
    assert begin(file)
    assert load().values == {}
    assert all(f"# {each.key} = " in text_of(file) and each.meaning in text_of(file) for each in SETTINGS)
    file.write_text("mine")
    assert not begin(file)
    assert text_of(file) == "mine"


def test_its_examples_are_right(file: Path) -> None:
    """Each default, without its comment sign."""
    begin(file)
    lines = [each.removeprefix("# ") for each in text_of(file).splitlines() if " = " in each]
    file.write_text("\n".join(each for each in lines if not each.endswith('""')))

    assert load().values == {each.key: each.default for each in SETTINGS if each.default is not None}
    assert editing.written(None) == ""
