"""Every sentence that the coach says of its own. (What an exercise says stands in its program file.)

Short, calm, one instruction a sentence. A question stands before its options, and the options come last. Each
question has three prompts, each shorter than the one before.
"""

from collections.abc import Mapping, Sequence

from voicecoach.coach.program import Exercise, Phase, Side
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


MANY_REPS = 5
"""In fewer repetitions nobody loses count."""


def announcement(n: int, of: int) -> str:
    """What is said with the count `n` of `of` repetitions: half of them are done, or two or one are left."""
    if of < MANY_REPS:
        return ""
    left = {2: "two more", 1: "one more"}.get(of - n, "")
    return left or ("halfway" if 2 * n == of else "")


def announced(count: str, note: str) -> str:
    """A count with its announcement: the number first."""
    return f"{count}, {note}" if note else count


WELCOME_FIRST: Parts = (
    "Welcome.",
    "This is general exercise education. It does not replace a doctor or a physical therapist.",
    "See one before you start, and whenever you are in doubt.",
    "Say stop at any time, and we stop.",
    "You can also say pause, repeat, or help.",
)
MOST_ABOUT = 4
MOST_CONDITIONS = 2
WELCOME: Parts = ("Welcome back.", "Say stop at any time, and we stop.")
FAVOURITE: Parts = ("We begin with the exercise that helped you last time.",)

_CLEAR_OR_WRONG: Parts = ("Say: all clear.", "Or: something is wrong.")
_CLEAR_OR_ONE: Parts = ("Say: all clear.", "Or: one of these.")
_YES_OR_NO: Parts = ("Say: yes.", "Or: no.")

