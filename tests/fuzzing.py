"""How many examples a fuzz test takes: a few in `scripts/test`, many where VOICECOACH_SOAK is set (`scripts/soak`)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

IS_SOAK = bool(os.environ.get("VOICECOACH_SOAK"))
TIMES_AS_MANY = 20

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")  # a test that measures time fails on a busy machine


def fuzz(examples: int) -> settings:
    """So many examples, and `TIMES_AS_MANY` times as many in a soak."""
    return settings(
        max_examples=examples * (TIMES_AS_MANY if IS_SOAK else 1),
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )
