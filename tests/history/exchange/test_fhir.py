"""A bundle that a FHIR R4 server takes, once: validated with the models of `fhir.resources`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.conftest import Diary
from tests.history.exchange.carrying import carry, wayward
from tests.history.exchange.test_round_trip import sessions
from tests.history.exchange.test_table import judged  # noqa: F401 a fixture
from voicecoach.errors import UsageError
from voicecoach.history.contents import Contents
from voicecoach.history.exchange.fhir import bundle, written
from voicecoach.history.exchange.reading import contents_of
from voicecoach.history.exchange.writing import document
from voicecoach.history.store import Store

R4 = {
    "Bundle": {"resourceType", "type", "entry"},
    "Patient": {"resourceType", "identifier"},
    "Device": {"resourceType", "identifier", "deviceName", "type", "version"},
    "Observation": {
        "resourceType",
        "identifier",
        "partOf",
        "status",
        "category",
        "code",
        "subject",
        "effectiveDateTime",
        "valueQuantity",
        "valueCodeableConcept",
        "note",
        "device",
        "component",
    },
    "Procedure": {
        "resourceType",
        "identifier",
        "status",
        "statusReason",
        "code",
        "subject",
        "performedPeriod",
        "note",
        "usedReference",
    },
}
"""What we use of each resource: all of it stands in FHIR R4, 4.0.1, looked up element by element."""


def valid(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Its resources, after everything that can be known of the bundle without a server was checked."""
    Bundle.model_validate(found)
    entries = found.get("entry", [])
    names = [each["fullUrl"] for each in entries]
    assert found.keys() <= R4["Bundle"]
    assert len(set(names)) == len(names)
    for each in entries:
        resource = each["resource"]
        assert resource.keys() <= R4[resource["resourceType"]]
        assert each["request"]["url"] == resource["resourceType"]
        assert each["request"]["ifNoneExist"].endswith(f"urn:ietf:rfc:3986|{each['fullUrl']}")
        for name in references(resource):
            assert name in names or name.startswith("Patient")
    return [each["resource"] for each in entries]


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for each in value for found in references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["reference"]] if "reference" in value else []
    return own + [found for each in value.values() for found in references(each)]


