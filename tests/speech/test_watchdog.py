"""The watchdog: a device that stands still is told, a process that was asleep is not."""

from __future__ import annotations

import pytest

from voicecoach.speech.watchdog import TICK_S, Watchdog


def test_two_seconds_without_food_are_told() -> None:
    watchdog = Watchdog(0.0)
    barks = [watchdog.tick(n * TICK_S) for n in range(1, 12)]

    assert (barks.index(True) + 1) * TICK_S == pytest.approx(2.0)


def test_a_fed_watchdog_is_silent() -> None:
    watchdog = Watchdog(0.0)
    for n in range(1, 100):
        watchdog.feed()
        assert not watchdog.tick(n * TICK_S)


def test_a_process_that_was_asleep_does_not_blame_the_device() -> None:
    watchdog = Watchdog(0.0)
    watchdog.feed()
    watchdog.tick(TICK_S)

    assert not watchdog.tick(3600.0)
