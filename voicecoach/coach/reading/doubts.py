"""Sayings that hold the words of an answer and are none: questions, wishes, hearsay, other times, conditions.

They make any answer unclear. A stop, a cry of pain or a red flag among them still counts: those are looked for before.
"""

import re

_TALK = re.compile(
    r"\bif (?:i'm (?:being )?honest|i am honest|anything|you ask me|you must know|i must say)\b"
    r"|\b(?:i'd|i would|i must|i should|i have to) say\b"
    r"|\b(?:than|as|like) (?:it|that|i)(?: was| did)?(?: before)?\b|\b(?:than|as|like) before\b"
)
"""Only manners, and the comparison that the question asks for."""

_QUESTION = re.compile(
    r"\?|^(?:(?:um|uh|er|erm|hmm|oh|well|so|ok|okay|but|and|now|yes|yeah|no|sorry)\b\W*)*"
    r"(?:(?:is|isn't|are|aren't|am|does|doesn't|do|did|didn't|should|shouldn't|would|could|can"
    r"|will|has|have|ain't)"
    r" (?:it|that|this|i|you|we|they|the|my|there)\b|(?:what|why|how|which|who|where|when)(?:'?s)?\b)"
)
_ELSEWHERE = re.compile(
    r"\b(?:was|wasn't|were|weren't|had been|used to|been better|felt better"
    r"|yesterday|tomorrow|before|earlier|later|soon(?:er)?|ago|last|usually|normally|always"
    r"|sometimes|often|occasionally"
    r"|if|unless|until|till|whenever|should|shouldn't|would|might|may|could|couldn't|will|\w+'ll|must"
    r"|hope|hopes|hoped|hoping|wish|wishes|wishing|wished|want|wants|wanted|supposed to|pray"
    r"|pretend|imagine|joking"
    r"|kidding|yeah right|as if"
    r"|he|he's|she|she's|they|they're|him|his|her|their|you're|you've|your|wife|husband|doctor"
    r"|neighbour|neighbor|friend"
    r"|(?<!i )said|says|told|tells|thinks)\b"
)


def is_no_answer(text: str) -> bool:
    """Whether a clean text asks, wishes, reports, or speaks of another time or of a condition."""
    rest = _TALK.sub(" ", text)
    return bool(_QUESTION.search(rest) or _ELSEWHERE.search(rest))


def is_question(text: str) -> bool:
    """Whether a clean text asks something back."""
    return bool(_QUESTION.search(text))
