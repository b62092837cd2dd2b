"""The history as a FHIR R4 bundle (4.0.1), which a clinic posts to its own server.

It is a transaction: the server keeps all of it or nothing, and since every resource is created only where none with
its identifier exists, posting the same bundle twice, or a longer one later, makes no doubles. Identifiers are made
from the session's `uid` and the record's number, so they are the same in each export. A record once exported never
changes on the server; what came later comes with the next bundle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from voicecoach.coach.explanation.deeds import Names, of_set
from voicecoach.coach.explanation.retelling import retell
from voicecoach.coach.records import DecisionRecord
from voicecoach.coach.symptoms import Location
from voicecoach.errors import UsageError
from voicecoach.history.contents import Contents
from voicecoach.history.entries import SCRIPTED, SessionDetail
from voicecoach.history.naming import names_of
from voicecoach.history.session_finding import Doing, SessionFinding, finding

Resource = dict[str, Any]

OURS: Final = UUID("7b6f6d0c-3a0e-5c63-9d3b-0f6a2c4e8b15")
"""The namespace of all our identifiers."""
URI: Final = "urn:ietf:rfc:3986"
"""The system of an identifier that is a URI by itself."""
CODES: Final = "urn:voicecoach:"
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
UNITS: Final = "http://unitsofmeasure.org"
_HEAD: Final[Resource] = {"resourceType": "Bundle", "type": "transaction"}
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_PAIN: Final = {
    "coding": [
        {
            "system": LOINC,
            "code": "72514-3",
            "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
        }
    ],
    "text": "Pain, 0 to 10",
}
_SITES: Final[Mapping[Location, str]] = {
    Location.BACK_MIDDLE: "77568009",
    Location.BACK_SIDE: "77568009",
    Location.BUTTOCK: "46862004",
    Location.THIGH: "68367000",
    Location.CALF: "53840002",
    Location.FOOT: "56459004",
}
"""SNOMED CT's body structures; none where there is no pain."""
_REFERENCE: Final = re.compile(
    r"Patient/[A-Za-z0-9.-]{1,64}|https?://[!-~]+/Patient/[A-Za-z0-9.-]{1,64}|urn:uuid:[0-9a-f-]{36}|Patient\?[!-~]+"
)

_TEST_DATA = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}


def written(contents: Contents, patient: str | None) -> bytes:
    """The bundle as the bytes of a JSON file. `patient`: a reference; None: a patient of whom nothing is told.

    Raises UsageError for what is no reference.
    """
    entries = ",\n".join(json.dumps(each, ensure_ascii=False) for each in _entries(contents, patient))
    head = json.dumps(_HEAD)
    return (f'{head[:-1]}, "entry": [\n{entries}\n]}}\n' if entries else f"{head}\n").encode()


def bundle(contents: Contents, patient: str | None) -> Resource:
    """The transaction; without entries where there are no sessions. Raises UsageError like `written`."""
    entries = list(_entries(contents, patient))
    return {**_HEAD, "entry": entries} if entries else _HEAD


def _entries(contents: Contents, patient: str | None) -> Iterator[Resource]:
    if patient is not None and not _REFERENCE.fullmatch(patient):
        raise UsageError(
            f"--patient is {patient[:60]!r}: give a reference such as Patient/123, "
            "or leave it out for a patient without a name."
        )
    return map(_entry, _resources(contents, patient))


def _resources(contents: Contents, patient: str | None) -> Iterator[Resource]:
    if not contents.sessions:
        return
    subject = patient or _urn("patient", contents.names[min(contents.names)])
    if patient is None:
        yield {"resourceType": "Patient", **_identified(subject)}
    for version in sorted({each.summary.version for each in contents.sessions}):
        yield _device(version)
    for session in contents.sessions:
        yield from _Telling(session, subject).resources()


def _entry(resource: Resource) -> Resource:
    kind, urn = resource["resourceType"], resource["identifier"][0]["value"]
    request = {"method": "POST", "url": kind, "ifNoneExist": f"identifier={URI}|{urn}"}
    return {"fullUrl": urn, "resource": resource, "request": request}


def _urn(*names: object) -> str:
    return f"urn:uuid:{uuid5(OURS, '/'.join(map(str, names)))}"


def _identified(urn: str) -> Resource:
    return {"identifier": [{"system": URI, "value": urn}]}


def _device(version: str) -> Resource:
    return {
        "resourceType": "Device",
        **_identified(_urn("device", version)),
        "deviceName": [{"name": "voicecoach", "type": "user-friendly-name"}],
        "type": {"text": "A voice coach for exercises, which records what its user says"},
        "version": [{"value": version}],
    }


def _code(text: str) -> str:
    """FHIR wants codes with something in them, without spaces at their ends or two in a row."""
    return "-".join(text.split()) or "unknown"


def _own(system: str, code: str, text: str) -> Resource:
    """A concept of our own."""
    return {
        "coding": [{"system": f"{CODES}{system}", "code": _code(code)}],
        "text": _plain(text),
    }


def _plain(text: str) -> str:
    """A string as FHIR wants it: something in it, and no control characters but tabs and line ends."""
    kept = "".join(each if each.isprintable() or each in "\t\n" else "?" for each in text).strip()
    return kept or "-"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _site(place: Location) -> Resource:
    own = {"system": f"{CODES}location", "code": place.word}
    code = _SITES.get(place)
    coding = [own] if code is None else [{"system": SNOMED, "code": code}, own]
    return {"coding": coding, "text": place.word if code else "no pain"}


