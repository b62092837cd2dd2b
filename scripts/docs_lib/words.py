"""docs/reference/words.md: what may be said, and what it means."""

from collections.abc import Iterable, Iterator

from docs_lib import markdown
from voicecoach.coach.phrases import ALARM, BACK_COMMAND, COMMANDS, CONTROL, UNCLEAR, Question, vocabulary
from voicecoach.drivers.answer import hear_text

_INTRODUCTION = """\
These phrases are listened for. What is typed may be freer: `voicecoach hear --text WORDS --question QUESTION` shows
what would be understood.
"""
_ASKED = {
    Question.CHANGE: "Is it better, worse, or the same?",
    Question.YES_NO: "A question with yes or no",
    Question.RATING: "How strong is the pain, from zero to ten?",
    Question.SIDE: "Which side is it on?",
    Question.LOCATION: "Where is the lowest point of the pain?",
    Question.SCREENING: "The warning signs and precautions",
}
_HEADINGS = ("say", "what is understood")


def document(made_by: str) -> str:
    """The whole text."""
    lines = [
        *markdown.header("Words", made_by, "voicecoach/coach/phrases.py"),
        _INTRODUCTION,
        "## At any time",
        "",
        *markdown.table(_HEADINGS, _rows(Question.CONTROL, (*CONTROL, BACK_COMMAND, *ALARM))),
        "",
        f'"{BACK_COMMAND}" by itself is a command only where it cannot be the back that hurts.',
    ]
    for question in Question:
        own = [phrase for phrase in vocabulary(question) if phrase not in COMMANDS]
        if own:
            lines += [
                "",
                f"## {_ASKED.get(question, question.value)}",
                "",
                f"`--question {question.value}`",
                "",
            ]
            lines += markdown.table(_HEADINGS, _rows(question, own))
    return "\n".join(lines) + "\n"


def _rows(question: Question, phrases: Iterable[str]) -> Iterator[tuple[str, str]]:
    for phrase in phrases:
        answer = hear_text(question, phrase)
        regions = ", ".join(f"{where}: {how}" for where, how in (answer.regions or {}).items())
        meaning = "unclear: asked again" if phrase in UNCLEAR else answer.meaning or "-"
        yield phrase, f"{meaning} ({regions})" if len(answer.regions or {}) > 1 else meaning
