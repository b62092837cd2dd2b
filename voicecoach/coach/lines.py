"""Every sentence that the coach says of its own. (What an exercise says stands in its program file.)

Short, calm, one instruction a sentence. A question stands before its options, and the options come last. Each
question has three prompts, each shorter than the one before.
"""

from collections.abc import Mapping

from voicecoach.coach.program import Exercise, Side
from voicecoach.coach.symptoms import Location

Parts = tuple[str, ...]
Prompts = tuple[Parts, Parts, Parts]

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
).split()


def number(n: int) -> str:
    """The number as it is spoken."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else str(n)


def time_left(seconds: int) -> str:
    """What is left of a hold, as it is spoken: "one minute thirty", "thirty seconds"."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{seconds} seconds left"
    whole = "one minute" if minutes == 1 else f"{number(minutes)} minutes"
    return f"{whole} {rest} left" if rest else f"{whole} left"


WELCOME_FIRST: Parts = (
    "Welcome.",
    "This is general exercise education. It does not replace a doctor or a physical therapist.",
    "See one before you start, and whenever you are in doubt.",
    "Say stop at any time, and we stop.",
    "You can also say pause, repeat, or help.",
)
MOST_ABOUT = 4
WELCOME: Parts = ("Welcome back.", "Say stop at any time, and we stop.")
FAVOURITE: Parts = ("We begin with the exercise that helped you last time.",)

SCREENING: Prompts = (
    (
        "Before we start.",
        (
            "Is there anything new: numbness between the legs, trouble with bladder or bowel, "
            "new weakness, fever, or a fall?"
        ),
        "Say: all clear.",
        "Or: something is wrong.",
    ),
    ("Anything new and worrying?", "Say: all clear.", "Or: something is wrong."),
    ("Say: all clear.", "Or: something is wrong."),
)
SCREENING_NOTED: Parts = ("Thank you. Nothing you told me stops us. Stop if this changes.",)
ALARM: Prompts = (
    (
        "I stopped, because something is wrong.",
        "Is it new numbness, new weakness, or trouble with bladder or bowel?",
        "Say: yes.",
        "Or: no.",
    ),
    ("New numbness, weakness, bladder or bowel trouble?", "Say: yes.", "Or: no."),
    ("Say: yes.", "Or: no."),
)
ALARM_OTHER: Prompts = (
    (
        "Is it fever, an infection, a fall, or anything else that is new and worrying?",
        "Say: yes.",
        "Or: no.",
    ),
    ("Fever, infection, a fall, or anything else new?", "Say: yes.", "Or: no."),
    ("Say: yes.", "Or: no."),
)
RED_FLAG: Parts = (
    "Then we do not exercise now.",
    "Please talk to a doctor before you go on.",
    "With fever, a recent infection, or a fall, do that today.",
)

BASELINE_LOCATION: Prompts = (
    (
        "Where is the lowest point of your pain now?",
        "Say: back, buttock, thigh, calf, foot, or no pain.",
    ),
    ("The lowest point of the pain?", "Back, buttock, thigh, calf, foot, or no pain."),
    ("Back, buttock, thigh, calf, foot, or no pain?",),
)
BASELINE_SIDE: Prompts = (
    ("Which side is it on?", "Say: left, right, both, or middle."),
    ("Which side?", "Left, right, both, or middle."),
    ("Left, right, both, or middle?",),
)
WORSE_SIDE: Prompts = (
    ("Which side is worse?", "Say: left, right, or neither."),
    ("The worse side?", "Left, right, or neither."),
    ("Left, right, or neither?",),
)
RATING: Prompts = (
    ("How strong is the pain now?", "Say a number from zero to ten."),
    ("The pain, from zero to ten?",),
    ("Zero to ten?",),
)
READY: Prompts = (
    ("Say: ready, when you are in place.",),
    ("When you are in place, say: ready.",),
    ("Say: ready.",),
)
CHECK_LOCATION: Prompts = (
    (
        "Where is the lowest point of your pain now?",
        "Back, buttock, thigh, calf, foot, or no pain.",
    ),
    ("The lowest point now?", "Back, buttock, thigh, calf, foot, or no pain."),
    ("Back, buttock, thigh, calf, foot, or no pain?",),
)


def welcome_first(about: Parts) -> Parts:
    """The very first words: what the program is for, if that is short, and what the coach is not."""
    return WELCOME_FIRST[:1] + (about if len(about) <= MOST_ABOUT else ()) + WELCOME_FIRST[1:]


def too_soon(hours_between: float) -> Parts:
    """A session that follows the last one too closely."""
    hours = number(int(hours_between)) if hours_between.is_integer() else f"{hours_between:g}"
    unit = "hour" if hours_between == 1 else "hours"
    return (f"Your last session was less than {hours} {unit} ago.", "Take it gently today.")


def good_session(keep: str) -> Parts:
    """The end of a session that found the person's exercise; `keep` is the exercise's own advice."""
    when = keep or "Two to three hours from now is a good time for it, while it helps."
    return ("Well done.", "Next time we begin with this exercise.", when)


