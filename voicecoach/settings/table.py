"""The one table of all settings: a new setting is a new row.

Options, their help, `voicecoach config`, the checks, completion and docs/settings.md are made from it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from voicecoach.settings.kinds import Flag, Kind, NameOrFile, OneOf, Value, Whole, Words


@dataclass(frozen=True, slots=True)
class Setting:
    """`key` in the file, what values it takes, what it means (a sentence), and which commands obey it.

    `option`: what says the same at the command line, for once; empty where nothing does. `default` None: there is none.
    """

    key: str
    kind: Kind
    meaning: str
    commands: tuple[str, ...]
    option: str = ""
    default: Value = None


SETTINGS = (
    Setting(
        "program",
        NameOrFile(".toml", has_bare_files=False),
        "A program's name, or its file.",
        ("start",),
        "--program",
        default="back-pain",
    ),
    Setting(
        "text",
        Flag(),
        "By text: printed lines and typed answers.",
        ("start",),
        "--text/--no-text",
        default=False,
    ),
    Setting(
        "recognizer",
        OneOf(("auto", "floor", "sphinx", "whisper")),
        "What listens. auto never picks whisper, which needs a model of your own.",
        ("start",),
        "--recognizer",
        default="auto",
    ),
    Setting(
        "voice",
        NameOrFile(".onnx", has_bare_files=True),
        "The voice that speaks: one that `voicecoach voices` lists, or a neural one's FILE.onnx.",
        ("start", "tune"),
        "--voice",
    ),
    Setting(
        "rate_wpm",
        Whole(110, 220, "words a minute"),
        "How fast the voice speaks, in words a minute.",
        ("start", "tune"),
        "--rate",
        default=155,
    ),
    Setting(
        "plain",
        Flag(),
        "Only lines, for screen readers and logs.",
        ("start", "tune", "demo"),
        "--plain/--no-plain",
        default=False,
    ),
    Setting(
        "earcons",
        Flag(),
        "Short sounds between the words; they are printed all the same.",
        ("start",),
        "--earcons/--no-earcons",
        default=True,
    ),
    Setting(
        "barge_in",
        OneOf(("auto", "gaps", "off")),
        "When a voice interrupts. auto: also while the coach speaks, where the echo allows it; gaps: in its pauses; "
        "off: only where it waits for an answer.",
        ("start",),
        "--barge-in",
        default="auto",
    ),
    Setting(
        "ducking",
        Flag(),
        "Lower other programs' sound while the coach speaks or listens.",
        ("start",),
        "--ducking/--no-ducking",
        default=True,
    ),
    Setting(
        "name", Words(), "Your name, for the head of the report; never said, and never sent.", ("report",)
    ),
)
BY_KEY = {each.key: each for each in SETTINGS}


def normal(key: str) -> str:
    """A key as it stands in the table, where it was typed like an option."""
    return key.strip().lstrip("-").replace("-", "_").lower()


def advice_for(key: str) -> str:
    """What to do about a key that is in no row: a clause."""
    wanted = normal(key)[:100]
    near = difflib.get_close_matches(wanted, BY_KEY, 1)
    near = near or [each for each in BY_KEY if wanted and each.startswith(wanted)][:1]
    guess = f'did you mean "{near[0]}"? ' if near else ""
    return f"{guess}`voicecoach config` lists all settings"
