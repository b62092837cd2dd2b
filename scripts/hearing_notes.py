"""What the figures of a run are not: on whose voices the recognizers were fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hearing_clips import Clip

FITTED_PEOPLE = ("google-speech-commands", "speechocean762", "mycroft-precise", "picovoice")
"""Corpora of which part went into the committed classifier. The weights do not tell which speakers."""
FITTED_VOICES = ("espeak-", "flite-", "festival-", "piper-")
"""Synthetic voices of the same makers as those fitted on."""


def notes_on(clips: Iterable[Clip], *, has_folds: bool) -> tuple[str, ...]:
    """A sentence for each way in which `floor` may have been fitted on what it is measured on."""
    clips = tuple(clips)
    people = sum(any(corpus in clip.path.name for corpus in FITTED_PEOPLE) for clip in clips)
    voices = sum(clip.speaker.startswith(FITTED_VOICES) for clip in clips)
    notes = []
    if people and has_folds:
        notes.append(
            "Each speaker is heard by floor with the classifier that was not fitted on their voice; its six weights "
            "and the thresholds were fitted on all."
        )
    elif people:
        notes.append(
            f"{people} of {len(clips)} recordings are of corpora that floor was fitted on: its figures flatter where "
            "the speakers are the same. --folds WORK hears each with a classifier that was not fitted on their voice."
        )
    if voices:
        notes.append(
            f"{voices} of {len(clips)} recordings are of synthetic voices, in part those that floor was fitted on."
        )
    return tuple(notes)