def check_change(where: Location) -> Prompts:
    """The question after the lowest point is known."""
    place = f"in the {where.word}" if where is not Location.NONE else "there"
    return (
        (f"Compared with before this exercise: {place}, is it better, worse, or the same?",),
        ("Is it better, worse, or the same?",),
        ("Better, worse, or the same?",),
    )


def recheck_change(where: Location) -> Prompts:
    """The question after a rest."""
    return (
        ("And compared with before that exercise: is it better, worse, or the same?",),
        ("Better, worse, or the same as before that exercise?",),
        ("Better, worse, or the same?",),
    )


def check_region(word: str) -> Prompts:
    """The question behind "worse" or "better" with no region."""
    return (
        (f"Is it {word} in the leg, or in the back?", f"Say: {word} in the leg.", f"Or: {word} in the back."),
        (f"Say: {word} in the leg.", f"Or: {word} in the back."),
        (f"{word.capitalize()} in the leg, or in the back?",),
    )


CHECK_LEG: Prompts = (
    ("And in the leg: is it better, worse, or the same?",),
    ("In the leg: better, worse, or the same?",),
    ("The leg: better, worse, or the same?",),
)


def contradiction(where: Location, before: Location, said: str) -> Prompts:
    """What was understood, said back, where location and change do not agree."""
    moved = "further down than before" if where > before else "nearer the spine than before"
    place = "no pain" if where is Location.NONE else f"the lowest pain is in the {where.word}, {moved}"
    return (
        (f"I understood: {said}, and {place}.", "Is that right?", "Say: yes.", "Or: no."),
        (f"{said.capitalize()}, and {place}. Yes, or no?",),
        ("Yes, or no?",),
    )


def confirm(text: str) -> Prompts:
    """Asking back what was not heard clearly."""
    return (
        (f"Did you say: {text}?", "Yes, or no?"),
        (f"{text.capitalize()}: yes, or no?",),
        ("Yes, or no?",),
    )


ANOTHER_SET: Prompts = (
    ("Would you like another set?", "Say: yes.", "Or: no."),
    ("Another set?", "Yes, or no?"),
    ("Yes, or no?",),
)
AFTERWARDS: Prompts = (
    (
        "To keep what you gained, there is a short posture exercise on a chair.",
        "Would you like it?",
        "Yes, or no?",
    ),
    ("The posture exercise?", "Yes, or no?"),
    ("Yes, or no?",),
)

START: Parts = ("Start now.",)
NOT_UNDERSTOOD: Parts = ("I did not get that.",)
ANSWER_FIRST: Parts = ("I need this answer first.",)
PAUSED: Parts = ("Paused.", "Say: continue, when you are ready.")
PAUSED_KEYBOARD: Parts = (
    "I did not get an answer, so I pause.",
    "Say: continue, and I ask again. Or type your answer.",
)
STILL_PAUSED: Parts = ("Still paused.", "Say: continue, or stop.")
STOPPED: Parts = ("Stopped. Everything is saved.", "Say: continue, if you want to go on.")
PAIN_STOP: Parts = ("We stop this set.", "Rest, and let the pain settle.")
ENDED_IN_PAUSE: Parts = ("I end here. Everything is saved.",)
GOODBYE: Parts = ("That is all for now. Everything is saved.",)
POSTURE_DONE: Parts = ("Well done. Keep this posture when you sit.",)
REST: Parts = ("Rest.",)
SLOWER: Parts = ("Slower.",)
FASTER: Parts = ("Faster.",)
REST_LONGER: Parts = ("Rest a little longer.", "Then I ask again.")
MICROPHONE_LOST: Parts = ("I cannot hear you any more.", "Please use the keyboard.")
HELP: Parts = (
    "You can say: stop, pause, continue, repeat, next, go back, slower, or faster.",
    "If you feel numbness, weakness, or anything alarming, say: something is wrong.",
)


def exercise_title(exercise: Exercise, number_in_program: int) -> str:
    """How an exercise is announced."""
    return f"Exercise {number(number_in_program)}: {exercise.name}."


def for_side(text: str, side: Side | None) -> str:
    """Put the painful side into an instruction. Plain replacement: program files are data."""
    if side is None:
        return text
    return text.replace("{painful_side}", side.value).replace("{other_side}", side.other.value)


def left_out_for_side(exercise: Exercise) -> str:
    return f"We pass over {exercise.name}: it needs one painful side, and yours is not on one side."


def left_out_for_good(exercise: Exercise) -> str:
    return f"We leave out {exercise.name}: it moved your pain down before."


def going_on(done: int, *, is_hold: bool) -> Parts:
    """After a pause in a set."""
    return ("We go on.",) if is_hold else (f"We go on with number {number(done + 1)}.",)


def understood_change(regions: Mapping[str, str], value: str) -> str:
    """A change as it is said back: "worse in the back"."""
    return " and ".join(f"{change} in the {region}" for region, change in regions.items()) or value
