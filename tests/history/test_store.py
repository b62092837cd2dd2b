"""What is saved comes back as it was, in order, also to a second process's connection."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicecoach.coach.records import AnswerRecord, Outcome, SetRecord
from voicecoach.history import entries
from voicecoach.history.store import Store


def test_every_kind_of_record_comes_back_in_order(diary, one_of_each) -> None:
    """The detail holds the very records, with their times."""
    session = diary.begin()
    diary.save(*one_of_each)

    detail = diary.store.session(session)
    assert [entry.record for entry in detail.entries] == one_of_each
    assert detail.answers == (one_of_each[0],)
    assert detail.sets == (one_of_each[1],)
    assert detail.decisions == (one_of_each[2], one_of_each[4])
    assert detail.left_outs == (one_of_each[3],)
    assert detail.precautions == (one_of_each[5],)
    assert detail.tempos == (one_of_each[6],)
    assert detail.continuations == (one_of_each[7],)
    assert detail.finish == one_of_each[8]
    assert detail.entries[-1].at == diary.now


def test_the_summary_says_what_was_done_and_how_it_ended(diary, one_of_each) -> None:
    """One line a session."""
    session = diary.begin()
    diary.save(*one_of_each)

    (summary,) = diary.store.sessions()
    assert (summary.id, summary.program, summary.driver) == (session, "back-pain", "text")
    assert (summary.exercises, summary.sets, summary.rule) == (("press-ups",), 1, "R12")
    assert summary.continued == 12
    assert (summary.outcome, summary.reason) == (Outcome.CENTRALIZED, "Your exercise.")


def test_sessions_come_newest_first_and_limited(diary) -> None:
    """A session in which nothing was saved is none."""
    sessions = []
    for _ in range(3):
        sessions.append(diary.begin())
        diary.did("press-ups")
    diary.begin()

    assert [each.id for each in diary.store.sessions()] == sessions[::-1]
    assert [each.id for each in diary.store.sessions(2)] == sessions[:0:-1]


def test_a_session_that_was_cut_off_has_no_outcome(diary) -> None:
    """And is there all the same."""
    session = diary.begin()
    diary.did("press-ups")

    assert diary.store.sessions()[0].outcome is None
    assert diary.store.session(session).finish is None


def test_an_unknown_session_is_none_and_cannot_be_written(diary, one_of_each) -> None:
    """A wrong id is a mistake in the program, and changes nothing."""
    assert diary.store.session(99) is None
    with pytest.raises(KeyError):
        diary.store.save(99, one_of_each[0], diary.now)
    diary.begin()
    diary.did("press-ups")

    assert len(diary.store.sessions()) == 1


def test_times_of_any_zone_are_kept_as_the_same_moment(diary) -> None:
    """In UTC; the screen shows them as local time."""
    at = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    session = diary.store.begin_session("back-pain", "0.1.0", "text", at)
    diary.store.save(session, SetRecord("a", "b", "hold", 1, 1, None), at)

    assert diary.store.session(session).entries[0].at == at
    assert diary.store.sessions()[0].started_at == at


def test_half_characters_of_a_broken_terminal_do_not_stop_a_session(diary, one_of_each) -> None:
    """What cannot be stored is stored as a question mark."""
    session = diary.begin()
    diary.save(replace(one_of_each[0], text="better\udc80"))

    assert diary.store.session(session).answers[0].text == "better?"


@given(
    text=st.text(),
    confidence=st.floats(0, 1),
    exercise=st.none() | st.text(),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_comes_back(diary, text, confidence, exercise) -> None:
    """Quotes, zeros, emoji, and what looks like SQL."""
    record = AnswerRecord(text, "change", text, text, confidence, "sure", "keyboard", exercise)
    session = diary.begin()
    diary.save(record)

    assert diary.store.session(session).answers == (record,)


def test_a_second_connection_reads_while_the_first_writes(diary, path) -> None:
    """It sees what is committed, and does not wait for the writer."""
    session = diary.begin()
    diary.did("press-ups")
    writer = diary.store._connection
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE sessions SET reason = 'half done'")

    with Store.open(path) as reader:
        summaries = reader.sessions()
    writer.execute("ROLLBACK")

    assert [each.id for each in summaries] == [session]
    assert summaries[0].reason is None


def test_foreign_keys_and_full_durability_are_on(store) -> None:
    """Committed means on disk."""
    pragma = {
        name: store._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("foreign_keys", "synchronous", "journal_mode", "fullfsync")
    }

    assert pragma == {"foreign_keys": 1, "synchronous": 3, "journal_mode": "wal", "fullfsync": 1}


@pytest.mark.parametrize(("kind", "table"), entries.TABLES.items(), ids=entries.TABLES.values())
def test_every_field_of_a_record_has_its_column(kind, table, store) -> None:
    """A new field needs a migration."""
    found = [row[1] for row in store._connection.execute(f"PRAGMA table_info({table})")]

    assert found == ["session", "n", "at", *entries.columns(kind)]