class _Telling:
    """One session as resources."""

    def __init__(self, session: SessionDetail, subject: str) -> None:
        self._session = session
        self._finding: SessionFinding = finding(session)
        self._names: Names = names_of(session.summary.program)
        self._subject = {"reference": subject}
        self._device = {"reference": _urn("device", session.summary.version)}

    def resources(self) -> Iterator[Resource]:
        """Everything that is told of it; marked as test data where nobody lived it."""
        is_invented = self._session.summary.driver == SCRIPTED
        mark = {"meta": {"security": [_TEST_DATA]}} if is_invented else {}
        return ({**each, **mark} for each in self._told())

    def _told(self) -> Iterator[Resource]:
        yield from self._numbers()
        yield from self._places()
        procedures = {each.n: self._procedure(each) for each in self._finding.doings}
        yield from procedures.values()
        yield from self._decisions(self._finding.doings)
        yield from self._red_flags()
        yield self._ending()

    def _urn(self, *names: object) -> str:
        return _urn(self._session.summary.uid, *names)

    def _observation(self, name: str, n: object, at: datetime, code: Resource, **more: Any) -> Resource:
        return {
            "resourceType": "Observation",
            **_identified(self._urn(name, n)),
            "status": "final",
            "category": [{"coding": [{"system": _CATEGORY, "code": "survey"}]}],
            "code": code,
            "subject": self._subject,
            "effectiveDateTime": _time(at),
            "device": self._device,
            **more,
        }

    def _numbers(self) -> Iterator[Resource]:
        found = self._finding
        told = (
            ("before", found.rating_before, found.rating_before_at),
            ("after", found.rating_after, found.rating_after_at),
        )
        for when, number, at in told:
            if number is not None and at is not None:
                value = {"value": number, "unit": "{score}", "system": UNITS, "code": "{score}"}
                yield self._observation("pain", when, at, _PAIN, valueQuantity=value)

    def _places(self) -> Iterator[Resource]:
        found = self._finding
        told: list[tuple[object, Location | None, datetime | None]] = [
            ("before", found.first, found.first_at)
        ]
        for n, check in enumerate(found.checks):
            told += [
                (f"check-{n}", check.after, check.at),
                (f"recheck-{n}", check.after_the_rest, check.after_rest_at),
            ]
        code = _own("observation", "lowest-pain-location", "The lowest point of the pain")
        for name, place, at in told:
            if place is not None and at is not None:
                yield self._observation("location", name, at, code, valueCodeableConcept=_site(place))

    def _procedure(self, doing: Doing) -> Resource:
        program, exercise = self._session.summary.program, doing.exercise
        stopped = [each.stopped_by for each in doing.sets if each.stopped_by is not None]
        is_whole = not stopped and all(each.done >= each.planned for each in doing.sets)
        status = "completed" if is_whole else "stopped"
        found: Resource = {
            "resourceType": "Procedure",
            **_identified(self._urn("procedure", doing.n)),
            "status": status if any(each.done for each in doing.sets) else "not-done",
            "code": _own("exercise", f"{program}.{exercise}", self._names.exercise(exercise)),
            "subject": self._subject,
            "performedPeriod": {"start": _time(doing.begun_at), "end": _time(doing.ended_at)},
            "note": [{"text": _plain(of_set(each, self._names))} for each in doing.sets],
            "usedReference": [self._device],
        }
        if stopped and found["status"] != "completed":
            found["statusReason"] = {"text": _plain(stopped[-1])}
        return found

    def _decisions(self, doings: Sequence[Doing]) -> Iterator[Resource]:
        code = _own("observation", "decision", "The coach's decision, by its rule")
        for n, entry in enumerate(self._session.entries, start=1):
            record = entry.record
            if not isinstance(record, DecisionRecord):
                continue
            judged = [each for each in doings if each.n < n and each.exercise == record.exercise]
            value = {
                "coding": [
                    {"system": f"{CODES}action", "code": _code(record.action)},
                    {"system": f"{CODES}rule", "code": _code(record.rule)},
                ],
                "text": _plain(f"{record.rule}: {record.action}. {record.reason}"),
            }
            more: Resource = {"valueCodeableConcept": value, "component": list(_components(record))}
            if judged:
                more["partOf"] = [{"reference": self._urn("procedure", judged[-1].n)}]
            yield self._observation(
                "decision", n, entry.at, code, **{name: each for name, each in more.items() if each}
            )

    def _red_flags(self) -> Iterator[Resource]:
        asked = {id(each.record): each.asked for each in retell(self._session.answers)}
        for flag in self._finding.flags:
            record = flag.record
            question = asked.get(id(record)) or record.topic
            yield self._observation(
                "red-flag",
                flag.n,
                flag.at,
                _own("red-flags", record.topic, question),
                valueCodeableConcept=_own("answer", record.meaning, record.meaning.replace("-", " ")),
                note=[{"text": _plain(f'"{record.text}", by {record.source}, {record.band}')}],
            )

    def _ending(self) -> Resource:
        summary = self._session.summary
        outcome = "cut-off" if summary.outcome is None else summary.outcome.value
        notes = [each for each in (summary.reason, summary.note) if each]
        more = {"note": [{"text": _plain(each)} for each in notes]} if notes else {}
        # A session that was cut off may be complete in a later export: then it ends anew, under another name.
        return self._observation(
            "ending" if summary.outcome else f"cut-off-{len(self._session.entries)}",
            1,
            max(summary.ended_at or self._session.entries[-1].at, summary.started_at),
            _own("observation", "session-outcome", "How the session ended"),
            valueCodeableConcept=_own("outcome", outcome, outcome.replace("-", " ")),
            **more,
        )


def _components(record: DecisionRecord) -> Iterator[Resource]:
    told = {"lowest-before": record.before, "lowest-after": record.after, "change": record.change}
    for name, word in told.items():
        if word:
            yield {
                "code": _own("observation", name, name.replace("-", " ")),
                "valueCodeableConcept": _own("answer", word, word),
            }
