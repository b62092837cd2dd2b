"""`voicecoach forget` removes everything that voicecoach ever wrote, lists it first, and touches nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pexpect
import pytest

from tests.cli.conftest import COACH, DEADLINE_S, Ran, Run
from voicecoach import private_files
from voicecoach.coach.background import Standing
from voicecoach.history import forgetting, places
from voicecoach.history.places import Folder
from voicecoach.history.running import Register
from voicecoach.history.store import Store
from voicecoach.settings import editing
from voicecoach.speech import echo_note, render_worker, sound_cache, tuning_file
from voicecoach.speech.pcm import Pcm
from voicecoach.speech.recognizers.personal import Personal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANSWERS = "all clear\nall clear\nall clear\nall clear\nright leg\nsix\nready\nquit\n"
QUICK = Path(__file__).parents[1] / "programs" / "quick.toml"

SLOW = ("doctor", "tune", "voices")


@pytest.fixture(params=["VOICECOACH_HOME", "XDG", "HOME"])
def machine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty machine, with each way to say where files go, and a temporary folder of its own; for this process and
    for those that it starts.
    """
    root = tmp_path / "machine"
    user, temporary = root / "user", root / "tmp"
    for each in (user, temporary):
        each.mkdir(parents=True)
    for name in ("VOICECOACH_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(user))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    if request.param == "VOICECOACH_HOME":
        monkeypatch.setenv("VOICECOACH_HOME", str(root / "own" / "coach"))
    elif request.param == "XDG":
        for name in ("DATA", "CACHE", "CONFIG"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(root / name.lower()))
    return root


@pytest.fixture
def coach(machine: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Runs a command on this machine, which has no sound."""

    def run(*arguments: str | Path, answers: str = "") -> Ran:
        env = {**os.environ, "PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": "/dev/null"}
        ran = subprocess.run(
            [COACH, *arguments],
            env=env,
            cwd=tmp_path,
            input=answers,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return run


def files(root: Path) -> list[Path]:
    return sorted(each for each in root.rglob("*") if not each.is_dir())


def write_everything() -> None:
    """A file of each row of the table, by its own writer where that runs without sound."""
    with Store.open(places.data_file()) as store:
        store.set_precaution("pregnancy", Standing.YES, NOON)
    Store.open(places.sample_file()).close()
    tuning_file.write(places.tuning_file(), tuning_file.Tuning(NOON, "x", Personal(0.1), (), 2, 1, 2))
    echo_note.write(places.echo_file(), echo_note.EchoNote("open", "no echo", NOON))
    cache = sound_cache.SoundCache(places.speech_cache_dir())
    for n in range(20):
        cache.put(sound_cache.key("espeak", None, 155, f"line {n}"), Pcm(np.ones(100, np.int16), 22050))
    editing.put(places.settings_file(), "text", value=True)
    data, speech = Folder.DATA.path(), Folder.SPEECH.path()
    os.close(tempfile.mkstemp(prefix=editing.PREFIX, dir=places.config_dir())[0])
    (data / "history.before-3.sqlite3").write_bytes(b"x")
    for end in ("-wal", "-shm", "-journal"):
        (data / f"history.sqlite3{end}").write_bytes(b"x")
    running = Folder.RUNNING.path()
    running.mkdir(mode=0o700)
    (running / "7.lock").touch()
    for folder, prefix in ((data, ".unfinished-"), (running, ".unfinished-"), (speech, ".new-")):
        os.close(tempfile.mkstemp(prefix=prefix, dir=folder)[0])
    left = Path(tempfile.mkdtemp(prefix=render_worker.PREFIX))
    (left / "utterance.wav").write_bytes(b"RIFF")


def test_whole_uses_of_the_coach_leave_only_files_of_the_table_and_forget_leaves_none(
    machine: Path, coach: Callable[..., Ran]
) -> None:
    """Sessions, tune, doctor, explain, profile, voices, hear, programs; afterwards it is a new machine."""
    before = {name: coach(name) for name in ("history", "profile", "explain")}
    for arguments, answers in (
        (("start", "--text", "--fast", "--program", QUICK), ANSWERS),
        (("start", "--text", "--fast"), "all clear\nquit\n"),
        (("start", "--fast"), "something is wrong\n"),
        (("profile", "set", "pregnancy", "yes"), ""),
        (("profile", "reset-tempo"), ""),
        (("config", "set", "plain", "true"), ""),
        (("config", "unset", "plain"), ""),
        (("config",), ""),
        (("profile",), ""),
        (("explain", "--json"), ""),
        (("history",), ""),
        (("demo", "--fill"), ""),
        (("doctor",), ""),
        (("tune", "--json"), ""),
        (("voices", "--json"), ""),
        (("programs", "list"), ""),
        (("hear", "--text", "better", "--question", "change"), ""),
    ):
        if arguments[0] in SLOW and places.HOME_VARIABLE not in os.environ:
            continue  # once is enough: they write nothing that depends on the place
        ran = coach(*arguments, answers=answers)
        assert "Traceback" not in ran.err
        written = files(machine)
        assert [each for each in written if places.place_of(each) is None] == [], arguments
    assert files(machine)
    ran = coach("forget", "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert files(machine) == []
    assert [each for each in machine.rglob("*") if "coach" in each.name] == []
    assert {name: coach(name) for name in before} == before
    assert coach("start", "--text", "--fast", answers="all clear\nquit\n").code == 0


def test_each_row_of_the_table_is_listed_with_its_size_and_removed(
    machine: Path, coach: Callable[..., Ran]
) -> None:
    """The cache as one line; `--dry-run` first, which removes nothing."""
    write_everything()
    wanted = files(machine)
    rows = {places.place_of(each if each.name != "utterance.wav" else each.parent) for each in wanted}
    looked = coach("forget", "--dry-run")
    document = json.loads(coach("forget", "--dry-run", "--json").out)

    assert rows == set(places.WRITTEN)
    assert looked.code == 0
    assert looked.out.splitlines()[-1] == "Nothing is removed."
    assert all(place.what in looked.out for place in places.WRITTEN)
    assert f"20 files in {places.speech_cache_dir()}" in looked.out
    assert f"{places.tuning_file()} ({places.tuning_file().stat().st_size} bytes)" in looked.out
    assert {each["path"] for each in document["found"]} == {
        str(each if each.name != "utterance.wav" else each.parent) for each in wanted
    }
    assert document["removed"] == document["stays"] == document["problems"] == []
    assert files(machine) == wanted

    done = json.loads(coach("forget", "--yes", "--json").out)

    assert files(machine) == []
    assert {each["path"] for each in document["found"]} <= set(done["removed"])
    assert {str(each) for each in places.own_directories()} <= set(done["removed"])
    assert not any(each.exists() for each in places.own_directories())


def test_what_the_user_put_there_stays_and_is_mentioned(machine: Path, coach: Callable[..., Ran]) -> None:
    """Voices, a model, an event log, a sound, and a note; and so stay the folders in which they are."""
    write_everything()
    data, settings, speech = Folder.DATA.path(), places.config_dir(), Folder.SPEECH.path()
    theirs = [
        settings / "voices" / "joe.onnx",
        settings / "whisper" / "model.bin",
        data / "events.jsonl",
        data / "history.sqlite3.bak",
        data / "voicecoach-utterance-abcdefgh" / "a",
        speech / "mine.pcm",
        machine / "tmp" / "voicecoach-notes" / "a.txt",
        machine / "tmp" / "other",
    ]
    for each in theirs:
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text("mine")
    ran = coach("forget", "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert files(machine) == sorted(theirs)
    for each in (settings / "voices", settings / "whisper", data / "events.jsonl", speech / "mine.pcm"):
        assert f"  {each}: " in ran.out
    assert str(machine / "tmp") not in ran.out.partition("This stays")[2]


def test_nothing_to_forget_is_said(machine: Path, coach: Callable[..., Ran]) -> None:
    """And nothing is made by looking."""
    ran = coach("forget", "--yes")

    assert (ran.code, ran.out) == (0, "There is nothing of voicecoach here.\n")
    assert json.loads(coach("forget", "--yes", "--json").out)["found"] == []
    assert [each.name for each in machine.rglob("*")] == [each.name for each in machine.iterdir()]


def test_without_a_terminal_and_without_yes_nothing_is_removed(run: Run, home: Path) -> None:
    """Also where the word stands in a pipe."""
    run("profile", "set", "pregnancy", "yes")
    ran = run("forget", answers="forget\n")

    assert ran.code == 2
    assert "--yes" in ran.sentence
    assert (home / "history.sqlite3").exists()


@pytest.mark.parametrize(
    ("typed", "is_gone"), [("forget", True), (" FORGET ", True), ("yes", False), ("", False)]
)
def test_on_a_terminal_the_word_is_asked_for_once(
    run: Run, home: Path, environment: dict[str, str], typed: str, *, is_gone: bool
) -> None:
    """Anything else keeps everything."""
    run("profile", "set", "pregnancy", "yes")
    child = pexpect.spawn(str(COACH), ["forget"], env=environment, encoding="utf-8", timeout=DEADLINE_S)
    child.expect_exact("Type 'forget'")
    child.send(typed + "\r")
    child.expect_exact("voicecoach knows nothing" if is_gone else "Nothing is removed.")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert home.exists() is not is_gone


def test_a_session_that_runs_is_in_the_way_and_one_that_died_is_not(run: Run, home: Path) -> None:
    """It holds its lock; a lock that nobody holds is rubbish."""
    run("profile", "set", "pregnancy", "yes")
    with Register(home / "running").claim(3):
        (home / "running" / "2.lock").touch()
        refused = run("forget", "--yes")
        looked = run("forget", "--dry-run")

    assert refused.code == 1
    assert "A session is running" in refused.sentence
    assert (looked.code, looked.err) == (0, "")
    (home / "running").mkdir(exist_ok=True)
    (home / "running" / "2.lock").touch()
    assert run("forget", "--yes").code == 0
    assert not home.exists()


def test_what_is_called_like_ours_and_is_not_stays(run: Run, home: Path) -> None:
    """A directory, a pipe, a database of another program: they are mentioned, and nobody hangs."""
    (home / "tuning.json").mkdir(parents=True)
    os.mkfifo(home / "echo.json")
    other = sqlite3.connect(home / "history.sqlite3")
    other.execute("CREATE TABLE theirs (a)")
    other.close()
    ran = run("forget", "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert len(list(home.iterdir())) == 3
    assert "database of another program" in ran.out
    assert ran.out.count("no voicecoach made it") == 2


def test_a_history_that_is_a_link_is_gone_with_the_file_that_it_leads_to(
    run: Run, home: Path, tmp_path: Path
) -> None:
    """SQLite follows it, too; of another link only the link goes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    home.mkdir()
    (home / "history.sqlite3").symlink_to(disk / "real.sqlite3")
    (disk / "real.sqlite3").touch()
    (disk / "letter").write_text("mine")
    (home / "echo.json").symlink_to(disk / "letter")
    (home / "settings.toml").symlink_to(disk / "letter")
    run("profile", "set", "pregnancy", "yes")
    (disk / "real.sqlite3-wal").touch()
    ran = run("forget", "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert [each.name for each in disk.iterdir()] == ["letter"]
    assert not home.exists()


@pytest.mark.parametrize(("name", "is_history"), [("history.sqlite3", True), ("tuning.json", False)])
def test_what_cannot_be_removed_is_one_sentence_and_the_rest_is_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, *, is_history: bool
) -> None:
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "home"))
    write_everything()

    def unlink(path: Path) -> None:
        if path == tmp_path / "home" / name:
            raise PermissionError(1, "Operation not permitted")
        path.unlink()

    removal = forgetting.remove(forgetting.take_stock(), unlink)

    assert len(removal.problems) == 1
    assert f"{name} cannot be removed (operation not permitted): check" in removal.problems[0]
    assert removal.has_history_left is is_history
    assert [each.name for each in files(tmp_path)] == [name]


