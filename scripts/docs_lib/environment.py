"""docs/reference/environment.md: the environment variables that are read."""

import re
from collections.abc import Mapping
from pathlib import Path

from docs_lib import markdown

ROOT = Path(__file__).resolve().parents[2]
_READ = ("voicecoach", "scripts/lib")
_NAME = re.compile(r"\b_?VOICECOACH_[A-Z_]*[A-Z]\b")
OURS: Mapping[str, str] = {
    "VOICECOACH_HOME": "History, settings, tuning and rendered speech go below this directory.",
    "VOICECOACH_VOICES": "The folder of neural voices, instead of `voices` below the directory of the settings.",
    "VOICECOACH_WHISPER_MODEL": "The folder of whisper's model, for `--recognizer whisper`.",
    "VOICECOACH_NO_SPEECH_CACHE": "Set to anything: no rendered speech is read from disk or kept there.",
    "VOICECOACH_DEBUG": "Set to anything: an error that should not have happened shows where it did.",
    "VOICECOACH_PYTHON": "The Python that `scripts/setup` takes, where there is no `.venv` yet.",
    "_VOICECOACH_COMPLETE": "Set by the shell's completion, for `voicecoach` to print what may follow.",
}
COMMON: Mapping[str, str] = {
    "NO_COLOR": "Set to anything: no colours, and a session in plain lines.",
    "TERM": "With `dumb` no escape sequences at all, and a session in plain lines.",
    "COLUMNS": "The width of the output, where it cannot be asked of the terminal.",
}


def read_in_the_code() -> set[str]:
    """The variables of ours that stand anywhere in the code."""
    files = [path for place in _READ for path in (ROOT / place).rglob("*") if path.suffix in {".py", ".sh"}]
    return {name for path in files for name in _NAME.findall(path.read_text(encoding="utf-8"))}


def document(made_by: str) -> str:
    """The whole text. Raises KeyError for a variable that is read and not told of here."""
    read = sorted(read_in_the_code(), key=lambda name: (name.startswith("_"), name))
    rows = [(f"`{name}`", OURS[name]) for name in read]
    lines = [
        *markdown.header("Environment", made_by, "scripts/docs_lib/environment.py"),
        *markdown.table(("variable", "what it does"), rows),
        "",
        "Of all programs:",
        "",
        *markdown.table(("variable", "what it does"), ((f"`{n}`", text) for n, text in COMMON.items())),
    ]
    return "\n".join(lines) + "\n"
