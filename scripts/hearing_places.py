"""Places to measure the hearing in: near, simulated rooms, and measured impulse responses with household noise.

How it works. A place is a name and what it does to a dry recording. Rooms are boxes of random size with the talker
and the microphone near the floor, by the image source method: of pyroomacoustics where that is installed (the
extra `fixtures`), else of `hearing_clips.room_response`. Each recording gets one of `ROOMS` boxes and noise of its
own, drawn from a seed made of the place, the recording and the take, so that every run hears the same. None of the
boxes is one that was fitted in.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from hearing_clips import Clip, Signal, in_room, room_response
from hearing_spoil import colored

from voicecoach.errors import UsageError
from voicecoach.speech.audio import SAMPLE_RATE_HZ, read_wav

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ROOMS = 12
"""Boxes for each distance and reverberation."""
FIRST_ROOM = 3000
"""Seeds of the boxes start here: those of the fit are below 2000."""
DISTANCES_M = (1.0, 2.0, 3.0)
REVERBERATIONS_S = (0.3, 0.5, 0.8)
SNRS_DB = (20.0, 15.0, 5.0)
FACE_DOWN_HZ = 1500.0
"""Low-pass of a mat before the mouth, 24 dB an octave: the middle of the 1 to 3 kHz that was fitted on."""
MEASURED_SNR_DB = 10.0
_BEFORE_DIRECT = SAMPLE_RATE_HZ // 200
_MOST_REFLECTIONS = 80
"""Order of the image sources: with fewer, 0.8 s of reverberation comes out shorter."""


@dataclass(frozen=True, slots=True)
class Room:
    """A simulated room: metres, seconds to fall by 60 dB, decibels of the pink noise below the voice as heard."""

    distance_m: float
    reverberation_s: float
    snr_db: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording is heard. `near` and `recorded` change nothing; `recorded` takes what has a room in it."""

    name: str
    room: Room | None = None
    is_face_down: bool = False

    @property
    def condition(self) -> str:
        """The condition of the recordings that are put here, in the manifest's words."""
        return "room" if self == RECORDED else "near"


