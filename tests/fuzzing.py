"""How many examples a property test takes: few by default, many where HYPOTHESIS_PROFILE is "soak" (`scripts/soak`)."""

import os

from hypothesis import HealthCheck, settings

SOAK = "soak"
TIMES_AS_MANY = 50
"""Of the examples that a test asks for by number."""

settings.register_profile(
    SOAK, max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


def load_profile() -> None:
    """The profile that the environment names, if any."""
    name = os.environ.get("HYPOTHESIS_PROFILE")
    if name:
        settings.load_profile(name)


def examples(short: int) -> int:
    """`short` of them, in a soak `TIMES_AS_MANY` times as many."""
    return short * (TIMES_AS_MANY if os.environ.get("HYPOTHESIS_PROFILE") == SOAK else 1)
