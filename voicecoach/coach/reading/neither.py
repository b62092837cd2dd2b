"""The way out of a choice between two answers: neither of them."""

from voicecoach.coach.reading.words import COURTESY, without_fillers, words_of

_NEITHER = frozenset(
    f"{word}{of}"
    for word in ("neither", "none", "no", "nope", "nah", "no neither")
    for of in ("", " of them", " of those", " of these", " of two", " of both")
)


def is_neither(text: str) -> bool:
    """Whether a clean text says that it was neither, and nothing else: "no, seven" is a seven."""
    said = [word for word in without_fillers(words_of(text)) if word not in COURTESY]
    return " ".join(said) in _NEITHER
