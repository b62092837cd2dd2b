"""What stands in a test for an example that cannot be run as it is: each line decided by somebody, with the reason.

An example that nothing here takes is run as it stands, and must end with code 0 (or the one that the document shows
with `echo $?`). The machine of these tests has no sound, and its standard input is no terminal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.docs.examples import ROOT


@dataclass(frozen=True, slots=True)
class StandIn:
    """For command lines of `voicecoach` that match: options more, another exit code, and why."""

    takes: str
    why: str
    more: tuple[str, ...] = ()
    code: int = 0


VOICECOACH = (
    StandIn(r".*/path/to/\S+\.onnx", "the file is the reader's", code=2),
    StandIn(
        r"start\b(?!.*--text).*--(voice|recognizer)\b", "voice is demanded, and there is no sound", code=3
    ),
    StandIn(r"start\b.*--text(?!.*--fast)", "nobody waits for holds in a test", more=("--fast",)),
    StandIn(r"tune\b(?!.*--forget)", "a voice is what it learns from", code=3),
    StandIn(r"voices\b.*--play", "there is no speaker", code=3),
    StandIn(r"demo\b(?!.*--fast)", "nobody watches", more=("--fast",)),
    StandIn(r"programs preview\b.*--speak", "there is no speaker", code=3),
    StandIn(r"programs new mine\b", "the file lies there, for the examples that use it", more=("--force",)),
    StandIn(r"report\b(?!.*--out)", "all examples are made on the same day", more=("--force",)),
    StandIn(
        r"export --out history.json", "the file lies there, for the examples of import", more=("--force",)
    ),
    StandIn(r"config edit", "there is no terminal to edit at", code=2),
    StandIn(r"forget\b(?!.*--(yes|dry-run))", "there is no terminal to ask at", code=2),
)
"""The first that matches counts. `start` alone is run as it is: without sound it goes on as text."""

FILES = {
    "answer.wav": ROOT / "audio_fixtures" / "phrases" / "a-bit-better" / "espeak-gb-woman__near.wav",
    "my-program.toml": ROOT / "tests" / "programs" / "quick.toml",
    "history.json": ROOT / "tests" / "docs" / "history.json",
    "mine.toml": ROOT / "tests" / "programs" / "quick.toml",
}
"""What lies in the directory in which the examples run, besides what a page itself says to save."""

PAGES_FROM_NOTHING = {"docs/tutorial.md"}
"""They begin with no history; the others with one finished session."""

REAL = ("sed", "source")
"""Run by bash as they stand. So is what goes into a file (`>`)."""

SCRIPTS = re.compile(r"scripts/(?P<name>\w+)(?P<rest>.*)")
"""They set up, test or measure for minutes: they must be there, be executable, and know their options."""

OTHERS = {
    r"git clone <this repository> voicecoach": "needs a network; the address is the reader's",
    r"cd voicecoach": "goes with the clone",
    r". .venv/bin/activate": "the tests run in that environment, or in another one",
    r"curl -H Content-Type: application/fhir+json --data-binary @bundle.json https://fhir.example.org/r4": (
        "needs a network, and the clinic's server"
    ),
}
"""Taken as they are, word for word."""

PIP = re.compile(r"\.venv/bin/pip install -r (?P<lock>\S+)")
"""Needs a network: the list must be there."""


def stand_in(arguments: str) -> StandIn:
    """For the words after `voicecoach`."""
    found = (each for each in VOICECOACH if re.match(each.takes, arguments))
    return next(found, StandIn("", "as it stands"))


def is_known_option(script: Path, option: str) -> bool:
    """Whether the script, or a module beside it, names this option."""
    beside = [*script.parent.glob("*.py"), *script.parent.glob("*_lib/*.py"), *script.parent.glob("lib/*.sh")]
    word = re.compile(rf"(?<![\w-]){re.escape(option)}(?![\w-])")
    return any(word.search(path.read_text(encoding="utf-8")) for path in (script, *beside))
