"""How fast a neural voice has to speak, so that words a minute mean the same as with the platform's voices.

A word is six characters, the space after it among them, as in the mean of English prose: so counted, espeak-ng says the
coach's lines at 156 words a minute when it is asked for 155, at 110 for 110 and at 222 for 220. (The coach's own words
are shorter: of those it says a sixth more.)

A voice is asked once for `REFERENCE` at its own pace. What takes it how long then follows from `FIXED_SHARE`.
"""

from __future__ import annotations

CHARACTERS = 6
REFERENCE = "Is the pain in your back better, worse, or the same as before this exercise?"
"""A line like the others: at its own pace a voice says it at 172 words a minute, and all lines at 176."""
FIXED_SHARE = 0.25
"""Of the time that a voice takes at its own pace, what no other pace changes: a model of piper rounds the length of
each phoneme, and of each gap between two, up to a whole frame (11.6 ms). Measured over 47 lines of 8 to 25 words at
0.7, 1 and 1.5 times the length."""
SLOWEST, FASTEST = 4.0, 0.25
"""Further from its own pace no voice is to be understood."""


def length_scale(rate_wpm: int, reference_s: float) -> float:
    """How many times as long as by itself each sound has to be, where `REFERENCE` took so long."""
    own_wpm = 60 * (len(REFERENCE) + 1) / CHARACTERS / reference_s
    scale = (own_wpm / rate_wpm - FIXED_SHARE) / (1 - FIXED_SHARE)
    return min(SLOWEST, max(FASTEST, scale))
