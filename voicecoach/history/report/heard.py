"""What was heard against what was confirmed."""

from __future__ import annotations

from datetime import datetime

from voicecoach.coach.explanation.retelling import Reply
from voicecoach.history.report.markup import Markup, join, typed
from voicecoach.history.report.model import Report, hearing
from voicecoach.history.report.parts import folded, listed, paragraph, section
from voicecoach.history.report.words import count, timed


def heard(report: Report) -> Markup:
    """Counts, and each answer that was doubtful or asked back."""
    found = hearing(report)
    if not found.answers:
        return section("heard", "Heard and confirmed", paragraph("Nothing was answered in these sessions."))
    asked = found.confirmed + found.denied
    text = (
        f"Of {count(found.answers, 'answer')}, {found.surely} were heard surely, {found.doubtfully} doubtfully, and "
        f"{found.typed} were typed. "
    )
    text += (
        f'The coach asked back "Did you say that?" {_times(asked)}: confirmed {_times(found.confirmed)}, denied '
        f"{_times(found.denied)}. "
        if asked
        else ""
    )
    text += "A doubtful answer decides nothing before it was confirmed."
    return section(
        "heard",
        "Heard and confirmed",
        paragraph(text),
        folded(
            f"The {count(len(found.asked_back), 'answer')} that came doubtfully, or after asking back",
            listed(_line(at, reply) for at, reply in found.asked_back),
        )
        if found.asked_back
        else None,
    )


def _times(n: int) -> str:
    return "never" if n == 0 else "once" if n == 1 else f"{n} times"


def _line(at: datetime, reply: Reply) -> Markup:
    return join(timed(at), ": ", typed(reply.sentence))
