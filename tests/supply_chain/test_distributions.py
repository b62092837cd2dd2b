"""The wheel and the sdist: built without a network, the same twice, with all that belongs in and nothing else; and the
wheel at work in a clean environment.

That environment is a new one. Its only other packages are those of requirements/base.txt, in just these versions,
copied file by file from where the tests run, so that neither a network nor anything of a developer's is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.supply_chain.test_locks import LOCKS, ROOT, locked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
QUICK = ROOT / "tests" / "programs" / "quick.toml"
IN_A_TREE = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "audio_fixtures", "dist", ".setup*"
)
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull}
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}
DATA = {".css", ".json", ".toml", ".npz", ".wav", ".typed"}

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True, slots=True)
class Built:
    """Both, as made from the tree."""

    sdist: Path
    wheel: Path


def build(tree: Path, kind: str, into: Path) -> Path:
    """By the locked build tool, in this process's environment: nothing is fetched."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(into)]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        command, cwd=tree, env={**env, **EPOCH, **OFFLINE}, check=True, capture_output=True, timeout=120
    )
    (made,) = into.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    tree = tmp_path_factory.mktemp("tree") / "voicecoach"
    shutil.copytree(ROOT, tree, ignore=IN_A_TREE)
    return Built(
        build(tree, "sdist", tmp_path_factory.mktemp("sdist")),
        build(tree, "wheel", tmp_path_factory.mktemp("wheel")),
    )


@pytest.fixture(scope="module")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist's tree."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(built.sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return tree


@pytest.fixture(scope="module")
def wheel_names(built: Built) -> list[str]:
    with zipfile.ZipFile(built.wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def metadata(built: Built, wheel_names: list[str]) -> Message:
    (name,) = [each for each in wheel_names if each.endswith("/METADATA")]
    with zipfile.ZipFile(built.wheel) as archive:
        return Parser().parsestr(archive.read(name).decode())


def of_the_package(suffixes: set[str]) -> set[str]:
    """The files of the package in the tree that have one of these suffixes."""
    found = (path.relative_to(ROOT) for path in (ROOT / "voicecoach").rglob("*") if path.suffix in suffixes)
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_wheel_has_every_module_and_data_file_and_nothing_else(wheel_names: list[str]) -> None:
    """No tests, no recordings but the demo's, no scripts."""
    package = {name for name in wheel_names if ".dist-info/" not in name and ".data/" not in name}

    assert package == of_the_package({".py"} | DATA)
    assert "voicecoach/py.typed" in package
    assert {name for name in package if name.endswith(".wav")} == {
        name for name in package if name.startswith("voicecoach/demo/recordings/")
    }


def test_the_wheel_brings_the_man_page(built: Built, wheel_names: list[str]) -> None:
    """To where `man` looks for it."""
    (name,) = [each for each in wheel_names if ".data/" in each]
    with zipfile.ZipFile(built.wheel) as archive:
        page = archive.read(name)

    assert name.endswith(".data/data/share/man/man1/voicecoach.1")
    assert page == (ROOT / "docs" / "man" / "voicecoach.1").read_bytes()


def test_the_wheel_brings_its_licence_and_its_command(built: Built, wheel_names: list[str]) -> None:
    info = {name.partition(".dist-info/")[2]: name for name in wheel_names if ".dist-info/" in name}
    with zipfile.ZipFile(built.wheel) as archive:
        licence = archive.read(info["licenses/LICENSE"])
        commands = archive.read(info["entry_points.txt"]).decode()

    assert set(info) == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert "voicecoach = voicecoach.cli.main:main" in commands


def test_the_metadata_says_licence_python_and_extras(metadata: Message) -> None:
    """As pyproject.toml does; only the base dependencies are asked of everybody."""
    required = [each for each in metadata.get_all("Requires-Dist") if "extra ==" not in each]

    assert metadata["License-Expression"] == PROJECT["license"]
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == PROJECT["requires-python"].replace(" ", "")
    assert set(metadata.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])
    assert sorted(required) == sorted(each.replace(" ", "") for each in PROJECT["dependencies"])
    assert set(metadata.get_all("Classifier")) == set(PROJECT["classifiers"])


