"""Every sentence that the coach says while it is tuned. The rules of `lines.py` hold here too."""

from collections.abc import Sequence

from voicecoach.coach.lines import Parts
from voicecoach.coach.lines import number as spoken
from voicecoach.coach.tuning_words import Clarity, TuningResult

QUIET_S = 4
MOST_NAMED = 4

OPENING: Parts = (
    "I want to hear you better. This takes about three minutes.",
    "Lie down where you will lie, and speak as you always do.",
    "I say a word. After the tone, you say it.",
    "No sound is kept. To end it, say stop when I ask for another word.",
    f"First, I listen to the room. Please be quiet for {spoken(QUIET_S)} seconds.",
)
PAUSED: Parts = ("Paused.", "Say: continue, or stop.")
STOPPED: Parts = ("Stopped.", "Say: continue, if you want to go on.")
NOTHING_COMES: Parts = (
    "I hear nothing, so I pause.",
    "Is the microphone on? Come a little nearer.",
    "Say: continue, or stop.",
)
SAY_IT: Parts = ("Please say it aloud. By typing I learn nothing.",)
WORKING: Parts = ("Thank you. That was all. One moment, please.",)
ENDED: Parts = ("That is all for now. Nothing is changed.",)
ALARM: Parts = (
    "I end here. Nothing is changed.",
    "With new numbness between the legs, trouble with bladder or bowel, or new weakness, go to emergency care now.",
)
NO_WORD: Parts = ("I heard no word, so nothing is changed.", "Check the microphone, or come a little nearer.")
FAILED: Parts = ("I could not work it out, so nothing is changed.",)
LOST: Parts = ("I lost the sound, so I end here. Nothing is changed.",)

LEARNED: Parts = ("I hear you better now, and I keep what I learned. No sound is kept.",)
NOTHING_HELPED: Parts = ("Nothing that I tried makes me hear you better, so my hearing stays as it was.",)
NOISY: Parts = ("The room is nearly as loud as your voice. Turn off what makes noise, if you can.",)
ALL_WELL: Parts = ("I hear all your words well.",)
AS_IT_WAS: Parts = ("My hearing stays as it was.",)


def please_say(phrase: str, *, is_first: bool) -> Parts:
    """The prompt for a word; short, once it is known what is wanted."""
    return (f"Please say: {phrase}." if is_first else f"Say: {phrase}.",)


def report(result: TuningResult) -> Parts:
    """How well each word is heard, what to do about it, and what was changed."""
    well, asked = result.of(Clarity.WELL), result.of(Clarity.ASKED)
    badly, unsaid = result.of(Clarity.BADLY), result.of(Clarity.NOT_SAID)
    said: list[str] = []
    is_all_well = not (asked or badly or unsaid)
    if is_all_well:
        said += ALL_WELL
    elif well:
        said.append(f"I hear {names(well)} well.")
    if asked:
        said.append(f"With {names(asked)} I may ask back.")
    if badly:
        said.append(f"For {names(badly)}, come a little nearer.")
    if unsaid:
        said.append(f"I did not hear you say {names(unsaid)}.")
    said += NOISY if result.is_noisy else ()
    if result.is_adapted:
        return (*said, *LEARNED)
    return (*said, *(AS_IT_WAS if is_all_well else NOTHING_HELPED))


def names(phrases: Sequence[str]) -> str:
    """ "better, worse and stop"; with many, only their number: the screen names them."""
    if len(phrases) > MOST_NAMED:
        return f"{spoken(len(phrases))} words"
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
