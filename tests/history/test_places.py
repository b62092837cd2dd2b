"""Files are where the platform keeps them, or below VOICECOACH_HOME."""

import pytest

from voicecoach.errors import UnreadableHistory
from voicecoach.history.places import config_dir, data_file, settings_file


@pytest.fixture(autouse=True)
def bare(monkeypatch) -> None:
    """None of the variables of the machine that runs the test."""
    for name in ("VOICECOACH_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_voicecoach_home_holds_everything(monkeypatch, tmp_path) -> None:
    """And is not made by being asked for."""
    monkeypatch.setenv("VOICECOACH_HOME", str(tmp_path / "mine"))

    assert data_file() == tmp_path / "mine" / "history.sqlite3"
    assert config_dir() == tmp_path / "mine"
    assert settings_file() == tmp_path / "mine" / "settings.toml"
    assert not (tmp_path / "mine").exists()


def test_a_relative_home_is_below_the_present_directory(monkeypatch, tmp_path) -> None:
    """It does not move when the directory changes later."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICECOACH_HOME", "mine")

    assert data_file() == tmp_path / "mine" / "history.sqlite3"


def test_a_tilde_is_the_home_directory(monkeypatch, tmp_path) -> None:
    """Written where no shell expands it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("VOICECOACH_HOME", "~/mine")

    assert config_dir() == tmp_path / "mine"


def test_an_unknown_tilde_is_told(monkeypatch) -> None:
    """The home of a user who does not exist."""
    monkeypatch.setenv("VOICECOACH_HOME", "~nobody-of-that-name/mine")

    with pytest.raises(UnreadableHistory, match="absolute path"):
        data_file()


def test_an_empty_voicecoach_home_is_none(monkeypatch, tmp_path) -> None:
    """The platform's directories are used."""
    monkeypatch.setenv("VOICECOACH_HOME", " ")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert tmp_path in data_file().parents
    assert tmp_path in config_dir().parents


@pytest.mark.parametrize(
    "found", ["~/.local/share/voicecoach", "/.config/voicecoach", RuntimeError("no home")]
)
def test_no_home_directory_is_told(monkeypatch, found) -> None:
    """As platformdirs shows it, now and in older versions."""

    def look(*_: object, **__: object) -> str:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr("platformdirs.user_data_dir", look)
    monkeypatch.setattr("platformdirs.user_config_dir", look)

    with pytest.raises(UnreadableHistory, match="set VOICECOACH_HOME"):
        data_file()
    with pytest.raises(UnreadableHistory, match="set VOICECOACH_HOME"):
        config_dir()


def test_an_empty_home_never_puts_files_below_the_root(monkeypatch) -> None:
    """As a bare service has it: the user's own directory, or an error."""
    monkeypatch.setenv("HOME", "")

    try:
        found = data_file()
    except UnreadableHistory:
        return
    assert ".local" not in found.parts[:2]
