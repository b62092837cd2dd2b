"""Rendered speech on disk: whole, private, bounded, and never in anybody's way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from voicecoach.speech.pcm import Pcm
from voicecoach.speech.sound_cache import ABANDONED_S, SoundCache, key, size
from voicecoach.speech.voice import Shelf, Voice

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def sound(n: int = 0, samples: int = 1000) -> Pcm:
    return Pcm(np.arange(n, n + samples, dtype=np.int16), 22050)


def names(folder: Path) -> list[str]:
    return sorted(each.stem for each in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "speech"


@pytest.fixture
def cache(folder: Path) -> SoundCache:
    return SoundCache(folder)


def test_what_was_kept_comes_back_in_another_process(cache: SoundCache, folder: Path) -> None:
    cache.put("a", sound(5))
    found = SoundCache(folder).get("a")

    assert found is not None
    assert found.sample_rate_hz == 22050
    assert np.array_equal(found.samples, sound(5).samples)
    assert found.samples.dtype == np.int16


def test_nothing_is_made_before_there_is_something_to_keep(cache: SoundCache, folder: Path) -> None:
    assert cache.get("a") is None
    assert not folder.parent.exists()
    assert size(folder) == (0, 0)


def test_files_and_folders_are_the_users_alone(cache: SoundCache, folder: Path) -> None:
    cache.put("a", sound())
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder.parent, folder, folder / "a.pcm")]

    assert modes == [0o700, 0o700, 0o600]


def test_a_name_depends_on_all_that_makes_a_sound_and_tells_nothing() -> None:
    keys = {
        key("espeak 1", "en-us", 155, "Rest."),
        key("espeak 2", "en-us", 155, "Rest."),
        key("espeak 1", "en-gb", 155, "Rest."),
        key("espeak 1", None, 155, "Rest."),
        key("espeak 1", "en-us", 140, "Rest."),
        key("espeak 1", "en-us", 155, "Rest"),
    }

    assert len(keys) == 6
    assert all(len(each) == 64 and set(each) <= set("0123456789abcdef") for each in keys)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:10],
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: b"RIFF" + content[4:],
        lambda content: content[:8] + b"\0\0\0\0" + content[12:],
        lambda content: content[:-1] + b"\x7f",
    ],
    ids=["empty", "cut in its head", "cut", "too long", "of another kind", "no rate", "a bit wrong"],
)
def test_a_damaged_file_is_removed_and_can_be_kept_again(cache: SoundCache, folder: Path, damage) -> None:
    cache.put("a", sound(5))
    path = folder / "a.pcm"
    path.write_bytes(damage(path.read_bytes()))

    assert cache.get("a") is None
    assert not path.exists()

    cache.put("a", sound(5))

    assert cache.get("a") is not None


def test_what_was_not_used_for_longest_goes_first(folder: Path) -> None:
    cache = SoundCache(folder, most_bytes=11_000)
    for n in range(5):
        cache.put(str(n), sound(n))
        os.utime(folder / f"{n}.pcm", (n, n))
    cache.get("0")
    cache.put("5", sound())

    assert "0" in names(folder)
    assert "5" in names(folder)
    assert "1" not in names(folder)
    assert size(folder)[1] <= 11_000


def test_a_folder_that_is_too_large_already_is_made_smaller(folder: Path) -> None:
    for n in range(10):
        SoundCache(folder).put(str(n), sound(n))
    SoundCache(folder, most_bytes=5_000).put("new", sound())

    assert size(folder)[1] <= 5_000


def test_a_sound_larger_than_all_is_not_kept(folder: Path) -> None:
    SoundCache(folder, most_bytes=1_000).put("a", sound())

    assert not folder.exists()


def test_what_another_process_left_unfinished_is_removed_when_it_is_old(folder: Path) -> None:
    folder.mkdir(parents=True)
    old, new = folder / ".new-old", folder / ".new-new"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (1, 1))
    assert new.stat().st_mtime > ABANDONED_S
    SoundCache(folder).put("a", sound())

    assert not old.exists()
    assert new.exists()


def test_a_place_where_nothing_can_be_kept_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = SoundCache(tmp_path / "file" / "speech")
    cache.put("a", sound())
    cache.put("b", sound())

    assert cache.get("a") is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_no_failure_and_leaves_nothing(
    cache: SoundCache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written goes to a device that is full; the name of the new file is a real one."""
    real = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda descriptor, mode: (os.close(descriptor), real(_full(), mode))[1])
    cache.put("a", sound())
    monkeypatch.undo()

    assert names(folder) == []
    assert cache.get("a") is None


def _full() -> int:
    return os.open("/dev/full", os.O_WRONLY)


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_disk_that_only_reads_still_gives(cache: SoundCache, folder: Path) -> None:
    cache.put("a", sound())
    folder.chmod(0o500)
    again = SoundCache(folder)
    again.put("b", sound())
    found = again.get("a")
    folder.chmod(0o700)

    assert found is not None
    assert names(folder) == ["a"]


def test_the_next_session_needs_no_engine_for_what_the_last_one_said(folder: Path) -> None:
    """What the worker gave is what comes back; then the worker is stopped for good."""
    shelf = Shelf(SoundCache(folder), lambda _: True)
    first = Voice(shelf=shelf)
    rendered = first.render("Lie on your stomach.", 155)
    first.close()
    second = Voice(shelf=Shelf(SoundCache(folder), lambda _: True))
    assert second._worker is not None
    second._worker.kill()
    second._command = ("false",)
    found = second.render("Lie on your stomach.", 155)
    second.close()

    assert np.array_equal(found.samples, rendered.samples)


def test_only_what_the_shelf_is_for_comes_on_disk(folder: Path) -> None:
    voice = Voice(shelf=Shelf(SoundCache(folder), {"Rest."}.__contains__))
    voice.render("Rest.", 155)
    voice.render("You told me of a secret.", 155)
    voice.close()

    assert size(folder)[0] == 1
    assert not any("Rest" in each for each in names(folder))
