"""An export read back: every value is checked before anything of it is kept, and what is wrong is told with its place.

A file of a newer format is refused; keys that this version does not know are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from voicecoach import private_files
from voicecoach.coach.background import Standing
from voicecoach.coach.plan import Plan
from voicecoach.coach.records import ContinuationRecord, DecisionRecord, FinishRecord, SetRecord
from voicecoach.errors import UsageError
from voicecoach.history.contents import Contents
from voicecoach.history.entries import Entry, SessionDetail, SessionSummary
from voicecoach.history.exchange.shape import (
    CLOCK,
    DAY,
    FORMAT,
    FORMAT_VERSION,
    PLAN,
    PROFILE,
    RECORDS,
    SESSION,
    TEMPO_NOW,
    Misfit,
    Shape,
)
from voicecoach.history.plans import Planned
from voicecoach.history.profile import Said
from voicecoach.history.tempo import Tempo

MOST_BYTES: Final = 64_000_000
"""Ten years of two sessions a day are less."""

_SHOWN: Final = 60
_MAKE_ONE: Final = "`voicecoach export` makes a file that can be imported"


class UnreadableExport(UsageError):
    """The file is no export that this version can bring back."""


def read(path: Path) -> Contents:
    """What the export in this file holds.

    Raises UnreadableExport with one sentence: the file, the place in it, and what is wrong there.
    """
    name = _printable(str(path))
    try:
        content = private_files.read(path, MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableExport(f"{name} cannot be read ({reason}): {_MAKE_ONE}.") from error
    if len(content) > MOST_BYTES:
        raise UnreadableExport(f"{name} is larger than {MOST_BYTES // 1_000_000} MB: no export is.")
    try:
        return _contents(_parsed(content))
    except Misfit as misfit:
        raise UnreadableExport(f"{name} cannot be imported: {misfit}; nothing was changed.") from misfit


def contents_of(document: object) -> Contents:
    """What this document holds. Raises Misfit, with the place."""
    return _contents(document)


def _parsed(content: bytes) -> object:
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Misfit(f"it is not UTF-8 text (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        if other := _other_format(text):
            raise Misfit(f"it is {other}, which is for other programs; {_MAKE_ONE}") from error
        raise Misfit(f"it is not JSON, or only a part of it ({error.msg}, line {error.lineno})") from error
    except RecursionError as error:
        raise Misfit("it is nested too deeply for an export") from error
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise Misfit("it holds a number that is none") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _other_format(text: str) -> str | None:
    first = text.lstrip("\ufeff").partition("\n")[0]
    return "a CSV table" if re.match(r'"?[a-z_]+"?(,"?[a-z_]+"?)+\s*$', first) else None


# --- the document ------------------------------------------------------------------------------------------------


def _contents(document: object) -> Contents:
    whole = _mapping(document, "")
    if whole.get("resourceType") == "Bundle":
        raise Misfit(f"it is a FHIR bundle, which is for other programs; {_MAKE_ONE}")
    if whole.get("format") != FORMAT:
        raise Misfit(f"it is no export of voicecoach; {_MAKE_ONE}")
    _check_version(whole.get("format_version"))
    found = [_mapping(each, path) for path, each in _items(whole, "sessions", "")]
    numbers = _numbers(found)
    sessions = tuple(_session(n, each, numbers) for n, each in enumerate(found, start=1))
    _check_no_circle(sessions)
    return Contents(
        sessions,
        {number: uid for uid, number in numbers.items()},
        tuple(_plan(_mapping(each, path), path) for path, each in _items(whole, "plans", "")),
        _profile(_items(whole, "profile", "")),
        _tempo(_value(whole, "tempo", "")),
    )


def _check_version(version: object) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Misfit("format_version: must be a whole number from 1 on")
    if version > FORMAT_VERSION:
        raise Misfit(f"a newer voicecoach wrote it (format {_shown(str(version))}); update voicecoach")


def _numbers(sessions: list[Mapping[str, Any]]) -> dict[str, int]:
    """A number for each `uid`, from 1 on in the order of the document; then for those that are only gone on from."""
    numbers: dict[str, int] = {}
    for n, session in enumerate(sessions):
        uid = _field(session, "uid", SESSION["uid"], f"sessions[{n}]")
        if uid in numbers:
            raise Misfit(f"sessions[{n}].uid: is that of sessions[{numbers[uid] - 1}] too")
        numbers[uid] = n + 1
    return numbers


def _session(number: int, found: Mapping[str, Any], numbers: dict[str, int]) -> SessionDetail:
    path = f"sessions[{number - 1}]"
    own = {name: _field(found, name, shape, path) for name, shape in SESSION.items()}
    entries = [_entry(_mapping(each, at), at, numbers) for at, each in _items(found, "records", path)]
    ended = [own[name] is None for name in ("ended_at", "outcome", "reason")]
    if any(ended) and not all(ended):
        raise Misfit(f"{path}: ended_at, outcome and reason are all there, or all null")
    if not any(ended):
        entries.append(Entry(own["ended_at"], FinishRecord(own["outcome"], own["reason"])))
    if not entries:
        raise Misfit(f"{path}.records: nothing was kept of this session")
    records = [entry.record for entry in entries]
    sets = [each for each in records if isinstance(each, SetRecord)]
    rules = [each.rule for each in records if isinstance(each, DecisionRecord)]
    continued = [each.continued for each in records if isinstance(each, ContinuationRecord)]
    summary = SessionSummary(
        id=number,
        exercises=tuple(dict.fromkeys(each.exercise for each in sets)),
        sets=len(sets),
        rule=rules[-1] if rules else None,
        continued=continued[-1] if continued else None,
        **own,
    )
    return SessionDetail(summary, tuple(entries))


def _entry(found: Mapping[str, Any], path: str, numbers: dict[str, int]) -> Entry:
    kind = _value(found, "record", path)
    if not isinstance(kind, str) or kind not in RECORDS:
        raise Misfit(f"{path}.record: must be one of {', '.join(RECORDS)}")
    record, shapes = RECORDS[kind]
    fields = {name: _field(found, name, shape, path) for name, shape in shapes.items()}
    if record is ContinuationRecord:
        uid = fields["continued"]
        fields["continued"] = 0 if uid is None else numbers.setdefault(uid, len(numbers) + 1)
    return Entry(_field(found, "at", PLAN["at"], path), record(**fields))


def _check_no_circle(sessions: tuple[SessionDetail, ...]) -> None:
    """A session goes on from an earlier one, never by a way round from itself."""
    before = {each.summary.id: {link.continued for link in each.continuations} for each in sessions}
    settled: set[int] = set()
    for start, links in before.items():
        way = {start: iter(links)}  # from the start to where we are, with what is still to be looked at
        while way:
            here = next(reversed(way))
            following = next(way[here], None)
            if following is None:
                settled.add(here)
                way.popitem()
            elif following in way:
                raise Misfit(
                    f"sessions[{here - 1}]: goes on from itself, by way of other sessions or at once"
                )
            elif following in before and following not in settled:
                way[following] = iter(before[following])


def _plan(found: Mapping[str, Any], path: str) -> Planned:
    own = {name: _field(found, name, shape, path) for name, shape in PLAN.items()}
    times = _unique(((at, _read(each, CLOCK, at)) for at, each in _items(found, "times", path)))
    days = _unique(((at, _read(each, DAY, at)) for at, each in _items(found, "days", path)))
    return Planned(Plan(own["program"], tuple(sorted(times)), tuple(sorted(days))), own["at"])


def _profile(items: Iterable[tuple[str, Any]]) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for path, each in items:
        found = _mapping(each, path)
        own = {name: _field(found, name, shape, path) for name, shape in PROFILE.items()}
        if own["precaution"] in said:
            raise Misfit(f"{path}.precaution: stands there twice")
        said[own["precaution"]] = Said(Standing(own["standing"]), own["at"])
    return said


def _tempo(found: object) -> Tempo | None:
    if found is None:
        return None
    own = _mapping(found, "tempo")
    return Tempo(**{name: _field(own, name, shape, "tempo") for name, shape in TEMPO_NOW.items()})


# --- values and their places -------------------------------------------------------------------------------------


def _mapping(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Misfit(f"{path or 'it'}: must be an object")
    return value


def _value(found: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in found:
        raise Misfit(f"{_at(path, name)}: is missing")
    return found[name]


def _field(found: Mapping[str, Any], name: str, shape: Shape, path: str) -> Any:
    return _read(_value(found, name, path), shape, _at(path, name))


def _read(value: object, shape: Shape, path: str) -> Any:
    try:
        return shape.read(value)
    except Misfit as misfit:
        raise Misfit(f"{path}: {misfit}{_said(value)}") from None


def _items(found: Mapping[str, Any], name: str, path: str) -> Iterator[tuple[str, Any]]:
    listed = _value(found, name, path)
    if not isinstance(listed, list):
        raise Misfit(f"{_at(path, name)}: must be a list")
    for n, each in enumerate(listed):
        yield f"{_at(path, name)}[{n}]", each


def _unique(items: Iterable[tuple[str, Any]]) -> list[Any]:
    found: list[Any] = []
    for path, each in items:
        if each in found:
            raise Misfit(f"{path}: stands there twice")
        found.append(each)
    return found


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _said(value: object) -> str:
    if value is None or isinstance(value, str | int | float):
        return f", and is {_shown(json.dumps(value))}"
    return ""


def _shown(text: str) -> str:
    plain = _printable(text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}..."


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)
