"""What a long check found: a promise, the figure that was measured, and whether it was kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table. `promise` and `measured` are said in words, with units."""

    part: str
    promise: str
    measured: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of one part, and its figures in full for the JSON file."""

    findings: tuple[Finding, ...]
    details: dict[str, Any] = field(default_factory=dict)


def as_table(findings: Iterable[Finding]) -> str:
    """As Markdown, so that it can stand in a document."""
    rows = [
        f"| {each.part} | {each.promise} | {each.measured} | {'yes' if each.is_kept else '**NO**'} |"
        for each in findings
    ]
    return "\n".join(["| part | promised | measured | kept |", "|---|---|---|---|", *rows])


def write_json(path: Path, reports: Iterable[Report]) -> None:
    """All rows, and the details of each part."""
    whole = {"findings": [], "details": {}}
    for report in reports:
        whole["findings"] += [asdict(each) for each in report.findings]
        whole["details"] |= report.details
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
