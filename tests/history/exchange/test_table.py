"""CSV that a spreadsheet opens right, whatever was typed."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.conftest import Diary
from tests.history.exchange.carrying import wayward
from voicecoach.coach.records import AnswerRecord, DecisionRecord, Outcome, SetRecord
from voicecoach.history.exchange.table import TABLES, written
from voicecoach.history.store import Store


def rows(store: Store, table: str) -> list[dict[str, str]]:
    content = written(store.contents(), table)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def answered(diary: Diary, topic: str, question: str, meaning: str) -> None:
    diary.answered(topic, meaning, question=question)


@pytest.fixture
def judged(diary: Diary) -> Diary:
    """A session with a check, a recheck and both numbers."""
    diary.begin()
    answered(diary, "baseline location", "location", "calf")
    answered(diary, "baseline rating", "rating", "6")
    diary.save(SetRecord("press-ups", "prone-lying", "hold", 120, 120, None))
    diary.did("press-ups", 7)
    diary.save(
        DecisionRecord("R5", "RECHECK", "The pain went up. Rest.", "press-ups", "calf", "calf", "worse")
    )
    diary.save(DecisionRecord("R7", "ADVANCE", "It settled.", "press-ups", "calf", "calf", None))
    answered(diary, "final rating", "rating", "4")
    diary.ended(Outcome.NOT_CENTRALIZED)
    diary.store.write_note(diary.session, "Slept badly,\nsat long.")
    return diary


def test_a_row_of_checks_is_a_judged_exercise(judged) -> None:
    """With what was done, the decision, and what the rest brought."""
    (row,) = rows(judged.store, "checks")
    begun = judged.store.sessions()[0].started_at.astimezone()

    assert row["session_date"] == begun.strftime("%Y-%m-%d")
    assert datetime.fromisoformat(row["session_begun"]) == begun.replace(tzinfo=None)
    assert (row["program"], row["exercise"], row["exercise_name"]) == ("back-pain", "press-ups", "Press ups")
    assert (row["sets"], row["done"], row["planned"]) == ("2", "127", "130")
    assert (row["lowest_before"], row["lowest_after"], row["change"]) == ("calf", "calf", "worse")
    assert (row["rule"], row["action"], row["reason"]) == ("R5", "RECHECK", "The pain went up. Rest.")
    assert (row["lowest_after_rest"], row["rule_after_rest"]) == ("calf", "R7")
    assert row["action_after_rest"] == "ADVANCE"
    assert (row["pain_before_session"], row["pain_after_session"]) == ("6", "4")


def test_the_other_tables_have_a_row_each(judged) -> None:
    """A session, its sets, its answers."""
    (session,) = rows(judged.store, "sessions")
    sets = rows(judged.store, "sets")
    answers = rows(judged.store, "answers")

    assert (session["outcome"], session["lowest_at_begin"], session["pain_after"]) == (
        "not-centralized",
        "calf",
        "4",
    )
    assert session["note"] == "Slept badly,\nsat long."
    assert [(each["phase"], each["done"]) for each in sets] == [("prone-lying", "120"), ("press-up", "7")]
    assert [each["meaning"] for each in answers] == ["calf", "6", "4"]
    assert answers[0]["confidence"] == "0.9"


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_history_is_a_header(store, table) -> None:
    """And nothing else."""
    assert written(store.contents(), table).decode("utf-8-sig") == ",".join(TABLES[table][0]) + "\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])  # noqa: RUF001
def test_what_was_typed_is_never_a_formula(diary, text) -> None:
    """An apostrophe before it makes it text."""
    diary.begin()
    diary.save(AnswerRecord("locked", "control", text, "x", 1.0, "sure", "keyboard", None))
    (row,) = rows(diary.store, "answers")

    assert row["text"].startswith("'")
    assert "1" in row["text"]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_stays_in_its_cell(text, reason) -> None:
    """Quotes, commas, line ends, zeros, half characters."""
    with Store.in_memory() as store:
        diary = Diary(store)
        diary.begin()
        diary.save(AnswerRecord("ready", "control", text, "ready", 1.0, "sure", "keyboard", None, reason))
        content = written(store.contents(), "answers").decode("utf-8-sig")
        (row,) = rows(store, "answers")

    assert None not in row
    assert row["source"] == "keyboard"
    assert row["text"][:1] not in set("=+-@\t\r\n")
    assert content.endswith("\r\n")
    if text.isprintable() and text[:1] not in set("=+-@＝＋－＠"):  # noqa: RUF001
        assert row["text"] == text


@pytest.mark.parametrize("seed", range(3))
def test_a_wayward_history_has_a_row_for_each_of_its_records(seed, tmp_path) -> None:
    """Nothing is lost, nothing doubled."""
    with wayward(seed, tmp_path / "there") as store:
        details = store.details()
        found = {table: len(rows(store, table)) for table in TABLES}

    assert found["sessions"] == len(details)
    assert found["sets"] == sum(len(each.sets) for each in details)
    assert found["answers"] == sum(len(each.answers) for each in details)
