"""How a room answers: impulse responses of noise that dies away, and sound put into them.

As a program, `reverberation.py RESPONSE.npy`, it is the echo path of a `VirtualRoom`: raw int16 samples come in at
standard input and go out, convolved, at standard output, block by block, until the input ends.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

Response = NDArray[np.float64]
"""An impulse response; the direct path has amplitude 1."""

BLOCK = 441
"""Samples that are convolved at once: 20 ms at 22050 Hz."""


def decaying_response(
    rt60_s: float, rate_hz: int, *, seed: int = 0, direct_to_tail_db: float = 6.0, delay_s: float = 0.003
) -> Response:
    """A direct path of amplitude 1 at sample 0, and a tail of noise that falls by 60 dB in `rt60_s` seconds.

    The tail begins `delay_s` later, and all of it has `direct_to_tail_db` less energy than the direct path.
    """
    count = round(rt60_s * rate_hz)
    fall = 10.0 ** (-3.0 * np.arange(count) / max(count, 1))
    tail = np.random.default_rng(seed).standard_normal(count) * fall
    tail *= 10 ** (-direct_to_tail_db / 20) / max(float(np.linalg.norm(tail)), 1e-12)
    return np.concatenate([[1.0], np.zeros(round(delay_s * rate_hz)), tail])


def in_room(samples: NDArray[np.int16], response: Response) -> NDArray[np.int16]:
    """A recording as it sounds through `response`, with its tail; both at the same rate. Softer where it would clip."""
    size = len(samples) + len(response) - 1
    wet = np.fft.irfft(np.fft.rfft(samples.astype(float), size) * np.fft.rfft(response, size), size)
    return np.asarray(wet * min(1.0, 32767 / max(float(np.abs(wet).max(initial=0.0)), 1.0)), np.int16)


class Convolver:
    """Convolution of a sound that comes in blocks of `block` samples: overlap and add."""

    def __init__(self, response: Response, block: int = BLOCK) -> None:
        self._size = 1 << (block + len(response) - 2).bit_length()
        self._spectrum = np.fft.rfft(response, self._size)
        self._tail = np.zeros(self._size)
        self._block = block

    def feed(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """The next `block` samples of the convolved sound."""
        self._tail += np.fft.irfft(
            np.fft.rfft(samples.astype(float), self._size) * self._spectrum, self._size
        )
        done = np.clip(self._tail[: self._block].round(), -32768, 32767).astype(np.int16)
        self._tail = np.concatenate([self._tail[self._block :], np.zeros(self._block)])
        return done


def main() -> None:
    """Convolve standard input."""
    convolver = Convolver(np.load(sys.argv[1]))
    while len(raw := sys.stdin.buffer.read(2 * BLOCK)) == 2 * BLOCK:
        sys.stdout.buffer.write(convolver.feed(np.frombuffer(raw, "<i2")).astype("<i2").tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