def test_the_sdist_has_what_it_takes_to_go_on_with_the_work(unpacked: Path) -> None:
    """The recordings aside, which are made again by their script."""
    for name in ("pyproject.toml", "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "PKG-INFO"):
        assert (unpacked / name).is_file(), name
    for folder in ("voicecoach", "tests", "scripts", "docs", "requirements"):
        assert (unpacked / folder).is_dir(), folder
    assert os.access(unpacked / "scripts" / "start", os.X_OK)
    assert [path for path in unpacked.rglob("*.wav") if "demo" not in path.parts] == []
    assert [path for path in unpacked.rglob("*") if path.suffix in (".pyc", ".sqlite3", ".env")] == []


def test_a_wheel_made_from_the_sdist_is_the_same_to_the_byte(
    built: Built, unpacked: Path, tmp_path: Path
) -> None:
    """So two builds are."""
    assert build(unpacked, "wheel", tmp_path).read_bytes() == built.wheel.read_bytes()


# --- at work -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clean:
    """A new environment with the wheel, a home without history, and a folder that is not the checkout."""

    python: Path
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """No path to the sources, no sound."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "VOICECOACH_HOME": str(self.folder / "coach"),
            "PULSE_SERVER": "unix:/nonexistent",
            "ALSA_CONFIG_PATH": "/dev/null",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, *command: str | Path, answers: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            input=answers,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def coach(self, *arguments: str | Path, answers: str = "") -> str:
        """What it prints. Fails where it fails."""
        ran = self.run(self.python.with_name("voicecoach"), *arguments, answers=answers)
        assert (ran.returncode, ran.stderr) == (0, ""), ran
        return ran.stdout


@pytest.fixture(scope="module")
def clean(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    environment, folder = tmp_path_factory.mktemp("clean") / "venv", tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True, timeout=60)
    python = environment / "bin" / "python"
    packages = subprocess.run(
        [python, "-Ic", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    for pinned in locked(LOCKS["base"]):
        copy_distribution(pinned.name, pinned.version, Path(packages.stdout.strip()))
    _pip(python, "install", "--no-deps", "--no-compile", str(built.wheel))
    return Clean(python, folder)


def copy_distribution(name: str, version: str, into: Path) -> None:
    """All files that belong to an installed package, less its commands. Fails where another version is installed."""
    found = distribution(name)
    assert found.version == version, f"{name} is not the locked one: scripts/setup --dev"
    for file in found.files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            (into / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(found.locate_file(file)), into / file)


def _pip(python: Path, *arguments: str) -> str:
    """The pip of this environment, or of the system, at work on that one, without an index."""
    own = subprocess.run([sys.executable, "-Im", "pip", "--version"], capture_output=True, check=False)
    whose = sys.executable if own.returncode == 0 else str(Path(sys.base_prefix) / "bin" / "python3")
    ran = subprocess.run(
        [whose, "-Im", "pip", "--python", python, *arguments],
        env={**os.environ, **OFFLINE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_clean_environment_has_the_base_packages_and_no_more(clean: Clean) -> None:
    """And each has what it asks for."""
    listed = clean.run(
        clean.python,
        "-Ic",
        "from importlib.metadata import distributions as d; print(*{e.metadata['Name'].lower() for e in d()})",
    )

    assert set(listed.stdout.split()) == {"voicecoach", *(each.name for each in locked(LOCKS["base"]))}
    assert "No broken requirements" in _pip(clean.python, "check")


def test_the_installed_wheel_is_what_runs(clean: Clean) -> None:
    where = clean.run(clean.python, "-c", "import voicecoach; print(voicecoach.__file__)").stdout

    assert Path(where.strip()).is_relative_to(clean.python.parents[1])


def test_the_wheel_shows_its_help_and_version(clean: Clean) -> None:
    assert "start" in clean.coach("--help")
    assert PROJECT["name"] in clean.coach("--version")


def test_the_wheel_checks_and_lists_programs(clean: Clean) -> None:
    """The built-in ones came along."""
    assert [line.split()[0] for line in clean.coach("programs", "list").splitlines()] == [
        "back-pain",
        "posture",
        "daily-mobility",
        "neck-retraction",
    ]
    clean.coach("programs", "check", QUICK)


def test_the_wheel_holds_a_session_with_typed_answers(clean: Clean) -> None:
    """From the questions before the start to a decision, kept in the history."""
    answers = [*["all clear"] * 3, *["all clear"] * 5, "calf", "left", "six"]
    answers += ["ready", "lower back", "better", "no", "no", "three"]
    log = clean.folder / "events.jsonl"
    printed = clean.coach(
        "start",
        "--text",
        "--fast",
        "--plain",
        "--program",
        QUICK,
        "--events",
        log,
        answers="\n".join(answers) + "\n",
    )

    assert "decided" in log.read_text(encoding="utf-8"), printed
    assert "centralized" in clean.coach("history")


def test_the_wheel_knows_what_is_missing_for_voice(clean: Clean) -> None:
    """Nothing of it is installed here, which is no failure."""
    told = clean.coach("doctor")

    assert "ok: text mode" in told
    assert "A session here runs as text" in told
