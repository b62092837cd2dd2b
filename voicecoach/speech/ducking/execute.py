"""Gives back what a coach had lowered that could not do so itself: python -m voicecoach.speech.ducking.execute WILL."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

from voicecoach.speech.ducking.ducker import give_back
from voicecoach.speech.ducking.plan import of_will
from voicecoach.speech.ducking.server import NoServerError, SoundServer


def main(will: str) -> None:
    """Nobody reads what this prints, so it prints nothing. A server that stands still is waited for."""
    with suppress(NoServerError, ValueError):
        server = SoundServer()
        now = time.monotonic()
        give_back(of_will(will, now), server, now)
        server.close()


if __name__ == "__main__":
    main(sys.argv[1])
