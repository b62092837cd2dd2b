"""A plan reads as one says it."""

from datetime import time

import pytest

from voicecoach.coach.plan import EVERY_DAY, Day, Plan
from voicecoach.coach.plan_words import in_words


@pytest.mark.parametrize(
    ("times", "days", "words"),
    [
        ((time(8),), EVERY_DAY, "once a day, at 08:00, every day"),
        ((time(8), time(20, 5)), EVERY_DAY[:5], "2 a day, at 08:00 and 20:05, on weekdays"),
        ((time(8), time(12), time(20)), EVERY_DAY[5:], "3 a day, at 08:00, 12:00 and 20:00, on weekends"),
        ((time(8),), (Day.MON, Day.WED, Day.FRI), "once a day, at 08:00, on Mon, Wed and Fri"),
    ],
)
def test_times_and_days_are_listed_as_one_says_them(times, days, words) -> None:
    """With an "and" before the last."""
    assert in_words(Plan("p", times, days)) == words
