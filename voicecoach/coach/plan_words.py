"""A plan in words, for a screen."""

from collections.abc import Sequence

from voicecoach.coach.plan import EVERY_DAY, Plan

_WEEKDAYS, _WEEKEND = EVERY_DAY[:5], EVERY_DAY[5:]


def in_words(plan: Plan) -> str:
    """ "3 a day, at 08:00, 14:00 and 20:00, on weekdays"."""
    times = [each.strftime("%H:%M") for each in plan.times]
    often = "once a day" if len(times) == 1 else f"{len(times)} a day"
    return f"{often}, at {_listed(times)}, {_days_in_words(plan)}"


def _days_in_words(plan: Plan) -> str:
    if plan.days == EVERY_DAY:
        return "every day"
    if plan.days == _WEEKDAYS:
        return "on weekdays"
    if plan.days == _WEEKEND:
        return "on weekends"
    return f"on {_listed([day.word.capitalize() for day in plan.days])}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
