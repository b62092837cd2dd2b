"""How many examples a fuzz test takes: a few in `scripts/test`, many where VOICECOACH_SOAK is set."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

IS_SOAK = bool(os.environ.get("VOICECOACH_SOAK"))


def fuzz(examples: int) -> settings:
    """So many examples, and twenty times as many in a soak. Without deadlines: the machine may be busy."""
    return settings(
        max_examples=examples * (20 if IS_SOAK else 1),
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )
