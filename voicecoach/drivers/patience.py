"""How long a question may stay without an answer and without silence before a device counts as lost. Pure.

Listening has an end of its own, but only as long as blocks come, the coach falls silent, and the recognizer
answers. Where one of them does not, nothing tells; so the wall clock does. Time in which this process itself
did not run (suspended, starved) is not held against anybody: each tick counts at most twice its interval.
"""

from voicecoach.coach.effects import Listen

TICK_S = 0.25
SPARE_S = 5.0
LONGEST_SOUNDING_S = 30.0


def limit_s(listen: Listen) -> float:
    """The longest that listening may take once the coach is silent, with time to spare for the recognizer."""
    return listen.first_word_s + listen.longest_s + listen.end_silence_s + SPARE_S


class Patience:
    """Watches one question, from `now` on. Call `tick` about every `TICK_S`."""

    def __init__(self, listen: Listen, now: float) -> None:
        self._limit_s = limit_s(listen)
        self._ticked_at = now
        self._sounding_s = 0.0
        self._silent_s = 0.0

    def tick(self, now: float, *, is_coach_sounding: bool) -> str | None:
        """The device that must be lost: "speaker" where the coach never falls silent, else "microphone"."""
        elapsed_s = min(now - self._ticked_at, 2 * TICK_S)
        self._ticked_at = now
        if is_coach_sounding:
            self._sounding_s += elapsed_s
            self._silent_s = 0.0
        else:
            self._silent_s += elapsed_s
        if self._sounding_s >= LONGEST_SOUNDING_S:
            return "speaker"
        return "microphone" if self._silent_s >= self._limit_s else None
