"""A history as a JSON document: complete, in a fixed order, one record a line, the same for the same history.

It holds no time of its making and no number of this machine, so that two exports of the same are equal.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from voicecoach import __version__
from voicecoach.coach.records import ContinuationRecord, FinishRecord
from voicecoach.history.contents import Contents
from voicecoach.history.entries import Entry, SessionDetail, stamp
from voicecoach.history.exchange.shape import FORMAT, FORMAT_VERSION, RECORDS

_KINDS = {kind: name for name, (kind, _) in RECORDS.items()}


def document(contents: Contents) -> dict[str, Any]:
    """The document as plain values."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "voicecoach": __version__,
        "sessions": [_session(each, contents.names) for each in contents.sessions],
        "plans": [
            {
                "at": moment(each.at),
                "program": each.plan.program,
                "times": [at.strftime("%H:%M") for at in each.plan.times],
                "days": [day.word for day in each.plan.days],
            }
            for each in contents.plans
        ],
        "profile": [
            {"precaution": precaution, "standing": said.standing.value, "at": moment(said.at)}
            for precaution, said in sorted(contents.profile.items())
        ],
        "tempo": contents.tempo and {"scale": contents.tempo.scale, "at": moment(contents.tempo.at)},
    }


def text(contents: Contents) -> str:
    """The document as it is written: JSON, ended by a line break."""
    return "".join(_lines(document(contents)))


def moment(at: datetime) -> str:
    """A time as it is written: UTC, to the microsecond."""
    return stamp(at).replace("+00:00", "Z")


def _lines(whole: Mapping[str, Any]) -> Iterator[str]:
    parts = [f"{_plain(name)}: {_value(name, value)}" for name, value in whole.items()]
    yield "{\n" + ",\n".join(parts) + "\n}\n"


def _value(name: str, value: Any) -> str:
    if name == "sessions":
        return _listed([_session_text(each) for each in value])
    return _listed([_plain(each) for each in value]) if isinstance(value, list) else _plain(value)


def _session_text(session: Mapping[str, Any]) -> str:
    own = {name: value for name, value in session.items() if name != "records"}
    records = _listed([_plain(each) for each in session["records"]])
    return f'{_plain(own)[:-1]}, "records": {records}}}'


def _listed(items: list[str]) -> str:
    return "[\n" + ",\n".join(items) + "\n]" if items else "[]"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _session(session: SessionDetail, names: Mapping[int, str]) -> dict[str, Any]:
    summary = session.summary
    return {
        "uid": summary.uid,
        "program": summary.program,
        "version": summary.version,
        "driver": summary.driver,
        "started_at": moment(summary.started_at),
        "ended_at": summary.ended_at and moment(summary.ended_at),
        "outcome": summary.outcome and summary.outcome.value,
        "reason": summary.reason,
        "note": summary.note,
        "records": [
            _record(entry, names) for entry in session.entries if not isinstance(entry.record, FinishRecord)
        ],
    }


def _record(entry: Entry, names: Mapping[int, str]) -> dict[str, Any]:
    record = entry.record
    assert not isinstance(record, FinishRecord)
    fields = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    if isinstance(record, ContinuationRecord):
        fields["continued"] = names.get(record.continued)
    return {"record": _KINDS[type(record)], "at": moment(entry.at), **fields}
