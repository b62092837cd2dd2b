"""The file that keeps a tuning: one small JSON document, for the user alone, numbers and the asked words only.

It names the weights that it belongs to: with other weights the numbers mean nothing, so it is stale and not used.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from voicecoach import private_files
from voicecoach.coach.phrases import Question
from voicecoach.coach.tuning_words import WordHeard
from voicecoach.errors import VoicecoachError
from voicecoach.speech.recognizers.personal import NOBODY, Personal, voice_document, voice_of

VERSION = 1
LARGEST_BYTES = 200_000
"""Twice what 24 words of the largest embedding take."""
AGAIN = "`voicecoach tune` makes it anew, `voicecoach tune --forget` removes it"


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is kept: when it was made, for which weights, what was adopted, and how each word was heard with it."""

    made_at: datetime
    weights: str
    personal: Personal
    words: tuple[WordHeard, ...]
    takes: int
    sure_before: int
    sure_now: int

    @property
    def summary(self) -> str:
        """From when it is, and what it changed: a clause."""
        return f"from {self.made_at.astimezone():%Y-%m-%d %H:%M}: {self.change}"

    @property
    def change(self) -> str:
        """What it changed: a clause."""
        if self.personal == NOBODY:
            return "nothing was changed, since nothing helped"
        changes = []
        if self.personal.voice is not None:
            changes.append(f"{len(self.personal.voice.phrases)} words are heard as you say them")
        if self.personal.ease:
            changes.append(
                f"answers need {self.personal.ease:g} less confidence to be taken without asking back"
            )
        return (
            f"{', and '.join(changes)} ({self.sure_now} instead of {self.sure_before} of {self.takes} words)"
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found at the place of the file. `problem` is a sentence that says why it is not used."""

    tuning: Tuning | None = None
    problem: str | None = None

    @property
    def personal(self) -> Personal:
        """What a recognizer should use: nothing, where there is no tuning or it cannot be used."""
        return NOBODY if self.tuning is None or self.problem else self.tuning.personal


def weights() -> str:
    """A checksum over all fitted files of the recognizers."""
    found = hashlib.sha256()
    folder = resources.files("voicecoach.speech.recognizers")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith((".toml", ".npz")):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


def read(path: Path) -> Kept:
    """What is kept in this file. Never raises: a file that cannot be used is a problem in one sentence."""
    try:
        if not os.path.lexists(path):
            return Kept()
        if not path.is_file():
            return Kept(problem=f"The tuning {path} is no file; move it away.")
        tuning = _tuning(json.loads(private_files.read(path, LARGEST_BYTES)))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Kept(
            problem=f"The tuning {path} cannot be read ({reason}) and is not used; check its permissions."
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return Kept(problem=f"The tuning {path} is damaged and is not used; {AGAIN}.")
    if tuning.weights != weights():
        return Kept(
            tuning, f"The tuning {path} belongs to another version's weights and is not used; {AGAIN}."
        )
    return Kept(tuning)


def write(path: Path, tuning: Tuning) -> None:
    """Keep it, whole or not at all (0600; missing directories 0700). Raises VoicecoachError where that fails."""
    try:
        text = json.dumps(_document(tuning), indent=1) + "\n"
        private_files.write(path, text.encode())
    except OSError as error:
        raise VoicecoachError(
            f"The tuning cannot be kept in {path} ({(error.strerror or str(error)).lower()}): "
            "nothing is changed; make room, or check the permissions."
        ) from error


def forget(path: Path) -> bool:
    """Remove it; whether there was one. Raises VoicecoachError where it cannot be removed."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise VoicecoachError(
            f"The tuning {path} cannot be removed ({(error.strerror or str(error)).lower()}): check the permissions."
        ) from error
    return True


def _document(tuning: Tuning) -> dict[str, Any]:
    return {
        "version": VERSION,
        "weights": tuning.weights,
        "made_at": tuning.made_at.isoformat(timespec="seconds"),
        "ease": tuning.personal.ease,
        "voice": voice_document(tuning.personal.voice),
        "takes": tuning.takes,
        "sure_before": tuning.sure_before,
        "sure_now": tuning.sure_now,
        "words": [
            {
                "phrase": word.phrase,
                "question": word.question.value,
                "takes": word.takes,
                "sure": word.sure,
                "asked": word.asked,
            }
            for word in tuning.words
        ],
    }


def _tuning(document: dict[str, Any]) -> Tuning:
    """Raises ValueError, KeyError or TypeError for what no version of ours has written."""
    if document["version"] != VERSION:
        raise ValueError(document["version"])
    made_at = datetime.fromisoformat(document["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("its time has no zone")
    return Tuning(
        made_at,
        str(document["weights"]),
        Personal(float(document["ease"]), voice_of(document.get("voice"))),
        tuple(
            WordHeard(
                str(w["phrase"]), Question(w["question"]), int(w["takes"]), int(w["sure"]), int(w["asked"])
            )
            for w in document["words"]
        ),
        int(document["takes"]),
        int(document["sure_before"]),
        int(document["sure_now"]),
    )
