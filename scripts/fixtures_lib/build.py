"""The groups of recordings: for each, which clips it has and how each is made.

A group yields its clips one after the other; the caller writes them. Each clip draws its random numbers from
its own path, so groups and clips can be built alone and in any order, and come out the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fixtures_lib import rooms, sounds, texts
from fixtures_lib.clip import Samples, leveled, rng_for, trimmed
from fixtures_lib.manifest import Row
from fixtures_lib.voices import COACH, OTHER_VOICES, PHRASE_VOICES, Piper, Voice
from voicecoach.coach.phrases import all_phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONDITIONS = ("near", "room")
_BEFORE_S = 0.08
_AFTER_NEAR_S = 0.08
_LICENCE = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording and its line in the manifest."""

    row: Row
    samples: Samples


def slug(text: str) -> str:
    """A text as part of a file name: "i'm ready" is `im-ready`."""
    kept = "".join(letter for letter in text.lower() if letter.isalnum() or letter == " ")
    return "-".join(kept.split())


def _placed(dry: Samples, condition: str, path: str) -> Samples:
    """`dry` as it arrives under `condition`: near, room, or mild (the demo's small, quiet room)."""
    rng = rng_for(path)
    match condition:
        case "near":
            return rooms.near(trimmed(dry, _BEFORE_S, _AFTER_NEAR_S), rng)
        case "room":
            return rooms.in_room(trimmed(dry, _BEFORE_S, 0.0), rooms.ROOM, rng)
        case "mild":
            return rooms.in_room(trimmed(dry, _BEFORE_S, 0.0), rooms.MILD, rng)
        case _:
            raise ValueError(f"no such condition: {condition!r}")


def _spoken(kind: str, path: str, text: str, voice: Voice, condition: str, dry: Samples) -> Clip:
    row = Row(path, text, voice.name, condition, kind, _LICENCE, f"synthetic: {voice.engine}")
    return Clip(row, _placed(dry, condition, path))


def phrases() -> Iterator[Clip]:
    """Every phrase of the vocabulary, by every voice, near and in a room."""
    for voice in PHRASE_VOICES:
        for text, dry in zip(all_phrases(), voice.say(all_phrases()), strict=True):
            for condition in CONDITIONS:
                path = f"phrases/{slug(text)}/{voice.name}__{condition}.wav"
                yield _spoken("phrase", path, text, voice, condition, dry)


def other_speech() -> Iterator[Clip]:
    """Words twice, near by one voice and in a room by another; sentences once, in turn near and in a room."""
    words = (*texts.LOOK_ALIKES, *texts.PLAIN_WORDS)
    parts = [(text, condition) for text in words for condition in CONDITIONS]
    parts += [(text, CONDITIONS[index % 2]) for index, text in enumerate(texts.SENTENCES)]
    for number, (text, condition) in enumerate(parts):
        # Five is coprime to the number of voices: every voice gets words and sentences, near and in a room.
        voice = OTHER_VOICES[number * 5 % len(OTHER_VOICES)]
        folder = "look_alikes" if text in texts.LOOK_ALIKES else "plain"
        path = f"other_speech/{folder}/{slug(text)}__{voice.name}__{condition}.wav"
        yield _spoken("other", path, text, voice, condition, voice.say([text])[0])


def coach() -> Iterator[Clip]:
    """The coach as its own microphone hears it: from the loudspeaker beside it, and across the room."""
    said = (*texts.COACH_COUNTS, *texts.COACH_LINES)
    for text, dry in zip(said, COACH.say(said), strict=True):
        for condition in CONDITIONS:
            path = f"coach/{slug(text)}__{condition}.wav"
            yield _spoken("coach", path, text, COACH, condition, dry)


def sound_clips() -> Iterator[Clip]:
    """Everything that is not a person speaking."""
    for name, make in sounds.BODY.items():
        for condition in CONDITIONS:
            yield _sound(f"{name}__{condition}", condition, _placed_sound(name, make, condition))
    for name, make in sounds.THINGS.items():
        yield _sound(name, "room", _placed_sound(name, make, "room"))
    for name, make in sounds.STEADY.items():
        yield _sound(name, "noise", leveled(make(rng_for(name)), -35.0))
    for name, make in sounds.SILENCE.items():
        yield _sound(name, "silence", make(rng_for(name)))
    yield _sound("tv-babble", "noise", _babble())


def _placed_sound(name: str, make: sounds.Maker, condition: str) -> Samples:
    return _placed(make(rng_for(name)), condition, f"sounds/{name}__{condition}.wav")


def _babble() -> Samples:
    rng = rng_for("tv-babble")
    talk = [dry for voice in OTHER_VOICES for dry in voice.say(list(rng.choice(texts.SENTENCES, 3)))]
    return rooms.in_room(leveled(sounds.babble(talk, rng), -25.0), rooms.TELEVISION, rng)


def _sound(name: str, condition: str, samples: Samples) -> Clip:
    origin = "synthetic: espeak-ng, flite, festival, piper" if name == "tv-babble" else "synthetic: computed"
    return Clip(Row(f"sounds/{name}.wav", "", "", condition, "sound", _LICENCE, origin), samples)


def demo() -> Iterator[Clip]:
    """The recorded person of `voicecoach demo`. These go into the package, and not into the manifest."""
    voice = Piper("piper-us-man", length_scale=1.3)
    for text, (said, take) in texts.DEMO.items():
        row = Row(f"{slug(text)}.wav", text, voice.name, "mild", "demo", _LICENCE, "synthetic: piper")
        yield Clip(row, _placed(voice.say([said])[0], "mild", f"demo/{slug(text)}/{take}"))


GROUPS: dict[str, Callable[[], Iterator[Clip]]] = {
    "phrase": phrases,
    "other": other_speech,
    "coach": coach,
    "sound": sound_clips,
    "demo": demo,
}
