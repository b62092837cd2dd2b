"""A starting file for somebody who writes a program: commented, right, and ready to be changed."""

import re

from voicecoach.programs.fields import LONGEST_ID
from voicecoach.programs.json_schema import FILE
from voicecoach.programs.loader import built_in_names, built_in_text

_HEAD = """\
#:schema ./{schema}
# A program for `voicecoach start --program FILE`. Lines that begin with # are notes, and are not read.
#
# `voicecoach programs check FILE` tells what is wrong, with its line. `voicecoach programs preview FILE` shows what
# will be said, and how long it takes. `voicecoach programs schema > {schema}` lets an editor complete the keys.
# Spoken sentences: short, one instruction each, for ears and not for eyes. Times are in seconds.

"""
_EXAMPLE = """\
id = "{id}"            # the history keeps it under this name: never change it later
name = "My program"
about = [                 # what it is for, and who must not begin it
  "This program is for pain in the low back.",
]
asks = "place"            # "place": where the pain is, and how it changed. "change": only that. "nothing": no pain
max_sets = 3              # sets of the exercise that helps, in one session: 1 to 3
hours_between = 2         # from one session to the next
# afterwards = "posture"  # the posture exercise, at the end of a good session

# Where it comes from. Never spoken.
sources = ["My own experience"]


# --- The first exercise: it is held for a time -------------------------------------------------------------------

[[exercises]]
id = "lying"
name = "Lying on your stomach"
warnings = ["Lie down slowly."]
# Who says that one of these is theirs is not given the exercise:
precautions = ["pregnancy", "recent-surgery"]

  [[exercises.phases]]
  id = "lie"
  name = "Lie still"
  instructions = [
    "Lie down on your stomach.",
    "Turn your head to one side.",
    "Breathe quietly, and just lie here.",
  ]
  hold_s = 60             # held for so long
  rest = "Keep resting, just as you are."


# --- The second one: it is repeated, with words inside each repetition ---------------------------------------------

[[exercises]]
id = "press-up"
name = "Press up"
precautions = ["pregnancy", "recent-surgery", "wrist-or-shoulder-injury"]
keep = "Repeat it every two to three hours, for as long as it helps."

  [[exercises.phases]]
  id = "press-up"
  name = "Press up"
  instructions = [
    "Put your hands on the floor, under your shoulders.",
    "Slowly press your upper body up with your arms, as far as you can without pain.",
    "Then come all the way down.",
  ]
  reps = 10               # so many repetitions
  tempo_s = 6             # of so many seconds each
  cues = [                # said so many seconds after the beginning of each; the count comes at its end
    {{ at_s = 0.0, say = "up" }},
    {{ at_s = 2.6, say = "and down" }},
  ]
  rest = "Rest, and turn your head to one side."
"""


def id_of(stem: str) -> str:
    """An id for a program whose file has this name, without its suffix; never that of a built-in program."""
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[: LONGEST_ID - 3].strip("-") or "program"
    return f"my-{plain}" if plain in (*built_in_names(), "program") else plain


def starting_text(stem: str, built_in: str | None = None) -> str:
    """The text of a new file: an example, or that of a built-in program under an id of its own."""
    head = _HEAD.format(schema=FILE)
    if built_in is None:
        return head + _EXAMPLE.format(id=id_of(stem))
    text = re.sub(r"\A(?:#.*\n|\n)+", "", built_in_text(built_in))
    own_id = id_of(stem)
    return head + re.sub(r'\Aid = "[^"]*"', f'id = "{own_id}"', text, count=1)