LOCKED: Prompts = (
    (
        "The last session ended with an emergency.",
        "If no doctor has seen you since, please go now.",
        "If a doctor has seen you, and agrees that you exercise, type: understood.",
        "I cannot take this by voice.",
    ),
    ("If a doctor has seen you, and agrees, type: understood.", "If not, please go now."),
    ("Please type: understood.",),
)
SCREENING: Prompts = (
    (
        "Before we start.",
        "Is there anything new since last time?",
        "Numbness between the legs, trouble with bladder or bowel, new weakness, fever, or a fall?",
        *_CLEAR_OR_WRONG,
    ),
    ("Numbness, bladder or bowel, weakness, fever, or a fall?", *_CLEAR_OR_WRONG),
    _CLEAR_OR_WRONG,
)
SCREENING_NERVES: Prompts = (
    (
        "Before we start, I ask about warning signs. There are three questions.",
        "First. Is there numbness or tingling between your legs?",
        "Trouble with passing or holding urine, or with your bowels?",
        "Or weakness in a leg or foot that is new, or growing?",
        *_CLEAR_OR_WRONG,
    ),
    ("Numbness between the legs, bladder or bowel trouble, or new weakness?", *_CLEAR_OR_WRONG),
    _CLEAR_OR_WRONG,
)
SCREENING_ILLNESS: Prompts = (
    (
        "Second. Do you have a fever, or do you feel ill with the pain?",
        "A recent infection, or a weak immune system?",
        "Or have you had a fall, or an accident?",
        *_CLEAR_OR_WRONG,
    ),
    ("Fever, illness, an infection, a weak immune system, or a fall?", *_CLEAR_OR_WRONG),
    _CLEAR_OR_WRONG,
)
SCREENING_HISTORY: Prompts = (
    (
        "Third. Is one of these yours, and no doctor has looked at it since?",
        "A cancer in the past, weight loss without a reason, or steady pain at night or at rest?",
        "Or has there been a recent fracture, or an operation or injection at the spine?",
        *_CLEAR_OR_WRONG,
    ),
    ("Past cancer, weight loss, steady pain, an operation, or a fracture?", *_CLEAR_OR_WRONG),
    _CLEAR_OR_WRONG,
)
SCREENING_NOTED: Parts = ("Thank you. Nothing you told me stops us. Stop if this changes.",)
ALARM: Prompts = (
    (
        "I stopped, because you said that something is wrong.",
        "Is it new numbness, new weakness, or trouble with bladder or bowel?",
        *_YES_OR_NO,
    ),
    ("New numbness, weakness, bladder or bowel trouble?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_EMERGENCY: Prompts = (
    (
        "You say that something is wrong. I ask what it is.",
        "Is it numbness or tingling between the legs, trouble with bladder or bowel, or weakness in both legs?",
        *_YES_OR_NO,
    ),
    ("Numbness between the legs, bladder or bowel trouble, or weakness in both legs?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_WEAKNESS: Prompts = (
    ("Is it weakness in one leg, new or growing, or a foot that drops?", *_YES_OR_NO),
    ("New or growing weakness in a leg or foot?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_ILLNESS: Prompts = (
    (
        "Is it fever, feeling ill with the pain, a recent infection, or a weak immune system?",
        *_YES_OR_NO,
    ),
    ("Fever, illness, an infection, or a weak immune system?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_FALL: Prompts = (
    (
        "Is it a bad fall, or an accident?",
        "Or a small one, with weak bones, with long use of steroids, or at an older age?",
        *_YES_OR_NO,
    ),
    ("A fall, or an accident?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_REVIEW: Prompts = (
    (
        "Is it a cancer in the past, or weight loss without a reason?",
        "Or steady pain at night or at rest?",
        *_YES_OR_NO,
    ),
    ("Past cancer, weight loss, or steady pain?", *_YES_OR_NO),
    _YES_OR_NO,
)
FLAG_SURGERY: Prompts = (
    ("Is it a recent fracture, or an operation or injection at the spine?", *_YES_OR_NO),
    ("A recent fracture, operation, or injection?", *_YES_OR_NO),
    _YES_OR_NO,
)
SURGERY_APPROVED: Prompts = (
    ("Has a doctor or physical therapist approved exercises for you since then?", *_YES_OR_NO),
    ("Are exercises approved since then?", *_YES_OR_NO),
    _YES_OR_NO,
)
ALARM_OTHER: Prompts = (
    ("Is it anything else that is new and worrying?", *_YES_OR_NO),
    ("Anything else that is new and worrying?", *_YES_OR_NO),
    _YES_OR_NO,
)
ALARM_OTHER_IN_A_SESSION: Prompts = (
    ("Is it fever, an infection, a fall, or anything else that is new and worrying?", *_YES_OR_NO),
    ("Fever, infection, a fall, or anything else new?", *_YES_OR_NO),
    _YES_OR_NO,
)
APPROVAL_NOTED: Parts = ("Thank you. I keep that.", "Apart from that:")
LOCK_NOTED: Parts = ("Thank you. I keep that.",)
LOCK_AHEAD: Parts = ("The next session begins only after you have typed a word.",)

_NO_EXERCISE = "Then we do not exercise now."
CONTACT_TODAY: Parts = (
    _NO_EXERCISE,
    "New or growing weakness needs a doctor.",
    "Please contact one today.",
)
CONTACT_URGENTLY: Parts = (
    _NO_EXERCISE,
    "Pain together with illness needs a doctor.",
    "Please contact one urgently, today.",
)
SEE_DOCTOR_FIRST: Parts = (
    _NO_EXERCISE,
    "After a fall or an accident, please see a doctor first.",
)
ARRANGE_REVIEW: Parts = (
    _NO_EXERCISE,
    "Please arrange a review with your doctor.",
    "Ask there whether these exercises suit you.",
)
ASK_APPROVAL: Parts = (
    _NO_EXERCISE,
    "Please ask your doctor or physical therapist first.",
    "Ask whether these exercises suit you.",
)
RED_FLAG: Parts = (
    _NO_EXERCISE,
    "Please talk to a doctor before you go on.",
    "With fever, an infection, or a fall, do that today.",
)


def precautions(conditions: Sequence[str], *, is_first: bool) -> Prompts:
    """A list of conditions that make an exercise unwise; each stands alone, so that its pause follows it."""
    whole = tuple(f"{each[:1].upper()}{each[1:]}." for each in conditions)
    first = ("Some conditions make single exercises unwise.", "I read a list.")
    return (
        (*(first if is_first else ("The next list.",)), *whole, *_CLEAR_OR_ONE),
        (*whole, *_CLEAR_OR_ONE),
        _CLEAR_OR_ONE,
    )


def precaution(question: str) -> Prompts:
    """One condition of the list."""
    return ((question, *_YES_OR_NO), (question, "Yes, or no?"), _YES_OR_NO)


def precaution_approved(exercises: str) -> Prompts:
    """Whether somebody who knows has approved what would be left out."""
    return (
        (
            f"Then I leave out {exercises}.",
            "Or has a doctor or physical therapist approved them for you?",
            *_YES_OR_NO,
        ),
        ("Has a doctor or physical therapist approved them?", *_YES_OR_NO),
        _YES_OR_NO,
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


def all_done(keep: str) -> Parts:
    """The end of a program that asks nothing; `keep` is the last exercise's own advice."""
    return ("Well done.", keep) if keep else ALL_DONE


def check_change(where: Location | None) -> Prompts:
    """The question after the lowest point is known; None where it is not asked about."""
    place = "there" if where is Location.NONE else f"in the {where.word}" if where is not None else ""
    asked = f"{place}, is it" if place else "is the pain"
    return (
        (f"Compared with before this exercise: {asked} better, worse, or the same?",),
        ("Is it better, worse, or the same?",),
        ("Better, worse, or the same?",),
    )


def recheck_change(where: Location | None) -> Prompts:
    """The question after a rest; `where` is None where it is not asked about."""
    asked = "Compared with before that exercise: is the pain" if where is None else _AND_IS_IT
    return (
        (f"{asked} better, worse, or the same?",),
        ("Better, worse, or the same as before that exercise?",),
        ("Better, worse, or the same?",),
    )


_AND_IS_IT = "And compared with before that exercise: is it"


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
        (f"I understood: {said}.", f"And {place}.", "Is that right?", "Say: yes.", "Or: no."),
        (f"{said.capitalize()}.", f"And {place}.", "Yes, or no?"),
        ("Yes, or no?",),
    )


def confirm(text: str) -> Prompts:
    """Asking back what was not heard clearly."""
    return (
        (f"Did you say: {text}?", "Yes, or no?"),
        (f"{text.capitalize()}: yes, or no?",),
        ("Yes, or no?",),
    )


def choice(one: str, other: str) -> Prompts:
    """Asking back which of two was said, the likelier first."""
    return (
        (f"{one.capitalize()}, or {other}?", "Or say: neither."),
        (f"{one.capitalize()}, {other}, or neither?",),
        (f"{one.capitalize()}, or {other}?",),
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
GET_READY: Parts = ("Ready.",)
COUNT_IN = "Three, two, one."
"""As it is printed; it is spoken on its beats."""
NOT_UNDERSTOOD: Parts = ("I did not get that.",)
ANSWER_FIRST: Parts = ("I need this answer first.",)
PAUSED: Parts = ("Paused.", "Say: continue, when you are ready.")
PAUSED_KEYBOARD: Parts = (
    "I did not get an answer, so I pause.",
    "Say: continue, and I ask again. Or type your answer.",
)
STILL_PAUSED: Parts = ("Still paused.", "Say: continue, or stop.")
STOPPED: Parts = ("Stopped.", "Say: continue, if you want to go on.")
PAIN_STOP: Parts = ("We stop this set.", "Rest, and let the pain settle.")
ENDED_IN_PAUSE: Parts = ("I end here. Everything is saved.",)
GOODBYE: Parts = ("That is all for now. Everything is saved.",)
ALL_DONE: Parts = ("Well done.", "That was all of it for today.")
REST: Parts = ("Rest.",)
FURTHER_DOWN: Parts = ("The pain is further down than last time.", "We go on gently. Stop if it grows.")
SLOWER: Parts = ("Slower.",)
FASTER: Parts = ("Faster.",)
REST_LONGER: Parts = ("Rest a little longer.", "Then I ask again.")
MICROPHONE_LOST: Parts = ("I cannot hear you any more.", "Please use the keyboard.")
MICROPHONE_FOUND: Parts = ("I can hear you again.",)
HELP: Parts = (
    "You can say: stop, pause, continue, repeat, next, go back, slower, or faster.",
    "If you feel numbness, weakness, or anything alarming, say: something is wrong.",
)


def exercise_title(exercise: Exercise, number_in_program: int) -> str:
    """How an exercise is announced."""
    return f"Exercise {number(number_in_program)}: {exercise.name}."


def title_parts(exercise: Exercise, number_in_program: int, language: str) -> Parts:
    """The same; a name in another language stands by itself, so that a voice of that language can say it."""
    if language == "en":
        return (exercise_title(exercise, number_in_program),)
    return (f"Exercise {number(number_in_program)}.", own_title(exercise))


def own_title(exercise: Exercise) -> str:
    """An exercise's name as a sentence of its own."""
    return f"{exercise.name}."


def going_on_from(exercise: Exercise) -> Prompts:
    """The offer to go on with a session that did not come to its end."""
    return (
        (
            "Last time we did not come to the end.",
            f"We had come to this exercise: {exercise.name}.",
            "Shall we go on from there?",
            *_YES_OR_NO,
        ),
        ("Shall we go on from there, and not from the beginning?", *_YES_OR_NO),
        ("Go on from there: yes, or no?",),
    )


def midway(phase: Phase) -> Parts:
    """Before the instructions of a later phase, for who comes to it from elsewhere."""
    return ("Get into place for it again.", f"We go on in the middle of it: {phase.name}.")


def for_side(text: str, side: Side | None, words: tuple[str, str] = ("left", "right")) -> str:
    """Put the painful side into an instruction; `words` are left and right. A plain replacement: files are data."""
    if side is None:
        return text
    said = {Side.LEFT: words[0], Side.RIGHT: words[1]}
    return text.replace("{painful_side}", said[side]).replace("{other_side}", said[side.other])


def left_out_for_side(exercise: Exercise) -> str:
    return f"We pass over {exercise.name}. It is for pain on one side."


def left_out_for_precaution(exercise: Exercise, conditions: Sequence[str]) -> str:
    """At most two are named: the person knows them."""
    told = " and of ".join(conditions) if len(conditions) <= MOST_CONDITIONS else "several conditions"
    return f"We leave out {exercise.name}. You told me of {told}."


def left_out_for_good(exercise: Exercise) -> str:
    return f"We leave out {exercise.name}. It moved your pain down before."


def left_out_again(exercise: Exercise) -> str:
    return f"We leave out {exercise.name} this time, too."


def left_out_unsettled(exercise: Exercise) -> str:
    """After a cut in a rest, a check, or a set that hurt."""
    return f"We leave out {exercise.name} now. The pain had gone up, and I do not know that it settled."


def left_out_lower(exercise: Exercise) -> str:
    """After a cut, where the pain is now further down than what was kept."""
    return f"We leave out {exercise.name} now. The pain is further down than when we did it."


def going_on(done: int, *, is_hold: bool) -> Parts:
    """After a pause in a set."""
    return ("We go on.",) if is_hold else (f"We go on with number {number(done + 1)}.",)


def understood_change(regions: Mapping[str, str], value: str, *, is_hedged: bool = False) -> str:
    """A change as it is said back: "worse in the back", "a bit better"."""
    words = {"same": "the same"}
    bit = "a bit " if is_hedged and value in ("better", "worse") and len(regions) < 2 else ""
    said = " and ".join(f"{words.get(change, change)} in the {region}" for region, change in regions.items())
    return bit + (said or words.get(value, value))


def got_it(understood: str) -> Parts:
    """What was understood, said back: the person hears it, and can go back."""
    return (f"{understood[:1].upper()}{understood[1:]}, got it.",)


def place(where: str) -> str:
    """A location, by its everyday word, as it is said back."""
    return "no pain" if where == "none" else f"the {where}"
