"""Words of a change that name another part of the body, or a sensation, where only the change is asked about.

There "better" may be said of the neck, of the arm or of anything else; beside such a word it is not clear what is
better, so it is no answer. "Worse" stays worse, whatever it is said of.
"""

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.phrases import Question
from voicecoach.coach.reading.words import words_of
from voicecoach.coach.symptoms import Change

ELSEWHERE = frozenset(
    "arm arms forearm elbow elbows wrist wrists hand hands finger fingers thumb thumbs shoulder shoulders head "
    "headache face jaw leg legs foot feet tingle tingles tingling pins needles dizzy dizziness giddy clumsy unsteady "
    "vision double sick nausea".split()
)


def is_of_elsewhere(meaning: Meaning, text: str) -> bool:
    """Whether these clean words, read as a change that is not worse, name something of `ELSEWHERE`."""
    is_good = meaning.question is Question.CHANGE and meaning.value != Change.WORSE
    return is_good and not ELSEWHERE.isdisjoint(words_of(text))
