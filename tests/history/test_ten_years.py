"""A start after ten years of daily sessions looks at a few rows: counted in SQLite's own steps, not in seconds."""

from datetime import UTC, datetime

import pytest

from voicecoach.history import entries
from voicecoach.history.store import Store

DAYS = 3650
STEPS_AT_A_TIME = 100

ANSWERS = [
    ("screening", "screening", "all-clear"),
    *[("check location", "location", "calf"), ("check change", "change", "same")] * 5,
]


def lived(store: Store, *, rule: str, outcome: str | None) -> None:
    """Ten years of sessions, one a day, each with five exercises; the first with the full list."""
    connection = store._connection
    at = entries.stamp(entries.time_of("2026-03-01T12:00:00+00:00"))
    days = range(1, DAYS + 1)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO sessions (id, program, version, driver, started_at, saved, ended_at, outcome, reason, uid)"
        " VALUES (?1, 'back-pain', '0.1.0', 'voice', ?2, 40, ?3, ?4, 'x', ?1)",
        [(day, at, at, outcome) for day in days],
    )
    connection.executemany(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, 'x', ?, 0.9, 'sure', 'voice', NULL, NULL)",
        [(day, n, at, *answer) for day in days for n, answer in enumerate(ANSWERS)],
    )
    connection.execute("UPDATE answers SET topic = 'screening history' WHERE session = 1 AND n = 0")
    connection.executemany(
        "INSERT INTO sets VALUES (?, ?, ?, 'press-ups', 'press-up', 'reps', 10, 10, NULL)",
        [(day, n, at) for day in days for n in range(20, 25)],
    )
    connection.executemany(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, 'ADVANCE', 'x', 'press-ups', NULL, NULL, NULL)",
        [(day, n, at, rule if n == 29 else "R4") for day in days for n in range(25, 30)],
    )
    connection.executemany(
        "INSERT INTO left_outs VALUES (?, ?, ?, 'side-glide', 'x', 0)",
        [(day, n, at) for day in days for n in range(30, 33)],
    )
    connection.execute("COMMIT")


def steps_of_background(store: Store, program: str, now: datetime) -> int:
    """How many steps SQLite's machine takes, rounded down to hundreds for each query."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    store._connection.set_progress_handler(count, STEPS_AT_A_TIME)
    store.background(program, now)
    store._connection.set_progress_handler(None, 0)
    return counted * STEPS_AT_A_TIME


@pytest.mark.parametrize("rule", ["R1", "R4"])
def test_ten_years_take_no_longer_than_a_day(diary, rule) -> None:
    """Whether an exercise was ever the right one or not."""
    lived(diary.store, rule=rule, outcome="complete")

    assert diary.store.background("back-pain", diary.now).favourite == ("press-ups" if rule == "R1" else None)
    assert steps_of_background(diary.store, "back-pain", diary.now) < 1000


def test_another_program_costs_a_look_at_each_session_at_most(diary) -> None:
    """It was never done; all that centralized the pain was of the other."""
    lived(diary.store, rule="R1", outcome="complete")

    assert steps_of_background(diary.store, "mine", diary.now) < 20 * DAYS


@pytest.mark.parametrize("rule", ["R1", "R4"])
def test_ten_years_that_were_imported_cost_a_look_at_each_session_at_most(diary, rule) -> None:
    """A new machine: what is of here is looked for past all of them, and what is theirs goes by an index."""
    lived(diary.store, rule=rule, outcome="complete")
    a_day_each = "strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', '2025-01-01', '+' || {} || ' days')"
    diary.store._connection.executescript(
        f"UPDATE sessions SET imported_at = started_at, started_at = {a_day_each.format('id')};"  # noqa: S608 words of the test
        f"UPDATE decisions SET at = {a_day_each.format('session')};"
    )
    now = datetime(2035, 3, 1, tzinfo=UTC)

    assert diary.store.background("back-pain", now).favourite == ("press-ups" if rule == "R1" else None)
    assert steps_of_background(diary.store, "back-pain", now) < 40 * DAYS


_BY_AN_INDEX = ("SEARCH", "CORRELATED", "COMPOUND", "LEFT-MOST", "UNION ALL")


def test_every_question_of_a_start_goes_by_an_index(diary) -> None:
    """Nothing that grows with the sessions is sorted or read through, except `sessions` from its end."""
    diary.begin()
    diary.did("press-ups")
    diary.decided("R1", "STAY", "press-ups")
    connection = diary.store._connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    diary.store.background("back-pain", diary.now)
    connection.set_trace_callback(None)
    queries = [query for query in asked if query.strip().startswith("SELECT")]
    plan = [row[3] for query in queries for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]

    assert len(queries) == 31  # eight of them read the last session in full, by its number
    assert {line for line in plan if not line.startswith(_BY_AN_INDEX)} == {
        "SCAN profile",  # eight rows
        "SCAN sessions",  # from the last, until something was saved
        "SCAN left_outs USING INDEX left_outs_for_good",  # an exercise each, once
    }
