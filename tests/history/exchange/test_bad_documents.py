"""A document that is not what it should be: one sentence with the place, and nothing is changed."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.exchange.carrying import exported
from tests.history.exchange.test_round_trip import FITS
from voicecoach.coach.background import Standing
from voicecoach.coach.explanation.explaining import explain
from voicecoach.coach.records import ContinuationRecord, Outcome
from voicecoach.history.exchange.reading import contents_of
from voicecoach.history.exchange.shape import Misfit
from voicecoach.history.store import Store

MISSING = object()
RECORDS = ("sessions", 0, "records")


@pytest.fixture
def document(elsewhere):
    """Two sessions, the second going on from the first, with one of each record in the first."""
    elsewhere.begin()
    elsewhere.answered("screening history", "all-clear")
    elsewhere.did("press-ups")
    elsewhere.decided("R4", "ADVANCE", "press-ups")
    elsewhere.said("pregnancy", Standing.NO)
    elsewhere.asked_for_tempo(1.15)
    elsewhere.left_out("side-glide", is_for_good=True)
    elsewhere.ended(Outcome.STOPPED)
    elsewhere.begin()
    elsewhere.save(ContinuationRecord(1, "press-ups", "prop"))
    elsewhere.did("press-ups")
    return exported(elsewhere.store)


def changed(document, path, value):
    found = copy.deepcopy(document)
    at = found
    for step in path[:-1]:
        at = at[step]
    if value is MISSING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return found


CASES = [
    (("format",), "voicecoach", "no export of voicecoach"),
    (("format",), MISSING, "no export of voicecoach"),
    (("format_version",), 2, "a newer voicecoach wrote it (format 2); update voicecoach"),
    (("format_version",), 0, "format_version: must be a whole number from 1 on"),
    (("format_version",), True, "format_version"),
    (("format_version",), "1", "format_version"),
    (("sessions",), {}, "sessions: must be a list"),
    (("sessions",), MISSING, "sessions: is missing"),
    (("plans",), None, "plans: must be a list"),
    (("profile",), MISSING, "profile: is missing"),
    (("tempo",), MISSING, "tempo: is missing"),
    (("tempo", "scale"), 1e300, "tempo.scale: must be a number from 0.25 to 4, and is 1e+300"),
    (("tempo", "scale"), float("inf"), "tempo.scale"),
    (("tempo", "scale"), True, "tempo.scale"),
    (("sessions", 0), [], "sessions[0]: must be an object"),
    (("sessions", 1, "uid"), "x", "sessions[1].uid: must be 32 hexadecimal digits"),
    (("sessions", 0, "uid"), 7, "sessions[0].uid: must be text, and is 7"),
    (("sessions", 0, "program"), "", "sessions[0].program: must be 1 to 200 printable characters"),
    (("sessions", 0, "program"), "x" * 201, "sessions[0].program"),
    (("sessions", 0, "driver"), "\x1b[2J", "sessions[0].driver"),
    (("sessions", 0, "version"), None, "sessions[0].version: must be text"),
    (
        ("sessions", 0, "started_at"),
        "2026-03-01T12:00:00",
        "sessions[0].started_at: must be a time with its zone",
    ),
    (
        ("sessions", 0, "started_at"),
        "2026-02-30T12:00:00Z",
        "sessions[0].started_at: is a time that no calendar",
    ),
    (("sessions", 0, "started_at"), "0001-01-01T00:00:00+14:00", "that no calendar has"),
    (("sessions", 0, "started_at"), "2026-03-01", "must be a time with its zone"),
    (("sessions", 0, "outcome"), "fine", "sessions[0].outcome: must be one of centralized"),
    (
        ("sessions", 0, "outcome"),
        None,
        "sessions[0]: ended_at, outcome and reason are all there, or all null",
    ),
    (("sessions", 0, "note"), "half \ud83d", "sessions[0].note: holds half a character"),
    (RECORDS, {}, "sessions[0].records: must be a list"),
    (("sessions", 1, "records"), [], "sessions[1].records: nothing was kept of this session"),
    ((*RECORDS, 0, "record"), "answers", "sessions[0].records[0].record: must be one of answer, set"),
    ((*RECORDS, 0, "record"), ["answer"], "sessions[0].records[0].record"),
    ((*RECORDS, 0, "at"), MISSING, "sessions[0].records[0].at: is missing"),
    ((*RECORDS, 0, "confidence"), 1.5, "sessions[0].records[0].confidence: must be a number from 0 to 1"),
    ((*RECORDS, 0, "confidence"), "0.9", "sessions[0].records[0].confidence"),
    ((*RECORDS, 0, "band"), "certain", "sessions[0].records[0].band: must be one of sure, ask, refused"),
    ((*RECORDS, 0, "source"), "thought", "sessions[0].records[0].source"),
    ((*RECORDS, 0, "question"), "why", "sessions[0].records[0].question"),
    ((*RECORDS, 1, "done"), -1, "sessions[0].records[1].done: must be a whole number from 0"),
    ((*RECORDS, 1, "done"), 10**18, "sessions[0].records[1].done"),
    ((*RECORDS, 1, "done"), 1.5, "sessions[0].records[1].done"),
    ((*RECORDS, 1, "planned"), False, "sessions[0].records[1].planned"),
    ((*RECORDS, 2, "action"), "stay", "sessions[0].records[2].action: must be one of STAY"),
    ((*RECORDS, 3, "standing"), "maybe", "sessions[0].records[3].standing: must be one of no, yes, approved"),
    ((*RECORDS, 4, "scale"), 0, "sessions[0].records[4].scale"),
    ((*RECORDS, 5, "is_for_good"), 1, "sessions[0].records[5].is_for_good: must be true or false"),
    (("sessions", 1, "records", 0, "continued"), 1, "sessions[1].records[0].continued"),
    (
        ("plans",),
        [{"at": "2026-01-01T00:00:00Z", "program": "p", "times": ["24:00"], "days": []}],
        "plans[0].times[0]",
    ),
    (
        ("plans",),
        [{"at": "2026-01-01T00:00:00Z", "program": "p", "times": [], "days": ["day"]}],
        "plans[0].days[0]",
    ),
    (
        ("plans",),
        [{"at": "2026-01-01T00:00:00Z", "program": "p", "times": ["08:00", "08:00"], "days": []}],
        "plans[0].times[1]: stands there twice",
    ),
    (("profile", 0, "at"), "yesterday", "profile[0].at"),
    (("profile", 0, "precaution"), None, "profile[0].precaution"),
]


@pytest.mark.parametrize(("path", "value", "told"), CASES)
def test_a_wrong_value_is_told_with_its_place(document, path, value, told) -> None:
    """And the same document without it is read."""
    contents_of(document)
    with pytest.raises(Misfit) as raised:
        contents_of(changed(document, path, value))

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("document_", [None, [], 7, "text", {}, {"resourceType": "Bundle"}])
def test_what_is_none_of_ours_is_told(document_) -> None:
    """Also a bundle, which is for others."""
    with pytest.raises(Misfit):
        contents_of(document_)


def test_a_uid_that_stands_there_twice_is_told(document) -> None:
    """With both places."""
    document["sessions"][1]["uid"] = document["sessions"][0]["uid"]
    with pytest.raises(Misfit, match=r"sessions\[1\].uid: is that of sessions\[0\] too"):
        contents_of(document)


def test_a_session_that_goes_on_from_itself_is_told(document) -> None:
    """At once, or by way of another one."""
    first, second = document["sessions"]
    link = copy.deepcopy(second["records"][0])
    first["records"].append({**link, "continued": second["uid"]})
    with pytest.raises(Misfit, match="goes on from itself"):
        contents_of(document)
    first["records"][-1]["continued"] = first["uid"]
    with pytest.raises(Misfit, match="goes on from itself"):
        contents_of(document)


def test_a_long_chain_is_no_circle_and_no_deep_water(document) -> None:
    """A thousand sessions that go on from each other, the newest first."""
    session = document["sessions"][1]
    chain = []
    for n in range(3000):
        each = copy.deepcopy(session)
        each["uid"] = f"{n:032x}"
        each["records"][0]["continued"] = f"{n + 1:032x}"
        chain.append(each)

    assert len(contents_of({**document, "sessions": chain}).sessions) == 3000


def test_keys_that_nobody_knows_are_passed_over(document) -> None:
    """Wherever they stand."""
    more = copy.deepcopy(document)
    for each in (more, more["sessions"][0], more["sessions"][0]["records"][0], more["profile"][0]):
        each["colour"] = {"deep": [1]}
    FITS.validate(more)

    assert contents_of(more) == contents_of(document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from places(each, (*path, key))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_a_file_holds_it_is_refused_or_does_no_harm(data) -> None:
    """Any value in any place: a Misfit, or a history that start, history and explain can read."""
    with Store.in_memory() as source:
        from tests.history.conftest import Diary  # noqa: PLC0415

        diary = Diary(source)
        diary.begin()
        diary.answered("screening history", "all-clear")
        diary.answered("check change", "better", question="change")
        diary.did("press-ups")
        diary.decided("R1", "STAY", "press-ups")
        diary.said("pregnancy", Standing.NO)
        diary.asked_for_tempo(1.15)
        diary.ended(Outcome.CENTRALIZED)
        whole = exported(source)
    path = data.draw(st.sampled_from([each for each in places(whole) if each]))
    bad = changed(whole, path, data.draw(JSON))
    try:
        contents = contents_of(bad)
    except Misfit:
        return
    with Store.in_memory() as store:
        store.merge(contents, datetime(2026, 6, 1, tzinfo=UTC))
        found = store.background("back-pain", datetime(2026, 6, 1, tzinfo=UTC))

        assert found.hours_since_full_screening is None
        for session in store.sessions():
            explain([each.record for each in store.session(session.id).entries], None)


def test_what_the_reader_takes_the_schema_takes(document) -> None:
    """And what it refuses for its form, the schema refuses."""
    FITS.validate(document)
    by_eye = ("lone", "twice", "all there", "calendar", "nothing was kept", "newer")
    for path, value, told in CASES:
        bad = changed(document, path, value)
        try:
            json.dumps(bad, allow_nan=False).encode()
        except ValueError:
            continue
        if isinstance(value, str) and (not value.isprintable() or "half" in value):
            continue
        if not any(each in told for each in by_eye) and path != ("sessions", 0, "started_at"):
            with pytest.raises(jsonschema.ValidationError):
                FITS.validate(bad)
