"""What is exported comes back as it was, in an order that is always the same, and fits the published schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.exchange.carrying import carry, exported, wayward
from voicecoach.coach.background import Standing
from voicecoach.coach.plan import Day, Plan
from voicecoach.coach.records import Outcome
from voicecoach.history.contents import Contents
from voicecoach.history.entries import Entry, SessionDetail, SessionSummary
from voicecoach.history.exchange.reading import contents_of
from voicecoach.history.exchange.shape import RECORDS, schema
from voicecoach.history.exchange.writing import document, text
from voicecoach.history.plans import Planned
from voicecoach.history.profile import Said
from voicecoach.history.tempo import Tempo

PUBLISHED = json.loads(
    resources.files("voicecoach.history.exchange").joinpath("export.schema.json").read_text("utf-8")
)
FITS = jsonschema.Draft202012Validator(PUBLISHED)


def test_the_published_schema_is_the_one_of_the_code() -> None:
    """And is a schema itself."""
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)

    assert schema() == PUBLISHED


def test_every_kind_of_record_comes_back(elsewhere, here, one_of_each) -> None:
    """With a note, a plan, a profile, a tempo; and then an export of here is the same document."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    elsewhere.store.write_note(elsewhere.session, "Slept badly.")
    elsewhere.begin()
    elsewhere.save(*one_of_each[:-2], *one_of_each[-1:])
    elsewhere.store.make_plan(Plan("back-pain", (time(9), time(18)), (Day.MON, Day.FRI)), elsewhere.now)
    there = exported(elsewhere.store)
    FITS.validate(there)
    here.now = elsewhere.now
    brought = carry(elsewhere, here)

    assert (brought.new, brought.plans, brought.precautions, brought.has_tempo) == (2, 1, 1, True)
    assert exported(here.store) == there
    assert [each.imported_at for each in here.store.sessions()] == [here.now, here.now]


@pytest.mark.parametrize("seed", range(6))
def test_a_wayward_history_comes_back_and_twice_is_once(seed, tmp_path, here) -> None:
    """Real sessions, killed, most of them going on from the one before."""
    with wayward(seed, tmp_path / "there") as store:
        there = exported(store)
    FITS.validate(there)
    here.now = datetime(2026, 6, 1, tzinfo=UTC)
    first = here.store.merge(contents_of(there), here.now)
    again = here.store.merge(contents_of(there), here.now)

    assert first.new == len(there["sessions"]) > 0
    assert again.is_nothing
    assert again.known == first.new
    assert exported(here.store) == there


def test_an_empty_history_is_a_document_too(here, elsewhere) -> None:
    """That fits the schema and brings nothing."""
    FITS.validate(exported(elsewhere.store))

    assert carry(elsewhere, here).is_nothing


def test_the_same_history_gives_the_same_bytes(elsewhere, one_of_each) -> None:
    """No time of making, no order by chance."""
    elsewhere.begin()
    elsewhere.save(*one_of_each)

    assert text(elsewhere.store.contents()) == text(elsewhere.store.contents())


def test_what_was_begun_since_is_exported_alone(elsewhere) -> None:
    """The rest counts now, and stays whole."""
    elsewhere.begin()
    elsewhere.did("press-ups")
    elsewhere.said("pregnancy", Standing.YES)
    since = elsewhere.now
    elsewhere.begin()
    elsewhere.did("side-glide")
    found = document(elsewhere.store.contents(since))

    assert [each["records"][0]["exercise"] for each in found["sessions"]] == ["side-glide"]
    assert [each["precaution"] for each in found["profile"]] == ["pregnancy"]


# --- any history --------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12)
TIMES = st.integers(631_152_000, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC))
COUNTS = st.integers(0, 10_000)
VALUES = {
    "string": TEXTS,
    "boolean": st.booleans(),
    "integer": COUNTS,
    "number": st.floats(0.3, 1),
}


def of(shape: dict) -> st.SearchStrategy:
    """A JSON value that this part of the schema takes."""
    if "const" in shape:
        return st.just(shape["const"])
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    kinds = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
    if "null" in kinds:
        return st.none() | of({**shape, "type": next(each for each in kinds if each != "null")})
    if "date-time" in shape.values():
        return TIMES.map(lambda at: at.isoformat(timespec="microseconds").replace("+00:00", "Z"))
    if "pattern" in shape:
        return st.uuids().map(lambda each: each.hex)
    return NAMES if "minLength" in shape else VALUES[kinds[0]]


RECORD = st.one_of(
    st.fixed_dictionaries({"record": st.just(kind), **{n: of(dict(s.schema)) for n, s in fields.items()}})
    for kind, (_, fields) in RECORDS.items()
    if kind != "continuation"
)


@st.composite
def sessions(draw) -> dict:
    at = of({"type": "string", "format": "date-time"})
    ends = draw(st.booleans())
    return {
        "uid": draw(st.uuids()).hex,
        "program": draw(NAMES),
        "version": draw(NAMES),
        "driver": draw(NAMES),
        "started_at": draw(at),
        "ended_at": draw(at) if ends else None,
        "outcome": draw(st.sampled_from(Outcome)).value if ends else None,
        "reason": draw(TEXTS) if ends else None,
        "note": draw(st.none() | TEXTS),
        "records": [
            {"record": each["record"], "at": draw(at), **each}
            for each in draw(st.lists(RECORD, min_size=1, max_size=5))
        ],
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(sessions(), max_size=4, unique_by=lambda each: each["uid"]))
def test_whatever_fits_the_schema_is_read_and_comes_back(found) -> None:
    """Any text, any time, any order."""
    from voicecoach.history.store import Store  # noqa: PLC0415

    there = {**document(Contents()), "sessions": found}
    FITS.validate(there)
    with Store.in_memory() as store:
        store.merge(contents_of(json.loads(json.dumps(there))), datetime(2026, 6, 1, tzinfo=UTC))

        assert exported(store)["sessions"] == found


def test_all_that_stands_beside_the_sessions_comes_back() -> None:
    """Plans in their order, the profile, the tempo."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    summary = SessionSummary(1, "p", "1", "text", at, None, None, None, (), 0, None, uid="a" * 32)
    record = RECORDS["precaution"][0]("pregnancy", Standing.NO)
    contents = Contents(
        (SessionDetail(summary, (Entry(at, record),)),),
        {1: "a" * 32},
        (Planned(Plan("p", (time(8, 5),)), at), Planned(Plan("p", ()), at)),
        {"pregnancy": Said(Standing.APPROVED, at)},
        Tempo(1.5, at),
    )

    assert contents_of(document(contents)) == contents