NEAR = Place("near")
RECORDED = Place("recorded")
MEASURED = Place("measured")
_SPECIFIED = re.compile(r"(\d+(?:\.\d+)?)m-(\d+(?:\.\d+)?)s-(\d+(?:\.\d+)?)dB(-face-down)?")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a data folder has for `measured`: impulse responses from the direct sound on, and household noise."""

    responses: tuple[Signal, ...] = ()
    noises: tuple[Signal, ...] = ()

    @property
    def is_there(self) -> bool:
        return bool(self.responses and self.noises)


def read_surroundings(folder: Path) -> Surroundings:
    """The WAV files of `rir/` and `noise/` below `folder`, by name; empty without these folders."""
    responses, noises = (
        tuple((read_wav(path) / 32768.0).astype(np.float32) for path in sorted((folder / name).glob("*.wav")))
        for name in ("rir", "noise")
    )
    return Surroundings(tuple(from_direct(each) for each in responses), noises)


def parse_place(text: str) -> Place:
    """`near`, `recorded`, `measured`, or a room such as `2m-0.5s-15dB` or `2m-0.5s-15dB-face-down`.

    Raises `UsageError` for anything else.
    """
    for place in (NEAR, RECORDED, MEASURED):
        if text == place.name:
            return place
    found = _SPECIFIED.fullmatch(text)
    if found is None:
        raise UsageError(
            f"The room {text!r} is unknown: take default, all, near, recorded, measured, "
            "or one such as 2m-0.5s-15dB or 2m-0.5s-15dB-face-down."
        )
    distance_m, reverberation_s, snr_db = (float(found[group]) for group in (1, 2, 3))
    return Place(text, Room(distance_m, reverberation_s, snr_db), is_face_down=bool(found[4]))


DEFAULT = tuple(map(parse_place, ("near", "2m-0.5s-15dB", "2m-0.5s-15dB-face-down", "measured")))
GRID = tuple(
    parse_place(f"{distance:g}m-{reverberation:g}s-{snr:g}dB")
    for distance in DISTANCES_M
    for reverberation in REVERBERATIONS_S
    for snr in SNRS_DB
)


def chosen_places(names: list[str], clips: list[Clip], surroundings: Surroundings) -> list[Place]:
    """The places by name, each once; of the groups `default` and `all` only what the data has recordings for."""
    there = {clip.condition for clip in clips}
    groups = {"default": DEFAULT, "all": (NEAR, *GRID, DEFAULT[2], MEASURED, RECORDED)}
    found: list[Place] = []
    for name in names:
        if name not in groups:
            found.append(parse_place(name))
            continue
        found += [
            place
            for place in groups[name]
            if (surroundings.is_there or place != MEASURED) and place.condition in there
        ]
    if MEASURED in found and not surroundings.is_there:
        raise UsageError("The data folder has no rir/ and noise/ with WAV files: leave out --room measured.")
    return list(dict.fromkeys(found))


def seed_of(place: Place, clip: Clip, take: int) -> int:
    """What the room and the noise are drawn from, 0 to 2**32 - 1: the same on every machine and in every run."""
    return zlib.crc32(f"{place.name}/{clip.name}@{take}".encode())


def heard_at(place: Place, dry: Signal, seed: int, surroundings: Surroundings) -> Signal:
    """`dry` as the microphone gets it at `place`; 0.25 s longer in a room, with the same peak."""
    if place == MEASURED:
        draw = np.random.default_rng(seed)
        response = surroundings.responses[int(draw.integers(len(surroundings.responses)))]
        noise = surroundings.noises[int(draw.integers(len(surroundings.noises)))]
        noise = np.roll(noise, -int(draw.integers(len(noise))))[: len(dry) + SAMPLE_RATE_HZ]
        return in_room(dry, response, MEASURED_SNR_DB, seed, noise)
    if place.room is None:
        return dry
    said = colored(dry, 0.0, FACE_DOWN_HZ) if place.is_face_down else dry
    response = simulated_response(place.room.distance_m, place.room.reverberation_s, seed % ROOMS)
    return in_room(said, response, place.room.snr_db, seed)


# Impulse responses --------------------------------------------------------------------------------


def room_engine() -> str:
    """What simulates the rooms here: figures from one are not to be compared with figures from the other."""
    if importlib.util.find_spec("pyroomacoustics") is None:
        return "hearing_clips.room_response"
    return f"pyroomacoustics {version('pyroomacoustics')}"


@lru_cache(maxsize=len(DISTANCES_M) * len(REVERBERATIONS_S) * ROOMS)
def simulated_response(distance_m: float, reverberation_s: float, number: int) -> Signal:
    """The impulse response of box `number`, from the direct sound on."""
    if importlib.util.find_spec("pyroomacoustics") is None:
        return room_response(reverberation_s, distance_m, FIRST_ROOM + number)
    return from_direct(
        _image_sources(distance_m, reverberation_s, np.random.default_rng(FIRST_ROOM + number))
    )


def _image_sources(distance_m: float, reverberation_s: float, draw: np.random.Generator) -> Signal:
    """In a box of 3.5 to 7 m by 3.5 to 7 m: one absorption for all walls, after Sabine's formula."""
    pra = importlib.import_module("pyroomacoustics")  # untyped, and not everywhere
    pra.constants.set("num_threads", 1)  # or sums come out differently on another number of cores
    size = np.array([*draw.uniform(3.5, 7.0, 2), draw.uniform(2.4, 3.0)])
    absorption, order = pra.inverse_sabine(reverberation_s, size)
    box = pra.ShoeBox(
        size, fs=SAMPLE_RATE_HZ, materials=pra.Material(absorption), max_order=min(order, _MOST_REFLECTIONS)
    )
    mouth, microphone = _positions(size, distance_m, draw)
    box.add_source(mouth)
    box.add_microphone(microphone)
    box.compute_rir()
    return np.asarray(box.rir[0][0], dtype=np.float32)


def _positions(
    size: NDArray[np.float64], distance_m: float, draw: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mouth of somebody on a mat, and a laptop on the floor or on a stool, both 0.3 m from the walls."""
    low, high = np.full(2, 0.3), size[:2] - 0.3
    while True:
        mouth = np.array([*draw.uniform(low, high), draw.uniform(0.15, 0.4)])
        height = draw.uniform(0.15, 0.5)
        along = np.sqrt(distance_m**2 - (height - mouth[2]) ** 2)
        angle = draw.uniform(0, 2 * np.pi)
        microphone = np.array([*(mouth[:2] + along * np.array([np.cos(angle), np.sin(angle)])), height])
        if np.all(microphone[:2] >= low) and np.all(microphone[:2] <= high):
            return mouth, microphone


def from_direct(response: Signal) -> Signal:
    """Without the travel time: from 5 ms before the loudest sample, which is the direct sound."""
    return response[max(0, int(np.argmax(np.abs(response))) - _BEFORE_DIRECT) :]