def of(resources: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    return [each for each in resources if code in {c["code"] for c in each.get("code", {}).get("coding", [])}]


def test_a_session_becomes_observations_and_procedures(judged) -> None:  # noqa: F811
    """The number, the lowest point, the exercise, the decisions, the end."""
    resources = valid(bundle(judged.store.contents(), "Patient/123"))
    pain = of(resources, "72514-3")
    places = of(resources, "lowest-pain-location")
    (procedure,) = [each for each in resources if each["resourceType"] == "Procedure"]
    decisions = of(resources, "decision")
    (end,) = of(resources, "session-outcome")

    assert [each["valueQuantity"]["value"] for each in pain] == [6, 4]
    assert [each["valueCodeableConcept"]["coding"][0] for each in places] == [
        {"system": "http://snomed.info/sct", "code": "53840002"}
    ] * 3
    assert procedure["status"] == "stopped"
    assert procedure["code"]["text"] == "Press ups"
    assert procedure["performedPeriod"] == {
        "start": "2026-03-01T12:02:00.000Z",
        "end": "2026-03-01T12:04:00.000Z",
    }
    assert [each["valueCodeableConcept"]["text"] for each in decisions] == [
        "R5: RECHECK. The pain went up. Rest.",
        "R7: ADVANCE. It settled.",
    ]
    assert {each["partOf"][0]["reference"] for each in decisions} == {procedure["identifier"][0]["value"]}
    assert end["note"][-1]["text"] == "Slept badly,\nsat long."
    assert {each["subject"]["reference"] for each in [*pain, *places, procedure, *decisions, end]} == {
        "Patient/123"
    }
    assert "Patient" not in {each["resourceType"] for each in resources}


def test_red_flag_answers_come_with_what_was_asked(diary) -> None:
    """And with what was heard."""
    diary.begin()
    diary.answered("screening nerves", "something-wrong")
    diary.answered("alarm", "no", question="yes-no")
    diary.answered("precautions", "all-clear")
    diary.did("press-ups", 0)
    resources = valid(bundle(diary.store.contents(), None))
    flags = [
        each
        for each in resources
        if each.get("code", {}).get("coding", [{}])[0].get("system") == "urn:voicecoach:red-flags"
    ]

    assert [each["valueCodeableConcept"]["text"] for each in flags] == ["something wrong", "no"]
    assert "?" in flags[1]["code"]["text"]
    assert flags[0]["note"][0]["text"] == '"something-wrong", by voice, sure'
    assert [each["status"] for each in resources if each["resourceType"] == "Procedure"] == ["not-done"]


def test_without_a_reference_the_patient_tells_nothing_of_the_person(judged) -> None:  # noqa: F811
    """A name that is none, the same each time."""
    first, *_ = valid(bundle(judged.store.contents(), None))

    assert first.keys() == {"resourceType", "identifier"}
    assert valid(bundle(judged.store.contents(), None))[0] == first


def test_the_same_history_has_the_same_identifiers_on_every_machine(judged, here) -> None:  # noqa: F811
    """So that a server that has a resource makes no second one."""
    carry(judged, here)

    assert bundle(here.store.contents(), None) == bundle(judged.store.contents(), None)


def test_a_later_bundle_begins_with_the_earlier_one(judged) -> None:  # noqa: F811
    """What was sent is sent again under the same name, or not at all; the rest is new."""
    before = {each["fullUrl"]: each for each in bundle(judged.store.contents(), None)["entry"]}
    since = judged.now
    judged.begin()
    judged.did("side-glide")
    after = {each["fullUrl"]: each for each in bundle(judged.store.contents(), None)["entry"]}
    part = {each["fullUrl"]: each for each in bundle(judged.store.contents(since), None)["entry"]}

    assert before.items() <= after.items()
    assert part.items() <= after.items()


def test_an_empty_history_is_a_bundle_without_entries(store) -> None:
    """FHIR has no empty lists."""
    assert bundle(store.contents(), None) == {"resourceType": "Bundle", "type": "transaction"}
    valid(bundle(store.contents(), None))


@pytest.mark.parametrize("patient", [None, "Patient/1"])
def test_the_file_is_the_bundle(judged, here, patient) -> None:  # noqa: F811
    """Written entry by entry, since ten years are many."""
    for each in (judged.store, here.store):
        assert json.loads(written(each.contents(), patient)) == bundle(each.contents(), patient)


@pytest.mark.parametrize(
    "reference",
    ["Patient/a-1.B", "https://fhir.example.org/r4/Patient/7", "Patient?identifier=http://x|7"],
)
def test_a_reference_is_taken_as_it_is(judged, reference) -> None:  # noqa: F811
    """Of whatever form FHIR knows."""
    assert reference in references(bundle(judged.store.contents(), reference))


@pytest.mark.parametrize(
    "reference", ["", "123", "patient/1", "Patient/", "Patient/ü", "Patient/1 2", "x" * 999]
)
def test_what_is_no_reference_is_refused(store, reference) -> None:
    """Also where there is nothing to export."""
    with pytest.raises(UsageError, match="--patient is"):
        bundle(store.contents(), reference)


@pytest.mark.parametrize("seed", range(6))
def test_a_wayward_history_is_a_valid_bundle(seed, tmp_path) -> None:
    """Killed in the middle of anything; each decision and each red flag is in it."""
    with wayward(seed, tmp_path / "there") as store:
        resources = valid(bundle(store.contents(), None))
        details = store.details()
    kinds = Counter(each["resourceType"] for each in resources)

    assert len(of(resources, "decision")) == sum(len(each.decisions) for each in details)
    assert len(of(resources, "session-outcome")) == len(details)
    assert kinds["Patient"] == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(sessions(), max_size=3, unique_by=lambda each: each["uid"]))
def test_whatever_was_typed_the_bundle_is_valid(found) -> None:
    """Any text in any field."""
    valid(bundle(contents_of({**document(Contents()), "sessions": found}), None))


def test_a_session_that_was_cut_off_may_end_in_a_later_bundle(diary: Diary) -> None:
    """Under another name, since a server keeps what it has."""
    diary.begin()
    diary.did("press-ups")
    with Store.in_memory() as copy:
        copy.bring(diary.store.details())
        first = of(valid(bundle(copy.contents(), None)), "session-outcome")
    diary.did("press-ups")
    second = of(valid(bundle(diary.store.contents(), None)), "session-outcome")

    assert first[0]["identifier"] != second[0]["identifier"]