def test_as_another_user_nothing_is_removed_and_each_file_is_told(tmp_path: Path) -> None:
    """A folder of somebody else's: exit code 5, since the history is among them."""
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    place = Path(tempfile.mkdtemp(prefix="forget-", dir="/var/tmp"))
    try:
        with Store.open(place / "home" / "history.sqlite3") as store:
            store.set_precaution("pregnancy", Standing.YES, NOON)
        for each in (place, place / "home"):
            each.chmod(0o755)
        script = (
            "import os, sys; from voicecoach.cli.main import run; import voicecoach.cli.forget, platformdirs; "
            "import voicecoach.history.forgetting, encodings.idna; "
            "os.setgid(65534); os.setuid(65534); sys.exit(run(['forget', '--yes']))"
        )
        env = {**os.environ, "VOICECOACH_HOME": str(place / "home"), "HOME": "/"}
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=env,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )

        assert ran.returncode == 5, ran.stderr
        assert "permission denied" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert (place / "home" / "history.sqlite3").exists()
    finally:
        shutil.rmtree(place)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
@pytest.mark.parametrize("is_open", [False, True], ids=["new", "wide directories"])
def test_every_file_of_the_table_is_private_whatever_the_umask(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, umask: int, *, is_open: bool
) -> None:
    """Files 0600; directories 0700, or as their owner had made them before."""
    home = tmp_path / "home"
    monkeypatch.setenv("VOICECOACH_HOME", str(home))
    if is_open:
        (home / "cache" / "speech").mkdir(parents=True)
        for each in (home, home / "cache", home / "cache" / "speech"):
            each.chmod(0o777)
    before = os.umask(umask)
    try:
        store = Store.open(places.data_file())
        store.set_precaution("pregnancy", Standing.YES, NOON)
        tuning_file.write(places.tuning_file(), tuning_file.Tuning(NOON, "x", Personal(0.1), (), 2, 1, 2))
        echo_note.write(places.echo_file(), echo_note.EchoNote("open", "no echo", NOON))
        editing.put(places.settings_file(), "text", value=True)
        cache = sound_cache.SoundCache(places.speech_cache_dir())
        cache.put(sound_cache.key("espeak", None, 155, "a"), Pcm(np.ones(100, np.int16), 22050))
        private_files.write(home / "cache" / "speech" / ("0" * 64 + ".pcm"), b"x", prefix=".new-")
    finally:
        os.umask(before)
    modes = {each: stat.S_IMODE(each.lstat().st_mode) for each in home.rglob("*")}
    store.close()

    assert len(files(home)) >= 6
    assert {mode for path, mode in modes.items() if not path.is_dir()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o777 if is_open else 0o700}
