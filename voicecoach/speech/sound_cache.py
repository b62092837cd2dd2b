"""Speech that was rendered before, kept on disk: a folder with one file a sound. Nothing here is ever fatal.

Rules:
* A file's name is a hash over all that makes the sound what it is, so names tell nothing and never clash.
* A file is written whole or not at all, and has a checksum: what is damaged is removed, and rendered again.
* The folder is bounded: what was not used for longest goes first.
* After one failure to write (a full disk, no permission) this process writes no more; reading goes on.

File: `MAGIC`, then the sample rate in hertz, the number of samples and their CRC-32 (little-endian, 32 bits each),
then the samples (mono, int16, little-endian).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach import private_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecoach.speech.pcm import Pcm

VERSION = 2
"""Of what this program does to a sound before it is kept (trimming, leveling): raise it when that changes."""
MOST_BYTES = 50_000_000  # of 22 kHz speech: 19 minutes
KEPT_SHARE = 0.9
"""How much stays when the folder is too large, so that not every new sound makes it tidy up."""
LARGEST_FILE_BYTES = 10_000_000
ABANDONED_S = 3600.0
"""An unfinished file this old has nobody any more who writes it."""
MAGIC = b"VCPCM\x001\n"
SUFFIX = ".pcm"
_UNFINISHED = ".new-"
_HEAD = struct.Struct("<8sIII")
_RATES_HZ = range(4000, 192_001)


def key(engine: str, voice: str | None, rate_wpm: int, text: str) -> str:
    """The name under which a sound is kept. `engine` names the engine and its version."""
    what = json.dumps([VERSION, engine, voice, rate_wpm, text])
    return hashlib.sha256(what.encode()).hexdigest()


class SoundCache:
    """The sounds in `folder`, which is made (0700) when the first one is kept, at most `most_bytes` in all."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._bytes: int | None = None
        self._is_writable = True

    def get(self, name: str) -> Pcm | None:
        """What is kept under this `key`; None where there is nothing, or nothing whole."""
        path = self._path(name)
        try:
            content = private_files.read(path, LARGEST_FILE_BYTES + 1)
        except OSError:
            return None
        pcm = _decoded(content)
        with contextlib.suppress(OSError):  # a disk that only reads
            if pcm is None:
                path.unlink()
            else:
                os.utime(path)
        return pcm

    def put(self, name: str, pcm: Pcm) -> None:
        """Keep a sound under this `key`, where that can be done."""
        content = _encoded(pcm)
        if not self._is_writable or len(content) > min(LARGEST_FILE_BYTES, self._most_bytes):
            return
        try:
            path = self._path(name)
            private_files.make_directories(path)
            if self._bytes is None:
                self._bytes = self._tidied()
            private_files.write(path, content, prefix=_UNFINISHED, is_durable=False)
            self._bytes += len(content)
            if self._bytes > self._most_bytes:
                self._bytes = self._tidied()
        except OSError:
            self._is_writable = False

    def _path(self, name: str) -> Path:
        return self._folder / (name + SUFFIX)

    def _tidied(self) -> int:
        """The bytes that stay: at most all that are allowed, without those used longest ago."""
        kept = sorted(_files(self._folder), reverse=True)
        total = sum(size for _, size, _ in kept)
        if total <= self._most_bytes:
            return total
        while kept and total > KEPT_SHARE * self._most_bytes:
            _, size, path = kept.pop()
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size
        return total


def size(folder: Path) -> tuple[int, int]:
    """How many sounds are kept in a folder, and their bytes; 0 where it is not there. Raises OSError."""
    if not folder.exists():
        return 0, 0
    sizes = [each for _, each, path in _files(folder) if path.suffix == SUFFIX]
    return len(sizes), sum(sizes)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each of our files was used last, its bytes, and its path; abandoned ones are removed."""
    for entry in os.scandir(folder):
        try:
            found = entry.stat(follow_symlinks=False)
            is_unfinished = entry.name.startswith(_UNFINISHED)
            if is_unfinished and time.time() - found.st_mtime > ABANDONED_S:
                Path(entry.path).unlink()
            elif is_unfinished or entry.name.endswith(SUFFIX):
                yield found.st_mtime, found.st_size, Path(entry.path)
        except OSError:  # another process tidies up too
            continue


def _encoded(pcm: Pcm) -> bytes:
    samples = pcm.samples.astype("<i2").tobytes()
    return _HEAD.pack(MAGIC, pcm.sample_rate_hz, len(pcm.samples), zlib.crc32(samples)) + samples


def _decoded(content: bytes) -> Pcm | None:
    import numpy as np  # noqa: PLC0415 `doctor` looks at the folder where numpy is missing, too

    from voicecoach.speech.pcm import Pcm  # noqa: PLC0415

    if len(content) < _HEAD.size:
        return None
    magic, sample_rate_hz, count, checksum = _HEAD.unpack_from(content)
    samples = content[_HEAD.size :]
    is_whole = magic == MAGIC and len(samples) == 2 * count and zlib.crc32(samples) == checksum
    if not is_whole or not count or sample_rate_hz not in _RATES_HZ:
        return None
    return Pcm(np.frombuffer(samples, "<i2").astype(np.int16), sample_rate_hz)
